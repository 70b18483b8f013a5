"""What a database's declared types become, and how its values are written as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from modelyard.domain.data.datasets import ColumnType

EXACT_DIGITS = 15
"""Decimal digits that a 64-bit float always keeps (IEEE 754)."""
INTEGER_DIGITS = 18
"""Digits of a whole number that always fits 64 bits."""


class Check(StrEnum):
    """What must be seen of the values before the declared type counts."""

    NONE = ""
    HALF = "half"  # SQLite knows no dates: the type counts when half of the values fit it
    ALL = "all"  # TINYINT(1) is a yes or no only when every value is 0 or 1; else a whole number
    SEEN = "seen"  # nothing is declared: the values tell


@dataclass(frozen=True, slots=True)
class Declared:
    """A column as its database declares it, and what is worth saying about it before rows are imported.

    `rounds`: values may have more digits than a 64-bit float keeps. `nan`: "NaN" among the values means missing.
    `to_text` brings bytes to text.
    """

    name: str
    type: ColumnType
    declared: str = ""
    note: str = ""
    check: Check = Check.NONE
    rounds: bool = False
    nan: bool = False
    to_text: Callable[[Any], str] | None = None


def _hex(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _bytea(value: Any) -> str:
    text = str(value)
    return text[2:] if text.startswith("\\x") else text


def _bits(value: Any) -> str:
    return str(int.from_bytes(value, "big")) if isinstance(value, bytes) else str(value)


def _decimal(precision: int | None, scale: int | None) -> tuple[ColumnType, bool, str]:
    """The type of an exact decimal, whether it may be rounded, and what to say."""
    if precision is not None and not scale:
        if precision <= INTEGER_DIGITS:
            return ColumnType.INTEGER, False, ""
        return ColumnType.TEXT, False, "has whole numbers of more than 18 digits: kept exact, as text"
    rounds = precision is None or precision > EXACT_DIGITS
    return ColumnType.NUMBER, rounds, ""


BINARY = "is binary: imported as hexadecimal text"
UTC_NOTE = "has no time zone: taken as UTC"

_POSTGRESQL: dict[int, tuple[ColumnType, str]] = {
    16: (ColumnType.BOOLEAN, "boolean"),
    20: (ColumnType.INTEGER, "bigint"),
    21: (ColumnType.INTEGER, "smallint"),
    23: (ColumnType.INTEGER, "integer"),
    26: (ColumnType.INTEGER, "oid"),
    700: (ColumnType.NUMBER, "real"),
    701: (ColumnType.NUMBER, "double precision"),
    1082: (ColumnType.DATE, "date"),
    1083: (ColumnType.TIME, "time"),
    1114: (ColumnType.DATETIME, "timestamp"),
    1184: (ColumnType.DATETIME, "timestamp with time zone"),
}


def postgresql_column(name: str, oid: int, precision: int | None, scale: int | None) -> Declared:
    """A PostgreSQL column by its type's OID; what is not known (arrays, JSON, UUID, enums, ranges …) is text."""
    if oid == 1700:
        kind, rounds, note = _decimal(precision, scale)
        return Declared(name, kind, "numeric", note, rounds=rounds, nan=kind is not ColumnType.TEXT)
    if oid == 17:
        return Declared(name, ColumnType.TEXT, "bytea", BINARY, to_text=_bytea)
    kind, declared = _POSTGRESQL.get(oid, (ColumnType.TEXT, ""))
    note = UTC_NOTE if oid == 1114 else ""
    return Declared(name, kind, declared, note, nan=oid in (700, 701))


# PyMySQL's field types and flags (pymysql.constants): the numbers of the MySQL protocol
_UNSIGNED, _BINARY_CHARSET = 32, 63
_INTEGERS = {2: "smallint", 3: "int", 8: "bigint", 9: "mediumint", 13: "year"}
_BLOBS = (249, 250, 251, 252, 253, 254)


