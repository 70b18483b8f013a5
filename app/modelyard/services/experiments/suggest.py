"""Suggest: sensible candidates within some minutes. A baseline and the usual algorithms first, then a search over the
best two of them with the time that is left, then the best ones together, if that is better."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.experiments.metrics import best_of
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, FoldSpec, SearchSpec, Task
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.services.experiments import runs
from modelyard.services.workspace import Workspace
from modelyard.store import jobs as job_store
from modelyard.store.experiments import runs as store
from modelyard.training.catalogue import BASELINE, resolve_params

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

SUGGEST = "experiments.suggest"
LINEAR = {Task.REGRESSION: "ridge"}
CANDIDATES = ("baseline", "logistic_regression", "random_forest", "extra_trees", "hist_gradient_boosting")
SEARCHED = 2
MEMBERS = 3
MOST_TRIALS = 200
SHORTEST = 5.0
"""Seconds that must be left for a search to be worth beginning."""

LOOK_SECONDS = 0.2

TIME_IS_UP = "The minutes for suggestions were over before it had ended."


def candidates(task: Task) -> tuple[AlgorithmSpec, ...]:
    """What is tried first, the simplest first. Raises `InputError` for a task without a target."""
    if not task.supervised:
        raise InputError("Nothing says which model of unusual rows or clusters is better.", "Choose an algorithm.")
    keys = [LINEAR.get(task, key) if key == "logistic_regression" else key for key in CANDIDATES]
    return tuple(AlgorithmSpec(key) for key in keys)


def suggest(
    workspace: Workspace, spec: ExperimentSpec, minutes: float, quality_reason: str = ""
) -> tuple[list[Run], Job, Changes]:
    """Start to try candidates in place of the settings' own algorithms; returns their runs, and the job that goes on
    with searches. Raises as `runs.start` does."""
    if not minutes > 0:
        raise InputError("Suggestions need more than 0 minutes.", "Choose more.")
    spec = replace(spec, algorithms=candidates(spec.task), search=None, folds=spec.folds or FoldSpec())
    started, changes = runs.start(workspace, spec, quality_reason)
    until = clock.now() + timedelta(minutes=minutes)
    params = {"runs": [r.id for r in started], "until": until.isoformat()}
    with workspace.database.write(workspace.actor) as write:
        job = workspace.submit(write, SUGGEST, f"Suggest for {started[0].experiment_name}", params, spec.name)
        write.record("experiment.suggest", Kind.EXPERIMENT, started[0].experiment_id, spec.name, after=params)
    workspace.runner.wake()
    return started, job, changes | write.changes


def suggest_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Wait for the candidates, search the best two with what is left of the time, put the best together, and name the
    best run."""
    until = datetime.fromisoformat(params["until"])
    first: list[str] = params["runs"]
    _wait(context, workspace, first, until, "Trying candidates")
    searches: list[str] = params.get("searches", [])
    changes = Changes()
    if not searches:
        searches, changes = _search(context, workspace, first, until)
        workspace.runner.emit(changes)
    _wait(context, workspace, searches, None, "Searching the best two")
    together: list[str] = workspace.job(context.job.id).params.get("together", [])
    if not together:
        together, more = _together(context, workspace, [*first, *searches], until)
        workspace.runner.emit(more)
        changes |= more
    _wait(context, workspace, together, None, "Putting the best together")
    everything = [*first, *searches, *together]
    spec = runs.run_spec(workspace, first[0])
    scores = _scores(workspace, everything, spec.metric)
    best = best_of(spec.metric, scores)
    context.log(f"Best by folds: {spec.metric} {scores[best]:.4f}" if best else "No run has finished")
    return {"best": best, "runs": everything}, changes


def _wait(
    context: RunnerContext, workspace: Workspace, run_ids: Sequence[str], until: datetime | None, text: str
) -> None:
    """Wait until runs have ended; when the time is up those that have not are dropped, but for the first model there
    is to show."""
    while True:
        context.check_cancelled()
        found = [runs.run(workspace, run_id) for run_id in run_ids]
        waiting = [r for r in found if not r.state.ended]
        context.progress(None, f"{text}: {len(found) - len(waiting)} of {counted(len(found), 'run')}")
        if not waiting:
            return
        if until is not None and clock.now() > until:
            enough = any(r.state is RunState.FINISHED and r.algorithm != BASELINE for r in found)
            _cancel(workspace, [r for r in waiting if enough or r.state is RunState.QUEUED], TIME_IS_UP)
        time.sleep(LOOK_SECONDS)


def _search(
    context: RunnerContext, workspace: Workspace, first: Sequence[str], until: datetime
) -> tuple[list[str], Changes]:
    """Queue searches over the best candidates, half of the time that is left for each, but for what it takes to fit
    what they find."""
    spec = replace(runs.run_spec(workspace, first[0]), search=SearchSpec(trials=MOST_TRIALS))
    chosen = _best(workspace, first, spec)
    if not chosen:
        context.log("No candidate has finished that has something to search")
        return [], Changes()
    left = (until - clock.now()).total_seconds() - _cost(workspace, first)
    left -= sum(_seconds(r, spec) for r in chosen)
    if left < SHORTEST:
        context.log("There is no time left for a search")
        return [], Changes()
    spec = replace(spec, search=SearchSpec(trials=MOST_TRIALS, minutes=left / SEARCHED / 60))
    with workspace.database.write(context.job.created_by) as write:
        queued = [
            runs.queue_run(
                workspace, write, r.experiment_id, spec, AlgorithmSpec(r.algorithm, r.params), RunKind.SEARCH
            )
            for r in chosen
        ]
        facts = {"runs": len(queued), "seconds": round(left)}
        write.record("experiment.search_best", Kind.EXPERIMENT, chosen[0].experiment_id, spec.name, after=facts)
        job_store.set_params(write, context.job.id, {**context.job.params, "searches": queued})
    workspace.runner.wake()
    context.log(f"Searching {' and '.join(r.algorithm_name.lower() for r in chosen)} for {left:.0f} s")
    return queued, write.changes


