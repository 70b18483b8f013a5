"""Whether a rule says what its kind needs, before any row is looked at."""

from __future__ import annotations

import math
from decimal import Decimal, InvalidOperation

from modelyard.core.errors import InputError
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleSpec

ONE_COLUMN = (
    RuleKind.RANGE,
    RuleKind.IN_SET,
    RuleKind.PATTERN,
    RuleKind.TYPE,
    RuleKind.FRESH,
    RuleKind.REFERENCE,
    RuleKind.SAME_DISTRIBUTION,
)
SOME_COLUMNS = (RuleKind.NOT_MISSING, RuleKind.UNIQUE)
MAX_VALUES = 10_000
MAX_TEXT = 10_000
MAX_COUNT = 2**63 - 1


def check_spec(spec: RuleSpec) -> None:
    """Raises InputError naming what is missing or impossible; whether columns fit is only known with a table."""
    _check_columns(spec)
    _check_allowance(spec)
    params = spec.params
    if spec.kind is RuleKind.RANGE and not (params.minimum or params.maximum):
        raise InputError("A range needs a smallest or a largest value.", "Fill in at least one of them.")
    if spec.kind is RuleKind.IN_SET:
        _check_values(params)
    if spec.kind is RuleKind.PATTERN and not params.pattern:
        raise InputError("The pattern is empty.", "Write one like [A-Z]{2}[0-9]+")
    if spec.kind is RuleKind.TYPE and params.type is None:
        raise InputError("No type is chosen.", "Choose the type that every value must have.")
    if spec.kind is RuleKind.ROW_COUNT:
        _check_row_count(params)
    if spec.kind is RuleKind.FRESH:
        _positive(params.hours, "The age")
    if spec.kind is RuleKind.BALANCE:
        _check_balance(params)
    if spec.kind is RuleKind.EXPRESSION and not params.expression.strip():
        raise InputError("The expression is empty.", "Write one like dep_delay <= arr_delay + 100")
    if spec.kind is RuleKind.REFERENCE and not (params.dataset and params.column):
        raise InputError("No column of another dataset is named.", "Choose the dataset and its column.")
    if spec.kind is RuleKind.SAME_DISTRIBUTION:
        _positive(params.limit, "The limit")
    texts = (spec.name, params.expression, params.left, params.right, params.pattern)
    if any(len(text) > MAX_TEXT for text in texts):
        raise InputError(f"A text of this rule is longer than {MAX_TEXT:,} letters.", "Shorten it.")


def number(text: str, what: str) -> Decimal:
    """A number somebody wrote. Raises InputError."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        raise InputError(f"{what} {text!r} is not a number.", "Write digits, with a point for decimals.") from None
    if not found.is_finite():
        raise InputError(f"{what} {text!r} is not a finite number.", "Leave it empty for no bound.")
    return found


def _check_columns(spec: RuleSpec) -> None:
    count = len(spec.columns)
    if len(set(spec.columns)) != count:
        raise InputError("A column is named twice.", "Name each column once.")
    if spec.kind in ONE_COLUMN and count != 1:
        raise InputError(f"This kind of rule is about 1 column, not {count}.", "Choose one column.")
    if spec.kind in SOME_COLUMNS and not count:
        raise InputError("No column is chosen.", "Choose at least one column.")
    if spec.kind not in (*ONE_COLUMN, *SOME_COLUMNS) and count:
        raise InputError("This kind of rule is about the whole table.", "Leave out the columns.")


def _check_allowance(spec: RuleSpec) -> None:
    if not 0 <= spec.allowed_rows <= MAX_COUNT:
        raise InputError(f"{spec.allowed_rows:,} is no number of failing rows.", "Use 0 or more.")
    if not 0 <= spec.allowed_share < 1:  # also refuses NaN
        raise InputError(f"{spec.allowed_share:.0%} of the rows cannot be allowed to fail.", "Use 0 to 99 %.")
    if not spec.kind.has_rows and (spec.allowed_rows or spec.allowed_share):
        raise InputError("No single rows fail this kind of rule.", "Leave out how many may fail.")


def _check_values(params: RuleParams) -> None:
    if not params.values:
        raise InputError("The set of values is empty.", "Name at least one value.")
    if len(params.values) > MAX_VALUES:
        raise InputError(
            f"{len(params.values):,} values are more than a set may have ({MAX_VALUES:,}).",
            "Import them as a dataset, and use a rule that looks them up there.",
        )


def _check_row_count(params: RuleParams) -> None:
    if not (params.minimum or params.maximum) and params.max_change is None:
        raise InputError("A row count needs a bound.", "Fill in the fewest rows, the most, or the largest change.")
    bounds = [number(t, "The row count") for t in (params.minimum, params.maximum) if t]
    if any(b < 0 or b > MAX_COUNT or b != b.to_integral_value() for b in bounds):
        raise InputError("A number of rows is a whole number from 0 on.", "Correct the bounds.")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise InputError("The fewest rows are more than the most.", "Exchange them.")
    if params.max_change is not None and not (math.isfinite(params.max_change) and params.max_change >= 0):
        raise InputError("The largest change is a share from 0 on.", "Write 20 for 20 %.")


def _check_balance(params: RuleParams) -> None:
    if not (params.left.strip() and params.right.strip()):
        raise InputError("One side is empty.", "Write an expression for both, for example a + b and total.")
    if not params.ratio:
        if not (math.isfinite(params.tolerance) and params.tolerance >= 0):
            raise InputError("The tolerance is a number from 0 on.", "Use 0 for exactly equal.")
        return
    bounds = [number(t, "The ratio") for t in (params.minimum, params.maximum) if t]
    if not bounds:
        raise InputError("A ratio needs a smallest or a largest value.", "Fill in at least one of them.")
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        raise InputError("The smallest ratio is more than the largest.", "Exchange them.")


def _positive(value: float, what: str) -> None:
    if not (math.isfinite(value) and value > 0):
        raise InputError(f"{what} must be a number above 0.", "Correct it.")
