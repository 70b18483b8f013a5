"""Run a run again from its record, and say whether the same came out."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, NotFoundError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import check_kept
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.reproduction import Change, MetricAgain, Reproduction, TrialsAgain, changes
from modelyard.domain.experiments.runs import Run, RunKind, RunState, Trial
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitKind
from modelyard.domain.jobs import Job
from modelyard.jobs.process import Watch
from modelyard.services.data import datasets
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import own_code, runs
from modelyard.services.experiments.reproduce_work import Again, AgainTask, again
from modelyard.services.workspace import Workspace
from modelyard.store import insights
from modelyard.store.experiments import runs as run_store
from modelyard.store.experiments import trials as trial_store
from modelyard.training.catalogue import resolve_params

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

REPRODUCE = "experiments.reproduce"
_KEY = "reproduction:"
TRAINED_HERE = (RunKind.TRAINING, RunKind.SEARCH)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything a run is made again from."""

    run: Run
    spec: ExperimentSpec
    version: DatasetVersion
    algorithm: AlgorithmSpec


def recipe(workspace: Workspace, run_id: str) -> Recipe:
    """A run's record. Raises an `AppError` that says why it cannot be run again: it was not trained here, has not
    finished, or its data, split, members or algorithm are gone."""
    run = runs.run(workspace, run_id)
    name = f"Run {run.number}"
    if run.kind not in TRAINED_HERE:
        where = "a script logged it" if run.kind is RunKind.LOGGED else "it was imported"
        raise ConflictError(
            f"{name} cannot be run again: {where}.", "Only runs that were trained here have a record to train from."
        )
    if run.state is not RunState.FINISHED:
        raise ConflictError(f"{name} has not finished, so there is nothing to compare with.", "Retry it instead.")
    spec = runs.run_spec(workspace, run_id)
    version = datasets.version(workspace, spec.dataset_version_id)
    check_kept(version)
    if spec.split.kind is SplitKind.STORED:
        data_splits.split(workspace, spec.split.split_id or "")
    known = next((a for a in runs.algorithms(None) if a.key == run.algorithm), None)
    if not is_own(run.algorithm) and (known is None or known.missing):
        what = known.missing if known is not None else run.algorithm
        raise NotFoundError(f"{name} cannot be run again: {what} is not here.", "Add it again, then try once more.")
    algorithm = runs.algorithm_of(run, spec)
    runs.members_of(workspace, spec, algorithm)
    own_code.runnable(workspace, runs.code_keys(workspace, algorithm))
    return Recipe(run, spec, version, algorithm)


def why_not(workspace: Workspace, run_id: str) -> str:
    """Why a run cannot be run again, as a sentence; "" where it can."""
    try:
        recipe(workspace, run_id)
    except AppError as error:
        return error.message
    return ""


def reproduce(workspace: Workspace, run_id: str, search: bool = False) -> tuple[Job, Changes]:
    """Start to run a run again; no new run is made. With `search` a search makes all its trials again, too.

    Raises an `AppError` for a run that cannot be run again.
    """
    found = recipe(workspace, run_id)
    if search and found.run.kind is not RunKind.SEARCH:
        raise ConflictError(f"Run {found.run.number} is no search.", "Run it again without its search.")
    facts = {"search": search}
    title, name, label = f"Run {found.run.label} again", found.run.experiment_name, found.run.label
    params = {"run_id": run_id, **facts}
    return workspace.start_job("run.reproduce", REPRODUCE, title, params, name, label=label, after=facts)


def reproductions(workspace: Workspace, run_id: str) -> list[Reproduction]:
    """What running a run again showed, the newest first."""
    keys = [key for key in insights.of_runs.keys(workspace.database, run_id) if key.startswith(_KEY)]
    found = [insights.of_runs.get(workspace.database, run_id, key, Reproduction) for key in sorted(keys, reverse=True)]
    return [one for one in found if one is not None]


