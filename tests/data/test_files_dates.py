"""Dates, thousands and types of CSV files in the forms that people write."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, ReadOptions
from modelyard.tables.files.read import preview
from tests.data.tables_support import import_bytes, write

DAYS = [dt.date(2013, 1, 1) + dt.timedelta(days=9 * i) for i in range(40)]


@pytest.mark.parametrize(
    "fmt", ["%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%Y%m%d"]
)
def test_dates_of_other_forms(tmp_path: Path, fmt: str) -> None:
    texts = pd.Series(pd.to_datetime(DAYS)).dt.strftime(fmt).tolist()
    content = "n;d;t\n" + "".join(f"{i};{t};{t} 10:05\n" for i, t in enumerate(texts))
    done = import_bytes(tmp_path, content.encode())
    assert done.types == {"n": "integer", "d": "date", "t": "datetime"}
    assert [r["d"] for r in done.rows()] == DAYS
    assert done.rows()[3]["t"] == dt.datetime.combine(DAYS[3], dt.time(10, 5), dt.UTC)
    seen = preview(tmp_path / "table.csv", ReadOptions())
    assert seen.options.date_formats == {"d": fmt, "t": f"{fmt} %H:%M"}
    assert not [p for p in seen.problems if "ambiguous" in p.title]


def test_an_ambiguous_order_is_said_and_can_be_given(tmp_path: Path) -> None:
    path = write(tmp_path, b"d\n01/02/2013\n03/04/2013\n")
    seen = preview(path, ReadOptions())
    assert seen.rows == ((dt.date(2013, 1, 2),), (dt.date(2013, 3, 4),))
    assert [p.title for p in seen.problems] == ["d: day and month are ambiguous"]
    for options in (ReadOptions(date_format="%d/%m/%Y"), ReadOptions(date_formats={"d": "%d/%m/%Y"})):
        seen = preview(path, options)
        assert seen.rows == ((dt.date(2013, 2, 1),), (dt.date(2013, 4, 3),))
        assert seen.problems == ()


def test_a_column_that_can_tell_helps_the_others(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b"a,b\n01/02/2013,25/12/2013\n03/04/2013,01/01/2013\n")
    assert [r["a"] for r in done.rows()] == [dt.date(2013, 2, 1), dt.date(2013, 4, 3)]


def test_the_end_of_a_file_decides_an_ambiguous_order(tmp_path: Path) -> None:
    lines = ["01/02/2013,x"] * 200_000 + ["25/12/2013,x"] * 10
    done = import_bytes(tmp_path, ("d,t\n" + "\n".join(lines) + "\n").encode())
    assert (done.result.rows, done.result.rejected) == (200_010, 0)
    assert (done.rows()[0]["d"], done.rows()[-1]["d"]) == (dt.date(2013, 2, 1), dt.date(2013, 12, 25))


def test_dates_that_do_not_exist_are_kept_aside(tmp_path: Path) -> None:
    lines = [d.strftime("%d.%m.%Y") for d in DAYS] * 5 + ["31.02.2013"]
    done = import_bytes(tmp_path, ("d\n" + "\n".join(lines) + "\n").encode())
    assert [(r.line, r.reason) for r in done.rejects] == [(202, "d: “31.02.2013” is not a date")]


def test_numbers_that_are_no_dates_stay_numbers(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b"id\n20131231\n20139999\n")
    assert done.types == {"id": "integer"}


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("n;v\n1;1 234 567,5\n2;12 000,25\n", ReadOptions()),
        ("n;v\n1;1.234.567,5\n2;12.000,25\n", ReadOptions()),
        ("n;v\n1;1'234'567.5\n2;12'000.25\n", ReadOptions()),
        ('n,v\n1,"1,234,567.5"\n2,"12,000.25"\n', ReadOptions()),
        ("n;v\n1;1\u00a0234\u00a0567.5\n2;12\u00a0000.25\n", ReadOptions(thousands=" ", decimal=".")),
    ],
)
def test_thousands(tmp_path: Path, text: str, options: ReadOptions) -> None:
    done = import_bytes(tmp_path, text.encode(), options)
    assert [r["v"] for r in done.rows()] == [1234567.5, 12000.25]


def test_no_thousands_when_told_so(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b'v,w\n"1,234",x\n"5,678",y\n', ReadOptions(thousands=""))
    assert done.types["v"] == "text"


def test_a_type_that_was_chosen_takes_a_format(tmp_path: Path) -> None:
    options = ReadOptions(types={"d": ColumnType.DATETIME}, date_formats={"d": "%Y/%d/%m %Hh%M"})
    done = import_bytes(tmp_path, b"d\n2013/31/12 05h30\n", options)
    assert done.rows() == [{"d": dt.datetime(2013, 12, 31, 5, 30, tzinfo=dt.UTC)}]
    with pytest.raises(InputError, match=r"There is no column x"):
        import_bytes(tmp_path, b"d\n1\n", ReadOptions(date_formats={"x": "%d"}))
