"""A table or a query of a database to Parquet, streamed, in one read-only transaction."""

from __future__ import annotations

from pathlib import Path

from modelyard.domain.data import ImportPreview, ImportResult
from modelyard.domain.data_sources import Source
from modelyard.domain.jobs import JobContext
from modelyard.tables.databases import Address


def preview(address: Address, source: Source, limit: int = 500) -> ImportPreview:
    """What importing would give: columns, the first `limit` rows, the estimated number of rows, what looks wrong."""
    raise NotImplementedError


def import_rows(address: Address, source: Source, out: Path, rejects_out: Path, ctx: JobContext) -> ImportResult:
    """Read the rows and write `out` (Parquet, zstd), in bounded memory and in the database's order."""
    raise NotImplementedError
