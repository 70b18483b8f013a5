"""Steps that look at rows or columns one by one: choose, rename, cast, filter, sort, split, parse, compute."""

from __future__ import annotations

import re

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    AddColumn,
    ChangeType,
    DatePart,
    DateParts,
    DropColumns,
    DropDuplicates,
    FilterRows,
    Keep,
    KeepColumns,
    ParseDates,
    RenameColumns,
    SortRows,
    SplitText,
)
from modelyard.tables.engine import identifier, literal
from modelyard.tables.expression import formula, where_clause
from modelyard.tables.prepare.bench import Bench, Change, State, new_names, one_of, wanted
from modelyard.tables.types import DUCKDB_TYPES, NOUNS, convert

DATED = (ColumnType.DATE, ColumnType.DATETIME)
MOST_GROUPS = 9
"""Groups of a pattern that DuckDB can give one by one."""


def keep_columns(step: KeepColumns, state: State, bench: Bench) -> Change:
    """Only the named columns, in the step's order."""
    wanted(step.columns, state.columns)
    columns = {n: state.columns[n] for n in step.columns}
    return Change(bench.select([(n, identifier(n)) for n in columns], state.relation), columns)


def drop_columns(step: DropColumns, state: State, bench: Bench) -> Change:
    """All columns but the named ones; at least one must be left."""
    wanted(step.columns, state.columns)
    columns = {n: t for n, t in state.columns.items() if n not in step.columns}
    if not columns:
        raise InputError("This would drop every column.", "Leave at least one.")
    return Change(bench.select([(n, identifier(n)) for n in columns], state.relation), columns)


def rename_columns(step: RenameColumns, state: State, bench: Bench) -> Change:
    """New names; two columns may swap theirs."""
    wanted(list(step.names), state.columns)
    new_names(list(step.names.values()), [n for n in state.columns if n not in step.names])
    columns = {step.names.get(n, n): t for n, t in state.columns.items()}
    return Change(bench.select([(step.names.get(n, n), identifier(n)) for n in state.columns], state.relation), columns)


def cast(column: str, kind: ColumnType, to: ColumnType) -> str:
    """SQL for a column as another type: NULL where it does not fit. Raises InputError where no value could."""
    if kind is to:
        return column
    if to is ColumnType.TEXT:
        if kind is ColumnType.DATETIME:
            return f"strftime(CAST({column} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%fZ')"
        return f"CAST({column} AS VARCHAR)"
    if kind is ColumnType.TEXT:
        return f"CAST({convert(column, to)} AS {DUCKDB_TYPES[to]})"
    if to is ColumnType.NUMBER and kind in (ColumnType.INTEGER, ColumnType.BOOLEAN):
        return f"CAST({column} AS DOUBLE)"
    if to is ColumnType.INTEGER and kind is ColumnType.BOOLEAN:
        return f"CAST({column} AS BIGINT)"
    if to is ColumnType.INTEGER and kind is ColumnType.NUMBER:
        return f"CASE WHEN {column} = trunc({column}) THEN TRY_CAST({column} AS BIGINT) END"
    if to is ColumnType.BOOLEAN and kind.numeric:
        return f"CASE {column} WHEN 1 THEN true WHEN 0 THEN false END"
    if to is ColumnType.DATETIME and kind is ColumnType.DATE:
        return f"CAST({column} AS TIMESTAMPTZ)"
    if kind is ColumnType.DATETIME and to in (ColumnType.DATE, ColumnType.TIME):
        return f"CAST(CAST({column} AS TIMESTAMP) AS {DUCKDB_TYPES[to]})"
    raise InputError(f"{NOUNS[kind].capitalize()} cannot become {NOUNS[to]}.", "Change it to text first.")


def change_type(step: ChangeType, state: State, bench: Bench) -> Change:
    """Columns as another type, with a count of the values that do not fit."""
    wanted(step.columns, state.columns)
    new, change = {}, Change("", {n: step.to if n in step.columns else t for n, t in state.columns.items()})
    for name in step.columns:
        column = identifier(name)
        try:
            new[name] = cast(column, state.columns[name], step.to)
        except InputError as error:
            raise InputError(f"The column {name}: {error.message}", error.hint) from error
        if new[name] != column:
            change.measures.append(
                ("emptied", f"count(*) FILTER (WHERE {column} IS NOT NULL AND ({new[name]}) IS NULL)")
            )
    change.sql = bench.replaced(state, new)
    return change


