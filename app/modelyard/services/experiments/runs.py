"""Runs: check what is asked, start them, keep what came out of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, CancelledError, InputError, QualityError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import RuleStatus
from modelyard.domain.data.versions import check_kept, check_usable
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.metrics import best_of
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.runs import Experiment, ResourceSample, Run, RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitKind, Task
from modelyard.domain.jobs import Job, JobContext, JobError, JobState
from modelyard.jobs.process import Watch
from modelyard.jobs.resources import joined, thinned
from modelyard.services.data import datasets
from modelyard.services.data import quality as data_quality
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import own_code
from modelyard.services.experiments.checks import check_spec, decided
from modelyard.services.experiments.repository import git_state
from modelyard.services.experiments.train_work import TrainTask, check_features, train
from modelyard.services.names import check_title
from modelyard.services.workspace import Workspace
from modelyard.store import insights
from modelyard.store import jobs as job_store
from modelyard.store.database import Write
from modelyard.store.experiments import logged
from modelyard.store.experiments import own_code as own_store
from modelyard.store.experiments import runs as store
from modelyard.training.catalogue import ENSEMBLES, catalogue, resolve_params
from modelyard.training.search.space import dimensions

if TYPE_CHECKING:
    from pathlib import Path

    from modelyard.jobs.runner import RunnerContext
    from modelyard.training.leaks import FeatureWarning
    from modelyard.training.run import RunOutcome

RUN = "experiments.run"
SEARCH = "experiments.search"
JOBS = {RunKind.TRAINING: RUN, RunKind.SEARCH: SEARCH}
REASON = "reason"
"""What a job's parameters call the reason why its run was cancelled, where it was not a person's wish."""

FEWEST_BYTES = 200_000_000
MOST_TRIALS = 10_000
ENDED = {
    JobState.CANCELLED: RunState.CANCELLED,
    JobState.FAILED: RunState.FAILED,
    JobState.INTERRUPTED: RunState.FAILED,
}


def algorithms(task: Task | None = Task.BINARY) -> tuple[Algorithm, ...]:
    """The catalogue: what can be trained for a task (None: for any), with parameters."""
    return catalogue(task)


def from_rows(task: Task = Task.BINARY) -> tuple[Algorithm, ...]:
    """What learns from rows alone, not from finished runs; some may miss their package."""
    return tuple(a for a in catalogue(task) if a.key not in ENSEMBLES)


def algorithm_names(workspace: Workspace) -> dict[str, str]:
    """Display names by key, those of own code too."""
    return {a.key: a.name for a in catalogue()} | own_store.names(workspace.database)


def start(workspace: Workspace, spec: ExperimentSpec, quality_reason: str = "") -> tuple[list[Run], Changes]:
    """Start one run an algorithm; an existing experiment name adds to it. Raises `InputError` for what cannot work.

    Raises `QualityError` when error rules of the data do not hold, unless there is a `quality_reason` to train on it
    all the same, which goes to the audit log.
    """
    spec = replace(spec, name=check_title(spec.name, "experiment"))
    spec = decided(workspace, own_code.pinned(workspace, spec))
    version = datasets.version(workspace, spec.dataset_version_id)
    check_usable(version)
    checked = [AlgorithmSpec(a.key, resolve_params(a.key, a.params, spec.task), a.members) for a in spec.algorithms]
    check_spec(version, spec)
    for one in checked:
        members_of(workspace, spec, one)
    _check_budget(spec)
    data_splits.check_hold_out(workspace, version, spec.split)
    quality, changes = data_quality.checked_report(workspace, version.id)
    broken = quality.blocking
    reason = quality_reason.strip()
    if broken and not reason:
        raise _quality_error(version, broken)
    with workspace.database.write(workspace.actor) as write:
        experiment_id = store.find_experiment(write, spec.name)
        if experiment_id is None:
            experiment_id = store.add_experiment(write, spec, workspace.actor)
        else:
            store.update_spec(write, experiment_id, spec)
        run_ids = [queue_run(workspace, write, experiment_id, spec, one, kind_of(spec, one)) for one in checked]
        facts = {"runs": len(run_ids), "data": version.label, "target": spec.target}
        write.record("experiment.start", Kind.EXPERIMENT, experiment_id, spec.name, after=facts)
        if broken:
            override = {"reason": reason, "data": version.label, "rules": [s.title for s in broken]}
            write.record("experiment.quality.override", Kind.EXPERIMENT, experiment_id, spec.name, after=override)
    workspace.runner.wake()
    return [run(workspace, run_id) for run_id in run_ids], write.changes | changes


def kind_of(spec: ExperimentSpec, algorithm: AlgorithmSpec) -> RunKind:
    """Whether an algorithm of an experiment is searched over, or has nothing to search and is fitted once."""
    searched = spec.search is not None and dimensions(algorithm.key, spec.search, spec.task)
    return RunKind.SEARCH if searched else RunKind.TRAINING


def queue_run(
    workspace: Workspace,
    write: Write,
    experiment_id: str,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    kind: RunKind = RunKind.TRAINING,
    parent_id: str | None = None,
    name: str = "",
) -> str:
    """Add a run and its job inside a write; returns the run's id."""
    run_id = clock.new_id()
    verb = "Search" if kind is RunKind.SEARCH else "Train"
    name_of = algorithm_names(workspace)[algorithm.key]
    title = f"{verb} {name_of if is_own(algorithm.key) else name_of.lower()}"
    job = workspace.submit(write, JOBS[kind], title, {"run_id": run_id}, spec.name)
    store.add_run(write, run_id, experiment_id, spec, algorithm, job.id, kind, parent_id, name)
    logged.set_files(write, run_id, own_code.files(workspace, code_keys(workspace, algorithm)))
    write.changes |= Changes.of(Kind.RUN, run_id)
    return run_id


