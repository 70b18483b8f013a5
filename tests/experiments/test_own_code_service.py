"""Own code in a workspace: agreed to, trained, searched, put together, reproduced, removed; run in children only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from modelyard.core.errors import AppError, ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.attribution import Cause
from modelyard.domain.experiments.find import RunQuery
from modelyard.domain.experiments.own_code import OwnEstimator, OwnSource
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, FoldSpec, SearchRange, SearchSpec, Task
from modelyard.services import activity, models
from modelyard.services.data import datasets
from modelyard.services.experiments import explain, find, own_code, record, reproduce, runs, why
from modelyard.services.experiments import search as search_service
from modelyard.services.workspace import Workspace, create_workspace
from modelyard_server import own_code as server_code
from modelyard_server.bundle import read_manifest
from modelyard_server.errors import BundleError
from modelyard_server.scorers.sklearn import load_trusted
from tests.experiments.test_own_code import GOOD
from tests.server.support import Server

WAIT = 540
pytestmark = pytest.mark.timeout(600)  # every job of own code has a child of its own


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("own")
    generator = np.random.default_rng(3)
    x = generator.normal(size=(300, 2))
    noisy = x[:, 0] + 0.5 * generator.normal(size=300)
    frame = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "kind": np.where(x[:, 1] > 0, "up", "down"), "y": noisy > 0})
    frame.to_csv(folder / "points.csv", index=False)
    made = create_workspace(folder / "own.modelyard", role="cli", actor="ana")
    made.wait(datasets.import_file(made, ImportRequest(str(folder / "points.csv"), "points"))[0].id, timeout=WAIT)
    yield made
    made.close()


def added(workspace: Workspace, folder: Path, source: str, name: str = "nearest.py") -> str:
    """Add a file and return its key."""
    (folder / name).write_text(source, encoding="utf-8")
    job, _ = own_code.add(workspace, own_code.outline(folder / name), agreed=True)
    return str(workspace.wait(job.id, timeout=WAIT).result["key"])


def spec(workspace: Workspace, *algorithms: AlgorithmSpec, name: str = "own") -> ExperimentSpec:
    version = datasets.find_version(workspace, "points")
    return ExperimentSpec(name, version.id, "y", ("a", "b", "kind"), algorithms, seed=5)


def trained(workspace: Workspace, asked: ExperimentSpec) -> Run:
    started, _ = runs.start(workspace, asked)
    workspace.wait(started[0].job_id or "", timeout=WAIT)
    return runs.run(workspace, started[0].id)


@pytest.fixture(scope="module")
def key(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key of a file that was added, nothing of which ran before its user agreed."""
    folder = tmp_path_factory.mktemp("file")
    marker, file = folder / "ran", folder / "nearest.py"
    file.write_text(f"open({str(marker)!r}, 'w').close()\n{GOOD}", encoding="utf-8")
    found = own_code.outline(file)
    assert (found.classes, found.problem, found.file_name) == (("Nearest",), "", "nearest.py")
    with pytest.raises(InputError, match=r"nearest\.py was not agreed to"):
        own_code.add(workspace, found, agreed=False)
    assert not marker.exists()
    before = len(activity.audit(workspace, "own_code"))
    file.write_text("another text", encoding="utf-8")  # what was read is what runs
    job, _ = own_code.add(workspace, found, agreed=True)
    result = workspace.wait(job.id, timeout=WAIT).result
    assert marker.exists()
    told = activity.audit(workspace, "own_code")
    assert [e.action for e in told[: len(told) - before]] == ["own_code.add", "own_code.agree"]
    return str(result["key"])


@pytest.fixture(scope="module")
def run(workspace: Workspace, key: str) -> Run:
    return trained(workspace, spec(workspace, AlgorithmSpec("own:Nearest", {"power": 1.5})))


def reproduced(workspace: Workspace, one: Run):
    workspace.wait(reproduce.reproduce(workspace, one.id)[0].id, timeout=WAIT)
    return reproduce.reproductions(workspace, one.id)[0]


# --- files that cannot be used --------------------------------------------------------------------------------------
def test_what_cannot_be_read_is_said(tmp_path) -> None:
    file = tmp_path / "code.py"
    file.write_text("def x(:", encoding="utf-8")
    assert own_code.outline(file).problem == "The file is no Python in line 1."
    file.write_text("x = 1", encoding="utf-8")
    assert own_code.outline(file).problem == "The file defines no class with a base."
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="no text in UTF-8"):
        own_code.outline(file)
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match=r"has 1\.0 MB; own code has at most 1 MB"):
        own_code.outline(file)
    with pytest.raises(InputError, match="No such file"):
        own_code.outline(tmp_path / "none.py")


