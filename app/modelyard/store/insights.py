"""What was found out about something on demand, kept by a key beside it: a version's correlations, a run's segments."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from modelyard.core import clock, codec
from modelyard.store.database import Database, Write
from modelyard.store.tables import run_insights, version_insights

T = TypeVar("T")


class Insights:
    """One table of what was found out; `owner` is its column that names what it is about."""

    def __init__(self, owner: sa.Column[str]) -> None:
        self._owner, self._table = owner, owner.table

    def set(self, write: Write, owner_id: str, key: str, value: Any) -> None:
        """Keep what was found out, in place of what was kept under that key."""
        write.execute(sa.delete(self._table).where(self._owner == owner_id, self._table.c.key == key))
        values = {self._owner.name: owner_id, "key": key, "at": clock.now(), "result": codec.to_builtins(value)}
        write.execute(sa.insert(self._table).values(**values))

    def get(self, database: Database, owner_id: str, key: str, kind: type[T]) -> T | None:
        """What was found out, if it was."""
        query = sa.select(self._table.c.result).where(self._owner == owner_id, self._table.c.key == key)
        with database.read() as connection:
            value = connection.scalar(query)
        return None if value is None else codec.from_builtins(value, kind)

    def keys(self, database: Database, owner_id: str) -> list[str]:
        """The keys under which something was kept, newest first."""
        query = sa.select(self._table.c.key).where(self._owner == owner_id).order_by(self._table.c.at.desc())
        with database.read() as connection:
            return list(connection.scalars(query))

    def forget(self, write: Write, owner_id: str) -> None:
        """Forget all that was found out, as when a run is trained again."""
        write.execute(sa.delete(self._table).where(self._owner == owner_id))


of_versions = Insights(version_insights.c.version_id)
of_runs = Insights(run_insights.c.run_id)
