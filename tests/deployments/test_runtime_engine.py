"""Which engine is asked, how fast it is known to be absent, and what the user reads then."""

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modelyard.core.errors import AppError, ConflictError, EngineError, InputError
from modelyard.runtime import endpoint
from modelyard.runtime.endpoint import Endpoint, find_endpoint
from modelyard.runtime.engine import PortTakenError, connect, engine_error, engine_status, translated
from tests.deployments.conftest import EngineProxy

if TYPE_CHECKING:
    import docker


@pytest.fixture
def no_docker_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DOCKER_HOST", "DOCKER_CONTEXT", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path


def test_real_engine_answers(engine: "docker.DockerClient") -> None:
    status = engine_status()
    assert status.available
    assert status.version == engine.version()["Version"]
    assert status.reason == status.hint == ""


def test_absent_engine_is_known_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/nobody.sock")
    began = time.perf_counter()
    status = engine_status()
    assert time.perf_counter() - began < 0.1
    assert not status.available
    assert status.reason == f"No container engine answers at unix://{tmp_path}/nobody.sock, which DOCKER_HOST names."
    with pytest.raises(EngineError, match="No container engine answers") as caught:
        connect()
    assert "local process" in caught.value.hint


def test_socket_left_by_a_dead_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "dead.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    assert "No container engine answers" in engine_status().reason


@pytest.mark.usefixtures("no_docker_settings")
@pytest.mark.parametrize(
    ("installed", "reason"),
    [(True, "The container engine is not running."), (False, "No container engine is installed.")],
)
def test_not_running_and_not_installed(
    installed: bool, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(endpoint, "_known_sockets", lambda: iter([tmp_path / "docker.sock"]))
    monkeypatch.setattr("modelyard.runtime.engine.engine_installed", lambda: installed)
    status = engine_status()
    assert status.reason == reason
    assert status.hint.endswith("Or launch the model as a local process.")


def test_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake: the one who runs the tests may be root, to whom no socket is closed."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("modelyard.runtime.engine.ask", refuse)
    monkeypatch.setenv("DOCKER_HOST", "unix:///run/x.sock")
    status = engine_status()
    assert status.reason == "You are not allowed to use the container engine at /run/x.sock."
    assert "usermod -aG docker" in status.hint


@pytest.fixture
def odd_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Something that listens where an engine is expected and says what the test put into the list."""
    answer: list[bytes] = []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "odd.sock"))
    listener.listen()
    opened: list[socket.socket] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            opened.append(connection)
            connection.recv(1000)
            if answer:
                connection.sendall(answer[0])
                connection.close()

    thread = threading.Thread(target=serve)
    thread.start()
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/odd.sock")
    yield answer
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
    for connection in opened:
        connection.close()


@pytest.mark.parametrize("said", [b"HTTP/1.1 404 Not Found\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n<html>"])
def test_something_else_listens(odd_server: list[bytes], said: bytes) -> None:
    odd_server.append(said)
    assert "is not a container engine" in engine_status().reason


def test_stuck_engine(odd_server: list[bytes]) -> None:
    began = time.perf_counter()
    assert engine_status(timeout=0.2).reason == "The container engine does not answer."
    assert time.perf_counter() - began < 1


def test_engine_of_another_computer_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://me@server.example")
    status = engine_status()
    assert "is on another computer (ssh://me@server.example)" in status.reason
    assert Endpoint("tcp://127.0.0.1:2375", "x").local
    assert not Endpoint("tcp://10.0.0.7:2375", "x").local


def test_endpoint_follows_environment_then_context_then_known_sockets(
    no_docker_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    meta = no_docker_settings / "contexts" / "meta" / hashlib.sha256(b"colima").hexdigest()
    meta.mkdir(parents=True)
    content = {"Name": "colima", "Endpoints": {"docker": {"Host": "unix:///home/me/.colima/default/docker.sock"}}}
    (meta / "meta.json").write_text(json.dumps(content))
    first = no_docker_settings / "run" / "docker.sock"
    monkeypatch.setattr(endpoint, "_known_sockets", lambda: iter([no_docker_settings / "nobody", first]))
    first.parent.mkdir()
    first.touch()
    assert find_endpoint() == Endpoint(f"unix://{first}", "default")
    (no_docker_settings / "config.json").write_text('{"currentContext": "colima"}')
    assert find_endpoint() == Endpoint("unix:///home/me/.colima/default/docker.sock", 'context "colima"')
    (no_docker_settings / "config.json").write_text("{damaged")
    assert find_endpoint().source == "default"
    monkeypatch.setenv("DOCKER_CONTEXT", "colima")
    assert find_endpoint().source == 'context "colima"'
    monkeypatch.setenv("DOCKER_HOST", "localhost:2375")
    assert find_endpoint() == Endpoint("tcp://localhost:2375", "DOCKER_HOST")


def test_request_cut_in_the_middle(proxy: EngineProxy) -> None:
    client = connect()
    proxy.cut_at = "/info"
    with pytest.raises(EngineError, match="The container engine stopped answering"), translated():
        client.info()
    proxy.up()
    assert client.ping()
    client.close()


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        (
            "driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:8503 failed: "
            "port is already allocated",
            PortTakenError,
            "Port 8503 is taken by another program. Choose another port.",
        ),
        ("listen tcp4 127.0.0.1:8503: bind: address already in use", PortTakenError, "Port 8503 is taken by"),
        ("Minimum memory limit allowed is 6MB", InputError, "Give at least 6MB."),
        (
            "Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available",
            InputError,
            "Choose between 0.01 and 2.00.",
        ),
        ("write /x: no space left on device", EngineError, "The disk of the container engine is full."),
        ("No such image: modelyard/runtime:1", EngineError, "Launch again to rebuild it."),
        (
            'Conflict. The container name "/x" is already in use by container "abc".',
            ConflictError,
            "A container of that name exists already.",
        ),
        ("something new", EngineError, "The container engine refused: something new."),
    ],
)
def test_refusals_are_sentences(said: str, kind: type[AppError], sentence: str) -> None:
    error = engine_error(said, port=8503)
    assert type(error) is kind
    assert sentence in str(error)


def test_asking_needs_no_docker_sdk() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from modelyard.runtime.engine import engine_status; engine_status(); "
        "from modelyard.runtime import docker_backend, process_backend, watch, image; "
        "sys.exit('docker' in sys.modules or 'requests' in sys.modules or 'psutil' in sys.modules)"
    )
    app = Path(endpoint.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(app)}).returncode == 0
