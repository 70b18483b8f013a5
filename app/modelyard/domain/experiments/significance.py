"""Whether one run is really better than another, or chance alone made the difference."""

from __future__ import annotations

from dataclasses import dataclass

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
