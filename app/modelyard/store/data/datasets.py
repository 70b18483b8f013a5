"""Datasets and their versions in the database."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.core.errors import NotFoundError
from modelyard.domain.data.datasets import Column, Dataset, DatasetVersion, Lineage, ReadOptions, TableProfile
from modelyard.domain.data.versions import check_usable
from modelyard.store.database import Database, Write
from modelyard.store.tables import dataset_tags, dataset_versions, datasets

_VERSION_COLUMNS = [c for c in dataset_versions.c if c.name != "profile"]
_TAGS = (
    sa.select(sa.func.json_group_array(dataset_tags.c.tag))
    .where(dataset_tags.c.version_id == dataset_versions.c.id)
    .scalar_subquery()
)
_VERSIONS = sa.select(*_VERSION_COLUMNS, datasets.c.name.label("dataset_name"), _TAGS.label("tags")).join_from(
    dataset_versions, datasets
)
LARGEST = 2**63 - 1
"""The largest number that the database can look for."""
_LIVING = dataset_versions.c.deleted_at.is_(None)
"""Versions in the recycle bin, and those whose rows are gone, are found by their id alone."""


def _version(row: sa.Row[*tuple[Any, ...]]) -> DatasetVersion:
    values = dict(row._mapping)
    values["columns"] = codec.from_builtins(values["columns"], tuple[Column, ...])
    values["read_options"] = codec.from_builtins(values["read_options"], ReadOptions)
    values["lineage"] = codec.from_builtins(values["lineage"], Lineage)
    values["tags"] = tuple(sorted(json.loads(values["tags"])))
    return DatasetVersion(**values)


def dataset_list(database: Database) -> list[Dataset]:
    """Every dataset that has versions, with its newest version's size, by name."""
    newest = (
        sa.select(dataset_versions.c.dataset_id, sa.func.max(dataset_versions.c.number).label("number"))
        .where(_LIVING)
        .group_by(dataset_versions.c.dataset_id)
        .subquery()
    )
    version = dataset_versions
    query = (
        sa.select(datasets, version.c.number, version.c.rows, sa.func.json_array_length(version.c.columns))
        .join(newest, newest.c.dataset_id == datasets.c.id)
        .join(version, sa.and_(version.c.dataset_id == datasets.c.id, version.c.number == newest.c.number))
        .order_by(sa.func.lower(datasets.c.name))
    )
    with database.read() as connection:
        return [Dataset(*row) for row in connection.execute(query)]


def find_dataset(write: Write, name: str) -> str | None:
    """The id of the dataset of that name, also of one without a version left: new ones go on with its numbers."""
    return write.connection.scalar(sa.select(datasets.c.id).where(datasets.c.name == name))


def add_dataset(write: Write, name: str, description: str = "") -> str:
    """Add an empty dataset and return its id."""
    dataset_id = clock.new_id()
    write.execute(sa.insert(datasets).values(id=dataset_id, name=name, description=description, created_at=clock.now()))
    return dataset_id


def next_number(write: Write, dataset_id: str) -> int:
    """The number the dataset's next version gets, from 1; no number is given twice, whatever was deleted."""
    query = sa.select(sa.func.coalesce(sa.func.max(dataset_versions.c.number), 0) + 1)
    return int(write.connection.scalar(query.where(dataset_versions.c.dataset_id == dataset_id)) or 1)


def newest_version_id(write: Write, dataset_id: str) -> str | None:
    """The id of the dataset's newest version, if it has any."""
    query = sa.select(dataset_versions.c.id).where(dataset_versions.c.dataset_id == dataset_id, _LIVING)
    return write.connection.scalar(query.order_by(dataset_versions.c.number.desc()).limit(1))


def newest_number(write: Write, dataset_id: str) -> int:
    """The number of the dataset's newest version outside of the bin; 0 for none."""
    query = sa.select(sa.func.max(dataset_versions.c.number)).where(
        dataset_versions.c.dataset_id == dataset_id, _LIVING
    )
    return int(write.connection.scalar(query) or 0)


