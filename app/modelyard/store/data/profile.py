"""Profiles made anew, and what was found out about a version on demand: correlations, and what tells a target."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.domain.data.datasets import TableProfile
from modelyard.store.database import Database, Write
from modelyard.store.tables import dataset_versions, version_insights

T = TypeVar("T")


def set_profile(write: Write, version_id: str, profile: TableProfile) -> None:
    """Replace a version's profile."""
    change = sa.update(dataset_versions).where(dataset_versions.c.id == version_id)
    write.execute(change.values(profile=codec.to_builtins(profile)))


def set_insight(write: Write, version_id: str, key: str, value: Any) -> None:
    """Keep what was found out, in place of what was kept under that key."""
    table = version_insights
    write.execute(sa.delete(table).where(table.c.version_id == version_id, table.c.key == key))
    values = {"version_id": version_id, "key": key, "at": clock.now(), "result": codec.to_builtins(value)}
    write.execute(sa.insert(table).values(**values))


def insight(database: Database, version_id: str, key: str, kind: type[T]) -> T | None:
    """What was found out, if it was."""
    table = version_insights
    query = sa.select(table.c.result).where(table.c.version_id == version_id, table.c.key == key)
    with database.read() as connection:
        value = connection.scalar(query)
    return None if value is None else codec.from_builtins(value, kind)


def insight_keys(database: Database, version_id: str) -> list[str]:
    """The keys under which something was kept, newest first."""
    table = version_insights
    query = sa.select(table.c.key).where(table.c.version_id == version_id).order_by(table.c.at.desc())
    with database.read() as connection:
        return list(connection.scalars(query))
