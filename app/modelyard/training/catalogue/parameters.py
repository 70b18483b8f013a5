"""The parameters of each algorithm for a form, and given values checked against them.

What an estimator itself says about its parameters is read from `resources/catalogue/parameters.json`, which
`packaging/make_catalogue.py` writes, as the estimators take seconds to import.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import msgspec

from modelyard.core.errors import InputError
from modelyard.core.paths import resources_dir
from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import Task
from modelyard.training.catalogue.entries import Entry, Shown


class Facts(msgspec.Struct, frozen=True):
    """What an estimator says about one parameter. Without a `kind` no form can show it."""

    text: str = ""
    kind: str = ""
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    optional: bool = False


def parameters(entry: Entry, task: Task) -> tuple[ParameterInfo, ...]:
    """Every parameter of an algorithm for a task: those people look at first, then the others as advanced."""
    facts = _recorded().get(class_path(entry, task), {})
    own = {shown.name for shown in entry.shown}
    first = [
        _shown(shown, facts.get(shown.name, Facts()), task)
        for shown in entry.shown
        if shown.name in facts or not class_path(entry, task)
    ]
    rest = [
        _advanced(name, fact)
        for name, fact in facts.items()
        if fact.kind and name not in own and name not in entry.hidden
    ]
    return (*first, *rest)


def class_path(entry: Entry, task: Task) -> str:
    """Where the estimator for a task is; "" for an algorithm that is made of runs."""
    return entry.classifier if task.classifies else entry.regressor


def checked(info: ParameterInfo, value: Any) -> Any:
    """One value in its parameter's type. Raises `InputError`."""
    if info.kind == "boolean":
        return _boolean(info, value)
    if info.kind == "text":
        if not isinstance(value, str):
            raise InputError(f"{info.label} cannot be {value!r}.", "It takes a text.")
        return value
    if info.kind == "choice":
        if not isinstance(value, str) or value not in info.choices:
            raise InputError(f"{info.label} cannot be {value!r}.", f"Choose one of: {', '.join(info.choices)}.")
        return value
    if info.optional and (value is None or value == "none"):
        return None
    number = _number(info, value)
    low, high = info.minimum, info.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        raise InputError(f"{info.label} cannot be {value}.", f"Choose a value {_range(low, high)}.")
    return number


@cache
def _recorded() -> dict[str, dict[str, Facts]]:
    content = (resources_dir() / "catalogue" / "parameters.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, dict[str, Facts]])


def _shown(shown: Shown, facts: Facts, task: Task) -> ParameterInfo:
    """A parameter of the hand-kept table, filled up with what its estimator says."""
    if shown.kind and shown.kind != facts.kind:
        facts = Facts(text=facts.text)
    default = shown.number if shown.number and task is Task.REGRESSION else shown.default
    return ParameterInfo(
        shown.name,
        shown.label,
        shown.kind or facts.kind,
        default[0] if default else facts.default,
        facts.minimum if shown.minimum is None else shown.minimum,
        facts.maximum if shown.maximum is None else shown.maximum,
        shown.choices or facts.choices,
        shown.hint,
        facts.optional if shown.optional is None else shown.optional,
        shown.search,
        facts.text,
    )


def _advanced(name: str, facts: Facts) -> ParameterInfo:
    return ParameterInfo(
        name,
        name.replace("_", " ").capitalize() if len(name) > 1 else name,
        facts.kind,
        facts.default,
        facts.minimum,
        facts.maximum,
        facts.choices,
        optional=facts.optional,
        text=facts.text,
        advanced=True,
    )


def _range(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"of at most {high:,g}" if low is None else f"of at least {low:,g}"
    return f"from {low:,g} to {high:,g}"


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
