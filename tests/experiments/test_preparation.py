"""Preparation inside the model: every role and choice, for every task, kept and loaded again."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from modelyard.artifacts.bundle import read_pipeline, write_pipeline
from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    Encoding,
    ExperimentSpec,
    Formula,
    Missing,
    Preparation,
    Role,
    Scaling,
    Selection,
    Task,
)
from modelyard.domain.models import InputField, Signature
from modelyard.training.catalogue import ENSEMBLES, catalogue
from modelyard.training.ensembles import make_ensemble
from modelyard.training.features import make_pipeline, prepare_frame, role_of, roles_of
from modelyard.training.target import encode_target
from modelyard_server.bundle import open_bundle
from modelyard_server.errors import RequestError
from modelyard_server.predictor import load_predictor
from tests.server import support

pytestmark = pytest.mark.usefixtures("one_thread")

ROWS = 240
COLUMNS = {
    "size": ColumnType.NUMBER,
    "floor": ColumnType.INTEGER,
    "lift": ColumnType.BOOLEAN,
    "town": ColumnType.TEXT,
    "said": ColumnType.TEXT,
    "price": ColumnType.TEXT,
    "built": ColumnType.DATE,
    "seen": ColumnType.DATETIME,
    "opens": ColumnType.TIME,
    "code": ColumnType.INTEGER,
}
ROLES = {"said": Role.TEXT, "price": Role.NUMERIC, "code": Role.CATEGORY}
PLAIN = ExperimentSpec("x", "v", "y", tuple(COLUMNS), (), roles=ROLES)
RICH = Preparation(
    missing_flags=True,
    text_words=20,
    text_pairs=True,
    formulas=(Formula("per floor", "size / (floor + 1)"), Formula("evening", "hour(seen) > 17 and town <> 'Jena'")),
)


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Rows as `tables.frames` reads them, some values missing in each column."""
    generator = np.random.default_rng(8)
    words = ["warm and bright", "cold, dark", "bright kitchen", "no lift but warm"]
    moments = pd.Timestamp("2021-01-01", tz="UTC") + pd.to_timedelta(generator.integers(0, 900 * 86400, ROWS), unit="s")
    columns: dict[str, Any] = {
        "size": generator.normal(70, 20, ROWS),
        "floor": generator.integers(0, 5, ROWS).astype(float),
        "lift": generator.choice(np.array([True, False], dtype=object), ROWS),
        "town": generator.choice(np.array(["Jena", "Köln", "Ulm"], dtype=object), ROWS),
        "said": generator.choice(np.array(words, dtype=object), ROWS),
        "price": np.array([f"{v:.2f}" for v in generator.normal(900, 100, ROWS)], dtype=object),
        "built": moments.tz_localize(None).normalize(),
        "seen": moments,
        "opens": np.array([m.time() for m in moments], dtype=object),
        "code": generator.choice([7.0, 8.0, 9.0], ROWS),
    }
    frame = pd.DataFrame(columns)
    for name in frame.columns:
        frame.loc[generator.random(ROWS) < 0.1, name] = None
    return frame


def target(raw: pd.DataFrame, task: Task) -> np.ndarray:
    score = np.nan_to_num(raw["size"].to_numpy(dtype=float), nan=70) / 20 + raw["seen"].dt.hour.fillna(0).to_numpy() / 6
    if task is Task.REGRESSION:
        return score
    return np.digitize(score, np.quantile(score, [0.5] if task is Task.BINARY else [0.3, 0.6])).astype("int64")


def spec(task: Task = Task.BINARY, **preparation: Any) -> ExperimentSpec:
    return replace(PLAIN, task=task, preparation=replace(RICH, **preparation))


def fitted(raw: pd.DataFrame, one: ExperimentSpec, algorithm: AlgorithmSpec, task: Task = Task.BINARY) -> Any:
    return make_pipeline(COLUMNS, one, algorithm, 1).fit(prepare_frame(raw, COLUMNS), target(raw, task))


