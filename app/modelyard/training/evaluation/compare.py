"""Paired comparison of runs on the same hold-out rows."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.experiments.metrics import Metric, metric
from modelyard.domain.experiments.significance import SURE, Difference, Differences
from modelyard.training.evaluation.influence import influence
from modelyard.training.evaluation.metrics import metric_value
from modelyard.training.predictions import HoldOut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REPEATS = 1000
BLOCKS = 300


def differences(
    runs: Mapping[str, HoldOut], key: str, seed: int = 0, called: Mapping[str, str] | None = None
) -> Differences:
    """Whether the metric of each pair of runs differs really; `runs` are hold-outs by id, `called` what sentences call
    them.

    A paired bootstrap: the same rows are drawn for all runs, so that what is hard for all of them does not count. It
    resamples each row's influence on the metric, many rows in random blocks. The p-value is that of the difference
    over its bootstrap standard error (normal); p-values of many pairs are adjusted by Holm (1979).

    Raises `InputError` where the hold-outs differ, or the metric cannot be compared so.
    """
    names, called = list(runs), called or {}
    _check_same(runs, called)
    values = {name: metric_value(key, runs[name].judged) for name in names}
    if any(value != value for value in values.values()):
        raise InputError(f"{metric(key).name} has no value on these rows.", "Choose another metric to compare by.")
    drawn = _drawn(runs, key, seed)
    pairs = list(combinations(range(len(names)), 2))
    found = [_tested(values[names[a]] - values[names[b]], drawn[:, a] - drawn[:, b]) for a, b in pairs]
    adjusted = holm([p for _, _, p in found])
    rows = len(next(iter(runs.values())).rows) if runs else 0
    told = [
        _told(metric(key), (names[a], names[b]), called, values[names[a]] - values[names[b]], one, p)
        for (a, b), one, p in zip(pairs, found, adjusted, strict=True)
    ]
    return Differences(key, rows, tuple(told))


def holm(p: list[float]) -> list[float]:
    """P-values adjusted for being many: the chance of even one false alarm stays below the level (Holm 1979)."""
    order = sorted(range(len(p)), key=lambda i: p[i])
    adjusted, highest = [0.0] * len(p), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = highest
    return adjusted


def _check_same(runs: Mapping[str, HoldOut], called: Mapping[str, str]) -> None:
    import numpy as np

    names = list(runs)
    if len(names) < 2:
        raise InputError("A comparison needs two runs.", "Choose two or more.")
    first = runs[names[0]]
    for name in names[1:]:
        other = runs[name]
        same = np.array_equal(first.rows, other.rows) and first.classes == other.classes
        if not same or first.judged.task is not other.judged.task or not _equal(first, other):
            raise InputError(
                f"{called.get(name, name)} was judged on other hold-out rows than {called.get(names[0], names[0])}, so "
                "they cannot be compared row by row.",
                "Compare runs with the same data, target and hold-out.",
            )


def _equal(first: HoldOut, other: HoldOut) -> bool:
    import numpy as np

    a, b = first.judged.y, other.judged.y
    return (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b))


def _drawn(runs: Mapping[str, HoldOut], key: str, seed: int) -> NDArray[np.float64]:
    """(repeats, runs) of how far resampled metrics are from those of the rows."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    moved = np.column_stack([influence(key, one.judged) for one in runs.values()])
    rows = len(moved)
    blocks = min(rows, BLOCKS)
    block = generator.permutation(rows) * blocks // rows
    sums = np.column_stack([np.bincount(block, column, blocks) for column in moved.T])
    weights = generator.multinomial(blocks, np.full(blocks, 1 / blocks), size=REPEATS)
    return np.asarray(weights @ sums / rows, dtype=np.float64)


def _tested(value: float, drawn: NDArray[np.float64]) -> tuple[float, float, float]:
    """The interval's half widths around the value, and the p-value."""
    import numpy as np
    from scipy.stats import norm

    error = float(np.std(drawn, ddof=1))
    if error == 0.0:
        return value, value, 1.0 if value == 0.0 else 0.0
    return value - 1.96 * error, value + 1.96 * error, float(2 * norm.sf(abs(value) / error))


def _told(
    known: Metric,
    pair: tuple[str, str],
    called: Mapping[str, str],
    value: float,
    tested: tuple[float, float, float],
    adjusted: float,
) -> Difference:
    low, high, p = tested
    a, b = (called.get(one, one) for one in pair)
    if adjusted >= SURE or not value:
        text = (
            f"{a} and {b} cannot be told apart: {known.name} differs by {value:+.4f} ({low:+.4f} to {high:+.4f}), as "
            "chance alone makes it."
        )
        return Difference(*pair, value, low, high, p, adjusted, None, text)
    first = (value > 0) is known.greater
    sign = 1 if first else -1
    least, most = sorted((sign * low, sign * high))
    text = (
        f"{a if first else b} is really better than {b if first else a}: {known.name} {sign * value:+.4f} "
        f"({least:+.4f} to {most:+.4f}), {_chance(adjusted)}."
    )
    return Difference(*pair, value, low, high, p, adjusted, pair[0] if first else pair[1], text)


def _chance(p: float) -> str:
    return (
        "chance alone makes it less than once in 1,000" if p < 0.001 else f"chance alone makes it in {p:.1%} of cases"
    )
