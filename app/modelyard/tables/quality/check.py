"""Checks quality rules over a stored table: as many as possible in one pass, the others one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import AppError, CancelledError, InputError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.data.quality import Against, Finding, RuleKind, RuleSpec, age, listed
from modelyard.domain.data.quality_check import number
from modelyard.domain.jobs import JobContext, Part
from modelyard.tables.engine import QUIET, explain, identifier, parquet_source, run
from modelyard.tables.expression import guarded
from modelyard.tables.quality.spread import Spread
from modelyard.tables.quality.sql import (
    DATED,
    Types,
    condition,
    duplicates_sql,
    require,
    unknown_sql,
)

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 100
"""Rules counted in one pass over the table."""

Distance = Callable[[Sequence[int], Sequence[int]], float]


@dataclass(frozen=True, slots=True)
class Stored:
    """A version's table: its Parquet file, columns and number of rows. `path` None: the rows are gone."""

    path: Path | None
    columns: tuple[Column, ...]
    rows: int

    @property
    def types(self) -> dict[str, ColumnType]:
        """The types by name."""
        return {c.name: c.type for c in self.columns}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What rules compare a table with: the version before, other datasets (by the rule's `dataset`), two instants."""

    before: Stored | None = None
    others: Mapping[str, Stored] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    imported: datetime = field(default_factory=lambda: datetime.now(UTC))


def check_rules(
    table: Stored, specs: Sequence[RuleSpec], around: Surroundings, distance: Distance, ctx: JobContext = QUIET
) -> list[Finding]:
    """What each rule finds, in their order. `distance` is the PSI of two rows of counts over the same cells.

    A rule that cannot be checked says why in its finding. Raises CancelledError, and InputError or WorkspaceError when
    the table itself cannot be read.
    """
    if table.path is None:
        raise InputError("The rows of this version are gone.", "Check a newer version.")
    paths = [table.path, *(s.path for s in (around.before, *around.others.values()) if s is not None and s.path)]
    try:
        with guarded(*(p for p in paths if p is not None)) as connection:
            return _Checker(connection, table, table.path, around, distance, ctx).check(specs)
    except CancelledError:
        raise
    except Exception as error:
        raise explain(error, table.path) from error


def distinct_values(table: Path, columns: Sequence[str], most: int) -> dict[str, tuple[str, ...]]:
    """All different values of text columns, missing not among them; columns with more than `most` are left out."""
    found = {}
    try:
        with guarded(table) as connection:
            for column in columns:
                name = identifier(column)
                sql = f"SELECT DISTINCT {name} FROM {parquet_source(table)} WHERE {name} IS NOT NULL LIMIT {most + 1}"
                values = tuple(str(v) for (v,) in connection.execute(sql).fetchall())
                if len(values) <= most:
                    found[column] = values
    except Exception as error:
        raise explain(error, table) from error
    return found


def try_out(table: Stored, specs: Sequence[RuleSpec], around: Surroundings) -> None:
    """Raises InputError with what keeps one of the rules from being checked on this table: a name, a type, a word."""
    assert table.path is not None
    files = [table.path, *(s.path for s in around.others.values() if s.path)]
    with guarded(*files) as connection:
        checker = _Checker(connection, table, table.path, around, lambda *_: 0.0, QUIET)
        for spec in specs:
            checker.try_out(spec)


@dataclass(slots=True)
class _Checker:
    connection: duckdb.DuckDBPyConnection
    table: Stored
    path: Path
    around: Surroundings
    distance: Distance
    ctx: JobContext

    def check(self, specs: Sequence[RuleSpec]) -> list[Finding]:
        types = self.table.types
        found: dict[int, Finding] = {}
        passes: list[tuple[int, list[str]]] = []
        alone: list[int] = []
        for i, spec in enumerate(specs):
            try:
                if spec.kind in (RuleKind.UNIQUE, RuleKind.REFERENCE, RuleKind.SAME_DISTRIBUTION):
                    alone.append(i)
                elif spec.kind is RuleKind.ROW_COUNT:
                    found[i] = self._row_count(spec)
                elif spec.kind is RuleKind.SAME_COLUMNS:
                    found[i] = self._same_columns()
                else:
                    passes.append((i, self._counts(spec, types)))
            except InputError as error:
                found[i] = Finding(problem=str(error))
        whole = len(passes) + 3 * len(alone) or 1
        share = len(passes) / whole
        found.update(self._together(specs, passes, Part(self.ctx, 0.0, share)))
        for n, i in enumerate(alone):
            part = Part(self.ctx, share + (1 - share) * n / len(alone), share + (1 - share) * (n + 1) / len(alone))
            found[i] = self._alone(specs[i], part)
        return [found[i] for i in range(len(specs))]

    def try_out(self, spec: RuleSpec) -> None:
        """Raises InputError with why a rule cannot be checked on this table, without reading its rows."""
        import duckdb

        types = self.table.types
        try:
            if spec.kind is RuleKind.UNIQUE:
                sql = duplicates_sql(spec, types, self.path)
            elif spec.kind is RuleKind.REFERENCE:
                other = self._other(spec)
                sql = unknown_sql(spec, types, self.path, other[0], other[1])
            elif spec.kind is RuleKind.SAME_DISTRIBUTION:
                require(spec.columns[0], types)
                return
            elif spec.kind in (RuleKind.ROW_COUNT, RuleKind.SAME_COLUMNS):
                return
            else:
                sql = f"SELECT {', '.join(self._counts(spec, types))} FROM {parquet_source(self.path)}"
            self.connection.execute(f"EXPLAIN {sql}")
            if spec.kind is RuleKind.PATTERN:  # an expression that cannot be read is only found by using it
                self.connection.execute("SELECT regexp_full_match('', ?)", [spec.params.pattern])
        except duckdb.Error as error:
            raise InputError(f"The rule cannot be used: {reason(error)}", "Correct it.") from error

    def _counts(self, spec: RuleSpec, types: Types) -> list[str]:
        """The aggregates of a rule that needs one look at each row: rows looked at, rows failing; or what is newest."""
        if spec.kind is RuleKind.FRESH:
            name = spec.columns[0]
            if require(name, types) not in DATED:
                raise InputError(f"{name} is no date.", "Choose a column of dates, or of dates with times.")
            return [f"count({identifier(name)})", f"CAST(max({identifier(name)}) AS TIMESTAMP)"]
        self._boolean(spec)
        found = condition(spec, types)
        return [
            f"count(*) FILTER (WHERE {found.applies})",
            f"count(*) FILTER (WHERE ({found.applies}) AND ({found.fails}))",
        ]

    def _boolean(self, spec: RuleSpec) -> None:
        """Raises InputError for an expression that is no question; DuckDB would take any number for yes or no."""
        if spec.kind is not RuleKind.EXPRESSION:
            return
        import duckdb

        condition(spec, self.table.types)  # first the words, then what they mean
        source = parquet_source(self.path)
        try:
            row = self.connection.execute(f"DESCRIBE SELECT ({spec.params.expression}\n) FROM {source}").fetchone()
        except duckdb.Error as error:
            raise InputError(f"The rule cannot be used: {reason(error)}", "Correct it.") from error
        if row is None or row[1] != "BOOLEAN":
            raise InputError("The expression is not true or false.", "Compare something, like dep_delay <= 100")

    def _together(
        self, specs: Sequence[RuleSpec], passes: Sequence[tuple[int, list[str]]], ctx: JobContext
    ) -> dict[int, Finding]:
        import duckdb

        found: dict[int, Finding] = {}
        for start in range(0, len(passes), AT_ONCE):
            some = passes[start : start + AT_ONCE]
            span = start / len(passes), (start + len(some)) / len(passes)
            try:
                row = self._run([e for _, wanted in some for e in wanted], ctx, span)
            except duckdb.Error as error:
                if len(some) == 1:
                    found[some[0][0]] = Finding(problem=reason(error))
                    continue
                for one in some:  # one of them meets a value it cannot use: the others still can be checked
                    found.update(self._together(specs, [one], QUIET if ctx is QUIET else Part(ctx, *span)))
                continue
            for i, _ in some:
                found[i] = self._finding(specs[i], row[0], row[1])
                row = row[2:]
        return found

    def _run(self, aggregates: Sequence[str], ctx: JobContext, span: tuple[float, float]) -> tuple[Any, ...]:
        sql = f"SELECT {', '.join(aggregates)} FROM {parquet_source(self.path)}"
        return run(self.connection, sql, ctx, span, "Checking rules")[0]

    def _finding(self, spec: RuleSpec, first: Any, second: Any) -> Finding:
        if spec.kind is RuleKind.FRESH:
            return self._fresh(spec, int(first), second)
        return Finding(int(second), int(first), text=sentence(spec, int(second), int(first)))

    def _fresh(self, spec: RuleSpec, values: int, newest: Any) -> Finding:
        name, params = spec.columns[0], spec.params
        if not isinstance(newest, datetime):
            return Finding(total=values, broken=True, text=f"{name} has no value.")
        reference = self.around.imported if params.against is Against.IMPORT else self.around.now
        hours = (reference - newest.replace(tzinfo=UTC)).total_seconds() / 3600
        when = f"{newest:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        text = f"The newest {name} is {when}, {age(hours) + ' old' if hours >= 0 else 'in the future'}."
        return Finding(total=values, value=hours, broken=hours > params.hours, text=text)

    def _row_count(self, spec: RuleSpec) -> Finding:
        params, rows = spec.params, self.table.rows
        broken = []
        if params.minimum and rows < (least := number(params.minimum, "The row count")):
            broken.append(f"fewer than {int(least):,}")
        if params.maximum and rows > (most := number(params.maximum, "The row count")):
            broken.append(f"more than {int(most):,}")
        text = counted(rows, "row")
        before = self.around.before
        if params.max_change is not None and before is not None:
            if before.rows == 0:
                change = 0.0 if rows == 0 else float("inf")
            else:
                change = (rows - before.rows) / before.rows
            if abs(change) > params.max_change:
                broken.append(f"{abs(rows - before.rows):,} {'more' if change > 0 else 'fewer'} than before")
        text += f": {' and '.join(broken)}." if broken else "."
        return Finding(value=float(rows), broken=bool(broken), text=text)

    def _same_columns(self) -> Finding:
        before = self.around.before
        if before is None:
            return Finding(0, len(self.table.columns), broken=False, text="There is no version before this one.")
        old, new = before.types, self.table.types
        gone = [name for name in old if name not in new]
        added = [name for name in new if name not in old]
        changed = [f"{name} ({old[name]} to {new[name]})" for name in old if name in new and old[name] != new[name]]
        parts = [f"{word}: {_some(names)}"
                 for word, names in (("gone", gone), ("new", added), ("another type", changed)) if names]  # fmt: skip
        same = f"All {len(new):,} columns are as before." if len(new) != 1 else "The only column is as before."
        text = f"{'; '.join(parts)}." if parts else same
        return Finding(len(gone) + len(added) + len(changed), len(old.keys() | new.keys()), broken=bool(parts),
                       text=text[:1].upper() + text[1:])  # fmt: skip

    def _alone(self, spec: RuleSpec, ctx: JobContext) -> Finding:
        import duckdb

        types = self.table.types
        try:
            if spec.kind is RuleKind.SAME_DISTRIBUTION:
                return self._spread(spec, ctx)
            if spec.kind is RuleKind.UNIQUE:
                sql = duplicates_sql(spec, types, self.path)
            else:
                other, other_types = self._other(spec)
                sql = unknown_sql(spec, types, self.path, other, other_types)
            total, failing = (int(n) for n in run(self.connection, sql, ctx, text="Checking rules")[0])
        except InputError as error:
            return Finding(problem=str(error))
        except duckdb.Error as error:
            return Finding(problem=reason(error))
        return Finding(failing, total, text=sentence(spec, failing, total))

    def _other(self, spec: RuleSpec) -> tuple[Path, Types]:
        other = self.around.others.get(spec.params.dataset)
        if other is None or other.path is None:
            raise InputError(f"There is no dataset {spec.params.dataset}.", "Import it, or edit the rule.")
        return other.path, other.types

    def _spread(self, spec: RuleSpec, ctx: JobContext) -> Finding:
        name, before = spec.columns[0], self.around.before
        kind = require(name, self.table.types)
        if before is None:
            return Finding(broken=False, text="There is no version before this one.")
        if before.path is None:
            raise InputError("The rows of the version before are gone.", "It can be checked with the next version.")
        if (old := before.types.get(name)) is None:
            raise InputError(f"The version before has no column {name}.", "It can be checked with the next version.")
        if old is not kind and not (old.numeric and kind.numeric):
            raise InputError(f"{name} was {old} in the version before and is {kind} now.", "Compare like with like.")
        counts = Spread(self.connection, name, kind).counts(before.path, self.path, ctx)
        value = self.distance(*counts)
        if value != value:
            raise InputError("One of the two versions has no rows.", "There is nothing to compare.")
        text = f"PSI {value:.3f} against the version before, over {len(counts[0]):,} cells; the limit is "
        return Finding(value=value, broken=value > spec.params.limit, text=f"{text}{spec.params.limit:g}.")


def sentence(spec: RuleSpec, failing: int, total: int) -> str:
    """What a count means, in words."""
    if not total:
        return "No row has a value to look at." if spec.kind is not RuleKind.NOT_MISSING else "There are no rows."
    if not failing:
        return f"All {total:,} rows." if total > 1 else "The only row."
    rows, share = counted(failing, "row"), _percent(failing / total)
    have, columns = "has" if failing == 1 else "have", listed(spec.columns)
    if spec.kind is RuleKind.NOT_MISSING:
        return f"{rows} {have} no {listed(spec.columns, 'or')} ({share})."
    if spec.kind is RuleKind.UNIQUE:
        return f"{rows} {have} the same {columns} as another row ({share})."
    if spec.kind is RuleKind.REFERENCE:
        return f"{rows} {have} a value of {columns} that {spec.params.dataset} does not know ({share})."
    return f"{failing:,} of {counted(total, 'row')} {'fails' if failing == 1 else 'fail'} ({share})."


def _percent(share: float) -> str:
    text = f"{100 * share:.1f}" if share >= 0.001 else f"{100 * share:.2g}"
    return f"{text}\u202f%"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


def reason(error: BaseException) -> str:
    """The sentence in an error of DuckDB, without its statement."""
    if isinstance(error, AppError):
        return str(error)
    text = str(error).split("\n\nLINE")[0].split("\nLINE")[0].strip()
    return " ".join(text.split(":", 1)[-1].split()) or type(error).__name__
