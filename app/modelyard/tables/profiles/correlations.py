"""How strongly the columns of a table go together: every pair, missing handled pair by pair.

Pearson's r and Spearman's rho for numbers, Cramér's V with Bergsma's bias correction (Journal of the Korean
Statistical Society 42, 2013) for categories, and the correlation ratio eta (Pearson 1905) for one of each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modelyard.core.errors import CancelledError
from modelyard.domain.data.correlations import Correlations, Pair
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import explain
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

SEED = 0
MOST_CELLS = 20_000_000
"""Rows times columns held in memory at once, at 12 bytes each."""
MOST_WORK = 500_000_000
"""Rows times pairs that are measured."""
FEWEST_USED = 10_000
NUMBER, YES_NO, CATEGORY = "number", "yes or no", "category"


@dataclass(frozen=True, slots=True)
class _Series:
    """One column: `codes` are dense ranks from 0 (-1 missing), `levels` how many; `values` for what is a number."""

    name: str
    kind: str
    codes: NDArray[np.int32]
    levels: int
    values: NDArray[np.float64] | None


def correlate(parquet: Path, ctx: JobContext, *, seed: int = SEED) -> Correlations:
    """Measure every pair of columns that can be compared.

    All rows are used up to 20 million cells and 500 million rows times pairs; of more, that many drawn with `seed`.
    Left out are columns without two different values, and text where more than half of the values are different.
    Dates and times count as numbers. Raises CancelledError, and InputError for a file that cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(parquet) as file:
            columns, rows = from_arrow(file.schema_arrow), file.metadata.num_rows
            used = rows_to_use(rows, len(columns))
            chosen = None
            if used < rows:
                chosen = np.sort(np.random.Generator(np.random.PCG64(seed)).choice(rows, used, replace=False))
            series: list[_Series] = []
            left: list[tuple[str, str]] = []
            for i, column in enumerate(columns):
                ctx.check_cancelled()
                ctx.progress(0.4 * i / len(columns), f"Reading {column.name}")
                cells = file.read(columns=[column.name]).column(column.name)
                found = _series(column, cells if chosen is None else cells.take(chosen))
                reason = _reason(found)
                if reason:
                    left.append((column.name, reason))
                else:
                    series.append(found)
        pairs = _pairs(series, ctx)
    except CancelledError:
        raise
    except Exception as error:
        raise explain(error, parquet) from error
    names, kinds = tuple(s.name for s in series), tuple(s.kind for s in series)
    return Correlations(names, kinds, pairs, rows, used, seed, tuple(left))


