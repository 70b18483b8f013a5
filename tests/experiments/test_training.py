"""A whole training run, on the flights and on awkward tables."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss, roc_auc_score

from modelyard.core.errors import CancelledError, InputError
from modelyard.core.paths import resources_dir
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Role, SplitKind, SplitSpec
from modelyard.training.features import make_pipeline, prepare_frame
from modelyard.training.run import FitResult, fit_run

FEATURES = ("dep_delay", "sched_dep_time", "hour", "distance", "carrier", "origin", "dest", "day")
TEXTS = ("carrier", "origin", "dest", "tailnum")
KEYS = ("baseline", "logistic_regression", "random_forest", "hist_gradient_boosting")


@dataclass
class Context:
    """A job's handle that remembers what it was told, and asks to stop at a chosen word."""

    stop_at: str = ""
    seen: list[tuple[float | None, str]] = field(default_factory=list)

    def progress(self, fraction: float | None, text: str = "") -> None:
        self.seen.append((fraction, text))

    def log(self, text: str) -> None:
        self.seen.append((None, text))

    def cancelled(self) -> bool:
        return bool(self.stop_at) and any(self.stop_at in text for _, text in self.seen)

    def check_cancelled(self) -> None:
        if self.cancelled():
            raise CancelledError


@pytest.fixture(scope="module")
def flights() -> tuple[pd.DataFrame, dict[str, ColumnType]]:
    """January to March, as `tables` hands frames over."""
    frame = pd.read_parquet(resources_dir() / "samples" / "flights.parquet")
    frame = frame[frame["month"] <= 3].reset_index(drop=True)
    types = dict.fromkeys(frame.columns, ColumnType.NUMBER)
    types |= dict.fromkeys(TEXTS, ColumnType.TEXT) | {"late": ColumnType.BOOLEAN, "time_hour": ColumnType.DATETIME}
    for name in TEXTS:
        values = frame[name].to_numpy(dtype=object, copy=True)
        values[frame[name].isna().to_numpy()] = None
        frame[name] = pd.Series(values, dtype=object)
    return frame, types


def spec(**changes: Any) -> ExperimentSpec:
    return replace(ExperimentSpec("late", "version", "late", FEATURES, ()), **changes)


def trained(result: FitResult) -> np.ndarray:
    """Positions of the training rows in the frame."""
    return result.problem.positions[result.problem.train]


def judged(result: FitResult) -> np.ndarray:
    """Positions of the hold-out rows in the frame."""
    return result.problem.positions[result.problem.test]


def scores(result: FitResult) -> np.ndarray:
    """The probability of yes of the hold-out rows."""
    assert result.prediction.probabilities is not None
    return result.prediction.probabilities[:, 1]


@pytest.fixture(scope="module")
def results(flights):
    frame, types = flights
    return {key: fit_run(Context(), frame, types, spec(), AlgorithmSpec(key)) for key in KEYS}


def test_flights_are_learned(results):
    auc = {key: result.outcome.metrics["roc_auc"] for key, result in results.items()}
    assert auc["baseline"] == 0.5
    assert auc["logistic_regression"] > 0.90
    assert auc["random_forest"] > 0.91
    assert 0.91 < auc["hist_gradient_boosting"] < 0.95
    assert (
        results["hist_gradient_boosting"].outcome.metrics["log_loss"]
        < results["baseline"].outcome.metrics["log_loss"] / 2
    )
    assert results["hist_gradient_boosting"].outcome.metrics["calibration_error"] < 0.02
    assert len(pickle.dumps(results["random_forest"].pipeline)) < 30_000_000


def test_the_record_agrees_with_the_data(flights, results):
    frame, _ = flights
    result = results["hist_gradient_boosting"]
    assert result.outcome.details.missing_target == frame["late"].isna().sum() == 2878
    assert result.outcome.train_rows + result.outcome.test_rows + result.outcome.details.missing_target == len(frame)
    assert (result.outcome.train_rows, result.outcome.test_rows) == (
        len(trained(result)),
        len(judged(result)),
    )
    truth = frame["late"].iloc[judged(result)].astype(bool).to_numpy()
    assert (result.problem.target(result.problem.test) == truth).all()
    score = result.pipeline.predict_proba(prepare_frame(frame.iloc[judged(result)], result.problem.features))[:, 1]
    assert (score == scores(result)).all()
    assert result.outcome.metrics["roc_auc"] == roc_auc_score(truth, score)
    assert result.outcome.metrics["log_loss"] == log_loss(truth, score)
    assert result.problem.classes == ("false", "true")
    assert result.outcome.evaluation.importance[0].feature == "dep_delay"
    assert {i.feature for i in result.outcome.evaluation.importance} == set(FEATURES)
    assert {"python", "scikit-learn", "numpy", "pandas", "platform", "cores"} <= set(result.outcome.environment)
    assert len({r.outcome.split_hash for r in results.values()}) == 1


@pytest.mark.parametrize("key", KEYS)
def test_the_same_seed_gives_the_same_bits(flights, results, key):
    frame, types = flights
    again = fit_run(Context(), frame, types, spec(), AlgorithmSpec(key), explain=False)
    assert (scores(again) == scores(results[key])).all()
    assert again.outcome.metrics == results[key].outcome.metrics
    if key in ("random_forest", "hist_gradient_boosting"):
        other = fit_run(Context(), frame, types, spec(seed=1), AlgorithmSpec(key), explain=False)
        assert other.outcome.split_hash != again.outcome.split_hash


