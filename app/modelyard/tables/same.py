"""Whether two tables hold the same rows, whatever the layout of their files."""

from __future__ import annotations

from pathlib import Path

from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import QUIET, connect, explain, identifier, parquet_source, run
from modelyard.tables.expression import column_types


def same_rows(one: Path, other: Path, ctx: JobContext = QUIET) -> bool:
    """Whether two Parquet files have the same columns and the same rows in the same order.

    Files that were written by several threads may be cut into row groups at other places. Compared are the sum and the
    exclusive or of a 64-bit hash over each row with its number: different tables pass for equal once in 2^64 or less.
    Raises InputError for a file that cannot be read, CancelledError.
    """
    types = column_types(one)
    if list(types.items()) != list(column_types(other).items()):
        return False
    return _fingerprint(one, list(types), ctx) == _fingerprint(other, list(types), ctx)


def _fingerprint(parquet: Path, columns: list[str], ctx: JobContext) -> tuple[object, ...]:
    row = f"hash({', '.join(['file_row_number', *map(identifier, columns)])})"
    sql = f"SELECT count(*), sum(h::HUGEINT), bit_xor(h) FROM (SELECT {row} AS h FROM {parquet_source(parquet, True)})"
    try:
        with connect() as connection:
            return run(connection, sql, ctx, (0.95, 0.97), "Comparing with what is there")[0]
    except Exception as error:
        raise explain(error, parquet) from error
