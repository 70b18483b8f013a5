"""What the server refuses, and how it says so.

    ServerError        the server cannot start or go on: a sentence for the log, then exit
    └── BundleError    the bundle is damaged, altered or of another format
    RequestError       a request cannot be answered: an HTTP status, a code and a sentence for the caller

No message ever holds a value from the request: a column's name comes from the model's own schema.
"""

from __future__ import annotations

BAD_REQUEST = "BAD_REQUEST"
INVALID_PARAMETER_VALUE = "INVALID_PARAMETER_VALUE"


class ServerError(Exception):
    """The server cannot start, or cannot go on."""


class BundleError(ServerError):
    """The model bundle is damaged, was altered, or is of a format this server does not know."""


class RequestError(Exception):
    """A request that is refused.

    `column` is a name from the model's schema, `rule` the rule that was broken (see docs/serving.md).
    """

    def __init__(
        self, status: int, message: str, *, code: str = BAD_REQUEST, rule: str = "body", column: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.rule = rule
        self.column = column


def bad_request(message: str, rule: str, column: str | None = None) -> RequestError:
    """A 400 for a body that does not fit the protocol or the schema."""
    code = BAD_REQUEST if column is None else INVALID_PARAMETER_VALUE
    return RequestError(400, message, code=code, rule=rule, column=column)
