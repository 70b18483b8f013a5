"""`build`: the frozen application in dist/modelyard, its .deb, and with --smoke a try of that on a fresh Debian."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tasks import deb, smoke
from tasks.console import ROOT, Failed, must, say, step
from tasks.environment import ensure, python
from tasks.system import QT_LIBRARIES, Machine, ensure_engine

CACHE = ROOT / ".cache"
BUILD_VENV = CACHE / "build-venv"
DIST = ROOT / "dist"
FOLDER = DIST / "modelyard"
IMAGE = ROOT / "build" / "image"

# Libraries that PyInstaller may look for in vain: of other systems, or of what the spec leaves out.
EXPECTED_ABSENT = re.compile(r"user32|msvcrt|kernel32|libgtk|libgdk|libatk|libpango|libcairo|libwayland|vulkan|libtbb")


def build(machine: Machine, *, with_image: bool, with_smoke: bool, only_smoke: bool) -> int:
    """Freeze, package and try; returns the exit code."""
    package = deb.path(DIST, version())
    if not only_smoke:
        _image(machine, wanted=with_image)
        freeze(machine)
        if sys.platform.startswith("linux"):
            if not shutil.which("dpkg-deb"):
                raise Failed("dpkg-deb, which makes the .deb, is not here.", "The folder dist/modelyard is complete.")
            with step("Making the .deb"):
                deb.make(FOLDER, package, version())
    if with_smoke or only_smoke:
        if not package.exists():
            raise Failed(f"There is no {package.name} to try.", "Make it: python3 packaging/dev.py build")
        smoke.run_smoke(machine, package, CACHE)
    return 0


def _image(machine: Machine, *, wanted: bool) -> None:
    """Have the runtime image in build/image, where the spec looks for it, or have nothing there."""
    if not wanted:
        shutil.rmtree(IMAGE, ignore_errors=True)
        return
    ensure(machine)
    if not ensure_engine(machine):
        raise Failed("The runtime image is built by a container engine, and none answers.")
    with step("Saving the runtime image (a minute when it is not there yet)"):
        IMAGE.mkdir(parents=True, exist_ok=True)
        must([python(), ROOT / "packaging" / "save_image.py", IMAGE])


def version() -> str:
    """The version that app/modelyard/__init__.py states."""
    tree = ast.parse((ROOT / "app" / "modelyard" / "__init__.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "__version__" for name in node.targets):
            return str(ast.literal_eval(node.value))
    raise Failed("app/modelyard/__init__.py states no __version__.")


def freeze(machine: Machine) -> None:
    """Run PyInstaller in an environment of its own; refuse a bundle that misses a library."""
    if machine.apt:
        # What is in the bundle depends on what this system has: Qt's plugins look for these.
        machine.install((*QT_LIBRARIES, "binutils"), "what the frozen application is made from")
    ensure(machine, BUILD_VENV, "requirements-build.lock", source=False)
    with step("Freezing the application with PyInstaller (a minute or two)"):
        log = ROOT / "build" / "pyinstaller.log"
        log.parent.mkdir(exist_ok=True)
        command: list[str | Path] = [python(BUILD_VENV), "-m", "PyInstaller", "--noconfirm", "--log-level", "INFO"]
        command += ["--distpath", DIST, "--workpath", ROOT / "build", ROOT / "packaging" / "modelyard.spec"]
        say(f"  $ python -m PyInstaller packaging/modelyard.spec   (log: {log.relative_to(ROOT)})")
        with log.open("wb") as file:
            code = subprocess.run(
                command, stdout=file, stderr=file, cwd=ROOT, env=_clean_environment(), check=False
            ).returncode
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        if code:
            raise Failed("PyInstaller failed:\n    " + "\n    ".join(lines[-15:]), f"The whole log: {log}")
        _refuse_missing_libraries(lines)
        _strip_python()
    say(f"  {FOLDER.relative_to(ROOT)}: {_size(FOLDER) / 1e6:.0f} MB")


def _clean_environment() -> dict[str, str]:
    """The environment without what would lead PyInstaller to other packages."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_"))}
    return {**env, "PYTHONHASHSEED": "1"}


def _refuse_missing_libraries(lines: list[str]) -> None:
    missing = sorted(
        {
            match[1]
            for line in lines
            if (match := re.search(r"Library not found: could not resolve '([^']+)'", line))
            and not EXPECTED_ABSENT.search(match[1])
        }
    )
    if missing:
        raise Failed(
            f"The bundle would miss {', '.join(missing)}.",
            "Install the packages that hold these libraries, then build again.",
        )


def _strip_python() -> None:
    """Drop the debug symbols of a self-built libpython: 23 MB become 6."""
    for library in (FOLDER / "_internal").glob("libpython*.so*"):
        if shutil.which("strip") and not library.is_symlink():
            subprocess.run(["strip", "--strip-unneeded", library], check=False)


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
