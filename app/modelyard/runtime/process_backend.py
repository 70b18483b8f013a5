"""Servers as local processes, for computers without a container engine. They outlive Modelyard, as containers do."""

from __future__ import annotations

import hashlib
import math
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import EngineError, NotFoundError
from modelyard.core.paths import frozen
from modelyard.domain.deployments import Backend as BackendKind
from modelyard.domain.deployments import DeploymentState, ServerHandle, ServerSpec, ServerStats, ServerStatus
from modelyard.domain.jobs import JobContext
from modelyard.runtime import image, names
from modelyard.runtime.backend import GRACE, STOP_TIMEOUT, FoundServer, LogStream, answers, wait_until_ready
from modelyard.runtime.bundle import MANIFEST, unpack_bundle
from modelyard.runtime.ports import check_port
from modelyard.runtime.process_state import (
    LOG_FILE,
    STATE_FILE,
    ProcessState,
    read_state,
    tail_log,
    trim_log,
    write_state,
)

if TYPE_CHECKING:
    import psutil

BUNDLE = "bundle"
DAILY_WORK = re.compile(r"\S+ \S+ INFO ")

_children: dict[int, subprocess.Popen[bytes]] = {}
"""Servers started by this process, to be waited for when they end."""


class ProcessBackend:
    """Runs servers as detached processes; `root` holds a folder for each, named by its deployment's id."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.RLock()
        self._usage: dict[int, psutil.Process] = {}

    @property
    def kind(self) -> BackendKind:
        """Local processes."""
        return BackendKind.PROCESS

    def start(self, spec: ServerSpec, ctx: JobContext) -> ServerHandle:
        """See `Backend.start`. Memory, CPU and process limits do not apply, save for the number of threads."""
        folder = Path(spec.log_dir).parent
        if folder != self._root / spec.deployment_id:
            raise ValueError(f"{spec.log_dir} is not in {self._root / spec.deployment_id}")
        with self._lock:
            earlier = read_state(folder)
            if earlier is not None and _alive(earlier):
                same = names.spec_hash(earlier.spec) == names.spec_hash(spec)
                if same and _status(folder, earlier).state is not DeploymentState.UNHEALTHY:
                    return _handle(earlier)
                self._end(folder, earlier)
            check_port(spec.port)
            ctx.progress(0.2, f"Unpacking {spec.model_name} {spec.model_version}")
            unpack_bundle(Path(spec.bundle), folder / BUNDLE)
            Path(spec.log_dir).mkdir(parents=True, exist_ok=True)
            ctx.check_cancelled()
            ctx.progress(0.9, f"Starting {spec.name}")
            return self._launch(folder, spec)

    def _launch(self, folder: Path, spec: ServerSpec) -> ServerHandle:
        import psutil

        trim_log(folder)
        command = _command(folder, spec)
        detach: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
            detach = {"creationflags": flags}
        with (folder / LOG_FILE).open("ab") as log:
            try:
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=_environment(folder, spec),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    **detach,
                )
            except OSError as error:
                raise EngineError(f"The server could not be started: {error}.", "Install Modelyard again.") from error
        _children[process.pid] = process
        try:
            created = psutil.Process(process.pid).create_time()
        except psutil.NoSuchProcess:
            created = time.time()
        state = ProcessState(spec, tuple(command), process.pid, created)
        write_state(folder, state)
        return _handle(state)

    def wait_ready(self, handle: ServerHandle, ctx: JobContext, timeout: float = 60.0) -> float:
        """See `Backend.wait_ready`."""
        _, state = self._find(handle)
        seen, last = (lambda: self.status(handle)), (lambda: self.logs(handle, 50))
        return wait_until_ready(handle, ctx, timeout, seen, last, lambda: _listens(state))

    def stop(self, handle: ServerHandle) -> None:
        """See `Backend.stop`."""
        with self._lock:
            folder, state = self._find(handle)
            self._end(folder, state)

    def restart(self, handle: ServerHandle, ctx: JobContext) -> ServerHandle:
        """See `Backend.restart`. The bundle that was unpacked at the start is used again."""
        with self._lock:
            folder, state = self._find(handle)
            self._end(folder, state)
            check_port(state.spec.port)
            return self._launch(folder, replace(state.spec, log_dir=str(folder / Path(state.spec.log_dir).name)))

    def remove(self, handle: ServerHandle, purge: bool = False) -> None:
        """See `Backend.remove`."""
        with self._lock:
            try:
                folder, state = self._find(handle)
            except NotFoundError:
                return
            self._end(folder, state)
            shutil.rmtree(folder / BUNDLE, ignore_errors=True)
            for name in (STATE_FILE, LOG_FILE, f"{LOG_FILE}.1"):
                (folder / name).unlink(missing_ok=True)
            if purge:
                self.purge(folder.name)

    def purge(self, deployment_id: str) -> None:
        """See `Backend.purge`. A deployment's folder bears its id."""
        folder = self._root / deployment_id
        if folder.is_dir() and not (folder / STATE_FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)

    def status(self, handle: ServerHandle) -> ServerStatus:
        """See `Backend.status`. The exit code is known only to the Modelyard that started the server."""
        try:
            folder, state = self._find(handle)
        except NotFoundError as error:
            return ServerStatus(DeploymentState.STOPPED, detail=error.message)
        return _status(folder, state)

    def logs(self, handle: ServerHandle, tail: int = 200, since: datetime | None = None) -> list[str]:
        """See `Backend.logs`. Lines carry no time of their own: `since` counts against the log's last change."""
        folder, _ = self._find(handle)
        log = folder / LOG_FILE
        if since is not None and log.exists() and log.stat().st_mtime < since.timestamp():
            return []
        return tail_log(folder, tail)

    def follow_logs(self, handle: ServerHandle, tail: int = 200) -> LogStream:
        """See `Backend.follow_logs`."""
        folder, _ = self._find(handle)
        return FileLogStream(folder, tail)

    def stats(self, handle: ServerHandle) -> ServerStats:
        """See `Backend.stats`. CPU is since the last call for the same server; the first call takes 0.2 s."""
        import psutil

        _, state = self._find(handle)
        if not _alive(state):
            raise NotFoundError("The server does not run.", "Start it.")
        try:
            with self._lock:
                first = state.pid not in self._usage
                process = self._usage.setdefault(state.pid, psutil.Process(state.pid))
            cpu = process.cpu_percent(0.2 if first else None)
            memory = process.memory_info().rss
        except psutil.NoSuchProcess as error:
            self._usage.pop(state.pid, None)
            raise NotFoundError("The server does not run.", "Start it.") from error
        return ServerStats(cpu, memory, 0, datetime.now(UTC))

    def find_own(self, workspace_id: str) -> list[FoundServer]:
        """See `Backend.find_own`."""
        return [
            _found(path.parent, state)
            for path in sorted(self._root.glob(f"*/{STATE_FILE}"))
            if (state := read_state(path.parent)) is not None and state.spec.workspace_id == workspace_id
        ]

    def trim_logs(self) -> None:
        """Keep the logs of all servers below their limit."""
        for path in self._root.glob(f"*/{LOG_FILE}"):
            trim_log(path.parent)

    def _find(self, handle: ServerHandle) -> tuple[Path, ProcessState]:
        deployment_id = handle.ref.partition(":")[0]
        for path in self._root.glob(f"*/{STATE_FILE}"):
            state = read_state(path.parent)
            if state is not None and state.spec.deployment_id == deployment_id:
                return path.parent, state
        raise NotFoundError("The server was removed.", "Start the deployment to make a new one.")

    def _end(self, folder: Path, state: ProcessState) -> None:
        """Ask a server to end, insist after a while, and remember that it was asked to."""
        import psutil

        process = _process(state)
        if process is not None:
            process.terminate()
            if not _wait(process, STOP_TIMEOUT):
                process.kill()
                _wait(process, STOP_TIMEOUT)
        self._usage.pop(state.pid, None)
        code = _exit_code(state)
        if process is not None and psutil.pid_exists(state.pid) and _alive(state):
            raise EngineError(f"The server's process {state.pid} does not end.", "End it by hand.")
        if not state.stopped or process is not None:
            write_state(folder, replace(state, stopped=process is not None or state.stopped, exit_code=code))


