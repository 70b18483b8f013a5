"""The rows that fail a quality rule: the first of them to look at, all of them as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.domain.data.datasets import Column, ColumnType, Page
from modelyard.domain.data.quality import RuleSpec
from modelyard.tables.engine import explain, identifier, literal
from modelyard.tables.expression import guarded
from modelyard.tables.pages import cells_of
from modelyard.tables.quality.check import Stored, reason
from modelyard.tables.quality.sql import failing_source

if TYPE_CHECKING:
    import pyarrow as pa

MAX_ROWS = 50_000
MAX_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class FailingRows:
    """The first failing rows, held in memory; the first column is their number in the table, from 1.

    `more` says that there are others. May be read from any thread.
    """

    columns: tuple[Column, ...]
    rows: int
    more: bool
    table: pa.Table

    def read_page(self, offset: int, limit: int) -> Page:
        """Rows `offset` to `offset + limit`, fewer at the end."""
        part = self.table.slice(max(0, offset), max(0, limit))
        return Page(max(0, offset), self.columns, tuple(cells_of(part, self.columns)))


def number_name(columns: Sequence[Column]) -> str:
    """What the column of row numbers is called: "row", unless the table has such a column."""
    taken = {c.name.lower() for c in columns}
    return next(n for n in ("row", "row number", *(f"row number {i}" for i in range(2, 99_999))) if n not in taken)


def failing_rows(table: Stored, spec: RuleSpec, other: Stored | None = None, limit: int | None = None) -> FailingRows:
    """The first rows that fail, in the table's order: at most 50,000, or 2 million cells.

    Raises InputError when the rule cannot be checked on this table.
    """
    assert table.path is not None
    most = limit or max(100, min(MAX_ROWS, MAX_CELLS // max(1, len(table.columns))))
    row = number_name(table.columns)
    columns = (Column(row, ColumnType.INTEGER), *table.columns)
    names = ", ".join(identifier(c.name) for c in table.columns)
    source = failing_source(spec, table.types, table.path, _pair(other))
    sql = (
        f"SELECT file_row_number + 1 AS {identifier(row)}, {names} FROM {source} "
        f"ORDER BY file_row_number LIMIT {most + 1}"
    )
    try:
        with guarded(*_files(table, other)) as connection:
            found = connection.sql(sql).to_arrow_table()
    except Exception as error:
        raise _explained(error, table.path) from error
    return FailingRows(columns, min(most, found.num_rows), found.num_rows > most, found.slice(0, most))


def export_failing(table: Stored, spec: RuleSpec, path: Path, other: Stored | None = None) -> int:
    """Write all failing rows as CSV (UTF-8, comma, header, row number first, instants in UTC), whole or not at all.

    Returns how many. Raises InputError or WorkspaceError (full disk).
    """
    assert table.path is not None
    temporary = path.with_name(f".{path.name}.part")
    row = identifier(number_name(table.columns))
    cells = [
        f"strftime({identifier(c.name)}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ') AS {identifier(c.name)}"
        if c.type is ColumnType.DATETIME
        else identifier(c.name)
        for c in table.columns
    ]
    source = failing_source(spec, table.types, table.path, _pair(other))
    query = f"SELECT file_row_number + 1 AS {row}, {', '.join(cells)} FROM {source} ORDER BY file_row_number"
    try:
        with guarded(*_files(table, other), temporary) as connection:
            copied = connection.execute(f"COPY ({query}) TO {literal(temporary)} (FORMAT csv, HEADER)").fetchone()
        temporary.replace(path)
    except CancelledError:
        raise
    except Exception as error:
        temporary.unlink(missing_ok=True)
        raise _explained(error, table.path, path) from error
    return int(copied[0]) if copied else 0


def _explained(error: BaseException, table: Path, out: Path | None = None) -> AppError:
    """Why the rows were not found: the rule meets a value it cannot use, or the file, or the disk."""
    import duckdb

    if isinstance(error, duckdb.DataError | duckdb.InvalidInputException | duckdb.BinderException):
        return InputError(f"The rule cannot be checked: {reason(error)}", "Edit the rule.")
    return explain(error, table, out)


def _pair(other: Stored | None) -> tuple[Path, dict[str, ColumnType]] | None:
    return None if other is None or other.path is None else (other.path, other.types)


def _files(table: Stored, other: Stored | None) -> list[Path]:
    return [s.path for s in (table, other) if s is not None and s.path is not None]
