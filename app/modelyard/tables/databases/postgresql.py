"""PostgreSQL, read through psycopg."""

from __future__ import annotations

from typing import Any

from modelyard.core.errors import InputError
from modelyard.domain.data.sources import Source, TableName
from modelyard.tables.databases.errors import WRITES
from modelyard.tables.databases.session import CONNECT_SECONDS, PREVIEW_SECONDS, Selected, Session
from modelyard.tables.databases.types import postgresql_column


class PostgresqlSession(Session):
    """PostgreSQL through psycopg; rows come from a server-side cursor."""

    def _arguments(self) -> dict[str, Any]:
        given = {"password": self._password} if self._password else {}
        timeout = {} if "connect_timeout" in self.parts.options else {"connect_timeout": CONNECT_SECONDS}
        return {**given, **timeout, "application_name": "Modelyard", "client_encoding": "utf8"}

    def _begin(self) -> None:
        import psycopg

        self.raw.rollback()
        self.raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self.raw.read_only = True
        settings = ("TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "bytea_output = 'hex'")
        for setting in (*settings, "extra_float_digits = 1", "cursor_tuple_fraction = 1.0"):
            self.raw.execute(f"SET LOCAL {setting}")

    def version(self) -> str:
        return f"PostgreSQL {str(self._rows('SHOW server_version')[0][0]).split()[0]}"

    def tables(self) -> list[TableName]:
        sql = """
            SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), CASE WHEN c.reltuples >= 0 THEN c.reltuples END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
              AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
              AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')"""
        found = self._rows(sql)
        return [TableName(s, t, "view" if v else "table", None if n is None or v else int(n)) for s, t, v, n in found]

    def select(self, source: Source, limit: int | None = None) -> Selected:
        from psycopg.types.string import TextLoader

        sql = self._query(source, limit)
        if limit is not None:
            self.raw.execute(f"SET LOCAL statement_timeout = '{PREVIEW_SECONDS}s'")
            self.raw.execute("SET LOCAL cursor_tuple_fraction = 0.01")
        cursor = self._cursor = self.raw.cursor(name="modelyard")
        for known in self.raw.adapters.types:  # every value as the server writes it: infinity is no Python date
            cursor.adapters.register_loader(known.oid, TextLoader)
            if known.array_oid:
                cursor.adapters.register_loader(known.array_oid, TextLoader)
        cursor.execute(sql)  # one statement only: psycopg declares cursors with the extended protocol
        if not cursor.description:
            raise InputError("The query gives no columns.", WRITES)
        columns = [postgresql_column(c.name, c.type_code, c.precision, c.scale) for c in cursor.description]
        plain = self._query(source, None)
        plan = self._rows(f"EXPLAIN (FORMAT JSON) {plain}")[0][0]
        return Selected(tuple(columns), int(plan[0]["Plan"]["Plan Rows"]))

    def cancel(self) -> None:
        self.raw.cancel_safe(timeout=CONNECT_SECONDS)

    def _hang_up(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
