"""Values far from all others: found before an import, set to missing in their column only, in every text format."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ImportProblem, ProblemKind, ReadOptions
from modelyard.tables.engine import QUIET
from modelyard.tables.files.odd import odd_value
from modelyard.tables.files.read import import_file, preview

SPEEDS = [round(0.7 * (i % 60), 1) for i in range(400)]  # 0 to 41.3
WORDS = ReadOptions(missing_words={"wind_speed": ("1048.4",)})


def rows() -> list[dict[str, object]]:
    """Hours with one odd wind speed, which stands as a text elsewhere, and a gust that is 9999 in every tenth row."""
    found: list[dict[str, object]] = [
        {"wind_speed": s, "gust": 9999 if i % 10 == 3 else i % 37, "site": "EWR"} for i, s in enumerate(SPEEDS)
    ]
    found[100]["wind_speed"] = 1048.4
    found[7]["site"] = "1048.4"
    return found


def write(folder: Path, kind: str) -> Path:
    path = folder / f"weather.{kind}"
    if kind == "csv":
        path.write_text("wind_speed,gust,site\n" + "".join(f"{','.join(map(str, r.values()))}\n" for r in rows()))
    elif kind == "json":
        path.write_text(json.dumps(rows()))
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate([list(rows()[0]), *(list(r.values()) for r in rows())]):
                sheet.write_row(number, 0, row)
    return path


def odd(path: Path, options: ReadOptions | None = None) -> dict[str, ImportProblem]:
    found = preview(path, options or ReadOptions()).problems
    return {p.column or "": p for p in found if p.kind is ProblemKind.ODD}


def test_an_odd_value_is_said_with_its_lines_and_its_neighbour(tmp_path: Path) -> None:
    found = odd(write(tmp_path, "csv"))
    assert set(found) == {"wind_speed", "gust"}
    speed, gust = found["wind_speed"], found["gust"]
    assert (speed.title, speed.severity) == ("wind_speed has one odd value", "warn")
    assert speed.text == "Line 102 is 1,048.4, the next highest is 41.3."
    assert (speed.lines, speed.words) == ((102,), ("1048.4",))
    assert gust.title == "gust has an odd value in 40 rows"
    assert gust.text == "Lines 5, 15, 25 and 37 more are 9,999, the next highest is 36."
    assert len(gust.lines) == 40


@pytest.mark.parametrize("kind", ["csv", "json", "xlsx"])
def test_a_columns_own_word_is_missing_there_and_nowhere_else(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    said = odd(path, WORDS)["wind_speed"]
    assert (said.title, said.words) == ("wind_speed: 1048.4 set to missing", ("1048.4",))
    result = import_file(path, WORDS, tmp_path / "out.parquet", tmp_path / "aside", QUIET)
    table = pq.read_table(tmp_path / "out.parquet").to_pydict()
    assert (result.rows, result.rejected) == (400, 0)
    assert table["wind_speed"][100] is None
    assert table["wind_speed"][:100] == SPEEDS[:100]
    assert table["wind_speed"][101:] == SPEEDS[101:]
    assert table["site"][7] == "1048.4"
    assert table["gust"].count(9999) == 40
    assert not (tmp_path / "aside").exists()


def test_words_of_a_text_column_and_several_in_one(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("site,n\nEWR,1\nunknown,2\n ? ,3\nLGA,unknown\n")
    options = ReadOptions(missing_words={"site": ("unknown", "?")})
    import_file(path, options, tmp_path / "out", tmp_path / "aside", QUIET)
    table = pq.read_table(tmp_path / "out").to_pydict()
    assert table == {"site": ["EWR", None, None, "LGA"], "n": ["1", "2", "3", "unknown"]}


def test_words_for_a_column_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    path = write(tmp_path, "csv")
    for read in (
        lambda p, o: preview(p, o),
        lambda p, o: import_file(p, o, tmp_path / "x", tmp_path / "y", QUIET),
    ):
        with pytest.raises(InputError, match="There is no column nix to set values to missing in"):
            read(path, ReadOptions(missing_words={"nix": ("1",)}))
    import_file(path, ReadOptions(), tmp_path / "weather.parquet", tmp_path / "aside", QUIET)
    with pytest.raises(InputError, match="only in a file of text"):
        preview(tmp_path / "weather.parquet", WORDS)


def test_what_is_odd_and_what_is_not() -> None:
    plain = np.arange(100.0)
    assert odd_value(np.append(plain, 600.0)) == (600.0, 99.0)  # the median is 50: 501 is more than ten times 49
    assert odd_value(np.append(plain, 500.0)) is None
    assert odd_value(np.append(plain, -999.0)) == (-999.0, 0.0)
    assert odd_value(np.append(np.arange(18.0), 1e6)) is None  # too few different values to tell
    assert odd_value(np.array([])) is None
    rng = np.random.default_rng(0)
    assert odd_value(rng.normal(size=10_000)) is None
    assert odd_value(rng.lognormal(size=10_000)) is None


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (ReadOptions(delimiter="ab"), "split by 'ab'"),
        (ReadOptions(delimiter="1"), "split by '1'"),
        (ReadOptions(delimiter=""), "split by ''"),
        (ReadOptions(quote="ab"), "quoted by 'ab'"),
        (ReadOptions(delimiter=";", quote=";"), "';' cannot both"),
        (ReadOptions(decimal="x"), "'x' cannot be the decimal mark"),
        (ReadOptions(thousands="xx"), "'xx' cannot group"),
        (ReadOptions(decimal=",", thousands=","), "where it is the decimal mark"),
    ],
)
def test_marks_that_cannot_be_are_refused(tmp_path: Path, options: ReadOptions, wrong: str) -> None:
    with pytest.raises(InputError, match=wrong):
        preview(write(tmp_path, "csv"), options)
