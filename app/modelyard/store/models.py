"""Models, versions and aliases in the database."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.models import Model, ModelVersion, Parity, Signature
from modelyard.domain.monitoring import Reference
from modelyard.store.database import Database, Write
from modelyard.store.tables import aliases, experiments, model_versions, models, runs

_VERSION_COLUMNS = [c for c in model_versions.c if c.name != "reference"]
_VERSIONS = (
    sa.select(
        *_VERSION_COLUMNS,
        models.c.name.label("model_name"),
        runs.c.number.label("run_number"),
        runs.c.algorithm.label("algorithm_name"),
        experiments.c.name.label("experiment_name"),
        sa.select(sa.func.group_concat(aliases.c.alias, ","))
        .where(aliases.c.version_id == model_versions.c.id)
        .scalar_subquery()
        .label("aliases"),
    )
    .join_from(model_versions, models)
    .join(runs, runs.c.id == model_versions.c.run_id)
    .join(experiments, experiments.c.id == runs.c.experiment_id)
)


def _version(row: sa.Row[*tuple[Any, ...]], names: dict[str, str]) -> ModelVersion:
    values = dict(row._mapping)
    values["parity"] = codec.from_builtins(values["parity"], Parity)
    values["signature"] = codec.from_builtins(values["signature"], Signature)
    values["algorithm_name"] = names.get(values["algorithm_name"], values["algorithm_name"])
    values["aliases"] = tuple(sorted(values["aliases"].split(","))) if values["aliases"] else ()
    return ModelVersion(**values)


def find_model(write: Write, name: str) -> str | None:
    """The id of the model of that name."""
    return write.connection.scalar(sa.select(models.c.id).where(models.c.name == name))


def add_model(write: Write, name: str) -> str:
    """Add a model without versions and return its id."""
    model_id = clock.new_id()
    write.execute(sa.insert(models).values(id=model_id, name=name, created_at=clock.now()))
    return model_id


def next_number(connection: sa.Connection, model_name: str) -> int:
    """The number the model's next version gets, from 1."""
    query = (
        sa.select(sa.func.coalesce(sa.func.max(model_versions.c.number), 0) + 1)
        .join_from(model_versions, models)
        .where(models.c.name == model_name)
    )
    return int(connection.scalar(query) or 1)


def add_version(write: Write, version: ModelVersion, reference: Reference) -> None:
    """Add a version with its monitoring reference."""
    values = codec.to_builtins(version)
    for derived in ("model_name", "run_number", "experiment_name", "algorithm_name", "aliases"):
        del values[derived]
    values["created_at"] = version.created_at
    write.execute(sa.insert(model_versions).values(**values, reference=codec.to_builtins(reference)))


def set_alias(write: Write, model_id: str, alias: str, version_id: str) -> None:
    """Point an alias at a version, away from where it pointed."""
    remove_alias(write, model_id, alias)
    write.execute(sa.insert(aliases).values(model_id=model_id, alias=alias, version_id=version_id, since=clock.now()))


def remove_alias(write: Write, model_id: str, alias: str) -> None:
    """Take an alias away."""
    write.execute(sa.delete(aliases).where(aliases.c.model_id == model_id, aliases.c.alias == alias))


def model_list(database: Database) -> list[Model]:
    """Every model with the count of its versions and its aliases, by name."""
    query = (
        sa.select(models.c.id, models.c.name, models.c.created_at, sa.func.count(model_versions.c.id))
        .join_from(models, model_versions, isouter=True)
        .group_by(models.c.id)
        .order_by(sa.func.lower(models.c.name))
    )
    alias_query = sa.select(aliases.c.model_id, aliases.c.alias, model_versions.c.number).join_from(
        aliases, model_versions, aliases.c.version_id == model_versions.c.id
    )
    with database.read() as connection:
        by_model: dict[str, dict[str, int]] = {}
        for model_id, alias, number in connection.execute(alias_query):
            by_model.setdefault(model_id, {})[alias] = number
        return [
            Model(model_id, name, created_at, count, by_model.get(model_id, {}))
            for model_id, name, created_at, count in connection.execute(query)
        ]


def versions(database: Database, names: dict[str, str], model_id: str | None = None) -> list[ModelVersion]:
    """The versions of a model, or of all, newest first; `names` are the algorithms' display names by key."""
    query = _VERSIONS.order_by(model_versions.c.id.desc())
    if model_id is not None:
        query = query.where(model_versions.c.model_id == model_id)
    with database.read() as connection:
        return [_version(r, names) for r in connection.execute(query)]


def version(database: Database, names: dict[str, str], version_id: str) -> ModelVersion:
    """One version. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_VERSIONS.where(model_versions.c.id == version_id)).one_or_none()
    if row is None:
        raise NotFoundError("This model version is not in the workspace.", "List the versions to see their numbers.")
    return _version(row, names)


def reference(database: Database, version_id: str) -> Reference:
    """What training looked like, for monitoring. Raises `NotFoundError`."""
    with database.read() as connection:
        value = connection.scalar(sa.select(model_versions.c.reference).where(model_versions.c.id == version_id))
    if value is None:
        raise NotFoundError("This model version is not in the workspace.", "List the versions to see their numbers.")
    return codec.from_builtins(value, Reference)
