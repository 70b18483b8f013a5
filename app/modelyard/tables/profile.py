"""The profile of a table: counts, moments, quantiles, frequent values and histograms, column by column in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modelyard.core.errors import CancelledError
from modelyard.domain.data import Column, ColumnProfile, ColumnType, Histogram, TableProfile
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import connect, explain, identifier, parquet_source, run
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    import duckdb

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MAX_BINS = 20
TOP_VALUES = 10
FEW_VALUES = 20_000
EXACT_ROWS = 20_000_000
SUMMARY_BYTES = 300_000_000
"""What the values held for quantiles may take at once."""
_DATED = (ColumnType.DATE, ColumnType.DATETIME)


def profile_table(parquet: Path, ctx: JobContext) -> TableProfile:
    """Profile every column of a Parquet file that Modelyard wrote.

    Quantiles interpolate linearly (above 20 million rows they are estimates of a t-digest) and std divides by n - 1,
    as pandas does; std of a single value is None. `distinct` counts values exactly, missing not among them.
    Histograms have at most 20 bins of equal width, the last one closed on both sides as in NumPy; for integers and
    dates the width is a whole number of units, and edges lie halfway between two. `top` are 10 values.
    Raises CancelledError, and InputError for a file that cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(parquet) as file:
            columns, rows = from_arrow(file.schema_arrow), file.metadata.num_rows
        with connect() as connection:
            return TableProfile(rows, _Profiler(connection, parquet_source(parquet), rows, ctx).profile(columns))
    except CancelledError:
        raise
    except Exception as error:
        raise explain(error, parquet) from error


@dataclass(slots=True)
class _Profiler:
    connection: duckdb.DuckDBPyConnection
    source: str
    rows: int
    ctx: JobContext

    def profile(self, columns: Sequence[Column]) -> tuple[ColumnProfile, ...]:
        """Summaries of a few columns at a time, as many as fit in memory, then the values of each column."""
        at_once = max(1, SUMMARY_BYTES // (16 * max(self.rows, 1)))
        summaries: list[tuple[Any, ...]] = []
        for start in range(0, len(columns), at_once):
            some = columns[start : start + at_once]
            wanted = [self._summary(c) for c in some]
            span = 0.5 * start / len(columns), 0.5 * (start + len(some)) / len(columns)
            row = self._run(f"SELECT {', '.join(e for w in wanted for e in w)} FROM {self.source}", span)[0]
            for w in wanted:
                summaries.append(row[: len(w)])
                row = row[len(w) :]
        found = []
        for i, (column, summary) in enumerate(zip(columns, summaries, strict=True)):
            span = 0.5 + 0.5 * i / len(columns), 0.5 + 0.5 * (i + 1) / len(columns)
            found.append(self._column(column, summary, span))
        return tuple(found)

    def _run(self, sql: str, span: tuple[float, float]) -> list[tuple[Any, ...]]:
        return run(self.connection, sql, self.ctx, span, "Profiling columns")

    def _summary(self, column: Column) -> list[str]:
        name, kind = identifier(column.name), column.type
        shown = f"CAST({name} AS TIMESTAMP)" if kind is ColumnType.DATETIME else name
        wanted = [f"count({name})", f"count(DISTINCT {name})", f"min({shown})", f"max({shown})"]
        if kind.numeric:
            marks = ", ".join(str(q) for q in QUANTILES)
            quantiles = "quantile_cont" if self.rows <= EXACT_ROWS else "approx_quantile"
            wanted += [f"avg({name})", f"stddev_samp({name})", f"{quantiles}({name}, [{marks}])"]
        return wanted

    def _column(self, column: Column, summary: Sequence[Any], span: tuple[float, float]) -> ColumnProfile:
        kind, present, distinct = column.type, int(summary[0]), int(summary[1])
        low, high = summary[2], summary[3]
        if not present:
            return ColumnProfile(column.name, kind, self.rows, self.rows, 0)
        mean, std, quantiles = summary[4:7] if kind.numeric else (None, None, ())
        top, histogram = self._values(column, distinct, low, high, span)
        return ColumnProfile(
            column.name,
            kind,
            self.rows,
            self.rows - present,
            distinct,
            float(low) if kind.numeric else show(low),
            float(high) if kind.numeric else show(high),
            None if mean is None else float(mean),
            None if std is None else float(std),
            tuple(float(q) for q in quantiles),
            top,
            histogram,
        )

    def _values(
        self, column: Column, distinct: int, low: object, high: object, span: tuple[float, float]
    ) -> tuple[tuple[tuple[str, int], ...], Histogram | None]:
        """The most frequent values and the histogram, from the values with their counts where those are few."""
        name, kind = identifier(column.name), column.type
        shown = f"CAST({name} AS TIMESTAMP)" if kind is ColumnType.DATETIME else name
        binned = kind.numeric or kind in _DATED
        few = binned and distinct <= FEW_VALUES
        rows = self._run(
            f"SELECT any_value({shown}), count(*) AS n FROM {self.source} WHERE {name} IS NOT NULL "
            f"GROUP BY {name} ORDER BY n DESC, {name}{'' if few else f' LIMIT {TOP_VALUES}'}",
            span,
        )
        top = tuple((show(value), int(n)) for value, n in rows[:TOP_VALUES])
        if not binned:
            return top, None
        step = {ColumnType.INTEGER: 1.0, ColumnType.DATE: 86_400.0}.get(kind)
        edges = bin_edges(_position(low), _position(high), step)
        if edges is None:
            return top, None
        if few:
            positions = np.array([_position(value) for value, _ in rows])
            counts, _ = np.histogram(positions, np.array(edges), weights=np.array([n for _, n in rows], dtype=np.int64))
            return top, Histogram(edges, tuple(int(n) for n in counts))
        return top, self._histogram(name, kind, edges, span)

    def _histogram(self, name: str, kind: ColumnType, edges: tuple[float, ...], span: tuple[float, float]) -> Histogram:
        """Counts a bin: a guess by division, put right by comparing with the edges themselves."""
        value = f"CAST(epoch({name}) AS DOUBLE)" if kind in _DATED else f"CAST({name} AS DOUBLE)"
        bins = len(edges) - 1
        listed = f"[{', '.join(repr(e) for e in edges)}]::DOUBLE[]"
        guess = f"greatest(0, least({bins - 1}, CAST(floor((v - {edges[0]!r}) / {edges[1] - edges[0]!r}) AS INTEGER)))"
        exact = f"CASE WHEN v < e[g + 1] THEN g - 1 WHEN g < {bins - 1} AND v >= e[g + 2] THEN g + 1 ELSE g END"
        rows = self._run(
            f"SELECT {exact} AS bin, count(*) FROM (SELECT v, {guess} AS g, {listed} AS e FROM "
            f"(SELECT {value} AS v FROM {self.source} WHERE {name} IS NOT NULL)) GROUP BY bin",
            span,
        )
        counts = [0] * bins
        for at, n in rows:
            counts[int(at)] += int(n)
        return Histogram(edges, tuple(counts))


def _position(value: object) -> float:
    """Where a number, date or instant (naive, in UTC) lies on the axis of a histogram."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).timestamp()
    if isinstance(value, date):
        return float((value - date(1970, 1, 1)).days * 86_400)
    return float(value)  # type: ignore[arg-type]


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
