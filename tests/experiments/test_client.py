"""The client for notebooks and scripts: what it logs is there, at once, and after a kill."""

from __future__ import annotations

import json
import math
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import cloudpickle
import joblib
import numpy as np
import pytest

from modelyard import client
from modelyard.client import session
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.core.settings import Settings
from modelyard.domain.experiments.runs import RunKind, RunState, TrialState
from modelyard.services.experiments import logging, record, runs
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.experiments import logged

APP = Path(__file__).resolve().parents[2] / "app"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace that is open as a window has it."""
    opened = create_workspace(tmp_path_factory.mktemp("client") / "w", role="window")
    yield opened
    session.close_all()
    opened.close()


@pytest.fixture(autouse=True)
def _in_workspace(workspace, monkeypatch):
    monkeypatch.setenv("MODELYARD_WORKSPACE", str(workspace.path))
    yield
    while client.active_run() is not None:
        client.end_run()


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.02)


def script(workspace: Workspace, text: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(APP), "MODELYARD_WORKSPACE": str(workspace.path)}
    arguments = [sys.executable, "-c", text]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_a_run_is_there_with_all_that_was_logged(workspace):
    with client.start_run("all", name="first", tags={"team": "a"}, note="why") as run:
        client.log_params({"depth": 3, "rate": np.float64(0.5), "layers": [1, (2, math.nan)], "kind": dict})
        client.log_param("long", "x" * 100_000)
        client.log_metrics({"loss": 0.5, "auc": np.float32(0.25)})
        client.log_metric("loss", 0.25)
        client.set_tag("owner", 7)
        assert client.active_run() is run
    found = runs.run(workspace, run.id)
    assert (found.kind, found.state, found.name, found.note) == (RunKind.LOGGED, RunState.FINISHED, "first", "why")
    assert found.params == {
        "depth": 3, "rate": 0.5, "layers": [1, [2, "NaN"]], "kind": "builtins.dict", "long": "x" * 100_000,
    }  # fmt: skip
    assert found.metrics == {"loss": 0.25, "auc": 0.25}
    assert [(p.step, p.value) for p in logged.points(workspace.database, run.id, "loss")] == [(0, 0.5), (1, 0.25)]
    assert logged.tags(workspace.database, run.id) == {"team": "a", "owner": "7"}
    assert record.details(workspace, run.id).packages["numpy"] == np.__version__
    assert found.environment["python"].startswith("3.")
    assert client.active_run() is None


def test_nan_and_infinities_are_kept(workspace):
    with client.start_run("odd") as run:
        for value in (math.nan, math.inf, -math.inf):
            client.log_metric("loss", value, step=5)
        client.log_metric("gone", math.nan)
    values = [p.value for p in logged.points(workspace.database, run.id, "loss")]
    assert math.isnan(values[0])
    assert values[1:] == [math.inf, -math.inf]
    metrics = runs.run(workspace, run.id).metrics
    assert metrics["loss"] == -math.inf
    assert math.isnan(metrics["gone"])


def test_the_last_value_is_that_of_the_highest_step(workspace):
    with client.start_run("steps") as run:
        client.log_metric("loss", 0.1, step=9)
        client.flush()
        client.log_metric("loss", 0.7, step=2)
    assert runs.run(workspace, run.id).metrics == {"loss": 0.1}


def test_a_window_sees_the_run_at_once_and_its_metrics_as_they_come(workspace):
    heard: list[Changes] = []
    workspace.subscribe(heard.append)

    def told(run_id: str) -> bool:
        return any(run_id in changes.ids(Kind.RUN) for changes in heard)

    with client.start_run("live") as run:
        assert runs.run(workspace, run.id).state is RunState.RUNNING
        until(lambda: told(run.id))
        heard.clear()
        client.log_metric("loss", 0.5)  # no flush: the session's thread writes it
        until(lambda: runs.run(workspace, run.id).metrics)
        until(lambda: told(run.id))


def test_a_parameter_has_one_value(workspace):
    with client.start_run("once") as run:
        client.log_param("depth", 3)
        client.log_param("depth", 3)
        with pytest.raises(ConflictError, match="depth is 3 already, and cannot become 4"):
            client.log_params({"other": 1, "depth": 4})
    assert runs.run(workspace, run.id).params == {"depth": 3}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: client.log_metric("loss", "high"), "cannot be 'high'"),
        (lambda: client.log_metrics({"loss": 1}, step=cast(int, 0.5)), "cannot be a step"),
        (lambda: client.log_metric("", 1), "name of a metric"),
        (lambda: client.log_params({cast(str, 3): 1}), "name of a parameter"),
        (lambda: client.log_file("/nowhere/at/all.txt"), "cannot be read"),
        (lambda: client.log_text("x", "../escape.txt"), "cannot be a file's name"),
        (lambda: client.log_figure(3, "a.png"), "is no kind of figure"),
        (lambda: client.log_model(3), "no scikit-learn estimator"),
        (lambda: client.end_run("perfect"), "cannot end as"),
    ],
)
def test_what_cannot_be_logged_says_why(workspace, wrong, message):
    with client.start_run("wrong"), pytest.raises(InputError, match=message):
        wrong()


def test_outside_a_run_there_is_a_hint():
    with pytest.raises(ConflictError, match=r"no active run.*start_run"):
        client.log_param("a", 1)


def test_errors_fail_the_run_and_ctrl_c_cancels_it(workspace):
    with pytest.raises(ZeroDivisionError), client.start_run("ends") as failed:
        _ = 1 / 0
    with pytest.raises(KeyboardInterrupt), client.start_run("ends") as stopped:
        raise KeyboardInterrupt
    with pytest.raises(SystemExit), client.start_run("ends") as left:
        sys.exit(0)
    assert runs.run(workspace, failed.id).state is RunState.FAILED
    assert runs.run(workspace, failed.id).error == "ZeroDivisionError: division by zero"
    assert runs.run(workspace, stopped.id).state is RunState.CANCELLED
    assert runs.run(workspace, left.id).state is RunState.FINISHED
    with pytest.raises(ConflictError, match="has ended"):
        failed.log_metric("late", 1)


def test_nested_runs_stand_below_their_parent(workspace):
    with client.start_run("tree") as outer:
        with pytest.raises(ConflictError, match="still open"):
            client.start_run("tree")
        with client.start_run(nested=True) as inner:
            assert client.active_run() is inner
    beside = client.start_run(parent=outer.id, experiment="tree")
    beside.end()
    assert inner.experiment == "tree"
    assert {runs.run(workspace, r.id).parent_id for r in (inner, beside)} == {outer.id}


def test_threads_have_runs_of_their_own(workspace):
    made = []

    def work(number: int) -> None:
        with client.start_run("threads") as run:
            for step in range(200):
                client.log_metric("n", number, step=step)
            made.append((run.id, number))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run_id, number in made:
        assert {p.value for p in logged.points(workspace.database, run_id)} == {float(number)}
        assert len(logged.points(workspace.database, run_id)) == 200
    assert len({runs.run(workspace, run_id).number for run_id, _ in made}) == 4


def test_a_run_goes_on_later(workspace):
    with client.start_run("later") as run:
        client.log_params({"a": 1})
        client.log_metric("loss", 3.0)
    with client.resume_run(run.id) as again:
        assert runs.run(workspace, run.id).state is RunState.RUNNING
        with pytest.raises(ConflictError, match="already"):
            again.log_param("a", 2)
        again.log_metric("loss", 2.0)
        with pytest.raises(ConflictError, match="Another process writes this run"):
            logging.resume(logging.Logbook(workspace.path), run.id)
    assert [(p.step, p.value) for p in logged.points(workspace.database, run.id)] == [(0, 3.0), (1, 2.0)]
    with pytest.raises(NotFoundError):
        client.resume_run("nothing")


def test_files_figures_and_texts(workspace, tmp_path):
    from matplotlib.figure import Figure

    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("a")
    (tmp_path / "b.bin").write_bytes(b"bb")
    figure = Figure()
    figure.add_subplot().plot([1, 2])
    with client.start_run("files") as run:
        client.log_file(tmp_path / "b.bin")
        client.log_file(tmp_path, "all")
        client.log_text("first", "notes.txt")
        client.log_text("second", "notes.txt")
        client.log_dict({"a": [1, math.inf]}, "x/y.json")
        client.log_figure(figure, "plots/line.svg")
    kept = {f.path: f for f in logged.files(workspace.database, run.id)}
    assert set(kept) == {"b.bin", "all/b.bin", "all/deep/a.txt", "notes.txt", "x/y.json", "plots/line.svg"}
    read = {path: workspace.blobs.path(f.blob).read_bytes() for path, f in kept.items()}
    assert read["notes.txt"] == b"second"
    assert json.loads(read["x/y.json"]) == {"a": [1, "Infinity"]}
    assert b"<svg" in read["plots/line.svg"]
    assert kept["b.bin"].size == 2


def test_a_fitted_model_is_kept_with_its_signature(workspace):
    import pandas as pd
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from modelyard.artifacts.bundle import read_pipeline

    frame = pd.DataFrame({"x": [1.0, 2, 3, 4], "n": [1, 2, 3, 4]})
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(frame, [0, 0, 1, 1])
    with client.start_run("models") as run:
        with pytest.raises(InputError, match="not fitted"):
            client.log_model(LogisticRegression())
        client.log_model(model, "best", example=frame)
    details = record.details(workspace, run.id)
    assert [(m.name, m.path, m.kind) for m in details.models] == [("best", "models/best", "skops")]
    columns = json.loads(details.models[0].signature)["inputs"]
    assert [(c["name"], c["type"]) for c in columns] == [("x", "double"), ("n", "long")]
    kept = {f.path: f.blob for f in logged.files(workspace.database, run.id)}
    again = read_pipeline(workspace.blobs.path(kept["models/best/model.skops"]))
    assert (again.predict_proba(frame) == model.predict_proba(frame)).all()
    assert "models/best/MLmodel" in kept


def test_a_killed_script_loses_nothing_it_flushed_and_its_run_fails(workspace):
    process = script(workspace, """
