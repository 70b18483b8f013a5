"""Write a table, or the rows of a filter in an order, to a CSV, Excel or Parquet file: whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import CancelledError, InputError
from modelyard.core.files import replace_file
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.data.table import ExportFormat, ExportTask
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import allow_only, connect, identifier, literal, parquet_source, run
from modelyard.tables.expression import column_types, where_clause
from modelyard.tables.files.layout import COPY_OPTIONS
from modelyard.tables.pages import TableReader, cells_of
from modelyard.tables.view import filter_error, order_clause

if TYPE_CHECKING:
    import duckdb

SHEET_ROWS, SHEET_COLUMNS, CELL_LETTERS = 1_048_576, 16_384, 32_767
"""What a sheet of Excel holds, the head included, and the letters of a cell (Microsoft: Excel specifications and
limits)."""
EXACT = 10**15
"""Excel keeps 15 digits; longer whole numbers are written as text."""
BATCH = 20_000


def export_table(context: JobContext, task: ExportTask) -> int:
    """Write the file; returns its rows. Raises InputError (also for a sheet that cannot hold them), WorkspaceError for
    a full disk, CancelledError. What was at `path` before stays until the new file is whole.
    """
    source, path, temporary = Path(task.parquet), Path(task.path), Path(task.temporary)
    types = column_types(source)
    with TableReader(source) as reader:
        columns = reader.wanted(task.columns)
    tail = f"{parquet_source(source, True)}{where_clause(task.query.where, types)}"
    order = order_clause(task.query, types)
    context.progress(0.0, "Writing")
    try:
        with connect() as connection:
            # what a filter may say is checked above; still it can reach nothing but these two files
            allow_only(connection, (source, temporary))
            if task.format is ExportFormat.EXCEL:
                rows = _excel(connection, context, task, columns, tail, order)
            else:
                cells = ", ".join(_cell(c, task.format) for c in columns)
                options = COPY_OPTIONS if task.format is ExportFormat.PARQUET else "(FORMAT csv, HEADER)"
                sql = f"COPY (SELECT {cells} FROM {tail}{order}) TO {literal(temporary)} {options}"
                rows = int(run(connection, sql, context, (0.0, 0.98), "Writing")[0][0])
        context.check_cancelled()
        replace_file(temporary, path)
    except (InputError, CancelledError):
        raise
    except Exception as error:
        raise filter_error(error, source, task.query, path) from error
    finally:
        remove_parts(temporary)
    context.progress(1.0, "")
    return rows


def remove_parts(temporary: Path) -> None:
    """Remove what an export that did not end left beside its file."""
    import shutil

    temporary.unlink(missing_ok=True)
    shutil.rmtree(_scratch(temporary), ignore_errors=True)


def _scratch(temporary: Path) -> Path:
    """The folder for the parts an Excel file is packed from, on the disk the file goes to."""
    return temporary.with_name(f"{temporary.name}.d")


def _cell(column: Column, form: ExportFormat) -> str:
    name = identifier(column.name)
    if form is ExportFormat.CSV and column.type is ColumnType.DATETIME:
        return f"strftime({name}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ') AS {name}"
    return name


def check_sheet(rows: int, columns: int) -> None:
    """Raises InputError when a sheet of Excel cannot hold so many rows or columns."""
    other = "Choose CSV or Parquet, or filter the rows first."
    if rows > SHEET_ROWS - 1:
        raise InputError(f"A sheet of Excel holds 1,048,575 rows under its head; these are {rows:,}.", other)
    if columns > SHEET_COLUMNS:
        raise InputError(f"A sheet of Excel holds 16,384 columns; these are {columns:,}.", "Choose fewer columns.")


def _excel(connection: duckdb.DuckDBPyConnection, context: JobContext, task: ExportTask, columns: Sequence[Column],
           tail: str, order: str) -> int:  # fmt: skip
    import xlsxwriter

    total = int(run(connection, f"SELECT count(*) FROM {tail}", context, (0.0, 0.02), "Counting rows")[0][0])
    check_sheet(total, len(columns))
    cells = ", ".join(identifier(c.name) for c in columns)
    scratch = _scratch(Path(task.temporary))
    scratch.mkdir(exist_ok=True)
    # texts stay texts: no formula, no link and no number is made of them
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "tmpdir": str(scratch), "in_memory": False, "use_zip64": True,
    }  # fmt: skip
    book = xlsxwriter.Workbook(task.temporary, options)
    try:
        sheet = book.add_worksheet(_sheet_name(task.title))
        head = book.add_format({"bold": True})
        writers = [_writer(book, c) for c in columns]
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            _check_text(column.name, column.name)
            sheet.write_string(0, at, column.name, head)
            sheet.set_column(at, at, max(9, min(40, len(column.name) + 2)))
        row = 0
        for batch in connection.sql(f"SELECT {cells} FROM {tail}{order}").to_arrow_reader(BATCH):
            import pyarrow as pa

            context.check_cancelled()
            for values in cells_of(pa.Table.from_batches([batch]), columns):
                row += 1
                for at, value in enumerate(values):
                    if isinstance(value, str):
                        _check_text(value, columns[at].name)
                    if value is not None:
                        writers[at](sheet, row, at, value)
            context.progress(0.02 + 0.88 * row / max(1, total), "Writing")
    except BaseException:
        book.fileclosed = True  # or its destructor would write the file that nobody wants
        for each in book.worksheets():
            if (rows_file := getattr(each, "row_data_fh", None)) is not None:
                rows_file.close()
        raise
    context.progress(0.9, "Packing")
    book.close()
    return total


def _check_text(text: str, column: str) -> None:
    """Raises InputError for a text that no cell of Excel holds; it counts UTF-16, where an emoji is two letters."""
    if len(text) > CELL_LETTERS or (len(text) > CELL_LETTERS // 2 and len(text.encode("utf-16-le")) > 2 * CELL_LETTERS):
        raise InputError(f"{column[:80]} has a text of {len(text):,} letters; a cell of Excel holds 32,767.",
                         "Choose CSV or Parquet, or leave the column out.")  # fmt: skip


def _sheet_name(title: str) -> str:
    """A sheet's name: at most 31 letters, without the ones Excel refuses."""
    kept = "".join("-" if c in "[]:*?/\\" else c for c in title).strip("' ")[:31].strip("' ")
    return kept if kept and kept.lower() != "history" else "Rows"


