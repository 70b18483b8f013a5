"""How long an experiment will take: measured laws of its algorithms, corrected by what this workspace's runs took."""

from __future__ import annotations

import math
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, median
from typing import Any

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.experiments.estimate import Estimate, Experience, Span
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, FoldSpec, SearchMethod, SearchSpec, Task
from modelyard.services.data import datasets
from modelyard.services.experiments.checks import decided
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store
from modelyard.training.catalogue import BASELINE, ENSEMBLES, resolve_params
from modelyard.training.catalogue.cost import answer_seconds, costs, fit_seconds, law, speed
from modelyard.training.evaluation.dependence import FEATURES, NUMBERS, ROWS
from modelyard.training.evaluation.importance import IMPORTANCE_REPEATS, rows_worth
from modelyard.training.load import Columns, columns_of
from modelyard.training.search.loop import LOOK_BACK
from modelyard.training.search.pruning import KEPT, SHARES, STARTUP
from modelyard.training.search.space import Dimension, dimensions, grid

REMEMBERED = 200
"""The newest finished runs that are looked at."""

SHORTEST = 0.05
"""Fits of fewer seconds say nothing about others."""

ELSEWHERE = 1.6
"""How far off the laws may be on a machine that has trained nothing yet."""

RECORDING = 0.35
"""Seconds of any run: reading begun, intervals, files, the commit."""
PER_CELL = 1.7e-7
"""Seconds a value that is read takes, to the frozen bins of monitoring."""

PRUNED = (0.25, 0.45, 0.65)
"""The share of a search's later trials that are stopped after their first fold: few, as usual, many."""
DRAWS = 16
"""Sets of parameters that stand for all that a search tries."""


def estimate_of(workspace: Workspace, spec: ExperimentSpec) -> Estimate:
    """The estimate of settings as they are; reads the profile and counts the rows, a tenth of a second or two."""
    spec = decided(workspace, spec)
    profile = datasets.profile(workspace, spec.dataset_version_id)
    classes = 1
    if spec.task.supervised:
        summary = datasets.target_summary(
            workspace, spec.dataset_version_id, spec.target, spec.where, spec.positive, spec.task
        )
        rows, classes = summary.rows - summary.missing, summary.distinct
    else:
        rows = datasets.check_where(workspace, spec.dataset_version_id, spec.where) if spec.where else profile.rows
    return estimate(spec, profile.columns, rows, classes, experience(workspace))


def estimate(
    spec: ExperimentSpec, columns: Sequence[ColumnProfile], rows: int, classes: int, known: Experience
) -> Estimate:
    """How long each algorithm of an experiment takes on `rows` rows that have a target of so many `classes`.

    Reads nothing, and takes a few milliseconds. What cannot be told, as of runs put together and own code, is left out.
    """
    found: dict[str, Span] = {}
    searches: dict[str, int] = {}
    for algorithm in spec.algorithms:
        if algorithm.key in ENSEMBLES or is_own(algorithm.key):
            continue
        try:
            one = _Plan(spec, algorithm, columns_of(spec, algorithm.key, columns, classes), rows)
            found[algorithm.key] = one.span(known)
        except AppError:  # a half-typed value; starting says what is wrong
            continue
        if one.trials:
            searches[algorithm.key] = one.trials
    return Estimate(found, searches, _cores(spec), round(rows * (1 - spec.split.test_share)))


def experience(workspace: Workspace) -> Experience:
    """What the newest finished runs of a workspace took against what was to be expected."""
    profiles: dict[str, Sequence[ColumnProfile]] = {}
    ratios: dict[str, list[float]] = defaultdict(list)
    for run in store.fitted(workspace.database, REMEMBERED):
        spec = run.spec
        if is_own(run.algorithm):
            continue
        try:
            if spec.dataset_version_id not in profiles:
                profiles[spec.dataset_version_id] = datasets.profile(workspace, spec.dataset_version_id).columns
            target = next((c for c in profiles[spec.dataset_version_id] if c.name == spec.target), None)
            classes = 1 if target is None else target.distinct
            shape = columns_of(spec, run.algorithm, profiles[spec.dataset_version_id], classes)
            plan = _Plan(spec, AlgorithmSpec(run.algorithm, run.params), shape, run.rows, run.cores)
            expected = plan.fit(run.rows)
        except (AppError, KeyError):
            continue
        if max(expected, run.seconds) >= SHORTEST and run.seconds > 0:
            ratios[run.algorithm].append(math.log(run.seconds / max(expected, 1e-3)))
    return _learned(ratios)


