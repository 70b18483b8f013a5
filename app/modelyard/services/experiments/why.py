"""Why did the score change: the difference between two runs of one question, attributed by running halves.

What differs is changed one thing at a time, from the first run's record to the second's, forwards and backwards; a
part is the mean of what its change did in both orders (Shapley's value for two causes, close to it for more). The parts
add up to the difference of what comes out today; what is left to the recorded difference cannot be run again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from modelyard.core import clock, codec
from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, ConflictError, InputError
from modelyard.domain.experiments.attribution import (
    FIELDS,
    Attribution,
    Cause,
    Half,
    Part,
    causes,
    half,
    orders,
)
from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.own_code import sha_of
from modelyard.domain.experiments.reproduction import Change, changes
from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job
from modelyard.domain.jobs import Part as Portion
from modelyard.services.data import datasets
from modelyard.services.experiments import judge, runs
from modelyard.services.experiments.reproduce import Recipe, recipe
from modelyard.services.experiments.reproduce_work import score
from modelyard.services.workspace import Workspace
from modelyard.store import insights
from modelyard.training.environment import environment

if TYPE_CHECKING:
    from modelyard.jobs.runner import RunnerContext

WHY = "experiments.why"
_TOGETHER = (Cause.DATA, Cause.SPLIT, Cause.FEATURES)
"""Causes that may not be changed one without the other, such as columns that only the new data has."""

Groups = tuple[tuple[Cause, ...], ...]


def attribution(workspace: Workspace, first: str, second: str, metric: str) -> Attribution | None:
    """Why the score changed, if it was found out."""
    return insights.of_runs.get(workspace.database, second, _key(first, metric), Attribution)


def start_why(workspace: Workspace, first: str, second: str, metric: str) -> tuple[Job, Changes]:
    """Start to find out why a metric differs between two runs.

    Raises an `AppError` where one cannot be run again, or they answer different questions.
    """
    one, other = _two(workspace, first, second, metric)
    title = f"Why run {other.run.number} differs from run {one.run.number}"
    params = {"run_id": second, "first": first, "metric": metric}
    name, label = other.run.experiment_name, other.run.label
    facts = {"first": one.run.label, "metric": metric}
    return workspace.start_job("run.why", WHY, title, params, name, label=label, after=facts)


def why_job(context: RunnerContext, workspace: Workspace, params: dict[str, Any]) -> tuple[dict[str, Any], Changes]:
    """Run the halves in children, and keep the parts with the second run. Halves are kept for the next question."""
    first, second, metric = params["first"], params["run_id"], params["metric"]
    found = _Finder(context, workspace, *_two(workspace, first, second, metric), metric).find()
    with workspace.database.write(context.job.created_by) as write:
        insights.of_runs.set(write, second, _key(first, metric), found)
        write.record("run.explain", Kind.RUN, second, "", after={"why": found.text})
    return {"run_id": second, "text": found.text}, write.changes


def _two(workspace: Workspace, first: str, second: str, metric: str) -> tuple[Recipe, Recipe]:
    if first == second:
        raise InputError("A run does not differ from itself.", "Choose two runs.")
    one, other = recipe(workspace, first), recipe(workspace, second)
    asked = [(r.spec.task, r.spec.target, r.spec.positive) for r in (one, other)]
    if asked[0] != asked[1]:
        raise ConflictError(
            f"Run {one.run.number} and run {other.run.number} answer different questions.",
            "Choose runs with the same task and target.",
        )
    for run in (one.run, other.run):
        if run.metrics.get(metric) is None:
            raise InputError(f"Run {run.number} has no {described(metric).name}.", "Choose another metric.")
    return one, other


def _key(first: str, metric: str) -> str:
    return f"why:{metric}:{first}"


class _Finder:
    """One attribution: which halves it needs, and what they score."""

    def __init__(self, context: RunnerContext, workspace: Workspace, one: Recipe, other: Recipe, metric: str) -> None:
        self._context, self._workspace, self._metric = context, workspace, metric
        self._one, self._other = one, other
        self._first, self._second = Half(one.spec, one.algorithm), Half(other.spec, other.algorithm)
        self._here = environment()
        self._scores: dict[frozenset[Cause], float] = {}
        self._fits = self._expected = 0

    def find(self) -> Attribution:
        """The parts, with what is left over last."""
        differing = causes(self._first, self._second)
        try:
            parts = self._parts(tuple((cause,) for cause in differing))
        except InputError as error:
            if not self._joined(differing):
                raise
            self._context.log(f"{error.message} So these are changed together.")
            parts = self._parts(self._joined(differing))
        a, b = self._one.run.metrics[self._metric], self._other.run.metrics[self._metric]
        rest = (b - a) - sum(part.value for part in parts)
        low, high, paired = self._noise(b - a)
        width = 0.0 if low is None or high is None else (high - low) / 2
        told = [replace(part, sure=abs(part.value) > width) for part in parts]
        packages = changes(self._one.run.environment, self._other.run.environment)
        if packages or abs(rest) > 1e-12:
            told.append(Part((Cause.REST,), rest, packages, abs(rest) > width))
        told.sort(key=lambda part: -abs(part.value))
        ids = self._one.run.id, self._other.run.id
        found = Attribution(*ids, self._metric, a, b, tuple(told), low, high, paired, self._fits, clock.now())
        return replace(found, text=sentence(found, self._one.run, self._other.run))

    def _joined(self, differing: tuple[Cause, ...]) -> Groups:
        """The causes with those joined that may need each other; empty where there are no two of them."""
        together = tuple(cause for cause in differing if cause in _TOGETHER)
        if len(together) < 2:
            return ()
        return (together, *((cause,) for cause in differing if cause not in _TOGETHER))

    def _parts(self, groups: Groups) -> list[Part]:
        found = orders(groups)
        self._expected = self._fits + 2 + max(0, 2 * (len(groups) - 1))
        sums: dict[tuple[Cause, ...], float] = dict.fromkeys(groups, 0.0)
        for order in found:
            done: frozenset[Cause] = frozenset()
            for group in order:
                before, done = self._score(done), done | frozenset(group)
                sums[group] += (self._score(done) - before) / len(found)
        return [Part(group, value, tuple(self._facts(group))) for group, value in sums.items()]

    def _score(self, changed: frozenset[Cause]) -> float:
        """The metric of a half: as recorded where it is a run of this very machine, else of a fit."""
        if changed not in self._scores:
            ends = {frozenset(): self._one.run, frozenset(causes(self._first, self._second)): self._other.run}
            run = ends.get(changed)
            if run is not None and run.environment == self._here:
                self._scores[changed] = run.metrics[self._metric]
            else:
                self._scores[changed] = self._fitted(half(self._first, self._second, changed))
        return self._scores[changed]

    def _fitted(self, one: Half) -> float:
        key, run_id = _half_key(one, self._here), self._other.run.id
        known = insights.of_runs.get(self._workspace.database, run_id, key, dict[str, float])
        if known is None:
            known = self._fit(one)
            with self._workspace.database.bookkeeping() as write:
                insights.of_runs.set(write, run_id, key, known)
        if self._metric not in known:
            raise InputError(f"A half has no {described(self._metric).name}.", "Choose another metric.")
        return known[self._metric]

    def _fit(self, one: Half) -> dict[str, float]:
        self._context.check_cancelled()
        self._fits += 1
        version = datasets.version(self._workspace, one.spec.dataset_version_id)
        place = min((self._fits - 1) / max(self._expected, self._fits), 1.0)
        portion = Portion(self._context, place, min(self._fits / max(self._expected, self._fits), 1.0))
        with runs.train_task(self._workspace, one.spec, version, one.algorithm) as (task, _):
            found: dict[str, float] = self._workspace.runner.children.run(score, (task,), portion)
        return found

    def _facts(self, group: tuple[Cause, ...]) -> Iterator[Change]:
        """What a change consists of, in words."""
        first, second = self._first, self._second
        for cause in group:
            if cause in (Cause.ALGORITHM, Cause.PARAMETERS):
                if cause is Cause.ALGORITHM:
                    yield Change("algorithm", self._one.run.algorithm_name, self._other.run.algorithm_name)
                else:
                    yield from changes(_texts(first.algorithm.params), _texts(second.algorithm.params))
            elif cause is Cause.CODE:
                then, now = (sha_of(one.algorithm.key)[:12] for one in (first, second))
                yield Change(f"code of {self._one.run.algorithm_name}", then, now)
            elif cause is Cause.DATA:
                yield Change("dataset", self._one.version.label, self._other.version.label)
            else:
                for name in FIELDS[cause]:
                    yield from _changed(name, getattr(first.spec, name), getattr(second.spec, name))

    def _noise(self, value: float) -> tuple[float | None, float | None, bool]:
        """The interval of the difference: paired on the same rows, else from both runs' own intervals."""
        one, other = self._one.run, self._other.run
        if (one.data_hash, one.split_hash) == (other.data_hash, other.split_hash):
            try:
                pair = judge.differences(self._workspace, [other.id, one.id], self._metric, self._context).pairs[0]
                return pair.low, pair.high, True
            except AppError as error:
                self._context.log(str(error))
        ranges = [run.intervals.get(self._metric) for run in (one, other)]
        if ranges[0] is None or ranges[1] is None:
            return None, None, False
        width = sum(((high - low) / 2) ** 2 for low, high in (ranges[0], ranges[1])) ** 0.5
        return value - width, value + width, False