def filter_rows(step: FilterRows, state: State, bench: Bench) -> Change:
    """The rows for which the expression is true; where it is neither true nor false, the row goes."""
    if not step.where.strip():
        raise InputError("There is no condition yet.", "Write one like month <= 3 AND carrier = 'UA'.")
    where = where_clause(step.where, state.columns)
    return Change(bench.replaced(State(state.relation + where, state.columns, 0), {}), state.columns, counted=True)


def sort_rows(step: SortRows, state: State, bench: Bench) -> Change:
    """Another order of rows, kept from here on."""
    wanted(step.columns, state.columns)
    way = "DESC" if step.descending else "ASC"
    order = ", ".join(f"{identifier(n)} {way} NULLS LAST" for n in step.columns)
    row = f"row_number() OVER (ORDER BY {order}, {bench.row}) - 1"
    columns = [(n, identifier(n)) for n in state.columns]
    return Change(bench.select(columns, state.relation, row=row), state.columns, heavy=True)


def drop_duplicates(step: DropDuplicates, state: State, bench: Bench) -> Change:
    """The first or last of rows that are equal in the columns; missing values equal each other."""
    if step.columns:
        wanted(step.columns, state.columns)
    keys = ", ".join(identifier(n) for n in step.columns or state.columns)
    pick = "min" if step.keep is Keep.FIRST else "max"
    stays = f"(SELECT {pick}({bench.row}) FROM {state.relation} GROUP BY {keys})"
    source = State(f"{state.relation} WHERE {bench.row} IN {stays}", state.columns, 0)
    return Change(bench.replaced(source, {}), state.columns, heavy=True, counted=True)


def split_text(step: SplitText, state: State, bench: Bench) -> Change:
    """Parts of a text; at a separator the last part has the rest, a pattern fills a column a group."""
    kind = one_of(step.column, state.columns)
    if kind is not ColumnType.TEXT:
        raise InputError(f"{step.column} holds no text.", "Change its type to text first.")
    if not step.into:
        raise InputError("There is no name for the parts.", "Name at least one new column.")
    if bool(step.separator) == bool(step.pattern):
        raise InputError("A text is split by a separator or by a pattern.", "Give one of the two.")
    kept = {n: t for n, t in state.columns.items() if step.keep_original or n != step.column}
    new_names(step.into, kept)
    column = identifier(step.column)
    parts = _by_pattern(step, column) if step.pattern else _by_separator(step, column)
    new = list(zip(step.into, parts, strict=True))
    columns = [(n, identifier(n)) for n in kept] + new
    change = Change(bench.select(columns, state.relation), {**kept, **dict.fromkeys(step.into, ColumnType.TEXT)})
    if step.pattern:
        missed = f"count(*) FILTER (WHERE NOT regexp_matches({column}, {literal(step.pattern)}))"
        change.measures.append(("{n} values do not match the pattern", missed))
    return change


def _by_separator(step: SplitText, column: str) -> list[str]:
    listed, last = f"string_split({column}, {literal(step.separator)})", len(step.into)
    parts = [f"{listed}[{i}]" for i in range(1, last)]
    rest = f"array_to_string({listed}[{last}:], {literal(step.separator)})"
    return [*parts, f"CASE WHEN len({listed}) >= {last} THEN {rest} END"]


def _by_pattern(step: SplitText, column: str) -> list[str]:
    try:
        groups = re.compile(step.pattern).groups
    except re.error as error:
        raise InputError(
            f"The pattern is not a regular expression: {error}.", "Check brackets and backslashes."
        ) from error
    if groups > MOST_GROUPS:
        raise InputError(f"The pattern has {groups:,} groups in brackets.", f"Use at most {MOST_GROUPS}.")
    if groups != len(step.into):
        raise InputError(
            f"The pattern has {groups:,} groups in brackets, for {len(step.into):,} new columns.",
            "Give each new column a group, as in (\\d+)-(\\d+).",
        )
    pattern = literal(step.pattern)
    return [f"nullif(regexp_extract({column}, {pattern}, {i}), '')" for i in range(1, groups + 1)]


def parse_dates(step: ParseDates, state: State, bench: Bench) -> Change:
    """Text read as dates by a strptime format; what does not fit becomes missing and is counted."""
    wanted(step.columns, state.columns)
    if step.to not in DATED:
        raise InputError(f"Dates cannot be read as {NOUNS[step.to]}.", "Choose date, or date and time.")
    new, change = {}, Change("", {n: step.to if n in step.columns else t for n, t in state.columns.items()})
    for name in step.columns:
        column, kind = identifier(name), state.columns[name]
        if kind in DATED:
            raise InputError(f"{name} holds {NOUNS[kind]} already.", "Use Change type instead.")
        text = column if kind is ColumnType.TEXT else f"CAST({column} AS VARCHAR)"
        if step.format:
            read = f"CAST(try_strptime({text}, {literal(step.format)}) AS TIMESTAMPTZ)"
            new[name] = read if step.to is ColumnType.DATETIME else f"CAST(CAST({read} AS TIMESTAMP) AS DATE)"
        else:
            new[name] = convert(text, step.to)
        change.measures.append(("emptied", f"count(*) FILTER (WHERE {column} IS NOT NULL AND ({new[name]}) IS NULL)"))
    change.sql = bench.replaced(state, new)
    return change


