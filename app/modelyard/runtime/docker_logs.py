"""Following a container's log across its restarts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from modelyard.core.errors import AppError
from modelyard.runtime.engine import connect

if TYPE_CHECKING:
    from docker.types import CancellableStream

RETRY = 0.3
"""Seconds between two looks at a container that does not run."""


def strip_time(line: str) -> tuple[str, str]:
    """Split a line that the engine put a time before into the time and the line."""
    time, _, text = line.partition(" ")
    return time, text


class DockerLogStream:
    """New lines of a container's log. The engine's own stream ends at each restart; this one goes on.

    Ends when the container is removed, when the engine goes away, or on `close`, which any thread may call.
    """

    def __init__(self, ref: str, tail: int) -> None:
        self._ref = ref
        self._tail = tail
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._stream: CancellableStream[bytes] | None = None

    def close(self) -> None:
        """End the iteration at once."""
        self._closed.set()
        with self._lock:
            if self._stream is not None:
                _shut(self._stream)

    def __iter__(self) -> Iterator[str]:
        import requests
        from docker.errors import APIError

        try:
            client = connect(timeout=None)
        except AppError:
            return
        last = ""
        try:
            while not self._closed.is_set():
                container = client.containers.get(self._ref)
                if container.status == "running" or not last:
                    for time, text in self._lines(container.logs, last):
                        last = max(last, time)
                        yield text
                self._closed.wait(RETRY)
        except (APIError, requests.exceptions.RequestException, OSError):
            return  # removed, or the engine is gone
        finally:
            client.close()

    def _lines(self, logs: object, last: str) -> Iterator[tuple[str, str]]:
        options = {"since": _seconds(last)} if last else {"tail": self._tail}
        with self._lock:
            if self._closed.is_set():
                return
            self._stream = logs(stream=True, follow=True, timestamps=True, **options)  # type: ignore[operator]
        stream = self._stream
        rest = b""
        try:
            for chunk in stream:
                *whole, rest = (rest + chunk).split(b"\n")
                for line in whole:
                    time, text = strip_time(line.decode(errors="replace"))
                    if time > last:
                        yield time, text.rstrip("\r")
        finally:
            with self._lock:
                self._stream = None
                _shut(stream)


def _seconds(time: str) -> float:
    """Just before a time of the engine's, as seconds since 1970; what was seen already is filtered by its own time."""
    from datetime import datetime

    return datetime.fromisoformat(time[:26].rstrip("Z") + "+00:00").timestamp() - 0.001


def _shut(stream: CancellableStream[bytes]) -> None:
    try:
        stream.close()
    except (OSError, AttributeError):  # it had ended by itself
        return
