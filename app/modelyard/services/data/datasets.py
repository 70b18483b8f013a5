"""The Data stage: preview and import files, list versions, read rows, profiles and rows that were kept aside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.core.changes import Changes
from modelyard.core.errors import InputError
from modelyard.core.files import writable
from modelyard.domain.data.datasets import (
    ColumnType,
    Dataset,
    DatasetVersion,
    ImportPreview,
    ImportRequest,
    Page,
    ReadOptions,
    RejectedRow,
    TableProfile,
    TooManyRejected,
    TypeLoss,
)
from modelyard.domain.data.versions import check_kept, check_usable
from modelyard.domain.experiments.spec import TargetSummary, Task
from modelyard.domain.jobs import Job
from modelyard.services.data import files as data_files
from modelyard.services.data.commit import NewVersion, adopt_rows, commit_version, staged
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.data import datasets as store

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.pages import TableReader

IMPORT = "data.import"


def preview_import(path: Path | str, options: ReadOptions | None = None, limit: int = 500) -> ImportPreview:
    """What importing a file, or the files of a pattern, would give: types, first rows, problems.

    Raises `InputError` when it cannot be read.
    """
    from modelyard.tables.files.read import preview

    return preview(Path(path).expanduser(), options or ReadOptions(), limit)


def sheets(path: Path | str) -> tuple[str, ...]:
    """The sheets of an Excel or OpenDocument file, in its order; none for any other file."""
    from modelyard.tables.files.excel_in import sheet_names

    return sheet_names(Path(path).expanduser())


def type_losses(
    path: Path | str, options: ReadOptions | None, column: str, kind: ColumnType, date_format: str | None = None
) -> TypeLoss:
    """What reading a column as another type would lose, from the part of the file that a preview looks at."""
    from modelyard.tables.files.read import type_losses as losses

    return losses(Path(path).expanduser(), options or ReadOptions(), column, kind, date_format)


def paste(text: str) -> Path:
    """Keep pasted text as a file that can be previewed and imported; it is removed once imported, or after a day."""
    return data_files.paste(text)


def too_many_rejected(job: Job) -> TooManyRejected | None:
    """Why an import's job was stopped, when it was for rows that did not fit; else None."""
    return data_files.too_many_rejected(job)


def import_file(workspace: Workspace, request: ImportRequest) -> tuple[Job, Changes]:
    """Start to import a file, or the files of a pattern, as a new dataset or a new version of that name's.

    The job fails with `TooManyRejectedError` when more than the share `max_rejected` of the rows does not fit.
    """
    from modelyard.tables.files.paths import exists, matching

    name = check_name(request.dataset, "dataset")
    path = Path(request.path).expanduser().absolute()
    if not 0 <= request.max_rejected <= 1:
        raise InputError(f"{request.max_rejected} is not a share of rows.", "Give a number from 0 to 1.")
    if not exists(matching(path)[0]):
        raise InputError(f"There is no file {path}.", "Check the path.")
    request = ImportRequest(str(path), name, request.options, request.note, request.max_rejected)
    facts = {"file": str(path)}
    return workspace.start_job("dataset.import.start", IMPORT, f"Import {path.name}", request, name, after=facts)


