"""Formulas inside a model say what the same words say in a recipe, and nothing but the allowed ever runs."""

from __future__ import annotations

import datetime

import duckdb
import numpy as np
import pandas as pd
import pytest

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Formula
from modelyard.tables.expression import formula as recipe
from modelyard.training.preparation import FormulaProblem, check_formula, formula_kind
from modelyard_server.formulas import FUNCTIONS, FormulaError, parse

ROWS = 400
COLUMNS = {
    "a": ColumnType.NUMBER,
    "b": ColumnType.NUMBER,
    "n": ColumnType.INTEGER,
    "flag": ColumnType.BOOLEAN,
    "city": ColumnType.TEXT,
    "day": ColumnType.DATE,
    "seen": ColumnType.DATETIME,
    "Größe, m²": ColumnType.NUMBER,
    "class": ColumnType.NUMBER,
}
KINDS = {name: formula_kind(kind) for name, kind in COLUMNS.items()}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    generator = np.random.default_rng(11)
    whole = generator.integers(-6, 7, ROWS).astype(float)
    frame = pd.DataFrame({"a": generator.normal(size=ROWS) * 4, "b": whole / 2, "n": generator.integers(-5, 6, ROWS)})
    frame["flag"] = pd.Series(generator.choice(np.array([True, False, None], dtype=object), ROWS), dtype="boolean")
    frame["city"] = pd.Series(generator.choice(np.array(["Jena", "Köln", "", None], dtype=object), ROWS), dtype=object)
    stamps = pd.Timestamp("2011-12-30") + pd.to_timedelta(generator.integers(0, 900 * 86400, ROWS), unit="s")
    frame["seen"] = stamps.tz_localize("UTC")
    frame["day"] = stamps.normalize()
    frame["Größe, m²"] = generator.integers(0, 9, ROWS) / 4
    frame["class"] = 3.0
    for name in ("a", "b", "seen", "day"):
        frame.loc[generator.random(ROWS) < 0.15, name] = None
    return frame


SAME = (
    "a + b * n - 2",
    "(a - b) / n",
    "-a % 3 + mod(n, 4) - b % 0.7",
    "n // 2",
    "abs(a) ** 0.5 + 2 ^ n",
    "a > b AND flag",
    "a > b OR flag",
    "NOT flag OR n = 3",
    "n <> 2 and n != 3",
    "a IS NULL OR b IS NOT NULL",
    "city = 'Köln'",
    "city <> 'Jena'",
    "city IN ('Jena', '')",
    "city NOT IN ('Jena', 'Bonn')",
    "n in (1, 2, 3) and n not in (2)",
    "flag = TRUE",
    "length(city)",
    "coalesce(a, b, 0) + coalesce(b, NULL, 7)",
    "greatest(a, b, 0) - least(a, n)",
    "round(b) + round(a, 1) + floor(a) + ceil(a) + trunc(a) + sign(n)",
    "ln(abs(a)) + log(abs(a) + 1) + log2(n + 9) + log10(n + 9) + exp(b) + sqrt(n + 9)",
    "sqrt(n) + ln(b)",
    "nullif(n, 3) + power(b, 2)",
    "year(seen) * 100 + month(seen) + quarter(day) / 10",
    "day(seen) + dayofyear(day) + dayofweek(day) + isodow(seen)",
    "hour(seen) * 60 + minute(seen) + second(seen) / 60",
    "epoch(seen) - epoch(day)",
    '"Größe, m²" * 2 + class',
    "A + N",
)


