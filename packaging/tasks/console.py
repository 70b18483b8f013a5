"""Saying what is done, running other programs, and stopping with a sentence that helps."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COLOUR = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class Failed(Exception):
    """A step cannot go on; `hint` says what to do next."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def use_utf8() -> None:
    """Let every console print every character, at worst as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)


def _paint(code: str, text: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if COLOUR else text


def say(text: str = "") -> None:
    """Print one line."""
    print(text, flush=True)


def advise(text: str, command: Sequence[str] | str) -> None:
    """Say what is missing and print the exact command that mends it."""
    line = command if isinstance(command, str) else shlex.join(command)
    say(f"  {text}")
    say(f"    {_paint('1', line)}")


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print a title, and how long it took once it is done."""
    say(_paint("1", f"▸ {title}"))
    begin = time.monotonic()
    yield
    say(_paint("2", f"  {time.monotonic() - begin:.1f} s"))


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    quiet: bool = False,
) -> int:
    """Run a program and return its exit code; `env` is added to the environment.

    Its output goes to this console, or, with `quiet`, only the end of it, and only when the program fails.
    """
    words = [str(word) for word in command]
    say(_paint("2", f"  $ {shlex.join(_short(word) for word in words)}"))
    output = subprocess.PIPE if quiet else None
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdout=output,
            stderr=subprocess.STDOUT if quiet else None,
            check=False,
        )
    except FileNotFoundError as error:
        raise Failed(f"{words[0]} was not found.") from error
    if done.returncode and quiet:
        for line in done.stdout.decode("utf-8", "replace").splitlines()[-15:]:
            say(f"    {line}")
    return done.returncode


def must(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, quiet: bool = False) -> None:
    """Run a program as `run` does, and stop when it fails."""
    code = run(command, env=env, quiet=quiet)
    if code:
        raise Failed(f"{Path(command[0]).name} ended with exit code {code}; its output is above.")


def read(command: Sequence[str | Path]) -> str:
    """The output of a program, whatever its exit code; empty when there is no such program."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout


def _short(word: str) -> str:
    return word.removeprefix(f"{ROOT}{os.sep}")
