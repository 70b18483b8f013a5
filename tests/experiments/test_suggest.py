"""Suggest: candidates first, then the best two searched, ending in a leaderboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from modelyard.core import clock
from modelyard.core.errors import InputError
from modelyard.domain.experiments.runs import RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, FoldSpec, Task
from modelyard.domain.jobs import JobState
from modelyard.services import activity
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import suggest
from modelyard.services.workspace import Workspace
from tests.experiments.search_support import make_workspace, search_spec
from tests.experiments.test_search import WAIT, until
from tests.experiments.test_training import Context


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = make_workspace(tmp_path_factory.mktemp("suggest"), rows=300)
    yield made
    made.close()


def test_candidates_then_searches_of_the_best_two(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "MOST_TRIALS", 3)
    started, job, _ = suggest.suggest(workspace, search_spec(workspace, "suggested"), minutes=30)
    assert [r.algorithm for r in started] == list(suggest.CANDIDATES)
    ended = workspace.wait(job.id, timeout=WAIT)
    found = [experiments.run(workspace, run_id) for run_id in ended.result["runs"]]
    assert {r.state for r in found} == {RunState.FINISHED}
    searches = [r for r in found if r.kind is RunKind.SEARCH]
    assert len(searches) == 2
    assert "baseline" not in {r.algorithm for r in searches}
    together = found[-1]
    assert (together.algorithm, together.kind) == ("voting", RunKind.TRAINING)
    members = experiments.run_spec(workspace, together.id).algorithms[0].members
    assert len(members) == 3
    assert len({experiments.run(workspace, run_id).algorithm for run_id in members} - {"baseline"}) == 3
    best = experiments.run(workspace, ended.result["best"])
    baseline = next(r for r in found if r.algorithm == "baseline")
    assert best.metrics["roc_auc"] > baseline.metrics["roc_auc"] + 0.2


def test_when_the_time_is_up_nothing_more_begins(workspace: Workspace) -> None:
    _, job, _ = suggest.suggest(workspace, search_spec(workspace, "short"), minutes=0.0001)
    ended = workspace.wait(job.id, timeout=WAIT)
    states = [experiments.run(workspace, run_id).state for run_id in ended.result["runs"]]
    assert len(states) == len(suggest.CANDIDATES)
    assert RunState.CANCELLED in states
    assert not workspace.runner.busy or all(s.ended for s in states)


def test_what_runs_when_the_time_is_up_is_dropped_once_there_is_a_model(workspace: Workspace) -> None:
    spec = replace(search_spec(workspace, "late"), search=None, folds=FoldSpec(count=10))
    quick, slow = AlgorithmSpec("decision_tree"), AlgorithmSpec("random_forest", {"n_estimators": 2000})
    started, _ = experiments.start(workspace, replace(spec, algorithms=(quick, slow)))
    until(lambda: experiments.run(workspace, started[0].id).state is RunState.FINISHED)
    until(lambda: experiments.run(workspace, started[1].id).state is RunState.RUNNING)
    suggest._wait(Context(), workspace, [r.id for r in started], clock.now(), "")  # type: ignore[arg-type]
    dropped = experiments.run(workspace, started[1].id)
    assert (dropped.state, dropped.error) == (RunState.CANCELLED, suggest.TIME_IS_UP)
    until(lambda: workspace.job(dropped.job_id or "").state.ended)  # a moment after its run
    job, _ = activity.retry(workspace, dropped.job_id or "")
    assert workspace.job(job.id).params == {"run_id": dropped.id}
    assert experiments.run(workspace, dropped.id).error == ""
    activity.cancel(workspace, job.id)
    until(lambda: experiments.run(workspace, dropped.id).state is RunState.CANCELLED)
    assert experiments.run(workspace, dropped.id).error == ""


def test_cancelled_it_takes_its_runs_along(workspace: Workspace) -> None:
    started, job, _ = suggest.suggest(workspace, search_spec(workspace, "cancelled"), minutes=30)
    until(lambda: workspace.job(job.id).state is JobState.RUNNING)
    activity.cancel(workspace, job.id)
    until(lambda: all(experiments.run(workspace, r.id).state.ended for r in started))
    assert experiments.run(workspace, started[-1].id).state is RunState.CANCELLED


def test_regression_begins_with_a_ridge_and_clusters_are_refused(workspace: Workspace) -> None:
    assert [a.key for a in suggest.candidates(Task.REGRESSION)][1] == "ridge"
    spec = replace(search_spec(workspace, "clusters"), task=Task.CLUSTERING, target="", folds=FoldSpec())
    with pytest.raises(InputError, match="Nothing says which model"):
        suggest.suggest(workspace, spec, 1)