def _quality_error(version: DatasetVersion, broken: Sequence[RuleStatus]) -> QualityError:
    rules = "; ".join(f"{s.title} ({s.result.text.removesuffix('.') if s.result else 'not checked'})" for s in broken)
    what = "a quality rule that must hold does not" if len(broken) == 1 else f"{len(broken)} quality rules do not hold"
    return QualityError(
        f"{version.label}: {what}: {rules}.", "Correct the data, or give a reason to train all the same."
    )


def _check_budget(spec: ExperimentSpec) -> None:
    limits, search = spec.limits, spec.search
    if limits.cores is not None and limits.cores < 1:
        raise InputError(f"A run cannot use {limits.cores} processor cores.", "Choose 1 or more.")
    if limits.memory is not None and limits.memory < FEWEST_BYTES:
        raise InputError(f"{limits.memory / 1e6:,.0f} MB is too little memory for any run.", "Choose 1 GB or more.")
    if search is None:
        return
    if spec.task is Task.ANOMALY:
        raise InputError("Nothing says which model of unusual rows is better.", "Train it without a search.")
    if not 1 <= search.trials <= MOST_TRIALS:
        raise InputError(f"A search cannot make {search.trials:,} trials.", f"Choose 1 to {MOST_TRIALS:,}.")
    if search.minutes is not None and not search.minutes > 0:
        raise InputError("A search needs more than 0 minutes.", "Choose more, or leave the minutes out.")


def feature_warnings(workspace: Workspace, spec: ExperimentSpec, context: JobContext) -> tuple[FeatureWarning, ...]:
    """Features that leak the target, or cannot help. Runs in a child process; takes a second or two."""
    version = datasets.version(workspace, spec.dataset_version_id)
    check_usable(version)
    table = str(workspace.blobs.path(version.content_hash))
    found: tuple[FeatureWarning, ...] = workspace.runner.children.run(
        check_features, (table, version.columns, spec), context
    )
    return found


def run_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Train one run in a child process and commit what came out."""
    before, spec, version = begin(context, workspace, params["run_id"])
    watch = Watch(memory=spec.limits.memory, low_priority=spec.limits.low_priority, name=before.id)
    with train_task(workspace, spec, version, algorithm_of(before, spec)) as (task, files):
        try:
            outcome = context.run_in_child(train, task, watch=watch)
        except AppError:
            keep_resources(workspace, before.id, watch.samples)
            raise
        for warning in outcome.details.warnings:
            context.log(warning)
        return commit_run(context.job, workspace, before, version, with_resources(outcome, watch.samples), files)


def algorithm_of(run: Run, spec: ExperimentSpec) -> AlgorithmSpec:
    """What a run is of: its algorithm and parameters, with the members that its settings name."""
    members = next((a.members for a in spec.algorithms if a.key == run.algorithm), ())
    return AlgorithmSpec(run.algorithm, run.params, members)


def code_keys(workspace: Workspace, algorithm: AlgorithmSpec) -> list[str]:
    """The keys of all that an algorithm runs: its own, and its members'."""
    return [algorithm.key, *(run(workspace, run_id).algorithm for run_id in algorithm.members)]