def sentence(found: Attribution, first: Run, second: Run) -> str:
    """The outcome in two sentences: how large the difference is, and what made most of it."""
    name = described(found.metric).name
    alone = first.experiment_id == second.experiment_id
    one, other = (f"run {r.number}" if alone else r.label for r in (first, second))
    said = f"{name} of {other} is {abs(found.difference):.4f} "
    said += f"{'higher' if found.difference > 0 else 'lower'} than that of {one}"
    if not found.difference:
        said = f"{name} of both runs is the same"
    noise = (
        ""
        if found.sure or found.low is None
        else (f", no more than chance makes ({found.low:+.4f} to {found.high:+.4f})")
    )
    if not found.parts:
        return f"{said}{noise}. Nothing that is recorded differs between them."
    chief = found.parts[0]
    share = f" {chief.value:+.4f} of it comes from {chief.name}." if found.difference else ""
    others = ", ".join(f"{part.name} {part.value:+.4f}" for part in found.parts[1:])
    return f"{said}{noise}.{share}{f' Others: {others}.' if others else ''}".replace("-", "\u2212")


def _half_key(one: Half, here: dict[str, str]) -> str:
    """The name under which a half's score is kept: everything that decides it."""
    spec = replace(one.spec, name="", algorithms=(), folds=None, search=None)
    text = codec.to_json([spec, one.algorithm, here])
    return f"half:{hashlib.sha256(text.encode()).hexdigest()}"


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def _changed(name: str, then: Any, now: Any) -> Iterator[Change]:
    """The differences of a setting; those of a group of settings one by one."""
    if name == "features":
        gone, new = [f for f in then if f not in now], [f for f in now if f not in then]
        if gone or new:
            yield Change("features", ", ".join(gone), ", ".join(new))
        elif then != now:
            yield Change("order of features", ", ".join(then), ", ".join(now))
    elif hasattr(then, "__dataclass_fields__"):
        for one in fields(then):
            yield from _changed(one.name, getattr(then, one.name), getattr(now, one.name))
    elif then != now:
        yield Change(name.replace("_", " "), str(then), str(now))
