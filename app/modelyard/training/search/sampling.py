"""Which parameters a trial tries: Optuna, asked so that the answer depends on the seed and earlier trials alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any, Protocol

from modelyard.domain.experiments.runs import Trial, TrialState
from modelyard.domain.experiments.spec import SearchMethod, SearchSpec
from modelyard.training.search.space import Dimension, grid

if TYPE_CHECKING:
    import optuna


class Chooser(Protocol):
    """Chooses parameters, trial by trial in the order of their numbers."""

    count: int

    def ask(self, known: Trial | None = None) -> dict[str, Any]:
        """The parameters of the next trial; those of a trial that has ended already are taken as they are."""

    def tell(self, trial: Trial) -> None:
        """Learn how the next trial ended, in the order of their numbers too."""


def chooser(space: Sequence[Dimension], search: SearchSpec, seed: int, greater: bool) -> Chooser:
    """The chooser of a search's method. Its `count` is how many trials there will be at most."""
    if search.method is SearchMethod.GRID:
        return Grid(grid(tuple(space), search.trials, seed))
    return Sampler(space, search, seed, greater)


class Grid:
    """Combinations in a fixed order."""

    def __init__(self, points: list[dict[str, Any]]) -> None:
        self.count = len(points)
        self._points = iter(points)

    def ask(self, known: Trial | None = None) -> dict[str, Any]:
        """The next combination."""
        point = next(self._points)
        return point if known is None else known.params

    def tell(self, trial: Trial) -> None:
        """A grid learns nothing."""


class Sampler:
    """An Optuna study in memory. It is newly seeded for each trial, so that it does not matter how often the search
    was begun again; trials under way are in it with their parameters, so that none is tried twice at a time."""

    def __init__(self, space: Sequence[Dimension], search: SearchSpec, seed: int, greater: bool) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.count = search.trials
        self._seed = seed
        self._learns = search.method is SearchMethod.TPE
        self._space = {d.name: _distribution(d) for d in space}
        pruner = optuna.pruners.NopPruner()
        self._study = optuna.create_study(direction="maximize" if greater else "minimize", pruner=pruner)
        self._asked: list[optuna.trial.Trial] = []
        self._told = 0

    def ask(self, known: Trial | None = None) -> dict[str, Any]:
        """The next trial's parameters."""
        import optuna

        seed = _seed(self._seed, len(self._asked))
        if self._learns and known is None:
            self._study.sampler = optuna.samplers.TPESampler(seed=seed)
        else:
            self._study.sampler = optuna.samplers.RandomSampler(seed=seed)
        if known is not None:
            self._study.enqueue_trial(known.params)
        trial = self._study.ask(self._space)
        self._asked.append(trial)
        return dict(trial.params)

    def tell(self, trial: Trial) -> None:
        """How the next trial ended."""
        import optuna

        asked = self._asked[self._told]
        self._told += 1
        if trial.state is TrialState.FAILED or trial.value is None:
            self._study.tell(asked, state=optuna.trial.TrialState.FAIL)
            return
        for step in range(len(trial.folds)):
            asked.report(fmean(trial.folds[: step + 1]), step)
        if trial.state is TrialState.PRUNED:
            self._study.tell(asked, state=optuna.trial.TrialState.PRUNED)
        else:
            self._study.tell(asked, trial.value)


def _seed(seed: int, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{number}".encode()).digest()[:4], "big")


def _distribution(dimension: Dimension) -> optuna.distributions.BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    values = dimension.values
    if values.choices:
        return CategoricalDistribution(values.choices)
    low, high = values.low or 0.0, values.high or 0.0
    if dimension.whole:
        return IntDistribution(round(low), round(high), log=values.log)
    return FloatDistribution(low, high, log=values.log)
