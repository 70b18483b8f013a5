"""Which rows of two tables differ. Bounded memory whatever their sizes.

Rows are first compared by two independent 64-bit hashes of their compared cells, so that only rows that differ are
ever held whole; what is said of those comes from the values themselves. Two different rows pass for equal with a
probability of about n² / 2^129 for n rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.data.compare import RowCounts, RowDifference
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.comparison.columns import Side, common, opened, plain, values
from modelyard.tables.engine import explain, identifier, literal, run
from modelyard.tables.profiles.profile import show

if TYPE_CHECKING:
    import duckdb

SAMPLE = 200
"""Rows kept of each kind of difference; fewer of very wide tables."""
SAMPLE_CELLS = 40_000
MAX_TEXT = 500
"""Characters kept of a value in those rows."""
TEXT = "Comparing rows"


@dataclass(frozen=True, slots=True)
class RowsCompared:
    """What comparing rows gives: counts, changed cells by column, and the first differing rows of each kind."""

    counts: RowCounts
    compared: tuple[str, ...]
    changed_cells: dict[str, int]
    differences: tuple[RowDifference, ...]


def compare_rows(left: Side, right: Side, key: Sequence[str], ctx: JobContext, sample: int = SAMPLE) -> RowsCompared:
    """Which rows were added, removed or changed, over the columns that both tables have.

    With a `key`, rows with equal key are the same row. Without one, tables are multisets of whole rows: a row that is
    there three times before and once now counts as two removed. Missing cells equal each other, NaN too.
    Raises InputError for a key that a table lacks, that has missing values or that is not unique in either table.
    """
    names = common(left, right)
    if not names:
        raise InputError(f"{left.label} and {right.label} have no column in common.", "Compare other versions.")
    with opened(left, right) as connection:
        kept = max(20, min(sample, SAMPLE_CELLS // len(names)))
        rows = _Rows(connection, left, right, tuple(names), ctx, kept)
        if key:
            rows.check_key(key)
            return rows.by_key(key)
        return rows.whole()


def export_differences(left: Side, right: Side, key: Sequence[str], path: Path, ctx: JobContext) -> int:
    """Write every differing row to a CSV file (UTF-8, missing as nothing), whole or not at all; returns how many.

    With a key: `change`, the key, then each other column "before" and "after". Without: `change`, how often, columns.
    Raises what `compare_rows` raises.
    """
    temporary = path.with_name(f".{path.name}.part")
    names = tuple(common(left, right))
    if not names:
        raise InputError(f"{left.label} and {right.label} have no column in common.", "Compare other versions.")
    try:
        with opened(left, right) as connection:
            rows = _Rows(connection, left, right, names, ctx, 0)
            if key:
                rows.check_key(key)
                rows.find_keys(key)
                query = rows.export_by_key(key)
            else:
                rows.find_whole()
                query = rows.export_whole()
            written = run(connection, f"COPY ({query}) TO {literal(temporary)} (FORMAT csv, HEADER)", ctx, (0.6, 1.0))
        temporary.replace(path)
    except OSError as error:
        raise explain(error, path, path) from error
    finally:
        temporary.unlink(missing_ok=True)
    return int(written[0][0])


@dataclass(slots=True)
class _Rows:
    """The statements of one comparison. `d` is a temporary table of what differs."""

    connection: duckdb.DuckDBPyConnection
    left: Side
    right: Side
    names: tuple[str, ...]
    ctx: JobContext
    sample: int

    def _run(self, sql: str, start: float, end: float) -> list[tuple[Any, ...]]:
        return run(self.connection, sql, self.ctx, (start, end), TEXT)

    def _values(self, name: str) -> tuple[str, str]:
        return values(self.left, self.right, name)

    def _shown(self, alias: str, at: int) -> str:
        """A compared cell, of a table that `_side` made, as Python can take it."""
        name = self.names[at]
        kinds = (self.left.type(name), self.right.type(name))
        return plain(f"{alias}.c{at}", kinds[0]) if kinds[0] is kinds[1] else f"{alias}.c{at}"

    def _side(self, which: int, names: Sequence[str], key: Sequence[str] = (), more: str = "") -> str:
        """A subquery with the key as k0 …, the columns as their positions c0 … and perhaps more."""
        one = (self.left, self.right)[which]
        parts = [f"{self._values(name)[which]} AS k{i}" for i, name in enumerate(key)]
        parts += [f"{self._values(name)[which]} AS c{self.names.index(name)}" for name in names]
        if more:
            parts.append(more)
        return f"(SELECT {', '.join(parts)} FROM {one.source})"

    def _hashes(self, which: int, names: Sequence[str]) -> str:
        cells = ", ".join(self._values(name)[which] for name in names) or "0"
        return f"hash({cells}) AS h, hash('second', {cells}) AS g"

    def _counts(self) -> tuple[int, int]:
        found = [self._run(f"SELECT count(*) FROM {s.source}", 0.0, 0.0)[0][0] for s in (self.left, self.right)]
        return int(found[0]), int(found[1])

    # with a key
    def check_key(self, key: Sequence[str]) -> None:
        """Raises InputError when the columns cannot tell the rows of both tables apart."""
        if len(set(key)) < len(key):
            raise InputError("The key names a column twice.", "Name each column once.")
        for one in (self.left, self.right):
            known = {c.name for c in one.columns}
            if absent := [name for name in key if name not in known]:
                raise InputError(
                    f"{one.label} has no column {absent[0]!r}, so it cannot be the key.",
                    f"Columns of both are {', '.join(self.names[:20])}.",
                )
        for which, one in enumerate((self.left, self.right)):
            self._check_side(which, one, key)

    def _check_side(self, which: int, one: Side, key: Sequence[str]) -> None:
        span = 0.1 * which, 0.1 * (which + 1)
        columns = [self._values(name)[which] for name in key]
        missing = self._run(
            f"SELECT {', '.join(f'count(*) - count({identifier(n)})' for n in key)} FROM {one.source}", span[0], span[0]
        )[0]
        for name, count in zip(key, missing, strict=True):
            if count:
                raise InputError(
                    f"The key column {name} is missing in {counted(count, 'row')} of {one.label}.",
                    "Choose columns that are never missing, or compare whole rows.",
                )
        cells = ", ".join(f"{c} AS k{i}" for i, c in enumerate(columns))
        keys = ", ".join(f"k{i}" for i in range(len(key)))
        shown = ", ".join(f"'k{i}': {plain(f'k{i}', one.type(n))}" for i, n in enumerate(key))
        many, rows, example, times = self._run(
            f"SELECT count(*), sum(n), arg_max({{{shown}}}, n), max(n) FROM (SELECT {keys}, count(*) AS n FROM "
            f"(SELECT {cells} FROM {one.source}) GROUP BY {keys} HAVING count(*) > 1)",
            *span,
        )[0]
        if many:
            named = ", ".join(f"{name} {show(example[f'k{i}'])}" for i, name in enumerate(key))
            words = "key is" if many == 1 else "keys are"
            raise InputError(
                f"{', '.join(key)} does not tell the rows of {one.label} apart: {many:,} {words} there more than once, "
                f"in {counted(rows, 'row')}; {named} is there {times:,} times.",
                "Add columns to the key, or compare whole rows.",
            )

    def find_keys(self, key: Sequence[str]) -> None:
        """Make `d`: the key of every row that differs, and s: 1 added, 2 removed, 3 changed."""
        others = self._others(key)
        parts = [self._side(which, (), key, f"{self._hashes(which, others)}, 1 AS there") for which in (0, 1)]
        keys = range(len(key))
        matched = " AND ".join(f"l.k{i} = r.k{i}" for i in keys)
        named = ", ".join(f"coalesce(l.k{i}, r.k{i}) AS k{i}" for i in keys)
        self._run(
            f"CREATE TEMP TABLE d AS SELECT {named}, CASE WHEN l.there IS NULL THEN 1 WHEN r.there IS NULL THEN 2 "
            f"ELSE 3 END AS s FROM {parts[0]} l FULL OUTER JOIN {parts[1]} r ON {matched} "
            "WHERE l.there IS NULL OR r.there IS NULL OR l.h <> r.h OR l.g <> r.g",
            0.2,
            0.6,
        )

    def _others(self, key: Sequence[str]) -> list[str]:
        return [name for name in self.names if name not in key]

    def _joined(self, key: Sequence[str], some: str, names: Sequence[str]) -> str:
        """The rows of both sides, l and r, whose keys are in `some`, named d."""
        matched = [" AND ".join(f"d.k{i} = {side}.k{i}" for i in range(len(key))) for side in "lr"]
        return (
            f"{some} d LEFT JOIN {self._side(0, names, key)} l ON {matched[0]} "
            f"LEFT JOIN {self._side(1, names, key)} r ON {matched[1]}"
        )

    def by_key(self, key: Sequence[str]) -> RowsCompared:
        """Rows with equal key are the same row."""
        self.find_keys(key)
        left, right = self._counts()
        by_state = dict(self._run("SELECT s, count(*) FROM d GROUP BY s", 0.6, 0.6))
        added, removed, changed = (int(by_state.get(s, 0)) for s in (1, 2, 3))
        counts = RowCounts(left, right, added, removed, changed, right - added - changed)
        others, cells = self._others(key), {}
        if changed:
            wanted = [self.names.index(name) for name in others]
            unequal = ", ".join(f"count(*) FILTER (l.c{at} IS DISTINCT FROM r.c{at})" for at in wanted)
            query = f"SELECT {unequal} FROM {self._joined(key, '(SELECT * FROM d WHERE s = 3)', others)}"
            row = self._run(query, 0.6, 0.85)[0]
            cells = {name: int(n) for name, n in zip(others, row, strict=True) if n}
        return RowsCompared(counts, self.names, cells, self._sample_by_key(key) if by_state else ())

    def _sample_by_key(self, key: Sequence[str]) -> tuple[RowDifference, ...]:
        order = ", ".join(f"k{i}" for i in range(len(key)))
        some = " UNION ALL ".join(
            f"(SELECT * FROM d WHERE s = {s} ORDER BY {order} LIMIT {self.sample})" for s in (3, 1, 2)
        )
        positions = range(len(self.names))
        cells = ", ".join(self._shown(side, at) for side in "lr" for at in positions)
        flags = ", ".join(f"l.c{at} IS DISTINCT FROM r.c{at}" for at in positions)
        ordered = ", ".join(f"d.k{i}" for i in range(len(key)))
        found = self._run(
            f"SELECT d.s, [{flags}], {cells} FROM {self._joined(key, f'({some})', self.names)} "
            f"ORDER BY CASE d.s WHEN 3 THEN 0 ELSE d.s END, {ordered}",
            0.85,
            1.0,
        )
        return tuple(self._difference(row) for row in found)

    def _difference(self, row: tuple[Any, ...]) -> RowDifference:
        state, flags, cells, width = row[0], row[1], row[2:], len(self.names)
        before, after = _texts(cells[:width]), _texts(cells[width:])
        changed = tuple(i for i, flag in enumerate(flags) if flag) if state == 3 else ()
        return RowDifference({1: "added", 2: "removed", 3: "changed"}[state], before, after, changed)

    def export_by_key(self, key: Sequence[str]) -> str:
        """The SQL of all differing rows."""
        keys = [f"d.k{i} AS {identifier(name)}" for i, name in enumerate(key)]
        pairs = [
            f"{_iso(self._shown(side, self.names.index(name)), self._kind(name))} AS {identifier(f'{name} {word}')}"
            for name in self._others(key)
            for side, word in (("l", "before"), ("r", "after"))
        ]
        word = "CASE d.s WHEN 1 THEN 'added' WHEN 2 THEN 'removed' ELSE 'changed' END AS change"
        order = ", ".join(f"d.k{i}" for i in range(len(key)))
        return f"SELECT {', '.join([word, *keys, *pairs])} FROM {self._joined(key, 'd', self.names)} ORDER BY {order}"

    def _kind(self, name: str) -> ColumnType:
        kinds = {self.left.type(name), self.right.type(name)}
        return kinds.pop() if len(kinds) == 1 else ColumnType.TEXT

    # without one
    def find_whole(self) -> None:
        """Make `d`: every row that is there more often on one side, and n: how often more in the right table."""
        hashed = " UNION ALL ".join(
            f"SELECT {self._hashes(which, self.names)}, {sign} AS sign FROM {one.source}"
            for which, one, sign in ((1, self.right, 1), (0, self.left, -1))
        )
        self._run(
            f"CREATE TEMP TABLE uneven AS SELECT h, g FROM ({hashed}) GROUP BY h, g HAVING sum(sign) <> 0", 0.0, 0.5
        )
        cells = ", ".join(f"c{at}" for at in range(len(self.names)))
        sides = [
            f"SELECT s.*, {sign} AS sign FROM "
            f"{self._side(which, self.names, (), self._hashes(which, self.names))} s SEMI JOIN uneven USING (h, g)"
            for which, sign in ((1, 1), (0, -1))
        ]
        self._run(
            f"CREATE TEMP TABLE d AS SELECT {cells}, CAST(sum(sign) AS BIGINT) AS n FROM ({' UNION ALL '.join(sides)}) "
            f"GROUP BY {cells} HAVING sum(sign) <> 0",
            0.5,
            0.9,
        )

    def whole(self) -> RowsCompared:
        """Tables are multisets of whole rows."""
        self.find_whole()
        left, right = self._counts()
        added, removed = self._run(
            "SELECT coalesce(sum(n) FILTER (n > 0), 0), coalesce(-sum(n) FILTER (n < 0), 0) FROM d", 0.9, 0.9
        )[0]
        counts = RowCounts(left, right, int(added), int(removed), 0, right - int(added))
        positions = range(len(self.names))
        cells = ", ".join(self._shown("d", at) for at in positions)
        order = ", ".join(f"c{at}" for at in positions)
        none = (None,) * len(self.names)
        differences = []
        for sign, word in ((">", "added"), ("<", "removed")):
            for row in self._run(
                f"SELECT abs(n), {cells} FROM d WHERE n {sign} 0 ORDER BY {order} LIMIT {self.sample}", 0.95, 1.0
            ):
                texts = _texts(row[1:])
                before, after = (none, texts) if word == "added" else (texts, none)
                differences.append(RowDifference(word, before, after, count=int(row[0])))
        return RowsCompared(counts, self.names, {}, tuple(differences))

    def export_whole(self) -> str:
        """The SQL of all differing rows."""
        cells = ", ".join(
            f"{_iso(self._shown('d', at), self._kind(name))} AS {identifier(name)}"
            for at, name in enumerate(self.names)
        )
        order = ", ".join(f"c{at}" for at in range(len(self.names)))
        return (
            "SELECT CASE WHEN n > 0 THEN 'added' ELSE 'removed' END AS change, abs(n) AS times, "
            f"{cells} FROM d ORDER BY n > 0 DESC, {order}"
        )


def _iso(column: str, kind: ColumnType) -> str:
    return f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%fZ')" if kind is ColumnType.DATETIME else column


def _texts(cells: Sequence[Any]) -> tuple[str | None, ...]:
    return tuple(None if cell is None else show(cell)[:MAX_TEXT] for cell in cells)
