"""Real MLflow writes stores that are imported and compared field by field, and reads what is exported."""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from modelyard.cli.main import run
from modelyard.client import start_run
from modelyard.client.session import close_all
from modelyard.core.errors import AppError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.runs import RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.exchange.mlflow import open_store, read_runs
from modelyard.exchange.mlflow_export import mlflow_id
from modelyard.services.data import datasets
from modelyard.services.experiments import exchange, export, record, runs
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.experiments import imported, logged

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(600)  # starting MLflow takes long where others work, too
KINDS = ("sqlite", "files")


def mlflow(*commands: str, folder: Path = ROOT) -> dict[str, Any]:
    """Run real MLflow in a process of its own; what it says of each store, by address."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.experiments.mlflow_child", *commands],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "app")])},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    found: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return found


@pytest.fixture(scope="module")
def stores(tmp_path_factory) -> dict[str, tuple[Path, dict[str, Any]]]:
    """A store of each kind that MLflow wrote, and what MLflow reads in it."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in KINDS}
    paths = {"sqlite": folders["sqlite"] / "mlflow.db", "files": folders["files"] / "mlruns"}
    uris = {"sqlite": f"sqlite:///{paths['sqlite']}", "files": str(paths["files"])}
    seen = mlflow("write", uris["sqlite"], "write", uris["files"], folder=folders["sqlite"])  # its files go there
    return {kind: (paths[kind], seen[uris[kind]]) for kind in KINDS}


@pytest.fixture(params=KINDS)
def written(request, stores) -> tuple[Path, dict[str, Any]]:
    """Each store in turn."""
    found: tuple[Path, dict[str, Any]] = stores[request.param]
    return found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = create_workspace(tmp_path_factory.mktemp("workspace") / "w", role="cli")
    yield opened
    close_all()
    opened.close()


def bring(workspace: Workspace, path: Path) -> dict[str, Any]:
    job, _ = exchange.import_mlflow(workspace, path)
    return exchange.checked_report(workspace.wait(job.id, timeout=120))


def instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


STATES = {"FINISHED": RunState.FINISHED, "KILLED": RunState.CANCELLED, "RUNNING": RunState.CANCELLED}


def test_an_import_loses_nothing(written, workspace):
    path, seen = written
    report = bring(workspace, path)
    known = imported.origins(workspace.database, "mlflow")
    assert report["problems"] == []
    assert report["counts"]["runs"] == len(seen) + 1  # and the place of the registered model without a version
    expected = {"registered versions": 1, "aliases": 1, "data sets": 1, "deleted versions left out": 1}
    assert expected.items() <= report["counts"].items()
    for run_id, there in seen.items():
        here = runs.run(workspace, known[run_id].run_id)
        assert (here.kind, here.experiment_name, here.name) == (RunKind.IMPORTED, there["experiment"], there["name"])
        assert (here.state, here.created_by) == (STATES[there["status"]], there["user"])
        assert (here.started_at, here.ended_at) == (instant(there["started"]), instant(there["ended"]))
        assert (here.deleted_at is not None) == (there["stage"] == "deleted")
        assert here.params == there["params"]
        assert logged.tags(workspace.database, here.id) == there["tags"]
        assert {k: str(v) for k, v in here.metrics.items()} == there["last"]
        history: dict[str, list[list[Any]]] = {}
        for p in logged.points(workspace.database, here.id):
            history.setdefault(p.key, []).append([p.step, round(p.at.timestamp() * 1000), str(p.value)])
        stated = there["history"]
        if path.is_dir() and "judged" in stated:  # MLflow's folder store reads lines of five fields as step 0
            stated = {**stated, "judged": [[7, *stated["judged"][0][1:]]]}
        assert {k: sorted(v) for k, v in history.items()} == {k: sorted(v) for k, v in stated.items()}
        details = record.details(workspace, here.id)
        assert [
            [i.name, i.digest, i.source, i.schema, {"mlflow.data.context": i.context}] for i in details.inputs
        ] == there["inputs"]
        files = [f.path for f in logged.files(workspace.database, here.id) if not f.path.startswith("models/")]
        assert files == there["files"]
        tags = logged.experiment_tags(workspace.database, here.experiment_id)
        assert there["experiment_tags"].items() <= tags.items()


