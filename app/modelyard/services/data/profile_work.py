"""What jobs about a version's columns do in their child process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from modelyard.domain.data.correlations import Correlations
from modelyard.domain.data.datasets import Column, TableProfile
from modelyard.domain.data.warnings import TargetReport
from modelyard.domain.jobs import JobContext, Part


@dataclass(frozen=True, slots=True)
class TargetTask:
    """The table, its columns, and which is the target."""

    table: str
    columns: tuple[Column, ...]
    target: str


def profile(context: JobContext, table: str) -> TableProfile:
    """Profile a table. Raises what `tables.profile.profile_table` raises."""
    from modelyard.tables.profiles.profile import profile_table

    return profile_table(Path(table), context)


def correlations(context: JobContext, table: str) -> Correlations:
    """Measure all pairs of columns. Raises what `tables.correlations.correlate` raises."""
    from modelyard.tables.profiles.correlations import correlate

    return correlate(Path(table), context)


def target(context: JobContext, task: TargetTask) -> TargetReport:
    """How well each column alone tells the target, from a sample of the rows; its classes are counted in all rows."""
    from modelyard.tables.frames import sample_frame, target_summary
    from modelyard.training.alone import tell_alone
    from modelyard.training.leaks import SAMPLE_ROWS

    context.progress(0.0, "Reading rows")
    types = {c.name: c.type for c in task.columns}
    frame = sample_frame(Path(task.table), list(types), SAMPLE_ROWS)
    context.check_cancelled()
    report = tell_alone(Part(context, 0.3, 1.0), frame, types, task.target)
    return replace(report, classes=target_summary(Path(task.table), task.target).classes)
