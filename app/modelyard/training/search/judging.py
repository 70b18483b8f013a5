"""What a set of parameters is worth on one fold. Each fold's inputs are prepared once for all trials."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import AppError
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SearchMethod
from modelyard.domain.jobs import JobContext
from modelyard.training.evaluation.metrics import score_model
from modelyard.training.features import make_pipeline
from modelyard.training.fit import binnable, takes_weights
from modelyard.training.problem import Problem
from modelyard.training.search.pruning import SHARES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Rows = tuple["NDArray[np.int64]", "NDArray[np.int64]"]

FEWEST_ROWS = 10
"""Rows of each class, or of all without classes, that a rung has at least, as far as there are so many."""

KEPT_SHARE = 0.3
"""The share of the memory a search may have, or that is free, that prepared folds may take."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A fold as the model takes it."""

    train_x: Any
    train_y: NDArray[Any] | None
    weights: NDArray[np.float64] | None
    valid_x: Any
    valid_y: NDArray[Any] | None


class Judge:
    """Fits an algorithm with some parameters on a step's training rows, and judges it on the rows kept back.

    May be called from several threads at a time, each step by its number: a fold or, in successive halving, a fold of
    a rung, the smallest rung first.
    """

    def __init__(
        self,
        context: JobContext,
        problem: Problem,
        folds: Sequence[Rows],
        spec: ExperimentSpec,
        algorithm: AlgorithmSpec,
    ) -> None:
        self._context = context
        self._problem = problem
        self._spec = spec
        self._algorithm = algorithm
        self._rows = _rungs(problem, folds, spec)
        self._locks = [threading.Lock() for _ in self._rows]
        self._kept: dict[int, Prepared] = {}
        self._room = _room(spec.limits.memory)

    def __call__(self, params: dict[str, Any], step: int) -> float:
        """The metric. Raises `AppError` where it is not defined, and what the estimator raises."""
        self._context.check_cancelled()
        fold = self._prepared(step)
        model = self._pipeline(params).named_steps["model"]
        if type(model).__module__.startswith(("lightgbm.", "xgboost.")):  # they take all cores unless told
            model.set_params(n_jobs=1)
        weighed = fold.weights is not None and takes_weights(model)
        inputs = binnable(model, fold.train_x)
        model.fit(inputs, fold.train_y, **({"sample_weight": fold.weights} if weighed else {}))
        self._context.check_cancelled()
        spec, classes = self._spec, self._problem.classes
        value = score_model(spec.task, spec.metric, model, fold.valid_x, fold.valid_y, classes)
        if not math.isfinite(value):
            raise AppError("The metric has no value on a fold.", "Choose another metric, or fewer folds.")
        return value

    def _pipeline(self, params: dict[str, Any]) -> Any:
        algorithm = replace(self._algorithm, params={**self._algorithm.params, **params})
        return make_pipeline(self._problem.features, self._spec, algorithm, self._spec.seed)

    def _prepared(self, step: int) -> Prepared:
        with self._locks[step]:
            if step in self._kept:
                return self._kept[step]
            train, valid = self._rows[step]
            problem = self._problem
            prepare = self._pipeline({}).named_steps["prepare"]
            train_x = prepare.fit_transform(problem.inputs.iloc[train], problem.target(train))
            valid_x = prepare.transform(problem.inputs.iloc[valid])
            fold = Prepared(train_x, problem.target(train), problem.weight(train), valid_x, problem.target(valid))
            size = _size(train_x) + _size(valid_x)
            if size <= self._room:
                self._room -= size
                self._kept[step] = fold
            return fold


def single_threaded() -> AbstractContextManager[Any]:
    """Let the numeric libraries use one thread here: folds run side by side, and results are the same on any number
    of cores. Call it in each thread."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def _rungs(problem: Problem, folds: Sequence[Rows], spec: ExperimentSpec) -> list[Rows]:
    """The rows of every step."""
    if spec.search is None or spec.search.method is not SearchMethod.HALVING:
        return list(folds)
    orders = [_shuffled(problem, train, spec) for train, _ in folds]
    return [
        (order[share], valid) for share in range(len(SHARES)) for order, (_, valid) in zip(orders, folds, strict=True)
    ]


def _shuffled(problem: Problem, train: NDArray[np.int64], spec: ExperimentSpec) -> list[NDArray[np.int64]]:
    """A fold's training rows, a share of them for each rung, in ascending order; each rung has those of the one before.
    Classes keep their shares, and have ten rows at least."""
    import numpy as np

    target = problem.target(train) if spec.task.classifies else None
    groups = [train] if target is None else [train[target == c] for c in np.unique(target)]
    random = np.random.default_rng(spec.seed)
    drawn = [random.permutation(group) for group in groups]
    return [np.sort(np.concatenate([g[: max(FEWEST_ROWS, math.ceil(len(g) * s))] for g in drawn])) for s in SHARES]


def _room(limit: int | None) -> float:
    import psutil

    free = float(psutil.virtual_memory().available)
    return KEPT_SHARE * (free if limit is None else min(free, limit))


def _size(inputs: Any) -> int:
    """The bytes of prepared inputs: an array, a sparse matrix or a frame."""
    if hasattr(inputs, "indptr"):
        return int(inputs.data.nbytes + inputs.indices.nbytes + inputs.indptr.nbytes)
    if hasattr(inputs, "memory_usage"):
        return int(inputs.memory_usage(deep=True).sum())
    return int(inputs.nbytes)