def test_models_and_the_registry_are_kept_with_their_runs(written, workspace):
    path, seen = written
    bring(workspace, path)
    known = imported.origins(workspace.database, "mlflow")
    parent = next(i for i, run in seen.items() if run["name"] == "parent")
    child = next(i for i, run in seen.items() if run["name"] == "child")
    assert runs.run(workspace, known[child].run_id).parent_id == known[parent].run_id
    details = record.details(workspace, known[parent].run_id)
    assert [(m.name, m.kind) for m in details.models] == [("model", "skops")]
    model = details.models[0]
    assert [(v.model, v.version, v.aliases) for v in model.versions] == [("reg", "1", ("champion",))]
    assert "mlflow_colspec" not in model.signature
    assert json.loads(model.signature)["inputs"][0]["name"] == "x"
    assert ("judged", 7, 0.3, "table") in {(key, step, value, data) for key, step, _, value, data, _ in model.metrics}
    paths = [f.path for f in logged.files(workspace.database, known[parent].run_id)]
    assert {"models/model/MLmodel", "models/model/model.skops", "notes/a.txt"} <= set(paths)
    bare_id = next(r.id for r in read_runs(open_store(path)) if r.id.startswith("version:bare:"))
    bare = record.details(workspace, known[bare_id].run_id).models[0].versions[0]
    assert (bare.model, bare.model_description, bare.model_tags) == ("bare", "no version yet", {"k": "v"})


def test_a_second_import_adds_what_is_new_and_a_moved_store_is_the_same(written, workspace, tmp_path):
    path, seen = written
    bring(workspace, path)
    shutil.copytree(path.parent, tmp_path / "moved")
    moved = tmp_path / "moved" / path.name
    known = imported.origins(workspace.database, "mlflow")
    assert bring(workspace, path)["counts"]["unchanged"] == len(seen) + 1
    parent = next(i for i, run in seen.items() if run["name"] == "parent")
    if path.is_dir():
        file = next(moved.glob(f"*/{parent}/params/a"))
        file.write_text("2")
    else:
        with sqlite3.connect(moved) as connection:
            connection.execute("UPDATE params SET value = '2' WHERE key = 'a'")
        connection.close()
    hidden = path.parent.rename(path.parent.with_name(path.parent.name + "-hidden"))  # only the copy is there
    try:
        report = bring(workspace, moved)
    finally:
        hidden.rename(path.parent)
    assert report["problems"] == []
    assert report["counts"]["updated"] == 1
    assert report["counts"].get("runs", 0) == 0
    changed = runs.run(workspace, known[parent].run_id)
    assert changed.params["a"] == "2"
    bring(workspace, path)  # as it was, for the other tests


def test_reading_leaves_the_store_untouched(written):
    path, _ = written
    before = {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in path.parent.rglob("*") if p.is_file()}
    store = open_store(path)
    assert len(list(read_runs(store))) > 4
    store.close()
    assert {p: (p.stat().st_mtime_ns, p.stat().st_size) for p in path.parent.rglob("*") if p.is_file()} == before


def test_what_is_damaged_or_missing_is_reported_and_the_rest_is_read(stores, tmp_path):
    path, seen = stores["files"]
    copy = tmp_path / "mlruns"
    shutil.copytree(path, copy)
    parent = next(i for i, run in seen.items() if run["name"] == "parent")
    folder = next(copy.glob(f"*/{parent}"))
    (folder / "metrics" / "old").write_text("1700000000000 0.5\n1700000000000 0.5\nnot a line\n")  # two fields, no step
    (folder / "artifacts" / "link").symlink_to("/etc/hostname")
    child = next(i for i, run in seen.items() if run["name"] == "child")
    next(copy.glob(f"*/{child}/meta.yaml")).write_text("!!python/object/apply:os.system ['touch /tmp/x']")
    store = open_store(copy)
    found = {run.id: run for run in read_runs(store)}
    assert child not in found
    assert [p for p in found[parent].points if p[0] == "old"] == [("old", 0, 1700000000000, 0.5)]
    assert found[parent].lost == ("link is a symbolic link, which is not followed.",)
    assert any("not a line" in p for p in store.problems)
    assert any(child in p for p in store.problems)


