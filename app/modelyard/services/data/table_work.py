"""What an export does in its child process."""

from __future__ import annotations

from modelyard.domain.data.table import ExportTask
from modelyard.domain.jobs import JobContext
from modelyard.tables.export import export_table


def write_export(context: JobContext, task: ExportTask) -> int:
    """Write the file of an export; returns its rows. Raises what `tables.export.export_table` raises."""
    return export_table(context, task)
