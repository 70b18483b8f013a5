"""Expressions a person writes over a table's columns: row filters and formulas. Parsed and checked, then run as SQL.

They may hold comparisons, arithmetic, AND, OR, NOT, IN, BETWEEN, LIKE, CASE, CAST and a fixed list of functions; no
query, no file, no setting, and nothing that changes from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.tables.engine import allow_only, connect, explain, identifier
from modelyard.tables.expression_errors import (
    EXAMPLE,
    ExpressionError,
    binding_error,
    engine_fields,
    kinds_of,
    not_or,
    syntax_error,
    type_word,
    unknown_column,
    unknown_function,
)
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "FUNCTIONS",
    "ExpressionError",
    "check",
    "column_sql",
    "column_types",
    "filter_sql",
    "formula",
    "formula_type",
    "guarded",
    "known",
    "run_error",
    "where_clause",
]

_FUNCTIONS = """
    + - * / // % ** ^ || ~ ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape
    abs ceil ceiling floor round trunc sign sqrt ln log log2 log10 exp pow power mod greatest least coalesce ifnull
    nullif isnan isfinite isinf add subtract multiply divide
    lower upper lcase ucase trim ltrim rtrim length len substring substr left right replace concat contains starts_with
    ends_with prefix suffix reverse regexp_matches regexp_full_match strip_accents position strpos instr
    year month day hour minute second quarter week dayofweek isodow weekday dayofyear weekofyear yearweek
    date_part datepart date_trunc datetrunc date_diff datediff make_date epoch last_day dayname monthname
    to_days to_hours to_minutes to_seconds to_months to_years to_weeks
    list_value row
"""
_CLASSES = {
    "COLUMN_REF",
    "CONSTANT",
    "COMPARISON",
    "CONJUNCTION",
    "OPERATOR",
    "BETWEEN",
    "CASE",
    "CAST",
    "FUNCTION",
    "TYPE",
}
_SIMPLE = "Compare columns with values, joined by AND and OR."
_STORED = {
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMPTZ",
    ColumnType.TIME: "TIME",
}
_RESULTS = (
    (r"BOOLEAN", ColumnType.BOOLEAN),
    (r"U?(BIG|HUGE|SMALL|TINY)INT|U?INTEGER", ColumnType.INTEGER),
    (r"DOUBLE|FLOAT|DECIMAL.*", ColumnType.NUMBER),
    (r"VARCHAR", ColumnType.TEXT),
    (r"DATE", ColumnType.DATE),
    (r"TIMESTAMP.*", ColumnType.DATETIME),
    (r"TIME.*", ColumnType.TIME),
)
_BEFORE = "SELECT 1 WHERE ("
FUNCTIONS = tuple(name for name in _FUNCTIONS.split() if name[0].isalpha() and "escape" not in name)[:-2]
"""The names of the functions an expression may use."""


def where_clause(text: str, types: Mapping[str, ColumnType]) -> str:
    """` WHERE (…)` for a row filter over columns of these types; "" for no text. Raises ExpressionError."""
    if not text.strip():
        return ""
    return f" WHERE ({filter_sql(text, types)}\n)"


def filter_sql(text: str, types: Mapping[str, ColumnType], noun: str = "row filter") -> str:
    """The SQL of a condition over these columns. Raises ExpressionError, also unless it is true or false for a row."""
    sql, result = _checked(text, types, noun)
    if result != "BOOLEAN" and result != '"NULL"':
        said = f"The {noun} gives {type_word(result)} for each row, not yes or no."
        raise ExpressionError(said, f"Compare it with something: {text.strip()[:40]} = …", "", 0, len(text))
    return sql


def check(text: str, types: Mapping[str, ColumnType], noun: str = "row filter") -> None:
    """Raises ExpressionError naming what is wrong, unless `text` is one expression over these columns, fit in type.

    `noun` is what the messages call it. Values inside the columns may still be unfit, such as text cast to a number.
    """
    _checked(text, types, noun)


def formula(text: str, types: Mapping[str, ColumnType], noun: str = "formula") -> tuple[str, ColumnType]:
    """The checked SQL of a formula, cast to the type its column is stored in, and that type.

    Raises ExpressionError. Running it may still fail for a value, such as text cast to a number: see `run_error`.
    """
    if not text.strip():
        raise ExpressionError(f"The {noun} is empty.", "Write one like arr_delay - dep_delay.", "", 0, 0)
    sql, result = _checked(text, types, noun)
    kind = next((kind for pattern, kind in _RESULTS if re.fullmatch(pattern, result)), None)
    if kind is None:
        what = "only missing values" if result == '"NULL"' else type_word(result)
        hint = "Write date_diff('minute', a, b) for the minutes between two times." if result == "INTERVAL" else EXAMPLE
        raise ExpressionError(f"The {noun} gives {what}, which a column cannot hold.", hint, "", 0, len(text))
    # the line feed ends a comment
    return f"CAST(({sql}\n) AS {_STORED[kind]})", kind


def formula_type(text: str, types: Mapping[str, ColumnType], noun: str = "formula") -> ColumnType:
    """The type of a formula's result. Raises ExpressionError as `formula` does."""
    return formula(text, types, noun)[1]


