"""How a run's page writes metrics: which stand in the strip, with how many digits, and how sure they are."""

from __future__ import annotations

import math

from modelyard.domain.experiments.metrics import METRICS
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import Task
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr

_KNOWN = {m.key: m for m in METRICS}
_FINE = ("roc_auc", "average_precision", "log_loss", "brier", "calibration_error", "silhouette", "davies_bouldin")
_SHARES = ("mape", "anomaly_share")
_QUANTITIES = ("rmse", "mae", "median_ae", "max_error")
STRIP = {
    Task.BINARY: ("roc_auc", "f1", "precision", "recall", "log_loss", "brier"),
    Task.MULTICLASS: ("roc_auc", "f1", "accuracy", "balanced_accuracy", "log_loss", "brier"),
    Task.REGRESSION: ("rmse", "mae", "median_ae", "r2", "mape", "max_error"),
    Task.ANOMALY: ("anomaly_share",),
    Task.CLUSTERING: ("silhouette", "davies_bouldin"),
}
MOST_LOGGED = 6
"""Metrics of a run from outside that the strip shows."""


def name(key: str) -> str:
    """What a metric is called; a metric that a script logged has its own name."""
    return tr(_KNOWN[key].name) if key in _KNOWN else key


def meaning(key: str) -> str:
    """What a metric says, in a sentence; "" of one that a script logged."""
    return tr(_KNOWN[key].text) if key in _KNOWN else ""


def value_text(key: str, value: float | None) -> str:
    """A metric's value as text; a dash where there is none."""
    if value is None:
        return texts.MISSING
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if key in _SHARES:
        return texts.percent(value, 1)
    if key in _QUANTITIES or key not in _KNOWN:
        return f"{value:,.5g}".replace("-", "−")
    return texts.score(value, 4 if key in _FINE else 3)


def spread_text(key: str, value: float, interval: tuple[float, float] | None) -> str:
    """How far the 95 % interval reaches from the value, as "±0.001"; "" without one."""
    if interval is None or not math.isfinite(value):
        return ""
    half = max(interval[1] - value, value - interval[0])
    if key in _SHARES:
        return f"±{100 * half:.1f}"
    if key in _QUANTITIES or key not in _KNOWN:
        return f"±{half:,.2g}"
    return f"±{half:.3f}" if half >= 0.0005 else f"±{half:.4f}"


def interval_text(key: str, interval: tuple[float, float] | None) -> str:
    """The interval as a sentence; "" without one."""
    if interval is None:
        return ""
    low, high = (value_text(key, at) for at in interval)
    return tr("95 % interval: {low} to {high}").format(low=low, high=high)


def strip_keys(run: Run) -> tuple[str, ...]:
    """The metrics in the strip: the telling ones of the task, or the first that a script logged."""
    shown = tuple(key for key in STRIP[run.task] if key in run.metrics)
    return shown or tuple(list(run.metrics)[:MOST_LOGGED])
