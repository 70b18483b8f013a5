"""The fast way: DuckDB's reader converts the values itself, and a scan of the bytes proves that none is changed.

DuckDB's own casts read 1.5 as the whole number 2, 007 as 7 and 1_000 as 1000. They are right for a file in which no
such text occurs, and finding that out takes a fraction of the time that comparing every value with its text takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ColumnType
from modelyard.tables.engine import identifier, literal
from modelyard.tables.files.layout import Layout
from modelyard.tables.types import DUCKDB_TYPES, convert_exactly

if TYPE_CHECKING:
    import numpy as np

    Bytes = np.ndarray[Any, np.dtype[np.uint8]]

BLOCK = 1 << 20
LARGEST_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Shape:
    """Which spellings of numbers a file's data has anywhere, in text or not.

    `plain`: no leading zeros, no digits joined by an underscore, no exponents. `points`: a decimal point.
    """

    plain: bool
    points: bool


def shape(data: bytes, layout: Layout) -> Shape:
    """The spellings in some lines of a file."""
    return Shape(_plain(data, layout.delimiter.encode(), layout.quote.encode()), b"." in data)


def holds(path: Path, layout: Layout, expected: Shape) -> Iterator[bool]:
    """Whether the whole file is spelt as its beginning is: True for each block, and False once one is not."""
    for block in _blocks(path, layout.header_lines):
        found = shape(block, layout) if expected.plain else expected
        yield found.plain == expected.plain and (expected.points or not found.points)


def _blocks(path: Path, header_lines: int) -> Iterator[bytes]:
    """The data in blocks that overlap by two bytes; the first one begins with the line end before it."""
    with path.open("rb") as file:
        for _ in range(header_lines):
            file.readline()
        carry = b"\n"
        while block := file.read(BLOCK):
            block = carry + block
            yield block
            carry = block[-2:]


def _plain(block: bytes, delimiter: bytes, quote: bytes) -> bool:
    import numpy as np

    values = np.frombuffer(block, dtype=np.uint8)
    if len(values) < 3:
        return True
    begins = (values[:-2] == delimiter[0]) | (values[:-2] == ord("\n"))
    if quote and quote in block:
        begins |= values[:-2] == quote[0]
    zeros = np.flatnonzero(begins & (values[1:-1] == ord("0")))
    if zeros.size and _alphanumeric(values[zeros + 2]).any():
        return False
    for sign in (b"_", b"e", b"E"):
        if sign not in block:
            continue
        at = np.flatnonzero(values[1:-1] == sign[0])
        at = at[_digit(values[at]) | (values[at] == ord("."))]
        after = values[at + 2]
        signed = (after == ord("-")) | (after == ord("+"))
        if (_digit(after) | signed if sign != b"_" else _digit(after)).any():
            return False
    return True


def _digit(values: Bytes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    found: np.ndarray[Any, np.dtype[np.bool_]] = (values >= ord("0")) & (values <= ord("9"))
    return found


def _alphanumeric(values: Bytes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    low = values | 32
    return _digit(values) | ((low >= ord("a")) & (low <= ord("z")))


def straight_query(layout: Layout, types: Sequence[ColumnType], path: Path, found: Shape, sample: bytes) -> str:
    """The rows under their final names and types; the statement fails where a value does not fit exactly."""
    pairs = list(zip(layout.names, types, strict=True))
    read = {name: _read_as(layout, name, kind, found) for name, kind in pairs}
    nulls = [
        w
        for w in layout.nulls
        if not w or w == layout.nulls[0] or any(_field(w, layout, q) in sample for q in ("", layout.quote))
    ]
    others = [w for w in layout.nulls if w not in nulls]
    values = ", ".join(
        f"{_value(layout, i, name, kind, read[name], others)} AS {identifier(name)}"
        for i, (name, kind) in enumerate(pairs)
        if name not in layout.options.leave_out
    )
    return f"SELECT {values} FROM {layout.typed_source(path, read, nulls)}"


def _field(word: str, layout: Layout, quote: str) -> bytes:
    return f"{layout.delimiter}{quote}{word}{quote}".encode()


def _read_as(layout: Layout, name: str, kind: ColumnType, found: Shape) -> str:
    """The type that DuckDB's reader gives a column."""
    style = layout.style(name)
    if style.date_format or not found.plain:
        return "VARCHAR"
    if kind is ColumnType.INTEGER:
        return "DOUBLE" if found.points else "BIGINT"
    if kind is ColumnType.NUMBER:
        return "DOUBLE" if style.decimal == "." else "VARCHAR"
    if kind is ColumnType.DATE:
        return "TIMESTAMP"
    return DUCKDB_TYPES[kind] if kind in (ColumnType.BOOLEAN, ColumnType.DATETIME) else "VARCHAR"


def _value(layout: Layout, i: int, name: str, kind: ColumnType, read: str, nulls: Sequence[str]) -> str:
    """SQL for one column's value; an error where it does not fit."""
    column = identifier(name)
    if read == "VARCHAR":
        return _from_text(layout, i, name, kind, nulls)
    wrong = {
        ColumnType.INTEGER: f"{column} <> trunc({column}) OR abs({column}) > {LARGEST_EXACT}",
        ColumnType.NUMBER: f"NOT isfinite({column})",
        ColumnType.DATE: f"NOT isfinite({column}) OR {column} <> date_trunc('day', {column})",
        ColumnType.DATETIME: f"NOT isfinite({column})",
    }.get(kind, "")
    if kind in (ColumnType.DATE, ColumnType.DATETIME):
        # The words "epoch" and a year of two digits are no dates; what could be them is read the careful way.
        wrong += f" OR {column} = '1970-01-01' OR {column} < '1000-01-01'"
    if read == "BIGINT" or not wrong:
        return column
    cast = f"CAST({column} AS {DUCKDB_TYPES[kind]})"
    return f"CASE WHEN {wrong} THEN error('misfit') ELSE {cast} END"


def _from_text(layout: Layout, i: int, name: str, kind: ColumnType, nulls: Sequence[str]) -> str:
    column = identifier(name)
    words = " ".join(f"WHEN {literal(word)} THEN NULL" for word in nulls)
    longest = max((len(w.encode()) for w in nulls), default=0)
    clear = f"CASE WHEN strlen({column}) > {longest} THEN {column} ELSE CASE {column} {words} ELSE {column} END END"
    clear = clear if words else column
    if kind is ColumnType.TEXT:
        if layout.fits[i].values or name in layout.options.types:
            return clear
        return f"CASE WHEN ({clear}) IS NOT NULL THEN error('misfit') ELSE NULL END"
    exact = convert_exactly(column, kind, layout.style(name))
    return f"CASE WHEN ({exact}) IS NULL AND ({clear}) IS NOT NULL THEN error('misfit') ELSE {exact} END"
