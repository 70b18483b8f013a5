"""Notes, tags, names, the recycle bin and what depends on versions, in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock
from modelyard.core.errors import NotFoundError
from modelyard.domain.data.versions import Dependent, Dependents
from modelyard.store.database import Database, Write
from modelyard.store.tables import (
    audit,
    dataset_tags,
    dataset_versions,
    datasets,
    deployments,
    experiments,
    jobs,
    model_versions,
    models,
    quality_results,
    recipe_versions,
    recipes,
    refreshes,
    runs,
    splits,
)

NAMES = 5
"""Names given of the things that depend on a version."""


# --- names, notes, tags -------------------------------------------------------------------------------------------


def dataset_names(database: Database) -> dict[str, str]:
    """The names of all datasets by id, also of those without a version left."""
    with database.read() as connection:
        return {row.id: row.name for row in connection.execute(sa.select(datasets.c.id, datasets.c.name))}


def dataset(write: Write, dataset_id: str) -> tuple[str, str]:
    """A dataset's name and description. Raises `NotFoundError`."""
    row = write.connection.execute(
        sa.select(datasets.c.name, datasets.c.description).where(datasets.c.id == dataset_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("This dataset is not in the workspace.", "It may have been deleted meanwhile.")
    return row.name, row.description


def update_dataset(write: Write, dataset_id: str, **values: str) -> None:
    """Change a dataset's name or description."""
    write.execute(sa.update(datasets).where(datasets.c.id == dataset_id).values(**values))


def set_note(write: Write, version_id: str, note: str) -> None:
    """Change a version's note."""
    write.execute(sa.update(dataset_versions).where(dataset_versions.c.id == version_id).values(note=note))


def tag_holder(write: Write, dataset_id: str, tag: str) -> str | None:
    """The id of the version that has a tag."""
    return write.connection.scalar(
        sa.select(dataset_tags.c.version_id).where(dataset_tags.c.dataset_id == dataset_id, dataset_tags.c.tag == tag)
    )


def remove_tag(write: Write, dataset_id: str, tag: str) -> None:
    """Take a tag away."""
    write.execute(sa.delete(dataset_tags).where(dataset_tags.c.dataset_id == dataset_id, dataset_tags.c.tag == tag))


def set_tag(write: Write, dataset_id: str, tag: str, version_id: str) -> None:
    """Give a version a tag, taking it from the one that has it."""
    remove_tag(write, dataset_id, tag)
    write.execute(
        sa.insert(dataset_tags).values(dataset_id=dataset_id, tag=tag, version_id=version_id, since=clock.now())
    )


# --- the recycle bin ----------------------------------------------------------------------------------------------


def living_ids(write: Write, dataset_id: str) -> list[str]:
    """The ids of a dataset's versions that are not deleted, newest first."""
    version = dataset_versions.c
    query = sa.select(version.id).where(version.dataset_id == dataset_id, version.deleted_at.is_(None))
    return list(write.connection.scalars(query.order_by(version.number.desc())))


def set_deleted(write: Write, version_ids: Sequence[str], at: datetime | None, by: str) -> int:
    """Put versions into the recycle bin, or with None take them out; returns how many that changed.

    What is in the bin already, or purged, is left alone; so is what is not in it.
    """
    version = dataset_versions.c
    there = version.deleted_at.is_(None) if at is not None else version.deleted_at.is_not(None)
    done = write.execute(
        sa.update(dataset_versions)
        .where(version.id.in_(version_ids), there, version.purged_at.is_(None))
        .values(deleted_at=at, deleted_by=by)
    )
    return done.rowcount


def refresh_of(write: Write, dataset_id: str) -> dict[str, Any] | None:
    """How often a dataset is read again by itself, if it is."""
    row = write.connection.execute(
        sa.select(refreshes.c.minutes).where(refreshes.c.dataset_id == dataset_id)
    ).one_or_none()
    return None if row is None else {"minutes": row.minutes}


def remove_refresh(write: Write, dataset_id: str) -> None:
    """Read a dataset no more by itself."""
    write.execute(sa.delete(refreshes).where(refreshes.c.dataset_id == dataset_id))


def restore_refresh(write: Write, dataset_id: str, minutes: int) -> None:
    """Read a dataset again by itself, unless it is."""
    if refresh_of(write, dataset_id) is None:
        write.execute(sa.insert(refreshes).values(dataset_id=dataset_id, minutes=minutes, next_at=clock.now()))


def refresh_before_deletion(write: Write, dataset_id: str) -> int | None:
    """Every how many minutes a dataset was read again when it was last deleted, if it was."""
    query = sa.select(audit.c.before).where(audit.c.subject_id == dataset_id, audit.c.action == "dataset.delete")
    before = write.connection.scalar(query.order_by(audit.c.id.desc()).limit(1)) or {}
    minutes = before.get("refresh", {}).get("minutes")
    return None if minutes is None else int(minutes)


def busy_runs(write: Write, version_ids: Sequence[str]) -> list[str]:
    """The names of runs that wait or work on some versions."""
    query = (
        sa.select(experiments.c.name, runs.c.number)
        .join_from(runs, experiments)
        .where(runs.c.dataset_version_id.in_(version_ids), runs.c.state.in_(("queued", "running")))
    )
    return [f"run {row.number} of {row.name}" for row in write.connection.execute(query.order_by(runs.c.id))]


def purge(write: Write, version_ids: Sequence[str], at: datetime) -> tuple[list[str], list[str]]:
    """Give up the rows of versions; returns the ids of those removed whole, and of those whose facts are kept.

    Facts are kept while an experiment, a run or a version that stays refers to them, and of a dataset's highest
    number as long as the dataset has other versions, so that no number is given twice. What was kept before and is
    referred to no longer goes now.
    """
    version = dataset_versions.c
    touched = _datasets_of(write, set(version_ids))
    before = sa.select(version.id).where(version.dataset_id.in_(touched), version.purged_at.is_not(None))
    gone = {*version_ids, *write.connection.scalars(before)}
    kept = {i for i in gone if _referred(write, i, gone)}
    grew = True
    while grew:  # what a kept version came from is kept as well
        more = {i for i in gone - kept if _in_lineage(write, i, gone - kept)}
        kept, grew = kept | more, bool(more)
    for dataset_id in touched:
        query = sa.select(version.id).where(version.dataset_id == dataset_id).order_by(version.number.desc())
        ids = list(write.connection.scalars(query))
        if any(i not in gone or i in kept for i in ids) and ids[0] in gone:
            kept.add(ids[0])
    removed = gone - kept
    write.execute(sa.delete(dataset_tags).where(dataset_tags.c.version_id.in_(gone)))
    write.execute(sa.delete(splits).where(splits.c.dataset_version_id.in_(removed)))
    write.execute(sa.delete(dataset_versions).where(version.id.in_(removed)))
    write.execute(
        sa.update(dataset_versions).where(version.id.in_(kept), version.purged_at.is_(None)).values(purged_at=at)
    )
    left = sa.select(version.dataset_id)
    write.execute(sa.delete(datasets).where(datasets.c.id.in_(touched), datasets.c.id.not_in(left)))
    return [i for i in version_ids if i in removed], [i for i in version_ids if i in kept]


def _datasets_of(write: Write, version_ids: set[str]) -> list[str]:
    query = sa.select(dataset_versions.c.dataset_id).where(dataset_versions.c.id.in_(version_ids)).distinct()
    return list(write.connection.scalars(query))


def _referred(write: Write, version_id: str, gone: set[str]) -> bool:
    for column in (experiments.c.dataset_version_id, runs.c.dataset_version_id):
        if write.connection.scalar(sa.select(sa.func.count()).where(column == version_id)):
            return True
    return _in_lineage(write, version_id, gone)


def _in_lineage(write: Write, version_id: str, gone: set[str]) -> bool:
    """Whether a version outside of `gone` names this one. Ids are unique texts, so their place in JSON is no matter."""
    version = dataset_versions.c
    query = sa.select(sa.func.count()).where(
        sa.cast(version.lineage, sa.Text).contains(version_id), version.id.not_in(gone)
    )
    return bool(write.connection.scalar(query))


def blobs_of(write: Write, version_ids: Sequence[str]) -> dict[str, datetime]:
    """The blobs that versions and their splits name, each with when the newest of those rows was committed."""
    version = dataset_versions.c
    found: dict[str, datetime] = {}
    for column, at, where in (
        (version.content_hash, version.created_at, version.id),
        (version.rejected_blob, version.created_at, version.id),
        (splits.c.blob, splits.c.created_at, splits.c.dataset_version_id),
    ):
        query = sa.select(column, at).where(where.in_(version_ids), column.is_not(None))
        for digest, created in write.connection.execute(query):
            found[digest] = max(created, found.get(digest, created))
    return found


def oldest_running_job(write: Write) -> datetime | None:
    """When the oldest job that works now began, or the oldest run that a script writes."""
    queries = [sa.select(sa.func.min(t.c.started_at)).where(t.c.state == "running") for t in (jobs, runs)]
    began = [at for query in queries if (at := write.connection.scalar(query)) is not None]
    return min(began, default=None)


# --- what depends on versions -------------------------------------------------------------------------------------


def dependents(database: Database, dataset_id: str, version_ids: Sequence[str], whole: bool) -> list[Dependents]:
    """What refers to versions, each kind with its number and the first names; nothing for kinds without any."""
    used = sa.and_(runs.c.dataset_version_id.in_(version_ids), runs.c.deleted_at.is_(None))
    lineage = sa.cast(dataset_versions.c.lineage, sa.Text)
    label = datasets.c.name + sa.literal(" v") + sa.cast(dataset_versions.c.number, sa.Text)
    queries: dict[Dependent, sa.Select[Any]] = {
        Dependent.EXPERIMENT: sa.select(experiments.c.name).where(
            experiments.c.dataset_version_id.in_(version_ids)
            | experiments.c.id.in_(sa.select(runs.c.experiment_id).where(used))
        ),
        Dependent.RUN: sa.select(
            sa.literal("run ") + sa.cast(runs.c.number, sa.Text) + sa.literal(" of ") + experiments.c.name
        )
        .join_from(runs, experiments)
        .where(used),
        Dependent.MODEL_VERSION: sa.select(models.c.name + sa.literal(" v") + sa.cast(model_versions.c.number, sa.Text))
        .join_from(model_versions, models)
        .join(runs, runs.c.id == model_versions.c.run_id)
        .where(used),
        Dependent.DEPLOYMENT: sa.select(deployments.c.name)
        .join(model_versions, model_versions.c.id == deployments.c.model_version_id)
        .join(runs, runs.c.id == model_versions.c.run_id)
        .where(used),
        Dependent.SPLIT: sa.select(splits.c.name).where(splits.c.dataset_version_id.in_(version_ids)),
        Dependent.VERSION: sa.select(label)
        .join_from(dataset_versions, datasets)
        .where(
            sa.or_(sa.false(), *(lineage.contains(i) for i in version_ids)),
            dataset_versions.c.id.not_in(version_ids),
            dataset_versions.c.deleted_at.is_(None),
        ),
        Dependent.QUALITY: sa.select(quality_results.c.text).where(quality_results.c.version_id.in_(version_ids)),
        Dependent.TAG: sa.select(dataset_tags.c.tag).where(dataset_tags.c.version_id.in_(version_ids)),
    }
    if whole:
        queries[Dependent.REFRESH] = sa.select(sa.literal("")).where(refreshes.c.dataset_id == dataset_id)
    found = []
    with database.read() as connection:
        rows = connection.execute(
            sa.select(datasets.c.name, dataset_versions.c.number)
            .join_from(dataset_versions, datasets)
            .where(dataset_versions.c.id.in_(version_ids))
        ).all()
        references = {f"{row.name}:{row.number}" for row in rows} | ({row.name for row in rows} if whole else set())
        if readers := _recipes_reading(connection, references):
            found.append(Dependents(Dependent.RECIPE, len(readers), tuple(readers[:NAMES])))
        for kind, query in queries.items():
            names = [str(n) for n in connection.scalars(query)]
            if names:
                shown = () if kind in (Dependent.QUALITY, Dependent.REFRESH) else tuple(names[:NAMES])
                found.append(Dependents(kind, len(names), shown))
    return found


def recipes_reading(database: Database, name: str) -> list[str]:
    """The names of the recipes with a step that reads the dataset of that name, or a version of it."""
    with database.read() as connection:
        return _recipes_reading(connection, {name}, versions=True)


def _recipes_reading(connection: sa.Connection, references: set[str], *, versions: bool = False) -> list[str]:
    """Recipes whose newest version has a step that names a reference ("flights" or "flights:3")."""
    later = recipe_versions.alias()
    newest = sa.select(sa.func.max(later.c.number)).where(later.c.recipe_id == recipes.c.id)
    query = (
        sa.select(recipes.c.name, recipe_versions.c.steps)
        .join_from(recipe_versions, recipes)
        .where(recipe_versions.c.number == newest.scalar_subquery())
        .order_by(recipes.c.name)
    )

    def named(text: str) -> bool:
        return text in references or (versions and text.rpartition(":")[0] in references)

    return [row.name for row in connection.execute(query) if any(named(t) for t in _texts(row.steps))]


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value from JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def recipe_label(database: Database, recipe_version_id: str) -> str:
    """A recipe version as people name it: "delays v3"; "" when it is gone."""
    query = sa.select(recipes.c.name, recipe_versions.c.number).join_from(recipe_versions, recipes)
    with database.read() as connection:
        row = connection.execute(query.where(recipe_versions.c.id == recipe_version_id)).one_or_none()
    return "" if row is None else f"{row.name} v{row.number}"
