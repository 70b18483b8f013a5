"""One training run: rows in, a fitted pipeline and its record out."""

from __future__ import annotations

import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.evaluation import Evaluation, Importance
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.jobs import JobContext
from modelyard.training.catalogue import BASELINE, HIST_GRADIENT_BOOSTING, RANDOM_FOREST, resolve_params
from modelyard.training.evaluate import binary_evaluation, compute_metrics, permutation_importance
from modelyard.training.features import make_pipeline, prepare_frame, usable_features
from modelyard.training.split import split
from modelyard.training.target import encode_target

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

# How many trees are grown before progress is reported; boosting bins its rows anew each time, so it reports rarely.
FOREST_STEP = 20
BOOSTING_STEP = 100


@dataclass(frozen=True, slots=True)
class FitResult:
    """What a run made.

    `features` are the columns used, in order, with their types. `train_index` and `test_index` are row positions in
    the frame given to `fit_run`; `test_target` (0/1) and `test_score` (probability of yes) go with `test_index`.
    `params` holds every parameter, defaults included. `fit_seconds` is the fit alone.
    """

    pipeline: Pipeline
    classes: tuple[str, str]
    features: dict[str, ColumnType]
    params: dict[str, Any]
    metrics: dict[str, float]
    evaluation: Evaluation
    fit_seconds: float
    train_rows: int
    test_rows: int
    missing_target: int
    split_hash: str
    environment: dict[str, str]
    train_index: NDArray[np.int64]
    test_index: NDArray[np.int64]
    test_target: NDArray[np.int8]
    test_score: NDArray[np.float64]
    warnings: tuple[str, ...] = field(default=())


def fit_run(
    context: JobContext,
    frame: pd.DataFrame,
    columns: Mapping[str, ColumnType],
    spec: ExperimentSpec,
    algorithm: AlgorithmSpec,
    importance: bool = True,
    hold_out: NDArray[np.bool_] | None = None,
) -> FitResult:
    """Fit one algorithm on an experiment's rows and judge it on the hold-out.

    `frame` holds the rows that pass `spec.where` (the filter is not applied here), with the columns `columns` names
    and types: the target, the features and, for a hold-out by time, the time column. For a stored split `hold_out`
    says which rows of the frame only judge. The same frame, spec and algorithm give the same bits on the same
    machine. Joblib runs on threads only.

    Raises `InputError` when the target, the features, the parameters or the hold-out cannot be used, `CancelledError`
    when the job was asked to stop.
    """
    context.progress(0.0, "Preparing rows")
    params = resolve_params(algorithm.key, algorithm.params)
    features, warnings = _features(columns, spec)
    if spec.target not in frame.columns:
        raise InputError(f"The table has no column called {spec.target!r}.", "Choose the target again.")
    target = encode_target(frame[spec.target], spec.positive)
    positions = target.keep.nonzero()[0]
    kept = frame if target.missing == 0 else frame[target.keep]
    held = None if hold_out is None else hold_out[target.keep]
    train, test, split_hash = split(kept, target.values, spec.split, spec.seed, held)
    inputs, features, empty = _without_empty(prepare_frame(kept, features), features, train)
    train_x, test_x = inputs.iloc[train], inputs.iloc[test]
    pipeline = make_pipeline(features, spec, algorithm, spec.seed)
    context.check_cancelled()
    seconds = _fit(context, pipeline, algorithm.key, train_x, target.values[train])
    context.check_cancelled()
    context.progress(0.8, f"Judging on {len(test):,} hold-out rows")
    score = pipeline.predict_proba(test_x)[:, 1]
    test_target = target.values[test]
    metrics = compute_metrics(test_target, score)
    drops: tuple[Importance, ...] = ()
    if importance and algorithm.key != BASELINE:
        context.progress(0.85, "Measuring feature importance")
        drops = permutation_importance(pipeline, test_x, test_target, spec.seed, context)
    context.progress(1.0, f"ROC AUC {metrics['roc_auc']:.3f}")
    return FitResult(
        pipeline=pipeline,
        classes=target.classes,
        features=features,
        params=params,
        metrics=metrics,
        evaluation=Evaluation(len(test), binary_evaluation(test_target, score, target.classes), importance=drops),
        fit_seconds=seconds,
        train_rows=len(train),
        test_rows=len(test),
        missing_target=target.missing,
        split_hash=split_hash,
        environment=environment(),
        train_index=positions[train],
        test_index=positions[test],
        test_target=test_target,
        test_score=score,
        warnings=warnings + empty,
    )


