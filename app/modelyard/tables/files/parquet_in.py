"""Parquet to Parquet: validated, brought to the seven column types, written again in our layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import (
    Column,
    ColumnType,
    FileFormat,
    ImportPreview,
    ImportProblem,
    ImportResult,
    ReadOptions,
    RejectedRow,
)
from modelyard.domain.jobs import JobContext
from modelyard.tables.chosen import Emptied, MissingList, check_names, check_types, find, refuse_words
from modelyard.tables.chosen import kept as columns_kept
from modelyard.tables.engine import ROW_NUMBER, connect, identifier, literal, parquet_source, run
from modelyard.tables.files import sniff
from modelyard.tables.files.layout import COPY_OPTIONS
from modelyard.tables.files.paths import same_names
from modelyard.tables.files.problems import aware
from modelyard.tables.files.rejects import RejectWriter, merge
from modelyard.tables.types import DUCKDB_TYPES, NOUNS, column_type, convert

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class _Plan:
    """How each column is converted: its SQL value, and SQL that is true where a value does not fit.

    Columns that are left out are here all the same, as a preview shows them, but never misfit.
    """

    rows: int
    columns: tuple[Column, ...]
    originals: tuple[str, ...]
    values: tuple[str, ...]
    faults: tuple[str, ...]
    problems: tuple[ImportProblem, ...]
    emptied: tuple[Emptied, ...] = ()
    left_out: tuple[str, ...] = ()

    def inner(self, path: Path) -> str:
        """A subquery of typed columns t0 …, the row number n, and `bad`: the first column (from 1) that misfits."""
        parts = ", ".join(f"{v} AS t{i}, s{i}" for i, v in enumerate(self.values))
        bad = " ".join(f"WHEN {fault} THEN {i + 1}" for i, fault in enumerate(self.faults) if fault)
        flag = f"CASE {bad} ELSE 0 END" if bad else "0"
        return f"SELECT {parts}, {flag} AS bad, file_row_number AS n FROM {_source(path, self.originals)}"

    def typed(self, path: Path) -> str:
        """The rows that fit, under their final names."""
        wanted = ", ".join(
            f"t{i} AS {identifier(c.name)}" for i, c in enumerate(self.columns) if c.name not in self.left_out
        )
        return f"SELECT {wanted} FROM ({self.inner(path)}) WHERE bad = 0"


def _source(path: Path, names: Sequence[str]) -> str:
    renamed = ", ".join(f"s{i}" for i in range(len(names)))
    source = parquet_source(path, row_number=True)
    if ROW_NUMBER in (name.lower() for name in names):  # the file's own column, beside which DuckDB adds none
        source = f"(SELECT *, row_number() OVER () - 1 FROM {parquet_source(path)})"
    return f"{source} AS source({renamed}, {ROW_NUMBER})"


def _plan(path: Path, options: ReadOptions) -> _Plan:
    schema, rows = _schema(path)
    if not rows:
        shown = ", ".join(schema.names[:5])
        raise InputError(f"{path.name} has columns ({shown}) but no rows.", "Export the table again with its rows.")
    names, empty, renamed = sniff.unique_names(schema.names, len(schema.names))
    check_names(options, names)
    refuse_words(options)
    problems: list[ImportProblem] = []
    if empty:
        given = ", ".join(names[i] for i in empty)
        problems.append(ImportProblem("warn", "Columns without a name", f"Named by position: {given}."))
    if renamed:
        given = ", ".join(f"{old} → {new}" for old, new in renamed)
        problems.append(ImportProblem("warn", "Column names used twice", f"Made unique: {given}."))
    columns, values, faults, emptied = [], [], [], []
    for i, (name, field) in enumerate(zip(names, schema, strict=True)):
        kind = column_type(field.type)
        value, note = _value(f"s{i}", field.type)
        if note:
            problems.append(ImportProblem("warn", f"{name} {note}", f"Its type is {field.type}.", name))
        wanted = options.types.get(name, kind)
        value, fault = _fit(value, kind, wanted)
        columns.append(Column(name, wanted))
        if fault and options.set_missing(name):
            emptied.append(Emptied(columns[-1], fault, f"CAST(s{i} AS VARCHAR)"))
            value = f"CASE WHEN {fault} THEN NULL ELSE {value} END"
        fault = "" if options.set_missing(name) or name in options.leave_out else fault
        values.append(value)
        faults.append(fault)
    check_types(options, {c.name: c.type for c in columns}, names)
    shape = (tuple(columns), tuple(schema.names), tuple(values), tuple(faults))
    return _Plan(rows, *shape, tuple(problems), tuple(emptied), options.leave_out)


def _schema(path: Path) -> tuple[pa.Schema, int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        if isinstance(error, PermissionError | FileNotFoundError):
            raise
        raise InputError(
            f"{path.name} is not a whole Parquet file: {str(error).splitlines()[0]}",
            "It may have been cut off. Copy or export it again.",
            str(error),
        ) from error


def _value(column: str, kind: pa.DataType) -> tuple[str, str]:
    """SQL that brings a Parquet column to one of our types, and a note when it loses its shape."""
    import pyarrow as pa

    base = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_nested(base):
        return f"CAST(to_json({column}) AS VARCHAR)", "is nested: imported as JSON text"
    if pa.types.is_binary(base) or pa.types.is_large_binary(base) or pa.types.is_fixed_size_binary(base):
        return f"hex({column}::BLOB)", "is binary: imported as hexadecimal text"
    mapped = column_type(base)
    if mapped is ColumnType.NUMBER:
        number = f"CAST({column} AS DOUBLE)"
        return f"CASE WHEN isnan({number}) THEN NULL ELSE {number} END", ""
    if mapped is ColumnType.TEXT:
        return f"CAST({column} AS VARCHAR)", ""
    if mapped is ColumnType.DATETIME:
        return (column if base.tz else f"CAST(CAST({column} AS TIMESTAMP) AS TIMESTAMPTZ)"), ""
    return f"CAST({column} AS {DUCKDB_TYPES[mapped]})", ""


def _fit(value: str, kind: ColumnType, wanted: ColumnType) -> tuple[str, str]:
    """SQL for the value as the wanted type, and for "it does not fit"; "" where everything fits."""
    if wanted is kind:
        return value, f"isinf({value})" if kind is ColumnType.NUMBER else ""
    if wanted is ColumnType.TEXT:
        return f"CAST({value} AS VARCHAR)", ""
    if kind is ColumnType.INTEGER and wanted is ColumnType.NUMBER:
        return f"CAST({value} AS DOUBLE)", ""
    if kind is ColumnType.NUMBER and wanted is ColumnType.INTEGER:
        new = f"CASE WHEN {value} = trunc({value}) THEN TRY_CAST({value} AS BIGINT) END"
    elif kind is ColumnType.DATE and wanted is ColumnType.DATETIME:
        return f"CAST({value} AS TIMESTAMPTZ)", ""
    else:
        new = convert(f"CAST({value} AS VARCHAR)", wanted)
    return new, f"({new}) IS NULL AND ({value}) IS NOT NULL"


def preview(path: Path, options: ReadOptions, size: int, limit: int, kind: FileFormat) -> ImportPreview:
    """The preview of a Parquet file; its row count is exact."""
    plan = replace(_plan(path, options), left_out=())
    shown = ", ".join(
        f"{identifier(c.name)}::TIMESTAMP" if c.type is ColumnType.DATETIME else identifier(c.name)
        for c in plan.columns
    )
    with connect() as connection:
        rows = connection.execute(f"SELECT {shown} FROM ({plan.typed(path)}) LIMIT {int(limit)}").fetchall()
    resolved = replace(options, format=kind)
    return ImportPreview(resolved, plan.columns, tuple(aware(r) for r in rows), size, plan.rows, True, plan.problems)


def import_parquet(
    files: Sequence[tuple[str, Path]],
    options: ReadOptions,
    out: Path,
    rejects_out: Path,
    work: Path,
    ctx: JobContext,
) -> ImportResult:
    """Import Parquet files, given by name and path, as one table; a rejected row's line is its row number from 1."""
    plans = [_plan(path, options) for _, path in files]
    many = len(files) > 1
    if many:
        for (name, _), plan in zip(files, plans, strict=True):
            same_names([c.name for c in plans[0].columns], files[0][0], [c.name for c in plan.columns], name)
        types = {c.name: together([_type(p, c.name) for p in plans]) for c in plans[0].columns}
        plans = [_plan(path, replace(options, types={**types, **options.types})) for _, path in files]
    aside: list[RejectWriter] = []
    missing = MissingList()
    kept = 0
    with connect(work) as connection:
        for i, ((name, path), plan) in enumerate(zip(files, plans, strict=True)):
            writer = RejectWriter(work / f"misfits-{i:05}.parquet")
            aside.append(writer)
            span = (0.02 + 0.88 * i / len(files), 0.02 + 0.88 * (i + 1) / len(files))
            part = work / f"part-{i:05}.parquet" if many else out
            kept += _import_one(connection, name, path, plan, part, writer, ctx, span)
            if plan.emptied:
                found = find(connection, plan.inner(path), plan.emptied, ctx, (span[1], span[1]))
                missing.add(found, lambda n: n + 1, work / f"emptied-{i:05}.parquet")
        if many and kept:
            parts = parquet_source([work / f"part-{i:05}.parquet" for i in range(len(files))], by_name=True)
            names = ", ".join(identifier(c.name) for c in columns_kept(options, plans[0].columns))
            sql = f"COPY (SELECT {names} FROM {parts}) TO {literal(out)} {COPY_OPTIONS}"
            run(connection, sql, ctx, (0.9, 0.97), "Joining the files")
    reasons: Counter[str] = sum((w.reasons for w in aside), Counter())
    if not kept:
        shown = files[0][0] if not many else f"the {len(files):,} files"
        raise InputError(f"No row of {shown} fits: “{next(iter(reasons))}”.", "Check the column types you chose.")
    parts_aside = [(i, path) for i, w in enumerate(aside) for path in (w.path, work / f"emptied-{i:05}.parquet")]
    merge([(path, i, files[i][0] if many else "") for i, path in parts_aside], rejects_out)
    rejected, columns = sum(w.count for w in aside), columns_kept(options, plans[0].columns)
    counted = dict(reasons.most_common()), dict(missing.counts)
    return ImportResult(kept, columns, rejected, out.stat().st_size, *counted)


