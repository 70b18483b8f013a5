"""Rows put into cells, so that any resampling of them is a few counts: what intervals and comparisons are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.training.evaluation.metrics import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELLS = 400
"""Groups of like scores that many rows are put in; each has a cell for yes and one for no."""


@dataclass(frozen=True, slots=True)
class Cells:
    """`cell` is each row's cell among those that have rows, `counts` their rows; `statistic` takes (repeats, cells)
    counts and gives (repeats,) values of metrics by key, NaN where there is none."""

    cell: NDArray[np.int64]
    counts: Floats
    statistic: Callable[[Floats], dict[str, Any]]


def table_cells(y: NDArray[Any], label: NDArray[Any], classes: int) -> Cells:
    """Cells of (actual, predicted), for the metrics of answers to several classes."""

    def statistic(weights: Floats) -> dict[str, Any]:
        return of_table(weights.reshape(-1, classes, classes), binary=False)

    return _present(y.astype("int64") * classes + label, classes * classes, statistic)


def binary_cells(judged: Judged) -> Cells:
    """Cells of (like scores, actual) of a yes/no question; all but the calibration error follows from their counts."""
    import numpy as np

    y, found = judged.y, judged.prediction.probabilities
    assert y is not None
    assert found is not None
    score = np.asarray(found[:, 1], dtype=np.float64)
    group = _groups(score)
    size = int(group.max()) + 1
    cell = 2 * group + y
    rows = np.maximum(np.bincount(cell, minlength=2 * size), 1)
    least = np.finfo(score.dtype).eps
    clipped = np.clip(score, least, 1 - least)
    loss = np.bincount(cell, -np.where(y == 1, np.log(clipped), np.log1p(-clipped)), 2 * size) / rows
    square = np.bincount(cell, (score - y) ** 2, 2 * size) / rows
    said = np.bincount(group, score >= 0.5, size) > 0

    def statistic(weights: Floats) -> dict[str, Any]:
        no, yes, total = weights[:, 0::2], weights[:, 1::2], weights.sum(1)
        tables = np.stack([no[:, ~said].sum(1), no[:, said].sum(1), yes[:, ~said].sum(1), yes[:, said].sum(1)], 1)
        return {
            **_ranking(no, yes),
            **of_table(tables.reshape(-1, 2, 2), binary=True),
            "log_loss": weights @ loss / total,
            "brier": weights @ square / total,
        }

    return _present(cell, 2 * size, statistic)


def _present(cell: NDArray[np.int64], size: int, statistic: Callable[[Floats], dict[str, Any]]) -> Cells:
    """Cells without rows left out, which no resampling fills."""
    import numpy as np

    present, place, counts = np.unique(cell, return_inverse=True, return_counts=True)

    def spread(weights: Floats) -> dict[str, Any]:
        whole = np.zeros((len(weights), size))
        whole[:, present] = weights
        return statistic(whole)

    return Cells(place.ravel(), counts.astype(np.float64), spread)


def _groups(score: Floats) -> NDArray[np.int64]:
    """Each row's group of like scores, ascending: equal scores together, one half between two groups."""
    import numpy as np

    values, places = np.unique(score, return_inverse=True)
    group = np.arange(len(values))
    if len(values) > CELLS:
        below = np.concatenate([[0], np.cumsum(np.bincount(places))[:-1]])
        side = values >= 0.5
        wanted = below * CELLS // len(score)
        group = np.cumsum(np.concatenate([[0], (np.diff(wanted) > 0) | (np.diff(side.astype(np.int8)) > 0)]))
    return np.asarray(group[places.ravel()], dtype=np.int64)


def _ranking(no: Floats, yes: Floats) -> dict[str, Any]:
    """ROC AUC and average precision of (repeats, groups) counts, groups by rising score."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        below = np.cumsum(no, 1) - no / 2
        area = (yes * below).sum(1) / (yes.sum(1) * no.sum(1))
        above_yes = np.cumsum(yes[:, ::-1], 1)
        above = above_yes + np.cumsum(no[:, ::-1], 1)
        precision = np.divide(above_yes, above, out=np.zeros_like(above), where=above > 0)
        average = (precision * yes[:, ::-1]).sum(1) / yes.sum(1)
    return {"roc_auc": area, "average_precision": average}


def of_table(tables: Floats, binary: bool) -> dict[str, Any]:
    """Metrics of (repeats, actual, predicted) counts; of several classes the mean of the classes."""
    import numpy as np

    right = np.diagonal(tables, axis1=1, axis2=2)
    actual, said, rows = tables.sum(2), tables.sum(1), tables.sum((1, 2))
    there = actual > 0
    seen = there | (said > 0)

    def ratio(top: Floats, below: Floats) -> Floats:
        return np.divide(top, below, out=np.zeros_like(top), where=below > 0)

    recall, precision, f1 = ratio(right, actual), ratio(right, said), ratio(2 * right, actual + said)
    covered = rows * right.sum(1) - (actual * said).sum(1)
    scale = np.sqrt((rows**2 - (actual**2).sum(1)) * (rows**2 - (said**2).sum(1)))
    found: dict[str, Any] = {
        "balanced_accuracy": ratio((recall * there).sum(1), there.sum(1).astype(np.float64)),
        "mcc": ratio(covered, scale),
    }
    if binary:
        shares = {"precision": precision[:, 1], "recall": recall[:, 1]}
        return found | shares | {"f1": f1[:, 1], "accuracy": right.sum(1) / rows}
    classes = seen.sum(1).astype(np.float64)
    return found | {
        "f1": ratio(f1.sum(1), classes),
        "precision": ratio(precision.sum(1), classes),
        "recall": ratio(recall.sum(1), classes),
        "accuracy": right.sum(1) / rows,
    }
