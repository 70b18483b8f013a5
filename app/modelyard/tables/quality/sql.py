"""Quality rules as SQL over one table: which rows a rule looks at, and which of them fail."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import TYPE_WORDS, ColumnType
from modelyard.domain.data.quality import RuleKind, RuleSpec
from modelyard.domain.data.quality_check import number
from modelyard.tables.engine import identifier, literal, parquet_source
from modelyard.tables.expression import check, known
from modelyard.tables.types import convert

Types = Mapping[str, ColumnType]
ORDERED = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)
DATED = (ColumnType.DATE, ColumnType.DATETIME)
_HUGE = Decimal(2**100)
_YES_NO = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL for the rows a rule looks at, and for those of them that fail; both are true or false for every row."""

    applies: str
    fails: str


def require(name: str, types: Types) -> ColumnType:
    """The type of a column. Raises InputError with the nearest name unless there is such a column."""
    known(name, types)
    return types[name]


def missing(name: str, kind: ColumnType) -> str:
    """SQL for "this cell is missing": NULL, and NaN in a column of numbers. Empty text is a value."""
    column = identifier(name)
    return f"({column} IS NULL OR isnan({column}))" if kind is ColumnType.NUMBER else f"{column} IS NULL"


def condition(spec: RuleSpec, types: Types) -> Condition:
    """The rows a rule about single values looks at and those that fail.

    Raises InputError for a column that is not there or has the wrong type, and for a value that does not fit it.
    Not for unique and reference, whose rows can only be told from other rows.
    """
    if spec.kind is RuleKind.NOT_MISSING:
        parts = [missing(name, require(name, types)) for name in spec.columns]
        return Condition("true", " OR ".join(parts))
    if spec.kind is RuleKind.EXPRESSION:
        check(spec.params.expression, types, "rule")
        return Condition(f"({spec.params.expression}\n) IS NOT NULL", f"NOT ({spec.params.expression}\n)")
    if spec.kind is RuleKind.BALANCE:
        return _balance(spec, types)
    name = spec.columns[0]
    kind = require(name, types)
    present = f"NOT {missing(name, kind)}" if kind is ColumnType.NUMBER else f"{identifier(name)} IS NOT NULL"
    if spec.kind is RuleKind.RANGE:
        return Condition(present, _outside(spec, name, kind))
    if spec.kind is RuleKind.IN_SET:
        values = sorted({value_sql(v, kind, name) for v in spec.params.values})
        return Condition(present, f"{identifier(name)} NOT IN ({', '.join(values)})")
    if spec.kind is RuleKind.PATTERN:
        if kind not in (ColumnType.TEXT, ColumnType.INTEGER):
            raise InputError(f"{name} is {TYPE_WORDS[kind]}.", "A pattern needs a column of text or whole numbers.")
        text = f"CAST({identifier(name)} AS VARCHAR)"
        return Condition(present, f"NOT regexp_full_match({text}, {literal(spec.params.pattern)})")
    return Condition(present, _other_type(spec, name, kind))


def _outside(spec: RuleSpec, name: str, kind: ColumnType) -> str:
    if kind not in ORDERED:
        raise InputError(f"{name} is {TYPE_WORDS[kind]}, so it has no range.", "Choose a number, date or time.")
    low, high = spec.params.minimum, spec.params.maximum
    parts, bounds = [], []
    for text, sign, up in ((low, "<", True), (high, ">", False)):
        if text:
            bound = _bound(text, kind, name, up=up)
            bounds.append(bound)
            parts.append(f"{identifier(name)} {sign} {bound[0]}")
    if len(bounds) == 2 and bounds[0][1] > bounds[1][1]:  # type: ignore[operator]
        raise InputError(f"The smallest value {low} is more than the largest, {high}.", "Exchange them.")
    return " OR ".join(parts)


