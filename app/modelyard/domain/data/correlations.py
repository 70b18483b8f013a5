"""How strongly pairs of columns go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """How association is measured. AUTO takes Pearson for two numbers, Cramér's V for two categories, and the
    correlation ratio for one of each."""

    AUTO = "auto"
    PEARSON = "pearson"
    SPEARMAN = "spearman"
    CRAMERS_V = "cramers_v"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns, by their places, and what was measured over the `rows` in which both have a value.

    Pearson and Spearman are -1 to 1; Cramér's V (bias-corrected) and the correlation ratio 0 to 1. None where a measure
    does not apply or is not defined.
    """

    first: int
    second: int
    rows: int
    pearson: float | None = None
    spearman: float | None = None
    cramers_v: float | None = None
    ratio: float | None = None

    def value(self, measure: Measure = Measure.AUTO) -> float | None:
        """What one measure gives."""
        if measure is Measure.AUTO:
            chosen = self.ratio if self.ratio is not None else self.cramers_v
            return self.pearson if self.pearson is not None and self.cramers_v is None else chosen
        return {
            Measure.PEARSON: self.pearson,
            Measure.SPEARMAN: self.spearman,
            Measure.CRAMERS_V: self.cramers_v,
            Measure.RATIO: self.ratio,
        }[measure]


@dataclass(frozen=True, slots=True)
class Correlations:
    """All pairs of the columns that can be compared, `left_out` names the others with the reason.

    Measured over `rows_used` of the table's `rows`: all, or rows drawn without replacement with that seed. `kinds` are
    "number", "yes or no" (which counts as both) or "category".
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    pairs: tuple[Pair, ...]
    rows: int
    rows_used: int
    seed: int
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def sampled(self) -> bool:
        """Whether not all rows were used."""
        return self.rows_used < self.rows

    def strongest(self, measure: Measure = Measure.AUTO) -> list[tuple[Pair, float]]:
        """Pairs with their values, the strongest first."""
        found = [(pair, value) for pair in self.pairs if (value := pair.value(measure)) is not None]
        return sorted(found, key=lambda item: -abs(item[1]))

    def order(self, measure: Measure = Measure.AUTO) -> list[int]:
        """The columns' places, those in the strongest pairs first; columns without any value last."""
        best = dict.fromkeys(range(len(self.columns)), -1.0)
        for pair, value in self.strongest(measure):
            for place in (pair.first, pair.second):
                best[place] = max(best[place], abs(value))
        return sorted(best, key=lambda place: (-best[place], place))

    def measured(self, measure: Measure = Measure.AUTO) -> Sequence[int]:
        """The places of the columns that have a value with this measure, the strongest first."""
        there = {p for pair, _ in self.strongest(measure) for p in (pair.first, pair.second)}
        return [place for place in self.order(measure) if place in there]
