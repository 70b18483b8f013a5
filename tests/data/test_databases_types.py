"""Every type of SQLite, PostgreSQL and MariaDB, from real servers: what it becomes, and what is kept aside."""

# ruff: noqa: PIE800 - dicts of one line each are easier to compare than one of forty lines

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, time
from pathlib import Path

import duckdb
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, ImportResult, ReadOptions
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.tables.databases.connect import Address, tables
from modelyard.tables.databases.rows import import_rows, preview
from modelyard.tables.engine import QUIET
from modelyard.tables.files.rejects import read_rejects
from tests.database_servers import PASSWORD, Server


def _source(table: str = "", query: str = "", **types: ColumnType) -> Source:
    return Source(SourceKind.DATABASE, connection_id="x", table=table, query=query, options=ReadOptions(types=types))


class Import:
    """One import, its rows as Python values, its rejected rows."""

    def __init__(self, folder: Path, address: Address, source: Source) -> None:
        self.out, rejects = folder / "out.parquet", folder / "rejects.parquet"
        self.out.unlink(missing_ok=True)
        rejects.unlink(missing_ok=True)
        self.result: ImportResult = import_rows(address, source, self.out, rejects, QUIET)
        self.types = {c.name: c.type.value for c in self.result.columns}
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            shown = ", ".join(
                f'"{c.name}"::TIMESTAMP' if c.type is ColumnType.DATETIME else f'"{c.name}"'
                for c in self.result.columns
            )
            self.rows = connection.execute(f"SELECT {shown} FROM '{self.out}'").fetchall()
        self.rejected = read_rejects(rejects) if rejects.exists() else ()
        assert len(self.rejected) == self.result.rejected
        assert not list(folder.glob(".import-*"))


def _sqlite(folder: Path, *statements: str) -> Address:
    file = folder / "shop's #1 100%.db"
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return Address(f"sqlite:///{file}".replace("%", "%25").replace("#", "%23"), None, "shop")


@pytest.fixture(scope="module")
def pg(postgres: Server) -> Address:
    postgres.execute("", "CREATE DATABASE types")
    postgres.execute(
        "types",
        "CREATE TYPE mood AS ENUM ('sad', 'ok')",
        """CREATE TABLE kinds (id int PRIMARY KEY, yes bool, small smallint, big bigint, price numeric(10,2),
           long numeric(30,10), code numeric(25), real4 real, real8 float8, word text, padded char(4), day date,
           naive timestamp, zoned timestamptz, clock time, clocktz timetz, u uuid, j jsonb, a int[], b bytea, m mood,
           i interval)""",
        """INSERT INTO kinds VALUES
           (2, true, 7, 9223372036854775807, 12.50, 1.5, 1234567890123456789012345, 0.1, 0.1, 'ä,"x', 'ab',
            '2013-01-31', '2013-01-31 05:00', '2013-01-31 05:00+02', '23:59:59.5', '10:00+02',
            'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"k": [1]}', '{1,2}', '\\xDEADbeef', 'ok', '1 day 2 hours'),
           (1, false, NULL, -1, 0.01, 12345678901234567.0123456789, 5, 'NaN', 1e300, '', '', NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL),
           (3, NULL, 1, 1, 1, 1, 1, 1, 'Infinity', 'inf', '', '2013-01-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL),
           (4, NULL, 1, 1, 1, 1, 1, 1, 1, 'day', '', 'infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL),
           (5, NULL, 1, 1, 1, 1, 1, 1, 1, 'zoned', '', NULL, NULL, '-infinity', NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL)""",
        'CREATE SCHEMA "my.own"',
        """CREATE TABLE "my.own"."odd ""name" ("a b" int, "A B" int)""",
        """INSERT INTO "my.own"."odd ""name" VALUES (1, 2)""",
        "CREATE VIEW half AS SELECT id FROM kinds",
        "ANALYZE kinds",
    )
    return Address(postgres.url("types"), PASSWORD, "types")


