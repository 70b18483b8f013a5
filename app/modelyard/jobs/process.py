"""Child processes for pandas and scikit-learn work: spawned ahead of need, reused, killed when they do not stop."""

from __future__ import annotations

import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any

from modelyard.core.errors import AppError, CancelledError
from modelyard.domain.experiments.runs import ResourceSample
from modelyard.domain.jobs import JobContext
from modelyard.jobs import child
from modelyard.jobs.resources import Meter, memory_of, yield_to_all

KILL_SECONDS = 2.0
"""A child that does not answer a cancel within this time is killed."""

POLL_SECONDS = 0.05

FAR_BEYOND = 1.25
"""A child that has so many times the memory it may have is killed at once."""

KEEP_BYTES = 1_000_000_000
"""A child that still has more memory than this after its work is replaced by a new one."""


class ChildBugError(Exception):
    """A job function raised something unexpected in the child; the text is the child's traceback."""


class ChildDiedError(AppError):
    """The child process ended before its job function did."""


class MemoryLimitError(AppError):
    """The child process was ended because it took more memory than its job may."""

    @classmethod
    def of(cls, limit: int) -> MemoryLimitError:
        """The error that names a limit in bytes and a larger one."""
        return cls(
            f"Stopped at the {limit / 1e9:.3g} GB memory limit.",
            f"Allow it more, for example {max(1, round(limit / 5e8)):,} GB, or use fewer rows or a smaller model.",
        )


@dataclass(slots=True)
class Watch:
    """What the parent does for a child while a job function runs in it.

    `on_message` takes what the function hands over by `message`. A child that has more than `memory` bytes is ended.
    With `low_priority` it waits for every other process that wants a core. `samples` is what it used, a sample a
    second; while it works, `ChildPool.usage` gives the newest by the `name` of the work.
    """

    on_message: Callable[[Any], None] | None = None
    memory: int | None = None
    low_priority: bool = False
    name: str = ""
    samples: list[ResourceSample] = field(default_factory=list)


class Child:
    """One spawned process that runs job functions, one at a time. `retired` says that it wants no other one."""

    def __init__(self) -> None:
        self.retired = False
        self._ending = threading.Lock()
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

    def run(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], context: JobContext, watch: Watch | None = None
    ) -> Any:
        """Run a module-level `function(context, *arguments)` in the child and return what it returns (picklable).

        Raises what it raised if that was an `AppError`, `CancelledError` when the context was cancelled,
        `ChildBugError` for anything else, `ChildDiedError` when the process died, `MemoryLimitError` when it had to
        be ended.
        """
        if watch is not None and watch.low_priority:
            yield_to_all(self.pid)
        self.send("run", function.__module__, function.__qualname__, arguments)
        errand = _Errand(self, context, watch or Watch())
        try:
            return errand.outcome()
        finally:
            if errand.under_way:
                self.kill()

    def send(self, *message: Any) -> None:
        """Send one message to the child."""
        try:
            self._connection.send(message)
        except OSError as error:
            raise self._died() from error

    def receive(self) -> tuple[Any, ...] | None:
        """The child's next message; None when there is none for a moment."""
        try:
            if not self._connection.poll(POLL_SECONDS):
                return None
            message: tuple[Any, ...] = self._connection.recv()
            return message
        except (EOFError, OSError) as error:
            raise self._died() from error

    def _died(self) -> ChildDiedError:
        self.process.join(KILL_SECONDS)
        code = self.process.exitcode
        if code == -9:
            return ChildDiedError(
                "The background process was killed, most likely because memory ran out.",
                "Use fewer rows or a smaller model, or close other programs, then try again.",
            )
        return ChildDiedError(f"The background process stopped unexpectedly (exit code {code}).", _way_out())

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self.process.pid is not None
        return self.process.pid

    def kill(self) -> None:
        """End the process now. A cancelled job and a closing workspace may do so at the same moment."""
        with self._ending:
            self.process.kill()
            self.process.join(KILL_SECONDS)
            self._connection.close()


class _Errand:
    """One job function under way in a child, as its parent sees it."""

    def __init__(self, one: Child, context: JobContext, watch: Watch) -> None:
        self.under_way = True
        self._child = one
        self._context = context
        self._watch = watch
        self._meter = Meter(one.pid)
        self._looked = 0.0
        self._stop_at: float | None = None
        self._over = False
        watch.samples = self._meter.samples

    def outcome(self) -> Any:
        """Serve the child until its function has ended; see `Child.run`."""
        while True:
            self._look()
            if self._stop_at is not None and time.monotonic() > self._stop_at:
                raise self._stopped()
            message = self._child.receive()
            if message is None:
                continue
            kind, *rest = message
            if kind == "progress":
                self._context.progress(*rest)
            elif kind == "log":
                self._context.log(*rest)
            elif kind == "retire":
                self._child.retired = True
            elif kind == "message":
                if self._watch.on_message is not None:
                    self._watch.on_message(*rest)
            else:
                self.under_way = self._over  # what took too much memory is not used again
                if self._stop_at is not None and kind in ("result", "cancelled"):
                    raise self._stopped()
                return _outcome(kind, rest[0])

    def _look(self) -> None:
        now = time.monotonic()
        if self._stop_at is None and self._context.cancelled():
            self._stop(now)
        if now - self._looked < POLL_SECONDS:
            return
        self._looked = now
        memory, limit = self._meter.look(), self._watch.memory
        if limit is not None and not self._over and memory > limit:
            self._over = True
            if self._stop_at is None:
                self._stop(now)
        if limit is not None and memory > FAR_BEYOND * limit:
            self._stop_at = now

    def _stop(self, now: float) -> None:
        self._stop_at = now + KILL_SECONDS
        self._child.send("cancel")

    def _stopped(self) -> Exception:
        if self._over and not self._context.cancelled():
            return MemoryLimitError.of(self._watch.memory or 0)
        return CancelledError()


def _way_out() -> str:
    """What to try; a script without the guard is run anew by each process it starts, which ends both."""
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is None and getattr(main, "__file__", None):
        return 'Put what your script does below `if __name__ == "__main__":`, then try again.'
    return "Try again."


def _outcome(kind: str, value: Any) -> Any:
    if kind == "result":
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
        self._watched: dict[str, Watch] = {}
        self._closed = False

    def warm(self) -> None:
        """Start the spare child now, so that the first job need not wait for it."""
        with self._lock:
            if not self._closed and not self._idle and not self._busy:
                self._idle.append(Child())

    def run(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], context: JobContext, watch: Watch | None = None
    ) -> Any:
        """Run a function in a child; see `Child.run`."""
        one = self._take()
        if watch is not None:
            self._watched[watch.name] = watch
        try:
            return one.run(function, arguments, context, watch)
        finally:
            if watch is not None:
                self._watched.pop(watch.name, None)
            self._give_back(one, reuse=watch is None or not watch.low_priority)

    def usage(self, name: str) -> ResourceSample | None:
        """What the work of that name uses now; None where no child of this process does it, or in its first second."""
        watch = self._watched.get(name)
        return watch.samples[-1] if watch is not None and watch.samples else None

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

    def _give_back(self, one: Child, reuse: bool) -> None:
        reuse = reuse and one.alive and not one.retired and memory_of(one.pid) < KEEP_BYTES
        with self._lock:
            self._busy.discard(one)
            if self._closed or not reuse or self._idle:
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
