"""Joins with another dataset: by equal keys, and as of a time without seeing what came later."""

from __future__ import annotations

import re
from collections.abc import Mapping

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import JoinAsOf, JoinDataset, JoinHow
from modelyard.tables.engine import identifier, parquet_source
from modelyard.tables.expression import column_types, known
from modelyard.tables.prepare.bench import Bench, Change, State, Types, new_names, one_of
from modelyard.tables.types import NOUNS

FOUND = " found"
"""The hidden column that says whether a row has a match."""
_OURS = (JoinHow.LEFT, JoinHow.INNER)
_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(seconds?|s|minutes?|min|hours?|h|days?|d|weeks?|w)\s*", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def _other(dataset: str, bench: Bench) -> tuple[str, str, Types]:
    """The other table: the SQL that reads it, how people name it, its columns."""
    if not dataset:
        raise InputError("No dataset is chosen.", "Choose the dataset to join.")
    found = bench.inputs.get(dataset)
    if found is None:
        raise InputError(f"There is no dataset {dataset}.", "Choose one of the workspace.")
    return parquet_source(found.path, row_number=True), found.label, column_types(found.path)


def _keys(keys: Mapping[str, str], ours: Types, theirs: Types, label: str) -> None:
    """Raises InputError unless keys exist on both sides with types that can be equal."""
    for mine, yours in keys.items():
        known(mine, ours)
        _known_there(yours, theirs, label)
        if ours[mine] is not theirs[yours] and not (ours[mine].numeric and theirs[yours].numeric):
            held = f"{mine} holds {NOUNS[ours[mine]]}, {yours} of {label} {NOUNS[theirs[yours]]}"
            raise InputError(f"{held}: they never match.", "Change the type of one of them first.")


def _known_there(name: str, theirs: Types, label: str) -> None:
    try:
        known(name, theirs)
    except InputError as error:
        raise InputError(f"{label} has no column {name}.", error.hint) from error


def _taken(
    columns: tuple[str, ...], theirs: Types, keys: set[str], label: str, ours: Types, suffix: str
) -> dict[str, str]:
    """Their wanted columns, each with the name it gets; a name that is used already gets the suffix."""
    for name in columns:
        _known_there(name, theirs, label)
    used = {n.casefold() for n in ours}
    named: dict[str, str] = {}
    for name in columns or [n for n in theirs if n not in keys]:
        named[name] = f"{name}{suffix}" if name.casefold() in used else name
    try:
        new_names(list(named.values()), ours)
    except InputError as error:
        raise InputError(f"Columns of {label} clash with ours: {error.message}", "Choose another suffix.") from error
    return named


def join(step: JoinDataset, state: State, bench: Bench) -> Change:
    """Rows with equal keys side by side. Missing keys match nothing.

    Ours come in their order, each with its matches in theirs; rows only they have come last. Raises InputError when a
    key that is repeated there would multiply rows, unless that is allowed.
    """
    source, label, theirs = _other(step.dataset, bench)
    if not step.keys:
        raise InputError("No keys are chosen.", "Choose the columns that must be equal.")
    _keys(step.keys, state.columns, theirs, label)
    match = " AND ".join(f"l.{identifier(a)} = r.{identifier(b)}" for a, b in step.keys.items())
    if step.how in (JoinHow.SEMI, JoinHow.ANTI):
        word = "" if step.how is JoinHow.SEMI else "NOT "
        exists = f"{word}EXISTS (SELECT 1 FROM {source} r WHERE {match})"
        sql = bench.replaced(State(f"{state.relation} l WHERE {exists}", state.columns, 0), {})
        return Change(sql, state.columns, heavy=True, counted=True)
    if not step.multiply:
        _check_single(step, state, bench, source, label)
    keys = set(step.keys.values()) if not step.columns else set()
    named = _taken(step.columns, theirs, keys, label, state.columns, step.suffix)
    read = ", ".join(identifier(n) for n in dict.fromkeys([*step.keys.values(), *named]))
    there = bench.name()
    right = f"(SELECT file_row_number AS {there}, {read} FROM {source})"
    columns = [(n, f"l.{identifier(n)}") for n in state.columns]
    if step.how in (JoinHow.RIGHT, JoinHow.FULL):
        columns = [
            (n, f"coalesce(l.{identifier(n)}, r.{identifier(step.keys[n])})" if n in step.keys else sql)
            for n, sql in columns
        ]
    columns += [(new, f"r.{identifier(n)}") for n, new in named.items()]
    place = f"row_number() OVER (ORDER BY l.{bench.row} NULLS LAST, r.{there}) - 1"
    sql = bench.select(columns, f"{state.relation} l {step.how.value.upper()} JOIN {right} r ON {match}", row=place)
    types = {**state.columns, **{new: theirs[n] for n, new in named.items()}}
    for mine, yours in step.keys.items():
        if step.how not in _OURS and theirs[yours] is ColumnType.NUMBER:
            types[mine] = theirs[yours]
    change = Change(sql, types, heavy=True, counted=True)
    missed = f"count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM {source} r WHERE {match}))"
    change.measures.append((f"{{n}} rows have no match in {label}", missed))
    return change