def rows_to_use(rows: int, columns: int) -> int:
    """How many rows are used: all, or as many as memory and time allow, at least 10,000."""
    pairs = max(columns * (columns - 1) // 2, 1)
    return min(rows, max(FEWEST_USED, min(MOST_CELLS // max(columns, 1), MOST_WORK // pairs)))


def _series(column: Column, cells: pa.ChunkedArray) -> _Series:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = {ColumnType.TEXT: CATEGORY, ColumnType.BOOLEAN: YES_NO}.get(column.type, NUMBER)
    if kind == CATEGORY:
        encoded = cells.combine_chunks().dictionary_encode()
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.unify_dictionaries().combine_chunks()
        codes = np.array(pc.fill_null(encoded.indices, -1), dtype=np.int32)
        return _Series(column.name, kind, codes, len(encoded.dictionary), None)
    step = {ColumnType.DATE: pa.int32(), ColumnType.BOOLEAN: pa.int8()}.get(column.type)
    whole = (
        cells if column.type is ColumnType.NUMBER else (cells if step is None else cells.cast(step)).cast(pa.int64())
    )
    exact = np.array(pc.fill_null(whole, 0).to_numpy())
    absent = pc.is_null(whole, nan_is_null=True).to_numpy()
    values = exact.astype(np.float64)
    absent |= ~np.isfinite(values)
    levels, dense = np.unique(exact[~absent], return_inverse=True)
    codes = np.full(len(values), -1, dtype=np.int32)
    codes[~absent] = dense
    values[absent] = np.nan
    return _Series(column.name, kind, codes, len(levels), values)


def _reason(series: _Series) -> str:
    if series.levels == 0:
        return "It has no values."
    if series.levels == 1:
        return "It has only one value."
    present = int((series.codes >= 0).sum())
    if series.kind == CATEGORY and series.levels > present / 2:
        return "More than half of its values are different."
    return ""


def _pairs(series: Sequence[_Series], ctx: JobContext) -> tuple[Pair, ...]:
    whole = [bool((s.codes >= 0).all()) for s in series]
    ranked: list[NDArray[np.float64] | None] = [
        _ranks(s.codes, s.levels) if s.values is not None and full else None
        for s, full in zip(series, whole, strict=True)
    ]
    found: list[Pair] = []
    total = max(len(series) * (len(series) - 1) // 2, 1)
    for i, a in enumerate(series):
        for j in range(i + 1, len(series)):
            if len(found) % 16 == 0:
                ctx.check_cancelled()
                ctx.progress(0.4 + 0.6 * len(found) / total, f"Comparing {a.name}")
            b = series[j]
            both = None if whole[i] and whole[j] else (a.codes >= 0) & (b.codes >= 0)
            ranks = (ranked[i], ranked[j])
            found.append(_pair(i, j, a, b, both, ranks))
    return tuple(found)


def _pair(
    i: int,
    j: int,
    a: _Series,
    b: _Series,
    both: NDArray[np.bool_] | None,
    ranks: tuple[NDArray[np.float64] | None, NDArray[np.float64] | None],
) -> Pair:
    def of(values: NDArray[Any]) -> NDArray[Any]:
        return values if both is None else values[both]

    rows = len(a.codes) if both is None else int(both.sum())
    measured: dict[str, float | None] = {}
    if rows > 1:
        code_a, code_b = of(a.codes), of(b.codes)
        if a.values is not None and b.values is not None:
            measured["pearson"] = pearson(of(a.values), of(b.values))
            rank_a, rank_b = (
                r if both is None and r is not None else _ranks(codes, s.levels)
                for r, codes, s in ((ranks[0], code_a, a), (ranks[1], code_b, b))
            )
            measured["spearman"] = pearson(rank_a, rank_b)
        if a.kind != NUMBER and b.kind != NUMBER:
            measured["cramers_v"] = cramers_v(code_a, code_b, a.levels, b.levels)
        for group, number, codes in ((a, b, code_a), (b, a, code_b)):
            if group.kind != NUMBER and number.kind == NUMBER and number.values is not None:
                measured["ratio"] = correlation_ratio(codes, group.levels, of(number.values))
    return Pair(i, j, rows, **measured)


def _centred(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Minus their mean, and scaled where squares would leave floating point; None for a constant."""
    if values.min() == values.max():
        return None
    mean = values.mean()
    if not math.isfinite(mean):  # the sum is beyond floating point: a power of two costs no digit
        values = values * 2.0**-64
        mean = values.mean()
    centred: NDArray[np.float64] = values - mean
    if 1e-200 < _dot(centred, centred) < 1e200:
        return centred
    size = float(np.abs(centred).max())
    if not (size > 0 and math.isfinite(size)):
        return None
    centred /= size
    return centred


def _dot(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """The inner product by one thread: BLAS starts several for long vectors, which costs more than it gains here."""
    return float(np.einsum("i,i->", x, y))


def pearson(x: NDArray[np.float64], y: NDArray[np.float64]) -> float | None:
    """Pearson's r; None when either is constant. Both are centred first, so a large offset costs no digits."""
    with np.errstate(all="ignore"):
        a, b = _centred(x), _centred(y)
        if a is None or b is None:
            return None
        below = math.sqrt(_dot(a, a)) * math.sqrt(_dot(b, b))
        return min(1.0, max(-1.0, _dot(a, b) / below)) if below else None


def _ranks(codes: NDArray[np.int32], levels: int) -> NDArray[np.float64]:
    """Average ranks from 1, from dense codes in rising order."""
    counts = np.bincount(codes, minlength=levels)
    upto = np.cumsum(counts)
    ranks: NDArray[np.float64] = (upto - (counts - 1) / 2)[codes]
    return ranks


def cramers_v(a: NDArray[np.int32], b: NDArray[np.int32], levels_a: int, levels_b: int) -> float | None:
    """Cramér's V with Bergsma's correction for chance; None when either has one level in these rows."""
    n = len(a)
    rows, columns = np.bincount(a, minlength=levels_a), np.bincount(b, minlength=levels_b)
    r, k = int((rows > 0).sum()), int((columns > 0).sum())
    if r < 2 or k < 2 or n < 2:
        return None
    keys = a.astype(np.int64) * levels_b + b
    if levels_a * levels_b <= 1 << 22:
        cells = np.bincount(keys, minlength=levels_a * levels_b)
        there = np.flatnonzero(cells)
        counts = cells[there]
    else:
        there, counts = np.unique(keys, return_counts=True)
    expected = rows[there // levels_b] * columns[there % levels_b].astype(np.float64)
    phi2 = float((counts.astype(np.float64) ** 2 / expected).sum()) - 1.0
    phi2 = max(0.0, phi2 - (k - 1) * (r - 1) / (n - 1))
    least = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    return min(1.0, math.sqrt(phi2 / least)) if least > 0 else None


def correlation_ratio(codes: NDArray[np.int32], levels: int, values: NDArray[np.float64]) -> float | None:
    """Eta: the root of the share of the numbers' variance that lies between the groups; None for a constant."""
    with np.errstate(all="ignore"):
        centred = _centred(values)
    if centred is None:
        return None
    total = _dot(centred, centred)
    counts = np.bincount(codes, minlength=levels)
    if int((counts > 0).sum()) < 2 or not total:
        return None
    sums = np.bincount(codes, weights=centred, minlength=levels)
    between = float((sums[counts > 0] ** 2 / counts[counts > 0]).sum())
    return math.sqrt(min(1.0, between / total))
