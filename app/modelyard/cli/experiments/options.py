"""Options of `modelyard experiments run` that say more than one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import msgspec

from modelyard.core import codec
from modelyard.core.errors import InputError
from modelyard.domain.experiments.own_code import PREFIX, is_own
from modelyard.domain.experiments.spec import (
    AlgorithmSpec,
    ClassWeight,
    FoldKind,
    FoldSpec,
    Formula,
    Preparation,
    Role,
    SearchRange,
)
from modelyard.training.catalogue import ENSEMBLES

RANGE = "--range random_forest:max_depth=3..12"


def parsed(text: str) -> Any:
    """A value as JSON where it is some, else the text itself."""
    try:
        return codec.from_json(text, object)
    except ValueError:
        return text


def algorithm(text: str) -> AlgorithmSpec:
    """random_forest:n_estimators=200,max_depth=12; of own code own:Nearest:power=1.5."""
    own = PREFIX if is_own(text) else ""
    key, _, rest = text.removeprefix(own).partition(":")
    pairs = [_pair(one, "Write random_forest:n_estimators=200,max_depth=12") for one in filter(None, rest.split(","))]
    return AlgorithmSpec(own + key, {name: parsed(value) for name, value in pairs})


def ranges(texts: list[str]) -> dict[str, dict[str, SearchRange]]:
    """What a search tries: own:Nearest:power=0.5..4, logistic_regression:C=0.01..100:log, or choices with commas."""
    found: dict[str, dict[str, SearchRange]] = {}
    for name, value in (_pair(text, f"Write {RANGE}") for text in texts):
        key, _, parameter = name.rpartition(":")
        if not key:
            raise InputError(f"{name!r} names no parameter of an algorithm.", f"Write {RANGE}")
        found.setdefault(key, {})[parameter] = _range(value)
    return found


def _range(text: str) -> SearchRange:
    ends, _, scale = text.partition(":")
    low, dots, high = ends.partition("..")
    if not dots:
        return SearchRange(choices=tuple(parsed(one.strip()) for one in text.split(",")))
    try:
        return SearchRange(float(low), float(high), log=scale == "log")
    except ValueError:
        raise InputError(f"{text!r} is no range.", f"Write {RANGE}") from None


def with_members(algorithms: Iterable[AlgorithmSpec], members: Sequence[str]) -> tuple[AlgorithmSpec, ...]:
    """The algorithms, the ensembles among them of these runs. Raises `InputError` for members of none."""
    found = tuple(algorithms)
    ensembles = {one.key for one in found} & ENSEMBLES
    if members and not ensembles:
        raise InputError("Only an ensemble has members.", "Add --algorithm voting or --algorithm stacking.")
    if ensembles and not members:
        raise InputError(f"Nothing says what {min(ensembles)} is of.", "Name two or more runs, each with --member.")
    return tuple(replace(one, members=tuple(members)) if one.key in ENSEMBLES else one for one in found)


def roles(texts: list[str]) -> dict[str, Role]:
    """Columns and what they are to the model: zip=category."""
    found = {}
    for name, value in (_pair(text, "Write --role zip=category") for text in texts):
        if value not in tuple(Role):
            raise InputError(f"{value!r} is no role of a column.", f"Choose one of: {', '.join(Role)}.")
        found[name] = Role(value)
    return found


def class_weights(text: str) -> tuple[ClassWeight, dict[str, float]]:
    """none, balanced, or a number a class: high=4,low=1."""
    if text in (ClassWeight.NONE, ClassWeight.BALANCED):
        return ClassWeight(text), {}
    found = {}
    for name, value in (_pair(one, "Write none, balanced, or high=4,low=1") for one in text.split(",")):
        try:
            found[name] = float(value)
        except ValueError:
            raise InputError(f"The weight of {name!r} is {value!r}.", "Use a number greater than 0.") from None
    return ClassWeight.CUSTOM, found


def preparation(texts: list[str]) -> Preparation:
    """Settings of `Preparation` by name: missing=mean, scaling=standard, "formula=speed: distance / hours"."""
    values: dict[str, Any] = {}
    formulas = []
    known = [one.name for one in fields(Preparation) if one.name != "formulas"]
    for name, value in (_pair(text, "Write --prepare scaling=standard") for text in texts):
        if name == "formula":
            column, _, expression = value.partition(":")
            formulas.append(Formula(column.strip(), expression.strip()))
        elif name in known:
            values[name] = parsed(value)
        else:
            raise InputError(f"There is no setting called {name!r}.", f"Use: {', '.join((*known, 'formula'))}.")
    try:
        found = codec.from_builtins(values, Preparation)
    except msgspec.ValidationError as error:
        raise InputError(f"The preparation cannot be so: {error}.", "docs/experiments has the settings.") from error
    return replace(found, formulas=tuple(formulas))


def folds(count: int | None, kind: FoldKind, column: str) -> FoldSpec | None:
    """Folds, where their number, kind or column is given."""
    if count is None and kind is FoldKind.AUTO and not column:
        return None
    usual = FoldSpec()
    return FoldSpec(FoldKind.GROUP if column and kind is FoldKind.AUTO else kind, count or usual.count, column)


def _pair(text: str, hint: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise InputError(f"{text!r} has no value.", hint)
    return name.strip(), value.strip()
