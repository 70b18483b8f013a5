"""The database: transactions, audit rows, upgrades with a backup, refusals with a sentence."""

import json
import math
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from modelyard.core import clock
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import WorkspaceError
from modelyard.domain.experiments.evaluation import Importance
from modelyard.domain.experiments.runs import RunKind
from modelyard.domain.experiments.spec import Task
from modelyard.store import audit, tables
from modelyard.store.data import datasets
from modelyard.store.database import HEAD, Database, revision, upgrade
from modelyard.store.experiments import runs


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "modelyard.db"
    upgrade(file, tmp_path / "backups")
    return file


@pytest.fixture
def database(path: Path):
    opened = Database(path)
    yield opened
    opened.close()


def test_schema_is_what_the_tables_say(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    assert revision(database.path) == HEAD


def test_head_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from modelyard.store import database

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_wal_and_foreign_keys_are_on(database: Database) -> None:
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with pytest.raises(sa.exc.IntegrityError), database.bookkeeping() as write:
        write.execute(sa.insert(tables.job_log).values(job_id="nobody", at=None, text="x"))


def test_write_leaves_an_audit_row_in_the_same_transaction(database: Database) -> None:
    with database.write("ana") as write:
        write.record("dataset.import", Kind.DATASET, "d1", "flights", after={"rows": 3})
    entry = audit.entries(database)[0]
    assert (entry.actor, entry.action, entry.subject, entry.after) == ("ana", "dataset.import", "flights", {"rows": 3})
    assert write.changes == Changes.of(Kind.DATASET, "d1") | Changes.of(Kind.AUDIT)


def test_write_that_raises_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write("ana") as write:
            write.record("dataset.import", Kind.DATASET, "d1", "flights")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert audit.entries(database) == []


def test_write_without_record_is_a_bug_and_is_rolled_back(database: Database) -> None:
    with pytest.raises(AssertionError, match="record"), database.write("ana") as write:
        write.execute(sa.insert(tables.models).values(id="m", name="m", created_at=clock.now()))
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.models)) == 0