def import_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Read the file to Parquet, profile it, and commit a version; nothing is left when it fails."""
    from modelyard.services.data.import_work import ImportTask, read_table
    from modelyard.tables.files.paths import matching

    request = codec.from_builtins(params, ImportRequest)
    name = Path(request.path).name
    with staged(workspace) as (table, rejects):
        result, profile = context.run_in_child(read_table, ImportTask(request.path, request.options, table, rejects))
        data_files.check_rejected(name, result, request.max_rejected)
        content_hash, rejected_blob = adopt_rows(context, workspace, table, rejects)
    new = NewVersion(
        dataset=request.dataset,
        content_hash=content_hash,
        result=result,
        profile=profile,
        source="pasted text" if data_files.is_pasted(request.path) else request.path,
        source_spec=data_files.source_of(request.path, request.options),
        source_size=sum(p.stat().st_size for p in matching(Path(request.path))),
        note=request.note,
        rejected_blob=rejected_blob,
        options=request.options,
    )
    committed = commit_version(workspace, context.job.created_by, new, context=context)
    data_files.forget_pasted(request.path)
    return committed


def list_datasets(workspace: Workspace) -> list[Dataset]:
    """Every dataset, by name."""
    return store.dataset_list(workspace.database)


def versions(workspace: Workspace, dataset_id: str | None = None) -> list[DatasetVersion]:
    """The versions of a dataset, or of all, newest first; without those in the recycle bin."""
    return store.versions(workspace.database, dataset_id)


def version(workspace: Workspace, version_id: str) -> DatasetVersion:
    """One version, also one in the recycle bin or one whose rows are gone. Raises `NotFoundError`."""
    return store.version(workspace.database, version_id)


def usable_version(workspace: Workspace, version_id: str) -> DatasetVersion:
    """A version that is not deleted. Raises `ConflictError` or `NotFoundError` that says when that was, and by whom."""
    found = version(workspace, version_id)
    check_usable(found)
    return found


def table_path(workspace: Workspace, version_id: str) -> Path:
    """The file of a version's rows. Raises `NotFoundError` that says when they were deleted for ever, if they were."""
    found = version(workspace, version_id)
    check_kept(found)
    return workspace.blobs.path(found.content_hash)


def find_version(workspace: Workspace, name: str, number: int | None = None) -> DatasetVersion:
    """A version by its dataset's name and its number; the newest without one. Raises `NotFoundError`."""
    return store.version_by_name(workspace.database, name, number)


def profile(workspace: Workspace, version_id: str) -> TableProfile:
    """The profile made at import."""
    return store.profile(workspace.database, version_id)


def open_table(workspace: Workspace, version_id: str) -> TableReader:
    """A reader of a version's rows, for any thread; close it when done."""
    from modelyard.tables.pages import TableReader

    return TableReader(table_path(workspace, version_id))


def rows(workspace: Workspace, version_id: str, offset: int, limit: int) -> Page:
    """Some rows of a version."""
    reader = open_table(workspace, version_id)
    try:
        return reader.read_page(offset, limit)
    finally:
        reader.close()


def rejected_rows(workspace: Workspace, version_id: str, limit: int = 1000) -> list[RejectedRow]:
    """The first rows that did not fit at import, in file order, then the first values that were set to missing."""
    from modelyard.tables.pages import read_rejects

    found = version(workspace, version_id)
    check_kept(found)
    if found.rejected_blob is None:
        return []
    path = workspace.blobs.path(found.rejected_blob)
    return [*read_rejects(path, limit=limit), *read_rejects(path, limit=limit, set_missing=True)]


def export_rejected(workspace: Workspace, version_id: str, path: Path) -> int:
    """Write the rows that did not fit, and what is known of values set to missing, to a CSV file; returns how many."""
    from modelyard.tables.pages import export_rejects

    found = version(workspace, version_id)
    check_kept(found)
    if found.rejected_blob is None:
        raise InputError(f"Every row of {found.label} fitted.", "There is nothing to export.")
    return export_rejects(workspace.blobs.path(found.rejected_blob), writable(path))


def target_summary(
    workspace: Workspace,
    version_id: str,
    target: str,
    where: str = "",
    positive: str | None = None,
    task: Task | None = None,
) -> TargetSummary:
    """What a target column looks like among the rows that pass `where`, for a task or for the one that fits it."""
    from modelyard.tables.frames import target_summary as summarise

    return summarise(table_path(workspace, version_id), target, where, positive, task)


def check_where(workspace: Workspace, version_id: str, where: str) -> int:
    """How many rows pass a filter. Raises `InputError` that names the bad word."""
    from modelyard.tables.frames import check_where as check

    return check(table_path(workspace, version_id), where)
