"""What a column's profile says beyond counts and moments: outliers, order, stand-ins for missing, dirt in text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

REVISION = 2
"""What a profile made today holds; 1 is the profile of the first release, which lacks everything in this module."""

FENCE = 1.5
"""Tukey's inner fences lie this many interquartile ranges outside the quartiles (Exploratory Data Analysis, 1977)."""
FAR_FENCE = 3.0
"""His outer fences; what lies beyond them he called far out."""
Z_LIMIT = 3.0
"""Standard deviations from the mean."""


class Order(StrEnum):
    """Whether the values that are there only ever rise or fall from row to row; equal neighbours are allowed."""

    NONE = ""
    RISING = "rising"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Outliers:
    """Rows outside Tukey's inner fences `low` and `high`, those `far` outside the outer ones, and those more than
    three standard deviations from the mean (`beyond_z`)."""

    low: float
    high: float
    count: int
    far: int
    beyond_z: int


@dataclass(frozen=True, slots=True)
class TextTraits:
    """What the words of a text column look like. Lengths are in characters.

    `padded`, `empty`, `numbers`, `dates` and `placeholders` count rows: with spaces around, without a character, that
    read as a number, as an ISO 8601 date, or as a word for "missing". `variants` counts different values that equal
    another one but for capitals and spaces around. All but the lengths come from the `looked_at` different values.
    Each example is one value (or two, for variants) that shows it.
    """

    shortest: int
    longest: int
    mean_length: float
    looked_at: int
    padded: int = 0
    empty: int = 0
    numbers: int = 0
    dates: int = 0
    placeholders: int = 0
    variants: int = 0
    rows_looked_at: int = 0
    padded_example: str = ""
    odd_number: str = ""
    odd_date: str = ""
    placeholder_example: str = ""
    variant_example: tuple[str, ...] = ()
