"""What a user gets wrong, and the sentence that answers it."""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import InputError, WorkspaceError
from modelyard.domain.data.datasets import ReadOptions
from modelyard.tables.files.read import import_file, preview
from tests.data.tables_support import FLIGHTS, Context, import_bytes, write


def answer(path: Path, folder: Path, options: ReadOptions | None = None) -> str:
    """The sentence of both preview and import, which must be the same and leave nothing behind."""
    before = set(folder.iterdir())
    with pytest.raises(InputError) as seen:
        preview(path, options or ReadOptions())
    with pytest.raises(InputError) as imported:
        import_file(path, options or ReadOptions(), folder / "o.parquet", folder / "r.parquet", Context())
    assert str(seen.value) == str(imported.value)
    assert set(folder.iterdir()) == before
    assert seen.value.hint.endswith(".")
    return seen.value.message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "table.csv is empty: it has 0 bytes."),
        (b"\n \n\n", "table.csv holds only blank lines."),
        (b"a,b,c\n", "table.csv has column names (a, b, c) but no rows."),
        (b"a,b,c", "table.csv has column names (a, b, c) but no rows."),
        (b"PK\x03\x04rest", "table.csv is not a whole workbook: "),
        (b"\x1f\x8b\x08\x00rest", "table.csv is damaged: it cannot be unpacked to its end."),
        (b"%PDF-1.7", "table.csv is a PDF document, not a table."),
        (bytes(range(256)) * 40, "table.csv is a binary file, not a table: it holds bytes that no text has."),
        (
            random.Random(1).randbytes(100_000),
            "table.csv is a binary file, not a table: it holds bytes that no text has.",
        ),
        (b"PAR1 and then nothing", "table.csv is not a whole Parquet file:"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, message: str) -> None:
    assert answer(write(tmp_path, content), tmp_path).startswith(message)


def test_a_cut_parquet_file(tmp_path: Path) -> None:
    path = write(tmp_path, FLIGHTS.read_bytes()[:200_000], "flights.parquet")
    assert answer(path, tmp_path).startswith("flights.parquet is not a whole Parquet file")


def test_parquet_without_rows(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), tmp_path / "none.parquet")
    assert answer(tmp_path / "none.parquet", tmp_path) == "none.parquet has columns (a) but no rows."


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert answer(tmp_path / "gone.csv", tmp_path) == f"There is no file {tmp_path / 'gone.csv'}."
    assert answer(tmp_path, tmp_path) == f"{tmp_path} is a folder, not a file."


def test_no_permission(tmp_path: Path) -> None:
    path = write(tmp_path, b"a\n1\n")
    path.chmod(0)
    with as_somebody_else(tmp_path):
        assert answer(path, tmp_path) == f"You may not read {path}."


class as_somebody_else:
    """Root may read everything, so become nobody for a while; anybody else stays who they are."""

    def __init__(self, folder: Path) -> None:
        self.root = hasattr(os, "geteuid") and os.geteuid() == 0
        self.modes = {p: p.stat().st_mode for p in (folder, *folder.parents) if self.root and p != Path("/")}

    def __enter__(self) -> None:
        if self.root:
            for path, mode in self.modes.items():
                path.chmod(mode | 0o011)
            next(iter(self.modes)).chmod(0o777)
            os.seteuid(65534)

    def __exit__(self, *_: object) -> None:
        if self.root:
            os.seteuid(0)
            for path, mode in self.modes.items():
                path.chmod(mode)


def test_options_that_do_not_fit(tmp_path: Path) -> None:
    from modelyard.domain.data.datasets import ColumnType

    path = write(tmp_path, b"a,b\n1,2\n")
    said = answer(path, tmp_path, ReadOptions(types={"c": ColumnType.TEXT}))
    assert said == "There is no column c to give a type to."
    said = answer(path, tmp_path, ReadOptions(encoding="klingon"))
    assert said == "There is no text encoding named klingon."
    said = answer(path, tmp_path, ReadOptions(encoding="utf-16"))
    assert said.startswith("table.csv is not utf-16 text")


def test_ragged_rows_in_the_preview(tmp_path: Path) -> None:
    path = write(tmp_path, b"a,b,c\n1,2.5,x\n1,2\n1,2,3,4\n\n5,6,ok\n7\n8,9,z\n")
    seen = preview(path, ReadOptions())
    assert [(p.severity, p.title, p.lines) for p in seen.problems] == [
        ("bad", "2 rows: too few values", (3, 7)),
        ("bad", "1 row: too many values", (4,)),
        ("warn", "1 blank line", ()),
    ]
    assert seen.problems[1].text == "Line 4 will be kept aside. Too many values: 4 instead of 3."
    done = import_bytes(tmp_path, path.read_bytes())
    assert done.result.rejected_reasons == {"Too few values": 2, "Too many values": 1}
    assert [(r.line, r.text) for r in done.rejects] == [(3, "1,2"), (4, "1,2,3,4"), (7, "7")]


