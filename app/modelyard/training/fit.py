"""Fitting a pipeline, with progress and cancel, and what a fitted one says about rows."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.training.warned import keep_filters

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

# How many trees are grown before progress is reported; boosting bins its rows anew each time, so it reports rarely.
FOREST_STEP = 20
BOOSTING_STEP = 100


FEWEST_ROWS = 1000
"""Rows that are worth a core of their own."""

ROW_BY_ROW = frozenset(
    {
        "RandomForestClassifier",
        "RandomForestRegressor",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        "IsolationForest",
    }
)
"""Models whose answer to a row does not depend on the rows beside it, not even in the last bit."""

OWN_THREADS = ("lightgbm.", "xgboost.")
"""Packages whose threads follow neither joblib nor threadpoolctl."""

IN_ANY_ORDER = ("sklearn.cluster.", "sklearn.ensemble._iforest")
"""Where threads add to one sum as they end: from the third thread on, its last bits would be others each time."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says about rows. `values` are the likelier class's number, the predicted quantity, how unusual a
    row is (more is more unusual), or the number of its cluster.

    `probabilities` (rows, classes) is there for classes; `flagged` marks the rows called unusual, whose values lie
    above `border`.
    """

    values: NDArray[Any]
    probabilities: NDArray[np.float64] | None = None
    flagged: NDArray[np.bool_] | None = None
    border: float = 0.0


def fit_model(
    context: JobContext,
    pipeline: Any,
    x: pd.DataFrame,
    y: NDArray[Any] | None,
    weights: NDArray[np.float64] | None = None,
    cores: int | None = None,
) -> float:
    """Fit a pipeline in place; return the seconds it took. Progress goes from 0 to 1.

    `weights` are left out where the model takes none (see `takes_weights`). Joblib runs on threads only, on `cores`
    or all. Raises `CancelledError` when the job was asked to stop.
    """
    context.progress(0.0, f"Learning from {len(x):,} rows")
    started = time.perf_counter()
    steps = getattr(pipeline, "named_steps", {})
    with on_cores(cores):
        if "prepare" in steps:
            inputs = steps["prepare"].fit_transform(x, y)
            context.check_cancelled()
            fit_estimator(context, steps["model"], inputs, y, weights)
        else:
            fit_estimator(context, pipeline, x, y, weights)
    return time.perf_counter() - started


def fit_estimator(
    context: JobContext, model: Any, inputs: Any, y: NDArray[Any] | None, weights: NDArray[np.float64] | None = None
) -> None:
    """Fit a pipeline's last step to prepared inputs, in place. Trees grow a few at a time, so that the job can report
    and stop; they are bit for bit those of a single fit. Call it within `on_cores`."""
    extra = {} if weights is None or not takes_weights(model) else {"sample_weight": weights}
    inputs = binnable(model, inputs)
    size, step = _steps(model)
    if type(model).__module__.startswith(OWN_THREADS):
        _fit_with_own_threads(model, inputs, y, extra)
        return
    if not size:
        with on_cores(1) if type(model).__module__.startswith(IN_ANY_ORDER) else nullcontext():
            model.fit(inputs, y, **extra)
        return
    wanted, grown = getattr(model, size), 0
    model.set_params(warm_start=True)
    while grown < wanted:
        context.check_cancelled()
        grown = min(grown + step, wanted)
        model.set_params(**{size: grown}).fit(inputs, y, **extra)
        context.progress(grown / wanted, f"{grown:,} of {wanted:,} trees")
    model.set_params(warm_start=False)


def binnable(model: Any, inputs: Any) -> Any:
    """Inputs that a model can be fitted to: hist gradient boosting learns nothing from one without any value, but
    cannot bin it (scikit-learn 1.9), so it gets zeros there."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    if not isinstance(model, (HistGradientBoostingClassifier, HistGradientBoostingRegressor)):
        return inputs
    empty = [place for place in np.isnan(inputs[0]).nonzero()[0] if np.isnan(inputs[:, place]).all()]
    if not empty:
        return inputs
    filled = inputs.copy()
    filled[:, empty] = 0.0
    return filled


def _fit_with_own_threads(model: Any, inputs: Any, y: NDArray[Any] | None, extra: dict[str, Any]) -> None:
    """Fit with as many threads as joblib would use here; the fitted model is left to its default again."""
    from joblib.parallel import get_active_backend

    _, cores = get_active_backend()
    usual = model.get_params()["n_jobs"]
    model.set_params(n_jobs=cores).fit(inputs, y, **extra)
    model.set_params(n_jobs=usual)


