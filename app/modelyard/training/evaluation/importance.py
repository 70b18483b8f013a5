"""Permutation importance: what a metric loses when one feature is shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import Importance
from modelyard.domain.experiments.metrics import metric
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.training.evaluation.metrics import judge, metric_value

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

IMPORTANCE_ROWS = 4000
IMPORTANCE_REPEATS = 5


def permutation_importance(
    pipeline: Any,
    frame: pd.DataFrame,
    y: NDArray[Any],
    seed: int,
    context: JobContext | None = None,
    most_rows: int = IMPORTANCE_ROWS,
    task: Task = Task.BINARY,
    key: str = "roc_auc",
    classes: int = 2,
) -> tuple[Importance, ...]:
    """How much a metric gets worse when one feature is shuffled (Breiman 2001), the largest loss first.

    `frame` holds the feature columns of hold-out rows; at most `most_rows` of them, drawn with `seed`, are used. Empty
    where the metric is not defined on them. Raises `CancelledError` when the job was asked to stop.
    """
    import math

    import numpy as np
    from sklearn import inspection

    if len(frame) > most_rows:
        rows = np.sort(np.random.Generator(np.random.PCG64(seed)).permutation(len(frame))[:most_rows])
        frame, y = frame.iloc[rows], y[rows]
    sign = 1.0 if metric(key).greater else -1.0

    def scorer(model: Any, x: pd.DataFrame, truth: NDArray[Any]) -> float:
        if context is not None:
            context.check_cancelled()
        return sign * metric_value(key, judge(task, model, x, truth, classes))

    if math.isnan(scorer(pipeline, frame, y)):
        return ()
    found = inspection.permutation_importance(
        pipeline, frame, y, scoring=scorer, n_repeats=IMPORTANCE_REPEATS, random_state=seed, n_jobs=1
    )
    rows_ = zip(frame.columns, found.importances_mean, found.importances_std, strict=True)
    return tuple(
        sorted((Importance(str(f), float(m), float(s)) for f, m, s in rows_), key=lambda i: (-i.mean, i.feature))
    )
