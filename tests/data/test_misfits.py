"""What is chosen for single columns: values that do not fit become missing, and columns are left out."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from modelyard.core import codec
from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, ImportResult, Misfit, ProblemKind, ReadOptions, RejectedRow
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.tables.chosen import LISTED
from modelyard.tables.databases import rows as database_in
from modelyard.tables.databases.connect import Address
from modelyard.tables.files.read import import_file, preview, type_losses
from modelyard.tables.files.rejects import export_rejects, read_rejects
from tests.data.tables_support import Context, write

NUMBER, INTEGER, DATE, TEXT = ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.DATE, ColumnType.TEXT
TABLE = "id,temp,day,note\n1,20.5,2013-01-01,a\n2,warm,2013-01-02,b\n3,,soon,c\n4,cold,never,d\nx,hot,2013-01-05,e\n"


def options(
    types: dict[str, ColumnType] | None = None, missing: tuple[str, ...] = (), out: tuple[str, ...] = ()
) -> ReadOptions:
    return ReadOptions(types=types or {}, misfits=dict.fromkeys(missing, Misfit.MISSING), leave_out=out)


TYPED = {"id": INTEGER, "temp": NUMBER, "day": DATE}


class Done:
    """An import with its rows, the rows kept aside and the values that became missing."""

    def __init__(self, path: Path, folder: Path, chosen: ReadOptions) -> None:
        self.out, self.file, self.context = folder / "out.parquet", folder / "rejects.parquet", Context()
        self.file.unlink(missing_ok=True)
        self.result = import_file(path, chosen, self.out, self.file, self.context)
        self.take()

    def take(self) -> None:
        self.rejected: tuple[RejectedRow, ...] = read_rejects(self.file) if self.file.exists() else ()
        self.missing = read_rejects(self.file, limit=100_000, set_missing=True) if self.file.exists() else ()
        assert len(self.rejected) == min(500, self.result.rejected)
        assert {r.column for r in self.missing} == set(self.result.set_missing)

    @property
    def rows(self) -> list[list[object]]:
        return [list(row.values()) for row in pq.read_table(self.out).to_pylist()]


def test_values_that_do_not_fit_become_missing_and_are_told(tmp_path: Path) -> None:
    done = Done(write(tmp_path, TABLE.encode()), tmp_path, options(TYPED, ("temp", "day")))
    assert [row[:2] for row in done.rows] == [[1, 20.5], [2, None], [3, None], [4, None]]
    assert [str(row[2]) for row in done.rows] == ["2013-01-01", "2013-01-02", "None", "None"]
    assert (done.result.rows, done.result.rejected) == (4, 1)
    # "hot" stands in a row that is kept aside for another column: it is lost with its row, not set to missing
    assert done.result.set_missing == {"temp": 2, "day": 2}
    assert [(r.line, r.column) for r in done.rejected] == [(6, "id")]
    assert [(r.line, r.column, r.text) for r in done.missing] == [
        (3, "temp", "warm"), (4, "day", "soon"), (5, "temp", "cold"), (5, "day", "never"),
    ]  # fmt: skip
    assert done.missing[0].reason == "Set to missing: not a number"
    assert "2 values of temp did not fit and are missing." in done.context.lines


def test_the_default_keeps_the_rows_aside(tmp_path: Path) -> None:
    asked = ReadOptions(types=TYPED, misfits={"temp": Misfit.ASIDE})
    done = Done(write(tmp_path, TABLE.encode()), tmp_path, asked)
    assert (done.result.rows, done.result.rejected, done.result.set_missing) == (1, 4, {})


def test_a_column_left_out_is_not_read(tmp_path: Path) -> None:
    done = Done(write(tmp_path, TABLE.encode()), tmp_path, options(TYPED, (), ("temp", "day")))
    assert [c.name for c in done.result.columns] == ["id", "note"] == pq.read_schema(done.out).names
    assert (done.result.rows, done.result.rejected) == (4, 1)
    assert "Left out: temp, day." in done.context.lines


def test_a_sound_file_goes_straight_with_a_column_left_out(tmp_path: Path) -> None:
    lines = "".join(f"{i},{i / 4},w{i}\n" for i in range(50_000))
    done = Done(write(tmp_path, f"a,b,c\n{lines}".encode()), tmp_path, options(out=("b",)))
    assert (done.result.rows, done.result.rejected) == (50_000, 0)
    assert done.rows[49_999] == [49_999, "w49999"]
    assert "Finding the column types" not in done.context.texts


@pytest.mark.parametrize("fault", [b"1,2\n", b"1,2,3,4\n", b'1,"2,3\n', b"1,\xff,3\n", b"1,2\0,3\n"])
def test_a_faulty_row_is_kept_aside_whatever_is_left_out(tmp_path: Path, fault: bytes) -> None:
    content = b"a,b,c\n" + "1,é,3\n".encode() * 999 + fault + b"4,5,6\n"
    results = set()
    for out in ((), ("a",), ("b",), ("a", "b")):
        done = Done(write(tmp_path, content), tmp_path, options(out=out))
        results.add((done.result.rows, done.result.rejected, done.rejected[0].line, done.rejected[0].reason))
    assert len(results) == 1
    assert results.pop()[:3] == (1000, 1, 1001)


def test_any_share_of_values_may_be_missing_and_only_the_first_are_listed(tmp_path: Path) -> None:
    lines = "".join(f"{i},{'?' if i % 2 else i}\n" for i in range(5000))
    done = Done(write(tmp_path, f"id,temp\n{lines}".encode()), tmp_path, options({"temp": INTEGER}, ("temp",)))
    assert (done.result.rows, done.result.rejected, done.result.set_missing) == (5000, 0, {"temp": 2500})
    assert [r.line for r in done.missing] == [2 * i + 3 for i in range(LISTED)]


def test_the_whole_file_may_need_it_though_its_beginning_did_not(tmp_path: Path) -> None:
    lines = [f"{i},{i}" for i in range(400_000)]
    lines[399_990] = "7,late"
    done = Done(write(tmp_path, "\n".join(["id,temp", *lines]).encode()), tmp_path, options(missing=("temp",)))
    assert (done.result.rows, done.result.set_missing) == (400_000, {"temp": 1})
    assert [(r.line, r.text) for r in done.missing] == [(399_992, "late")]


def test_words_for_missing_are_not_counted(tmp_path: Path) -> None:
    content = b"id,temp\n1,NA\n2, n/a \n3,\n4,oops\n5,1\n"
    done = Done(write(tmp_path, content), tmp_path, options({"temp": INTEGER}, ("temp",)))
    assert done.result.set_missing == {"temp": 1}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (options(out=("gone",)), "no column gone to leave out"),
        (options(missing=("gone",)), "no column gone to set values to missing in"),
        (options(out=("id", "temp", "day", "note")), "Every column is left out"),
        (options(missing=("note",)), "note is read as text, which every value fits"),
        (options({"temp": TEXT}, ("temp",)), "temp is read as text"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, chosen: ReadOptions, words: str) -> None:
    path = write(tmp_path, TABLE.encode())
    for read in (lambda: preview(path, chosen), lambda: Done(path, tmp_path, chosen)):
        with pytest.raises(InputError, match=words):
            read()
    assert not (tmp_path / "out.parquet").exists()


def test_a_column_that_turns_out_to_be_text_is_refused_rather_than_kept(tmp_path: Path) -> None:
    """Its first 2 MB are numbers; so many values after them are words that it would become text, unasked."""
    lines = [f"{i},{i}" for i in range(300_000)] + [f"{i},word" for i in range(100_000)]
    path = write(tmp_path, "\n".join(["id,temp", *lines]).encode())
    with pytest.raises(InputError, match="temp is read as text"):
        Done(path, tmp_path, options(missing=("temp",)))
    assert Done(path, tmp_path, options({"temp": INTEGER}, ("temp",))).result.set_missing == {"temp": 100_000}


def test_an_empty_column_may_be_named(tmp_path: Path) -> None:
    done = Done(write(tmp_path, b"a,b\n1,\n2,\n"), tmp_path, options(missing=("b",)))
    assert (done.result.rows, done.result.set_missing) == (2, {})


def test_a_preview_shows_what_becomes_missing_and_what_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, TABLE.encode())
    seen = preview(path, options(TYPED, ("temp",), ("day",)))
    assert seen.options.leave_out == ("day",)
    assert [c.name for c in seen.columns] == ["id", "temp", "day", "note"]
    assert [row[:3] for row in seen.rows] == [
        (1, 20.5, "2013-01-01"), (2, None, "2013-01-02"), (3, None, "soon"), (4, None, "never"),
    ]  # fmt: skip
    found = {p.column: p for p in seen.problems if p.kind is ProblemKind.MISFITS}
    assert set(found) == {"id", "temp"}
    assert (found["temp"].severity, found["temp"].lines) == ("warn", (3, 5))
    assert found["temp"].text == "Lines 3 and 5: set to missing, for example “warm”."
    assert found["id"].severity == "bad"
    loss = type_losses(path, options(TYPED, ("temp",), ("day",)), "temp", NUMBER)
    assert (loss.lost, loss.checked) == (3, 5)


def test_a_column_that_is_mostly_empty_can_be_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, b"a,gust\n" + b"1,\n" * 8 + b"2,5\n")
    kept = preview(path, ReadOptions())
    left = preview(path, options(out=("gust",)))
    assert [(p.title, p.kind) for p in left.problems] == [(p.title, p.kind) for p in kept.problems]
    assert [(p.column, p.kind) for p in left.problems] == [("gust", ProblemKind.EMPTY)]


def test_workbooks(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate((["id", "temp", "note"], [1, 20.5, "a"], [2, "warm", "b"], [3, 21.5, "c"])):
            sheet.write_row(n, 0, row)
    done = Done(tmp_path / "book.xlsx", tmp_path, options({"temp": NUMBER}, ("temp",), ("note",)))
    assert done.rows == [[1, 20.5], [2, None], [3, 21.5]]
    assert [(r.line, r.column, r.text) for r in done.missing] == [(3, "temp", "warm")]


def test_json(tmp_path: Path) -> None:
    lines = [{"id": i, "temp": "warm" if i == 2 else i, "note": [i]} for i in range(4)]
    path = write(tmp_path, "\n".join(map(json.dumps, lines)).encode(), "rows.jsonl")
    done = Done(path, tmp_path, options({"temp": INTEGER}, ("temp",), ("note",)))
    assert done.rows == [[0, 0], [1, 1], [2, None], [3, 3]]
    assert [(r.line, r.text) for r in done.missing] == [(3, "warm")]


def test_several_files_as_one_table(tmp_path: Path) -> None:
    for n, word in enumerate(("low", "5", "high")):
        write(tmp_path, f"id,temp,note\n{n},{word},x\n".encode(), f"part_{n}.csv")
    done = Done(tmp_path / "part_*.csv", tmp_path, options({"temp": INTEGER}, ("temp",), ("note",)))
    assert done.rows == [[0, None], [1, 5], [2, None]]
    assert [(r.file, r.line, r.text) for r in done.missing] == [("part_0.csv", 2, "low"), ("part_2.csv", 2, "high")]
    assert done.result.set_missing == {"temp": 2}


@pytest.mark.parametrize("kind", ["parquet", "feather"])
@pytest.mark.parametrize("several", [False, True])
def test_files_with_types_of_their_own(tmp_path: Path, kind: str, several: bool) -> None:
    table = pa.table({"id": [1, 2, 3], "x": [1.5, float("inf"), 2.5], "tags": [["a"], ["b"], []]})
    for n in range(1 + several):
        path = tmp_path / f"part{n}.{kind}"
        pq.write_table(table, path) if kind == "parquet" else pa.feather.write_feather(table, path)
    source = tmp_path / f"part*.{kind}" if several else path
    done = Done(source, tmp_path, options(missing=("x",), out=("tags",)))
    assert done.rows == [[1, 1.5], [2, None], [3, 2.5]] * (1 + several)
    assert (done.result.rejected, done.result.set_missing) == (0, {"x": 1 + several})
    assert [(r.line, r.column, r.text) for r in done.missing] == [(2, "x", "inf")] * (1 + several)
    without = Done(source, tmp_path, options(out=("x",)))
    assert (without.result.rows, without.result.rejected) == (3 * (1 + several), 0)
    assert [c.name for c in preview(source, options(out=("x",))).columns] == ["id", "x", "tags"]
    for chosen, words in ((options(out=("gone",)), "no column gone"), (options(missing=("tags",)), "read as text")):
        with pytest.raises(InputError, match=words):
            Done(source, tmp_path, chosen)


def test_tables_of_databases(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE t (id INTEGER, temp REAL, note TEXT)")
        rows = [(1, 20.5, "a"), (2, "warm", "b"), (3, None, "c"), (4, 21.5, b"\xff")]
        connection.executemany("INSERT INTO t VALUES (?, ?, CAST(? AS TEXT))", rows)
    chosen = options(missing=("temp",), out=("note",))
    source = Source(SourceKind.DATABASE, connection_id="x", table="t", options=chosen)
    address, out, rejects = Address(f"sqlite:///{file}"), tmp_path / "out.parquet", tmp_path / "rejects.parquet"
    context = Context()
    result: ImportResult = database_in.import_rows(address, source, out, rejects, context)
    assert (result.rows, result.rejected, result.set_missing) == (4, 0, {"temp": 1})
    assert pd.read_parquet(out)["temp"].isna().tolist() == [False, True, True, False]
    assert pq.read_schema(out).names == ["id", "temp"]
    assert [(r.line, r.text) for r in read_rejects(rejects, set_missing=True)] == [(2, "warm")]
    assert context.lines == ["Left out: note.", "1 value of temp did not fit and is missing."]
    seen = database_in.preview(address, source)
    assert seen.options == chosen
    assert [p.text for p in seen.problems] == ["Line 2: set to missing, for example “warm”."]
    assert [row[2] for row in seen.rows[:3]] == ["a", "b", "c"]


def test_files_and_options_of_before_are_read(tmp_path: Path) -> None:
    old = tmp_path / "old.parquet"
    pq.write_table(pa.table({"line": [3], "column": ["a"], "reason": ["why"], "text": ["x"]}), old)
    assert read_rejects(old) == (RejectedRow(3, "a", "why", "x"),)
    assert read_rejects(old, set_missing=True) == ()
    assert export_rejects(old, tmp_path / "old.csv") == 1
    assert (tmp_path / "old.csv").read_text().splitlines()[0] == "line,column,reason,text"
    assert codec.from_builtins({"types": {"a": "text"}}, ReadOptions) == ReadOptions(types={"a": TEXT})
    chosen = options(TYPED, ("temp",), ("day",))
    assert codec.from_json(codec.to_json(chosen), ReadOptions) == chosen


def test_the_export_tells_missing_values_from_rows(tmp_path: Path) -> None:
    done = Done(write(tmp_path, TABLE.encode()), tmp_path, options(TYPED, ("temp", "day")))
    assert export_rejects(done.file, tmp_path / "all.csv") == 5
    told = pd.read_csv(tmp_path / "all.csv")
    assert told["set_missing"].tolist() == [False, True, True, True, True]
    assert "file" not in told.columns