def _bound(text: str, kind: ColumnType, name: str, *, up: bool) -> tuple[str, object]:
    """SQL for a bound, and the bound itself. A whole number is compared with the next whole number inside, exactly."""
    if kind is ColumnType.INTEGER:
        value = max(-_HUGE, min(_HUGE, number(text, f"The bound for {name}")))
        whole = math.ceil(value) if up else math.floor(value)
        return str(whole), whole
    if kind is ColumnType.NUMBER:
        real = float(number(text, f"The bound for {name}"))
        return _double(real), real
    return value_sql(text, kind, name), _moment(text, kind, name)


def _double(value: float) -> str:
    return f"CAST('{value!r}' AS DOUBLE)"


def value_sql(text: str, kind: ColumnType, name: str) -> str:
    """A value of a column, written by a person, as a typed SQL constant. Raises InputError where it does not fit."""
    if kind is ColumnType.TEXT:
        if "\0" in text:
            raise InputError(f"A value for {name} holds a zero character.", "Leave it out.")
        return literal(text)
    if kind is ColumnType.BOOLEAN:
        if text.strip().lower() not in _YES_NO:
            raise InputError(f"{name} is yes or no, not {text!r}.", "Write true or false.")
        return _YES_NO[text.strip().lower()]
    if kind is ColumnType.INTEGER:
        value = number(text, f"The value for {name}")
        if value != value.to_integral_value() or abs(value) >= _HUGE:
            raise InputError(f"{name} holds whole numbers; {text!r} is none of them.", "Correct the value.")
        return str(int(value))
    if kind is ColumnType.NUMBER:
        return _double(float(number(text, f"The value for {name}")))
    moment = _moment(text, kind, name)
    if isinstance(moment, datetime):
        return f"TIMESTAMPTZ '{moment.isoformat(sep=' ')}'"
    return f"{'DATE' if kind is ColumnType.DATE else 'TIME'} '{moment.isoformat()}'"


def _moment(text: str, kind: ColumnType, name: str) -> date | datetime | time:
    """A date, a time, or an instant (in UTC unless it says otherwise)."""
    try:
        if kind is ColumnType.DATE:
            return date.fromisoformat(text.strip())
        if kind is ColumnType.TIME:
            return _naive(time.fromisoformat(text.strip()))
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # an offset may lead out of the calendar
        example = {ColumnType.DATE: "2013-12-31", ColumnType.TIME: "17:30"}.get(kind, "2013-12-31 17:30")
        raise InputError(f"{text!r} is not {TYPE_WORDS[kind]} for {name}.", f"Write it like {example}") from None


def _naive(found: time) -> time:
    """A time of day without an offset. Raises ValueError for one with it, which says nothing without a date."""
    if found.tzinfo is not None:
        raise ValueError(str(found))
    return found


def _other_type(spec: RuleSpec, name: str, kind: ColumnType) -> str:
    """Which values are not of the type: all of them where text was stored as something else, since 007 is 7 then."""
    wanted = spec.params.type
    if wanted is None:
        raise InputError("No type is chosen.", "Choose the type that every value must have.")
    if wanted is kind or (wanted is ColumnType.NUMBER and kind is ColumnType.INTEGER):
        return "false"
    column = identifier(name)
    if wanted is ColumnType.TEXT:
        return "true"
    if wanted is ColumnType.INTEGER and kind is ColumnType.NUMBER:
        return f"({column} <> trunc({column}) OR isinf({column}))"
    if kind is ColumnType.TEXT:
        return f"({convert(column, wanted)}) IS NULL"
    if wanted is ColumnType.DATETIME and kind is ColumnType.DATE:
        return "false"
    if wanted is ColumnType.DATE and kind is ColumnType.DATETIME:
        return f"date_trunc('day', {column}) <> {column}"
    return "true"


