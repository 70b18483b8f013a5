"""Tables into memory for training: chosen columns, a row filter, and what a target looks like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import NumberSummary, TargetSummary, Task
from modelyard.domain.experiments.target import MOST_CLASSES, positive_class, suggest_task, target_problem
from modelyard.tables.engine import explain, identifier, parquet_source
from modelyard.tables.expression import column_types, guarded, known, where_clause

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

MAX_CLASSES_SHOWN = 20
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def read_frame(parquet: Path, columns: Sequence[str], where: str = "", limit: int | None = None) -> pd.DataFrame:
    """The chosen columns of the rows that match `where`, in the table's order.

    integer → int64, or float64 with NaN when any is missing; number → float64; boolean → bool, or object with None
    when any is missing; text → object of str and None; date → datetime64[us]; datetime → datetime64[us, UTC];
    time → object of datetime.time and None. Raises InputError naming an unknown column or what is wrong in `where`.
    """
    types = column_types(parquet)
    for name in columns:
        known(name, types)
    condition = where_clause(where, types)
    chosen = ", ".join(identifier(name) for name in columns) or "1"
    tail = "" if limit is None else f" LIMIT {int(limit)}"
    with guarded(parquet) as connection:
        # A filter may become a join (IN with many values does), and only a join's order must be put right.
        order = " ORDER BY file_row_number" if condition else ""
        source = parquet_source(parquet, row_number=bool(condition))
        table = _query(connection, f"SELECT {chosen} FROM {source}{condition}{order}{tail}", where)
    return _frame(table, columns, types)


def sample_frame(parquet: Path, columns: Sequence[str], rows: int, seed: int = 0) -> pd.DataFrame:
    """The chosen columns of `rows` rows drawn with a seed, or of all where there are no more; in the table's order.

    Reads column by column, so that only the drawn rows are held. Types are those of `read_frame`.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = column_types(parquet)
    for name in columns:
        known(name, types)
    try:
        with pq.ParquetFile(parquet) as file:
            total = file.metadata.num_rows
            chosen = None
            if total > rows:
                chosen = np.sort(np.random.Generator(np.random.PCG64(seed)).choice(total, rows, replace=False))
            cells = {}
            for name in columns:
                whole = file.read(columns=[name]).column(name)
                cells[name] = whole if chosen is None else whole.take(pa.array(chosen))
    except (OSError, pa.ArrowException) as error:
        raise explain(error, parquet) from error
    return _frame(pa.table(cells), columns, types)


def _frame(table: pa.Table, columns: Sequence[str], types: dict[str, ColumnType]) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    series: dict[str, Any] = {}
    for name in columns:
        values, kind = table.column(name), types[name]
        if kind is ColumnType.TEXT:
            series[name] = pd.Series(values.to_numpy(zero_copy_only=False), dtype=object)
        elif kind is ColumnType.NUMBER:
            series[name] = pd.Series(values.to_numpy(zero_copy_only=False).astype(np.float64))
        elif kind is ColumnType.TIME or (kind is ColumnType.BOOLEAN and values.null_count):
            series[name] = pd.Series(values.to_pylist(), dtype=object)
        elif kind is ColumnType.DATE:
            series[name] = values.to_pandas(date_as_object=False).astype("datetime64[us]")
        elif kind is ColumnType.DATETIME:
            series[name] = values.to_pandas().astype("datetime64[us, UTC]")
        else:
            series[name] = values.to_pandas()
    return pd.DataFrame(series, columns=list(columns), index=pd.RangeIndex(table.num_rows))


def matching_rows(parquet: Path, where: str = "") -> NDArray[np.int64]:
    """The row numbers, from 0 and ascending, of the rows that `read_frame` gives for the same filter."""
    import numpy as np

    condition = where_clause(where, column_types(parquet))
    with guarded(parquet) as connection:
        source = f"{parquet_source(parquet, row_number=True)}{condition}"
        table = _query(connection, f"SELECT file_row_number AS n FROM {source} ORDER BY n", where)
    return np.asarray(table.column("n").to_numpy(), dtype=np.int64)


def check_where(parquet: Path, where: str) -> int:
    """How many rows match a row filter; raises InputError with the bad word, or why it is no row filter."""
    condition = where_clause(where, column_types(parquet))
    with guarded(parquet) as connection:
        table = _query(connection, f"SELECT count(*) AS n FROM {parquet_source(parquet)}{condition}", where)
    return int(table.column("n")[0].as_py())


