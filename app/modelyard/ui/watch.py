"""The context of a look in a child process that a dialog takes: it can be told to stop, and says nothing."""

from __future__ import annotations

from modelyard.core.errors import CancelledError


class Watch:
    """A `JobContext` for a question whose answer nobody may wait for any more."""

    def __init__(self) -> None:
        self._stop = False

    def stop(self) -> None:
        """Nobody waits for the answer any more."""
        self._stop = True

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Not shown."""

    def log(self, text: str) -> None:
        """Not kept."""

    def cancelled(self) -> bool:
        """Whether to stop."""
        return self._stop

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when told to stop."""
        if self._stop:
            raise CancelledError
