"""Reading files: what is detected, what is kept, and that every row of a file is accounted for."""

import datetime as dt
import hashlib
import random
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import CancelledError
from modelyard.domain.data.datasets import ColumnType, FileFormat, ReadOptions
from modelyard.tables.files.read import import_file, preview
from modelyard.tables.files.rejects import read_rejects
from modelyard.tables.pages import TableReader
from modelyard.tables.profiles.profile import profile_table
from tests.data.tables_support import (
    FLIGHT_ROWS,
    FLIGHTS,
    Context,
    data_records,
    import_bytes,
    import_path,
    write,
)


@pytest.fixture(scope="module")
def flights_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flights") / "flights.csv"
    duckdb.execute("SET TimeZone = 'UTC'").execute(f"COPY (FROM '{FLIGHTS}') TO '{path}' (HEADER)")
    return path


def test_flights_survive_the_way_through_csv(flights_csv: Path, tmp_path: Path) -> None:
    done = import_path(flights_csv, tmp_path)
    assert (done.result.rows, done.result.rejected) == (FLIGHT_ROWS, 0)
    assert pq.read_table(done.out).equals(pq.read_table(FLIGHTS).cast(pq.read_schema(done.out)))
    assert done.types["time_hour"] == "datetime"
    assert done.types["late"] == "boolean"
    assert done.result.size_bytes == done.out.stat().st_size
    assert done.context.fractions == sorted(done.context.fractions)
    assert done.context.fractions[-1] > 0.9


def test_preview_of_flights(flights_csv: Path) -> None:
    seen = preview(flights_csv, ReadOptions(), limit=7)
    assert (seen.row_count, seen.row_count_exact, len(seen.rows)) == (FLIGHT_ROWS, True, 7)
    words = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan")
    asked = ReadOptions(FileFormat.CSV, ",", '"', "utf-8", ".", True, words)
    assert seen.options == replace(asked, thousands=",", date_format="", header_row=1)
    assert seen.problems == ()
    assert seen.rows[0][9:14] == ("UA", 1545, "N14228", "EWR", "IAH")
    assert seen.rows[0][18] == dt.datetime(2013, 1, 1, 10, tzinfo=dt.UTC)
    assert [c.type for c in seen.columns].count(ColumnType.INTEGER) == 14


def test_the_bar_of_four_seconds(flights_csv: Path, tmp_path: Path) -> None:
    """Imported, profiled and shown: CPU seconds of this process over all threads, so that neighbours do not count."""
    before = time.process_time()
    done = import_path(flights_csv, tmp_path)
    assert profile_table(done.out, Context()).rows == FLIGHT_ROWS
    with TableReader(done.out) as reader:
        assert len(reader.read_page(0, 200).rows) == 200
    assert time.process_time() - before < 4.0


def test_same_content_gives_the_same_bytes(flights_csv: Path, tmp_path: Path) -> None:
    hashes = set()
    for n in range(3):
        (tmp_path / str(n)).mkdir()
        done = import_path(flights_csv, tmp_path / str(n))
        hashes.add(hashlib.sha256(done.out.read_bytes()).hexdigest())
    assert len(hashes) == 1


def test_numbers_agree_with_pandas(tmp_path: Path) -> None:
    rng = random.Random(5)
    special = [5e-324, 1.7976931348623157e308, -0.0, 0.1, 1 / 3]
    values = [rng.uniform(-1, 1) * 10 ** rng.randint(-300, 300) for _ in range(5000)] + special
    content = "v\n" + "\n".join(map(repr, values)) + "\n"
    done = import_bytes(tmp_path, content.encode())
    assert done.types == {"v": "number"}
    assert [row["v"] for row in done.rows()] == values


def test_nothing_is_rounded_or_reinterpreted(tmp_path: Path) -> None:
    rows = [f"{i},{i}" for i in range(200)]
    done = import_bytes(tmp_path, ("a,b\n" + "\n".join(rows) + "\n0x1F,1\n1_000,2\n").encode())
    assert done.types == {"a": "integer", "b": "integer"}
    assert [(r.line, r.column, r.reason) for r in done.rejects] == [
        (202, "a", "a: “0x1F” is not a whole number"),
        (203, "a", "a: “1_000” is not a whole number"),
    ]


def test_a_fraction_makes_the_column_a_number(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b"a\n1\n2\n3.5\n")
    assert done.types == {"a": "number"}
    assert [r["a"] for r in done.rows()] == [1.0, 2.0, 3.5]


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b"zip,n\n00501,1\n10001,2\n")
    assert done.types == {"zip": "text", "n": "integer"}
    assert done.rows()[0] == {"zip": "00501", "n": 1}
    chosen = ReadOptions(types={"zip": ColumnType.INTEGER, "n": ColumnType.TEXT})
    done = import_bytes(tmp_path, b"zip,n\n00501,1\n10001,2\n", chosen)
    assert done.rows() == [{"zip": 501, "n": "1"}, {"zip": 10001, "n": "2"}]


