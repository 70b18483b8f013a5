"""Preview a file, and import it to Parquet; rows that do not fit are kept aside, none is dropped silently."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from modelyard.core.errors import CancelledError
from modelyard.core.files import sync_file
from modelyard.domain.data import (
    Column,
    ColumnType,
    FileFormat,
    ImportPreview,
    ImportResult,
    LostValue,
    ReadOptions,
    TypeLoss,
)
from modelyard.domain.jobs import JobContext
from modelyard.tables import csv_in, parquet_in, problems, sniff, text_import, typed
from modelyard.tables.engine import check_file, connect, explain
from modelyard.tables.files import matching
from modelyard.tables.layout import Cleaned, Layout, detect, no_rows, read_sample

FIRST_ROWS = 500


def preview(path: Path, options: ReadOptions, limit: int = FIRST_ROWS) -> ImportPreview:
    """What importing `path` would give: resolved options, columns, the first `limit` rows, and what looks wrong.

    A CSV file's types come from its first 2 MB; `import_file` looks at all of it. The returned options carry only the
    type overrides that were given. Raises InputError for a file that cannot be read as a table.
    """
    files = matching(path)
    path = files[0]
    size = check_file(path)
    try:
        kind = options.format or sniff.detect_format(path)
        if kind is FileFormat.PARQUET:
            return parquet_in.preview(path, options, size, limit)
        return _preview_csv(path, options, size, limit)
    except Exception as error:
        raise explain(error, path) from error


def _preview_csv(path: Path, options: ReadOptions, size: int, limit: int) -> ImportPreview:
    scan = sniff.scan(path, options.encoding, sniff.SCAN_LIMIT)
    sample, whole = read_sample(path, scan)
    with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
        found = detect(path, options, scan, sample, Path(folder))
        layout = found.layout
        if not found.cleaned.lines and not found.faults:
            raise no_rows(path, layout)
        kinds = typed.kinds(layout)
        columns = tuple(Column(n, k) for n, k in zip(layout.names, kinds, strict=True))
        misfits = typed.sample_misfits(found, kinds)
        with connect() as connection:
            rows = connection.execute(typed.display_query(layout, kinds, found.copy, limit)).fetchall()
    count, exact = _row_count(layout, found.cleaned, len(found.faults), len(sample), size, whole)
    return ImportPreview(
        layout.options,
        columns,
        tuple(problems.aware(row) for row in rows),
        size,
        count,
        exact,
        problems.of_csv(layout, columns, found.faults, misfits, found.cleaned, whole),
    )


def type_losses(
    path: Path, options: ReadOptions, column: str, kind: ColumnType, date_format: str | None = None
) -> TypeLoss:
    """What reading `column` as `kind` would lose, from the first megabytes of the file. Raises InputError."""
    path = matching(path)[0]
    check_file(path)
    formats = {**options.date_formats, **({column: date_format} if date_format else {})}
    options = replace(options, types={**options.types, column: kind}, date_formats=formats)
    try:
        scan = sniff.scan(path, options.encoding, sniff.SCAN_LIMIT)
        sample, whole = read_sample(path, scan)
        with tempfile.TemporaryDirectory(prefix="modelyard-") as folder:
            found = detect(path, options, scan, sample, Path(folder))
            kinds = typed.kinds(found.layout)
            only = [k if n == column else ColumnType.TEXT for n, k in zip(found.layout.names, kinds, strict=True)]
            misfits = typed.sample_misfits(found, only, 1 << 40)
    except Exception as error:
        raise explain(error, path) from error
    lines = [found.cleaned.lines[int(p)] for p in misfits.positions[:5]]
    examples = tuple(LostValue(line, text) for line, text in zip(lines, misfits.values, strict=False))
    return TypeLoss(column, kind, len(misfits.values), len(found.cleaned.lines), whole, examples)


def _row_count(layout: Layout, done: Cleaned, faults: int, sample: int, size: int, whole: bool) -> tuple[int, bool]:
    """Data rows of the file, good or bad, and whether that is exact rather than extrapolated from the sample."""
    seen, scan = len(done.lines) + faults, layout.scan
    if whole:
        return seen, True
    if scan.complete and scan.uniform and not scan.quotes and not done.blank and not scan.blank_lines:
        return scan.lines - layout.header_lines, True
    return round(seen * size / max(sample, 1)), False


def import_file(path: Path, options: ReadOptions, out: Path, rejects_out: Path, ctx: JobContext) -> ImportResult:
    """Read a CSV or Parquet file and write `out` (Parquet, zstd), in bounded memory and in the file's row order.

    Rows that do not fit go to `rejects_out` (see `rejects.read_rejects`), which is only made when there are any:
    `rows + rejected` is the number of data rows in the file. The same content gives the same bytes. On failure or
    cancellation neither file is left. Raises InputError, WorkspaceError for a full disk, CancelledError.
    """
    check_file(path)
    work = Path(tempfile.mkdtemp(prefix=".import-", dir=out.parent))
    try:
        kind = options.format or sniff.detect_format(path)
        reader: Callable[..., ImportResult] = parquet_in.import_parquet if kind is FileFormat.PARQUET else _import_csv
        result = reader(path, options, out, rejects_out, work, ctx)
        sync_file(out)
        return result
    except BaseException as error:
        out.unlink(missing_ok=True)
        rejects_out.unlink(missing_ok=True)
        if isinstance(error, CancelledError) or not isinstance(error, Exception):
            raise
        raise explain(error, path, out) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _import_csv(
    path: Path, options: ReadOptions, out: Path, rejects_out: Path, work: Path, ctx: JobContext
) -> ImportResult:
    ctx.progress(0.0, "Looking at the file")
    scan = sniff.scan(path, options.encoding)
    sample, _ = read_sample(path, scan)
    layout = detect(path, options, scan, sample, work).layout
    ctx.check_cancelled()
    rows = csv_in.CsvRows(path, layout, sample, work)
    return text_import.TextImport([rows], path.name, out, rejects_out, work).run(ctx)
