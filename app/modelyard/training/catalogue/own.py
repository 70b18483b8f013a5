"""Own code as algorithms. What is known of it is data; only a process that ran the code can make its estimators."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.own_code import OwnEstimator, class_of
from modelyard.training.catalogue.entries import FAMILIES
from modelyard_server import own_code as modules

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FAMILY = "own"

_offered: dict[str, OwnEstimator] = {}
"""By key, which names the text: what is known of a key never changes."""


def offer(estimator: OwnEstimator) -> None:
    """Let this process know an estimator of own code by its key."""
    _offered[estimator.key] = estimator


def known(key: str) -> OwnEstimator:
    """What is known of a key. Raises `InputError` for one that was not offered."""
    if key not in _offered:
        raise InputError(f"The workspace has no own code called {class_of(key)}.", "Add its file, then try again.")
    return _offered[key]


def as_algorithm(estimator: OwnEstimator) -> Algorithm:
    """An estimator of own code as an entry of the catalogue."""
    return Algorithm(
        estimator.key,
        estimator.name,
        estimator.text,
        estimator.parameters,
        estimator.tasks,
        FAMILIES[FAMILY],
    )


def classes(module: ModuleType) -> dict[str, type[BaseEstimator]]:
    """The public estimator classes that a module itself defines, by name."""
    from sklearn.base import BaseEstimator

    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type)
        and issubclass(value, BaseEstimator)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    }


def build(key: str, given: Mapping[str, Any], seed: int) -> BaseEstimator:
    """An unfitted estimator of own code that was run in this process, seeded where it takes a `random_state`.

    Raises `InputError` for code that was not run here, and parameters that the class refuses.
    """
    estimator = known(key)
    module = modules.module_of(estimator.sha256)
    if module is None:
        raise InputError(f"The own code {estimator.name} was not run here.", "Train it in a background process.")
    kind = classes(module)[estimator.name]
    try:
        made: BaseEstimator = kind(**given)
    except Exception as error:
        said = str(error).strip().split("\n")[0].rstrip(".")
        raise InputError(
            f"{estimator.name} cannot be made with these parameters: {said}.", "Change one of them.", repr(error)
        ) from error
    if "random_state" in made.get_params():
        made.set_params(random_state=seed)
    return made
