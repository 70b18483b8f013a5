"""The parts of the runtime image that come from outside: Debian packages and wheels, checked by signature and hash."""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from modelyard.core.errors import EngineError
from modelyard.core.paths import frozen, packaging_dir
from modelyard.domain.jobs import JobContext
from modelyard.runtime.commands import run

SUITE = "bookworm"
MIRROR = "http://deb.debian.org"  # what is fetched is checked against the signature below
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
STDLIB = "usr/lib/python3.11"
SITE = "usr/local/lib/python3.11/dist-packages"
USER = 65532
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}

# WORKAROUND joblib counts physical cores with `cat /proc/cpuinfo` and prints a traceback where there is no such program
CAT = """\
#!/usr/bin/python3 -I
import pathlib, sys
for name in sys.argv[1:]:
    sys.stdout.write(pathlib.Path(name).read_text())
"""

_UNWANTED = ("usr/share/man/", "usr/share/locale/", "usr/share/lintian/", "usr/share/bug/", "usr/share/doc-base/")
_MERGED = ("bin", "sbin", "lib", "lib64")


def recipe_dir() -> Path:
    """The folder of the lock file, the package list and the script that runs inside the build."""
    return packaging_dir() / "runtime"


def lock_file() -> Path:
    """The wheels of the runtime image, pinned and hashed."""
    return recipe_dir() / "requirements.lock"