def members_of(
    workspace: Workspace, spec: ExperimentSpec, algorithm: AlgorithmSpec
) -> tuple[tuple[str, ExperimentSpec, AlgorithmSpec], ...]:
    """The finished runs an ensemble is of: name, settings, algorithm. Raises `InputError` for one that does not fit."""
    found = []
    for run_id in algorithm.members:
        one = run(workspace, run_id)
        if one.state is not RunState.FINISHED or one.algorithm in ENSEMBLES:
            raise InputError(f"Run {one.number} cannot be part of an ensemble.", "Choose finished runs of one model.")
        asked = store.run_spec(workspace.database, run_id)
        if (asked.task, asked.target, asked.positive) != (spec.task, spec.target, spec.positive):
            raise InputError(f"Run {one.number} answers another question.", "Choose runs with the same target.")
        if not set(asked.features) <= set(spec.features):
            raise InputError(f"Run {one.number} needs features that are not chosen.", "Choose its features, too.")
        found.append((one.title, asked, algorithm_of(one, asked)))
    return tuple(found)


def begin(context: RunnerContext, workspace: Workspace, run_id: str) -> tuple[Run, ExperimentSpec, DatasetVersion]:
    """Mark a run as running for its job. Raises `CancelledError` when it was paused before its turn came."""
    spec = store.run_spec(workspace.database, run_id)
    version = datasets.version(workspace, spec.dataset_version_id)
    check_kept(version)
    git = git_state(workspace)
    with workspace.database.bookkeeping() as write:
        before = store.run(workspace.database, {}, run_id)
        if before.state is RunState.PAUSED:
            raise CancelledError
        again = before.kind is RunKind.SEARCH and before.started_at is not None
        began = before.started_at if again else clock.now()
        details = codec.to_builtins(replace(store.details(workspace.database, run_id), git=git))
        values = {"started_at": began, "error": "", "job_id": context.job.id, "details": details}
        store.update_run(write, run_id, state=RunState.RUNNING.value, **values)
    workspace.runner.emit(Changes.of(Kind.RUN, run_id))
    return before, spec, version


@contextmanager
def train_task(
    workspace: Workspace, spec: ExperimentSpec, version: DatasetVersion, algorithm: AlgorithmSpec
) -> Iterator[tuple[TrainTask, list[Path]]]:
    """What a child is told to train, and the files it writes, which are gone afterwards."""
    stage = workspace.blobs.stage
    files = [stage(".skops"), stage(".json"), stage(".parquet"), stage(".parquet")]
    table = str(workspace.blobs.path(version.content_hash))
    try:
        model, record, sample, predictions = (str(f) for f in files)
        split = _split_path(workspace, spec)
        members = members_of(workspace, spec, algorithm)
        code = own_code.sources(workspace, [algorithm.key, *(one.key for _, _, one in members)])
        kept = (model, record, sample, predictions)
        yield TrainTask(table, version.columns, spec, algorithm, *kept, split, members, code), files
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def with_resources(
    outcome: RunOutcome, samples: Sequence[ResourceSample], before: Sequence[ResourceSample] = ()
) -> RunOutcome:
    """An outcome with what its child used, after what it used in earlier sessions."""
    return replace(outcome, details=replace(outcome.details, resources=thinned(joined(before, samples))))


def usage(workspace: Workspace, run_id: str) -> ResourceSample | None:
    """What a run uses now; None where another process trains it, and before it is known."""
    return workspace.runner.children.usage(run_id)


def keep_resources(workspace: Workspace, run_id: str, samples: Sequence[ResourceSample]) -> None:
    """Add what a child used to a run that has not finished."""
    known = store.details(workspace.database, run_id)
    details = replace(known, resources=thinned(joined(known.resources, samples)))
    with workspace.database.bookkeeping() as write:
        store.update_run(write, run_id, details=codec.to_builtins(details))


def _split_path(workspace: Workspace, spec: ExperimentSpec) -> str:
    if spec.split.kind is not SplitKind.STORED:
        return ""
    return str(workspace.blobs.path(data_splits.split(workspace, spec.split.split_id or "").blob))


