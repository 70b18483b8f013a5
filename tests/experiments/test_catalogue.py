"""The catalogue: what it says of each algorithm is what the estimator itself says, and takes."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modelyard.core.errors import InputError
from modelyard.core.paths import resources_dir
from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue import ENSEMBLES, algorithm, catalogue, make_estimator, resolve_params
from modelyard.training.catalogue.entries import ENTRIES

pytestmark = pytest.mark.usefixtures("one_thread")

ROWS = 90
PAIRS = [(task, entry.key) for task in Task for entry in catalogue(task) if entry.key not in ENSEMBLES]


def answers(task: Task) -> np.ndarray:
    """A target for `ROWS` rows that the first column tells something of."""
    return {Task.BINARY: np.arange(ROWS) % 2, Task.MULTICLASS: np.arange(ROWS) % 3}.get(task, np.arange(ROWS) % 7 + 0.5)


def inputs() -> np.ndarray:
    generator = np.random.default_rng(0)
    return np.abs(generator.normal(size=(ROWS, 3))) + np.arange(ROWS).reshape(-1, 1) % 3 + 0.1


def fit(task: Task, key: str, params: Mapping[str, object]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few rows, few iterations: nothing has to converge here
        return make_estimator(key, params, 3, task).fit(inputs(), answers(task))


def test_what_is_written_down_is_what_the_packages_say():
    sys.path.insert(0, str(resources_dir().parent / "packaging"))
    try:
        import make_catalogue
    finally:
        sys.path.pop(0)
    found = make_catalogue.TARGET.read_text(encoding="utf-8")
    assert found == make_catalogue.written(make_catalogue.read()), (
        "Run packaging/make_catalogue.py and look at the diff."
    )
    assert Path(make_catalogue.TARGET).stat().st_size < 200_000


@pytest.mark.parametrize("task, key", PAIRS)
def test_every_algorithm_learns_its_tasks_the_same_each_time(task, key):
    info = algorithm(key, task)
    assert info.missing == ""
    assert len(info.summary) > 20
    defaults = {p.name: p.default for p in info.parameters}
    shown = {p.name: p.default for p in info.parameters if not p.advanced}
    assert resolve_params(key, defaults, task) == resolve_params(key, {}, task) == shown
    few = {"n_estimators": 5} if "n_estimators" in shown else {"max_iter": 15} if "max_iter" in shown else {}
    first, second = fit(task, key, few), fit(task, key, few)
    answer = "predict_proba" if task.classifies else "predict"
    assert np.array_equal(getattr(first, answer)(inputs()), getattr(second, answer)(inputs()))
    if task.classifies:
        assert getattr(first, answer)(inputs()).shape == (ROWS, 2 if task is Task.BINARY else 3)
    seeds = [value for name, value in first.get_params().items() if name.split("__")[-1] == "random_state"]
    assert set(seeds) <= {3}


def ends(info: ParameterInfo) -> list[object]:
    """The values at the edges of what a form lets through."""
    if info.kind == "boolean":
        return [True, False]
    values: list[object] = [
        *info.choices,
        *(v for v in (info.minimum, info.maximum) if v is not None and abs(v) < 1000),
    ]
    return [*values, None] if info.optional else values


ALONE = {
    "algorithm": "elkan",
    "l1_ratio": "needs another solver",
    "metric": "precomputed",
}


@pytest.mark.parametrize("task, key", [(t, k) for t, k in PAIRS if t is not Task.MULTICLASS])
def test_a_value_that_passes_is_taken_or_refused_with_a_sentence(task, key):
    """An advanced parameter may need another one beside it, which the estimator says; a shown one never does."""
    for info in algorithm(key, task).parameters:
        for value in ends(info):
            small = {} if info.name in ("n_estimators", "max_iter") else {"n_estimators": 3, "max_iter": 12}
            known = {p.name for p in algorithm(key, task).parameters}
            params = {n: v for n, v in small.items() if n in known} | {info.name: value}
            said = ""
            try:
                fit(task, key, params)
            except InputError as error:
                said = str(error)
            assert not said or (info.advanced and "does not take these parameters together" in said), (info.name, said)


@pytest.mark.parametrize("task, key", PAIRS)
def test_what_people_look_at_first_is_in_the_form(task, key):
    taken = make_estimator(key, {}, 0, task).get_params()
    shown = next(entry.shown for entry in ENTRIES if entry.key == key)
    assert {one.name for one in shown if one.name in taken} <= {p.name for p in algorithm(key, task).parameters}


def test_searches_try_only_what_is_allowed():
    for task in Task:
        for entry in catalogue(task):
            for info in entry.parameters:
                if (search := info.search) is None:
                    continue
                for value in (*search.choices, search.low, search.high):
                    if value is not None:
                        assert resolve_params(entry.key, {info.name: value}, task)[info.name] == value
                assert search.choices or (search.low is not None and search.high is not None)
                assert not search.log or (search.low or 0) > 0


def test_forms_carry_the_estimators_own_words():
    parameters = {p.name: p for p in algorithm("random_forest").parameters}
    assert parameters["n_estimators"].text == "The number of trees in the forest."
    assert parameters["bootstrap"].advanced
    assert not {"random_state", "n_jobs", "verbose", "warm_start", "callbacks"} & set(parameters)
    assert {p.name for p in algorithm("hist_gradient_boosting", Task.REGRESSION).parameters} & {"loss", "quantile"}
    for task in Task:
        for entry in catalogue(task):
            for info in entry.parameters:
                assert info.kind in ("integer", "number", "choice", "boolean"), (entry.key, info.name)
                assert ":`" not in info.text
                assert "``" not in info.text


def test_what_cannot_be_is_said():
    with pytest.raises(InputError, match=r"Lasso cannot be used for a yes/no question\. Choose one of: baseline, log"):
        make_estimator("lasso", {}, 0)
    with pytest.raises(InputError, match="Voting is made of finished runs"):
        make_estimator("voting", {}, 0)
    with pytest.raises(InputError, match="does not take these parameters together: Solver lbfgs supports"):
        make_estimator("logistic_regression", {"dual": True}, 0)
    with pytest.raises(InputError, match="Fewest rows in a leaf cannot be 0"):
        make_estimator("extra_trees", {"min_samples_leaf": 0}, 0, Task.REGRESSION)


def test_an_algorithm_without_its_package_says_which(monkeypatch):
    from modelyard.training.catalogue import estimators
    from modelyard.training.catalogue.entries import ENTRIES

    entry = replace(next(e for e in ENTRIES if e.key == "lightgbm"), classifier="not_there.Classifier")
    with pytest.raises(InputError, match="LightGBM needs the package lightgbm, which is not installed"):
        estimators._estimator(entry, {}, 0, Task.BINARY)
