"""Reading a request's body within limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from modelyard_server.errors import RequestError

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

LIMIT_BYTES = 16 * 1024 * 1024
BUFFERED_LIMIT_BYTES = 4 * LIMIT_BYTES
SMALL_BYTES = 256 * 1024
READ_SECONDS = 60.0
MOST_PARTS = 500_000


class Disconnected(Exception):
    """The client went away before its request was whole."""


class BodyReader:
    """Reads bodies up to `limit` bytes, and all of those being read or worked on up to `buffered`."""

    def __init__(self, limit: int = LIMIT_BYTES, buffered: int | None = None) -> None:
        self.limit = limit
        self._free = max(buffered if buffered is not None else BUFFERED_LIMIT_BYTES, limit)

    @contextmanager
    def room(self, length: int | None) -> Iterator[None]:
        """Reserve memory for one body: its declared length, or the limit where it is not declared; small ones are free.

        Raises a 503 `RequestError` when there is none left.
        """
        size = self.limit if length is None else length if length > SMALL_BYTES else 0
        if size > self._free:
            raise RequestError(
                503,
                "The server is busy with other large requests. Try again.",
                code="TEMPORARILY_UNAVAILABLE",
                rule="busy",
            )
        self._free -= size
        try:
            yield
        finally:
            self._free += size

    def check_length(self, header: bytes | None) -> int | None:
        """The declared length. Raises a 413 `RequestError` beyond the limit, before a byte was read."""
        if header is None:
            return None
        if not header.isdigit():
            raise RequestError(400, "The Content-Length header is not a number.", rule="header")
        if int(header) > self.limit:
            raise self._too_large()
        return int(header)

    async def read(self, receive: Receive) -> bytes:
        """The whole body. Raises a 413 once it is beyond the limit, a 408 when it takes over a minute."""
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._read(receive)
        except TimeoutError:
            message = f"The body did not arrive within {READ_SECONDS:.0f} s."
            raise RequestError(408, message, code="REQUEST_TIMEOUT", rule="timeout") from None

    async def _read(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            part = message.get("body", b"")
            size += len(part)
            if size > self.limit:
                raise self._too_large()
            parts.append(part)
            if not message.get("more_body", False):
                return parts[0] if len(parts) == 1 else b"".join(parts)

    def check_parts(self, body: bytes) -> None:
        """Raise a 413 for a body whose many small lists or objects would take hundreds of megabytes once parsed."""
        if len(body) > MOST_PARTS and body.count(b"[") + body.count(b"{") > MOST_PARTS:
            message = f"The body holds more than {MOST_PARTS:,} lists and objects. Send fewer rows at once."
            raise RequestError(413, message, code="REQUEST_TOO_LARGE", rule="size")

    def _too_large(self) -> RequestError:
        megabytes = self.limit / (1024 * 1024)
        message = f"The body is larger than {megabytes:g} MB. Send fewer rows at once."
        return RequestError(413, message, code="REQUEST_TOO_LARGE", rule="size")


def content_type(header: bytes | None) -> str:
    """The media type, lower case. Raises a 415 `RequestError` for none, an unsupported one, or another charset."""
    media, _, rest = (header or b"").decode("latin-1").partition(";")
    media = media.strip().lower()
    supported = "Send application/json or text/csv, in UTF-8."
    if not media:
        message = f"The Content-Type header is missing. {supported}"
    elif media not in ("application/json", "text/csv"):
        message = f"This content type is not supported. {supported}"
    else:
        for parameter in rest.split(";"):
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
                message = f"This charset is not supported. {supported}"
                break
        else:
            return media
    raise RequestError(415, message, code="UNSUPPORTED_MEDIA_TYPE", rule="content_type")
