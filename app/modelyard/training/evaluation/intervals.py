"""95 % confidence intervals of hold-out metrics: how much they would differ on other rows of the same kind.

Shares have Wilson's interval (1927), a median the one of order statistics, everything else the bias-corrected and
accelerated bootstrap (Efron 1987) over rows. Many rows are first put into cells of like rows, or into random blocks,
whose resampling gives the same intervals in a time that does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.metrics import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REPEATS = 1000
CELLS = 400
"""Groups of like scores that many rows are put in; each has a cell for yes and one for no."""
BLOCKS = 1000
"""Random blocks that many rows are put in."""
Z = 1.959963984540054

Interval = tuple[float, float]


def intervals(judged: Judged, metrics: Mapping[str, float], seed: int = 0) -> dict[str, Interval]:
    """The interval of each metric that has one.

    None of the largest error, which other rows may exceed by any amount; of the calibration error, which chance alone
    makes greater than 0, so that no resampling surrounds the true one; and of what judges clusters.
    """
    if judged.task is Task.BINARY:
        found = _binary(judged, metrics, seed)
    elif judged.task is Task.MULTICLASS:
        found = _classes(judged, metrics, seed)
    elif judged.task is Task.REGRESSION:
        found = _quantity(judged, metrics, seed)
    else:
        flagged = judged.prediction.flagged
        found = {} if flagged is None else {"anomaly_share": wilson(int(flagged.sum()), len(flagged))}
    return {key: _around(found[key], metrics[key]) for key in metrics if key in found}


def wilson(hits: int, rows: int) -> Interval:
    """Wilson's score interval of a share; (0, 1) of no rows."""
    if not rows:
        return 0.0, 1.0
    share, z2 = hits / rows, Z * Z
    middle = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    half = Z / (1 + z2 / rows) * (share * (1 - share) / rows + z2 / (4 * rows * rows)) ** 0.5
    return max(0.0, middle - half), min(1.0, middle + half)


def _around(interval: Interval, value: float) -> Interval:
    return min(interval[0], value), max(interval[1], value)


# --- the bootstrap ----------------------------------------------------------------------------------------------------


