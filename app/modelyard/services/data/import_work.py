"""What jobs on tables do in their child process: read a file to Parquet and profile it, or read late labels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelyard.domain.data.datasets import ImportResult, ReadOptions, TableProfile
from modelyard.domain.jobs import JobContext, Part
from modelyard.tables.files.read import import_file
from modelyard.tables.labels import LabelsInfo, import_labels
from modelyard.tables.profiles.profile import profile_table


@dataclass(frozen=True, slots=True)
class ImportTask:
    """The file to read, how, and where its rows and the rejected ones go."""

    path: str
    options: ReadOptions
    table: str
    rejects: str


def read_table(context: JobContext, task: ImportTask) -> tuple[ImportResult, TableProfile]:
    """Read a file to Parquet, then profile what was read. Raises what `tables.read.import_file` raises."""
    table = Path(task.table)
    result = import_file(Path(task.path), task.options, table, Path(task.rejects), Part(context, 0.0, 0.7))
    context.check_cancelled()
    return result, profile_table(table, Part(context, 0.7, 0.95))


@dataclass(frozen=True, slots=True)
class LabelsTask:
    """The file with labels, its columns, the names of the classes, and where the labels go."""

    path: str
    id_column: str
    label_column: str
    positive: str
    negative: str
    out: str


def read_labels(context: JobContext, task: LabelsTask) -> LabelsInfo:
    """Read late labels to Parquet. Raises what `tables.labels.import_labels` raises."""
    return import_labels(
        Path(task.path),
        ReadOptions(),
        task.id_column,
        task.label_column,
        positive=task.positive,
        negative=task.negative,
        out=Path(task.out),
        ctx=Part(context, 0.1, 0.9),
    )
