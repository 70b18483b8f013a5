"""The metrics of `domain.experiments.metrics`, by scikit-learn's functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.metrics import metric, metrics_of
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.binary import calibration
from modelyard.training.fit import Prediction, predict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SILHOUETTE_ROWS = 5000
"""Rows that the silhouette looks at: it measures the distance of each to each."""


class _UndefinedError(Exception):
    """A metric has no value on these rows; the text says why."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows with what is true (`y`, None without a target) and what a model says. `classes` is how many the target has;
    `inputs` are the prepared rows, which only clusters are judged by."""

    task: Task
    y: NDArray[Any] | None
    prediction: Prediction
    classes: int = 0
    inputs: NDArray[np.float64] | None = None


def judge(task: Task, pipeline: Any, x: pd.DataFrame, y: NDArray[Any] | None, classes: int, cores: int = 1) -> Judged:
    """Let a fitted pipeline predict rows, ready to be measured."""
    import numpy as np

    inputs = None
    if task is Task.CLUSTERING:
        prepared: Any = pipeline[:-1].transform(x) if hasattr(pipeline, "steps") else x
        inputs = np.asarray(prepared.toarray() if hasattr(prepared, "toarray") else prepared, dtype=np.float64)
    return Judged(task, y, predict(task, pipeline, x, classes, cores), classes, inputs)


def score_model(
    task: Task, key: str, pipeline: Any, x: pd.DataFrame, y: NDArray[Any] | None, classes: tuple[str, ...]
) -> float:
    """One metric of a fitted pipeline on some rows; NaN where it is not defined on them."""
    return metric_value(key, judge(task, pipeline, x, y, len(classes)))


def metric_value(key: str, judged: Judged) -> float:
    """One metric; NaN where it is not defined on these rows."""
    metric(key)
    try:
        return _FUNCTIONS[judged.task][key](judged)
    except _UndefinedError:
        return math.nan


def metric_values(judged: Judged) -> tuple[dict[str, float], tuple[str, ...]]:
    """All metrics of the task, and a sentence for each that is left out, having no value on these rows.

    F1, precision, recall and accuracy of a yes/no question count "yes" from a probability of one half on; a precision
    without any "yes" is 0. Of several classes, ROC AUC is the mean of one against the rest, over the classes that the
    rows have; F1, precision and recall are the mean of the classes.
    """
    found, left_out = {}, []
    for one in metrics_of(judged.task):
        try:
            found[one.key] = _FUNCTIONS[judged.task][one.key](judged)
        except _UndefinedError as why:
            left_out.append(f"{one.name} is left out: {why}")
    return found, tuple(left_out)


def _probability(judged: Judged) -> NDArray[np.float64]:
    found = judged.prediction.probabilities
    assert found is not None
    return found


def _truth(judged: Judged) -> NDArray[Any]:
    assert judged.y is not None
    return judged.y


def _need_classes(judged: Judged) -> None:
    import numpy as np

    if len(np.unique(_truth(judged))) < 2:
        raise _UndefinedError("the rows are of a single class.")


def _ranked(name: str) -> Callable[[Judged], float]:
    """A binary metric of the ranking by probability."""

    def value(judged: Judged) -> float:
        from sklearn import metrics

        _need_classes(judged)
        return float(getattr(metrics, name)(_truth(judged), _probability(judged)[:, 1]))

    return value


def _macro_auc(judged: Judged) -> float:
    import numpy as np
    from sklearn.metrics import roc_auc_score

    _need_classes(judged)
    y, found = _truth(judged), _probability(judged)
    return float(np.mean([roc_auc_score(y == code, found[:, code]) for code in np.unique(y)]))


def _labelled(name: str, **options: Any) -> Callable[[Judged], float]:
    """A metric of the answers."""

    def value(judged: Judged) -> float:
        from sklearn import metrics

        return float(getattr(metrics, name)(_truth(judged), judged.prediction.values, **options))

    return value


def _balanced_accuracy(judged: Judged) -> float:
    import numpy as np
    from sklearn.metrics import recall_score

    y = _truth(judged)
    return float(recall_score(y, judged.prediction.values, labels=np.unique(y), average="macro", zero_division=0))


def _log_loss(judged: Judged) -> float:
    from sklearn.metrics import log_loss

    found = _probability(judged)
    score = found[:, 1] if judged.task is Task.BINARY else found
    return float(log_loss(_truth(judged), score, labels=list(range(found.shape[1]))))


def _brier(judged: Judged) -> float:
    from sklearn.metrics import brier_score_loss

    found = _probability(judged)
    if judged.task is Task.BINARY:
        return float(brier_score_loss(_truth(judged), found[:, 1], labels=[0, 1]))
    return float(brier_score_loss(_truth(judged), found, labels=list(range(found.shape[1]))))


def _calibration_error(judged: Judged) -> float:
    return calibration(_truth(judged), _probability(judged)[:, 1]).error


def _r2(judged: Judged) -> float:
    from sklearn.metrics import r2_score

    y = _truth(judged)
    if len(y) < 2 or float(y.min()) == float(y.max()):
        raise _UndefinedError("all rows have the same value.")
    return float(r2_score(y, judged.prediction.values))


def _mape(judged: Judged) -> float:
    from sklearn.metrics import mean_absolute_percentage_error

    zero = int((_truth(judged) == 0).sum())
    if zero:
        raise _UndefinedError(f"{zero:,} of the hold-out rows have the value 0, which no error is relative to.")
    return float(mean_absolute_percentage_error(_truth(judged), judged.prediction.values))


def _anomaly_share(judged: Judged) -> float:
    assert judged.prediction.flagged is not None
    return float(judged.prediction.flagged.mean())


def _clustered(name: str, rows: int | None = None) -> Callable[[Judged], float]:
    """A metric of clusters, from the prepared rows."""

    def value(judged: Judged) -> float:
        import numpy as np
        from sklearn import metrics

        inputs, labels = judged.inputs, judged.prediction.values
        assert inputs is not None
        if rows is not None and len(labels) > rows:
            drawn = np.random.Generator(np.random.PCG64(0)).permutation(len(labels))[:rows]
            inputs, labels = inputs[drawn], labels[drawn]
        if not 2 <= len(np.unique(labels)) < len(labels):
            raise _UndefinedError("the rows are not in two clusters or more.")
        return float(getattr(metrics, name)(inputs, labels))

    return value


_SEVERAL = {"average": "macro", "zero_division": 0}
_SHARED: dict[str, Callable[[Judged], float]] = {
    "accuracy": _labelled("accuracy_score"),
    "balanced_accuracy": _balanced_accuracy,
    "mcc": _labelled("matthews_corrcoef"),
    "log_loss": _log_loss,
    "brier": _brier,
}
_FUNCTIONS: dict[Task, dict[str, Callable[[Judged], float]]] = {
    Task.BINARY: {
        "roc_auc": _ranked("roc_auc_score"),
        "average_precision": _ranked("average_precision_score"),
        "f1": _labelled("f1_score", zero_division=0),
        "precision": _labelled("precision_score", zero_division=0),
        "recall": _labelled("recall_score", zero_division=0),
        "calibration_error": _calibration_error,
        **_SHARED,
    },
    Task.MULTICLASS: {
        "roc_auc": _macro_auc,
        "f1": _labelled("f1_score", **_SEVERAL),
        "precision": _labelled("precision_score", **_SEVERAL),
        "recall": _labelled("recall_score", **_SEVERAL),
        **_SHARED,
    },
    Task.REGRESSION: {
        "rmse": _labelled("root_mean_squared_error"),
        "mae": _labelled("mean_absolute_error"),
        "median_ae": _labelled("median_absolute_error"),
        "r2": _r2,
        "mape": _mape,
        "max_error": _labelled("max_error"),
    },
    Task.ANOMALY: {"anomaly_share": _anomaly_share},
    Task.CLUSTERING: {
        "silhouette": _clustered("silhouette_score", SILHOUETTE_ROWS),
        "davies_bouldin": _clustered("davies_bouldin_score"),
    },
}
