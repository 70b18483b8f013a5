"""What can be trained, and with which parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelyard.domain.experiments.spec import SearchRange, Task


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """One adjustable parameter of an algorithm. `kind` is "integer", "number", "choice", "text" or "boolean".

    `optional` says that "none" may stand in place of a number. `search` is the range a search tries; without one it
    leaves the parameter alone. `hint` is a sentence for the form, `text` the estimator's own documentation.
    """

    name: str
    label: str
    kind: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    optional: bool = False
    search: SearchRange | None = None
    text: str = ""
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An entry of the catalogue. `family` groups entries in lists; `missing` names the package that is not there;
    `offered` says that it is chosen until somebody chooses otherwise."""

    key: str
    name: str
    summary: str
    parameters: tuple[ParameterInfo, ...] = ()
    tasks: frozenset[Task] = frozenset({Task.BINARY})
    family: str = ""
    missing: str = ""
    offered: bool = False
