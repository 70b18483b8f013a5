"""Column types: their names in DuckDB and Arrow, strict conversion from text, and detection from what fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import TYPE_WORDS, Column, ColumnType
from modelyard.tables.engine import identifier, literal
from modelyard.tables.files.dates import convert_dated

if TYPE_CHECKING:
    import pyarrow as pa

DUCKDB_TYPES: Mapping[ColumnType, str] = {
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMPTZ",
    ColumnType.TIME: "TIME",
}

NOUNS: Mapping[ColumnType, str] = {**TYPE_WORDS, ColumnType.BOOLEAN: "a yes-or-no value"}
"""What one value is called."""

CANDIDATES = (
    ColumnType.BOOLEAN,
    ColumnType.INTEGER,
    ColumnType.NUMBER,
    ColumnType.DATE,
    ColumnType.DATETIME,
    ColumnType.TIME,
)
MOST_AGGREGATES = 100
TOLERATED_SHARE = 0.01
"""A column keeps its detected type while at most this share of its values does not fit; otherwise it is text."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a column's numbers and dates are written.

    `thousands` is what groups digits, "" for nothing, None for the other one of point and comma. `date_format` is a
    `strptime` pattern, "" for ISO 8601.
    """

    decimal: str = "."
    thousands: str | None = None
    date_format: str = ""

    @property
    def grouping(self) -> str:
        """The resolved thousands separator."""
        return ("." if self.decimal == "," else ",") if self.thousands is None else self.thousands


PLAIN = Style()


def convert(text: str, kind: ColumnType, style: Style = PLAIN) -> str:
    """SQL that converts a VARCHAR expression strictly: NULL where it does not fit. No rounding, no guessing.

    DuckDB's own casts would turn "1.5" and "1_000" into the integers 2 and 1000, and accept "infinity" as a date.
    """
    if kind is ColumnType.TEXT:
        return text
    if kind is ColumnType.INTEGER:
        whole = f"TRY_CAST({text} AS BIGINT)"
        return (
            f"CASE WHEN CAST({whole} AS VARCHAR) = {text} THEN {whole} "
            f"WHEN regexp_full_match({text}, '\\s*[+-]?\\d+\\s*') THEN {whole} END"
        )
    if kind is ColumnType.NUMBER:
        return _convert_number(text, style)
    if kind is ColumnType.BOOLEAN:
        return (
            f"CASE lower(trim({text})) WHEN 'true' THEN true WHEN 'false' THEN false WHEN 'yes' THEN true "
            f"WHEN 'no' THEN false WHEN 't' THEN true WHEN 'f' THEN false WHEN 'y' THEN true WHEN 'n' THEN false "
            f"WHEN '1' THEN true WHEN '0' THEN false END"
        )
    if style.date_format:
        return convert_dated(text, kind, style.date_format)
    if kind is ColumnType.DATE:
        return f"CASE WHEN strlen({text}) BETWEEN 8 AND 12 AND {_dated(text)} THEN TRY_CAST({text} AS DATE) END"
    if kind is ColumnType.DATETIME:
        return f"CASE WHEN strlen({text}) >= 8 AND {_dated(text)} THEN TRY_CAST({text} AS TIMESTAMPTZ) END"
    return f"CASE WHEN contains({text}, ':') AND NOT contains({text}, '-') THEN TRY_CAST({text} AS TIME) END"


def _dated(text: str) -> str:
    """SQL for "may be a date": has a separator, and is not one of DuckDB's words such as infinity or epoch."""
    first = f"lower(left(ltrim({text}, '-+ '), 1))"
    return f"(contains({text}, '-') OR contains({text}, '/')) AND {first} NOT BETWEEN 'a' AND 'z'"


def _convert_number(text: str, style: Style) -> str:
    point, marks = re.escape(style.decimal), _MARKS.get(style.grouping, style.grouping)
    if style.decimal == ",":
        plain = f"TRY_CAST(CASE WHEN NOT contains({text}, '.') THEN replace({text}, ',', '.') END AS DOUBLE)"
    else:
        plain = f"TRY_CAST({text} AS DOUBLE)"
    value = f"CASE WHEN isfinite({plain}) AND NOT contains({text}, '_') THEN {plain} "
    if marks:
        one = f"[{re.escape(marks)}]"
        pattern = rf"\s*[+-]?\d{{1,3}}({one}\d{{3}})+({point}\d+)?\s*"
        bare = f"regexp_replace({text}, {literal(one)}, '', 'g')"
        bare = f"replace({bare}, ',', '.')" if style.decimal == "," else bare
        value += f"WHEN regexp_full_match({text}, {literal(pattern)}) THEN TRY_CAST({bare} AS DOUBLE) "
    return value + "END"


_MARKS = {" ": " \u00a0\u202f\u2009", "'": "'\u2019"}
"""What else is meant by a thousands separator: spaces that do not break, and the typographic apostrophe."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of a column's non-missing values fit each candidate type, and how many must stay text."""

    values: int
    fits: Mapping[ColumnType, int]
    codes: int = 0

    def best(self) -> ColumnType:
        """The type most values fit; text when more than `TOLERATED_SHARE` do not, or when digits are a code."""
        if not self.values or self.codes:
            return ColumnType.TEXT
        kind = max(CANDIDATES, key=lambda k: (self.fits.get(k, 0), -CANDIDATES.index(k)))
        return kind if self.values - self.fits.get(kind, 0) <= TOLERATED_SHARE * self.values else ColumnType.TEXT


def code_like(text: str) -> str:
    """SQL for "digits with a leading zero"; such a number would lose the zero."""
    return f"CASE WHEN starts_with({text}, '0') AND strlen({text}) > 1 THEN regexp_full_match({text}, '0\\d+') END"


