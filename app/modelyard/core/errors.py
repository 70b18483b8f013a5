"""The errors a user can cause or meet.

    AppError             the user or the machine got something wrong; the text says what to do next
    ├── NotFoundError    a named thing is not in the workspace
    ├── ConflictError    the thing changed, exists already, or is held by somebody else
    ├── InputError       a file, a value or an option cannot be used as it is
    │   └── TooManyRejectedError   more rows of a file do not fit than were allowed
    ├── PasswordNeededError   a database wants a password that is not kept here
    ├── WorkspaceError   a workspace cannot be opened, or cannot be written to
    ├── EngineError      the container engine is absent, or refused
    └── QualityError     quality rules of the data do not hold, and nobody gave a reason to go on
    CancelledError       somebody asked for the work to stop; not a failure

Anything else that is raised is a bug and reaches the error dialog with a report to copy.
"""


class AppError(Exception):
    """Something the user can understand and act on.

    `message` says what happened and why; `hint` says what to do next; `details` is for "Copy details" only.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type["AppError"], tuple[str, str, str]]:
        return type(self), (self.message, self.hint, self.details)


class NotFoundError(AppError):
    """A named thing is not in the workspace."""

    exit_code = 3


class ConflictError(AppError):
    """The thing exists already, changed meanwhile, or is held by somebody else."""

    exit_code = 4


class InputError(AppError):
    """A file, a value or an option cannot be used as it is."""

    exit_code = 5


class TooManyRejectedError(InputError):
    """More rows of a file do not fit than were allowed, so nothing was imported. `details` is JSON."""

    exit_code = 8


class PasswordNeededError(AppError):
    """A database wants a password, and none is kept for its connection: ask for it."""

    exit_code = 9


class WorkspaceError(AppError):
    """A workspace cannot be opened, or cannot be written to."""

    exit_code = 6


class EngineError(AppError):
    """The container engine is absent, went away, or refused."""

    exit_code = 7


class QualityError(AppError):
    """Quality rules of the data do not hold, and nobody gave a reason to go on."""

    exit_code = 10


class CancelledError(Exception):
    """Somebody asked for the work to stop."""
