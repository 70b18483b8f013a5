"""Rows that algorithms stumble over: columns without values in a fold, too few rows, what did not settle."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier

from modelyard.core.errors import AppError, InputError
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ExperimentSpec,
    FoldSpec,
    Role,
    SplitKind,
    SplitSpec,
    Task,
)
from modelyard.services.experiments.train_work import TrainTask, train
from modelyard.training.evaluation.learning import learning_curve
from modelyard.training.fit import fit_model, on_cores
from modelyard.training.problem import make_problem
from modelyard.training.run import FitResult, Member, fit_run
from modelyard.training.warned import FEW_DIFFERENT, NOT_SETTLED
from tests.experiments.test_training import Context

pytestmark = pytest.mark.usefixtures("one_thread")

TYPES = {
    "a": ColumnType.NUMBER,
    "late": ColumnType.NUMBER,
    "words": ColumnType.TEXT,
    "day": ColumnType.NUMBER,
    "y": ColumnType.TEXT,
    "number": ColumnType.NUMBER,
}
PLAIN = ExperimentSpec("e", "v", "y", ("a", "late"), ())
NUMBER = replace(PLAIN, task=Task.REGRESSION, target="number", metric="rmse")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Two columns begin to have values late."""
    generator = np.random.default_rng(3)
    a = generator.normal(size=160)
    day = np.arange(160.0)
    made = pd.DataFrame({"a": a, "late": np.where(day < 100, np.nan, a), "day": day, "number": a})
    made["words"] = pd.Series(np.where(day < 100, "none", "7"), dtype=object)
    made["y"] = pd.Series(np.where(a + 0.3 * generator.normal(size=160) > 0, "yes", "no"), dtype=object)
    return made


def run(frame: pd.DataFrame, spec: ExperimentSpec, key: str, **params: Any) -> FitResult:
    return fit_run(Context(), frame, TYPES, spec, AlgorithmSpec(key, params), explain=False)


def test_a_column_may_have_no_value_in_a_fold(frame):
    """Boosting takes it, whether it has no number at all, or text that is none."""
    asked = replace(
        PLAIN,
        features=("a", "late", "words"),
        roles={"words": Role.NUMERIC},
        split=SplitSpec(SplitKind.TIME, 0.2, "day"),
        folds=FoldSpec(count=3),
    )
    folds = run(frame, asked, "hist_gradient_boosting", max_iter=20, min_samples_leaf=5).outcome.details.folds[
        "roc_auc"
    ]
    assert len(folds) == 3
    assert min(folds) > 0.85


def test_what_lets_an_algorithm_down_is_a_sentence_and_no_bug(frame):
    with pytest.raises(InputError, match=r"Expected n_neighbors <= n_samples_fit") as caught:
        run(frame, PLAIN, "k_neighbors", n_neighbors=150)
    assert "parameters" in caught.value.hint


def test_inputs_that_tell_nothing_are_no_bug_of_naive_bayes(frame):
    with np.errstate(all="ignore"), pytest.raises(InputError, match="some answers are no numbers"):
        run(frame.assign(a=3.0), replace(PLAIN, features=("a",)), "naive_bayes")


def test_a_run_says_that_learning_did_not_settle(frame):
    assert NOT_SETTLED in run(frame, PLAIN, "logistic_regression", C=1000, max_iter=10).outcome.details.warnings
    assert run(frame, PLAIN, "logistic_regression").outcome.details.warnings == ()
    twins = frame.assign(a=np.round(frame["a"]).clip(-1, 1), late=0.0)
    clusters = replace(PLAIN, task=Task.CLUSTERING, target="", metric="silhouette", features=("a", "late"))
    assert FEW_DIFFERENT in run(twins, clusters, "k_means").outcome.details.warnings


def test_threads_that_learn_leave_the_filters_of_warnings_alone():
    """Without care scikit-learn's threads lose them for each other, and tell so for every tree."""
    x = np.random.default_rng(0).normal(size=(200, 3))
    with on_cores(2):
        RandomForestClassifier(2).fit(x, x[:, 0] > 0)  # what is imported by the first has filters of its own
    before, interval = list(warnings.filters), sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with on_cores(2):
            for _ in range(5):
                RandomForestClassifier(30, max_depth=2).fit(x, x[:, 0] > 0)
    finally:
        sys.setswitchinterval(interval)
    assert list(warnings.filters) == before


def test_clusters_are_the_same_on_many_threads(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "4")  # more than there are cores
    x = pd.DataFrame(np.random.default_rng(0).normal(size=(20_000, 8)))
    found = set()
    for _ in range(6):
        model = KMeans(8, n_init=1, random_state=0)
        fit_model(Context(), model, x, None, cores=4)
        found.add(model.cluster_centers_.tobytes())
    assert len(found) == 1


@pytest.mark.parametrize("key", ["k_neighbors", "linear_svm"])
def test_a_learning_curve_begins_where_there_are_enough_rows(frame, key):
    problem = make_problem(Context(), frame.iloc[:60], TYPES, replace(PLAIN, features=("a",)))
    curve = learning_curve(Context(), problem, PLAIN, AlgorithmSpec(key))
    assert curve.rows[0] > 2
    assert curve.rows[-1] == len(problem.train)


def test_an_ensemble_has_a_learning_curve(frame):
    asked = replace(NUMBER, features=("a", "day"))
    problem = make_problem(Context(), frame, TYPES, asked)
    members = tuple(Member(key, asked, AlgorithmSpec(key)) for key in ("ridge", "linear_regression"))
    curve = learning_curve(Context(), problem, asked, AlgorithmSpec("voting"), members)
    assert curve.rows[-1] == len(problem.train)
    assert curve.hold_out[-1] < 0.1


def task(frame: pd.DataFrame, folder: Path, spec: ExperimentSpec, key: str, model: str = "m.skops") -> TrainTask:
    """What a job's child is told: a table in a folder, and the files it writes there."""
    frame.to_parquet(folder / "table.parquet")
    texts = ("words", "y")
    columns = tuple(Column(str(c), ColumnType.TEXT if c in texts else ColumnType.NUMBER) for c in frame)
    table, fitted, record, sample, predictions = (
        str(folder / f) for f in ("table.parquet", model, "record.json", "sample.parquet", "predictions.parquet")
    )
    return TrainTask(table, columns, spec, AlgorithmSpec(key), fitted, record, sample, predictions)


def test_features_may_have_names_that_modelyard_uses(frame, tmp_path):
    odd = frame.rename(columns={"a": "_score", "late": "self"}).fillna({"self": 0.0})
    asked = replace(PLAIN, features=("_score", "self"))
    outcome = train(Context(), task(odd, tmp_path, asked, "logistic_regression"))
    assert {one.feature for one in outcome.evaluation.dependence} == {"_score", "self"}
    sample = pd.read_parquet(tmp_path / "sample.parquet")
    assert set(sample["_score"]) <= set(odd["_score"])
    assert sample["__score"].between(0, 1).all()


def test_a_full_disk_is_said(frame, tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(AppError, match="is full"):
        train(Context(), task(frame, tmp_path, replace(PLAIN, features=("a",)), "logistic_regression", "full"))
