"""Which type each column of a database gets, and the SQL that converts its texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import Column, ColumnType, ImportProblem, ReadOptions
from modelyard.tables.chosen import Emptied, check_names, check_types, refuse_words
from modelyard.tables.databases.types import EXACT_DIGITS, BrokenText, Check, Declared
from modelyard.tables.engine import identifier, run
from modelyard.tables.types import NOUNS, convert

if TYPE_CHECKING:
    from modelyard.domain.jobs import JobContext
    from modelyard.tables.databases.spool import Spool


@dataclass(frozen=True, slots=True)
class Plan:
    """The columns, and SQL: `inner` gives s0 …, t0 … (typed), n and `bad`, the first column (from 1) that misfits."""

    columns: tuple[Column, ...]
    inner: str
    problems: tuple[ImportProblem, ...]
    emptied: tuple[Emptied, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def typed(self) -> str:
        """The select list of the typed columns under their names, without those that are left out."""
        columns = enumerate(self.columns)
        return ", ".join(f"t{i} AS {identifier(c.name)}" for i, c in columns if c.name not in self.left_out)

    @property
    def display(self) -> str:
        """All columns, with instants as naive UTC, which needs no time zone package to fetch."""
        shown = (
            "::TIMESTAMP" if c.type is ColumnType.DATETIME and c.name not in self.left_out else "" for c in self.columns
        )
        return ", ".join(f"t{i}{cast}" for i, cast in enumerate(shown))

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth a line in the job's log."""
        return tuple(f"{p.title}. {p.text}" for p in self.problems)


def plan_columns(connection: Any, rows: Spool, options: ReadOptions, ctx: JobContext) -> Plan:
    """Decide the types: the chosen ones, else the declared ones as far as the values bear them out."""
    check_names(options, rows.names)
    refuse_words(options)
    facts = _facts(connection, rows, options, ctx)
    kinds = [
        options.types.get(name) or _kind(declared, seen, *fact)
        for name, declared, seen, fact in zip(rows.names, rows.columns, rows.seen, facts, strict=True)
    ]
    columns = tuple(Column(name, kind) for name, kind in zip(rows.names, kinds, strict=True))
    check_types(options, dict(zip(rows.names, kinds, strict=True)), rows.names if rows.rows else ())
    parts, bad, emptied = [], [], []
    for i, (column, declared) in enumerate(zip(columns, rows.columns, strict=True)):
        out, text = column.name in options.leave_out, _text(i, declared, column.type)
        parts.append(f"s{i}, {f's{i}' if out else _converted(text, column.type)} AS t{i}")
        fault = f"t{i} IS NULL AND {text} IS NOT NULL"
        if options.set_missing(column.name):
            emptied.append(Emptied(column, fault, f"s{i}"))
        elif column.type is not ColumnType.TEXT and not out:
            bad.append(f"WHEN {fault} THEN {i + 1}")
    flag = f"CASE {' '.join(bad)} ELSE 0 END" if bad else "0"
    inner = f"SELECT *, {flag} AS bad FROM (SELECT {', '.join(parts)}, n FROM {rows.source})"
    problems = [*_names(rows)]
    for column, declared, (_, _, rounded) in zip(columns, rows.columns, facts, strict=True):
        chosen = column.name in options.types
        problems += _notes(column, declared, 0 if column.type is ColumnType.TEXT else rounded, chosen)
    return Plan(columns, inner, tuple(problems), tuple(emptied), options.leave_out)


def _converted(text: str, kind: ColumnType) -> str:
    """The typed value, NULL where it does not fit; PostgreSQL's -infinity is no date."""
    value = convert(text, kind)
    return f"CASE WHEN NOT starts_with({text}, '-') THEN {value} END" if kind in _DATES else value


_DATES = (ColumnType.DATE, ColumnType.DATETIME)