def reproduce_job(
    context: RunnerContext, workspace: Workspace, params: dict[str, Any]
) -> tuple[dict[str, Any], Changes]:
    """Run a run again in a child and keep the report with the run."""
    found, whole = recipe(workspace, params["run_id"]), bool(params.get("search"))
    context.progress(0.0, "Checking the data")
    workspace.blobs.verify(found.version.content_hash)
    began = time.perf_counter()
    trials: list[Trial] = []
    made = _make(context, workspace, found, whole, trials)
    report = _report(workspace, found, made, time.perf_counter() - began, context.job.created_by)
    if whole:
        report = _with_trials(report, trial_store.trial_list(workspace.database, found.run.id), trials)
    with workspace.database.write(context.job.created_by) as write:
        insights.of_runs.set(write, found.run.id, f"{_KEY}{context.job.id}", report)
        write.record("run.reproduced", Kind.RUN, found.run.id, found.run.label, after={"same": report.exact})
    context.log(report.text())
    return {"run_id": found.run.id, "same": report.exact, "text": report.text()}, write.changes


def _make(context: RunnerContext, workspace: Workspace, found: Recipe, whole: bool, trials: list[Trial]) -> Again:
    """Fit again in a child; the trials of a whole search are added to `trials`."""
    limits = found.spec.limits
    watch = Watch(trials.append, limits.memory, limits.low_priority)
    model = run_store.run_blobs(workspace.database, found.run.id)[0]
    kept = run_store.predictions_blob(workspace.database, found.run.id)
    then = ["" if blob is None else str(workspace.blobs.path(blob)) for blob in (model, kept)]
    algorithm = found.algorithm
    if whole:  # parameters that the search left alone, not those that it found
        asked = next((a for a in found.spec.algorithms if a.key == algorithm.key), algorithm)
        algorithm = replace(asked, params=resolve_params(asked.key, asked.params, found.spec.task))
    with runs.train_task(workspace, found.spec, found.version, algorithm) as (task, _):
        return context.run_in_child(again, AgainTask(task, then[0], then[1], whole), watch=watch)


def _report(workspace: Workspace, found: Recipe, made: Again, seconds: float, actor: str) -> Reproduction:
    run, outcome = found.run, made.outcome
    details = run_store.details(workspace.database, run.id)
    return Reproduction(
        at=clock.now(),
        by=actor,
        seconds=seconds,
        data=Change("data", run.data_hash, found.version.content_hash),
        split=Change("split", run.split_hash, outcome.split_hash),
        environment=changes(run.environment, outcome.environment),
        packages=changes(details.packages, outcome.details.packages) if details.packages else (),
        metrics=(*_metrics(run.metrics, outcome.metrics), *_folds(details.folds, outcome.details.folds)),
        predictions=made.predictions,
        model=made.model,
        newer_code=own_code.newer(workspace, runs.code_keys(workspace, found.algorithm)),
    )


def _metrics(then: Mapping[str, float], now: Mapping[str, float], fold: int = 0) -> list[MetricAgain]:
    return [MetricAgain(key, _known(then.get(key)), _known(now.get(key)), fold) for key in {**then, **now}]


def _folds(then: Mapping[str, tuple[float, ...]], now: Mapping[str, tuple[float, ...]]) -> list[MetricAgain]:
    count = max((len(values) for values in (*then.values(), *now.values())), default=0)
    found = []
    for fold in range(count):
        before = {key: values[fold] for key, values in then.items() if fold < len(values)}
        after = {key: values[fold] for key, values in now.items() if fold < len(values)}
        found += _metrics(before, after, fold + 1)
    return found


def _known(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def _with_trials(report: Reproduction, then: list[Trial], now: list[Trial]) -> Reproduction:
    before = {t.number: (t.state, t.params, t.value, t.folds) for t in then}
    same = sum(before.get(t.number) == (t.state, t.params, t.value, t.folds) for t in now)
    return replace(report, trials=TrialsAgain(len(then), len(now), same))
