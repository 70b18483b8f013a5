"""A file of SQLite, read through the standard library's driver."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from modelyard.core.errors import InputError
from modelyard.domain.data.sources import Source, TableName, parse_table
from modelyard.tables.databases.session import CONNECT_SECONDS, PREVIEW_SECONDS, Selected, Session, make_engine
from modelyard.tables.databases.types import sqlite_column, sqlite_text


class SqliteSession(Session):
    """A file of SQLite, opened with mode=ro; only reading is authorised on top of that."""

    def _create_engine(self) -> Any:
        path = Path(self.parts.database)
        if not path.is_file():
            raise InputError(f"There is no file {path}.", "Check the path.")
        return make_engine("sqlite://", creator=self._connect)

    def _connect(self) -> sqlite3.Connection:
        uri = f"file:{quote(self.parts.database)}?mode=ro"
        return sqlite3.connect(
            uri, uri=True, timeout=CONNECT_SECONDS / 2, check_same_thread=False, isolation_level=None
        )

    def _begin(self) -> None:
        self.raw.text_factory = sqlite_text
        self.raw.execute("PRAGMA temp_store = MEMORY")
        self.raw.execute("BEGIN")
        self.raw.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the view of the data begins here

    def version(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    def tables(self) -> list[TableName]:
        sql = "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND substr(name, 1, 7) <> 'sqlite_'"
        return [TableName("", n, k, self._count(n) if k == "table" else None) for n, k in self._rows(sql)]

    def _count(self, name: str) -> int | None:
        """The rows of a table at most, without reading them: its largest row id."""
        try:
            found = self._rows(f'SELECT max(rowid) FROM "{name.replace(chr(34), chr(34) * 2)}"')[0][0]
        except sqlite3.Error:
            return None  # a table without row ids, or a virtual one
        return None if not isinstance(found, int) or found < 0 else found

    def select(self, source: Source, limit: int | None = None) -> Selected:
        plain = self._query(source, None)
        self._watch_time(limit is not None)
        self.raw.set_authorizer(_reads_or_makes_view)
        self.raw.execute(f"CREATE TEMP VIEW modelyard_source AS {plain}")
        self.raw.set_authorizer(_reads)
        declared = [(row[1], row[2]) for row in self._rows("PRAGMA table_xinfo(modelyard_source)")]
        rows = self._count(parse_table(source.table).name) if source.table else None
        self._cursor = self.raw.cursor()
        self._cursor.execute("SELECT * FROM temp.modelyard_source")
        names = [d[0] for d in self._cursor.description]
        types = dict(declared) if len(dict(declared)) == len(names) else {}
        return Selected(tuple(sqlite_column(n, types.get(n, "")) for n in names), rows)

    def _watch_time(self, look: bool) -> None:
        if look:
            deadline = time.monotonic() + PREVIEW_SECONDS
            self.raw.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)

    def cancel(self) -> None:
        self.raw.interrupt()


_READING = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE))
_VIEW = frozenset((sqlite3.SQLITE_CREATE_TEMP_VIEW, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE))
_SCHEMAS = ("sqlite_master", "sqlite_temp_master")


def _reads(action: int, first: str | None, *_: str | None) -> int:
    """What a SELECT does; table-valued functions such as json_each seem to alter a schema that mode=ro protects."""
    function = action == sqlite3.SQLITE_UPDATE and first == "sqlite_master"
    allowed = action in _READING or function or (action == sqlite3.SQLITE_PRAGMA and first == "table_xinfo")
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _reads_or_makes_view(action: int, first: str | None, *rest: str | None) -> int:
    """What it takes to make the temporary view besides, which is kept in memory."""
    mine = action in _VIEW and (action == sqlite3.SQLITE_CREATE_TEMP_VIEW or first in _SCHEMAS)
    return sqlite3.SQLITE_OK if mine else _reads(action, first, *rest)
