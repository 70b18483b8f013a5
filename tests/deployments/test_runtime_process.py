"""The same server as a local process: started, found again, stopped, and what happens when something goes wrong."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil
import pytest

from modelyard.core.errors import ConflictError, EngineError, NotFoundError
from modelyard.domain.deployments import Backend, DeploymentState, Limits, ServerHandle, ServerSpec
from modelyard.runtime import names, process_backend
from modelyard.runtime.process_backend import ProcessBackend
from modelyard.runtime.process_state import LOG_LIMIT, STATE_FILE, read_state, write_state
from tests.deployments.conftest import Context, Make, ask, eventually

pytestmark = pytest.mark.usefixtures("stub_server")


def pid_of(handle: ServerHandle) -> int:
    return int(handle.ref.split(":")[1])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "deployments"


@pytest.fixture
def backend(root: Path, workspace_id: str) -> Iterator[ProcessBackend]:
    backend = ProcessBackend(root)
    yield backend
    for server in backend.find_own(workspace_id):
        backend.remove(server.handle, purge=True)


@pytest.fixture
def launch(backend: ProcessBackend, ctx: Context) -> Callable[[ServerSpec], ServerHandle]:
    def launch(spec: ServerSpec) -> ServerHandle:
        handle = backend.start(spec, ctx)
        backend.wait_ready(handle, ctx, 20)
        return handle

    return launch


def test_launch_serves_the_bundle(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, root: Path
) -> None:
    spec = make_spec(limits=Limits(cpus=1.5))
    handle = launch(spec)
    answer = ask(handle)
    assert answer["bundle"] == {"manifest.json": '{"mode": "good"}', "scorer/model.txt": "x" * 10}
    assert answer["env"]["MODELYARD_TOKEN"] == spec.token
    assert len(answer["env"]["MODELYARD_BUNDLE_DIGEST"]) == 64
    assert answer["env"]["OMP_NUM_THREADS"] == "2"
    assert (handle.backend, handle.url) == (Backend.PROCESS, f"http://127.0.0.1:{spec.port}")
    assert backend.status(handle).state is DeploymentState.RUNNING
    listening = psutil.Process(pid_of(handle)).net_connections(kind="inet")
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}
    state = root / spec.deployment_id / STATE_FILE
    assert state.stat().st_mode & 0o777 == 0o600
    assert launch(spec) == handle  # already running: nothing to do


def test_stop_and_restart(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, ctx: Context
) -> None:
    handle = launch(make_spec())
    ask(handle, "/first")
    backend.stop(handle)
    status = backend.status(handle)
    assert (status.state, status.exit_code, status.detail) == (DeploymentState.STOPPED, 0, "")
    assert not psutil.pid_exists(pid_of(handle))
    backend.stop(handle)  # twice is fine
    again = backend.restart(handle, ctx)
    backend.wait_ready(again, ctx, 20)
    assert pid_of(again) != pid_of(handle)
    assert "/first" in ask(again)["seen"]
    assert backend.status(handle).state is DeploymentState.RUNNING  # an old handle leads to the same deployment


def test_start_of_a_hung_server_restarts_it(
    backend: ProcessBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_backend, "STOP_TIMEOUT", 0.5)
    monkeypatch.setattr(process_backend, "GRACE", 0)
    spec = make_spec()
    handle = launch(spec)
    with pytest.raises(OSError):
        urllib.request.urlopen(handle.url + "/hang", timeout=0.3)
    assert backend.status(handle).state is DeploymentState.UNHEALTHY
    again = launch(spec)
    assert pid_of(again) != pid_of(handle)


def test_server_that_ignores_the_request_to_end_is_killed(
    backend: ProcessBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(process_backend, "STOP_TIMEOUT", 0.5)
    handle = launch(make_spec())
    with pytest.raises(OSError):
        urllib.request.urlopen(handle.url + "/hang", timeout=0.5)
    backend.stop(handle)
    assert not psutil.pid_exists(pid_of(handle))
    assert backend.status(handle).state is DeploymentState.STOPPED


@pytest.mark.parametrize(
    ("how", "code", "detail"),
    [("/die", 3, "It ended with exit code 3."), (signal.SIGKILL, 137, "It was killed.")],
)
def test_crash_is_told(
    backend: ProcessBackend,
    launch: Callable[[ServerSpec], ServerHandle],
    make_spec: Make,
    how: Any,
    code: int,
    detail: str,
) -> None:
    handle = launch(make_spec())
    if isinstance(how, str):
        with pytest.raises(OSError):
            ask(handle, how)
    else:
        os.kill(pid_of(handle), how)
    status = eventually(lambda: (s := backend.status(handle)).state is DeploymentState.FAILED and s)
    assert status.exit_code == code
    assert status.detail == f"{detail} hello from good"


def test_broken_server_says_why(backend: ProcessBackend, make_spec: Make, ctx: Context) -> None:
    handle = backend.start(make_spec("broken"), ctx)
    with pytest.raises(EngineError) as caught:
        backend.wait_ready(handle, ctx, 20)
    assert caught.value.message == "The server ended with exit code 1 before it answered: the model cannot be read"


def test_port_taken(backend: ProcessBackend, make_spec: Make, ctx: Context, workspace_id: str) -> None:
    spec = make_spec()
    with socket.socket() as other:
        other.bind(("127.0.0.1", spec.port))
        other.listen()
        with pytest.raises(ConflictError) as caught:
            backend.start(spec, ctx)
    assert str(caught.value) == f"Port {spec.port} is taken by another program. Choose another port."
    assert backend.find_own(workspace_id) == []


def test_next_version_takes_over(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, workspace_id: str
) -> None:
    spec = make_spec()
    old = launch(spec)
    ask(old, "/of-version-1")
    new = launch(make_spec(deployment_id=spec.deployment_id, port=spec.port, model_version=2, size=20))
    answer = ask(new)
    assert answer["bundle"]["scorer/model.txt"] == "x" * 20
    assert "/of-version-1" in answer["seen"]
    assert not psutil.pid_exists(pid_of(old))
    assert [server.model_version for server in backend.find_own(workspace_id)] == [2]


def test_outlives_its_modelyard_and_is_found_again(
    backend: ProcessBackend, make_spec: Make, root: Path, stub_server: Path, workspace_id: str
) -> None:
    """Another process starts the server and ends; this one finds it, sees it, and stops it."""
    spec = make_spec()
    code = """
