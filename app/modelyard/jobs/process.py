"""Child processes for pandas and scikit-learn work: spawned ahead of need, reused, killed when they do not stop."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from modelyard.core.errors import AppError, CancelledError
from modelyard.domain.jobs import JobContext
from modelyard.jobs import child

KILL_SECONDS = 2.0
"""A child that does not answer a cancel within this time is killed."""

POLL_SECONDS = 0.05


class ChildBugError(Exception):
    """A job function raised something unexpected in the child; the text is the child's traceback."""


class Child:
    """One spawned process that runs job functions, one at a time."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, other = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=child.main, args=(other,), name="modelyard-child", daemon=True
        )
        self.process.start()
        other.close()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.is_alive()

    def run(self, function: Callable[..., Any], arguments: tuple[Any, ...], context: JobContext) -> Any:
        """Run a module-level `function(context, *arguments)` in the child and return what it returns (picklable).

        Raises what it raised if that was an `AppError`, `CancelledError` when the context was cancelled,
        `ChildBugError` for anything else, `AppError` when the process died.
        """
        self._send("run", function.__module__, function.__qualname__, arguments)
        cancelled_at: float | None = None
        while True:
            if cancelled_at is None and context.cancelled():
                cancelled_at = time.monotonic()
                self._send("cancel")
            if cancelled_at is not None and time.monotonic() - cancelled_at > KILL_SECONDS:
                self.kill()
                raise CancelledError
            message = self._receive()
            if message is None:
                continue
            kind, *rest = message
            if kind == "progress":
                context.progress(*rest)
            elif kind == "log":
                context.log(*rest)
            else:
                return _outcome(kind, rest[0], cancelled_at is not None)

    def _send(self, *message: Any) -> None:
        try:
            self._connection.send(message)
        except OSError as error:
            raise self._died() from error

    def _receive(self) -> tuple[Any, ...] | None:
        try:
            if not self._connection.poll(POLL_SECONDS):
                return None
            message: tuple[Any, ...] = self._connection.recv()
            return message
        except (EOFError, OSError) as error:
            raise self._died() from error

    def _died(self) -> AppError:
        self.process.join(KILL_SECONDS)
        code = self.process.exitcode
        if code == -9:
            return AppError(
                "The background process was killed, most likely because memory ran out.",
                "Use fewer rows or a smaller model, or close other programs, then try again.",
            )
        return AppError(f"The background process stopped unexpectedly (exit code {code}).", _way_out())

    def kill(self) -> None:
        """End the process now."""
        self.process.kill()
        self.process.join(KILL_SECONDS)
        self._connection.close()


def _way_out() -> str:
    """What to try; a script without the guard is run anew by each process it starts, which ends both."""
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is None and getattr(main, "__file__", None):
        return 'Put what your script does below `if __name__ == "__main__":`, then try again.'
    return "Try again."


def _outcome(kind: str, value: Any, cancelled: bool) -> Any:
    if kind == "result":
        if cancelled:
            raise CancelledError
        return value
    if kind == "cancelled":
        raise CancelledError
    if kind == "error":
        raise value
    raise ChildBugError(value)


class ChildPool:
    """Keeps one warm child ready; hands children out and takes back the ones that still live."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._closed = False

    def warm(self) -> None:
        """Start the spare child now, so that the first job need not wait for it."""
        with self._lock:
            if not self._closed and not self._idle and not self._busy:
                self._idle.append(Child())

    def run(self, function: Callable[..., Any], arguments: tuple[Any, ...], context: JobContext) -> Any:
        """Run a function in a child; see `Child.run`."""
        one = self._take()
        try:
            return one.run(function, arguments, context)
        finally:
            self._give_back(one)

    def _take(self) -> Child:
        with self._lock:
            if self._closed:
                raise CancelledError
            while self._idle:
                one = self._idle.pop()
                if one.alive:
                    break
            else:
                one = Child()
            self._busy.add(one)
            return one

    def _give_back(self, one: Child) -> None:
        with self._lock:
            self._busy.discard(one)
            if self._closed or not one.alive or self._idle:
                if one.alive:
                    one.kill()
                if not self._closed and not self._idle:
                    self._idle.append(Child())
                return
            self._idle.append(one)

    def close(self) -> None:
        """Kill every child."""
        with self._lock:
            self._closed = True
            everyone = [*self._idle, *self._busy]
            self._idle.clear()
        for one in everyone:
            one.kill()
