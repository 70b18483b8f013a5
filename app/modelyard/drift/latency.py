"""Latencies as a mergeable histogram with log-spaced cells: any window's quantiles from a sum of counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

RELATIVE_ERROR = 0.01
SHORTEST = 1e-5
LONGEST = 1e3
_GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_LOG_GAMMA = math.log(_GAMMA)
CELLS = math.ceil(math.log(LONGEST / SHORTEST) / _LOG_GAMMA) + 2
"""Cell 0 holds what is at most 10 µs, the last one what is above 1000 s; about 900 in between."""

Counts = NDArray[np.int64]


def count_seconds(seconds: ArrayLike) -> Counts:
    """Counts of latencies over the `CELLS` cells; those of disjoint requests add up. NaN is left out."""
    values = np.asarray(seconds, dtype=np.float64)
    values = values[~np.isnan(values)]
    with np.errstate(divide="ignore"):
        cells = np.ceil(np.log(np.maximum(values, 0.0) / SHORTEST) / _LOG_GAMMA)
    at = np.clip(cells, 0, CELLS - 1).astype(np.int64)
    counts: Counts = np.bincount(at, minlength=CELLS).astype(np.int64)
    return counts


def quantiles(counts: ArrayLike, probabilities: Sequence[float]) -> tuple[float | None, ...]:
    """Estimated quantiles in seconds; None for no requests.

    Each is within 1 % of the value at rank floor(q · (n − 1)), for values from 10 µs to 1000 s (DDSketch: Masson,
    Rim and Lee 2019).
    """
    cells: NDArray[Any] = np.asarray(counts, dtype=np.int64)
    below = np.cumsum(cells)
    n = int(below[-1]) if below.size else 0
    if not n:
        return tuple(None for _ in probabilities)
    ranks = [math.floor(q * (n - 1)) for q in probabilities]
    return tuple(_middle(int(np.searchsorted(below, rank, side="right"))) for rank in ranks)


def _middle(cell: int) -> float:
    """The value nearest, in relative terms, to everything in a cell."""
    return SHORTEST if cell == 0 else SHORTEST * 2 * _GAMMA**cell / (_GAMMA + 1)
