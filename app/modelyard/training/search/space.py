"""Which parameters a search tries, and the values of each. Importable without scikit-learn and Optuna."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import SearchRange, SearchSpec, Task
from modelyard.training.catalogue import algorithm, resolve_params

MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class Dimension:
    """One parameter that is searched; `whole` says that its numbers are whole."""

    name: str
    whole: bool
    values: SearchRange


def dimensions(key: str, search: SearchSpec, task: Task | None = None) -> tuple[Dimension, ...]:
    """What a search over an algorithm tries: the catalogue's ranges, those of the settings in their place.

    Empty for an algorithm that has nothing to search. Raises `InputError` for a range that the algorithm cannot take.
    """
    entry = algorithm(key, task)
    known = {p.name: p for p in entry.parameters}
    ranges = {p.name: p.search for p in entry.parameters if p.search is not None and not p.search.open}
    for name, given in search.ranges.get(key, {}).items():
        if name not in known:
            raise InputError(
                f"{entry.name} has no parameter called {name!r} to search.", f"It has: {', '.join(known)}."
            )
        ranges[name] = given
    for name, values in ranges.items():
        _check(key, known[name], values, task)
    return tuple(Dimension(name, known[name].kind == "integer", values) for name, values in ranges.items())


def _check(key: str, info: ParameterInfo, values: SearchRange, task: Task | None) -> None:
    if values.choices:
        for choice in values.choices:
            resolve_params(key, {info.name: choice}, task)
        return
    low, high = values.low, values.high
    if low is None or high is None or not low < high:
        raise InputError(f"The range of {info.label} needs a lower and a higher end.", "For example 0.01 to 1.")
    if values.log and low <= 0:
        raise InputError(f"The range of {info.label} begins at {low:g}.", "A range in powers begins above 0.")
    if info.kind not in ("integer", "number"):
        raise InputError(f"{info.label} is not a number.", "Name the choices to try.")
    for end in (low, high):
        resolve_params(key, {info.name: round(end) if info.kind == "integer" else end}, task)


def steps(dimension: Dimension, count: int) -> tuple[Any, ...]:
    """So many values of a range from end to end, evenly or in powers; all choices where it has choices."""
    values = dimension.values
    if values.choices:
        return values.choices
    low, high = values.low or 0.0, values.high or 0.0
    if values.log:
        ends = math.log(low), math.log(high)
        found = [math.exp(ends[0] + (ends[1] - ends[0]) * i / (count - 1)) for i in range(count)]
    else:
        found = [low + (high - low) * i / (count - 1) for i in range(count)]
    if dimension.whole:
        return tuple(dict.fromkeys(round(v) for v in found))
    return tuple(float(f"{v:.6g}") for v in found)


def grid(space: tuple[Dimension, ...], most: int, seed: int) -> list[dict[str, Any]]:
    """Every combination in a fixed order, ranges cut into as many steps as give at most so many combinations.

    Where the choices alone, or two steps a range, are more than that, a part of them drawn by the seed.
    """
    axes = _axes(space, most)
    names = [d.name for d in space]
    total = math.prod(map(len, axes))
    if total <= most:
        return [dict(zip(names, values, strict=True)) for values in itertools.product(*axes)]
    return [_combination(names, axes, index) for index in sorted(random.Random(seed).sample(range(total), most))]


def _axes(space: tuple[Dimension, ...], most: int) -> list[tuple[Any, ...]]:
    """The values of each parameter: two steps a range, then one more at a time, in turn, while they fit."""
    axes = [steps(d, 2) for d in space]
    for count in range(3, MOST_STEPS + 1):
        for place, dimension in enumerate(space):
            finer = [*axes[:place], steps(dimension, count), *axes[place + 1 :]]
            if math.prod(map(len, finer)) <= most:
                axes = finer
    return axes


def _combination(names: list[str], axes: list[tuple[Any, ...]], index: int) -> dict[str, Any]:
    """The combination at a place of the whole product, which may be too long to write down."""
    found = {}
    for name, axis in zip(reversed(names), reversed(axes), strict=True):
        index, place = divmod(index, len(axis))
        found[name] = axis[place]
    return dict(reversed(found.items()))
