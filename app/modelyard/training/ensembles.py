"""Voting and stacking: finished runs put together into one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue import ENSEMBLES, algorithm, resolve_params
from modelyard.training.catalogue.entries import VOTING
from modelyard.training.preparation import shuffled_folds

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

FEWEST_MEMBERS = 2


def make_ensemble(
    key: str, params: Mapping[str, Any], members: Sequence[tuple[str, Pipeline]], task: Task, seed: int
) -> Pipeline:
    """An unfitted `Pipeline([("prepare", …), ("model", ensemble)])` of unfitted copies of (name, pipeline).

    It takes a frame with the columns of all members, and each member picks its own. Voting is the mean of the members'
    probabilities or numbers. Stacking fits each member on folds drawn with `seed`, and a logistic or ridge regression
    on what they predict for the rows left out.

    Raises `InputError` for fewer than two members, two of one name, or a task without a target.
    """
    from sklearn.base import clone
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    entry = algorithm(key, task)
    given = resolve_params(key, params, task)
    if key not in ENSEMBLES:
        raise InputError(f"{entry.name} is not made of runs.", "Choose voting or stacking.")
    names = [name for name, _ in members]
    if len(names) < FEWEST_MEMBERS or len(set(names)) < len(names):
        raise InputError(f"{entry.name} needs two or more different runs.", "Choose other runs.")
    # Numbered, so that no name is one that scikit-learn keeps for itself.
    copies = [(f"{place} {name.replace('__', '_')}", clone(one)) for place, (name, one) in enumerate(members, 1)]
    model = _voting(copies, task) if key == VOTING else _stacking(copies, task, given["folds"], seed)
    # Passes the frame on as it is, so that an ensemble has the two steps that every pipeline has.
    return Pipeline([("prepare", FunctionTransformer()), ("model", model)])


def _voting(members: list[tuple[str, Any]], task: Task) -> Any:
    from sklearn.ensemble import VotingClassifier, VotingRegressor

    return VotingClassifier(members, voting="soft") if task.classifies else VotingRegressor(members)


def _stacking(members: list[tuple[str, Any]], task: Task, folds: int, seed: int) -> Any:
    from sklearn.ensemble import StackingClassifier, StackingRegressor
    from sklearn.linear_model import LogisticRegression, Ridge

    rows = shuffled_folds(task, folds, seed)
    if task.classifies:
        return StackingClassifier(members, LogisticRegression(max_iter=1000), cv=rows, stack_method="predict_proba")
    return StackingRegressor(members, Ridge(), cv=rows)
