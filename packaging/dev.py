#!/usr/bin/env python3
"""Everything a developer does, from a bare machine on: `python3 packaging/dev.py test`, `demo`, `run`, `build` …

Each command first sets up what it needs: the system's libraries, `.venv` from a lock file with hashes, a container
engine. That is done once and costs next to nothing afterwards. Needs Python 3.11 or newer, and nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tasks import build, checks, environment, pictures, system
from tasks.console import ROOT, Failed, run, say, use_utf8

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def set_up(*, engine: bool = True, databases: bool = False) -> system.Machine:
    """Bring the machine and `.venv` to where every command can run."""
    begin = time.monotonic()
    machine = system.Machine()
    system.ensure_libraries(machine)
    if databases:
        system.ensure_databases(machine)
    environment.ensure(machine)
    with_engine = engine and system.ensure_engine(machine)
    notes = ", container engine up" if with_engine else ""
    say(f"Set-up ready in {time.monotonic() - begin:.1f} s: .venv with Python {sys.version.split()[0]}{notes}.")
    return machine


def python_module(name: str, *arguments: str) -> list[str | Path]:
    """The command that runs a module with `.venv`."""
    return [environment.python(), "-m", name, *arguments]


def modelyard(arguments: list[str]) -> int:
    """Run the application from source."""
    return run(python_module("modelyard", *arguments))


def open_window(arguments: list[str]) -> int:
    """Open the window, where there is a screen for it."""
    linux = sys.platform.startswith("linux")
    if linux and not {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys():
        raise Failed(
            "There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.",
            "Run it on a desktop, or on a virtual screen: xvfb-run -a python3 packaging/dev.py run",
        )
    return modelyard(arguments)


def screenshots(arguments: list[str]) -> int:
    """Draw every page, light and dark, into docs/images, over the workspace of a demo made for it.

    Arguments are handed to `modelyard.ui.screenshots` instead: a folder, `--workspace FOLDER`, `--page NAME`.
    """
    if arguments:
        return run(python_module("modelyard.ui.screenshots", *arguments), env=OFFSCREEN)
    home = ROOT / ".cache" / "shots"
    folder = home / "Modelyard" / "flights.modelyard"
    folder.parent.mkdir(parents=True, exist_ok=True)
    person = {"MODELYARD_USER": "Ana", "HOME": str(home)}  # so that no picture shows whose machine this is
    code = run(python_module("modelyard", "demo", str(folder)), env=person)
    for words in pictures.commands(home) if code == 0 else ():
        code = code or run(python_module("modelyard", *words, "--workspace", str(folder)), env=person)
    if code == 0:
        begin = time.time()
        shot = python_module("modelyard.ui.screenshots", "docs/images", "--workspace", str(folder))
        code = run(shot, env=OFFSCREEN | person)
        old = [p for p in (ROOT / "docs" / "images").glob("*.png") if p.stat().st_mtime < begin and code == 0]
        for picture in old:
            picture.unlink()
            say(f"Removed {picture.name}: it was not drawn anew")
    ended = ["deployments", "delete", "late-arrival-live", "--yes", "--workspace", str(folder)]
    return code or run(python_module("modelyard", *ended), env=person)


def benchmarks(arguments: list[str]) -> int:
    """Run tests/bench; each benchmark prints its ratio to a peer or a floor."""
    return run(python_module("tests.bench", *arguments), env=OFFSCREEN)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    result = argparse.ArgumentParser(
        prog="dev.py", description="Set up, run, test and build Modelyard. More arguments are handed on."
    )
    commands = result.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in {
        "demo": "take a model through its whole life on the sample data, and print the numbers",
        "run": "open the window",
        "test": "check, then run every test; arguments narrow it, as pytest takes them",
        "check": "ruff, mypy and import-linter only",
        "shots": "make the screenshots in docs/images",
        "bench": "run the benchmarks",
        "setup": "only set up",
    }.items():
        commands.add_parser(name, help=text, add_help=False)
    builder = commands.add_parser("build", help="make the frozen application and the .deb")
    builder.add_argument("--with-image", action="store_true", help="ship the runtime image too (95 MB more)")
    builder.add_argument("--smoke", action="store_true", help="then install it on a fresh Debian and try it there")
    builder.add_argument("--only-smoke", action="store_true", help="try the .deb that is there already")
    locker = commands.add_parser("lock", help="write the lock files anew from pyproject.toml")
    locker.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    return result


def main(arguments: list[str]) -> int:
    """Do what the command line says; returns the exit code."""
    options, rest = parser().parse_known_args(arguments)
    rest = rest[1:] if rest[:1] == ["--"] else rest
    if options.command == "lock":
        environment.lock(system.Machine(), upgrade=options.upgrade)
        return 0
    if options.command == "build":
        return build.build(
            system.Machine(),
            with_image=options.with_image,
            with_smoke=options.smoke,
            only_smoke=options.only_smoke,
        )
    set_up(engine=options.command not in ("check", "run"), databases=options.command in ("test", "bench"))
    commands: dict[str, Callable[[list[str]], int]] = {
        "demo": lambda more: modelyard(["demo", *more]),
        "run": open_window,
        "test": checks.test,
        "check": lambda _: 1 if checks.check() else 0,
        "shots": screenshots,
        "bench": benchmarks,
        "setup": lambda _: 0,
    }
    return commands[options.command](rest)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what people start with whatever they have
        sys.exit(f"Modelyard needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    use_utf8()
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except Failed as failure:
        say(f"Stopped: {failure}")
        if failure.hint:
            say(f"  {failure.hint}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
