"""What scripts hand over, as the workspace keeps it: names, JSON values, numbers, steps and paths."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from modelyard.core.errors import InputError

MAX_NAME = 500
MAX_PART = 200
_WHOLE = 2**63


def name_of(key: object, what: str) -> str:
    """A parameter's, metric's or tag's name. Raises `InputError` for what cannot be one."""
    if not isinstance(key, str) or not key.strip() or text_of(key) != key:
        raise InputError(f"{key!r} cannot be the name of a {what}.", "Use some text.")
    if len(key) > MAX_NAME:
        raise InputError(f"The name of a {what} has {len(key)} characters.", f"Use at most {MAX_NAME}.")
    return key


def text_of(value: object) -> str:
    """A text that a database can hold: half a character, as names of damaged files have it, is written as a code."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def number_of(key: str, value: Any) -> float:
    """A metric's value as a float; arrays and tensors of one element count. Raises `InputError`."""
    try:
        return float(value if (item := getattr(value, "item", None)) is None else item())
    except (TypeError, ValueError, OverflowError, RuntimeError) as error:
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
    try:
        return _json(value)
    except RecursionError:  # it holds itself, or is nested beyond what JSON's readers take
        return _shown(value)


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str | PurePath):
        return text_of(value)
    if isinstance(value, int):
        return int(value) if -_WHOLE <= value < 2 * _WHOLE else str(value)
    if isinstance(value, float):
        return _finite(float(value))
    if isinstance(value, dict):
        return {text_of(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_json(item) for item in value), key=repr)
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    plain = getattr(value, "tolist", None)  # NumPy's numbers and arrays
    if callable(plain) and type(value).__module__.partition(".")[0] == "numpy":
        return _json(plain())
    return _shown(value)


def file_path(name: Any) -> str:
    """A file's path within its run, with forward slashes. Raises `InputError` when it would lead out of it."""
    text = text_of(str(name).replace("\\", "/")).replace("\\", "").strip("/")
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or "\0" in text:
        raise InputError(f"{str(name)!r} cannot be a file's name in a run.", "Use a name such as plots/roc.png.")
    if len(text) > MAX_NAME or max(map(len, parts)) > MAX_PART:
        raise InputError(f"{_short(text)} is too long for a file's name.", f"Use at most {MAX_PART} characters a part.")
    return "/".join(parts)


def _finite(value: float) -> float | str:
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _shown(value: object) -> str:
    """What `repr` says, or the name of a class whose `repr` fails."""
    try:
        return text_of(repr(value))
    except Exception:  # noqa: BLE001 - whatever somebody's class raises, logging goes on
        return f"<{type(value).__module__}.{type(value).__qualname__}>"


def _short(value: object) -> str:
    text = " ".join(_shown(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
