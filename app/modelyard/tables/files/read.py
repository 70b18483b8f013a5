"""Preview a file, and import it to Parquet; rows that do not fit are kept aside, none is dropped silently."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from modelyard.core.errors import CancelledError, InputError
from modelyard.core.files import sync_file
from modelyard.domain.data.datasets import (
    Column,
    ColumnType,
    FileFormat,
    ImportPreview,
    ImportProblem,
    ImportResult,
    LostValue,
    ReadOptions,
    TypeLoss,
)
from modelyard.domain.jobs import JobContext
from modelyard.tables.chosen import check_types, log_lines
from modelyard.tables.engine import QUIET, check_file, connect, explain
from modelyard.tables.files import (
    csv_in,
    excel_in,
    feather_in,
    json_in,
    odd,
    parquet_in,
    problems,
    sniff,
    text_import,
    typed,
)
from modelyard.tables.files.archives import PREVIEW_BYTES, opened
from modelyard.tables.files.layout import Cleaned, Layout, Sample, detect, no_rows, read_sample
from modelyard.tables.files.paths import matching, same_names
from modelyard.tables.files.stored import Store, StoredRows, fault_writer, reject, sample_of

FIRST_ROWS = 500
STORED_ROWS = 20_000
"""Rows of a workbook or of JSON that a preview looks at."""
LOOKED_FILES = 12
"""Files of a pattern that a preview looks at; an import looks at all."""


@dataclass(frozen=True, slots=True)
class _Text:
    """What a look at a file of text rows found: its first rows, how many there are, whether that was all."""

    sample: Sample
    rows: int
    exact: bool
    whole: bool
    problems: tuple[ImportProblem, ...] = ()


def preview(path: Path, options: ReadOptions, limit: int = FIRST_ROWS) -> ImportPreview:
    """What importing a file, or a pattern's files, would give: resolved options, columns, first rows, what looks wrong.

    A text file's types come from its first 2 MB (20,000 rows of a workbook or of JSON); `import_file` looks at all of
    it. The returned options carry only the type overrides that were given. Raises InputError for a file that cannot be
    read as a table.
    """
    files = matching(path)
    sizes = [check_file(file) for file in files]
    looked = [_preview_file(f, options, s, limit) for f, s in zip(files[:LOOKED_FILES], sizes, strict=False)]
    if len(files) == 1:
        return replace(looked[0], files=(str(files[0]),))
    return _preview_of_all(files, sizes, looked)


def _preview_file(path: Path, options: ReadOptions, size: int, limit: int) -> ImportPreview:
    try:
        with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
            found = opened(path, Path(folder), PREVIEW_BYTES)
            kind = options.format or sniff.detect_format(found.path)
            if kind is FileFormat.PARQUET:
                if found.path != path and found.size > found.path.stat().st_size:
                    found = opened(path, Path(folder))
                return parquet_in.preview(found.path, options, size, limit, kind)
            if kind is FileFormat.FEATHER:
                return _preview_feather(found.path, options, size, limit, Path(folder))
            seen = _look(found.path, options, kind, Path(folder), found.size)
            return _preview_text(seen, size, limit)
    except Exception as error:
        raise explain(error, path) from error


def _preview_feather(path: Path, options: ReadOptions, size: int, limit: int, folder: Path) -> ImportPreview:
    part = folder / "feather.parquet"
    rows = feather_in.to_parquet(path, part, QUIET, STORED_ROWS)
    seen = parquet_in.preview(part, options, size, limit, FileFormat.FEATHER)
    exact = rows < STORED_ROWS or feather_in.counted(path)
    return replace(seen, row_count=rows, row_count_exact=exact)


def _look(path: Path, options: ReadOptions, kind: FileFormat, folder: Path, size: int) -> _Text:
    """Look at the beginning of a file of text rows; `size` is what all of it has."""
    if kind is FileFormat.EXCEL:
        store = Store(folder / "rows")
        layout, said, rows, blank = excel_in.read_sheet(path, options, store, QUIET, STORED_ROWS)
        sample = sample_of(store, layout, ())
        sample.cleaned.blank = blank
        return _Text(sample, rows, rows == len(store.lines), rows == len(store.lines), said)
    if kind is FileFormat.JSON:
        store = Store(folder / "rows")
        there = path.stat().st_size
        json_layout, said, faults, share = json_in.read_json(path, options, store, QUIET, STORED_ROWS, there >= size)
        seen, whole = len(store.lines) + len(faults), share >= 1 and there >= size
        rows = seen if whole else round(seen / max(share * there / size, 1e-9))
        return _Text(sample_of(store, json_layout, faults), rows, whole, whole, said)
    scan = sniff.scan(path, options.encoding, sniff.SCAN_LIMIT)
    text, whole = read_sample(path, scan)
    found = detect(path, options, scan, text, folder)
    if not found.cleaned.lines and not found.faults:
        raise no_rows(path, found.layout)
    count, exact = _row_count(found.layout, found.cleaned, len(found.faults), len(text), size, whole)
    return _Text(found, count, exact, whole)


def _preview_text(seen: _Text, size: int, limit: int) -> ImportPreview:
    found, layout = seen.sample, seen.sample.layout
    kinds = typed.kinds(layout)
    columns = tuple(Column(n, k) for n, k in zip(layout.names, kinds, strict=True))
    check_types(layout.options, dict(zip(layout.names, kinds, strict=True)), _valued(layout))
    seen_values = problems.Seen(
        typed.sample_misfits(found, kinds), typed.sample_emptied(found, kinds), odd.sample_odd(found, kinds)
    )
    rows: list[tuple[object, ...]] = []
    if found.cleaned.lines:
        with connect() as connection:
            rows = connection.execute(typed.display_query(layout, kinds, found.copy, limit)).fetchall()
    said = problems.of_csv(layout, columns, found.faults, seen_values, found.cleaned, seen.whole)
    said = tuple(sorted((*seen.problems, *said), key=lambda p: p.severity != "bad"))
    shown = tuple(problems.aware(row) for row in rows)
    return ImportPreview(layout.options, columns, shown, size, seen.rows, seen.exact, said)


def _valued(layout: Layout) -> list[str]:
    """The columns with values."""
    return [name for name, fit in zip(layout.names, layout.fits, strict=True) if fit.values]


def _preview_of_all(files: Sequence[Path], sizes: Sequence[int], looked: Sequence[ImportPreview]) -> ImportPreview:
    """One preview of several files: the first one's rows, types that fit those that were looked at."""
    first = looked[0]
    names = [c.name for c in first.columns]
    said = list(first.problems)
    for file, seen in zip(files[1:], looked[1:], strict=False):
        same_names(names, files[0].name, [c.name for c in seen.columns], file.name)
        if _family(seen.options.format) is not _family(first.options.format):
            raise _mixed(files[0].name, file.name)
        said += [replace(p, text=f"In {file.name}: {p.text}") for p in seen.problems if p.severity == "bad"]
    kinds = [{c.name: c.type for c in seen.columns} for seen in looked]
    columns = tuple(Column(n, parquet_in.together([k[n] for k in kinds])) for n in names)
    counted = sum(seen.row_count or 0 for seen in looked)
    share = sum(sizes[: len(looked)]) / max(sum(sizes), 1)
    exact = len(looked) == len(files) and all(seen.row_count_exact for seen in looked)
    return replace(
        first,
        columns=columns,
        file_size=sum(sizes),
        row_count=counted if len(looked) == len(files) else round(counted / max(share, 1e-9)),
        row_count_exact=exact,
        problems=tuple(sorted(said, key=lambda p: p.severity != "bad")),
        files=tuple(str(f) for f in files),
    )


