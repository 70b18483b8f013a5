"""The input schema: turns request values into checked columns, or says which column broke which rule."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from modelyard_server.bundle import InputSpec
from modelyard_server.errors import RequestError, bad_request

# Trees compare in float32, and training counts what does not fit as missing.
LARGEST = 3.4028234663852886e38
INT64 = 2**63

Columns = dict[str, list[Any]]

_NAMES = {
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
_WANTED = {
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "text": "a string",
    "date": "a date such as 2013-04-01",
    "datetime": "an ISO 8601 date and time",
    "time": "a time such as 15:45:00",
}
_ACCEPTED: dict[str, frozenset[type]] = {
    "boolean": frozenset({bool}),
    "integer": frozenset({int, float}),
    "number": frozenset({int, float}),
    "text": frozenset({str}),
    "date": frozenset({str}),
    "datetime": frozenset({str}),
    "time": frozenset({str}),
}
_PARSERS: dict[str, Callable[[str], object]] = {
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
}
# The words pandas reads as "missing" in a CSV, and so MLflow's server does.
CSV_MISSING = frozenset(
    [
        "",
        "#N/A",
        "#N/A N/A",
        "#NA",
        "-1.#IND",
        "-1.#QNAN",
        "-NaN",
        "-nan",
        "1.#IND",
        "1.#QNAN",
        "<NA>",
        "N/A",
        "NA",
        "NULL",
        "NaN",
        "None",
        "n/a",
        "nan",
        "null",
    ]
)


class Schema:
    """What a model takes. Columns it does not name are ignored, as MLflow does."""

    def __init__(self, inputs: Sequence[InputSpec]) -> None:
        self.inputs = tuple(inputs)
        self.names = tuple(spec.name for spec in inputs)

    def check(self, columns: Mapping[str, Sequence[Any]], rows: int) -> Columns:
        """The model's columns, in schema order, every value of its type; None is missing.

        Raises a 400 `RequestError` that names column, row (from 1), rule and the value's type, never the value.
        """
        return {spec.name: self._column(spec, columns.get(spec.name), rows) for spec in self.inputs}

    def parse_text(self, columns: Mapping[str, Sequence[str]]) -> dict[str, list[Any]]:
        """Columns of a CSV, as text, turned into values of the schema's types; other columns are left out."""
        return {
            spec.name: [_from_text(spec, text, row) for row, text in enumerate(columns[spec.name], 1)]
            for spec in self.inputs
            if spec.name in columns
        }

    def _column(self, spec: InputSpec, values: Sequence[Any] | None, rows: int) -> list[Any]:
        if values is None:
            if spec.required:
                raise bad_request(f'Column "{spec.name}" is missing. It is required.', "missing", spec.name)
            return [None] * rows
        column = values if isinstance(values, list) else list(values)
        kinds = set(map(type, column))
        if type(None) in kinds:
            if not spec.nullable:
                row = column.index(None) + 1
                raise bad_request(f'Column "{spec.name}", row {row}: null is not allowed.', "null", spec.name)
            kinds.discard(type(None))
        if not kinds <= _ACCEPTED[spec.type]:
            raise _type_error(spec, column)
        if spec.type in ("integer", "number"):
            return _numbers(spec, column, kinds)
        if spec.type in _PARSERS:
            _dates(spec, column)
        return column


def _type_error(spec: InputSpec, column: list[Any]) -> RequestError:
    accepted = _ACCEPTED[spec.type] | {type(None)}
    row, value = next((i, v) for i, v in enumerate(column, 1) if type(v) not in accepted)
    found = _NAMES.get(type(value), "something else")
    return bad_request(
        f'Column "{spec.name}", row {row}: expected {_WANTED[spec.type]}, got {found}.', "type", spec.name
    )


def _numbers(spec: InputSpec, column: list[Any], kinds: set[type]) -> list[Any]:
    present = [v for v in column if v is not None] if None in column else column
    if not present:
        return column
    if min(present) < -LARGEST or max(present) > LARGEST:
        raise _first(spec, column, lambda v: -LARGEST <= v <= LARGEST, "range", "the number is too large")
    if spec.type == "number":
        return column
    if float in kinds:
        if not all(type(v) is int or v.is_integer() for v in present):
            problem = "expected an integer, got a number with a fraction"
            raise _first(spec, column, lambda v: float(v).is_integer(), "type", problem)
        column = [v if v is None else int(v) for v in column]
        present = [v for v in column if v is not None]
    if min(present) < -INT64 or max(present) >= INT64:
        raise _first(spec, column, lambda v: -INT64 <= v < INT64, "range", "the integer does not fit into 64 bits")
    return column


def _dates(spec: InputSpec, column: list[Any]) -> None:
    def fits(value: str) -> bool:
        try:
            _PARSERS[spec.type](value)
        except ValueError:
            return False
        return True

    if not all(fits(v) for v in column if v is not None):
        raise _first(spec, column, fits, "format", f"expected {_WANTED[spec.type]}, got another string")


def _first(spec: InputSpec, column: list[Any], fits: Callable[[Any], bool], rule: str, problem: str) -> RequestError:
    row = next(i for i, v in enumerate(column, 1) if v is not None and not fits(v))
    return bad_request(f'Column "{spec.name}", row {row}: {problem}.', rule, spec.name)


def _from_text(spec: InputSpec, text: str, row: int) -> Any:
    if text in CSV_MISSING:
        return None
    if spec.type == "boolean":
        if (word := text.lower()) in ("true", "false"):
            return word == "true"
    elif spec.type in ("integer", "number"):
        try:
            value = int(text) if text.lstrip("+-").isdecimal() else float(text)
            if "_" not in text and math.isfinite(value):
                return value
        except (ValueError, OverflowError):
            pass
    else:
        return text
    problem = f'Column "{spec.name}", row {row}: expected {_WANTED[spec.type]}, got other text.'
    raise bad_request(problem, "type", spec.name)
