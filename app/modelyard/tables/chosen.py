"""What was chosen for single columns: that they exist, which are left out, and which values became missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import Column, ColumnType, ImportResult, ReadOptions, RejectedRow, emptied_lines
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import QUIET, run
from modelyard.tables.files.rejects import RejectWriter
from modelyard.tables.types import NOUNS

if TYPE_CHECKING:
    import duckdb

LISTED = 100
"""Of each column, so many of the values that became missing are listed with their lines; all are counted."""
ONE_QUERY = 50


def check_names(options: ReadOptions, names: Sequence[str]) -> None:
    """Raise InputError where something was chosen for a column that is not there, or where no column is left."""
    for chosen, purpose in (
        (options.types, "give a type to"),
        (options.date_formats, "give a date format to"),
        (options.misfits, "set values to missing in"),
        (options.missing_words, "set values to missing in"),
        (options.leave_out, "leave out"),
    ):
        if wrong := next((name for name in chosen if name not in names), None):
            raise InputError(
                f"There is no column {wrong} to {purpose}.",
                f"The columns are {', '.join(names[:20])}{', …' if len(names) > 20 else ''}.",
            )
    if set(names) <= set(options.leave_out):
        raise InputError("Every column is left out, so there is nothing to import.", "Keep at least one column.")


def check_types(options: ReadOptions, kinds: Mapping[str, ColumnType], valued: Collection[str]) -> None:
    """Raise InputError where values that do not fit shall be missing in a column of text, which every value fits.

    A column whose type was not chosen and that has no values at all (it is not among the `valued`) is let pass.
    """
    for name in options.misfits:
        text = kinds.get(name) is ColumnType.TEXT and (name in options.types or name in valued)
        if text and options.set_missing(name):
            raise InputError(
                f"{name} is read as text, which every value fits, so none of them can be set to missing.",
                f"Choose the type that the values of {name} should have, or keep it as text as it is.",
            )


def refuse_words(options: ReadOptions) -> None:
    """Raise InputError where single columns have words for missing though their values come with types, not as text."""
    if options.missing_words:
        raise InputError(
            f"Words for missing can be given for {next(iter(options.missing_words))} only in a file of text.",
            "Import it as it is, then set the value to missing in a recipe.",
        )


def kept(options: ReadOptions, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that are not left out."""
    return tuple(c for c in columns if c.name not in options.leave_out)


@dataclass(frozen=True, slots=True)
class Emptied:
    """A column whose misfits become missing: SQL for "does not fit" and for the value's text, over some rows."""

    column: Column
    fault: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many values of a column became missing, and the first of them: the row's number and the value's text."""

    column: Column
    count: int
    first: tuple[tuple[int, str], ...]


def find(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    columns: Sequence[Emptied],
    ctx: JobContext = QUIET,
    span: tuple[float, float] = (0.0, 1.0),
) -> list[Found]:
    """What became missing in `rows`: a query with the row's number n, and with `bad`, which is 0 in rows that are kept.

    One pass over the rows for 50 columns.
    """
    answer: list[Any] = []
    for at in range(0, len(columns), ONE_QUERY):
        wanted = ", ".join(
            f"count(*) FILTER (WHERE {e.fault}), "
            f"arg_min({{n: n, text: left({e.text}, 80)}}, n, {LISTED}) FILTER (WHERE {e.fault})"
            for e in columns[at : at + ONE_QUERY]
        )
        sql = f"SELECT {wanted} FROM ({rows}) WHERE bad = 0"
        answer += run(connection, sql, ctx, span, "Counting values that are set to missing")[0]
    return [
        Found(one.column, int(count), tuple((int(v["n"]), str(v["text"])) for v in first))
        for one, count, first in zip(columns, answer[::2], answer[1::2], strict=True)
        if count
    ]


class MissingList:
    """Counts the values that became missing, file after file, and lists the first ones of each column."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._listed: Counter[str] = Counter()

    def add(self, found: Sequence[Found], line: Callable[[int], int], out: Path) -> None:
        """Take what `find` found in one file; `line` gives a row's line by its number."""
        with RejectWriter(out) as writer:
            for one in found:
                name, noun = one.column.name, NOUNS[one.column.type]
                self.counts[name] += one.count
                for number, text in one.first[: LISTED - self._listed[name]]:
                    self._listed[name] += 1
                    reason = f"Set to missing: not {noun}"
                    writer.add(RejectedRow(line(number), name, reason, text, set_missing=True), reason)


def log_lines(options: ReadOptions, result: ImportResult) -> list[str]:
    """What a job's log says about the choices."""
    lines = [f"Left out: {', '.join(options.leave_out)}."] if options.leave_out else []
    return lines + emptied_lines(result.set_missing)
