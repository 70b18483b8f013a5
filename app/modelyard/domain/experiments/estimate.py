"""How long an experiment will take, before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds: between `low` and `high` in most cases, `likely` in the middle."""

    low: float = 0.0
    likely: float = 0.0
    high: float = 0.0

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.likely + other.likely, self.high + other.high)

    @classmethod
    def around(cls, seconds: float, spread: float) -> Span:
        """The span from so many times less to so many times more."""
        return cls(seconds / spread, seconds, seconds * spread)

    def at_most(self, seconds: float) -> Span:
        """The span of what ends then in any case."""
        return Span(min(self.low, seconds), min(self.likely, seconds), min(self.high, seconds))


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long each algorithm's run or search takes, by key, and all of them one after the other.

    `searches` is about how many trials each search makes, by key; `cores` are those there are to use, `rows` those
    learned from.
    """

    algorithms: dict[str, Span] = field(default_factory=dict)
    searches: dict[str, int] = field(default_factory=dict)
    cores: int = 1
    rows: int = 0

    @property
    def trials(self) -> int:
        """About how many trials all searches make."""
        return sum(self.searches.values())

    def of(self, keys: Sequence[str]) -> Estimate:
        """The part of some algorithms."""
        spans = {key: span for key, span in self.algorithms.items() if key in keys}
        return replace(self, algorithms=spans, searches={k: n for k, n in self.searches.items() if k in keys})

    @property
    def total(self) -> Span:
        """All algorithms, one after the other."""
        return sum(self.algorithms.values(), Span())


@dataclass(frozen=True, slots=True)
class Experience:
    """What finished runs took, as a multiple of what was measured beforehand: of any algorithm, and by algorithm.

    `spread` is how far single runs were from that; `runs` how many there are of each algorithm.
    """

    general: float = 1.0
    factors: dict[str, float] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)


AT_ONCE, A_FEW, SECONDS, MINUTES, HOURS, DAYS = (
    "at once",
    "a few seconds",
    "{n} s",
    "{n} min",
    "{n} h",
    "{n} days",
)
"""How a time is put; the last four take a number."""


def rounded(seconds: float) -> tuple[str, int]:
    """A time as people say it: one of the words above, and its number."""
    if seconds < 2:
        return AT_ONCE, 0
    if seconds < 10:
        return A_FEW, 0
    if seconds < 55:
        return SECONDS, 5 * max(2, round(seconds / 5))
    if seconds < 90 * 60:
        minutes = seconds / 60
        return MINUTES, max(1, round(minutes)) if minutes < 20 else 5 * round(minutes / 5)
    if seconds < 48 * 3600:
        return HOURS, round(seconds / 3600)
    return DAYS, round(seconds / 86_400)


def together(low: float, high: float) -> tuple[str, int, int]:
    """Two times in the greater one's unit, for "9 to 12 min"; both numbers are the same where they round to one."""
    word, most = rounded(high)
    size = {SECONDS: 1, MINUTES: 60, HOURS: 3600, DAYS: 86_400}.get(word)
    if size is None:
        return word, 0, 0
    least = rounded(low)
    return word, least[1] if least[0] == word else max(1, round(low / size)), most