def run_error(error: BaseException, text: str, noun: str = "formula") -> ExpressionError:
    """The sentence for what DuckDB raised when a checked expression met a value it cannot work on."""
    return binding_error(error, text, "", noun, None, None)


def column_sql(name: str) -> str:
    """A column's name as it is written in an expression: in double quotes where it has to be."""
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name.lower() not in _reserved()
    return name if plain else identifier(name)


@cache
def _reserved() -> frozenset[str]:
    with connect() as connection:
        rows = connection.execute("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'")
        return frozenset(row[0] for row in rows.fetchall())


def column_types(parquet: Path) -> dict[str, ColumnType]:
    """The names and types of a Parquet file's columns."""
    import pyarrow.parquet as pq

    try:
        return {c.name: c.type for c in from_arrow(pq.read_schema(parquet))}
    except Exception as error:
        raise explain(error, parquet) from error


def known(name: str, types: Mapping[str, ColumnType]) -> None:
    """Raises InputError with the nearest name unless there is such a column."""
    if name not in types:
        import difflib

        near = difflib.get_close_matches(name, types, 1, 0.6)
        hint = f"Did you mean {near[0]}?" if near else f"The columns are {', '.join(list(types)[:20])}."
        raise InputError(f"There is no column {name}.", hint)


def guarded(*files: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read these files and nothing else, whatever a filter manages to say."""
    connection = connect()
    allow_only(connection, files)
    return connection


def _checked(text: str, types: Mapping[str, ColumnType], noun: str) -> tuple[str, str]:
    """The SQL of an expression and the name of its DuckDB type."""
    if (bad := next((at for at, letter in enumerate(text) if "\ud800" <= letter <= "\udfff"), None)) is not None:
        raise ExpressionError(f"The {noun} holds half a character.", "Type it again.", "", bad, bad + 1)
    written = _Written(text)
    with connect() as connection:
        tree = _parse(connection, written, types, noun)
        _walk(tree, types, {name.lower(): name for name in types}, noun, written)
        _closed(connection, written, noun)
        return written.sql, _bind(connection, written, types, noun)


class _Written:
    """An expression as a person wrote it and as SQL, with the way back from the SQL's bytes to the person's letters."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts: list[str] = []
        self._letters: list[int] = []
        quote = ""
        at = 0
        while at < len(text):
            letter, size = text[at], 1
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "'\"":
                quote = letter
            elif text.startswith("&&", at):
                letter, size = " AND ", 2
            parts.append(letter)
            self._letters.extend([at] * len(letter.encode("utf-8", "surrogatepass")))
            at += size
        self.sql = "".join(parts)

    def letter(self, byte: int | None) -> int | None:
        """The letter of the text that a byte of the SQL belongs to; its length past the end, None if unknown."""
        if byte is None or byte < 0 or byte > 1 << 40:
            return None
        return self._letters[byte] if byte < len(self._letters) else len(self.text)

    def span(self, start: object, length: object, before: str) -> tuple[int | None, int | None]:
        """The letters of a place in a statement that has `before` in front of the SQL."""
        try:
            first = int(str(start)) - len(before)
            size = int(str(length))
        except ValueError:
            return None, None
        begin, last = self.letter(first), self.letter(first + max(1, size) - 1)
        return begin, None if begin is None or last is None else max(begin, min(len(self.text), last + 1))


def _parse(
    connection: duckdb.DuckDBPyConnection, written: _Written, types: Mapping[str, ColumnType], noun: str
) -> dict[str, Any]:
    """DuckDB's own syntax tree of the expression; it is parsed, not run."""
    import json

    row = connection.execute("SELECT json_serialize_sql(?)", [f"{_BEFORE}{written.sql}\n)"]).fetchone()
    answer: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if answer.get("error"):
        place = str(answer.get("position", ""))
        start = written.letter(int(place) - len(_BEFORE)) if place.isdigit() else None
        for word in re.finditer(
            r"[A-Za-z_]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", lambda m: " " * len(m[0]), written.text)
        ):
            if word[0] in types and column_sql(word[0]) != word[0]:
                said = f"{word[0]} means something else in a {noun}, so the column's name needs quotes."
                raise ExpressionError(said, f"Write {column_sql(word[0])}.", "", word.start(), word.end())
        raise syntax_error(written.text, str(answer.get("error_message", "")).strip(), start, noun)
    statements = answer.get("statements", [])
    if len(statements) != 1:
        raise ExpressionError(f"A {noun} is one expression, not several statements.", "Remove the semicolon.")
    node = statements[0]["node"]
    plain = (
        node.get("type") == "SELECT_NODE"
        and not node.get("modifiers")
        and not node.get("group_expressions")
        and node.get("having") is None
        and node.get("qualify") is None
        and node.get("sample") is None
        and not node.get("cte_map", {}).get("map")
        and node.get("from_table", {}).get("type") == "EMPTY"
        and len(node.get("select_list", [])) == 1
    )
    if not plain or not isinstance(node.get("where_clause"), dict):
        raise ExpressionError(f"A {noun} is one expression and nothing else.", "Write one like month <= 3.")
    found: dict[str, Any] = node["where_clause"]
    return found


