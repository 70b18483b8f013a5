"""Filters, orders, searches and pages of the Table tab, against pandas."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.table import RowQuery, SortKey
from modelyard.tables.engine import connect, literal, parquet_source
from modelyard.tables.expression import ExpressionError
from modelyard.tables.pages import TableReader
from modelyard.tables.search import find_rows
from modelyard.tables.view import Selection, TableView, Work, select_rows
from tests.data.tables_support import FLIGHTS


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return pd.read_parquet(FLIGHTS)


def _numbers(query: RowQuery) -> list[int]:
    selection = select_rows(FLIGHTS, query)
    try:
        return selection.numbers(0, selection.rows)
    finally:
        selection.close()


@pytest.mark.parametrize(
    ("where", "query"),
    [
        ("dep_delay > 60 and carrier in ('UA','AA')", "dep_delay > 60 and carrier in ['UA', 'AA']"),
        ("dep_delay == 2 && origin != 'JFK'", "dep_delay == 2 and origin != 'JFK'"),
        ("tailnum IS NULL", "tailnum.isna()"),
        ("arr_delay - dep_delay < -60", "arr_delay - dep_delay < -60"),
        ("month > 12", "month > 12"),
    ],
)
def test_a_filter_finds_the_rows_pandas_finds(flights: pd.DataFrame, where: str, query: str) -> None:
    assert _numbers(RowQuery(where)) == flights.query(query).index.tolist()


@pytest.mark.parametrize(
    "keys",
    [
        (SortKey("dep_delay"),),
        (SortKey("dep_delay", True),),
        (SortKey("carrier"), SortKey("arr_delay", True), SortKey("tailnum")),
        (SortKey("tailnum", True), SortKey("time_hour", True)),
    ],
)
def test_an_order_is_stable_and_puts_missing_values_last(flights: pd.DataFrame, keys: tuple[SortKey, ...]) -> None:
    expected = flights
    for key in reversed(keys):  # one stable sort a key, the last key first, with the missing values at the end
        expected = expected.sort_values(key.column, ascending=not key.descending, kind="stable", na_position="last")
    assert _numbers(RowQuery(sort=keys)) == expected.index.tolist()


def test_filter_and_order_together(flights: pd.DataFrame) -> None:
    found = _numbers(RowQuery("dest = 'IAH'", (SortKey("arr_delay", True),)))
    expected = flights[flights["dest"] == "IAH"].sort_values("arr_delay", ascending=False, kind="stable")
    assert found == expected.index.tolist()


def test_pages_of_a_selection_are_the_rows_of_the_table() -> None:
    with TableReader(FLIGHTS) as reader:
        selection = select_rows(FLIGHTS, RowQuery("month = 7", (SortKey("dep_delay", True), SortKey("time_hour"))))
        view = TableView(reader, selection)
        for offset in (0, 1000, view.rows - 30, view.rows + 5):
            page = view.read_page(offset, 64)
            numbers = selection.numbers(offset, 64)
            assert page.rows == tuple(reader.read_page(n, 1).rows[0] for n in numbers)
            assert page.offset == offset
        two = view.read_page(3, 2, ["dest", "late"])
        assert [c.name for c in two.columns] == ["dest", "late"]
        every = TableView(reader, select_rows(FLIGHTS, RowQuery("day = 3")))
        assert every.read_page(0, 50).rows == tuple(
            reader.read_page(n, 1).rows[0] for n in (every.selection or selection).numbers(0, 50)
        )
        every.close()
        view.close()
        assert selection.numbers(0, 5) == []


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("n14228", ["tailnum"]),
        ("IAH", ["dest", "origin", "carrier"]),
        ("−43", ["dep_delay", "arr_delay"]),
        ("1545", ["flight", "dep_time"]),
        ("2013-05-01 07", ["time_hour"]),
        ("no", ["late"]),
        ("nothing like it", None),
        ("%", ["dest", "tailnum"]),
    ],
)
def test_a_search_finds_what_is_shown(flights: pd.DataFrame, text: str, columns: list[str] | None) -> None:
    with TableReader(FLIGHTS) as reader:
        wanted = reader.wanted(columns)
    found = find_rows(FLIGHTS, text, wanted, 0, len(flights))
    needle = text.replace("−", "-").lower()
    mask = np.zeros(len(flights), dtype=bool)
    for column in wanted:
        values = flights[column.name]
        if column.name == "time_hour":
            shown = values.dt.strftime("%Y-%m-%d %H:%M:%S")
        elif column.name == "late":
            shown = values.map({True: "yes", False: "no"})
        else:
            shown = values.astype("string")
            shown = shown.str.replace(r"\.0$", "", regex=True)
        mask |= shown.astype("string").str.lower().str.contains(needle, regex=False).fillna(False).to_numpy(bool)
    assert found.tolist() == np.flatnonzero(mask).tolist()
    half = find_rows(FLIGHTS, text, wanted, 100_000, 50_000)
    assert half.tolist() == [n for n in np.flatnonzero(mask).tolist() if 100_000 <= n < 150_000]


def test_places_of_finds_follow_filter_and_order(flights: pd.DataFrame) -> None:
    selection = select_rows(FLIGHTS, RowQuery("month <= 2", (SortKey("distance", True),)))
    with TableReader(FLIGHTS) as reader:
        found = find_rows(FLIGHTS, "N14228", reader.wanted(["tailnum"]), 0, reader.rows)
    order = selection.numbers(0, selection.rows)
    names = flights["tailnum"].to_numpy()
    assert selection.places(found).tolist() == [i for i, n in enumerate(order) if names[n] == "N14228"]
    selection.close()


def test_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ExpressionError, match="no column dep_dely"):
        select_rows(FLIGHTS, RowQuery("dep_dely > 3"))
    with pytest.raises(InputError, match="no column dep_dely"):
        select_rows(FLIGHTS, RowQuery(sort=(SortKey("dep_dely"),)))
    with pytest.raises(InputError, match=r"'[A-Z0-9]+' is not an integer"):
        select_rows(FLIGHTS, RowQuery("CAST(tailnum AS INTEGER) > 3"))
    with pytest.raises(InputError, match="no file"):
        select_rows(tmp_path / "none.parquet", RowQuery("month = 1"))


def test_work_can_be_stopped_in_the_middle(tmp_path: Path) -> None:
    big = tmp_path / "big.parquet"
    with connect() as connection:
        connection.execute(
            f"COPY (SELECT md5(i::VARCHAR) AS name FROM range(3000000) r(i)) TO {literal(big)} (FORMAT parquet)"
        )
    work = Work()
    ended: list[BaseException | Selection] = []

    def sort() -> None:
        try:
            ended.append(select_rows(big, RowQuery(sort=(SortKey("name"),)), work))
        except CancelledError as error:
            ended.append(error)

    thread = threading.Thread(target=sort)
    thread.start()
    while thread.is_alive() and work.fraction is None:
        thread.join(0.005)
    work.cancel()
    thread.join(20)
    assert [type(e) for e in ended] == [CancelledError]
    with pytest.raises(CancelledError):
        select_rows(big, RowQuery(sort=(SortKey("name"),)), work)


def test_sorting_spills_to_disk_rather_than_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("modelyard.tables.engine.MEMORY_LIMIT", "100MB")
    big = tmp_path / "big.parquet"
    with connect() as connection:
        connection.execute(
            f"COPY (SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS name FROM range(1500000) r(i)) "
            f"TO {literal(big)} (FORMAT parquet, ROW_GROUP_SIZE 32768)"
        )
    selection = select_rows(big, RowQuery(sort=(SortKey("name", True),)))
    assert selection.rows == 1_500_000
    with connect() as connection:
        best = connection.execute(f"SELECT max(name) FROM {parquet_source(big)}").fetchall()[0][0]
    with TableReader(big) as reader:
        view = TableView(reader, selection)
        assert view.read_page(0, 1).rows[0][0] == best
        view.close()