def answers(pipeline: Any, frame: pd.DataFrame) -> np.ndarray:
    return (pipeline.predict_proba if hasattr(pipeline, "predict_proba") else pipeline.predict)(frame)


QUICK = {"n_estimators": 4, "max_iter": 20}
EVERY = [(t, a.key) for t in Task for a in catalogue(t) if a.key not in ENSEMBLES]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("task, key", EVERY)
def test_every_algorithm_takes_every_kind_of_column_and_is_kept_exactly(raw, tmp_path, task, key):
    known = {p.name for p in next(a for a in catalogue(task) if a.key == key).parameters}
    algorithm = AlgorithmSpec(key, {n: v for n, v in QUICK.items() if n in known})
    pipeline = fitted(raw, spec(task), algorithm, task)
    write_pipeline(pipeline, tmp_path / "model.skops")
    unseen = prepare_frame(raw, COLUMNS).iloc[:30].copy()
    unseen.loc[:5, "town"] = "Bonn"
    unseen.loc[6:9, "said"] = "quite other words"
    unseen.loc[10:12, "code"] = 99.0
    unseen.loc[13:15, "price"] = "dear"
    assert np.array_equal(answers(pipeline, unseen), answers(read_pipeline(tmp_path / "model.skops"), unseen))
    assert np.isfinite(answers(pipeline, unseen)).all()


@pytest.mark.parametrize("task", [Task.BINARY, Task.REGRESSION])
@pytest.mark.parametrize("key", ["k_neighbors", "kernel_svm"])
def test_a_model_of_mostly_zeros_is_kept_exactly(tmp_path, task, key):
    """One-hot inputs of many categories are sparse; neighbours and kernels keep rows of them."""
    frame = pd.DataFrame({"word": pd.Series([f"w{i % 30}" for i in range(300)], dtype=object)})
    y = np.arange(300) % 30 % 2
    pipeline = make_pipeline({"word": ColumnType.TEXT}, replace(PLAIN, task=task, roles={}), AlgorithmSpec(key), 0)
    pipeline.fit(frame, y)
    write_pipeline(pipeline, tmp_path / "model.skops")
    kept = read_pipeline(tmp_path / "model.skops")
    assert np.array_equal(kept.predict(frame), pipeline.predict(frame))


FEW: dict[str, dict[str, Any]] = {
    "ridge": {},
    "hist_gradient_boosting": {"max_iter": 3},
    "extra_trees": {"n_estimators": 3},
}
CHOICES = [
    {"missing": missing, "scaling": scaling, "encoding": encoding, "missing_flags": False}
    for missing, scaling, encoding in zip(Missing, Scaling, [*Encoding, Encoding.AUTO], strict=True)
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: "-".join(str(v) for v in c.values()))
@pytest.mark.parametrize("key", ["ridge", "hist_gradient_boosting", "extra_trees"])
def test_every_choice_of_preparation_is_fitted(raw, key, choice):
    pipeline = fitted(raw, spec(Task.REGRESSION, **choice), AlgorithmSpec(key, FEW[key]), Task.REGRESSION)
    inputs = pipeline.named_steps["prepare"].transform(prepare_frame(raw, COLUMNS))
    inputs = np.asarray(inputs.todense() if hasattr(inputs, "todense") else inputs)
    names = pipeline.named_steps["prepare"].get_feature_names_out().tolist()
    assert inputs.shape[1] == len(names)
    size = inputs[:, names.index("size")]
    gaps = raw["size"].isna().to_numpy()
    if choice["missing"] is Missing.AUTO and key == "hist_gradient_boosting":
        assert np.isnan(size[gaps]).all()
    else:
        fill = {Missing.ZERO: 0.0, Missing.MEAN: raw["size"].mean(), Missing.MOST_FREQUENT: raw["size"].min()}
        values = raw["size"].fillna(fill.get(choice["missing"], raw["size"].median())).to_numpy()
        assert np.corrcoef(size, values)[0, 1] == pytest.approx(1.0)
    scaled = choice["scaling"]
    if scaled is Scaling.STANDARD or (scaled is Scaling.AUTO and key == "ridge"):
        assert np.nanstd(size) == pytest.approx(1.0)
    elif scaled is Scaling.MIN_MAX:
        assert (np.nanmin(size), np.nanmax(size)) == (0.0, pytest.approx(1.0))
    elif scaled is not Scaling.ROBUST:
        assert np.nanmax(size) == pytest.approx(raw["size"].max())


