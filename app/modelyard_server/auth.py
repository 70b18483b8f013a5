"""The bearer token."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from modelyard_server.errors import RequestError, ServerError

TOKEN_VARIABLE = "MODELYARD_TOKEN"


def read_token(token_file: Path | None) -> str:
    """The token from a file, or from the environment, which then forgets it. Raises `ServerError` without one."""
    token = os.environ.pop(TOKEN_VARIABLE, "")
    if token_file is not None:
        try:
            token = token_file.read_text(encoding="utf-8")
        except OSError as error:
            raise ServerError(f"The token file {token_file} cannot be read: {error.strerror}.") from error
    token = token.strip()
    if not token:
        raise ServerError(f"There is no token. Set {TOKEN_VARIABLE} or give --token-file.")
    return token


class Guard:
    """Compares tokens in constant time, whatever their length."""

    def __init__(self, token: str) -> None:
        self._digest = hashlib.sha256(token.encode()).digest()

    def check(self, header: bytes | None) -> None:
        """Raise a 401 `RequestError` unless the Authorization header carries the token."""
        scheme, _, token = (header or b"").partition(b" ")
        given = hashlib.sha256(token.strip()).digest()
        if scheme.lower() == b"bearer" and hmac.compare_digest(given, self._digest):
            return
        if header is None:
            message = "This address needs a token. Send the header: Authorization: Bearer TOKEN."
        else:
            message = "The token is wrong. Copy it again from the deployment's page."
        raise RequestError(401, message, code="UNAUTHENTICATED", rule="token")