def losses(path: Path, options: ReadOptions, column: str) -> tuple[int, int, list[tuple[int, str]]]:
    """How many rows do not fit because of one column, of how many, and the first five with their row numbers."""
    plan = _plan(path, options)
    place = [c.name for c in plan.columns].index(column)
    if not plan.faults[place]:
        return 0, plan.rows, []
    source = _source(path, plan.originals)
    with connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM {source} WHERE {plan.faults[place]}").fetchone()
        query = f"SELECT file_row_number + 1, left(CAST(s{place} AS VARCHAR), 80) FROM {source}"
        some = connection.execute(f"{query} WHERE {plan.faults[place]} ORDER BY 1 LIMIT 5").fetchall()
    return int(found[0]) if found else 0, plan.rows, [(int(n), str(text)) for n, text in some]


def _type(plan: _Plan, name: str) -> ColumnType:
    return next(c.type for c in plan.columns if c.name == name)


def together(types: Sequence[ColumnType]) -> ColumnType:
    """The one type for a column that has these in different files."""
    some = set(types)
    if len(some) == 1:
        return types[0]
    for narrow, wide in ((ColumnType.INTEGER, ColumnType.NUMBER), (ColumnType.DATE, ColumnType.DATETIME)):
        if some == {narrow, wide}:
            return wide
    return ColumnType.TEXT


