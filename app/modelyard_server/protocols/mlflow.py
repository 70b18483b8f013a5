"""MLflow's /invocations: dataframe_split, dataframe_records, inputs, instances and CSV in, predictions out."""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Sequence
from typing import Any

import msgspec

from modelyard_server.errors import RequestError, bad_request
from modelyard_server.schema import Columns, Schema

FORMATS = ("dataframe_split", "dataframe_records", "inputs", "instances")
LONGEST_ID = 256
_EARLIEST, _LATEST = 0.0, 7258118400.0  # 1970 and 2200


class Asked(msgspec.Struct, frozen=True):
    """A request, checked: columns in schema order, and what `params` asked for. Times are seconds since 1970."""

    columns: Columns
    rows: int
    labels: bool = False
    monitored: bool = True
    ids: list[str] | None = None
    event_times: list[float] | None = None


def parse_json(body: bytes, schema: Schema) -> Asked:
    """Read a JSON body. Raises a 400 `RequestError` that says what is wrong, without the data."""
    try:
        content = msgspec.json.decode(body)
    except msgspec.MsgspecError as error:
        raise _malformed(body, error) from None
    except UnicodeDecodeError:
        raise bad_request("The body is not valid UTF-8.", "encoding") from None
    except RecursionError:
        raise bad_request("The JSON is nested too deeply.", "json") from None
    if not isinstance(content, dict):
        raise bad_request(f"The body has to be a JSON object with one of {_choices()}.", "format")
    given = [name for name in FORMATS if name in content]
    if len(given) != 1:
        problem = "none" if not given else f"{len(given)}"
        raise bad_request(f"The body has to hold exactly one of {_choices()}; it holds {problem}.", "format")
    table = content[given[0]]
    columns, rows = _split(table) if given[0] == "dataframe_split" else _frame(given[0], table, schema)
    return _asked(schema.check(columns, rows), rows, content.get("params"))


