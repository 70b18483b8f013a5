"""The profile of one column of numbers, dates or yes-or-no values that fits in memory, digit for digit as pandas'.

Sums are taken in the order and with the functions pandas takes them in; everything that depends on the order of values
alone (quantiles, frequent values, histogram, outliers) comes from the sorted values with their counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from modelyard.domain.data.datasets import Column, ColumnProfile, ColumnType, Histogram
from modelyard.domain.data.profile import FAR_FENCE, FENCE, Z_LIMIT, Order, Outliers
from modelyard.tables.profiles.shapes import QUANTILES, TAILS, TOP_VALUES, bin_edges, finite, show
from modelyard.tables.types import beyond_calendar

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

BLOCK = 1 << 16
MOST_BINNED = 1 << 23
"""Whole numbers that span at most this much are counted in an array, others sorted."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400
_SECONDS = {ColumnType.DATE: float(_DAY), ColumnType.DATETIME: 1e-6}
_STEPS = {ColumnType.INTEGER: 1.0, ColumnType.DATE: float(_DAY)}
STAND_INS = frozenset(s * int("9" * n) for n in range(2, 10) for s in (1, -1)) | {-9}
"""Numbers people write for "missing": 99 to 999,999,999, and the same below zero, and -9."""
STAND_IN_DATES = frozenset(
    date(*d)
    for d in ((1, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1970, 1, 1), (2099, 12, 31), (9999, 12, 31))
)


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean, standard deviation with n - 1, and unbiased skewness and excess kurtosis; None where undefined."""

    mean: float | None = None
    std: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The different values in rising order, how often each is there, and the running sum of that."""

    values: NDArray[Any]
    counts: NDArray[np.int64]
    upto: NDArray[np.int64]

    @property
    def rows(self) -> int:
        """All rows that have a value."""
        return int(self.upto[-1]) if len(self.upto) else 0

    def at(self, place: int) -> Any:
        """The value at a 0-based place among the sorted rows."""
        return self.values[int(np.searchsorted(self.upto, place, side="right"))].item()

    def below(self, limit: float, *, or_equal: bool = False) -> int:
        """How many rows are less than a limit, or at most that."""
        i = int(np.searchsorted(self.values, limit, side="right" if or_equal else "left"))
        return int(self.upto[i - 1]) if i else 0

    def quantile(self, share: float) -> float:
        """Linear interpolation between the two nearest rows, in NumPy's order of operations (its "linear" method)."""
        place = (self.rows - 1) * share
        low = math.floor(place)
        a, b = self.at(low), self.at(min(low + 1, self.rows - 1))
        gap, t = b - a, place - low
        return float(b - gap * (1 - t)) if t >= 0.5 else float(a + gap * t)

    def most_frequent(self, most: int) -> list[tuple[Any, int]]:
        """The values that occur most often, the smaller first among equals."""
        if len(self.counts) > most:
            least = np.partition(self.counts, -most)[-most]
            sure = np.flatnonzero(self.counts > least)
            chosen = np.concatenate([sure, np.flatnonzero(self.counts == least)[: most - len(sure)]])
        else:
            chosen = np.arange(len(self.counts))
        order = sorted(chosen.tolist(), key=lambda i: (-int(self.counts[i]), i))
        return [(self.values[i].item(), int(self.counts[i])) for i in order]


def profile_values(column: Column, cells: pa.ChunkedArray) -> ColumnProfile:
    """The profile of a column that is not text, from all its cells. NaN counts as missing."""
    rows = len(cells)
    raw, missing = _numbers(column.type, cells)
    del cells
    moments = Moments()
    if column.type.numeric:
        moments = _moments(raw, missing)
    present = raw if missing is None else raw[~missing]
    del raw
    if not len(present):
        return ColumnProfile(column.name, column.type, rows, rows, 0)
    order = _order(present)
    counted = count(present)
    del present
    return _described(column, rows, counted, moments, order)


