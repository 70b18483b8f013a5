"""Workbooks, JSON, Feather, compressed files and patterns: each against what wrote it."""

import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter  # type: ignore[import-untyped]

from modelyard.core.errors import CancelledError, InputError, WorkspaceError
from modelyard.domain.data.datasets import ColumnType, FileFormat, ReadOptions
from modelyard.tables.files import archives
from modelyard.tables.files.excel_in import sheet_names
from modelyard.tables.files.read import import_file, preview, type_losses
from tests.data.tables_support import FLIGHTS, Context, import_bytes, import_path, write


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """A few thousand real rows."""
    columns = ["month", "day", "dep_delay", "carrier", "tailnum", "time_hour", "late"]
    return pq.read_table(FLIGHTS, columns=columns).slice(0, 3000).to_pandas()


# --- workbooks ----------------------------------------------------------------------------------------------------
def _book(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    day, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("Pets")
    sheet.write(0, 0, "Our pets")
    sheet.write_row(2, 0, ["name", "legs", "weight", "born", "seen", "tame", "code"])
    for i in range(200):
        row = 3 + i
        sheet.write_row(row, 0, [f"pet{i}", i % 5, i + 0.25])
        sheet.write_datetime(row, 3, dt.datetime(2013, 1, 1) + dt.timedelta(days=i), day)
        sheet.write_datetime(row, 4, dt.datetime(2013, 1, 1, 10, 30) + dt.timedelta(hours=i), moment)
        sheet.write_boolean(row, 5, i % 2 == 0)
        sheet.write_string(row, 6, f"{i:05}")
    sheet.write_formula(9, 1, "=1/0", None, "#DIV/0!")
    sheet.write_formula(10, 2, "=1+1", None, 2)
    sheet.merge_range(210, 0, 210, 1, "")
    book.add_worksheet("Other").write_row(0, 0, ["a", "b"])
    book.close()
    return path


def test_a_workbook_keeps_the_types_of_its_cells(tmp_path: Path) -> None:
    path = _book(tmp_path / "pets.xlsx")
    assert sheet_names(path) == ("Pets", "Other")
    seen = preview(path, ReadOptions())
    assert (seen.options.format, seen.options.sheet, seen.options.header_row) == (FileFormat.EXCEL, "Pets", 3)
    assert (seen.row_count, seen.row_count_exact) == (200, True)
    titles = {p.title for p in seen.problems}
    assert {"The workbook has 2 sheets", "1 group of merged cells", "1 cell with an error"} <= titles
    done = import_path(path, tmp_path)
    assert done.types == {
        "name": "text", "legs": "integer", "weight": "number", "born": "date", "seen": "datetime", "tame": "boolean",
        "code": "text",
    }  # fmt: skip
    assert (done.result.rows, done.result.rejected) == (199, 1)
    assert (done.rejects[0].line, done.rejects[0].reason) == (10, "legs: “#DIV/0!” is not a whole number")
    peer = pd.read_excel(path, sheet_name="Pets", header=2, engine="calamine", dtype={"code": str}).drop(index=6)
    rows = pd.DataFrame(done.rows())
    for name in ("name", "weight", "code", "tame"):
        assert rows[name].tolist() == peer[name].iloc[:199].tolist()
    assert rows["born"].tolist() == [d.date() for d in peer["born"].iloc[:199]]
    assert rows["seen"].dt.tz_localize(None).tolist() == peer["seen"].iloc[:199].tolist()
    assert rows["weight"][6] == 2.0


def test_a_workbook_says_what_is_wrong(tmp_path: Path) -> None:
    path = _book(tmp_path / "pets.xlsx")
    with pytest.raises(InputError, match=r"pets.xlsx has no sheet “Cats”. Its sheets are Pets, Other."):
        preview(path, ReadOptions(sheet="Cats"))
    with pytest.raises(InputError, match=r"Sheet “Other” of pets.xlsx has column names \(a, b\) but no rows"):
        preview(path, ReadOptions(sheet="Other"))
    with pytest.raises(InputError, match=r"no row 999"):
        preview(path, ReadOptions(header_row=999))
    cut = write(tmp_path, path.read_bytes()[:3000], "cut.xlsx")
    with pytest.raises(InputError, match=r"cut.xlsx is not a whole workbook"):
        preview(cut, ReadOptions())


def test_the_old_and_the_open_workbook_formats(tmp_path: Path) -> None:
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="T">'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>b</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="1.5"/>'
        '<table:table-cell office:value-type="date" office:date-value="2013-01-05"/></table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "t.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}"/>')
    done = import_path(path, tmp_path)
    assert done.rows() == [{"a": 1.5, "b": dt.date(2013, 1, 5)}]
    old = write(tmp_path, b"\xd0\xcf\x11\xe0 and no more", "t.xls")
    with pytest.raises(InputError, match=r"t.xls is not a whole workbook"):
        preview(old, ReadOptions())


