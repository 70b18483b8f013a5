"""A real engine, a small server to run in it, and a workspace id under which all that a test makes is removed."""

import gc
import hashlib
import io
import itertools
import json
import secrets
import socket
import tarfile
import tempfile
import threading
import time
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modelyard.core.errors import CancelledError
from modelyard.domain.deployments import Limits, ServerHandle, ServerSpec
from modelyard.runtime import image, ports
from modelyard.runtime.endpoint import find_endpoint
from modelyard.runtime.engine import connect
from tests.conftest import tests_process

if TYPE_CHECKING:
    import docker

MODEL = "runtime test"

# Below the range from which the system gives ports, in turn, so that one that was just left is not taken again.
_FIRST_PORT = 20_000 + 1_000 * tests_process()
_TEST_PORTS = itertools.cycle(range(_FIRST_PORT, _FIRST_PORT + 1_000))

# Stands in for the real server where a test needs one that dies, or eats memory, on demand.
SERVER = """
import argparse, json, os, pathlib, signal, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

parser = argparse.ArgumentParser()
for name in ("--bundle", "--host", "--log-dir"):
    parser.add_argument(name, type=pathlib.Path)
parser.add_argument("--port", type=int)
options = parser.parse_args()
mode = json.loads((options.bundle / "manifest.json").read_text())["mode"]
log = options.log_dir / "seen"

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with log.open("a") as file:
            file.write(self.path + "\\n")
        if self.path == "/die":
            os._exit(3)
        if self.path == "/eat":
            eaten = [bytearray(b"x" * 1_000_000) for _ in range(4000)]
        if self.path == "/hang":
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(60)
        if self.path.startswith("/say/"):
            print(self.path, flush=True)
        files = [path for path in options.bundle.rglob("*") if path.is_file()]
        bundle = {path.relative_to(options.bundle).as_posix(): path.read_text() for path in files}
        env = {name: os.environ.get(name) for name in ("MODELYARD_TOKEN", "MODELYARD_BUNDLE_DIGEST", "OMP_NUM_THREADS")}
        seen, uid = log.read_text().splitlines(), getattr(os, "getuid", int)()
        answer = {"bundle": bundle, "env": env, "seen": seen, "uid": uid}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

print("hello from", mode, flush=True)
if mode == "broken":
    sys.exit("the model cannot be read")
if mode == "hungry":
    eaten = [bytearray(b"x" * 1_000_000) for _ in range(4000)]
if mode == "mute":
    signal.pause()
if mode == "late":
    time.sleep(1)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer((str(options.host), options.port), Handler).serve_forever()
"""


class Context:
    """A job's context that keeps what it is told."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fractions: list[float] = []
        self.lines: list[str] = []
        self.cancel_at: str | None = None
        self._cancelled = False

    def progress(self, fraction: float | None, text: str = "") -> None:
        self.texts.append(text)
        if fraction is not None:
            self.fractions.append(fraction)
        if self.cancel_at is not None and self.cancel_at in text:
            self._cancelled = True

    def log(self, text: str) -> None:
        self.lines.append(text)

    def cancelled(self) -> bool:
        return self._cancelled

    def check_cancelled(self) -> None:
        if self._cancelled:
            raise CancelledError


def eventually(check: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What `check` gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (value := check()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return value


def free_test_port() -> int:
    """A port that is free now, and that neither Modelyard, the system, nor another process of the tests chooses."""
    for port in _TEST_PORTS:
        if ports.port_free(port):
            return port
    raise AssertionError("every port of the tests is taken")


def make_bundle(path: Path, mode: str, size: int = 0) -> str:
    """A stand-in for a model bundle; returns its sha256."""
    with tarfile.open(path, "w") as tar:
        for name, content in (("manifest.json", f'{{"mode": "{mode}"}}'), ("scorer/model.txt", "x" * size)):
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.uid = len(content), 0o600, 12345
            tar.addfile(info, io.BytesIO(content.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


Make = Callable[..., ServerSpec]


def ask(handle: ServerHandle, path: str = "/") -> Any:
    """What a server answers, from JSON."""
    with urllib.request.urlopen(handle.url + path, timeout=10) as answer:
        return json.load(answer)


@pytest.fixture
def ctx() -> Context:
    return Context()


@pytest.fixture
def workspace_id() -> str:
    return f"test-{secrets.token_hex(8)}"


@pytest.fixture
def make_spec(tmp_path: Path, workspace_id: str) -> Callable[..., ServerSpec]:
    """Specs of the stand-in server: `mode` is good, broken, hungry, late or mute."""

    def make(mode: str = "good", **changes: Any) -> ServerSpec:
        bundle = tmp_path / f"{mode}.tar"
        digest = make_bundle(bundle, mode, changes.pop("size", 10))
        deployment_id = changes.pop("deployment_id", secrets.token_hex(13))
        values: dict[str, Any] = {
            "name": "Late flights",
            "deployment_id": deployment_id,
            "workspace_id": workspace_id,
            "model_name": MODEL,
            "model_version": 1,
            "bundle": str(bundle),
            "bundle_hash": digest,
            "port": free_test_port(),
            "token": secrets.token_urlsafe(16),
            "limits": Limits(memory=256 * 1024 * 1024),
            "log_dir": str(tmp_path / "deployments" / deployment_id / "log"),
        }
        return ServerSpec(**(values | changes))

    return make


@pytest.fixture(scope="session")
def stub_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stand-in server's sources."""
    home = tmp_path_factory.mktemp("server") / "modelyard_server"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "__main__.py").write_text(SERVER)
    return home


