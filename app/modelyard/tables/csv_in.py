"""CSV to Parquet: one pass to find the types, one to write, and a careful one only where the file has faults."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modelyard.core.errors import InputError
from modelyard.domain.data import Column, ColumnType, ImportResult, RejectedRow
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import connect, identifier, literal, run
from modelyard.tables.layout import Cleaned, Layout, Sample, clean, no_rows
from modelyard.tables.records import Record, decode_fault, split_records, utf8_lines
from modelyard.tables.rejects import RejectWriter, merge
from modelyard.tables.types import (
    CANDIDATES,
    NOUNS,
    convert,
    convert_exactly,
    fit_expressions,
    fits_from_row,
    is_null_word,
)

if TYPE_CHECKING:
    import duckdb

ROW_GROUP = 32_768
"""Rows a Parquet row group: small enough that a page at any offset decodes in milliseconds."""
COPY_OPTIONS = f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"


def kinds(layout: Layout) -> tuple[ColumnType, ...]:
    """Each column's type: the user's, or what most values of the sample fit."""
    wrong = [name for name in layout.options.types if name not in layout.names]
    if wrong:
        raise InputError(
            f"There is no column {wrong[0]} to give a type to.",
            f"The columns are {', '.join(layout.names[:20])}{', …' if len(layout.names) > 20 else ''}.",
        )
    fits = layout.fits
    return tuple(layout.options.types.get(n) or f.best() for n, f in zip(layout.names, fits, strict=True))


def _converted(
    layout: Layout, types: Sequence[ColumnType], source: str, number: bool = False, exact: bool = False
) -> str:
    """A subquery of text columns c0 …, typed columns t0 …, and `bad`: the first column (from 1) that does not fit.

    With `exact`, everything that could make a detected type the wrong one is a misfit too.
    """
    decimal, nulls = layout.options.decimal or ".", layout.nulls
    parts, bad = [], []
    for i, (name, kind) in enumerate(zip(layout.names, types, strict=True)):
        column = identifier(name)
        parts.append(f"{column} AS c{i}")
        if kind is not ColumnType.TEXT:
            sure = not exact or name in layout.options.types
            parts.append(f"{(convert if sure else convert_exactly)(column, kind, decimal)} AS t{i}")
            missing = is_null_word(f"c{i}", nulls)
            misfit = f"t{i} IS NULL AND c{i} IS NOT NULL AND NOT {missing}"
            bad.append(f"WHEN {misfit} THEN {i + 1}")
        elif exact and not layout.fits[i].values and name not in layout.options.types:
            bad.append(f"WHEN c{i} IS NOT NULL THEN {i + 1}")
    order = ", row_number() OVER () - 1 AS n" if number else ""
    flag = f"CASE {' '.join(bad)} ELSE 0 END" if bad else "0"
    return f"SELECT *, {flag} AS bad FROM (SELECT {', '.join(parts)}{order} FROM {source})"


def typed_query(layout: Layout, types: Sequence[ColumnType], source: str, exact: bool = False) -> str:
    """The rows that fit, under their final names and types."""
    wanted = ", ".join(
        f"{'c' if kind is ColumnType.TEXT else 't'}{i} AS {identifier(name)}"
        for i, (name, kind) in enumerate(zip(layout.names, types, strict=True))
    )
    return f"SELECT {wanted} FROM ({_converted(layout, types, source, exact=exact)}) WHERE bad = 0"


def display_query(layout: Layout, types: Sequence[ColumnType], copy: Path, limit: int) -> str:
    """The first rows that fit; dates with time as naive UTC, which needs no time zone package to fetch."""
    inner = typed_query(layout, types, layout.source(copy, clean=True))
    shown = ", ".join(
        f"{identifier(n)}::TIMESTAMP" if k is ColumnType.DATETIME else identifier(n)
        for n, k in zip(layout.names, types, strict=True)
    )
    return f"SELECT {shown} FROM ({inner}) LIMIT {int(limit)}"


@dataclass(frozen=True, slots=True)
class Misfits:
    """Records that fit no row of the table, by position (from 0): the blamed column (from 0) and its text."""

    positions: np.ndarray[Any, np.dtype[np.int64]]
    columns: np.ndarray[Any, np.dtype[np.int64]]
    values: list[str]


def sample_misfits(sample: Sample, types: Sequence[ColumnType], limit: int = 10_000) -> Misfits:
    """The records of a sample whose values do not fit, in order."""
    layout = sample.layout
    fits = zip(layout.fits, types, strict=True)
    if all(kind is ColumnType.TEXT or fit.fits.get(kind) == fit.values for fit, kind in fits):
        return _misfits([])
    with connect() as connection:
        query = _misfit_query(layout, types, layout.source(sample.copy, clean=True))
        return _misfits(connection.execute(f"{query} LIMIT {int(limit)}").fetchall())


def _misfit_query(layout: Layout, types: Sequence[ColumnType], source: str) -> str:
    inner = _converted(layout, types, source, number=True)
    value = " ".join(f"WHEN {i + 1} THEN c{i}" for i in range(len(types)))
    return f"SELECT n, bad - 1, left(CASE bad {value} END, 80) FROM ({inner}) WHERE bad > 0 ORDER BY n"


def _misfits(found: Sequence[tuple[Any, ...]]) -> Misfits:
    return Misfits(
        np.array([row[0] for row in found], dtype=np.int64),
        np.array([row[1] for row in found], dtype=np.int64),
        [row[2] for row in found],
    )


class CsvImport:
    """One import of one CSV file. `work` is a folder beside `out` for what is only needed meanwhile."""

    def __init__(self, path: Path, layout: Layout, out: Path, rejects_out: Path, work: Path, ctx: JobContext) -> None:
        self.path, self.layout, self.out, self.rejects_out = path, layout, out, rejects_out
        self.work, self.ctx = work, ctx
        self.copy = work / "clean.csv"
        self.cleaned: Cleaned | None = None
        self.faults = RejectWriter(work / "faults.parquet")
        self.misfits = RejectWriter(work / "misfits.parquet")

    def run(self) -> ImportResult:
        """Do it; raises what DuckDB and the system raise."""
        with connect(self.work) as connection:
            types = kinds(self.layout)
            if self._straight(connection, types):
                return self._result(self.layout.scan.lines - self.layout.header_lines, types)
            total = self._count(connection, self.path) if self._as_it_is() else -1
            if total < 0:
                self._clean()
                total = self._count(connection, self.copy)
            if not total and not self.faults.count:
                raise no_rows(self.path, self.layout)
            types = self._types(connection)
            kept = self._write(connection, types)
            if kept < total:
                self._keep_misfits(connection, types, total - kept)
        return self._result(kept, types)

    def _as_it_is(self) -> bool:
        return self.layout.scan.uniform and not self.layout.leading_blank

    def _straight(self, connection: duckdb.DuckDBPyConnection, types: Sequence[ColumnType]) -> bool:
        """Try one pass with the sample's types; whether it took every line, which makes any second look needless."""
        import duckdb

        if not self._as_it_is():
            return False
        query = typed_query(self.layout, types, self.layout.source(self.path, clean=False), exact=True)
        sql = f"COPY ({query}) TO {literal(self.out)} {COPY_OPTIONS}"
        try:
            kept = int(run(connection, sql, self.ctx, (0.05, 0.95), "Writing rows")[0][0])
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        return kept > 0 and kept == self.layout.scan.lines - self.layout.header_lines

    def _count(self, connection: duckdb.DuckDBPyConnection, path: Path) -> int:
        """The records DuckDB finds; -1 when some are faulty, or lines are not accounted for."""
        import duckdb

        as_it_is = path == self.path
        columns = ", ".join(f"count({identifier(name)})" for name in self.layout.names)
        sql = f"SELECT count(*), {columns} FROM {self.layout.source(path, not as_it_is)}"
        try:
            total = int(run(connection, sql, self.ctx, (0.3, 0.35), "Counting rows")[0][0])
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            if as_it_is:
                return -1
            raise
        if as_it_is:
            faults = connection.execute("SELECT count(*) FROM reject_errors").fetchone()
            clear = faults is not None and faults[0] == 0
            return total if clear and total == self.layout.scan.lines - self.layout.header_lines else -1
        if self.cleaned is None or total != len(self.cleaned.lines):
            raise InputError(
                f"{self.path.name} cannot be read to its end.", "Save it again as CSV with UTF-8, then import it."
            )
        return total

    def _types(self, connection: duckdb.DuckDBPyConnection) -> tuple[ColumnType, ...]:
        """Types that fit the whole file, looking again only at what the sample suggested and what is wider."""
        layout, decimal = self.layout, self.layout.options.decimal or "."
        candidates = [self._candidates(i) for i in range(len(layout.names))]
        pairs = zip(layout.names, candidates, strict=True)
        wanted = [e for name, some in pairs for e in fit_expressions(name, some, decimal, layout.nulls)]
        sql = f"SELECT {', '.join(wanted)} FROM {self._source()}"
        row = run(connection, sql, self.ctx, (0.35, 0.5), "Finding the column types")[0]
        found = []
        for name, before, fit in zip(layout.names, kinds(layout), fits_from_row(row, candidates), strict=True):
            kind = layout.options.types.get(name) or fit.best()
            if kind is not before:
                self.ctx.log(f"{name} is {NOUNS[kind]} in the whole file; its beginning looked like {NOUNS[before]}.")
            found.append(kind)
        return tuple(found)

    def _candidates(self, i: int) -> tuple[ColumnType, ...]:
        if self.layout.names[i] in self.layout.options.types:
            return ()
        fit = self.layout.fits[i]
        if not fit.values:
            return CANDIDATES
        wider = {
            ColumnType.INTEGER: (ColumnType.INTEGER, ColumnType.NUMBER),
            ColumnType.DATE: (ColumnType.DATE, ColumnType.DATETIME),
            ColumnType.TEXT: (),
        }
        return wider.get(fit.best(), (fit.best(),))

    def _clean(self) -> None:
        """Read record by record: keep well-formed ones in a copy, put the others aside with line and reason."""
        total = max(self.layout.scan.lf + self.layout.scan.crlf + self.layout.scan.cr, 1)

        def reject(record: Record, category: str, reason: str) -> None:
            self.faults.add(RejectedRow(record.line, None, reason, decode_fault(record.text)), category)

        def tick(line: int) -> None:
            self.ctx.check_cancelled()
            self.ctx.progress(0.05 + 0.25 * min(line / total, 1.0), "Reading line by line")

        with self.copy.open("wb") as out:
            self.cleaned = clean(self._lines(), self.layout, out, reject, tick)
        self.faults.close()

    def _lines(self) -> Iterator[bytes]:
        if self.layout.scan.encoding == "utf-8" and self.layout.scan.cr:
            return utf8_lines(self._with_newlines(), "utf-8")
        return utf8_lines(self.path, self.layout.scan.encoding)

    def _with_newlines(self) -> Path:
        """A copy whose line ends are all LF, for files that use a bare CR: lines stay short enough to hold."""
        target = self.work / "lines.csv"
        decoder = codecs.getincrementaldecoder("latin-1")()
        carry = ""
        with self.path.open("rb") as source, target.open("wb") as out:
            while block := source.read(1 << 20):
                text = carry + decoder.decode(block)
                carry = "\r" if text.endswith("\r") else ""
                text = text[: len(text) - len(carry)].replace("\r\n", "\n").replace("\r", "\n")
                out.write(text.encode("latin-1"))
            if carry:
                out.write(b"\n")
        return target

    def _write(self, connection: duckdb.DuckDBPyConnection, types: Sequence[ColumnType]) -> int:
        query = typed_query(self.layout, types, self._source())
        sql = f"COPY ({query}) TO {literal(self.out)} {COPY_OPTIONS}"
        return int(run(connection, sql, self.ctx, (0.5, 0.9), "Writing rows")[0][0])

    def _source(self) -> str:
        return self.layout.source(self.path if self.cleaned is None else self.copy, self.cleaned is not None)

    def _keep_misfits(self, connection: duckdb.DuckDBPyConnection, types: Sequence[ColumnType], expected: int) -> None:
        query = _misfit_query(self.layout, types, self._source())
        found = _misfits(run(connection, query, self.ctx, (0.9, 0.95), "Keeping rows aside that do not fit"))
        if len(found.values) != expected:
            raise InputError(f"{self.path.name} changed while it was read.", "Close what writes to it, then try again.")
        lines = self.cleaned.lines if self.cleaned else None
        texts = self._records_at(found.positions)
        for position, column, value, text in zip(found.positions, found.columns, found.values, texts, strict=True):
            name, noun = self.layout.names[column], NOUNS[types[column]]
            line = int(lines[position]) if lines is not None else int(position) + self.layout.header_lines + 1
            reason = f"{name}: “{value}” is not {noun}"
            self.misfits.add(RejectedRow(line, name, reason, text), f"{name} is not {noun}")
        self.misfits.close()

    def _records_at(self, positions: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[str]:
        """The text of the records at these positions, which ascend."""
        wanted = iter(positions.tolist())
        at = next(wanted, None)
        source = utf8_lines(self.copy if self.cleaned else self.path, "utf-8")
        skip = 0 if self.cleaned or not self.layout.options.header else 1
        for count, record in enumerate(split_records(source, self.layout.delimiter, self.layout.quote)):
            if at is None:
                return
            if count % 10_000 == 0:
                self.ctx.check_cancelled()
            if count - skip == at:
                yield decode_fault(record.text)
                at = next(wanted, None)

    def _result(self, kept: int, types: Sequence[ColumnType]) -> ImportResult:
        rejected = self.faults.count + self.misfits.count
        if not kept:
            reasons = self.faults.reasons + self.misfits.reasons
            raise InputError(
                f"No row of {self.path.name} fits: all {rejected:,} were kept aside, "
                f"most often because “{reasons.most_common(1)[0][0]}”.",
                "Check the delimiter, the text encoding and the column types.",
            )
        merge([self.faults.path, self.misfits.path], self.rejects_out)
        columns = tuple(Column(n, k) for n, k in zip(self.layout.names, types, strict=True))
        by_reason = dict((self.faults.reasons + self.misfits.reasons).most_common())
        return ImportResult(kept, columns, rejected, self.out.stat().st_size, by_reason)
