"""Prepare: recipes kept, tried on a dataset, and applied to make a new version of it or another dataset."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.core.files import telling_full_disk
from modelyard.domain.data.datasets import DatasetVersion, Lineage
from modelyard.domain.data.prepare import (
    JoinAsOf,
    JoinDataset,
    PreparePreview,
    Recipe,
    RecipeText,
    RecipeVersion,
    Step,
)
from modelyard.domain.data.prepare_needs import missing_columns
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.domain.jobs import Job, JobContext
from modelyard.services.data.commit import NewVersion, commit_version
from modelyard.services.data.datasets import table_path
from modelyard.services.data.prepare_text import from_text, to_text
from modelyard.services.names import check_name
from modelyard.services.workspace import Workspace
from modelyard.store.data import datasets as data_store
from modelyard.store.data import prepare as store
from modelyard.store.data.prepare_codec import digest

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext
    from modelyard.tables.prepare.bench import PrepareInput

APPLY = "data.prepare"


# --- reading --------------------------------------------------------------------------------------------------------
def recipes(workspace: Workspace) -> list[Recipe]:
    """Every recipe of the workspace, by name: what the team agrees its features are."""
    return store.recipe_list(workspace.database)


def recipe(workspace: Workspace, name: str) -> Recipe:
    """A recipe by its name. Raises `NotFoundError` with the nearest name."""
    found = recipes(workspace)
    for one in found:
        if one.name.casefold() == name.strip().casefold():
            return one
    near = difflib.get_close_matches(name, [r.name for r in found], 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else "List the recipes to see their names."
    raise NotFoundError(f"There is no recipe {name}.", hint)


def recipe_versions(workspace: Workspace, recipe_id: str) -> list[RecipeVersion]:
    """The versions of a recipe, newest first."""
    return store.versions(workspace.database, recipe_id)


def recipe_version(workspace: Workspace, version_id: str) -> RecipeVersion:
    """One version of a recipe, also of a removed one. Raises `NotFoundError`."""
    return store.version(workspace.database, version_id)


def compare_recipes(workspace: Workspace, old_id: str, new_id: str) -> str:
    """What changed from one recipe version to another, as a unified diff of their texts; "" for nothing."""
    old, new = recipe_version(workspace, old_id), recipe_version(workspace, new_id)
    before, after = (to_text(v.steps).splitlines(keepends=True) for v in (old, new))
    return "".join(difflib.unified_diff(before, after, old.label, new.label))


# --- keeping --------------------------------------------------------------------------------------------------------
def save_recipe(
    workspace: Workspace, name: str, steps: Sequence[Step], *, description: str | None = None, note: str = ""
) -> tuple[RecipeVersion, Changes]:
    """Keep steps under a name: a new recipe, or the next version of the one of that name.

    Steps equal to the newest version's make none. A removed recipe of that name comes back.
    """
    name = check_name(name, "recipe")
    if not steps:
        raise InputError("The recipe has no step.", "Add a step.")
    with workspace.database.write(workspace.actor) as write:
        found = store.find(write, name)
        recipe_id = found[0] if found else store.add(write, name, description or "", workspace.actor)
        before = store.newest(write, recipe_id)
        if found and found[1]:
            store.change(write, recipe_id, removed_at=None)
        if found and description is not None:
            store.change(write, recipe_id, description=description)
        if before is not None and before[2] == digest(steps):
            version_id = before[0]
            write.record("recipe.save.unchanged", Kind.RECIPE, recipe_id, name)
        else:
            number = (before[1] if before else 0) + 1
            version_id = store.add_version(write, recipe_id, number, steps, note, workspace.actor)
            facts = {"number": number, "steps": len(steps), "digest": digest(steps)}
            write.record("recipe.save", Kind.RECIPE, recipe_id, f"{name} v{number}", after=facts)
    return recipe_version(workspace, version_id), write.changes


def rename_recipe(workspace: Workspace, recipe_id: str, name: str) -> tuple[None, Changes]:
    """Give a recipe another name. Raises `ConflictError` for a name that is taken."""
    name = check_name(name, "recipe")
    before = _kept(workspace, recipe_id)
    with workspace.database.write(workspace.actor) as write:
        found = store.find(write, name)
        if found and found[0] != recipe_id:
            what = "was removed and is kept for the versions it made" if found[1] else "is in the workspace already"
            raise ConflictError(f"A recipe {name} {what}.", "Choose another name.")
        store.change(write, recipe_id, name=name)
        write.record("recipe.rename", Kind.RECIPE, recipe_id, name, before={"name": before.name}, after={"name": name})
    return None, write.changes


def remove_recipe(workspace: Workspace, recipe_id: str) -> tuple[bool, Changes]:
    """Remove a recipe. Returns True when it is kept, hidden, because dataset versions were made by it."""
    before = _kept(workspace, recipe_id)
    with workspace.database.write(workspace.actor) as write:
        uses = store.uses(write, recipe_id)
        if uses:
            store.change(write, recipe_id, removed_at=clock.now())
        else:
            store.delete(write, recipe_id)
        facts = {"name": before.name, "version": before.number, "uses": uses}
        write.record("recipe.remove", Kind.RECIPE, recipe_id, before.name, before=facts)
    return bool(uses), write.changes


def restore_recipe(workspace: Workspace, before: Recipe) -> tuple[None, Changes]:
    """Bring a removed recipe back, with its versions where they were kept, else with the newest one."""
    _, changes = save_recipe(workspace, before.name, before.steps, description=before.description)
    return None, changes


def _kept(workspace: Workspace, recipe_id: str) -> Recipe:
    found = next((r for r in recipes(workspace) if r.id == recipe_id), None)
    if found is None:
        raise NotFoundError("This recipe is not in the workspace.", "It may have been removed meanwhile.")
    return found


# --- text -----------------------------------------------------------------------------------------------------------
def read_recipe_file(path: Path) -> RecipeText:
    """A recipe from a YAML file; without a name in it, it has the file's. Raises `InputError`, with the line."""
    try:
        text = path.expanduser().read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    found = from_text(text)
    return found if found.name else RecipeText(path.stem, found.description, found.steps)


