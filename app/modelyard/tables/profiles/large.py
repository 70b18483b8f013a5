"""The profile of a column with more rows than are sorted in memory, in DuckDB: quantiles are those of a t-digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import Column, ColumnProfile, ColumnType, Histogram
from modelyard.domain.data.profile import FAR_FENCE, FENCE, Z_LIMIT, Outliers
from modelyard.domain.jobs import JobContext, Part
from modelyard.tables.engine import identifier, run
from modelyard.tables.profiles.shapes import QUANTILES, TAILS, TOP_VALUES, bin_edges, finite, show

if TYPE_CHECKING:
    import duckdb

_DATED = (ColumnType.DATE, ColumnType.DATETIME)


@dataclass(frozen=True, slots=True)
class LargeProfiler:
    """Profiles columns other than text of one Parquet source on one connection."""

    connection: duckdb.DuckDBPyConnection
    source: str
    rows: int

    def profile(self, column: Column, ctx: JobContext) -> ColumnProfile:
        """The profile of one column; its order, its stand-ins for "missing" and the middle of dates are not told."""
        name, kind = identifier(column.name), column.type
        rows = f"{self.source} WHERE {name} IS NOT NULL"
        if kind is ColumnType.NUMBER:
            rows += f" AND NOT isnan({name})"
        shown = f"CAST({name} AS TIMESTAMP)" if kind is ColumnType.DATETIME else name
        wanted = ["count(*)", f"count(DISTINCT {name})", f"min({shown})", f"max({shown})"]
        if kind.numeric:
            marks = ", ".join(str(q) for q in (*QUANTILES, *TAILS))
            wanted += [f"avg({name})", f"stddev_samp({name})", f"skewness({name})", f"kurtosis({name})"]
            wanted += [f"count(*) FILTER ({name} = 0)", f"count(*) FILTER ({name} < 0)"]
            wanted += [f"approx_quantile({name}, [{marks}])"]
        found = self._run(f"SELECT {', '.join(wanted)} FROM {rows}", Part(ctx, 0.0, 0.5))[0]
        present, distinct, low, high = int(found[0]), int(found[1]), found[2], found[3]
        if not present:
            return ColumnProfile(column.name, kind, self.rows, self.rows, 0)
        facts: dict[str, Any] = {"minimum": show(low), "maximum": show(high)}
        if kind.numeric:
            facts = self._numbers(name, rows, low, high, found[4:], Part(ctx, 0.5, 0.7))
        top = self._run(
            f"SELECT any_value({shown}), count(*) AS n FROM {rows} GROUP BY {name} ORDER BY n DESC, {name} "
            f"LIMIT {TOP_VALUES}",
            Part(ctx, 0.7, 0.85),
        )
        return ColumnProfile(
            column.name,
            kind,
            self.rows,
            self.rows - present,
            distinct,
            top=tuple((show(value), int(n)) for value, n in top),
            histogram=self._histogram(name, kind, rows, low, high, Part(ctx, 0.85, 1.0)),
            **facts,
        )

    def _run(self, sql: str, ctx: JobContext) -> list[tuple[Any, ...]]:
        return run(self.connection, sql, ctx, (0.0, 1.0), "Profiling columns")

    def _numbers(
        self, name: str, rows: str, low: float, high: float, found: Sequence[Any], ctx: JobContext
    ) -> dict[str, Any]:
        mean, std, skewness, kurtosis, zeros, negatives, marks = found
        quantiles = tuple(float(q) for q in marks)
        return {
            "minimum": low if isinstance(low, int) else finite(low),
            "maximum": high if isinstance(high, int) else finite(high),
            "mean": finite(mean),
            "std": finite(std),
            "skewness": finite(skewness),
            "kurtosis": finite(kurtosis),
            "zeros": int(zeros),
            "negatives": int(negatives),
            "quantiles": quantiles[: len(QUANTILES)],
            "tails": quantiles[len(QUANTILES) :],
            "outliers": self._outliers(name, rows, quantiles, mean, std, ctx),
        }

    def _outliers(
        self, name: str, rows: str, quantiles: Sequence[float], mean: float, std: float | None, ctx: JobContext
    ) -> Outliers | None:
        first, third = quantiles[1], quantiles[3]
        spread = third - first
        if not spread > 0 or finite(spread) is None:
            return None
        fences = [(first - k * spread, third + k * spread) for k in (FENCE, FAR_FENCE)]
        fences.append((mean - Z_LIMIT * (std or 0.0), mean + Z_LIMIT * (std or 0.0)))
        counts = ", ".join(f"count(*) FILTER ({name} < {a!r}::DOUBLE OR {name} > {b!r}::DOUBLE)" for a, b in fences)
        near, far, beyond = self._run(f"SELECT {counts} FROM {rows}", ctx)[0]
        return Outliers(*fences[0], int(near), int(far), int(beyond))

    def _histogram(
        self, name: str, kind: ColumnType, rows: str, low: object, high: object, ctx: JobContext
    ) -> Histogram | None:
        """Counts a bin: a guess by division, put right by comparing with the edges themselves."""
        if not (kind.numeric or kind in _DATED):
            return None
        step = {ColumnType.INTEGER: 1.0, ColumnType.DATE: 86_400.0}.get(kind)
        edges = bin_edges(_position(low), _position(high), step)
        if edges is None:
            return None
        value = f"CAST(epoch({name}) AS DOUBLE)" if kind in _DATED else f"CAST({name} AS DOUBLE)"
        bins = len(edges) - 1
        listed = f"[{', '.join(repr(e) for e in edges)}]::DOUBLE[]"
        guess = f"greatest(0, least({bins - 1}, CAST(floor((v - {edges[0]!r}) / {edges[1] - edges[0]!r}) AS INTEGER)))"
        exact = f"CASE WHEN v < e[g + 1] THEN g - 1 WHEN g < {bins - 1} AND v >= e[g + 2] THEN g + 1 ELSE g END"
        found = self._run(
            f"SELECT {exact} AS bin, count(*) FROM (SELECT v, {guess} AS g, {listed} AS e FROM "
            f"(SELECT {value} AS v FROM {rows})) GROUP BY bin",
            ctx,
        )
        counts = [0] * bins
        for at, n in found:
            counts[int(at)] += int(n)
        return Histogram(edges, tuple(counts))


def _position(value: object) -> float:
    """Where a number, date or instant (naive, in UTC) lies on the axis of a histogram."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).timestamp()
    if isinstance(value, date):
        return float((value - date(1970, 1, 1)).days * 86_400)
    return float(value)  # type: ignore[arg-type]
