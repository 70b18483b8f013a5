"""Bins frozen at training time, and counting values into them.

Counts of disjoint sets of rows add up, so any window is a sum; PSI and the like are then exact for these bins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modelyard.domain.monitoring import FeatureBins

NUMERIC_BINS = 10
"""Cells of a numeric feature at most, MISSING not counted: PSI's usual ten, where its 0.1 and 0.25 come from."""
SCORE_BINS = 20
MAX_CATEGORIES = 100
BLOCK = 32_768
NEW_LABEL = "other or new"
MISSING_LABEL = "missing"

Counts = NDArray[np.int64]


def freeze(name: str, values: Iterable[Any], kind: str) -> FeatureBins:
    """Bins of one feature from its training values.

    `kind` "numeric": at most 10 cells by quantiles of the finite values (edges repeated by ties are dropped; a
    constant c gets the two edges c and the next float, so that a change either way shows). `kind` "category": the 100
    most frequent values as text (ties by name); all others count as NEW, in training and later.
    """
    if kind == "numeric":
        numbers = numeric(values)
        empty = FeatureBins(name, "numeric", edges=_quantile_edges(numbers[np.isfinite(numbers)], NUMERIC_BINS))
    elif kind == "category":
        tally = Counter(texts(values))
        known = sorted((v for v in tally if v is not None), key=lambda v: (-tally[v], v))[:MAX_CATEGORIES]
        counts = tuple(int(n) for n in _of_tally(known, tally))
        return FeatureBins(name, "category", categories=tuple(known), counts=counts)
    else:
        raise ValueError(f"kind is {kind!r}, not 'numeric' or 'category'")
    return _with_counts(empty, values)


def freeze_score(values: Iterable[float], bins: int = SCORE_BINS) -> FeatureBins:
    """Equal-width bins of the predicted probability on [0, 1], counted over the training rows' scores."""
    edges = tuple(float(e) for e in np.linspace(0.0, 1.0, bins + 1)[1:-1])
    return _with_counts(FeatureBins("prediction", "numeric", edges=edges), values)


def _with_counts(empty: FeatureBins, values: Iterable[Any]) -> FeatureBins:
    counts = tuple(int(n) for n in count(empty, values))
    return FeatureBins(empty.feature, empty.kind, empty.edges, empty.categories, counts)


def _quantile_edges(finite: NDArray[np.float64], cells: int) -> tuple[float, ...]:
    if not finite.size:
        return ()
    ordered = np.sort(finite)
    if ordered[0] == ordered[-1]:
        return float(ordered[0]), float(np.nextafter(ordered[0], np.inf))
    distinct = np.unique(ordered)
    if distinct.size <= cells:
        return tuple(float(v) for v in distinct[1:])
    picks = ordered[(np.arange(1, cells) * ordered.size) // cells]
    edges = np.unique(picks)
    return tuple(float(e) for e in edges[edges > ordered[0]])


def count(bins: FeatureBins, values: Iterable[Any]) -> Counts:
    """How many values fall into each cell, `bins.cells` integers, MISSING last; -inf and +inf go to the end cells."""
    if bins.kind == "numeric":
        return _count_numbers(np.asarray(bins.edges, dtype=np.float64), numeric(values))
    return _count_categories(bins.categories, values)


def _count_numbers(edges: NDArray[np.float64], numbers: NDArray[np.float64]) -> Counts:
    """Sort a block, then look up the few edges in it: ten times as fast as looking up every value in the edges."""
    below = np.zeros(edges.size, dtype=np.int64)
    present = 0
    for start in range(0, numbers.size, BLOCK):
        block = np.sort(numbers[start : start + BLOCK])  # NaN sorts last
        valid = block.size - int(np.count_nonzero(np.isnan(block)))
        below += np.searchsorted(block[:valid], edges, side="left")
        present += valid
    steps = np.diff(np.concatenate(([0], below, [present])))
    return np.append(steps, numbers.size - present).astype(np.int64)


def _count_categories(categories: Sequence[str], values: Iterable[Any]) -> Counts:
    return _of_tally(categories, Counter(texts(values)))


def _of_tally(categories: Sequence[str], tally: Mapping[str | None, int]) -> Counts:
    index = {name: i for i, name in enumerate(categories)}
    result = np.zeros(len(categories) + 2, dtype=np.int64)
    for value, n in tally.items():
        cell = len(categories) + 1 if value is None else index.get(value, len(categories))
        result[cell] += n
    return result


def numeric(values: Iterable[Any]) -> NDArray[np.float64]:
    """Values as float64, missing (None, NaN, NaT, pandas.NA) as NaN; booleans become 0 and 1."""
    if hasattr(values, "to_numpy"):  # a pandas column
        values = values.to_numpy()
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return values.astype(np.float64, copy=False)
    listed = list(values)
    try:
        return np.array([np.nan if v is None else v for v in listed], dtype=np.float64)
    except (TypeError, ValueError):
        return np.array([np.nan if _missing(v) else float(v) for v in listed], dtype=np.float64)


def texts(values: Iterable[Any]) -> list[str | None]:
    """Values as text, missing as None: "true" and "false" for booleans, "1" rather than "1.0"."""
    if hasattr(values, "to_numpy"):  # a pandas column
        values = values.to_numpy()
    if isinstance(values, np.ndarray):
        values = values.tolist()
    return [v if v is None or type(v) is str else _text(v) for v in values]


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or bool(value != value)


def _text(value: Any) -> str | None:
    if _missing(value):
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def labels(bins: FeatureBins) -> tuple[str, ...]:
    """What to call each cell on a chart, in the order of the counts."""
    if bins.kind == "category":
        return (*bins.categories, NEW_LABEL, MISSING_LABEL)
    edges = [f"{e:.6g}" for e in bins.edges]
    if not edges:
        return "all", MISSING_LABEL
    inner = [f"{a} to {b}" for a, b in pairwise(edges)]
    return (f"below {edges[0]}", *inner, f"{edges[-1]} and up", MISSING_LABEL)
