"""One training run: rows in, a fitted pipeline and its record out."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.evaluation import Evaluation, Importance
from modelyard.domain.experiments.metrics import DEFAULTS, metric
from modelyard.domain.experiments.runs import RunDetails
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Task
from modelyard.domain.jobs import JobContext, Part
from modelyard.training.catalogue import BASELINE, ENSEMBLES, resolve_params
from modelyard.training.catalogue import algorithm as catalogued
from modelyard.training.ensembles import make_ensemble
from modelyard.training.environment import environment, packages
from modelyard.training.evaluation.dependence import FEATURES as DEPENDENCE_FEATURES
from modelyard.training.evaluation.dependence import partial_dependence
from modelyard.training.evaluation.importance import permutation_importance, rows_worth
from modelyard.training.evaluation.intervals import intervals
from modelyard.training.evaluation.metrics import Judged, judge, metric_values
from modelyard.training.evaluation.tasks import evaluation
from modelyard.training.features import make_pipeline
from modelyard.training.fit import Prediction, fit_model, takes_weights
from modelyard.training.load import load_of
from modelyard.training.problem import Problem, folds, make_problem
from modelyard.training.warned import gathered

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

WAY_OUT = "Change the preparation, the parameters or the rows, or choose another algorithm."
FITTED = 0.8
"""How far a run is when its model is fitted; judging is the rest."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a run's row in the database gets. `params` holds every parameter, defaults included; `fit_seconds` is the
    fit on all training rows alone."""

    params: dict[str, Any]
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    evaluation: Evaluation
    fit_seconds: float
    train_rows: int
    test_rows: int
    split_hash: str
    environment: dict[str, str]
    details: RunDetails = field(default_factory=RunDetails)


@dataclass(frozen=True, slots=True)
class Member:
    """A finished run that voting or stacking puts together with others: its settings, fitted anew with them."""

    name: str
    spec: ExperimentSpec
    algorithm: AlgorithmSpec


@dataclass(frozen=True, slots=True)
class FitResult:
    """What a run made. `prediction` is what the fitted pipeline says about the hold-out rows, `problem.test`."""

    pipeline: Pipeline
    problem: Problem
    prediction: Prediction
    outcome: RunOutcome


def fit_run(
    context: JobContext,
    frame: pd.DataFrame,
    columns: Mapping[str, ColumnType],
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    explain: bool = True,
    hold_out: NDArray[np.bool_] | None = None,
    members: tuple[Member, ...] = (),
) -> FitResult:
    """Fit one algorithm on an experiment's rows and judge it on the hold-out; see `make_problem` and `learn`."""
    params = resolve_params(algorithm.key, algorithm.params, spec.task)
    problem = make_problem(context, frame, columns, spec, hold_out)
    return learn(
        context, problem, spec, AlgorithmSpec(algorithm.key, params, algorithm.members), frame, explain, members
    )


def learn(
    context: JobContext,
    problem: Problem,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    frame: pd.DataFrame | None = None,
    explain: bool = True,
    members: tuple[Member, ...] = (),
) -> FitResult:
    """Fit one algorithm to the training rows, also to each fold where the experiment has folds, and judge it on the
    hold-out; `explain` adds what takes longer: importance.

    `frame` is the one the problem was made of, for folds by group or time; `members` are what an ensemble is of. The
    same problem, spec and algorithm give the same bits on the same machine. Raises `InputError` when the parameters or
    folds cannot be used, `CancelledError` when the job was asked to stop.
    """
    divided = folds(problem, spec, frame)
    share = FITTED / (len(divided) + 1)
    by_fold = [
        _fold(Part(context, share * i, share * (i + 1)), problem, spec, algorithm, rows, members)
        for i, rows in enumerate(divided)
    ]
    pipeline = pipeline_of(problem, spec, algorithm, members)
    context.check_cancelled()
    fitting = Part(context, max(0.05, share * len(divided)), FITTED)
    told: list[str] = []
    seconds = fit_rows(fitting, pipeline, problem, problem.train, spec, told)
    context.check_cancelled()
    context.progress(FITTED, f"Judging on {len(problem.test):,} hold-out rows")
    judged = judge_rows(pipeline, problem, problem.test, _cores(spec))
    metrics, undefined = metric_values(judged)
    ranges = intervals(judged, metrics, spec.seed)
    chief = main_metric(spec, metrics)
    found = replace(evaluation(judged, problem.classes, len(problem.test), spec.seed), importance_metric=chief)
    if explain and algorithm.key != BASELINE:
        found = _explained(Part(context, 0.85, 1.0), pipeline, problem, judged, found, spec, algorithm)
    context.progress(1.0, f"{metric(chief).name} {metrics[chief]:.3f}" if chief in metrics else "")
    outcome = RunOutcome(
        params=algorithm.params,
        metrics=metrics,
        intervals=ranges,
        evaluation=found,
        fit_seconds=seconds,
        train_rows=len(problem.train),
        test_rows=len(problem.test),
        split_hash=problem.split_hash,
        environment=environment(),
        details=RunDetails(
            folds={key: tuple(one[key] for one in by_fold) for key in metrics if all(key in one for one in by_fold)}
            if by_fold
            else {},
            warnings=(*problem.warnings, *_unweighted(pipeline, problem, algorithm.key), *told, *undefined),
            missing_target=problem.missing_target,
            packages=packages(),
        ),
    )
    return FitResult(pipeline, problem, judged.prediction, outcome)


