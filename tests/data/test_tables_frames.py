"""Frames, row filters that can only filter, and what makes a target fit for training."""

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard.tables.expression import guarded
from modelyard.tables.frames import check_where, class_label, read_frame, target_summary
from tests.data.tables_support import FLIGHT_ROWS, FLIGHTS


@pytest.fixture(scope="module")
def flights() -> pd.DataFrame:
    return pq.read_table(FLIGHTS).to_pandas()


def test_frame_types_and_values(tmp_path: Path) -> None:
    at = dt.datetime(2020, 1, 2, 3, tzinfo=dt.UTC)
    table = pa.table(
        {
            "whole": [1, 2, 3],
            "holes": [1, None, 3],
            "x": [0.5, None, 2.5],
            "s": ["a", None, "ü"],
            "b": [True, False, True],
            "maybe": [True, None, False],
            "d": pa.array([at.date(), None, at.date()]),
            "at": pa.array([at, None, at], pa.timestamp("us", "UTC")),
            "t": pa.array([dt.time(1, 2), None, dt.time(3)], pa.time64("us")),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    frame = read_frame(tmp_path / "t.parquet", table.column_names)
    assert {n: str(k) for n, k in frame.dtypes.items()} == {
        "whole": "int64",
        "holes": "float64",
        "x": "float64",
        "s": "object",
        "b": "bool",
        "maybe": "object",
        "d": "datetime64[us]",
        "at": "datetime64[us, UTC]",
        "t": "object",
    }
    assert frame["s"].tolist() == ["a", None, "ü"]
    assert frame["maybe"].tolist() == [True, None, False]
    assert np.isnan(frame["x"][1])
    assert np.isnan(frame["holes"][1])
    assert frame["at"][0] == pd.Timestamp(at)
    assert frame["d"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("where", "query"),
    [
        ("month <= 3", "month <= 3"),
        ("carrier IN ('UA', 'AA') AND dep_delay IS NOT NULL", "carrier in ['UA', 'AA'] and dep_delay == dep_delay"),
        ("carrier LIKE 'U%' or hour + 1 > 20", "carrier.str.startswith('U') or hour + 1 > 20"),
        ("month between 1 and 3 and not (day > 5)", "1 <= month <= 3 and not day > 5"),
        ('"late"', "late == True"),
        ("upper(trim(dest)) = 'IAH' -- only Houston", "dest == 'IAH'"),
        ("case when month = 1 then true else false end", "month == 1"),
        ("CAST(month AS VARCHAR) = '1'", "month == 1"),
    ],
)
def test_filters_agree_with_pandas(flights: pd.DataFrame, where: str, query: str) -> None:
    expected = flights.query(query, engine="python")
    assert check_where(FLIGHTS, where) == len(expected) > 0
    frame = read_frame(FLIGHTS, ["flight", "carrier"], where)
    assert frame["flight"].tolist() == expected["flight"].tolist()
    assert frame["carrier"].tolist() == expected["carrier"].tolist()


def test_instants_are_utc_whatever_the_machine_says(flights: pd.DataFrame) -> None:
    expected = int((flights["time_hour"] >= pd.Timestamp("2013-04-01", tz="UTC")).sum())
    assert check_where(FLIGHTS, "time_hour >= '2013-04-01'") == expected


def test_a_long_list_keeps_the_order_of_rows(flights: pd.DataFrame) -> None:
    """DuckDB runs it as a join, which by itself returns rows in any order."""
    codes = sorted(flights["dest"].unique())[:60]
    where = f"dest IN ({', '.join(repr(c) for c in codes)}) AND tailnum NOT IN ({', '.join(repr(c) for c in codes)})"
    expected = flights[flights["dest"].isin(codes) & flights["tailnum"].notna()]
    frame = read_frame(FLIGHTS, ["flight", "tailnum"], where)
    assert frame["flight"].tolist() == expected["flight"].tolist()
    assert read_frame(FLIGHTS, ["flight"], where, 9)["flight"].tolist() == expected["flight"].tolist()[:9]


def test_limit_and_no_filter() -> None:
    assert check_where(FLIGHTS, "  ") == FLIGHT_ROWS
    assert read_frame(FLIGHTS, ["dest"], "", 3)["dest"].tolist() == ["IAH", "IAH", "MIA"]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("montth = 3", "There is no column montth. Did you mean month?"),
        ("month = ", "The row filter is not an expression: something is missing at the end."),
        ("month <= 3 oder day = 1", "near “oder”, letter 12"),
        ("month = 'x'", "'x' is not an integer."),
        ("month + carrier > 3", "“+” does not work on an integer and text."),
    ],
)
def test_mistakes_in_a_filter(where: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        check_where(FLIGHTS, where)
    assert said in str(error.value)
    assert error.value.hint


@pytest.mark.parametrize(
    "where",
    [
        "1=1; drop table x",
        "1=1) ; select (1",
        "1=1) --",
        "1=1) union select * from read_csv('/etc/passwd') where (1=1",
        "(select 1 from read_csv('/etc/passwd')) = 1",
        "(select count(*) from '/etc/passwd') > 0",
        "exists (select 1)",
        "month in (select 1)",
        "month = any(select 1)",
        "read_text('/etc/passwd') is not null",
        "getenv('HOME') = 'x'",
        "current_setting('memory_limit') = 'x'",
        "pragma_version()",
        "sleep(10) is null",
        "nextval('s') > 0",
        "count(*) > 1",
        "row_number() over () < 4",
        "columns(*) > 3",
        "month = ?",
        "month = $1",
        "main.month = 1",
        "system.main.getenv('HOME') = 'x'",
        "month <= 3 order by 1",
        "month <= 3 limit 5",
        "list_transform([1], lambda x: x) = [1]",
        "x -> x",
        "/* a comment that does not end",
        "random() < 0.5",
        "now() > time_hour",
    ],
)
def test_a_filter_can_only_filter(where: str) -> None:
    for call in (lambda: check_where(FLIGHTS, where), lambda: read_frame(FLIGHTS, ["day"], where, 1)):
        with pytest.raises(InputError):
            call()
    with pytest.raises(InputError):
        target_summary(FLIGHTS, "late", where)


def test_unknown_column() -> None:
    with pytest.raises(InputError, match=r"There is no column dep_dely\. Did you mean dep_delay\?"):
        read_frame(FLIGHTS, ["dep_dely"])


def test_a_good_target(flights: pd.DataFrame) -> None:
    found = target_summary(FLIGHTS, "late", "month <= 3")
    quarter = flights[flights["month"] <= 3]["late"]
    assert (found.rows, found.missing, found.problem, found.positive) == (80_789, int(quarter.isna().sum()), "", "true")
    assert dict(found.classes) == {"false": int((quarter == False).sum()), "true": int((quarter == True).sum())}  # noqa: E712
    assert target_summary(FLIGHTS, "late", "", "false").positive == "false"
    with pytest.raises(InputError, match="late has no value maybe"):
        target_summary(FLIGHTS, "late", "", "maybe")


@pytest.mark.parametrize(
    ("target", "where", "problem"),
    [
        ("year", "", "year has only one value, 2013, so there is nothing to tell apart."),
        ("tailnum", "", "tailnum has 4,043 different values; at most 200 can be classes."),
        ("time_hour", "", "time_hour holds dates or times, which are not learned."),
        ("arr_time", "arr_time is null", "arr_time has no value in any of the 8,713 rows."),
        ("late", "month = 13", "No row matches the filter."),
        ("carrier", "carrier = 'OO' and month = 1 or carrier = 'UA'", "Only 1 row has carrier = OO; learning and"),
    ],
)
def test_targets_that_cannot_be_learned(target: str, where: str, problem: str) -> None:
    assert target_summary(FLIGHTS, target, where).problem.startswith(problem)


def test_a_target_asks_for_a_task_that_can_be_changed(flights: pd.DataFrame) -> None:
    assert target_summary(FLIGHTS, "late").task is Task.BINARY
    month = target_summary(FLIGHTS, "month")
    assert (month.task, month.distinct, month.problem, month.positive) == (Task.MULTICLASS, 12, "", None)
    assert target_summary(FLIGHTS, "month", task=Task.REGRESSION).problem == ""
    assert "A yes/no question needs exactly two" in target_summary(FLIGHTS, "month", task=Task.BINARY).problem
    assert "holds no numbers" in target_summary(FLIGHTS, "carrier", task=Task.REGRESSION).problem
    delay = target_summary(FLIGHTS, "dep_delay")
    assert (delay.task, delay.distinct, delay.problem, len(delay.classes)) == (Task.REGRESSION, 527, "", 20)
    present = flights["dep_delay"].dropna()
    assert delay.numbers is not None
    assert (delay.numbers.minimum, delay.numbers.maximum) == (present.min(), present.max())
    assert delay.numbers.mean == pytest.approx(present.mean())
    assert dict(delay.numbers.quantiles)[0.95] == pytest.approx(present.quantile(0.95))


def test_infinite_numbers_are_no_target(tmp_path: Path) -> None:
    values = [float(i) for i in range(30)] + [float("inf")]
    pq.write_table(pa.table({"t": values}), tmp_path / "t.parquet")
    found = target_summary(tmp_path / "t.parquet", "t", task=Task.REGRESSION)
    assert found.problem.startswith("t is infinite in 1 row.")
    assert found.numbers is not None
    assert (found.numbers.maximum, found.numbers.infinite) == (29.0, 1)


def test_the_rarer_class_is_positive_and_labels_agree(tmp_path: Path) -> None:
    pq.write_table(pa.table({"t": [1.0] * 30 + [2.5] * 25, "w": ["b"] * 20 + ["a"] * 35}), tmp_path / "t.parquet")
    found = target_summary(tmp_path / "t.parquet", "t")
    assert found.classes == (("1", 30), ("2.5", 25))
    assert found.positive == "1"
    assert [class_label(v) for v in (1.0, 2.5, True, np.bool_(False), 7, "x")] == [
        "1",
        "2.5",
        "true",
        "false",
        "7",
        "x",
    ]
    assert target_summary(tmp_path / "t.parquet", "w").positive == "b"


def test_a_filter_works_in_a_folder_with_brackets_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "lab [2] *"
    folder.mkdir()
    copy = folder / "flights.parquet"
    shutil.copy(FLIGHTS, copy)
    assert check_where(copy, "month <= 3") == check_where(FLIGHTS, "month <= 3") > 0
    with guarded(copy) as connection, pytest.raises(duckdb.PermissionException):
        connection.execute(f"SELECT count(*) FROM read_parquet('{FLIGHTS}')")
