"""From text columns to typed ones: the queries that convert, and those that find what does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.chosen import Emptied, Found, check_names, find
from modelyard.tables.engine import QUIET, connect, identifier, run
from modelyard.tables.files.dates import convert_dated, kind_of, swapped
from modelyard.tables.files.layout import Layout, Sample
from modelyard.tables.types import CANDIDATES, Fit, convert, fit_expressions, fits_from_row, is_null_word, queries

if TYPE_CHECKING:
    import duckdb


def kinds(layout: Layout) -> tuple[ColumnType, ...]:
    """Each column's type: the user's, or what most values of the sample fit."""
    check_names(layout.options, layout.names)
    fits = layout.fits
    return tuple(layout.options.types.get(n) or f.best() for n, f in zip(layout.names, fits, strict=True))


def converted(
    layout: Layout,
    types: Sequence[ColumnType],
    source: str,
    number: bool = False,
    fitting: frozenset[str] = frozenset(),
) -> str:
    """A subquery of text columns c0 …, typed columns t0 …, and `bad`: the first column (from 1) that does not fit.

    A column that is left out has neither; one whose misfits become missing is never bad.
    """
    parts, bad = [], []
    for i, name, kind in kept_columns(layout, types):
        column = identifier(name)
        parts.append(f"{column} AS c{i}")
        if kind is not ColumnType.TEXT:
            parts.append(f"{convert(column, kind, layout.style(name))} AS t{i}")
            if name not in fitting and not layout.options.set_missing(name):
                bad.append(f"WHEN {_misfit(layout, i)} THEN {i + 1}")
    order = ", row_number() OVER () - 1 AS n" if number else ""
    flag = f"CASE {' '.join(bad)} ELSE 0 END" if bad else "0"
    return f"SELECT *, {flag} AS bad FROM (SELECT {', '.join(parts)}{order} FROM {source})"


def kept_columns(layout: Layout, types: Sequence[ColumnType]) -> list[tuple[int, str, ColumnType]]:
    """Place, name and type of each column that is not left out."""
    columns = enumerate(zip(layout.names, types, strict=True))
    return [(i, name, kind) for i, (name, kind) in columns if name not in layout.options.leave_out]


def _misfit(layout: Layout, i: int) -> str:
    """SQL for "the value of this column does not fit its type"."""
    missing = is_null_word(f"c{i}", layout.nulls) if layout.nulls else "false"
    return f"t{i} IS NULL AND c{i} IS NOT NULL AND NOT {missing}"


def typed_query(layout: Layout, types: Sequence[ColumnType], source: str, fitting: frozenset[str] = frozenset()) -> str:
    """The rows that fit, under their final names and types; of columns in `fitting` every value is known to fit."""
    wanted = ", ".join(
        f"{'c' if kind is ColumnType.TEXT else 't'}{i} AS {identifier(name)}"
        for i, name, kind in kept_columns(layout, types)
    )
    return f"SELECT {wanted} FROM ({converted(layout, types, source, fitting=fitting)}) WHERE bad = 0"


def display_query(layout: Layout, types: Sequence[ColumnType], copy: Path, limit: int) -> str:
    """The first rows that fit; dates with time as naive UTC, which needs no time zone package to fetch.

    Columns that are left out are shown all the same, as their text.
    """
    out = layout.options.leave_out
    types = [ColumnType.TEXT if n in out else k for n, k in zip(layout.names, types, strict=True)]
    layout = replace(layout, options=replace(layout.options, leave_out=()))
    pairs = zip(layout.names, types, layout.fits, strict=True)
    fitting = frozenset(n for n, k, f in pairs if f.fits.get(k) == f.values)
    inner = typed_query(layout, types, layout.source(copy, clean=True), fitting)
    shown = ", ".join(
        f"{identifier(n)}::TIMESTAMP" if k is ColumnType.DATETIME else identifier(n)
        for n, k in zip(layout.names, types, strict=True)
    )
    return f"SELECT {shown} FROM ({inner}) LIMIT {int(limit)}"


@dataclass(frozen=True, slots=True)
class Misfits:
    """Records that fit no row of the table, by position (from 0): the blamed column (from 0) and its text."""

    positions: np.ndarray[Any, np.dtype[np.int64]]
    columns: np.ndarray[Any, np.dtype[np.int64]]
    values: list[str]


def sample_misfits(sample: Sample, types: Sequence[ColumnType], limit: int = 10_000) -> Misfits:
    """The records of a sample whose values do not fit, in order."""
    layout = sample.layout
    fits = zip(layout.fits, types, strict=True)
    if all(kind is ColumnType.TEXT or fit.fits.get(kind) == fit.values for fit, kind in fits):
        return to_misfits([])
    with connect() as connection:
        query = misfit_query(layout, types, layout.source(sample.copy, clean=True))
        return to_misfits(connection.execute(f"{query} LIMIT {int(limit)}").fetchall())


def sample_emptied(sample: Sample, types: Sequence[ColumnType]) -> list[Found]:
    """What becomes missing in the records of a sample, by their positions."""
    if not sample.cleaned.lines or not emptied(sample.layout, types):
        return []
    with connect() as connection:
        return find_emptied(connection, sample.layout, types, sample.layout.source(sample.copy, clean=True))


def find_emptied(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    types: Sequence[ColumnType],
    source: str,
    ctx: JobContext = QUIET,
    span: tuple[float, float] = (0.0, 1.0),
) -> list[Found]:
    """What becomes missing in the rows that are kept, by their positions."""
    return find(connection, converted(layout, types, source, number=True), emptied(layout, types), ctx, span)


def emptied(layout: Layout, types: Sequence[ColumnType]) -> list[Emptied]:
    """The columns whose misfits become missing."""
    return [
        Emptied(Column(name, kind), _misfit(layout, i), f"c{i}")
        for i, name, kind in kept_columns(layout, types)
        if layout.options.set_missing(name) and kind is not ColumnType.TEXT
    ]


def misfit_query(layout: Layout, types: Sequence[ColumnType], source: str) -> str:
    """Position, blamed column and its text (at most 80 letters) of each row that does not fit, in order."""
    inner = converted(layout, types, source, number=True)
    value = " ".join(f"WHEN {i + 1} THEN c{i}" for i, _, _ in kept_columns(layout, types))
    return f"SELECT n, bad - 1, left(CASE bad {value} END, 80) FROM ({inner}) WHERE bad > 0 ORDER BY n"


def to_misfits(found: Sequence[tuple[Any, ...]]) -> Misfits:
    """What a `misfit_query` found."""
    return Misfits(
        np.array([row[0] for row in found], dtype=np.int64),
        np.array([row[1] for row in found], dtype=np.int64),
        [row[2] for row in found],
    )


def whole_fits(
    connection: duckdb.DuckDBPyConnection,
    layout: Layout,
    source: str,
    candidates: Sequence[Sequence[ColumnType]],
    ctx: JobContext,
    span: tuple[float, float],
) -> Layout:
    """The layout with the fits of all rows; where day and month were unsure, the order that fits more rows wins."""
    names = layout.names
    pairs = zip(names, candidates, strict=True)
    wanted = [e for n, some in pairs for e in fit_expressions(n, some, layout.style(n), layout.nulls)]
    unsure = [n for n in names if n in layout.unsure]
    for name in unsure:
        other = swapped(layout.formats[name])
        wanted.append(f"count({convert_dated(identifier(name), kind_of(other), other)})")
    found = queries(wanted, source)
    step = (span[1] - span[0]) / len(found)
    row: list[Any] = []
    for i, sql in enumerate(found):
        part = (span[0] + i * step, span[0] + (i + 1) * step)
        row += run(connection, sql, ctx, part, "Finding the column types")[0]
    fits, formats = fits_from_row(row, candidates), dict(layout.formats)
    for name, count in zip(unsure, row[len(row) - len(unsure) :], strict=True):
        i, other = names.index(name), swapped(layout.formats[name])
        if count > fits[i].fits.get(kind_of(other), 0):
            formats[name], fits[i] = other, Fit(fits[i].values, {kind_of(other): int(count)})
    return replace(layout, fits=tuple(fits), formats=formats)


def wider(layout: Layout, i: int, types: Sequence[ColumnType]) -> tuple[ColumnType, ...]:
    """The types worth trying in all rows for a column whose sample gave one; none where the user chose."""
    if layout.names[i] in (*layout.options.types, *layout.options.leave_out):
        return ()
    if not layout.fits[i].values:
        return CANDIDATES
    return {
        ColumnType.INTEGER: (ColumnType.INTEGER, ColumnType.NUMBER),
        ColumnType.DATE: (ColumnType.DATE, ColumnType.DATETIME),
        ColumnType.TEXT: (),
    }.get(types[i], (types[i],))
