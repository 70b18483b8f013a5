"""Stored splits in a workspace, and that training keeps off their hold-out."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from modelyard.artifacts.bundle import read_pipeline
from modelyard.core.errors import ConflictError, InputError, NotFoundError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.data.splits import Split, SplitDefinition, SplitMethod, SplitRequest
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitSpec
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import splits as data_splits
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, collect_garbage, create_workspace
from modelyard.store.experiments import runs as experiment_store
from modelyard.tables.splits import read_split

ROWS = 600


@pytest.fixture
def workspace(tmp_path: Path):
    made = create_workspace(tmp_path / "lab", actor="ana")
    yield made
    made.close()


def _frame() -> pd.DataFrame:
    rows = range(ROWS)
    frame = pd.DataFrame({"x": [(i * 37) % 101 for i in rows], "house": [i // 5 for i in rows], "day": list(rows)})
    frame["late"] = frame["x"] > 60
    return frame


def _import(workspace: Workspace, frame: pd.DataFrame, name: str, folder: Path) -> str:
    file = folder / f"{name}.csv"
    frame.to_csv(file, index=False)
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), name))
    version_id: str = workspace.wait(job.id).result["version_id"]
    return version_id


def _split(workspace: Workspace, version_id: str, name: str = "main", **definition: object) -> Split:
    request = SplitRequest(version_id, name, SplitDefinition(**definition))  # type: ignore[arg-type]
    result = workspace.wait(data_splits.create_split(workspace, request)[0].id).result
    return data_splits.split(workspace, result["split_id"])


def _train(workspace: Workspace, version_id: str, split: SplitSpec, where: str = "") -> Run:
    algorithms = (AlgorithmSpec("logistic_regression"),)
    spec = ExperimentSpec("lateness", version_id, "late", ("x", "day"), algorithms, split, where)
    (run,), _ = experiments.start(workspace, spec)
    workspace.wait(run.job_id or "")
    return experiments.run(workspace, run.id)


def test_a_split_is_stored_listed_and_deleted(workspace: Workspace, tmp_path: Path) -> None:
    version_id = _import(workspace, _frame(), "homes", tmp_path)
    made = _split(workspace, version_id, method=SplitMethod.GROUP, column="house", hold_out=0.25)
    assert data_splits.splits(workspace, version_id) == [made]
    assert (made.version_label, made.created_by, made.counts.left_out) == ("homes v1", "ana", 0)
    assert made.counts.training + made.counts.hold_out == ROWS
    with pytest.raises(ConflictError, match="has a split main already"):
        _split(workspace, version_id)
    with pytest.raises(NotFoundError, match="no split other"):
        data_splits.find_split(workspace, version_id, "other")
    collect_garbage(workspace)
    assert len(read_split(workspace.blobs.path(made.blob))) == ROWS
    data_splits.delete_split(workspace, made.id)
    assert data_splits.splits(workspace) == []
    assert [e.action for e in activity.audit(workspace)][:2] == ["split.delete", "split.create"]


def test_training_is_blind_to_the_hold_out(workspace: Workspace, tmp_path: Path) -> None:
    """What stands in the held-out rows changes nothing about the model."""
    models = []
    for name in ("plain", "poisoned"):
        frame = _frame()
        if name == "poisoned":
            held = frame["day"] >= ROWS * 3 // 4
            frame.loc[held, "x"] = 10_000 - frame.loc[held, "x"]
            frame.loc[held, "late"] = ~frame.loc[held, "late"]
        version_id = _import(workspace, frame, name, tmp_path)
        made = _split(workspace, version_id, method=SplitMethod.TIME, column="day", hold_out=0.25)
        run = _train(workspace, version_id, data_splits.as_spec(made))
        assert (run.train_rows, run.test_rows) == (made.counts.training, made.counts.hold_out) == (450, 150)
        blob = experiment_store.run_blobs(workspace.database, run.id)[0] or ""
        models.append(read_pipeline(workspace.blobs.path(blob)))
    every = frame[["x", "day"]]
    assert np.array_equal(*(model.predict_proba(every) for model in models))


def test_a_filter_and_rows_on_neither_side_are_respected(workspace: Workspace, tmp_path: Path) -> None:
    frame = _frame().astype({"house": "Int64"})
    frame.loc[::10, "house"] = None
    version_id = _import(workspace, frame, "homes", tmp_path)
    made = _split(workspace, version_id, method=SplitMethod.GROUP, column="house", hold_out=0.3)
    assert made.counts.left_out == ROWS // 10
    side = read_split(workspace.blobs.path(made.blob))
    kept = frame["x"] < 90
    run = _train(workspace, version_id, data_splits.as_spec(made), "x < 90")
    assert run.train_rows == int((kept & (side == 0)).sum())
    assert run.test_rows == int((kept & (side == 1)).sum())


def test_another_hold_out_is_refused_where_a_split_is_stored(workspace: Workspace, tmp_path: Path) -> None:
    version_id = _import(workspace, _frame(), "homes", tmp_path)
    other_id = _import(workspace, _frame().head(500), "homes", tmp_path)
    made = _split(workspace, version_id)
    with pytest.raises(InputError, match="would learn from rows it keeps apart"):
        _train(workspace, version_id, SplitSpec())
    with pytest.raises(InputError, match="divides homes v1, not homes v2"):
        _train(workspace, other_id, data_splits.as_spec(made))
    assert _train(workspace, other_id, SplitSpec()).train_rows == 400
    used = _train(workspace, version_id, data_splits.as_spec(made))
    assert used.metrics["roc_auc"] > 0.9
    with pytest.raises(ConflictError, match="used by 1 run"):
        data_splits.delete_split(workspace, made.id)
