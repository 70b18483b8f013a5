"""Running a command of the system for a job: cancellable, its complaint kept for the error."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from modelyard.core.errors import EngineError
from modelyard.domain.jobs import JobContext


def system_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a program that is not ours: without the library path of a frozen application."""
    env = dict(os.environ)
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        original = env.pop(f"{name}_ORIG", None)
        if original is not None:
            env[name] = original
        elif name in env and "_MEI" in env[name]:
            del env[name]
    env.update(extra or {})
    return env


def run(ctx: JobContext, command: Sequence[str], what: str, cwd: Path | None = None) -> None:
    """Run a command to its end; `what` begins the error's sentence ("Fetching Debian packages").

    Raises `EngineError` with the end of what it wrote when it fails, `CancelledError` (after ending it) on cancel.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=system_env({"LC_ALL": "C"}), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        try:
            while process.poll() is None:
                ctx.check_cancelled()
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if process.returncode == 0:
            return
        output.seek(max(0, output.tell() - 4000))
        said = output.read().decode(errors="replace").strip()
    if "no space left on device" in said.lower():
        raise EngineError(f"{what} failed: the disk is full.", "Free some space, then launch again.", said)
    last = said.splitlines()[-1] if said else f"exit code {process.returncode}"
    raise EngineError(
        f"{what} failed: {last}", "Check the network connection, then launch again.", f"{list(command)}\n{said}"
    )
