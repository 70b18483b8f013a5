"""A column's values in two tables, counted over the same cells: what drift is measured on, and what charts show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.compare import ColumnCounts
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.comparison.columns import Side, values
from modelyard.tables.engine import connect, explain, identifier, parquet_source, run
from modelyard.tables.profiles.profile import bin_edges, show

if TYPE_CHECKING:
    import duckdb

CELLS = 10
"""Cells of a numeric column at most, as in monitoring: PSI's marks of 0.1 and 0.25 come from ten."""
EDGE_ROWS = 1_000_000
"""Cells of longer tables are laid by about so many rows, evenly spread; all rows are counted."""
CATEGORIES = 100
SHOWN_CATEGORIES = 12
TAIL = 0.005
"""Charts of numbers span all but this share of either side's values at each end; the end cells hold the rest."""
MAX_LABEL = 60
OTHER, MISSING = "other", "missing"
_DATED = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)


@dataclass(frozen=True, slots=True)
class Distributions:
    """One column on both sides: over the cells drift is measured on, and over those a chart shows."""

    name: str
    type: ColumnType
    measured: ColumnCounts
    shown: ColumnCounts


def distributions(left: Side, right: Side, names: Sequence[str], ctx: JobContext) -> list[Distributions]:
    """Count the columns of both tables, one after the other; `names` are columns of both.

    Numbers and dates are measured over up to ten cells by the left table's deciles, every value a cell where there
    are at most ten; everything else over the 100 most frequent values of both tables together. NaN counts as
    missing. Raises CancelledError, and InputError for an unreadable file.
    """
    import duckdb

    found = []
    try:
        with connect() as connection:
            connection.execute("SET preserve_insertion_order = false")
            for at, name in enumerate(names):
                span = at / len(names), (at + 1) / len(names)
                counter = _Counter(connection, left, right, name, ctx, span)
                kinds = (left.type(name), right.type(name))
                ordered = kinds[0] is kinds[1] and kinds[0] in _DATED
                if ordered or (kinds[0].numeric and kinds[1].numeric):
                    found.append(counter.numbers(kinds[1]))
                else:
                    found.append(counter.categories(kinds[1]))
    except duckdb.Error as error:
        raise explain(error, right.path, left.path) from error
    return found


@dataclass(slots=True)
class _Counter:
    connection: duckdb.DuckDBPyConnection
    left: Side
    right: Side
    name: str
    ctx: JobContext
    span: tuple[float, float]

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return run(self.connection, sql, self.ctx, self.span, f"Comparing {self.name}")

    def _thinned(self, one: Side) -> str:
        """Every so manyth row of a long table: enough to lay cells by, in which all rows are counted then."""
        every = self.rows(one) // EDGE_ROWS
        if every < 2:
            return one.source
        return f"(SELECT * FROM {parquet_source(one.path, row_number=True)} WHERE file_row_number % {every} = 0)"

    def rows(self, one: Side) -> int:
        """How many rows a table has."""
        return int(self._run(f"SELECT count(*) FROM {one.source}")[0][0])

    # --- numbers ------------------------------------------------------------------------------------------------
    def numbers(self, kind: ColumnType) -> Distributions:
        """Numbers, and dates as seconds."""
        column = identifier(self.name)
        value = f"CAST({'date_part(' + repr('epoch') + f', {column})' if kind in _DATED else column} AS DOUBLE)"
        sources = [_finite(value, s.source) for s in (self.left, self.right)]
        thinned = [_finite(value, self._thinned(s)) for s in (self.left, self.right)]
        marks = [i / CELLS for i in range(1, CELLS)]
        tails: list[tuple[float, float]] = []
        deciles: list[float] = []
        for source in thinned:
            least, few, found = self._run(
                f"SELECT min(v), approx_count_distinct(v), quantile_disc(v, {[TAIL, 1 - TAIL, *marks]}) FROM {source} "
                "WHERE isfinite(v)"
            )[0]
            if least is not None:
                tails.append((found[0], found[1]))
                deciles = deciles or self._edges(source, least, few, found[2:])
        step = {ColumnType.INTEGER: 1.0, ColumnType.DATE: 86_400.0}.get(kind)
        shown = _shown_edges(tails, step)
        counted = [self._count(source, (*deciles, *shown)) for source in sources]
        sides: list[list[tuple[int, ...]]] = [[], []]
        for below, present, rows in counted:
            sides[0].append((*_steps(below[: len(deciles)], present), rows - present))
            sides[1].append((*_steps(below[len(deciles) :], present), rows - present))
        measured, charted = (
            ColumnCounts(self.name, _labels(edges, kind), counts[0], counts[1], tuple(edges))
            for edges, counts in ((deciles, sides[0]), (shown, sides[1]))
        )
        return Distributions(self.name, kind, measured, charted)

    def _edges(self, source: str, least: float, few: int, picks: Sequence[float]) -> list[float]:
        """Inner edges, increasing; a value that fills the lowest decile, or the only one, gets a cell of its own."""
        if few <= 2 * CELLS:
            rows = self._run(f"SELECT DISTINCT v FROM {source} WHERE isfinite(v) ORDER BY v LIMIT {CELLS + 1}")
            if len(rows) == 1:
                return [float(least), math.nextafter(least, math.inf)]  # a change either way shows
            if len(rows) <= CELLS:
                return [float(v) for (v,) in rows[1:]]
        edges = sorted({float(v) for v in picks if v > least})
        if picks[0] == least:
            edges = sorted({*edges, math.nextafter(least, math.inf)})
        return edges

    def _count(self, source: str, edges: Sequence[float]) -> tuple[list[int], int, int]:
        """How many values are below each edge, how many there are, how many rows."""
        parts = [f"count(*) FILTER (v < {_number(e)})" for e in edges]
        row = self._run(f"SELECT count(v), count(*){''.join(', ' + p for p in parts)} FROM {source}")[0]
        return [int(n) for n in row[2:]], int(row[0]), int(row[1])

    # --- everything else ----------------------------------------------------------------------------------------
    def categories(self, kind: ColumnType) -> Distributions:
        """The most frequent values as text."""
        texts = values(self.left, self.right, self.name)
        grouped = [
            f"(SELECT v, count(*) AS n FROM (SELECT CAST({text} AS VARCHAR) AS v FROM {s.source}) "
            "WHERE v IS NOT NULL GROUP BY v)"
            for s, text in zip((self.left, self.right), texts, strict=True)
        ]
        top = self._run(
            f"SELECT coalesce(l.v, r.v) AS v, coalesce(l.n, 0) AS a, coalesce(r.n, 0) AS b FROM {grouped[0]} l "
            f"FULL OUTER JOIN {grouped[1]} r ON l.v = r.v ORDER BY a + b DESC, v LIMIT {CATEGORIES}"
        )
        totals = [
            self._run(f"SELECT count({identifier(self.name)}), count(*) FROM {s.source}")[0]
            for s in (self.left, self.right)
        ]

        def counts(most: int) -> ColumnCounts:
            kept = top[:most]
            sides = []
            for at, (present, rows) in enumerate(totals, 1):
                cells = [int(row[at]) for row in kept]
                sides.append((*cells, present - sum(cells), rows - present))
            labels = tuple(_short(str(v)) for v, _, _ in kept)
            return ColumnCounts(self.name, (*labels, OTHER, MISSING), sides[0], sides[1])

        return Distributions(self.name, kind, counts(CATEGORIES), counts(SHOWN_CATEGORIES))


