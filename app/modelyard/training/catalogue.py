"""The algorithms a run can use, and their parameters. Importable without scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.catalogue import Algorithm, ParameterInfo

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

BASELINE = "baseline"
LOGISTIC_REGRESSION = "logistic_regression"
RANDOM_FOREST = "random_forest"
HIST_GRADIENT_BOOSTING = "hist_gradient_boosting"

_CLASS_WEIGHT = ParameterInfo(
    "class_weight",
    "Class weight",
    "choice",
    "none",
    choices=("none", "balanced"),
    hint="Balanced gives both classes the same say. It helps a rare class, and probabilities no longer match shares.",
)

_CATALOGUE = (
    Algorithm(
        BASELINE,
        "Baseline",
        "Predicts the share of yes in the training rows, whatever the input. Any useful model beats it.",
    ),
    Algorithm(
        LOGISTIC_REGRESSION,
        "Logistic regression",
        "A weighted sum of the features. Fast, small, easy to explain.",
        (
            ParameterInfo(
                "C", "Inverse regularisation (C)", "number", 1.0, 1e-6, 1e6, hint="Smaller keeps the weights smaller."
            ),
            ParameterInfo("max_iter", "Largest number of iterations", "integer", 1000, 10, 100_000),
            _CLASS_WEIGHT,
        ),
    ),
    Algorithm(
        RANDOM_FOREST,
        "Random forest",
        "Averages many trees, each grown on other rows and features. Hard to get wrong.",
        (
            ParameterInfo("n_estimators", "Trees", "integer", 100, 1, 2000, hint="More is steadier and slower."),
            ParameterInfo("max_depth", "Largest depth", "integer", 14, 1, 64, hint="Deeper fits the data closer."),
            ParameterInfo("min_samples_leaf", "Fewest rows in a leaf", "integer", 10, 1, 100_000),
            ParameterInfo(
                "max_features",
                "Features tried at a split",
                "choice",
                "sqrt",
                choices=("sqrt", "log2", "all"),
                hint="Fewer makes the trees differ more.",
            ),
            _CLASS_WEIGHT,
        ),
    ),
    Algorithm(
        HIST_GRADIENT_BOOSTING,
        "Hist gradient boosting",
        "Adds small trees, each correcting the ones before. Usually the most accurate on tables.",
        (
            ParameterInfo("learning_rate", "Learning rate", "number", 0.1, 1e-4, 1.0, hint="Smaller needs more trees."),
            ParameterInfo("max_iter", "Trees", "integer", 100, 1, 5000),
            ParameterInfo("max_leaf_nodes", "Most leaves a tree", "integer", 31, 2, 1023),
            ParameterInfo("min_samples_leaf", "Fewest rows in a leaf", "integer", 20, 1, 100_000),
            ParameterInfo("l2_regularization", "L2 regularisation", "number", 0.0, 0.0, 1e6),
            ParameterInfo(
                "early_stopping",
                "Stop early",
                "boolean",
                False,
                hint="Keeps a tenth of the training rows aside and stops when they no longer gain.",
            ),
            _CLASS_WEIGHT,
        ),
    ),
)


def catalogue() -> tuple[Algorithm, ...]:
    """Every algorithm a run can use, simplest first."""
    return _CATALOGUE


def algorithm(key: str) -> Algorithm:
    """One entry of the catalogue. Raises `InputError` for a key it does not have."""
    for entry in _CATALOGUE:
        if entry.key == key:
            return entry
    raise InputError(
        f"There is no algorithm called {key!r}.", f"Choose one of: {', '.join(a.key for a in _CATALOGUE)}."
    )


def resolve_params(key: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of an algorithm: the given ones checked and converted, the others at their defaults.

    Text is converted ("0.1" to 0.1), so that a form or a command line can pass it on. Raises `InputError` for an
    unknown name, a wrong type or a value out of range.
    """
    entry = algorithm(key)
    known = {info.name: info for info in entry.parameters}
    for name in params:
        if name not in known:
            hint = f"It has: {', '.join(known)}." if known else "It has none."
            raise InputError(f"{entry.name} has no parameter called {name!r}.", hint)
    return {name: _checked(info, params[name]) if name in params else info.default for name, info in known.items()}


def make_estimator(key: str, params: Mapping[str, Any], seed: int) -> BaseEstimator:
    """An unfitted scikit-learn classifier. `n_jobs` is left to the caller's `joblib.parallel_config`.

    Raises `InputError` for an unknown algorithm or unusable parameters.
    """
    given = resolve_params(key, params)
    if given.get("class_weight") == "none":
        given["class_weight"] = None
    if key == LOGISTIC_REGRESSION:
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(**given, random_state=seed)
    if key == RANDOM_FOREST:
        from sklearn.ensemble import RandomForestClassifier

        if given["max_features"] == "all":
            given["max_features"] = None
        return RandomForestClassifier(**given, random_state=seed)
    if key == HIST_GRADIENT_BOOSTING:
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(**given, random_state=seed)
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior", random_state=seed)


def _checked(info: ParameterInfo, value: Any) -> Any:
    """One value in its parameter's type, or `InputError`."""
    if info.kind == "boolean":
        return _boolean(info, value)
    if info.kind == "choice":
        if not isinstance(value, str) or value not in info.choices:
            raise InputError(f"{info.label} cannot be {value!r}.", f"Choose one of: {', '.join(info.choices)}.")
        return value
    number = _number(info, value)
    low, high = info.minimum, info.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise InputError(f"{info.label} cannot be {value}.", f"Choose a value from {low:,g} to {high:,g}.")
    return number


def _boolean(info: ParameterInfo, value: Any) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in words:
        return words[value.strip().lower()]
    raise InputError(f"{info.label} cannot be {value!r}.", "Choose true or false.")


def _number(info: ParameterInfo, value: Any) -> int | float:
    wanted = "a whole number" if info.kind == "integer" else "a number"
    problem = InputError(f"{info.label} cannot be {value!r}.", f"It takes {wanted}.")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise problem
    try:
        number = float(value)
    except ValueError:
        raise problem from None
    if not math.isfinite(number) or (info.kind == "integer" and number != int(number)):
        raise problem
    return int(number) if info.kind == "integer" else number
