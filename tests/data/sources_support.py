"""What the tests of databases as sources share: keyrings, one set of children, a shop's database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from modelyard.core import clock
from modelyard.domain.data.sources import DatabaseRequest, Source, SourceKind
from modelyard.domain.jobs import Job
from modelyard.jobs.process import ChildPool
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import secrets as data_secrets
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.data import sources as store

SHORT = timedelta(seconds=30)


class MemoryKeyring(KeyringBackend):
    """A keyring that keeps what it is given for the length of a test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


class LockedKeyring(MemoryKeyring):
    """A keyring whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked

    set_password = delete_password = get_password  # type: ignore[assignment]


class SharedChildren(ChildPool):
    """The child processes of one workspace after another: to start one takes longer than most of these tests."""

    def close(self) -> None:
        """Only `end` ends them."""

    def end(self) -> None:
        super().close()


@pytest.fixture(scope="module")
def children() -> Iterator[SharedChildren]:
    made = SharedChildren()
    yield made
    made.end()


@pytest.fixture
def share_children(children: SharedChildren, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modelyard.jobs.runner.ChildPool", lambda: children)


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before, made = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)
    data_secrets._session.clear()


@pytest.fixture
def no_ring() -> Iterator[None]:
    from keyring.backends import fail

    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)
    data_secrets._session.clear()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab", actor="ana", role="cli")
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A database of SQLite with 300 orders."""
    file = tmp_path / "shop.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, amount REAL, paid BOOLEAN)")
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", [(i, i / 4, i % 2) for i in range(300)])
    connection.commit()
    connection.close()
    return file


def change(shop: Path, sql: str) -> None:
    connection = sqlite3.connect(shop)
    connection.execute(sql)
    connection.commit()
    connection.close()


def orders(workspace: Workspace, shop: Path, query: str = "") -> str:
    """Import the orders; the dataset's id."""
    added = next(iter(data_sources.connections(workspace)), None)
    if added is None:
        added, _ = data_sources.add_connection(workspace, "shop", f"sqlite:///{shop}")
    source = Source(SourceKind.DATABASE, connection_id=added.id, table="" if query else "orders", query=query)
    job, _ = data_sources.import_database(workspace, DatabaseRequest(source, "orders", "first"))
    dataset_id: str = workspace.wait(job.id, timeout=60).result["dataset_id"]
    return dataset_id


def refreshed(workspace: Workspace, dataset_id: str) -> Job:
    return workspace.wait(data_refresh.refresh(workspace, dataset_id)[0].id, timeout=60)


def make_due(workspace: Workspace, dataset_id: str, ago: timedelta = SHORT) -> datetime:
    """Let a dataset's schedule be due since a while; since when."""
    at = clock.now() - ago
    with workspace.database.bookkeeping() as write:
        assert store.update_refresh(write, dataset_id, next_at=at)
    return at
