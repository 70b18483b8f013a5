"""What a filter of runs is once it is understood: tests of fields, joined by and, or and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from modelyard.domain.experiments.filter.fields import Field


class Op(StrEnum):
    """How a field is compared; the negatives (`!=`, `not like`, …) are a `Not` around a test."""

    EQ = "="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    LIKE = "like"
    IN = "in"
    MISSING = "is missing"
    IS = ""
    """The field alone, as in `archived`."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time: a whole day or minute from `begin` up to but without `end`, or an instant, which has no `end`. UTC."""

    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, in `base` ("seconds" or "bytes")."""

    value: float
    base: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a filter; `text` is as it was written, without quotes. `quoted` says that it had some."""

    value: float | bool | str | Span | Amount
    text: str
    start: int
    end: int
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """A field compared with values: with one, or with any of several (IN), or with none (MISSING, IS)."""

    field: Field
    op: Op
    values: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class HasTag:
    """Whether a run has a tag of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class Search:
    """Whether a run's name, algorithm, note or tags hold some letters; digits alone are also the run of that number."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; none at all is true of every run."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Node, ...]


Node = Test | HasTag | Search | Not | All | Some
EVERYTHING = All(())
"""The filter without a text: every run passes."""


def tests(node: Node) -> Iterator[Test]:
    """Every comparison in a filter, from left to right."""
    if isinstance(node, Test):
        yield node
    elif isinstance(node, Not):
        yield from tests(node.part)
    elif isinstance(node, All | Some):
        for part in node.parts:
            yield from tests(part)