def _writer(book: Any, column: Column) -> Any:
    """What writes one cell of a column: (sheet, row, column, value) -> XlsxWriter's code."""
    forms = {
        ColumnType.DATE: "yyyy-mm-dd",
        ColumnType.DATETIME: "yyyy-mm-dd hh:mm:ss",
        ColumnType.TIME: "hh:mm:ss",
    }
    form = book.add_format({"num_format": forms[column.type]}) if column.type in forms else None

    def write(sheet: Any, row: int, at: int, value: object) -> int:
        result: int
        if isinstance(value, bool):
            result = sheet.write_boolean(row, at, value)
        elif isinstance(value, int):
            result = (
                sheet.write_number(row, at, value) if abs(value) < EXACT else sheet.write_string(row, at, str(value))
            )
        elif isinstance(value, float):
            finite = value - value == 0
            result = sheet.write_number(row, at, value) if finite else sheet.write_string(row, at, str(value))
        elif isinstance(value, date):
            naive = value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value
            if naive.year < 1901:  # Excel's calendar begins in 1900, with a leap day that never was
                result = sheet.write_string(row, at, naive.isoformat())
            else:
                result = sheet.write_datetime(row, at, naive, form)
        elif isinstance(value, time):
            result = sheet.write_datetime(row, at, value, form)
        else:
            result = sheet.write_string(row, at, str(value))
        return result

    return write