# --- JSON ---------------------------------------------------------------------------------------------------------
def test_json_lines_keep_bad_lines_aside(tmp_path: Path) -> None:
    lines = [json.dumps({"id": i, "name": f"n{i}", "at": f"2013-01-{1 + i % 28:02}", "v": i / 4}) for i in range(500)]
    lines[10] = '{"id": 10, "name": '
    lines[20] = "[1, 2]"
    lines[30] = '{"id": 1, "id": 2}'
    lines[40] = json.dumps({"id": 40, "tags": ["a", {"b": 1}], "extra": True})
    path = write(tmp_path, "\n".join(lines).encode(), "t.jsonl")
    seen = preview(path, ReadOptions())
    assert seen.options.format is FileFormat.JSON
    assert "tags is nested: imported as JSON text" in {p.title for p in seen.problems}
    done = import_path(path, tmp_path)
    expected = {"id": "integer", "name": "text", "at": "date", "v": "number", "tags": "text", "extra": "boolean"}
    assert done.types == expected
    assert [(r.line, r.reason) for r in done.rejects] == [
        (11, "Not JSON"),
        (21, "Not an object with names and values"),
        (31, "A name stands twice in one object"),
    ]
    assert done.rejects[0].text == lines[10]
    rows = done.rows()
    assert len(rows) == 497
    assert rows[37] == {"id": 40, "name": None, "at": None, "v": None, "tags": '["a", {"b": 1}]', "extra": True}
    assert rows[5] == {"id": 5, "name": "n5", "at": dt.date(2013, 1, 6), "v": 1.25, "tags": None, "extra": None}


def test_a_json_list_agrees_with_pandas(tmp_path: Path, frame: pd.DataFrame) -> None:
    path = tmp_path / "t.json"
    frame.drop(columns="time_hour").to_json(path, orient="records", indent=1)
    done = import_path(path, tmp_path)
    assert done.types == {
        "month": "integer", "day": "integer", "dep_delay": "number", "carrier": "text", "tailnum": "text",
        "late": "boolean",
    }  # fmt: skip
    peer = pd.read_json(path)
    rows = pd.DataFrame(done.rows())
    for name in peer.columns:
        assert rows[name].dropna().tolist() == peer[name].dropna().tolist()
    assert preview(path, ReadOptions()).row_count == 3000


def test_json_that_is_no_table(tmp_path: Path) -> None:
    for content, message in {
        b'[{"a": 1}, {"a": 2': r"ends|not JSON from line 1",
        b'[{"a": 1},\n {"a" 2}]': r"is not JSON from line 2",
        b"[1, 2, 3]": r"has no objects with values in it. Line 1: Not an object",
        b'{\n "a": [1]\n}': r"is one JSON object over several lines",
    }.items():
        path = write(tmp_path, content, "t.json")
        with pytest.raises(InputError, match=message):
            preview(path, ReadOptions())
        with pytest.raises(InputError, match=message):
            import_file(path, ReadOptions(), tmp_path / "o", tmp_path / "r", Context())


def test_json_texts_stay_text_and_long_numbers_exact(tmp_path: Path) -> None:
    content = b'{"zip": "00501", "big": 123456789012345678901}\n{"zip": "1", "big": 5}\n{"zip": null}\n'
    done = import_bytes(tmp_path, content, name="t.jsonl")
    assert done.rows() == [
        {"zip": "00501", "big": "123456789012345678901"},
        {"zip": "1", "big": "5"},
        {"zip": None, "big": None},
    ]


