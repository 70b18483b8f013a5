"""Formulas and filters: what they give, and that a mistake says what and where."""

from __future__ import annotations

import pickle

import pytest

from modelyard.domain.data.datasets import ColumnType
from modelyard.tables.engine import connect
from modelyard.tables.expression import (
    ExpressionError,
    column_sql,
    filter_sql,
    formula,
    formula_type,
    run_error,
)

TYPES = {
    "dep_delay": ColumnType.INTEGER,
    "air_time": ColumnType.NUMBER,
    "carrier": ColumnType.TEXT,
    "day": ColumnType.DATE,
    "time_hour": ColumnType.DATETIME,
    "at": ColumnType.TIME,
    "late": ColumnType.BOOLEAN,
    "Höhe über Null": ColumnType.TEXT,
    "select": ColumnType.INTEGER,
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("dep_delay * 2", ColumnType.INTEGER),
        ("dep_delay / 2", ColumnType.NUMBER),
        ("dep_delay * 1.5", ColumnType.NUMBER),
        ("upper(carrier) || '-' || dep_delay", ColumnType.TEXT),
        ("CASE WHEN late THEN 'yes' END -- why not", ColumnType.TEXT),
        ("day - DATE '2013-01-01'", ColumnType.INTEGER),
        ("date_trunc('hour', time_hour)", ColumnType.DATETIME),
        ("make_date(2013, 1, 1)", ColumnType.DATE),
        ("dep_delay > 60 && late", ColumnType.BOOLEAN),
        ("TIME '10:00'", ColumnType.TIME),
    ],
)
def test_a_formula_has_the_type_its_column_is_stored_in(text: str, kind: ColumnType) -> None:
    sql, found = formula(text, TYPES)
    assert found is kind is formula_type(text, TYPES)
    with connect() as connection:
        columns = (
            "1::BIGINT dep_delay, 2.5 air_time, 'ua' carrier, DATE '2013-01-03' AS \"day\", "
            "TIMESTAMPTZ '2013-01-01 10:30:00+00' time_hour, true late"
        )
        stored = connection.execute(f"SELECT typeof({sql}) FROM (SELECT {columns})").fetchall()[0][0]
    assert stored == {
        ColumnType.INTEGER: "BIGINT", ColumnType.NUMBER: "DOUBLE", ColumnType.TEXT: "VARCHAR", ColumnType.DATE: "DATE",
        ColumnType.DATETIME: "TIMESTAMP WITH TIME ZONE", ColumnType.TIME: "TIME", ColumnType.BOOLEAN: "BOOLEAN",
    }[kind]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message", "hint", "place"),
    [
        ("dep_dely > 5", "There is no column dep_dely.", "Did you mean dep_delay?", "dep_dely"),
        ('carrier = "UA"', "There is no column UA.", "Text stands in single quotes: 'UA'.", '"UA"'),
        ("carrier = UA", "There is no column UA.", "Text stands in single quotes: 'UA'.", "UA"),
        ("carrier = ‘UA’", "There is no column ‘UA’.", "Text stands in straight single quotes: 'UA'.", "‘UA’"),
        ("carrier = 'UA", "The row filter has a text without its closing quote.", "End it", "'UA"),
        ('"Höhe = 1', "The row filter has a name without its closing quote.", "End it", '"Höhe = 1'),
        ("dep_delay > 60 || dep_delay < 3", "The row filter compares the outcome", "Write OR", "||"),
        ("dep_delay != 3 || late", "The row filter joins texts with ||", "Write OR", "3 || late"),
        ("carrier > 5", "“carrier > 5” compares text with an integer.", "single quotes", "carrier > 5"),
        ("dep_delay > 'abc'", "'abc' is not an integer.", "", "'abc'"),
        ("day > 'abc'", "'abc' is not a date.", "2013-07-04", "'abc'"),
        ("dep_delay >", "The row filter is not an expression: something is missing at the end.", "Write one", ">"),
        ("(dep_delay > 3", "The row filter is not an expression", "Close the bracket", "3"),
        ("dep_delay > 3)", "The row filter closes a bracket that was never opened.", "Remove a )", ")"),
        ("dep_delay =< 3", "The row filter has no operator =<.", "Write <=", "dep_delay =< 3"),
        ("!late", "The row filter has no operator !.", "Write NOT", "!late"),
        ("dep_delay > 3 AND AND late", "near “AND”, letter 19", "Write one", "AND"),
        ("dep_delay", "gives an integer for each row, not yes or no.", "Compare it", "dep_delay"),
        ("carrier = 'UA' or 'AA'", "'AA' stands alone beside AND, OR or NOT.", "IN ('UA', 'AA')", "'AA'"),
        ("carrier in (1, 2)", "carrier holds text, and 1 is a number.", "'1'", "1"),
        ("late and carrier", "carrier holds text, so it is not true or false on its own.", "Compare", "carrier"),
        ("upper(dep_delay) > 'A'", "“upper(dep_delay)” does not work on an", "upper(text)", "upper(dep_delay)"),
        ("late OR select > 3", "select means something else in a row filter", 'Write "select".', "select"),
        ("uper(carrier) = 'A'", "A row filter may not use uper().", "Did you mean upper()?", "uper(carrier)"),
        ("sum(dep_delay) > 3", "A row filter may not use sum().", "one row at a time", "sum(dep_delay)"),
        ("'ü' = carrier && \"Höhe über Nul\" = 'x'", "There is no column Höhe über Nul.", "über Null?",
         '"Höhe über Nul"'),
        ("regexp_matches(carrier, '(')", "The row filter holds a pattern that cannot be used", "", None),
        ("date_part('yeer', day) = 3", "'yeer' is no part of a date.", "'year'", None),
        ("CAST(carrier AS FOO) = 3", "There is no type FOO.", "DOUBLE", "FOO"),
        ("true; DROP TABLE x", "A row filter is one expression, not several statements.", "semicolon", ";"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_and_where(text: str, message: str, hint: str, place: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        filter_sql(text, TYPES)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert (None if error.start is None else text[error.start : error.end]) == place
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.start, again.end) == (error.message, error.start, error.end)


@pytest.mark.parametrize(
    "text",
    ["dep_delay == 3 && late", "dep_delay != 3", 'carrier = \'a && b\' AND "select" > 1', "NOT late", "NULL",
     "carrier LIKE 'U%' OR day > '2013-01-01' AND \"at\" < '10:00'", "CARRIER IS NOT NULL"],
)  # fmt: skip
def test_what_other_languages_write_is_understood(text: str) -> None:
    sql = filter_sql(text, TYPES)
    assert sql == text or "&&" not in sql.replace("'a  AND  b'", "")


def test_text_in_quotes_is_left_alone() -> None:
    assert filter_sql("carrier = 'a && b'", TYPES) == "carrier = 'a && b'"


@pytest.mark.parametrize(("text", "said"), [("", "empty"), ("time_hour - time_hour", "duration"), ("NULL", "missing")])
def test_a_formula_that_no_column_can_hold(text: str, said: str) -> None:
    with pytest.raises(ExpressionError, match=said):
        formula(text, TYPES)


def test_names_are_quoted_where_they_have_to_be() -> None:
    assert [column_sql(n) for n in ("carrier", "select", "Höhe über Null", 'a"b', "2x")] == [
        "carrier", '"select"', '"Höhe über Null"', '"a""b"', '"2x"',
    ]  # fmt: skip
    for name in TYPES:
        formula(column_sql(name), TYPES)


def test_a_value_that_a_formula_cannot_work_on_is_named() -> None:
    sql, _ = formula("CAST(carrier AS INTEGER)", TYPES)
    import duckdb

    with connect() as connection, pytest.raises(duckdb.Error) as caught:
        connection.execute(f"SELECT {sql} FROM (SELECT 'UA' AS carrier)").fetchall()
    error = run_error(caught.value, "CAST(carrier AS INTEGER)")
    assert (error.message, error.hint) == ("'UA' is not an integer.", "Write TRY_CAST to get a missing value instead.")
