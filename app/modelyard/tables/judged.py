"""What a run said about its hold-out rows, beside those rows of the dataset, the worst answers first."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.core.files import replace_file
from modelyard.domain.data.datasets import Column, ColumnType, Page
from modelyard.tables.engine import explain, identifier, literal, parquet_source
from modelyard.tables.expression import guarded
from modelyard.tables.pages import TableReader, cells_of
from modelyard.tables.view import ROW, Selection, TableView

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 5
LEAST = 1e-15
"""A probability counts as at least this, so that the loss of an impossible answer stays a number."""


class JudgedRows:
    """Hold-out rows, the worst answers first; pages may be read from several threads. Close it when done.

    `columns` are what the run said (actual, predicted, score, loss and the like), then the dataset's; `said` is how
    many are the run's. `rows` is how many there are, `wrong` how many of all are wrong, None where none can be.
    """

    def __init__(self, predictions: Path, table: Path, target: str, wrong_only: bool = False) -> None:
        import numpy as np

        self.predictions, self.table = predictions, table
        self._shape = _Shape(predictions, wrong_only)
        self._found = self._read(self._shape.select(), predictions)
        self.wrong = self._count_wrong()
        reader = TableReader(table)
        numbers = np.asarray(self._found.column("row").to_numpy(), dtype=np.int64)
        self._view = TableView(reader, Selection(numbers, reader.rows))
        self.rows: int = self._found.num_rows
        self._own = tuple(Column(name, kind) for name, _, kind in self._shape.shown)
        taken = {c.name for c in self._own}
        self._others = tuple(c for c in reader.columns if c.name != target and c.name not in taken)
        self.columns = (*self._own, *self._others)
        self.said = len(self._own)

    def close(self) -> None:
        """Let go of the files."""
        self._view.close()
        self._view.reader.close()

    def read_page(self, offset: int, limit: int) -> Page:
        """Some rows, in order."""
        of_table = self._view.read_page(offset, limit, [c.name for c in self._others])
        said = cells_of(self._found.select([c.name for c in self._own]).slice(offset, limit), self._own)
        rows = zip(said, of_table.rows, strict=True)
        return Page(offset, self.columns, tuple((*map(_short, a), *b) for a, b in rows))

    def export(self, path: Path) -> int:
        """Write all of these rows to a CSV file, in place of one that is there; returns how many."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
        said = ", ".join(f"p.{identifier(c.name)}" for c in self._own)
        others = "".join(f", t.{identifier(c.name)}" for c in self._others)
        sql = (
            f"COPY (SELECT {said}{others} FROM ({self._shape.select(ordered=False)}) p "
            f"JOIN {parquet_source(self.table, True)} t ON t.{ROW} = p.row ORDER BY {self._shape.order('p.')}) "
            f"TO {literal(temporary)} (FORMAT csv, HEADER)"
        )
        try:
            with guarded(self.predictions, self.table, temporary) as connection:
                connection.execute(sql)
            replace_file(temporary, path)
        except Exception as error:
            raise explain(error, self.predictions, path) from error
        finally:
            temporary.unlink(missing_ok=True)
        return self.rows

    def _count_wrong(self) -> int | None:
        if not self._shape.wrong:
            return None
        sql = f"SELECT count(*) AS n FROM {parquet_source(self.predictions)} WHERE {self._shape.wrong}"
        found: int = self._read(sql, self.predictions).column("n")[0].as_py()
        return found

    def _read(self, sql: str, path: Path) -> pa.Table:
        try:
            with guarded(path) as connection:
                found: pa.Table = connection.sql(sql).to_arrow_table()
        except Exception as error:
            raise explain(error, path) from error
        return found


def _short(value: object) -> object:
    """A number with as many digits as are worth reading; a file has all of them."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


class _Shape:
    """What a file of predictions has, and what of it is shown: (name, SQL, type) in order."""

    def __init__(self, path: Path, wrong_only: bool) -> None:
        import pyarrow.parquet as pq

        metadata = pq.read_metadata(path).metadata or {}
        if b"modelyard" not in metadata:
            raise InputError("This file holds no predictions of a run.", "Train the run again.")
        facts = json.loads(metadata[b"modelyard"])
        self._path, self._wrong_only = path, wrong_only
        self.shown: list[tuple[str, str, ColumnType]] = []
        self.wrong = self.loss = ""
        task: str = facts["task"]
        if task in ("binary", "multiclass"):
            self._classes(facts["classes"], binary=task == "binary")
        elif task == "regression":
            self._add("actual", "actual", ColumnType.NUMBER)
            self._add("predicted", "predicted", ColumnType.NUMBER)
            self._add("error", "actual - predicted", ColumnType.NUMBER)
            self.loss = "abs(error)"
        elif task == "anomaly":
            self._add("score", "score", ColumnType.NUMBER)
            self._add("flagged", "flagged", ColumnType.BOOLEAN)
            self.loss, self.wrong = "score", "flagged"
        else:
            self._add("cluster", "cluster + 1", ColumnType.INTEGER)

    def _add(self, name: str, sql: str, kind: ColumnType) -> None:
        self.shown.append((name, sql, kind))

    def _classes(self, classes: Sequence[str], binary: bool) -> None:
        self._add("actual", "CAST(actual AS VARCHAR)", ColumnType.TEXT)
        self._add("predicted", "CAST(predicted AS VARCHAR)", ColumnType.TEXT)
        if binary:
            yes = identifier(f"probability of {classes[1]}")
            self._add("score", yes, ColumnType.NUMBER)
            right = f"CASE WHEN CAST(actual AS VARCHAR) = {literal(classes[1])} THEN {yes} ELSE 1 - {yes} END"
        else:
            cases = "".join(f" WHEN {literal(c)} THEN {identifier(f'probability of {c}')}" for c in classes)
            right = f"CASE CAST(actual AS VARCHAR){cases} END"
            self._add("score", right, ColumnType.NUMBER)
        self._add("loss", f"-ln(greatest({right}, {LEAST}))", ColumnType.NUMBER)
        self.loss, self.wrong = "loss", "actual <> predicted"

    def select(self, ordered: bool = True) -> str:
        """The rows with what is shown of them, worst first."""
        shown = ", ".join(f"{sql} AS {identifier(name)}" for name, sql, _ in self.shown)
        where = f" WHERE {self.wrong}" if self._wrong_only and self.wrong else ""
        inner = f"SELECT row, {shown} FROM {parquet_source(self._path)}{where}"
        return f"SELECT * FROM ({inner}) ORDER BY {self.order()}" if ordered else inner

    def order(self, of: str = "") -> str:
        """What the rows are sorted by."""
        loss = self.loss.replace("abs(", f"abs({of}") if self.loss.startswith("abs") else f"{of}{self.loss}"
        return f"{loss} DESC, {of}row" if self.loss else f"{of}row"