@pytest.fixture
def stub_server(stub_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the runtime serve with the stand-in."""
    monkeypatch.setattr(image, "server_dir", lambda: stub_home)
    return stub_home


@pytest.fixture(scope="session")
def engine(stub_home: Path) -> Iterator["docker.DockerClient"]:
    """A client of the real engine; these tests fail where there is none."""
    from docker.errors import ImageNotFound

    client = connect()
    yield client
    for model in client.images.list(filters={"label": f"dev.modelyard.model={MODEL}"}):
        client.images.remove(model.id or "", force=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(image, "server_dir", lambda: stub_home)
        tag = image.runtime_tag(image.engine_arch(client))
    try:
        client.images.remove(tag)
    except ImageNotFound:
        pass  # no test needed it
    client.close()


@pytest.fixture
def clean_engine(engine: "docker.DockerClient", workspace_id: str) -> Iterator["docker.DockerClient"]:
    """The engine; afterwards, what carries this test's workspace id is removed."""
    yield engine
    label: dict[str, str | list[str] | bool] = {"label": f"dev.modelyard.workspace={workspace_id}"}
    for container in engine.containers.list(all=True, filters=label, ignore_removed=True):
        container.remove(force=True)
    for volume in engine.volumes.list(filters=label):
        volume.remove()


class EngineProxy:
    """A socket that leads to the real engine until it is cut."""

    def __init__(self, folder: Path, target: Path) -> None:
        self.path = folder / "engine.sock"
        self._target = target
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.requests: list[str] = []
        self.cut_at: str | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.path}"

    def up(self) -> None:
        """Listen."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(50)
        self._start(self._accept, self._listener)

    def cut(self) -> None:
        """Stop listening and break all connections, in the middle of whatever they carry."""
        listener, self._listener = self._listener, None
        if listener is not None:
            self.path.unlink()
            _shut(listener)
        for sock in list(self._open):
            _shut(sock)

    def close(self) -> None:
        """Cut, and wait for the threads."""
        self.cut()
        for thread in self._threads:
            thread.join(5)
        assert not [t for t in self._threads if t.is_alive()]

    def _start(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._target))
            self._open += [near, far]
            self._start(self._pump, near, far, True)
            self._start(self._pump, far, near, False)

    def _pump(self, source: socket.socket, sink: socket.socket, outward: bool) -> None:
        try:
            while data := source.recv(65536):
                if outward and data[:5] in (b"GET /", b"POST ", b"DELET"):
                    self.requests.append(data.split(b"\r\n")[0].decode())
                    if self.cut_at is not None and self.cut_at in self.requests[-1]:
                        self.cut_at = None
                        self.cut()
                        return
                sink.sendall(data)
        except OSError:
            pass
        _shut(source)
        _shut(sink)


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineProxy]:
    """The engine behind a socket that a test can cut; DOCKER_HOST leads there."""
    target = find_endpoint().socket_path
    assert target is not None
    with tempfile.TemporaryDirectory(prefix="my-") as folder:  # a socket's path must be short
        found = EngineProxy(Path(folder), target)
        found.up()
        monkeypatch.setenv("DOCKER_HOST", found.url)
        yield found
        found.close()
    with warnings.catch_warnings():
        # WORKAROUND docker-py does not close a UNIX socket that it could not connect
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
