"""Quality of yes-or-no predictions against labels; equal to scikit-learn's numbers, with NumPy alone.

`labels` are 0 and 1, `scores` are probabilities of 1, of one length. None stands for "not defined on these rows".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

CALIBRATION_BINS = 10

Floats = NDArray[np.float64]


def _pair(labels: ArrayLike, scores: ArrayLike) -> tuple[Floats, Floats]:
    y, p = np.asarray(labels, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    if y.shape != p.shape or y.ndim != 1:
        raise ValueError(f"shapes {y.shape} and {p.shape} are not labels and scores of the same rows")
    return y, p


def _steps(y: Floats, p: Floats) -> tuple[Floats, Floats]:
    """Cumulative true and false positives at each distinct score, from the highest down."""
    order = np.argsort(-p, kind="stable")
    ranked = p[order]
    ends = np.append(np.flatnonzero(np.diff(ranked)), ranked.size - 1)
    true = np.cumsum(y[order])[ends]
    return true, ends + 1 - true


def roc_auc(labels: ArrayLike, scores: ArrayLike) -> float | None:
    """Area under the ROC curve, ties counting half; None with one class."""
    y, p = _pair(labels, scores)
    positives = float(y.sum())
    negatives = y.size - positives
    if not positives or not negatives:
        return None
    true, false = _steps(y, p)
    tpr, fpr = np.append(0.0, true) / positives, np.append(0.0, false) / negatives
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1])) / 2)


def average_precision(labels: ArrayLike, scores: ArrayLike) -> float | None:
    """Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores; None without a positive."""
    y, p = _pair(labels, scores)
    positives = float(y.sum())
    if not positives:
        return None
    true, false = _steps(y, p)
    return float(np.sum(np.diff(np.append(0.0, true / positives)) * true / (true + false)))


def log_loss(labels: ArrayLike, scores: ArrayLike) -> float | None:
    """Mean negative log-likelihood, scores clipped to [ε, 1 − ε] of float64; None without rows."""
    y, p = _pair(labels, scores)
    if not y.size:
        return None
    eps = float(np.finfo(np.float64).eps)
    q = np.clip(p, eps, 1 - eps)
    return float(-np.mean(np.where(y == 1, np.log(q), np.log(1 - q))))


def brier(labels: ArrayLike, scores: ArrayLike) -> float | None:
    """Mean squared difference of score and label; None without rows."""
    y, p = _pair(labels, scores)
    return float(np.mean((p - y) ** 2)) if y.size else None


def confusion(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> tuple[int, int, int, int]:
    """True positives, false positives, true negatives, false negatives; "yes" where score ≥ threshold."""
    y, p = _pair(labels, scores)
    yes, actual = p >= threshold, y == 1
    return (
        int(np.count_nonzero(yes & actual)),
        int(np.count_nonzero(yes & ~actual)),
        int(np.count_nonzero(~yes & ~actual)),
        int(np.count_nonzero(~yes & actual)),
    )


def precision(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> float | None:
    """Share of "yes" predictions that were right; None without one."""
    tp, fp, _, _ = confusion(labels, scores, threshold)
    return tp / (tp + fp) if tp + fp else None


def recall(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> float | None:
    """Share of the positives that were found; None without one."""
    tp, _, _, fn = confusion(labels, scores, threshold)
    return tp / (tp + fn) if tp + fn else None


def f1(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> float | None:
    """Harmonic mean of precision and recall; None when nothing is, or is said to be, positive."""
    tp, fp, _, fn = confusion(labels, scores, threshold)
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else None


def accuracy(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> float | None:
    """Share of right predictions; None without rows."""
    tp, fp, tn, fn = confusion(labels, scores, threshold)
    return (tp + tn) / (tp + fp + tn + fn) if tp + fp + tn + fn else None


def calibration_error(labels: ArrayLike, scores: ArrayLike, bins: int = CALIBRATION_BINS) -> float | None:
    """Expected calibration error over equal-width bins [a, b), the last one closed (Naeini et al. 2015)."""
    y, p = _pair(labels, scores)
    if not y.size:
        return None
    at = np.clip((p * bins).astype(np.int64), 0, bins - 1)
    gaps = np.bincount(at, weights=p - y, minlength=bins)
    return float(np.abs(gaps).sum() / y.size)


def all_metrics(labels: ArrayLike, scores: ArrayLike, threshold: float = 0.5) -> dict[str, float]:
    """Every metric that is defined on these rows, under the keys of `Run.metrics`."""
    found = {
        "roc_auc": roc_auc(labels, scores),
        "average_precision": average_precision(labels, scores),
        "f1": f1(labels, scores, threshold),
        "precision": precision(labels, scores, threshold),
        "recall": recall(labels, scores, threshold),
        "accuracy": accuracy(labels, scores, threshold),
        "log_loss": log_loss(labels, scores),
        "brier": brier(labels, scores),
        "calibration_error": calibration_error(labels, scores),
    }
    return {name: value for name, value in found.items() if value is not None}
