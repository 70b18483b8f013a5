"""What a list of runs shows as long as nobody chooses: which metrics and parameters, and what comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.runs import Run, RunKind
from modelyard.domain.experiments.spec import ExperimentSpec, Task
from modelyard.ui.pages.experiments.facts import Parameters

TELLING = {
    Task.BINARY: ("roc_auc", "f1", "log_loss"),
    Task.MULTICLASS: ("log_loss", "accuracy", "f1"),
    Task.REGRESSION: ("rmse", "mae", "r2"),
    Task.ANOMALY: ("anomaly_share",),
    Task.CLUSTERING: ("silhouette", "davies_bouldin"),
}
"""The metrics that say most of a task's runs, the first with a bar."""
OUTSIDE = (RunKind.LOGGED, RunKind.IMPORTED)
MOST_OWN, MOST_PARAMETERS = 4, 5


def usual_metrics(sample: Sequence[Run], spec: ExperimentSpec | None = None) -> list[str]:
    """The metrics to show: what is optimised, those of the runs' tasks, and what scripts logged most often."""
    ours = [r for r in sample if r.kind not in OUTSIDE]
    found = [key for task in dict.fromkeys(r.task for r in ours) for key in TELLING[task]]
    if spec is not None and ours and any(spec.metric in r.metrics for r in ours):
        found.insert(0, spec.metric)
    own = Counter(key for r in sample if r.kind in OUTSIDE for key in r.metrics)
    found += [key for key, _ in own.most_common(MOST_OWN)]
    return list(dict.fromkeys(found)) or list(TELLING[Task.BINARY])


def usual_parameters(sample: Sequence[Run], parameters: Parameters) -> list[str]:
    """The labels of the parameters to show, the most telling first."""
    return parameters.telling(sample)[:MOST_PARAMETERS]


def usual_order(sample: Sequence[Run], spec: ExperimentSpec | None = None) -> tuple[str, bool]:
    """(column, descending) of the order at first: the best on top, or the newest as long as none is the best."""
    key = usual_metrics(sample, spec)[0]
    if not any(key in r.metrics for r in sample) or not described(key).judges:
        return "", True
    return f"metrics.{key}", described(key).greater
