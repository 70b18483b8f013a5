"""Own code: a scikit-learn estimator from a Python file that somebody added and trusts.

Running a file runs whatever is in it, so nothing here does without the caller's word that its user agreed.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import Task

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

MODULE = "modelyard_own_"


@dataclass(frozen=True, slots=True)
class OwnEstimator:
    """An estimator class that a file defines. `module` is named by the text's sha256, so that other text is other code;
    `parameters` are made from the constructor's defaults."""

    name: str
    module: str
    sha256: str
    tasks: frozenset[Task]
    parameters: tuple[ParameterInfo, ...]
    text: str


def class_names(source: str) -> tuple[str, ...]:
    """The public classes with a base that a file defines, without running it. Raises `InputError` for no Python."""
    return tuple(
        node.name
        for node in _parsed(source).body
        if isinstance(node, ast.ClassDef) and node.bases and not node.name.startswith("_")
    )


def inspect_source(source: str, name: str = "", *, consent: bool) -> OwnEstimator:
    """What estimator a file defines: the one named, or the only one.

    Runs the file, so `consent` has to be what its user said. Raises `InputError` without it, and for a file that cannot
    be run, has no estimator or several, or one that scikit-learn could not copy.
    """
    kind = load_class(source, name, consent=consent)
    _check(kind)
    digest = _digest(source)
    lines = (inspect.getdoc(kind) or "").split("\n\n")
    return OwnEstimator(kind.__name__, MODULE + digest, digest, _tasks(kind), _parameters(kind), lines[0])


def make_own(source: str, name: str, params: Mapping[str, Any], seed: int, *, consent: bool) -> BaseEstimator:
    """An unfitted estimator of a file's class, seeded where it takes a `random_state`. Raises `InputError`."""
    kind = load_class(source, name, consent=consent)
    known = inspect.signature(kind).parameters
    unknown = [given for given in params if given not in known]
    if unknown:
        raise InputError(f"{name} has no parameter called {unknown[0]!r}.", f"It has: {', '.join(known) or 'none'}.")
    seeded = {"random_state": seed} if "random_state" in known else {}
    try:
        made: BaseEstimator = kind(**seeded | dict(params))
    except Exception as error:
        raise _failed(f"{name} cannot be made with these parameters", error) from error
    return made


def load_class(source: str, name: str = "", *, consent: bool) -> type[BaseEstimator]:
    """The estimator class of a file; see `inspect_source`. The same text is run once a process."""
    from sklearn.base import BaseEstimator

    if not consent:
        raise InputError("This file was not agreed to.", "Read it, and agree to run it, before it is used.")
    module = _module(source)
    found = {
        key: value
        for key, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, BaseEstimator)
        and value.__module__ == module.__name__
        and not key.startswith("_")
    }
    if name and name not in found:
        raise InputError(f"The file defines no estimator called {name}.", _defined(found))
    if not name and len(found) != 1:
        what = "no estimator" if not found else f"{len(found)} estimators"
        raise InputError(f"The file defines {what}.", _defined(found))
    return found[name] if name else next(iter(found.values()))


def _defined(found: Mapping[str, type]) -> str:
    if not found:
        return "Define one class that inherits from sklearn.base.BaseEstimator, and has fit and predict."
    return f"Name one of: {', '.join(found)}."


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        raise InputError(f"The file is no Python{line}.", "Correct it and add it again.", str(error)) from error


def _module(source: str) -> ModuleType:
    """The file as a module under a name of its content; its lines stay readable in tracebacks."""
    digest = _digest(source)
    name = MODULE + digest
    if name in sys.modules:
        return sys.modules[name]
    code = compile(_parsed(source), f"<{name}>", "exec")
    module = ModuleType(name)
    linecache.cache[f"<{name}>"] = (len(source), None, source.splitlines(keepends=True), f"<{name}>")
    sys.modules[name] = module
    try:
        exec(code, vars(module))  # its user agreed
    except Exception as error:
        del sys.modules[name]
        raise _failed("The file cannot be run", error) from error
    except BaseException:
        del sys.modules[name]
        raise
    return module


def _check(kind: type[BaseEstimator]) -> None:
    """Whether scikit-learn could use it: made without arguments, copied, fitted and asked. Raises `InputError`."""
    from sklearn.base import clone

    name = kind.__name__
    lacking = [method for method in ("fit", "predict") if not callable(getattr(kind, method, None))]
    if lacking:
        raise InputError(f"{name} has no method {lacking[0]}.", "An estimator needs fit and predict.")
    try:
        estimator = kind()
        before = estimator.get_params()
        after = clone(estimator).get_params()
    except Exception as error:
        raise _failed(f"{name} cannot be made without arguments and copied", error) from error
    if before.keys() != after.keys():
        raise InputError(f"{name} does not keep its parameters.", "Let __init__ store each argument under its name.")


def _failed(what: str, error: Exception) -> InputError:
    said = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(f"{what}: {said.rstrip('.')}.", "Correct the file and add it again.", repr(error))


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
    return tasks


def _parameters(kind: type[BaseEstimator]) -> tuple[ParameterInfo, ...]:
    """A form's fields from the constructor's defaults; those of other types than a form has are left alone."""
    kinds: dict[type, str] = {bool: "boolean", int: "integer", float: "number"}
    found = []
    for parameter in inspect.signature(kind).parameters.values():
        shown = kinds.get(type(parameter.default))
        if shown is not None and parameter.name not in ("random_state", "n_jobs", "verbose", "warm_start"):
            label = parameter.name.replace("_", " ").capitalize()
            found.append(ParameterInfo(parameter.name, label, shown, parameter.default))
    return tuple(found)
