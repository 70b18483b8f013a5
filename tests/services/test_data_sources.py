"""Connections, passwords, imports from real databases, refresh and its schedule, through the services and the CLI."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from modelyard.cli.main import run as run_cli
from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError, PasswordNeededError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.sources import DatabaseRequest, Source, SourceKind
from modelyard.domain.jobs import Job, JobError, JobState
from modelyard.jobs.process import ChildPool
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import secrets as data_secrets
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace, collect_garbage, create_workspace, open_workspace
from modelyard.store.data import sources as store
from tests.database_servers import PASSWORD, Server

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


@pytest.fixture(autouse=True)
def _share_children(children: SharedChildren, monkeypatch: pytest.MonkeyPatch) -> None:
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


def _change(shop: Path, sql: str) -> None:
    connection = sqlite3.connect(shop)
    connection.execute(sql)
    connection.commit()
    connection.close()


def _orders(workspace: Workspace, shop: Path, query: str = "") -> str:
    """Import the orders; the dataset's id."""
    added = next(iter(data_sources.connections(workspace)), None)
    if added is None:
        added, _ = data_sources.add_connection(workspace, "shop", f"sqlite:///{shop}")
    source = Source(SourceKind.DATABASE, connection_id=added.id, table="" if query else "orders", query=query)
    job, _ = data_sources.import_database(workspace, DatabaseRequest(source, "orders", "first"))
    dataset_id: str = workspace.wait(job.id, timeout=60).result["dataset_id"]
    return dataset_id


def _refreshed(workspace: Workspace, dataset_id: str) -> Job:
    return workspace.wait(data_refresh.refresh(workspace, dataset_id)[0].id, timeout=60)


def _holds(folder: Path, secret: str) -> list[Path]:
    wanted = (secret.encode(), json.dumps(secret)[1:-1].encode(), b"s3cret")
    return [p for p in folder.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in wanted)]