def _text(i: int, declared: Declared, kind: ColumnType) -> str:
    """A column's text as `convert` understands it."""
    if declared.declared == "boolean" and kind is not ColumnType.TEXT:
        words = ("1", "0") if kind.numeric else ("true", "false")
        return f"CASE s{i} WHEN 't' THEN '{words[0]}' WHEN 'f' THEN '{words[1]}' ELSE s{i} END"
    return f"nullif(s{i}, 'NaN')" if declared.nan and kind is not ColumnType.TEXT else f"s{i}"


def _facts(connection: Any, rows: Spool, options: ReadOptions, ctx: JobContext) -> list[tuple[int, int, int]]:
    """Of each column, where it must be looked at: its values, those that fit the declared type, those rounded."""
    wanted = []
    for i, (name, declared) in enumerate(zip(rows.names, rows.columns, strict=True)):
        kind = options.types.get(name, declared.type)
        look = declared.check is not Check.NONE and name not in options.types
        text = _text(i, declared, kind)
        probe = f"CASE WHEN s{i} IN ('0', '1') THEN 1 END" if declared.check is Check.ALL else _converted(text, kind)
        if declared.check is Check.SEEN:
            probe = _converted(text, ColumnType.DATETIME)
        wanted += [f"count(s{i})", f"count({probe})"] if look else ["0", "0"]
        wanted.append(f"count(*) FILTER (WHERE {_rounded(f's{i}')})" if declared.rounds else "0")
    if set(wanted) == {"0"}:
        return [(0, 0, 0)] * len(rows.columns)
    sql = f"SELECT {', '.join(wanted)} FROM {rows.source}"
    row = run(connection, sql, ctx, (0.6, 0.7), "Checking the column types")[0]
    return [(int(row[k]), int(row[k + 1]), int(row[k + 2])) for k in range(0, len(row), 3)]


def _rounded(text: str) -> str:
    """SQL for "has more significant digits than a 64-bit float keeps"."""
    digits = f"CASE WHEN contains({text}, '.') THEN rtrim({text}, '0') ELSE {text} END"
    return f"strlen(ltrim(regexp_replace({digits}, '[^0-9]', '', 'g'), '0')) > {EXACT_DIGITS}"


def _kind(declared: Declared, seen: set[type], values: int, fits: int, _: int) -> ColumnType:
    seen = seen - {type(None), BrokenText}
    if declared.check is Check.ALL:
        return declared.type if fits == values else ColumnType.INTEGER
    if declared.check is Check.HALF and (not values or 2 * fits >= values):
        return declared.type
    if declared.check in (Check.HALF, Check.SEEN):
        if seen == {int}:
            return ColumnType.INTEGER
        if seen and seen <= {int, float}:
            return ColumnType.NUMBER
        if seen == {str} and values and fits == values:
            return ColumnType.DATETIME
        return ColumnType.TEXT
    return declared.type


def _notes(column: Column, declared: Declared, rounded: int, chosen: bool) -> list[ImportProblem]:
    found = []
    if declared.note and not chosen and column.type is declared.type:
        name = f"Its type is {declared.declared}." if declared.declared else ""
        found.append(ImportProblem("warn", f"{column.name} {declared.note}", name, column.name))
    if rounded:
        values = "1 value" if rounded == 1 else f"{rounded:,} values"
        text = f"{values} with more than {EXACT_DIGITS} digits. Choose Text for this column to keep every digit."
        found.append(ImportProblem("warn", f"{column.name} is rounded to 64-bit numbers", text, column.name))
    if declared.check is Check.HALF and column.type is not declared.type and not chosen:
        text = f"It is declared {declared.declared}, but most of its values are not {NOUNS[declared.type]}."
        found.append(ImportProblem("warn", f"{column.name} is read as {NOUNS[column.type]}", text, column.name))
    return found


def _names(rows: Spool) -> list[ImportProblem]:
    found = []
    if rows.unnamed:
        given = ", ".join(rows.names[i] for i in rows.unnamed)
        found.append(ImportProblem("warn", "Columns without a name", f"Named by position: {given}."))
    if rows.renamed:
        given = ", ".join(f"{old} → {new}" for old, new in rows.renamed)
        found.append(ImportProblem("warn", "Column names used twice", f"Made unique: {given}."))
    return found