def test_the_whole_file_decides_the_type(tmp_path: Path) -> None:
    """What the beginning of a file looks like must not lose what its end holds."""
    begin = b"1,2013-01-01,7,\n" * 400_000
    done = import_bytes(tmp_path, b"a,b,c,d\n" + begin + b"1.5,2013-01-02 10:30,007,x\n")
    assert done.result.rows == 400_001
    assert done.types == {"a": "number", "b": "datetime", "c": "text", "d": "text"}
    last = pq.read_table(done.out).slice(400_000).to_pylist()[0]
    assert (last["a"], last["c"], last["d"]) == (1.5, "007", "x")
    assert last["b"] == pd.Timestamp("2013-01-02 10:30", tz="UTC")
    assert len(done.context.lines) == 3


def test_dates_times_and_zones(tmp_path: Path) -> None:
    content = (
        b"d,t,at,yes\n2013-01-05,05:30,2013-01-01T10:00:00Z,true\n2013-02-05,23:59:59,2013-01-01 12:00:00+02:00,FALSE\n"
        b"2013-02-06,,2013-01-01 12:00:00,\n"
    )
    done = import_bytes(tmp_path, content)
    assert done.types == {"d": "date", "t": "time", "at": "datetime", "yes": "boolean"}
    rows = done.rows()
    assert [r["d"] for r in rows] == [dt.date(2013, 1, 5), dt.date(2013, 2, 5), dt.date(2013, 2, 6)]
    assert [r["t"] for r in rows] == [dt.time(5, 30), dt.time(23, 59, 59), None]
    assert [r["at"] for r in rows] == [pd.Timestamp(f"2013-01-01 {h}:00", tz="UTC") for h in (10, 10, 12)]
    assert [r["yes"] for r in rows] == [True, False, None]


def test_words_for_missing(tmp_path: Path) -> None:
    content = b'a,b,c\n1,NA,x\nNULL,2.5,None\n,nan,"NA"\n4,N/A,\n NA ,3, y\n'
    done = import_bytes(tmp_path, content)
    assert done.types == {"a": "integer", "b": "number", "c": "text"}
    assert [tuple(r.values()) for r in done.rows()] == [
        (1, None, "x"),
        (None, 2.5, "None"),
        (None, None, None),
        (4, None, None),
        (None, 3.0, " y"),
    ]
    only = import_bytes(tmp_path, b"a,b\n-,1\nNA,2\n", ReadOptions(null_values=("-",)))
    assert [tuple(r.values()) for r in only.rows()] == [(None, 1), ("NA", 2)]


@pytest.mark.parametrize(
    ("content", "names", "first"),
    [
        (b"a;b\n1,5;x\n2,25;y\n1.234,5;z\n", ["a", "b"], (1.5, "x")),
        (b"a\tb\n1\tx\n", ["a", "b"], (1, "x")),
        (b"a|b\n1|x\n", ["a", "b"], (1, "x")),
        (b"a,b\n'x,1',2\n'y,2',3\n", ["a", "b"], ("x,1", 2)),
        (b"a,b\nO'Brien,1\n'tis,2\n", ["a", "b"], ("O'Brien", 1)),
        (b'a,b\n"1,234.5",x\n"2,000",y\n', ["a", "b"], (1234.5, "x")),
        (b"1,2,x\n3,4,y\n", ["column_1", "column_2", "column_3"], (1, 2, "x")),
        (b"fruit\napple\nbanana\n", ["fruit"], ("apple",)),
        (b"\xef\xbb\xbfa,b\n1,x\n", ["a", "b"], (1, "x")),
        (b"\n\na,b\n1,x\n", ["a", "b"], (1, "x")),
        (b'"a\nb",c\n1,2\n', ["a b", "c"], (1, 2)),
        (b"a,b,\n1,2,\n", ["a", "b", "column_3"], (1, 2, None)),
    ],
)
def test_layouts(tmp_path: Path, content: bytes, names: list[str], first: tuple[object, ...]) -> None:
    path = write(tmp_path, content)
    seen = preview(path, ReadOptions())
    assert ([c.name for c in seen.columns], seen.rows[0]) == (names, first)
    done = import_path(path, tmp_path)
    assert tuple(done.rows()[0].values()) == first
    assert done.result.columns == seen.columns
    assert done.result.rejected == 0


