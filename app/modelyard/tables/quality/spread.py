"""How one column is spread in two tables: counts over cells that are frozen from the first of them.

The cells are those of monitoring (`drift.bins`): at most 10 by deciles for numbers and dates, with edges repeated by
ties left out, the 100 most frequent values for text, one more for all others; missing has a cell of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import identifier, literal, parquet_source, run

if TYPE_CHECKING:
    import duckdb

CELLS = 10
MAX_CATEGORIES = 100
_TEXT = "Comparing distributions"


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts one column's values over the same cells in two tables."""

    connection: duckdb.DuckDBPyConnection
    name: str
    kind: ColumnType

    def counts(self, before: Path, now: Path, ctx: JobContext) -> tuple[list[int], list[int]]:
        """The counts of the version before and of this one; missing is the last cell of both."""
        if self.kind in (ColumnType.TEXT, ColumnType.BOOLEAN):
            top = self._frequent(before, ctx)
            return self._category(before, top, ctx, (0.4, 0.7)), self._category(now, top, ctx, (0.7, 1.0))
        edges = self._edges(before, ctx)
        return self._numeric(before, edges, ctx, (0.4, 0.7)), self._numeric(now, edges, ctx, (0.7, 1.0))

    @property
    def _value(self) -> str:
        column = identifier(self.name)
        if self.kind.numeric:
            return f"CAST({column} AS DOUBLE)"
        return f"CAST(epoch({column}) AS DOUBLE)"

    def _edges(self, table: Path, ctx: JobContext) -> list[float]:
        finite = f"SELECT {self._value} AS v FROM {parquet_source(table)} WHERE isfinite({self._value})"
        few = run(self.connection, f"SELECT DISTINCT v FROM ({finite}) LIMIT {CELLS + 1}", ctx, (0.0, 0.1), _TEXT)
        distinct = sorted(float(v) for (v,) in few)
        if len(distinct) == 1:
            return [distinct[0], math.nextafter(distinct[0], math.inf)]
        if len(distinct) <= CELLS:
            return distinct[1:]
        marks = ", ".join(f"{k / CELLS}" for k in range(1, CELLS))
        sql = f"SELECT min(v), quantile_disc(v, [{marks}]) FROM ({finite})"
        low, picks = run(self.connection, sql, ctx, (0.1, 0.4), _TEXT)[0]
        return sorted({float(p) for p in picks if p > low})

    def _numeric(self, table: Path, edges: Sequence[float], ctx: JobContext, span: tuple[float, float]) -> list[int]:
        wanted = ["count(*)", "count(*) FILTER (WHERE v IS NOT NULL AND NOT isnan(v))"]
        wanted += [f"count(*) FILTER (WHERE v < CAST('{e!r}' AS DOUBLE))" for e in edges]
        sql = f"SELECT {', '.join(wanted)} FROM (SELECT {self._value} AS v FROM {parquet_source(table)})"
        rows, present, *below = (int(n) for n in run(self.connection, sql, ctx, span, _TEXT)[0])
        steps = [b - a for a, b in zip([0, *below], [*below, present], strict=True)]
        return [*steps, rows - present]

    def _frequent(self, table: Path, ctx: JobContext) -> list[str]:
        text = f"CAST({identifier(self.name)} AS VARCHAR)"
        sql = (
            f"SELECT v, count(*) AS n FROM (SELECT {text} AS v FROM {parquet_source(table)}) WHERE v IS NOT NULL "
            f"GROUP BY v ORDER BY n DESC, v LIMIT {MAX_CATEGORIES}"
        )
        return [str(v) for v, _ in run(self.connection, sql, ctx, (0.0, 0.4), _TEXT)]

    def _category(self, table: Path, top: Sequence[str], ctx: JobContext, span: tuple[float, float]) -> list[int]:
        text = f"CAST({identifier(self.name)} AS VARCHAR)"
        known = f"v IN ({', '.join(literal(v) for v in top)})" if top else "false"
        sql = (
            f"SELECT CASE WHEN {known} THEN v END, v IS NULL, count(*) "
            f"FROM (SELECT {text} AS v FROM {parquet_source(table)}) GROUP BY 1, 2"
        )
        found = {(value, bool(gone)): int(n) for value, gone, n in run(self.connection, sql, ctx, span, _TEXT)}
        return [*(found.get((v, False), 0) for v in top), found.get((None, False), 0), found.get((None, True), 0)]
