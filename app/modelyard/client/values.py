"""What scripts hand over, as the workspace keeps it: names, JSON values, numbers, steps and paths."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from modelyard.core.errors import InputError

MAX_NAME = 500
_WHOLE = 2**63


def name_of(key: object, what: str) -> str:
    """A parameter's, metric's or tag's name. Raises `InputError` for what cannot be one."""
    if not isinstance(key, str) or not key.strip():
        raise InputError(f"{key!r} cannot be the name of a {what}.", "Use some text.")
    if len(key) > MAX_NAME:
        raise InputError(f"The name of a {what} has {len(key)} characters.", f"Use at most {MAX_NAME}.")
    return key


def number_of(key: str, value: Any) -> float:
    """A metric's value as a float; arrays and tensors of one element count. Raises `InputError`."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(
            f"The metric {key} cannot be {_short(value)}.", "Log a number; text belongs in a tag.", repr(error)
        ) from error


def step_of(step: Any) -> int:
    """A step as a whole number of at most 64 bits. Raises `InputError`."""
    try:
        whole = int(step)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"{_short(step)} cannot be a step.", "Use a whole number.", repr(error)) from error
    if whole != step or not -_WHOLE <= whole < _WHOLE:
        raise InputError(f"{_short(step)} cannot be a step.", "Use a whole number.")
    return whole


def json_value(value: Any) -> Any:
    """A parameter's value as JSON: numbers, text, lists and mappings as they are, all else as `repr` shows it."""
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value) if -_WHOLE <= value < 2 * _WHOLE else str(value)
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((json_value(item) for item in value), key=repr)
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    plain = getattr(value, "tolist", None)  # NumPy's numbers and arrays
    if callable(plain) and type(value).__module__.partition(".")[0] == "numpy":
        return json_value(plain())
    return repr(value)


def file_path(name: Any) -> str:
    """A file's path within its run, with forward slashes. Raises `InputError` when it would lead out of it."""
    text = str(name).replace("\\", "/").strip("/")
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or "\0" in text:
        raise InputError(f"{str(name)!r} cannot be a file's name in a run.", "Use a name such as plots/roc.png.")
    return "/".join(parts)


def _finite(value: float) -> float | str:
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
