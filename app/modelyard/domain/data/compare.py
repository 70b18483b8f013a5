"""Comparing two versions: columns, rows and distributions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from modelyard.core.words import counted
from modelyard.domain.data.datasets import ColumnType


class ColumnState(StrEnum):
    """What became of a column from the first version to the second."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    RETYPED = "retyped"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One column. `name` is the second version's, or the first one's where it was removed.

    `before` is the first version's name of a renamed column, which has the very same values, row by row.
    """

    name: str
    state: ColumnState
    left: ColumnType | None
    right: ColumnType | None
    before: str = ""


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """Which versions to compare, first and second, and by which columns rows are the same; () compares whole rows."""

    left_id: str
    right_id: str
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowCounts:
    """Rows on each side, and how many are only in the second, only in the first, in both but changed, in both."""

    left: int
    right: int
    added: int
    removed: int
    changed: int
    same: int


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that differs: `change` is "added", "removed" or "changed"; values as text, None where missing.

    `before` and `after` have one value a compared column; all None on the side that has no such row. `changed` are
    the positions of changed cells. `count` is how often the whole row is there too often, 1 with a key.
    """

    change: str
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]
    changed: tuple[int, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """A column's values on both sides, counted over common cells.

    With `edges` (inner ones, increasing) cell i holds edge i - 1 <= x < edge i; else a cell holds one value. The last
    but one is "other" for values without a cell (categories only), the last is "missing".
    """

    name: str
    labels: tuple[str, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnDrift:
    """How far a column's distribution moved: PSI and Jensen-Shannon distance over `measured`; `shown` is for charts.

    `measured` has ten cells by quantiles of the first version for numbers, the 100 most frequent values for others;
    `shown` has cells of equal width for numbers. Both are None where one side has no rows.
    """

    name: str
    type: ColumnType
    psi: float | None
    js: float | None
    measured: ColumnCounts
    shown: ColumnCounts


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was found. `compared` are the columns of both versions that `differences` have values of."""

    left_id: str
    right_id: str
    left_label: str
    right_label: str
    key: tuple[str, ...]
    columns: tuple[ColumnChange, ...]
    rows: RowCounts
    compared: tuple[str, ...]
    changed_cells: dict[str, int] = field(default_factory=dict)
    differences: tuple[RowDifference, ...] = ()
    drift: tuple[ColumnDrift, ...] = ()
    seconds: float = 0.0

    def of_state(self, state: ColumnState) -> tuple[ColumnChange, ...]:
        """The columns of one state."""
        return tuple(c for c in self.columns if c.state is state)

    def summary(self) -> str:
        """One sentence: "84,292 rows added, 0 removed, 12 changed; 1 column added"."""
        rows = self.rows
        if not (rows.added or rows.removed or rows.changed) and all(c.state is ColumnState.SAME for c in self.columns):
            return "The same rows and columns."
        text = f"{counted(rows.added, 'row')} added, {rows.removed:,} removed"
        if self.key:
            text += f", {rows.changed:,} changed"
        words = [
            f"{counted(len(found), 'column')} {state.value}"
            for state in (ColumnState.ADDED, ColumnState.REMOVED, ColumnState.RETYPED, ColumnState.RENAMED)
            if (found := self.of_state(state))
        ]
        return f"{text}; {', '.join(words) or 'the same columns'}."
