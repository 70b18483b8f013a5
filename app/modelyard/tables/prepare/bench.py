"""The place where a recipe's steps are worked on: one guarded DuckDB connection with temporary tables that may spill.

Every relation has a hidden column with the row's place, so that the order of rows is known at each step. What is hidden
has a name that begins with a space, which no column of a table has (see `new_names` and `sniff.unique_names`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import ROW_NUMBER, allow_only, connect, identifier, literal, parquet_source, run
from modelyard.tables.expression import column_types, known
from modelyard.tables.types import DUCKDB_TYPES

if TYPE_CHECKING:
    import duckdb

Types = dict[str, ColumnType]


@dataclass(frozen=True, slots=True)
class PrepareInput:
    """A table that a recipe reads: its Parquet file and how people name it."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class State:
    """What the steps so far made: a relation, its columns in order, its rows."""

    relation: str
    columns: Types
    rows: int


@dataclass(slots=True)
class Change:
    """What one step does to a state.

    `sql` selects the hidden row column, then `columns`. A `heavy` result is kept as a table instead of being computed
    again by each later step. `counted` says that the number of rows may be another. `changed` and `emptied` are cells.
    """

    sql: str
    columns: Types
    heavy: bool = False
    counted: bool = False
    changed: int = 0
    emptied: int = 0
    notes: list[str] = field(default_factory=list)
    measures: list[tuple[str, str]] = field(default_factory=list)
    """(what, SQL aggregate over the source): "changed", "emptied", or "nulls" to be compared with the result."""


class Bench:
    """The connection, the inputs and the scratch tables of one application of a recipe. Close it when done."""

    def __init__(
        self,
        table: Path,
        inputs: Mapping[str, PrepareInput],
        context: JobContext,
        *,
        work: Path | None = None,
        out: Path | None = None,
    ) -> None:
        self.table, self.inputs, self.context = table, inputs, context
        self.span = (0.0, 1.0)
        self.text = ""
        self.limit = 0
        self._made = 0
        self._scratch: list[tuple[str, str]] = []
        self.types: Types = column_types(table)
        self.row = '" row"'
        self.connection: duckdb.DuckDBPyConnection = connect(work)
        allow_only(self.connection, (table, *(i.path for i in inputs.values()), *([out] if out else [])), lock=False)

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    # --- statements ---------------------------------------------------------------------------------------------
    def run(self, sql: str) -> list[tuple[Any, ...]]:
        """Execute a statement, cancellable, reporting progress within the step's span."""
        return run(self.connection, sql, self.context, self.span, self.text)

    def one(self, sql: str) -> tuple[Any, ...]:
        """The only row of a query."""
        return self.run(sql)[0]

    @contextmanager
    def in_order(self) -> Iterator[None]:
        """One thread, so that sums add up in the order of the rows and come out the same every time."""
        threads = self.connection.execute("SELECT current_setting('threads')").fetchone()
        self.connection.execute("SET threads = 1")
        try:
            yield
        finally:
            self.connection.execute(f"SET threads = {int(threads[0]) if threads else 1}")

    # --- relations ----------------------------------------------------------------------------------------------
    def name(self) -> str:
        """A name, in quotes, for a scratch relation or column that nothing else has."""
        self._made += 1
        return f'" prepare {self._made}"'

    def keep(self, sql: str) -> str:
        """A temporary table of a query's rows; it goes with the next heavy result."""
        name = self.name()
        self.run(f"CREATE TEMP TABLE {name} AS {sql}")
        self._scratch.append(("TABLE", name))
        return name

    def start(self, limit: int = 0) -> State:
        """The table itself, or its first `limit` rows."""
        columns = ", ".join(identifier(n) for n in self.types)
        source = parquet_source(self.table, row_number=True)
        some = f" WHERE file_row_number < {limit}" if limit else ""
        sql = f"SELECT file_row_number AS {self.row}, {columns} FROM {source}{some}"
        name = self.name()
        if limit:
            sql = f"SELECT * FROM ({sql}) ORDER BY {self.row} LIMIT {limit}"
            self.run(f"CREATE TEMP TABLE {name} AS {sql}")
            self._scratch.append(("TABLE", name))
        else:
            self.run(f"CREATE TEMP VIEW {name} AS {sql}")
            self._scratch.append(("VIEW", name))
        rows = int(self.one(f"SELECT count(*) FROM {name}")[0])
        return State(name, dict(self.types), rows)

    def apply(self, change: Change, before: State) -> State:
        """Make the relation of a change; when it is kept as a table, what it came from is let go of."""
        name = self.name()
        if change.heavy:
            self.run(f"CREATE TEMP TABLE {name} AS {change.sql}")
            for kind, old in reversed(self._scratch):
                self.connection.execute(f"DROP {kind} {old}")
            self._scratch = [("TABLE", name)]
        else:
            self.connection.execute(f"CREATE TEMP VIEW {name} AS {change.sql}")
            self._scratch.append(("VIEW", name))
        rows = int(self.one(f"SELECT count(*) FROM {name}")[0]) if change.counted else before.rows
        return State(name, change.columns, rows)

    def select(self, columns: Iterable[tuple[str, str]], source: str, *, row: str = "") -> str:
        """`SELECT row, expression AS name, …` over a source."""
        listed = "".join(f", {sql} AS {identifier(name)}" for name, sql in columns)
        return f"SELECT {row or self.row} AS {self.row}{listed} FROM {source}"

    def replaced(self, state: State, new: Mapping[str, str]) -> str:
        """All columns of a state, some of them computed anew."""
        return self.select([(n, new.get(n, identifier(n))) for n in state.columns], state.relation)


