"""Unfitted estimators from an algorithm's key and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue.entries import ENSEMBLES, KERNEL_SVM, LIGHTGBM, LINEAR_SVM, XGBOOST, Entry
from modelyard.training.catalogue.parameters import class_path, parameters

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

CALIBRATION_FOLDS = 3
"""How often support vectors are fitted for probabilities, besides once on all rows."""

_FIXED: dict[str, dict[str, Any]] = {
    # The same trees whatever the number of threads.
    LIGHTGBM: {"deterministic": True, "force_row_wise": True, "verbosity": -1},
    XGBOOST: {"tree_method": "hist", "verbosity": 0},
}


def build(entry: Entry, given: Mapping[str, Any], chosen: frozenset[str], seed: int, task: Task) -> BaseEstimator:
    """An unfitted estimator with resolved parameters; `chosen` are those that somebody set.

    Support vectors that classify come in a `CalibratedClassifierCV`, as they have no probabilities of their own.
    Raises `InputError` for an algorithm that is made of runs, whose package is missing, or whose parameters do not go
    together.
    """
    if entry.key in ENSEMBLES:
        raise InputError(f"{entry.name} is made of finished runs.", "Choose the runs to put together.")
    estimator = _estimator(entry, given, seed, task)
    advanced = {info.name for info in parameters(entry, task) if info.advanced}
    if advanced & chosen:
        _rehearse(entry, estimator, task)
    if task.classifies and entry.key in (LINEAR_SVM, KERNEL_SVM):
        from sklearn.calibration import CalibratedClassifierCV

        return CalibratedClassifierCV(estimator, cv=CALIBRATION_FOLDS, ensemble=False)
    return estimator


def _estimator(entry: Entry, given: Mapping[str, Any], seed: int, task: Task) -> BaseEstimator:
    module, _, name = class_path(entry, task).rpartition(".")
    try:
        kind = getattr(import_module(module), name)
    except ImportError as error:
        raise missing(entry) from error
    kinds = {info.name: info.kind for info in parameters(entry, task)}
    values = {n: _plain(n, v) if kinds[n] == "choice" else v for n, v in given.items()}
    if entry.key == "baseline":
        values["strategy"] = "prior" if task.classifies else "mean"
    estimator: BaseEstimator = kind(**values, **_FIXED.get(entry.key, {}))
    if "random_state" in estimator.get_params():
        estimator.set_params(random_state=seed)
    return estimator


def missing(entry: Entry) -> InputError:
    """The sentence for an algorithm whose package is not installed."""
    return InputError(
        f"{entry.name} needs the package {entry.package}, which is not installed.",
        f"Install {entry.package} beside Modelyard, or choose another algorithm.",
    )


def _plain(name: str, value: str) -> Any:
    """A choice of a form as the estimator takes it: none and all are None, numbers are numbers."""
    if value in ("none", "all"):
        return None
    if name == "hidden_layer_sizes":
        return tuple(int(size) for size in value.split(","))
    try:
        return float(value)
    except ValueError:
        return value


def _rehearse(entry: Entry, estimator: BaseEstimator, task: Task) -> None:
    """Fit a copy on a few made rows, since parameters that are fine alone may not go together."""
    import warnings

    import numpy as np
    from sklearn.base import clone

    rehearsed = clone(estimator)
    few = {name: 3 for name in ("n_estimators", "n_init") if name in rehearsed.get_params()}
    if entry.key == "hist_gradient_boosting":
        few = {"max_iter": 3}
    generator = np.random.Generator(np.random.PCG64(0))
    x = generator.uniform(0.1, 1.0, (120, 3))
    y = x[:, 0] + 0.1 if task is Task.REGRESSION else np.arange(120) % (2 if task is Task.BINARY else 3)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rehearsed.set_params(**few).fit(x, y)
    except (ValueError, TypeError) as error:
        said = str(error).splitlines()[0].rstrip(".")
        raise InputError(
            f"{entry.name} does not take these parameters together: {said}.", "Change one of them.", repr(error)
        ) from error
