"""The parts of a training run: catalogue, features, target, hold-out, evaluation, early warnings."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from modelyard.core.errors import InputError
from modelyard.core.paths import resources_dir
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.metrics import metrics_of
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Role, SplitKind, SplitSpec, Task
from modelyard.training.catalogue import algorithm, make_estimator, resolve_params
from modelyard.training.evaluation.binary import binary_evaluation, calibration, threshold_table
from modelyard.training.evaluation.curves import precision_recall, roc
from modelyard.training.evaluation.metrics import Judged, metric_values
from modelyard.training.features import make_pipeline, prepare_frame, usable_features
from modelyard.training.fit import Prediction
from modelyard.training.leaks import WarningKind, check_features
from modelyard.training.split import split
from modelyard.training.target import encode_target

PLAIN = ExperimentSpec("x", "v", "y", (), ())
LEARNERS = ("logistic_regression", "random_forest", "hist_gradient_boosting")


def scored(rows: int = 3000, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """A target and probabilities that know something about it."""
    generator = np.random.default_rng(seed)
    score = generator.beta(1, 3, rows)
    return (generator.random(rows) < score**0.8).astype("int8"), score


def binary_metrics(y: np.ndarray, score: np.ndarray) -> dict[str, float]:
    probabilities = np.column_stack([1 - score, score])
    return metric_values(Judged(Task.BINARY, y, Prediction((score >= 0.5).astype("int8"), probabilities), 2))[0]


# Catalogue


def test_catalogue_needs_no_scikit_learn():
    code = (
        "import sys; from modelyard.training.catalogue import catalogue; catalogue();"
        "heavy = {'sklearn', 'pandas', 'numpy'} & set(sys.modules); assert not heavy, heavy"
    )
    path = str(resources_dir().parent / "app")
    subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {path!r}); {code}"], check=True)


@pytest.mark.parametrize(
    "key, params, words",
    [
        ("logistic_regression", {"c": 1}, "no parameter called 'c'"),
        ("logistic_regression", {"C": 0}, "cannot be 0. Choose a value from 1e-06 to 1e+06"),
        ("logistic_regression", {"C": "much"}, "cannot be 'much'"),
        ("logistic_regression", {"C": float("nan")}, "cannot be nan"),
        ("random_forest", {"n_estimators": 2.5}, "a whole number"),
        ("random_forest", {"n_estimators": True}, "a whole number"),
        ("random_forest", {"max_features": "most"}, "Choose one of: sqrt, log2, all"),
        ("hist_gradient_boosting", {"early_stopping": "perhaps"}, "true or false"),
        ("baseline", {"C": 1}, "It has none"),
        ("catboost", {}, "no algorithm called 'catboost'"),
    ],
)
def test_unusable_parameters_are_refused_with_a_sentence(key, params, words):
    with pytest.raises(InputError) as caught:
        make_estimator(key, params, 0)
    assert words in str(caught.value)


def test_text_from_a_form_is_converted():
    params = resolve_params(
        "hist_gradient_boosting", {"learning_rate": "0.05", "max_iter": "30", "early_stopping": "yes"}
    )
    assert (params["learning_rate"], params["max_iter"], params["early_stopping"]) == (0.05, 30, True)
    assert isinstance(params["max_iter"], int)
    with pytest.raises(InputError):
        algorithm("")


# Features


def mixed(rows: int = 300) -> tuple[pd.DataFrame, dict[str, ColumnType], np.ndarray]:
    """Every usable column type, each with missing values, and a text column with nothing in it."""
    generator = np.random.default_rng(1)
    number = generator.normal(size=rows)
    number[::7] = np.nan
    text = generator.choice(np.array(["a", "b", "c"], dtype=object), rows)
    text[::5] = None
    flag = generator.choice(np.array([True, False, None], dtype=object), rows)
    frame = pd.DataFrame({"number": number, "count": np.arange(rows, dtype=float)})
    frame["text"] = pd.Series(text, dtype=object)
    frame["flag"] = pd.Series(flag, dtype=object)
    frame["no_text"] = pd.Series([None] * rows, dtype=object)
    types = {
        "number": ColumnType.NUMBER,
        "text": ColumnType.TEXT,
        "count": ColumnType.INTEGER,
        "flag": ColumnType.BOOLEAN,
        "no_text": ColumnType.TEXT,
    }
    return frame, types, (generator.random(rows) < 0.4).astype("int8")


@pytest.mark.parametrize("key", ("baseline", *LEARNERS))
def test_pipeline_takes_missing_unseen_and_empty(key):
    frame, types, y = mixed()
    pipeline = make_pipeline(types, PLAIN, AlgorithmSpec(key), 0).fit(prepare_frame(frame, types), y)
    assert [name for name, _ in pipeline.steps] == ["prepare", "model"]
    odd = frame.iloc[:6].copy()
    odd["text"] = pd.Series(["zebra", None, "", "missing", "a", "ä" * 300], dtype=object)
    odd["number"] = [np.inf, -np.inf, 1e300, -1e300, 0.0, np.nan]
    odd["no_text"] = pd.Series(["x", None, "y", None, None, "z"], dtype=object)
    probability = pipeline.predict_proba(prepare_frame(odd, types))
    assert probability.shape == (6, 2)
    assert np.isfinite(probability).all()
    assert probability.sum(axis=1) == pytest.approx(1.0)


@pytest.mark.parametrize("key", LEARNERS)
def test_a_frame_with_nan_for_missing_text_scores_the_same(key):
    frame, types, y = mixed()
    pipeline = make_pipeline(types, PLAIN, AlgorithmSpec(key), 0).fit(prepare_frame(frame, types), y)
    other = prepare_frame(frame, types)
    for name in ("text", "no_text"):
        values = other[name].to_numpy(dtype=object, copy=True)
        values[other[name].isna().to_numpy()] = np.nan
        other[name] = pd.Series(values, dtype=object)
    expected = pipeline.predict_proba(prepare_frame(frame, types))
    assert (pipeline.predict_proba(other) == expected).all()


@pytest.mark.parametrize("key", LEARNERS)
def test_more_categories_than_an_encoder_holds(key):
    generator = np.random.default_rng(2)
    values = np.array([f"v{i}" for i in generator.integers(0, 900, 4000)], dtype=object)
    frame, types = pd.DataFrame({"v": pd.Series(values, dtype=object)}), {"v": ColumnType.TEXT}
    y = generator.integers(0, 2, 4000)
    pipeline = make_pipeline(types, PLAIN, AlgorithmSpec(key), 0).fit(prepare_frame(frame, types), y)
    assert np.isfinite(pipeline.predict_proba(frame.iloc[:50])).all()
    assert pipeline.named_steps["prepare"].transform(frame.iloc[:1]).shape[1] <= 200


def test_boosting_knows_which_columns_are_categories():
    frame, types, y = mixed()
    model = (
        make_pipeline(types, PLAIN, AlgorithmSpec("hist_gradient_boosting"), 0)
        .fit(prepare_frame(frame, types), y)
        .named_steps["model"]
    )
    assert model.is_categorical_.tolist() == [False] * 3 + [True] * 2


def test_ignored_columns_are_left_out_and_none_is_too_few():
    columns = {"at": ColumnType.DATETIME, "x": ColumnType.NUMBER, "day": ColumnType.DATE}
    kept, warnings = usable_features(columns, {"at": Role.IGNORED})
    assert (list(kept), warnings) == (["x", "day"], ())
    with pytest.raises(InputError, match="'x' holds number values, which cannot be used as date"):
        usable_features(columns, {"x": Role.DATE})
    with pytest.raises(InputError, match="No features are chosen"):
        make_pipeline({}, PLAIN, AlgorithmSpec("baseline"), 0)


def test_a_column_that_is_absent_or_of_another_kind_is_named():
    frame = pd.DataFrame({"x": pd.Series(["1", "two"], dtype=object)})
    with pytest.raises(InputError, match="'x' holds something that is not a number"):
        prepare_frame(frame, {"x": ColumnType.NUMBER})
    with pytest.raises(InputError, match="no column called 'y'"):
        prepare_frame(frame, {"y": ColumnType.NUMBER})


# Target


def named(values: list[object], dtype: str = "object") -> pd.Series:
    return pd.Series(values, name="late", dtype=dtype)


@pytest.mark.parametrize(
    "series, positive, classes, values",
    [
        (named([True, False, None, True, False]), None, ("false", "true"), [1, 0, 1, 0]),
        (named([1.0, 0.0, np.nan, 1.0, 0.0], "float64"), None, ("0", "1"), [1, 0, 1, 0]),
        (named(["Yes", "No", None, "Yes", "No"]), None, ("No", "Yes"), [1, 0, 1, 0]),
        (named(["gone", "gone", None, "here", "here", "here"]), None, ("here", "gone"), [1, 1, 0, 0, 0]),
        (named(["gone", "gone", None, "here", "here", "here"]), "here", ("gone", "here"), [0, 0, 1, 1, 1]),
        (named([1.5, -2.0, np.nan, 1.5, -2.0], "float64"), "1.5", ("-2", "1.5"), [1, 0, 1, 0]),
    ],
)
def test_target_becomes_zero_and_one(series, positive, classes, values):
    encoded = encode_target(series, positive)
    assert encoded.classes == classes
    assert encoded.values.tolist() == values
    assert encoded.keep.tolist() == [i != 2 for i in range(len(series))]
    assert encoded.missing == 1


@pytest.mark.parametrize(
    "values, positive, words",
    [
        ([True, True, None], None, "late has only one value, true, so there is nothing to tell apart."),
        ([None, None], None, "late has no value in any of the 2 rows."),
        (["a", "b", "c"], None, "late has 3 different values. A yes/no question needs exactly two."),
        (["a", "a", "b", "b"], "c", "late has no value c. Its values are a and b."),
        (["a", "a", "b"], None, "Only 1 row has late = b; learning and judging need one each."),
    ],
)
def test_an_unusable_target_is_refused_with_a_sentence(values, positive, words):
    with pytest.raises(InputError) as caught:
        encode_target(named(values), positive)
    assert words in str(caught.value)


# Hold-out


def test_random_hold_out_is_stratified_complete_and_repeatable():
    y = (np.random.default_rng(0).random(5000) < 0.13).astype("int8")
    frame = pd.DataFrame({"x": np.arange(5000.0)})
    train, test, name = split(frame, y, SplitSpec(test_share=0.25), seed=7)
    assert sorted([*train, *test]) == list(range(5000))
    assert len(test) == 1250
    assert y[test].mean() == pytest.approx(y[train].mean(), abs=0.001)
    again = split(frame, y, SplitSpec(test_share=0.25), seed=7)
    assert (again[0] == train).all()
    assert again[2] == name
    other = split(frame, y, SplitSpec(test_share=0.25), seed=8)
    assert other[2] != name
    assert not np.array_equal(other[1], test)


def test_hold_out_does_not_change_with_a_release():
    """Recorded once: a different division would make old runs incomparable, so a change must be seen."""
    y = np.tile(np.array([0, 1, 1, 0, 0], dtype="int8"), 20)
    _, test, name = split(pd.DataFrame({"x": np.arange(100.0)}), y, SplitSpec(), seed=1)
    assert test.tolist() == [5, 10, 12, 17, 21, 25, 28, 40, 41, 43, 45, 48, 53, 55, 62, 74, 91, 92, 97, 98]
    assert name == "3ebfafcad26cdb1b5a5cf1b9d8cf575caa47f85d62ab64b1a44955da35a596d0"


@pytest.mark.parametrize("kind", ["date", "datetime", "number"])
def test_hold_out_by_time_takes_the_latest_and_keeps_ties_together(kind):
    day = np.repeat(np.arange(10), [5, 20, 5, 10, 10, 10, 10, 10, 10, 10])
    shuffled = np.random.default_rng(0).permutation(day)
    stamps = pd.Timestamp("2013-01-01") + pd.to_timedelta(shuffled, unit="D")
    columns = {"date": pd.Series(stamps.date, dtype=object), "datetime": stamps, "number": shuffled.astype(float)}
    frame = pd.DataFrame({"when": columns[kind]})
    y = np.tile(np.array([0, 1], dtype="int8"), 50)
    train, test, _ = split(frame, y, SplitSpec(SplitKind.TIME, 0.26, "when"), seed=0)
    assert set(shuffled[test]) == {7, 8, 9}
    assert set(shuffled[train]) == {0, 1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    "spec, words",
    [
        (SplitSpec(test_share=0.0), "cannot be 0 of the rows"),
        (SplitSpec(SplitKind.TIME, 0.2, None), "No time column is chosen"),
        (SplitSpec(SplitKind.TIME, 0.2, "nope"), "no column called 'nope'"),
        (SplitSpec(SplitKind.TIME, 0.2, "gaps"), "2 of 10 rows have no value in 'gaps'"),
        (SplitSpec(SplitKind.TIME, 0.2, "same"), "All rows have the same 'same'"),
        (SplitSpec(SplitKind.TIME, 0.2, "sorted"), "a single class"),
    ],
)
def test_an_unusable_hold_out_is_refused_with_a_sentence(spec, words):
    y = np.array([0] * 5 + [1] * 5, dtype="int8")
    frame = pd.DataFrame({"sorted": np.arange(10.0), "same": np.zeros(10), "gaps": [np.nan, np.nan, *range(8)]})
    with pytest.raises(InputError) as caught:
        split(frame, y, spec, 0)
    assert words in str(caught.value)


def test_one_row_of_a_class_cannot_be_divided():
    with pytest.raises(InputError, match="Only 1 row has one of the target's values"):
        split(pd.DataFrame({"x": np.zeros(9)}), np.array([1] + [0] * 8, dtype="int8"), SplitSpec(), 0)


# Evaluation


def test_metrics_equal_scikit_learn():
    y, score = scored()
    found = binary_metrics(y, score)
    label = score >= 0.5
    assert found["roc_auc"] == metrics.roc_auc_score(y, score)
    assert found["average_precision"] == metrics.average_precision_score(y, score)
    assert found["f1"] == metrics.f1_score(y, label)
    assert found["precision"] == metrics.precision_score(y, label)
    assert found["recall"] == metrics.recall_score(y, label)
    assert found["accuracy"] == metrics.accuracy_score(y, label)
    assert found["log_loss"] == pytest.approx(-np.mean(np.where(y == 1, np.log(score), np.log1p(-score))), rel=1e-12)
    assert found["brier"] == pytest.approx(np.mean((score - y) ** 2), rel=1e-12)
    assert found["balanced_accuracy"] == pytest.approx(metrics.balanced_accuracy_score(y, label))
    assert found["mcc"] == metrics.matthews_corrcoef(y, label)
    assert set(found) == {m.key for m in metrics_of(Task.BINARY)}


def test_thinned_curves_keep_their_shape():
    y, score = scored(40_000)
    x, tpr, _ = metrics.roc_curve(y, score)
    thin = roc(y, score)
    assert len(thin.x) == len(thin.y) == len(thin.threshold) <= 500 < len(x)
    assert (thin.x[0], thin.y[0], thin.x[-1], thin.y[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert thin.threshold[0] is None
    assert np.abs(np.interp(x, thin.x, thin.y) - tpr).max() < 0.004
    assert metrics.auc(thin.x, thin.y) == pytest.approx(metrics.auc(x, tpr), abs=2e-4)

    precision, recall, _ = metrics.precision_recall_curve(y, score)
    curve = precision_recall(y, score)
    assert len(curve.x) <= 500
    assert list(curve.x) == sorted(curve.x)
    seen = (recall > 0.02) & (recall < 1)
    assert np.abs(np.interp(recall[seen], curve.x, curve.y) - precision[seen]).max() < 0.02


def test_calibration_agrees_with_scikit_learn_and_leaves_empty_bins_out():
    y, score = scored()
    keep = (score < 0.3) | (score > 0.4)
    y, score = y[keep], score[keep]
    found = calibration(y, score)
    observed, predicted = calibration_curve(y, score, n_bins=10)
    assert found.observed == tuple(observed)
    assert found.predicted == tuple(predicted)
    assert sum(found.counts) == len(y)
    bins = np.clip(np.ceil(score * 10).astype(int) - 1, 0, 9)
    gaps = [abs(y[bins == b].mean() - score[bins == b].mean()) * (bins == b).mean() for b in set(bins)]
    assert found.error == pytest.approx(sum(gaps), rel=1e-9)


def test_threshold_table_equals_confusion_matrices():
    y, score = scored(500)
    score = np.round(score, 2)  # many scores lie exactly on a threshold
    table = threshold_table(y, score)
    assert len(table.thresholds) == 101
    for i in (0, 1, 29, 50, 77, 100):
        tn, fp, fn, tp = metrics.confusion_matrix(y, score >= table.thresholds[i], labels=[0, 1]).ravel()
        row = (table.true_negative[i], table.false_positive[i], table.false_negative[i], table.true_positive[i])
        assert row == (tn, fp, fn, tp)


def test_evaluation_counts_every_row():
    y, score = scored(700)
    score[:3], score[3:5] = 0.0, 1.0
    found = binary_evaluation(y, score, ("no", "yes"))
    assert (found.rows, found.positives, sum(found.score_histogram)) == (700, int(y.sum()), 700)
    assert len(found.score_histogram) == 50


def test_constant_scores_are_judged_too():
    y = np.tile(np.array([0, 1, 0], dtype="int8"), 30)
    found = binary_evaluation(y, np.full(90, 1 / 3), ("no", "yes"))
    assert binary_metrics(y, np.full(90, 1 / 3))["precision"] == 0.0
    assert found.calibration.counts == (90,)
    assert found.calibration.error == pytest.approx(0.0)


# Early warnings


def suspicious(rows: int = 2000) -> tuple[pd.DataFrame, dict[str, ColumnType]]:
    generator = np.random.default_rng(3)
    late = generator.random(rows) < 0.3
    frame = pd.DataFrame(
        {
            "arr_delay": np.where(late, 40.0, 0.0) + generator.random(rows),
            "honest": late + generator.normal(size=rows),
            "far_out": np.where(late, generator.choice([-9.0, 9.0], rows), generator.random(rows)),
            "number": np.arange(rows, dtype=float),
            "year": np.full(rows, 2013.0),
            "nothing": np.full(rows, np.nan),
        }
    )
    frame["status"] = pd.Series(np.where(late, "was late", "in time"), dtype=object)
    frame["ticket"] = pd.Series([f"T{i}" for i in range(rows)], dtype=object)
    frame["at"] = pd.Timestamp("2013-01-01")
    frame["late"] = pd.Series(late, dtype=object)
    frame.loc[:20, "late"] = None
    types = dict.fromkeys(frame.columns, ColumnType.NUMBER)
    types |= {"number": ColumnType.INTEGER, "status": ColumnType.TEXT, "ticket": ColumnType.TEXT}
    return frame, types | {"at": ColumnType.DATETIME, "late": ColumnType.BOOLEAN}


def test_leaks_identifiers_and_constants_are_pointed_out():
    frame, types = suspicious()
    features = tuple(name for name in frame.columns if name != "late")
    found = {w.feature: w.kind for w in check_features(frame, types, "late", features)}
    assert found == {
        "arr_delay": WarningKind.LEAK,
        "far_out": WarningKind.LEAK,
        "status": WarningKind.LEAK,
        "number": WarningKind.IDENTIFIER,
        "ticket": WarningKind.IDENTIFIER,
        "at": WarningKind.CONSTANT,
        "nothing": WarningKind.EMPTY,
        "year": WarningKind.CONSTANT,
    }


def test_a_useless_target_gives_no_leaks_and_no_error():
    frame, types = suspicious(100)
    found = check_features(frame.assign(late=True), types, "late", ("arr_delay", "year"))
    assert [w.kind for w in found] == [WarningKind.CONSTANT]
    assert replace(found[0], text="").severity == "warn"