def _closed(connection: duckdb.DuckDBPyConnection, written: _Written, noun: str) -> None:
    """Raises ExpressionError for `a) OR (b`: it would close the brackets that are put around it."""
    row = connection.execute("SELECT json_serialize_sql(?)", [f"SELECT 1 WHERE {written.sql}\n"]).fetchone()
    if row is None or '"error":true' in row[0][:40]:
        at = written.text.find(")")
        said = f"The {noun} closes a bracket that was never opened."
        raise ExpressionError(said, "Remove a ), or open one before it.", "", at, at + 1)


def _walk(node: Any, types: Mapping[str, ColumnType], names: Mapping[str, str], noun: str, text: _Written) -> None:
    if isinstance(node, list):
        for item in node:
            _walk(item, types, names, noun, text)
        return
    if not isinstance(node, dict):
        return
    kind = node.get("class")
    start, end = text.span(node.get("query_location"), node.get("query_location_length"), _BEFORE)
    if kind is not None and kind not in _CLASSES:
        what = "another query" if kind == "SUBQUERY" else kind.lower().replace("_", " ")
        raise ExpressionError(f"A {noun} may not hold {what}.", _SIMPLE, "", start, end)
    if kind == "COLUMN_REF":
        name = node["column_names"][-1]
        if len(node["column_names"]) != 1 or name.lower() not in names:
            whole = ".".join(node["column_names"])
            raise unknown_column(whole, text.text[start:end] if start is not None else whole, types, start, end)
    elif kind == "FUNCTION":
        name = node.get("function_name", "")
        if name.lower() not in _FUNCTIONS.split() or node.get("schema") not in ("", None, "main"):
            raise unknown_function(name, noun, FUNCTIONS, start, end)
        if name == "||" and any(_truth(child, types, names) for child in _arguments(node)):
            raise not_or(noun, start, end)
    elif kind == "CONJUNCTION" or node.get("type") == "OPERATOR_NOT":
        for child in node.get("children", []):
            _condition(child, types, names, text)
    elif node.get("type") in ("COMPARE_IN", "COMPARE_NOT_IN"):
        _members(node.get("children", []), types, names, text)
    for key, value in node.items():
        if key not in ("value", "cast_type", "literal"):
            _walk(value, types, names, noun, text)


