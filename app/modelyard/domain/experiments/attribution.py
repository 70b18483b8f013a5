"""Why the score of one run differs from that of another: a part for each thing that was changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from modelyard.domain.experiments.own_code import class_of, is_own
from modelyard.domain.experiments.reproduction import Change
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec


class Cause(StrEnum):
    """What may change between two runs of one question, in the order to change it. REST cannot be run again: other
    packages, another machine, code of another time."""

    DATA = "data"
    SPLIT = "split"
    FEATURES = "features and preparation"
    ALGORITHM = "algorithm"
    CODE = "own code"
    PARAMETERS = "parameters"
    SEED = "seed"
    REST = "packages, code or machine"


FIELDS: dict[Cause, tuple[str, ...]] = {
    Cause.DATA: ("dataset_version_id",),
    Cause.SPLIT: ("split", "where"),
    Cause.FEATURES: ("features", "roles", "preparation", "class_weight", "weights"),
    Cause.SEED: ("seed",),
}
"""The settings that belong to a cause; ALGORITHM, CODE and PARAMETERS are the algorithm's own."""


@dataclass(frozen=True, slots=True)
class Part:
    """What changing one thing, or some that can only change together, did to the metric. `facts` are what was changed;
    `sure` says that it is more than the noise of the hold-out."""

    causes: tuple[Cause, ...]
    value: float
    facts: tuple[Change, ...] = ()
    sure: bool = True

    @property
    def name(self) -> str:
        """The causes in words."""
        *before, last = (cause.value for cause in self.causes)
        return f"{', '.join(before)} and {last}" if before else last


@dataclass(frozen=True, slots=True)
class Attribution:
    """The difference of a metric between two runs, in parts that add up to it. `low` to `high` is the 95 % interval of
    the difference, `paired` when both were judged on the same rows; `fits` is how often something was fitted for it."""

    first: str
    second: str
    metric: str
    then: float
    now: float
    parts: tuple[Part, ...]
    low: float | None
    high: float | None
    paired: bool
    fits: int
    at: datetime
    text: str = ""

    @property
    def difference(self) -> float:
        """The second run's metric minus the first one's."""
        return self.now - self.then

    @property
    def sure(self) -> bool:
        """Whether the difference is more than chance makes."""
        return self.low is None or self.high is None or self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Half:
    """A run that could be: settings of one run with some of another."""

    spec: ExperimentSpec
    algorithm: AlgorithmSpec


def causes(first: Half, second: Half) -> tuple[Cause, ...]:
    """What differs between two records. With another algorithm, or other parameters of own code, those are part of
    it."""
    found = []
    one, other = first.algorithm, second.algorithm
    code = _other_code(one, other)
    for cause in Cause:
        if cause is Cause.ALGORITHM:
            differs = not code and (one.key, one.members) != (other.key, other.members)
        elif cause is Cause.CODE:
            differs = code
        elif cause is Cause.PARAMETERS:
            whole = Cause.ALGORITHM in found or (code and one.params.keys() != other.params.keys())
            differs = not whole and one.params != other.params
        else:
            differs = any(getattr(first.spec, f) != getattr(second.spec, f) for f in FIELDS.get(cause, ()))
        if differs:
            found.append(cause)
    return tuple(found)


def half(first: Half, second: Half, changed: frozenset[Cause]) -> Half:
    """The first record with some causes as the second has them."""
    fields = {f: getattr(second.spec, f) for cause in changed for f in FIELDS.get(cause, ())}
    return Half(replace(first.spec, **fields), _algorithm(first.algorithm, second.algorithm, changed))


def _other_code(one: AlgorithmSpec, other: AlgorithmSpec) -> bool:
    """Whether both are the same class of own code, in other words."""
    own = is_own(one.key) and is_own(other.key)
    return own and class_of(one.key) == class_of(other.key) and one.key != other.key


def _algorithm(one: AlgorithmSpec, other: AlgorithmSpec, changed: frozenset[Cause]) -> AlgorithmSpec:
    if Cause.ALGORITHM in changed or (Cause.CODE in changed and one.params.keys() != other.params.keys()):
        return other
    key = other.key if Cause.CODE in changed else one.key
    params = other.params if Cause.PARAMETERS in changed else one.params
    return replace(one, key=key, params=params)


def orders(groups: tuple[tuple[Cause, ...], ...]) -> tuple[tuple[tuple[Cause, ...], ...], ...]:
    """The orders to change groups of causes in: forwards and backwards, once where they are the same."""
    return (groups, groups[::-1]) if len(groups) > 1 else (groups,)
