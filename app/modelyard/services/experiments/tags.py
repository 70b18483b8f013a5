"""What is done with runs after they were made, one or many at once: tags, notes, names, the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import InputError, NotFoundError
from modelyard.core.words import counted
from modelyard.domain.data.versions import check_note
from modelyard.domain.experiments.bin import check_run_tag
from modelyard.services.names import check_title
from modelyard.services.workspace import Workspace
from modelyard.store.database import Write
from modelyard.store.experiments import bin as store
from modelyard.store.experiments.bin import RunFacts


def tag(workspace: Workspace, run_ids: Sequence[str], tags: Mapping[str, str]) -> Changes:
    """Give runs tags with values ("" for a plain one), in place of older values. Raises `InputError`."""
    checked = {check_run_tag(key): check_note(value) for key, value in tags.items()}
    if not checked:
        raise InputError("No tag is named.", "Type a word, such as keep.")

    def write_tags(write: Write, found: Sequence[RunFacts]) -> tuple[dict[str, Any], dict[str, Any]]:
        ids = [f.id for f in found]
        before = store.tags_of(write, ids, list(checked))
        store.set_tags(write, ids, checked)
        return {f.label: before[f.id] for f in found if f.id in before}, checked

    return _change(workspace, run_ids, "run.tag", write_tags)


def untag(workspace: Workspace, run_ids: Sequence[str], keys: Sequence[str]) -> Changes:
    """Take tags from runs; those that have none of them stay as they are. Raises `NotFoundError` if none has any."""

    def remove(write: Write, found: Sequence[RunFacts]) -> tuple[dict[str, Any], dict[str, Any]]:
        ids = [f.id for f in found]
        before = store.tags_of(write, ids, keys)
        if not store.remove_tags(write, ids, keys):
            raise NotFoundError(f"None of these runs has the tag {keys[0]}.", "List the runs to see their tags.")
        return {f.label: before[f.id] for f in found if f.id in before}, {}

    return _change(workspace, run_ids, "run.untag", remove)


def set_note(workspace: Workspace, run_ids: Sequence[str], note: str) -> Changes:
    """Change the note of runs; "" for none. Raises `InputError` when it is too long."""
    note = check_note(note)
    return _change(workspace, run_ids, "run.note", _setter({"note": note}))


def rename(workspace: Workspace, run_id: str, name: str) -> Changes:
    """Give a run a name beside its number; "" for none. Raises `InputError` for one that cannot be used."""
    name = check_title(name, "run") if name.strip() else ""
    return _change(workspace, [run_id], "run.rename", _setter({"name": name}))


def archive(workspace: Workspace, run_ids: Sequence[str]) -> Changes:
    """Take runs out of the lists; they stay what they are, and a filter still finds them."""
    return _archive(workspace, run_ids, "run.archive")


def unarchive(workspace: Workspace, run_ids: Sequence[str]) -> Changes:
    """Put archived runs back into the lists."""
    return _archive(workspace, run_ids, "run.unarchive")


def _archive(workspace: Workspace, run_ids: Sequence[str], action: str) -> Changes:
    at = clock.now() if action == "run.archive" else None

    def mark(write: Write, found: Sequence[RunFacts]) -> tuple[dict[str, Any], dict[str, Any]]:
        store.set_archived(write, [f.id for f in found], at)
        return {}, {"runs": [f.label for f in found]}

    return _change(workspace, run_ids, action, mark)


_Work = Callable[[Write, Sequence[RunFacts]], tuple[dict[str, Any], dict[str, Any]]]


def _setter(values: dict[str, str]) -> _Work:
    def write_values(write: Write, found: Sequence[RunFacts]) -> tuple[dict[str, Any], dict[str, Any]]:
        before = store.columns_of(write, [f.id for f in found], list(values))
        store.set_columns(write, [f.id for f in found], values)
        return {f.label: before[f.id] for f in found}, values

    return write_values


def _change(workspace: Workspace, run_ids: Sequence[str], action: str, work: _Work) -> Changes:
    """Change runs in one transaction with its audit row. Raises `NotFoundError` when one is gone or deleted."""
    wanted = list(dict.fromkeys(run_ids))
    with workspace.database.write(workspace.actor) as write:
        found = store.facts_of(write.connection, wanted)
        check_there(found, wanted)
        before, after = work(write, found)
        record(write, action, found, before, after)
    return write.changes


def check_there(found: Sequence[RunFacts], wanted: Sequence[str]) -> None:
    """Raises `NotFoundError` unless every run is there and not in the recycle bin."""
    if not wanted:
        raise NotFoundError("No run is chosen.", "Choose at least one.")
    if len(found) < len(wanted):
        raise NotFoundError("Some of these runs are not in the workspace any more.", "List the runs again.")
    if gone := next((f for f in found if f.deleted_at is not None), None):
        raise NotFoundError(f"{gone.label.capitalize()} is in the recycle bin.", "Restore it to work with it again.")


def record(write: Write, action: str, found: Sequence[RunFacts], before: dict[str, Any], after: dict[str, Any]) -> None:
    """One audit row for one run or many; `Changes` names every run."""
    subject = found[0].label if len(found) == 1 else counted(len(found), "run")
    names = sorted({f.experiment_name for f in found})
    subject += f" of {names[0]}" if len(found) > 1 and len(names) == 1 else ""
    write.record(action, Kind.RUN, found[0].id if len(found) == 1 else "", subject, before, after)
    write.changes |= Changes.of(Kind.RUN, *(f.id for f in found))
