"""Steps of recipes to plain values and back; strict: an unknown step, field or value is named."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import math
from collections.abc import Iterable, Sequence
from typing import Any

from modelyard.core import codec
from modelyard.core.errors import InputError
from modelyard.domain.data.prepare import STEPS, Step

LARGEST = 2**63 - 1


class StepValueError(InputError):
    """A step's value cannot be used. `field` names it, "" for the step as a whole."""

    def __init__(self, message: str, hint: str = "", details: str = "", field: str = "") -> None:
        super().__init__(message, hint, details)
        self.field = field


def to_builtins(step: Step, *, brief: bool = False) -> dict[str, Any]:
    """A step as a dict that begins with its kind; with `brief` without what has its default value."""
    values = codec.to_builtins(step)
    default = codec.to_builtins(type(step)()) if brief else {}
    names = [f.name for f in dataclasses.fields(step) if f.name != "disabled"] + ["disabled"]
    kept = {
        n: values[n] for n in names if not brief or values[n] != default[n] or type(values[n]) is not type(default[n])
    }
    return {"step": step.kind, **kept}


def from_builtins(value: Any) -> Step:
    """A step from a dict. Raises `StepValueError` naming the field."""
    if not isinstance(value, dict):
        raise StepValueError("A step is a list of fields, the first of them step.", "Write like: - step: filter_rows")
    kind = value.get("step")
    if not isinstance(kind, str) or kind not in STEPS:
        what = "A step does not say what it is." if "step" not in value else f"There is no step {kind!r}."
        raise StepValueError(what, _nearest(str(kind), STEPS, "The steps are"), field="step" if "step" in value else "")
    step_type = STEPS[kind]
    names = [f.name for f in dataclasses.fields(step_type)]
    for name in value:
        if name != "step" and name not in names:
            hint = _nearest(str(name), names, "Its fields are")
            raise StepValueError(f"The step {kind} has no field {name!r}.", hint, field=str(name))
    for name, content in value.items():
        if name != "step":
            _check_plain(str(name), content)
            try:
                codec.from_builtins({name: content}, step_type)
            except ValueError as error:
                text = str(error).split(" - at")[0]
                hint = "Put a text that looks like something else in quotes." if "str" in text else ""
                raise StepValueError(f"{name} of {kind} cannot be used: {text}.", hint, field=str(name)) from error
    return codec.from_builtins({k: v for k, v in value.items() if k != "step"}, step_type)


def _check_plain(name: str, content: Any) -> None:
    """Numbers must survive JSON: finite, and whole ones within 64 bits."""
    if isinstance(content, float) and not math.isfinite(content):
        raise StepValueError(f"{name} is not a finite number.", "Write an ordinary number.", field=name)
    if isinstance(content, int) and abs(content) > LARGEST:
        raise StepValueError(f"{name} is too large for a whole number.", "Write it with a decimal point.", field=name)


def _nearest(name: str, known: Iterable[str], listing: str) -> str:
    names = list(known)
    near = difflib.get_close_matches(name, names, 1, 0.6)
    return f"Did you mean {near[0]}?" if near else f"{listing} {', '.join(names)}."


def steps_to_builtins(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """All fields of all steps, for the store: a later default changes nothing that was kept."""
    return [to_builtins(s) for s in steps]


def steps_from_builtins(values: Sequence[Any]) -> tuple[Step, ...]:
    """What `steps_to_builtins` gave."""
    return tuple(from_builtins(v) for v in values)


def digest(steps: Sequence[Step]) -> str:
    """The sha256 of the steps; equal for equal steps."""
    return hashlib.sha256(codec.to_json(steps_to_builtins(steps)).encode()).hexdigest()