def _family(kind: FileFormat | None) -> FileFormat:
    """Formats whose values have types come together, and so do those of text rows."""
    return FileFormat.PARQUET if kind in (FileFormat.PARQUET, FileFormat.FEATHER) else FileFormat.CSV


def _mixed(first: str, other: str) -> InputError:
    return InputError(
        f"{first} and {other} are of different formats and cannot be read as one table.",
        "Narrow the pattern to files of one format.",
    )


def type_losses(
    path: Path, options: ReadOptions, column: str, kind: ColumnType, date_format: str | None = None
) -> TypeLoss:
    """What reading `column` as `kind` would lose, from the part of the (first) file that a preview looks at.

    Raises InputError. Of a Parquet file the whole column is looked at.
    """
    path = matching(path)[0]
    check_file(path)
    formats = {**options.date_formats, **({column: date_format} if date_format else {})}
    types = {**options.types, column: kind}
    options = replace(options, types=types, date_formats=formats, misfits={}, leave_out=())
    try:
        with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
            found = opened(path, Path(folder), PREVIEW_BYTES)
            form = options.format or sniff.detect_format(found.path)
            if _family(form) is FileFormat.PARQUET:
                return _parquet_losses(found.path, form, options, column, kind, Path(folder))
            seen = _look(found.path, options, form, Path(folder), found.size)
            layout = seen.sample.layout
            kinds = typed.kinds(layout)
            only = [k if n == column else ColumnType.TEXT for n, k in zip(layout.names, kinds, strict=True)]
            misfits = typed.sample_misfits(seen.sample, only, 1 << 40)
    except Exception as error:
        raise explain(error, path) from error
    lines = seen.sample.cleaned.lines
    examples = tuple(
        LostValue(lines[int(p)], text) for p, text in zip(misfits.positions[:5], misfits.values, strict=False)
    )
    return TypeLoss(column, kind, len(misfits.values), len(lines), seen.whole, examples)


