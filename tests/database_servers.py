"""Real PostgreSQL and MariaDB servers for tests: made in a temporary folder, on free ports, gone afterwards.

They are started when the first test needs them, as a user without rights (both refuse to run as root), without syncing
to disk. They die with the process of the tests, however it ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

USER, PASSWORD = "ana", "s3cret&wörd/%"
START_SECONDS = 30.0
NOBODY = 65534
PARENT_DEATH_SIGNAL = 1  # of Linux' prctl


@dataclass(frozen=True)
class Server:
    """A running server."""

    scheme: str
    port: int
    folder: Path
    process: subprocess.Popen[bytes]

    def url(self, database: str = "", user: str = USER) -> str:
        """The address of one of its databases, without a password."""
        return f"{self.scheme}://{user}@127.0.0.1:{self.port}/{database}"

    def execute(self, database: str, *statements: str) -> list[Any]:
        """Run statements as the owner; returns the rows of the last one that has any."""
        return (
            _execute_postgres(self, database, statements)
            if "post" in self.scheme
            else _execute_maria(self, database, statements)
        )


def _execute_postgres(server: Server, database: str, statements: tuple[str, ...]) -> list[Any]:
    import psycopg

    with psycopg.connect(
        host="127.0.0.1", port=server.port, user=USER, password=PASSWORD, dbname=database or "postgres", autocommit=True
    ) as connection:
        rows: list[Any] = []
        for statement in statements:
            cursor = connection.execute(statement.encode())
            rows = cursor.fetchall() if cursor.description else rows
        return rows


def _execute_maria(server: Server, database: str, statements: tuple[str, ...]) -> list[Any]:
    import pymysql

    connection = pymysql.connect(
        host="127.0.0.1",
        port=server.port,
        user=USER,
        password=PASSWORD.encode(),  # type: ignore[arg-type]  # a text would be sent as Latin-1
        database=database or None,
        autocommit=True,
        charset="utf8mb4",
    )
    with connection, connection.cursor() as cursor:
        rows: list[Any] = []
        for statement in statements:
            cursor.execute(statement)
            rows = list(cursor.fetchall()) if cursor.description else rows
        return rows


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _die_with_tests() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _as_nobody(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess that drop root's rights; the folder is handed over."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    os.chown(folder, NOBODY, NOBODY)
    return {"cwd": folder, "user": NOBODY, "group": NOBODY, "extra_groups": []}


def _program(name: str, *folders: str) -> str:
    places = [str(p) for folder in folders for p in sorted(Path("/").glob(folder.lstrip("/")), reverse=True)]
    found = shutil.which(name, path=os.pathsep.join([*places, os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))
    if not found:
        pytest.skip(f"{name} is not installed; as root, `python3 packaging/dev.py test` does that")
    return found


def _run(command: list[str | Path], **options: Any) -> None:
    done = subprocess.run(command, capture_output=True, timeout=START_SECONDS, check=False, **options)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-3000:]


@contextlib.contextmanager
def _serving(
    scheme: str, port: int, folder: Path, command: list[str | Path], options: dict[str, Any]
) -> Iterator[Server]:
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, preexec_fn=_die_with_tests, **options)
    server = Server(scheme, port, folder, process)
    try:
        _wait(server, log)
        yield server
    finally:
        process.send_signal(signal.SIGQUIT if "post" in scheme else signal.SIGKILL)
        process.wait(20)


def _wait(server: Server, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.execute("", "SELECT 1")
            return
        except Exception as error:
            ended = server.process.poll() is not None
            if ended or time.monotonic() > deadline:
                text = log.read_text(encoding="utf-8", errors="replace")[-3000:]
                raise AssertionError(f"the server does not answer: {error}\n{text}") from error
            time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server with the user ana, who may do everything."""
    folder = Path(tempfile.mkdtemp(prefix="modelyard-postgres-"))
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "password").chmod(0o644)
        options, port = _as_nobody(folder), free_port()
        binaries = "/usr/lib/postgresql/*/bin"
        rights = ["-U", USER, "--auth=scram-sha-256", f"--pwfile={folder / 'password'}"]
        initdb = _program("initdb", binaries)
        _run([initdb, "-D", folder / "data", *rights, "--no-sync", "-E", "UTF8", "--locale=C"], **options)
        settings = [
            f"port={port}",
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={folder}",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "shared_buffers=32MB",
            "autovacuum=off",
        ]
        command: list[str | Path] = [
            _program("postgres", binaries),
            "-D",
            folder / "data",
            *(a for s in settings for a in ("-c", s)),
        ]
        with _serving("postgresql", port, folder, command, options) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server with the user ana, who may do everything."""
    folder = Path(tempfile.mkdtemp(prefix="modelyard-mariadb-"))
    try:
        options, port = _as_nobody(folder), free_port()
        data = folder / "data"
        data.mkdir()
        if "user" in options:
            os.chown(data, NOBODY, NOBODY)
        scripts = Path("/usr/share/mysql")
        common: list[str | Path] = [
            _program("mariadbd"),
            *("--no-defaults", f"--datadir={data}", "--innodb-flush-method=nosync"),
            *("--innodb-log-file-size=8M", "--innodb-buffer-pool-size=32M", "--skip-log-bin", "--log-warnings=0"),
        ]
        system = ["create database mysql;", "use mysql;", "set @auth_root_socket=NULL, @skip_auth_anonymous=1;"]
        parts = ["mysql_system_tables.sql", "mysql_system_tables_data.sql"]
        sql = "\n".join([*system, *((scripts / p).read_text(encoding="utf-8") for p in parts)])
        _run([*common, "--bootstrap"], input=sql.encode(), **options)
        doubled = PASSWORD.replace("'", "''")
        begin = folder / "begin.sql"
        lines = [
            f"CREATE USER '{USER}'@'%' IDENTIFIED BY '{doubled}';",
            f"GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;",
        ]
        begin.write_text("\n".join(lines), encoding="utf-8")
        begin.chmod(0o644)
        serve = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder / 's'}", f"--init-file={begin}"]
        charset = ["--character-set-server=utf8mb4", f"--pid-file={folder / 'pid'}"]
        with _serving("mysql", port, folder, [*common, *serve, *charset], options) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)