@pytest.mark.parametrize(
    "source, words",
    [
        ("while True: pass\n" + GOOD, "endless.py had not ended after 1 s, so it was stopped"),
        ("import os\nos._exit(0)\n" + GOOD, "ended the process that it ran in"),
    ],
)
def test_a_file_that_misbehaves_is_stopped_and_said(workspace, tmp_path, monkeypatch, source, words) -> None:
    if "endless" in words:
        monkeypatch.setattr(own_code, "LONGEST", 1.0)
    with pytest.raises(AppError) as caught:
        added(workspace, tmp_path, source, "endless.py")
    assert words in str(caught.value)
    assert not workspace.runner.children._busy
    sha256 = own_code.outline(tmp_path / "endless.py").sha256
    assert all(c.estimator.sha256 != sha256 for c in own_code.listed(workspace))


# --- used like any other --------------------------------------------------------------------------------------------
def test_it_is_listed_trained_and_recorded(workspace, key, run) -> None:
    (code,) = own_code.listed(workspace)
    assert (code.estimator.name, code.added_by, code.file_name) == ("Nearest", "ana", "nearest.py")
    assert [a.key for a in own_code.algorithms(workspace, Task.BINARY)] == [key]
    assert own_code.algorithms(workspace, Task.REGRESSION) == ()
    assert (run.state, run.algorithm, run.algorithm_name) == (RunState.FINISHED, key, "Nearest")
    assert run.params == {"power": 1.5, "steps": 3, "robust": False, "name": "x"}
    assert run.metrics["roc_auc"] > 0.8
    kept = {f.path: f for f in record.files(workspace, run.id)}
    path = f"code/{code.estimator.sha256[:12]}/nearest.py"
    assert kept[path].blob == code.estimator.sha256
    assert record.file_path(workspace, run.id, path).read_text().endswith(GOOD)
    assert f"modelyard_own_{code.estimator.sha256}.Nearest" not in sys.modules
    found = find.find_runs(workspace, RunQuery('algorithm = "Nearest"'))
    assert run.id in found.ids


def test_search_ensemble_and_dependence_work(workspace, key, run) -> None:
    search = SearchSpec(trials=4, ranges={"own:Nearest": {"power": SearchRange(0.5, 4.0)}})
    asked = replace(spec(workspace, AlgorithmSpec("own:Nearest")), search=search, folds=FoldSpec(count=2))
    best = trained(workspace, asked)
    assert best.kind is RunKind.SEARCH
    assert 0.5 <= best.params["power"] <= 4.0
    assert len(search_service.trials(workspace, best.id)) == 4
    both = trained(workspace, spec(workspace, AlgorithmSpec("stacking", {"folds": 2}, (run.id, best.id))))
    assert both.metrics["roc_auc"] > 0.8
    assert any(f.path.endswith("nearest.py") for f in record.files(workspace, both.id))
    workspace.wait(explain.start_dependence(workspace, run.id, "b")[0].id, timeout=WAIT)
    assert explain.dependence(workspace, run.id, "b").x


def test_a_fault_while_training_is_the_codes_with_its_line(workspace, tmp_path) -> None:
    fails = "        if len(X) != 120:\n            raise TypeError('not so many')\n"
    odd = GOOD.replace("class Nearest", "class Odd").replace(
        "        self.classes_", f"{fails}        self.classes_", 1
    )
    added(workspace, tmp_path, odd, "odd.py")
    before = {child.pid for child in workspace.runner.children._idle}
    with pytest.raises(AppError, match="Odd failed in line 23: not so many"):
        trained(workspace, spec(workspace, AlgorithmSpec("own:Odd")))
    assert before.isdisjoint(child.pid for child in workspace.runner.children._idle)  # it does no other job
    own_code.remove(workspace, "Odd")


def test_a_newer_text_is_another_version_and_said(workspace, key, run, tmp_path) -> None:
    newer = added(workspace, tmp_path, GOOD.replace("1 / (1e-9", "1 / (1e-3"))
    assert newer != key
    assert [c.estimator.key for c in own_code.listed(workspace)] == [newer]
    found = reproduced(workspace, run)
    assert found.exact
    assert found.newer_code == ("Nearest",)
    assert "The workspace has a newer text of Nearest; the run's own was used." in found.text()
    other = trained(workspace, spec(workspace, AlgorithmSpec("own:Nearest", {"power": 1.5})))
    assert other.algorithm == newer
    workspace.wait(why.start_why(workspace, run.id, other.id, "log_loss")[0].id, timeout=WAIT)
    told = why.attribution(workspace, run.id, other.id, "log_loss")
    assert [part.causes for part in told.parts] == [(Cause.CODE,)]
    assert told.parts[0].value == pytest.approx(told.difference)
    assert [c.name for c in told.parts[0].facts] == ["code of Nearest"]
    assert "own code" in told.text


