"""Delete versions and datasets: what depends on them, the recycle bin, and giving their space back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError
from modelyard.domain.bin import ids_older_than, named
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import BinEntry, DeletePreview, VersionsPurged
from modelyard.services.data.datasets import version, versions
from modelyard.services.workspace import Workspace
from modelyard.store import garbage
from modelyard.store.data import datasets as store
from modelyard.store.data import versions as more


def preview_version(workspace: Workspace, version_id: str) -> DeletePreview:
    """What deleting one version would take away. Raises `ConflictError` when it is deleted already."""
    found = version(workspace, version_id)
    living = versions(workspace, found.dataset_id)
    return _preview(workspace, [v for v in living if v.id == version_id], len(living) <= 1, found.label)


def preview_dataset(workspace: Workspace, dataset_id: str) -> DeletePreview:
    """What deleting a dataset with all its versions would take away."""
    return _preview(workspace, versions(workspace, dataset_id), True, "The dataset")


def _preview(workspace: Workspace, found: Sequence[DatasetVersion], whole: bool, what: str) -> DeletePreview:
    if not found:
        raise ConflictError(f"{what} is deleted already.", "Look into the recycle bin.")
    ids = tuple(v.id for v in found)
    return DeletePreview(
        dataset_id=found[0].dataset_id,
        dataset_name=found[0].dataset_name,
        whole=whole,
        version_ids=ids,
        labels=tuple(v.label for v in found),
        rows=sum(v.rows for v in found),
        size_bytes=_own_bytes(workspace, found),
        dependents=tuple(more.dependents(workspace.database, found[0].dataset_id, ids, whole)),
    )


def _own_bytes(workspace: Workspace, found: Sequence[DatasetVersion]) -> int:
    """The size of the files that only these versions name."""
    shared = garbage.live_blobs(workspace.database, without=[v.id for v in found])
    mine = {b for v in found for b in (v.content_hash, v.rejected_blob) if b is not None and b not in shared}
    return sum(workspace.blobs.size(b) for b in mine)


def delete(workspace: Workspace, version_ids: Sequence[str]) -> tuple[DeletePreview, Changes]:
    """Put versions of one dataset into the recycle bin; nothing is lost, and their runs and models stay.

    With its last version the dataset goes too, and it is no longer read again by itself. Raises `ConflictError` when
    one of them is deleted already.
    """
    found = [version(workspace, i) for i in version_ids]
    with workspace.database.write(workspace.actor) as write:
        dataset_id, name = found[0].dataset_id, found[0].dataset_name
        if more.set_deleted(write, version_ids, clock.now(), workspace.actor) != len(set(version_ids)):
            raise ConflictError("Some of these versions are deleted already.", "Look again at what is there.")
        whole = not more.living_ids(write, dataset_id)
        before: dict[str, Any] = {"versions": sorted(v.number for v in found)}
        refresh = more.refresh_of(write, dataset_id) if whole else None
        if refresh is not None:
            more.remove_refresh(write, dataset_id)
            before |= {"refresh": refresh}
        subject = name if whole else ", ".join(v.label for v in sorted(found, key=lambda v: v.number))
        write.record("dataset.delete", Kind.DATASET, dataset_id, subject, before)
    labels = tuple(v.label for v in found)
    rows = sum(v.rows for v in found)
    return DeletePreview(dataset_id, name, whole, tuple(version_ids), labels, rows, 0), write.changes


def delete_dataset(workspace: Workspace, dataset_id: str) -> tuple[DeletePreview, Changes]:
    """Put a dataset with all its versions into the recycle bin."""
    ids = [v.id for v in versions(workspace, dataset_id)]
    if not ids:
        raise ConflictError("The dataset is deleted already.", "Look into the recycle bin.")
    return delete(workspace, ids)


def recycle_bin(workspace: Workspace) -> list[BinEntry]:
    """What is in the recycle bin, an entry a deletion, the last one first."""
    groups: dict[tuple[str, datetime], list[DatasetVersion]] = {}
    for found in store.deleted_versions(workspace.database):
        assert found.deleted_at is not None
        groups.setdefault((found.dataset_id, found.deleted_at), []).append(found)
    living = {v.dataset_id for v in versions(workspace)}
    entries = []
    for (dataset_id, at), some in groups.items():
        first = max(some, key=lambda v: v.number)
        entries.append(
            BinEntry(
                id=first.id,
                dataset_id=dataset_id,
                dataset_name=first.dataset_name,
                whole=dataset_id not in living and sum(key[0] == dataset_id for key in groups) == 1,
                version_ids=tuple(v.id for v in some),
                numbers=tuple(sorted(v.number for v in some)),
                rows=sum(v.rows for v in some),
                size_bytes=_own_bytes(workspace, some),
                deleted_at=at,
                deleted_by=first.deleted_by,
            )
        )
    return entries


def bin_size(workspace: Workspace) -> tuple[int, int]:
    """How many entries the recycle bin has, and the bytes that emptying it frees, shared files counted once."""
    found = store.deleted_versions(workspace.database)
    return len({(v.dataset_id, v.deleted_at) for v in found}), _own_bytes(workspace, found) if found else 0


def bin_entry(workspace: Workspace, name: str) -> BinEntry:
    """The entry that a name or "flights:2" means: the last deletion of that dataset, or of that version.

    Raises `NotFoundError`.
    """
    return named(recycle_bin(workspace), name)


def restore(workspace: Workspace, version_ids: Sequence[str]) -> tuple[list[DatasetVersion], Changes]:
    """Take versions out of the recycle bin: they are again what they were.

    Raises `ConflictError` when one is not in it, `NotFoundError` when it is gone for ever.
    """
    found = [version(workspace, i) for i in version_ids]
    with workspace.database.write(workspace.actor) as write:
        dataset_id, name = found[0].dataset_id, found[0].dataset_name
        before = not more.living_ids(write, dataset_id)
        if more.set_deleted(write, version_ids, None, "") != len(set(version_ids)):
            raise ConflictError("Not all of these versions are in the recycle bin.", "Look again at what is there.")
        refresh = more.refresh_before_deletion(write, dataset_id) if before else None
        if refresh is not None:
            more.restore_refresh(write, dataset_id, refresh)
        after = {"versions": sorted(v.number for v in found)}
        write.record("dataset.undelete", Kind.DATASET, dataset_id, name, after=after)
    return [version(workspace, i) for i in version_ids], write.changes


def purge(workspace: Workspace, version_ids: Sequence[str]) -> tuple[VersionsPurged, Changes]:
    """Delete versions in the recycle bin for ever and free their space at once. This cannot be undone.

    Facts stay where runs, experiments or other versions refer to them. First the rows give the files up, in one
    transaction; then those that no row names are removed. A crash in between leaves files for the collector.
    Raises `ConflictError` when one is not in the bin, or a run is about to read it.
    """
    found = [version(workspace, i) for i in version_ids]
    if not found:
        return VersionsPurged(0, 0), Changes()
    with workspace.database.write(workspace.actor) as write:
        if any(version(workspace, i).deleted_at is None for i in version_ids):
            raise ConflictError("Not all of these versions are in the recycle bin.", "Delete them first.")
        busy = more.busy_runs(write, version_ids)
        if busy:
            raise ConflictError(
                f"{busy[0][0].upper()}{busy[0][1:]} is still training on what would be deleted.",
                "Wait until it has finished, or cancel it.",
            )
        candidates = more.blobs_of(write, version_ids)
        removed, kept = more.purge(write, version_ids, clock.now())
        for dataset_id in dict.fromkeys(v.dataset_id for v in found):
            some = [v for v in found if v.dataset_id == dataset_id]
            before = {"versions": sorted(v.number for v in some), "hashes": [v.content_hash for v in some]}
            write.record("dataset.purge", Kind.DATASET, dataset_id, some[0].dataset_name, before)
    freed, waiting = release(workspace, candidates)
    return VersionsPurged(freed, len(removed), waiting, len(kept)), write.changes


def release(workspace: Workspace, blobs: Mapping[str, datetime]) -> tuple[int, int]:
    """Remove those of some files that no row names; returns the bytes freed and how many files wait.

    `blobs` says when each was last named by a row. Inside of a write no row can be committed meanwhile. A file that was
    touched after that waits for the collector if a job that works now began before: it may be about to commit a
    row. Versions, models and splits come from jobs, which touch a file when they take it up.
    """
    with workspace.database.bookkeeping() as write:
        began = more.oldest_running_job(write)
        live = garbage.live_blobs(workspace.database)
        since = {
            digest: None if began is None else max(began, named).timestamp()
            for digest, named in sorted(blobs.items())
            if digest not in live
        }
        return workspace.blobs.remove(since)


def empty(workspace: Workspace, older_than_days: float = 0.0) -> tuple[VersionsPurged, Changes]:
    """Delete for ever all that is in the recycle bin for at least so many days. Raises what `purge` raises."""
    return purge(workspace, ids_older_than(recycle_bin(workspace), older_than_days, clock.now()))
