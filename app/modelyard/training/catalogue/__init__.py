"""The algorithms a run can use, and their parameters. Importable without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue import own
from modelyard.training.catalogue.entries import (
    BASELINE,
    ENSEMBLES,
    ENTRIES,
    FAMILIES,
    HIST_GRADIENT_BOOSTING,
    LOGISTIC_REGRESSION,
    RANDOM_FOREST,
    Entry,
)
from modelyard.training.catalogue.parameters import checked, parameters

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

__all__ = [
    "BASELINE",
    "ENSEMBLES",
    "HIST_GRADIENT_BOOSTING",
    "LOGISTIC_REGRESSION",
    "RANDOM_FOREST",
    "algorithm",
    "catalogue",
    "make_estimator",
    "resolve_params",
]

_BY_KEY = {entry.key: entry for entry in ENTRIES}


@cache
def catalogue(task: Task | None = None) -> tuple[Algorithm, ...]:
    """The algorithms for a task with their parameters for it; of all tasks without one, each with those for its first.

    An algorithm whose package is not installed is there and says so in `missing`.
    """
    return tuple(_algorithm(e, task or _first(e)) for e in ENTRIES if task is None or task in e.tasks)


def algorithm(key: str, task: Task | None = None) -> Algorithm:
    """One entry of the catalogue, or own code that this process knows. Raises `InputError` for a key that is neither,
    or not for this task."""
    if is_own(key):
        return _own(key, task)
    entry = _entry(key, task)
    return _algorithm(entry, task or _first(entry))


def resolve_params(key: str, params: Mapping[str, Any], task: Task | None = None) -> dict[str, Any]:
    """The parameters of an algorithm: the given ones checked and converted, the others at their defaults.

    An advanced parameter is part of it only where it differs from its default, so that records stay short; the version
    of its package says what the default was. Text is converted ("0.1" to 0.1), so that a form or a command line can
    pass it on. Raises `InputError` for an unknown name, a wrong type or a value out of range.
    """
    entry = algorithm(key, task)
    known = {info.name: info for info in entry.parameters}
    for name in params:
        if name not in known:
            names = [info.name for info in entry.parameters if not info.advanced] or list(known)
            hint = f"It has: {', '.join(names)}." if known else "It has none."
            raise InputError(f"{entry.name} has no parameter called {name!r}.", hint)
    found = {name: checked(info, params[name]) if name in params else info.default for name, info in known.items()}
    return {name: value for name, value in found.items() if not known[name].advanced or value != known[name].default}


def make_estimator(key: str, params: Mapping[str, Any], seed: int, task: Task = Task.BINARY) -> BaseEstimator:
    """An unfitted estimator. `n_jobs` is left to the caller's `joblib.parallel_config`.

    Raises `InputError` for an unknown algorithm or unusable parameters.
    """
    from modelyard.training.catalogue.estimators import build

    given = resolve_params(key, params, task)
    if is_own(key):
        return own.build(key, given, seed)
    return build(_entry(key, task), given, frozenset(params), seed, task)


@cache
def _algorithm(entry: Entry, task: Task) -> Algorithm:
    missing = entry.package if entry.package and find_spec(entry.package) is None else ""
    return Algorithm(
        entry.key,
        entry.name,
        entry.summary,
        parameters(entry, task),
        entry.tasks,
        FAMILIES[entry.family],
        missing,
        task in entry.first,
    )


def _own(key: str, task: Task | None) -> Algorithm:
    estimator = own.known(key)
    if task is not None and task not in estimator.tasks:
        raise _wrong_task(estimator.name, task)
    return own.as_algorithm(estimator)


def _entry(key: str, task: Task | None) -> Entry:
    entry = _BY_KEY.get(key)
    fitting = [e.key for e in ENTRIES if task is None or task in e.tasks]
    if entry is None:
        raise InputError(f"There is no algorithm called {key!r}.", f"Choose one of: {', '.join(fitting)}.")
    if task is not None and task not in entry.tasks:
        raise _wrong_task(entry.name, task)
    return entry


def _wrong_task(name: str, task: Task) -> InputError:
    fitting = ", ".join(e.key for e in ENTRIES if task in e.tasks)
    return InputError(f"{name} cannot be used for {_TASKS[task]}.", f"Choose one of: {fitting}.")


_TASKS = {
    Task.BINARY: "a yes/no question",
    Task.MULTICLASS: "several classes",
    Task.REGRESSION: "a number",
    Task.ANOMALY: "finding unusual rows",
    Task.CLUSTERING: "grouping rows",
}


def _first(entry: Entry) -> Task:
    return next(task for task in Task if task in entry.tasks)
