"""What is done with many runs at once in the database: tags, notes, archive, the recycle bin, and who needs a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from modelyard.domain.experiments.bin import RunUse, Use
from modelyard.domain.experiments.runs import RunState
from modelyard.store.database import Database, Write
from modelyard.store.experiments.runs import batches
from modelyard.store.tables import (
    deployments,
    experiments,
    model_versions,
    models,
    run_files,
    run_tags,
    runs,
)

BLOBS = (runs.c.model_blob, runs.c.record_blob, runs.c.sample_blob, runs.c.predictions_blob)
_LABEL = sa.literal("run ") + sa.cast(runs.c.number, sa.Text) + sa.literal(" of ") + experiments.c.name


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Of a run, what deleting it asks for."""

    id: str
    number: int
    experiment_id: str
    experiment_name: str
    state: str
    deleted_at: datetime | None
    deleted_by: str

    @property
    def label(self) -> str:
        """How a person names it."""
        return f"run {self.number} of {self.experiment_name}"


def facts(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[RunFacts]:
    """Some runs, the newest first."""
    columns = (runs.c.id, runs.c.number, runs.c.experiment_id, experiments.c.name.label("experiment_name"))
    query = sa.select(*columns, runs.c.state, runs.c.deleted_at, runs.c.deleted_by).join_from(runs, experiments)
    return [RunFacts(**row._mapping) for row in connection.execute(query.where(where).order_by(runs.c.id.desc()))]


def facts_of(connection: sa.Connection, run_ids: Sequence[str]) -> list[RunFacts]:
    """The runs of some ids that are there, the newest first."""
    return [fact for part in batches(run_ids) for fact in facts(connection, runs.c.id.in_(part))]


def read_facts(database: Database, run_ids: Sequence[str]) -> list[RunFacts]:
    """The runs of some ids that are there, the newest first."""
    with database.read() as connection:
        return facts_of(connection, run_ids)


def living_in(experiment_id: str) -> sa.ColumnElement[bool]:
    """The condition for the runs of an experiment that are not in the recycle bin."""
    return sa.and_(runs.c.experiment_id == experiment_id, runs.c.deleted_at.is_(None))


def facts_in_experiment(database: Database, experiment_id: str) -> list[RunFacts]:
    """The runs of an experiment that are not in the recycle bin."""
    with database.read() as connection:
        return facts(connection, living_in(experiment_id))


def deleted_facts(database: Database) -> list[RunFacts]:
    """The runs in the recycle bin."""
    with database.read() as connection:
        return facts(connection, runs.c.deleted_at.is_not(None))


def living_experiments(database: Database) -> set[str]:
    """The ids of the experiments with a run outside of the recycle bin."""
    with database.read() as connection:
        return set(connection.scalars(sa.select(runs.c.experiment_id).where(runs.c.deleted_at.is_(None)).distinct()))


# --- marks --------------------------------------------------------------------------------------------------------


def set_columns(
    write: Write, run_ids: Sequence[str], values: Mapping[str, Any], where: sa.ColumnElement[bool] | None = None
) -> int:
    """Set some columns of many runs, or of those that a condition is true of; returns of how many."""
    done = 0
    for part in batches(run_ids):
        statement = sa.update(runs).where(runs.c.id.in_(part), *([] if where is None else [where]))
        done += write.execute(statement.values(dict(values))).rowcount
    return done


def columns_of(write: Write, run_ids: Sequence[str], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Some columns of runs as they are: run -> name -> value."""
    found: dict[str, dict[str, Any]] = {}
    for part in batches(run_ids):
        query = sa.select(runs.c.id, *(runs.c[name] for name in names)).where(runs.c.id.in_(part))
        for run_id, *values in write.connection.execute(query):
            found[run_id] = dict(zip(names, values, strict=True))
    return found


def set_archived(write: Write, run_ids: Sequence[str], at: datetime | None) -> int:
    """Archive runs, or with None take them out; returns how many that changed."""
    there = runs.c.archived_at.is_(None) if at is not None else runs.c.archived_at.is_not(None)
    return set_columns(write, run_ids, {"archived_at": at}, there)


def set_deleted(write: Write, run_ids: Sequence[str], at: datetime | None, by: str) -> int:
    """Put runs into the recycle bin, or with None take them out; returns how many that changed."""
    there = runs.c.deleted_at.is_(None) if at is not None else runs.c.deleted_at.is_not(None)
    return set_columns(write, run_ids, {"deleted_at": at, "deleted_by": by}, there)


def tags_of(write: Write, run_ids: Sequence[str], keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """Some tags of runs: run -> tag -> value."""
    found: dict[str, dict[str, str]] = {}
    for part in batches(run_ids):
        query = sa.select(run_tags).where(run_tags.c.run_id.in_(part), run_tags.c.key.in_(keys))
        for row in write.connection.execute(query):
            found.setdefault(row.run_id, {})[row.key] = row.value
    return found


def set_tags(write: Write, run_ids: Sequence[str], tags: Mapping[str, str]) -> None:
    """Give runs tags, in place of older values."""
    remove_tags(write, run_ids, list(tags))
    write.execute(
        sa.insert(run_tags), [{"run_id": i, "key": key, "value": value} for i in run_ids for key, value in tags.items()]
    )


def remove_tags(write: Write, run_ids: Sequence[str], keys: Sequence[str]) -> int:
    """Take tags from runs; returns how many were taken."""
    done = 0
    for part in batches(run_ids):
        statement = sa.delete(run_tags).where(run_tags.c.run_id.in_(part), run_tags.c.key.in_(keys))
        done += write.execute(statement).rowcount
    return done


# --- who needs a run ----------------------------------------------------------------------------------------------


def uses(connection: sa.Connection, run_ids: Sequence[str]) -> list[RunUse]:
    """What needs some runs to stay, other than these runs themselves; what lies in the recycle bin needs none."""
    asked = set(run_ids)
    found = list(_ensembles(connection, asked))
    for part in batches(run_ids):
        busy = sa.select(runs.c.id, runs.c.state).where(
            runs.c.id.in_(part), runs.c.state.in_((RunState.QUEUED.value, RunState.RUNNING.value))
        )
        found += [RunUse(row.id, Use.WORK, row.state) for row in connection.execute(busy)]
        version = models.c.name + sa.literal(" v") + sa.cast(model_versions.c.number, sa.Text)
        registered = sa.select(model_versions.c.run_id, version).join_from(model_versions, models)
        rows = connection.execute(registered.where(model_versions.c.run_id.in_(part)))
        found += [RunUse(run_id, Use.MODEL_VERSION, name) for run_id, name in rows]
        served = sa.select(model_versions.c.run_id, deployments.c.name).join_from(deployments, model_versions)
        rows = connection.execute(served.where(model_versions.c.run_id.in_(part)))
        found += [RunUse(run_id, Use.DEPLOYMENT, name) for run_id, name in rows]
        below = sa.select(runs.c.parent_id, runs.c.id, _LABEL).join_from(runs, experiments)
        for parent_id, run_id, name in connection.execute(
            below.where(runs.c.parent_id.in_(part), runs.c.deleted_at.is_(None))
        ):
            if run_id not in asked:
                found.append(RunUse(parent_id, Use.CHILD, name))
    return found


def _ensembles(connection: sa.Connection, asked: set[str]) -> Iterator[RunUse]:
    """Voting and stacking runs that some runs are parts of: they could not be reproduced without."""
    query = sa.select(runs.c.id, _LABEL, runs.c.spec).join_from(runs, experiments)
    members = sa.cast(runs.c.spec, sa.Text).like('%"members":["%')
    for run_id, name, spec in connection.execute(query.where(runs.c.deleted_at.is_(None), members)):
        if run_id not in asked:
            parts = {m for algorithm in spec.get("algorithms", []) for m in algorithm.get("members", [])}
            yield from (RunUse(part, Use.ENSEMBLE, name) for part in sorted(parts & asked))


# --- files and the end --------------------------------------------------------------------------------------------


def blobs_of(connection: sa.Connection, run_ids: Sequence[str]) -> dict[str, dict[str, datetime]]:
    """The files that runs name: run -> file -> when its row was last written, as far as is known."""
    found: dict[str, dict[str, datetime]] = {}
    at = sa.func.coalesce(runs.c.ended_at, runs.c.created_at, type_=runs.c.created_at.type)
    for part in batches(run_ids):
        own = sa.select(runs.c.id, at, *BLOBS).where(runs.c.id.in_(part))
        for run_id, named, *digests in connection.execute(own):
            found.setdefault(run_id, {}).update({d: named for d in digests if d is not None})
        files = sa.select(runs.c.id, at, run_files.c.blob).join_from(run_files, runs).where(runs.c.id.in_(part))
        for run_id, named, digest in connection.execute(files):
            found.setdefault(run_id, {})[digest] = named
    return found


def purge(write: Write, run_ids: Sequence[str]) -> None:
    """Remove runs for ever with all that hangs on them, and experiments that then have no run left."""
    touched: set[str] = set()
    for part in batches(run_ids):
        touched |= set(write.connection.scalars(sa.select(runs.c.experiment_id).where(runs.c.id.in_(part)).distinct()))
        write.execute(sa.update(runs).where(runs.c.parent_id.in_(part)).values(parent_id=None))
    for part in batches(run_ids):
        write.execute(sa.delete(runs).where(runs.c.id.in_(part)))
    remove_empty_experiments(write, sorted(touched))


def remove_empty_experiments(write: Write, experiment_ids: Sequence[str]) -> int:
    """Remove those of some experiments that have no run, not even a deleted one; returns how many."""
    left = sa.select(runs.c.experiment_id)
    statement = sa.delete(experiments).where(experiments.c.id.in_(experiment_ids), experiments.c.id.not_in(left))
    return write.execute(statement).rowcount
