"""How good a run is: metrics, curves, calibration, thresholds and permutation importance on hold-out rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import BinaryEvaluation, Calibration, Curve, Importance, ThresholdTable
from modelyard.domain.jobs import JobContext

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

MOST_POINTS = 500
CALIBRATION_BINS = 10
SCORE_BINS = 50
IMPORTANCE_ROWS = 4000
IMPORTANCE_REPEATS = 5


def compute_metrics(target: NDArray[np.int8], score: NDArray[np.float64], threshold: float = 0.5) -> dict[str, float]:
    """The metrics of `domain.experiments.Run`, by scikit-learn's functions.

    `target` holds 0/1, `score` the probability of 1. F1, precision, recall and accuracy count "yes" where the score is
    at least `threshold`; a precision without any "yes" is 0.
    """
    from sklearn import metrics

    label = (score >= threshold).astype("int8")
    return {
        "roc_auc": float(metrics.roc_auc_score(target, score)),
        "average_precision": float(metrics.average_precision_score(target, score)),
        "f1": float(metrics.f1_score(target, label, zero_division=0)),
        "precision": float(metrics.precision_score(target, label, zero_division=0)),
        "recall": float(metrics.recall_score(target, label, zero_division=0)),
        "accuracy": float(metrics.accuracy_score(target, label)),
        "log_loss": float(metrics.log_loss(target, score, labels=[0, 1])),
        "brier": float(metrics.brier_score_loss(target, score)),
        "calibration_error": calibration(target, score).error,
    }


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


def permutation_importance(
    pipeline: Pipeline,
    frame: pd.DataFrame,
    target: NDArray[np.int8],
    seed: int,
    context: JobContext | None = None,
    most_rows: int = IMPORTANCE_ROWS,
) -> tuple[Importance, ...]:
    """How much ROC AUC drops when one feature is shuffled (Breiman 2001), largest drop first.

    `frame` holds the feature columns of hold-out rows; at most `most_rows` of them, drawn with `seed`, are used.
    Raises `CancelledError` when the job was asked to stop.
    """
    import numpy as np
    from sklearn import inspection
    from sklearn.metrics import roc_auc_score

    if len(frame) > most_rows:
        rows = np.sort(np.random.Generator(np.random.PCG64(seed)).permutation(len(frame))[:most_rows])
        frame, target = frame.iloc[rows], target[rows]
    if len(np.unique(target)) < 2:
        return ()

    def scorer(model: Any, x: pd.DataFrame, y: NDArray[np.int8]) -> float:
        if context is not None:
            context.check_cancelled()
        return float(roc_auc_score(y, model.predict_proba(x)[:, 1]))

    found = inspection.permutation_importance(
        pipeline, frame, target, scoring=scorer, n_repeats=IMPORTANCE_REPEATS, random_state=seed, n_jobs=1
    )
    rows_ = zip(frame.columns, found.importances_mean, found.importances_std, strict=True)
    return tuple(
        sorted((Importance(str(f), float(m), float(s)) for f, m, s in rows_), key=lambda i: (-i.mean, i.feature))
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
