"""Searches as people meet them: started, seen, paused, resumed, stopped, limited, and their trials kept as runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError
from modelyard.domain.experiments.runs import Run, RunKind, RunState, TrialState
from modelyard.domain.experiments.spec import AlgorithmSpec, Limits, SearchMethod, SearchRange, Task
from modelyard.domain.jobs import JobError, JobState
from modelyard.services import activity
from modelyard.services.experiments import again as again_service
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments import search
from modelyard.services.workspace import Workspace, open_workspace
from modelyard.store.experiments import runs as store
from tests.experiments.search_support import facts, make_workspace, search_spec

LONG = {"trials": 3000, "prune": False}
WAIT = 120.0


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = make_workspace(tmp_path_factory.mktemp("search"))
    made.runner.children.warm()
    yield made
    made.close()


def until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


def begun(workspace: Workspace, *keys: str, name: str, **changes: Any) -> Run:
    return experiments.start(workspace, search_spec(workspace, name, *keys, **changes))[0][0]


def ended(workspace: Workspace, run: Run) -> Run:
    assert run.job_id is not None
    workspace.wait(run.job_id, timeout=WAIT)
    return experiments.run(workspace, run.id)


def under_way(workspace: Workspace, run: Run, trials: int = 2) -> None:
    until(lambda: len(search.trials(workspace, run.id)) >= trials)


@pytest.fixture(scope="module")
def found(workspace: Workspace) -> Run:
    return ended(workspace, begun(workspace, name="plain", trials=12, prune=True))


def test_a_search_ends_as_the_run_of_its_best_trial(workspace: Workspace, found: Run) -> None:
    assert (found.kind, found.state) == (RunKind.SEARCH, RunState.FINISHED)
    trials = search.trials(workspace, found.id)
    assert [t.number for t in trials] == list(range(12))
    best = max((t for t in trials if t.state is TrialState.FINISHED), key=lambda t: t.value or 0.0)
    assert {name: found.params[name] for name in best.params} == best.params
    assert 0.6 < found.metrics["roc_auc"] < 1.0
    assert experiments.evaluation(workspace, found.id) is not None
    assert search.best_so_far("roc_auc", trials)[-1] == (best.number, best.value)
    assert found.job_id is not None
    log = "\n".join(line.text for line in activity.job_log(workspace, found.job_id))
    assert f"Best: trial {best.number + 1}" in log


def test_it_is_judged_inside_the_training_rows_as_the_plain_run_is(workspace: Workspace, found: Run) -> None:
    spec = replace(experiments.run_spec(workspace, found.id), search=None, name="by hand")
    spec = replace(spec, algorithms=(AlgorithmSpec("decision_tree", found.params),))
    plain = ended(workspace, experiments.start(workspace, spec)[0][0])
    assert plain.metrics == found.metrics
    details = store.details(workspace.database, plain.id)
    trials = search.trials(workspace, found.id)
    best = max((t for t in trials if t.state is TrialState.FINISHED), key=lambda t: t.value or 0.0)
    assert details.folds["roc_auc"] == pytest.approx(best.folds, abs=1e-12)


def test_what_has_nothing_to_search_is_a_plain_run(workspace: Workspace) -> None:
    spec = search_spec(workspace, "mixed", "baseline", "decision_tree", trials=1)
    runs, _ = experiments.start(workspace, spec)
    assert [r.kind for r in runs] == [RunKind.TRAINING, RunKind.SEARCH]
    assert {ended(workspace, r).state for r in runs} == {RunState.FINISHED}


def test_each_trial_is_told_at_once(workspace: Workspace) -> None:
    seen: list[Changes] = []
    texts: list[str] = []
    workspace.subscribe(seen.append)
    run = begun(workspace, name="told", trials=5)
    workspace.runner.subscribe(lambda job: texts.append(job.text) if job.id == run.job_id else None)
    ended(workspace, run)
    told = [c for c in seen if run.id in c.ids(Kind.RUN)]
    assert len(told) >= 5
    trials = [text for text in texts if text.startswith("Trial ")]  # a job's texts may come in bundles
    assert trials[-1] == "Trial 5 of 5"
    assert set(trials) <= {f"Trial {n} of 5" for n in range(1, 6)}


def test_paused_and_resumed_it_ends_with_the_same_trials(workspace: Workspace, found: Run) -> None:
    run = begun(workspace, name="paused", trials=12)
    under_way(workspace, run)
    search.pause(workspace, run.id)
    until(lambda: experiments.run(workspace, run.id).state in (RunState.PAUSED, RunState.FINISHED))
    if experiments.run(workspace, run.id).state is RunState.PAUSED:
        assert workspace.wait(run.job_id or "", timeout=WAIT).result["paused"]
        run, _ = search.resume(workspace, run.id)
    assert ended(workspace, run).state is RunState.FINISHED
    assert facts(search.trials(workspace, run.id)) == facts(search.trials(workspace, found.id))


def test_searches_queue_and_a_waiting_one_can_be_paused(workspace: Workspace) -> None:
    first = begun(workspace, name="first", **LONG)
    second = begun(workspace, name="second", trials=2)
    under_way(workspace, first)
    assert experiments.run(workspace, second.id).state is RunState.QUEUED
    search.pause(workspace, second.id)
    search.pause(workspace, first.id)
    until(lambda: experiments.run(workspace, first.id).state is RunState.PAUSED)
    until(lambda: workspace.job(second.job_id or "").state.ended)
    assert experiments.run(workspace, second.id).state is RunState.PAUSED
    assert search.trials(workspace, second.id) == []
    assert ended(workspace, search.resume(workspace, second.id)[0]).state is RunState.FINISHED
    with pytest.raises(ConflictError, match="finished"):
        search.resume(workspace, second.id)
    with pytest.raises(ConflictError, match="paused"):
        search.pause(workspace, first.id)


def test_stopped_the_best_so_far_becomes_the_run_and_it_is_said(workspace: Workspace) -> None:
    run = begun(workspace, name="stopped", **LONG)
    under_way(workspace, run)
    search.stop(workspace, run.id)
    run = ended(workspace, run)
    assert run.state is RunState.FINISHED
    assert run.metrics["roc_auc"] > 0.6
    made = len(search.trials(workspace, run.id))
    warnings = store.details(workspace.database, run.id).warnings
    assert f"ann stopped the search after {made} trials of 3,000; this is the best of them." in warnings


def test_a_paused_search_can_be_stopped_too(workspace: Workspace) -> None:
    run = begun(workspace, name="paused then stopped", **LONG)
    under_way(workspace, run)
    search.pause(workspace, run.id)
    until(lambda: experiments.run(workspace, run.id).state is RunState.PAUSED)
    run, _ = search.stop(workspace, run.id)
    assert ended(workspace, run).state is RunState.FINISHED


def test_cancelled_it_is_dropped_and_can_be_taken_up_again(workspace: Workspace) -> None:
    run = begun(workspace, name="cancelled", **LONG)
    under_way(workspace, run)
    activity.cancel(workspace, run.job_id or "")
    until(lambda: workspace.job(run.job_id or "").state is JobState.CANCELLED)  # a moment after its run
    assert experiments.run(workspace, run.id).state is RunState.CANCELLED
    made = len(search.trials(workspace, run.id))
    assert made >= 2
    again, _ = activity.retry(workspace, run.job_id or "")
    under_way(workspace, run, made + 1)
    with pytest.raises(ConflictError):
        activity.retry(workspace, run.job_id or "")
    activity.cancel(workspace, again.id)
    until(lambda: workspace.job(again.id).state is JobState.CANCELLED)


def test_the_memory_limit_ends_it_and_a_larger_one_goes_on(workspace: Workspace) -> None:
    spec = replace(search_spec(workspace, "memory", trials=3), limits=Limits(memory=200_000_000))
    run = experiments.start(workspace, spec)[0][0]
    with pytest.raises(AppError, match=r"Stopped at the 0\.2 GB memory limit"):
        ended(workspace, run)
    failed = experiments.run(workspace, run.id)
    assert failed.state is RunState.FAILED
    assert failed.error.startswith("Stopped at the 0.2 GB memory limit.\nAllow it more, for example 1 GB")
    assert again_service.larger_limit(failed) == 400_000_000
    again, _ = search.resume(workspace, run.id, Limits(memory=8_000_000_000))
    assert ended(workspace, again).state is RunState.FINISHED


def test_a_plain_run_keeps_to_its_memory_too(workspace: Workspace) -> None:
    spec = replace(search_spec(workspace, "plain memory"), search=None, limits=Limits(memory=200_000_000))
    run = experiments.start(workspace, spec)[0][0]
    with pytest.raises(AppError, match=r"0\.2 GB memory limit"):
        ended(workspace, run)


def test_resources_are_kept_with_the_run(workspace: Workspace) -> None:
    run = begun(workspace, name="resources", minutes=0.04, **LONG)
    run = ended(workspace, run)
    assert run.state is RunState.FINISHED
    samples = store.details(workspace.database, run.id).resources
    assert 1 <= len(samples) <= 600
    assert any(s.memory > 50_000_000 and s.cores > 0.1 for s in samples)
    assert 1 <= len(search.trials(workspace, run.id)) < 3000


def test_trials_are_kept_as_runs_below_the_search(workspace: Workspace, found: Run) -> None:
    trials = [t for t in search.trials(workspace, found.id) if t.state is TrialState.FINISHED]
    run, _ = search.keep_trial(workspace, found.id, trials[0].number)
    run = ended(workspace, run)
    assert (run.parent_id, run.name, run.kind) == (found.id, f"Trial {trials[0].number + 1}", RunKind.TRAINING)
    assert {name: run.params[name] for name in trials[0].params} == trials[0].params
    with pytest.raises(NotFoundError, match="no finished trial 1,000"):
        search.keep_trial(workspace, found.id, 999)
    with pytest.raises(InputError, match="is no search"):
        search.keep_trial(workspace, run.id, 0)


def test_every_trial_is_kept_where_that_is_wished(workspace: Workspace) -> None:
    run = ended(workspace, begun(workspace, name="keep all", trials=2, keep_trials=True))
    children = [r for r in experiments.runs(workspace, run.experiment_id) if r.parent_id == run.id]
    assert sorted(r.name for r in children) == ["Trial 1", "Trial 2"]
    assert {ended(workspace, r).state for r in children} == {RunState.FINISHED}


@pytest.mark.parametrize("method", [SearchMethod.RANDOM, SearchMethod.GRID, SearchMethod.HALVING])
def test_every_method_finds_something(workspace: Workspace, method: SearchMethod) -> None:
    run = ended(workspace, begun(workspace, "logistic_regression", name=f"by {method}", method=method, trials=5))
    assert run.state is RunState.FINISHED
    assert len(search.trials(workspace, run.id)) == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"trials": 0}, "cannot make 0 trials"),
        ({"minutes": 0.0}, "more than 0 minutes"),
        ({"ranges": {"decision_tree": {"gone": SearchRange(1, 2)}}}, "no parameter called 'gone'"),
    ],
)
def test_what_cannot_be_searched_is_refused_before_anything_starts(
    workspace: Workspace, change: dict[str, Any], words: str
) -> None:
    before = len(experiments.runs(workspace))
    with pytest.raises(InputError, match=words):
        begun(workspace, name="refused", **change)
    spec = replace(search_spec(workspace, "refused"), limits=Limits(cores=0))
    with pytest.raises(InputError, match="0 processor cores"):
        experiments.start(workspace, spec)
    assert len(experiments.runs(workspace)) == before


def test_closed_and_opened_it_goes_on_by_itself(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    run = begun(workspace, name="goes on", **LONG)
    under_way(workspace, run)
    workspace.close()
    workspace = open_workspace(tmp_path / "search.modelyard", role="cli", actor="ben")
    try:
        made = len(search.trials(workspace, run.id))
        now = experiments.run(workspace, run.id)
        assert now.state in (RunState.QUEUED, RunState.RUNNING)
        assert workspace.job(now.job_id or "").created_by == "ann"
        under_way(workspace, run, made + 2)
        search.pause(workspace, run.id)
        until(lambda: experiments.run(workspace, run.id).state is RunState.PAUSED)
    finally:
        workspace.close()


def test_a_child_that_dies_is_replaced_and_a_deadly_trial_is_given_up(workspace: Workspace) -> None:
    run = begun(workspace, name="deadly", **LONG)
    under_way(workspace, run)
    killed: set[int] = set()
    while len(killed) < search.MOST_DEATHS:  # each before it can end a trial
        for child in list(workspace.runner.children._busy):
            if child.alive and child.pid not in killed:
                killed.add(child.pid)
                child.process.kill()
        time.sleep(0.01)
    until(lambda: any(t.state is TrialState.FAILED for t in search.trials(workspace, run.id)))
    under_way(workspace, run, len(search.trials(workspace, run.id)) + 1)
    search.pause(workspace, run.id)
    until(lambda: experiments.run(workspace, run.id).state is RunState.PAUSED)
    failed = [t for t in search.trials(workspace, run.id) if t.state is TrialState.FAILED]
    assert [t.text for t in failed] == ["The background process died 3 times during this trial."]
    log = "\n".join(line.text for line in activity.job_log(workspace, run.job_id or ""))
    assert f"died during trial {failed[0].number + 1} (3 of 3)" in log


def test_a_search_that_takes_modelyard_down_again_and_again_waits_for_a_person(workspace: Workspace) -> None:
    busy = begun(workspace, name="busy", **LONG)
    run = begun(workspace, name="crashing", trials=3)
    for _ in range(search.MOST_DEATHS):
        now = experiments.run(workspace, run.id)
        assert now.state is RunState.QUEUED
        job = workspace.job(now.job_id or "")
        search.search_undone(workspace, job, JobState.INTERRUPTED, JobError("Modelyard stopped."))
    waiting = experiments.run(workspace, run.id)
    assert waiting.state is RunState.PAUSED
    assert waiting.error.startswith("Modelyard stopped 3 times without one more trial.")
    search.pause(workspace, busy.id)
    assert ended(workspace, search.resume(workspace, run.id)[0]).state is RunState.FINISHED
    assert experiments.run(workspace, run.id).error == ""


def test_an_anomaly_model_has_nothing_to_search_by(workspace: Workspace) -> None:
    spec = replace(search_spec(workspace, "odd", "isolation_forest"), task=Task.ANOMALY, target="")
    with pytest.raises(InputError, match="Nothing says which model"):
        experiments.start(workspace, spec)