def convert_exactly(text: str, kind: ColumnType, style: Style = PLAIN) -> str:
    """Like `convert`, but also NULL for numbers whose text is not kept by the number, such as 007 or a padded 7."""
    if kind is ColumnType.INTEGER:
        whole = f"TRY_CAST({text} AS BIGINT)"
        return f"CASE WHEN CAST({whole} AS VARCHAR) = {text} THEN {whole} END"
    if kind is ColumnType.NUMBER:
        return f"CASE WHEN {code_like(text)} THEN NULL ELSE {convert(text, kind, style)} END"
    return convert(text, kind, style)


_LOOKS = (
    (re.compile(r"\s*(true|false)\s*", re.IGNORECASE), (ColumnType.BOOLEAN,)),
    (
        re.compile(r"\s*[+-]?[\d.,]*\d(?:[ '\u2019\u00a0\u202f]\d{3})*[\d.,]*([eE][+-]?\d+)?\s*"),
        (ColumnType.INTEGER, ColumnType.NUMBER),
    ),
    (re.compile(r"\s*\d{1,4}[-/]\d{1,2}[-/].*"), (ColumnType.DATE, ColumnType.DATETIME)),
    (re.compile(r"\s*\d{1,2}:\d{1,2}.*"), (ColumnType.TIME,)),
)


def plausible(values: Sequence[str]) -> tuple[ColumnType, ...]:
    """Candidates that at least half of some non-missing values look like; all of them when there is no value."""
    if not values:
        return CANDIDATES
    for pattern, kinds in _LOOKS:
        if 2 * sum(bool(pattern.fullmatch(v)) for v in values) >= len(values):
            return kinds
    return ()


def fit_expressions(name: str, kinds: Sequence[ColumnType], style: Style, nulls: Sequence[str]) -> list[str]:
    """SQL aggregates for one text column: its values, its codes (see `Fit`), then its fits in the order of `kinds`.

    Codes are digits with a leading zero, such as ZIP codes, and whole numbers too long for 64 bits.
    """
    column = identifier(name)
    found = [f"count({column})"]
    if kinds:
        padded = f"starts_with({column}, ' ') OR ends_with({column}, ' ')"
        missing = f"CASE WHEN {padded} THEN {is_null_word(column, nulls)} END"
        found = [f"count({column}) - count(*) FILTER (WHERE {missing})"]
    if ColumnType.INTEGER in kinds or ColumnType.NUMBER in kinds:
        zero = f"WHEN {code_like(column)} THEN true"
        long = f"regexp_full_match({column}, '\\d+') AND TRY_CAST({column} AS BIGINT) IS NULL"
        found.append(f"count(*) FILTER (WHERE CASE {zero} WHEN strlen({column}) >= 19 THEN {long} END)")
    else:
        found.append("0")
    for kind in kinds:
        if kind is ColumnType.BOOLEAN:
            found.append(f"count(*) FILTER (WHERE lower({column}) IN ('true', 'false'))")
        else:
            found.append(f"count({convert(column, kind, style)})")
    return found


def queries(expressions: Sequence[str], source: str) -> list[str]:
    """Queries that give these aggregates one after another; planning one of thousands takes DuckDB minutes."""
    parts = [expressions[i : i + MOST_AGGREGATES] for i in range(0, len(expressions), MOST_AGGREGATES)]
    return [f"SELECT {', '.join(part)} FROM {source}" for part in parts]


def fits_from_row(row: Sequence[Any], kinds: Sequence[Sequence[ColumnType]]) -> list[Fit]:
    """The answer to `fit_expressions` of several columns, one after another in one row."""
    result, at = [], 0
    for some in kinds:
        values, codes = int(row[at]), int(row[at + 1])
        counts = {kind: int(row[at + 2 + i]) for i, kind in enumerate(some)}
        result.append(Fit(values, counts, codes))
        at += 2 + len(some)
    return result


def from_arrow(schema: pa.Schema) -> tuple[Column, ...]:
    """The columns of a Parquet file that Modelyard wrote."""
    return tuple(Column(field.name, column_type(field.type)) for field in schema)


def column_type(kind: pa.DataType) -> ColumnType:
    """What a column of this Arrow type becomes; nested and binary types become text."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return column_type(kind.value_type)
    if pa.types.is_boolean(kind):
        return ColumnType.BOOLEAN
    if pa.types.is_integer(kind):
        return ColumnType.NUMBER if kind.equals(pa.uint64()) else ColumnType.INTEGER
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return ColumnType.NUMBER
    if pa.types.is_date(kind):
        return ColumnType.DATE
    if pa.types.is_timestamp(kind):
        return ColumnType.DATETIME
    return ColumnType.TIME if pa.types.is_time(kind) else ColumnType.TEXT


def beyond_calendar(kind: ColumnType, value: int) -> str:
    """A date (in days since 1970) or an instant (in microseconds) of a year that Python's calendar lacks, as text."""
    import numpy as np

    unit = "D" if kind is ColumnType.DATE else "us"
    return str(np.array(value, dtype=f"datetime64[{unit}]")).replace("T", " ")


def is_null_word(text: str, words: Sequence[str]) -> str:
    """SQL for "means missing once the spaces around it are gone".

    A pattern rather than a list: DuckDB turns a search in a constant list into a join, and a join mixes up the rows.
    """
    pattern = "|".join(re.escape(word) for word in words)
    whole = rf"\s*({pattern})\s*"
    return f"regexp_full_match({text}, {literal(whole)})"


def null_list(words: Sequence[str]) -> str:
    """The words for "missing" as a DuckDB list."""
    return "[" + ", ".join(literal(w) for w in words) + "]"
