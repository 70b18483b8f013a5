"""What this process logs to: one session a workspace, its open runs, the thread that writes them, and how it all ends.

Runs that are still open when the script ends are ended with it: finished, or failed when it ended by an error.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import NotFoundError

if TYPE_CHECKING:
    from modelyard.client.run import Run
    from modelyard.services.experiments.logging import Logbook

FLUSH_SECONDS = 0.3


class Session:
    """A workspace this process logs to. Its runs are written every `FLUSH_SECONDS`."""

    def __init__(self, path: Path) -> None:
        from modelyard.services.experiments.logging import Logbook

        self.logbook: Logbook = Logbook(path)
        self.runs: list[Run] = []
        self._ticking = False

    def add(self, run: Run) -> None:
        """Write a run's batches from now on."""
        self.runs.append(run)
        if not self._ticking:
            self._ticking = True
            self.logbook.every(FLUSH_SECONDS, self._tick)

    def remove(self, run: Run) -> None:
        """Write a run no more."""
        if run in self.runs:
            self.runs.remove(run)

    def _tick(self) -> None:
        now = time.monotonic()
        for run in list(self.runs):
            try:
                run.write_waiting(now)
            except NotFoundError as error:
                self.remove(run)
                warnings.warn(f"Run {run.number} is logged no more: {error}", stacklevel=1)
            except Exception as error:  # noqa: BLE001 - kept, and tried again at the next tick; the others are written
                run.complain(error)

    def close(self) -> None:
        """Stop writing and let the workspace go."""
        self.logbook.close()


class _Process(threading.local):
    """The runs that each thread has open, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[Run] = []


_here = _Process()
_sessions: dict[Path, Session] = {}
_by_name: dict[str, Session] = {}
_lock = threading.RLock()
_death: list[BaseException] = []


def stack() -> list[Run]:
    """The open runs of this thread, the innermost last."""
    return _here.stack


def session(workspace: str | os.PathLike[str] | None) -> Session:
    """The session of a workspace, opened when it is new.

    Without a path: `MODELYARD_WORKSPACE`, or the workspace that was opened last.
    Raises `NotFoundError` when there is none, `WorkspaceError` when it cannot be written.
    """
    named = "" if workspace is None else os.fspath(workspace)
    with _lock:
        if named and named in _by_name:
            return _by_name[named]
        path = (Path(named) if named else _default()).expanduser().resolve()
        if path not in _sessions:
            _sessions[path] = Session(path)
            if len(_sessions) == 1:
                _watch_the_end()
        if named and Path(named).is_absolute():
            _by_name[named] = _sessions[path]
        return _sessions[path]


def _default() -> Path:
    from modelyard.core.settings import load_settings

    if named := os.environ.get("MODELYARD_WORKSPACE"):
        return Path(named)
    for text in load_settings().recent:
        if (Path(text) / "workspace.json").exists():
            return Path(text)
    raise NotFoundError(
        "No workspace is named, and none was opened on this computer.",
        'Give its folder, start_run(…, workspace="FOLDER"), or set MODELYARD_WORKSPACE.',
    )


_watched = False


def _watch_the_end() -> None:
    global _watched
    if _watched:
        return
    _watched = True
    atexit.register(close_all)
    before = sys.excepthook

    def remember(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        _death.append(error)
        before(kind, error, trace)

    sys.excepthook = remember
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_forget)


def close_all() -> None:
    """End the runs that are still open, the innermost first, and close every workspace."""
    error = _death[-1] if _death else None
    with _lock:
        for opened in list(_sessions.values()):
            for run in reversed(list(opened.runs)):
                try:
                    run.end(error=error)
                except Exception as problem:  # noqa: BLE001 - the others are to end, too
                    print(f"Modelyard could not end {run.label}: {problem}", file=sys.stderr)  # noqa: T201
            opened.close()
        _sessions.clear()
        _by_name.clear()
    _here.stack.clear()


def _forget() -> None:
    """A forked child has no runs: they are its parent's, and so are the connections, which it must not close."""
    global _sessions, _lock
    _kept.append(_sessions)
    for opened in _sessions.values():
        for run in opened.runs:
            run.disown()
    _sessions, _lock = {}, threading.RLock()
    _by_name.clear()
    _here.stack.clear()


_kept: list[Any] = []
