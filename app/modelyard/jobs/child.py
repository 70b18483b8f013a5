"""What runs in a child process: one job function at a time, with its progress and cancel flag sent over a pipe.

This module imports nothing heavy: a child starts with it, then warms up by importing what training needs.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import threading
import traceback
from multiprocessing.connection import Connection
from typing import Any

from modelyard.core.errors import AppError, CancelledError

NICE = 5
"""Children yield to the window when cores are scarce."""

WARM = (
    "numpy",
    "pyarrow.parquet",
    "duckdb",
    "joblib",
    "pandas",
    "sklearn.ensemble",
    "sklearn.linear_model",
    "skops.io",
)


_retired = threading.Event()


def retire() -> None:
    """Let this process do no other job: it has run code that is not Modelyard's own, which may have altered it."""
    _retired.set()


class ChildContext:
    """A job function's context inside the child; see `domain.jobs.JobContext`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.cancel_event = threading.Event()

    def send(self, *message: Any) -> None:
        """Send one message to the parent; threads take turns."""
        with self._lock:
            self._connection.send(message)

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far the work is."""
        self.send("progress", fraction, text)

    def log(self, text: str) -> None:
        """Keep one line in the job's log."""
        self.send("log", text)

    def message(self, value: Any) -> None:
        """Hand a plain value to the parent while the work goes on; see `process.Watch`."""
        self.send("message", value)

    def cancelled(self) -> bool:
        """Whether somebody asked for the work to stop."""
        return self.cancel_event.is_set()

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when somebody asked for the work to stop."""
        if self.cancel_event.is_set():
            raise CancelledError


def main(connection: Connection) -> None:
    """Serve job functions until the parent closes the pipe, or dies."""
    _keep_quiet()
    context = ChildContext(connection)
    inbox: list[tuple[str, str, tuple[Any, ...]]] = []
    ready = threading.Condition()
    threading.Thread(target=_listen, args=(connection, context, inbox, ready), daemon=True).start()
    _warm_up(inbox)
    while True:
        with ready:
            while not inbox:
                ready.wait()
            module, name, arguments = inbox.pop(0)
        _run(context, module, name, arguments)
        context.cancel_event.clear()


def _keep_quiet() -> None:
    if hasattr(os, "nice"):
        os.nice(NICE)
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    # OpenMP's threads spin while they wait for each other. For long, they take the time of the one they wait for when
    # cores are scarce; not at all, each wait is a call of the system. Both make fits of hist gradient boosting take ten
    # times as long.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")


def _warm_up(inbox: list[Any]) -> None:
    """Import what jobs need, until there is one: it imports what is left itself, if it needs it."""
    for name in WARM:
        if inbox:
            return
        importlib.import_module(name)


def _listen(connection: Connection, context: ChildContext, inbox: list[Any], ready: threading.Condition) -> None:
    try:
        while True:
            kind, *rest = connection.recv()
            if kind == "run":
                with ready:
                    inbox.append(tuple(rest))
                    ready.notify()
            elif kind == "cancel":
                context.cancel_event.set()
    except (EOFError, OSError):
        os._exit(0)  # the parent is gone: nobody waits for the result


def _run(context: ChildContext, module: str, name: str, arguments: tuple[Any, ...]) -> None:
    import joblib

    try:
        with joblib.parallel_config(backend="threading"), contextlib.redirect_stdout(None):
            function = getattr(importlib.import_module(module), name)
            outcome = ("result", function(context, *arguments))
    except CancelledError:
        outcome = ("cancelled", None)
    except AppError as error:
        outcome = ("error", error)
    except SystemExit as error:
        outcome = ("error", AppError(f"The work ended itself (exit code {error.code or 0}).", "Look at its own code."))
    except MemoryError:
        outcome = (
            "error",
            AppError("The computer ran out of memory.", "Use fewer rows or a smaller model, or close other programs."),
        )
    except Exception:  # noqa: BLE001 - whatever it is, the parent reports it as a bug
        outcome = ("bug", traceback.format_exc())
    try:
        if _retired.is_set():
            context.send("retire")
        context.send(*outcome)
    except (TypeError, AttributeError, ValueError):  # the result cannot be pickled
        context.send("bug", traceback.format_exc())
