"""Create, open and close a workspace: the folder, its database, its blobs and its background work."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, NotFoundError, WorkspaceError
from modelyard.core.files import disk_full, disk_full_error, write_text
from modelyard.domain.jobs import Job, JobState
from modelyard.domain.workspace import FORMAT, WorkspaceInfo
from modelyard.jobs.runner import Runner
from modelyard.store import audit, garbage
from modelyard.store import jobs as job_store
from modelyard.store.blobs import BlobStore
from modelyard.store.database import Database, Write, upgrade
from modelyard.store.experiments import logged
from modelyard.store.lock import WorkLock

if TYPE_CHECKING:
    from modelyard.runtime.backend import Backend as ServerBackend

log = logging.getLogger(__name__)

INFO_FILE = "workspace.json"
SUFFIX = ".modelyard"
COLLECT_SECONDS = 5.0
OBSERVE_SECONDS = 10.0
NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ncpfs"}


class Workspace:
    """An open workspace: the environment that every service function takes first."""

    def __init__(self, path: Path, info: WorkspaceInfo, *, actor: str, role: str, read_only: str = "") -> None:
        self.path = path
        self.info = info
        self.actor = actor
        self.read_only = read_only
        self.database = Database(path / "modelyard.db", read_only=bool(read_only))
        self.blobs = BlobStore(path / "blobs")
        self.backends: dict[str, ServerBackend] = {}
        self._closers: list[Callable[[], None]] | None = []
        self._closers_lock = threading.Lock()
        self._lock = WorkLock(path / "workspace.lock")
        self._role = role
        self._data_version = 0
        self._audit_id = 0
        self._written: dict[str, datetime] = {}
        from modelyard.services.handlers import HANDLERS

        self.runner: Runner[Workspace] = Runner(job_store.SqlJobStore(self.database), HANDLERS, self._claim)

    @property
    def name(self) -> str:
        """The workspace's name."""
        return self.info.name

    @property
    def predictions_dir(self) -> Path:
        """Where collected predictions are kept."""
        return self.path / "predictions"

    @property
    def owns_work(self) -> bool:
        """Whether this process runs the workspace's background work."""
        return self._lock.held

    def subscribe(self, callback: Callable[[Changes], None]) -> None:
        """Call back, from a worker thread, with what jobs and other processes changed."""
        self.runner.on_changes(callback)

    def on_close(self, callback: Callable[[], None]) -> None:
        """Call back before the workspace closes; at once when it has closed already."""
        with self._closers_lock:
            if self._closers is not None:
                self._closers.append(callback)
                return
        callback()

    def submit(
        self, write: Write, kind: str, title: str, params: dict[str, Any], subject: str = "", actor: str = ""
    ) -> Job:
        """Add a job inside a write; call `runner.wake()` after the write. `actor` wants it, if not who is here."""
        job = Job(
            id=clock.new_id(),
            kind=kind,
            title=title,
            state=JobState.QUEUED,
            params=params,
            created_at=clock.now(),
            created_by=actor or self.actor,
            subject=subject,
        )
        job_store.add(write, job)
        write.changes |= Changes.of(Kind.JOB, job.id)
        return job

    def start_job(
        self,
        action: str,
        kind: str,
        title: str,
        params: Any,
        subject: str,
        *,
        label: str = "",
        after: dict[str, Any] | None = None,
    ) -> tuple[Job, Changes]:
        """Add a job in a write of its own and let it begin; `action` and `label` (else `subject`) are for the audit."""
        with self.database.write(self.actor) as write:
            job = self.submit(write, kind, title, codec.to_builtins(params), subject)
            write.record(action, Kind.JOB, job.id, label or subject, after=after)
        self.runner.wake()
        return job, write.changes

    def job(self, job_id: str) -> Job:
        """A job as it is now."""
        return self.runner.store.get(job_id)

    def wait(self, job_id: str, on_progress: Callable[[Job], None] | None = None, timeout: float | None = None) -> Job:
        """Wait until a job has ended, whichever process runs it; raises its error as an `AppError`."""
        self.runner.wake()
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            job = self.job(job_id)
            if on_progress is not None:
                on_progress(job)
            if job.state.ended:
                return _checked(job)
            if deadline is not None and time.monotonic() > deadline:
                raise ConflictError(
                    f"{job.title} has not ended within {timeout:.0f} s.", "It goes on; look again later."
                )
            time.sleep(0.05)

    def _claim(self) -> bool:
        return not self.read_only and self._lock.acquire(self._role)

    def start(self) -> None:
        """Begin background work and watching."""
        if not self.read_only:
            self.runner.on_tick(self._notice_others)
            self._audit_id = audit.last_id(self.database)
            if self._role == "window":
                self._observe()
        self.runner.start(self)

    def _observe(self) -> None:
        """Collect predictions, look at deployments, refresh what is due, again and again while the window is open."""
        from modelyard.services import deployments, monitoring
        from modelyard.services.data import refresh as data_refresh
        from modelyard.services.experiments import logging as run_logging

        self.runner.every(COLLECT_SECONDS, lambda: monitoring.collect_all(self))
        self.runner.every(OBSERVE_SECONDS, lambda: deployments.observe(self))
        self.runner.every(data_refresh.TICK_SECONDS, lambda: data_refresh.tick(self))
        self.runner.every(OBSERVE_SECONDS, lambda: run_logging.mark_abandoned(self.database))

    def _notice_others(self) -> None:
        version = self.database.data_version()
        if version == self._data_version:
            return
        self._data_version = version
        self._audit_id, changes = audit.changes_since(self.database, self._audit_id)
        self.runner.observe()
        self.runner.emit(changes | self._written_runs())

    def _written_runs(self) -> Changes:
        """The runs that scripts added to since the last look; their metrics leave no audit rows."""
        before = self._written
        self._written = {w.run_id: w.written_at for w in logged.writers(self.database)}
        fresh = [run_id for run_id, at in self._written.items() if before.get(run_id) != at]
        return Changes.of(Kind.RUN, *fresh) if fresh else Changes()

    def close(self) -> None:
        """Stop background work and let the folder go. Containers keep running."""
        with self._closers_lock:
            closers, self._closers = self._closers or [], None
        for close in closers:
            close()
        self.runner.close()
        self._lock.release()
        self.database.close()