def pipeline_of(
    problem: Problem, spec: ExperimentSpec, algorithm: AlgorithmSpec, members: tuple[Member, ...] = ()
) -> Pipeline:
    """The unfitted pipeline of a run; an ensemble's members take those of its features that they know."""
    if algorithm.key not in ENSEMBLES:
        return make_pipeline(problem.features, spec, algorithm, spec.seed)
    made = []
    for one in members:
        known = {name: kind for name, kind in problem.features.items() if name in one.spec.features}
        made.append((one.name, make_pipeline(known, one.spec, one.algorithm, one.spec.seed)))
    return make_ensemble(algorithm.key, algorithm.params, made, spec.task, spec.seed)


def _cores(spec: ExperimentSpec) -> int:
    """How many processor cores a run may use."""
    import joblib

    return spec.limits.cores or int(joblib.cpu_count())


def main_metric(spec: ExperimentSpec, metrics: Mapping[str, float]) -> str:
    """The metric an experiment optimises; its task's usual one where the chosen one has no value."""
    return spec.metric if spec.metric in metrics else DEFAULTS[spec.task]


def fit_rows(
    context: JobContext,
    pipeline: Any,
    problem: Problem,
    rows: NDArray[np.int64],
    spec: ExperimentSpec,
    told: list[str] | None = None,
) -> float:
    """Fit a pipeline to some rows in place; returns the seconds it took, and adds what there is to warn of to `told`.

    Raises `InputError` for rows that cannot be learned from, `CancelledError` when the job was asked to stop.
    """
    x = problem.inputs.iloc[rows]
    with _usable(), gathered([] if told is None else told):
        return fit_model(context, pipeline, x, problem.target(rows), problem.weight(rows), spec.limits.cores)


def judge_rows(pipeline: Any, problem: Problem, rows: NDArray[np.int64], cores: int = 1) -> Judged:
    """What a fitted pipeline says about some rows. Raises `InputError` where it cannot say anything."""
    with _usable():
        x = problem.inputs.iloc[rows]
        return judge(problem.task, pipeline, x, problem.target(rows), len(problem.classes), cores)


@contextmanager
def _usable() -> Iterator[None]:
    """What scikit-learn raises for rows that an estimator cannot take, as a sentence."""
    try:
        yield
    except ValueError as error:
        first = str(error).strip().split("\n")[0].rstrip(".")
        raise InputError(f"It cannot learn from these rows: {first}.", WAY_OUT, traceback.format_exc()) from error


def _fold(
    context: JobContext,
    problem: Problem,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    rows: tuple[NDArray[np.int64], NDArray[np.int64]],
    members: tuple[Member, ...],
) -> dict[str, float]:
    """The metrics of one fold."""
    context.check_cancelled()
    pipeline = pipeline_of(problem, spec, algorithm, members)
    fit_rows(context, pipeline, problem, rows[0], spec)
    return metric_values(judge_rows(pipeline, problem, rows[1]))[0]


def _unweighted(pipeline: Any, problem: Problem, key: str) -> tuple[str, ...]:
    if problem.weights is None or takes_weights(pipeline):
        return ()
    return (f"{catalogued(key).name} takes no weights, so all classes count by their rows.",)


def _explained(
    context: JobContext,
    pipeline: Any,
    problem: Problem,
    judged: Judged,
    found: Evaluation,
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
) -> Evaluation:
    """What each feature does: its importance by the main metric, and the dependence on the most important ones."""
    x, classes = problem.inputs.iloc[problem.test], len(problem.classes)
    drops: tuple[Importance, ...] = ()
    if judged.y is not None:
        context.progress(0.0, "Measuring feature importance")
        key = found.importance_metric
        load = load_of(pipeline, x, classes if problem.task is Task.MULTICLASS else 1)
        rows = rows_worth(algorithm.key, problem.task, algorithm.params, len(problem.train), x.shape[1], load)
        drops = permutation_importance(
            pipeline, x, judged.y, spec.seed, context, rows, problem.task, key, classes, _cores(spec)
        )
    if problem.task is Task.CLUSTERING:
        return found
    context.progress(0.7, "Measuring dependence on features")
    names = [one.feature for one in drops if one.mean > 0] or list(problem.features)
    chosen = {name: problem.features[name] for name in names[:DEPENDENCE_FEATURES]}
    lines = partial_dependence(context, problem.task, pipeline, x, chosen, problem.classes, spec.seed, _cores(spec))
    return replace(found, importance=drops, dependence=lines)