def test_postgresql_types(pg: Address, tmp_path: Path) -> None:
    done = Import(tmp_path, pg, _source("kinds"))
    assert done.types == {
        **{"id": "integer", "yes": "boolean", "small": "integer", "big": "integer", "price": "number"},
        **{"long": "number", "code": "text", "real4": "number", "real8": "number", "word": "text", "padded": "text"},
        **{"day": "date", "naive": "datetime", "zoned": "datetime", "clock": "time", "clocktz": "text", "u": "text"},
        **{"j": "text", "a": "text", "b": "text", "m": "text", "i": "text"},
    }
    assert [r[0] for r in done.rows] == [1, 2]  # by the primary key
    first = dict(zip(done.types, done.rows[0], strict=True))
    assert (first["yes"], first["small"], first["real4"], first["real8"]) == (False, None, None, 1e300)
    assert first["long"] == float("12345678901234567.0123456789")
    second = dict(zip(done.types, done.rows[1], strict=True))
    assert second == {
        **{"id": 2, "yes": True, "small": 7, "big": 9223372036854775807, "price": 12.5, "long": 1.5},
        **{"code": "1234567890123456789012345", "real4": 0.1, "real8": 0.1, "word": 'ä,"x', "padded": "ab  "},
        **{"day": date(2013, 1, 31), "naive": datetime(2013, 1, 31, 5), "zoned": datetime(2013, 1, 31, 3)},
        **{"clock": time(23, 59, 59, 500000), "clocktz": "10:00:00+02", "m": "ok", "i": "1 day 02:00:00"},
        **{"u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "j": '{"k": [1]}', "a": "{1,2}", "b": "deadbeef"},
    }
    assert [(r.line, r.column) for r in done.rejected] == [(3, "real8"), (4, "day"), (5, "zoned")]
    assert "“infinity” is not a date" in done.rejected[1].reason
    assert '"word":"day"' in done.rejected[1].text


def test_postgresql_preview_says_what_is_lost(pg: Address) -> None:
    found = preview(pg, _source("kinds"))
    titles = {p.title: p for p in found.problems}
    assert titles["day has 1 value that is not a date"].lines == (4,)
    assert "1 value with more than 15 digits" in titles["long is rounded to 64-bit numbers"].text
    assert "code has whole numbers of more than 18 digits: kept exact, as text" in titles
    assert "naive has no time zone: taken as UTC" in titles
    assert (found.row_count, found.row_count_exact, found.options.types) == (5, True, {})
    assert found.rows[1][found.columns.index(next(c for c in found.columns if c.name == "zoned"))] == datetime(
        2013, 1, 31, 3, tzinfo=UTC
    )
    exact = preview(pg, _source("kinds", long=ColumnType.TEXT))
    assert exact.rows[0][5] == "12345678901234567.0123456789"
    assert len(preview(pg, _source(query="SELECT g FROM generate_series(1, 100000) g"), limit=7).rows) == 7


def test_postgresql_names_need_no_care(pg: Address, tmp_path: Path) -> None:
    found = {t.text: t for t in tables(pg)}
    assert set(found) == {"public.kinds", "public.half", '"my.own"."odd ""name"'}
    assert (found["public.kinds"].rows, found["public.half"].kind) == (5, "view")
    done = Import(tmp_path, pg, _source('"my.own"."odd ""name"'))
    assert done.types == {"a b": "integer", "A B_2": "integer"}
    percent = Import(tmp_path, pg, _source(query="SELECT word FROM kinds WHERE word LIKE 'd%' OR word = '%s';\n"))
    assert percent.rows == [("day",)]


@pytest.fixture(scope="module")
def maria(mariadb: Server) -> Address:
    mariadb.execute("", "CREATE DATABASE types")
    mariadb.execute(
        "types",
        """CREATE TABLE kinds (id int PRIMARY KEY, yes boolean, tiny tinyint(1), small tinyint, big bigint unsigned,
           price decimal(10,2), code decimal(30,0), f float, d double, word varchar(20), t text, bin varbinary(8),
           bt bit(1), bits bit(10), day date, naive datetime(6), zoned timestamp NULL, clock time, y year,
           e enum('a','b'), j json, u uuid)""",
        "SET time_zone = '+02:00'",
        "SET sql_mode = ''",
        """INSERT INTO kinds VALUES
           (2, true, 5, 7, 9223372036854775807, 12.50, 123456789012345678901234567890, 0.5, 0.1, 'ä😀', 'x', x'DEAD',
            b'1', b'1000000001', '2013-01-31', '2013-01-31 05:00:00.25', '2013-01-31 05:00:00', '23:59:59', 2013, 'b',
            '{"k":1}', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'),
           (1, false, 1, NULL, 1, 0.01, 5, NULL, NULL, '', NULL, NULL, b'0', NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, NULL),
           (3, NULL, 1, 1, 18446744073709551615, 1, 1, 1, 1, 'big', NULL, NULL, b'0', NULL, NULL, NULL, NULL, NULL,
            NULL, NULL, NULL, NULL),
           (4, NULL, 1, 1, 1, 1, 1, 1, 1, 'day', NULL, NULL, b'0', NULL, '0000-00-00', NULL, NULL, NULL, NULL, NULL,
            NULL, NULL),
           (5, NULL, 1, 1, 1, 1, 1, 1, 1, 'naive', NULL, NULL, b'0', NULL, NULL, '0000-00-00', NULL, NULL, NULL, NULL,
            NULL, NULL),
           (6, NULL, 1, 1, 1, 1, 1, 1, 1, 'clock', NULL, NULL, b'0', NULL, NULL, NULL, NULL, '-838:59:59', NULL, NULL,
            NULL, NULL)""",
        "CREATE VIEW half AS SELECT id FROM kinds",
    )
    return Address(mariadb.url("types"), PASSWORD, "types")


def test_mariadb_types(maria: Address, tmp_path: Path) -> None:
    done = Import(tmp_path, maria, _source("kinds"))
    assert done.types == {
        **{"id": "integer", "yes": "boolean", "tiny": "integer", "small": "integer", "big": "integer"},
        **{"price": "number", "code": "text", "f": "number", "d": "number", "word": "text", "t": "text"},
        **{"bin": "text", "bt": "boolean", "bits": "integer", "day": "date", "naive": "datetime"},
        **{"zoned": "datetime", "clock": "time", "y": "integer", "e": "text", "j": "text", "u": "text"},
    }
    assert [r[0] for r in done.rows] == [1, 2]
    second = dict(zip(done.types, done.rows[1], strict=True))
    assert second == {
        **{"id": 2, "yes": True, "tiny": 5, "small": 7, "big": 9223372036854775807, "price": 12.5},
        **{"code": "123456789012345678901234567890", "f": 0.5, "d": 0.1, "word": "ä😀", "t": "x", "bin": "dead"},
        **{"bt": True, "bits": 513, "day": date(2013, 1, 31), "naive": datetime(2013, 1, 31, 5, 0, 0, 250000)},
        **{"zoned": datetime(2013, 1, 31, 3), "clock": time(23, 59, 59), "y": 2013, "e": "b", "j": '{"k":1}'},
        "u": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    }
    assert [(r.line, r.column) for r in done.rejected] == [(3, "big"), (4, "day"), (5, "naive"), (6, "clock")]
    assert "“0000-00-00” is not a date" in done.rejected[1].reason
    titles = [p.title for p in preview(maria, _source("kinds")).problems]
    assert "big is BIGINT UNSIGNED: numbers above 9,223,372,036,854,775,807 are kept aside" in titles
    assert {t.text: t.kind for t in tables(maria)} == {"kinds": "table", "half": "view"}
    percent = Import(tmp_path, maria, _source(query="SELECT 1 AS a, 2 AS a, 'x%sy' AS w FROM kinds LIMIT 2 ;"))
    assert (percent.types, percent.rows[0]) == ({"a": "integer", "a_2": "integer", "w": "text"}, (1, 2, "x%sy"))


def test_sqlite_types_and_what_does_not_fit_them(tmp_path: Path) -> None:
    address = _sqlite(
        tmp_path,
        """CREATE TABLE pets (id INTEGER PRIMARY KEY, name TEXT, legs INTEGER, weight REAL, tame BOOLEAN, born DATE,
           seen DATETIME, epoch TIMESTAMP, raw BLOB, any_kind, long INTEGER)""",
        "INSERT INTO pets VALUES (3, 'Rex', 4, 1.5, 1, '2013-01-31', '2013-01-31 05:00', 100, x'DEAD', 1, 1)",
        "INSERT INTO pets VALUES (1, 'Tom', 'many', 0.1, 0, NULL, NULL, 200, NULL, 2.5, 1)",
        "INSERT INTO pets VALUES (2, CAST(x'4dfcff' AS TEXT), 4, 1, 0, NULL, NULL, 300, NULL, 3, 9223372036854775807)",
        "INSERT INTO pets VALUES (4, 'Ida', 4, 'heavy', 1, '2013-02-01', '2013-01-31T05:00:00Z', 300, NULL, 3, 1)",
    )
    done = Import(tmp_path, address, _source("pets"))
    assert done.types == {
        **{"id": "integer", "name": "text", "legs": "integer", "weight": "number", "tame": "boolean", "born": "date"},
        **{"seen": "datetime", "epoch": "integer", "raw": "text", "any_kind": "number", "long": "integer"},
    }
    row = (3, "Rex", 4, 1.5, True, date(2013, 1, 31), datetime(2013, 1, 31, 5), 100, "dead", 1.0, 1)
    assert done.rows == [row]
    reasons = [(r.line, r.column, r.reason) for r in done.rejected]
    assert [r[:2] for r in reasons] == [(1, "legs"), (2, "name"), (4, "weight")]
    assert reasons[1][2] == "name is not UTF-8 text"
    kept = Import(tmp_path, address, _source("pets", legs=ColumnType.TEXT, weight=ColumnType.TEXT))
    assert kept.result.rows == 3
    epoch = next(p for p in preview(address, _source("pets")).problems if p.column == "epoch")
    assert epoch.title == "epoch is read as a whole number"


def test_sqlite_queries_keep_their_order_and_their_types(tmp_path: Path) -> None:
    address = _sqlite(
        tmp_path,
        "CREATE TABLE sales (day DATE, amount NUMERIC)",
        "INSERT INTO sales VALUES ('2013-01-01', 10), ('2013-01-02', 2.5), ('2013-01-03', 5)",
    )
    query = "-- what was sold\nSELECT day, amount, sum(amount) AS total, 'x' || 1, datetime(day) AS at FROM sales\n"
    done = Import(tmp_path, address, _source(query=query + "GROUP BY day ORDER BY amount DESC -- the most first\n;"))
    assert list(done.types.values()) == ["date", "number", "number", "text", "datetime"]
    assert [r[1] for r in done.rows] == [10.0, 5.0, 2.5]
    assert done.rows[0][4] == datetime(2013, 1, 1)


def test_no_rows_and_unknown_columns_are_refused(tmp_path: Path) -> None:
    address = _sqlite(tmp_path, "CREATE TABLE pets (name TEXT)", 'CREATE TABLE "it\'s" (a INTEGER)')
    with pytest.raises(InputError, match="pets has no rows"):
        Import(tmp_path, address, _source("pets"))
    assert not (tmp_path / "out.parquet").exists()
    assert [c.name for c in preview(address, _source("pets")).columns] == ["name"]
    with pytest.raises(InputError, match="There is no column legs"):
        preview(address, _source("pets", legs=ColumnType.TEXT))
    assert {t.text for t in tables(address)} == {"pets", "it's"}
    assert preview(address, _source("it's")).row_count == 0
