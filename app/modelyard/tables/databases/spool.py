"""The rows of a database as text in a work file, before their types are decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ReadOptions, RejectedRow
from modelyard.tables.databases.types import BrokenText, Declared
from modelyard.tables.engine import parquet_source
from modelyard.tables.files.rejects import RejectWriter
from modelyard.tables.files.sniff import unique_names

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_ROWS = 64
CHUNK_BYTES = 8 << 20
MAX_CHUNK_ROWS = 20_000
NOT_UTF8 = "is not UTF-8 text"


class Spool:
    """The work file: columns s0 …, all text, and n, the row's number from 1.

    Rows with broken text are put aside, unless their column is left out or its misfits become missing.
    """

    def __init__(self, columns: Sequence[Declared], path: Path, aside: RejectWriter, options: ReadOptions) -> None:
        import pyarrow as pa

        self.columns = columns
        self.names, self.unnamed, self.renamed = unique_names([c.name for c in columns], len(columns))
        self.path = path
        self.rows = 0
        self.kept = 0
        self.next_rows = FIRST_ROWS
        self.seen: list[set[type]] = [set() for _ in columns]
        self._aside = aside
        self._strict = [n not in options.leave_out and not options.set_missing(n) for n in self.names]
        self._texts = [c.to_text for c in columns]
        self._writer: Any = None
        fields = [(f"s{i}", pa.large_string()) for i in range(len(columns))]
        self._schema = pa.schema([*fields, ("n", pa.int64())])

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        """Write some rows; how many to bring the next time follows from their size."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        numbers = range(self.rows + 1, self.rows + 1 + len(rows))
        self.rows += len(rows)
        given = list(zip(*rows, strict=True))
        kinds = [set(map(type, values)) for values in given]
        if any(BrokenText in some for some in kinds):
            rows, numbers = self._put_aside(rows, list(numbers))
            given = list(zip(*rows, strict=True)) if rows else [() for _ in self.columns]
        for seen, some in zip(self.seen, kinds, strict=True):
            seen |= some
        arrays = [_texts(v, t) for v, t in zip(given, self._texts, strict=True)]
        table = pa.table([*arrays, pa.array(numbers, pa.int64())], schema=self._schema)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd", compression_level=1)
        self._writer.write_table(table)
        self.kept += table.num_rows
        wanted = CHUNK_BYTES * max(table.num_rows, 1) // max(table.nbytes, 1)
        self.next_rows = max(1, min(wanted, MAX_CHUNK_ROWS, self.next_rows * 8))

    def _put_aside(self, rows: list[tuple[Any, ...]], numbers: list[int]) -> tuple[list[tuple[Any, ...]], Any]:
        good: list[tuple[Any, ...]] = []
        kept: list[int] = []
        for row, number in zip(rows, numbers, strict=True):
            broken = (i for i, value in enumerate(row) if type(value) is BrokenText and self._strict[i])
            at = next(broken, None)
            if at is None:
                good.append(row)
                kept.append(number)
                continue
            reason = f"{self.names[at]} {NOT_UTF8}"
            text = ", ".join("" if v is None else str(v) for v in row)
            self._aside.add(RejectedRow(number, self.names[at], reason, text), reason)
        return good, kept

    def close(self) -> None:
        """Finish the file; one without rows has the columns all the same."""
        import pyarrow.parquet as pq

        if self._writer is None:
            pq.write_table(self._schema.empty_table(), self.path)
        else:
            self._writer.close()

    @property
    def source(self) -> str:
        """The SQL that reads the file."""
        return parquet_source(self.path)


def _texts(values: Sequence[Any], to_text: Any) -> pa.Array:
    import pyarrow as pa

    if to_text is not None:
        values = [None if v is None else to_text(v) for v in values]
    try:
        return pa.array(values, pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):  # bytes, or halves of letters
        return pa.array([None if v is None else _plain(v) for v in values], pa.large_string())


def _plain(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.encode("utf-8", "replace").decode("utf-8")
