"""A database of somebody else's, opened for reading only: who answers, what tables it has, and a session to read rows.

Every session is one read-only transaction with one view of the data. Statements that write are refused by the server
(PostgreSQL, MySQL, MariaDB) or by SQLite itself; nothing here looks at the words of a query to find out.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from modelyard.domain.data.sources import DatabaseKind, TableName
from modelyard.tables.databases.errors import explain
from modelyard.tables.databases.mysql import MysqlSession
from modelyard.tables.databases.postgresql import PostgresqlSession
from modelyard.tables.databases.session import Session, database_errors
from modelyard.tables.databases.sqlite import SqliteSession
from modelyard.tables.databases.urls import split


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: its URL without the password, the password (None: not known), and its name for people."""

    url: str
    password: str | None = field(default=None, repr=False)
    name: str = ""


_SESSIONS: dict[DatabaseKind, type[Session]] = {
    DatabaseKind.POSTGRESQL: PostgresqlSession,
    DatabaseKind.MYSQL: MysqlSession,
    DatabaseKind.SQLITE: SqliteSession,
}


def server_version(address: Address) -> str:
    """The server's name and version. Raises `InputError` with cause and remedy, `PasswordNeededError`."""
    with session(address) as opened:
        return opened.version()


def tables(address: Address) -> tuple[TableName, ...]:
    """The tables and views that the user may see, by schema and name. Raises what `server_version` does."""
    with session(address) as opened:
        return tuple(sorted(opened.tables(), key=lambda t: (t.schema.lower(), t.name.lower())))


@contextlib.contextmanager
def session(address: Address) -> Iterator[Session]:
    """An open read-only transaction. Whatever the driver raises inside becomes a sentence without secrets."""
    parts = split(address.url)
    made: Session | None = None
    try:
        made = _SESSIONS[parts.kind](parts, address.password)
        yield made
    except (OSError, RuntimeError, UnicodeError, *database_errors()) as error:  # type: ignore[misc]
        raise explain(error, parts, address.password, address.name) from None
    finally:
        if made is not None:
            made.close()