def _checked(job: Job) -> Job:
    if job.state is JobState.FAILED and job.error is not None:
        error = AppError(job.error.message, job.error.hint, job.error.details)
        error.exit_code = job.error.exit_code
        raise error
    if job.state is JobState.INTERRUPTED:
        raise AppError(f"{job.title} was interrupted: Modelyard stopped meanwhile.", "Start it again.")
    return job


def user_name() -> str:
    """Who writes, for the audit log: `MODELYARD_USER`, the name in the settings, or the system's user name."""
    from modelyard.core.settings import load_settings

    return os.environ.get("MODELYARD_USER") or load_settings().actor()


def create_workspace(path: Path, name: str = "", *, role: str = "window", actor: str = "") -> Workspace:
    """Make a folder a workspace and open it.

    Raises `ConflictError` when the folder holds something else, `WorkspaceError` when it cannot be written.
    """
    path = path.expanduser()
    if (path / INFO_FILE).exists():
        raise ConflictError(f"{path} is a workspace already.", "Open it, or choose another folder.")
    if path.exists() and (not path.is_dir() or any(p.name != "modelyard.db" for p in path.iterdir())):
        raise ConflictError(f"{path} is not empty.", "Choose an empty or a new folder.")
    info = WorkspaceInfo(clock.new_id(), name or path.name.removesuffix(SUFFIX), clock.now())
    try:
        path.mkdir(parents=True, exist_ok=True)
        for folder in ("blobs", "predictions", "backups", "logs"):
            (path / folder).mkdir(exist_ok=True)
        upgrade(path / "modelyard.db", path / "backups")
        (path / "modelyard.db").chmod(0o600)
        write_text(path / INFO_FILE, codec.to_json(info))
    except OSError as error:
        if disk_full(error):
            raise disk_full_error(path, error) from error
        raise WorkspaceError(f"{path} cannot be written.", "Choose a folder of your own.", repr(error)) from error
    workspace = open_workspace(path, role=role, actor=actor)
    with workspace.database.write(workspace.actor) as write:
        write.record("workspace.create", Kind.WORKSPACE, info.id, info.name)
    return workspace


def open_workspace(path: Path, *, role: str = "window", actor: str = "") -> Workspace:
    """Open a workspace: upgrade its database (after a backup), recover interrupted jobs, begin background work.

    A folder on a network drive is opened for reading only, with the reason in `Workspace.read_only`.
    Raises `NotFoundError` when the folder is no workspace, `WorkspaceError` when it is newer or damaged.
    """
    path = path.expanduser().resolve()
    info = read_info(path)
    reason = network_reason(path)
    if not reason:
        upgrade(path / "modelyard.db", path / "backups")
    workspace = Workspace(path, info, actor=actor or user_name(), role=role, read_only=reason)
    workspace.start()
    if workspace.owns_work:
        workspace.blobs.clean_temporary({os.getpid(), *(w.pid for w in logged.writers(workspace.database))})
    return workspace


def read_info(path: Path) -> WorkspaceInfo:
    """What a folder says of itself. Raises `NotFoundError` when it is no workspace."""
    try:
        info = codec.from_json((path / INFO_FILE).read_bytes(), WorkspaceInfo)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(
            f"{path} is not a Modelyard workspace.", "Choose a folder with a workspace.json."
        ) from error
    except (OSError, ValueError) as error:
        raise WorkspaceError(f"{path / INFO_FILE} cannot be read.", "Restore it from a copy.", repr(error)) from error
    if info.format > FORMAT:
        raise WorkspaceError(
            f"This workspace was made by a newer Modelyard (format {info.format}; this one knows up to {FORMAT}).",
            "Install the newer version to open it. Nothing was changed.",
        )
    return info


def find_workspace(start: Path) -> Path | None:
    """The workspace that `start` is in, looking upwards."""
    for folder in (start, *start.parents):
        if (folder / INFO_FILE).exists():
            return folder
    return None


def collect_garbage(workspace: Workspace) -> int:
    """Remove files that nothing refers to any more; returns the bytes freed."""
    return workspace.blobs.collect(garbage.live_blobs(workspace.database))


def check(workspace: Workspace, *, blobs: bool = False) -> list[str]:
    """Problems of the database and, on request, of every blob; an empty list means sound."""
    problems = workspace.database.check()
    for digest in sorted(garbage.live_blobs(workspace.database)):
        try:
            if blobs:
                workspace.blobs.verify(digest)
            else:
                workspace.blobs.path(digest)
        except AppError as error:
            problems.append(str(error))
    return problems


def network_reason(path: Path) -> str:
    """Why a folder can only be read, as it is on a network drive; empty where it can be written."""
    if sys.platform != "linux":
        return ""
    best, kind = "", ""
    for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        mount = fields[1].replace("\\040", " ")
        if (path == Path(mount) or Path(mount) in path.parents) and len(mount) >= len(best):
            best, kind = mount, fields[2]
    if kind in NETWORK_FILE_SYSTEMS:
        return f"The folder is on a network drive ({kind}), where its database could be damaged by writing."
    return ""
