"""`modelyard data …`: import and look at datasets."""

from __future__ import annotations

from pathlib import Path

import typer

from modelyard.cli import data_prepare, data_profile, data_quality, data_splits, data_table
from modelyard.cli.context import show, table, wait, workspace
from modelyard.core.errors import InputError
from modelyard.domain.data import ColumnType, ImportRequest, ReadOptions
from modelyard.services import data as service

app = typer.Typer(help="Import and look at datasets.", no_args_is_help=True)
app.add_typer(data_splits.app, name="splits")
data_table.add_to(app)
app.add_typer(data_prepare.app, name="recipes")
app.add_typer(data_quality.app, name="quality")
data_profile.register(app)


def _types(pairs: list[str]) -> dict[str, ColumnType]:
    types = {}
    for pair in pairs:
        name, _, kind = pair.rpartition("=")
        if not name or kind not in set(ColumnType):
            kinds = ", ".join(ColumnType)
            raise InputError(f"{pair!r} is not a column type.", f"Write COLUMN=TYPE with one of: {kinds}.")
        types[name] = ColumnType(kind)
    return types


def _options(delimiter: str | None, encoding: str | None, decimal: str | None, types: list[str]) -> ReadOptions:
    return ReadOptions(delimiter=delimiter, encoding=encoding, decimal=decimal, types=_types(types))


DELIMITER = typer.Option(None, help="What splits columns; detected by default.")
ENCODING = typer.Option(None, help="The text encoding; detected by default.")
DECIMAL = typer.Option(None, help="The decimal mark: '.' or ','.")
TYPES = typer.Option([], "--type", help="COLUMN=TYPE in place of the detected type; may be repeated.")


@app.command("import")
def import_(
    file: Path = typer.Argument(..., help="A CSV or Parquet file."),
    name: str = typer.Option("", help="The dataset's name; by default the file's. An existing one gets a new version."),
    note: str = typer.Option("", help="A note kept with the version."),
    delimiter: str | None = DELIMITER,
    encoding: str | None = ENCODING,
    decimal: str | None = DECIMAL,
    types: list[str] = TYPES,
) -> None:
    """Import a table as a dataset, or as a new version of one."""
    options = _options(delimiter, encoding, decimal, types)
    with workspace() as opened:
        job, _ = service.import_file(opened, ImportRequest(str(file), name or file.stem, options, note))
        result = wait(opened, job).result
        version = service.version(opened, result["version_id"])
    lines = [f"{version.label}: {version.rows:,} rows, {len(version.columns)} columns"]
    if result["unchanged"]:
        lines = [f"{version.label} has the same content already; no new version was made."]
    if version.rejected:
        reasons = "; ".join(f"{count:,} {reason}" for reason, count in version.rejected_reasons.items())
        lines.append(f"{version.rejected:,} rows did not fit and were kept aside: {reasons}")
    show({**result, "version": version}, "\n".join(lines))


@app.command()
def preview(
    file: Path = typer.Argument(..., help="A CSV or Parquet file."),
    delimiter: str | None = DELIMITER,
    encoding: str | None = ENCODING,
    decimal: str | None = DECIMAL,
    types: list[str] = TYPES,
) -> None:
    """Show what an import would give, without importing."""
    found = service.preview_import(file, _options(delimiter, encoding, decimal, types), limit=20)
    rows = [[c.name, c.type.value, *[r[i] for r in found.rows[:3]]] for i, c in enumerate(found.columns)]
    table(["Column", "Type", "Row 1", "Row 2", "Row 3"], rows, found)
    if found.problems:
        show_problems = [f"{p.title}: {p.text}" for p in found.problems]
        typer.echo("\n".join(show_problems), err=True)


@app.command("list")
def list_() -> None:
    """List the datasets."""
    with workspace() as opened:
        found = service.datasets(opened)
    rows = [[d.name, f"v{d.latest_version}", f"{d.rows:,}", d.columns] for d in found]
    table(["Dataset", "Newest", "Rows", "Columns"], rows, found)


@app.command()
def rejected(
    dataset: str = typer.Argument(..., help="The dataset's name."),
    version: int | None = typer.Option(None, help="The version's number; the newest by default."),
    export: Path | None = typer.Option(None, help="Write them all to this CSV file."),
) -> None:
    """Show or export the rows that did not fit at import."""
    with workspace() as opened:
        found = service.find_version(opened, dataset, version)
        if export is not None:
            count = service.export_rejected(opened, found.id, export)
            show({"rows": count, "file": str(export)}, f"Wrote {count:,} rows to {export}")
            return
        rows = service.rejected_rows(opened, found.id)
    table(["Line", "Column", "Reason", "Text"], [[r.line, r.column, r.reason, r.text] for r in rows], rows)
