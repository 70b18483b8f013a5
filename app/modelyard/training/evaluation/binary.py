"""The charts of a yes/no question: ROC, precision and recall, calibration, thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import BinaryEvaluation, Calibration, Curve, ThresholdTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_POINTS = 500
CALIBRATION_BINS = 10
SCORE_BINS = 50


def binary_evaluation(
    target: NDArray[np.int8], score: NDArray[np.float64], classes: tuple[str, str]
) -> BinaryEvaluation:
    """All that the charts of a yes/no question need, small enough to store.

    `target` holds 0/1, `score` the probability of 1.
    """
    import numpy as np

    histogram, _ = np.histogram(score, bins=SCORE_BINS, range=(0.0, 1.0))
    return BinaryEvaluation(
        classes=classes,
        rows=len(target),
        positives=int(target.sum()),
        roc=roc(target, score),
        precision_recall=precision_recall(target, score),
        calibration=calibration(target, score),
        thresholds=threshold_table(target, score),
        score_histogram=tuple(int(n) for n in histogram),
    )


def roc(target: NDArray[np.int8], score: NDArray[np.float64]) -> Curve:
    """False against true positive rate, from (0, 0) to (1, 1), in at most 500 points."""
    from sklearn.metrics import roc_curve

    x, y, threshold = roc_curve(target, score)
    return _thinned(x, y, threshold)


def precision_recall(target: NDArray[np.int8], score: NDArray[np.float64]) -> Curve:
    """Recall (x) against precision (y), recall rising from 0, in at most 500 points."""
    import numpy as np
    from sklearn.metrics import precision_recall_curve

    precision, recall, threshold = precision_recall_curve(target, score)
    return _thinned(recall[::-1], precision[::-1], np.append(threshold, np.inf)[::-1])


def calibration(target: NDArray[np.int8], score: NDArray[np.float64]) -> Calibration:
    """Reliability in 10 equal-width bins; empty bins are left out. Bins as in scikit-learn's `calibration_curve`."""
    import numpy as np
    from sklearn.calibration import calibration_curve

    observed, predicted = calibration_curve(target, score, n_bins=CALIBRATION_BINS, strategy="uniform")
    edges = np.linspace(0.0, 1.0, CALIBRATION_BINS + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], score), minlength=CALIBRATION_BINS)
    counts = counts[counts > 0]
    error = float(np.abs(observed - predicted) @ counts / counts.sum())
    return Calibration(_floats(predicted), _floats(observed), tuple(int(n) for n in counts), error)


def threshold_table(target: NDArray[np.int8], score: NDArray[np.float64], steps: int = 100) -> ThresholdTable:
    """Confusion counts at 0, 1/steps, … 1."""
    import numpy as np

    thresholds = np.arange(steps + 1) / steps
    yes, no = np.sort(score[target == 1]), np.sort(score[target == 0])
    false_negative = np.searchsorted(yes, thresholds, side="left")
    true_negative = np.searchsorted(no, thresholds, side="left")
    return ThresholdTable(
        thresholds=_floats(thresholds),
        true_positive=_ints(len(yes) - false_negative),
        false_positive=_ints(len(no) - true_negative),
        true_negative=_ints(true_negative),
        false_negative=_ints(false_negative),
    )


def _thinned(x: NDArray[np.float64], y: NDArray[np.float64], threshold: NDArray[np.float64]) -> Curve:
    """At most 500 of a curve's points: half evenly along its length, half evenly along x, always both ends."""
    import numpy as np

    count = len(x)
    if count > MOST_POINTS:
        length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
        half = MOST_POINTS // 2 - 1
        along = np.searchsorted(length, np.linspace(0.0, length[-1], half))
        across = np.searchsorted(x, np.linspace(x[0], x[-1], half))
        pick = np.unique(np.concatenate([[0], along, across, [count - 1]]).clip(0, count - 1))
        x, y, threshold = x[pick], y[pick], threshold[pick]
    limits = tuple(float(t) if np.isfinite(t) else None for t in threshold)
    return Curve(_floats(x), _floats(y), limits)


def _floats(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(v) for v in values)


def _ints(values: NDArray[Any]) -> tuple[int, ...]:
    return tuple(int(v) for v in values)
