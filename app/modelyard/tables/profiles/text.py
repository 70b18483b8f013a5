"""The profile of a text column in DuckDB: counts, frequent values, lengths, and signs of dirt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import Column, ColumnProfile
from modelyard.domain.data.profile import TextTraits
from modelyard.tables.engine import identifier, literal, run
from modelyard.tables.profiles.shapes import TOP_VALUES, show

if TYPE_CHECKING:
    import duckdb

    from modelyard.domain.jobs import JobContext

LOOKED_AT = 100_000
"""Signs of dirt are looked for in about this many different values at most, chosen by their hash."""
PLACEHOLDERS = (
    *("na", "n/a", "n.a.", "#n/a", "nan", "null", "(null)", "none", "nil", "missing", "undefined", "unknown"),
    *("-", "--", "?", ".", "tbd"),
)
NUMBER = r"[+-]?(0|[1-9]\d*|[1-9]\d{0,2}([,. ]\d{3})+)?([.,]\d+)?([eE][+-]?\d+)?\s?%?"
"""A number as people write it; not one with leading zeros, which is a code."""
DATE = r"(\d{4}([-/.])\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T ]\d{1,2}:\d{2}.*)?"


@dataclass(frozen=True, slots=True)
class TextProfiler:
    """Profiles text columns of one Parquet source on one connection."""

    connection: duckdb.DuckDBPyConnection
    source: str
    rows: int

    def profile(self, column: Column, ctx: JobContext) -> ColumnProfile:
        """The profile of one column. Lengths are in characters; `order` is not looked for."""
        name = identifier(column.name)
        self._run(
            f"CREATE OR REPLACE TEMP TABLE words AS SELECT {name} AS v, count(*) AS n FROM {self.source} "
            f"WHERE {name} IS NOT NULL GROUP BY {name}",
            ctx,
        )
        facts = "count(*), coalesce(sum(n), 0), min(v), max(v), min(length(v)), max(length(v)), sum(length(v) * n)"
        distinct, present, low, high, shortest, longest, total = self._run(f"SELECT {facts} FROM words", ctx)[0]
        if not present:
            return ColumnProfile(column.name, column.type, self.rows, self.rows, 0)
        top = self._run(f"SELECT v, n FROM words ORDER BY n DESC, v LIMIT {TOP_VALUES}", ctx)
        traits = self._traits(int(distinct), int(shortest), int(longest), int(total) / int(present), ctx)
        return ColumnProfile(
            column.name,
            column.type,
            self.rows,
            self.rows - int(present),
            int(distinct),
            low,
            high,
            top=tuple((show(v), int(n)) for v, n in top),
            text=traits,
        )

    def _run(self, sql: str, ctx: JobContext) -> list[tuple[Any, ...]]:
        return run(self.connection, sql, ctx, (0.0, 1.0), "Profiling columns")

    def _traits(self, distinct: int, shortest: int, longest: int, mean: float, ctx: JobContext) -> TextTraits:
        step = max(1, -(-distinct // LOOKED_AT))
        words = ", ".join(literal(w) for w in PLACEHOLDERS)
        chosen = "FROM words" if step == 1 else f"FROM words WHERE hash(lower(trim(v))) % {step} = 0"
        marked = (
            "SELECT v, n, trim(v) AS t, regexp_matches(v, '^\\s|\\s$') AS padded, v = '' AS empty, "
            f"regexp_full_match(trim(v), {literal(NUMBER)}) AND regexp_matches(v, '\\d') AS number, "
            f"regexp_full_match(trim(v), {literal(DATE)}) AS dated, lower(trim(v)) IN ({words}) AS placeholder {chosen}"
        )
        found = self._run(
            f"WITH m AS ({marked}) SELECT count(*), coalesce(sum(n), 0), "
            + ", ".join(
                f"coalesce(sum(n) FILTER ({flag}), 0)" for flag in ("padded", "empty", "number", "dated", "placeholder")
            )
            + ", min(v) FILTER (padded), min(v) FILTER (NOT number AND NOT placeholder), "
            "min(v) FILTER (NOT dated AND NOT placeholder), min(v) FILTER (placeholder) FROM m",
            ctx,
        )[0]
        alike = self._run(
            f"SELECT coalesce(sum(k), 0), min(a), arg_min(b, a) FROM (SELECT min(v) AS a, max(v) AS b, count(*) AS k "
            f"{chosen} GROUP BY lower(trim(v)) HAVING count(*) > 1)",
            ctx,
        )[0]
        looked_at, rows, padded, empty, numbers, dates, placeholders = (int(n) for n in found[:7])
        return TextTraits(
            shortest,
            longest,
            mean,
            looked_at,
            padded,
            empty,
            numbers,
            dates,
            placeholders,
            variants=int(alike[0]),
            rows_looked_at=rows,
            padded_example=_example(found[7]),
            odd_number=_example(found[8]),
            odd_date=_example(found[9]),
            placeholder_example=_example(found[10]),
            variant_example=tuple(_example(v) for v in alike[1:]) if alike[0] else (),
        )


def _example(value: str | None) -> str:
    return "" if value is None else value[:60]
