"""CSV files as text rows: read as they are where they are sound, through a careful copy where they have faults."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, RejectedRow
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import identifier, literal, run, run_beside
from modelyard.tables.files.layout import COPY_OPTIONS, Cleaned, Layout, clean, no_rows
from modelyard.tables.files.records import Record, decode_fault, split_records, utf8_lines
from modelyard.tables.files.rejects import RejectWriter
from modelyard.tables.files.straight import Shape, holds, shape, straight_query

if TYPE_CHECKING:
    import duckdb


def refusals() -> tuple[type[Exception], ...]:
    """What DuckDB raises for a file that it does not read as it is."""
    import duckdb

    return (
        duckdb.InvalidInputException,
        duckdb.ConversionException,
        duckdb.OutOfRangeException,
        duckdb.NotImplementedException,
    )


class CsvRows:
    """One CSV file on its way to Parquet: `text_import.TextRows`. `work` is a folder for what is needed meanwhile."""

    def __init__(self, name: str, path: Path, layout: Layout, sample: bytes, work: Path) -> None:
        self.name, self.path, self.layout, self.sample, self.work = name, path, layout, sample, work
        self.copy = work / f"{path.name}.clean"
        self.cleaned: Cleaned | None = None
        self.faults = RejectWriter(work / f"{path.name}.faults")

    def straight(
        self,
        connection: duckdb.DuckDBPyConnection,
        types: Sequence[ColumnType],
        out: Path,
        ctx: JobContext,
        span: tuple[float, float],
    ) -> int:
        """Try one pass with the sample's types; the rows, or -1 where a second, careful look is needed.

        It takes every line of the file or none.
        """
        options = self.layout.options
        unread = options.leave_out and self.layout.scan.bad_utf8
        # DuckDB does not look at the letters of a column that it need not give, and knows no words of single columns
        if not self._as_it_is() or unread or options.missing_words:
            return -1
        found = shape(b"\n".join(self.sample.split(b"\n")[self.layout.header_lines :]), self.layout)
        for expected in dict.fromkeys((found, Shape(False, True))):
            query = straight_query(self.layout, types, self.path, expected, self.sample)
            sql = f"COPY ({query}) TO {literal(out)} {COPY_OPTIONS}"
            steps = holds(self.path, self.layout, expected) if expected.plain else iter(())
            try:
                rows = run_beside(connection, sql, ctx, steps, span, "Writing rows")
            except refusals():
                return -1
            if rows is not None:
                break
        else:
            return -1
        kept = int(rows[0][0])
        return kept if kept == self.layout.scan.lines - self.layout.header_lines else -1

    def prepare(self, connection: duckdb.DuckDBPyConnection, ctx: JobContext, span: tuple[float, float]) -> int:
        """Make the source readable to its end; returns its rows that are well formed. Raises InputError."""
        total = self._count(connection, self.path, ctx, span) if self._as_it_is() else -1
        if total < 0:
            self._clean(ctx, span)
            total = self._count(connection, self.copy, ctx, span)
        if not total and not self.faults.count:
            raise no_rows(self.path, self.layout)
        return total

    def source(self) -> str:
        """The SQL that reads the text columns, once `prepare` was called."""
        return self.layout.source(self.path if self.cleaned is None else self.copy, self.cleaned is not None)

    def line(self, position: int) -> int:
        """The line of a row, by its position among the well-formed ones."""
        return int(self.cleaned.lines[position]) if self.cleaned else position + self.layout.header_lines + 1

    def texts(self, positions: Iterator[int], ctx: JobContext) -> Iterator[str]:
        """The text of the rows at these positions, which ascend."""
        at = next(positions, None)
        source = utf8_lines(self.copy if self.cleaned else self.path, "utf-8")
        skip = 0
        if not self.cleaned:
            for _ in range(self.layout.skip):
                next(source, None)
            skip = 1 if self.layout.options.header else 0
        for count, record in enumerate(split_records(source, self.layout.delimiter, self.layout.quote)):
            if at is None:
                return
            if count % 10_000 == 0:
                ctx.check_cancelled()
            if count - skip == at:
                yield decode_fault(record.text)
                at = next(positions, None)

    def _as_it_is(self) -> bool:
        return self.layout.scan.uniform and not self.layout.leading_blank and not self.layout.escape

    def _count(
        self, connection: duckdb.DuckDBPyConnection, path: Path, ctx: JobContext, span: tuple[float, float]
    ) -> int:
        """The records DuckDB finds; -1 when some are faulty, or lines are not accounted for."""
        as_it_is = path == self.path
        columns = ", ".join(f"count({identifier(name)})" for name in self.layout.names)
        sql = f"SELECT count(*), {columns} FROM {self.layout.source(path, not as_it_is)}"
        try:
            total = int(
                run(connection, sql, ctx, (span[1] - 0.2 * (span[1] - span[0]), span[1]), "Counting rows")[0][0]
            )
        except refusals():
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

    def _clean(self, ctx: JobContext, span: tuple[float, float]) -> None:
        """Read record by record: keep well-formed ones in a copy, put the others aside with line and reason."""
        total = max(self.layout.scan.lf + self.layout.scan.crlf + self.layout.scan.cr, 1)

        def reject(record: Record, category: str, reason: str) -> None:
            self.faults.add(RejectedRow(record.line, None, reason, decode_fault(record.text)), category)

        def tick(line: int) -> None:
            ctx.check_cancelled()
            ctx.progress(span[0] + 0.8 * (span[1] - span[0]) * min(line / total, 1.0), "Reading line by line")

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
