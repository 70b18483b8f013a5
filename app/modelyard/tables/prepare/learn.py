"""Steps that look at all rows: fill missing values, outliers, rare categories, groups.

What they learn (means, fences, frequent values) they learn from the table they are applied to.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    Aggregate,
    AggregateFunction,
    FillMethod,
    FillMissing,
    GroupRare,
    HandleOutliers,
    OutlierAction,
    OutlierMethod,
)
from modelyard.tables.engine import identifier, literal
from modelyard.tables.prepare.bench import Bench, Change, State, Types, new_names, scalar, wanted
from modelyard.tables.types import DUCKDB_TYPES, NOUNS

if TYPE_CHECKING:
    import numpy as np

WHOLE = 9.2e18
"""A bound of whole numbers is nearer to zero than this, which is nearly the largest of 64 bits."""
CHUNK = 100_000
LARGEST_SEED = 2**32 - 1
FOREST_ROWS = 200_000
"""Rows an isolation forest is fitted on at most, spread evenly; each of its trees looks at 256 of them."""


def _numeric(columns: tuple[str, ...], types: Types, why: str) -> None:
    wanted(columns, types)
    for name in columns:
        if not types[name].numeric:
            hint = "Choose number columns, or change its type first."
            raise InputError(f"{name} holds {NOUNS[types[name]]}: {why} needs numbers.", hint)


def fill_missing(step: FillMissing, state: State, bench: Bench) -> Change:
    """A value for missing ones. The mean or median of whole numbers makes the column one of numbers."""
    wanted(step.columns, state.columns)
    change = Change("", dict(state.columns))
    if step.method is FillMethod.FORWARD:
        new = _forward(step, state, bench)
        change.heavy = True
    elif step.method is FillMethod.CONSTANT:
        new = {n: f"coalesce({identifier(n)}, {scalar(step.value, state.columns[n], n)})" for n in step.columns}
    else:
        new = _learned_fill(step, state, bench, change)
    for name in step.columns:
        change.measures.append(("nulls", f"count(*) - count({identifier(name)})"))
    change.measures.append(("nulls after", "\x00".join(step.columns)))
    change.sql = bench.replaced(state, new)
    return change


def _finite(number: float | None) -> float | None:
    """The number, or None where there is none or it is too large for one."""
    return number if number is not None and math.isfinite(number) else None


def _forward(step: FillMissing, state: State, bench: Bench) -> dict[str, str]:
    for names in (step.order_by, step.by):
        if names:
            wanted(names, state.columns)
    by = f"PARTITION BY {', '.join(identifier(n) for n in step.by)} " if step.by else ""
    order = ", ".join([*(f"{identifier(n)} NULLS LAST" for n in step.order_by), bench.row])
    frame = f"OVER ({by}ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    return {n: f"last_value({identifier(n)} IGNORE NULLS) {frame}" for n in step.columns}


def _learned_fill(step: FillMissing, state: State, bench: Bench, change: Change) -> dict[str, str]:
    if step.method is not FillMethod.MODE:
        _numeric(step.columns, state.columns, f"the {step.method.value}")
    new = {}
    for name in step.columns:
        column, kind = identifier(name), state.columns[name]
        if step.method is FillMethod.MODE:
            found = bench.run(
                f"SELECT CAST({column} AS VARCHAR) FROM {state.relation} WHERE {column} IS NOT NULL "
                f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 1"
            )
            value = None if not found else f"CAST({literal(found[0][0])} AS {DUCKDB_TYPES[kind]})"
            shown = "" if not found else str(found[0][0])
        else:
            kind = ColumnType.NUMBER
            what = "avg" if step.method is FillMethod.MEAN else "median"
            with bench.in_order():
                number = _finite(bench.one(f"SELECT {what}(CAST({column} AS DOUBLE)) FROM {state.relation}")[0])
            value = None if number is None else f"CAST({number!r} AS DOUBLE)"
            shown = "" if number is None else f"{number:.6g}"
            column = f"CAST({column} AS DOUBLE)"
        change.columns[name] = kind
        new[name] = column if value is None else f"coalesce({column}, {value})"
        none = f"{name} has no value to take the {step.method.value} of: it stays missing"
        change.notes.append(none if value is None else f"{name}: {shown}")
    return new


def handle_outliers(step: HandleOutliers, state: State, bench: Bench) -> Change:
    """Clip values to bounds, or drop the rows with a value beyond them; missing values are no outliers."""
    _numeric(step.columns, state.columns, "an outlier's bound")
    if step.method is OutlierMethod.ISOLATION_FOREST:
        return _forest(step, state, bench)
    if not step.factor > 0:
        raise InputError(f"The factor is {step.factor:g}.", "Use a number above 0, such as 1.5 or 3.")
    change, new, outside = Change("", state.columns), {}, []
    for name in step.columns:
        column, bounds = identifier(name), _bounds(step, name, state, bench)
        if bounds is None:
            change.notes.append(f"{name} has too few values for bounds")
            continue
        low, high = (f"CAST({b!r} AS DOUBLE)" for b in bounds)
        change.notes.append(f"{name}: {bounds[0]:.6g} to {bounds[1]:.6g}")
        out = f"({column} < {low} OR {column} > {high})"
        outside.append(out)
        if state.columns[name] is ColumnType.INTEGER:
            low, high = (
                f"CAST(ceil({max(bounds[0], -WHOLE)!r}) AS BIGINT)",
                f"CAST(floor({min(bounds[1], WHOLE)!r}) AS BIGINT)",
            )
        new[name] = f"CASE WHEN {out} THEN greatest({low}, least({high}, {column})) ELSE {column} END"
        if step.action is OutlierAction.CLIP:
            change.measures.append(("changed", f"count(*) FILTER (WHERE {out})"))
    if step.action is OutlierAction.CLIP:
        change.sql = bench.replaced(state, new)
        return change
    stays = f" WHERE NOT coalesce({' OR '.join(outside)}, false)" if outside else ""
    # a row with one value outside and another one missing is outside: OR gives true for it, never NULL
    change.sql = bench.replaced(State(state.relation + stays, state.columns, 0), {})
    change.counted = True
    return change


def _bounds(step: HandleOutliers, name: str, state: State, bench: Bench) -> tuple[float, float] | None:
    """Fences: quartiles -/+ factor · IQR (Tukey 1977), or mean -/+ factor · standard deviation (n - 1)."""
    column = f"CAST({identifier(name)} AS DOUBLE)"
    if step.method is OutlierMethod.IQR:
        low, high = bench.one(
            f"SELECT quantile_cont({column}, 0.25), quantile_cont({column}, 0.75) FROM {state.relation}"
        )
        if low is None:
            return None
        return _within(low - step.factor * (high - low), high + step.factor * (high - low))
    with bench.in_order():
        mean, deviation = bench.one(f"SELECT avg({column}), stddev_samp({column}) FROM {state.relation}")
    if _finite(mean) is None or _finite(deviation) is None:
        return None
    return _within(mean - step.factor * deviation, mean + step.factor * deviation)


def _within(low: float, high: float) -> tuple[float, float]:
    """Bounds that are numbers, also where they would be too large for one."""
    most = sys.float_info.max
    return max(low, -most), min(high, most)


def _forest(step: HandleOutliers, state: State, bench: Bench) -> Change:
    """Rows an isolation forest (Liu, Ting, Zhou 2008) finds easiest to isolate are left out."""
    import pyarrow as pa

    if step.action is OutlierAction.CLIP:
        raise InputError(
            "An isolation forest finds rows, not bounds: there is nothing to clip to.", "Choose to drop rows."
        )
    if not 0 <= step.share <= 0.5:
        raise InputError(f"The share of outliers is {step.share:g}.", "Use 0 to 0.5; 0 leaves it to the forest.")
    if not 0 <= step.seed <= LARGEST_SEED:
        raise InputError(f"The seed is {step.seed:,}.", f"Use a whole number from 0 to {LARGEST_SEED:,}.")
    change = Change("", state.columns, heavy=True, counted=True)
    if not state.rows:
        change.sql = bench.replaced(state, {})
        return change
    scores, threshold = _scores(step, state, bench)
    places, outlier = scores["row"], scores["score"] < threshold
    drop = pa.table({"place": pa.array(places[outlier], pa.int64())})
    bench.connection.register("__forest", drop)
    name = bench.keep("SELECT place FROM __forest")
    bench.connection.unregister("__forest")
    change.sql = bench.replaced(
        State(f"{state.relation} WHERE {bench.row} NOT IN (SELECT place FROM {name})", state.columns, 0), {}
    )
    return change


def _scores(step: HandleOutliers, state: State, bench: Bench) -> tuple[dict[str, np.ndarray], float]:
    """Every row's place and score (low is odd), and the score below which a row is an outlier."""
    import numpy as np
    from sklearn.ensemble import IsolationForest

    columns = [f"CAST({identifier(n)} AS DOUBLE)" for n in step.columns]
    medians = bench.one(f"SELECT {', '.join(f'coalesce(median({c}), 0)' for c in columns)} FROM {state.relation}")
    filled = ", ".join(f"coalesce({c}, {m!r}) AS c{i}" for i, (c, m) in enumerate(zip(columns, medians, strict=True)))
    every = max(1, -(-state.rows // FOREST_ROWS))
    base = f"SELECT {bench.row} AS place, {filled} FROM {state.relation}"
    numbered = f"SELECT *, row_number() OVER (ORDER BY place) AS n FROM ({base})"
    picked = (
        f"SELECT * EXCLUDE (n) FROM ({numbered}) WHERE n % {every} = 0 ORDER BY place"
        if every > 1
        else f"{base} ORDER BY place"
    )
    forest = IsolationForest(random_state=step.seed, n_jobs=1)
    sample = bench.connection.execute(picked).fetchnumpy()
    forest.fit(_matrix(sample, len(columns)))
    del sample
    reader = bench.connection.sql(f"{base} ORDER BY place").to_arrow_reader(CHUNK)
    places, scores, done = [], [], 0
    for batch in reader:
        bench.context.check_cancelled()
        part = {name: batch.column(name).to_numpy(zero_copy_only=False) for name in batch.schema.names}
        if not len(part["place"]):
            continue
        places.append(part["place"].astype(np.int64))
        scores.append(forest.score_samples(_matrix(part, len(columns))))
        done += len(part["place"])
        share = done / state.rows
        bench.context.progress(bench.span[0] + (bench.span[1] - bench.span[0]) * share, "Looking for outliers")
    found = np.concatenate(scores)
    # scikit-learn's offset for "auto" is -0.5; with a contamination it is that percentile of the scores
    threshold = float(np.percentile(found, 100 * step.share)) if step.share else -0.5
    return {"row": np.concatenate(places), "score": found}, threshold


def _matrix(columns: dict[str, Any], count: int) -> np.ndarray:
    import numpy as np

    return np.column_stack([np.asarray(columns[f"c{i}"], dtype=np.float64) for i in range(count)])


def group_rare(step: GroupRare, state: State, bench: Bench) -> Change:
    """Rare values of text columns become one; missing values stay missing."""
    wanted(step.columns, state.columns)
    if not 0 <= step.min_share < 1:
        raise InputError(f"The smallest share is {step.min_share:g}.", "Use a share from 0 to below 1, such as 0.01.")
    if step.min_count < 0 or not (step.min_share or step.min_count):
        raise InputError("There is no limit for what is rare.", "Give a smallest share or a smallest count.")
    change, new = Change("", state.columns, heavy=True), {}
    for name in step.columns:
        if state.columns[name] is not ColumnType.TEXT:
            raise InputError(f"{name} holds no text.", "Change its type to text first.")
        column = identifier(name)
        total = int(bench.one(f"SELECT count({column}) FROM {state.relation}")[0])
        counts = (
            f"SELECT {column} AS v, count(*) AS n FROM {state.relation} WHERE {column} IS NOT NULL GROUP BY {column}"
        )
        rare = f"n < {int(step.min_count)} OR n < CAST({step.min_share!r} AS DOUBLE) * {total}"
        kept = bench.keep(f"SELECT v, n FROM ({counts}) WHERE {rare}")
        found = bench.one(f"SELECT count(*), coalesce(sum(n), 0) FROM {kept} WHERE v <> {literal(step.other)}")
        change.changed += int(found[1])
        change.notes.append(f"{name}: {int(found[0]):,} rare values")
        new[name] = f"CASE WHEN {column} IN (SELECT v FROM {kept}) THEN {literal(step.other)} ELSE {column} END"
    change.sql = bench.replaced(state, new)
    return change


_SAME = (AggregateFunction.MIN, AggregateFunction.MAX, AggregateFunction.FIRST, AggregateFunction.LAST)
_COUNTS = (AggregateFunction.COUNT, AggregateFunction.COUNT_DISTINCT)


def aggregate(step: Aggregate, state: State, bench: Bench) -> Change:
    """One row a group, in the order of first appearance; missing keys are a group of their own."""
    if step.by:
        wanted(step.by, state.columns)
    if not step.by and not step.values:
        raise InputError("There is nothing to aggregate.", "Choose keys or values.")
    new_names([v.output for v in step.values], step.by)
    columns: Types = {n: state.columns[n] for n in step.by}
    listed = [(n, identifier(n)) for n in step.by]
    for value in step.values:
        if value.column:
            wanted([value.column], state.columns)
        elif value.function is not AggregateFunction.COUNT:
            raise InputError(f"{value.function.value} needs a column.", "Choose the column, or count rows.")
        kind = state.columns.get(value.column, ColumnType.INTEGER)
        columns[value.output] = _result(value.function, value.column, kind)
        sql = _aggregated(value.function, value.column, kind, bench.row)
        listed.append(
            (value.output, _finite_sql(f"CAST({sql} AS {DUCKDB_TYPES[columns[value.output]]})", columns[value.output]))
        )
    group = f" GROUP BY {', '.join(identifier(n) for n in step.by)}" if step.by else ""
    first = f"coalesce(min({bench.row}), 0)"
    with bench.in_order():
        name = bench.keep(bench.select(listed, state.relation + group, row=first))
    return Change(f"SELECT * FROM {name}", columns, heavy=True, counted=True)


def _finite_sql(sql: str, kind: ColumnType) -> str:
    """A sum or a spread beyond what 64 bits can hold is missing, as an undefined result of a formula is."""
    return f"CASE WHEN isfinite({sql}) THEN {sql} END" if kind is ColumnType.NUMBER else sql


def _result(function: AggregateFunction, column: str, kind: ColumnType) -> ColumnType:
    if function in _COUNTS:
        return ColumnType.INTEGER
    if function in _SAME:
        return kind
    if not kind.numeric and not (
        kind is ColumnType.BOOLEAN and function in (AggregateFunction.SUM, AggregateFunction.MEAN)
    ):
        raise InputError(f"{column} holds {NOUNS[kind]}: {function.value} needs numbers.", "Choose a number column.")
    if function is AggregateFunction.SUM:
        return ColumnType.NUMBER if kind is ColumnType.NUMBER else ColumnType.INTEGER
    return ColumnType.NUMBER


def _aggregated(function: AggregateFunction, column: str, kind: ColumnType, row: str) -> str:
    if not column:
        return "count(*)"
    name = identifier(column)
    number = f"CAST({name} AS {'BIGINT' if kind is ColumnType.BOOLEAN else DUCKDB_TYPES[kind]})"
    return {
        AggregateFunction.COUNT: f"count({name})",
        AggregateFunction.COUNT_DISTINCT: f"count(DISTINCT {name})",
        AggregateFunction.SUM: f"sum({number})",
        AggregateFunction.MEAN: f"avg(CAST({number} AS DOUBLE))",
        AggregateFunction.MEDIAN: f"median(CAST({number} AS DOUBLE))",
        AggregateFunction.STD: f"stddev_samp(CAST({number} AS DOUBLE))",
        AggregateFunction.MIN: f"min({name})",
        AggregateFunction.MAX: f"max({name})",
        AggregateFunction.FIRST: f"arg_min({name}, {row})",
        AggregateFunction.LAST: f"arg_max({name}, {row})",
    }[function]