def test_removed_code_is_offered_no_more_and_its_runs_stay_whole(workspace, key, run) -> None:
    own_code.remove(workspace, "Nearest")
    assert own_code.listed(workspace) == []
    assert "Nearest" in [c.estimator.name for c in own_code.removed(workspace)]
    with pytest.raises(ConflictError, match="Nearest was removed"):
        runs.start(workspace, spec(workspace, AlgorithmSpec("own:Nearest")))
    with pytest.raises(ConflictError, match="in the recycle bin already"):
        own_code.remove(workspace, "Nearest")
    assert reproduce.why_not(workspace, run.id) == ""
    own_code.restore(workspace, "Nearest")
    assert [c.estimator.name for c in own_code.listed(workspace)] == ["Nearest"]
    with pytest.raises(NotFoundError, match="Did you mean Nearest"):
        own_code.remove(workspace, "Nearst")


# --- served ---------------------------------------------------------------------------------------------------------
def test_a_model_of_it_is_served_with_its_text_only(workspace, run, tmp_path) -> None:
    job, _ = models.register(workspace, run.id, "nearest")
    version = workspace.wait(job.id, timeout=WAIT).result["version_id"]
    folder = models.export_bundle(workspace, version, tmp_path / "bundle")
    sha256 = run.algorithm.rpartition(":")[2]
    text = folder / "code" / f"modelyard_own_{sha256}.py"
    assert text.read_text(encoding="utf-8").endswith(GOOD)
    assert f"- Nearest: `code/modelyard_own_{sha256}.py`" in models.card(workspace, version)
    columns, rows, scores = models.sample_rows(workspace, version, 20)
    server = Server(folder, tmp_path / "log")
    try:
        answer = server.invoke({"dataframe_split": {"columns": columns, "data": rows}})
        assert [row[1] for row in answer.predictions] == pytest.approx(scores, abs=1e-12)
    finally:
        server.stop()
    text.write_text(f"{GOOD}\n# altered", encoding="utf-8")
    manifest = read_manifest(folder)[0]
    with pytest.raises(BundleError, match="own code Nearest was altered"):
        server_code.load(folder, manifest)
    with pytest.raises(BundleError, match="holds the type modelyard_own_"):
        load_trusted(folder / "model.skops")


def test_a_workspace_from_elsewhere_runs_nothing_until_somebody_agrees(workspace, run, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("MODELYARD_CONFIG_DIR", str(tmp_path))
    words = "Nearest was agreed to by ana, but not on this computer"
    with pytest.raises(InputError, match=words):
        runs.start(workspace, spec(workspace, AlgorithmSpec("own:Nearest")))
    assert words in reproduce.why_not(workspace, run.id)
    with pytest.raises(InputError, match=words):
        models.register(workspace, run.id, "again")
    version = models.find_version(workspace, "nearest")
    with pytest.raises(InputError, match="nearest v1 runs the own code Nearest, which was not agreed to"):
        models.check_code(workspace, version)
    assert [a.missing for a in own_code.algorithms(workspace)] == ["consent"]
    own_code.agree(workspace, own_code.codes(workspace, [run.algorithm])[0])
    models.check_code(workspace, version)
    assert reproduce.why_not(workspace, run.id) == ""


def test_what_the_server_lacks_is_refused_at_registration() -> None:
    estimator = OwnEstimator("Drawn", "0", frozenset())
    with pytest.raises(InputError, match="Drawn imports torch, which the model server does not have"):
        own_code.check_served([OwnSource(estimator, "import numpy\nimport torch.nn")])


FIT = "    def fit(self, X, y):\n"
SLOW = GOOD.replace(FIT, FIT + "        time.sleep(600.0 * (self.steps > 3))\n")


def test_a_fit_that_outlasts_a_searchs_minutes_is_left_and_the_best_of_the_others_wins(workspace, tmp_path) -> None:
    key = added(workspace, tmp_path, "import time\n" + SLOW, "slow.py")
    ranges = {key: {"steps": SearchRange(choices=(3, 5))}}
    search = SearchSpec(trials=50, minutes=0.1, ranges=ranges, prune=False)
    asked = replace(spec(workspace, AlgorithmSpec(key)), search=search, folds=FoldSpec(count=3))
    began = time.monotonic()
    run = trained(workspace, asked)
    assert (run.state, run.params["steps"]) == (RunState.FINISHED, 3)
    assert time.monotonic() - began < 120
    made = search_service.trials(workspace, run.id)
    assert made
    assert {t.params["steps"] for t in made} == {3}
