"""MySQL and MariaDB, read through PyMySQL."""

from __future__ import annotations

import contextlib
from typing import Any

from modelyard.core.errors import InputError
from modelyard.domain.data.sources import Source, TableName, parse_table
from modelyard.tables.databases.errors import WRITES
from modelyard.tables.databases.session import CONNECT_SECONDS, PREVIEW_SECONDS, Selected, Session, database_errors
from modelyard.tables.databases.types import mysql_column

SYSTEM_SCHEMAS = ("information_schema", "mysql", "performance_schema", "sys")
SAME_NAMES = 1060
"""The server's error for two columns of one name, which a subquery may not have and a SELECT may."""


class MysqlSession(Session):
    """MySQL or MariaDB through PyMySQL; rows are read from the socket as they come."""

    def _arguments(self) -> dict[str, Any]:
        # PyMySQL would send a text as Latin-1; servers keep passwords as they are typed today, in UTF-8.
        given = {"password": self._password.encode()} if self._password else {}
        return {**given, "connect_timeout": CONNECT_SECONDS, "charset": "utf8mb4", "autocommit": True}

    def _begin(self) -> None:
        self.raw.rollback()
        self.raw.decoders = {}  # every value as the server writes it: 0000-00-00 is no Python date
        for statement in (
            "SET SESSION time_zone = '+00:00'",
            "SET SESSION net_write_timeout = 600",
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET SESSION TRANSACTION READ ONLY",
            "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
        ):
            self.raw.query(statement)

    def version(self) -> str:
        text = str(self._rows("SELECT version()")[0][0])
        number = text.split("-")[0]
        return f"{'MariaDB' if 'mariadb' in text.lower() else 'MySQL'} {number}"

    def tables(self) -> list[TableName]:
        system = ", ".join(f"'{s}'" for s in SYSTEM_SCHEMAS)
        where = "table_schema = database()" if self.parts.database else f"table_schema NOT IN ({system})"
        sql = f"SELECT table_schema, table_name, table_type, table_rows FROM information_schema.tables WHERE {where}"
        found = []
        for schema, name, kind, rows in self._rows(sql):
            view = "VIEW" in kind
            shown = "" if self.parts.database else schema
            found.append(
                TableName(shown, name, "view" if view else "table", None if view or rows is None else int(rows))
            )
        return found

    def select(self, source: Source, limit: int | None = None) -> Selected:
        import pymysql

        sql = self._query(source, limit)
        if limit is not None:
            self._limit_time()
        if source.query:
            self._check_only_selects(sql)
        rows = self._estimate(source)
        cursor = self._cursor = self.raw.cursor(pymysql.cursors.SSCursor)
        cursor.execute(sql)
        if not cursor.description:
            raise InputError("The query gives no columns.", WRITES)
        columns = [mysql_column(f.name, f.type_code, f.length, f.scale, f.flags, f.charsetnr) for f in _fields(cursor)]
        return Selected(tuple(columns), rows)

    def _check_only_selects(self, sql: str) -> None:
        """Have the server parse the query as a subquery, without running it: INTO OUTFILE cannot stand in one.

        It is the only thing that a SELECT may write in a read-only transaction.
        """
        import pymysql

        try:
            inner = self.raw.escape(f"SELECT 1 FROM (\n{sql}\n) AS modelyard")
            self.raw.query(f"PREPARE modelyard FROM {inner}")
        except pymysql.err.MySQLError as error:
            if error.args[0] != SAME_NAMES:
                raise

    def _estimate(self, source: Source) -> int | None:
        """The rows expected."""
        import pymysql

        if source.table:
            table = parse_table(source.table)
            sql = "SELECT table_rows FROM information_schema.tables WHERE table_name = %s AND table_schema = "
            chosen = [table.schema] if table.schema else []
            found = self._rows(sql + ("%s" if chosen else "database()"), table.name, *chosen)
            return int(found[0][0]) if found and found[0][0] is not None else None
        cursor = self.raw.cursor(pymysql.cursors.DictCursor)
        try:
            cursor.execute(f"EXPLAIN {self._query(source, None)}")
            counts = [int(row["rows"]) for row in cursor.fetchall() if row.get("rows")]
        finally:
            cursor.close()
        return max(counts, default=None)

    def _limit_time(self) -> None:
        import pymysql

        for name, value in (("max_statement_time", PREVIEW_SECONDS), ("max_execution_time", PREVIEW_SECONDS * 1000)):
            try:
                self.raw.query(f"SET SESSION {name} = {value}")
                return
            except pymysql.err.MySQLError:
                continue  # MariaDB knows the first one, MySQL the second one

    def cancel(self) -> None:
        with contextlib.suppress(*database_errors()):
            other = self._create_engine().connect()
            try:
                other.exec_driver_sql(f"KILL QUERY {int(self.raw.thread_id())}")
            finally:
                other.close()

    def _hang_up(self) -> None:
        if self._cursor is not None:
            self.raw._force_close()  # to close the cursor would read every row that is left


def _fields(cursor: Any) -> Any:
    """What the server says of the columns, of which the cursor's description tells only a part."""
    return cursor._result.fields
