"""Runs a workspace's jobs: takes queued rows in order, reports progress, cancels, recovers what a crash interrupted.

Only the process that owns the workspace's background work runs jobs. Any process may add one to the database; the
owner notices within `TICK_SECONDS`, and everybody sees its progress there.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from modelyard.core import clock
from modelyard.core.changes import Changes
from modelyard.core.errors import AppError, CancelledError
from modelyard.domain.jobs import Job, JobError, JobState, JobStore
from modelyard.jobs.process import ChildBugError, ChildPool, Watch

E = TypeVar("E")
T = TypeVar("T")

log = logging.getLogger(__name__)

TICK_SECONDS = 0.2
PERSIST_SECONDS = 0.25
CLOSE_SECONDS = 4.0
LIGHT_THREADS = 4
QUERY_THREADS = 4


@dataclass(frozen=True, slots=True)
class Handler(Generic[E]):
    """How one kind of job runs. `function(context, environment, params)` returns a JSON result and what it changed.

    `heavy` jobs, which fill a core from a child process, run one at a time. `undo(environment, job, state, error)`
    puts right what a job that failed, was cancelled or interrupted left behind.
    """

    function: Callable[[RunnerContext, E, dict[str, Any]], tuple[dict[str, Any], Changes]]
    heavy: bool = False
    undo: Callable[[E, Job, JobState, JobError | None], Changes] | None = None


class RunnerContext:
    """A job's own view of itself; see `domain.jobs.JobContext`. May be used from several threads."""

    def __init__(self, runner: Runner[Any], job: Job) -> None:
        self._runner = runner
        self.job = job
        self.cancel_event = threading.Event()
        self._persisted = 0.0

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far the work is; seen at once in this process, and in others a quarter of a second later."""
        self.job = replace(self.job, fraction=fraction, text=text or self.job.text)
        self._runner.publish(self.job)
        now = time.monotonic()
        if now - self._persisted >= PERSIST_SECONDS:
            self._persisted = now
            self._runner.store.progress(self.job.id, self.job.fraction, self.job.text)

    def log(self, text: str) -> None:
        """Keep one line in the job's log."""
        self._runner.store.log(self.job.id, text)

    def cancelled(self) -> bool:
        """Whether somebody asked for the work to stop."""
        return self.cancel_event.is_set()

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when somebody asked for the work to stop."""
        if self.cancel_event.is_set():
            raise CancelledError

    def run_in_child(self, function: Callable[..., T], *arguments: Any, watch: Watch | None = None) -> T:
        """Run a module-level `function(context, *arguments)` in a child process; plain values in, plain values out."""
        result: T = self._runner.children.run(function, arguments, self, watch)
        return result


class Runner(Generic[E]):
    """The jobs of one workspace. `environment` is handed to every job function."""

    def __init__(self, store: JobStore, handlers: Mapping[str, Handler[E]], claim: Callable[[], bool]) -> None:
        self.store = store
        self.children = ChildPool()
        self.owner = False
        self._handlers = handlers
        self._claim = claim
        self._environment: E | None = None
        self._subscribers: list[Callable[[Job], None]] = []
        self._change_subscribers: list[Callable[[Changes], None]] = []
        self._tick_callbacks: list[Callable[[], None]] = []
        self._periodic: list[_Periodic] = []
        self._running: dict[str, RunnerContext] = {}
        self._seen: dict[str, Job] = {}
        self._own: set[str] = set()
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._idle = threading.Event()
        self._heavy = ThreadPoolExecutor(1, thread_name_prefix="modelyard-heavy")
        self._light = ThreadPoolExecutor(LIGHT_THREADS, thread_name_prefix="modelyard-light")
        self._queries = ThreadPoolExecutor(QUERY_THREADS, thread_name_prefix="modelyard-query")
        self._thread = threading.Thread(target=self._loop, name="modelyard-runner", daemon=True)

    def start(self, environment: E) -> None:
        """Begin to run jobs, if this process owns the work, and to watch them if it does not."""
        self._environment = environment
        self._take_ownership()
        self._thread.start()

    def subscribe(self, callback: Callable[[Job], None]) -> None:
        """Call back with every new state of a job, from a worker thread."""
        self._subscribers.append(callback)

    def on_changes(self, callback: Callable[[Changes], None]) -> None:
        """Call back with what each finished job changed, from a worker thread."""
        self._change_subscribers.append(callback)

    def on_tick(self, callback: Callable[[], None]) -> None:
        """Call back five times a second, from the runner's thread."""
        self._tick_callbacks.append(callback)

    def every(self, seconds: float, function: Callable[[], Changes]) -> None:
        """Call a short function again and again on a worker thread, while this process owns the work."""
        self._periodic.append(_Periodic(seconds, function))

    def query(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """Run a short read on a worker thread."""
        return self._queries.submit(function, *arguments)

    def wake(self) -> None:
        """Look for queued jobs now."""
        self._wake.set()

    def publish(self, job: Job) -> None:
        """Tell the subscribers of a job's new state."""
        for callback in list(self._subscribers):
            callback(job)

    def emit(self, changes: Changes) -> None:
        """Tell the subscribers what changed."""
        if changes:
            for callback in list(self._change_subscribers):
                callback(changes)

    @property
    def busy(self) -> bool:
        """Whether jobs of this process run."""
        return bool(self._running)

    def close(self) -> None:
        """Stop every job (they become interrupted and can be repeated), and wait for the threads to end."""
        self._closing.set()
        self._wake.set()
        for context in list(self._running.values()):
            context.cancel_event.set()
        for pool in (self._heavy, self._light, self._queries):
            pool.shutdown(wait=False, cancel_futures=True)
        deadline = time.monotonic() + CLOSE_SECONDS
        while self._any_started() and time.monotonic() < deadline:
            self._idle.wait(0.05)
            self._idle.clear()
        self.children.close()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)
        for pool in (self._heavy, self._light, self._queries):
            pool.shutdown(wait=True)

    def _any_started(self) -> bool:
        with self._lock:
            return any(c.job.state is JobState.RUNNING for c in self._running.values())

    # The runner's thread

    def _loop(self) -> None:
        claimed_at = time.monotonic()
        while not self._closing.is_set():
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()
            try:
                if not self.owner and time.monotonic() - claimed_at > 1.0:
                    claimed_at = time.monotonic()
                    self._take_ownership()
                for callback in self._tick_callbacks:
                    callback()
                if self.owner:
                    self._dispatch()
                    self._cancel_requested()
                    self._run_periodic()
            except AppError as error:  # a busy database: try again at the next tick
                log.warning("The job runner met: %s %s", error, error.details)
            except Exception:
                log.exception("The job runner met a bug")

    def _take_ownership(self) -> None:
        if self._claim():
            self._recover()
            self.owner = True

    def _recover(self) -> None:
        for job in self.store.running():
            error = JobError("Modelyard stopped while this was running.", "Nothing was half made. Start it again.")
            self._finish(job, JobState.INTERRUPTED, {}, error)

    def _dispatch(self) -> None:
        for job in self.store.queued():
            if job.id in self._running or self._closing.is_set():
                continue
            if job.cancel_requested:
                self._finish(job, JobState.CANCELLED, {}, None)
                continue
            context = RunnerContext(self, job)
            handler = self._handlers.get(job.kind)
            self._own.add(job.id)
            with self._lock:
                self._running[job.id] = context
            pool = self._heavy if handler is not None and handler.heavy else self._light
            self._submit(pool, self._run, context, handler)

    def _submit(self, pool: ThreadPoolExecutor, function: Callable[..., None], *arguments: Any) -> bool:
        """Hand work to a pool; False when the runner is closing and the pool takes none."""
        try:
            pool.submit(function, *arguments)
        except RuntimeError:
            if not self._closing.is_set():
                raise
            return False
        return True

    def _cancel_requested(self) -> None:
        for job_id in self.store.cancel_requests():
            if context := self._running.get(job_id):
                context.cancel_event.set()

    def _run_periodic(self) -> None:
        now = time.monotonic()
        for task in self._periodic:
            if not task.running and now >= task.due:
                task.running = True  # before it is handed over: it may end before this thread goes on
                if not self._submit(self._light, self._run_task, task):
                    task.running = False

    def _run_task(self, task: _Periodic) -> None:
        try:
            self.emit(task.function())
        except AppError as error:
            log.warning("%s: %s", task.function, error)
        except Exception:
            log.exception("A periodic task met a bug")
        finally:
            task.due = time.monotonic() + task.seconds
            task.running = False

    def observe(self) -> None:
        """Publish the states of jobs that other processes run; call it when the database changed."""
        active = {j.id: j for j in (*self.store.queued(), *self.store.running())}
        for job_id in self._seen.keys() - active.keys() - self._own:
            self.publish(self.store.get(job_id))
        for job_id, job in active.items():
            if job_id not in self._own and self._seen.get(job_id) != job:
                self.publish(job)
        self._seen = active

    # Worker threads

    def _run(self, context: RunnerContext, handler: Handler[E] | None) -> None:
        job = context.job
        try:
            if self._closing.is_set() or not self._begin(context):
                return
            state, result, error, changes = self._execute(context, handler)
            self._finish(context.job, state, result, error, changes)
        except Exception:
            log.exception("Job %s (%s) could not be ended", job.id, job.kind)
        finally:
            with self._lock:
                self._running.pop(job.id, None)
            self._idle.set()
            self.wake()

    def _begin(self, context: RunnerContext) -> bool:
        if context.cancelled():
            self._finish(context.job, JobState.CANCELLED, {}, None)
            return False
        if not self.store.start(context.job.id, os.getpid()):
            return False
        context.job = replace(context.job, state=JobState.RUNNING, started_at=clock.now(), pid=os.getpid())
        self.publish(context.job)
        return True

    def _execute(
        self, context: RunnerContext, handler: Handler[E] | None
    ) -> tuple[JobState, dict[str, Any], JobError | None, Changes]:
        assert self._environment is not None
        error: JobError | None
        try:
            if handler is None:
                raise AppError(f"This version of Modelyard does not know the job {context.job.kind}.", "Update it.")
            result, changes = handler.function(context, self._environment, context.job.params)
            return JobState.SUCCEEDED, result, None, changes
        except CancelledError:
            state = JobState.INTERRUPTED if self._closing.is_set() else JobState.CANCELLED
            return state, {}, None, Changes()
        except AppError as problem:
            error = JobError(problem.message, problem.hint, problem.details, problem.exit_code)
        except ChildBugError as bug:
            log.error("Job %s met a bug in its child:\n%s", context.job.kind, bug)
            error = JobError("Something went wrong inside Modelyard.", "Copy the details and report them.", str(bug))
        except Exception:
            log.exception("Job %s met a bug", context.job.kind)
            details = traceback.format_exc()
            error = JobError("Something went wrong inside Modelyard.", "Copy the details and report them.", details)
        state = JobState.INTERRUPTED if self._closing.is_set() else JobState.FAILED
        return state, {}, error, Changes()

    def _finish(
        self,
        job: Job,
        state: JobState,
        result: dict[str, Any],
        error: JobError | None,
        changes: Changes | None = None,
    ) -> None:
        handler = self._handlers.get(job.kind)
        changes = changes or Changes()
        if state is not JobState.SUCCEEDED and handler is not None and handler.undo is not None:
            assert self._environment is not None
            changes |= handler.undo(self._environment, job, state, error)
        self.store.end(job.id, state, result, error)
        ended = self.store.get(job.id)
        self.emit(changes)
        self.publish(ended)


@dataclass(slots=True)
class _Periodic:
    """A function that runs again and again."""

    seconds: float
    function: Callable[[], Changes]
    due: float = 0.0
    running: bool = False