def test_a_table_becomes_a_version_that_knows_where_it_came_from(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    version = datasets.versions(workspace, dataset_id)[0]
    assert (version.label, version.rows, version.source, version.note) == (
        "orders v1",
        300,
        "orders from shop",
        "first",
    )
    assert version.source_spec["table"] == "orders"
    assert datasets.profile(workspace, version.id).column("paid").top  # type: ignore[union-attr]
    with pytest.raises(ConflictError, match=r"1 dataset is read over shop: orders\."):
        data_sources.remove_connection(workspace, version.source_spec["connection_id"])
    data_sources.remove_connection(workspace, version.source_spec["connection_id"], force=True)
    with pytest.raises(NotFoundError, match="connection"):
        data_refresh.refresh(workspace, dataset_id)
    assert datasets.rows(workspace, version.id, 0, 1).rows == ((0, 0.0, False),)


def test_a_password_is_nowhere_but_in_the_keyring(
    postgres: Server, workspace: Workspace, ring: MemoryKeyring, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from urllib.parse import quote

    postgres.execute("", "DROP DATABASE IF EXISTS secrets", "CREATE DATABASE secrets")
    postgres.execute("secrets", "CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g")
    url = postgres.url("secrets").replace("ana@", f"ana:{quote(PASSWORD, safe='')}@")
    assert data_sources.test_connection(url, None).startswith("PostgreSQL ")
    added, changes = data_sources.add_connection(workspace, "server", url)
    assert PASSWORD not in added.url
    assert list(ring.kept.values()) == [PASSWORD]
    assert "s3cret" not in repr(changes) + repr(data_sources._address(workspace, added.id))
    source = Source(SourceKind.DATABASE, connection_id=added.id, table="t")
    job, _ = data_sources.import_database(workspace, DatabaseRequest(source, "t"))
    dataset_id = workspace.wait(job.id, timeout=60).result["dataset_id"]
    data_sources.update_connection(workspace, added.id, "the server", added.url)
    assert _refreshed(workspace, dataset_id).result["unchanged"]
    for query in ("SELEC", "SELECT * FROM nothing", "DELETE FROM t RETURNING 1"):
        broken = Source(SourceKind.DATABASE, connection_id=added.id, query=query)
        job, _ = data_sources.import_database(workspace, DatabaseRequest(broken, "broken"))
        with pytest.raises(AppError):
            workspace.wait(job.id, timeout=60)
    data_sources.set_password(workspace, added.id, "wr0ng-s3cret")
    job, _ = data_refresh.refresh(workspace, dataset_id)
    with pytest.raises(AppError, match="not let ana in"):
        workspace.wait(job.id, timeout=60)
    moved, _ = data_sources.update_connection(workspace, added.id, "server", "postgresql://ana@elsewhere/secrets")
    assert not data_sources.has_password(workspace, moved.id)
    assert ring.kept == {}
    data_sources.update_connection(workspace, added.id, "server", added.url, PASSWORD)
    data_sources.remove_connection(workspace, added.id, force=True)
    assert ring.kept == {}
    assert _holds(workspace.path, PASSWORD) == []
    assert _holds(tmp_path, PASSWORD) == []
    everything = repr(activity.audit(workspace, limit=1000)) + repr(activity.jobs(workspace)) + caplog.text
    assert "s3cret" not in everything


def test_without_a_keyring_a_password_lives_for_the_session(
    mariadb: Server, workspace: Workspace, no_ring: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "session only" in data_sources.keyring_state()
    mariadb.execute("", "CREATE DATABASE IF NOT EXISTS session")
    mariadb.execute("session", "CREATE OR REPLACE TABLE t AS SELECT 1 AS id UNION SELECT 2")
    added, _ = data_sources.add_connection(workspace, "My server 1", mariadb.url("session"), PASSWORD)
    assert [t.text for t in data_sources.database_tables(workspace, added.id)] == ["t"]
    source = Source(SourceKind.DATABASE, connection_id=added.id, table="t")
    assert data_sources.preview_database(workspace, source).row_count == 2
    data_secrets._session.clear()  # another session
    with pytest.raises(PasswordNeededError, match="My server 1 wants a password for ana"):
        data_sources.preview_database(workspace, source)
    job, _ = data_sources.import_database(workspace, DatabaseRequest(source, "t"))
    with pytest.raises(AppError, match="wants a password"):
        workspace.wait(job.id, timeout=60)
    assert data_sources.password_needed(workspace.job(job.id))
    assert data_sources.set_password(workspace, added.id, PASSWORD)[0] is False
    again, _ = activity.retry(workspace, job.id)
    assert workspace.wait(again.id, timeout=60).result["rows"] == 2
    data_secrets._session.clear()
    assert data_sources.password_variable(added) == "MODELYARD_DB_PASSWORD_MY_SERVER_1"
    monkeypatch.setenv("MODELYARD_DB_PASSWORD_MY_SERVER_1", PASSWORD)
    assert data_sources.test_saved(workspace, added.id).startswith("MariaDB ")
    assert _holds(workspace.path, PASSWORD) == []


def test_a_locked_keyring_is_no_failure(workspace: Workspace, ring: MemoryKeyring) -> None:
    keyring.set_keyring(LockedKeyring())
    added, _ = data_sources.add_connection(workspace, "server", "postgresql://ana@host/x", "typed")
    assert data_secrets.find(added) == "typed"
    data_secrets._session.clear()
    assert data_secrets.find(added) is None
    data_sources.remove_connection(workspace, added.id)


def test_connections_have_names_of_their_own(workspace: Workspace) -> None:
    added, _ = data_sources.add_connection(workspace, "shop", "sqlite:////tmp/shop.db")
    with pytest.raises(ConflictError, match="Shop already"):
        data_sources.add_connection(workspace, "Shop", "sqlite:////tmp/other.db")
    with pytest.raises(InputError, match="oracle"):
        data_sources.add_connection(workspace, "other", "oracle://host/x")
    changed, changes = data_sources.update_connection(workspace, added.id, "SHOP", "sqlite:////tmp/shop2.db")
    assert data_sources.connections(workspace) == [changed]
    assert changes.ids(Kind.CONNECTION) == {added.id}
    for source in (
        Source(SourceKind.DATABASE, connection_id=added.id),
        Source(SourceKind.DATABASE, connection_id=added.id, table="a", query="SELECT 1"),
        Source(SourceKind.DATABASE, connection_id=added.id, table='a"b'),
        Source(SourceKind.FILE, "x.csv"),
    ):
        with pytest.raises(InputError):
            data_sources.import_database(workspace, DatabaseRequest(source, "x"))


def test_too_many_rows_that_do_not_fit_stop_the_import(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    _change(shop, "UPDATE orders SET amount = 'much' WHERE id < 40")
    job, _ = data_refresh.refresh(workspace, dataset_id)
    with pytest.raises(AppError, match=r"40 of the 300 rows of orders from shop do not fit .*: 40 × amount is not a"):
        workspace.wait(job.id, timeout=60)
    assert datasets.too_many_rejected(workspace.job(job.id)).rejected == 40  # type: ignore[union-attr]
    assert len(datasets.versions(workspace, dataset_id)) == 1
    assert list(workspace.blobs.temporary.iterdir()) == []
    source = data_refresh.refresh_source(workspace, dataset_id)
    job, _ = data_sources.import_database(workspace, DatabaseRequest(source, "orders", max_rejected=1.0))
    version = datasets.version(workspace, workspace.wait(job.id, timeout=60).result["version_id"])
    assert (version.rows, version.rejected) == (260, 40)
    assert datasets.rejected_rows(workspace, version.id)[0].line == 1


def test_refresh_makes_a_version_only_of_what_changed(workspace: Workspace, shop: Path, tmp_path: Path) -> None:
    dataset_id = _orders(workspace, shop, "SELECT * FROM orders WHERE amount > 10 ORDER BY id")
    assert _refreshed(workspace, dataset_id).result["unchanged"]
    _change(shop, "DELETE FROM orders WHERE id = 299")
    result = _refreshed(workspace, dataset_id).result
    assert (result["number"], result["rows"]) == (2, 258)
    first, second = sorted(datasets.versions(workspace, dataset_id), key=lambda v: v.number)
    assert second.lineage.parent_id == first.id
    assert second.source_spec == first.source_spec

    file = tmp_path / "pets.csv"
    file.write_text("name;legs\n" + "".join(f"pet{i};{i % 5}\n" for i in range(50)))
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), "pets"))
    pets = workspace.wait(job.id, timeout=60).result["dataset_id"]
    assert _refreshed(workspace, pets).result["unchanged"]
    file.write_text(file.read_text() + "new;3\n")
    assert _refreshed(workspace, pets).result["number"] == 2
    (tmp_path / "pets_1.csv").write_text("name,legs\na,1\n")
    (tmp_path / "pets_2.csv").write_text("name,legs\nb,2\n")
    job, _ = datasets.import_file(workspace, ImportRequest(str(tmp_path / "pets_*.csv"), "many"))
    many = workspace.wait(job.id, timeout=60).result["dataset_id"]
    assert data_refresh.refresh_source(workspace, many).kind is SourceKind.PATTERN
    (tmp_path / "pets_3.csv").write_text("name,legs\nc,3\n")
    assert _refreshed(workspace, many).result["rows"] == 3

    file.unlink()
    job, _ = data_refresh.refresh(workspace, pets)
    with pytest.raises(AppError, match=r"no file .*pets\.csv"):
        workspace.wait(job.id, timeout=60)
    assert len(datasets.versions(workspace, pets)) == 2


@pytest.mark.parametrize(("kind", "reason"), [(SourceKind.CLIPBOARD, "clipboard"), (SourceKind.RECIPE, "recipe")])
def test_what_cannot_be_read_again_says_why(kind: SourceKind, reason: str, workspace: Workspace, shop: Path) -> None:
    from dataclasses import replace

    from modelyard.core import codec
    from modelyard.store.data import datasets as data_store

    dataset_id = _orders(workspace, shop)
    version = datasets.versions(workspace, dataset_id)[0]
    made = replace(version, id=clock.new_id(), number=2, source_spec=codec.to_builtins(Source(kind)))
    with workspace.database.write("ana") as write:
        data_store.add_version(write, made, datasets.profile(workspace, version.id))
        write.record("dataset.import", Kind.DATASET, dataset_id, "orders")
    for act in (
        lambda: data_refresh.refresh(workspace, dataset_id),
        lambda: data_refresh.set_refresh(workspace, dataset_id, 60),
    ):
        with pytest.raises(InputError, match=reason) as caught:
            act()
        assert caught.value.hint


def test_versions_of_before_sources_were_kept_can_be_refreshed(workspace: Workspace, tmp_path: Path) -> None:
    import sqlalchemy as sa

    from modelyard.store.tables import dataset_versions

    file = tmp_path / "old.csv"
    file.write_text("a\n1\n")
    result = workspace.wait(datasets.import_file(workspace, ImportRequest(str(file), "old"))[0].id, timeout=60).result
    with workspace.database.bookkeeping() as write:
        write.execute(sa.update(dataset_versions).values(source_spec={}))
    file.write_text("a\n1\n2\n")
    assert _refreshed(workspace, result["dataset_id"]).result["rows"] == 2


def _due(workspace: Workspace, dataset_id: str, ago: timedelta = SHORT) -> datetime:
    at = clock.now() - ago
    with workspace.database.bookkeeping() as write:
        assert store.update_refresh(write, dataset_id, next_at=at)
    return at


def test_a_schedule_catches_up_once_and_keeps_its_hours(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    made, _ = data_refresh.set_refresh(workspace, dataset_id, 60)
    assert made is not None
    assert timedelta(minutes=59) < made.next_at - clock.now() <= timedelta(minutes=60)
    assert data_refresh.submit_due(workspace)[0] == []
    missed = _due(workspace, dataset_id, timedelta(hours=30, minutes=20))
    _change(shop, "DELETE FROM orders WHERE id = 1")
    jobs, changes = data_refresh.submit_due(workspace)
    assert len(jobs) == 1
    assert changes
    assert data_refresh.submit_due(workspace)[0] == []
    assert workspace.wait(jobs[0].id, timeout=60).result["number"] == 2
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert found.next_at == missed + timedelta(hours=31)
    assert (found.last_result, found.last_error) == ("new", "")
    assert found.last_at is not None
    assert found.last_at > clock.now() - timedelta(minutes=1)
    _due(workspace, dataset_id)
    workspace.wait(data_refresh.submit_due(workspace)[0][0].id, timeout=60)
    assert data_refresh.refresh_of(workspace, dataset_id).last_result == "unchanged"  # type: ignore[union-attr]
    assert data_refresh.set_refresh(workspace, dataset_id, None)[0] is None
    assert data_refresh.refreshes(workspace) == []


def test_a_failing_source_shows_and_does_not_loop(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    shop.rename(shop.with_name("away.db"))
    _due(workspace, dataset_id)
    job = data_refresh.submit_due(workspace)[0][0]
    with pytest.raises(AppError):
        workspace.wait(job.id, timeout=60)
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert found.last_result == "failed"
    assert "There is no file" in found.last_error
    assert found.next_at > clock.now() + timedelta(minutes=50)
    assert data_refresh.submit_due(workspace)[0] == []
    data_sources.remove_connection(workspace, data_sources.connections(workspace)[0].id, force=True)
    _due(workspace, dataset_id)
    assert data_refresh.submit_due(workspace)[0] == []
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    assert "connection is not in the workspace" in found.last_error
    assert found.next_at > clock.now()


def test_the_same_refresh_is_never_started_twice(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    other = open_workspace(workspace.path, role="cli", actor="eve")
    try:
        _due(workspace, dataset_id)
        due = store.refresh_list(workspace.database, clock.now())
        now = clock.now()
        first = data_refresh._submit_one(workspace, due[0], now)[0]
        assert first is not None
        assert data_refresh._submit_one(other, due[0], now)[0] is None
        workspace.wait(first.id, timeout=60)
        started = [j for j in activity.jobs(workspace) if j.kind == data_refresh.REFRESH]
        assert len(started) == 1
        with workspace.database.write("ana") as write:  # one that waits for its turn
            waiting = data_refresh._submit(workspace, write, data_refresh._request(workspace, dataset_id))
        with pytest.raises(ConflictError, match="already"):
            data_refresh.refresh(other, dataset_id)
        workspace.wait(waiting.id, timeout=60)
    finally:
        other.close()


def test_one_that_was_interrupted_is_due_again_once(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    data_refresh.set_refresh(workspace, dataset_id, 60)
    job = workspace.job(data_refresh.refresh(workspace, dataset_id)[0].id)
    workspace.wait(job.id, timeout=60)
    error = JobError("Modelyard stopped while this was running.")
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    jobs, _ = data_refresh.submit_due(workspace)
    assert len(jobs) == 1
    data_refresh.refresh_undone(workspace, jobs[0], JobState.INTERRUPTED, error)
    found = data_refresh.refresh_of(workspace, dataset_id)
    assert found is not None
    workspace.wait(jobs[0].id, timeout=60)
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    data_refresh.refresh_undone(workspace, job, JobState.INTERRUPTED, error)
    assert data_refresh.refresh_of(workspace, dataset_id).last_error.startswith("Modelyard stopped")  # type: ignore[union-attr]


def test_the_window_refreshes_what_is_due_by_itself(
    tmp_path: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from modelyard.services import deployments

    monkeypatch.setattr(deployments, "observe", lambda workspace: Changes())
    monkeypatch.setattr(data_refresh, "TICK_SECONDS", 0.1)
    opened = create_workspace(tmp_path / "mine", actor="ana")
    try:
        dataset_id = _orders(opened, shop)
        data_refresh.set_refresh(opened, dataset_id, 60)
        _change(shop, "DELETE FROM orders WHERE id = 1")
        _due(opened, dataset_id)
        deadline = clock.now() + timedelta(seconds=30)
        while (found := data_refresh.refresh_of(opened, dataset_id)) is None or found.last_result != "new":
            assert clock.now() < deadline
        assert len(datasets.versions(opened, dataset_id)) == 2
    finally:
        opened.close()


def test_next_times_are_whole_periods_on() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert data_refresh.next_time(at, 60, at) == at + timedelta(hours=1)
    assert data_refresh.next_time(at, 60, at + timedelta(minutes=59)) == at + timedelta(hours=1)
    assert data_refresh.next_time(at, 60, at + timedelta(hours=5)) == at + timedelta(hours=6)


def test_nothing_is_left_of_refreshes_that_bring_nothing_new(workspace: Workspace, shop: Path) -> None:
    dataset_id = _orders(workspace, shop)
    for _ in range(2):
        assert _refreshed(workspace, dataset_id).result["unchanged"]
    _change(shop, "UPDATE orders SET amount = 'much' WHERE id < 40")
    with pytest.raises(AppError):
        _refreshed(workspace, dataset_id)
    for path in workspace.blobs.root.glob("[0-9a-f][0-9a-f]/*"):
        os.utime(path, (0, 0))
    collect_garbage(workspace)
    assert list(workspace.blobs) == [datasets.versions(workspace, dataset_id)[0].content_hash]
    assert list(workspace.blobs.temporary.iterdir()) == []


class Cli:
    """The command line in one workspace."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.capsys, self.monkeypatch = path, capsys, monkeypatch

    def __call__(self, *arguments: str, code: int = 0, stdin: str = "") -> str:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        assert run_cli(["data", *arguments, "--workspace", str(self.path)]) == code, self.capsys.readouterr()
        out, err = self.capsys.readouterr()
        return out + err


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    create_workspace(tmp_path / "lab", role="cli").close()
    return Cli(tmp_path / "lab", capsys, monkeypatch)


def test_cli_reads_databases_again_and_again(cli: Cli, shop: Path) -> None:
    assert "Added shop: SQLite 3" in cli("connections", "add", "shop", f"sqlite:///{shop}")
    assert "shop" in cli("connections", "list")
    assert "SQLite 3" in cli("connections", "test", "SHOP")
    assert "orders" in cli("tables", "shop")
    assert "orders v1: 300 rows, 3 columns" in cli("import-database", "shop", "--table", "orders")
    query = ("import-database", "shop", "--query", "-", "--name", "paid", "--type", "id=text")
    assert "paid v1: 150 rows" in cli(*query, stdin="SELECT * FROM orders WHERE paid")
    assert "same content" in cli("refresh", "orders")
    assert "1d" in cli("schedule", "orders", "--every", "1d")
    assert "orders" not in cli("refresh", "--due")
    opened = open_workspace(cli.path, role="cli")
    _due(opened, datasets.find_version(opened, "orders").dataset_id)
    opened.close()
    _change(shop, "DELETE FROM orders WHERE id = 5")
    assert "new version v2" in cli("refresh", "--due")
    assert "new" in cli("schedule")
    opened = open_workspace(cli.path, role="cli")
    _due(opened, datasets.find_version(opened, "orders").dataset_id)
    opened.close()
    shop.rename(shop.with_name("away.db"))
    assert "There is no file" in cli("refresh", "--due", code=5)
    assert "There is no file" in cli("schedule", "orders")
    cli("schedule", "orders", "--every", "off")
    assert "no length of time" in cli("schedule", "orders", "--every", "often", code=5)
    assert "are read over shop" in cli("connections", "remove", "shop", code=4)
    assert "Removed shop" in cli("connections", "remove", "shop", "--yes")
    assert "no connection shop" in cli("tables", "shop", code=3)
    assert "Nothing is chosen" in cli("refresh", code=5)


def test_cli_takes_passwords_but_not_as_arguments(
    cli: Cli, postgres: Server, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.url("postgres")
    with_password = url.replace("ana@", "ana:s3cret@")
    text = cli("connections", "add", "server", with_password, code=5)
    assert "others can see" in text
    assert "s3cret" not in text
    assert "nobody to ask" in cli("connections", "add", "server", url, code=9)
    wrong = cli("connections", "add", "server", url, "--password-stdin", code=5, stdin="wrong-s3cret\n")
    assert "not let ana in" in wrong
    assert "s3cret" not in wrong
    assert "PostgreSQL 1" in cli("connections", "add", "server", url, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert list(ring.kept.values()) == [PASSWORD]
    assert "PostgreSQL 1" in cli("connections", "test", "server")
    ring.kept.clear()
    assert "wants a password" in cli("connections", "test", "server", code=9)
    monkeypatch.setenv("MODELYARD_DB_PASSWORD_SERVER", PASSWORD)
    assert "PostgreSQL 1" in cli("connections", "test", "server")
    assert _holds(cli.path, PASSWORD) == []
