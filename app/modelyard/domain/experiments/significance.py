"""Whether one run is really better than another, or chance alone made the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from modelyard.domain.experiments.metrics import described

SURE = 0.05
"""A difference is called real where chance alone would make one as large in fewer cases than this."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs on the same hold-out rows. `value` is the first one's metric minus the second's, `low` to `high` its
    95 % interval; `p` how often chance alone makes a difference as large, `adjusted` for all pairs looked at (Holm).

    `better` is the run that is really better, None where that cannot be told. `text` says it in a sentence.
    """

    first: str
    second: str
    value: float
    low: float
    high: float
    p: float
    adjusted: float
    better: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Every pair of some runs by one metric, on `rows` common hold-out rows."""

    metric: str
    rows: int
    pairs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Significance:
    """Whether differences between runs are real. `found` is None where that cannot be told, and `text` says why; else
    `text` says which run is best, and whether that is more than chance. `best` is its id."""

    text: str
    found: Differences | None = None
    best: str = ""

    def against_best(self) -> tuple[Difference, ...]:
        """The pairs of the best run with each other one, in the order of the others."""
        pairs = self.found.pairs if self.found is not None else ()
        return tuple(pair for pair in pairs if self.best in (pair.first, pair.second))


def best_of_all(found: Differences, best: str, called: Mapping[str, str]) -> str:
    """A sentence on the best of some runs: what it is better than, by how much, and what cannot be told from it."""
    info = described(found.metric)
    sign = 1 if info.greater else -1
    alike: list[tuple[float, str, list[float]]] = []
    worse: list[tuple[float, str, list[float]]] = []
    for pair in found.pairs:
        if best not in (pair.first, pair.second):
            continue
        other = pair.second if pair.first == best else pair.first
        turned = sign if pair.first == best else -sign
        ends = sorted((turned * pair.low, turned * pair.high))
        (worse if pair.better == best else alike).append((turned * pair.value, other, ends))
    name = called.get(best, best)
    if not alike:
        by, other, (low, high) = min(worse)
        rest = "" if len(worse) == 1 else f", the next best of {len(worse) + 1},"
        return (
            f"{name} is better than {_small(called.get(other, other))}{rest} by {by:.4f} {info.name} "
            f"({low:.4f} to {high:.4f}); that is more than chance explains."
        )
    _, nearest, _ = min(alike)
    others = f" and {len(alike) - 1} more" if len(alike) > 1 else ""
    text = f"{name} has the best {info.name}, but {_small(called.get(nearest, nearest))}{others} cannot be told from it"
    if not worse:
        return f"{text}: chance alone makes differences as large."
    return f"{text}; {len(worse)} of {len(worse) + len(alike)} others are really worse."


def _small(name: str) -> str:
    """A run's name within a sentence."""
    return name[0].lower() + name[1:] if name.startswith("Run ") else name
