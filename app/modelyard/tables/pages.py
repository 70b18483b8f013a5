"""Pages of a table for a view that scrolls: any 200 rows in milliseconds, never the whole table."""

from __future__ import annotations

import bisect
import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import Column, ColumnType, Page
from modelyard.tables.engine import explain
from modelyard.tables.files.rejects import export_rejects, read_rejects
from modelyard.tables.types import beyond_calendar, from_arrow

if TYPE_CHECKING:
    import pyarrow as pa

CACHED_GROUPS = 4
"""Decoded row groups kept; one of 32,768 rows and 20 columns takes some 5 MB."""

_FIRST_DAY = date(1970, 1, 1).toordinal()

__all__ = ["TableReader", "cells_of", "export_rejects", "read_rejects", "values_of"]


class TableReader:
    """Random access to the rows of a Parquet file that Modelyard wrote; may be used from several threads.

    Decodes only the row groups a page touches, and keeps the last few. Raises InputError for an unreadable file.
    """

    def __init__(self, parquet: Path) -> None:
        import pyarrow.parquet as pq

        self.path = parquet
        try:
            self._file = pq.ParquetFile(parquet, memory_map=True)
        except Exception as error:
            raise explain(error, parquet) from error
        metadata = self._file.metadata
        self.rows: int = metadata.num_rows
        self.columns: tuple[Column, ...] = from_arrow(self._file.schema_arrow)
        sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
        self._starts = [0, *accumulate(sizes)]
        self._cache: OrderedDict[tuple[int, tuple[str, ...]], pa.Table] = OrderedDict()
        self._lock = threading.Lock()

    def __enter__(self) -> TableReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._cache.clear()
            self._file.close()

    def read_page(self, offset: int, limit: int, columns: Sequence[str] | None = None) -> Page:
        """Rows `offset` to `offset + limit` of all or some columns, fewer at the end of the table.

        Values are str, int, float, bool, date, datetime (UTC), time or None; dates of years that Python's calendar
        lacks are str. Raises InputError for unknown columns.
        """
        wanted = self.wanted(columns)
        start, stop = max(0, offset), min(self.rows, max(0, offset) + max(0, limit))
        names = tuple(c.name for c in wanted)
        rows: list[tuple[object, ...]] = []
        group = bisect.bisect_right(self._starts, start) - 1
        while start < stop:
            first, end = self._starts[group], min(self._starts[group + 1], stop)
            part = self._group(group, names).select(names).slice(start - first, end - start)
            rows.extend(cells_of(part, wanted))
            start, group = end, group + 1
        return Page(max(0, offset), wanted, tuple(rows))

    def wanted(self, columns: Sequence[str] | None) -> tuple[Column, ...]:
        """The columns of these names, or all. Raises InputError for an unknown one."""
        if columns is None:
            return self.columns
        known = {c.name: c for c in self.columns}
        if unknown := [name for name in columns if name not in known]:
            raise InputError(f"There is no column {unknown[0]}.", f"The columns are {', '.join(list(known)[:20])}.")
        return tuple(known[name] for name in columns)

    def _group(self, group: int, names: tuple[str, ...]) -> pa.Table:
        with self._lock:
            table = self._cache.get((group, names))
            if table is None:
                try:
                    table = self._file.read_row_group(group, columns=list(names), use_threads=False)
                except Exception as error:
                    raise explain(error, self.path) from error
                self._cache[group, names] = table
                while len(self._cache) > CACHED_GROUPS:
                    self._cache.popitem(last=False)
            self._cache.move_to_end((group, names))
            return table


def cells_of(table: pa.Table, columns: Sequence[Column]) -> list[tuple[object, ...]]:
    """The rows of an Arrow table of these columns, as Python objects (see `TableReader.read_page`)."""
    cells = [values_of(table.column(i), c.type) for i, c in enumerate(columns)]
    return list(zip(*cells, strict=True)) if cells else [()] * table.num_rows


def values_of(column: pa.ChunkedArray, kind: ColumnType) -> list[object]:
    """A column's cells as Python objects (see `TableReader.read_page`)."""
    if kind not in (ColumnType.DATE, ColumnType.DATETIME):
        listed: list[object] = column.to_pylist()
        return listed
    import pyarrow as pa

    days = kind is ColumnType.DATE
    whole = column.cast(pa.int32()) if days else column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
    make = _date if days else _instant  # through whole numbers, which needs no time zone package
    return [None if v is None else make(v) for v in whole.to_pylist()]


def _date(days: int) -> date | str:
    try:
        return date.fromordinal(days + _FIRST_DAY)
    except (ValueError, OverflowError):
        return beyond_calendar(ColumnType.DATE, days)


def _instant(microseconds: int) -> datetime | str:
    seconds, rest = divmod(microseconds, 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    except (ValueError, OverflowError):
        return beyond_calendar(ColumnType.DATETIME, microseconds)