def commit_run(
    job: Job,
    workspace: Workspace,
    run: Run,
    version: DatasetVersion,
    outcome: RunOutcome,
    files: list[Path],
    also: Callable[[Write], None] | None = None,
) -> tuple[dict[str, Any], Changes]:
    """Keep what came out of a run; `also` writes more in the same transaction."""
    size = files[0].stat().st_size
    model, record, sample, predictions = (workspace.blobs.adopt(f) for f in files)
    details = replace(outcome.details, git=store.details(workspace.database, run.id).git)
    with workspace.database.write(job.created_by) as write:
        store.update_run(
            write,
            run.id,
            state=RunState.FINISHED.value,
            ended_at=clock.now(),
            params=outcome.params,
            metrics=outcome.metrics,
            intervals=codec.to_builtins(outcome.intervals),
            details=codec.to_builtins(details),
            fit_seconds=outcome.fit_seconds,
            model_size=size,
            data_hash=version.content_hash,
            split_hash=outcome.split_hash,
            train_rows=outcome.train_rows,
            test_rows=outcome.test_rows,
            environment=outcome.environment,
            model_blob=model,
            record_blob=record,
            sample_blob=sample,
            predictions_blob=predictions,
        )
        store.set_evaluation(write, run.id, outcome.evaluation)
        insights.of_runs.forget(write, run.id)
        write.record("run.finish", Kind.RUN, run.id, run.title, after=outcome.metrics)
        if also is not None:
            also(write)
    return {"run_id": run.id, "metrics": outcome.metrics}, write.changes


def run_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> Changes:
    """Mark the run of a job that did not succeed."""
    run_id = job.params["run_id"]
    why = why_undone(workspace, job, state, error)
    with workspace.database.bookkeeping() as write:
        store.update_run(write, run_id, state=ENDED[state].value, ended_at=clock.now(), error=why)
    return Changes.of(Kind.RUN, run_id)


def why_undone(workspace: Workspace, job: Job, state: JobState, error: JobError | None) -> str:
    """Why a run has no results; what to do about it is the second line."""
    if error is not None:
        return f"{error.message}\n{error.hint}".strip()
    if state is JobState.INTERRUPTED:
        return "It was interrupted: Modelyard stopped meanwhile."
    return str(workspace.job(job.id).params.get(REASON, ""))


def run_repeated(workspace: Workspace, write: Write, job: Job) -> None:
    """Let the run of a job that is done again wait like a new one."""
    run_id = job.params["run_id"]
    check_usable(datasets.version(workspace, store.run_spec(workspace.database, run_id).dataset_version_id))
    store.update_run(write, run_id, state=RunState.QUEUED.value, error="", ended_at=None, job_id=job.id)
    job_store.set_params(write, job.id, {"run_id": run_id})  # without what was wished of the job before
    write.changes |= Changes.of(Kind.RUN, run_id)


def experiments(workspace: Workspace) -> list[Experiment]:
    """Every experiment, the one with the newest run first."""
    return store.experiment_list(workspace.database)


def runs(workspace: Workspace, experiment_id: str | None = None) -> list[Run]:
    """The runs of an experiment, or of all, newest first."""
    return store.run_list(workspace.database, algorithm_names(workspace), experiment_id)


def run(workspace: Workspace, run_id: str) -> Run:
    """One run. Raises `NotFoundError`."""
    return store.run(workspace.database, algorithm_names(workspace), run_id)


def run_spec(workspace: Workspace, run_id: str) -> ExperimentSpec:
    """The settings a run was started with."""
    return store.run_spec(workspace.database, run_id)


def evaluation(workspace: Workspace, run_id: str) -> Evaluation | None:
    """A run's curves, once it has finished."""
    return store.evaluation(workspace.database, run_id)


def best_run(runs: list[Run], metric: str = "roc_auc") -> Run | None:
    """The finished run with the best value of a metric; archived and deleted ones and those without it do not count."""
    there = (r for r in runs if r.state is RunState.FINISHED and r.archived_at is None and r.deleted_at is None)
    by_id = {r.id: r for r in there if not math.isnan(r.metrics.get(metric, math.nan))}
    best = best_of(metric, {i: r.metrics[metric] for i, r in by_id.items()})
    return None if best is None else by_id[best]