def _import_one(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    path: Path,
    plan: _Plan,
    out: Path,
    aside: RejectWriter,
    ctx: JobContext,
    span: tuple[float, float],
) -> int:
    """Write the rows of one file that fit, keep the others aside; returns how many fit."""
    sql = f"COPY ({plan.typed(path)}) TO {literal(out)} {COPY_OPTIONS}"
    kept = int(run(connection, sql, ctx, span, "Writing rows")[0][0])
    if kept < plan.rows:
        names = ", ".join(f"{literal(n)}: s{i}" for i, n in enumerate(c.name for c in plan.columns))
        query = plan.inner(path).replace("SELECT ", f"SELECT CAST(to_json({{{names}}}) AS VARCHAR) AS js, ", 1)
        for row in run(
            connection, f"SELECT n, bad, js FROM ({query}) WHERE bad > 0 ORDER BY n", ctx, (span[1], span[1])
        ):
            _keep(aside, plan, row)
        aside.close()
    if kept + aside.count != plan.rows:
        raise InputError(f"{name} changed while it was read.", "Close what writes to it, then try again.")
    return kept


def _keep(aside: RejectWriter, plan: _Plan, row: tuple[Any, ...]) -> None:
    column = plan.columns[int(row[1]) - 1]
    noun = "a finite number" if column.type is ColumnType.NUMBER else NOUNS[column.type]
    reason = f"{column.name} is not {noun}"
    aside.add(RejectedRow(int(row[0]) + 1, column.name, reason, str(row[2])), reason)
