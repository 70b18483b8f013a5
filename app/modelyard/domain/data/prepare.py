"""Recipes: ordered steps that turn a table into another one. What each step is, not how it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from modelyard.domain.data.datasets import Column, ColumnType

Scalar = bool | int | float | str | None
"""A value that a person typed: text, a number, yes or no, or nothing."""


class FillMethod(StrEnum):
    """What takes the place of missing values."""

    CONSTANT = "constant"
    MEAN = "mean"
    MEDIAN = "median"
    MODE = "mode"
    FORWARD = "forward"


class OutlierMethod(StrEnum):
    """How outliers are told: quartile fences, distance from the mean, or an isolation forest."""

    IQR = "iqr"
    Z_SCORE = "z_score"
    ISOLATION_FOREST = "isolation_forest"


class OutlierAction(StrEnum):
    """What happens to outliers: brought to the nearest bound, or their rows left out."""

    CLIP = "clip"
    DROP = "drop"


class Keep(StrEnum):
    """Which of several equal rows stays, in the order of the table."""

    FIRST = "first"
    LAST = "last"


class DatePart(StrEnum):
    """Parts of a date or time. Weekday is 1 for Monday to 7; week is ISO 8601's; weekend is Saturday and Sunday."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    WEEKDAY = "weekday"
    DAY_OF_YEAR = "day_of_year"
    WEEKEND = "weekend"
    DATE = "date"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


class AggregateFunction(StrEnum):
    """How the values of a group become one. Missing values are left out; count without a column counts rows."""

    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    STD = "std"
    MIN = "min"
    MAX = "max"
    FIRST = "first"
    LAST = "last"


