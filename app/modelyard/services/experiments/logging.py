"""Runs that scripts and notebooks write: started, added to in small batches, ended, and noticed when they die.

A `Logbook` is the workspace as a script opens it: no jobs, no lock, short transactions beside an open window.
"""

from __future__ import annotations

import functools
import os
import platform
import shutil
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError, WorkspaceError
from modelyard.domain.experiments.runs import RunKind, RunState
from modelyard.jobs.ticker import Ticker
from modelyard.services.names import check_title
from modelyard.services.workspace import network_reason, read_info, user_name
from modelyard.store.blobs import BlobStore
from modelyard.store.database import Database, Write, upgrade
from modelyard.store.experiments import logged
from modelyard.store.experiments import runs as run_store
from modelyard.store.experiments.logged import Batch, Writer

__all__ = ["Batch", "Logbook", "OpenRun", "add", "keep_file", "mark_abandoned", "resume", "start"]

POINTS_A_WRITE = 5_000
"""So that no transaction holds others up for long."""

ALIVE_SECONDS = 30.0
"""A run that logs nothing is touched this often, for those who cannot see its process."""

AWAY_SECONDS = 300.0
"""A process of another computer counts as gone when its runs were not touched for so long."""


class Logbook:
    """A workspace open for logging runs. Close it; every thread may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().resolve()
        read_info(self.path)
        if reason := network_reason(self.path):
            raise WorkspaceError(reason, "Copy the workspace to a local disk to log into it.")
        upgrade(self.path / "modelyard.db", self.path / "backups")
        self.database = Database(self.path / "modelyard.db", synced=False)
        self.blobs = BlobStore(self.path / "blobs")
        self.actor = user_name()
        self._ticker: Ticker | None = None
        mark_abandoned(self.database)

    def every(self, seconds: float, function: Callable[[], None]) -> None:
        """Call a function again and again beside the script, until this closes."""
        self._ticker = Ticker(seconds, function, "modelyard-client")

    def close(self) -> None:
        """Let the database go."""
        if self._ticker is not None:
            self._ticker.stop()
        self.database.close()


@dataclass(slots=True)
class OpenRun:
    """A run that this process writes. `last_steps` is each metric's highest step so far."""

    id: str
    experiment_id: str
    experiment: str
    number: int
    writer: Writer
    params: dict[str, Any] = field(default_factory=dict)
    last_steps: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{self.experiment} run {self.number}"


def start(
    logbook: Logbook,
    experiment: str,
    *,
    name: str = "",
    parent_id: str | None = None,
    script: str = "",
    packages: Mapping[str, str] | None = None,
) -> tuple[OpenRun, Changes]:
    """Add a running run; the experiment is made when it is not there."""
    experiment = check_title(experiment, "experiment")
    now = clock.now()
    run_id = clock.new_id()
    values = {
        "state": RunState.RUNNING.value,
        "created_at": now,
        "started_at": now,
        "name": check_title(name, "run") if str(name).strip() else "",
        "parent_id": parent_id,
        "environment": {**environment(), "script": script} if script else environment(),
        "details": {"packages": dict(packages or {})},
    }
    writer = _writer(run_id)
    with logbook.database.write(logbook.actor) as write:
        experiment_id = logged.find_or_add_experiment(write, experiment)
        number = logged.add_run(write, run_id, experiment_id, values)
        logged.set_writer(write, writer)
        run = OpenRun(run_id, experiment_id, experiment, number, writer)
        write.record("run.start", Kind.RUN, run_id, run.label)
    return run, write.changes