def test_names_are_made_unique_and_said(tmp_path: Path) -> None:
    path = write(tmp_path, b"name,name,,Name,name_2\n1,2,3,4,5\n")
    seen = preview(path, ReadOptions())
    assert [c.name for c in seen.columns] == ["name", "name_3", "column_3", "Name_4", "name_2"]
    assert {p.text for p in seen.problems} == {
        "Named by position: column_3.",
        "Made unique: name → name_3, Name → Name_4.",
    }
    assert import_path(path, tmp_path).result.columns == seen.columns


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [True, False])
def test_line_ends(tmp_path: Path, newline: bytes, end: bool) -> None:
    lines = [b"a,b", b"1,x", b"q,y", b"3,z"]
    content = newline.join(lines) + (newline if end else b"")
    done = import_bytes(tmp_path, content, ReadOptions(types={"a": ColumnType.INTEGER}))
    assert [tuple(r.values()) for r in done.rows()] == [(1, "x"), (3, "z")]
    assert [(r.line, r.text) for r in done.rejects] == [(3, "q,y")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    rows = "".join(f"{i};caf\u00e9 {i}\r\n" for i in range(50))
    done = import_bytes(tmp_path, ("n;name\r\n" + rows).encode(encoding))
    assert done.rows()[49] == {"n": 49, "name": "caf\u00e9 49"}
    assert done.result.rejected == 0


def test_quotes_and_newlines_inside_fields(tmp_path: Path) -> None:
    content = b'a,b\n1,"x, ""y"""\n2,"multi\nline"\n\n3,"q\r\n"\n4,"bad number\n\n",\nz,w\n5,6\n'
    done = import_bytes(tmp_path, content, ReadOptions(types={"a": ColumnType.INTEGER}))
    assert [r["b"] for r in done.rows()] == ['x, "y"', "multi\nline", "q\n", "6"]
    assert [(r.line, r.reason) for r in done.rejects] == [
        (8, "Too many values: 3 instead of 2"),
        (11, "a: “z” is not a whole number"),
    ]


def test_every_record_is_kept_or_kept_aside(tmp_path: Path) -> None:
    """Random faults in a file large enough to be read in parallel: counts, lines and texts must all add up."""
    rng = random.Random(7)
    lines, faulty = ["n,x,name"], {}
    for i in range(120_000):
        lines.append(f"{i},{i / 8},{'“quoted”' if i % 7 == 0 else 'plain'}" if i % 5 else f'{i},{i / 8},"a ""b"", c"')
        if rng.random() < 0.001:
            bad = rng.choice([f"{i},1", f"{i},1,2,3", f"x{i},1,q", f"{i},y,q", f'{i},1,"open', f'{i},1,"a"b'])
            lines.append(bad)
            faulty[len(lines)] = bad
    content = ("\n".join(lines) + "\n").encode()
    done = import_bytes(tmp_path, content)
    assert done.types == {"n": "integer", "x": "number", "name": "text"}
    assert {r.line: r.text for r in done.rejects} == faulty
    assert done.result.rows + done.result.rejected == len(lines) - 1
    assert [r["n"] for r in done.rows()] == list(range(120_000))
    assert [r.line for r in done.rejects] == sorted(faulty)


def test_counts_agree_with_the_csv_module(tmp_path: Path) -> None:
    rng = random.Random(3)
    pieces = ["1", "abc", "", '"q"', '"a,b"', '"l\nm"', '"d""e"', "2.5", "-"]
    for n in range(10):
        rows = [",".join(rng.choice(pieces) for _ in range(rng.choice([3, 3, 3, 3, 2, 4]))) for _ in range(60)]
        content = ("h1,h2,h3\n" + "\n".join(rows) + "\n").encode()
        (tmp_path / str(n)).mkdir()
        done = import_bytes(tmp_path / str(n), content)
        assert done.result.rows + done.result.rejected == data_records(content)


def test_a_wrong_type_keeps_rows_aside(tmp_path: Path) -> None:
    content = b"a,b\n" + b"\n".join(b"%d,%d" % (i, i) for i in range(5000)) + b"\nword,1\n"
    options = ReadOptions(types={"a": ColumnType.DATE})
    with pytest.raises(Exception, match=r"No row of table\.csv fits: all 5,001"):
        import_bytes(tmp_path, content, options)
    assert not (tmp_path / "out.parquet").exists()
    done = import_bytes(tmp_path, content, ReadOptions(types={"a": ColumnType.NUMBER}))
    assert done.result.rejected_reasons == {"a is not a number": 1}


def test_odd_file_names(tmp_path: Path) -> None:
    for name in ("[a]*?.csv", 'it\'s "x".csv', "ü ñ.csv", "data.csv.gz"):
        done = import_bytes(tmp_path, b"a,b\n1,2\n", name=name)
        assert done.rows() == [{"a": 1, "b": 2}]


def test_parquet_comes_through_unchanged(tmp_path: Path) -> None:
    done = import_path(FLIGHTS, tmp_path)
    assert pq.read_table(done.out).equals(pq.read_table(FLIGHTS).cast(pq.read_schema(done.out)))
    seen = preview(FLIGHTS, ReadOptions(), 3)
    assert (seen.row_count, seen.row_count_exact, len(seen.rows)) == (FLIGHT_ROWS, True, 3)
    assert seen.columns == done.result.columns


def test_parquet_types(tmp_path: Path) -> None:
    import decimal

    import pyarrow as pa

    at = dt.datetime(2020, 1, 2, 3, 4, 5)
    table = pa.table(
        {
            "i8": pa.array([1, None], pa.int8()),
            "u64": pa.array([2**64 - 1, 1], pa.uint64()),
            "f": pa.array([float("nan"), 1.5]),
            "dec": pa.array([decimal.Decimal("1.25"), None]),
            "cat": pa.array(["x", None]).dictionary_encode(),
            "naive": pa.array([at, None], pa.timestamp("ns")),
            "zoned": pa.array([at, None], pa.timestamp("ms", "Europe/Paris")),
            "day": pa.array([at.date(), None]),
            "list": pa.array([[1, 2], None]),
            "struct": pa.array([{"k": "v"}, None]),
            "raw": pa.array([b"\x00\xff", None]),
            "nothing": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "types.parquet")
    done = import_path(tmp_path / "types.parquet", tmp_path)
    first, second = done.rows()
    assert first == {
        "i8": 1,
        "u64": float(2**64 - 1),
        "f": None,
        "dec": 1.25,
        "cat": "x",
        "naive": pd.Timestamp(at, tz="UTC"),
        "zoned": pd.Timestamp(at, tz="UTC"),
        "day": at.date(),
        "list": "[1,2]",
        "struct": '{"k":"v"}',
        "raw": "00FF",
        "nothing": None,
    }
    assert {k for k, v in second.items() if v is not None} == {"u64", "f"}
    titles = {p.title for p in preview(tmp_path / "types.parquet", ReadOptions()).problems}
    assert titles == {
        "list is nested: imported as JSON text",
        "struct is nested: imported as JSON text",
        "raw is binary: imported as hexadecimal text",
    }


def test_parquet_rows_that_do_not_fit(tmp_path: Path) -> None:
    import pyarrow as pa

    pq.write_table(pa.table({"v": [1.0, 2.5, float("inf"), None], "s": ["1", "x", "3", "4"]}), tmp_path / "p.parquet")
    done = import_path(tmp_path / "p.parquet", tmp_path)
    assert [(r.line, r.column, r.reason) for r in done.rejects] == [(3, "v", "v is not a finite number")]
    options = ReadOptions(types={"v": ColumnType.INTEGER, "s": ColumnType.NUMBER})
    done = import_path(tmp_path / "p.parquet", tmp_path, options)
    assert done.rows() == [{"v": 1, "s": 1.0}, {"v": None, "s": 4.0}]
    assert [(r.line, r.column) for r in done.rejects] == [(2, "v"), (3, "v")]


@pytest.mark.parametrize("stop_at", [0.0, 0.05, 0.3])
def test_cancelling_leaves_nothing(flights_csv: Path, tmp_path: Path, stop_at: float) -> None:
    with pytest.raises(CancelledError):
        import_file(flights_csv, ReadOptions(), tmp_path / "o", tmp_path / "r", Context(stop_at))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [ColumnType.DATE, ColumnType.DATETIME])
@pytest.mark.parametrize("word", ["infinity", "-infinity", " -Infinity ", "+infinity", "epoch"])
def test_words_of_duckdb_are_no_dates(tmp_path: Path, kind: ColumnType, word: str) -> None:
    file = tmp_path / "days.csv"
    days = "".join(f"{i},2013-01-{i % 28 + 1:02d} 00:00:00\n" for i in range(100))
    file.write_text(f"id,day\n{days.replace(' 00:00:00', '') if kind is ColumnType.DATE else days}900,{word}\n")
    out, rejects = tmp_path / "out.parquet", tmp_path / "rejects.parquet"
    result = import_file(file, ReadOptions(types={"day": kind}), out, rejects, Context())
    assert (result.rows, result.rejected) == (100, 1)
    assert read_rejects(rejects)[0].line == 102