def test_parts_are_what_they_say(raw):
    pipeline = fitted(raw, spec(encoding=Encoding.ONE_HOT, scaling=Scaling.NONE), AlgorithmSpec("random_forest"))
    made = pipeline.named_steps["prepare"]
    names = made.get_feature_names_out().tolist()
    inputs = made.transform(prepare_frame(raw, COLUMNS))
    table = pd.DataFrame(inputs.todense() if hasattr(inputs, "todense") else inputs, columns=names)
    there = raw["seen"].notna()
    for part in ("year", "month", "day", "hour", "minute"):
        assert (table.loc[there, f"seen_{part}"] == getattr(raw.loc[there, "seen"].dt, part)).all()
    assert (table.loc[there, "seen_weekday"] == raw.loc[there, "seen"].dt.day_of_week + 1).all()
    assert not {"built_hour", "opens_year"} & set(names)
    assert {"built_weekday", "opens_hour", "said_bright", "said_warm and", "town_Köln", "code_8.0"} <= set(names)
    assert table["missingindicator_size"].tolist() == raw["size"].isna().astype(float).tolist()
    whole = raw["size"].notna() & raw["floor"].notna()
    assert table.loc[whole, "per floor"].to_numpy() == pytest.approx(
        (raw["size"] / (raw["floor"] + 1))[whole].to_numpy()
    )
    assert (table["price"][raw["price"].notna()] == raw["price"].dropna().astype(float)).all()


def test_words_weigh_as_scikit_learn_says(raw):
    from sklearn.feature_extraction.text import TfidfVectorizer

    columns = {"said": ColumnType.TEXT}
    one = replace(PLAIN, preparation=Preparation(text_words=5))
    pipeline = make_pipeline(columns, one, AlgorithmSpec("random_forest"), 0)
    found = pipeline.named_steps["prepare"].fit_transform(prepare_frame(raw, columns), target(raw, Task.BINARY))
    expected = TfidfVectorizer(max_features=5, sublinear_tf=True).fit_transform(raw["said"].fillna(""))
    assert np.array_equal(np.asarray(found.todense() if hasattr(found, "todense") else found), expected.todense())


def test_a_text_without_words_gives_no_inputs(raw):
    frame = raw.assign(said=pd.Series(["!"] * ROWS, dtype=object))
    one = replace(PLAIN, roles={"said": Role.TEXT})
    columns = {"said": ColumnType.TEXT, "size": ColumnType.NUMBER}
    pipeline = make_pipeline(columns, one, AlgorithmSpec("random_forest", {"n_estimators": 2}), 0)
    pipeline.fit(prepare_frame(frame, columns), target(raw, Task.BINARY))
    assert pipeline.named_steps["prepare"].get_feature_names_out().tolist() == ["size"]


def test_mean_targets_are_cross_fitted():
    """A category of its own for each row tells nothing that training rows may learn from themselves."""
    generator = np.random.default_rng(0)
    frame = pd.DataFrame({"id": pd.Series([f"r{i}" for i in range(400)], dtype=object)})
    y = generator.integers(0, 2, 400)
    one = replace(PLAIN, preparation=Preparation(encoding=Encoding.TARGET), roles={})
    for task in (Task.BINARY, Task.REGRESSION):
        pipeline = make_pipeline({"id": ColumnType.TEXT}, replace(one, task=task), AlgorithmSpec("decision_tree"), 0)
        learned = pipeline.named_steps["prepare"].fit_transform(frame, y.astype(float))
        assert len(np.unique(learned)) <= 5  # the means of five folds, and nothing of the row itself
        assert abs(np.corrcoef(learned[:, 0], y)[0, 1]) < 0.3