_PARTS: dict[DatePart, tuple[str, ColumnType]] = {
    DatePart.YEAR: ("year({})", ColumnType.INTEGER),
    DatePart.QUARTER: ("quarter({})", ColumnType.INTEGER),
    DatePart.MONTH: ("month({})", ColumnType.INTEGER),
    DatePart.WEEK: ("weekofyear({})", ColumnType.INTEGER),
    DatePart.DAY: ("day({})", ColumnType.INTEGER),
    DatePart.WEEKDAY: ("isodow({})", ColumnType.INTEGER),
    DatePart.DAY_OF_YEAR: ("dayofyear({})", ColumnType.INTEGER),
    DatePart.WEEKEND: ("isodow({}) >= 6", ColumnType.BOOLEAN),
    DatePart.DATE: ("CAST({} AS DATE)", ColumnType.DATE),
    DatePart.HOUR: ("hour({})", ColumnType.INTEGER),
    DatePart.MINUTE: ("minute({})", ColumnType.INTEGER),
    DatePart.SECOND: ("second({})", ColumnType.INTEGER),
}
_OF_TIME = (DatePart.HOUR, DatePart.MINUTE, DatePart.SECOND)


def date_parts(step: DateParts, state: State, bench: Bench) -> Change:
    """Parts of a date, an instant (in UTC) or a time of day as new columns."""
    kind = one_of(step.column, state.columns)
    if kind not in (*DATED, ColumnType.TIME):
        raise InputError(f"{step.column} holds no dates.", "Use Read dates first.")
    if not step.parts:
        raise InputError("No part is chosen.", "Choose at least one part.")
    for part in step.parts:
        if (kind is ColumnType.DATE and part in _OF_TIME) or (kind is ColumnType.TIME and part not in _OF_TIME):
            raise InputError(f"{NOUNS[kind].capitalize()} has no {part.value}.", "Choose another part.")
    names = [f"{step.column}_{p.value}" for p in step.parts]
    new_names(names, state.columns)
    column = identifier(step.column)
    value = f"CAST({column} AS TIMESTAMP)" if kind is ColumnType.DATETIME else column
    new = [
        (n, f"CAST({_PARTS[p][0].format(value)} AS {DUCKDB_TYPES[_PARTS[p][1]]})")
        for n, p in zip(names, step.parts, strict=True)
    ]
    columns = [(n, identifier(n)) for n in state.columns] + new
    types = {n: _PARTS[p][1] for n, p in zip(names, step.parts, strict=True)}
    return Change(bench.select(columns, state.relation), {**state.columns, **types})


def add_column(step: AddColumn, state: State, bench: Bench) -> Change:
    """A formula as a new column, or in place of the column of that name; what is undefined or infinite is missing."""
    if not step.formula.strip():
        raise InputError("There is no formula yet.", "Write one like dep_delay / 60.")
    replaces = step.name in state.columns
    new_names([step.name], [] if replaces else state.columns)
    sql, kind = formula(step.formula, state.columns)
    change = Change("", {**state.columns, step.name: kind})
    undefined = ""
    if kind in (ColumnType.NUMBER, *DATED):  # a date can be infinite too
        undefined = f"count(*) FILTER (WHERE NOT isfinite({sql}))"
        sql = f"CASE WHEN isfinite({sql}) THEN {sql} END"
        change.measures.append(("{n} results are infinite or undefined, and missing", undefined))
    if replaces:
        old = identifier(step.name)
        present = f"{old} IS NOT NULL AND ({sql}) IS"
        change.measures.append(("emptied", f"count(*) FILTER (WHERE {present} NULL)"))
        if state.columns[step.name] is kind:
            change.measures.append(
                ("changed", f"count(*) FILTER (WHERE ({sql}) IS NOT NULL AND {old} IS DISTINCT FROM ({sql}))")
            )
    else:
        change.measures.append(("{n} results are missing", f"count(*) FILTER (WHERE ({sql}) IS NULL)"))
    columns = [(n, sql if n == step.name else identifier(n)) for n in state.columns]
    if not replaces:
        columns.append((step.name, sql))
    change.sql = bench.select(columns, state.relation)
    return change
