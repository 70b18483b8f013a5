"""`modelyard experiments …`: train and compare."""

from __future__ import annotations

from collections import Counter

import typer

from modelyard.cli.context import Quiet, table, wait, workspace
from modelyard.cli.experiments import options
from modelyard.cli.experiments.estimates import print_estimate, say_estimate
from modelyard.cli.experiments.naming import called, run_named
from modelyard.core.errors import AppError, InputError
from modelyard.domain.experiments.metrics import DEFAULTS, described, metrics_of
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ExperimentSpec,
    FoldKind,
    Limits,
    SearchMethod,
    SearchSpec,
    SplitKind,
    SplitSpec,
    Task,
)
from modelyard.services.data import datasets
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import runs as service
from modelyard.services.experiments import suggest as suggest_service
from modelyard.services.workspace import Workspace

app = typer.Typer(help="Train and compare.", no_args_is_help=True)

METRICS = ("roc_auc", "f1", "log_loss", "calibration_error")
MOST_METRICS = 4


@app.command()
def run(
    dataset: str = typer.Argument(..., help="The dataset's name."),
    target: str = typer.Option("", help="The column to predict; none to find unusual rows, or clusters."),
    task: Task | None = typer.Option(None, help="What is learned; by default what fits the target."),
    name: str = typer.Option("", help="The experiment's name; by default the target's."),
    version: int | None = typer.Option(None, help="The dataset's version; the newest by default."),
    features: str = typer.Option("", help="Columns to learn from, with commas between; all but the target by default."),
    where: str = typer.Option("", help='Only rows that pass this filter, for example "month <= 3".'),
    role: list[str] = typer.Option([], help="What a column is to the model: zip=category; may be repeated."),
    prepare: list[str] = typer.Option(
        [], help="How columns become inputs: scaling=standard, formula=speed: distance / hours; may be repeated."
    ),
    class_weight: str = typer.Option("none", help="How much classes count: none, balanced, or high=4,low=1."),
    algorithm: list[str] = typer.Option(
        [], help="An algorithm, with parameters after a colon: random_forest:n_estimators=200; may be repeated."
    ),
    member: list[str] = typer.Option(
        [], help="A finished run, as EXPERIMENT:NUMBER, that voting or stacking is made of; two or more of them."
    ),
    test_share: float = typer.Option(0.2, help="The share of rows kept for the test."),
    time_column: str = typer.Option("", help="Test on the latest rows by this column, in place of random ones."),
    split: str = typer.Option("", help="Test on the hold-out of this stored split of the dataset version."),
    seed: int = typer.Option(0, help="The random seed."),
    search: SearchMethod | None = typer.Option(None, help="Search for the best parameters of each algorithm."),
    search_range: list[str] = typer.Option(
        [], "--range", help="What a search tries of a parameter: random_forest:max_depth=3..12; may be repeated."
    ),
    trials: int = typer.Option(40, help="How many trials a search makes."),
    minutes: float | None = typer.Option(None, help="How many minutes a search takes."),
    keep_trials: bool = typer.Option(False, help="Train each finished trial as a run of its own, too."),
    no_prune: bool = typer.Option(False, help="Judge every trial on all folds, hopeless or not."),
    folds: int | None = typer.Option(None, help="Folds of the cross-validation inside the training rows."),
    fold_kind: FoldKind = typer.Option(FoldKind.AUTO, help="How the training rows are divided into folds."),
    fold_column: str = typer.Option("", help="The column that folds by group keep together, or by time order by."),
    metric: str = typer.Option("", help="The metric that counts; by default the task's."),
    cores: int | None = typer.Option(None, help="Processor cores it may use; all by default."),
    memory: float | None = typer.Option(None, help="GB of memory at which it is stopped."),
    low_priority: bool = typer.Option(False, help="Let every other program go first."),
    suggest: float | None = typer.Option(None, help="Let Modelyard choose and search, for so many minutes."),
    estimate: bool = typer.Option(False, "--estimate", help="Only say about how long it would take."),
    quality_reason: str = typer.Option(
        "", help="Why to train although quality rules of the data do not hold; kept in the audit log."
    ),
) -> None:
    """Train one run an algorithm and compare them."""
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        chosen = [f.strip() for f in features.split(",")] if features else [c.name for c in found.columns]
        asked = task or _task(opened, found.id, target, where)
        weighting, weights = options.class_weights(class_weight)
        spec = ExperimentSpec(
            name=name or target or asked.value,
            dataset_version_id=found.id,
            target=target,
            features=tuple(f for f in chosen if f != target or features),
            algorithms=options.with_members(
                map(options.algorithm, algorithm), [run_named(opened, text).id for text in dict.fromkeys(member)]
            )
            or tuple(AlgorithmSpec(a.key) for a in service.algorithms(asked) if a.offered),
            split=_hold_out(opened, found.id, split, test_share, time_column),
            where=where,
            seed=seed,
            metric=metric or DEFAULTS[asked],
            task=asked,
            roles=options.roles(role),
            preparation=options.preparation(prepare),
            class_weight=weighting,
            weights=weights,
            search=None
            if search is None
            else SearchSpec(search, trials, minutes, not no_prune, keep_trials, options.ranges(search_range)),
            folds=options.folds(folds, fold_kind, fold_column),
            limits=Limits(cores, as_bytes(memory), low_priority),
        )
        if estimate:
            return print_estimate(opened, spec)
        _warn(opened, spec)
        if suggest is None:
            say_estimate(opened, spec)
            started, _ = service.start(opened, spec, quality_reason)
            done = [ended(opened, one) for one in started]
            done += [ended(opened, one) for one in _kept_trials(opened, done)]
        else:
            _, job, _ = suggest_service.suggest(opened, spec, suggest, quality_reason)
            done = [service.run(opened, run_id) for run_id in wait(opened, job).result["runs"]]
    print_runs(done)
    if all(one.state is not RunState.FINISHED for one in done):
        raise typer.Exit(1)


