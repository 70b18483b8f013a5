"""Own code: an estimator from a file, run only when its user agreed."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import cross_val_score

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard.training.own_code import class_names, inspect_source, load_class, make_own

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
    ]
    assert found.module == f"modelyard_own_{found.sha256}"
    made: Any = make_own(GOOD, "Nearest", {"power": 1.5}, 7, consent=True)
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
    with pytest.raises(InputError, match="was not agreed to"):
        make_own(source, "Nearest", {}, 0, consent=False)
    assert not marker.exists()
    load_class(source, consent=True)
    assert marker.exists()


def test_the_same_text_is_the_same_class_and_other_text_another():
    assert load_class(GOOD, consent=True) is load_class(GOOD, consent=True)
    assert load_class(GOOD + "\n", consent=True) is not load_class(GOOD, consent=True)


REGRESSOR = GOOD.replace("ClassifierMixin", "RegressorMixin")


@pytest.mark.parametrize(
    "source, name, words",
    [
        ("def", "", "no Python in line 1"),
        ("x = 1", "", "defines no estimator. Define one class"),
        ("1 / 0", "", "cannot be run: division by zero"),
        ("import not_a_package", "", "cannot be run: No module named 'not_a_package'"),
        (GOOD + GOOD.replace("Nearest", "Other"), "", "defines 2 estimators. Name one of: Nearest, Other"),
        (GOOD, "Nothing", "no estimator called Nothing. Name one of: Nearest"),
        (GOOD.replace("def predict(", "def foresee("), "", "Nearest has no method predict"),
        (GOOD.replace("def predict_proba(", "def chances("), "", "has no method predict_proba"),
        (GOOD.replace("ClassifierMixin, BaseEstimator)", "BaseEstimator)"), "", "does not say what it is for"),
        (GOOD.replace("power=2.0, ", "power, "), "", "cannot be made without arguments and copied"),
        (GOOD.replace("self.power, self.steps", "self.powers, self.steps"), "", "cannot be made without arguments"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(source, name, words):
    before = {key for key in sys.modules if key.startswith("modelyard_own_")}
    with pytest.raises(InputError) as caught:
        inspect_source(source, name, consent=True)
    assert words in str(caught.value)
    if "cannot be run" in words:
        assert {key for key in sys.modules if key.startswith("modelyard_own_")} == before


def test_other_tasks_and_wrong_parameters():
    assert inspect_source(REGRESSOR, consent=True).tasks == {Task.REGRESSION}
    with pytest.raises(InputError, match="Nearest has no parameter called 'c'"):
        make_own(GOOD, "Nearest", {"c": 1}, 0, consent=True)
