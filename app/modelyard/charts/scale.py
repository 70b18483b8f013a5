"""Where a parameter's or a metric's values stand on an axis: numbers evenly or in powers, everything else by name.

Places go from 0 (low end) to 1. Used by the small charts of a search and by the parallel coordinates of the window.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from modelyard.charts.ticks import log_ticks, number_text, number_ticks

# What of an axis a missing value takes, where values are missing
MISSING_SHARE = 0.12


def number_of(value: Any) -> float | None:
    """A value as a number, also when it is one written as text; None for all else, and for what is not finite."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def is_missing(value: Any) -> bool:
    """Whether there is no value: none at all, an empty text, or a number that is none."""
    return value is None or value == "" or (isinstance(value, float) and not math.isfinite(value))


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis. `names` are its categories in order; without them it is one of numbers, in powers with `log`.

    With `missing`, values that are not there stand at the low end, apart from the others.
    """

    low: float = 0.0
    high: float = 1.0
    log: bool = False
    names: tuple[str, ...] = ()
    missing: bool = False

    @classmethod
    def of(cls, values: Iterable[Any], log: bool | None = None) -> Scale:
        """The axis that shows these values. Without `log`, numbers that span more than a factor of 50 are in powers."""
        found = list(values)
        there = [v for v in found if not is_missing(v)]
        missing = len(there) < len(found)
        numbers = [number_of(v) for v in there]
        known = [n for n in numbers if n is not None]
        if not there or len(known) < len(there):
            return cls(names=_in_order(there), missing=missing)
        low, high = min(known), max(known)
        in_powers = low > 0 and high / low > 50 if log is None else log and low > 0
        if in_powers or low == high:
            return cls(low, high, in_powers, missing=missing)
        ticks, _ = number_ticks(low, high, 5)
        # A round end is taken where it is near; far off, it would waste the axis.
        span = high - low
        low = ticks[0] if low - ticks[0] < 0.25 * span else low
        high = ticks[-1] if ticks[-1] - high < 0.25 * span else high
        return cls(low, high, missing=missing)

    @property
    def start(self) -> float:
        """Where values begin; what is missing stands at 0."""
        return MISSING_SHARE if self.missing else 0.0

    def place(self, value: Any) -> float | None:
        """Where a value stands, from 0 to 1; None where the axis has no place for it."""
        if is_missing(value):
            return 0.0 if self.missing else None
        if self.names:
            name = name_of(value)
            share = (self.names.index(name) + 0.5) / len(self.names) if name in self.names else None
        else:
            number = number_of(value)
            share = None if number is None else self._share(number)
        return None if share is None else self.start + (1 - self.start) * share

    def _share(self, number: float) -> float | None:
        if self.low == self.high:
            return 0.5
        if not self.log:
            return (number - self.low) / (self.high - self.low)
        return math.log(number / self.low) / math.log(self.high / self.low) if number > 0 else None

    def value_at(self, place: float) -> float | None:
        """The number at a place; None for categories and where values are missing."""
        if self.names or place < self.start:
            return None
        share = (place - self.start) / (1 - self.start)
        return self.low * (self.high / self.low) ** share if self.log else self.low + share * (self.high - self.low)

    def ticks(self, count: int) -> list[tuple[float, str]]:
        """At most about `count` places and what they say; of categories every one."""
        found = [(0.0, "–")] if self.missing else []
        if self.names:
            return found + [(self.place(n) or 0.0, n) for n in self.names]
        if self.low == self.high:
            return [*found, (self.place(self.low) or 0.0, number_text(self.low))]
        make = log_ticks if self.log else number_ticks
        for value, text in zip(*make(self.low, self.high, count), strict=True):
            place = self.place(value)
            if place is not None and self.start - 0.001 <= place <= 1.001:
                found.append((place, text))
        return found


def name_of(value: Any) -> str:
    """A category's name as people read it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _in_order(values: list[Any]) -> tuple[str, ...]:
    """The different categories: numbers by size, then the rest by name."""

    def key(name: str) -> tuple[bool, float, str]:
        number = number_of(name)
        return (number is None, number or 0.0, name)

    return tuple(sorted({name_of(v) for v in values}, key=key))