def import_recipe(workspace: Workspace, path: Path) -> tuple[RecipeVersion, Changes]:
    """Keep the recipe of a YAML file: a new one, or the next version of the one of its name."""
    found = read_recipe_file(path)
    return save_recipe(workspace, found.name, found.steps, description=found.description or None,
                       note=f"From {path.name}")  # fmt: skip


def export_recipe(workspace: Workspace, version_id: str, path: Path) -> Path:
    """Write a recipe's version to a YAML file, whole or not at all."""
    version = recipe_version(workspace, version_id)
    description = next((r.description for r in recipes(workspace) if r.id == version.recipe_id), "")
    path = path.expanduser()
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(to_text(version.steps, version.recipe_name, description), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    return path


# --- trying and applying --------------------------------------------------------------------------------------------
def _joined(steps: Sequence[Step]) -> list[str]:
    names = [s.dataset for s in steps if isinstance(s, JoinDataset | JoinAsOf) and s.dataset and not s.disabled]
    return list(dict.fromkeys(names))


def _resolve(workspace: Workspace, reference: str) -> DatasetVersion:
    """The version that "name" (the newest) or "name:number" stands for."""
    name, colon, number = reference.rpartition(":")
    if colon and number.isdecimal():
        return data_store.version_by_name(workspace.database, name, int(number))
    return data_store.version_by_name(workspace.database, reference, None)


def _inputs(workspace: Workspace, versions: dict[str, DatasetVersion]) -> dict[str, PrepareInput]:
    from modelyard.tables.prepare.bench import PrepareInput

    return {ref: PrepareInput(table_path(workspace, v.id), v.label) for ref, v in versions.items()}


def preview(
    workspace: Workspace,
    version_id: str,
    steps: Sequence[Step],
    upto: int | None = None,
    rows: int = 500,
    sample: int | None = None,
    context: JobContext | None = None,
) -> PreparePreview:
    """Try steps on a version: the first rows after step `upto`, and what each does. Quick; for worker threads.

    A table of more than `sample` rows (400,000 by default) is tried on its first rows, and the answer says so. An
    isolation forest is fitted in a child process. Raises CancelledError when `context` says so.
    """
    from modelyard.tables.engine import QUIET
    from modelyard.tables.prepare.recipe import SAMPLE_ROWS, has_forest
    from modelyard.tables.prepare.recipe import preview as try_steps

    found = data_store.version(workspace.database, version_id)
    others = {}
    for reference in _joined(steps):
        try:
            others[reference] = _resolve(workspace, reference)
        except NotFoundError:
            continue  # the step that joins it says so
    table, inputs = table_path(workspace, found.id), _inputs(workspace, others)
    limit, watched = sample or SAMPLE_ROWS, context or QUIET
    if has_forest(steps):
        from modelyard.services.data.prepare_work import try_table

        tried: PreparePreview = workspace.runner.children.run(
            try_table, (str(table), inputs, tuple(steps), upto, rows, limit), watched
        )
        return tried
    return try_steps(table, inputs, steps, watched, upto=upto, rows=rows, sample=limit)


def apply_recipe(
    workspace: Workspace, recipe_version_id: str, version_id: str, *, dataset: str = "", note: str = ""
) -> tuple[Job, Changes]:
    """Start to apply a recipe to a version; the result is the next version of `dataset`, by default its own.

    Raises `InputError` at once when the steps cannot be done on that version's columns.
    """
    made_by = recipe_version(workspace, recipe_version_id)
    source = data_store.version(workspace.database, version_id)
    name = check_name(dataset, "dataset") if dataset else source.dataset_name
    _check_fits(workspace, made_by, source)
    inputs = {reference: _resolve(workspace, reference).id for reference in _joined(made_by.steps)}
    params = {
        "recipe_version_id": recipe_version_id,
        "version_id": version_id,
        "dataset": name,
        "note": note,
        "inputs": inputs,
    }
    title = f"Apply {made_by.recipe_name} to {source.label}"
    facts = {"recipe": made_by.label, "to": source.label}
    return workspace.start_job("dataset.prepare.start", APPLY, title, params, name, after=facts)


def save_and_apply(
    workspace: Workspace, name: str, steps: Sequence[Step], version_id: str, *, dataset: str = "", note: str = ""
) -> tuple[tuple[RecipeVersion, Job], Changes]:
    """Keep steps under a name as `save_recipe` does, then start to apply them as `apply_recipe` does."""
    version, saved = save_recipe(workspace, name, steps)
    job, started = apply_recipe(workspace, version.id, version_id, dataset=dataset, note=note)
    return (version, job), saved | started


def _check_fits(workspace: Workspace, made_by: RecipeVersion, source: DatasetVersion) -> None:
    """Raises `InputError` with the columns that are missing, or with what a try on the first rows finds wrong."""
    missing = missing_columns(made_by.steps, [c.name for c in source.columns])
    if missing:
        what = "a column" if len(missing) == 1 else f"{len(missing):,} columns"
        hint = "Choose a dataset that has them, or rename its columns first."
        raise InputError(f"{source.label} lacks {what} that {made_by.label} needs: {', '.join(missing)}.", hint)
    for reference in _joined(made_by.steps):
        _resolve(workspace, reference)
    tried = preview(workspace, source.id, made_by.steps, rows=0, sample=1000)
    if tried.fault is not None:
        title = made_by.steps[tried.fault.number - 1].title
        raise InputError(f"Step {tried.fault.number}, {title}: {tried.fault.message}", tried.fault.hint)


def apply_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Write the prepared rows, profile them, and commit a version; nothing is left when it fails."""
    from modelyard.services.data.prepare_work import PrepareTask, prepare_table

    made_by = recipe_version(workspace, params["recipe_version_id"])
    source = data_store.version(workspace.database, params["version_id"])
    others = {ref: data_store.version(workspace.database, id_) for ref, id_ in params["inputs"].items()}
    inputs = {ref: (str(i.path), i.label) for ref, i in _inputs(workspace, others).items()}
    table = workspace.blobs.stage(".parquet")
    work = table.with_suffix(".work")
    try:
        path = str(table_path(workspace, source.id))
        task = PrepareTask(path, inputs, codec.to_json(_stored(made_by)), str(table), str(work))
        with telling_full_disk(workspace.path):
            done = context.run_in_child(prepare_table, task)
            context.check_cancelled()
            context.progress(0.95, "Saving")
            content_hash = workspace.blobs.adopt(table)
    finally:
        table.unlink(missing_ok=True)
        _remove(work)
    for effect in done.effects:
        context.log(
            f"Step {effect.number}: {effect.rows_before:,} to {effect.rows_after:,} rows. {' '.join(effect.notes)}"
        )
    new = NewVersion(
        dataset=params["dataset"],
        content_hash=content_hash,
        result=done.result,
        profile=done.profile,
        source=f"{made_by.label} applied to {source.label}",
        source_spec=Source(SourceKind.RECIPE),
        note=params["note"],
        lineage=Lineage(source.id, made_by.id, (source.id, *dict.fromkeys(v.id for v in others.values()))),
    )
    result, changes = commit_version(workspace, context.job.created_by, new, "dataset.prepare", context)
    return {**result, "recipe": made_by.label, "effects": codec.to_builtins(done.effects)}, changes


def _stored(version: RecipeVersion) -> list[dict[str, Any]]:
    from modelyard.store.data.prepare_codec import steps_to_builtins

    return steps_to_builtins(version.steps)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
