"""Own code: an estimator from a file, run only when its user agreed."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import cloudpickle
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from modelyard.core.errors import InputError
from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.experiments.spec import SearchRange, SearchSpec, Task
from modelyard.training import catalogue
from modelyard.training.own_code import class_names, in_use, inspect_source, load_class, not_served
from modelyard.training.search.space import dimensions

GOOD = '''
"""A file as somebody writes it."""
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression


class _Helper(BaseEstimator):
    pass


class Nearest(ClassifierMixin, BaseEstimator):
    """Answers with the nearest class centre.

    More words.
    """

    def __init__(self, power=2.0, steps=3, robust=False, name="x", random_state=None):
        self.power, self.steps, self.robust, self.name, self.random_state = power, steps, robust, name, random_state

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.centres_ = np.array([X[y == c].mean(axis=0) for c in self.classes_])
        return self

    def predict_proba(self, X):
        near = 1 / (1e-9 + (np.abs(X[:, None] - self.centres_) ** self.power).sum(axis=2))
        return near / near.sum(axis=1, keepdims=True)

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]
'''


def test_an_estimator_is_found_checked_and_used():
    found = inspect_source(GOOD, consent=True)
    assert (found.name, found.text) == ("Nearest", "Answers with the nearest class centre.")
    assert found.tasks == {Task.BINARY, Task.MULTICLASS}
    assert [(p.name, p.kind, p.default) for p in found.parameters] == [
        ("power", "number", 2.0),
        ("steps", "integer", 3),
        ("robust", "boolean", False),
        ("name", "text", "x"),
    ]
    assert found.key == f"own:Nearest:{found.sha256}"
    with in_use([OwnSource(found, GOOD)]):
        made: Any = catalogue.make_estimator(found.key, {"power": 1.5}, 7)
    assert (made.power, made.random_state) == (1.5, 7)
    x = np.random.default_rng(0).normal(size=(120, 2))
    y = (x[:, 0] > 0).astype(int)
    assert cross_val_score(clone(made), x, y, cv=3).mean() > 0.8
    copy = pickle.loads(pickle.dumps(made.fit(x, y)))
    assert np.array_equal(copy.predict_proba(x), made.predict_proba(x))


def test_nothing_runs_without_consent(tmp_path):
    marker = tmp_path / "ran"
    source = f"open({str(marker)!r}, 'w').close()\n" + GOOD
    assert class_names(source) == ("Nearest",)
    for call in (inspect_source, load_class):
        with pytest.raises(InputError, match="was not agreed to"):
            call(source, consent=False)
    assert not marker.exists()
    load_class(source, consent=True)
    assert marker.exists()


def test_the_same_text_is_the_same_class_and_other_text_another():
    assert load_class(GOOD, consent=True) is load_class(GOOD, consent=True)
    assert load_class(GOOD + "\n", consent=True) is not load_class(GOOD, consent=True)


@pytest.mark.parametrize(
    "source, name, words",
    [
        ("def", "", "no Python in line 1"),
        ("x = 1", "", "defines no estimator. Define one class"),
        ("1 / 0", "", "cannot be run in line 1: division by zero"),
        ("import not_a_package", "", "cannot be run in line 1: No module named 'not_a_package'"),
        (GOOD + GOOD.replace("Nearest", "Other"), "", "defines 2 estimators. Name one of: Nearest, Other"),
        (GOOD, "Nothing", "no estimator called Nothing. Name one of: Nearest"),
        (GOOD.replace("def predict(", "def foresee("), "", "Nearest has no method predict"),
        (GOOD.replace("def predict_proba(", "def chances("), "", "has no method predict_proba"),
        (GOOD.replace("ClassifierMixin, BaseEstimator)", "BaseEstimator)"), "", "does not say what it is for"),
        (GOOD.replace("power=2.0, ", "power, "), "", "cannot be made without arguments and copied"),
        (GOOD.replace("self.power, self.steps", "self.powers, self.steps"), "", "cannot be made without arguments"),
        (GOOD.replace("return near / near", "return 2 * near / near"), "", "predict_proba gives no probabilities"),
        (GOOD.replace("self.classes_ = np.unique(y)", "self.classes_ = [0]"), "", "no classes_ after fitting"),
        (GOOD.replace("        return self\n", ""), "", "fit does not return self"),
        (GOOD.replace("return self\n", "self.f = lambda: 0\n        return self\n"), "", "Nearest"),
        (GOOD.replace("near = 1 /", "near = 1 / nothing /"), "", "made rows in line 27: name 'nothing' is not defined"),
        ("import sys\nsys.exit(1)", "", "cannot be run in line 2: it calls sys.exit"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(source, name, words):
    before = {key for key in sys.modules if key.startswith("modelyard_own_")}
    with pytest.raises(InputError) as caught:
        inspect_source(source, name, consent=True)
    assert words in str(caught.value)
    if "cannot be run" in words:
        assert {key for key in sys.modules if key.startswith("modelyard_own_")} == before


TASKS = {
    Task.REGRESSION: ("RegressorMixin", "def predict(self, X):\n        return X[:, 0]"),
    Task.CLUSTERING: ("ClusterMixin", "def predict(self, X):\n        return (X[:, 0] > 0.5).astype(int)"),
    Task.ANOMALY: ("OutlierMixin", "offset_ = -0.5\n    def score_samples(self, X):\n        return -X[:, 0]\n"
                   "    def predict(self, X):\n        return X[:, 0]"),
}  # fmt: skip
BARE = """
from sklearn.base import BaseEstimator, {mixin}

