"""Stored splits: which rows of a dataset version a model may learn from, and which only judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SplitMethod(StrEnum):
    """How the hold-out rows are chosen."""

    RANDOM = "random"
    STRATIFIED = "stratified"
    GROUP = "group"
    TIME = "time"

    @property
    def needs_column(self) -> bool:
        """Whether it looks at a column."""
        return self is not SplitMethod.RANDOM


@dataclass(frozen=True, slots=True)
class SplitDefinition:
    """How a version is divided. `hold_out` is the wanted share of rows, 0 to 1.

    RANDOM draws rows. STRATIFIED draws the same share of each value of `column`, missing being a value too. GROUP keeps
    all rows with one value of `column` on one side. TIME holds out the latest rows by `column`; rows of the same time
    stay together. `seed` decides the draw; TIME has none. The same rows and definition give the same division.
    """

    method: SplitMethod = SplitMethod.RANDOM
    hold_out: float = 0.2
    column: str = ""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """Rows a part. `left_out` have no group or no time, so they are on neither side. `values` are the different groups
    or strata; `begins` is the first time of the hold-out, as text."""

    training: int
    hold_out: int
    left_out: int = 0
    values: int = 0
    hold_out_values: int = 0
    begins: str = ""

    @property
    def share(self) -> float:
        """The hold-out's share of the rows that are on a side."""
        both = self.training + self.hold_out
        return self.hold_out / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Split:
    """A named division of one dataset version. `blob` is the sha256 of its rows' sides; `runs` used it so far."""

    id: str
    name: str
    dataset_version_id: str
    version_label: str
    definition: SplitDefinition
    counts: SplitCounts
    blob: str
    created_at: datetime
    created_by: str
    runs: int = 0


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """What the user asked to divide."""

    dataset_version_id: str
    name: str
    definition: SplitDefinition = field(default_factory=SplitDefinition)
