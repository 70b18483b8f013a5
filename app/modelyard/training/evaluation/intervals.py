"""95 % confidence intervals of hold-out metrics: how much they would differ on other rows of the same kind.

Shares have Wilson's interval (1927), a median the one of order statistics, everything else the bias-corrected and
accelerated bootstrap (Efron 1987) over rows. Many rows are first put into cells of like rows, or into random blocks,
whose resampling gives the same intervals in a time that does not grow with the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.cells import binary_cells, table_cells
from modelyard.training.evaluation.influence import auc_influence, losses
from modelyard.training.evaluation.metrics import Judged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REPEATS = 1000
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
        found = _quantity(judged, seed)
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


# --- by task ----------------------------------------------------------------------------------------------------------


def _binary(judged: Judged, metrics: Mapping[str, float], seed: int) -> dict[str, Interval]:
    y, label = judged.y, judged.prediction.values
    assert y is not None
    cells = binary_cells(judged)
    found = _bootstrap(cells.counts, cells.statistic, seed)
    fewest = int(min(y.sum(), len(y) - y.sum()))
    for key in ("roc_auc", "average_precision"):
        if metrics.get(key) == 1.0:  # nothing to resample where every yes is above every no
            found[key] = wilson(fewest, fewest)
    hits = int(((label == 1) & (y == 1)).sum())
    return found | {
        "accuracy": wilson(int((label == y).sum()), len(y)),
        "precision": wilson(hits, int(label.sum())),
        "recall": wilson(hits, int(y.sum())),
    }


def _classes(judged: Judged, metrics: Mapping[str, float], seed: int) -> dict[str, Interval]:
    y, found = judged.y, judged.prediction.probabilities
    assert y is not None
    assert found is not None
    count, label = found.shape[1], judged.prediction.values
    answers = table_cells(y, label, count)
    columns = [*losses(y, found), auc_influence(y, found)]
    area = metrics.get("roc_auc", 0.5)

    def statistic(sums: Floats) -> dict[str, Any]:
        rows = sums[:, -1]
        return {"log_loss": sums[:, 0] / rows, "brier": sums[:, 1] / rows, "roc_auc": area + sums[:, 2] / rows}

    sums = _of_sums(_sums(columns, seed), statistic, seed)
    low, high = sums["roc_auc"]
    shares = {"roc_auc": (max(low, 0.0), min(high, 1.0)), "accuracy": wilson(int((label == y).sum()), len(y))}
    return _bootstrap(answers.counts, answers.statistic, seed) | sums | shares


def _quantity(judged: Judged, seed: int) -> dict[str, Interval]:
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
