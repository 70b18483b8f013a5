"""How a run does on parts of its hold-out rows, and the rows it is most wrong about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modelyard.domain.data.datasets import Column

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of rows with Wilson's 95 % interval; `rows` is what it is a share of."""

    value: float
    interval: Interval
    rows: int


@dataclass(frozen=True, slots=True)
class Segment:
    """The hold-out rows with one value of a column, or in one range of it. `label` names it; `share` is of all rows.

    `value` is the metric there with its 95 % interval, None where it has no value; `gap` is how much worse than on all
    rows (negative: better). Of a yes/no question `positives` is the share that is yes, `recall` the share of those that
    were found, and `false_alarms` the share of the others that were called yes.
    """

    label: str
    rows: int
    share: float
    value: float | None = None
    interval: Interval | None = None
    gap: float | None = None
    positives: Rate | None = None
    recall: Rate | None = None
    false_alarms: Rate | None = None


@dataclass(frozen=True, slots=True)
class Segments:
    """Quality by a column. `overall` is all hold-out rows; `segments` those with `fewest` rows at least, in the order
    of their ranges, or the largest first. `small` counts rows in segments too small to judge."""

    column: str
    metric: str
    overall: Segment
    segments: tuple[Segment, ...]
    fewest: int
    small: int = 0


@dataclass(frozen=True, slots=True)
class WorstRow:
    """One row and how wrong a run is about it. `row` is its position in the dataset version, from 0; `loss` is the log
    loss of classes, the absolute error of a number, or how unusual the row is; `cells` are the table's values."""

    row: int
    actual: str | float | None
    predicted: str | float
    probability: float | None
    loss: float
    cells: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class WorstRows:
    """The rows a run is most wrong about, the worst first, with the columns of the table."""

    columns: tuple[Column, ...]
    rows: tuple[WorstRow, ...]