def parse_csv(body: bytes, schema: Schema) -> Asked:
    """Read a CSV body with a header row; types come from the schema."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_request("The CSV is not UTF-8. Save it as UTF-8 and try again.", "encoding") from None
    try:
        lines = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        raise bad_request("The CSV cannot be read: a quote is not closed, or a field is too long.", "csv") from None
    if not lines:
        raise bad_request("The CSV is empty. Its first line has to name the columns.", "csv")
    header, data = lines[0], lines[1:]
    _unique(header)
    columns = schema.parse_text(dict(zip(header, _transpose(data, len(header)), strict=True)))
    return _asked(schema.check(columns, len(data)), len(data), None)


def _choices() -> str:
    return ", ".join(f'"{name}"' for name in FORMATS[:-1]) + f' and "{FORMATS[-1]}"'


def _malformed(body: bytes, error: msgspec.MsgspecError) -> RequestError:
    text = str(error)
    if "out of range" in text:
        return bad_request("The JSON holds a number that is too large.", "range")
    where = text.rpartition("(byte ")[2].rstrip(")")
    place = int(where) if where.isdecimal() else len(body)
    if any(word in body[max(0, place - 4) : place + 4].lower() for word in (b"nan", b"inf")):
        message = "NaN and Infinity are not JSON. Send null for a missing value."
        return bad_request(message, "nan")
    return bad_request(f"The body is not valid JSON (at byte {place:,}).", "json")


def _split(table: Any) -> tuple[dict[str, Sequence[Any]], int]:
    if not isinstance(table, dict) or not isinstance(table.get("data"), list):
        raise bad_request('"dataframe_split" has to be an object with "columns" and "data".', "format")
    header = table.get("columns")
    if not isinstance(header, list) or not all(isinstance(name, str) for name in header):
        raise bad_request('"dataframe_split" has to name its columns: "columns" is a list of strings.', "format")
    _unique(header)
    data = table["data"]
    if set(map(type, data)) - {list}:
        raise bad_request('Each row in "data" has to be a list of values.', "format")
    return dict(zip(header, _transpose(data, len(header)), strict=True)), len(data)


def _frame(kind: str, table: Any, schema: Schema) -> tuple[dict[str, Sequence[Any]], int]:
    if isinstance(table, dict) and kind != "dataframe_records":
        return _column_dict(table)
    if not isinstance(table, list) or set(map(type, table)) - {dict}:
        if isinstance(table, list) and kind != "dataframe_records":
            raise bad_request(f'The model needs column names: send "{kind}" as a list of objects.', "format")
        raise bad_request(f'"{kind}" has to be a list of objects, one a row.', "format")
    columns: dict[str, Sequence[Any]] = {}
    for spec in schema.inputs:
        if spec.required:
            try:
                columns[spec.name] = [row[spec.name] for row in table]
            except KeyError:
                row = next(i for i, r in enumerate(table, 1) if spec.name not in r)
                message = f'Column "{spec.name}", row {row}: it is missing. It is required.'
                raise bad_request(message, "missing", spec.name) from None
        else:
            columns[spec.name] = [row.get(spec.name) for row in table]
    return columns, len(table)


def _column_dict(table: dict[str, Any]) -> tuple[dict[str, Sequence[Any]], int]:
    """{"column": [values]}; {"column": value} is one row."""
    lists = [name for name, values in table.items() if isinstance(values, list)]
    if not lists:
        return {name: [value] for name, value in table.items()}, 1
    lengths = {len(values) for values in table.values() if isinstance(values, list)}
    if len(lists) != len(table) or len(lengths) != 1:
        raise bad_request("All columns have to be lists of one length.", "shape")
    return table, lengths.pop()


def _transpose(data: list[list[Any]], width: int) -> list[Sequence[Any]]:
    if not data:
        return [[] for _ in range(width)]
    try:
        columns = list(zip(*data, strict=True))
    except ValueError:
        columns = []
    if len(columns) != width:
        row = next(i for i, values in enumerate(data, 1) if len(values) != width)
        message = f"Row {row} has {len(data[row - 1]):,} values; the header names {width:,} columns."
        raise bad_request(message, "shape")
    return list(columns)


def _unique(header: list[str]) -> None:
    if len(set(header)) != len(header):
        raise bad_request("Two columns have the same name.", "columns")


def _asked(columns: Columns, rows: int, params: Any) -> Asked:
    if rows == 0:
        raise bad_request("There are no rows to predict.", "rows")
    if params is None:
        return Asked(columns, rows)
    if not isinstance(params, dict):
        raise bad_request('"params" has to be an object.', "params")
    method = params.get("predict_method")
    if method not in (None, "predict", "predict_proba"):
        raise bad_request('"predict_method" has to be "predict" or "predict_proba".', "params")
    monitor = params.get("monitor", True)
    if not isinstance(monitor, bool):
        raise bad_request('"monitor" has to be true or false.', "params")
    ids = _list(params, "prediction_ids", rows)
    times = _list(params, "event_times", rows)
    return Asked(
        columns,
        rows,
        labels=method == "predict",
        monitored=monitor,
        ids=None if ids is None else [_id(value, row) for row, value in enumerate(ids, 1)],
        event_times=None if times is None else [_time(value, row) for row, value in enumerate(times, 1)],
    )


def _list(params: dict[str, Any], name: str, rows: int) -> list[Any] | None:
    values = params.get(name)
    if values is None:
        return None
    if not isinstance(values, list) or len(values) != rows:
        raise bad_request(f'"{name}" has to be a list with one entry a row ({rows:,}).', "params")
    return values


def _id(value: Any, row: int) -> str:
    if type(value) is int:
        return str(value)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID:
        problem = f'"prediction_ids", row {row}: expected a string of 1 to {LONGEST_ID} characters.'
        raise bad_request(problem, "params")
    return value


def _time(value: Any, row: int) -> float:
    problem = bad_request(f'"event_times", row {row}: expected an ISO 8601 time or seconds since 1970.', "params")
    if isinstance(value, str):
        try:
            moment = datetime.datetime.fromisoformat(value)
        except ValueError:
            raise problem from None
        value = (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()
    if type(value) not in (int, float) or not math.isfinite(value) or not _EARLIEST <= value <= _LATEST:
        raise problem
    return float(value)
