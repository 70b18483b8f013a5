"""`modelyard data …`: import and look at datasets."""

from __future__ import annotations

import math
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.cli.data import prepare as data_prepare
from modelyard.cli.data import profile as data_profile
from modelyard.cli.data import quality as data_quality
from modelyard.cli.data import sources as data_sources
from modelyard.cli.data import splits as data_splits
from modelyard.cli.data import table as data_table
from modelyard.cli.data import versions as data_versions
from modelyard.cli.data.columns import LEAVE_OUT, MISFITS, MISSING_WORDS, TYPES, misfits_of, types_of, words_of
from modelyard.cli.data.made import show_version
from modelyard.core.errors import AppError, InputError, TooManyRejectedError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import MAX_REJECTED, ImportRequest, ReadOptions
from modelyard.domain.jobs import Job
from modelyard.services.data import datasets as service
from modelyard.services.data import files as data_files
from modelyard.services.workspace import Workspace

app = typer.Typer(help="Import and look at datasets.", no_args_is_help=True)
app.add_typer(data_versions.app)
data_sources.register(app)
app.add_typer(data_splits.app, name="splits")
data_table.add_to(app)
app.add_typer(data_prepare.app, name="recipes")
app.add_typer(data_quality.app, name="quality")
data_profile.register(app)


FILE = typer.Argument(
    ...,
    help="A CSV, JSON, Excel, Feather or Parquet file (also .gz or .zip), a quoted pattern such as 'flights_*.csv', "
    "or - for standard input.",
)


DELIMITER = typer.Option(None, help="What splits columns; 'tab' for a tab. Detected by default.")
QUOTE = typer.Option(None, help="What stands around texts; '' for nothing. Detected by default.")
ENCODING = typer.Option(None, help="The text encoding; detected by default.")
DECIMAL = typer.Option(None, help="The decimal mark: '.' or ','.")
THOUSANDS = typer.Option(None, help="What groups digits, such as ',' or ' '; '' for nothing.")
DATES = typer.Option([], "--date-format", help="Such as %d.%m.%Y for all dates, or COLUMN=FORMAT; may be repeated.")
HEADER = typer.Option(None, "--header/--no-header", help="Whether a row has the names; detected by default.")
HEADER_ROW = typer.Option(None, help="The line (the row of a sheet) of the names; what is above is passed over.")
NULLS = typer.Option(None, "--null", help="A word for 'missing' in place of the usual ones; may be repeated.")
SHEET = typer.Option(None, help="The sheet of a workbook; the first one by default.")
ALLOWED = typer.Option(MAX_REJECTED, "--allow-rejected", help="The share of rows, 0 to 1, that may be kept aside.")


def _options(
    delimiter: str | None,
    quote: str | None,
    encoding: str | None,
    decimal: str | None,
    thousands: str | None,
    dates: list[str],
    header: bool | None,
    header_row: int | None,
    nulls: list[str] | None,
    sheet: str | None,
    types: list[str],
    misfits: list[str],
    words: list[str],
    leave_out: list[str],
) -> ReadOptions:
    single, columns = _dates(dates)
    return ReadOptions(
        delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
        quote=quote,
        encoding=encoding,
        decimal=decimal,
        header=header,
        null_values=tuple(nulls) if nulls else None,
        thousands=thousands,
        date_format=single,
        date_formats=columns,
        sheet=sheet,
        header_row=header_row,
        types=types_of(types),
        misfits=misfits_of(misfits),
        missing_words=words_of(words),
        leave_out=tuple(leave_out),
    )


def _dates(given: list[str]) -> tuple[str | None, dict[str, str]]:
    """The format for all dates, and those of single columns."""
    pairs = [text.rpartition("=") for text in given]
    return next((f for _, mark, f in pairs if not mark), None), {name: f for name, mark, f in pairs if mark}


@contextmanager
def _readable(file: Path) -> Iterator[Path]:
    """The file; for `-`, what standard input gives, kept on disk meanwhile."""
    if str(file) != "-":
        yield file
        return
    path = data_files.kept("standard-input")
    try:
        with path.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out, 1 << 20)
        yield path
    finally:
        path.unlink(missing_ok=True)