# --- Feather ------------------------------------------------------------------------------------------------------
def test_feather_and_arrow_streams(tmp_path: Path) -> None:
    from pyarrow import feather

    table = pq.read_table(FLIGHTS).slice(0, 5000)
    feather.write_feather(table, tmp_path / "t.feather")
    with pa.ipc.new_stream(tmp_path / "t.arrow", table.schema) as out:
        out.write_table(table)
    for name in ("t.feather", "t.arrow"):
        seen = preview(tmp_path / name, ReadOptions())
        assert (seen.options.format, seen.row_count, seen.row_count_exact) == (FileFormat.FEATHER, 5000, True)
        done = import_path(tmp_path / name, tmp_path)
        assert pq.read_table(done.out).equals(table.cast(pq.read_schema(done.out)))
    cut = write(tmp_path, (tmp_path / "t.feather").read_bytes()[:5000], "cut.feather")
    with pytest.raises(InputError, match=r"cut.feather is not a whole Feather file"):
        preview(cut, ReadOptions())


# --- compressed ---------------------------------------------------------------------------------------------------
def test_gzip_and_zip(tmp_path: Path, frame: pd.DataFrame) -> None:
    csv = frame.to_csv(index=False).encode()
    plain = import_bytes(tmp_path, csv)
    rows = plain.rows()
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(csv))
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/t.csv", csv)
        archive.writestr("__MACOSX/._t.csv", b"x")
        archive.writestr("folder/LICENSE.md", b"x")
    for name in ("t.csv.gz", "t.zip"):
        seen = preview(tmp_path / name, ReadOptions())
        assert (seen.row_count, seen.row_count_exact) == (3000, True)
        assert import_path(tmp_path / name, tmp_path).rows() == rows


def test_archives_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(name: str) -> str:
        with pytest.raises((InputError, WorkspaceError)) as error:
            import_file(tmp_path / name, ReadOptions(), tmp_path / "o", tmp_path / "r", Context())
        assert not [p for p in tmp_path.iterdir() if p.name.startswith(".import-")]
        return error.value.message

    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
        archive.writestr("b.csv", "a\n1\n")
    assert refused("two.zip") == "two.zip holds 2 tables: a.csv, b.csv."
    packed = gzip.compress(b"a,b\n1,2\n" * 50_000)
    write(tmp_path, packed[:-200], "cut.csv.gz")
    assert refused("cut.csv.gz") == "cut.csv.gz is damaged: it cannot be unpacked to its end."
    write(tmp_path, gzip.compress(b""), "none.csv.gz")
    assert refused("none.csv.gz") == "none.csv.gz is empty: it has 0 bytes once unpacked."
    write(tmp_path, packed, "big.csv.gz")
    monkeypatch.setattr(archives, "SPARE_BYTES", 1 << 60)
    monkeypatch.setattr(archives, "BLOCK", 1 << 10)
    assert "is too small to unpack big.csv.gz" in refused("big.csv.gz")
    monkeypatch.setattr(archives, "SPARE_BYTES", 0)
    monkeypatch.setattr(archives, "MAX_RATIO", 2)
    assert refused("big.csv.gz").startswith("big.csv.gz is damaged: it unpacks to more than 2 times its size")
    assert list(tmp_path.glob("[or]")) == []


# --- patterns -----------------------------------------------------------------------------------------------------
def test_files_of_a_pattern_are_one_table(tmp_path: Path, frame: pd.DataFrame) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    parts = [frame.iloc[i * 250 : (i + 1) * 250] for i in range(12)]
    for i, part in enumerate(parts, 1):
        turned = part[part.columns[::-1]] if i == 3 else part
        turned.to_csv(folder / f"f_{i}.csv", index=False, sep=";" if i == 2 else ",")
    done = import_path(folder / "f_*.csv", tmp_path)
    single = import_bytes(tmp_path, frame.to_csv(index=False).encode())
    assert done.rows() == single.rows()
    assert done.types == single.types
    seen = preview(folder / "f_*.csv", ReadOptions())
    assert [Path(f).name for f in seen.files] == [f"f_{i}.csv" for i in range(1, 13)]
    assert (seen.row_count, seen.row_count_exact) == (3000, True)