# --- checks all steps share -----------------------------------------------------------------------------------------
def wanted(columns: Sequence[str], types: Types, what: str = "column") -> None:
    """Raises InputError unless there is at least one column and every one exists, once."""
    if not columns:
        raise InputError(f"No {what} is chosen.", f"Choose at least one {what}.")
    for i, name in enumerate(columns):
        known(name, types)
        if name in columns[:i]:
            raise InputError(f"The column {name} is named twice.", "Name it once.")


def one_of(name: str, types: Types, what: str = "column") -> ColumnType:
    """The type of the one column a step is about. Raises InputError when there is none or no such column."""
    if not name:
        raise InputError(f"No {what} is chosen.", f"Choose a {what}.")
    known(name, types)
    return types[name]


def new_names(names: Sequence[str], taken: Iterable[str]) -> None:
    """Raises InputError for an empty or used name. Names that differ by case only are the same to SQL."""
    seen = {t.casefold(): t for t in taken}
    for name in names:
        if not name.strip():
            raise InputError("A new column has no name.", "Type a name.")
        if name != name.strip() or any(ord(c) < 32 for c in name):
            raise InputError(f"{name!r} cannot be a column's name.", "Leave out spaces around it and line breaks.")
        if name.casefold() == ROW_NUMBER:
            raise InputError(f"{name} cannot be a column's name: tables are numbered by it.", "Choose another name.")
        if name.casefold() in seen:
            old = seen[name.casefold()]
            same = "is a column already" if old == name else f"differs from the column {old} by case only"
            raise InputError(f"{name} {same}.", "Choose another name.")
        seen[name.casefold()] = name


def scalar(value: object, kind: ColumnType, column: str) -> str:
    """SQL for a typed value as a column's type. Raises InputError when it does not fit."""
    from modelyard.tables.types import NOUNS, convert

    if value is None or (value == "" and kind is not ColumnType.TEXT):
        raise InputError(f"There is no value to fill {column} with.", "Type a value.")
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    if kind is ColumnType.INTEGER and isinstance(value, float) and value.is_integer():
        text = str(int(value))
    sql = f"CAST({convert(literal(text), kind)} AS {DUCKDB_TYPES[kind]})"
    with connect() as scratch:
        row = scratch.execute(f"SELECT {sql} IS NULL").fetchone()
    if row is None or row[0]:
        raise InputError(f"{value!r} is not {NOUNS[kind]}, as {column} holds.", "Type another value.")
    return sql
