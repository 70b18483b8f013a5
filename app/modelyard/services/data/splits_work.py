"""What dividing a table does in the child process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelyard.domain.data.splits import SplitCounts, SplitDefinition
from modelyard.domain.jobs import JobContext
from modelyard.tables.splits import make_split


@dataclass(frozen=True, slots=True)
class SplitTask:
    """The table to divide, how, and where the division goes; "" to only count."""

    table: str
    definition: SplitDefinition
    out: str


def divide(context: JobContext, task: SplitTask) -> SplitCounts:
    """Divide a table. Raises what `tables.splits.make_split` raises."""
    return make_split(Path(task.table), task.definition, Path(task.out) if task.out else None, context)
