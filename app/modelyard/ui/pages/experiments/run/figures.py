"""How a run's page writes metrics: which stand in the strip, with how many digits, and how sure they are."""

from __future__ import annotations

import math

from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import Task
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr

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
    """What a metric is called; one that a script logged has its own name."""
    return tr(facts.metric(key).name)


def meaning(key: str) -> str:
    """What a metric says, in a sentence; "" of one that a script logged."""
    return tr(facts.metric(key).text) if facts.metric(key).text else ""


def value_text(key: str, value: float | None) -> str:
    """A metric's value as text; a dash where there is none."""
    return facts.number_text(value, facts.metric(key).digits)


def value_like(key: str, value: float | None, reference: float | None) -> str:
    """A value with as many decimals as `reference` needs for four digits, so that a column of them lines up."""
    if value is None or facts.metric(key).digits is not None or not reference or not math.isfinite(reference + value):
        return value_text(key, value)
    places = max(0, min(8, 3 - math.floor(math.log10(abs(reference)))))
    return f"{value:,.{places}f}".replace("-", "−")


UNEVEN = 1.5
"""From how many times the other side on, one side of an interval is said apart."""


def spread_text(key: str, value: float, interval: tuple[float, float] | None) -> str:
    """How far the 95 % interval reaches from the value: "±0.001", or "−16 +33" where it is uneven; "" without one."""
    if interval is None or not math.isfinite(value):
        return ""
    below, above = value - interval[0], interval[1] - value

    def reach(width: float) -> str:
        if facts.metric(key).digits is None:
            return facts.number_text(float(f"{width:.2g}"))
        return f"{width:.3f}" if width >= 0.0005 else f"{width:.4f}"

    if max(below, above) > UNEVEN * min(below, above):
        return f"−{reach(below)} +{reach(above)}"
    return f"±{reach(max(below, above))}"


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
