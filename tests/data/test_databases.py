"""Reading real databases: only reading, one view of the data, cancelled at once; errors that help."""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from modelyard.core.errors import AppError, CancelledError, InputError, PasswordNeededError
from modelyard.core.paths import resources_dir
from modelyard.domain.data.sources import DatabaseKind, Source, SourceKind, TableName, parse_table
from modelyard.store.blobs import file_hash
from modelyard.tables.databases import rows as database_in
from modelyard.tables.databases.connect import Address, server_version, session
from modelyard.tables.databases.rows import import_rows, preview
from modelyard.tables.databases.session import Session
from modelyard.tables.databases.urls import make, split
from modelyard.tables.engine import QUIET
from tests.database_servers import PASSWORD, Server, free_port

FLIGHTS = resources_dir() / "samples" / "flights.parquet"
COLUMNS = ("flight", "carrier", "origin", "dep_delay", "distance", "time_hour", "late")
ROWS = 60_000


def _source(table: str = "", query: str = "") -> Source:
    return Source(SourceKind.DATABASE, connection_id="x", table=table, query=query)


class Watched:
    """A job's context that remembers, and that cancels when told."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.shares: list[float | None] = []
        self.texts: list[str] = []
        self.began = threading.Event()

    def progress(self, fraction: float | None, text: str = "") -> None:
        self.shares.append(fraction)
        self.texts.append(text)
        if text.startswith("Waiting"):
            self.began.set()

    def log(self, text: str) -> None:
        pass

    def cancelled(self) -> bool:
        return self.stop.is_set()

    def check_cancelled(self) -> None:
        if self.stop.is_set():
            raise CancelledError


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Address:
    """Flights in SQLite, in an order that is not the primary key's."""
    import duckdb

    file = tmp_path_factory.mktemp("sqlite") / "flights.db"
    rows = duckdb.sql(
        f"SELECT row_number() OVER () AS id, flight, carrier, origin, dep_delay, distance, "
        f"strftime(time_hour::TIMESTAMP, '%Y-%m-%d %H:%M:%S'), late::INT FROM '{FLIGHTS}' LIMIT {ROWS}"
    ).fetchall()
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TABLE flights (id INTEGER PRIMARY KEY, flight INTEGER, carrier TEXT, origin TEXT, dep_delay REAL, "
        "distance REAL, time_hour DATETIME, late BOOLEAN)"
    )
    connection.executemany("INSERT INTO flights VALUES (?, ?, ?, ?, ?, ?, ?, ?)", reversed(rows))
    connection.commit()
    connection.close()
    return Address(f"sqlite:///{file}", None, "flights file")


def _rows(sqlite: Address) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(split(sqlite.url).database)
    try:
        return connection.execute("SELECT * FROM flights ORDER BY flight, id").fetchall()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def pg(postgres: Server, sqlite: Address) -> Address:
    import psycopg

    postgres.execute("", "CREATE DATABASE flights")
    with psycopg.connect(
        host="127.0.0.1", port=postgres.port, user="ana", password=PASSWORD, dbname="flights"
    ) as connection:
        connection.execute(
            "CREATE TABLE flights (id int PRIMARY KEY, flight int, carrier text, origin text, dep_delay float8, "
            "distance float8, time_hour timestamp, late boolean)"
        )
        with connection.cursor().copy("COPY flights FROM STDIN") as copy:
            for row in _rows(sqlite):
                copy.write_row((*row[:7], None if row[7] is None else bool(row[7])))
    postgres.execute("flights", "ANALYZE flights", "CREATE SEQUENCE counter")
    return Address(postgres.url("flights"), PASSWORD, "flights server")


