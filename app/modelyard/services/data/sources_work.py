"""What a job on a database does in its child process: read rows to Parquet, and profile them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modelyard.domain.data.datasets import ImportResult, TableProfile
from modelyard.domain.data.sources import Source
from modelyard.domain.jobs import JobContext, Part
from modelyard.tables.databases.connect import Address
from modelyard.tables.databases.rows import import_rows
from modelyard.tables.profiles.profile import profile_table


@dataclass(frozen=True, slots=True)
class DatabaseTask:
    """The database, what to read of it, and where its rows and the rejected ones go. Never put on a disk."""

    address: Address
    source: Source
    table: str
    rejects: str


def read_database(context: JobContext, task: DatabaseTask) -> tuple[ImportResult, TableProfile]:
    """Read rows to Parquet, then profile them. Raises what `tables.database_in.import_rows` raises."""
    table = Path(task.table)
    result = import_rows(task.address, task.source, table, Path(task.rejects), Part(context, 0.0, 0.7))
    context.check_cancelled()
    return result, profile_table(table, Part(context, 0.7, 0.95))
