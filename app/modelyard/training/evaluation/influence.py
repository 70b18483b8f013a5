"""How much each row moves a metric: the jackknife's influence (Efron and Stein 1981), which tests of pairs rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.metrics import metric
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.cells import Cells, binary_cells, table_cells
from modelyard.training.evaluation.metrics import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def influence(key: str, judged: Judged) -> Floats:
    """Each row's influence on a metric, of mean about 0: with other weights of the rows the metric is about what it is
    plus the weighted mean. Raises `InputError` for a metric that single rows or chance decide."""
    import numpy as np

    y, found, said = judged.y, judged.prediction.probabilities, judged.prediction.values
    if judged.task is Task.BINARY and key != "calibration_error":
        return _of_cells(key, binary_cells(judged))
    if y is not None and judged.task is Task.REGRESSION and key in ("rmse", "mae", "mape", "r2"):
        return _of_errors(key, y, said)
    if y is not None and found is not None and judged.task is Task.MULTICLASS:
        if key == "roc_auc":
            return auc_influence(y, found)
        if key in ("log_loss", "brier"):
            return _away(losses(y, found)[("log_loss", "brier").index(key)])
        return _of_cells(key, table_cells(y, said, judged.classes))
    if judged.task is Task.ANOMALY and judged.prediction.flagged is not None:
        return _away(judged.prediction.flagged.astype(np.float64))
    raise InputError(
        f"{metric(key).name} cannot tell whether a difference is real.", "Choose another metric to compare by."
    )


def losses(y: NDArray[Any], found: Floats) -> tuple[Floats, Floats]:
    """Each row's log loss and squared error of its probabilities."""
    import numpy as np

    at = found[np.arange(len(y)), y]
    return -np.log(np.clip(at, np.finfo(found.dtype).eps, 1.0)), (found**2).sum(1) - 2 * at + 1


def _of_cells(key: str, cells: Cells) -> Floats:
    """Of a metric of counts: what it loses when one row of a cell is left out, times the other rows."""
    import numpy as np

    rows = cells.counts.sum()
    whole = float(cells.statistic(cells.counts[None, :])[key][0])
    without = cells.statistic(cells.counts[None, :] - np.eye(len(cells.counts)))[key]
    each = np.where(np.isfinite(without), (rows - 1) * (whole - without), 0.0)
    moved: Floats = each[cells.cell]
    return moved


def _of_errors(key: str, y: NDArray[Any], said: Floats) -> Floats:
    import numpy as np

    square, size = (y - said) ** 2, np.abs(y - said)
    if key == "rmse":
        return _away(square / max(2 * float(np.sqrt(square.mean())), 1e-300))
    if key == "r2":
        spread = (y - y.mean()) ** 2
        return _away((square.mean() * spread / spread.mean() - square) / spread.mean())
    return _away(size if key == "mae" else size / np.maximum(np.abs(y), np.finfo(np.float64).eps))


def _away(values: Floats) -> Floats:
    """How far each value is from the mean."""
    away: Floats = values - values.mean()
    return away


def auc_influence(y: NDArray[Any], found: Floats) -> Floats:
    """How much each row moves the mean ROC AUC of one against the rest (DeLong et al. 1988): values of mean 0."""
    import numpy as np
    from scipy.stats import rankdata

    present = np.unique(y)
    total = np.zeros(len(y))
    if len(present) < 2:
        return total
    for code in present:
        yes = y == code
        score = found[:, code]
        everyone, rank_yes, rank_no = rankdata(score), rankdata(score[yes]), rankdata(score[~yes])
        ones, others = int(yes.sum()), int((~yes).sum())
        beaten = (everyone[yes] - rank_yes) / others
        beaten_by = 1 - (everyone[~yes] - rank_no) / ones
        area = beaten.mean()
        total[yes] += (beaten - area) * len(y) / ones
        total[~yes] += (beaten_by - area) * len(y) / others
    return total / len(present)
