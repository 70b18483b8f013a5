"""Two tables beside each other: their common columns, what became of each, and which could be a key."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.compare import ColumnChange, ColumnState
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import connect, explain, identifier, parquet_source, run
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two tables: its file, its columns, and what people call it."""

    path: Path
    columns: tuple[Column, ...]
    label: str

    def type(self, name: str) -> ColumnType:
        """A column's type."""
        return next(c.type for c in self.columns if c.name == name)

    @property
    def source(self) -> str:
        """The SQL that reads it."""
        return parquet_source(self.path)


def side(path: Path, label: str) -> Side:
    """A table to compare. Raises InputError for an unreadable file."""
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return Side(path, from_arrow(file.schema_arrow), label)
    except Exception as error:
        raise explain(error, path) from error


def common(left: Side, right: Side) -> list[str]:
    """The names of the columns that both have, in the order of the right one."""
    known = {c.name for c in left.columns}
    return [c.name for c in right.columns if c.name in known]


def values(left: Side, right: Side, name: str) -> tuple[str, str]:
    """The SQL of a column's values on both sides, of one type, so that they can be compared."""
    column, kinds = identifier(name), (left.type(name), right.type(name))
    if kinds[0] is kinds[1]:
        return column, column
    if kinds[0].numeric and kinds[1].numeric:
        return f"CAST({column} AS DOUBLE)", f"CAST({column} AS DOUBLE)"
    if set(kinds) == {ColumnType.DATE, ColumnType.DATETIME}:
        return f"CAST({column} AS TIMESTAMP)", f"CAST({column} AS TIMESTAMP)"
    return _text(column, kinds[0]), _text(column, kinds[1])


def plain(column: str, kind: ColumnType) -> str:
    """Instants as UTC without a zone, which needs no time zone package; all others as they are."""
    return f"CAST({column} AS TIMESTAMP)" if kind is ColumnType.DATETIME else column


def _text(column: str, kind: ColumnType) -> str:
    return f"CAST({plain(column, kind)} AS VARCHAR)"


@contextmanager
def opened(left: Side, right: Side) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that need not keep row order; errors of DuckDB and the system become sentences."""
    import duckdb

    try:
        with connect() as connection:
            connection.execute("SET preserve_insertion_order = false")
            yield connection
    except duckdb.Error as error:
        raise explain(error, right.path, left.path) from error


# --- columns ------------------------------------------------------------------------------------------------------


def compare_columns(left: Side, right: Side, ctx: JobContext) -> tuple[ColumnChange, ...]:
    """What became of each column, in the order of the right table, removed ones at the end.

    A column counts as renamed when one of the same type and the very same values, row by row, is gone.
    Raises CancelledError, and InputError for an unreadable file.
    """
    shared = set(common(left, right))
    removed = [c for c in left.columns if c.name not in shared]
    added = [c for c in right.columns if c.name not in shared]
    renamed = _renamed(left, right, removed, added, ctx) if removed and added else {}
    found = []
    for column in right.columns:
        if column.name in shared:
            before = left.type(column.name)
            state = ColumnState.SAME if before is column.type else ColumnState.RETYPED
            found.append(ColumnChange(column.name, state, before, column.type))
        elif column.name in renamed:
            found.append(ColumnChange(column.name, ColumnState.RENAMED, column.type, column.type, renamed[column.name]))
        else:
            found.append(ColumnChange(column.name, ColumnState.ADDED, None, column.type))
    gone = [c for c in removed if c.name not in renamed.values()]
    return (*found, *(ColumnChange(c.name, ColumnState.REMOVED, c.type, None) for c in gone))


def _renamed(
    left: Side, right: Side, removed: Sequence[Column], added: Sequence[Column], ctx: JobContext
) -> dict[str, str]:
    """New names to old ones: equal sums of hashes are a hint, equal values in every row the proof."""
    found: dict[str, str] = {}
    with opened(left, right) as connection:
        marks: list[dict[str, tuple[Any, ...]]] = []
        for one, columns in ((left, removed), (right, added)):
            parts = ", ".join(f"count({identifier(c.name)}), sum(hash({identifier(c.name)})::HUGEINT)" for c in columns)
            row = run(connection, f"SELECT count(*), {parts} FROM {one.source}", ctx, (0.0, 0.05), "Comparing columns")
            marks.append({c.name: (row[0][0], c.type, *row[0][1 + 2 * i : 3 + 2 * i]) for i, c in enumerate(columns)})
        for column in added:
            for old in removed:
                if old.name in found.values() or marks[0][old.name] != marks[1][column.name]:
                    continue
                unequal = run(
                    connection,
                    f"SELECT count(*) FROM (SELECT {identifier(old.name)} AS a FROM {left.source}) POSITIONAL JOIN "
                    f"(SELECT {identifier(column.name)} AS b FROM {right.source}) WHERE a IS DISTINCT FROM b",
                    ctx,
                    (0.05, 0.05),
                    "Comparing columns",
                )
                if not unequal[0][0]:
                    found[column.name] = old.name
                    break
    return found


# --- keys -----------------------------------------------------------------------------------------------------------


def unique(one: Side, key: Sequence[str], ctx: JobContext) -> bool:
    """Whether the columns are never missing and tell all rows apart."""
    columns = ", ".join(identifier(name) for name in key)
    present = " AND ".join(f"{identifier(name)} IS NOT NULL" for name in key)
    with opened(one, one) as connection:
        rows, distinct = run(
            connection,
            f"SELECT (SELECT count(*) FROM {one.source}), (SELECT count(*) FROM (SELECT DISTINCT {columns} FROM "
            f"{one.source} WHERE {present}))",
            ctx,
        )[0]
    return bool(rows == distinct)


def distinct_shares(one: Side, keys: Sequence[Sequence[str]], ctx: JobContext) -> list[float]:
    """About how many different rows each choice of columns has, as a share of all rows; 0 for an empty table."""
    with opened(one, one) as connection:
        parts = ", ".join(f"approx_count_distinct(hash({', '.join(identifier(n) for n in key)}))" for key in keys)
        row = run(connection, f"SELECT count(*), {parts} FROM {one.source}", ctx)[0]
    return [n / row[0] if row[0] else 0.0 for n in row[1:]]