def _number(value: float) -> str:
    return f"CAST('{value!r}' AS DOUBLE)"  # in quotes, as it may be infinite


def _steps(below: Sequence[int], present: int) -> list[int]:
    """Counts of the cells from how many values are below each inner edge."""
    return [b - a for a, b in zip((0, *below), (*below, present), strict=True)]


def _finite(value: str, source: str) -> str:
    """The SQL of a column's numbers v, NaN as missing."""
    return f"(SELECT CASE WHEN isnan(x) THEN NULL ELSE x END AS v FROM (SELECT {value} AS x FROM {source}))"


def _shown_edges(tails: Sequence[tuple[float, float]], step: float | None) -> list[float]:
    """Inner edges of at most 20 cells of equal width from the lowest to the highest value but the tails."""
    if not tails:
        return []
    start, end = min(t[0] for t in tails), max(t[1] for t in tails)
    edges = bin_edges(start, end, step)
    return list(edges[1:-1]) if edges else []


def _labels(edges: Sequence[float], kind: ColumnType) -> tuple[str, ...]:
    """What to call each cell, MISSING last; of integers the values in it, both ends included."""
    if not edges:
        return ("all", MISSING)
    if kind is ColumnType.INTEGER:
        whole = [math.ceil(e) for e in edges]
        ranges = [(a, b - 1) for a, b in pairwise(whole)]
        inner = [f"{a:,}" if a >= b else f"{a:,} to {b:,}" for a, b in ranges]
        return (f"up to {whole[0] - 1:,}", *inner, f"{whole[-1]:,} and up", MISSING)
    texts = [_position(e, kind) for e in edges]
    inner = [a if a == b else f"{a} to {b}" for a, b in pairwise(texts)]
    return (f"below {texts[0]}", *inner, f"{texts[-1]} and up", MISSING)


def _position(value: float, kind: ColumnType) -> str:
    if kind is ColumnType.TIME:
        return f"{int(value) // 3600:02d}:{int(value) // 60 % 60:02d}"
    if kind in _DATED:
        try:
            at = datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):  # beyond the calendar's end
            return show(value)
        return at.date().isoformat() if kind is ColumnType.DATE else f"{at:%Y-%m-%d %H:%M}"
    return f"{value:,.6g}"


def _short(text: str) -> str:
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1] + "…"
