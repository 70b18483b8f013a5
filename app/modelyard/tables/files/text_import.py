"""One table from one or several files of text rows: types that fit them all, one Parquet file, and the rest aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import Column, ColumnType, ImportResult, RejectedRow
from modelyard.domain.jobs import JobContext
from modelyard.tables.chosen import MissingList, check_types
from modelyard.tables.chosen import kept as columns_kept
from modelyard.tables.engine import connect, identifier, literal, parquet_source, run
from modelyard.tables.files.layout import COPY_OPTIONS, Layout
from modelyard.tables.files.paths import same_names
from modelyard.tables.files.rejects import RejectWriter, merge
from modelyard.tables.files.typed import (
    emptied,
    find_emptied,
    kinds,
    misfit_query,
    typed_query,
    whole_fits,
    wider,
)
from modelyard.tables.types import NOUNS, Fit

if TYPE_CHECKING:
    import duckdb


class TextRows(Protocol):
    """A file whose rows are text columns: CSV as it is, or what a workbook or a JSON file was brought to."""

    name: str
    layout: Layout
    faults: RejectWriter

    def straight(
        self,
        connection: duckdb.DuckDBPyConnection,
        types: Sequence[ColumnType],
        out: Path,
        ctx: JobContext,
        span: tuple[float, float],
    ) -> int:
        """Write everything with these types in one pass; -1 where that is not possible."""

    def prepare(self, connection: duckdb.DuckDBPyConnection, ctx: JobContext, span: tuple[float, float]) -> int:
        """Make `source` readable to its end; returns its rows."""

    def source(self) -> str:
        """The SQL that reads the text columns."""

    def line(self, position: int) -> int:
        """The line (or row of a sheet) of a row."""

    def texts(self, positions: Iterator[int], ctx: JobContext) -> Iterator[str]:
        """The text of some rows, in order."""


class TextImport:
    """One import. `work` is a folder beside `out` for what is only needed meanwhile."""

    def __init__(self, files: Sequence[TextRows], shown: str, out: Path, rejects_out: Path, work: Path) -> None:
        self.files, self.shown, self.out, self.rejects_out, self.work = files, shown, out, rejects_out, work
        for file, layout in zip(files, with_formats_of_all([f.layout for f in files]), strict=True):
            file.layout = layout
        self.names = files[0].layout.names
        self.many = len(files) > 1
        self.aside: list[tuple[str, RejectWriter]] = []
        self.missing = MissingList()
        self.emptied: list[tuple[str, Path]] = []

    def run(self, ctx: JobContext) -> ImportResult:
        """Do it; raises what DuckDB and the system raise, and InputError where nothing fits."""
        for file in self.files:
            same_names(self.names, self.files[0].name, file.layout.names, file.name)
        with connect(self.work) as connection:
            types = self._checked_types()
            kept = self._straight(connection, types, ctx)
            if kept < 0:
                types, kept = self._careful(connection, ctx)
            if self.many and kept:
                self._join(connection, ctx)
        return self._result(kept, types)

    def _types(self, layouts: Sequence[Layout]) -> dict[str, ColumnType]:
        """One type for each column that fits the rows of all files, as far as they were looked at."""
        if len(layouts) == 1:
            return dict(zip(layouts[0].names, kinds(layouts[0]), strict=True))
        found: dict[str, list[Fit]] = {name: [] for name in self.names}
        for layout in layouts:
            kinds(layout)
            for name, fit in zip(layout.names, layout.fits, strict=True):
                found[name].append(fit)
        return {n: layouts[0].options.types.get(n) or together(fits).best() for n, fits in found.items()}

    def _checked_types(self) -> dict[str, ColumnType]:
        layouts = [f.layout for f in self.files]
        types = self._types(layouts)
        valued = {n for layout in layouts for n, fit in zip(layout.names, layout.fits, strict=True) if fit.values}
        check_types(layouts[0].options, types, valued)
        return types

    def _part(self, i: int) -> Path:
        return self.work / f"part-{i:05}.parquet" if self.many else self.out

    def _spans(self, start: float, end: float) -> Iterator[tuple[int, TextRows, tuple[float, float]]]:
        step = (end - start) / len(self.files)
        for i, file in enumerate(self.files):
            yield i, file, (start + i * step, start + (i + 1) * step)

    def _straight(self, connection: duckdb.DuckDBPyConnection, types: dict[str, ColumnType], ctx: JobContext) -> int:
        total = 0
        for i, file, span in self._spans(0.05, 0.9 if self.many else 0.95):
            kept = file.straight(connection, [types[n] for n in file.layout.names], self._part(i), ctx, span)
            if kept < 0 or (not kept and not self.many):
                return -1
            total += kept
        return total if total else -1

    def _careful(self, connection: duckdb.DuckDBPyConnection, ctx: JobContext) -> tuple[dict[str, ColumnType], int]:
        before = self._types([f.layout for f in self.files])
        totals = [file.prepare(connection, ctx, span) for _, file, span in self._spans(0.05, 0.35)]
        for _, file, span in self._spans(0.35, 0.5):
            layout = file.layout
            own = [before[n] for n in layout.names]
            some = [wider(layout, k, own) for k in range(len(layout.names))]
            file.layout = whole_fits(connection, layout, file.source(), some, ctx, span)
        types = self._checked_types()
        for name, kind in types.items():
            if kind is not before[name] and name not in self.files[0].layout.options.leave_out:
                said = f"{name} is {NOUNS[kind]} in the whole file; its beginning looked like {NOUNS[before[name]]}."
                ctx.log(said)
        kept = 0
        for i, file, span in self._spans(0.5, 0.9):
            kept += self._write(connection, i, file, [types[n] for n in file.layout.names], totals[i], ctx, span)
        return types, kept

    def _write(
        self,
        connection: duckdb.DuckDBPyConnection,
        i: int,
        file: TextRows,
        types: Sequence[ColumnType],
        total: int,
        ctx: JobContext,
        span: tuple[float, float],
    ) -> int:
        """Write the rows of one file that fit, keep the others aside; returns how many fit."""
        step = (span[1] - span[0]) / 10
        middle, end = span[0] + 7 * step, span[0] + 8.5 * step
        sql = f"COPY ({typed_query(file.layout, types, file.source())}) TO {literal(self._part(i))} {COPY_OPTIONS}"
        kept = int(run(connection, sql, ctx, (span[0], middle), "Writing rows")[0][0])
        file.faults.close()
        self.aside.append((file.name, file.faults))
        if kept < total:
            self._keep_misfits(connection, i, file, types, total - kept, ctx, (middle, end))
        if kept and emptied(file.layout, types):
            found = find_emptied(connection, file.layout, types, file.source(), ctx, (end, span[1]))
            self.emptied.append((file.name, self.work / f"emptied-{i:05}.parquet"))
            self.missing.add(found, file.line, self.emptied[-1][1])
        return kept

    def _keep_misfits(
        self,
        connection: duckdb.DuckDBPyConnection,
        i: int,
        file: TextRows,
        types: Sequence[ColumnType],
        expected: int,
        ctx: JobContext,
        span: tuple[float, float],
    ) -> None:
        """Put the rows aside that do not fit, in batches: there may be millions."""
        import pyarrow.parquet as pq

        found = self.work / f"misfits-{i:05}.found"
        query = misfit_query(file.layout, types, file.source())
        sql = f"COPY ({query}) TO {literal(found)} (FORMAT parquet)"
        count = int(run(connection, sql, ctx, span, "Keeping rows aside that do not fit")[0][0])
        if count != expected:
            raise InputError(f"{file.name} changed while it was read.", "Close what writes to it, then try again.")
        aside = RejectWriter(self.work / f"misfits-{i:05}.parquet")
        with pq.ParquetFile(found) as rows, pq.ParquetFile(found) as again:
            places = (int(n) for batch in again.iter_batches(columns=["n"]) for n in batch.column(0).to_pylist())
            texts = file.texts(places, ctx)
            for batch in rows.iter_batches():
                ctx.check_cancelled()
                for (place, column, value), text in zip(
                    zip(*(c.to_pylist() for c in batch.columns), strict=True), texts, strict=False
                ):
                    name, noun = file.layout.names[column], NOUNS[types[column]]
                    reason = f"{name}: “{value}” is not {noun}"
                    aside.add(RejectedRow(file.line(place), name, reason, text), f"{name} is not {noun}")
        aside.close()
        if aside.count != expected:
            raise InputError(f"{file.name} changed while it was read.", "Close what writes to it, then try again.")
        self.aside.append((file.name, aside))

    def _join(self, connection: duckdb.DuckDBPyConnection, ctx: JobContext) -> None:
        """The files' parts one after another, with the columns of the first in its order."""
        parts = [self._part(i) for i in range(len(self.files)) if self._part(i).exists()]
        out = self.files[0].layout.options.leave_out
        names = ", ".join(identifier(n) for n in self.names if n not in out)
        source = parquet_source(parts, by_name=True)
        sql = f"COPY (SELECT {names} FROM {source}) TO {literal(self.out)} {COPY_OPTIONS}"
        run(connection, sql, ctx, (0.9, 0.97), "Joining the files")

    def _result(self, kept: int, types: dict[str, ColumnType]) -> ImportResult:
        reasons: Counter[str] = sum((aside.reasons for _, aside in self.aside), Counter())
        rejected = sum(aside.count for _, aside in self.aside)
        if not kept:
            raise InputError(
                f"No row of {self.shown} fits: all {rejected:,} were kept aside, "
                f"most often because “{reasons.most_common(1)[0][0]}”.",
                "Check the delimiter, the text encoding and the column types.",
            )
        order = {file.name: i for i, file in enumerate(self.files)}
        paths = [(name, aside.path) for name, aside in self.aside] + self.emptied
        merge([(path, order[name], name if self.many else "") for name, path in paths], self.rejects_out)
        columns = columns_kept(self.files[0].layout.options, [Column(n, types[n]) for n in self.names])
        size = self.out.stat().st_size
        return ImportResult(kept, columns, rejected, size, dict(reasons.most_common()), dict(self.missing.counts))


def together(fits: Sequence[Fit]) -> Fit:
    """The fit of several files' values; a type counts only where every file with values was tried for it."""
    full = [f for f in fits if f.values]
    if not full:
        return fits[0]
    kinds = {kind for f in full for kind in f.fits}
    counts = {kind: sum(f.fits.get(kind, 0) for f in full) for kind in kinds}
    return Fit(sum(f.values for f in full), counts, sum(f.codes for f in full))


def with_formats_of_all(layouts: Sequence[Layout]) -> list[Layout]:
    """Layouts in which a column that cannot tell day from month follows the files that can."""
    from modelyard.tables.files.dates import swapped

    sure: dict[str, set[str]] = {}
    for layout in layouts:
        for name, fmt in layout.formats.items():
            if name not in layout.unsure:
                sure.setdefault(name, set()).add(fmt)
    result = []
    for layout in layouts:
        formats = dict(layout.formats)
        for name in layout.unsure:
            other = swapped(formats[name])
            if other in sure.get(name, ()) and formats[name] not in sure.get(name, ()):
                formats[name] = other
        result.append(replace(layout, formats=formats))
    return result
