"""The metrics of each task: names, direction, and what they say in plain words. Computed in `training/evaluation`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task

_BINARY = frozenset({Task.BINARY})
_CLASSES = frozenset({Task.BINARY, Task.MULTICLASS})
_NUMBER = frozenset({Task.REGRESSION})
_ANOMALY = frozenset({Task.ANOMALY})
_CLUSTERS = frozenset({Task.CLUSTERING})


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. `greater` says whether more is better; `labels` whether it looks at the answers alone, so that it
    moves with a threshold, rather than at probabilities or numbers. `digits` are the decimals worth showing; None as
    many as its size needs, since it has the target's unit. `judges` says whether one value is better than another at
    all."""

    key: str
    name: str
    tasks: frozenset[Task]
    text: str
    greater: bool = True
    labels: bool = False
    digits: int | None = 4
    judges: bool = True


METRICS = (
    Metric("roc_auc", "ROC AUC", _CLASSES, "How often a yes is ranked above a no; 0.5 is chance, 1 is perfect."),
    Metric("average_precision", "Average precision", _BINARY, "Precision over all thresholds, weighted by recall."),
    Metric("f1", "F1", _CLASSES, "The harmonic mean of precision and recall.", labels=True, digits=3),
    Metric("precision", "Precision", _CLASSES, "The share of those said to be yes that are.", labels=True, digits=3),
    Metric("recall", "Recall", _CLASSES, "The share of those that are yes that were found.", labels=True, digits=3),
    Metric("accuracy", "Accuracy", _CLASSES, "The share of right answers.", labels=True, digits=3),
    Metric(
        "balanced_accuracy",
        "Balanced accuracy",
        _CLASSES,
        "The mean recall of the classes, rare or not.",
        labels=True,
        digits=3,
    ),
    Metric(
        "mcc",
        "MCC",
        _CLASSES,
        "The correlation of answers with the truth (Matthews), from −1 to 1.",
        labels=True,
        digits=3,
    ),
    Metric("log_loss", "Log loss", _CLASSES, "How surprising the truth is to the probabilities.", greater=False),
    Metric("brier", "Brier score", _CLASSES, "The mean squared error of the probabilities.", greater=False),
    Metric("calibration_error", "Calibration error", _BINARY, "How far probabilities are from shares.", greater=False),
    Metric(
        "rmse", "RMSE", _NUMBER, "The root of the mean squared error, in the target's unit.", greater=False, digits=None
    ),
    Metric("mae", "MAE", _NUMBER, "The mean absolute error, in the target's unit.", greater=False, digits=None),
    Metric(
        "median_ae", "Median error", _NUMBER, "Half of the rows are off by less than this.", greater=False, digits=None
    ),
    Metric("r2", "R²", _NUMBER, "The share of the target's variance that is explained; 0 is the mean's.", digits=3),
    Metric("mape", "MAPE", _NUMBER, "The mean error relative to the actual value.", greater=False),
    Metric("max_error", "Largest error", _NUMBER, "The error of the worst row.", greater=False, digits=None),
    Metric("anomaly_share", "Flagged", _ANOMALY, "The share of rows that are called unusual.", digits=3, judges=False),
    Metric(
        "silhouette",
        "Silhouette",
        _CLUSTERS,
        "How much closer rows are to their own cluster than to the next.",
        digits=3,
    ),
    Metric("davies_bouldin", "Davies-Bouldin", _CLUSTERS, "How much clusters overlap.", greater=False),
)
"""Every metric, the most telling first."""

_BY_KEY = {m.key: m for m in METRICS}
_LESS = re.compile(r"(?<![a-z])(loss|error|err|rmse|mse|mae|mape|perplexity)(?![a-z])")

DEFAULTS = {
    Task.BINARY: "roc_auc",
    Task.MULTICLASS: "log_loss",
    Task.REGRESSION: "rmse",
    Task.ANOMALY: "anomaly_share",
    Task.CLUSTERING: "silhouette",
}
"""What is optimised unless something else is chosen."""


def metric(key: str) -> Metric:
    """One metric. Raises `InputError` for a key there is none of."""
    if key not in _BY_KEY:
        raise InputError(f"There is no metric called {key!r}.", f"Choose one of: {', '.join(_BY_KEY)}.")
    return _BY_KEY[key]


def described(key: str) -> Metric:
    """One metric; for a key there is none of, as a script may log it, one that says no more than its name.

    Of such a one more is taken to be better, unless its name speaks of a loss or an error.
    """
    return _BY_KEY.get(key) or Metric(key, key, frozenset(), "", not _LESS.search(key.lower()), digits=None)


def metrics_of(task: Task) -> tuple[Metric, ...]:
    """The metrics of a task, the most telling first."""
    return tuple(m for m in METRICS if task in m.tasks)


def better(key: str, value: float, than: float) -> bool:
    """Whether a metric's value is better than another; `described` says which way a script's own goes."""
    return value > than if described(key).greater else value < than


def best_of(key: str, values: Mapping[str, float]) -> str | None:
    """The name with the best value, the first of equals; None of none."""
    sign = 1 if described(key).greater else -1
    return max(values, key=lambda name: sign * values[name], default=None)