@pytest.mark.parametrize("by", list(Selection))
@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS, Task.REGRESSION])
def test_the_best_inputs_are_kept(raw, task, by):
    columns = {
        "size": ColumnType.NUMBER,
        "town": ColumnType.TEXT,
        "seen": ColumnType.DATETIME,
        "lift": ColumnType.BOOLEAN,
    }
    one = replace(PLAIN, task=task, preparation=Preparation(select=2, select_by=by), roles={})
    pipeline = make_pipeline(columns, one, AlgorithmSpec("hist_gradient_boosting", {"max_iter": 5}), 0)
    pipeline.fit(prepare_frame(raw, columns), target(raw, task))
    assert set(pipeline.named_steps["prepare"].get_feature_names_out()) == {"size", "seen_hour"}


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"task": Task.ANOMALY, "preparation": Preparation(encoding=Encoding.TARGET)}, "Without a target, categories"),
        ({"task": Task.CLUSTERING, "preparation": Preparation(select=3)}, "Without a target, no input is better"),
        ({"preparation": Preparation(select=0)}, "0 inputs cannot be kept"),
        ({"roles": {"size": Role.TEXT}}, "holds number values, which cannot be used as text"),
        ({"preparation": Preparation(formulas=(Formula("size", "floor + 1"),))}, "cannot be called 'size'"),
        ({"preparation": Preparation(formulas=(Formula("f", "1 + 1"),))}, "name no column"),
        ({"preparation": Preparation(formulas=(Formula("f", "size +"),))}, "f: The formula is not complete"),
    ],
)
def test_what_cannot_be_prepared_is_said_in_a_sentence(changes, words):
    keys = {Task.ANOMALY: "isolation_forest", Task.CLUSTERING: "k_means"}
    one = replace(PLAIN, **changes)
    with pytest.raises(InputError) as caught:
        make_pipeline(COLUMNS, one, AlgorithmSpec(keys.get(one.task, "baseline")), 0)
    assert words in str(caught.value)


def test_roles_of_a_type():
    for kind in ColumnType:
        assert role_of("x", kind, {}) is roles_of(kind)[0]
        for role in set(Role) - set(roles_of(kind)):
            with pytest.raises(InputError):
                role_of("x", kind, {"x": role})


# Ensembles


@pytest.mark.parametrize("key", ["voting", "stacking"])
@pytest.mark.parametrize("task", [Task.BINARY, Task.MULTICLASS, Task.REGRESSION])
def test_runs_put_together(raw, tmp_path, task, key):
    first = make_pipeline({"size": ColumnType.NUMBER}, replace(PLAIN, task=task), AlgorithmSpec("decision_tree"), 0)
    dates = {"seen": ColumnType.DATETIME, "town": ColumnType.TEXT}
    second = make_pipeline(dates, replace(PLAIN, task=task), AlgorithmSpec("extra_trees", {"n_estimators": 5}), 0)
    made = make_ensemble(key, {}, [("run 1", first), ("run__2", second)], task, 0)
    frame, y = prepare_frame(raw, COLUMNS), target(raw, task)
    inputs = made.named_steps["prepare"].fit_transform(frame, y)
    made.named_steps["model"].fit(inputs, y)
    assert not hasattr(first.named_steps["model"], "tree_")  # the members are copies
    found = answers(made, frame)
    if key == "voting":
        alone = [answers(one.fit(frame, y), frame) for one in (first, second)]
        assert found == pytest.approx(np.mean(alone, axis=0))
    write_pipeline(made, tmp_path / "model.skops")
    assert np.array_equal(answers(read_pipeline(tmp_path / "model.skops"), frame), found)


