"""Frozen dataclasses to JSON and back, for the store, for job parameters and for `--json`."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def to_builtins(value: Any) -> Any:
    """Dataclasses, enums and datetimes as dicts, lists, strings and numbers. NaN and infinity become None."""
    return msgspec.json.decode(msgspec.json.encode(value))


def to_json(value: Any) -> str:
    """One line of JSON. NaN and infinity become null."""
    return msgspec.json.encode(value).decode()


def from_json(text: str | bytes, kind: type[T]) -> T:
    """Parse JSON into `kind` (a dataclass, or a generic like `tuple[Column, ...]`).

    Raises `msgspec.ValidationError` where the text does not fit the type.
    """
    return msgspec.json.decode(text, type=kind)


def from_builtins(value: Any, kind: type[T]) -> T:
    """Dicts and lists, as JSON gives them, into `kind`."""
    return msgspec.convert(value, kind)