def test_rejected_rows_carry_the_name_of_their_file(tmp_path: Path) -> None:
    write(tmp_path, b"a,b\n" + b"1,2\n" * 200 + b"1\n", "p1.csv")
    write(tmp_path, b"b,a\n" + b"2,1\n" * 200 + b"x,1\n", "p2.csv")
    done = import_path(tmp_path / "p*.csv", tmp_path)
    assert (done.result.rows, done.types) == (400, {"a": "integer", "b": "integer"})
    assert [(r.file, r.line, r.column) for r in done.rejects] == [("p1.csv", 202, None), ("p2.csv", 202, "b")]
    assert {tuple(r.items()) for r in done.rows()} == {(("a", 1), ("b", 2))}


def test_a_column_that_only_some_files_have_is_named(tmp_path: Path) -> None:
    write(tmp_path, b"a,b\n1,2\n", "p1.csv")
    write(tmp_path, b"a,c\n1,2\n", "p2.csv")
    said = r"p2.csv does not have the columns of p1.csv: it has no column b and it has a column c that p1.csv has not\."
    for act in (
        lambda: preview(tmp_path / "p*.csv", ReadOptions()),
        lambda: import_file(tmp_path / "p*.csv", ReadOptions(), tmp_path / "o", tmp_path / "r", Context()),
    ):
        with pytest.raises(InputError, match=said):
            act()
    with pytest.raises(InputError, match=r"No file matches .*q\*\.csv\."):
        preview(tmp_path / "q*.csv", ReadOptions())


def test_parquet_files_of_a_pattern(tmp_path: Path) -> None:
    table = pq.read_table(FLIGHTS).slice(0, 6000)
    for i in range(3):
        pq.write_table(table.slice(i * 2000, 2000), tmp_path / f"p{i}.parquet")
    done = import_path(tmp_path / "p*.parquet", tmp_path)
    assert pq.read_table(done.out).equals(table.cast(pq.read_schema(done.out)))
    pq.write_table(pa.table({"a": [1.5]}), tmp_path / "n0.parquet")
    pq.write_table(pa.table({"a": [2]}), tmp_path / "n1.parquet")
    assert import_path(tmp_path / "n*.parquet", tmp_path).rows() == [{"a": 1.5}, {"a": 2.0}]
    write(tmp_path, b"a\n1\n", "n2.csv")
    with pytest.raises(InputError, match=r"are of different formats"):
        import_path(tmp_path / "n*", tmp_path)


# --- what a type would lose ---------------------------------------------------------------------------------------
def test_losses_of_a_type_are_counted(tmp_path: Path) -> None:
    values = [str(i) for i in range(300)]
    values[100], values[200] = "many", "1.5"
    path = write(tmp_path, ("a,b\n" + "".join(f"{v},x\n" for v in values)).encode())
    loss = type_losses(path, ReadOptions(), "a", ColumnType.INTEGER)
    assert (loss.lost, loss.checked, loss.exact) == (2, 300, True)
    assert [(e.line, e.text) for e in loss.examples] == [(102, "many"), (202, "1.5")]
    assert type_losses(path, ReadOptions(), "b", ColumnType.TEXT).lost == 0
    dates = write(tmp_path, b"d\n31.12.2013\n01.02.2013\nsoon\n", "d.csv")
    loss = type_losses(dates, ReadOptions(), "d", ColumnType.DATE, "%d.%m.%Y")
    assert [(e.line, e.text) for e in loss.examples] == [(4, "soon")]
    with pytest.raises(InputError, match=r"“dd/mm” is not a date format"):
        type_losses(dates, ReadOptions(), "d", ColumnType.DATE, "dd/mm")
    pq.write_table(pa.table({"v": [1.0, 2.5, None]}), tmp_path / "p.parquet")
    loss = type_losses(tmp_path / "p.parquet", ReadOptions(), "v", ColumnType.INTEGER)
    assert (loss.lost, loss.checked, [(e.line, e.text) for e in loss.examples]) == (1, 3, [(2, "2.5")])


@pytest.mark.parametrize("name", ["t.jsonl", "t.csv.gz"])
def test_cancelling_other_formats_leaves_nothing(tmp_path: Path, name: str) -> None:
    lines = b'{"a": 1}\n' * 20_000 if name == "t.jsonl" else gzip.compress(b"a,b\n" + b"1,2\n" * 20_000)
    path = write(tmp_path, lines, name)
    with pytest.raises(CancelledError):
        import_file(path, ReadOptions(), tmp_path / "o", tmp_path / "r", Context(0.0))
    assert list(tmp_path.iterdir()) == [path]