def test_what_cannot_be_put_together_is_said(raw):
    one = make_pipeline({"size": ColumnType.NUMBER}, PLAIN, AlgorithmSpec("decision_tree"), 0)
    with pytest.raises(InputError, match="Voting needs two or more different runs"):
        make_ensemble("voting", {}, [("run 1", one)], Task.BINARY, 0)
    with pytest.raises(InputError, match="needs two or more different runs"):
        make_ensemble("stacking", {}, [("run 1", one), ("run 1", one)], Task.BINARY, 0)
    with pytest.raises(InputError, match="Ridge is not made of runs"):
        make_ensemble("ridge", {}, [("run 1", one), ("run 2", one)], Task.REGRESSION, 0)
    with pytest.raises(InputError, match="Stacking cannot be used for finding unusual rows"):
        make_ensemble("stacking", {}, [("run 1", one), ("run 2", one)], Task.ANOMALY, 0)


# Served


@pytest.mark.parametrize("key", ["logistic_regression", "hist_gradient_boosting", "xgboost", "kernel_svm"])
def test_a_bundle_with_dates_text_and_formulas_is_served_from_json(raw, tmp_path, key):
    pipeline = fitted(raw, spec(), AlgorithmSpec(key))
    signature = Signature(tuple(InputField(name, kind) for name, kind in COLUMNS.items()), "y", ("no", "yes"))
    made = support.bundle(pipeline, prepare_frame(raw, COLUMNS), tmp_path / "bundle", signature)
    assert (made.scorer, made.parity.max_difference) == ("sklearn", 0.0)
    predictor = load_predictor(open_bundle(tmp_path / "bundle"))
    sent: dict[str, list[Any]] = {
        "size": [55.5, None], "floor": [3, 0], "lift": [True, None], "town": ["Jena", "Bonn"], "said": ["warm", None],
        "price": ["812.50", "free"], "built": ["2021-05-01", None], "seen": ["2021-06-01T19:30:00+02:00", None],
        "opens": ["08:30:00", None], "code": [7, 12],
    }  # fmt: skip
    scores = predictor.score(predictor.schema.check(sent, 2), 2)
    same = {
        **sent,
        "seen": [pd.Timestamp("2021-06-01T17:30:00", tz="UTC"), None],
        "built": [pd.Timestamp("2021-05-01"), None],
    }
    assert scores == pytest.approx(
        answers(pipeline, prepare_frame(pd.DataFrame(same), COLUMNS))[:, 1].tolist(), abs=1e-15
    )
    assert scores[0] != scores[1]
    with pytest.raises(RequestError, match='"built", row 1: expected a date such as 2013-04-01'):
        predictor.schema.check({**sent, "built": ["1.5.2021", None]}, 2)


@pytest.mark.parametrize(
    "key, scaling, scorer",
    [
        ("logistic_regression", "min_max", "sklearn"),
        ("logistic_regression", "standard", "linear"),
        ("random_forest", "none", "trees"),
        ("random_forest", "standard", "sklearn"),
    ],
)
def test_the_fast_path_stays_where_it_was_and_says_why_where_not(raw, tmp_path, key, scaling, scorer):
    columns = {"size": ColumnType.NUMBER, "lift": ColumnType.BOOLEAN, "town": ColumnType.TEXT}
    one = replace(PLAIN, roles={}, preparation=Preparation(missing=Missing.ZERO, scaling=Scaling(scaling)))
    algorithm = AlgorithmSpec(key, {} if key == "logistic_regression" else {"n_estimators": 5})
    pipeline = make_pipeline(columns, one, algorithm, 1).fit(prepare_frame(raw, columns), target(raw, Task.BINARY))
    signature = Signature(tuple(InputField(name, kind) for name, kind in columns.items()), "y", ("no", "yes"))
    made = support.bundle(pipeline, prepare_frame(raw, columns), tmp_path / "bundle", signature)
    assert (made.scorer, bool(made.parity.reason)) == (scorer, scorer == "sklearn")