def test_many_writers_lose_nothing(database: Database) -> None:
    other = Database(database.path)

    def work(target: Database, name: str) -> None:
        for number in range(25):
            with target.write(name) as write:
                write.record("x.y", Kind.JOB, f"{name}{number}", name)

    threads = [threading.Thread(target=work, args=(d, n)) for d, n in ((database, "a"), (database, "b"), (other, "c"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(audit.entries(database)) == 75
    other.close()


def test_changes_of_others_are_noticed_and_own_are_not(database: Database) -> None:
    other = Database(database.path)
    before = database.data_version()
    with database.write("me") as write:
        write.record("x.y", Kind.MODEL, "own", "own")
    with other.write("cli") as write:
        write.record("x.y", Kind.DATASET, "theirs", "theirs")
    assert database.data_version() != before
    newest, changes = audit.changes_since(database, 0)
    assert newest == audit.last_id(database)
    assert changes == Changes.of(Kind.DATASET, "theirs") | Changes.of(Kind.AUDIT)
    other.close()


def test_newer_database_is_refused_untouched(path: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="newer Modelyard") as raised:
        upgrade(path, tmp_path / "backups")
    assert "Nothing was changed" in raised.value.hint
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_upgrade_backs_up_first_and_keeps_every_row(tmp_path: Path) -> None:
    """A database of the first release, with a dataset in it, as that release wrote it."""
    old = tmp_path / "old.db"
    upgrade(old, tmp_path / "backups", "0001")
    connection = sqlite3.connect(old)
    connection.execute("INSERT INTO models VALUES ('m1', 'kept', '2026-01-01')")
    connection.execute("INSERT INTO datasets VALUES ('d1', 'flights', '', '2026-01-01 00:00:00')")
    facts = ("v1", "d1", 1, "ab" * 32, 2, '[{"name": "day", "type": "integer"}]', 9, "/tmp/a.csv", 5, "", "ana",
             "2026-01-01 00:00:00", 0, None, "{}", "{}", '{"rows": 2, "columns": []}')  # fmt: skip
    connection.execute(f"INSERT INTO dataset_versions VALUES ({', '.join('?' * len(facts))})", facts)
    connection.commit()
    connection.close()
    backup = upgrade(old, tmp_path / "backups")
    assert backup is not None
    assert revision(backup) == "0001"
    assert revision(old) == HEAD
    for file in (backup, old):
        connection = sqlite3.connect(file)
        assert connection.execute("SELECT name FROM models").fetchall() == [("kept",)]
        connection.close()
    opened = Database(old)
    found = datasets.versions(opened)
    assert [(v.label, v.source, v.tags, v.lineage.parent_id, v.deleted_at, v.set_missing) for v in found] == [
        ("flights v1", "/tmp/a.csv", (), "", None, {})
    ]
    opened.close()


def _insert(connection: sqlite3.Connection, table: str, **values: object) -> None:
    plain = {k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in values.items()}
    marks = ", ".join(f":{name}" for name in plain)
    connection.execute(f"INSERT INTO {table} ({', '.join(plain)}) VALUES ({marks})", plain)


def _add_first_runs(connection: sqlite3.Connection) -> None:
    """A run with its evaluation and a model version made of it, and a run that failed, as schema 0003 wrote them."""
    at = "2026-01-01 00:00:00.000000"
    spec = {
        "name": "late", "dataset_version_id": "v1", "target": "late", "features": ["day"], "where": "",
        "positive": None,
        "algorithms": [{"key": "baseline", "params": {}}], "seed": 0, "metric": "roc_auc",
        "split": {"kind": "random", "test_share": 0.2, "time_column": None, "split_id": None, "name": ""},
    }  # fmt: skip
    _insert(connection, "experiments", id="e1", name="late", dataset_version_id="v1", spec=spec, created_at=at,
            created_by="ana")  # fmt: skip
    for number, state in ((1, "finished"), (2, "failed")):
        _insert(connection, "runs", id=f"r{number}", experiment_id="e1", dataset_version_id="v1", number=number,
                algorithm="baseline", params={"a": 1}, spec=spec, state=state, seed=0, created_at=at, created_by="ana",
                metrics={"roc_auc": 0.75, "f1": None}, environment={"python": "3.11"}, model_blob="cd" * 32,
                ended_at=at)  # fmt: skip
    line = {"x": [0.0, 1.0], "y": [0.0, 1.0], "threshold": [None, 0.5]}
    counts = {n: [1] for n in ("true_positive", "false_positive", "true_negative", "false_negative")}
    evaluation = {
        "classes": ["no", "yes"], "rows": 10, "positives": 4, "roc": line, "precision_recall": line,
        "calibration": {"predicted": [0.5], "observed": [0.4], "counts": [10], "error": 0.1},
        "thresholds": {"thresholds": [0.5], **counts}, "score_histogram": [3, 7],
        "importance": [{"feature": "day", "mean": 0.2, "std": 0.01}],
    }  # fmt: skip
    _insert(connection, "run_evaluations", run_id="r1", evaluation=evaluation)
    _insert(connection, "models", id="m1", name="late-arrival", created_at=at)
    _insert(connection, "model_versions", id="mv1", model_id="m1", number=1, run_id="r1", bundle_hash="ab" * 32,
            size_bytes=1, parity={}, signature={}, reference={}, metrics={}, created_at=at)  # fmt: skip
    _insert(connection, "aliases", model_id="m1", alias="champion", version_id="mv1", since=at)


def test_upgrade_keeps_runs_and_their_evaluations(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    upgrade(old, tmp_path / "backups", "0003")
    connection = sqlite3.connect(old)
    connection.execute("INSERT INTO datasets VALUES ('d1', 'flights', '', '2026-01-01 00:00:00')")
    _insert(connection, "dataset_versions", id="v1", dataset_id="d1", number=1, content_hash="ab" * 32, rows=2,
            columns=[{"name": "day", "type": "integer"}], size_bytes=9, source="a.csv", source_size=5, author="ana",
            created_at="2026-01-01 00:00:00", rejected=0, rejected_reasons={}, read_options={})  # fmt: skip
    _add_first_runs(connection)
    connection.commit()
    connection.close()
    upgrade(old, tmp_path / "backups")
    opened = Database(old)
    assert opened.check() == []
    found = {r.id: r for r in runs.run_list(opened, {})}
    assert [found[i].state.value for i in ("r1", "r2")] == ["finished", "failed"]
    one = found["r1"]
    assert (one.kind, one.task, one.parent_id, one.deleted_at, one.tags, one.intervals) == (
        RunKind.TRAINING, Task.BINARY, None, None, {}, {},
    )  # fmt: skip
    assert one.metrics["roc_auc"] == 0.75
    assert math.isnan(one.metrics["f1"])
    assert runs.run_spec(opened, "r1").target == "late"
    evaluation = runs.evaluation(opened, "r1")
    assert evaluation is not None
    assert evaluation.binary is not None
    assert (evaluation.rows, evaluation.binary.positives, evaluation.binary.roc.x) == (10, 4, (0.0, 1.0))
    assert evaluation.importance == (Importance("day", 0.2, 0.01),)
    assert runs.evaluation(opened, "r2") is None
    with opened.read() as read:
        made = sa.select(tables.model_versions.c.run_id, tables.aliases.c.alias)
        joined = made.join_from(tables.aliases, tables.model_versions)
        assert read.execute(joined).all() == [("r1", "champion")]
    with pytest.raises(sa.exc.IntegrityError), opened.bookkeeping() as write:
        write.execute(sa.delete(tables.runs).where(tables.runs.c.id == "r1"))
    opened.close()


def test_damaged_file_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "modelyard.db"
    file.write_bytes(b"this is not a database" * 100)
    with pytest.raises(WorkspaceError, match="not a Modelyard database"):
        upgrade(file, tmp_path / "backups")


def test_read_only_database_refuses_to_write(path: Path) -> None:
    database = Database(path, read_only=True)
    assert audit.entries(database) == []
    with pytest.raises(WorkspaceError, match="reading only"), database.write("me"):
        pass
    database.close()
