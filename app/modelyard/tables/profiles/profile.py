"""The profile of a table, column by column: in memory as pandas computes it, text and very long tables in DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import CancelledError
from modelyard.domain.data.datasets import Column, ColumnProfile, ColumnType, TableProfile
from modelyard.domain.data.profile import REVISION
from modelyard.domain.jobs import JobContext, Part
from modelyard.tables.engine import connect, explain, parquet_source
from modelyard.tables.profiles.duplicates import duplicate_rows, twins
from modelyard.tables.profiles.large import LargeProfiler
from modelyard.tables.profiles.shapes import bin_edges, show
from modelyard.tables.profiles.text import TextProfiler
from modelyard.tables.profiles.values import profile_values
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    import duckdb
    import pyarrow.parquet as pq

__all__ = ["EXACT_ROWS", "bin_edges", "profile_table", "show"]

EXACT_ROWS = 20_000_000
"""Up to here a column is profiled in memory: at most five times its 8 bytes a row, 800 MB."""
COLUMNS_SHARE = 0.9


def profile_table(parquet: Path, ctx: JobContext) -> TableProfile:
    """Profile every column of a Parquet file that Modelyard wrote.

    Up to 20 million rows every figure has pandas' digits for the same column (int64, or float64 with NaN where any is
    missing): quantiles interpolate linearly, std divides by n - 1, skewness and kurtosis are unbiased. Above, quantiles
    are estimates of a t-digest and sums are taken in DuckDB's order. `distinct` counts values exactly, missing not
    among them. Histograms have at most 20 bins of equal width, the last one closed on both sides as in NumPy; for
    integers and dates the width is a whole number of units, and edges lie halfway between two. `top` are 10 values.
    Raises CancelledError, and InputError for a file that cannot be read.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(parquet) as file, connect() as connection:
            columns, rows = from_arrow(file.schema_arrow), file.metadata.num_rows
            profiler = _Profiler(file, connection, parquet_source(parquet), rows)
            found = profiler.columns(columns, Part(ctx, 0.0, COLUMNS_SHARE))
            rest = Part(ctx, COLUMNS_SHARE, 1.0)
            again = duplicate_rows(connection, profiler.source, rows, found, rest)
            return TableProfile(rows, found, again, twins(connection, profiler.source, found, rest), REVISION)
    except CancelledError:
        raise
    except Exception as error:
        raise explain(error, parquet) from error


@dataclass(frozen=True, slots=True)
class _Profiler:
    file: pq.ParquetFile
    connection: duckdb.DuckDBPyConnection
    source: str
    rows: int

    def columns(self, columns: Sequence[Column], ctx: JobContext) -> tuple[ColumnProfile, ...]:
        """One after the other, so that only one is in memory."""
        found = []
        for i, column in enumerate(columns):
            part = Part(ctx, i / len(columns), (i + 1) / len(columns))
            part.progress(0.0, f"Profiling {column.name}")
            part.check_cancelled()
            found.append(self._column(column, part))
        return tuple(found)

    def _column(self, column: Column, ctx: JobContext) -> ColumnProfile:
        if column.type is ColumnType.TEXT:
            return TextProfiler(self.connection, self.source, self.rows).profile(column, ctx)
        if self.rows > EXACT_ROWS:
            return LargeProfiler(self.connection, self.source, self.rows).profile(column, ctx)
        return profile_values(column, self.file.read(columns=[column.name]).column(column.name))
