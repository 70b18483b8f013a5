"""Delete runs and experiments: why some cannot go, the recycle bin, and giving their space back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, NotFoundError
from modelyard.domain.bin import Purged, ids_older_than, named
from modelyard.domain.experiments.bin import (
    Kept,
    RunBinEntry,
    RunsPreview,
    RunUse,
    number_text,
    why_kept,
)
from modelyard.services.data.bin import release
from modelyard.services.experiments.runs import experiments
from modelyard.services.experiments.tags import check_there, record
from modelyard.services.workspace import Workspace
from modelyard.store import garbage
from modelyard.store.database import Write
from modelyard.store.experiments import bin as store
from modelyard.store.experiments.bin import RunFacts


def preview(workspace: Workspace, run_ids: Sequence[str]) -> RunsPreview:
    """What deleting some runs would take away, and which of them cannot go and why."""
    wanted = list(dict.fromkeys(run_ids))
    found = store.read_facts(workspace.database, wanted)
    check_there(found, wanted)
    return _preview(workspace, found)


def preview_experiment(workspace: Workspace, experiment_id: str) -> RunsPreview:
    """What deleting an experiment with all its runs would take away; it can go only if all of them can."""
    return _preview(workspace, store.facts_in_experiment(workspace.database, experiment_id))


def _preview(workspace: Workspace, found: Sequence[RunFacts]) -> RunsPreview:
    with workspace.database.read() as connection:
        kept = _kept(found, store.uses(connection, [f.id for f in found]))
    stays = {k.run_id for k in kept}
    going = [f for f in found if f.id not in stays]
    size = sum(_own_bytes(workspace, [f.id for f in going]).values())
    whole = {f.experiment_id for f in found}
    left = [f for e in whole for f in store.facts_in_experiment(workspace.database, e)]
    return RunsPreview(
        run_ids=tuple(f.id for f in going),
        labels=tuple(f.label for f in going),
        size_bytes=size,
        kept=kept,
        whole=len(left) == len(going),
    )


def _kept(found: Sequence[RunFacts], uses: Sequence[RunUse]) -> tuple[Kept, ...]:
    by_run: dict[str, list[RunUse]] = {}
    for use in uses:
        by_run.setdefault(use.run_id, []).append(use)
    return tuple(Kept(f.id, f.label, why_kept(by_run[f.id])) for f in found if f.id in by_run)


def _own_bytes(workspace: Workspace, run_ids: Sequence[str]) -> dict[str, int]:
    """The sizes of the files that only these runs name, by the first run that names each."""
    shared = garbage.live_blobs(workspace.database, without_runs=run_ids)
    with workspace.database.read() as connection:
        named = store.blobs_of(connection, run_ids)
    sizes = dict.fromkeys(run_ids, 0)
    for run_id in run_ids:
        for digest in sorted(named.get(run_id, {}).keys() - shared):
            sizes[run_id] += workspace.blobs.size(digest)
            shared.add(digest)
    return sizes


def delete(workspace: Workspace, run_ids: Sequence[str]) -> Changes:
    """Put runs into the recycle bin; nothing is lost. With its last run an experiment goes, too.

    Raises `ConflictError` when something needs one of them: nothing is deleted then. `preview` tells which can go.
    """
    wanted = list(dict.fromkeys(run_ids))
    with workspace.database.write(workspace.actor) as write:
        found = store.facts_of(write.connection, wanted)
        check_there(found, wanted)
        _delete(write, workspace, found)
    return write.changes


def _delete(write: Write, workspace: Workspace, found: Sequence[RunFacts]) -> None:
    _check_unused(write, found)
    store.set_deleted(write, [f.id for f in found], clock.now(), workspace.actor)
    record(write, "run.delete", found, {"runs": _numbers(found)}, {})
    write.changes |= Changes.of(Kind.EXPERIMENT, *{f.experiment_id for f in found})


def _check_unused(write: Write, found: Sequence[RunFacts]) -> None:
    kept = _kept(found, store.uses(write.connection, [f.id for f in found]))
    if kept:
        first = f"{kept[0].label[0].upper()}{kept[0].label[1:]} cannot be deleted. {kept[0].reason}"
        more = f" The same holds for {len(kept) - 1} more of them." if len(kept) > 1 else ""
        raise ConflictError(first + more, "Nothing was deleted.")


def _numbers(found: Sequence[RunFacts]) -> dict[str, str]:
    """The numbers of runs by their experiments, for the audit log."""
    by_name: dict[str, list[int]] = {}
    for fact in found:
        by_name.setdefault(fact.experiment_name, []).append(fact.number)
    return {name: number_text(numbers) for name, numbers in sorted(by_name.items())}


def delete_experiment(workspace: Workspace, experiment_id: str) -> Changes:
    """Put an experiment with all its runs into the recycle bin; one that never had a run is removed at once.

    Raises `ConflictError` when something needs one of the runs, `NotFoundError` when there is no such experiment.
    """
    name = next((e.name for e in experiments(workspace) if e.id == experiment_id), None)
    if name is None:
        raise NotFoundError("This experiment is not in the workspace.", "It may have been deleted meanwhile.")
    with workspace.database.write(workspace.actor) as write:
        found = store.facts(write.connection, store.living_in(experiment_id))
        if found:
            _delete(write, workspace, found)
        else:
            store.remove_empty_experiments(write, [experiment_id])
        write.record("experiment.delete", Kind.EXPERIMENT, experiment_id, name, {"runs": len(found)})
    return write.changes


# --- the recycle bin ----------------------------------------------------------------------------------------------


def recycle_bin(workspace: Workspace) -> list[RunBinEntry]:
    """What is in the recycle bin, an entry an experiment and a deletion, the last one first."""
    groups: dict[tuple[datetime, str], list[RunFacts]] = {}
    for fact in store.deleted_facts(workspace.database):
        assert fact.deleted_at is not None
        groups.setdefault((fact.deleted_at, fact.experiment_id), []).append(fact)
    living = store.living_experiments(workspace.database)
    sizes = _own_bytes(workspace, [f.id for some in groups.values() for f in some])
    return [
        RunBinEntry(
            id=some[0].id,
            experiment_id=experiment_id,
            experiment_name=some[0].experiment_name,
            whole=experiment_id not in living and sum(key[1] == experiment_id for key in groups) == 1,
            run_ids=tuple(f.id for f in some),
            numbers=tuple(sorted(f.number for f in some)),
            size_bytes=sum(sizes[f.id] for f in some),
            deleted_at=at,
            deleted_by=some[0].deleted_by,
        )
        for (at, experiment_id), some in sorted(groups.items(), reverse=True)
    ]


def bin_entry(workspace: Workspace, name: str) -> RunBinEntry:
    """The entry that a name or "flights:2" means: the last deletion of that experiment, or of that run.

    Raises `NotFoundError`.
    """
    return named(recycle_bin(workspace), name)


def restore(workspace: Workspace, run_ids: Sequence[str]) -> Changes:
    """Take runs out of the recycle bin: they are again what they were. Raises `ConflictError` for one not in it."""
    with workspace.database.write(workspace.actor) as write:
        found = _in_bin(write, run_ids)
        store.set_deleted(write, [f.id for f in found], None, "")
        record(write, "run.undelete", found, {}, {"runs": _numbers(found)})
        write.changes |= Changes.of(Kind.EXPERIMENT, *{f.experiment_id for f in found})
    return write.changes


def _in_bin(write: Write, run_ids: Sequence[str]) -> list[RunFacts]:
    wanted = list(dict.fromkeys(run_ids))
    found = store.facts_of(write.connection, wanted)
    if not wanted or len(found) < len(wanted) or any(f.deleted_at is None for f in found):
        raise ConflictError("Not all of these runs are in the recycle bin.", "Look again at what is there.")
    return found


def purge(workspace: Workspace, run_ids: Sequence[str]) -> tuple[Purged, Changes]:
    """Delete runs in the recycle bin for ever and free their space at once. This cannot be undone.

    First the rows give the files up, in one transaction; then those that no row names are removed. A crash in between
    leaves files for the collector. Raises `ConflictError` when one is not in the bin, or something needs it again.
    """
    if not run_ids:
        return Purged(0, 0), Changes()
    with workspace.database.write(workspace.actor) as write:
        found = _in_bin(write, run_ids)
        _check_unused(write, found)
        ids = [f.id for f in found]
        named = store.blobs_of(write.connection, ids)
        store.purge(write, ids)
        record(write, "run.purge", found, {"runs": _numbers(found)}, {})
        write.changes |= Changes.of(Kind.EXPERIMENT, *{f.experiment_id for f in found})
    blobs: dict[str, datetime] = {}
    for some in named.values():
        for digest, at in some.items():
            blobs[digest] = max(at, blobs.get(digest, at))
    freed, waiting = release(workspace, blobs)
    return Purged(freed, len(found), waiting), write.changes


def empty(workspace: Workspace, older_than_days: float = 0.0) -> tuple[Purged, Changes]:
    """Delete for ever all that is in the recycle bin for at least so many days. Raises what `purge` raises."""
    return purge(workspace, ids_older_than(recycle_bin(workspace), older_than_days, clock.now()))