@pytest.fixture(scope="module")
def maria(mariadb: Server, sqlite: Address) -> Address:
    import pymysql

    mariadb.execute("", "CREATE DATABASE flights")
    connection = pymysql.connect(
        host="127.0.0.1", port=mariadb.port, user="ana", password=PASSWORD.encode(), database="flights"
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE flights (id int PRIMARY KEY, flight int, carrier varchar(9), origin varchar(9), "
            "dep_delay double, distance double, time_hour datetime, late boolean)"
        )
        cursor.executemany("INSERT INTO flights VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _rows(sqlite))
        connection.commit()
    mariadb.execute("flights", "ANALYZE TABLE flights")
    return Address(mariadb.url("flights"), PASSWORD, "flights server")


@pytest.fixture(params=["sqlite", "pg", "maria"])
def database(request: pytest.FixtureRequest) -> Address:
    address: Address = request.getfixturevalue(request.param)
    return address


def test_the_same_rows_give_the_same_bytes_whatever_the_database(
    sqlite: Address, pg: Address, maria: Address, tmp_path: Path
) -> None:
    hashes = set()
    for i, address in enumerate((sqlite, pg, maria, pg)):
        out, context = tmp_path / f"{i}.parquet", Watched()
        result = import_rows(address, _source("flights"), out, tmp_path / "no.parquet", context)
        assert (result.rows, result.rejected) == (ROWS, 0)
        assert result.size_bytes == out.stat().st_size
        hashes.add(file_hash(out))
        reading = [s for s, text in zip(context.shares, context.texts, strict=True) if text.startswith("Reading")]
        assert len(reading) > 3
        assert all(share is not None and 0 < share <= 0.6 for share in reading)
        assert reading == sorted(reading)  # type: ignore[type-var]
    assert len(hashes) == 1


def test_values_are_those_that_pandas_reads(sqlite: Address, tmp_path: Path) -> None:
    import pandas as pd

    import_rows(sqlite, _source("flights"), tmp_path / "out.parquet", tmp_path / "no.parquet", QUIET)
    ours = pd.read_parquet(tmp_path / "out.parquet")
    connection = sqlite3.connect(split(sqlite.url).database)
    theirs = pd.read_sql("SELECT * FROM flights ORDER BY id", connection)
    connection.close()
    for name in ("id", "flight", "dep_delay", "distance"):
        pd.testing.assert_series_equal(ours[name], theirs[name], check_dtype=False)
    assert (ours["carrier"] == theirs["carrier"]).all()
    assert (ours["time_hour"].dt.tz_localize(None) == pd.to_datetime(theirs["time_hour"])).all()
    assert (ours["late"].astype("float") == theirs["late"].astype("float")).sum() == theirs["late"].notna().sum()


WRITING = {
    "sqlite": [
        "DELETE FROM flights",
        "INSERT INTO flights (id) VALUES (-1)",
        "WITH x AS (SELECT 1) DELETE FROM flights",
        "DROP TABLE flights",
        "CREATE TABLE mine AS SELECT 1",
        "SELECT 1; DELETE FROM flights",
        "ATTACH DATABASE '{folder}/new.db' AS other",
        "VACUUM INTO '{folder}/new.db'",
        "PRAGMA journal_mode = DELETE",
    ],
    "pg": [
        "DELETE FROM flights",
        "INSERT INTO flights (id) VALUES (-1) RETURNING id",
        "WITH gone AS (DELETE FROM flights RETURNING id) SELECT * FROM gone",
        "SELECT nextval('counter')",
        "SELECT 1; COMMIT; DELETE FROM flights",
        "DROP TABLE flights",
        "SELECT * INTO mine FROM flights",
        "COPY flights TO '{folder}/out.csv'",
        "SELECT set_config('transaction_read_only', 'off', false), nextval('counter')",
    ],
    "maria": [
        "DELETE FROM flights",
        "INSERT INTO flights (id) VALUES (-1) RETURNING id",
        "SELECT 1; DELETE FROM flights",
        "DROP TABLE flights",
        "CREATE TABLE mine AS SELECT 1",
        "SELECT * FROM flights INTO OUTFILE '{folder}/out.csv'",
        "SELECT id INTO /* no */ DUMPFILE '{folder}/out.csv' FROM flights LIMIT 1",
        "COMMIT",
        "SET SESSION TRANSACTION READ WRITE",
    ],
}


@pytest.mark.parametrize("kind", WRITING)
def test_a_query_that_writes_is_refused(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    address: Address = request.getfixturevalue(kind)
    folder = tmp_path if kind == "sqlite" else request.getfixturevalue("postgres" if kind == "pg" else "mariadb").folder
    before = set(folder.iterdir())
    for query in WRITING[kind]:
        source = _source(query=query.format(folder=folder))
        for act in (
            lambda s: preview(address, s),
            lambda s: import_rows(address, s, tmp_path / "out.parquet", tmp_path / "no.parquet", QUIET),
        ):
            with pytest.raises(InputError) as caught:
                act(source)
            assert caught.value.hint, query
    assert set(folder.iterdir()) == before
    assert preview(address, _source(query="SELECT count(*) AS n FROM flights")).rows == ((ROWS,),)
    tables = {"sqlite": "sqlite_master WHERE name = 'mine'"}
    where = tables.get(kind, "information_schema.tables WHERE table_name = 'mine'")
    assert preview(address, _source(query=f"SELECT count(*) AS n FROM {where}")).rows == ((0,),)


@pytest.mark.parametrize("kind", ["pg", "maria"])
def test_one_view_of_the_data_while_others_write(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    address: Address = request.getfixturevalue(kind)
    server: Server = request.getfixturevalue("postgres" if kind == "pg" else "mariadb")
    numbers = "generate_series(1, 50000) g" if kind == "pg" else "(SELECT seq AS g FROM seq_1_to_50000) s"
    server.execute("flights", f"CREATE TABLE busy AS SELECT g FROM {numbers}")

    class Writes(Watched):
        def progress(self, fraction: float | None, text: str = "") -> None:
            super().progress(fraction, text)
            if self.texts.count(text) == 1 and text.startswith("Reading"):
                server.execute("flights", "UPDATE busy SET g = g + 100000 WHERE g <= 50000")

    context = Writes()
    out = tmp_path / "out.parquet"
    assert import_rows(address, _source("busy"), out, tmp_path / "no.parquet", context).rows == 50_000
    import duckdb

    assert duckdb.sql(f"SELECT min(g), max(g) FROM '{out}'").fetchall() == [(1, 50_000)]
    assert server.execute("flights", "SELECT min(g) FROM busy") == [(100_001,)]


SLOW = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "pg": "SELECT pg_sleep(60)",
    "maria": "SELECT sleep(60), benchmark(1e12, sha2('x', 512))",
}


@pytest.mark.parametrize("kind", SLOW)
def test_cancelled_within_two_seconds_while_the_server_computes(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    address: Address = request.getfixturevalue(kind)
    context = Watched()
    took: list[float] = []

    def cancel() -> None:
        context.began.wait(30)
        time.sleep(0.5)
        took.append(time.monotonic())
        context.stop.set()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(CancelledError):
        import_rows(address, _source(query=SLOW[kind]), tmp_path / "out.parquet", tmp_path / "no.parquet", context)
    assert time.monotonic() - took[0] < 2.0
    thread.join()
    assert list(tmp_path.iterdir()) == []
    server = {"pg": "postgres", "maria": "mariadb"}.get(kind)
    if server:
        sql = {
            "pg": "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'Modelyard'",
            "maria": "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%benchmark(1e%' "
            "AND info NOT LIKE '%processlist%'",
        }[kind]
        running: Server = request.getfixturevalue(server)
        deadline = time.monotonic() + 10
        while running.execute("", sql) != [(0,)]:
            assert time.monotonic() < deadline, "the server goes on"
            time.sleep(0.05)


def test_a_look_that_takes_too_long_is_ended(
    sqlite: Address, pg: Address, maria: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("postgresql", "mysql", "sqlite"):
        monkeypatch.setattr(f"modelyard.tables.databases.{module}.PREVIEW_SECONDS", 1)
    for address, query in zip((sqlite, pg, maria), SLOW.values(), strict=True):
        begin = time.monotonic()
        with pytest.raises(InputError, match="took too long"):
            preview(address, _source(query=query))
        assert time.monotonic() - begin < 5


def test_versions(sqlite: Address, pg: Address, maria: Address) -> None:
    assert server_version(sqlite) == f"SQLite {sqlite3.sqlite_version}"
    assert server_version(pg).startswith("PostgreSQL 1")
    assert server_version(maria).startswith("MariaDB 1")


def test_every_way_a_connection_fails_has_a_cause_and_a_remedy(
    postgres: Server, mariadb: Server, tmp_path: Path
) -> None:
    def failure(url: str, password: str | None = PASSWORD) -> AppError:
        with pytest.raises(AppError) as caught:
            server_version(Address(url, password))
        error = caught.value
        assert isinstance(error, InputError | PasswordNeededError), error
        assert error.hint
        text = f"{error.message} {error.hint} {error.details}"
        assert PASSWORD not in text
        assert "wrong-one" not in text
        return error

    for server in (postgres, mariadb):
        assert "not let ana in" in failure(server.url("types"), "wrong-one").message
        assert isinstance(failure(server.url("types"), None), PasswordNeededError)
        assert isinstance(failure(server.url("types"), ""), PasswordNeededError)
        assert "not let eve in" in failure(server.url("", user="eve"), "wrong-one").message
        assert "no database 'nowhere'" in failure(server.url("nowhere")).message
        closed = f"{server.scheme}://ana@127.0.0.1:{free_port()}/x"
        assert "Nothing answers at 127.0.0.1, port" in failure(closed).message
        assert "no computer named nobody.invalid" in failure(f"{server.scheme}://ana@nobody.invalid/x").message
    assert "no TLS" in failure(postgres.url("postgres") + "?sslmode=require").message
    assert "TLS" in failure(mariadb.url() + f"?ssl_ca={_certificate(tmp_path)}").message
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://ana@127.0.0.1:{silent.getsockname()[1]}/x?connect_timeout=2"
        assert "does not answer" in failure(url).message
    assert "There is no file" in failure(f"sqlite:///{tmp_path}/none.db").message
    (tmp_path / "text.db").write_text("This is no database, but a text that is long enough to be one." * 20)
    assert "is not an SQLite database" in failure(f"sqlite:///{tmp_path}/text.db").message
    assert "There is no file" in failure(f"sqlite:///{tmp_path}").message


def _certificate(folder: Path) -> Path:
    """Some authority's certificate, which is not this server's."""
    import ssl

    found = ssl.get_default_verify_paths().cafile
    target = folder / "ca.pem"
    target.write_bytes(Path(found).read_bytes() if found and Path(found).exists() else b"")
    return target


def test_errors_of_queries_say_what_is_wrong(database: Address) -> None:
    for query, part in {
        "SELEC 1": "syntax",
        "SELECT * FROM nothing_here": "nothing_here",
        "SELECT no_column FROM flights": "no_column",
        "": "",
    }.items():
        source = _source(query=query) if query else _source("nothing_here")
        with pytest.raises(InputError) as caught:
            preview(database, source)
        assert part in caught.value.message
        assert caught.value.message.startswith("The database refused the query")
        assert "[SQL:" not in caught.value.message


def test_addresses_are_parted_from_their_passwords() -> None:
    parts = split("postgres://ana:p%40ss%2Fw@db.example:5433/shop?sslmode=require")
    assert (parts.url, parts.password) == ("postgresql+psycopg://ana@db.example:5433/shop?sslmode=require", "p@ss/w")
    assert "p@ss" not in repr(parts)
    assert split("mariadb://ana@h/shop?password=hidden").password == "hidden"
    assert "hidden" not in split("mariadb://ana@h/shop?password=hidden").url
    parts = split(make(DatabaseKind.MYSQL, host="::1", port=3307, database="a/b", user="a@b", options={}))
    assert (parts.host, parts.port, parts.database, parts.user) == ("::1", 3307, "a/b", "a@b")
    assert split("sqlite:////tmp/a%20b.db").database == "/tmp/a b.db"
    for bad in (
        *("", "flights", "oracle://h/x", "postgresql://h:port/x", "sqlite://", "postgresql://u:1/w@h/x"),
        *(
            "mysql://u:p#w@h/x",
            "postgresql://u@h/x?sslpassword=s",
            "mysql://u@h/x?init_command=DROP",
            "postgresql://u:1?w@h",
        ),
    ):
        with pytest.raises(InputError) as caught:
            split(bad)
        assert caught.value.hint
        assert "w@h" not in str(caught.value)


@pytest.mark.parametrize(
    "table", [TableName("", "a"), TableName("s", "a b"), TableName("a.b", 'c"d'), TableName("", ".")]
)
def test_names_of_tables_are_read_back(table: TableName) -> None:
    assert parse_table(table.text) == table


def test_chunks_follow_the_size_of_the_rows(pg: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a megabyte come a few at a time; memory is measured in tests/bench."""
    sizes: list[int] = []
    with session(pg) as opened:
        fetch = type(opened).fetch

    def counted(self: Session, count: int) -> list[tuple[object, ...]]:
        sizes.append(count)
        return fetch(self, count)

    monkeypatch.setattr(type(opened), "fetch", counted)
    query = "SELECT g, repeat('x', 1000000) AS big FROM generate_series(1, 150) g"
    result = database_in.import_rows(pg, _source(query=query), tmp_path / "o.parquet", tmp_path / "no.parquet", QUIET)
    assert result.rows == 150
    assert max(sizes[1:]) <= 10


MEASURE = """
import sys, tempfile
from pathlib import Path
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.tables.databases.rows import import_rows
from modelyard.tables.databases.connect import Address
from modelyard.tables.engine import QUIET

def peak(rows):
    query = f"SELECT g, repeat(md5(g::text), 32) AS wide FROM generate_series(1, {rows}) g"
    source = Source(SourceKind.DATABASE, connection_id="x", query=query)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.parquet"
        done = import_rows(Address(sys.argv[1], PASSWORD), source, out, out, QUIET)
    assert done.rows == rows
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024

PASSWORD = sys.stdin.readline().rstrip("\\n")
print(peak(100_000), peak(400_000))
"""


def test_memory_does_not_grow_with_the_table(pg: Address) -> None:
    """400,000 rows of 1 kB: were they all in memory at once, that would be 300 MB more than 100,000 of them take."""
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": str(Path(database_in.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, pg.url],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    small, large = map(int, done.stdout.split())
    print(f"peak memory: {small} MB for 100 MB of rows, {large} MB for 400 MB")
    assert large - small < 150
    assert large < 700