def _kept_trials(opened: Workspace, searches: list[Run]) -> list[Run]:
    """The runs that searches leave of their trials; they would be broken off when the workspace is closed."""
    above = {run.id for run in searches}
    return sorted((r for r in service.runs(opened) if r.parent_id in above), key=lambda r: r.number)


def _warn(opened: Workspace, spec: ExperimentSpec) -> None:
    """Say on the error output which features tell the answer or cannot help, before anything is trained."""
    if not spec.features or not spec.task.supervised:
        return
    for warning in service.feature_warnings(opened, spec, Quiet()):
        if warning.severity != "info":
            typer.echo(f"{warning.feature}: {warning.text}", err=True)


def _task(opened: Workspace, version_id: str, target: str, where: str) -> Task:
    """The task that fits a target."""
    if not target:
        raise InputError("There is no target.", "Add --target, or --task anomaly or --task clustering.")
    summary = datasets.target_summary(opened, version_id, target, where)
    return summary.task or Task.BINARY


def _hold_out(opened: Workspace, version_id: str, split: str, share: float, time_column: str) -> SplitSpec:
    if split and time_column:
        raise InputError("A stored split has its own hold-out.", "Leave out --split or --time-column.")
    if split:
        return data_splits.as_spec(data_splits.find_split(opened, version_id, split))
    return SplitSpec(SplitKind.TIME if time_column else SplitKind.RANDOM, share, time_column or None)


def as_bytes(gigabytes: float | None) -> int | None:
    """GB as bytes."""
    return None if gigabytes is None else round(gigabytes * 1e9)


def ended(opened: Workspace, run: Run) -> Run:
    """Wait for a run; says why when it did not end well."""
    assert run.job_id is not None
    try:
        wait(opened, opened.job(run.job_id))
    except AppError as error:
        typer.echo(f"Run {run.number}, {run.algorithm_name.lower()}: {error}", err=True)
    return service.run(opened, run.id)


def print_runs(runs: list[Run], named: bool = False) -> None:
    """A table of runs, with their experiments' names where asked; the best of one experiment has a star."""
    shown = _shown_metrics(runs)
    one = len({r.experiment_id for r in runs}) == 1
    best = service.best_run(runs, next(iter(shown))) if one and shown else None
    titles = any(r.name for r in runs)
    rows = [
        [
            f"{called(r) if named else r.number}{' *' if r is best else ''}",
            *([r.name] if titles else []),
            r.algorithm_name or r.kind.value,
            r.state.value,
            *(_short(r.metrics[m]) if m in r.metrics else None for m in shown),
            None if r.fit_seconds is None else f"{r.fit_seconds:.1f} s",
        ]
        for r in runs
    ]
    headings = ["Run", *(["Name"] if titles else []), "Algorithm", "State", *shown.values(), "Fit time"]
    table(headings, rows, runs)


def _short(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"


def _shown_metrics(runs: list[Run]) -> dict[str, str]:
    """The metrics to show: those that tell most of the runs' tasks, then what scripts logged most often."""
    usual: dict[str, int] = {}
    for task in dict.fromkeys(r.task for r in runs):
        for key in METRICS if task is Task.BINARY else [m.key for m in metrics_of(task)]:
            usual.setdefault(key, len(usual))
    counts = Counter(key for r in runs for key in r.metrics)
    keys = sorted(counts, key=lambda k: (usual.get(k, len(usual)), -counts[k]))[:MOST_METRICS]
    return {key: described(key).name for key in keys}


@app.command()
def algorithms() -> None:
    """List the algorithms and their parameters."""
    found = service.algorithms(None)
    rows = [[a.key, a.name, a.summary, ", ".join(p.name for p in a.parameters if not p.advanced)] for a in found]
    table(["Key", "Name", "", "Parameters"], rows, found)