def test_a_store_cannot_take_files_that_are_not_its_own(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("x")
    run = tmp_path / "mlruns" / "1" / ("a" * 32)
    run.mkdir(parents=True)
    (run.parent / "meta.yaml").write_text("name: e\nexperiment_id: '1'\n")
    (run / "meta.yaml").write_text(f"run_id: {'a' * 32}\nstatus: 3\nartifact_uri: {secret.as_uri()}\n")
    found = next(iter(read_runs(open_store(tmp_path / "mlruns"))))
    assert found.files == ()
    assert "outside the store" in found.lost[0]


def test_folders_without_a_store_are_refused(workspace, tmp_path):
    with pytest.raises(InputError, match="holds no store"):
        exchange.import_mlflow(workspace, tmp_path)
    (tmp_path / "x.db").write_bytes(b"nonsense")
    with pytest.raises(InputError, match="not an SQLite database"):
        exchange.import_mlflow(workspace, tmp_path / "x.db")
    with pytest.raises(AppError, match="There is no"):
        exchange.import_mlflow(workspace, tmp_path / "none")


def test_a_store_that_breaks_off_is_a_sentence(stores, workspace, tmp_path):
    path, _ = stores["sqlite"]
    broken = tmp_path / "mlflow.db"
    with sqlite3.connect(path) as connection:
        connection.execute("VACUUM INTO ?", (str(broken),))
    content = bytearray(broken.read_bytes())
    content[len(content) // 3 :] = os.urandom(len(content) - len(content) // 3)
    broken.write_bytes(content)
    job, _ = exchange.import_mlflow(workspace, broken)
    with pytest.raises(AppError, match=r"mlflow\.db cannot be read"):
        workspace.wait(job.id, timeout=120)


def test_a_database_with_a_writers_journal_is_read_from_a_copy(stores, tmp_path):
    path, seen = stores["sqlite"]
    copy = tmp_path / "mlflow.db"
    shutil.copyfile(path, copy)
    writer = sqlite3.connect(copy)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE runs SET name = 'renamed' WHERE name = 'child'")
    writer.commit()
    store = open_store(copy)
    names = {raw.run.name for raw in store.runs()}
    store.close()
    writer.close()
    assert "renamed" in names
    assert len(names) >= len(seen) - 1


def test_the_commands_import_and_export(stores, tmp_path, capsys):
    path, seen = stores["files"]
    create_workspace(tmp_path / "w", role="cli").close()
    shared = ["--workspace", str(tmp_path / "w"), "--json", "experiments"]
    assert run([*shared, "import-mlflow", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["runs"] == len(seen) + 1
    assert run([*shared, "export-mlflow", "first:1", "--to", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == 1
    assert run([*shared, "export-mlflow", "first:one", "--to", str(tmp_path / "out")]) == 5
    assert "names no run" in capsys.readouterr().out


@pytest.fixture(scope="module")
def exported(workspace, tmp_path_factory):
    """Two runs, one below the other, written for MLflow; what MLflow reads; and the folder."""
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    frame = pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [0, 1, 0, 1]})
    with start_run("out", name="outer", workspace=workspace.path, note="said so") as outer:
        outer.log_params({"depth": 3, "layers": [1, 2], "odd (name)": True, "text": "a\nb"})
        for step, value in enumerate((1.5, math.nan, math.inf, -math.inf)):
            outer.log_metric("loss", value, step=step)
        outer.log_metric("loss/train", 2.0)  # "loss" is a file there already
        outer.set_tag("team", "a")
        outer.log_text("hello", "notes/a.txt")
        outer.log_model(LogisticRegression().fit(frame[["x"]], frame.y), example=frame[["x"]])
        with start_run(nested=True, name="inner") as inner:
            inner.log_metric("m", 1)
    folder = tmp_path_factory.mktemp("exported") / "mlruns"
    job, _ = export.export_mlflow(workspace, [outer.id, inner.id], folder)
    result = workspace.wait(job.id, timeout=60).result
    assert (result["written"], result["there"]) == (2, 0)
    model = f"runs:/{mlflow_id(outer.id)}/models/model"
    return folder, mlflow("read", str(folder), "predict", model), outer


def test_mlflow_reads_what_is_exported(exported, workspace):
    folder, seen, outer = exported
    by_name = {run["name"]: (run_id, run) for run_id, run in seen[str(folder)].items()}
    outer_id, there = by_name["outer"]
    here = runs.run(workspace, outer.id)
    assert (there["experiment"], there["status"], there["stage"]) == ("out", "FINISHED", "active")
    assert there["started"] == round(here.started_at.timestamp() * 1000)
    assert there["params"] == {"depth": "3", "layers": "[1, 2]", "odd _name_": "True", "text": "a\nb"}
    assert [(s, v) for s, _, v in there["history"]["loss"]] == [(0, "1.5"), (1, "nan"), (2, "inf"), (3, "-inf")]
    renamed = next(k for k in there["history"] if k.startswith("loss_train-"))
    assert there["history"][renamed][0][2] == "2.0"
    assert "loss/train" in there["tags"]["modelyard.renamed"]
    assert there["tags"]["team"] == "a"
    assert there["tags"]["mlflow.note.content"] == "said so"
    assert {"notes/a.txt", "models/model/MLmodel", "modelyard/run.json"} <= set(there["files"])
    assert by_name["inner"][1]["tags"]["mlflow.parentRunId"] == outer_id
    assert seen["predicted"] == [0.0, 1.0]


def test_a_second_export_leaves_what_is_there(exported, workspace, tmp_path):
    folder, _, outer = exported
    job, _ = export.export_mlflow(workspace, [outer.id], folder)
    result = workspace.wait(job.id, timeout=60).result
    assert (result["written"], result["there"]) == (0, 1)
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="no store of MLflow"):
        export.export_mlflow(workspace, [outer.id], tmp_path)


def test_what_was_imported_is_exported_as_it_was(stores, workspace, tmp_path):
    path, seen = stores["sqlite"]
    bring(workspace, path)
    known = imported.origins(workspace.database, "mlflow")
    parent = next(i for i, run in seen.items() if run["name"] == "parent")
    job, _ = export.export_mlflow(workspace, [known[parent].run_id], tmp_path / "mlruns")
    workspace.wait(job.id, timeout=60)
    uri = str(tmp_path / "mlruns")
    read = mlflow("read", uri)
    again, registered = read[uri][parent], read[f"registry of {uri}"]
    version = ["1", parent, {"reviewed": "yes"}, ["champion"], "READY", None]
    assert registered == {"reg": [None, {}, {"champion": "1"}, [version]]}
    for key in ("experiment", "name", "status", "started", "ended", "user", "params", "last", "inputs"):
        assert again[key] == seen[parent][key], key
    assert seen[parent]["tags"].items() <= again["tags"].items()
    assert set(seen[parent]["files"]) <= set(again["files"])


def test_a_run_trained_here_is_exported_with_its_data_and_its_model(workspace, tmp_path):
    rows = "".join(f"{i / 100},{'uvw'[i % 3]},{'yes' if i % 5 < 2 else 'no'}\n" for i in range(200))
    (tmp_path / "t.csv").write_text("a,b,y\n" + rows)
    job, _ = datasets.import_file(workspace, ImportRequest(str(tmp_path / "t.csv"), "t"))
    workspace.wait(job.id, timeout=120)
    version = datasets.versions(workspace)[0]
    spec = ExperimentSpec("t", version.id, "y", ("a", "b"), (AlgorithmSpec("logistic_regression"),))
    started, _ = runs.start(workspace, spec)
    workspace.wait(started[0].job_id or "", timeout=120)
    here = runs.run(workspace, started[0].id)
    job, _ = export.export_mlflow(workspace, [here.id], tmp_path / "mlruns")
    workspace.wait(job.id, timeout=60)
    found = next(run for run in read_runs(open_store(tmp_path / "mlruns")) if not run.of_model)
    assert imported.last_values(found.points) == here.metrics
    assert [(i.name, i.context) for i in found.inputs] == [("t v1", "training")]
    assert {m.path: m.kind for m in found.models}["model"] == "skops"
    assert {"model/MLmodel", "model/model.skops", "model/input_example.json"} <= {f.path for f in found.files}
