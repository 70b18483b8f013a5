"""Where the container engine listens, and a quick question to it with the standard library alone.

Importing the docker SDK costs over 100 ms, so the window asks for the engine's state through this file instead.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

LOCAL_HOSTS = frozenset({"", "localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An engine's address as docker writes it (`unix:///…`, `npipe:////…`, `tcp://…`), and who named it."""

    url: str
    source: str

    @property
    def scheme(self) -> str:
        """`unix`, `npipe`, `tcp`, `ssh`, …"""
        return self.url.partition("://")[0]

    @property
    def socket_path(self) -> Path | None:
        """The socket's file, where it is a UNIX socket."""
        return Path(self.url.removeprefix("unix://")) if self.scheme == "unix" else None

    @property
    def local(self) -> bool:
        """Whether the engine runs on this computer, so that its loopback ports are ours."""
        if self.scheme in ("unix", "npipe"):
            return True
        return self.scheme in ("tcp", "http", "https") and (urlsplit(self.url).hostname or "") in LOCAL_HOSTS


def find_endpoint() -> Endpoint:
    """The engine to talk to: `DOCKER_HOST`, the docker CLI's context, else the first known socket that exists."""
    if host := os.environ.get("DOCKER_HOST"):
        return Endpoint(host if "://" in host else f"tcp://{host}", "DOCKER_HOST")
    if endpoint := _context_endpoint():
        return endpoint
    if sys.platform == "win32":
        return Endpoint("npipe:////./pipe/docker_engine", "default")
    known = list(_known_sockets())
    return Endpoint(f"unix://{next((p for p in known if p.exists()), known[0])}", "default")


def _docker_config_dir() -> Path:
    return Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")


def _context_endpoint() -> Endpoint | None:
    folder = _docker_config_dir()
    name = os.environ.get("DOCKER_CONTEXT") or _read_json(folder / "config.json").get("currentContext")
    if not isinstance(name, str) or not name or name == "default":
        return None
    digest = hashlib.sha256(name.encode()).hexdigest()
    meta = _read_json(folder / "contexts" / "meta" / digest / "meta.json")
    host = meta.get("Endpoints", {}).get("docker", {}).get("Host")
    return Endpoint(host, f'context "{name}"') if isinstance(host, str) and host else None


def _read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file of the docker CLI; empty where there is none or it makes no sense."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _known_sockets() -> Iterator[Path]:
    home = Path.home()
    yield Path("/var/run/docker.sock")
    yield home / ".docker" / "run" / "docker.sock"
    yield home / ".docker" / "desktop" / "docker.sock"
    yield home / ".colima" / "default" / "docker.sock"
    if runtime := os.environ.get("XDG_RUNTIME_DIR"):
        yield Path(runtime) / "docker.sock"
        yield Path(runtime) / "podman" / "podman.sock"


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a UNIX socket."""

    def __init__(self, path: Path, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Open the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


def ask(endpoint: Endpoint, path: str, timeout: float = 1.0) -> Any:
    """GET one JSON answer from the engine.

    Raises OSError when it does not listen, `http.client.HTTPException` or ValueError when what listens is no engine.
    """
    if endpoint.socket_path is not None:
        connection: http.client.HTTPConnection = _UnixConnection(endpoint.socket_path, timeout)
    else:
        parts = urlsplit(endpoint.url)
        connection = http.client.HTTPConnection(parts.hostname or "localhost", parts.port or 2375, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise ValueError(f"HTTP {response.status}")
        return json.loads(body)
    finally:
        connection.close()


def engine_installed() -> bool:
    """Whether some container engine seems to be installed, running or not."""
    if any(shutil.which(name) for name in ("dockerd", "docker", "podman", "colima")):
        return True
    places = ("/Applications/Docker.app", r"C:\Program Files\Docker\Docker\Docker Desktop.exe", "/opt/docker-desktop")
    return any(Path(place).exists() for place in places)