def _numbers(kind: ColumnType, cells: pa.ChunkedArray) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """The cells as int64 or float64 that may be overwritten, 0 where missing; and where they are missing, if at all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    step = {ColumnType.DATE: pa.int32(), ColumnType.BOOLEAN: pa.int8()}.get(kind)
    if kind is ColumnType.NUMBER:
        values = np.array(cells.to_numpy(), dtype=np.float64)
        absent = np.isnan(values)
        if not absent.any():
            return values, None
        values[absent] = 0.0
        return values, absent
    whole = (cells if step is None else cells.cast(step)).cast(pa.int64())
    if not whole.null_count:
        return np.array(whole.to_numpy()), None
    return np.array(pc.fill_null(whole, 0).to_numpy()), pc.is_null(whole).to_numpy()


def _moments(raw: NDArray[Any], missing: NDArray[np.bool_] | None) -> Moments:
    """As pandas.core.nanops (3.1) computes them for int64, or for float64 with NaN for missing; same digits.

    The squares of the deviations are made block by block in one array and then summed whole, which is what pandas
    does but for the arrays in between.
    """
    import pandas as pd

    n = len(raw) if missing is None else len(raw) - int(missing.sum())
    if not n:
        return Moments()
    with np.errstate(all="ignore"):
        floats = raw if raw.dtype == np.float64 else raw.astype(np.float64)
        total = raw.sum(dtype=np.float64) if missing is None else floats.sum()
        mean = total / n
        centre = floats.sum() / n
        std = float("nan")
        if n > 1:
            squares = np.empty_like(floats)
            for i in range(0, len(floats), BLOCK):
                part = squares[i : i + BLOCK]
                np.subtract(centre, floats[i : i + BLOCK], out=part)
                np.square(part, out=part)
                if missing is not None:
                    part[missing[i : i + BLOCK]] = 0.0
            std = float(np.sqrt(squares.sum() / (n - 1)))
            del squares
        if missing is not None:
            floats[missing] = np.nan
        series = pd.Series(floats, copy=False)
        skewness, kurtosis = float(series.skew()), float(series.kurt())  # type: ignore[arg-type]
        if missing is not None:
            floats[missing] = 0.0
    return Moments(finite(mean), finite(std), finite(skewness), finite(kurtosis))


def _order(present: NDArray[Any]) -> Order:
    rising = falling = True
    for i in range(0, len(present) - 1, BLOCK):
        part = present[i : i + BLOCK + 1]
        rising = rising and bool((part[1:] >= part[:-1]).all())
        falling = falling and bool((part[1:] <= part[:-1]).all())
        if not (rising or falling):
            return Order.NONE
    if rising and falling:
        return Order.NONE
    return Order.RISING if rising else Order.FALLING


def count(present: NDArray[Any]) -> Counted:
    """The different values with their counts; `present` (none missing) may be sorted in place."""
    if present.dtype == np.int64:
        low, high = int(present.min()), int(present.max())
        if high - low <= min(4 * len(present) + 65_536, MOST_BINNED):
            found = np.bincount(present - low, minlength=high - low + 1)
            at = np.flatnonzero(found)
            counts = found[at].astype(np.int64, copy=False)
            return Counted(at + low, counts, np.cumsum(counts))
    present.sort()
    starts = np.concatenate([[0], np.flatnonzero(present[1:] != present[:-1]) + 1])
    counts = np.diff(np.append(starts, len(present)))
    return Counted(present[starts], counts, np.cumsum(counts))


def _described(column: Column, rows: int, counted: Counted, moments: Moments, order: Order) -> ColumnProfile:
    kind = column.type
    low, high = counted.at(0), counted.at(counted.rows - 1)
    top = tuple((show(value_of(kind, v)), n) for v, n in counted.most_frequent(TOP_VALUES))
    profile: dict[str, Any] = {"order": order, "top": top, "sentinels": _sentinels(kind, counted)}
    if kind.numeric:
        quantiles = tuple(counted.quantile(q) for q in QUANTILES)
        profile |= {
            "minimum": _bound(low),
            "maximum": _bound(high),
            "mean": moments.mean,
            "std": moments.std,
            "skewness": moments.skewness,
            "kurtosis": moments.kurtosis,
            "quantiles": quantiles,
            "tails": tuple(counted.quantile(q) for q in TAILS),
            "zeros": counted.below(0, or_equal=True) - counted.below(0),
            "negatives": counted.below(0),
            "outliers": _outliers(counted, quantiles, moments),
        }
    else:
        middle = counted.at((counted.rows - 1) // 2)
        for name, value in (("minimum", low), ("middle", middle), ("maximum", high)):
            profile[name] = show(value_of(kind, value))
    return ColumnProfile(
        column.name,
        kind,
        rows,
        rows - counted.rows,
        len(counted.values),
        histogram=histogram(kind, counted),
        **profile,
    )


def _bound(value: int | float) -> int | float | None:
    return value if isinstance(value, int) else finite(value)


def histogram(kind: ColumnType, counted: Counted) -> Histogram | None:
    """Counts over bins of equal width, the last one closed on both sides; None for times and yes or no."""
    if not (kind.numeric or kind in _SECONDS):
        return None
    scale = _SECONDS.get(kind)
    places = counted.values.astype(np.float64) if scale is None else _seconds(kind, counted.values)
    edges = bin_edges(float(places[0]), float(places[-1]), _STEPS.get(kind))
    if edges is None:
        return None
    ends = np.searchsorted(places, np.array(edges), side="left")
    ends[-1] = len(places)
    sums = np.concatenate([[0], counted.upto])[ends]
    return Histogram(edges, tuple(int(n) for n in np.diff(sums)))


def _seconds(kind: ColumnType, values: NDArray[np.int64]) -> NDArray[np.float64]:
    return values.astype(np.float64) * _DAY if kind is ColumnType.DATE else values / 1e6


def _outliers(counted: Counted, quantiles: tuple[float, ...], moments: Moments) -> Outliers | None:
    """None where half of the rows or more are one value: then every other value would be an outlier."""
    first, third = quantiles[1], quantiles[3]
    spread = third - first
    if not (spread > 0 and math.isfinite(spread)):
        return None
    low, high = first - FENCE * spread, third + FENCE * spread
    far_low, far_high = first - FAR_FENCE * spread, third + FAR_FENCE * spread
    mean, std = moments.mean, moments.std
    beyond = 0 if mean is None or std is None else _outside(counted, mean - Z_LIMIT * std, mean + Z_LIMIT * std)
    return Outliers(low, high, _outside(counted, low, high), _outside(counted, far_low, far_high), beyond)


def _outside(counted: Counted, low: float, high: float) -> int:
    return counted.below(low) + counted.rows - counted.below(high, or_equal=True)


def _sentinels(kind: ColumnType, counted: Counted) -> tuple[tuple[str, int], ...]:
    """Well-known stand-ins for "missing" at either end, at least twice, and far from all other values.

    Far is more than half of what the values between the ends span.
    """
    values, counts = counted.values, counted.counts
    if kind in (ColumnType.BOOLEAN, ColumnType.TIME):
        return ()
    suspects = []
    first, last = 0, len(values)
    for _ in range(2):
        if last - first > 2 and counts[first] > 1 and _stands_in(kind, values[first].item()):
            suspects.append(first)
            first += 1
        if last - first > 2 and counts[last - 1] > 1 and _stands_in(kind, values[last - 1].item()):
            suspects.append(last - 1)
            last -= 1
    low, high = float(values[first]), float(values[last - 1])
    far = [i for i in suspects if max(low - float(values[i]), float(values[i]) - high) > (high - low) / 2]
    return tuple((show(value_of(kind, values[i].item())), int(counts[i])) for i in sorted(far))


def _stands_in(kind: ColumnType, value: float) -> bool:
    if kind.numeric:
        return float(value).is_integer() and int(value) in STAND_INS
    days, rest = (int(value), 0) if kind is ColumnType.DATE else divmod(int(value), _DAY * 1_000_000)
    return not rest and _day(days) in STAND_IN_DATES


def _day(days: int) -> date | None:
    try:
        return date(1970, 1, 1) + timedelta(days=days)
    except OverflowError:
        return None


def value_of(kind: ColumnType, value: Any) -> object:
    """What an int64 of a column stands for: a boolean, a date, an instant (naive, UTC) or a time; as text where
    Python has no such date."""
    if kind is ColumnType.BOOLEAN:
        return bool(value)
    try:
        if kind is ColumnType.DATE:
            return date(1970, 1, 1) + timedelta(days=value)
        if kind is ColumnType.DATETIME:
            return (_EPOCH + timedelta(microseconds=value)).replace(tzinfo=None)
        if kind is ColumnType.TIME:
            return (datetime.min.replace(tzinfo=UTC) + timedelta(microseconds=value)).time()
    except OverflowError:
        return beyond_calendar(kind, value)
    return value
