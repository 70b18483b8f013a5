"""Connections, passwords and imports from real databases, through the services and the CLI."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import keyring
import pytest

from modelyard.cli.main import run as run_cli
from modelyard.core.changes import Kind
from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError, PasswordNeededError
from modelyard.domain.data.sources import DatabaseRequest, Source, SourceKind
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import secrets as data_secrets
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace, create_workspace, open_workspace
from tests.data.sources_support import LockedKeyring, MemoryKeyring, change, make_due, orders, refreshed
from tests.database_servers import PASSWORD, Server

pytestmark = pytest.mark.usefixtures("share_children")


def _holds(folder: Path, secret: str) -> list[Path]:
    wanted = (secret.encode(), json.dumps(secret)[1:-1].encode(), b"s3cret")
    return [p for p in folder.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in wanted)]


def test_a_table_becomes_a_version_that_knows_where_it_came_from(workspace: Workspace, shop: Path) -> None:
    dataset_id = orders(workspace, shop)
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
    assert refreshed(workspace, dataset_id).result["unchanged"]
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
    dataset_id = orders(workspace, shop)
    change(shop, "UPDATE orders SET amount = 'much' WHERE id < 40")
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
    make_due(opened, datasets.find_version(opened, "orders").dataset_id)
    opened.close()
    change(shop, "DELETE FROM orders WHERE id = 5")
    assert "new version v2" in cli("refresh", "--due")
    assert "new" in cli("schedule")
    opened = open_workspace(cli.path, role="cli")
    make_due(opened, datasets.find_version(opened, "orders").dataset_id)
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