@pytest.mark.parametrize(
    "key, params, size",
    [
        ("random_forest", {"n_estimators": 50}, "n_estimators"),
        ("hist_gradient_boosting", {"max_iter": 210, "max_leaf_nodes": 5}, "max_iter"),
    ],
)
def test_growing_in_steps_equals_one_fit(flights, key, params, size):
    frame, types = flights
    frame = frame.iloc[::9].reset_index(drop=True)
    context = Context()
    result = fit_run(context, frame, types, spec(), AlgorithmSpec(key, params), explain=False)
    assert len([text for _, text in context.seen if text.endswith("trees")]) == 3
    train = prepare_frame(frame.iloc[trained(result)], result.problem.features)
    y = frame["late"].iloc[trained(result)].astype(bool).to_numpy().astype("int8")
    single = make_pipeline(result.problem.features, spec(), AlgorithmSpec(key, params), 0).fit(train, y)
    test = prepare_frame(frame.iloc[judged(result)], result.problem.features)
    assert (single.predict_proba(test)[:, 1] == scores(result)).all()
    model = result.pipeline.named_steps["model"]
    assert getattr(model, size) == params[size]
    assert model.warm_start is False
    assert model.get_params().get("n_jobs") is None


def test_hold_out_by_time_is_the_latest(flights):
    frame, types = flights
    by_time = spec(split=SplitSpec(SplitKind.TIME, 0.2, "time_hour"))
    result = fit_run(Context(), frame, types, by_time, AlgorithmSpec("logistic_regression"), explain=False)
    when = frame["time_hour"]
    assert when.iloc[trained(result)].max() < when.iloc[judged(result)].min()
    assert result.outcome.test_rows / (result.outcome.test_rows + result.outcome.train_rows) == pytest.approx(
        0.2, abs=0.01
    )


def test_progress_rises_to_one(flights):
    frame, types = flights
    context = Context()
    fit_run(context, frame.iloc[::20], types, spec(), AlgorithmSpec("random_forest", {"n_estimators": 40}))
    fractions = [fraction for fraction, _ in context.seen if fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


@pytest.mark.parametrize("word", ["Preparing", "20 of 40", "Judging", "importance"])
def test_a_run_can_be_stopped_at_every_stage(flights, word):
    frame, types = flights
    algorithm = AlgorithmSpec("random_forest", {"n_estimators": 40})
    context = Context(stop_at=word)
    with pytest.raises(CancelledError):
        fit_run(context, frame.iloc[::20], types, spec(), algorithm)
    assert context.seen[-1][0] != 1.0


def test_positive_can_be_turned_round(flights):
    frame, types = flights
    algorithm = AlgorithmSpec("logistic_regression")
    usual = fit_run(Context(), frame.iloc[::20], types, spec(), algorithm, explain=False)
    turned = fit_run(Context(), frame.iloc[::20], types, spec(positive="false"), algorithm, explain=False)
    assert turned.problem.classes == ("true", "false")
    assert _share_of_yes(turned) > 0.7 > _share_of_yes(usual)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"target": "gone"}, "no column called 'gone'"),
        ({"features": ("gone",)}, "no column called 'gone'"),
        ({"features": ("late", "hour")}, "also chosen as a feature"),
        ({"features": ("hour",), "roles": {"hour": Role.IGNORED}}, "None of the chosen columns"),
        ({"features": ()}, "None of the chosen columns"),
        ({"target": "year"}, "only one value, 2013"),
        ({"target": "carrier", "features": ("hour",)}, "different values. A yes/no question needs exactly two"),
    ],
)
def test_what_cannot_be_learned_is_said_in_a_sentence(flights, change, words):
    frame, types = flights
    with pytest.raises(InputError) as caught:
        fit_run(Context(), frame.iloc[:500], types, spec(**change), AlgorithmSpec("baseline"))
    assert words in str(caught.value)


def test_dates_among_the_features_are_learned_from(flights):
    frame, types = flights
    features = spec(features=("carrier", "time_hour"))
    result = fit_run(Context(), frame.iloc[::30], types, features, AlgorithmSpec("decision_tree"))
    assert (tuple(result.problem.features), result.outcome.details.warnings) == (("carrier", "time_hour"), ())
    names = result.pipeline.named_steps["prepare"].get_feature_names_out().tolist()
    parts = ("year", "month", "day", "weekday", "hour", "minute")
    assert names == ["carrier", *(f"time_hour_{part}" for part in parts)]
    assert result.outcome.metrics["roc_auc"] > 0.57  # evenings are later, from 2,700 rows


@pytest.mark.parametrize("key", KEYS)
def test_a_tiny_awkward_table(key):
    generator = np.random.default_rng(4)
    frame = pd.DataFrame({"x": generator.normal(size=12), "empty": np.full(12, np.nan), "flat": np.ones(12)})
    frame["word"] = pd.Series(["a", None] * 6, dtype=object)
    frame["answer"] = pd.Series(["yes", "no", "no"] * 4, dtype=object)
    types = dict.fromkeys(("x", "empty", "flat"), ColumnType.NUMBER)
    types |= {"word": ColumnType.TEXT, "answer": ColumnType.TEXT}
    tiny = ExperimentSpec("tiny", "v", "answer", ("x", "empty", "flat", "word"), ())
    result = fit_run(Context(), frame, types, tiny, AlgorithmSpec(key))
    assert (result.outcome.train_rows, result.outcome.test_rows) == (9, 3)
    assert list(result.problem.features) == ["x", "flat", "word"]
    assert result.outcome.details.warnings == ("Left out, having no values in the training rows: empty.",)
    assert np.isfinite(list(result.outcome.metrics.values())).all()


def _share_of_yes(result: FitResult) -> float:
    binary = result.outcome.evaluation.binary
    assert binary is not None
    return binary.positives / result.outcome.test_rows
