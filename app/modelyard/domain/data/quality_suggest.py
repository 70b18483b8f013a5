"""Rules that a profile speaks for: only what would be a surprise if it broke, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from modelyard.domain.data.datasets import ColumnProfile, ColumnType, TableProfile
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleSpec, Suggestion, listed

FEW = 20
"""A column with at most this many different values may be a set of categories."""
MIN_ROWS_A_VALUE = 20
MIN_ROWS = 20
_BOUNDS: tuple[tuple[tuple[str, ...], int, int], ...] = (
    (("month",), 1, 12),
    (("day", "day_of_month", "dayofmonth", "mday"), 1, 31),
    (("hour", "hour_of_day"), 0, 24),
    (("minute", "second"), 0, 59),
    (("weekday", "day_of_week", "dayofweek", "dow"), 0, 7),
    (("week", "week_of_year"), 1, 53),
    (("quarter",), 1, 4),
    (("percent", "percentage", "pct"), 0, 100),
    (("age",), 0, 130),
    (("latitude", "lat"), -90, 90),
    (("longitude", "lon", "lng", "long"), -180, 180),
)
"""Names whose bounds everybody knows, and these bounds, both inclusive."""


def suggest(profile: TableProfile, sets: Mapping[str, tuple[str, ...]]) -> list[Suggestion]:
    """Suggestions for a table of at least 20 rows, the same columns first, then column by column.

    unique: a column without missing values, all different, whose name says id or key, or that is text (not ticked).
    range: a column with a well-known name whose values lie in the well-known bounds; not negative (not ticked).
    in_set: the columns of `sets`, which holds all values of the columns that `few_values` names.
    not_missing: columns without a missing value.
    """
    text = f"A new version with other columns than these {len(profile.columns):,} would be a surprise."
    found = [Suggestion(RuleSpec(RuleKind.SAME_COLUMNS), text)]
    if profile.rows < MIN_ROWS:
        return found
    for column in profile.columns:
        if column.missing == column.rows:
            continue
        some = (_unique(column), _range(column), _in_set(column, sets.get(column.name, ())), _not_missing(column))
        found += [s for s in some if s is not None]
    return found


def few_values(profile: TableProfile) -> list[str]:
    """Text columns of 2 to 20 different values with at least 20 rows each on average: they look like categories."""
    return [
        c.name
        for c in profile.columns
        if c.type is ColumnType.TEXT
        and 2 <= c.distinct <= FEW
        and (c.rows - c.missing) / c.distinct >= MIN_ROWS_A_VALUE
    ]


def _is_id(name: str) -> bool:
    words = name.lower().replace("-", "_").split("_")
    joined = name.endswith(("Id", "ID", "Key")) and len(name) > 2
    return joined or words[-1] in ("id", "key", "uuid", "guid", "identifier")


def _unique(column: ColumnProfile) -> Suggestion | None:
    if column.missing or column.distinct != column.rows:
        return None
    if column.type not in (ColumnType.INTEGER, ColumnType.TEXT) or (
        column.type is ColumnType.INTEGER and not _is_id(column.name)
    ):
        return None  # measurements are often all different by chance
    reason = f"All {column.rows:,} values differ"
    reason += ", and the name says that it identifies rows." if _is_id(column.name) else "."
    return Suggestion(RuleSpec(RuleKind.UNIQUE, (column.name,)), reason, _is_id(column.name))


def _range(column: ColumnProfile) -> Suggestion | None:
    low, high = column.minimum, column.maximum
    if not column.type.numeric or not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    name = column.name.lower()
    for names, least, most in _BOUNDS:
        if name in names or any(name.endswith(f"_{n}") for n in names if len(n) > 3):
            if least <= low and high <= most:
                params = RuleParams(minimum=str(least), maximum=str(most))
                text = f"Values go from {_number(low)} to {_number(high)}, as the name makes one expect."
                return Suggestion(RuleSpec(RuleKind.RANGE, (column.name,), params), text)
            return None
    if low >= 0 and column.distinct > 2 and not _is_id(column.name):
        text = f"No value is negative; the smallest is {_number(low)}."
        return Suggestion(RuleSpec(RuleKind.RANGE, (column.name,), RuleParams(minimum="0")), text, likely=False)
    return None


def _in_set(column: ColumnProfile, values: tuple[str, ...]) -> Suggestion | None:
    if not values:
        return None
    text = f"It has {len(values):,} different values: {listed(sorted(values))}."
    return Suggestion(RuleSpec(RuleKind.IN_SET, (column.name,), RuleParams(values=tuple(sorted(values)))), text)


def _not_missing(column: ColumnProfile) -> Suggestion | None:
    if column.missing:
        return None
    return Suggestion(RuleSpec(RuleKind.NOT_MISSING, (column.name,)), f"All {column.rows:,} rows have a value.")


def _number(value: int | float) -> str:
    return f"{value:,.10g}"
