"""Rows kept aside: collected in order of line, stored as Parquet, read back and exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from modelyard.domain.data.datasets import RejectedRow
from modelyard.tables.engine import connect, explain, literal, parquet_source

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 20_000
MAX_TEXT = 10_000
"""Longer lines are cut to this many letters, with an ellipsis."""


def _schema() -> pa.Schema:
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("column", "reason", "text")]
    return pa.schema([("line", pa.int64()), *texts, ("set_missing", pa.bool_())])


def _cut(row: RejectedRow) -> RejectedRow:
    return row if len(row.text) <= MAX_TEXT else replace(row, text=row.text[:MAX_TEXT] + "…")


class RejectWriter:
    """Writes rejected rows to a Parquet file in batches and counts them by reason."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self._rows: list[RejectedRow] = []
        self._writer: object | None = None

    def __enter__(self) -> RejectWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def add(self, row: RejectedRow, category: str) -> None:
        """Keep one row; `category` is its reason without the value, for counting."""
        self._rows.append(_cut(row))
        self.count += 1
        self.reasons[category] += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        rows, self._rows = self._rows, []
        table = pa.table(
            {
                "line": [r.line for r in rows],
                "column": [r.column for r in rows],
                "reason": [r.reason for r in rows],
                "text": [r.text for r in rows],
                "set_missing": [r.set_missing for r in rows],
            },
            schema=_schema(),
        )
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, _schema(), compression="zstd")
        assert isinstance(self._writer, pq.ParquetWriter)
        self._writer.write_table(table)

    def close(self) -> None:
        """Write what is left; without any row no file is made."""
        import pyarrow.parquet as pq

        if self._rows:
            self._flush()
        if isinstance(self._writer, pq.ParquetWriter):
            self._writer.close()
        self._writer = None


def merge(parts: Iterable[tuple[Path, int, str]], out: Path) -> None:
    """One file of rejected rows, then of values set to missing, from the parts that exist; of none there is no file.

    A part is its path, the place of its file among those read as one table, and that file's name ("" for a single one).
    """
    union = " UNION ALL ".join(
        f"SELECT *, {literal(name)} AS file, {place} AS place FROM {parquet_source(path)}"
        for path, place, name in parts
        if path.exists()
    )
    if not union:
        return
    ordered = f"SELECT * EXCLUDE (place) FROM ({union}) ORDER BY set_missing, place, line"
    with connect() as connection:
        connection.execute(f"COPY ({ordered}) TO {literal(out)} (FORMAT parquet, COMPRESSION zstd)")


def read_rejects(
    parquet: Path, offset: int = 0, limit: int = 500, *, set_missing: bool = False
) -> tuple[RejectedRow, ...]:
    """Rejected rows `offset` to `offset + limit`, in order of file and line; or the values that were set to missing."""
    wanted = f"WHERE {'' if set_missing else 'NOT '}set_missing"
    return tuple(_rows(parquet, f"{wanted} LIMIT {int(limit)} OFFSET {int(offset)}"))


def _query(parquet: Path) -> str:
    """All of them in their order; files of earlier versions have no columns `file` and `set_missing`."""
    import pyarrow.parquet as pq

    there = pq.read_schema(parquet).names
    file = "file" if "file" in there else "''"
    missing = "set_missing" if "set_missing" in there else "false"
    source = parquet_source(parquet, row_number=True)
    wanted = f'line, "column", reason, text, {file} AS file, {missing} AS set_missing'
    return f"SELECT {wanted} FROM {source} ORDER BY file_row_number"


def _rows(parquet: Path, tail: str) -> Iterator[RejectedRow]:
    try:
        with connect() as connection:
            found = connection.execute(f"SELECT * FROM ({_query(parquet)}) {tail}").fetchall()
    except Exception as error:
        raise explain(error, parquet) from error
    return (RejectedRow(*row) for row in found)


def export_rejects(parquet: Path, csv_path: Path) -> int:
    """Write the rejected rows as CSV (line, column, reason, text; file where there were several); returns how many.

    Where values were set to missing, a column `set_missing` tells their lines from those of rows that were kept aside.
    """
    temporary = csv_path.with_name(f".{csv_path.name}.part")
    try:
        with connect() as connection:
            query = _query(parquet)
            told = "count(*) FILTER (WHERE file <> ''), count(*) FILTER (WHERE set_missing)"
            counts = connection.execute(f"SELECT {told} FROM ({query})").fetchall()[0]
            needless = [n for n, count in zip(("file", "set_missing"), counts, strict=True) if not count]
            but = f"EXCLUDE ({', '.join(needless)})" if needless else ""
            shown = f"SELECT * {but} FROM ({query})"
            found = connection.execute(f"COPY ({shown}) TO {literal(temporary)} (FORMAT csv, HEADER)").fetchone()
        temporary.replace(csv_path)
    except Exception as error:
        temporary.unlink(missing_ok=True)
        raise explain(error, parquet, csv_path) from error
    return int(found[0]) if found else 0