def same_content(write: Write, dataset_id: str, content_hash: str) -> tuple[str, int] | None:
    """The id and number of the dataset's newest version with that content, if there is one outside of the bin."""
    row = write.connection.execute(
        sa.select(dataset_versions.c.id, dataset_versions.c.number)
        .where(dataset_versions.c.dataset_id == dataset_id, dataset_versions.c.content_hash == content_hash, _LIVING)
        .order_by(dataset_versions.c.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.id, row.number)


def alike(database: Database, dataset: str, rows: int, columns: tuple[Column, ...]) -> list[str]:
    """The different contents, newest first, of the dataset's living versions with that many rows and those columns."""
    version = dataset_versions.c
    query = (
        sa.select(version.content_hash)
        .join_from(dataset_versions, datasets)
        .where(datasets.c.name == dataset, _LIVING, version.rows == rows)
        .where(version.columns == codec.to_builtins(columns))
        .order_by(version.number.desc())
    )
    with database.read() as connection:
        return list(dict.fromkeys(connection.scalars(query)))


def add_version(write: Write, version: DatasetVersion, profile: TableProfile) -> None:
    """Add a version with its profile."""
    values = codec.to_builtins(version)
    for name in ("dataset_name", "tags", "deleted_at", "purged_at"):
        del values[name]
    values["created_at"] = version.created_at
    write.execute(sa.insert(dataset_versions).values(**values, profile=codec.to_builtins(profile)))


def versions(database: Database, dataset_id: str | None = None) -> list[DatasetVersion]:
    """The versions of a dataset, or of all, newest first; those in the recycle bin are left out."""
    query = _VERSIONS.where(_LIVING).order_by(dataset_versions.c.id.desc())
    if dataset_id is not None:
        query = query.where(dataset_versions.c.dataset_id == dataset_id)
    with database.read() as connection:
        return [_version(r) for r in connection.execute(query)]


def deleted_versions(database: Database) -> list[DatasetVersion]:
    """The versions in the recycle bin whose rows are still there, last deleted first."""
    version = dataset_versions.c
    query = _VERSIONS.where(version.deleted_at.is_not(None), version.purged_at.is_(None))
    with database.read() as connection:
        return [_version(r) for r in connection.execute(query.order_by(version.deleted_at.desc(), version.id.desc()))]


def version(database: Database, version_id: str) -> DatasetVersion:
    """One version, wherever it is: it may be deleted, or its rows gone. Raises `NotFoundError`."""
    with database.read() as connection:
        row = connection.execute(_VERSIONS.where(dataset_versions.c.id == version_id)).one_or_none()
    if row is None:
        raise NotFoundError("This dataset version is not in the workspace.", "It may have been deleted meanwhile.")
    return _version(row)


def version_by_name(database: Database, name: str, number: int | None) -> DatasetVersion:
    """The version `number` of the dataset `name`, or its newest.

    Raises `NotFoundError`; for a deleted one the error says so.
    """
    query = _VERSIONS.where(datasets.c.name == name).order_by(_LIVING.desc(), dataset_versions.c.number.desc()).limit(1)
    if number is not None:
        query = query.where(dataset_versions.c.number == min(number, LARGEST))
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        wanted = name if number is None else f"{name} v{number}"
        raise NotFoundError(f"There is no dataset {wanted} in this workspace.", "List the datasets to see their names.")
    found = _version(row)
    check_usable(found)
    return found


def profile(database: Database, version_id: str) -> TableProfile:
    """A version's profile. Raises `NotFoundError`."""
    with database.read() as connection:
        value = connection.scalar(sa.select(dataset_versions.c.profile).where(dataset_versions.c.id == version_id))
    if value is None:
        raise NotFoundError("This dataset version is not in the workspace.", "It may have been deleted meanwhile.")
    return codec.from_builtins(value, TableProfile)
