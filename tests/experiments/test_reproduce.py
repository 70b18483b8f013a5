"""Runs run again from their records: every task of the flights sample comes out bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from modelyard.core.errors import ConflictError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.runs import Run, RunKind
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, FoldSpec, SearchSpec, SplitSpec, Task
from modelyard.services import sample
from modelyard.services.data import datasets
from modelyard.services.experiments import reproduce as service
from modelyard.services.experiments import runs
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.tables import runs as run_table
from tests.experiments.runs_support import add_experiment, add_runs

ROWS = 1200
WAIT = 240
QUESTIONS = {
    Task.BINARY: ("late", ("logistic_regression", "hist_gradient_boosting", "random_forest", "multi_layer_perceptron")),
    Task.MULTICLASS: ("origin", ("extra_trees", "k_neighbors")),
    Task.REGRESSION: ("arr_delay", ("ridge", "decision_tree")),
    Task.ANOMALY: ("", ("isolation_forest",)),
    Task.CLUSTERING: ("", ("k_means",)),
}

SMALL = {
    "hist_gradient_boosting": {"max_iter": 10},
    "random_forest": {"n_estimators": 8},
    "extra_trees": {"n_estimators": 8},
    "isolation_forest": {"n_estimators": 10},
    "multi_layer_perceptron": {"max_iter": 5},
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("again")
    rows = pd.read_parquet(sample.flights_file()).dropna(subset=["late", "arr_delay"]).head(ROWS)
    rows.to_csv(folder / "flights.csv", index=False)
    made = create_workspace(folder / "again.modelyard", role="cli", actor="ana")
    made.wait(datasets.import_file(made, ImportRequest(str(folder / "flights.csv"), "flights"))[0].id, timeout=WAIT)
    yield made
    made.close()


def spec(workspace: Workspace, task: Task, *keys: str) -> ExperimentSpec:
    target, usual = QUESTIONS[task]
    version = datasets.find_version(workspace, "flights")
    features = ("dep_delay", "distance", "carrier", "month", "day")
    algorithms = tuple(AlgorithmSpec(key, SMALL.get(key, {})) for key in keys or usual)
    return ExperimentSpec(f"{task}", version.id, target, features, algorithms, task=task, seed=7)


def trained(workspace: Workspace, asked: ExperimentSpec) -> list[Run]:
    started, _ = runs.start(workspace, asked)
    for one in started:
        workspace.wait(one.job_id or "", timeout=WAIT)
    return [runs.run(workspace, one.id) for one in started]


def done_again(workspace: Workspace, run: Run, search: bool = False):
    job, _ = service.reproduce(workspace, run.id, search)
    workspace.wait(job.id, timeout=WAIT)
    return service.reproductions(workspace, run.id)[0]


@pytest.mark.parametrize("task", QUESTIONS)
def test_every_task_comes_out_bit_for_bit(workspace, task, one_thread) -> None:
    before = len(runs.runs(workspace))
    made = trained(workspace, spec(workspace, task))
    for run in made:
        found = done_again(workspace, run)
        assert found.exact, f"{run.algorithm}: {found.text()} {[m for m in found.metrics if not m.same]}"
        assert found.model is True
        assert found.predictions is not None
        assert found.predictions.rows == run.test_rows
        assert {m.key for m in found.metrics} == set(run.metrics)
        assert not found.environment
        assert not found.packages
    assert len(runs.runs(workspace)) == before + len(made)


@pytest.fixture(scope="module")
def tree(workspace) -> Run:
    asked = replace(spec(workspace, Task.BINARY, "decision_tree"), name="tree", folds=FoldSpec(count=3))
    return trained(workspace, asked)[0]


def test_what_differs_is_found(workspace, tree) -> None:
    kept = runs.run(workspace, tree.id)
    other = trained(workspace, replace(spec(workspace, Task.BINARY, "decision_tree"), name="other", seed=8))[0]
    with workspace.database.bookkeeping() as write:
        values = write.execute(sa.select(run_table).where(run_table.c.id == other.id)).mappings().one()
        forged = {
            "metrics": {**kept.metrics, "roc_auc": kept.metrics["roc_auc"] - 0.25},
            "environment": {**kept.environment, "numpy": "1.0"},
            "model_blob": values["model_blob"],
            "predictions_blob": values["predictions_blob"],
        }
        write.execute(sa.update(run_table).where(run_table.c.id == tree.id).values(**forged))
    found = done_again(workspace, tree)
    assert not found.exact
    wrong = [m for m in found.metrics if not m.same]
    assert [(m.key, m.fold) for m in wrong] == [("roc_auc", 0)]
    assert wrong[0].difference == pytest.approx(0.25)
    assert max(m.fold for m in found.metrics) == 3
    assert [(c.name, c.then) for c in found.environment] == [("numpy", "1.0")]
    assert found.model is False
    assert found.predictions is not None
    assert found.predictions.changed
    assert "metrics, predictions, model" in found.text()
    assert "numpy" in found.text()


def test_a_whole_search_comes_out_the_same(workspace, one_thread) -> None:
    asked = spec(workspace, Task.BINARY, "decision_tree")
    asked = replace(asked, name="search", search=SearchSpec(trials=5), folds=FoldSpec(count=3))
    run = trained(workspace, asked)[0]
    assert run.kind is RunKind.SEARCH
    assert done_again(workspace, run).trials is None
    found = done_again(workspace, run, search=True)
    assert found.exact, found
    assert found.trials is not None
    assert (found.trials.then, found.trials.same) == (5, 5)
    assert len(service.reproductions(workspace, run.id)) == 2


def test_it_says_why_not(workspace, tree) -> None:
    ids = add_runs(workspace, add_experiment(workspace, "outside"), [{"kind": "logged"}, {"kind": "imported"}])
    assert "a script logged it" in service.why_not(workspace, ids[0])
    assert "it was imported" in service.why_not(workspace, ids[1])
    assert service.why_not(workspace, tree.id) == ""
    with pytest.raises(ConflictError, match="no search"):
        service.reproduce(workspace, tree.id, search=True)


def test_it_says_when_the_data_is_gone(tmp_path: Path) -> None:
    from modelyard.services.data import bin as data_bin

    (tmp_path / "t.csv").write_text("a,y\n" + "\n".join(f"{i},{i % 2}" for i in range(60)), encoding="utf-8")
    with_data = create_workspace(tmp_path / "gone.modelyard", role="cli", actor="ana")
    try:
        with_data.wait(datasets.import_file(with_data, ImportRequest(str(tmp_path / "t.csv"), "t"))[0].id)
        version = datasets.find_version(with_data, "t")
        run = trained(with_data, ExperimentSpec("q", version.id, "y", ("a",), (AlgorithmSpec("baseline"),),
                                                SplitSpec()))[0]  # fmt: skip
        assert service.why_not(with_data, run.id) == ""
        data_bin.delete_dataset(with_data, version.dataset_id)
        data_bin.empty(with_data)
        assert "gone" in service.why_not(with_data, run.id)
    finally:
        with_data.close()
