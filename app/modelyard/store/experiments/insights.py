"""What was found out about a run on demand, such as its quality by segment, in the database."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.store.database import Database, Write
from modelyard.store.tables import run_insights

T = TypeVar("T")


def set_insight(write: Write, run_id: str, key: str, value: Any) -> None:
    """Keep what was found out, in place of what was kept under that key."""
    table = run_insights
    write.execute(sa.delete(table).where(table.c.run_id == run_id, table.c.key == key))
    values = {"run_id": run_id, "key": key, "at": clock.now(), "result": codec.to_builtins(value)}
    write.execute(sa.insert(table).values(**values))


def insight(database: Database, run_id: str, key: str, kind: type[T]) -> T | None:
    """What was found out, if it was."""
    table = run_insights
    query = sa.select(table.c.result).where(table.c.run_id == run_id, table.c.key == key)
    with database.read() as connection:
        value = connection.scalar(query)
    return None if value is None else codec.from_builtins(value, kind)


def insight_keys(database: Database, run_id: str) -> list[str]:
    """The keys under which something was kept, newest first."""
    table = run_insights
    query = sa.select(table.c.key).where(table.c.run_id == run_id).order_by(table.c.at.desc())
    with database.read() as connection:
        return list(connection.scalars(query))


def forget(write: Write, run_id: str) -> None:
    """Forget what was found out, as when the run is trained again."""
    write.execute(sa.delete(run_insights).where(run_insights.c.run_id == run_id))
