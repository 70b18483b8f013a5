"""Own code: a scikit-learn estimator from a Python file that somebody added and trusts.

Running a file runs whatever is in it, so nothing here does without the caller's word that its user agreed. A child that
has run such a file does no other job.
"""

from __future__ import annotations

import ast
import functools
import inspect
import math
import sys
import traceback
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.own_code import OwnEstimator, OwnSource
from modelyard.domain.experiments.spec import SearchRange, Task
from modelyard.jobs.child import retire
from modelyard.training.catalogue import own
from modelyard_server import own_code as modules

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

SERVED = frozenset({"joblib", "msgspec", "numpy", "pandas", "scipy", "sklearn", "threadpoolctl"})
"""Packages that the model server has, besides Python's own; see packaging/runtime."""

LEFT_ALONE = ("random_state", "n_jobs", "verbose", "warm_start")


class HasCode(Protocol):
    """What a child is told to do, with the own code that it needs."""

    @property
    def code(self) -> tuple[OwnSource, ...]: ...


C = TypeVar("C")
T = TypeVar("T", bound=HasCode)
R = TypeVar("R")
P = ParamSpec("P")


# --- what a file holds ----------------------------------------------------------------------------------------------
def class_names(source: str) -> tuple[str, ...]:
    """The public classes with a base that a file defines, without running it. Raises `InputError` for no Python."""
    return tuple(
        node.name
        for node in _parsed(source).body
        if isinstance(node, ast.ClassDef) and node.bases and not node.name.startswith("_")
    )


def not_served(source: str) -> tuple[str, ...]:
    """The packages that a file imports anywhere in it and that the model server does not have."""
    found: dict[str, None] = {}
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0]: None for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found[(node.module or "").partition(".")[0]] = None
    return tuple(name for name in found if name not in SERVED and name not in sys.stdlib_module_names)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise InputError(f"The file is no Python{line}.", "Correct it and add it again.", str(error)) from error


def inspect_source(source: str, name: str = "", *, consent: bool) -> OwnEstimator:
    """What estimator a file defines: the one named, or the only one.

    Runs the file, and fits the estimator to a few made rows, so `consent` has to be what its user said. Raises
    `InputError` without it, and for a file that cannot be run, has no estimator or several, or one that scikit-learn
    could not copy, that does not fit or answer, or that cannot be kept in a file.
    """
    from modelyard.training.own_rehearsal import rehearse

    kind = load_class(source, name, consent=consent)
    _check(kind)
    tasks = _tasks(kind)
    with _said(f"{kind.__name__} does not work on made rows"):
        rehearse(kind(), tasks)
    lines = (inspect.getdoc(kind) or "").split("\n\n")
    inputs = kind().__sklearn_tags__().input_tags
    return OwnEstimator(
        name=kind.__name__,
        sha256=modules.digest(source),
        tasks=tasks,
        parameters=_parameters(kind),
        text=" ".join(lines[0].split()),
        takes_missing=bool(inputs.allow_nan),
        takes_sparse=bool(inputs.sparse),
    )


# --- running it -----------------------------------------------------------------------------------------------------
def load_class(source: str, name: str = "", *, consent: bool) -> type[BaseEstimator]:
    """The estimator class of a file; see `inspect_source`. The same text is run once a process."""
    if not consent:
        raise InputError("This file was not agreed to.", "Read it, and agree to run it, before it is used.")
    _parsed(source)
    retire()
    with _said("The file cannot be run"):
        found = own.classes(modules.run(source))
    if name and name not in found:
        raise InputError(f"The file defines no estimator called {name}.", _defined(found))
    if not name and len(found) != 1:
        what = "no estimator" if not found else f"{len(found)} estimators"
        raise InputError(f"The file defines {what}.", _defined(found))
    return found[name] if name else next(iter(found.values()))


