"""What the machine itself must have: Qt's system libraries, fonts, a virtual screen, a container engine, databases."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tasks.console import advise, read, run, say, step

QT_LIBRARIES = (
    "libegl1",
    "libgl1",
    "libglib2.0-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxkbcommon0",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "fonts-dejavu-core",
)
VIRTUAL_SCREEN = ("xvfb", "xauth")
ENGINE = ("docker.io", "iptables")
DATABASES = ("postgresql", "mariadb-server-core")
DATABASES_ELSEWHERE = {
    "dnf": "sudo dnf install -y postgresql-server mariadb-server",
    "zypper": "sudo zypper install -y postgresql-server mariadb",
    "pacman": "sudo pacman -S --needed postgresql mariadb",
    "brew": "brew install postgresql mariadb",
}
POLICY = Path("/usr/sbin/policy-rc.d")
ELSEWHERE = {
    "dnf": "sudo dnf install -y mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms "
    "fontconfig dejavu-sans-fonts xorg-x11-server-Xvfb moby-engine",
    "zypper": "sudo zypper install -y Mesa-libEGL1 Mesa-libGL1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-keysyms1 fontconfig dejavu-fonts xorg-x11-server-Xvfb docker",
    "pacman": "sudo pacman -S --needed libglvnd libxkbcommon-x11 xcb-util-cursor xcb-util-wm xcb-util-keysyms "
    "fontconfig ttf-dejavu xorg-server-xvfb docker",
}
ENGINE_LOG = Path("/var/log/modelyard-dockerd.log")
ENGINE_PID = Path("/var/run/docker.pid")
ENGINE_DEADLINE = 30.0  # seconds
SYSTEMD = Path("/run/systemd/system")


class Machine:
    """The computer this runs on: what it has, and what may be done to it."""

    def __init__(self) -> None:
        self.linux = sys.platform.startswith("linux")
        self.root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.apt = self.linux and shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None

    def missing(self, packages: Sequence[str]) -> list[str]:
        """Which Debian packages are not installed; Ubuntu's 64-bit-time names count as the plain ones."""
        names = [name for package in packages for name in (package, f"{package}t64")]
        lines = read(["dpkg-query", "--show", "--showformat", "${db:Status-Abbrev} ${Package}\n", *names]).splitlines()
        present = {line.split()[-1] for line in lines if line.startswith("ii")}
        return [package for package in packages if not {package, f"{package}t64"} & present]

    def install(self, packages: Sequence[str], what: str) -> bool:
        """Install Debian packages where that is allowed, else print the command; returns whether they are there."""
        if not self.apt:
            return False
        missing = self.missing(packages)
        if not missing:
            return True
        if not self.root:
            advise(f"Missing: {what}. To install:", ["sudo", "apt-get", "install", "-y", *missing])
            return False
        with step(f"Installing {what}: {' '.join(missing)}"):
            if self._apt_install(missing):
                return True
        advise(f"{what} could not be installed; going on without. To try again:", ["apt-get", "install", *missing])
        return False

    @staticmethod
    def _apt_install(packages: Sequence[str]) -> bool:
        """Install; the package lists are fetched only where the first try fails without them."""
        env = {"DEBIAN_FRONTEND": "noninteractive"}
        options = ["-qq", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"]
        command = ["apt-get", "install", *options, "-o", "Dpkg::Use-Pty=0", *packages]
        if any(Path("/var/lib/apt/lists").glob("*_Packages*")) and run(command, env=env, quiet=True) == 0:
            return True
        run(["apt-get", "update", "-qq", "-o", "Acquire::Retries=3"], env=env, quiet=True)
        return run(command, env=env, quiet=True) == 0


def ensure_libraries(machine: Machine) -> None:
    """Qt's libraries, a font, a virtual screen."""
    if not machine.linux:
        return
    if machine.apt:
        machine.install((*QT_LIBRARIES, *VIRTUAL_SCREEN), "what Qt needs from the system, and a virtual screen")
        return
    from ctypes.util import find_library

    lacking = [name for name in ("EGL", "xcb-cursor", "xkbcommon-x11", "fontconfig") if not find_library(name)]
    if lacking:
        commands = (command for tool, command in ELSEWHERE.items() if shutil.which(tool))
        advise(
            f"Missing: {', '.join(f'lib{name}' for name in lacking)}. To install:",
            next(commands, "install these libraries with your system's package manager"),
        )


def ensure_databases(machine: Machine) -> None:
    """The database servers that tests start for themselves; none is started here."""
    if machine.apt:
        if machine.missing(DATABASES):
            with _services_at_rest(machine):
                machine.install(DATABASES, "database servers, for the tests")
        return
    lacking = [name for name in ("postgres", "mariadbd") if not shutil.which(name, path=_sbin_path())]
    if lacking:
        commands = (command for tool, command in DATABASES_ELSEWHERE.items() if shutil.which(tool))
        advise(
            f"Missing: {', '.join(lacking)}; tests that need them are skipped. To install:",
            next(commands, "install PostgreSQL and MariaDB with your system's package manager"),
        )


@contextlib.contextmanager
def _services_at_rest(machine: Machine) -> Iterator[None]:
    """Debian starts a service once it is installed, unless this file forbids it (invoke-rc.d(8))."""
    if not machine.root or POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


# ------------------------------------------------------------------------------------------------- container engine


def engine_address() -> str:
    """Where the container engine is expected: DOCKER_HOST, else the usual socket."""
    if host := os.environ.get("DOCKER_HOST"):
        return host
    desktop = Path.home() / ".docker" / "run" / "docker.sock"
    if sys.platform == "darwin" and desktop.exists():
        return f"unix://{desktop}"
    return "npipe:////./pipe/docker_engine" if os.name == "nt" else "unix:///var/run/docker.sock"


def engine_answers(address: str | None = None, timeout: float = 2.0) -> bool:
    """Whether a container engine answers GET /_ping at this address (unix, tcp or npipe)."""
    url = urlsplit(address or engine_address())
    if url.scheme == "npipe":
        return Path(r"\\.\pipe\docker_engine").exists()
    if url.scheme not in ("unix", "tcp", "http"):
        return bool(read(["docker", "version", "--format", "{{.Server.Version}}"]).strip())
    try:
        with _connect(url, timeout) as connection:
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return connection.recv(64).split(b" ", 2)[1:2] == [b"200"]
    except OSError:
        return False


def _connect(url: SplitResult, timeout: float) -> socket.socket:
    if url.scheme != "unix":
        return socket.create_connection((url.hostname or "localhost", url.port or 2375), timeout)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(timeout)
    try:
        connection.connect(url.path)
    except OSError:
        connection.close()
        raise
    return connection


def ensure_engine(machine: Machine) -> bool:
    """Have a container engine running where that can be done; returns whether one answers."""
    if engine_answers():
        return True
    if not machine.linux:
        _advise_desktop_engine()
        return False
    if "DOCKER_HOST" in os.environ:
        say(f"  The container engine at {os.environ['DOCKER_HOST']} (DOCKER_HOST) does not answer; going on without.")
        return False
    if not shutil.which("dockerd", path=_sbin_path()) and not machine.install(ENGINE, "a container engine"):
        if not machine.apt:
            advise("No container engine answers. Install Docker, then:", "sudo systemctl enable --now docker")
        return _without_engine()
    if not machine.root:
        _advise_unprivileged()
        return _without_engine()
    if machine.apt:
        machine.install(ENGINE[1:], "what the container engine needs")
    for attempt in (1, 2):
        with step("Starting the container engine" + (" once more" if attempt > 1 else "")):
            if start_engine():
                return True
    say(f"  The container engine could not be started. Its last words, of {ENGINE_LOG}:")
    for line in _tail(ENGINE_LOG, 8):
        say(f"    {line}")
    return _without_engine()


def start_engine() -> bool:
    """Start the engine as a program of its own that outlives this one; returns whether it answers in time."""
    if SYSTEMD.is_dir():
        run(["systemctl", "start", "docker"])
        return _wait_for_engine(None)
    _drop_stale_pid(ENGINE_PID)
    daemon = shutil.which("dockerd", path=_sbin_path()) or "dockerd"
    say(f"  $ setsid {daemon}   (log: {ENGINE_LOG})")
    with ENGINE_LOG.open("ab") as log:
        process = subprocess.Popen(
            [daemon],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env={**os.environ, "PATH": _sbin_path()},
        )
    answers = _wait_for_engine(process)
    if not answers:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    return answers


def _wait_for_engine(process: subprocess.Popen[bytes] | None) -> bool:
    deadline = time.monotonic() + ENGINE_DEADLINE
    while time.monotonic() < deadline:
        if engine_answers():
            return True
        if process is not None and process.poll() is not None:
            return False
        time.sleep(0.1)
    return False


def _drop_stale_pid(path: Path) -> None:
    """Remove the pid file of an engine that is gone, even where another program has its number by now."""
    try:
        pid = int(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    if name != "dockerd":
        path.unlink(missing_ok=True)


def _without_engine() -> bool:
    say("  Going on without a container engine: models are served by local processes instead.")
    return False


def _advise_unprivileged() -> None:
    if Path("/var/run/docker.sock").exists() and not os.access("/var/run/docker.sock", os.W_OK):
        user = os.environ.get("USER", "$USER")
        advise("The container engine does not let you in. To change that:", f"sudo usermod -aG docker {user}")
        say("    then log out and in again.")
    elif SYSTEMD.is_dir():
        advise("The container engine is not running. To start it:", "sudo systemctl start docker")
    else:
        advise("The container engine is not running. To start it:", "sudo setsid dockerd")


def _advise_desktop_engine() -> None:
    if sys.platform == "darwin":
        advise("No container engine answers. To get one:", "brew install colima docker && colima start")
    elif platform.system() == "Windows":
        advise("No container engine answers. To get one:", "winget install Docker.DockerDesktop")
    _without_engine()


def _sbin_path() -> str:
    """The search path with the folders of system programs, which a user's own may lack."""
    return os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])


def _tail(path: Path, lines: int) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    except OSError:
        return []
