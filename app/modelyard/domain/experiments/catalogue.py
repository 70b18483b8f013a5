"""What can be trained, and with which parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """One adjustable parameter of an algorithm. `kind` is "integer", "number", "choice" or "boolean"."""

    name: str
    label: str
    kind: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An entry of the catalogue."""

    key: str
    name: str
    summary: str
    parameters: tuple[ParameterInfo, ...] = ()
