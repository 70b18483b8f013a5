"""The charts of a yes/no question: ROC, precision and recall, calibration, thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.domain.experiments.evaluation import BinaryEvaluation, Calibration, ThresholdTable
from modelyard.training.evaluation.curves import floats, ints, precision_recall, roc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


def calibration(target: NDArray[np.int8], score: NDArray[np.float64]) -> Calibration:
    """Reliability in 10 equal-width bins; empty bins are left out. Bins as in scikit-learn's `calibration_curve`."""
    import numpy as np
    from sklearn.calibration import calibration_curve

    observed, predicted = calibration_curve(target, score, n_bins=CALIBRATION_BINS, strategy="uniform")
    edges = np.linspace(0.0, 1.0, CALIBRATION_BINS + 1)
    counts = np.bincount(np.searchsorted(edges[1:-1], score), minlength=CALIBRATION_BINS)
    counts = counts[counts > 0]
    error = float(np.abs(observed - predicted) @ counts / counts.sum())
    return Calibration(floats(predicted), floats(observed), tuple(int(n) for n in counts), error)


def threshold_table(target: NDArray[np.int8], score: NDArray[np.float64], steps: int = 100) -> ThresholdTable:
    """Confusion counts at 0, 1/steps, … 1."""
    import numpy as np

    thresholds = np.arange(steps + 1) / steps
    yes, no = np.sort(score[target == 1]), np.sort(score[target == 0])
    false_negative = np.searchsorted(yes, thresholds, side="left")
    true_negative = np.searchsorted(no, thresholds, side="left")
    return ThresholdTable(
        thresholds=floats(thresholds),
        true_positive=ints(len(yes) - false_negative),
        false_positive=ints(len(no) - true_negative),
        true_negative=ints(true_negative),
        false_negative=ints(false_negative),
    )