def _balance(spec: RuleSpec, types: Types) -> Condition:
    params = spec.params
    for side, text in (("left side", params.left), ("right side", params.right)):
        check(text, types, side)
    left, right = f"({params.left}\n)", f"({params.right}\n)"
    left_real, right_real = f"CAST({left} AS DOUBLE)", f"CAST({right} AS DOUBLE)"
    applies = f"coalesce(NOT isnan({left_real}) AND NOT isnan({right_real}), false)"
    if params.ratio:
        ratio = f"({left_real} / {right_real})"
        parts = [f"{right_real} = 0"]
        if params.minimum:
            parts.append(f"{ratio} < {_double(float(number(params.minimum, 'The ratio')))}")
        if params.maximum:
            parts.append(f"{ratio} > {_double(float(number(params.maximum, 'The ratio')))}")
        return Condition(applies, " OR ".join(parts))
    if params.tolerance:
        return Condition(applies, f"abs({left_real} - {right_real}) > {_double(params.tolerance)}")
    return Condition(applies, f"{left} <> {right}")


# --- rules about more than the row itself ---------------------------------------------------------------------------


def duplicates_sql(spec: RuleSpec, types: Types, table: Path) -> str:
    """Counts for a unique rule: rows with a whole key, and those of them that share it with another row."""
    present = _whole_key(spec, types)
    keys = ", ".join(identifier(name) for name in spec.columns)
    groups = f"SELECT count(*) AS n FROM {parquet_source(table)} WHERE {present} GROUP BY {keys}"
    return f"SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (WHERE n > 1), 0) FROM ({groups})"


def _whole_key(spec: RuleSpec, types: Types) -> str:
    return " AND ".join(f"NOT ({missing(name, require(name, types))})" for name in spec.columns)


def unknown_sql(spec: RuleSpec, types: Types, table: Path, other: Path, other_types: Types) -> str:
    """Counts for a reference rule: rows with a value, and those of them whose value the other dataset lacks."""
    name = spec.columns[0]
    present = f"NOT ({missing(name, require(name, types))})"
    looked = f"SELECT count(*) FROM {parquet_source(table)} WHERE {present}"
    unknown = f"SELECT count(*) FROM {_unknown(spec, types, table, other, other_types)} WHERE {present}"
    return f"SELECT ({looked}), ({unknown})"


def _unknown(spec: RuleSpec, types: Types, table: Path, other: Path, other_types: Types, *, row: bool = False) -> str:
    name, wanted = spec.columns[0], spec.params.column
    kind, other_kind = require(name, types), require(wanted, other_types)
    known_values, value = f"t.{identifier(name)}", identifier(wanted)
    if kind is not other_kind and not (kind.numeric and other_kind.numeric):
        known_values, value = f"CAST({known_values} AS VARCHAR)", f"CAST({value} AS VARCHAR)"
    distinct = f"(SELECT DISTINCT {value} AS value_ FROM {parquet_source(other)})"
    return f"{parquet_source(table, row_number=row)} AS t ANTI JOIN {distinct} AS o ON {known_values} = o.value_"


def failing_source(spec: RuleSpec, types: Types, table: Path, other: tuple[Path, Types] | None) -> str:
    """SQL that goes behind FROM and leaves the rows that fail; it has `file_row_number`, from 0.

    Raises InputError as `condition` does, and for a kind of rule that no single row fails.
    """
    source = parquet_source(table, row_number=True)
    if not spec.kind.has_rows:
        raise InputError("No single rows fail this kind of rule.", "Its result says what differs.")
    if spec.kind is RuleKind.UNIQUE:
        present = _whole_key(spec, types)
        keys = ", ".join(identifier(name) for name in spec.columns)
        twice = f"SELECT {keys} FROM {parquet_source(table)} WHERE {present} GROUP BY {keys} HAVING count(*) > 1"
        same = " AND ".join(f"t.{identifier(n)} = d.{identifier(n)}" for n in spec.columns)
        return f"{source} AS t SEMI JOIN ({twice}) AS d ON {same} WHERE {present}"
    if spec.kind is RuleKind.REFERENCE:
        if other is None:
            raise InputError(f"There is no dataset {spec.params.dataset}.", "Import it, or edit the rule.")
        present = f"NOT ({missing(spec.columns[0], require(spec.columns[0], types))})"
        return f"{_unknown(spec, types, table, *other, row=True)} WHERE {present}"
    found = condition(spec, types)
    return f"{source} WHERE ({found.applies}) AND ({found.fails})"
