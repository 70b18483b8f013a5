"""A table seen through a filter and an order: row numbers found once, kept in a file, and pages read through them."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.core.files import disk_full, disk_full_error
from modelyard.domain.data.datasets import ColumnType, Page
from modelyard.domain.data.table import RowQuery
from modelyard.tables.engine import ROW_NUMBER, connect, explain, identifier, parquet_source
from modelyard.tables.expression import column_types, guarded, known, run_error, where_clause
from modelyard.tables.pages import TableReader, cells_of

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

ROW = ROW_NUMBER
BATCH = 1 << 17
PAGE = 64
"""Rows a view reads at once: neighbours in an order may be anywhere in the file, so each costs a little."""


class Work:
    """A handle on work in another thread: `cancel` stops it, at once when it is inside DuckDB. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._connection: duckdb.DuckDBPyConnection | None = None

    def cancel(self) -> None:
        """Ask the work to stop; it raises CancelledError."""
        with self._lock:
            self._cancelled = True
            if self._connection is not None:
                self._connection.interrupt()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled

    @property
    def fraction(self) -> float | None:
        """How far the statement is, 0 to 1; None when that is not known."""
        with self._lock:
            share = self._connection.query_progress() if self._connection is not None else -1.0
        return None if share < 0 else min(1.0, share / 100.0)

    def check(self) -> None:
        """Raises CancelledError when it was asked to stop."""
        if self._cancelled:
            raise CancelledError

    def on(self, connection: duckdb.DuckDBPyConnection) -> _Attached:
        """While the block runs, `cancel` interrupts this connection."""
        return _Attached(self, connection)

    def _hold(self, connection: duckdb.DuckDBPyConnection | None) -> None:
        with self._lock:
            self._connection = connection
        self.check()


class _Attached:
    def __init__(self, work: Work, connection: duckdb.DuckDBPyConnection) -> None:
        self._work, self._connection = work, connection

    def __enter__(self) -> duckdb.DuckDBPyConnection:
        self._work._hold(self._connection)
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        import duckdb

        with self._work._lock:
            self._work._connection = None
        if isinstance(error, duckdb.InterruptException):
            raise CancelledError from None


def order_clause(query: RowQuery, types: Mapping[str, ColumnType]) -> str:
    """` ORDER BY …`: missing values last, ties as the table has them; "" without keys. Raises InputError."""
    keys = []
    for key in query.sort:
        known(key.column, types)
        keys.append(f"{identifier(key.column)} {'DESC' if key.descending else 'ASC'} NULLS LAST")
    return f" ORDER BY {', '.join(keys)}, {ROW}" if keys else ""


def filter_error(error: Exception, parquet: Path, query: RowQuery, out: Path | None = None) -> AppError:
    """The sentence for what DuckDB raised while rows were filtered, perhaps because of a value the filter met."""
    import duckdb

    if isinstance(error, duckdb.ConversionException | duckdb.InvalidInputException | duckdb.OutOfRangeException):
        return run_error(error, query.where, "row filter")
    return explain(error, parquet, out)


class Selection:
    """Row numbers of a table, in their order, in a temporary file that is mapped into memory; close it when done."""

    def __init__(self, numbers: npt.NDArray[Any], total: int) -> None:
        self._numbers = numbers
        self.total = total
        self.rows = len(numbers)

    def close(self) -> None:
        """Let go of the file, which is then gone."""
        self._numbers = self._numbers[:0].copy()

    def numbers(self, offset: int, limit: int) -> list[int]:
        """The table's row numbers at some places of the selection."""
        found: list[int] = self._numbers[max(0, offset) : max(0, offset) + max(0, limit)].tolist()
        return found

    def places(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Where these rows of the table stand in the selection, ascending; rows that are not in it are left out."""
        import numpy as np

        wanted = np.zeros(self.total, dtype=bool)
        wanted[rows] = True
        return np.flatnonzero(wanted[self._numbers])


def select_rows(parquet: Path, query: RowQuery, work: Work | None = None) -> Selection:
    """Find the rows of a filter and their order; the rows themselves are not read.

    Memory stays within DuckDB's limit, beyond which it sorts on disk. Raises ExpressionError for a bad filter,
    InputError for an unknown column or a value the filter cannot work on, CancelledError.
    """
    import numpy as np
    import pyarrow.parquet as pq

    types = column_types(parquet)
    total = pq.read_metadata(parquet).num_rows
    sql = f"SELECT {ROW} FROM {parquet_source(parquet, True)}{where_clause(query.where, types)}"
    sql += order_clause(query, types)
    work = work or Work()
    kind = np.uint32 if total < 2**32 else np.int64
    rows = 0
    try:
        with tempfile.TemporaryFile(prefix="modelyard-rows-") as file:
            with guarded(parquet) as connection, work.on(connection):
                for batch in connection.sql(sql).to_arrow_reader(BATCH):
                    work.check()
                    file.write(batch.column(0).to_numpy().astype(kind).tobytes())
                    rows += batch.num_rows
            file.flush()
            # the mapping holds the file, which has no name, until the last array over it is gone
            numbers = np.memmap(file, kind, "r", shape=(rows,)) if rows else np.zeros(0, kind)
    except (CancelledError, InputError):
        raise
    except Exception as error:
        if disk_full(error):
            raise disk_full_error(Path(tempfile.gettempdir()), error) from error
        raise filter_error(error, parquet, query) from error
    return Selection(numbers, total)


class TableView:
    """Pages of a table, all of it or a selection; may be used from several threads."""

    def __init__(self, reader: TableReader, selection: Selection | None = None) -> None:
        self.reader, self.selection = reader, selection
        self.rows = reader.rows if selection is None else selection.rows
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the selection; the reader stays."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if self.selection is not None:
                self.selection.close()

    def read_page(self, offset: int, limit: int, columns: Sequence[str] | None = None) -> Page:
        """As `TableReader.read_page`, for places of the view."""
        if self.selection is None:
            return self.reader.read_page(offset, limit, columns)
        wanted = self.reader.wanted(columns)
        offset = max(0, offset)
        with self._lock:
            numbers = self.selection.numbers(offset, limit)
            if not numbers:
                return Page(offset, wanted, ())
            first, last = min(numbers), max(numbers)
            if last - first < 4 * len(numbers):  # close together: cheaper to read what lies between as well
                page = self.reader.read_page(first, last - first + 1, columns)
                return Page(offset, wanted, tuple(page.rows[n - first] for n in numbers))
            return Page(offset, wanted, self._scattered(numbers, columns))

    def _scattered(self, numbers: list[int], columns: Sequence[str] | None) -> tuple[tuple[object, ...], ...]:
        wanted = self.reader.wanted(columns)
        names = "".join(f", {identifier(c.name)} AS c{i}" for i, c in enumerate(wanted))
        listed = ", ".join(map(str, sorted(numbers)))
        sql = f"SELECT {ROW} AS n{names} FROM {parquet_source(self.reader.path, True)} WHERE {ROW} IN ({listed})"
        try:
            if self._connection is None:
                self._connection = connect()
                # a version's file never changes, and reading its footer again takes longer than the rows
                self._connection.execute("SET parquet_metadata_cache = true")
            found = self._connection.sql(sql).to_arrow_table()
        except Exception as error:
            raise explain(error, self.reader.path) from error
        rows = cells_of(found.drop_columns(["n"]), wanted)
        place = {n: i for i, n in enumerate(found.column("n").to_pylist())}
        return tuple(rows[place[n]] for n in numbers)