@pytest.mark.parametrize("text", SAME)
def test_the_same_words_mean_the_same_as_in_a_recipe(table, text):
    sql, _ = recipe(text, COLUMNS)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("rows", table)
        try:
            found = connection.execute(f"SELECT ({sql})::DOUBLE AS x FROM rows").df()["x"].to_numpy(dtype=float)
        except duckdb.Error:  # a recipe stops where a formula says missing
            found = connection.execute(f"SELECT TRY(({sql})::DOUBLE) AS x FROM rows").df()["x"].to_numpy(dtype=float)
    found = np.where(np.isfinite(found), found, np.nan)
    mine = parse(text, KINDS).values(
        {name: table[name].astype(object).tolist() for name in COLUMNS} | numbers(table), ROWS
    )
    assert np.isnan(mine).tolist() == np.isnan(found).tolist()
    assert mine[~np.isnan(mine)] == pytest.approx(found[~np.isnan(found)], rel=1e-12, abs=1e-12)
    assert np.isfinite(mine).sum() > 20


def numbers(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """The columns with numbers as a prepared frame holds them."""
    names = [name for name, kind in KINDS.items() if kind == "number"]
    return {name: table[name].astype("float64").to_numpy(dtype=float, na_value=np.nan) for name in names}


def test_every_function_is_compared_with_a_recipe():
    tried = " ".join(SAME)
    assert [name for name in FUNCTIONS if f"{name}(" not in tried] == ["max", "min"]  # sums over rows in a recipe


@pytest.mark.parametrize(
    "text, words, place",
    [
        ("", "is empty", ""),
        ("a + nothing", "no column nothing among the features", "nothing"),
        ("a + foo(b)", "There is no function foo", "foo"),
        ("sqr(a)", "Did you mean sqrt?", "sqr"),
        ("a + ", "not complete here", None),
        ("(a + b", "not complete here", None),
        ("a b", "not complete here", None),
        ("a ; b", "; has no meaning", ";"),
        ("a.__class__", ". has no meaning", "."),
        ("a[0]", "[ has no meaning", "["),
        ("a + city", "This is text, and a number is needed", "city"),
        ("seen - day", "This is a date, and a number is needed", "seen"),
        ("city", "gives text, not a number", "city"),
        ("day", "gives a date, not a number", "day"),
        ("city > 'a'", "Only numbers are larger or smaller", "city > 'a'"),
        ("city = 3", "Text and a number cannot be compared", "city = 3"),
        ("a < b < n", "Two comparisons in a row", "a < b < n"),
        ("a is 3", "IS goes with NULL only", "a is 3"),
        ("round()", "round takes 1 or 2 values, not 0", "round()"),
        ("hour(a)", "hour takes one column with a date or a time", "hour(a)"),
        ("length(a)", "length takes one column with text", "length(a)"),
        ("a if b", "no column if", "if"),
        ("lambda", "no column lambda", "lambda"),
        ("c_0 + a", "no column c_0", "c_0"),
        ("(a, b)", "This has no meaning", "(a, b)"),
        ("a @ b", "@ has no meaning", "@"),
        ("1e", "no column e", "e"),
        ("(" * 900 + "a" + ")" * 900, "nested too deeply", None),
        ("-" * 1900 + "a", "nested too deeply", None),
        ("a" * 3000, "more than 2,000 letters", None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, words, place):
    with pytest.raises(FormulaProblem) as caught:
        check_formula(Formula("f", text), COLUMNS)
    assert words in str(caught.value)
    if place is not None:
        assert text[caught.value.start : caught.value.end] == place


def test_huge_numbers_are_missing_and_take_no_time():
    started = datetime.datetime.now()
    found = parse("9 ** 9 ** 9 ** 9 + a", KINDS).values({"a": np.ones(3)}, 3)
    assert np.isnan(found).all()
    with pytest.raises(FormulaError):
        parse("1" * 1990 + "('x')", KINDS)
    assert (datetime.datetime.now() - started).total_seconds() < 2


def test_dates_as_a_server_is_sent_them():
    texts = {"seen": ["2013-04-01T15:45:00Z", "2013-04-01T23:45:00+02:00", "2013-04-01T15:45:00", "soon", None]}
    assert parse("hour(seen) + minute(seen) / 60", KINDS).values(texts, 5).tolist()[:3] == [15.75, 21.75, 15.75]
    assert np.isnan(parse("hour(seen)", KINDS).values(texts, 5)[3:]).all()