def test_mlflow_loads_such_a_bundle_where_modelyard_is_not(raw, tmp_path):
    pipeline = fitted(raw, spec(), AlgorithmSpec("lightgbm", {"n_estimators": 5}))
    signature = Signature(tuple(InputField(name, kind) for name, kind in COLUMNS.items()), "y", ("no", "yes"))
    folder = tmp_path / "bundle"
    support.bundle(pipeline, prepare_frame(raw, COLUMNS), folder, signature)
    assert "lightgbm==" in (folder / "requirements.txt").read_text(encoding="utf-8")
    prepare_frame(raw, COLUMNS).to_pickle(tmp_path / "rows.pkl")
    code = (
        "import importlib.util, sys, warnings; warnings.simplefilter('ignore')\n"
        "sys.path[:] = [p for p in sys.path if not p.endswith('app')]  # that of the development environment\n"
        "import pandas as pd\n"
        "assert importlib.util.find_spec('modelyard_server') is None\n"
        "import mlflow\n"
        f"model = mlflow.sklearn.load_model({str(folder)!r})\n"
        f"print(model.predict_proba(pd.read_pickle({str(tmp_path / 'rows.pkl')!r}))[:, 1].sum().hex())"
    )
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"MLFLOW_DISABLE_TELEMETRY": "true"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == float(answers(pipeline, prepare_frame(raw, COLUMNS))[:, 1].sum()).hex()


def test_a_server_without_the_package_says_so(raw, tmp_path, monkeypatch):
    pipeline = fitted(raw, spec(), AlgorithmSpec("lightgbm", {"n_estimators": 2}))
    write_pipeline(pipeline, tmp_path / "model.skops")
    for name in [module for module in sys.modules if module.split(".")[0] == "lightgbm"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(InputError, match="The model needs the package lightgbm, which is not installed here"):
        read_pipeline(tmp_path / "model.skops")


def test_mutual_information_sees_numbers_as_numbers():
    """Among many one-hot inputs a number that tells nothing is not kept for its many different values."""
    generator = np.random.default_rng(0)
    words = generator.choice(np.array([f"c{i}" for i in range(12)], dtype=object), 600)
    frame = pd.DataFrame({"noise": generator.normal(size=600), "word": pd.Series(words, dtype=object)})
    y = (frame["word"].isin(["c1", "c2"]) ^ (generator.random(600) < 0.05)).to_numpy().astype(np.int8)
    preparation = Preparation(select=2, select_by=Selection.MUTUAL_INFORMATION)
    one = replace(PLAIN, preparation=preparation, roles={})
    columns = {"noise": ColumnType.NUMBER, "word": ColumnType.TEXT}
    pipeline = make_pipeline(columns, one, AlgorithmSpec("logistic_regression"), 0)
    pipeline.fit(prepare_frame(frame, columns), y)
    assert set(pipeline.named_steps["prepare"].get_feature_names_out()) == {"word_c1", "word_c2"}


@pytest.mark.parametrize("present", [2, 3])
def test_mean_targets_of_several_classes(present):
    """One input a class, and one alone where the rows at hand have two of them, as a fold in time may."""
    frame = pd.DataFrame({"town": pd.Series(["a", "b", "c"] * 40, dtype=object), "y": np.arange(120) % 3 % present})
    texts = pd.Series(frame["y"].map(str), dtype=object, name="y")
    y = encode_target(texts, task=Task.MULTICLASS).values
    one = replace(PLAIN, task=Task.MULTICLASS, preparation=Preparation(encoding=Encoding.TARGET), roles={})
    pipeline = make_pipeline({"town": ColumnType.TEXT}, one, AlgorithmSpec("decision_tree"), 0)
    pipeline.fit(prepare_frame(frame, {"town": ColumnType.TEXT}), y)
    assert pipeline.predict_proba(frame[["town"]]).shape == (120, present)
    assert pipeline.named_steps["prepare"].transform(frame[["town"]]).shape == (120, 1 if present == 2 else 3)
