"""The one place where work in other threads meets the window.

Workers put what happened into a queue and emit one queued signal of an object that lives in the main thread;
everything is delivered there, to `@Slot` methods. Nothing else in the window may be reached from a worker.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError, CancelledError

log = logging.getLogger(__name__)

DRAIN_SECONDS = 0.008


class QueryPool(Protocol):
    """Runs short functions in light threads; the job runner is one."""

    def query(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        """Run `function` in a worker thread."""


class Query:
    """A question under way. `cancel` drops its answer; it does not stop the work."""

    def __init__(self, on_done: Callable[[Any], None] | None, on_error: Callable[[Any], None] | None,
                 owner: QObject | None) -> None:  # fmt: skip
        self._done = _hold(on_done)
        self._error = _hold(on_error)
        self._owner = weakref.ref(owner) if owner is not None else None
        self.has_error_handler = on_error is not None
        self.finished = False
        self.dropped = False

    def cancel(self) -> None:
        """Nobody wants the answer any more."""
        self.dropped = True

    def wanted(self) -> bool:
        """Whether somebody is still there to receive the answer."""
        if self.dropped:
            return False
        if self._owner is None:
            return True
        owner = self._owner()
        return owner is not None and shiboken6.isValid(owner)

    def answer(self, value: Any) -> None:
        """Call on_done, if it still exists."""
        if (call := self._done()) is not None:
            call(value)

    def fail(self, error: BaseException) -> None:
        """Call on_error, if it still exists."""
        if (call := self._error()) is not None:
            call(error)


def _hold(call: Callable[..., None] | None) -> Callable[[], Callable[..., None] | None]:
    """A bound method of a QObject is held weakly, so that a pending answer keeps no widget alive."""
    if call is None:
        return lambda: None
    owner = getattr(call, "__self__", None)
    if isinstance(owner, QObject) and hasattr(call, "__func__"):
        return weakref.WeakMethod(call)
    return lambda: call


class Bridge(QObject):
    """Lives in the main thread as long as the window. Feed it with `attach`; ask through `query` and `perform`."""

    changed = Signal(object)  # core.changes.Changes
    job_event = Signal(object)  # domain.jobs.Job
    stats = Signal(object)  # whatever the sampler returns
    engine = Signal(object)  # domain.deployments.EngineStatus
    server_stats = Signal(str, object)  # a deployment's id, domain.deployments.ServerStats
    failed = Signal(object)  # an AppError nobody handles: the window shows it as a toast
    crashed = Signal(object)  # a bug: the window shows the error dialog
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._lock = threading.Lock()
        self._awake = False
        self._open = True
        self._pool: QueryPool | None = None
        self._latest: dict[tuple[int, str], Query] = {}
        self._pending = 0
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    # --- feeding ------------------------------------------------------------------------------------------------
    def attach(self, pool: QueryPool | None) -> None:
        """Use this pool for queries from now on; None while no workspace is open."""
        self._pool = pool

    def close(self) -> None:
        """Deliver nothing more; call before the window goes."""
        with self._lock:
            self._open = False
            self._queue.clear()

    def post(self, call: Callable[..., None], *args: Any) -> None:
        """From any thread: have `call(*args)` run in the main thread. Only this module and its feeders use it."""
        with self._lock:
            if not self._open:
                return
            self._queue.append((call, args))
            if self._awake:
                return
            self._awake = True
        self._wake.emit()

    def post_job(self, job: Any) -> None:
        """From any thread: a job changed. Give this to `runner.subscribe`."""
        self.post(self.job_event.emit, job)

    def post_changes(self, changes: Changes) -> None:
        """From any thread: something was written. Give this to `workspace.subscribe`."""
        self.post(self.changed.emit, changes)

    def post_stats(self, stats: Any) -> None:
        """From any thread: a new sample of the machine's use."""
        self.post(self.stats.emit, stats)

    def post_server_stats(self, deployment_id: str, stats: Any) -> None:
        """From any thread: what one deployment's server uses. Give this to `services.watching.watch`."""
        self.post(self.server_stats.emit, deployment_id, stats)

    def post_engine(self, status: Any) -> None:
        """From any thread: the container engine's state."""
        self.post(self.engine.emit, status)

    @property
    def pending(self) -> int:
        """How many queries have not been answered yet."""
        return self._pending

    @Slot()
    def _drain(self) -> None:
        """Deliver for at most 8 ms, so that a flood of events never holds up the window."""
        until = time.perf_counter() + DRAIN_SECONDS
        while True:
            with self._lock:
                if not self._open or not self._queue:
                    self._awake = False
                    return
                if time.perf_counter() > until:
                    break
                call, args = self._queue.popleft()
            try:
                call(*args)
            except Exception:  # noqa: BLE001
                # a bug in one receiver reaches the error dialog; the others still get their events
                sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
        self._wake.emit()

    # --- asking -------------------------------------------------------------------------------------------------
    def query(
        self,
        fn: Callable[[], Any],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Any], None] | None = None,
        owner: QObject | None = None,
        *,
        key: str = "",
    ) -> Query:
        """Run `fn` in a light thread; deliver its result to `on_done` in the main thread.

        The answer is dropped when `owner` is gone by then. With a `key`, a newer query of the same owner and key
        replaces an older one. `on_error` always gets an `AppError`: anything else is a bug, reaches the error dialog
        too, and is told in general words. Without it, an `AppError` becomes a toast.
        """
        query = Query(on_done, on_error, owner)
        if key:
            slot = (id(owner), key)
            if (old := self._latest.get(slot)) is not None:
                old.cancel()
            self._latest[slot] = query
        if self._pool is None:
            error = AppError(self.tr("No workspace is open."), self.tr("Open or import something first."))
            self.post(self._deliver, query, None, error)
            return query
        self._pending += 1
        self._pool.query(fn).add_done_callback(lambda future: self._collect(query, future))
        return query

    def perform(
        self,
        fn: Callable[[], tuple[Any, Changes]],
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[Any], None] | None = None,
        owner: QObject | None = None,
    ) -> Query:
        """Run a service function that writes; tell every page what changed, then hand its result to `on_done`.

        The changes are announced even when `owner` is gone. Errors are treated as in `query`.
        """

        def run() -> Any:
            result, changes = fn()
            self.post_changes(changes)
            return result

        return self.query(run, on_done, on_error, owner)

    def _collect(self, query: Query, future: Future[Any]) -> None:
        """Runs in the worker's thread."""
        if future.cancelled():
            self.post(self._deliver, query, None, CancelledError())
            return
        error = future.exception()
        self.post(self._deliver, query, None if error else future.result(), error)

    def _deliver(self, query: Query, value: Any, error: BaseException | None) -> None:
        self._pending = max(0, self._pending - 1)
        query.finished = True
        for slot in [s for s, q in self._latest.items() if q is query]:
            del self._latest[slot]
        if error is None:
            if query.wanted():
                query.answer(value)
        elif isinstance(error, CancelledError):
            return
        elif query.has_error_handler and isinstance(error, AppError):
            if query.wanted():
                query.fail(error)
        elif isinstance(error, AppError):
            self.failed.emit(error)
        else:
            if query.has_error_handler and query.wanted():
                query.fail(_as_app_error(error))
            self.crashed.emit(error)


def _as_app_error(error: BaseException) -> AppError:
    return AppError("Something in Modelyard went wrong.", "Copy the report and send it to us.", repr(error))
