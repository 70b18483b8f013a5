"""Rows of a workbook or a JSON file as text columns in Parquet: from there on they are read as those of a CSV file."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import ColumnType, ReadOptions, RejectedRow
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import identifier, parquet_source
from modelyard.tables.files import sniff
from modelyard.tables.files.dates import kind_of
from modelyard.tables.files.layout import LOOKED_VALUES, Cleaned, Layout, Sample, with_fits
from modelyard.tables.files.records import Record
from modelyard.tables.files.rejects import RejectWriter
from modelyard.tables.types import Fit

if TYPE_CHECKING:
    import duckdb

BATCH = 20_000
NO_SCAN = sniff.Scan(0, True, "utf-8", 0, 0, 0, 0, True)

Cell = tuple[str, str]
"""A value's text and what it was: one of the kinds below."""
TEXT, INTEGER, NUMBER, BOOLEAN, DATE, DATETIME, TIME = (
    "text",
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "time",
)


@dataclass(frozen=True, slots=True)
class StoredLayout(Layout):
    """A layout whose rows are in Parquet files of text columns; `path` in `source` is the folder of these."""

    def source(self, path: Path, clean: bool) -> str:
        """The SQL that reads the text columns."""
        files = parquet_source(sorted(path.glob("*.parquet")), by_name=True)
        rows = f"(SELECT {', '.join(identifier(n) for n in self.names)} FROM {files})"
        return self.without_words(rows)


class Store:
    """Takes rows one by one, keeps them as text in Parquet, and counts what kinds of values each column has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.names: list[str] = []
        self.lines: array[int] = array("q")
        self.kinds: dict[str, dict[str, int]] = {}
        self.nested: set[str] = set()
        self.looked: dict[str, list[str]] = {}
        self._columns: dict[str, list[str | None]] = {}
        self._held = 0
        self._parts = 0

    def add_column(self, name: str) -> None:
        """A column from here on; rows before have no value in it."""
        self.names.append(name)
        self.kinds[name] = {}
        self.looked[name] = []
        self._columns[name] = [None] * self._held

    def add(self, line: int, row: dict[str, Cell | None]) -> None:
        """One row; columns that are not named have no value."""
        self.lines.append(line)
        for name, column in self._columns.items():
            cell = row.get(name)
            column.append(None if cell is None else cell[0])
            if cell is not None:
                counts = self.kinds[name]
                counts[cell[1]] = counts.get(cell[1], 0) + 1
                if cell[1] == TEXT and len(self.looked[name]) < LOOKED_VALUES:
                    self.looked[name].append(cell[0])
        self._held += 1
        if self._held >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is held."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._held and self._parts:
            return
        table = pa.table({n: pa.array(v, pa.string()) for n, v in self._columns.items()})
        pq.write_table(table, self.folder / f"{self._parts:06}.parquet", compression="zstd")
        self._parts, self._held = self._parts + 1, 0
        self._columns = {name: [] for name in self._columns}

    def layout(self, options: ReadOptions, nulls: tuple[str, ...]) -> StoredLayout:
        """The layout of what was stored, with the fits of its columns; call `flush` before."""
        plain = replace(options, delimiter=",", quote='"', encoding="utf-8")
        options = replace(plain, null_values=nulls, decimal=".", thousands="")
        layout = StoredLayout(options, NO_SCAN, tuple(self.names), 0)
        if not self.lines:
            return replace(layout, fits=tuple(Fit(0, {}) for _ in self.names))
        missing = set(nulls)
        looked = [[v for v in self.looked[n] if v.strip() not in missing] for n in self.names]
        tried: Layout = with_fits(layout, layout.source(self.folder, clean=True), looked)
        fits = [self._fit(tried, i, n) for i, n in enumerate(self.names)]
        formats = {n: f for n, f in tried.formats.items() if kind_of(f) in fits[self.names.index(n)].fits}
        unsure = tried.unsure & formats.keys()
        return replace(layout, options=tried.options, fits=tuple(fits), formats=formats, unsure=unsure)

    def _fit(self, tried: Layout, i: int, name: str) -> Fit:
        """How many values are of each type. Numbers stay what the file says they are, text may be a date."""
        counts, fit = self.kinds[name], tried.fits[i]
        text = counts.get(TEXT, 0)
        if text == sum(counts.values()) or text > 0.5 * sum(counts.values()):
            kinds = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)
            return Fit(fit.values, {kind: fit.fits[kind] for kind in kinds if kind in fit.fits})
        integers, dates = counts.get(INTEGER, 0), counts.get(DATE, 0)
        return Fit(
            sum(counts.values()),
            {
                ColumnType.BOOLEAN: counts.get(BOOLEAN, 0),
                ColumnType.INTEGER: integers,
                ColumnType.NUMBER: integers + counts.get(NUMBER, 0),
                ColumnType.DATE: dates,
                ColumnType.DATETIME: dates + counts.get(DATETIME, 0),
                ColumnType.TIME: counts.get(TIME, 0),
            },
        )


class StoredRows:
    """What a `Store` holds, on its way to Parquet: a `text_import.TextRows`."""

    def __init__(self, name: str, layout: Layout, store: Store, faults: RejectWriter) -> None:
        self.name, self.layout, self.store, self.faults = name, layout, store, faults

    def straight(
        self,
        connection: duckdb.DuckDBPyConnection,
        types: Sequence[ColumnType],
        out: Path,
        ctx: JobContext,
        span: tuple[float, float],
    ) -> int:
        """Not possible: rows are looked at one by one."""
        return -1

    def prepare(self, connection: duckdb.DuckDBPyConnection, ctx: JobContext, span: tuple[float, float]) -> int:
        """How many rows there are."""
        return len(self.store.lines)

    def source(self) -> str:
        """The SQL that reads the text columns."""
        return self.layout.source(self.store.folder, clean=True)

    def line(self, position: int) -> int:
        """The line, or the row of the sheet, of a row."""
        return int(self.store.lines[position])

    def texts(self, positions: Iterator[int], ctx: JobContext) -> Iterator[str]:
        """The rows at these positions as a JSON object of their texts."""
        import json

        import pyarrow.parquet as pq

        at, start = next(positions, None), 0
        for part in sorted(self.store.folder.glob("*.parquet")):
            ctx.check_cancelled()
            rows = pq.read_metadata(part).num_rows
            table = None
            while at is not None and at < start + rows:
                table = pq.read_table(part) if table is None else table
                row = table.slice(at - start, 1).to_pylist()[0]
                yield json.dumps({k: v for k, v in row.items() if v is not None}, ensure_ascii=False)
                at = next(positions, None)
            start += rows


def sample_of(store: Store, layout: Layout, faults: Sequence[tuple[Record, str, str]]) -> Sample:
    """What a preview shows of stored rows."""
    return Sample(layout, store.folder, Cleaned(store.lines, 0, len(faults)), tuple(faults))


def fault_writer(work: Path, name: str) -> RejectWriter:
    """Where rows go that cannot even be stored."""
    return RejectWriter(work / f"{name}.faults")


def reject(writer: RejectWriter, line: int, category: str, text: str) -> None:
    """Keep one such row."""
    writer.add(RejectedRow(line, None, category, text), category)