import json, sys
from pathlib import Path
from modelyard.domain.deployments import Limits, ServerSpec
from modelyard.runtime import image
from modelyard.runtime.process_backend import ProcessBackend
values = json.loads(sys.argv[1])
spec = ServerSpec(**{**values, "limits": Limits(**values["limits"])})
image.server_dir = lambda: Path(sys.argv[2])
class Context:
    def progress(self, fraction, text=""): pass
    def check_cancelled(self): pass
ProcessBackend(Path(sys.argv[3])).start(spec, Context())
"""
    app = str(Path(process_backend.__file__).parents[2])
    command = [sys.executable, "-c", code, json.dumps(asdict(spec)), str(stub_server), str(root)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": app}, check=True, timeout=30)
    eventually(lambda: backend.find_own(workspace_id)[0].status.state is DeploymentState.RUNNING)
    (found,) = backend.find_own(workspace_id)
    assert backend.find_own("test-of-nobody") == []
    assert (found.deployment_id, found.name, found.model_version) == (spec.deployment_id, spec.name, 1)
    assert (found.bundle_hash, found.port, found.spec_hash) == (spec.bundle_hash, spec.port, names.spec_hash(spec))
    assert "/ping" in ask(found.handle)["seen"]
    os.kill(pid_of(found.handle), signal.SIGKILL)
    status = eventually(lambda: (s := backend.status(found.handle)).state is DeploymentState.FAILED and s)
    assert status.detail.startswith("It ended while Modelyard was closed.")
    assert status.exit_code is None


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("2026-11-21 12:00:00,001 INFO late v1 answers on 127.0.0.1:8501\n", ""),
        ("2026-11-21 12:00:00,001 INFO late v1 answers\nMemoryError: no room\n\n", "MemoryError: no room"),
        ("MemoryError: long ago\n2026-11-21 12:00:00,001 INFO late v1 answers\n", ""),
        ("", ""),
    ],
)
def test_only_the_end_of_the_log_is_taken_for_a_reason(tmp_path: Path, log: str, words: str) -> None:
    (tmp_path / "server.log").write_text(log)
    assert process_backend.last_words(tmp_path) == words


def test_another_program_with_the_same_process_id_is_left_alone(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, root: Path
) -> None:
    """After a restart of the computer, the id of a server may be that of any program: here, of this test."""
    spec = make_spec()
    handle = launch(spec)
    folder = root / spec.deployment_id
    state = read_state(folder)
    assert state is not None
    backend.stop(handle)
    from dataclasses import replace

    write_state(folder, replace(state, pid=os.getpid(), created=psutil.Process().create_time()))
    assert backend.status(handle).state is DeploymentState.FAILED
    backend.stop(handle)  # would end the tests
    with pytest.raises(NotFoundError):
        backend.stats(handle)


def test_remove_keeps_the_log_unless_purged(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, root: Path
) -> None:
    spec = make_spec()
    handle = launch(spec)
    ask(handle, "/kept")
    backend.remove(handle)
    assert [path.name for path in (root / spec.deployment_id).iterdir()] == ["log"]
    handle = launch(spec)
    assert "/kept" in ask(handle)["seen"]
    backend.remove(handle, purge=True)
    backend.remove(handle, purge=True)  # gone already is fine
    assert list(root.iterdir()) == []
    backend.purge(spec.deployment_id)
    assert backend.status(handle).detail == "The server was removed."


def test_damaged_state_is_no_server(backend: ProcessBackend, root: Path, workspace_id: str) -> None:
    (root / "x").mkdir(parents=True)
    (root / "x" / STATE_FILE).write_text('{"pid": ')
    assert backend.find_own(workspace_id) == []


def test_logs_and_stats(
    backend: ProcessBackend, launch: Callable[[ServerSpec], ServerHandle], make_spec: Make, root: Path
) -> None:
    import threading

    spec = make_spec()
    handle = launch(spec)
    stream = backend.follow_logs(handle)
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(stream))
    reader.start()
    for number in range(5):
        ask(handle, f"/say/{number}")
    eventually(lambda: len(lines) == 6)
    assert backend.logs(handle) == lines == ["hello from good", *(f"/say/{number}" for number in range(5))]
    assert backend.logs(handle, tail=2) == ["/say/3", "/say/4"]
    log = root / spec.deployment_id / "server.log"
    with log.open("ab") as file:
        file.write(b"y" * LOG_LIMIT + b"\n")
    backend.trim_logs()
    assert log.stat().st_size == 0
    ask(handle, "/say/after")
    eventually(lambda: "/say/after" in lines)
    assert backend.logs(handle, tail=1) == ["/say/after"]
    stream.close()
    reader.join(5)
    assert not reader.is_alive()
    stats = backend.stats(handle)
    assert 5_000_000 < stats.memory < 200_000_000
    assert 0 <= stats.cpu_percent < 300
