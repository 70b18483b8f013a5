"""Rows of a version as the Table tab shows them: filtered, sorted, searched, and exported to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.core.changes import Changes
from modelyard.core.errors import InputError
from modelyard.core.files import writable
from modelyard.domain.data.datasets import DatasetVersion, Page
from modelyard.domain.data.table import ExportFormat, ExportRequest, ExportTask, RowQuery, SortKey
from modelyard.domain.jobs import Job
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.view import TableView, Work

EXPORT = "data.export"


def filtered_rows(workspace: Workspace, version_id: str, query: RowQuery, work: Work | None = None) -> TableView:
    """A view of a version's rows through a filter and an order; close it and its reader when done.

    Raises ExpressionError for a bad filter, InputError for an unknown column, CancelledError.
    """
    from modelyard.tables.view import TableView, select_rows

    reader = datasets.open_table(workspace, version_id)
    if query.plain:
        return TableView(reader)
    try:
        return TableView(reader, select_rows(reader.path, query, work))
    except BaseException:
        reader.close()
        raise


def rows(
    workspace: Workspace,
    version_id: str,
    query: RowQuery | None = None,
    *,
    offset: int = 0,
    limit: int = 20,
    columns: Sequence[str] | None = None,
) -> tuple[Page, int]:
    """Some rows of a version through a filter and an order, and how many there are in all."""
    view = filtered_rows(workspace, version_id, query or RowQuery())
    try:
        return view.read_page(offset, limit, columns), view.rows
    finally:
        view.close()
        view.reader.close()


def export_table(
    workspace: Workspace,
    version_id: str,
    path: Path,
    where: str = "",
    sort: Sequence[SortKey] = (),
    columns: Sequence[str] | None = None,
) -> tuple[Job, Changes]:
    """Start to write a version's rows to a file; its suffix says whether CSV, Excel or Parquet.

    Raises InputError for another suffix, a folder that is not there, an unknown column, a bad filter or, where that
    is known already, more rows than a sheet of Excel holds.
    """
    from modelyard.tables.export import check_sheet
    from modelyard.tables.expression import filter_sql, known

    version = datasets.version(workspace, version_id)
    form = next((f for f in ExportFormat if path.suffix.lower() == f".{f}"), None)
    if form is None:
        raise InputError(f"{path.name} does not end in .csv, .xlsx or .parquet.", "Give the file one of these endings.")
    path = writable(path)
    types = {c.name: c.type for c in version.columns}
    chosen = tuple(types if columns is None else columns)
    if not chosen:
        raise InputError("No column is chosen.", "Choose at least one.")
    for name in (*chosen, *(key.column for key in sort)):
        known(name, types)
    if twice := next((name for name in chosen if chosen.count(name) > 1), None):
        raise InputError(f"The column {twice} is chosen twice.", "Name each column once.")
    if where.strip():
        filter_sql(where, types)
    elif form is ExportFormat.EXCEL:
        check_sheet(version.rows, len(chosen))
    request = ExportRequest(version_id, str(path), form, RowQuery(where, tuple(sort)), chosen)
    title, name, label = f"Export {path.name}", version.dataset_name, version.label
    facts = {"file": str(path)}
    return workspace.start_job("dataset.export.start", EXPORT, title, request, name, label=label, after=facts)


def export_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Write the file in the child process; when it fails or is stopped, what was at its place before is still there."""
    from modelyard.services.data.table_work import write_export
    from modelyard.tables.export import remove_parts

    request = codec.from_builtins(params, ExportRequest)
    version: DatasetVersion = datasets.version(workspace, request.version_id)
    path = Path(request.path)
    temporary = path.with_name(f".{path.stem}.{context.job.id}.part.{request.format}")
    task = ExportTask(
        parquet=str(datasets.table_path(workspace, version.id)),
        path=request.path,
        temporary=str(temporary),
        format=request.format,
        query=request.query,
        columns=request.columns,
        title=version.label,
    )
    try:
        written = context.run_in_child(write_export, task)
    finally:
        remove_parts(temporary)
    return {"rows": written, "path": request.path, "bytes": path.stat().st_size}, Changes()
