"""Curves of a ranking, thinned to what a chart can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import Curve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_POINTS = 500


def roc(target: NDArray[Any], score: NDArray[np.float64], most: int = MOST_POINTS) -> Curve:
    """False against true positive rate, from (0, 0) to (1, 1), in at most `most` points."""
    from sklearn.metrics import roc_curve

    x, y, threshold = roc_curve(target, score)
    return _thinned(x, y, threshold, most)


def precision_recall(target: NDArray[Any], score: NDArray[np.float64], most: int = MOST_POINTS) -> Curve:
    """Recall (x) against precision (y), recall rising from 0, in at most `most` points."""
    import numpy as np
    from sklearn.metrics import precision_recall_curve

    precision, recall, threshold = precision_recall_curve(target, score)
    return _thinned(recall[::-1], precision[::-1], np.append(threshold, np.inf)[::-1], most)


def gain(target: NDArray[Any], score: NDArray[np.float64]) -> Curve:
    """Cumulative gain: the share of rows taken, likeliest first (x), against the share of all yes among them (y), from
    (0, 0) to (1, 1). Lift is y / x. Rows of the same score are taken together."""
    import numpy as np

    order = np.argsort(-score, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(score[order]) != 0, True))
    found = np.cumsum(target[order])[ends]
    x = np.concatenate([[0.0], (ends + 1) / len(score)])
    y = np.concatenate([[0.0], found / max(int(target.sum()), 1)])
    return _thinned(x, y, np.concatenate([[np.inf], score[order][ends]]), MOST_POINTS)


def _thinned(x: NDArray[np.float64], y: NDArray[np.float64], threshold: NDArray[np.float64], most: int) -> Curve:
    """At most `most` of a curve's points: half evenly along its length, half evenly along x, always both ends."""
    import numpy as np

    count = len(x)
    if count > most:
        length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
        half = most // 2 - 1
        along = np.searchsorted(length, np.linspace(0.0, length[-1], half))
        across = np.searchsorted(x, np.linspace(x[0], x[-1], half))
        pick = np.unique(np.concatenate([[0], along, across, [count - 1]]).clip(0, count - 1))
        x, y, threshold = x[pick], y[pick], threshold[pick]
    limits = tuple(float(t) if np.isfinite(t) else None for t in threshold)
    return Curve(floats(x), floats(y), limits)


def floats(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Numbers as the store takes them."""
    return tuple(float(v) for v in values)


def ints(values: NDArray[Any]) -> tuple[int, ...]:
    """Whole numbers as the store takes them."""
    return tuple(int(v) for v in values)
