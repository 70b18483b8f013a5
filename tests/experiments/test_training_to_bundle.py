"""What training makes is what a bundle takes: the agreed pipeline has a fast scorer that gives the same numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from modelyard.artifacts.bundle import build_bundle
from modelyard.artifacts.request import BundleRequest
from modelyard.core.paths import resources_dir
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec
from modelyard.domain.models import InputField, Signature
from modelyard.domain.monitoring import FeatureBins, Reference
from modelyard.tables.frames import read_frame
from modelyard.training.run import FitResult, fit_run

FEATURES = ("dep_delay", "sched_dep_time", "hour", "distance", "carrier", "origin", "dest", "day")
EXPECTED = {
    "baseline": "linear",
    "logistic_regression": "linear",
    "random_forest": "trees",
    "hist_gradient_boosting": "trees",
}


@dataclass
class Context:
    """A job's handle that nobody looks at."""

    def progress(self, fraction: float | None, text: str = "") -> None: ...
    def log(self, text: str) -> None: ...
    def cancelled(self) -> bool:
        return False

    def check_cancelled(self) -> None: ...


def parity(result: FitResult, validation: pd.DataFrame, folder, target: str):
    """The bundle's comparison of its fast scorer with scikit-learn."""
    inputs = tuple(InputField(name, kind) for name, kind in result.problem.features.items())
    bins = FeatureBins("prediction", "numeric", (0.5,), (), (1, 1, 0))
    request = BundleRequest(
        model_name="m", version=1, signature=Signature(inputs, target, result.problem.classes), algorithm_name="a",
        metrics=result.outcome.metrics, reference=Reference(2, (), bins),
        validation=validation[list(result.problem.features)],
    )  # fmt: skip
    return build_bundle(result.pipeline, request, folder, Context()).parity


@pytest.mark.parametrize("key", EXPECTED)
def test_flights_are_scored_fast_and_the_same(key, tmp_path):
    path = resources_dir() / "samples" / "flights.parquet"
    frame = read_frame(path, (*FEATURES, "late"), "month <= 3 AND day % 3 = 0")
    types = dict.fromkeys(FEATURES, ColumnType.NUMBER) | dict.fromkeys(("carrier", "origin", "dest"), ColumnType.TEXT)
    spec = ExperimentSpec("late", "v", "late", FEATURES, ())
    result = fit_run(Context(), frame, types | {"late": ColumnType.BOOLEAN}, spec, AlgorithmSpec(key), explain=False)
    found = parity(result, frame.iloc[result.problem.positions[result.problem.test]], tmp_path / "bundle", "late")
    assert (found.scorer, found.reason) == (EXPECTED[key], "")
    assert found.rows >= 2000
    assert found.edge_rows > 0
    assert found.max_difference <= 1e-12


@pytest.mark.parametrize("key", EXPECTED)
def test_every_column_type_with_missing_values_is_scored_the_same(key, tmp_path):
    generator = np.random.default_rng(6)
    rows = 800
    number = generator.normal(size=rows)
    number[::7] = np.nan
    frame = pd.DataFrame({"number": number, "count": generator.integers(0, 90, rows)})
    frame["flag"] = pd.Series(generator.choice(np.array([True, False, None], dtype=object), rows), dtype=object)
    frame["text"] = pd.Series(generator.choice(np.array(["a", "b", "", None], dtype=object), rows), dtype=object)
    frame["many"] = pd.Series([f"v{i}" for i in generator.integers(0, 400, rows)], dtype=object)
    chance = 1 / (1 + np.exp(-np.nan_to_num(number) * 2 - (frame["text"] == "a")))
    frame["answer"] = pd.Series(np.where(generator.random(rows) < chance, "yes", "no"), dtype=object)
    types = {
        "number": ColumnType.NUMBER,
        "text": ColumnType.TEXT,
        "flag": ColumnType.BOOLEAN,
        "many": ColumnType.TEXT,
        "count": ColumnType.INTEGER,
    }
    spec = ExperimentSpec("x", "v", "answer", tuple(types), ())
    result = fit_run(Context(), frame, types | {"answer": ColumnType.TEXT}, spec, AlgorithmSpec(key), explain=False)
    found = parity(result, frame.iloc[result.problem.positions[result.problem.test]], tmp_path / "bundle", "answer")
    assert (found.scorer, found.reason) == (EXPECTED[key], "")
    assert found.max_difference <= 1e-12
