"""Runs of every task: several classes, a number, unusual rows, clusters; weights and folds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.metrics import metrics_of
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ClassWeight,
    ExperimentSpec,
    FoldKind,
    FoldSpec,
    SplitKind,
    SplitSpec,
    Task,
)
from modelyard.domain.jobs import JobContext
from modelyard.training.evaluation.metrics import score_model
from modelyard.training.problem import folds, make_problem
from modelyard.training.run import fit_run
from modelyard.training.target import encode_target
from tests.experiments.test_training import Context

ROWS = 600
TYPES = {
    "a": ColumnType.NUMBER,
    "b": ColumnType.NUMBER,
    "word": ColumnType.TEXT,
    "class": ColumnType.TEXT,
    "number": ColumnType.NUMBER,
    "yes": ColumnType.BOOLEAN,
    "day": ColumnType.DATE,
    "owner": ColumnType.TEXT,
}


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    generator = np.random.default_rng(11)
    a, b = generator.normal(size=ROWS), generator.normal(size=ROWS)
    word = generator.choice(np.array(["x", "y", "z"], dtype=object), ROWS)
    code = np.digitize(a + 0.7 * (word == "x") + 0.4 * generator.normal(size=ROWS), [-0.6, 0.8])
    made = pd.DataFrame({"a": a, "b": b})
    made["word"] = pd.Series(word, dtype=object)
    made["class"] = pd.Series(np.array(["low", "mid", "high"], dtype=object)[code], dtype=object)
    made["number"] = 10 + 3 * a + 2 * (word == "y") + generator.normal(size=ROWS)
    made["yes"] = pd.Series(code == 2, dtype=object)
    made["day"] = pd.Timestamp("2013-01-01") + pd.to_timedelta(generator.integers(0, 60, ROWS), unit="D")
    made["owner"] = pd.Series([f"o{i}" for i in generator.integers(0, 37, ROWS)], dtype=object)
    made.loc[:9, ["class", "number"]] = None
    return made


def spec(task: Task, **changes: Any) -> ExperimentSpec:
    target = {Task.BINARY: "yes", Task.MULTICLASS: "class", Task.REGRESSION: "number"}.get(task, "")
    return replace(ExperimentSpec("e", "v", target, ("a", "b", "word"), (), task=task), **changes)


def problem(frame: pd.DataFrame, asked: ExperimentSpec, context: JobContext | None = None) -> Any:
    return make_problem(context or Context(), frame, TYPES, asked)


def run(frame: pd.DataFrame, asked: ExperimentSpec, key: str, **params: Any) -> Any:
    return fit_run(Context(), frame, TYPES, asked, AlgorithmSpec(key, params))


# Several classes


@pytest.fixture(scope="module")
def classes(frame) -> Any:
    return run(frame, spec(Task.MULTICLASS, metric="log_loss"), "hist_gradient_boosting", max_iter=20)


def test_several_classes_are_learned_and_judged_as_scikit_learn_does(classes):
    problem, found = classes.problem, classes.outcome.metrics
    y, probability = problem.target(problem.test), classes.prediction.probabilities
    label = probability.argmax(axis=1)
    assert problem.classes == ("high", "low", "mid")
    assert classes.outcome.details.missing_target == 10
    assert set(found) == {m.key for m in metrics_of(Task.MULTICLASS)}
    assert found["roc_auc"] == pytest.approx(metrics.roc_auc_score(y, probability, multi_class="ovr"))
    assert found["log_loss"] == metrics.log_loss(y, probability)
    assert found["brier"] == metrics.brier_score_loss(y, probability)
    assert found["f1"] == metrics.f1_score(y, label, average="macro")
    assert found["balanced_accuracy"] == pytest.approx(metrics.balanced_accuracy_score(y, label))
    assert found["mcc"] == metrics.matthews_corrcoef(y, label)
    assert found["accuracy"] == metrics.accuracy_score(y, label) > 0.6
    for key, (low, high) in classes.outcome.intervals.items():
        assert low <= found[key] <= high, key
        assert high - low < 0.5, key


def test_classes_have_a_confusion_table_and_curves(classes):
    problem, found = classes.problem, classes.outcome.evaluation.classes
    expected = metrics.confusion_matrix(problem.target(problem.test), classes.prediction.values)
    assert np.array_equal(found.confusion, expected)
    yes = problem.target(problem.test) == 1
    area = metrics.roc_auc_score(yes, classes.prediction.probabilities[:, 1])
    assert metrics.auc(found.roc[1].x, found.roc[1].y) == pytest.approx(area, abs=1e-9)
    assert len(found.precision_recall) == 3


def test_importance_and_dependence_know_what_matters(classes):
    found = classes.outcome.evaluation
    assert (found.importance[0].feature, found.importance_metric) == ("a", "log_loss")
    by_name = {one.feature: one for one in found.dependence}
    high = np.array(by_name["a"].y[0])
    assert by_name["a"].classes == ("high", "low", "mid")
    assert high[-1] > 0.5 > high[0]
    assert set(by_name["word"].labels) == {"x", "y", "z"}
    assert np.array(by_name["word"].y).shape == (3, 3)


def test_a_class_that_only_the_hold_out_has_is_said_and_judged(frame):
    later = frame.assign(day=np.arange(ROWS, dtype=float))
    later["class"] = np.where(later.index >= ROWS - 60, "new", later["class"])
    asked = spec(Task.MULTICLASS, split=SplitSpec(SplitKind.TIME, 0.2, "day"))
    result = fit_run(Context(), later, TYPES | {"day": ColumnType.NUMBER}, asked, AlgorithmSpec("decision_tree"))
    assert "Only in the hold-out, so no model can learn them: new." in result.outcome.details.warnings
    found: Any = result.prediction.probabilities
    assert found.shape == (118, 4)
    assert found[:, result.problem.classes.index("new")].max() == 0.0
    assert np.isfinite(list(result.outcome.metrics.values())).all()


# A number


@pytest.mark.parametrize("key", ["ridge", "random_forest"])
def test_a_number_is_learned_and_judged_as_scikit_learn_does(frame, key):
    result = run(frame, spec(Task.REGRESSION, metric="rmse"), key)
    y, said = result.problem.target(result.problem.test), result.prediction.values
    found = result.outcome.metrics
    assert found["rmse"] == metrics.root_mean_squared_error(y, said)
    assert found["mae"] == metrics.mean_absolute_error(y, said)
    assert found["median_ae"] == metrics.median_absolute_error(y, said)
    assert found["r2"] == metrics.r2_score(y, said) > 0.7
    assert found["mape"] == metrics.mean_absolute_percentage_error(y, said)
    assert found["max_error"] == metrics.max_error(y, said)
    shown = result.outcome.evaluation.regression
    assert sum(shown.residual_counts) == len(y)
    assert shown.actual == tuple(y)
    assert dict(shown.quantiles)[0.5] == pytest.approx(found["median_ae"])
    assert set(result.outcome.intervals) == set(found) - {"max_error"}
    slope = np.array(result.outcome.evaluation.dependence[0].y[0])
    assert result.outcome.evaluation.dependence[0].feature == "a"
    assert slope[-1] - slope[0] > 5


def test_a_number_with_zeros_has_no_relative_error_and_says_so(frame):
    zero = frame.assign(number=frame["number"].where(frame["a"] > 0, 0.0))
    result = run(zero, spec(Task.REGRESSION), "baseline")
    assert "mape" not in result.outcome.metrics
    assert any("no error is relative to" in text for text in result.outcome.details.warnings)


# Without a target


def test_unusual_rows_are_found(frame):
    odd = frame.copy()
    odd.loc[odd.index[:15], ["a", "b"]] = 25.0
    asked = spec(Task.ANOMALY, metric="anomaly_share", features=("a", "b"))
    result = run(odd, asked, "isolation_forest")
    rows = result.problem.positions[result.problem.test]
    prediction, shown = result.prediction, result.outcome.evaluation.anomaly
    assert prediction.flagged[rows < 15].all()
    assert shown.flagged == prediction.flagged.sum() == (prediction.values > shown.border).sum()
    assert sum(shown.score_counts) == len(rows)
    assert result.outcome.metrics == {"anomaly_share": prediction.flagged.mean()}
    low, high = result.outcome.intervals["anomaly_share"]
    assert low < prediction.flagged.mean() < high


def test_clusters_are_found(frame):
    apart = frame.assign(a=frame["a"] + 12.0 * (frame["word"] == "x"), b=frame["b"] + 12.0 * (frame["word"] == "y"))
    asked = spec(Task.CLUSTERING, metric="silhouette", features=("a", "b"))
    result = run(apart, asked, "k_means", n_clusters=3)
    rows = result.problem.positions[result.problem.test]
    assert metrics.adjusted_rand_score(frame["word"].iloc[rows], result.prediction.values) == 1.0
    shown = result.outcome.evaluation.clusters
    assert sorted(shown.sizes) == sorted(frame["word"].iloc[rows].value_counts())
    assert len(shown.points) == len(rows)
    assert sum(shown.explained) == pytest.approx(1.0)
    prepared = result.pipeline[:-1].transform(result.problem.inputs.iloc[result.problem.test])
    expected = metrics.silhouette_score(prepared, result.prediction.values)
    assert result.outcome.metrics["silhouette"] == pytest.approx(expected)


# Weights


def test_balanced_weights_find_more_of_a_rare_class(frame):
    rare = frame.assign(yes=pd.Series((frame["a"] + frame["b"] / 2 > 1.9).to_numpy(), dtype=object))
    usual = run(rare, spec(Task.BINARY), "logistic_regression")
    weighted = run(
        rare,
        spec(Task.BINARY, class_weight=ClassWeight.BALANCED),
        "logistic_regression",
    )
    builtin = run(rare, spec(Task.BINARY), "logistic_regression", class_weight="balanced")
    assert weighted.outcome.metrics["recall"] > usual.outcome.metrics["recall"]
    assert np.allclose(weighted.prediction.probabilities, builtin.prediction.probabilities, atol=1e-3)


def test_own_weights_are_used_and_checked(frame):
    asked = spec(Task.MULTICLASS, class_weight=ClassWeight.CUSTOM, weights={"high": 4.0})
    found = problem(frame, asked)
    assert set(found.weights[found.y == 0]) == {4.0}
    assert set(found.weights[found.y != 0]) == {1.0}
    for weights, words in (({"tall": 2.0}, "no value of the target"), ({"high": -1.0}, "greater than 0")):
        with pytest.raises(InputError, match=words):
            problem(frame, replace(asked, weights=weights))
    with pytest.raises(InputError, match="need a target with classes"):
        problem(frame, spec(Task.REGRESSION, class_weight=ClassWeight.BALANCED))


def test_an_algorithm_without_weights_says_so(frame):
    asked = spec(Task.BINARY, class_weight=ClassWeight.BALANCED)
    result = run(frame, asked, "k_neighbors")
    assert any("takes no weights" in text for text in result.outcome.details.warnings)


# Folds


KINDS = [
    (Task.BINARY, FoldSpec()),
    (Task.MULTICLASS, FoldSpec(count=3)),
    (Task.REGRESSION, FoldSpec(FoldKind.PLAIN, 4)),
    (Task.BINARY, FoldSpec(FoldKind.GROUP, 5, "owner")),
    (Task.REGRESSION, FoldSpec(FoldKind.TIME, 4, "day")),
]


@pytest.mark.parametrize(("task", "rule"), KINDS, ids=[f"{task}-{rule.kind}" for task, rule in KINDS])
def test_folds_are_within_the_training_rows_and_repeatable(frame, task, rule):
    asked = spec(task, folds=rule)
    found = problem(frame, asked)
    cut = folds(found, asked, frame)
    assert len(cut) == rule.count
    judged = np.concatenate([judge for _, judge in cut])
    assert len(set(judged)) == len(judged)
    assert set(judged) <= set(found.train)
    for learn, judge in cut:
        assert set(learn) | set(judge) <= set(found.train)
        assert not set(learn) & set(judge)
    again = folds(problem(frame, asked), asked, frame)
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(cut, again, strict=True))
    if rule.kind is not FoldKind.TIME:
        assert set(judged) == set(found.train)
        sizes = [len(judge) for _, judge in cut]
        assert max(sizes) - min(sizes) < 0.1 * len(found.train)
    if rule.kind is FoldKind.AUTO:
        shares = [np.bincount(found.y[judge]) / len(judge) for _, judge in cut]
        assert np.ptp(shares, axis=0).max() < 0.02


def test_groups_stay_together_and_time_only_looks_back(frame):
    asked = spec(Task.BINARY, folds=FoldSpec(FoldKind.GROUP, 5, "owner"))
    for learn, judge in folds(problem(frame, asked), asked, frame):
        assert not set(frame["owner"].iloc[learn]) & set(frame["owner"].iloc[judge])
    asked = spec(Task.BINARY, folds=FoldSpec(FoldKind.TIME, 5, "day"))
    sizes = []
    for learn, judge in folds(problem(frame, asked), asked, frame):
        assert frame["day"].iloc[learn].max() < frame["day"].iloc[judge].min()
        sizes.append(len(learn))
    assert sizes == sorted(sizes)
    assert sizes[0] > 50


def test_folds_follow_a_hold_out_by_time(frame):
    asked = spec(Task.BINARY, folds=FoldSpec(count=3), split=SplitSpec(SplitKind.TIME, 0.2, "day"))
    for learn, judge in folds(problem(frame, asked), asked, frame):
        assert frame["day"].iloc[learn].max() < frame["day"].iloc[judge].min()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (FoldSpec(count=1), "There cannot be 1 folds"),
        (FoldSpec(FoldKind.GROUP, 5, ""), "No column is chosen"),
        (FoldSpec(FoldKind.GROUP, 5, "nope"), "no column called 'nope'"),
        (FoldSpec(FoldKind.GROUP, 5, "word"), "only 3 groups"),
        (FoldSpec(FoldKind.TIME, 3, "number"), "no value in 'number'"),
    ],
)
def test_folds_that_cannot_be_made_are_refused(frame, rule, words):
    asked = spec(Task.BINARY, folds=rule)
    with pytest.raises(InputError, match=words):
        folds(problem(frame, asked), asked, frame)


def test_a_run_with_folds_keeps_the_metrics_of_each(frame):
    asked = spec(Task.BINARY, folds=FoldSpec(count=4))
    context = Context()
    result: Any = fit_run(context, frame, TYPES, asked, AlgorithmSpec("logistic_regression"), explain=False)
    found = result.outcome.details.folds
    assert set(found) == set(result.outcome.metrics)
    learn, judge = folds(result.problem, asked)[2]
    pipeline = run(frame, spec(Task.BINARY), "logistic_regression").pipeline
    x, y = result.problem.inputs, result.problem.y
    pipeline.fit(x.iloc[learn], y[learn])
    again = score_model(Task.BINARY, "roc_auc", pipeline, x.iloc[judge], y[judge], result.problem.classes)
    assert found["roc_auc"][2] == again
    fractions = [fraction for fraction, _ in context.seen if fraction is not None]
    assert fractions == sorted(fractions)


# Targets that cannot be learned


@pytest.mark.parametrize(
    ("values", "task", "words"),
    [
        ([1.0, np.inf, 2.0], Task.REGRESSION, "t is infinite in 1 of 3 rows"),
        ([1.0, 1e200, 2.0], Task.REGRESSION, "t is beyond 1e+100 in 1 of 3 rows"),
        ([1.0, 1.0, np.nan], Task.REGRESSION, "only one value, 1"),
        ([np.nan, np.nan], Task.REGRESSION, "no value in any of the 2 rows"),
        (["a", "b", "c"], Task.REGRESSION, "holds no numbers"),
        ([f"v{i}" for i in range(201)] * 2, Task.MULTICLASS, "201 different values; at most 200"),
        (["a", "a", "b", "b", "c"], Task.MULTICLASS, "Only 1 row has t = c"),
        (["a", "a"], Task.MULTICLASS, "only one value, a"),
    ],
)
def test_targets_that_cannot_be_learned_are_refused(values, task, words):
    with pytest.raises(InputError) as caught:
        encode_target(pd.Series(values, name="t"), task=task)
    assert words in str(caught.value)
    assert caught.value.hint


def test_number_classes_are_in_the_order_of_numbers():
    encoded = encode_target(pd.Series([10.0, 9.0, 2.5, 10.0, 9.0, 2.5, np.nan], name="t"), task=Task.MULTICLASS)
    assert encoded.classes == ("2.5", "9", "10")
    assert encoded.values.tolist() == [2, 1, 0, 2, 1, 0]
