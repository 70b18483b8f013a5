"""One read-only transaction with one view of the data of a database, through SQLAlchemy: what the three kinds share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from modelyard.domain.data.sources import Source, TableName, parse_table
from modelyard.tables.databases.types import Declared
from modelyard.tables.databases.urls import Parts

CONNECT_SECONDS = 10
PREVIEW_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Selected:
    """A query that runs: its columns as declared, the order it was given, and how many rows are expected."""

    columns: tuple[Declared, ...]
    rows: int | None
    exact: bool = False


class Session:
    """What the three kinds have in common. One thread works with it; `cancel` may come from another one."""

    def __init__(self, parts: Parts, password: str | None) -> None:
        self.parts = parts
        self._password = password
        self._cursor: Any = None
        self._engine = self._create_engine()
        try:
            self._connection = self._engine.connect()
            self.raw: Any = self._connection.connection.dbapi_connection
            self._begin()
        except BaseException:
            self._engine.dispose()
            raise

    def _create_engine(self) -> Any:
        return make_engine(self.parts.url, connect_args=self._arguments())

    def _arguments(self) -> dict[str, Any]:
        return {}

    def _begin(self) -> None:
        """Begin the read-only transaction."""
        raise NotImplementedError

    def version(self) -> str:
        """The server's name and version."""
        raise NotImplementedError

    def tables(self) -> list[TableName]:
        """Tables and views with their estimated rows."""
        raise NotImplementedError

    def select(self, source: Source, limit: int | None = None) -> Selected:
        """Run the table's or the query's SELECT; `fetch` then gives its rows. `limit` is for a look only."""
        raise NotImplementedError

    def fetch(self, count: int) -> list[tuple[Any, ...]]:
        """The next rows at most: text, bytes or None; from SQLite numbers too. Empty at the end."""
        return list(self._cursor.fetchmany(count))

    def cancel(self) -> None:
        """Stop what the server is doing for this session, from another thread."""
        raise NotImplementedError

    def close(self) -> None:
        """End the transaction and the connection."""
        with contextlib.suppress(Exception):
            self._hang_up()
        with contextlib.suppress(Exception):
            self._connection.close()
        self._engine.dispose()

    def _hang_up(self) -> None:
        """Let go of rows that were not read."""

    def _query(self, source: Source, limit: int | None) -> str:
        """The SELECT of a source; a table comes in the order of its primary key, where it has one."""
        if not source.table:
            return source.query.strip().rstrip(";").rstrip()
        table = parse_table(source.table)
        quoted = self._engine.dialect.identifier_preparer.quote_identifier
        name = ".".join(quoted(p) for p in (table.schema, table.name) if p)
        key = [quoted(c) for c in self._primary_key(table)]
        order = f" ORDER BY {', '.join(key)}" if key else ""
        return f"SELECT * FROM {name}{order}" + (f" LIMIT {int(limit)}" if limit is not None else "")

    def _primary_key(self, table: TableName) -> list[str]:
        import sqlalchemy as sa

        try:
            found = sa.inspect(self._connection).get_pk_constraint(table.name, table.schema or None)
        except sa.exc.NoSuchTableError:
            return []  # a view, or nothing: the SELECT will tell
        return list(found["constrained_columns"])

    def _rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        cursor = self.raw.cursor()
        try:
            cursor.execute(sql, parameters) if parameters else cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]
        finally:
            cursor.close()


def make_engine(
    url: str, *, creator: Callable[[], Any] | None = None, connect_args: dict[str, Any] | None = None
) -> Any:
    """SQLAlchemy's engine without a pool; its errors show no values."""
    import sqlalchemy as sa

    ways = {"creator": creator} if creator else {"connect_args": connect_args or {}}
    pool = {"poolclass": sa.pool.NullPool, "pool_reset_on_return": None}
    return sa.create_engine(sa.make_url(url), hide_parameters=True, **pool, **ways)


def database_errors() -> tuple[type[Exception], ...]:
    """What SQLAlchemy and the drivers raise."""
    import sqlite3

    import psycopg
    import pymysql
    import sqlalchemy as sa

    return (sa.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error, pymysql.err.Error)