class FileLogStream:
    """New lines of a log file; ends when the server's state file is gone or on `close`."""

    def __init__(self, folder: Path, tail: int) -> None:
        self._folder = folder
        self._tail = tail
        self._closed = threading.Event()

    def close(self) -> None:
        """End the iteration within a quarter of a second."""
        self._closed.set()

    def __iter__(self) -> Iterator[str]:
        log = self._folder / LOG_FILE
        position = log.stat().st_size if log.exists() else 0
        yield from tail_log(self._folder, self._tail)
        rest = b""
        while not self._closed.is_set() and (self._folder / STATE_FILE).exists():
            size = log.stat().st_size if log.exists() else 0
            if size < position:
                position, rest = 0, b""
            if size > position:
                with log.open("rb") as file:
                    file.seek(position)
                    chunk = file.read()
                position += len(chunk)
                *whole, rest = (rest + chunk).split(b"\n")
                yield from (line.decode(errors="replace") for line in whole)
            self._closed.wait(0.2)


def _command(folder: Path, spec: ServerSpec) -> list[str]:
    options = [
        "--bundle",
        str(folder / BUNDLE),
        "--host",
        "127.0.0.1",
        "--port",
        str(spec.port),
        "--log-dir",
        spec.log_dir,
    ]
    if frozen():
        return [sys.executable, "--serve", *options]
    return [sys.executable, "-P", "-m", "modelyard_server", *options]