def _bootstrap(counts: Floats, statistic: Callable[[Floats], dict[str, Any]], seed: int) -> dict[str, Interval]:
    """Intervals of statistics of cells: `counts` rows lie in each; `statistic` takes (repeats, cells) counts and gives
    (repeats,) values by name, NaN where there is none."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    rows = counts.sum()
    drawn = statistic(generator.multinomial(int(rows), counts / rows, size=REPEATS).astype(np.float64))
    whole = statistic(counts[None, :])
    without = counts[None, :] - np.eye(len(counts))
    left = statistic(without)
    return {
        name: _bca(values, float(whole[name][0]), left[name], counts)
        for name, values in drawn.items()
        if np.isfinite(values).sum() > REPEATS // 2
    }


def _bca(drawn: Floats, value: float, without: Floats, counts: Floats) -> Interval:
    """The bias-corrected and accelerated interval; `without` are the values with one row of each cell left out."""
    import numpy as np
    from scipy.stats import norm

    drawn = drawn[np.isfinite(drawn)]
    share = float((drawn < value).mean() + (drawn == value).mean() / 2)
    known = np.isfinite(without)
    mean = np.average(without[known], weights=counts[known]) if known.any() else value
    away = mean - without[known]
    spread = float((counts[known] * away**2).sum())
    acceleration = float((counts[known] * away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    bias = float(norm.ppf(min(max(share, 1 / len(drawn)), 1 - 1 / len(drawn))))
    at = [norm.cdf(bias + (bias + z) / (1 - acceleration * (bias + z))) for z in (-Z, Z)]
    low, high = np.quantile(drawn, at)
    return float(low), float(high)


def _blocks(rows: int, seed: int) -> NDArray[np.int64]:
    """Each row's block: its own where rows are few, else one of equally large ones at random."""
    import numpy as np

    if rows <= BLOCKS:
        return np.arange(rows)
    order = np.random.Generator(np.random.PCG64(seed)).permutation(rows)
    return np.asarray(order * BLOCKS // rows, dtype=np.int64)


def _sums(columns: list[Floats], seed: int) -> Floats:
    """(blocks, columns) sums of columns of row values, the number of rows last."""
    import numpy as np

    block = _blocks(len(columns[0]), seed)
    return np.column_stack([np.bincount(block, values) for values in (*columns, np.ones(len(block)))])


def _of_sums(sums: Floats, statistic: Callable[[Floats], dict[str, Any]], seed: int) -> dict[str, Interval]:
    """Intervals of statistics of summed columns; `statistic` takes (repeats, columns) sums."""
    import numpy as np

    return _bootstrap(np.ones(len(sums)), lambda weights: statistic(weights @ sums), seed)


# --- a yes/no question ------------------------------------------------------------------------------------------------


def _binary(judged: Judged, metrics: Mapping[str, float], seed: int) -> dict[str, Interval]:
    import numpy as np

    y, found = judged.y, judged.prediction.probabilities
    assert y is not None
    assert found is not None
    score = np.asarray(found[:, 1], dtype=np.float64)
    group = _groups(score)
    size = int(group.max()) + 1
    cell = 2 * group + y
    counts = np.bincount(cell, minlength=2 * size).astype(np.float64)
    present = np.maximum(counts, 1.0)
    clipped = np.clip(score, np.finfo(score.dtype).eps, 1 - np.finfo(score.dtype).eps)
    loss = np.bincount(cell, -np.where(y == 1, np.log(clipped), np.log1p(-clipped)), 2 * size) / present
    square = np.bincount(cell, (score - y) ** 2, 2 * size) / present
    said = np.bincount(group, score >= 0.5, size) > 0

    def statistic(weights: Floats) -> dict[str, Any]:
        no, yes = weights[:, 0::2], weights[:, 1::2]
        rows = weights.sum(1)
        tables = np.stack([no[:, ~said].sum(1), no[:, said].sum(1), yes[:, ~said].sum(1), yes[:, said].sum(1)], 1)
        return {
            **_ranking(no, yes),
            **_of_table(tables.reshape(-1, 2, 2), binary=True),
            "log_loss": weights @ loss / rows,
            "brier": weights @ square / rows,
        }

    found_ = _bootstrap_present(counts, statistic, seed)
    fewest = int(min(y.sum(), len(y) - y.sum()))
    for key in ("roc_auc", "average_precision"):
        if metrics.get(key) == 1.0:  # nothing to resample where every yes is above every no
            found_[key] = wilson(fewest, fewest)
    label = score >= 0.5
    hits = int((label & (y == 1)).sum())
    right = int((label == (y == 1)).sum())
    return found_ | {
        "accuracy": wilson(right, len(y)),
        "precision": wilson(hits, int(label.sum())),
        "recall": wilson(hits, int(y.sum())),
    }


def _bootstrap_present(counts: Floats, statistic: Callable[[Floats], dict[str, Any]], seed: int) -> dict[str, Interval]:
    """`_bootstrap` that resamples and leaves out only among cells with rows."""
    import numpy as np

    present = np.flatnonzero(counts)

    def spread(weights: Floats) -> dict[str, Any]:
        whole = np.zeros((len(weights), len(counts)))
        whole[:, present] = weights
        return statistic(whole)

    return _bootstrap(counts[present], spread, seed)


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


def _of_table(tables: Floats, binary: bool) -> dict[str, Any]:
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
        return found | {"f1": f1[:, 1]}
    classes = seen.sum(1).astype(np.float64)
    return found | {
        "f1": ratio(f1.sum(1), classes),
        "precision": ratio(precision.sum(1), classes),
        "recall": ratio(recall.sum(1), classes),
    }


# --- several classes, and a quantity ----------------------------------------------------------------------------------


def _classes(judged: Judged, metrics: Mapping[str, float], seed: int) -> dict[str, Interval]:
    import numpy as np

    y, found = judged.y, judged.prediction.probabilities
    assert y is not None
    assert found is not None
    count, label = found.shape[1], judged.prediction.values
    table = np.bincount(y.astype(np.int64) * count + label, minlength=count * count).astype(np.float64)
    answers = _bootstrap_present(table, lambda w: _of_table(w.reshape(-1, count, count), binary=False), seed)
    at = np.clip(found[np.arange(len(y)), y], np.finfo(found.dtype).eps, 1.0)
    square = (found**2).sum(1) - 2 * found[np.arange(len(y)), y] + 1
    columns = [-np.log(at), square, _auc_influence(y, found)]
    area = metrics.get("roc_auc", 0.5)

    def statistic(sums: Floats) -> dict[str, Any]:
        rows = sums[:, -1]
        return {"log_loss": sums[:, 0] / rows, "brier": sums[:, 1] / rows, "roc_auc": area + sums[:, 2] / rows}

    low, high = (found_ := _of_sums(_sums(columns, seed), statistic, seed))["roc_auc"]
    sums = found_ | {"roc_auc": (max(low, 0.0), min(high, 1.0)), "accuracy": wilson(int((label == y).sum()), len(y))}
    return answers | sums


def _auc_influence(y: NDArray[Any], found: Floats) -> Floats:
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


def _quantity(judged: Judged, metrics: Mapping[str, float], seed: int) -> dict[str, Interval]:
    import numpy as np
    from scipy.stats import binom

    y = judged.y
    assert y is not None
    error = np.abs(y - judged.prediction.values)
    around = y - y.mean()
    relative = error / np.maximum(np.abs(y), np.finfo(np.float64).eps)

    def statistic(sums: Floats) -> dict[str, Any]:
        rows = sums[:, -1]
        spread = sums[:, 4] - sums[:, 3] ** 2 / rows
        with np.errstate(invalid="ignore", divide="ignore"):
            return {
                "rmse": np.sqrt(sums[:, 0] / rows),
                "mae": sums[:, 1] / rows,
                "mape": sums[:, 2] / rows,
                "r2": np.where(spread > 0, 1 - sums[:, 0] / spread, np.nan),
            }

    found = _of_sums(_sums([error**2, error, relative, around, around**2], seed), statistic, seed)
    ordered = np.sort(error)
    low, high = (int(binom.ppf(at, len(error), 0.5)) for at in (0.025, 0.975))
    return found | {"median_ae": (float(ordered[max(low - 1, 0)]), float(ordered[min(high, len(error) - 1)]))}