def environment() -> dict[str, str]:
    """What the result depends on besides the data: versions, platform, processor cores."""
    import joblib
    import numpy
    import pandas
    import scipy
    import sklearn

    return {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "pandas": pandas.__version__,
        "joblib": joblib.__version__,
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cores": str(joblib.cpu_count()),
    }


def _features(columns: Mapping[str, ColumnType], spec: ExperimentSpec) -> tuple[dict[str, ColumnType], tuple[str, ...]]:
    """The chosen features with their types; dates left out with a sentence."""
    if spec.target in spec.features:
        raise InputError(
            f"The target {spec.target!r} is also chosen as a feature, so the model would only copy it.",
            "Leave it out of the features.",
        )
    absent = [name for name in spec.features if name not in columns]
    if absent:
        raise InputError(f"The table has no column called {absent[0]!r}.", "Choose the features again.")
    kept, warnings = usable_features({name: columns[name] for name in spec.features}, spec.roles)
    if not kept:
        raise InputError(
            "None of the chosen columns can be learned from.",
            "Choose at least one column with numbers, text or true/false.",
        )
    return kept, warnings


def _without_empty(
    inputs: pd.DataFrame, features: dict[str, ColumnType], train: NDArray[np.int64]
) -> tuple[pd.DataFrame, dict[str, ColumnType], tuple[str, ...]]:
    """Features without a single value in the training rows left out: they teach nothing, and boosting refuses them."""
    has_value = inputs.iloc[train].notna().any()
    empty = [name for name in features if not has_value[name]]
    if not empty:
        return inputs, features, ()
    kept = {name: kind for name, kind in features.items() if name not in empty}
    if not kept:
        raise InputError("None of the chosen columns has a value in the training rows.", "Choose other features.")
    return inputs[list(kept)], kept, (f"Left out, having no values in the training rows: {', '.join(empty)}.",)


def _fit(context: JobContext, pipeline: Pipeline, key: str, train_x: pd.DataFrame, train_y: NDArray[np.int8]) -> float:
    """Fit in place; return the seconds it took."""
    import joblib

    context.progress(0.05, f"Learning from {len(train_y):,} rows")
    started = time.perf_counter()
    # Never loky: in a frozen application it would start the whole application again (see docs/architecture.md).
    with joblib.parallel_config(backend="threading", n_jobs=joblib.cpu_count()):
        inputs = pipeline.named_steps["prepare"].fit_transform(train_x, train_y)
        context.check_cancelled()
        model = pipeline.named_steps["model"]
        if key == RANDOM_FOREST:
            _grow(context, model, "n_estimators", FOREST_STEP, inputs, train_y)
        elif key == HIST_GRADIENT_BOOSTING and not model.early_stopping:
            _grow(context, model, "max_iter", BOOSTING_STEP, inputs, train_y)
        else:
            model.fit(inputs, train_y)
    return time.perf_counter() - started


def _grow(context: JobContext, model: Any, size: str, step: int, inputs: Any, target: NDArray[np.int8]) -> None:
    """Grow trees a few at a time, so that the job can report and stop; they are bit for bit those of a single fit."""
    wanted = getattr(model, size)
    grown = 0
    model.set_params(warm_start=True)
    while grown < wanted:
        context.check_cancelled()
        grown = min(grown + step, wanted)
        model.set_params(**{size: grown}).fit(inputs, target)
        context.progress(0.05 + 0.75 * grown / wanted, f"{grown:,} of {wanted:,} trees")
    model.set_params(warm_start=False)
