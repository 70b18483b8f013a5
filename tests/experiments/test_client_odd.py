"""What scripts hand to the client that is odd: nothing of it may cost them their run."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from modelyard import client
from modelyard.client import session
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.services.experiments import runs
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.experiments import logged

HALF = os.fsdecode(b"caf\xe9")  # as a name of a damaged file comes from the file system


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    opened = create_workspace(tmp_path_factory.mktemp("odd") / "w", role="window")
    yield opened
    session.close_all()
    opened.close()


@pytest.fixture(autouse=True)
def _in_workspace(workspace, monkeypatch):
    monkeypatch.setenv("MODELYARD_WORKSPACE", str(workspace.path))
    yield
    while client.active_run() is not None:
        client.end_run()


def kept(workspace: Workspace, run: client.Run) -> Run:
    return runs.run(workspace, run.id)


class Mute:
    def __repr__(self) -> str:
        raise RuntimeError("nothing to say")


def test_half_characters_cost_no_run(workspace, tmp_path):
    (tmp_path / HALF).write_text("x", encoding="utf-8")
    with client.start_run("half") as run:
        run.log_params({"path": HALF, "deep": [{HALF: Path(HALF)}]})
        run.set_tag("file", HALF)
        run.set_note(HALF)
        run.log_text(HALF, "a.txt")
        run.log_file(tmp_path / HALF)
        run.log_file(tmp_path, "all")
        with pytest.raises(InputError, match="name of a metric"):
            run.log_metric(HALF, 1)
        run.flush()
    found = kept(workspace, run)
    assert found.state is RunState.FINISHED
    assert found.params == {"path": r"caf\udce9", "deep": [{r"caf\udce9": r"caf\udce9"}]}
    assert found.tags == {"file": r"caf\udce9"}
    paths = [f.path for f in logged.files(workspace.database, run.id)]
    assert paths == ["a.txt", "all/cafudce9", "cafudce9"]


def test_values_that_hold_themselves_or_cannot_be_shown_are_kept_somehow(workspace):
    around: list[Any] = [1]
    around.append(around)
    with client.start_run("shown") as run:
        run.log_params({"mute": Mute(), "around": around})
    assert kept(workspace, run).params == {"mute": f"<{__name__}.Mute>", "around": "[1, [...]]"}


def test_one_element_is_a_number(workspace):
    with client.start_run("one") as run:
        run.log_metrics({"array": np.array([5.0]), "series": pd.Series([2.0]), "deep": np.array([[3]])})
        with pytest.raises(InputError, match=r"cannot be array\(\[1, 2\]\)"):
            run.log_metric("two", np.array([1, 2]))
    assert kept(workspace, run).metrics == {"array": 5.0, "series": 2.0, "deep": 3.0}


@pytest.mark.parametrize("name", ["team/churn", "Verspätung 🛫", "arr delay (min)", "x" * 250])
def test_experiments_and_runs_are_called_as_elsewhere(workspace, name):
    with client.start_run(name, name=name) as run:
        pass
    assert (kept(workspace, run).experiment_name, kept(workspace, run).name) == (name, name)


@pytest.mark.parametrize("name", ["x" * 251, "two\nlines", HALF, "nul\0", 5])
def test_what_is_no_name_is_refused(workspace, name):
    with pytest.raises(InputError):
        client.start_run("named", name=cast(str, name))
    with pytest.raises(InputError):
        client.start_run(cast(str, name))
    assert client.active_run() is None


def test_a_wrong_tag_at_the_start_leaves_no_open_run(workspace):
    with pytest.raises(InputError, match="name of a tag"):
        client.start_run("tagged", tags={"": 1})
    assert client.active_run() is None
    assert [r.state for r in runs.runs(workspace) if r.experiment_name == "tagged"] == [RunState.FAILED]


def test_files_that_cannot_be_kept_are_refused(workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe")
    with client.start_run("files") as run:
        with pytest.raises(InputError, match="cannot be read"):
            run.log_file(tmp_path / "pipe")
        with pytest.raises(InputError, match="too long"):
            run.log_text("x", "x" * 201)
        with pytest.raises(InputError, match="bytes is no text"):
            run.log_text(cast(str, b"x"), "x.txt")
        run.log_file(".")
    assert [f.path for f in logged.files(workspace.database, run.id)] == [f"{tmp_path.name}/a.txt"]


def test_a_run_stays_in_its_process(workspace):
    with client.start_run("sent") as run, pytest.raises(ConflictError, match="parent=id"):
        pickle.dumps(run)


def test_a_file_is_no_workspace(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(NotFoundError, match="is not a Modelyard workspace"):
        client.start_run("x", workspace=tmp_path / "file")


def test_axes_are_a_figure(workspace):
    from matplotlib.figure import Figure

    with client.start_run("axes") as run:
        run.log_figure(Figure().add_subplot(), "plot.png")
    assert [f.path for f in logged.files(workspace.database, run.id)] == ["plot.png"]


class Own(ClassifierMixin, BaseEstimator):
    """An estimator of a script."""

    def fit(self, X: Any, y: Any) -> Own:
        self.classes_ = np.unique(y)
        return self


def test_models_that_nobody_could_load_again_are_refused_or_warned_of(workspace, monkeypatch):
    import __main__

    rows, answers = np.arange(8.0).reshape(4, 2), [0, 1, 0, 1]
    nameless = make_pipeline(FunctionTransformer(lambda x: x), LogisticRegression()).fit(rows, answers)
    monkeypatch.setattr(Own, "__module__", "__main__")
    monkeypatch.setattr(__main__, "Own", Own, raising=False)
    with client.start_run("models") as run:
        with pytest.raises(InputError, match="nobody could load again"):
            run.log_model(nameless)
        with pytest.warns(UserWarning, match="__main__.Own is defined in this script"):
            run.log_model(Own().fit(rows, answers))


def test_a_fault_in_one_run_keeps_no_other_from_being_written(workspace, monkeypatch):
    with client.start_run("faulty") as first:
        second = client.start_run("faulty", nested=True)
        monkeypatch.setattr(first, "_write", lambda *_: (_ for _ in ()).throw(RuntimeError("a bug")))
        opened = session.session(None)
        first.log_metric("loss", 1.0)
        second.log_metric("loss", 2.0)
        with pytest.warns(UserWarning, match="waits to be written: a bug"):
            opened._tick()
        assert kept(workspace, second).metrics == {"loss": 2.0}
        monkeypatch.undo()
        second.end()
    assert kept(workspace, first).metrics == {"loss": 1.0}
