"""Expressions a person writes over a table's columns: row filters and formulas. Parsed and checked, then run as SQL.

They may hold comparisons, arithmetic, AND, OR, NOT, IN, BETWEEN, LIKE, CASE, CAST and a fixed list of functions; no
query, no file, no setting, and nothing that changes from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data import ColumnType
from modelyard.tables.engine import connect, explain, literal
from modelyard.tables.types import from_arrow

if TYPE_CHECKING:
    import duckdb

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


def where_clause(text: str, types: Mapping[str, ColumnType]) -> str:
    """` WHERE (…)` for a row filter over columns of these types; "" for no text. Raises InputError as `check` does."""
    if not text.strip():
        return ""
    check(text, types)
    return f" WHERE ({text}\n)"


def check(text: str, types: Mapping[str, ColumnType], noun: str = "row filter") -> None:
    """Raises InputError naming what is wrong, unless `text` is one expression over these columns and nothing else.

    `noun` is what the messages call it. Whether types fit together is only known when DuckDB binds it.
    """
    _walk(_parse(text, noun), types, {name.lower() for name in types}, noun)


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


def guarded(parquet: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file and nothing else, whatever a filter manages to say."""
    connection = connect()
    connection.execute(f"SET allowed_paths = [{literal(parquet)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _parse(where: str, noun: str) -> dict[str, Any]:
    """DuckDB's own syntax tree of the expression; it is parsed, not run."""
    import json

    with connect() as connection:
        row = connection.execute("SELECT json_serialize_sql(?)", [f"SELECT 1 WHERE ({where}\n)"]).fetchone()
    answer: dict[str, Any] = json.loads(row[0]) if row else {"error": True}
    if answer.get("error"):
        message = str(answer.get("error_message", "")).strip()
        near = re.search(r'at or near "([^"]*)"', message)
        place = answer.get("position")
        at = int(str(place)) - len("SELECT 1 WHERE (") + 1 if str(place).isdigit() else None
        where_text = f" at letter {at}" if at and 0 < at <= len(where) else ""
        what = f"near “{near[1]}”{where_text}" if near else message or "it has no end"
        raise InputError(f"The {noun} is not an expression: {what}.", "Write one like month <= 3 AND carrier = 'UA'.")
    statements = answer.get("statements", [])
    if len(statements) != 1:
        raise InputError(f"A {noun} is one expression, not several statements.", "Remove the semicolon.")
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
        raise InputError(f"A {noun} is one expression and nothing else.", "Write one like month <= 3.")
    found: dict[str, Any] = node["where_clause"]
    return found


def _walk(node: Any, types: Mapping[str, ColumnType], lowered: set[str], noun: str) -> None:
    if isinstance(node, list):
        for item in node:
            _walk(item, types, lowered, noun)
        return
    if not isinstance(node, dict):
        return
    kind = node.get("class")
    if kind is not None and kind not in _CLASSES:
        what = "another query" if kind == "SUBQUERY" else kind.lower().replace("_", " ")
        raise InputError(f"A {noun} may not hold {what}.", _SIMPLE)
    if kind == "COLUMN_REF":
        name = node["column_names"][-1]
        if len(node["column_names"]) != 1 or name.lower() not in lowered:
            known(".".join(node["column_names"]), types)
    elif kind == "FUNCTION":
        name = node.get("function_name", "")
        if name.lower() not in _FUNCTIONS.split() or node.get("schema") not in ("", None, "main"):
            raise InputError(f"A {noun} may not use {name}().", _SIMPLE)
    for key, value in node.items():
        if key not in ("value", "cast_type"):
            _walk(value, types, lowered, noun)
