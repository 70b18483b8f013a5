"""The lock on background work: one holder, named, freed when it dies."""

import os
import subprocess
import sys
from pathlib import Path

from modelyard.store.lock import WorkLock

HOLD = """
import sys
from pathlib import Path
from modelyard.store.lock import WorkLock
lock = WorkLock(Path(sys.argv[1]))
print(lock.acquire("cli"), flush=True)
sys.stdin.read()
"""


def _holder(path: Path) -> subprocess.Popen[str]:
    app = Path(__file__).parents[2] / "app"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(app)},
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "True"
    return process


def test_second_process_is_told_who_holds_it_and_gets_it_when_that_dies(tmp_path: Path) -> None:
    path = tmp_path / "workspace.lock"
    process = _holder(path)
    lock = WorkLock(path)
    assert not lock.acquire("window")
    holder = lock.holder()
    assert holder is not None
    assert (holder.pid, holder.role) == (process.pid, "cli")
    process.kill()
    process.communicate()
    assert lock.acquire("window")
    assert lock.held
    lock.release()
    assert not lock.held