def test_mixed_encodings_name_the_lines(tmp_path: Path) -> None:
    good = "".join(f"{i},größe\n" for i in range(100)).encode()
    content = b"a,b\n" + good + "100,größe\n".encode("latin-1") + b"101,ok\n"
    seen = preview(write(tmp_path, content), ReadOptions())
    assert [(p.title, p.lines) for p in seen.problems] == [("1 row: letters that are not UTF-8", (102,))]
    done = import_bytes(tmp_path, content)
    assert (done.result.rows, done.result.rejected) == (101, 1)
    assert done.rejects[0].text == "100,größe"


def test_an_encoding_that_fails_later_names_the_line(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,x\n" * 1_200_000 + b"1,\x81\n"
    path = write(tmp_path, content)
    with pytest.raises(InputError, match=r"not cp1252 text: something near line \d"):
        import_file(path, ReadOptions(encoding="cp1252"), tmp_path / "o", tmp_path / "r", Context())


def test_stray_quotes_cost_one_row_each(tmp_path: Path) -> None:
    done = import_bytes(tmp_path, b'a,b\n1,"x\n2,y\n3,z\n4,"w"v\n5,u"v\n6,"ok"\n')
    assert [r["a"] for r in done.rows()] == [2, 3, 5, 6]
    assert [(r.line, r.reason) for r in done.rejects] == [
        (2, "A quote is opened and never closed"),
        (5, "Text follows a closing quote"),
    ]


def test_rare_nul_characters_cost_their_row(tmp_path: Path) -> None:
    content = b"a,b\n" + b"1,text\n" * 2000 + b"2,x\0y\n3,z\n"
    done = import_bytes(tmp_path, content)
    assert [(r.line, r.reason) for r in done.rejects] == [(2002, "A NUL character, which no text has")]


def test_a_line_that_never_ends(tmp_path: Path) -> None:
    content = b"a,b\n1," + b"x" * 9_000_000 + b"\n2,y\n"
    done = import_bytes(tmp_path, content)
    assert (done.result.rows, done.rejects[0].line, done.rejects[0].reason) == (1, 2, "A line longer than 8 MB")
    assert len(done.rejects[0].text) < 11_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB, where this user may mount one; otherwise a limit on the size of files, from the same kernel."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = shutil.which("mount")
    mounted = bool(mount) and sys.platform == "linux" and _run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder])
    if not mounted:
        (folder / ".limit").touch()
    yield folder
    if mounted:
        assert _run(["umount", folder])


def _run(command: list[object]) -> bool:
    return subprocess.run([str(c) for c in command], capture_output=True, check=False).returncode == 0


def test_a_full_disk(small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if (small_disk / ".limit").exists():
        (small_disk / ".limit").unlink()
        from modelyard.tables.files import csv_in

        def fail(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(csv_in.CsvRows, "straight", fail)
    rng = random.Random(2)
    content = "a,b\n" + "".join(f"{rng.random()},{rng.randbytes(40).hex()}\n" for _ in range(60_000))
    path = write(tmp_path, content.encode(), "big.csv")
    with pytest.raises(WorkspaceError) as error:
        import_file(path, ReadOptions(), small_disk / "o.parquet", small_disk / "r.parquet", Context())
    assert error.value.message == f"The disk that holds {small_disk} is full."
    assert error.value.hint == "Nothing was changed. Free some space, then try again."
    assert list(small_disk.iterdir()) == []


def test_memory_stays_bounded_and_order_holds(tmp_path: Path) -> None:
    """A 96 MB file of several read buffers, in a process of its own that may use 512 MB and must keep the order."""
    rest = ",".join(f"{i}.25" for i in range(23)) + ",some words\n"
    path = tmp_path / "big.csv"
    with path.open("w") as file:
        file.write("n," + ",".join(f"c{i}" for i in range(24)) + "\n")
        for start in range(0, 700_000, 10_000):
            file.write("".join(f"{n},{rest}" for n in range(start, start + 10_000)))
    size = path.stat().st_size
    assert size > 95_000_000
    script = (
        "import sys; from pathlib import Path; from modelyard.domain.data.datasets import ReadOptions\n"
        "from modelyard.tables.engine import QUIET; from modelyard.tables.files.read import import_file\n"
        "d = Path(sys.argv[1]); r = import_file(d / 'big.csv', ReadOptions(), d / 'o', d / 'r', QUIET)\n"
        "assert r.rows == 700_000 and r.rejected == 0\n"
        "from modelyard.tables.pages import TableReader; t = TableReader(d / 'o')\n"
        "for at in range(0, 700_000, 50_000):\n"
        "    rows = t.read_page(at, 50_000, ['n']).rows\n"
        "    assert rows == tuple((n,) for n in range(at, at + 50_000)), at\n"
        "from tests.data.tables_support import peak_memory\n"
        "sys.stdout.write(str(peak_memory()))\n"
    )
    import modelyard

    app = str(Path(modelyard.__file__).parent.parent)
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((app, root))}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 512 << 20