def _arguments(node: dict[str, Any]) -> list[dict[str, Any]]:
    """A function's arguments, which may be wrapped in nodes with their names."""
    found = node.get("arguments") or node.get("children") or []
    return [item.get("expression", item) for item in found if isinstance(item, dict)]


def _truth(node: dict[str, Any], types: Mapping[str, ColumnType], names: Mapping[str, str]) -> bool:
    """Whether a part is certainly true or false, so that nobody means to join it to a text."""
    if node.get("class") == "COLUMN_REF":
        return types.get(names.get(node["column_names"][-1].lower(), "")) is ColumnType.BOOLEAN
    return node.get("class") in ("COMPARISON", "CONJUNCTION", "BETWEEN")


def _condition(node: dict[str, Any], types: Mapping[str, ColumnType], names: Mapping[str, str], text: _Written) -> None:
    """Raises ExpressionError for a column or value beside AND, OR and NOT that is not true or false."""
    start, end = text.span(node.get("query_location"), node.get("query_location_length"), _BEFORE)
    shown = text.text[start:end]
    if node.get("class") == "CONSTANT" and node.get("literal", {}).get("kind") in ("STRING", "INTEGER", "DECIMAL"):
        hint = "Write the column again, as in carrier = 'UA' OR carrier = 'AA', or carrier IN ('UA', 'AA')."
        raise ExpressionError(f"{shown} stands alone beside AND, OR or NOT.", hint, "", start, end)
    name = names.get(node["column_names"][-1].lower()) if node.get("class") == "COLUMN_REF" else None
    if name is not None and types[name] is not ColumnType.BOOLEAN:
        said = f"{name} holds {kinds_of(types[name])}, so it is not true or false on its own."
        raise ExpressionError(said, f"Compare it with something, as in {column_sql(name)} = ….", "", start, end)


def _members(nodes: list[Any], types: Mapping[str, ColumnType], names: Mapping[str, str], text: _Written) -> None:
    """Raises ExpressionError for numbers among which a text column is looked for; DuckDB only fails at the values."""
    if not nodes or nodes[0].get("class") != "COLUMN_REF":
        return
    name = names.get(nodes[0]["column_names"][-1].lower())
    if name is None or types[name] is not ColumnType.TEXT:
        return
    for node in nodes[1:]:
        if node.get("class") == "CONSTANT" and node.get("literal", {}).get("kind") in ("INTEGER", "DECIMAL"):
            start, end = text.span(node.get("query_location"), node.get("query_location_length"), _BEFORE)
            value = text.text[start:end]
            raise ExpressionError(f"{name} holds text, and {value} is a number.", f"Put it in quotes: '{value}'.", "",
                                  start, end)  # fmt: skip


def _bind(connection: duckdb.DuckDBPyConnection, written: _Written, types: Mapping[str, ColumnType], noun: str) -> str:
    """The DuckDB type of the expression's result, found by working it out for one row of missing values."""
    import duckdb

    first = {name.lower(): name for name in reversed(list(types))}
    made = ", ".join(f"{identifier(name)} {_STORED[types[name]]}" for name in first.values())
    connection.execute(f"CREATE TEMP TABLE one_row ({made or 'nothing BOOLEAN'})")
    connection.execute("INSERT INTO one_row DEFAULT VALUES")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET errors_as_json = true")
    for before in ("DESCRIBE SELECT (", "SELECT ("):
        try:
            rows = connection.execute(f"{before}{written.sql}\n) FROM one_row").fetchall()
        except duckdb.Error as error:
            place = re.findall(r"\d+", engine_fields(error).get("location", ""))
            start, end = written.span(place[0], place[1], before) if len(place) == 2 else (None, None)
            snippet = written.text[start:end] if start is not None else ""
            raise binding_error(error, written.text, snippet, noun, start, end) from None
        if before.startswith("DESCRIBE"):
            result = str(rows[0][1])
    return result
