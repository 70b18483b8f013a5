"""What becomes of a yes/no question when it is decided at a threshold: counts, rates, and what mistakes cost."""

from __future__ import annotations

from dataclasses import dataclass

from modelyard.domain.experiments.evaluation import ThresholdTable


@dataclass(frozen=True, slots=True)
class Decision:
    """The four counts where "yes" is said from a probability of `threshold` on; rates are None where nothing counts."""

    threshold: float
    true_positive: int
    false_positive: int
    true_negative: int
    false_negative: int

    @property
    def rows(self) -> int:
        """All rows decided."""
        return self.true_positive + self.false_positive + self.true_negative + self.false_negative

    @property
    def flagged(self) -> int:
        """The rows called yes."""
        return self.true_positive + self.false_positive

    @property
    def flagged_share(self) -> float | None:
        """The share of all rows called yes."""
        return self.flagged / self.rows if self.rows else None

    @property
    def precision(self) -> float | None:
        """The share of the rows called yes that are yes."""
        return self.true_positive / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """The share of the yes rows that were found."""
        positive = self.true_positive + self.false_negative
        return self.true_positive / positive if positive else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        counted = 2 * self.true_positive + self.false_positive + self.false_negative
        return 2 * self.true_positive / counted if counted else None

    def cost(self, false_alarm: float, miss: float) -> float:
        """What all mistakes cost together, at so much a false alarm and so much a missed yes."""
        return self.false_positive * false_alarm + self.false_negative * miss


def decisions(table: ThresholdTable) -> tuple[Decision, ...]:
    """The decision at every threshold of the grid, the lowest first."""
    return tuple(map(Decision, table.thresholds, table.true_positive, table.false_positive, table.true_negative,
                     table.false_negative))  # fmt: skip


def decision_at(table: ThresholdTable, threshold: float) -> Decision:
    """The decision at the grid's threshold that is nearest. Raises `ValueError` for an empty table."""
    return min(decisions(table), key=lambda d: abs(d.threshold - threshold))


def best_f1(table: ThresholdTable) -> Decision:
    """The decision with the highest F1, at the lowest threshold that has it."""
    return max(decisions(table), key=lambda d: d.f1 or 0.0)


def cheapest(table: ThresholdTable, false_alarm: float, miss: float) -> Decision:
    """The decision whose mistakes cost least; of several, the one nearest to one half."""
    return min(decisions(table), key=lambda d: (d.cost(false_alarm, miss), abs(d.threshold - 0.5)))
