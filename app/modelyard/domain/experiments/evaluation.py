"""How a run did on its hold-out rows: curves and tables that its charts are drawn from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a curve; `x`, `y` (and `threshold`, where it has one) are of one length."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    threshold: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability in equal-width bins of the predicted probability: mean prediction, observed share, rows a bin.

    `error` is the expected calibration error (Naeini et al. 2015): the row-weighted mean absolute gap.
    """

    predicted: tuple[float, ...]
    observed: tuple[float, ...]
    counts: tuple[int, ...]
    error: float


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """Confusion counts at a grid of thresholds; row i predicts "yes" where probability >= thresholds[i]."""

    thresholds: tuple[float, ...]
    true_positive: tuple[int, ...]
    false_positive: tuple[int, ...]
    true_negative: tuple[int, ...]
    false_negative: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Importance:
    """Permutation importance of one feature: mean and standard deviation of the drop in ROC AUC on hold-out rows."""

    feature: str
    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a run did on its hold-out rows."""

    classes: tuple[str, str]
    rows: int
    positives: int
    roc: Curve
    precision_recall: Curve
    calibration: Calibration
    thresholds: ThresholdTable
    score_histogram: tuple[int, ...]
    importance: tuple[Importance, ...] = ()
