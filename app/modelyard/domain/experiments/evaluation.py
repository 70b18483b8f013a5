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
    """Permutation importance of one feature: mean and standard deviation of what the metric loses on hold-out rows."""

    feature: str
    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class BinaryEvaluation:
    """A yes/no question: `classes` are (no, yes) as text, `positives` the rows that are yes."""

    classes: tuple[str, str]
    rows: int
    positives: int
    roc: Curve
    precision_recall: Curve
    calibration: Calibration
    thresholds: ThresholdTable
    score_histogram: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassesEvaluation:
    """One of several classes. `confusion[actual][predicted]` counts rows; `roc` and `precision_recall` are one against
    the rest, a class each, in the order of `classes`."""

    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    roc: tuple[Curve, ...]
    precision_recall: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class RegressionEvaluation:
    """A number. `actual` and `predicted` are up to 2,000 hold-out rows; `residual_edges` and `residual_counts` the
    histogram of actual minus predicted over all rows; `quantiles` are (share, absolute error at that share)."""

    actual: tuple[float, ...]
    predicted: tuple[float, ...]
    residual_edges: tuple[float, ...]
    residual_counts: tuple[int, ...]
    quantiles: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class AnomalyEvaluation:
    """How unusual rows are: the histogram of scores (higher is more unusual), where the border lies, rows beyond it."""

    score_edges: tuple[float, ...]
    score_counts: tuple[int, ...]
    border: float
    flagged: int


@dataclass(frozen=True, slots=True)
class ClustersEvaluation:
    """Clusters: their sizes, and `points` as (x, y, cluster) of up to 2,000 rows on the first two principal axes."""

    sizes: tuple[int, ...]
    points: tuple[tuple[float, float, int], ...] = ()
    explained: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Dependence:
    """Partial dependence on one feature (Friedman 2001): the mean prediction with the feature set to each of `x`
    (numbers) or `labels` (categories). `classes` names what `y` is of: one line a class, one for a number."""

    feature: str
    x: tuple[float, ...]
    labels: tuple[str, ...]
    y: tuple[tuple[float, ...], ...]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearningCurve:
    """The metric on hold-out rows and on training rows when learning from fewer rows."""

    metric: str
    rows: tuple[int, ...]
    training: tuple[float, ...]
    hold_out: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a run did on its hold-out rows; the part that is there is that of its task.

    `importance_metric` is the metric whose loss `importance` is.
    """

    rows: int
    binary: BinaryEvaluation | None = None
    classes: ClassesEvaluation | None = None
    regression: RegressionEvaluation | None = None
    anomaly: AnomalyEvaluation | None = None
    clusters: ClustersEvaluation | None = None
    importance: tuple[Importance, ...] = ()
    importance_metric: str = "roc_auc"
    dependence: tuple[Dependence, ...] = ()
    learning: LearningCurve | None = None
