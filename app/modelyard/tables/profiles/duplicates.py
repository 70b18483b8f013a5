"""Rows and columns of a table that are there twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import identifier, run

if TYPE_CHECKING:
    import duckdb


def duplicate_rows(
    connection: duckdb.DuckDBPyConnection, source: str, rows: int, columns: Sequence[ColumnProfile], ctx: JobContext
) -> int:
    """How many rows equal an earlier one in every column, missing equal to missing; told by a hash of 64 bits.

    Two unlike rows share a hash with a chance of about rows² / 2⁶⁵: 0.0003 % for 10 million.
    """
    if rows < 2 or any(c.distinct == c.rows for c in columns):
        return 0
    listed = ", ".join(identifier(c.name) for c in columns)
    found = run(connection, f"SELECT count(DISTINCT hash({listed})) FROM {source}", ctx, text="Looking for duplicates")
    return rows - int(found[0][0])


def twins(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[ColumnProfile], ctx: JobContext
) -> tuple[tuple[str, str], ...]:
    """Pairs of columns that are equal in every row; each later column is named once, with the first it equals.

    Only columns with equal profiles are compared, row by row. Constant columns are not told.
    """
    alike: dict[ColumnProfile, list[str]] = {}
    for column in columns:
        if column.distinct > 1:
            alike.setdefault(replace(column, name=""), []).append(column.name)
    found: dict[str, str] = {}
    for names in alike.values():
        for first, second in combinations(names, 2):
            if first in found or second in found:
                continue
            a, b = identifier(first), identifier(second)
            sql = f"SELECT 1 FROM {source} WHERE {a} IS DISTINCT FROM {b} LIMIT 1"
            if not run(connection, sql, ctx, text="Looking for duplicates"):
                found[second] = first
    return tuple((first, second) for second, first in found.items())