def _learned(ratios: dict[str, list[float]]) -> Experience:
    """Medians, drawn towards what all algorithms have in common, and that towards 1, where there are few runs."""
    middles = {key: median(found) for key, found in ratios.items()}
    general = median(middles.values()) * len(middles) / (len(middles) + 1) if middles else 0.0
    factors, spread = {}, {}
    for key, found in ratios.items():
        factors[key] = math.exp((len(found) * middles[key] + general) / (len(found) + 1))
        away = median(abs(ratio - middles[key]) for ratio in found)
        spread[key] = math.exp(min(1.0, max(0.1, 1.5 * away + 0.5 / len(found))))
    return Experience(math.exp(general), factors, spread, {key: len(found) for key, found in ratios.items()})


def _cores(spec: ExperimentSpec) -> int:
    return spec.limits.cores or os.cpu_count() or 1


class _Plan:
    """One algorithm of an experiment, and how long its parts take by the laws alone."""

    def __init__(
        self, spec: ExperimentSpec, algorithm: AlgorithmSpec, shape: Columns, rows: int, cores: int | None = None
    ) -> None:
        self.key = algorithm.key
        self.spec = spec
        self.shape = shape
        self.params = resolve_params(algorithm.key, algorithm.params, spec.task)
        self.cores = cores or _cores(spec)
        self.test = max(1, round(rows * spec.split.test_share))
        self.train = max(1, rows - self.test)
        self.rows = rows
        space = dimensions(algorithm.key, spec.search, spec.task) if spec.search is not None else ()
        self.drawn = _drawn(space, self.params) if space else []
        self._steps: dict[float, float] = {}
        self.trials = _count(spec.search, space) if spec.search is not None and space else 0

    def span(self, known: Experience) -> Span:
        """The whole, with what is known about this machine and how sure that is."""
        factor = known.factors.get(self.key, known.general)
        unsure = law(costs().fit, self.key, self.spec.task, self.shape.load.sparse).spread
        unsure = known.spread.get(self.key, unsure * (1.25 if known.runs else ELSEWHERE))
        if not self.trials:
            work = self.run(self.params, self.spec.folds is not None)
            return Span.around(work * factor + self._recorded(known), unsure)
        return self._search(factor, unsure, known)

    def fit(self, rows: float, params: dict[str, Any] | None = None, cores: int | None = None) -> float:
        """One fit, preparing included."""
        model = fit_seconds(self.key, self.spec.task, params or self.params, rows, self.shape.load, cores or self.cores)
        return rows * self.shape.learn + model

    def answer(self, learned: float, rows: float, params: dict[str, Any] | None = None) -> float:
        """What a fitted model says about rows, preparing included."""
        asked = answer_seconds(self.key, self.spec.task, params or self.params, learned, rows, self.shape.load)
        return rows * self.shape.apply + asked / speed(self.key, self.cores)

    def run(self, params: dict[str, Any], folds: bool) -> float:
        """A run with these parameters: folds, the fit on all training rows, judging and explaining."""
        total = self.fit(self.train, params) + self.answer(self.train, self.test, params)
        if folds:
            count = self.spec.folds.count if self.spec.folds is not None else 0
            learned = self.train * (count - 1) / max(count, 1)
            total += count * (self.fit(learned, params) + self.answer(learned, self.train / max(count, 1), params))
        if self.key == BASELINE:
            return total
        return total + self._explained(params)

    def _explained(self, params: dict[str, Any]) -> float:
        """Importance and dependence."""
        task, features = self.spec.task, self.shape.features
        most = rows_worth(self.key, task, params, self.train, features, self.shape.load)
        shuffled = (features * IMPORTANCE_REPEATS + 1) * min(self.test, most) if task.supervised else 0
        varied = 0 if task is Task.CLUSTERING else min(FEATURES, features) * ROWS * NUMBERS
        return self.answer(self.train, shuffled + varied, params)

    def _recorded(self, known: Experience) -> float:
        return known.general * (RECORDING + PER_CELL * self.rows * (len(self.spec.features) + 1))

    def _search(self, factor: float, unsure: float, known: Experience) -> Span:
        """Trials side by side on the cores, then the best parameters as a run; its own folds are fitted once more."""
        search = self.spec.search
        assert search is not None
        many, usual, few = (factor * self._trial(stops) * self.trials / self._busy for stops in PRUNED)
        tried = Span(few / unsure, usual, many * unsure)
        if search.minutes is not None:
            tried = tried.at_most(60 * search.minutes)
            self.trials = max(1, round(self.trials * min(1.0, 60 * search.minutes / max(usual, 1e-9))))
        last = fmean(self.run(params, folds=True) for params in self.drawn)
        prepared = self._folds * self.train * self.shape.learn
        best = Span.around(factor * (last + prepared) + 2 * self._recorded(known), unsure)
        if not search.keep_trials:
            return tried + best
        each = factor * fmean(self.run(params, folds=False) for params in self.drawn) + self._recorded(known)
        finished = self.trials * (1 - PRUNED[1] if search.prune else 1.0)
        return tried + best + Span.around(finished * each, unsure)

    @property
    def _folds(self) -> int:
        return (self.spec.folds or FoldSpec()).count

    @property
    def _busy(self) -> int:
        """The folds that are fitted at a time, each on one core."""
        return min(self.cores, LOOK_BACK * self._folds)

    def _trial(self, stops: float) -> float:
        """The seconds of one core that a trial takes in the mean, when that share of trials stops early."""
        search = self.spec.search
        assert search is not None
        if search.method is SearchMethod.HALVING:
            goes_on = 1 / KEPT + (PRUNED[1] - stops) / 2
            rungs = (self._step(share) * goes_on**place for place, share in enumerate(SHARES))
            return self._folds * sum(rungs)
        late = max(0, self.trials - STARTUP - LOOK_BACK) / self.trials if search.prune else 0.0
        return self._step(1.0) * (1 + (self._folds - 1) * (1 - stops * late))

    def _step(self, share: float) -> float:
        """One fold of a trial on a share of its rows, on one core; rows are prepared already."""
        if share not in self._steps:
            learned = max(1.0, self.train * (self._folds - 1) / self._folds * share)
            key, task, load = self.key, self.spec.task, self.shape.load
            self._steps[share] = fmean(
                fit_seconds(key, task, params, learned, load)
                + answer_seconds(key, task, params, learned, self.train / self._folds, load)
                for params in self.drawn
            )
        return self._steps[share]


def _count(search: SearchSpec, space: Sequence[Dimension]) -> int:
    """The most trials that a search makes."""
    return len(grid(tuple(space), search.trials, 0)) if search.method is SearchMethod.GRID else search.trials


def _drawn(space: Sequence[Dimension], params: dict[str, Any]) -> list[dict[str, Any]]:
    """Some sets of parameters as a search would draw them."""
    chance = random.Random(0)
    return [params | {one.name: _value(one, chance) for one in space} for _ in range(DRAWS)]


def _value(one: Dimension, chance: random.Random) -> Any:
    values = one.values
    if values.choices:
        return chance.choice(values.choices)
    low, high = values.low or 0.0, values.high or 0.0
    found = math.exp(chance.uniform(math.log(low), math.log(high))) if values.log else chance.uniform(low, high)
    return round(found) if one.whole else found