class JoinHow(StrEnum):
    """Which rows a join keeps; semi and anti only keep or drop rows by whether the other table has their keys."""

    LEFT = "left"
    INNER = "inner"
    RIGHT = "right"
    FULL = "full"
    SEMI = "semi"
    ANTI = "anti"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps have: they can be switched off without being removed."""

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class KeepColumns(Step):
    """Only these columns, in this order."""

    kind: ClassVar[str] = "keep_columns"
    title: ClassVar[str] = "Keep columns"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DropColumns(Step):
    """All columns but these."""

    kind: ClassVar[str] = "drop_columns"
    title: ClassVar[str] = "Drop columns"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RenameColumns(Step):
    """New names, by present name."""

    kind: ClassVar[str] = "rename_columns"
    title: ClassVar[str] = "Rename columns"
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeType(Step):
    """Columns as another type; values that do not fit become missing."""

    kind: ClassVar[str] = "change_type"
    title: ClassVar[str] = "Change type"
    columns: tuple[str, ...] = ()
    to: ColumnType = ColumnType.NUMBER


@dataclass(frozen=True, slots=True)
class FilterRows(Step):
    """Only the rows for which the expression is true."""

    kind: ClassVar[str] = "filter_rows"
    title: ClassVar[str] = "Filter rows"
    where: str = ""


@dataclass(frozen=True, slots=True)
class SortRows(Step):
    """Rows in the order of these columns, missing values last; equal rows keep their order."""

    kind: ClassVar[str] = "sort_rows"
    title: ClassVar[str] = "Sort rows"
    columns: tuple[str, ...] = ()
    descending: bool = False


@dataclass(frozen=True, slots=True)
class DropDuplicates(Step):
    """One row of those that are equal in these columns (all columns when none is named)."""

    kind: ClassVar[str] = "drop_duplicates"
    title: ClassVar[str] = "Drop duplicates"
    columns: tuple[str, ...] = ()
    keep: Keep = Keep.FIRST


@dataclass(frozen=True, slots=True)
class FillMissing(Step):
    """A value for missing ones.

    Forward takes the last present value above, in the order of `order_by` (else the table's), within equal `by`.
    """

    kind: ClassVar[str] = "fill_missing"
    title: ClassVar[str] = "Fill missing values"
    columns: tuple[str, ...] = ()
    method: FillMethod = FillMethod.CONSTANT
    value: Scalar = None
    order_by: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandleOutliers(Step):
    """Clip or drop what lies outside. `factor` is in interquartile ranges or standard deviations.

    `share` is the part of the rows an isolation forest calls outliers, 0 to 0.5; 0 leaves it to the forest. `seed`
    makes the forest the same every time.
    """

    kind: ClassVar[str] = "handle_outliers"
    title: ClassVar[str] = "Handle outliers"
    columns: tuple[str, ...] = ()
    method: OutlierMethod = OutlierMethod.IQR
    action: OutlierAction = OutlierAction.CLIP
    factor: float = 1.5
    share: float = 0.01
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SplitText(Step):
    """Text into several columns: at a separator, or by the groups of a regular expression."""

    kind: ClassVar[str] = "split_text"
    title: ClassVar[str] = "Split text"
    column: str = ""
    into: tuple[str, ...] = ()
    separator: str = ""
    pattern: str = ""
    keep_original: bool = True


@dataclass(frozen=True, slots=True)
class ParseDates(Step):
    """Text as a date, or as a date and time; `format` is strptime's, none means ISO 8601."""

    kind: ClassVar[str] = "parse_dates"
    title: ClassVar[str] = "Read dates"
    columns: tuple[str, ...] = ()
    format: str = ""
    to: ColumnType = ColumnType.DATE


@dataclass(frozen=True, slots=True)
class DateParts(Step):
    """A new column for each part of a date, named column_part."""

    kind: ClassVar[str] = "date_parts"
    title: ClassVar[str] = "Take date parts"
    column: str = ""
    parts: tuple[DatePart, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRare(Step):
    """Values with less than `min_share` of the present values, or in fewer than `min_count` rows, become `other`."""

    kind: ClassVar[str] = "group_rare"
    title: ClassVar[str] = "Group rare categories"
    columns: tuple[str, ...] = ()
    min_share: float = 0.0
    min_count: int = 0
    other: str = "other"


@dataclass(frozen=True, slots=True)
class AddColumn(Step):
    """A column computed from the others of the same row; an existing name is replaced."""

    kind: ClassVar[str] = "add_column"
    title: ClassVar[str] = "Add formula"
    name: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Aggregation:
    """One value a group: a function of a column, under a name (by default column_function)."""

    function: AggregateFunction = AggregateFunction.COUNT
    column: str = ""
    name: str = ""

    @property
    def output(self) -> str:
        """The name of the new column."""
        return self.name or (f"{self.column}_{self.function}" if self.column else "rows")


@dataclass(frozen=True, slots=True)
class Aggregate(Step):
    """One row for each combination of keys, in the order of first appearance; one row in all without keys."""

    kind: ClassVar[str] = "aggregate"
    title: ClassVar[str] = "Aggregate"
    by: tuple[str, ...] = ()
    values: tuple[Aggregation, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinDataset(Step):
    """Columns of another dataset for rows with equal keys. `keys` gives the other's key for each of ours.

    `dataset` is a name, or name:number for a fixed version. `columns` are the other's wanted ones, none means all.
    """

    kind: ClassVar[str] = "join"
    title: ClassVar[str] = "Join dataset"
    dataset: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    how: JoinHow = JoinHow.LEFT
    columns: tuple[str, ...] = ()
    suffix: str = "_right"
    multiply: bool = False


@dataclass(frozen=True, slots=True)
class JoinAsOf(Step):
    """For each row the newest row of another dataset at or before its time, so that nothing later can be seen.

    `time` is ours and `other_time` theirs; `by` gives the other's key for each of ours. Rows more than `tolerance`
    older do not count: a number for numeric times, else like "2 hours". `strictly_before` leaves equal times out.
    """

    kind: ClassVar[str] = "join_as_of"
    title: ClassVar[str] = "Join as of a time"
    dataset: str = ""
    time: str = ""
    other_time: str = ""
    by: dict[str, str] = field(default_factory=dict)
    strictly_before: bool = False
    tolerance: str = ""
    columns: tuple[str, ...] = ()
    suffix: str = "_right"


STEP_TYPES: tuple[type[Step], ...] = (
    KeepColumns,
    DropColumns,
    RenameColumns,
    ChangeType,
    FilterRows,
    SortRows,
    DropDuplicates,
    FillMissing,
    HandleOutliers,
    SplitText,
    ParseDates,
    DateParts,
    GroupRare,
    AddColumn,
    Aggregate,
    JoinDataset,
    JoinAsOf,
)
STEPS: dict[str, type[Step]] = {step.kind: step for step in STEP_TYPES}


def learns(step: Step) -> bool:
    """Whether a step takes a number from the data it is applied to, rather than from one row or from a person."""
    if isinstance(step, FillMissing):
        return step.method in (FillMethod.MEAN, FillMethod.MEDIAN, FillMethod.MODE)
    return isinstance(step, HandleOutliers | GroupRare)


@dataclass(frozen=True, slots=True)
class StepEffect:
    """What a step did: rows and columns before and after, cells with another value, cells that became missing.

    `number` counts from 1 over all steps. `notes` are sentences for people.
    """

    number: int
    rows_before: int
    rows_after: int
    columns_before: int
    columns_after: int
    changed: int = 0
    emptied: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepFault:
    """Why a step cannot be done; `number` counts from 1."""

    number: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PreparePreview:
    """The first rows after the steps up to `shown_step` (0 is the input), and what each step did.

    `sampled` is the number of first rows the steps were tried on, or 0 when they had the whole table of `total` rows.
    `step_columns` are the columns that reach each step, and those after the last one that could be done.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    row_count: int
    shown_step: int
    effects: tuple[StepEffect, ...]
    step_columns: tuple[tuple[Column, ...], ...]
    total: int
    sampled: int = 0
    fault: StepFault | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named list of steps with versions; `number` and `steps` are of the newest one. `uses` counts versions made."""

    id: str
    name: str
    description: str
    created_at: datetime
    created_by: str
    version_id: str
    number: int
    steps: tuple[Step, ...]
    changed_at: datetime
    changed_by: str
    uses: int = 0


@dataclass(frozen=True, slots=True)
class RecipeVersion:
    """One immutable version of a recipe."""

    id: str
    recipe_id: str
    recipe_name: str
    number: int
    steps: tuple[Step, ...]
    digest: str
    note: str
    author: str
    created_at: datetime

    @property
    def label(self) -> str:
        """How a person names it: "Clean flights v2"."""
        return f"{self.recipe_name} v{self.number}"


@dataclass(frozen=True, slots=True)
class RecipeText:
    """A recipe as a file holds it."""

    name: str
    description: str
    steps: tuple[Step, ...]
