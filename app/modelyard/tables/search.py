"""Find a text in any column of a table, as the table shows it, a stretch of rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import CancelledError
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.tables.engine import explain, identifier, literal, parquet_source
from modelyard.tables.expression import guarded
from modelyard.tables.view import ROW, Work

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STRETCH = 1 << 20
"""Rows searched by one statement; between two the finds so far can be shown."""
_LETTERS = {
    ColumnType.INTEGER: "0123456789-",
    ColumnType.NUMBER: "0123456789-+.einfa",
    ColumnType.DATE: "0123456789-",
    ColumnType.DATETIME: "0123456789-: .",
    ColumnType.TIME: "0123456789:.",
}


def normalised(text: str) -> str:
    """The text that is looked for: lower case, with the hyphen of stored numbers for the minus of shown ones."""
    return text.replace("\u2212", "-").lower()


def condition(text: str, columns: Sequence[Column]) -> str:
    """SQL that is true for a row with the text in one of the columns; "" when none of them can hold it."""
    wanted = normalised(text)
    parts = []
    for column in columns:
        name = identifier(column.name)
        letters = _LETTERS.get(column.type)
        if letters is not None and not set(wanted) <= set(letters):
            continue
        if column.type is ColumnType.BOOLEAN:
            if wanted not in "yes" and wanted not in "no":
                continue
            shown = f"CASE {name} WHEN true THEN 'yes' WHEN false THEN 'no' END"
        elif column.type is ColumnType.TEXT:
            shown = f"lower({name})"
        elif column.type is ColumnType.DATETIME:
            shown = f"strftime({name}, '%Y-%m-%d %H:%M:%S')"
        else:
            shown = f"lower(CAST({name} AS VARCHAR))"
        parts.append(f"contains({shown}, {literal(wanted)})")
    return " OR ".join(parts)


def find_rows(
    parquet: Path, text: str, columns: Sequence[Column], first: int, limit: int, work: Work | None = None
) -> npt.NDArray[np.int64]:
    """The numbers of the rows from `first` on, among the next `limit`, that have the text in a column; ascending.

    Upper and lower case are the same. Raises CancelledError, InputError for an unreadable file.
    """
    import numpy as np

    wanted = condition(text, columns)
    if not wanted or not text:
        return np.zeros(0, np.int64)
    work = work or Work()
    sql = (
        f"SELECT {ROW} AS n FROM {parquet_source(parquet, True)} "
        f"WHERE {ROW} >= {first} AND {ROW} < {first + limit} AND ({wanted})"
    )
    try:
        with guarded(parquet) as connection, work.on(connection):
            found = connection.sql(sql).to_arrow_table()
    except CancelledError:
        raise
    except Exception as error:
        raise explain(error, parquet) from error
    return np.sort(found.column("n").to_numpy().astype(np.int64))
