"""kill -9 at random instants: the workspace opens, is sound, loses nothing, and the work can be repeated."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from modelyard.core.paths import resources_dir
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.jobs import JobState
from modelyard.services import activity, deployments, models
from modelyard.services.data import bin as data_bin
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import check, collect_garbage, create_workspace, open_workspace
from modelyard.store.garbage import live_blobs

ROOT = Path(__file__).parents[2]
KILLS = {
    "delete": 3,
    "import": 10,
    "recipe": 4,
    "refresh": 3,
    "train": 5,
    "register": 4,
    "launch-process": 4,
    "launch-docker": 4,
}
LONGEST = {
    "delete": 0.8,
    "import": 0.6,
    "recipe": 1.2,
    "refresh": 0.8,
    "train": 4.0,
    "register": 4.0,
    "launch-process": 0.5,
    "launch-docker": 1.0,
}


class Life:
    """A driver process in a group of its own, so that its children die with it."""

    def __init__(self, workspace: Path, stage: str, csv: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.kill_driver", str(workspace), stage, str(csv)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT / 'app'}{os.pathsep}{ROOT}", "MODELYARD_USER": "driver"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def until(self, word: str) -> dict[str, object]:
        """Read the driver's words up to one; fails with its errors when it ended without it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found: dict[str, object] = json.loads(line)
            if found["word"] == word:
                return found
        _, errors = self.process.communicate()
        pytest.fail(f"the driver ended without saying {word!r}:\n{errors}")

    def kill(self) -> None:
        """kill -9, the whole group; no farewell."""
        with contextlib.suppress(ProcessLookupError):  # it had ended already
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


def _facts(path: Path) -> dict[str, int]:
    """What is committed: the counts that must never go down."""
    workspace = open_workspace(path, role="cli", actor="test")
    facts = {
        "versions": sum(v.dataset_name != "scraps" for v in datasets.versions(workspace)),
        "runs": sum(r.state is RunState.FINISHED for r in experiments.runs(workspace)),
        "models": len(models.versions(workspace)),
        "recipes": sum(r.number for r in data_prepare.recipes(workspace)),
        "audit": len(activity.audit(workspace, limit=100_000)),
    }
    workspace.close()
    return facts


@pytest.fixture(scope="module")
def csvs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Tables that differ, so that every import makes a new version."""
    folder = tmp_path_factory.mktemp("csv")
    source = resources_dir() / "samples" / "flights.parquet"
    files = []
    for number in range(KILLS["import"] + 1):
        file = folder / f"flights-{number}.csv"
        duckdb.sql(f"SELECT * FROM '{source}' WHERE late NOT NULL LIMIT {20_000 + number}").write_csv(str(file))
        files.append(file)
    return files


@pytest.fixture(scope="module")
def workspace_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("kill") / "kill.modelyard"
    create_workspace(path, role="cli", actor="test").close()
    yield path
    workspace = open_workspace(path, role="cli", actor="test")
    for deployment in deployments.deployments(workspace):
        workspace.wait(deployments.delete(workspace, deployment.id)[0].id, timeout=60)
    workspace.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("stage", KILLS)
def test_killed_at_random_instants_nothing_is_lost(stage: str, workspace_path: Path, csvs: list[Path]) -> None:
    chance = random.Random(f"modelyard {stage}")
    hits = 0
    for number in range(KILLS[stage]):
        before = _facts(workspace_path)
        life = Life(workspace_path, stage, csvs[number % len(csvs)])
        life.until("working")
        time.sleep(chance.uniform(0.0, LONGEST[stage]))
        hits += life.process.poll() is None
        life.kill()
        after = _facts(workspace_path)
        assert all(after[key] >= before[key] for key in before), (before, after)
    assert hits > 0, "every process ended before it was killed: the instants are too late"
    last = Life(workspace_path, stage, csvs[-1])
    last.until("done")
    _, errors = last.process.communicate(timeout=30)
    assert last.process.returncode == 0, errors
    workspace = open_workspace(workspace_path, role="cli", actor="test")
    assert check(workspace, blobs=True) == []
    if stage == "delete":
        assert data_bin.recycle_bin(workspace) == []
        assert all(d.name != "scraps" for d in datasets.list_datasets(workspace))
    unfinished = [j for j in activity.jobs(workspace, 1000) if not j.state.ended]
    assert unfinished == []
    assert all(j.state is not JobState.RUNNING for j in activity.jobs(workspace, 1000))
    for blob in (workspace_path / "blobs").glob("[0-9a-f][0-9a-f]/*"):
        os.utime(blob, (0, 0))
    collect_garbage(workspace)
    assert set(workspace.blobs) == live_blobs(workspace.database)
    workspace.close()
    assert list((workspace_path / "blobs" / "tmp").glob("*")) == []