def _together(
    context: RunnerContext, workspace: Workspace, run_ids: Sequence[str], until: datetime
) -> tuple[list[str], Changes]:
    """Queue the best runs of different algorithms as one that averages their answers, if there is time for it."""
    spec = runs.run_spec(workspace, run_ids[0])
    members = _members(workspace, run_ids, spec)
    left = (until - clock.now()).total_seconds()
    if len(members) < 2 or left < sum(_seconds(r, spec) for r in members):
        context.log("There is no time left to put the best together" if len(members) > 1 else "Nothing to put together")
        return [], Changes()
    algorithm = AlgorithmSpec("voting", resolve_params("voting", {}, spec.task), tuple(r.id for r in members))
    spec = replace(spec, algorithms=(algorithm,), search=None)
    with workspace.database.write(context.job.created_by) as write:
        run_id = runs.queue_run(workspace, write, members[0].experiment_id, spec, algorithm)
        facts = {"members": [r.number for r in members]}
        write.record("experiment.put_together", Kind.EXPERIMENT, members[0].experiment_id, spec.name, after=facts)
        params = workspace.job(context.job.id).params
        job_store.set_params(write, context.job.id, {**params, "together": [run_id]})
    workspace.runner.wake()
    return [run_id], write.changes


def _members(workspace: Workspace, run_ids: Sequence[str], spec: ExperimentSpec) -> list[Run]:
    """The best finished run of each of the best algorithms; the baseline tells nothing the others do not know."""
    scores = _scores(workspace, run_ids, spec.metric)
    chosen: dict[str, Run] = {}
    while scores and len(chosen) < MEMBERS:
        best = best_of(spec.metric, scores) or ""
        del scores[best]
        run = runs.run(workspace, best)
        if run.algorithm != BASELINE:
            chosen.setdefault(run.algorithm, run)
    return list(chosen.values())


def _seconds(run: Run, spec: ExperimentSpec) -> float:
    """About how long it takes to fit a run anew, with its folds; a search's own trials do not count."""
    if run.kind is RunKind.SEARCH and spec.folds is not None:
        return (run.fit_seconds or 0.0) * (spec.folds.count + 1)
    began, ended = run.started_at, run.ended_at
    return 0.0 if began is None or ended is None else (ended - began).total_seconds()


def _cost(workspace: Workspace, run_ids: Sequence[str]) -> float:
    """About how long putting the best together will take: as long as the best took one by one."""
    spec = runs.run_spec(workspace, run_ids[0])
    return sum(_seconds(r, spec) for r in _members(workspace, run_ids, spec))


def _best(workspace: Workspace, run_ids: Sequence[str], spec: ExperimentSpec) -> list[Run]:
    """The best finished runs whose algorithms have something to search, the best first."""
    scores = _scores(workspace, run_ids, spec.metric)
    chosen: list[Run] = []
    while scores and len(chosen) < SEARCHED:
        best = best_of(spec.metric, scores) or ""
        del scores[best]
        run = runs.run(workspace, best)
        if runs.kind_of(spec, AlgorithmSpec(run.algorithm)) is RunKind.SEARCH:
            chosen.append(run)
    return chosen


def _scores(workspace: Workspace, run_ids: Sequence[str], metric: str) -> dict[str, float]:
    """The mean of the metric over the folds of each finished run that has it."""
    found = {}
    for run_id in run_ids:
        folds = store.details(workspace.database, run_id).folds.get(metric)
        if folds and runs.run(workspace, run_id).state is RunState.FINISHED:
            found[run_id] = fmean(folds)
    return found


def suggest_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> Changes:
    """Interrupted, suggestions go on by themselves; cancelled, the runs that have not ended are cancelled, too."""
    job = workspace.job(job.id)
    if state is JobState.INTERRUPTED:
        with workspace.database.bookkeeping() as write:
            workspace.submit(write, job.kind, job.title, job.params, job.subject, job.created_by)
        return write.changes
    run_ids = [*job.params["runs"], *job.params.get("searches", []), *job.params.get("together", [])]
    return _cancel(workspace, [r for r in (runs.run(workspace, i) for i in run_ids) if not r.state.ended])


def _cancel(workspace: Workspace, found: Sequence[Run], reason: str = "") -> Changes:
    if not found:
        return Changes()
    with workspace.database.bookkeeping() as write:
        for run in found:
            job = workspace.job(run.job_id or "")
            job_store.set_params(write, job.id, {**job.params, runs.REASON: reason})
            job_store.request_cancel(write, job.id)
    workspace.runner.wake()
    return Changes.of(Kind.RUN, *(r.id for r in found))