def _check_single(step: JoinDataset, state: State, bench: Bench, source: str, label: str) -> None:
    right = ", ".join(identifier(v) for v in step.keys.values())
    match = " AND ".join(f"l.{identifier(a)} = r.{identifier(b)}" for a, b in step.keys.items())
    ours = f"EXISTS (SELECT 1 FROM {state.relation} l WHERE {match})"
    found = bench.run(
        f"SELECT {right}, count(*) AS n FROM {source} r WHERE {ours} GROUP BY {right} HAVING count(*) > 1 "
        f"ORDER BY n DESC, {right} LIMIT 1"
    )
    if found:
        *values, count = found[0]
        key = ", ".join(f"{name} = {value}" for name, value in zip(step.keys.values(), values, strict=True))
        raise InputError(
            f"{label} has several rows for one key, so rows would be multiplied: {count:,} rows with {key}.",
            "Add a key, make its rows unique first, or allow it to multiply rows.",
        )


def join_as_of(step: JoinAsOf, state: State, bench: Bench) -> Change:
    """The newest row there that is not after ours: what was known at that time, and nothing later.

    Of rows there with equal time and keys the last one counts, as in `pandas.merge_asof`. Missing times or keys match
    nothing; our order stays, and theirs does not matter.
    """
    source, label, theirs = _other(step.dataset, bench)
    mine = one_of(step.time, state.columns, "time column")
    if not step.other_time:
        raise InputError(
            f"No time column of {label} is chosen.", "Choose the column that says since when a row is known."
        )
    _known_there(step.other_time, theirs, label)
    yours = theirs[step.other_time]
    for name, kind in ((step.time, mine), (step.other_time, yours)):
        if kind in (ColumnType.TEXT, ColumnType.BOOLEAN):
            raise InputError(f"{name} holds {NOUNS[kind]}, which has no before and after.", "Use Read dates first.")
    if mine is not yours and not (mine.numeric and yours.numeric):
        raise InputError(
            f"{step.time} holds {NOUNS[mine]} and {step.other_time} of {label} holds {NOUNS[yours]}.",
            "Give both the same type: a date counts from midnight on, which may be too early.",
        )
    _keys(step.by, state.columns, theirs, label)
    hidden = set(step.by.values()) if not step.columns else set()
    named = _taken(step.columns, theirs, hidden, label, state.columns, step.suffix)
    at, keys = identifier(step.other_time), [identifier(k) for k in step.by.values()]
    read = [*keys, *(identifier(n) for n in named if n not in step.by.values() and n != step.other_time)]
    present = " AND ".join(f"{c} IS NOT NULL" for c in [at, *keys])
    newest = f"row_number() OVER (PARTITION BY {', '.join([*keys, at])} ORDER BY file_row_number DESC) = 1"
    since, there = bench.name(), bench.name()
    listed = ", ".join([f"{at} AS {since}", f"file_row_number AS {there}", *read])
    right = f"(SELECT {listed} FROM {source} WHERE {present} QUALIFY {newest})"
    match = [f"l.{identifier(a)} = r.{identifier(b)}" for a, b in step.by.items()]
    ours = f"l.{identifier(step.time)}"
    match.append(f"{ours} {'>' if step.strictly_before else '>='} r.{since}")
    fits = f"r.{there} IS NOT NULL{_tolerance(step, mine, ours, f'r.{since}')}"
    columns = [(n, f"l.{identifier(n)}") for n in state.columns]
    for name, new in named.items():
        value = f"r.{since}" if name == step.other_time else f"r.{identifier(name)}"
        columns.append((new, f"CASE WHEN {fits} THEN {value} END"))
    columns.append((FOUND, fits))
    joined = f"{state.relation} l ASOF LEFT JOIN {right} r ON {' AND '.join(match)}"
    kept = bench.keep(bench.select(columns, joined, row=f"l.{bench.row}"))
    missed = int(bench.one(f"SELECT count(*) FILTER (WHERE NOT {identifier(FOUND)}) FROM {kept}")[0])
    change = Change(f"SELECT * EXCLUDE ({identifier(FOUND)}) FROM {kept}", {}, heavy=True, counted=True)
    change.columns = {**state.columns, **{new: theirs[n] for n, new in named.items()}}
    if missed:
        change.notes.append(f"{missed:,} rows have nothing earlier in {label}")
    return change


def _tolerance(step: JoinAsOf, kind: ColumnType, ours: str, theirs: str) -> str:
    """SQL for "and not more than the tolerance before"; "" without one."""
    if not step.tolerance.strip():
        return ""
    if kind.numeric:
        try:
            number = float(step.tolerance)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            raise InputError(f"{step.tolerance!r} is no tolerance for numbers.", "Write a number, such as 10.")
        return f" AND {ours} - {theirs} <= CAST({number!r} AS DOUBLE)"
    found = _SPAN.fullmatch(step.tolerance)
    if found is None:
        raise InputError(f"{step.tolerance!r} is no span of time.", "Write one like 90 minutes, 2 hours or 7 days.")
    micros = round(float(found[1]) * _SECONDS[found[2][0].lower()] * 1_000_000)
    if kind is ColumnType.DATE:
        return f" AND (CAST({ours} AS DATE) - CAST({theirs} AS DATE)) * 86400000000 <= {micros}"
    return f" AND epoch_us({ours}) - epoch_us({theirs}) <= {micros}"
