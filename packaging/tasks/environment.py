"""The Python environment: `.venv`, filled from a lock file with hashes, and the project itself on its path."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from tasks.console import ROOT, Failed, must, run, say, step
from tasks.system import Machine

PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"
LOCKS = {
    "requirements.lock": [],
    "requirements-build.lock": ["build"],
    "requirements-dev.lock": ["dev"],
}
WINDOWS = os.name == "nt"


def program(venv: Path, name: str) -> Path:
    """The path of a program in a virtual environment."""
    return venv / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def python(venv: Path = VENV) -> Path:
    """The interpreter of a virtual environment."""
    return program(venv, "python")


class Stamps:
    """Which steps are done in a virtual environment, and for which content."""

    def __init__(self, venv: Path) -> None:
        self._folder = venv / ".modelyard"

    @staticmethod
    def key(*parts: str | bytes) -> str:
        """A short hash over texts and file contents."""
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part.encode() if isinstance(part, str) else part)
            digest.update(b"\0")
        return digest.hexdigest()

    def read(self, name: str) -> str:
        """What was remembered of a step; empty when it was never done."""
        try:
            return (self._folder / name).read_text(encoding="utf-8")
        except OSError:
            return ""

    def current(self, name: str, key: str) -> bool:
        """Whether the step was done for exactly this content."""
        return self.read(name) == key

    def set(self, name: str, key: str) -> None:
        """Remember that the step is done."""
        if self.read(name) == key:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_text(key, encoding="utf-8")


def ensure(machine: Machine, venv: Path = VENV, lock: str = "requirements-dev.lock", *, source: bool = True) -> bool:
    """Make the environment hold exactly what the lock file says; returns whether anything had to be done."""
    stamps = Stamps(venv)
    changed = _ensure_venv(machine, venv)
    lock_file = PACKAGING / lock
    key = Stamps.key(lock_file.read_bytes(), sys.version, str(venv))
    if changed or not stamps.current("packages", key):
        with step(f"Installing the packages of packaging/{lock} into {venv.relative_to(ROOT)} (a few minutes once)"):
            _install(venv, lock_file)
        stamps.set("packages", key)
        changed = True
    if source:
        changed |= _link_source(venv)
    return changed


def _ensure_venv(machine: Machine, venv: Path) -> bool:
    """Make the environment unless one of this Python version is there; returns whether it was made."""
    config = venv / "pyvenv.cfg"
    wanted = ".".join(map(str, sys.version_info[:3]))
    stamps, here = Stamps(venv), str(venv)
    if python(venv).exists() and config.exists() and f"{wanted}\n" in _versions(config):
        if stamps.read("place") in ("", here):
            stamps.set("place", here)
            return False
        say("  .venv was moved or copied here; its programs name the old place, so it is made anew.")
    if not _has_ensurepip():
        machine.install(["python3-venv"], "Python's own venv module")
    with step(f"Making the Python environment {venv.relative_to(ROOT)} with Python {wanted}"):
        if venv.exists():
            shutil.rmtree(venv)
        code = run([_base_python(), "-m", "venv", venv])
        if code or not python(venv).exists():
            shutil.rmtree(venv, ignore_errors=True)
            raise Failed(
                "Python could not make a virtual environment.",
                "On Debian or Ubuntu: sudo apt-get install python3-venv. Then start again.",
            )
    return True


def _versions(config: Path) -> str:
    lines = [line.partition("=") for line in config.read_text(encoding="utf-8").splitlines()]
    return "".join(f"{value.strip()}\n" for name, _, value in lines if name.strip() in ("version", "version_info"))


def _has_ensurepip() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _base_python() -> str:
    """The interpreter behind this one, so that `.venv` does not hang on another environment."""
    return getattr(sys, "_base_executable", "") or sys.executable


def _installer(venv: Path) -> Path | None:
    """The uv of packaging/bootstrap.lock, beside the environment's own packages; None where it cannot be had."""
    folder = venv / ".installer"
    uv = folder / "bin" / ("uv.exe" if WINDOWS else "uv")
    lock = PACKAGING / "bootstrap.lock"
    key = Stamps.key(lock.read_bytes(), str(venv))
    stamps = Stamps(venv)
    if uv.exists() and stamps.current("installer", key):
        return uv
    shutil.rmtree(folder, ignore_errors=True)
    pip: list[str | Path] = [
        python(venv),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]
    if run([*pip, "--require-hashes", "--target", folder, "-r", lock]) or not uv.exists():
        return None
    stamps.set("installer", key)
    return uv


def _install(venv: Path, lock: Path) -> None:
    """Install with uv (seconds), or with pip (minutes) where uv cannot reach the packages and pip can."""
    uv = _installer(venv)
    if uv:
        sync: list[str | Path] = [uv, "pip", "sync", "--quiet", "--python", python(venv), "--require-hashes", lock]
        for certificates in ("1", "0"):  # the system's, which know an organisation's own; else those uv brings
            if run(sync, env={"UV_SYSTEM_CERTS": certificates, "UV_NO_CONFIG": "1"}) == 0:
                return
        say("  uv could not install them; pip tries with its own settings.")
    must([python(venv), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", "-r", lock])


def _link_source(venv: Path) -> bool:
    """Put app/ on the environment's path and the `modelyard` command beside its python; True when that was new."""
    key = Stamps.key(str(ROOT), str(venv), "1")
    stamps = Stamps(venv)
    if stamps.current("source", key):
        return False
    site = Path(
        sysconfig.get_path(
            "purelib", "nt_venv" if WINDOWS else "posix_venv", {"base": str(venv), "platbase": str(venv)}
        )
    )
    (site / "modelyard-source.pth").write_text(f"{ROOT / 'app'}\n", encoding="utf-8")
    if WINDOWS:
        text = f'@"{python(venv)}" -m modelyard %*\r\n'
        (venv / "Scripts" / "modelyard.cmd").write_text(text, encoding="utf-8")
    else:
        launcher = venv / "bin" / "modelyard"
        launcher.write_text(f'#!/bin/sh\nexec "{python(venv)}" -m modelyard "$@"\n', encoding="utf-8")
        launcher.chmod(0o755)
    stamps.set("source", key)
    return True


def lock(machine: Machine, *, upgrade: bool) -> None:
    """Write the lock files anew from pyproject.toml: universal, with hashes, without any address of an index."""
    _ensure_venv(machine, VENV)
    uv = _installer(VENV)
    if uv is None:
        raise Failed("uv, which writes the lock files, could not be installed.")
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    options += ["--no-emit-index-url", "--no-emit-find-links", *(["--upgrade"] if upgrade else [])]
    for name, groups in LOCKS.items():
        command: list[str | Path] = [uv, "pip", "compile", "pyproject.toml", *options]
        command += [word for group in groups for word in ("--group", f"pyproject.toml:{group}")]
        if name != "requirements.lock":
            command += ["--constraints", "packaging/requirements.lock"]
        must([*command, "--output-file", f"packaging/{name}"], env={"UV_SYSTEM_CERTS": "1", "UV_NO_CONFIG": "1"})