def takes_weights(model: Any) -> bool:
    """Whether rows can count more or less when this model is fitted."""
    from sklearn.utils.validation import has_fit_parameter

    last = getattr(model, "named_steps", {}).get("model", model)
    return bool(has_fit_parameter(last, "sample_weight"))


def on_cores(cores: int | None) -> AbstractContextManager[Any]:
    """Let joblib and the numeric libraries use that many threads, or all processor cores.

    Never loky: in a frozen application it would start the whole application again (see docs/architecture.md).
    """
    import joblib
    from threadpoolctl import threadpool_limits

    keep_filters()
    stack = ExitStack()
    stack.enter_context(joblib.parallel_config(backend="threading", n_jobs=cores or joblib.cpu_count()))
    if cores:
        stack.enter_context(threadpool_limits(cores))
    return stack


def predict(task: Task, pipeline: Any, x: Any, classes: int = 0, cores: int = 1) -> Prediction:
    """What a fitted pipeline, or its model alone, says about rows. `classes` is how many the target has: probabilities
    get a column for each, also for one that the fitted rows did not have.

    Models that answer row by row share the rows out among `cores`; what they say is the same to the bit. Raises
    `ValueError` where what they say is no number.
    """
    import numpy as np

    model = _last(pipeline)
    if cores > 1 and x.shape[0] >= cores * FEWEST_ROWS and type(model).__name__ in ROW_BY_ROW:
        prepared = pipeline[:-1].transform(x) if model is not pipeline else x
        return _shared_out(task, model, prepared, classes, cores)
    if task.classifies:
        found = _numbers(_probabilities(pipeline, x, classes))
        # A yes/no answer is yes from a probability of one half on, as everywhere else; argmax would say no there.
        label = (found[:, 1] >= 0.5).astype(np.int8) if task is Task.BINARY else found.argmax(axis=1)
        return Prediction(label, found)
    if task is Task.ANOMALY:
        score = -np.asarray(pipeline.score_samples(x), dtype=np.float64)
        border = -float(_last(pipeline).offset_)
        return Prediction(score, flagged=score > border, border=border)
    values = np.asarray(pipeline.predict(x))
    return Prediction(values.astype(np.int64) if task is Task.CLUSTERING else _numbers(values.astype(np.float64)))


def _numbers(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """What was found, if all of it is finite; naive Bayes finds nothing where no input varies."""
    import numpy as np

    if not np.isfinite(found).all():
        raise ValueError("some answers are no numbers, as where all inputs are constant")
    return found


def _shared_out(task: Task, model: Any, inputs: Any, classes: int, cores: int) -> Prediction:
    """What a model says about prepared rows, a share of them on each core."""
    import numpy as np

    from modelyard.jobs.pool import computing_threads

    ends = [inputs.shape[0] * i // cores for i in range(cores + 1)]
    with computing_threads(cores) as pool:
        parts = list(pool.map(lambda a, b: predict(task, model, inputs[a:b], classes), ends, ends[1:]))

    def joined(name: str) -> Any:
        found = [getattr(part, name) for part in parts]
        return None if found[0] is None else np.concatenate(found)

    return Prediction(joined("values"), joined("probabilities"), joined("flagged"), parts[0].border)


def _probabilities(pipeline: Any, x: Any, classes: int) -> NDArray[np.float64]:
    """(rows, classes), in the order of class numbers; a model without probabilities is certain of its answer."""
    import numpy as np

    known = np.asarray(pipeline.classes_, dtype=np.int64)
    if hasattr(pipeline, "predict_proba"):
        found = np.asarray(pipeline.predict_proba(x))
    else:
        found = (np.asarray(pipeline.predict(x))[:, None] == known).astype(np.float64)
    if len(known) == max(classes, len(known)):
        return found
    spread = np.zeros((len(found), classes))
    spread[:, known] = found
    return spread


def _last(pipeline: Any) -> Any:
    return getattr(pipeline, "named_steps", {}).get("model", pipeline)


def _steps(model: Any) -> tuple[str, int]:
    """The parameter that says how many trees a model grows, and how many to grow at once; "" of what does not grow,
    and of own code, whose fit need not be that of the class it inherits from."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.ensemble._forest import ForestClassifier, ForestRegressor

    if not type(model).__module__.startswith("sklearn."):
        return "", 0
    if isinstance(model, (ForestClassifier, ForestRegressor)):
        return "n_estimators", FOREST_STEP
    if isinstance(model, (HistGradientBoostingClassifier, HistGradientBoostingRegressor)) and not model.early_stopping:
        return "max_iter", BOOSTING_STEP
    return "", 0
