"""Recipes over tables: try the steps and show the first rows, or write the whole result to Parquet."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.core.files import disk_full, disk_full_error
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.data.prepare import (
    AddColumn,
    Aggregate,
    ChangeType,
    DateParts,
    DropColumns,
    DropDuplicates,
    FillMissing,
    FilterRows,
    GroupRare,
    HandleOutliers,
    JoinAsOf,
    JoinDataset,
    KeepColumns,
    OutlierMethod,
    ParseDates,
    PreparePreview,
    RenameColumns,
    SortRows,
    SplitText,
    Step,
    StepEffect,
    StepFault,
)
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import identifier, literal
from modelyard.tables.files.layout import COPY_OPTIONS
from modelyard.tables.files.problems import aware
from modelyard.tables.prepare import joins, learn
from modelyard.tables.prepare import steps as plain
from modelyard.tables.prepare.bench import Bench, Change, PrepareInput, State

SAMPLE_ROWS = 400_000
"""A preview tries the steps on at most this many first rows."""
FOREST_SAMPLE = 20_000
"""The same where a step fits an isolation forest, which takes much longer."""

_COPY = COPY_OPTIONS.replace("(", "(USE_TMP_FILE false, ", 1)
"""Straight to the one file the connection may write."""

_WORK: dict[type[Step], Callable[[Any, State, Bench], Change]] = {
    KeepColumns: plain.keep_columns,
    DropColumns: plain.drop_columns,
    RenameColumns: plain.rename_columns,
    ChangeType: plain.change_type,
    FilterRows: plain.filter_rows,
    SortRows: plain.sort_rows,
    DropDuplicates: plain.drop_duplicates,
    FillMissing: learn.fill_missing,
    HandleOutliers: learn.handle_outliers,
    SplitText: plain.split_text,
    ParseDates: plain.parse_dates,
    DateParts: plain.date_parts,
    GroupRare: learn.group_rare,
    AddColumn: plain.add_column,
    Aggregate: learn.aggregate,
    JoinDataset: joins.join,
    JoinAsOf: joins.join_as_of,
}


def has_forest(steps: Sequence[Step]) -> bool:
    """Whether a step that is switched on fits an isolation forest."""
    return any(
        isinstance(s, HandleOutliers) and s.method is OutlierMethod.ISOLATION_FOREST and not s.disabled for s in steps
    )


def preview(
    table: Path,
    inputs: Mapping[str, PrepareInput],
    steps: Sequence[Step],
    context: JobContext,
    *,
    upto: int | None = None,
    rows: int = 500,
    sample: int = SAMPLE_ROWS,
) -> PreparePreview:
    """The first rows after step `upto` (all steps without it), and what each step does.

    Large tables are tried on their first rows; the answer says so. A step that cannot be done ends the list and is
    named with its reason; the rows are then those before it. Raises InputError when the table cannot be read.
    """
    import pyarrow.parquet as pq

    total = pq.read_metadata(table).num_rows
    limit = min(sample, FOREST_SAMPLE) if has_forest(steps) else sample
    sampled = limit if total > limit else 0
    wanted = len(steps) if upto is None else max(0, min(upto, len(steps)))
    with Bench(table, inputs, context) as bench:
        state = bench.start(sampled)
        reached, effects, fault = [_columns(state)], [], None
        shown = _rows(bench, state, rows) if wanted == 0 else None
        at = State(state.relation, state.columns, state.rows)
        for number, step in enumerate(steps, 1):
            try:
                state, effect = do_step(bench, state, step, number)
            except AppError as error:
                fault = StepFault(number, error.message, error.hint)
                break
            effects.append(effect)
            reached.append(_columns(state))
            if number == wanted:
                shown, at = _rows(bench, state, rows), state
        if shown is None:
            shown, at, wanted = _rows(bench, state, rows), state, len(effects)
    return PreparePreview(_columns(at), shown, at.rows, wanted, tuple(effects), tuple(reached), total, sampled, fault)


def write(
    table: Path,
    inputs: Mapping[str, PrepareInput],
    steps: Sequence[Step],
    out: Path,
    context: JobContext,
    work: Path | None = None,
) -> tuple[tuple[Column, ...], int, tuple[StepEffect, ...]]:
    """Apply all steps and write the result; returns its columns, its rows, and what each step did.

    Equal input and steps give equal bytes. Raises InputError naming the step that cannot be done, CancelledError, or
    WorkspaceError for a full disk; `out` is then not to be used.
    """
    if not any(not s.disabled for s in steps):
        raise InputError("The recipe has no step that is switched on.", "Add a step.")
    effects = []
    with Bench(table, inputs, context, work=work, out=out) as bench:
        state = bench.start()
        share = 0.8 / max(1, len(steps))
        for number, step in enumerate(steps, 1):
            bench.span = share * (number - 1), share * number
            bench.text = f"Step {number} of {len(steps)}: {step.title}"
            try:
                state, effect = do_step(bench, state, step, number)
            except AppError as error:
                named = f"Step {number}, {step.title}: {error.message}"
                raise InputError(named, error.hint, error.details) from error
            effects.append(effect)
        if not state.rows:
            raise InputError("No row is left after the last step.", "Look at the rows each step leaves.")
        bench.span, bench.text = (0.8, 1.0), "Writing rows"
        listed = ", ".join(identifier(n) for n in state.columns)
        ordered = f"SELECT {listed} FROM {state.relation} ORDER BY {bench.row}"
        try:
            bench.run(f"COPY ({ordered}) TO {literal(out)} {_COPY}")
        except CancelledError:
            raise
        except Exception as error:
            raise _known_error(error, out) from error
    return _columns(state), state.rows, tuple(effects)


def do_step(bench: Bench, state: State, step: Step, number: int) -> tuple[State, StepEffect]:
    """Do one step. Raises InputError for what is wrong with it, in words, whether it shows in its fields or in data."""
    before = len(state.columns)
    if step.disabled:
        return state, StepEffect(number, state.rows, state.rows, before, before)
    try:
        change = _WORK[type(step)](step, state, bench)
        notes = list(change.notes)
        nulls, filled_of = _measure(bench, change, state, notes)
        after = bench.apply(change, state)
        if filled_of:
            left = bench.one(f"SELECT {', '.join(f'count(*) - count({identifier(n)})' for n in filled_of)} "
                             f"FROM {after.relation}")  # fmt: skip
            change.changed += nulls - sum(int(n) for n in left)
    except (AppError, CancelledError):
        raise
    except Exception as error:
        raise _known_error(error, bench.table) from error
    effect = StepEffect(number, state.rows, after.rows, before, len(after.columns), change.changed, change.emptied,
                        tuple(notes))  # fmt: skip
    return after, effect


def _measure(bench: Bench, change: Change, state: State, notes: list[str]) -> tuple[int, list[str]]:
    """Ask for what the step wants counted; returns the missing cells before, and the columns to count them in after."""
    asked = [(what, sql) for what, sql in change.measures if what != "nulls after"]
    nulls = 0
    if asked:
        row = bench.one(f"SELECT {', '.join(sql for _, sql in asked)} FROM {state.relation} l")
        for (what, _), value in zip(asked, row, strict=True):
            count = int(value)
            if what == "changed":
                change.changed += count
            elif what == "emptied":
                change.emptied += count
            elif what == "nulls":
                nulls += count
            elif count:
                notes.append(what.replace("{n}", f"{count:,}"))
    filled = [sql for what, sql in change.measures if what == "nulls after"]
    return nulls, filled[0].split("\x00") if filled else []


def _known_error(error: Exception, path: Path) -> AppError:
    """What DuckDB said, without its prefix and its second line."""
    import duckdb

    if disk_full(error):
        return disk_full_error(path.parent, error)
    if not isinstance(error, duckdb.Error):
        raise error
    first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    text = re.sub(r"^[A-Z][A-Za-z -]* Error: ", "", first)
    if isinstance(error, duckdb.OutOfMemoryException):
        return InputError(
            "The step needs more memory than Modelyard allows itself.", "Drop columns or rows before it.", text
        )
    return InputError(f"It cannot be computed: {text}", "Change the step, or the values it meets.", str(error))


def _columns(state: State) -> tuple[Column, ...]:
    return tuple(Column(name, kind) for name, kind in state.columns.items())


def _rows(bench: Bench, state: State, count: int) -> tuple[tuple[object, ...], ...]:
    """The first rows in order; instants come as naive UTC from DuckDB and leave aware."""
    shown = ", ".join(
        f"CAST({identifier(n)} AS TIMESTAMP)" if t is ColumnType.DATETIME else identifier(n)
        for n, t in state.columns.items()
    )
    try:
        found = bench.run(f"SELECT {shown} FROM {state.relation} ORDER BY {bench.row} LIMIT {int(count)}")
    except CancelledError:
        raise
    except Exception as error:
        raise _known_error(error, bench.table) from error
    return tuple(aware(r) for r in found)
