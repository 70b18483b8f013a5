"""The SQLite database of a workspace: connections, the read and the single-writer write scope, schema upgrades."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, WorkspaceError
from modelyard.core.files import disk_full, disk_full_error
from modelyard.store import tables

PAGE_BYTES = 8_192
"""With SQLite's usual 4 KB, a run's row of 5 KB lies on a chain of pages, and lists read twice as long."""

HEAD = "0005"
"""The newest schema revision; `migrations/versions` ends with it (a test compares the two)."""

BUSY_SECONDS = 10.0
_RECORD = sa.insert(tables.audit)  # made once: making a statement takes longer than running it


@dataclass(slots=True)
class Write:
    """An open write transaction. Every one but bookkeeping must say what it did, by `record`, before it ends."""

    connection: sa.Connection
    actor: str
    origin: str
    recorded: bool = False
    changes: Changes = field(default_factory=Changes)

    def execute(self, statement: sa.Executable, parameters: Any = None) -> sa.CursorResult[Any]:
        """Run one statement in this transaction."""
        return self.connection.execute(statement, parameters)

    def record(
        self,
        action: str,
        kind: Kind,
        subject_id: str,
        subject: str,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Add the audit row of this write; `action` is "dataset.import", `subject` what people call the thing."""
        row = {
            "at": clock.now(),
            "actor": self.actor,
            "origin": self.origin,
            "action": action,
            "kind": kind.value,
            "subject_id": subject_id,
            "subject": subject,
            "before": codec.to_builtins(before or {}),
            "after": codec.to_builtins(after or {}),
        }
        self.execute(_RECORD, row)
        self.recorded = True
        self.changes |= Changes.of(kind, subject_id) | Changes.of(Kind.AUDIT)


class Database:
    """One workspace's database. Reads run side by side; writes take turns, in this process and between processes.

    With `synced` false, the last commits survive the end of this process but maybe not a power cut; nothing is damaged.
    Raises `WorkspaceError` when the file is damaged, read-only, on a full disk, or made by a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False, synced: bool = True) -> None:
        self.path = path
        self.synced = synced
        self.read_only = read_only
        self.origin = clock.new_id()
        self._write_lock = threading.RLock()
        mode = "ro" if read_only else "rwc"
        self._uri = f"{path.resolve().as_uri()}?mode={mode}"
        self.engine = sa.create_engine(
            "sqlite+pysqlite://",
            creator=self._connect,
            poolclass=sa.pool.QueuePool,
            pool_size=8,
            max_overflow=16,
            json_serializer=codec.to_json,
            json_deserializer=lambda text: codec.from_json(text, object),
        )
        event.listen(self.engine, "begin", _begin)
        self._watch_connection: sqlite3.Connection | None = None

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        if not self.read_only:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new file; an old one keeps its own
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if self.synced else 'NORMAL'}")
        return connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A consistent view of the database, for the length of the scope."""
        with self._explained(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, actor: str) -> Iterator[Write]:
        """One transaction that changes the workspace and leaves an audit row; rolled back when the block raises."""
        with self._transaction(actor) as scope:
            yield scope
            if not scope.recorded:
                raise AssertionError("A write must record what it did: call Write.record")

    @contextmanager
    def bookkeeping(self) -> Iterator[Write]:
        """One transaction without an audit row: progress, logs, states as observed, collected traffic."""
        with self._transaction("") as scope:
            yield scope

    @contextmanager
    def _transaction(self, actor: str) -> Iterator[Write]:
        if self.read_only:
            raise WorkspaceError(
                "This workspace is open for reading only.", "Copy its folder to a local disk to work in it."
            )
        with self._explained(), self._write_lock, self.engine.connect() as connection:
            connection = connection.execution_options(modelyard_write=True)
            with connection.begin():
                yield Write(connection, actor, self.origin)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DatabaseError, sqlite3.Error) as error:
            raise self._explain(error) from error

    def _explain(self, error: Exception) -> Exception:
        text = str(error).lower()
        if disk_full(error):
            return disk_full_error(self.path, error)
        if "locked" in text or "busy" in text:
            return ConflictError(
                f"Another program held {self.path.name} for over {BUSY_SECONDS:.0f} s.", "Try again in a moment."
            )
        if "malformed" in text or "not a database" in text:
            return WorkspaceError(
                f"{self.path} is damaged.", "Restore the newest file from the workspace's backups folder.", str(error)
            )
        if "readonly" in text or "unable to open" in text:
            return WorkspaceError(
                f"{self.path} cannot be written.", "Check the folder's permissions, then open it again.", str(error)
            )
        return error

    def data_version(self) -> int:
        """A number that differs after another connection committed. Call from one thread only."""
        if self._watch_connection is None:
            self._watch_connection = self._connect()
        version: int = self._watch_connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def check(self) -> list[str]:
        """SQLite's integrity and foreign key checks; an empty list means sound."""
        with self.read() as connection:
            problems = [r[0] for r in connection.exec_driver_sql("PRAGMA integrity_check")]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        return [p for p in problems if p != "ok"] + [f"broken reference: {tuple(r)}" for r in broken]

    def close(self) -> None:
        """Close every connection."""
        if self._watch_connection is not None:
            self._watch_connection.close()
            self._watch_connection = None
        self.engine.dispose()


def _casefold(value: Any) -> Any:
    """Text without regard to case in any language; SQLite's own `lower` knows English letters only."""
    return value.casefold() if isinstance(value, str) else value


def _begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("modelyard_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def revision(path: Path) -> str | None:
    """The schema revision of a database file; None where it has no schema yet."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise WorkspaceError(f"{path} cannot be read.", "Check the folder's permissions.", str(error)) from error
    except sqlite3.DatabaseError as error:
        raise WorkspaceError(
            f"{path} is not a Modelyard database, or it is damaged.",
            "Restore the newest file from the workspace's backups folder.",
            str(error),
        ) from error
    finally:
        connection.close()
    return None if row is None else str(row[0])


def upgrade(path: Path, backups: Path, target: str = "head") -> Path | None:
    """Bring a database file to the newest schema; returns the backup made before it, if one was needed.

    Raises `WorkspaceError` when a newer Modelyard made the file: nothing is touched then.
    """
    current = revision(path)
    if current == HEAD and target == "head":
        return None
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database_path"] = path
    if current is not None and current not in {
        s.revision for s in ScriptDirectory.from_config(config).walk_revisions()
    }:
        raise WorkspaceError(
            f"This workspace was made by a newer Modelyard (schema {current}; this one knows up to {HEAD}).",
            "Install the newer version to open it. Nothing was changed.",
        )
    backup = None if current is None else _backup(path, backups, current)
    command.upgrade(config, target)
    return backup


def _backup(path: Path, backups: Path, current: str) -> Path:
    backups.mkdir(parents=True, exist_ok=True)
    target = backups / f"{path.stem}-{current}-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.db"
    source, copy = sqlite3.connect(path), sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
    return target
