"""Runs of every task through the services: started, kept, looked at closer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from modelyard.core.errors import AppError, InputError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.splits import SplitDefinition, SplitMethod, SplitRequest
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ClassWeight,
    ExperimentSpec,
    FoldKind,
    FoldSpec,
    Task,
)
from modelyard.services import models
from modelyard.services.data import datasets
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import judge
from modelyard.services.experiments import runs as service
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.experiments import runs as store
from modelyard.store.garbage import live_blobs
from modelyard.training.predictions import read_predictions
from tests.experiments.test_training import Context

ROWS = 500


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    generator = np.random.default_rng(21)
    a, b = generator.normal(size=ROWS), generator.normal(size=ROWS)
    made = pd.DataFrame({"a": a.round(6), "b": b.round(6), "place": generator.choice(["north", "south"], ROWS)})
    noise = np.where(made["place"] == "south", 3.0, 0.3) * generator.normal(size=ROWS)
    made["number"] = (10 + 3 * a + noise).round(6)
    made["kind"] = np.array(["low", "mid", "high"])[np.digitize(a + 0.3 * b, [-0.5, 0.5])]
    made["yes"] = np.where(a + noise / 2 > 0.4, "yes", "no")
    made["owner"] = [f"o{i}" for i in generator.integers(0, 40, ROWS)]
    return made


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, table) -> Iterator[Workspace]:
    folder = tmp_path_factory.mktemp("tasks")
    table.to_csv(folder / "t.csv", index=False)
    made = create_workspace(folder / "tasks.modelyard", role="cli", actor="ana")
    made.wait(datasets.import_file(made, ImportRequest(str(folder / "t.csv"), "t"))[0].id)
    yield made
    made.close()


def spec(workspace: Workspace, task: Task, *algorithms: AlgorithmSpec, **changes: Any) -> ExperimentSpec:
    target = {Task.BINARY: "yes", Task.MULTICLASS: "kind", Task.REGRESSION: "number"}.get(task, "")
    version_id = datasets.find_version(workspace, "t").id
    values = {"name": f"{task}", "features": ("a", "b"), "task": task, **changes}
    return ExperimentSpec(dataset_version_id=version_id, target=target, algorithms=algorithms, **values)


def trained(workspace: Workspace, asked: ExperimentSpec) -> list[Run]:
    started, _ = service.start(workspace, asked)
    for one in started:
        assert one.job_id is not None
        workspace.wait(one.job_id)
    return [service.run(workspace, one.id) for one in started]


@pytest.fixture(scope="module")
def yes_no(workspace) -> list[Run]:
    asked = spec(workspace, Task.BINARY, AlgorithmSpec("logistic_regression"), AlgorithmSpec("baseline"),
                 where="b < 2", folds=FoldSpec(count=3))  # fmt: skip
    return trained(workspace, asked)


ALGORITHMS = {
    Task.MULTICLASS: AlgorithmSpec("decision_tree"),
    Task.REGRESSION: AlgorithmSpec("ridge"),
    Task.ANOMALY: AlgorithmSpec("isolation_forest"),
    Task.CLUSTERING: AlgorithmSpec("k_means", {"n_clusters": 3}),
}


@pytest.mark.parametrize("task", ALGORITHMS)
def test_every_task_is_trained_and_kept(workspace, task):
    run = trained(workspace, spec(workspace, task, ALGORITHMS[task], name=f"all {task}"))[0]
    assert (run.state, run.task) == (RunState.FINISHED, task)
    asked, found = service.run_spec(workspace, run.id), service.evaluation(workspace, run.id)
    assert asked.metric in run.metrics
    assert found is not None
    assert found.rows == run.test_rows == 100
    part = {Task.MULTICLASS: "classes", Task.REGRESSION: "regression", Task.ANOMALY: "anomaly"}.get(task, "clusters")
    assert getattr(found, part) is not None
    blob = store.predictions_blob(workspace.database, run.id)
    assert blob is not None
    assert blob in live_blobs(workspace.database)
    assert len(read_predictions(workspace.blobs.path(blob)).rows) == 100
    with pytest.raises(InputError, match="answers no yes/no question"):
        models.register(workspace, run.id, "m")


def test_a_run_keeps_folds_intervals_and_packages(workspace, yes_no):
    run = yes_no[0]
    low, high = run.intervals["roc_auc"]
    assert low < run.metrics["roc_auc"] < high
    details = store.details(workspace.database, run.id)
    assert len(details.folds["roc_auc"]) == 3
    assert details.packages["scikit-learn"] == run.environment["scikit-learn"]


def test_predictions_name_the_rows_of_the_dataset_and_give_the_metrics(workspace, table, yes_no):
    run = yes_no[0]
    blob = str(store.predictions_blob(workspace.database, run.id))
    held: Any = read_predictions(workspace.blobs.path(blob))
    rows = table.iloc[held.rows]
    assert (rows["b"] < 2).all()
    assert len(rows) == run.test_rows
    assert held.classes == ("no", "yes")
    assert np.array_equal(held.judged.y, (rows["yes"] == "yes").to_numpy())
    assert metrics.roc_auc_score(held.judged.y, held.judged.prediction.probabilities[:, 1]) == run.metrics["roc_auc"]


def test_runs_are_compared_on_the_same_rows(workspace, yes_no):
    found = judge.differences(workspace, [run.id for run in yes_no], "roc_auc", Context())
    pair = found.pairs[0]
    assert (found.rows, pair.better) == (yes_no[0].test_rows, yes_no[0].id)
    assert pair.value == pytest.approx(yes_no[0].metrics["roc_auc"] - 0.5)
    assert "is really better than Run" in pair.text
    other = trained(workspace, spec(workspace, Task.BINARY, AlgorithmSpec("baseline"), seed=5, name="other"))[0]
    with pytest.raises(InputError, match="judged on other hold-out rows"):
        judge.differences(workspace, [yes_no[0].id, other.id], "roc_auc", Context())


def test_finished_runs_vote(workspace, yes_no):
    members = (yes_no[0].id, trained(workspace, spec(workspace, Task.BINARY, AlgorithmSpec("decision_tree"),
                                                     where="b < 2", name="tree"))[0].id)  # fmt: skip
    asked = spec(workspace, Task.BINARY, AlgorithmSpec("voting", members=members), where="b < 2", name="votes")
    run = trained(workspace, asked)[0]
    held = []
    for run_id in (*members, run.id):
        blob = str(store.predictions_blob(workspace.database, run_id))
        one: Any = read_predictions(workspace.blobs.path(blob))
        held.append(one.judged.prediction.probabilities[:, 1])
    assert held[2] == pytest.approx((held[0] + held[1]) / 2)
    other = spec(workspace, Task.REGRESSION, AlgorithmSpec("voting", members=members))
    with pytest.raises(InputError, match="answers another question"):
        service.start(workspace, other)


def test_segments_show_where_a_run_is_worse(workspace, table, yes_no):
    run = yes_no[0]
    found = judge.segments(workspace, run.id, "place", "accuracy", Context())
    by_label: dict[str, Any] = {one.label: one for one in found.segments}
    assert set(by_label) == {"north", "south"}
    assert sum(one.rows for one in found.segments) == run.test_rows == found.overall.rows
    assert found.overall.value == pytest.approx(run.metrics["accuracy"])
    assert by_label["north"].value > by_label["south"].value
    assert by_label["south"].gap > 0 > by_label["north"].gap
    held: Any = read_predictions(workspace.blobs.path(str(store.predictions_blob(workspace.database, run.id))))
    south = (table["place"].iloc[held.rows] == "south").to_numpy()
    said, true = held.judged.prediction.values[south], held.judged.y[south]
    assert by_label["south"].recall.value == metrics.recall_score(true, said)
    assert by_label["south"].false_alarms.value == pytest.approx(1 - metrics.recall_score(true, said, pos_label=0))
    ranges = judge.segments(workspace, run.id, "a", "accuracy", Context())
    assert (len(ranges.segments), ranges.small) == (0, run.test_rows)  # five ranges of fewer than 30 rows
    with pytest.raises(InputError, match="no column called 'nope'"):
        judge.segments(workspace, run.id, "nope", "accuracy", Context())


def test_the_worst_rows_come_with_the_table(workspace, table):
    run = trained(workspace, spec(workspace, Task.REGRESSION, AlgorithmSpec("ridge"), name="worst"))[0]
    found = judge.worst_rows(workspace, run.id, Context(), 10)
    names = [c.name for c in found.columns]
    assert names == list(table.columns)
    losses = [one.loss for one in found.rows]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] == pytest.approx(run.metrics["max_error"])
    for one in found.rows:
        assert dict(zip(names, one.cells, strict=True))["number"] == one.actual == table["number"].iloc[one.row]


def test_gain_ends_at_everything_and_a_learning_curve_is_kept(workspace, yes_no):
    run = yes_no[0]
    curve = judge.gain(workspace, run.id, Context())
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert np.interp(0.3, curve.x, curve.y) > 0.4
    learned, _ = judge.learning_curve(workspace, run.id, Context())
    assert learned.rows[-1] == run.train_rows
    assert learned.hold_out[-1] == run.metrics["roc_auc"]
    kept = service.evaluation(workspace, run.id)
    assert kept is not None
    assert kept.learning == learned


@pytest.mark.parametrize(
    ("task", "changes", "words"),
    [
        (Task.REGRESSION, {"metric": "f1"}, "'f1' is not one of this task"),
        (Task.REGRESSION, {"class_weight": ClassWeight.BALANCED}, "need a target with classes"),
        (Task.BINARY, {"folds": FoldSpec(FoldKind.GROUP, 5, "nope")}, "need a column of the table"),
        (Task.BINARY, {"folds": FoldSpec(count=40)}, "cannot be 40 folds"),
    ],
)
def test_settings_that_cannot_work_are_refused_before_anything_is_read(workspace, task, changes, words):
    with pytest.raises(InputError, match=words):
        service.start(workspace, spec(workspace, task, AlgorithmSpec("baseline"), **changes))


def test_a_target_that_cannot_be_learned_fails_the_run_with_a_sentence(workspace):
    asked = spec(workspace, Task.BINARY, AlgorithmSpec("baseline"), name="three", where="a < 9")
    asked = ExperimentSpec("three", asked.dataset_version_id, "kind", ("a",), asked.algorithms)
    with pytest.raises(AppError, match=r"kind has 3 different values. A yes/no question needs exactly two"):
        trained(workspace, asked)


def test_folds_follow_a_split_by_group(workspace):
    version_id = datasets.find_version(workspace, "t").id
    request = SplitRequest(version_id, "by owner", SplitDefinition(SplitMethod.GROUP, 0.2, "owner"))
    job, _ = data_splits.create_split(workspace, request)
    workspace.wait(job.id)
    split = data_splits.find_split(workspace, version_id, "by owner")
    asked = spec(workspace, Task.BINARY, AlgorithmSpec("baseline"), split=data_splits.as_spec(split),
                 folds=FoldSpec(count=4), name="grouped")  # fmt: skip
    run = trained(workspace, asked)[0]
    rule = service.run_spec(workspace, run.id).folds
    assert rule is not None
    assert (rule.kind, rule.column, rule.count) == (FoldKind.GROUP, "owner", 4)
    assert len(store.details(workspace.database, run.id).folds["accuracy"]) == 4