def _parquet_losses(
    path: Path, form: FileFormat, options: ReadOptions, column: str, kind: ColumnType, folder: Path
) -> TypeLoss:
    rows = None
    if form is FileFormat.FEATHER:
        rows = feather_in.to_parquet(path, folder / "feather.parquet", QUIET, STORED_ROWS)
        path = folder / "feather.parquet"
    lost, checked, found = parquet_in.losses(path, options, column)
    examples = tuple(LostValue(line, text) for line, text in found)
    return TypeLoss(column, kind, lost, checked, rows is None or rows <= checked, examples)


def _row_count(layout: Layout, done: Cleaned, faults: int, sample: int, size: int, whole: bool) -> tuple[int, bool]:
    """Data rows of the file, good or bad, and whether that is exact rather than extrapolated from the sample."""
    seen, scan = len(done.lines) + faults, layout.scan
    if whole:
        return seen, True
    if scan.complete and scan.uniform and not scan.quotes and not done.blank and not scan.blank_lines:
        return scan.lines - layout.header_lines, True
    return round(seen * size / max(sample, 1)), False


def import_file(path: Path, options: ReadOptions, out: Path, rejects_out: Path, ctx: JobContext) -> ImportResult:
    """Read a file, or a pattern's files as one table, and write `out` (Parquet, zstd) in the order of the rows.

    Rows that do not fit go to `rejects_out` (see `rejects.read_rejects`), which is only made when there are any:
    `rows + rejected` is the number of data rows. Values that became missing are counted by column, and the first ones
    of each are listed in `rejects_out`, too. Memory is bounded whatever the size (but for a workbook, whose sheet is
    held). On failure or cancellation neither file is left. Raises InputError, WorkspaceError for a full disk,
    CancelledError.
    """
    files = matching(path)
    for file in files:
        check_file(file)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=out.parent))
    current = path
    try:
        ctx.progress(0.0, "Looking at the file")
        texts: list[text_import.TextRows] = []
        tables: list[tuple[str, Path]] = []
        for i, current in enumerate(files):
            ctx.check_cancelled()
            folder = work / f"{i:05}"
            folder.mkdir()
            read = opened(current, folder, None, ctx).path
            kind = options.format or sniff.detect_format(read)
            if _family(kind) is FileFormat.PARQUET:
                tables.append((current.name, _as_parquet(read, kind, folder, ctx)))
            else:
                texts.append(_text_rows(current.name, read, kind, options, folder, ctx))
        current = path
        if texts and tables:
            raise _mixed(texts[0].name, tables[0][0])
        if tables:
            result = parquet_in.import_parquet(tables, options, out, rejects_out, work, ctx)
        else:
            shown = path.name if len(files) == 1 else f"the {len(files):,} files"
            result = text_import.TextImport(texts, shown, out, rejects_out, work).run(ctx)
        for line in log_lines(options, result):
            ctx.log(line)
        sync_file(out)
        return result
    except BaseException as error:
        out.unlink(missing_ok=True)
        rejects_out.unlink(missing_ok=True)
        if isinstance(error, CancelledError) or not isinstance(error, Exception):
            raise
        raise explain(error, current, out) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _as_parquet(path: Path, kind: FileFormat, folder: Path, ctx: JobContext) -> Path:
    if kind is FileFormat.PARQUET:
        return path
    feather_in.to_parquet(path, folder / "feather.parquet", ctx)
    return folder / "feather.parquet"


def _text_rows(
    name: str, path: Path, kind: FileFormat, options: ReadOptions, folder: Path, ctx: JobContext
) -> text_import.TextRows:
    """A file of text rows, looked at; of workbooks and JSON all rows are stored in `folder`."""
    if kind is FileFormat.CSV:
        scan = sniff.scan(path, options.encoding)
        sample, _ = read_sample(path, scan)
        layout = detect(path, options, scan, sample, folder).layout
        return csv_in.CsvRows(name, path, layout, sample, folder)
    store, aside = Store(folder / "rows"), fault_writer(folder, path.name)
    if kind is FileFormat.EXCEL:
        stored, _, _, _ = excel_in.read_sheet(path, options, store, ctx)
    else:
        stored, _, faults, _ = json_in.read_json(path, options, store, ctx)
        for record, category, _ in faults:
            reject(aside, record.line, category, record.text.decode("utf-8", "replace"))
    return StoredRows(name, stored, store, aside)
