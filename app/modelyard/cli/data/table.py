"""`modelyard data rows` and `modelyard data export`: look at rows, filtered and sorted, and write them to a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.words import counted
from modelyard.domain.data.table import RowQuery, SortKey
from modelyard.services.data import datasets
from modelyard.services.data import table as data_table

DATASET = typer.Argument(..., help="The dataset's name.")
VERSION = typer.Option(None, help="The version's number; the newest by default.")
WHERE = typer.Option("", help="Only rows for which this holds, such as \"dep_delay > 60 AND carrier = 'UA'\".")
SORT = typer.Option("", help="Columns to sort by, with commas between; -column sorts it descending.")
COLUMNS = typer.Option("", help="Only these columns, with commas between, in this order.")


def split_names(text: str) -> list[str]:
    """The names between commas; one in double quotes may hold commas itself."""
    import csv

    return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), []) if part.strip()]


def _query(where: str, sort: str) -> RowQuery:
    return RowQuery(where, tuple(SortKey.parse(name) for name in split_names(sort)))


def rows(
    dataset: str = DATASET,
    where: str = WHERE,
    sort: str = SORT,
    columns: str = COLUMNS,
    limit: int = typer.Option(20, min=0, help="How many rows to show."),
    offset: int = typer.Option(0, min=0, help="How many rows to pass over first."),
    version: int | None = VERSION,
) -> None:
    """Show rows of a dataset, filtered and sorted."""
    names = split_names(columns) or None
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        page, total = data_table.rows(opened, found.id, _query(where, sort), offset=offset, limit=limit, columns=names)
    heads = [c.name for c in page.columns]
    values = [[_shown(value) for value in row] for row in page.rows]
    answer = {"total": total, "offset": page.offset, "columns": heads, "rows": values}
    table(heads, values, answer)
    more = f"{total:,} of {counted(found.rows, 'row')}" if where.strip() else counted(total, "row")
    typer.echo(f"{len(values):,} shown of {more}", err=True)


def _shown(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def export(
    dataset: str = DATASET,
    file: Path = typer.Argument(..., help="The file to write; .csv, .xlsx or .parquet."),
    where: str = WHERE,
    sort: str = SORT,
    columns: str = COLUMNS,
    version: int | None = VERSION,
) -> None:
    """Write rows of a dataset to a CSV, Excel or Parquet file."""
    names = split_names(columns) or None
    query = _query(where, sort)
    with workspace() as opened:
        found = datasets.find_version(opened, dataset, version)
        job, _ = data_table.export_table(opened, found.id, file, query.where, query.sort, names)
        result = wait(opened, job).result
    show(result, f"Wrote {counted(result['rows'], 'row')} to {result['path']}")


def add_to(app: typer.Typer) -> None:
    """Add the commands to `modelyard data`."""
    app.command()(rows)
    app.command()(export)
