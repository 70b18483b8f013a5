"""What is done with versions after they were made: notes, tags, names, where they came from, restore."""

from __future__ import annotations

from dataclasses import replace

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import DatasetVersion, Lineage
from modelyard.domain.data.versions import Origin, OriginKind, check_note, check_tag, check_usable
from modelyard.services.data.datasets import version
from modelyard.services.data.quality import check_new
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.data import datasets as store
from modelyard.store.data import versions as more


def set_note(workspace: Workspace, version_id: str, note: str) -> tuple[DatasetVersion, Changes]:
    """Change a version's note; its rows stay as they are. Raises `InputError` when it is too long."""
    found, note = version(workspace, version_id), check_note(note)
    check_usable(found)
    with workspace.database.write(workspace.actor) as write:
        more.set_note(write, version_id, note)
        write.record("dataset.note", Kind.DATASET, found.dataset_id, found.label, {"note": found.note}, {"note": note})
    return replace(found, note=note), write.changes


def add_tag(workspace: Workspace, version_id: str, tag: str) -> tuple[str, Changes]:
    """Give a version a tag; returns the id of the version that had it before, "" for none.

    A tag belongs to one version of a dataset at a time. Raises `InputError` for a tag that cannot be used.
    """
    found, tag = version(workspace, version_id), check_tag(tag)
    check_usable(found)
    with workspace.database.write(workspace.actor) as write:
        before = more.tag_holder(write, found.dataset_id, tag) or ""
        more.set_tag(write, found.dataset_id, tag, version_id)
        was = {"tag": tag, "version": _number(workspace, before)} if before else {}
        after = {"tag": tag, "version": found.number}
        write.record("dataset.tag", Kind.DATASET, found.dataset_id, found.label, was, after)
    return before, write.changes


def _number(workspace: Workspace, version_id: str) -> int:
    return version(workspace, version_id).number


def remove_tag(workspace: Workspace, dataset_id: str, tag: str) -> tuple[str, Changes]:
    """Take a tag away; returns the id of the version that had it. Raises `NotFoundError` when none has."""
    tag = check_tag(tag)
    with workspace.database.write(workspace.actor) as write:
        holder = more.tag_holder(write, dataset_id, tag)
        name, _ = more.dataset(write, dataset_id)
        if holder is None:
            raise NotFoundError(f"No version of {name} has the tag {tag!r}.", "List the versions to see their tags.")
        more.remove_tag(write, dataset_id, tag)
        before = {"tag": tag, "version": _number(workspace, holder)}
        write.record("dataset.untag", Kind.DATASET, dataset_id, name, before)
    return holder, write.changes


def rename(workspace: Workspace, dataset_id: str, name: str) -> tuple[str, Changes]:
    """Rename a dataset; returns its old name. Raises `ConflictError` when another one has that name."""
    name = check_name(name, "dataset")
    with workspace.database.write(workspace.actor) as write:
        before, _ = more.dataset(write, dataset_id)
        other = store.find_dataset(write, name)
        if other is not None and other != dataset_id:
            if more.living_ids(write, other):
                raise ConflictError(f"There is a dataset {name} already.", "Choose another name.")
            raise ConflictError(
                f"A deleted dataset is called {name}, and what was trained on it still says so.",
                "Choose another name, or restore that dataset from the recycle bin and rename it.",
            )
        more.update_dataset(write, dataset_id, name=name)
        write.record("dataset.rename", Kind.DATASET, dataset_id, name, {"name": before}, {"name": name})
    return before, write.changes


def recipes_reading(workspace: Workspace, name: str) -> list[str]:
    """The recipes that read a dataset by its name, or a version of it by name and number."""
    return more.recipes_reading(workspace.database, name)


def describe(workspace: Workspace, dataset_id: str, text: str) -> tuple[str, Changes]:
    """Change a dataset's description; returns the old one."""
    text = check_note(text)
    with workspace.database.write(workspace.actor) as write:
        name, before = more.dataset(write, dataset_id)
        more.update_dataset(write, dataset_id, description=text)
        write.record("dataset.describe", Kind.DATASET, dataset_id, name, {"description": before}, {"description": text})
    return before, write.changes


