"""What all ways to profile a column share: where quantiles and bins lie, and how values read."""

from __future__ import annotations

import math
from itertools import pairwise

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
TAILS = (0.01, 0.99)
MAX_BINS = 20
TOP_VALUES = 10


def bin_edges(low: float, high: float, step: float | None) -> tuple[float, ...] | None:
    """Edges of at most 20 equal bins from low to high; with a `step`, bins of whole steps with edges between values.

    A single value gets one bin around it; None when the range is too small for floating point.
    """
    if step is not None and high - low < 2**53:
        values = round((high - low) / step) + 1
        steps = -(-values // MAX_BINS)
        bins = -(-values // steps)
        return tuple(low + (i * steps - 0.5) * step for i in range(bins + 1))
    if low == high:
        return (low - 0.5, high + 0.5) if low - 0.5 < low < high + 0.5 else None
    half = (high / 2 - low / 2) / MAX_BINS  # halves: the whole range may be too large for floating point
    edges = (*(2 * (low / 2 + i * half) for i in range(MAX_BINS)), high)
    return edges if all(a < b for a, b in pairwise(edges)) else None


def show(value: object) -> str:
    """A value as display text: true and false, ISO dates, numbers in their shortest exact form."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def finite(value: float | None) -> float | None:
    """None for what is no finite number: it is not defined, or beyond what 64 bits can hold."""
    return None if value is None or not math.isfinite(value) else float(value)