def _query(connection: duckdb.DuckDBPyConnection, sql: str, where: str) -> pa.Table:
    import duckdb

    try:
        return connection.sql(sql).to_arrow_table()
    except duckdb.ConversionException as error:
        raise InputError(f"The row filter compares unlike things: {_first(error)}", f"It reads: {where}") from error
    except (duckdb.BinderException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        raise InputError(f"The row filter cannot be used: {_first(error)}", f"It reads: {where}") from error


def _first(error: Exception) -> str:
    text = str(error).split("\n\nLINE")[0].split("\nLINE")[0].strip()
    return " ".join(text.split(":", 1)[-1].split())


def target_summary(
    parquet: Path, target: str, where: str = "", positive: str | None = None, task: Task | None = None
) -> TargetSummary:
    """What a target column looks like among the matching rows, for a task or for the one that fits it.

    `problem` is why it cannot be learned as that; rows without a target are left out. Class labels are text as
    `class_label` gives them. `positive` is the class that counts as "yes"; None picks true, 1, yes or the rarer one.
    """
    types = column_types(parquet)
    known(target, types)
    kind, column = types[target], identifier(target)
    source = f"{parquet_source(parquet)}{where_clause(where, types)}"
    with guarded(parquet) as connection:
        counts = f"SELECT count(*) AS a, count({column}) AS b, count(DISTINCT {column}) AS c FROM {source}"
        rows, present, distinct = _query(connection, counts, where).to_pylist()[0].values()
        found = connection.execute(
            f"SELECT {class_label_sql(target, kind)}, count(*) AS n FROM {source} GROUP BY {column} "
            f"HAVING {column} IS NOT NULL ORDER BY n DESC, 1 LIMIT {MOST_CLASSES}"
        ).fetchall()
        numbers = _numbers(connection, column, source) if kind.numeric and present else None
    classes = tuple((str(value), int(n)) for value, n in found)
    chosen = task or suggest_task(kind, int(distinct), all(value.lstrip("-").isdigit() for value, _ in classes))
    problem = target_problem(target, chosen, kind, int(rows), int(distinct), classes)
    if not problem and numbers is not None and numbers.infinite and chosen is Task.REGRESSION:
        problem = f"{target} is infinite in {counted(numbers.infinite, 'row')}. Leave them out with a filter."
    yes = _positive(target, classes, positive) if distinct == 2 and chosen is Task.BINARY else None
    shown = classes[:MAX_CLASSES_SHOWN]
    return TargetSummary(int(rows), int(rows - present), shown, yes, problem, chosen, int(distinct), numbers)


def _numbers(connection: duckdb.DuckDBPyConnection, column: str, source: str) -> NumberSummary | None:
    """What the finite numbers of a column look like; None without one."""
    shares = ", ".join(str(share) for share in QUANTILES)
    value = f"CAST({column} AS DOUBLE)"
    finite = f"FILTER (WHERE isfinite({value}))"
    row = connection.execute(
        f"SELECT min({value}) {finite}, max({value}) {finite}, avg({value}) {finite}, "
        f"quantile_cont({value}, [{shares}]) {finite}, count(*) FILTER (WHERE NOT isfinite({value})) FROM {source}"
    ).fetchone()
    if row is None or row[0] is None:
        return None
    least, greatest, mean, quantiles, infinite = row
    pairs = tuple((share, float(found)) for share, found in zip(QUANTILES, quantiles, strict=True))
    return NumberSummary(float(least), float(greatest), float(mean), pairs, int(infinite))


def class_label_sql(column: str, kind: ColumnType) -> str:
    """SQL for a target value as text: true and false, 1 rather than 1.0, ISO dates."""
    name = identifier(column)
    if kind is ColumnType.NUMBER:
        whole = f"{name} = trunc({name}) AND abs({name}) < 1e15"
        return f"CASE WHEN {whole} THEN CAST(CAST({name} AS BIGINT) AS VARCHAR) ELSE CAST({name} AS VARCHAR) END"
    return f"CAST({name} AS VARCHAR)"


def class_label(value: Any) -> str:
    """A target value as text, the same as `class_label_sql`: true and false, 1 rather than 1.0."""
    if type(value).__name__ in ("bool", "bool_"):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _positive(target: str, classes: Sequence[tuple[str, int]], positive: str | None) -> str:
    labels = [label for label, _ in classes]
    if positive is not None:
        if positive not in labels:
            raise InputError(f"{target} has no value {positive}.", f"Its values are {labels[0]} and {labels[1]}.")
        return positive
    return positive_class(classes)
