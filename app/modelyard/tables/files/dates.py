"""Dates that are not ISO 8601: which `strptime` pattern a column's values follow, and how SQL reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType

_DAYS = (
    "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y.%m.%d", "%Y%m%d",
    "%d.%m.%y", "%m/%d/%y", "%d/%m/%y", "%d-%m-%y", "%m-%d-%y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d. %B %Y",
)  # fmt: skip
_TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")
FORMATS = (
    *_DAYS,
    *(f"{day} {time}" for day in _DAYS for time in _TIMES),
    *(f"%Y%m%dT{time}" for time in ("%H%M%S", "%H%M", "%H:%M:%S")),
)
"""Patterns that are detected; of two that fit, the earlier one wins."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LONG = [
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
]
_PARTS = {
    "%d": r"(?:0?[1-9]|[12]\d|3[01])",
    "%m": r"(?:0?[1-9]|1[0-2])",
    "%Y": r"(?:1[5-9]|2[01])\d\d",
    "%y": r"\d\d",
    "%b": f"(?:{'|'.join(_MONTHS)})",
    "%B": f"(?:{'|'.join(_LONG)})",
    "%H": r"(?:[01]?\d|2[0-3])",
    "%I": r"(?:0?[1-9]|1[0-2])",
    "%M": r"[0-5]\d",
    "%S": r"[0-5]\d",
    "%f": r"\d{1,6}",
    "%p": r"[ap]m",
}
_COMPACT = {
    "%d": r"(?:0[1-9]|[12]\d|3[01])",
    "%m": r"(?:0[1-9]|1[0-2])",
    "%Y": r"(?:19|20)\d\d",
    "%H": r"(?:[01]\d|2[0-3])",
}
SWAPPED = {"%d/%m": "%m/%d", "%m/%d": "%d/%m", "%d-%m": "%m-%d", "%m-%d": "%d-%m"}


@cache
def _pattern(fmt: str) -> re.Pattern[str]:
    parts = _PARTS | _COMPACT if "%Y%m%d" in fmt else _PARTS
    pieces = re.split(r"(%[a-zA-Z])", fmt)
    body = "".join(parts.get(p, re.escape(p)) if p.startswith("%") else re.escape(p) for p in pieces)
    return re.compile(rf"\s*{body}\s*", re.IGNORECASE)


def matching_formats(values: Sequence[str], formats: Sequence[str] = FORMATS) -> tuple[str, ...]:
    """The patterns that every one of the values follows, the preferred one first; values are not empty."""
    if not values or not any(c.isdigit() for c in values[0]):
        return ()
    return tuple(f for f in formats if all(_pattern(f).fullmatch(v) for v in values))


def swapped(fmt: str) -> str:
    """The same pattern with day and month exchanged; "" where no reader would mix them up."""
    for pair, other in SWAPPED.items():
        if pair in fmt:
            return fmt.replace(pair, other)
    return ""


def has_time(fmt: str) -> bool:
    """Whether a pattern has a time of day."""
    return any(part in fmt for part in ("%H", "%I"))


def kind_of(fmt: str) -> ColumnType:
    """What a column of this pattern is."""
    return ColumnType.DATETIME if has_time(fmt) else ColumnType.DATE


def convert_dated(text: str, kind: ColumnType, fmt: str) -> str:
    """SQL that reads a VARCHAR expression by a pattern; NULL where it does not fit, or where a time would be lost.

    Years before 1000 do not fit: "31.12.13" is not the year 13.
    """
    quoted = "'" + fmt.replace("'", "''") + "'"
    parsed = f"try_strptime({text}, {quoted})"
    if kind is ColumnType.TIME:
        return f"CAST({parsed} AS TIME)"
    whole = f" AND {parsed} = date_trunc('day', {parsed})" if kind is ColumnType.DATE and has_time(fmt) else ""
    target = "DATE" if kind is ColumnType.DATE else "TIMESTAMPTZ"
    return f"CASE WHEN {parsed} >= TIMESTAMP '1000-01-01'{whole} THEN CAST({parsed} AS {target}) END"


def check_format(fmt: str) -> None:
    """Raise InputError for what is no `strptime` pattern."""
    import duckdb

    from modelyard.tables.engine import connect

    reason = "" if "%" in fmt else "no % in it"
    if not reason:
        try:
            with connect() as connection:
                connection.execute("SELECT try_strptime('x', ?)", [fmt])
        except duckdb.Error as error:
            reason = str(error)
    if reason:
        raise InputError(
            f"“{fmt}” is not a date format.",
            "Write %d for the day, %m for the month, %Y for the year, %H:%M:%S for the time, as in %d.%m.%Y.",
            reason,
        )