def resume(logbook: Logbook, run_id: str) -> tuple[OpenRun, Changes]:
    """Go on with a run that a script logged. Raises `NotFoundError`, `InputError` for a run of another kind, and
    `ConflictError` while another process writes it."""
    mark_abandoned(logbook.database)
    found = run_store.run(logbook.database, {}, run_id)
    if found.kind is not RunKind.LOGGED:
        raise InputError(
            f"Run {found.number} of {found.experiment_name} was not logged by a script.", "Start a run of your own."
        )
    if found.deleted_at is not None:
        where = f"Run {found.number} of {found.experiment_name}"
        raise ConflictError(f"{where} is in the recycle bin.", "Restore it first.")
    run = OpenRun(run_id, found.experiment_id, found.experiment_name, found.number, _writer(run_id), found.params)
    with logbook.database.write(logbook.actor) as write:
        logged.set_writer(write, run.writer)
        run_store.update_run(write, run_id, state=RunState.RUNNING.value, ended_at=None, error="")
        write.record("run.resume", Kind.RUN, run_id, run.label)
    run.last_steps = logged.last_steps(logbook.database, run_id)
    return run, write.changes


def add(logbook: Logbook, run: OpenRun, batch: Batch) -> Changes:
    """Write what was logged; with a state, the run ends and the window hears of it.

    Points of a large batch are written in several transactions. What was written is taken out of the batch, so that
    it can be tried again when a busy database refuses.
    """
    while len(batch.points) > POINTS_A_WRITE:
        part = Batch(points=batch.points[:POINTS_A_WRITE])
        with logbook.database.bookkeeping() as write:
            logged.write_batch(write, run.writer, part, run.last_steps)
        del batch.points[:POINTS_A_WRITE]
    if batch.state is None:
        with logbook.database.bookkeeping() as write:
            logged.write_batch(write, run.writer, batch, run.last_steps)
    else:
        with logbook.database.write(logbook.actor) as write:
            logged.write_batch(write, run.writer, batch, run.last_steps)
            _record_end(write, run, batch)
    return write.changes | Changes.of(Kind.RUN, run.id)


def _record_end(write: Write, run: OpenRun, batch: Batch) -> None:
    actions = {RunState.FINISHED: "run.finish", RunState.CANCELLED: "run.cancel"}
    after = {"error": batch.error} if batch.error else None
    write.record(actions.get(batch.state or RunState.FAILED, "run.fail"), Kind.RUN, run.id, run.label, after=after)


def keep_file(logbook: Logbook, source: Path) -> tuple[str, int]:
    """Copy a file into the workspace; returns its hash and size. Raises `InputError` when it cannot be read."""
    staged = logbook.blobs.stage(source.suffix)
    try:
        try:
            shutil.copyfile(source, staged)
        except (FileNotFoundError, PermissionError, IsADirectoryError, shutil.SpecialFileError) as error:
            raise InputError(f"{source} cannot be read.", "Check its path.", repr(error)) from error
        size = staged.stat().st_size
        return logbook.blobs.adopt(staged), size
    finally:
        staged.unlink(missing_ok=True)


def mark_abandoned(database: Database) -> Changes:
    """Mark runs as failed whose process is gone without a word: killed, crashed, or with its computer."""
    changes = Changes()
    for writer in logged.writers(database):
        if not _alive(writer):
            with database.bookkeeping() as write:
                if logged.abandon(write, writer.run_id, writer.written_at):
                    changes |= Changes.of(Kind.RUN, writer.run_id)
    return changes


def find_run_id(logbook: Logbook, run_id: str) -> str:
    """The id as it is, when there is such a run. Raises `NotFoundError`."""
    if not run_id:
        raise NotFoundError("No run is named.", "Give its id, which a run has as run.id.")
    return run_store.run(logbook.database, {}, run_id).id


@functools.cache
def environment() -> dict[str, str]:
    """Where the run runs: Python and the system."""
    return {"python": platform.python_version(), "platform": platform.platform(), "host": socket.gethostname()}


def _writer(run_id: str) -> Writer:
    return Writer(run_id, socket.gethostname(), os.getpid(), _process_start(os.getpid()), clock.now())


@functools.cache
def _process_start(pid: int) -> float:
    import psutil

    start: float = psutil.Process(pid).create_time()
    return start


def _alive(writer: Writer) -> bool:
    import psutil

    if writer.host != socket.gethostname():
        return clock.now() - writer.written_at < timedelta(seconds=AWAY_SECONDS)
    try:
        process = psutil.Process(writer.pid)
        return abs(process.create_time() - writer.process_start) < 1.0 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