def _environment(folder: Path, spec: ServerSpec) -> dict[str, str]:
    threads = str(max(1, math.ceil(spec.limits.cpus)))
    env = {
        **os.environ,
        "MODELYARD_TOKEN": spec.token,
        "MODELYARD_BUNDLE_DIGEST": hashlib.sha256((folder / BUNDLE / MANIFEST).read_bytes()).hexdigest(),
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
        "LOKY_MAX_CPU_COUNT": threads,
        "PYTHONUNBUFFERED": "1",
    }
    if frozen():
        env["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    else:
        env["PYTHONPATH"] = str(image.server_dir().parent)
    return env


def _process(state: ProcessState) -> psutil.Process | None:
    """The running process of a state, told from a later one of the same id by its start and its command."""
    import psutil

    child = _children.get(state.pid)
    if child is not None and child.poll() is not None:
        return None
    try:
        process = psutil.Process(state.pid)
        if child is not None:  # not waited for yet, so the id is still its own
            return process
        same = abs(process.create_time() - state.created) < 5 and tuple(process.cmdline()[1:]) == state.command[1:]
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return None


def _alive(state: ProcessState) -> bool:
    return _process(state) is not None


def _wait(process: psutil.Process, timeout: float) -> bool:
    """Wait for a process to end, whether or not it is a child of this one."""
    import psutil

    try:
        if child := _children.get(process.pid):
            child.wait(timeout)
        else:
            process.wait(timeout)
    except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
        return False
    return True


def _exit_code(state: ProcessState) -> int | None:
    """The exit code, 128 + n for a signal as containers have it; None where another Modelyard was its parent."""
    child = _children.get(state.pid)
    code = child.poll() if child is not None else None
    if code is None:
        return state.exit_code
    return 128 - code if code < 0 else code


def _handle(state: ProcessState) -> ServerHandle:
    ref = f"{state.spec.deployment_id}:{state.pid}"
    return ServerHandle(BackendKind.PROCESS, ref, "", f"http://127.0.0.1:{state.spec.port}")


def _listens(state: ProcessState) -> bool:
    """Whether the port is the process's own, rather than that of another program that took it meanwhile."""
    import psutil

    try:
        process = psutil.Process(state.pid)
        family = [
            process,
            *process.children(recursive=True),
        ]  # on Windows a launcher starts Python
        sockets = [found for one in family for found in one.net_connections(kind="tcp")]
    except psutil.AccessDenied:  # nobody can tell
        return True
    except psutil.NoSuchProcess:
        return False
    return any(s.status == psutil.CONN_LISTEN and s.laddr.port == state.spec.port for s in sockets)


def _status(folder: Path, state: ProcessState) -> ServerStatus:
    started = datetime.fromtimestamp(state.created, UTC)
    if _alive(state):
        if answers(f"http://127.0.0.1:{state.spec.port}"):
            return ServerStatus(DeploymentState.RUNNING, started)
        if time.time() - state.created < GRACE:
            return ServerStatus(DeploymentState.STARTING, started)
        return ServerStatus(
            DeploymentState.UNHEALTHY, started, detail="The process runs, but its server does not answer."
        )
    code = _exit_code(state)
    if state.stopped or code in (0, 143):
        return ServerStatus(DeploymentState.STOPPED, started, exit_code=code)
    how = "It ended while Modelyard was closed." if code is None else f"It ended with exit code {code}."
    if code == 137:
        how = "It was killed."
    return ServerStatus(DeploymentState.FAILED, started, exit_code=code, detail=f"{how} {last_words(folder)}".strip())


def last_words(folder: Path) -> str:
    """The end of a server's log, if it may say why the server ended; a line of its daily work does not."""
    last = next((line.strip() for line in reversed(tail_log(folder, 20)) if line.strip()), "")
    return "" if DAILY_WORK.match(last) else last


def _found(folder: Path, state: ProcessState) -> FoundServer:
    spec = state.spec
    return FoundServer(
        deployment_id=spec.deployment_id,
        name=spec.name,
        model_version=spec.model_version,
        bundle_hash=spec.bundle_hash,
        spec_hash=names.spec_hash(spec),
        port=spec.port,
        handle=_handle(state),
        status=_status(folder, state),
    )
