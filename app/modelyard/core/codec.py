"""Frozen dataclasses to JSON and back, for the store, for job parameters and for `--json`."""

from __future__ import annotations

import threading
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")
_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_building = threading.Lock()


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
    return _decoder(kind).decode(text)


def from_builtins(value: Any, kind: type[T]) -> T:
    """Dicts and lists, as JSON gives them, into `kind`.

    Raises `msgspec.ValidationError` where the value does not fit the type.
    """
    _decoder(kind)
    return msgspec.convert(value, kind)


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a type, built once and by one thread.

    msgspec hangs what it knows of a class on the class before that is complete; a second thread that decodes the same
    class for the first time meanwhile reads it and crashes the process (msgspec 0.22).
    """
    found = _decoders.get(kind)
    if found is None:
        with _building:
            found = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return found