class Bare({mixin}, BaseEstimator):
    def fit(self, X, y=None):
        return self

    {body}
"""


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_its_own_checks(task):
    mixin, body = TASKS[task]
    source = BARE.format(mixin=mixin, body=body)
    assert inspect_source(source, consent=True).tasks == {task}
    with pytest.raises(InputError, match="one answer a row"):
        inspect_source(source.replace("X[:, 0]", "X[:5, 0]"), consent=True)


def test_a_literal_is_a_choice_and_is_searched():
    source = "from typing import Literal\n" + GOOD.replace(
        'name="x"', 'name: Literal["mean", "middle"] = "mean", how: "Unknown" = "x"'
    ).replace("self.name, self.random", "self.name, self.how, self.random").replace(
        "name, random_state\n", "name, how, random_state\n"
    )
    found = inspect_source(source, consent=True)
    assert [(p.name, p.kind) for p in found.parameters][-2:] == [("name", "text"), ("how", "text")]  # one is unknown
    found = inspect_source(source.replace("Unknown", "str"), consent=True)
    assert [(p.name, p.kind, p.choices) for p in found.parameters][-2:] == [
        ("name", "choice", ("mean", "middle")),
        ("how", "text", ()),
    ]
    with in_use([OwnSource(found, source)]):
        assert catalogue.resolve_params(found.key, {"name": "middle", "how": "z"})["name"] == "middle"
        with pytest.raises(InputError, match="Name cannot be 'most'"):
            catalogue.resolve_params(found.key, {"name": "most"})
        with pytest.raises(InputError, match="How cannot be 3"):
            catalogue.resolve_params(found.key, {"how": 3})
        assert [(d.name, d.values.choices) for d in dimensions(found.key, SearchSpec())] == [
            ("name", ("mean", "middle"))
        ]


def test_parameters_and_tasks_are_checked_by_its_key():
    found = inspect_source(GOOD, consent=True)
    with in_use([OwnSource(found, GOOD)]):
        assert catalogue.resolve_params(found.key, {"power": "3"}, Task.BINARY)["power"] == 3.0
        with pytest.raises(InputError, match="Nearest has no parameter called 'c'"):
            catalogue.resolve_params(found.key, {"c": 1})
        with pytest.raises(InputError, match="Nearest cannot be used for a number"):
            catalogue.algorithm(found.key, Task.REGRESSION)
        assert dimensions(found.key, SearchSpec()) == ()
        asked = SearchSpec(ranges={found.key: {"power": SearchRange(0.5, 4.0)}})
        assert [(d.name, d.values.high) for d in dimensions(found.key, asked)] == [("power", 4.0)]
    with pytest.raises(InputError, match="no own code called Other"):
        catalogue.algorithm("own:Other:0")


def test_what_goes_wrong_is_the_codes_fault_with_its_line():
    found = inspect_source(GOOD, consent=True)
    code = [OwnSource(found, GOOD)]
    x = np.zeros((9, 2))
    with in_use(code):
        model: Any = catalogue.make_estimator(found.key, {}, 0)
        model.fit(x, np.arange(9) % 2)
    with pytest.raises(InputError, match="Nearest failed in line 27: operands could not"), in_use(code):
        model.predict_proba(np.zeros((9, 3)))
    with pytest.raises(InputError, match=r"Nearest failed: it calls sys\.exit"), in_use(code):
        sys.exit(3)


def test_what_the_model_server_lacks_is_known():
    assert not_served(GOOD) == ()
    assert not_served("import os.path\nfrom scipy.stats import norm\ndef f():\n    import torch.nn as nn") == ("torch",)


def test_other_processes_get_its_classes_by_value():
    found = inspect_source(GOOD, consent=True)
    with in_use([OwnSource(found, GOOD)]):
        model = catalogue.make_estimator(found.key, {}, 0)
    source = "import sys, pickle; print(type(pickle.loads(sys.stdin.buffer.read())).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", source], input=cloudpickle.dumps(model), capture_output=True, check=True, timeout=120
    )
    assert done.stdout.decode().strip() == "Nearest"