def needs_code(function: Callable[Concatenate[C, T, P], R]) -> Callable[Concatenate[C, T, P], R]:
    """Let a child's function have the own code of its task at hand while it runs; see `in_use`."""

    @functools.wraps(function)
    def wrapped(context: C, task: T, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with in_use(task.code):
            return function(context, task, *args, **kwargs)

    return wrapped


@contextmanager
def in_use(code: Sequence[OwnSource]) -> Iterator[None]:
    """Run some own code, whose user agreed when it was added, and offer its algorithms in this process.

    What goes wrong meanwhile is said to be the code's fault: `InputError` with its line, not a bug of Modelyard.
    """
    if not code:
        yield
        return
    for one in code:
        load_class(one.source, one.estimator.name, consent=True)
        own.offer(one.estimator)
    names = " and ".join(dict.fromkeys(one.estimator.name for one in code))
    with _said(f"{names} failed"):
        yield


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Whatever is raised inside, as an `InputError` that names the line of the file."""
    try:
        yield
    except (AppError, CancelledError, MemoryError):
        raise
    except (Exception, SystemExit) as error:
        raise _failed(what, error) from error


def _failed(what: str, error: BaseException) -> InputError:
    said = str(error).strip().split("\n")[0].rstrip(".")
    if isinstance(error, SystemExit):
        said = "it calls sys.exit"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"<{modules.MODULE}")]
    place = f" in line {lines[-1]}" if lines else ""
    details = "".join(traceback.format_exception(error))
    return InputError(f"{what}{place}: {said or type(error).__name__}.", "Correct the file and add it again.", details)


def _defined(found: Mapping[str, type]) -> str:
    if not found:
        return "Define one class that inherits from sklearn.base.BaseEstimator, and has fit and predict."
    return f"Name one of: {', '.join(found)}."


# --- what its class says --------------------------------------------------------------------------------------------
def _check(kind: type[BaseEstimator]) -> None:
    """Whether scikit-learn could use it: made without arguments and copied. Raises `InputError`."""
    from sklearn.base import clone

    name = kind.__name__
    lacking = [method for method in ("fit", "predict") if not callable(getattr(kind, method, None))]
    if lacking:
        raise InputError(f"{name} has no method {lacking[0]}.", "An estimator needs fit and predict.")
    with _said(f"{name} cannot be made without arguments and copied"):
        estimator = kind()
        before = estimator.get_params()
        after = clone(estimator).get_params()
    if before.keys() != after.keys():
        raise InputError(f"{name} does not keep its parameters.", "Let __init__ store each argument under its name.")


def _tasks(kind: type[BaseEstimator]) -> frozenset[Task]:
    """What the class says it is for."""
    from sklearn.base import is_classifier, is_clusterer, is_outlier_detector, is_regressor

    estimator = kind()
    tests = (
        (is_classifier, frozenset({Task.BINARY, Task.MULTICLASS})),
        (is_regressor, frozenset({Task.REGRESSION})),
        (is_outlier_detector, frozenset({Task.ANOMALY})),
        (is_clusterer, frozenset({Task.CLUSTERING})),
    )
    tasks = next((tasks for test, tasks in tests if test(estimator)), None)
    if tasks is None:
        raise InputError(
            f"{kind.__name__} does not say what it is for.",
            "Let it inherit from ClassifierMixin, RegressorMixin, OutlierMixin or ClusterMixin, before BaseEstimator.",
        )
    if Task.BINARY in tasks and not hasattr(kind, "predict_proba"):
        raise InputError(f"{kind.__name__} has no method predict_proba.", "A classifier needs probabilities.")
    if Task.ANOMALY in tasks and not hasattr(kind, "score_samples"):
        raise InputError(f"{kind.__name__} has no method score_samples.", "It says how usual each row is.")
    return tasks


def _parameters(kind: type[BaseEstimator]) -> tuple[ParameterInfo, ...]:
    """A form's fields from the constructor's defaults; those of other types than a form has are left alone."""
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number", str: "text"}
    found = []
    allowed = _choices(kind)
    for parameter in inspect.signature(kind).parameters.values():
        name, default = parameter.name, parameter.default
        shown = kinds.get(type(default))
        finite = shown != "number" or math.isfinite(default)
        if shown is None or not finite or name in LEFT_ALONE:
            continue
        label = name.replace("_", " ").capitalize()
        if shown == "text" and default in allowed.get(name, ()):
            choices = allowed[name]
            found.append(
                ParameterInfo(name, label, "choice", default, choices=choices, search=SearchRange(choices=choices))
            )
        else:
            search = SearchRange() if shown in ("integer", "number") else None  # who searches says from where to where
            found.append(ParameterInfo(name, label, shown, default, search=search))
    return tuple(found)


def _choices(kind: type[BaseEstimator]) -> dict[str, tuple[str, ...]]:
    """The texts that arguments may be whose annotation is a `Literal`."""
    try:
        hints = typing.get_type_hints(kind.__init__)
    except Exception:  # noqa: BLE001 - annotations that name what is not there; running the class does not need them
        return {}
    found = {name: typing.get_args(hint) for name, hint in hints.items() if typing.get_origin(hint) is typing.Literal}
    return {name: values for name, values in found.items() if all(isinstance(v, str) for v in values)}
