"""A search killed ten times, with its children, ends with the same trials as one left alone."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from modelyard.domain.experiments.runs import RunState
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import search
from modelyard.services.workspace import check, open_workspace
from tests.e2e.test_kill import Life
from tests.experiments.search_support import KILLED, facts, forest_search, make_workspace

KILLS = 10


@pytest.mark.timeout(600)
def test_a_search_killed_ten_times_ends_with_the_trials_of_one_left_alone(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    alone = experiments.start(workspace, forest_search(workspace, "alone"))[0][0]
    workspace.wait(alone.job_id or "", timeout=300)
    workspace.close()
    chance = random.Random("modelyard search")
    hits = 0
    for _ in range(KILLS):
        life = Life(workspace.path, "search", tmp_path / "table.csv")
        life.until("working")
        for _ in range(chance.randint(0, 2)):
            life.until("trial")
        time.sleep(chance.uniform(0.0, 0.3))
        hits += life.process.poll() is None
        life.kill()
    assert hits == KILLS, "the search had ended before it was killed ten times: make it longer"
    last = Life(workspace.path, "search", tmp_path / "table.csv")
    last.until("done")
    _, errors = last.process.communicate(timeout=60)
    assert last.process.returncode == 0, errors
    workspace = open_workspace(workspace.path, role="cli", actor="test")
    try:
        killed = next(r for r in experiments.runs(workspace) if r.experiment_name == KILLED)
        alone = experiments.run(workspace, alone.id)
        assert killed.state is RunState.FINISHED
        assert facts(search.trials(workspace, killed.id)) == facts(search.trials(workspace, alone.id))
        assert (killed.params, killed.metrics) == (alone.params, alone.metrics)
        assert check(workspace, blobs=True) == []
    finally:
        workspace.close()
