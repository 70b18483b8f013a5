"""Permutation importance against scikit-learn's, and answers shared out among cores against those of one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import inspection

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec, Encoding, ExperimentSpec, Preparation, Task
from modelyard.training.evaluation.importance import permutation_importance
from modelyard.training.evaluation.metrics import judge, metric_value
from modelyard.training.features import make_pipeline, prepare_frame
from modelyard.training.fit import on_cores, predict

ROWS = 2400
TYPES = {"a": ColumnType.NUMBER, "b": ColumnType.NUMBER, "word": ColumnType.TEXT, "kind": ColumnType.TEXT}
SPEC = ExperimentSpec("t", "v", "y", tuple(TYPES), ())


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"a": random.normal(size=ROWS), "b": random.normal(size=ROWS)})
    frame["word"] = random.choice(np.array(["x", "y", None], dtype=object), ROWS)
    frame["kind"] = random.choice([f"k{i}" for i in range(30)], ROWS)
    frame.loc[::9, "b"] = np.nan
    return prepare_frame(frame, TYPES), (frame.a + (frame.word == "x") + random.normal(size=ROWS) > 0).to_numpy("int8")


def _fitted(rows, key, spec=SPEC):
    x, y = rows
    return make_pipeline(TYPES, spec, AlgorithmSpec(key), 0).fit(x, y)


SELECTED = replace(SPEC, preparation=Preparation(select=3, encoding=Encoding.ONE_HOT))


@pytest.mark.parametrize(
    "key, spec",
    [
        ("logistic_regression", SPEC),
        ("decision_tree", SPEC),
        ("hist_gradient_boosting", SPEC),
        ("naive_bayes", SPEC),
        ("decision_tree", SELECTED),
    ],
    ids=["sparse", "ordinal", "categories", "dense", "selected"],
)
def test_importance_is_scikit_learns(rows, key, spec):
    pipeline, (x, y) = _fitted(rows, key, spec), rows

    def score(model, frame, truth):
        return metric_value("log_loss", judge(Task.BINARY, model, frame, truth, 2))

    with on_cores(1):  # threads of OpenMP that wait for each other are slow on a busy machine
        peer = inspection.permutation_importance(
            pipeline, x, y, scoring=lambda *a: -score(*a), n_repeats=5, random_state=7, n_jobs=1
        )
        found = {i.feature: i for i in permutation_importance(pipeline, x, y, 7, key="log_loss")}
    assert [found[n].mean for n in x.columns] == pytest.approx(peer.importances_mean, abs=1e-12)
    assert [found[n].std for n in x.columns] == pytest.approx(peer.importances_std, abs=1e-12)
    assert max(found.values(), key=lambda i: i.mean).feature == "a"


def test_what_a_forest_says_is_the_same_on_any_number_of_cores(rows):
    pipeline, x = _fitted(rows, "random_forest"), rows[0]
    alone, shared = (predict(Task.BINARY, pipeline, x, 2, cores) for cores in (1, 2))
    assert alone.probabilities is not None
    assert shared.probabilities is not None
    assert (alone.probabilities == shared.probabilities).all()
    assert (alone.values == shared.values).all()