def mysql_column(name: str, kind: int, length: int, scale: int, flags: int, charset: int) -> Declared:
    """A MySQL or MariaDB column by what the server says of it."""
    unsigned = bool(flags & _UNSIGNED)
    if kind == 1:
        one = length == 1
        wanted = ColumnType.BOOLEAN if one else ColumnType.INTEGER
        return Declared(name, wanted, f"tinyint({length})", check=Check.ALL if one else Check.NONE)
    if kind in _INTEGERS:
        wide = kind == 8 and unsigned
        note = "is BIGINT UNSIGNED: numbers above 9,223,372,036,854,775,807 are kept aside" if wide else ""
        return Declared(name, ColumnType.INTEGER, _INTEGERS[kind] + " unsigned" * unsigned, note)
    if kind in (0, 246):
        precision = length - (scale > 0) - (not unsigned)
        wanted, rounds, note = _decimal(precision, scale)
        return Declared(name, wanted, f"decimal({precision},{scale})", note, rounds=rounds)
    if kind in (4, 5):
        note = "is FLOAT: the server sends about 6 digits of it" if kind == 4 else ""
        return Declared(name, ColumnType.NUMBER, "float" if kind == 4 else "double", note)
    if kind == 16:
        wanted = ColumnType.BOOLEAN if length == 1 else ColumnType.INTEGER
        return Declared(name, wanted, f"bit({length})", to_text=_bits)
    if kind in (7, 12):
        note = UTC_NOTE if kind == 12 else ""
        return Declared(name, ColumnType.DATETIME, "timestamp" if kind == 7 else "datetime", note)
    if kind in (10, 14):
        return Declared(name, ColumnType.DATE, "date")
    if kind == 11:
        return Declared(name, ColumnType.TIME, "time")
    if kind == 255 or (kind in _BLOBS and charset == _BINARY_CHARSET):
        return Declared(name, ColumnType.TEXT, "binary", BINARY, to_text=_hex)
    return Declared(name, ColumnType.TEXT)


class BrokenText(str):
    """A text of SQLite that is not UTF-8, read as Windows-1252; its row is kept aside."""

    __slots__ = ()


def sqlite_text(value: bytes) -> str:
    """A text of SQLite, which may be any bytes."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return BrokenText(value.decode("cp1252", "replace"))


def sqlite_value(value: Any) -> str:
    """A value of SQLite as text: numbers so that they are read back unchanged, bytes in hexadecimal."""
    return value if isinstance(value, str) else value.hex() if isinstance(value, bytes) else repr(value)


def sqlite_column(name: str, declared: str) -> Declared:
    """A SQLite column by its declared type, which binds nobody: https://www.sqlite.org/datatype3.html, section 3."""
    text = declared.upper().split("(")[0].strip()
    if not text:
        return Declared(name, ColumnType.TEXT, "", check=Check.SEEN, to_text=sqlite_value)
    if "BOOL" in text:
        return Declared(name, ColumnType.BOOLEAN, declared, check=Check.HALF, to_text=sqlite_value)
    if text in ("DATE", "DATETIME", "TIME") or "TIMESTAMP" in text:
        kind = {"DATE": ColumnType.DATE, "TIME": ColumnType.TIME}.get(text, ColumnType.DATETIME)
        note = UTC_NOTE if kind is ColumnType.DATETIME else ""
        return Declared(name, kind, declared, note, check=Check.HALF, to_text=sqlite_value)
    if "INT" in text:
        return Declared(name, ColumnType.INTEGER, declared, to_text=sqlite_value)
    if any(word in text for word in ("CHAR", "CLOB", "TEXT", "UUID", "JSON")):
        return Declared(name, ColumnType.TEXT, declared, to_text=sqlite_value)
    if "BLOB" in text:
        return Declared(name, ColumnType.TEXT, declared, BINARY, to_text=sqlite_value)
    if any(word in text for word in ("REAL", "FLOA", "DOUB", "NUM", "DEC")):
        return Declared(name, ColumnType.NUMBER, declared, to_text=sqlite_value)
    return Declared(name, ColumnType.TEXT, declared, check=Check.SEEN, to_text=sqlite_value)
