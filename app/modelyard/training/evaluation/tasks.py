"""What the charts of each task are drawn from, small enough to store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import (
    AnomalyEvaluation,
    ClassesEvaluation,
    ClustersEvaluation,
    Curve,
    Evaluation,
    RegressionEvaluation,
)
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.binary import binary_evaluation
from modelyard.training.evaluation.curves import MOST_POINTS, floats, ints, precision_recall, roc
from modelyard.training.evaluation.metrics import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_ROWS = 2000
"""Rows that a scatter shows."""
BINS = 50
CURVE_POINTS = 5000
"""Points of the curves of all classes together."""
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def evaluation(judged: Judged, classes: tuple[str, ...], rows: int, seed: int) -> Evaluation:
    """The part of an evaluation that belongs to the task; importance and the like are added by others."""
    y, found = judged.y, judged.prediction.probabilities
    if judged.task is Task.BINARY:
        assert y is not None
        assert found is not None
        return Evaluation(rows, binary=binary_evaluation(y, found[:, 1], (classes[0], classes[1])))
    if judged.task is Task.MULTICLASS:
        assert y is not None
        assert found is not None
        return Evaluation(rows, classes=classes_evaluation(y, found, classes))
    if judged.task is Task.REGRESSION:
        assert y is not None
        return Evaluation(rows, regression=regression_evaluation(y, judged.prediction.values, seed))
    if judged.task is Task.ANOMALY:
        return Evaluation(rows, anomaly=anomaly_evaluation(judged))
    return Evaluation(rows, clusters=clusters_evaluation(judged, seed))


def classes_evaluation(
    y: NDArray[Any], probabilities: NDArray[np.float64], classes: tuple[str, ...]
) -> ClassesEvaluation:
    """Confusion counts, and the curves of each class against the rest; those of a class without rows are empty."""
    import numpy as np

    count = len(classes)
    confusion = np.bincount(y.astype(np.int64) * count + probabilities.argmax(1), minlength=count * count)
    most = max(40, min(MOST_POINTS, CURVE_POINTS // count))
    ranked, recalled = [], []
    for code in range(count):
        yes = (y == code).astype(np.int8)
        both = 0 < yes.sum() < len(yes)
        ranked.append(roc(yes, probabilities[:, code], most) if both else Curve((), ()))
        recalled.append(precision_recall(yes, probabilities[:, code], most) if both else Curve((), ()))
    return ClassesEvaluation(
        classes, tuple(ints(row) for row in confusion.reshape(count, count)), tuple(ranked), tuple(recalled)
    )


def regression_evaluation(y: NDArray[Any], predicted: NDArray[np.float64], seed: int) -> RegressionEvaluation:
    """A sample of rows, the residuals of all in 50 bins, and how large the error is at some shares of the rows."""
    import numpy as np

    residual = y - predicted
    counts, edges = np.histogram(residual, bins=BINS)
    shown = drawn(len(y), seed)
    sizes = np.quantile(np.abs(residual), SHARES)
    return RegressionEvaluation(
        actual=floats(y[shown]),
        predicted=floats(predicted[shown]),
        residual_edges=floats(edges),
        residual_counts=ints(counts),
        quantiles=tuple((share, float(size)) for share, size in zip(SHARES, sizes, strict=True)),
    )


def anomaly_evaluation(judged: Judged) -> AnomalyEvaluation:
    """The scores of all rows in 50 bins, the border, and how many lie beyond it."""
    import numpy as np

    prediction = judged.prediction
    counts, edges = np.histogram(prediction.values, bins=BINS)
    flagged = 0 if prediction.flagged is None else int(prediction.flagged.sum())
    return AnomalyEvaluation(floats(edges), ints(counts), prediction.border, flagged)


def clusters_evaluation(judged: Judged, seed: int) -> ClustersEvaluation:
    """The clusters' sizes, and a sample of rows on the first two principal axes of the prepared inputs."""
    import numpy as np

    inputs, labels = judged.inputs, judged.prediction.values
    assert inputs is not None
    shown = drawn(len(labels), seed)
    middle = inputs[shown] - inputs[shown].mean(axis=0)
    left, strength, _ = np.linalg.svd(middle, full_matrices=False)
    axes = np.zeros((len(shown), 2))
    width = min(2, left.shape[1])
    axes[:, :width] = left[:, :width] * strength[:width]
    variance = strength**2
    share = np.zeros(2)
    if variance.sum() > 0:
        share[:width] = variance[:width] / variance.sum()
    points = tuple((float(a), float(b), int(c)) for (a, b), c in zip(axes, labels[shown], strict=True))
    return ClustersEvaluation(ints(np.bincount(labels)), points, (float(share[0]), float(share[1])))


def drawn(rows: int, seed: int, most: int = MOST_ROWS) -> NDArray[np.int64]:
    """Positions of at most `most` rows drawn with a seed, ascending."""
    import numpy as np

    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.Generator(np.random.PCG64(seed)).permutation(rows)[:most])