def debian_packages() -> list[str]:
    """The Debian packages of the runtime image."""
    lines = (recipe_dir() / "debian-packages.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def cannot_build_from_debian() -> str:
    """Why this computer cannot fetch Debian packages and wheels; empty when it can."""
    if not sys.platform.startswith("linux") or not shutil.which("apt-get"):
        return "this computer has no apt-get"
    if not KEYRING.exists():
        return 'Debian\'s keys are missing: "sudo apt install debian-archive-keyring"'
    if pip_command() is None:
        return 'pip is missing: "sudo apt install python3-pip"'
    return ""


def pip_command() -> list[str] | None:
    """How to call pip here: this Python's own, else the system's; None when there is none."""
    if not frozen() and importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if path := shutil.which(name):
            return [path]
    return None


def fetch_debs(ctx: JobContext, work: Path, arch: str) -> list[Path]:
    """Download the Debian packages for one architecture, signatures checked, with apt's state kept inside `work`.

    Needs no privileges and leaves the system's own apt alone. Raises `EngineError` when a mirror cannot be reached.
    """
    apt, debs = work / "apt", work / "debs"
    for folder in (apt / "state/lists/partial", apt / "cache/archives/partial", apt / "etc/parts", debs):
        folder.mkdir(parents=True)
    suites = (("debian", SUITE), ("debian", f"{SUITE}-updates"), ("debian-security", f"{SUITE}-security"))
    sources = apt / "etc/sources.list"
    sources.write_text("".join(f"deb [signed-by={KEYRING}] {MIRROR}/{path} {suite} main\n" for path, suite in suites))
    options = {
        "Dir::State": apt / "state",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": apt / "cache",
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": apt / "etc/parts",
        "Dir::Etc::preferencesparts": apt / "etc/parts",
        "APT::Sandbox::User": "",
        "APT::Architecture": arch,
        "APT::Architectures": arch,
        "Acquire::Languages": "none",
        "Acquire::Retries": 2,
        "Acquire::http::Timeout": 20,
        "APT::Update::Error-Mode": "any",
    }
    command = ["apt-get", "-qq", *(f"-o{key}={value}" for key, value in options.items())]
    run(ctx, [*command, "update"], "Fetching Debian's package list")
    run(ctx, [*command, "download", *debian_packages()], "Fetching Debian packages", cwd=debs)
    return sorted(debs.glob("*.deb"))


def fetch_wheels(ctx: JobContext, work: Path, arch: str) -> Path:
    """Download the locked wheels for CPython 3.11 on glibc 2.36, hashes checked; returns their folder."""
    pip = pip_command()
    if pip is None:
        raise EngineError("pip is missing.", 'Install it with "sudo apt install python3-pip".')
    machine = MACHINES[arch]
    tags = [f"manylinux_2_{minor}_{machine}" for minor in (34, 31, 28, 27, 26, 24, 17, 12, 5)]
    platforms = [part for tag in [*tags, f"manylinux2014_{machine}"] for part in ("--platform", tag)]
    abis = ["--abi", "cp311", "--abi", "abi3", "--abi", "none"]
    options = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    target = ["--implementation", "cp", "--python-version", "3.11", *abis, *platforms]
    wheels = work / "wheels"
    wheels.mkdir()
    command = [*pip, "download", *options, *target, "--dest", str(wheels), "--requirement", str(lock_file())]
    run(ctx, command, "Fetching Python packages")
    return wheels


def write_root(ctx: JobContext, debs: list[Path], base: Path, stdlib: Path) -> None:
    """Merge the packages' files into two tars: `stdlib` gets Python's own library, `base` all the rest.

    No maintainer script runs. Names are moved under /usr as on a merged-/usr Debian, manuals and translations are left
    out, licences and the packages' control files (for scanners) stay.
    """
    with tarfile.open(base, "w") as to_base, tarfile.open(stdlib, "w") as to_stdlib:
        _add_skeleton(to_base)
        seen: set[str] = set()
        for deb in debs:
            ctx.check_cancelled()
            for member, content in _members(deb):
                name = member.name = _merged(member.name)
                if member.islnk():
                    member.linkname = _merged(member.linkname)
                if not name or name in seen or name.startswith(_UNWANTED) or "/gconv/" in name:
                    continue
                seen.add(name)
                member.mtime = 0
                (to_stdlib if name.startswith(STDLIB + "/") else to_base).addfile(member, content)
            _add_file(to_base, f"var/lib/dpkg/status.d/{deb.name.split('_')[0]}", _control(deb))


def _merged(name: str) -> str:
    clean = name.removeprefix("./").strip("/")
    clean = "" if clean == "." else clean
    return f"usr/{clean}" if clean.split("/")[0] in _MERGED else clean


def _add_skeleton(tar: tarfile.TarFile) -> None:
    for name in ("etc", "usr", "usr/bin", "usr/lib", "usr/lib64", "usr/sbin", "var", "proc", "sys", "dev", "model"):
        _add_dir(tar, name)
    for name in _MERGED:
        _add_link(tar, name, f"usr/{name}")
    _add_dir(tar, "tmp", 0o1777)
    _add_dir(tar, "data", 0o750, USER)
    _add_link(tar, "usr/bin/python3", "python3.11")
    _add_file(tar, "usr/bin/cat", CAT, 0o755)
    _add_file(tar, "etc/passwd", f"root:x:0:0::/:/usr/sbin/nologin\napp:x:{USER}:{USER}::/tmp:/usr/sbin/nologin\n")
    _add_file(tar, "etc/group", f"root:x:0:\napp:x:{USER}:\n")
    _add_file(tar, "etc/os-release", f'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME={SUITE}\nPRETTY_NAME="Debian 12"\n')


def _add_dir(tar: tarfile.TarFile, name: str, mode: int = 0o755, owner: int = 0) -> None:
    info = tarfile.TarInfo(name)
    info.type, info.mode, info.uid, info.gid = tarfile.DIRTYPE, mode, owner, owner
    tar.addfile(info)


def _add_link(tar: tarfile.TarFile, name: str, target: str) -> None:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, target
    tar.addfile(info)


def _add_file(tar: tarfile.TarFile, name: str, text: str, mode: int = 0o644) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(text.encode()), mode
    tar.addfile(info, io.BytesIO(text.encode()))


def _parts(deb: Path) -> Iterator[tuple[str, bytes]]:
    """The members of a .deb, which is an `ar` archive: a 60-byte header each, contents padded to even length."""
    with deb.open("rb") as file:
        if file.read(8) != b"!<arch>\n":
            raise EngineError(f"{deb.name} is not a Debian package.", "Launch again to fetch it anew.")
        while header := file.read(60):
            size = int(header[48:58])
            yield header[:16].decode().strip().rstrip("/"), file.read(size)
            file.read(size % 2)


def _part(deb: Path, prefix: str) -> bytes:
    for name, content in _parts(deb):
        if name.startswith(prefix):
            return content
    raise EngineError(f"{deb.name} holds no {prefix}.", "Launch again to fetch it anew.")


def _members(deb: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    with tarfile.open(fileobj=io.BytesIO(_part(deb, "data.tar"))) as tar:
        for member in tar:
            yield member, tar.extractfile(member) if member.isreg() else None


def _control(deb: Path) -> str:
    with tarfile.open(fileobj=io.BytesIO(_part(deb, "control.tar"))) as tar:
        for member in tar:
            if member.name.removeprefix("./") == "control" and (file := tar.extractfile(member)):
                return file.read().decode()
    raise EngineError(f"{deb.name} holds no control file.", "Launch again to fetch it anew.")