@app.command("import")
def import_(
    file: Path = FILE,
    name: str = typer.Option("", help="The dataset's name; by default the file's. An existing one gets a new version."),
    note: str = typer.Option("", help="A note kept with the version."),
    delimiter: str | None = DELIMITER,
    quote: str | None = QUOTE,
    encoding: str | None = ENCODING,
    decimal: str | None = DECIMAL,
    thousands: str | None = THOUSANDS,
    dates: list[str] = DATES,
    header: bool | None = HEADER,
    header_row: int | None = HEADER_ROW,
    nulls: list[str] | None = NULLS,
    sheet: str | None = SHEET,
    types: list[str] = TYPES,
    misfits: list[str] = MISFITS,
    null_in: list[str] = MISSING_WORDS,
    leave_out: list[str] = LEAVE_OUT,
    allowed: float = ALLOWED,
) -> None:
    """Import a table as a dataset, or as a new version of one."""
    single = (types, misfits, null_in, leave_out)
    options = _options(delimiter, quote, encoding, decimal, thousands, dates, header, header_row, nulls, sheet, *single)
    with workspace() as opened, _readable(file) as path:
        request = ImportRequest(str(path), name or _name(file), options, note, allowed)
        job = service.import_file(opened, request)[0]
        result = _imported(opened, job)
        version = service.version(opened, result["version_id"])
    show_version(version, result)


def _imported(opened: Workspace, job: Job) -> dict[str, Any]:
    """A job's result; when too many rows did not fit, the error names the option that allows more."""
    try:
        return wait(opened, job).result
    except AppError as error:
        stopped = service.too_many_rejected(opened.job(job.id))
        if stopped is None:
            raise
        share = stopped.rejected / stopped.total
        hint = f"Change how the file is read, or allow more with --allow-rejected {math.ceil(share * 100) / 100:g}."
        raise TooManyRejectedError(error.message, hint, error.details) from error


def _name(file: Path) -> str:
    """A dataset's name from a file's or a pattern's: without its endings and wild cards."""
    if str(file) == "-":
        raise InputError("A table from standard input needs a name.", "Add --name NAME.")
    name = file.name
    for ending in (".gz", ".zip"):
        name = name.removesuffix(ending)
    return re.sub(r"[*?\[\]]+", "", Path(name).stem).strip(" _-.") or "table"


@app.command()
def preview(
    file: Path = FILE,
    delimiter: str | None = DELIMITER,
    quote: str | None = QUOTE,
    encoding: str | None = ENCODING,
    decimal: str | None = DECIMAL,
    thousands: str | None = THOUSANDS,
    dates: list[str] = DATES,
    header: bool | None = HEADER,
    header_row: int | None = HEADER_ROW,
    nulls: list[str] | None = NULLS,
    sheet: str | None = SHEET,
    types: list[str] = TYPES,
    misfits: list[str] = MISFITS,
    null_in: list[str] = MISSING_WORDS,
    leave_out: list[str] = LEAVE_OUT,
) -> None:
    """Show what an import would give, without importing."""
    single = (types, misfits, null_in, leave_out)
    options = _options(delimiter, quote, encoding, decimal, thousands, dates, header, header_row, nulls, sheet, *single)
    with _readable(file) as path:
        found = service.preview_import(path, options, limit=20)
    kinds = ["left out" if c.name in leave_out else c.type.value for c in found.columns]
    rows = [[c.name, kinds[i], *[r[i] for r in found.rows[:3]]] for i, c in enumerate(found.columns)]
    table(["Column", "Type", "Row 1", "Row 2", "Row 3"], rows, found)
    if found.problems:
        show_problems = [f"{p.title}: {p.text}" for p in found.problems]
        typer.echo("\n".join(show_problems), err=True)


@app.command("list")
def list_() -> None:
    """List the datasets."""
    with workspace() as opened:
        found = service.list_datasets(opened)
    rows = [[d.name, f"v{d.latest_version}", f"{d.rows:,}", d.columns] for d in found]
    table(["Dataset", "Newest", "Rows", "Columns"], rows, found)


@app.command()
def rejected(
    dataset: str = typer.Argument(..., help="The dataset's name."),
    version: int | None = typer.Option(None, help="The version's number; the newest by default."),
    export: Path | None = typer.Option(None, help="Write them all to this CSV file."),
) -> None:
    """Show or export the rows that did not fit at import, and values that were set to missing."""
    with workspace() as opened:
        found = service.find_version(opened, dataset, version)
        if export is not None:
            count = service.export_rejected(opened, found.id, export)
            show({"rows": count, "file": str(export)}, f"Wrote {counted(count, 'row')} to {export}")
            return
        rows = service.rejected_rows(opened, found.id)
    table(["Line", "Column", "Reason", "Text"], [[r.line, r.column, r.reason, r.text] for r in rows], rows)