from modelyard.client import start_run
run = start_run("killed")
for step in range(20_000):
    run.log_metric("loss", step / 7, step=step)
run.log_param("a", 1)
run.flush()
print(run.id, flush=True)
while True:
    run.log_metric("after", 1)
""")  # fmt: skip
    run_id = process.stdout.readline().strip()
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.communicate()
    points = logged.points(workspace.database, run_id, "loss")
    assert [(p.step, p.value) for p in points] == [(step, step / 7) for step in range(20_000)]
    until(lambda: logging.mark_abandoned(workspace.database) or runs.run(workspace, run_id).state.ended)
    found = runs.run(workspace, run_id)
    assert (found.state, found.error) == (RunState.FAILED, "Its process ended without ending the run.")
    assert found.params == {"a": 1}
    assert logged.writers(workspace.database) == []


@pytest.mark.parametrize(
    ("ending", "state", "error"),
    [
        ("", RunState.FINISHED, ""),
        ("raise ValueError('no such luck')", RunState.FAILED, "ValueError: no such luck"),
        ("import os\nwith run:\n    if os.fork() == 0: raise SystemExit(1)\n    os.wait()", RunState.FINISHED, ""),
    ],
)
def test_a_run_left_open_ends_as_its_script(workspace, ending, state, error):
    code = "from modelyard.client import start_run\nrun = start_run('open')\nprint(run.id, flush=True)\n"
    process = script(workspace, code + f"run.log_metric('m', 1)\n{ending}")
    output, _ = process.communicate(timeout=60)
    found = runs.run(workspace, output.split()[0])
    assert (found.state, found.error, found.metrics) == (state, error, {"m": 1.0})


def test_a_run_taken_for_dead_lives_on_with_its_next_word(workspace):
    with client.start_run("asleep") as run:
        writer = next(w for w in logged.writers(workspace.database) if w.run_id == run.id)
        with workspace.database.bookkeeping() as write:
            assert logged.abandon(write, run.id, writer.written_at)
        assert runs.run(workspace, run.id).state is RunState.FAILED
        client.log_metric("m", 1)
        client.flush()
        assert runs.run(workspace, run.id).state is RunState.RUNNING
    assert runs.run(workspace, run.id).state is RunState.FINISHED


def test_the_workspace_opened_last_is_the_default(workspace, user_folders, monkeypatch):
    monkeypatch.delenv("MODELYARD_WORKSPACE")
    with pytest.raises(NotFoundError, match="No workspace is named"):
        client.start_run("where")
    settings = Settings()
    settings.add_recent(workspace.path)
    settings.save()
    with client.start_run("where") as run:
        assert run.workspace == workspace.path


def test_importing_the_client_is_light():
    heavy = ("sqlalchemy", "msgspec", "numpy", "pandas", "sklearn")
    code = f"import sys, modelyard.client\nprint([m for m in {heavy} if m in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(APP)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment, timeout=60, check=True)
    assert done.stdout.strip() == b"[]"


@pytest.fixture
def automatic(workspace):
    client.autolog("auto", workspace=workspace.path)
    yield lambda: [r for r in runs.runs(workspace) if r.experiment_name == "auto"]
    client.autolog(enabled=False)


DATA = np.arange(40, dtype=float).reshape(20, 2)
ANSWERS = np.arange(20) % 2


def test_autolog_keeps_each_outermost_fit(workspace, automatic):
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    before = len(automatic())
    make_pipeline(StandardScaler(), LogisticRegression(C=2.5)).fit(DATA, ANSWERS)
    forest = RandomForestClassifier(3, n_jobs=2).fit(DATA, y=ANSWERS)
    fresh = automatic()[: len(automatic()) - before]
    assert [r.algorithm for r in fresh] == ["RandomForestClassifier", "Pipeline"]
    pipeline = fresh[1]
    assert pipeline.params["logisticregression__C"] == 2.5
    assert pipeline.params["logisticregression"] == "LogisticRegression"
    assert "steps" not in pipeline.params
    assert pipeline.fit_seconds is not None
    assert fresh[0].metrics["training_score"] == forest.score(DATA, ANSWERS)
    assert all(r.state is RunState.FINISHED for r in fresh)


def test_autolog_keeps_a_search_with_its_trials(workspace, automatic):
    import sqlalchemy as sa
    from sklearn.model_selection import GridSearchCV
    from sklearn.tree import DecisionTreeClassifier

    from modelyard.store.tables import trials

    before = len(automatic())
    search = GridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [1, 3]}, cv=2, n_jobs=2)
    with joblib.parallel_config(backend="threading"):  # the candidates are fitted in threads of this process
        search.fit(DATA, ANSWERS)
    fresh = automatic()[: len(automatic()) - before]
    assert len(fresh) == 1
    assert fresh[0].metrics["best_score"] == search.best_score_
    with workspace.database.read() as connection:
        rows = connection.execute(
            sa.select(trials).where(trials.c.run_id == fresh[0].id).order_by(trials.c.number)
        ).all()
    assert [(r.state, r.params) for r in rows] == [(TrialState.FINISHED, {"max_depth": d}) for d in (1, 3)]
    assert [r.value for r in rows] == list(search.cv_results_["mean_test_score"])
    assert rows[0].folds == [search.cv_results_[f"split{i}_test_score"][0] for i in range(2)]


def test_autolog_adds_to_the_active_run_first(workspace, automatic):
    from sklearn.linear_model import LinearRegression

    with client.start_run("mine") as run:
        LinearRegression().fit(DATA, ANSWERS)
        LinearRegression(positive=True).fit(DATA, ANSWERS)
    found = runs.run(workspace, run.id)
    assert (found.algorithm, found.params["positive"]) == ("LinearRegression", False)
    below = [r for r in runs.runs(workspace) if r.parent_id == run.id]
    assert [r.params["positive"] for r in below] == [True]


def test_autolog_leaves_classes_of_a_script_to_the_workers_of_joblib(automatic):
    """Workers get such a class by value, with what its methods name."""
    space: dict[str, Any] = {"__name__": "__main__"}
    lines = ("class Mine(BaseEstimator):", "    def fit(self, X, y=None):", "        return self")
    exec("\n".join(("from sklearn.base import BaseEstimator", *lines)), space)
    copy = pickle.loads(cloudpickle.dumps(space["Mine"]()))
    assert copy.fit(DATA) is copy


def test_autolog_never_breaks_a_fit(workspace, automatic, monkeypatch):
    from sklearn.linear_model import LinearRegression

    monkeypatch.setattr(logging, "start", lambda *a, **k: 1 / 0)
    with pytest.warns(UserWarning, match="could not be logged"):
        model = LinearRegression().fit(DATA, ANSWERS)
    LinearRegression().fit(DATA, ANSWERS)  # a second warning would fail this test
    assert model.coef_.shape == (2,)
    monkeypatch.undo()
    with pytest.raises(ValueError):
        LinearRegression().fit(DATA, ANSWERS[:3])
    assert automatic()[0].state is RunState.FAILED
    assert "inconsistent" in automatic()[0].error