def restore_version(workspace: Workspace, version_id: str, note: str = "") -> tuple[DatasetVersion, Changes]:
    """Make an old version's rows the newest version: a new number, the same file, no copy; its rules are checked.

    Raises `ConflictError` when the newest version has these rows already, or when the old one was deleted.
    """
    with workspace.database.write(workspace.actor) as write:
        old = version(workspace, version_id)
        check_usable(old)
        workspace.blobs.path(old.content_hash)
        newest = version(workspace, store.newest_version_id(write, old.dataset_id) or version_id)
        if newest.content_hash == old.content_hash:
            has = "is" if newest.id == old.id else f"has the same rows as v{newest.number}, which is"
            raise ConflictError(
                f"{old.label} {has} the newest version of {old.dataset_name} already.", "Choose another one to restore."
            )
        made = replace(
            old,
            id=clock.new_id(),
            number=store.next_number(write, old.dataset_id),
            note=check_note(note) or f"Restored from v{old.number}",
            author=workspace.actor,
            created_at=clock.now(),
            lineage=Lineage(parent_id=newest.id, restored_from=old.id),
            tags=(),
        )
        store.add_version(write, made, store.profile(workspace.database, old.id))
        after = {"restored from": old.number, "hash": old.content_hash, "rows": old.rows}
        write.record("dataset.restore", Kind.DATASET, old.dataset_id, made.label, after=after)
    _, checked = check_new(workspace, workspace.actor, made.id)
    return made, write.changes | checked


def origins(workspace: Workspace, version_id: str) -> list[Origin]:
    """What a version was made from, the nearest first: restored from, recipe and its inputs or the source, parent."""
    found = version(workspace, version_id)
    lineage = found.lineage
    made: list[Origin] = []
    if lineage.restored_from:
        made.append(_origin(workspace, OriginKind.RESTORED, lineage.restored_from))
    if lineage.recipe_version_id:
        label = more.recipe_label(workspace.database, lineage.recipe_version_id)
        made.append(Origin(OriginKind.RECIPE, label or "a deleted recipe", gone=not label))
        made += [_origin(workspace, OriginKind.INPUT, i) for i in lineage.input_ids]
    elif not lineage.restored_from and found.source:
        made.append(Origin(OriginKind.SOURCE, found.source))
    if lineage.parent_id:
        made.append(_origin(workspace, OriginKind.PARENT, lineage.parent_id))
    return made


def _origin(workspace: Workspace, kind: OriginKind, version_id: str) -> Origin:
    try:
        found = version(workspace, version_id)
    except NotFoundError:
        return Origin(kind, "a deleted version", version_id, gone=True)
    return Origin(kind, found.label, version_id, gone=found.deleted_at is not None)


def by_tag(workspace: Workspace, dataset: str, tag: str) -> DatasetVersion:
    """The version of a dataset that has a tag. Raises `NotFoundError`."""
    newest = store.version_by_name(workspace.database, dataset, None)
    for one in store.versions(workspace.database, newest.dataset_id):
        if tag in one.tags:
            return one
    raise NotFoundError(f"No version of {dataset} has the tag {tag!r}.", "List the versions to see their tags.")


def named_version(workspace: Workspace, text: str) -> DatasetVersion:
    """The version that "flights", "flights:3" or "flights:approved" names: newest, by number or by tag.

    Raises `NotFoundError`, and `InputError` for text that names nothing.
    """
    name, colon, which = text.strip().rpartition(":")
    if not colon:
        return store.version_by_name(workspace.database, which, None)
    if not name or not which:
        raise InputError(f"{text!r} names no version.", "Write DATASET, DATASET:NUMBER or DATASET:TAG.")
    digits = which.removeprefix("v")
    if digits.isdecimal():
        return store.version_by_name(workspace.database, name, int(digits))
    return by_tag(workspace, name, which)
