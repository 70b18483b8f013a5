"""How rows become a version, whatever made them: an import, a refresh, a recipe or a restored version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.core.files import telling_full_disk
from modelyard.domain.data.datasets import DatasetVersion, ImportResult, Lineage, ReadOptions, TableProfile
from modelyard.domain.data.sources import Source
from modelyard.domain.jobs import JobContext, Part
from modelyard.services.data.quality import check_new
from modelyard.store.data import datasets as store

if TYPE_CHECKING:
    from modelyard.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Rows that are in the blob store already, and everything that is kept about them.

    `source` is a line for people; `source_spec` can be read again; `source_size` is in bytes, 0 where there is none.
    """

    dataset: str
    content_hash: str
    result: ImportResult
    profile: TableProfile
    source: str
    source_spec: Source
    source_size: int = 0
    note: str = ""
    rejected_blob: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    lineage: Lineage = field(default_factory=Lineage)


@contextmanager
def staged(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Paths for rows that are being read and for those that do not fit; what was not adopted is removed.

    A full disk is told as a `WorkspaceError`.
    """
    table, rejects = workspace.blobs.stage(".parquet"), workspace.blobs.stage(".rejects.parquet")
    try:
        with telling_full_disk(workspace.path):
            yield str(table), str(rejects)
    finally:
        table.unlink(missing_ok=True)
        rejects.unlink(missing_ok=True)


def adopt_rows(context: JobContext, workspace: Workspace, table: str, rejects: str) -> tuple[str, str | None]:
    """Take staged rows into the blob store; returns the hashes of the rows and of those that did not fit, if any."""
    context.check_cancelled()
    context.progress(0.95, "Saving")
    aside = Path(rejects)
    return workspace.blobs.adopt(Path(table)), workspace.blobs.adopt(aside) if aside.exists() else None


def _known_content(workspace: Workspace, new: NewVersion, context: JobContext | None) -> str:
    """The hash under which a living version may have these rows: another, where its file has another layout.

    Several threads write a large table, and then cut it into row groups where they happened to be. The version may be
    gone when the answer is used, and its file with it: only to look for it, never to name a new version's rows.
    """
    from modelyard.tables.engine import QUIET
    from modelyard.tables.same import same_rows

    alike = store.alike(workspace.database, new.dataset, new.result.rows, new.result.columns)
    if new.content_hash in alike:
        return new.content_hash
    for digest in alike:
        try:
            if same_rows(workspace.blobs.path(new.content_hash), workspace.blobs.path(digest), context or QUIET):
                return digest
        except AppError:  # the older file is lost or damaged, which is no reason to refuse new rows
            continue
    return new.content_hash


def commit_version(
    workspace: Workspace,
    actor: str,
    new: NewVersion,
    action: str = "dataset.import",
    context: JobContext | None = None,
) -> tuple[dict[str, Any], Changes]:
    """Make the rows the next version of their dataset, or find the version that has them already.

    Returns a job's result: dataset_id, version_id, number, newest, unchanged, rows, rejected; and set_missing (values
    by column) where there are any. `newest` is the dataset's newest number then; that of unchanged rows may be an older
    one. The parent is the newest version unless the lineage names one. A version in the recycle bin does not count as
    having the rows; a dataset of which all versions are there comes back with the next number. All in one transaction,
    with its audit row. Then the dataset's quality rules are checked; "quality" counts them by state, and whatever
    happens there the version stays.
    """
    counts: dict[str, Any] = {"rows": new.result.rows, "rejected": new.result.rejected}
    counts |= {"set_missing": new.result.set_missing} if new.result.set_missing else {}
    known = _known_content(workspace, new, context)
    with workspace.database.write(actor) as write:
        dataset_id = store.find_dataset(write, new.dataset) or store.add_dataset(write, new.dataset)
        unchanged = store.same_content(write, dataset_id, known)
        if unchanged is not None:
            same_id, number = unchanged
            newest = store.newest_number(write, dataset_id)
            same_as = {"same as": f"{new.dataset} v{number}", "newest": newest, "source": new.source}
            write.record(f"{action}.unchanged", Kind.DATASET, dataset_id, new.dataset, after=same_as)
            same = {"version_id": same_id, "number": number, "newest": newest, "unchanged": True}
            return {"dataset_id": dataset_id, **same, **counts}, write.changes
        parent = new.lineage.parent_id or store.newest_version_id(write, dataset_id) or ""
        version = DatasetVersion(
            id=clock.new_id(),
            dataset_id=dataset_id,
            dataset_name=new.dataset,
            number=store.next_number(write, dataset_id),
            content_hash=new.content_hash,
            rows=new.result.rows,
            columns=new.result.columns,
            size_bytes=workspace.blobs.path(new.content_hash).stat().st_size,
            source=new.source,
            source_size=new.source_size,
            note=new.note,
            author=actor,
            created_at=clock.now(),
            rejected=new.result.rejected,
            rejected_blob=new.rejected_blob,
            rejected_reasons=new.result.rejected_reasons,
            read_options=new.options,
            lineage=Lineage(parent, new.lineage.recipe_version_id, new.lineage.input_ids, new.lineage.restored_from),
            source_spec=codec.to_builtins(new.source_spec),
            set_missing=new.result.set_missing,
        )
        store.add_version(write, version, new.profile)
        facts = {**counts, "hash": new.content_hash, "source": new.source}
        write.record(action, Kind.DATASET, dataset_id, version.label, after=facts)
    watched = None if context is None else Part(context, 0.95, 1.0)
    quality, changes = check_new(workspace, actor, version.id, watched)
    summary = {"version_id": version.id, "unchanged": False, "quality": quality, **counts}
    numbers = {"number": version.number, "newest": version.number}
    return {"dataset_id": dataset_id, **numbers, **summary}, write.changes | changes
