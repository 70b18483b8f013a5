"""Profiles against pandas and NumPy, pages against the whole table, exports read back."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.table import ExportFormat, ExportTask, RowQuery
from modelyard.tables.engine import QUIET
from modelyard.tables.export import export_table
from modelyard.tables.pages import TableReader, export_rejects
from modelyard.tables.profiles.profile import profile_table
from modelyard.tables.profiles.shapes import bin_edges
from tests.data.tables_support import FLIGHT_ROWS, FLIGHTS, Context, import_bytes, import_path


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_path(FLIGHTS, tmp_path_factory.mktemp("table")).out


def test_profile_equals_pandas(table: Path) -> None:
    frame = pq.read_table(table).to_pandas()
    found = profile_table(table, Context())
    assert found.rows == FLIGHT_ROWS
    assert [c.name for c in found.columns] == list(frame.columns)
    for column in found.columns:
        values = frame[column.name].dropna()
        assert (column.rows, column.missing) == (FLIGHT_ROWS, FLIGHT_ROWS - len(values))
        assert column.distinct == values.nunique()
        counts = values.value_counts()
        assert [n for _, n in column.top] == counts.head(10).tolist()
        if not column.type.numeric:
            assert column.mean is None
            continue
        assert (column.minimum, column.maximum) == (values.min(), values.max())
        assert column.mean == pytest.approx(values.mean(), rel=1e-12)
        assert column.std == pytest.approx(values.std(), rel=1e-12, abs=1e-12)
        assert column.quantiles == pytest.approx(values.quantile([0.05, 0.25, 0.5, 0.75, 0.95]).tolist(), rel=1e-12)


def test_histograms_equal_numpy(table: Path) -> None:
    frame = pq.read_table(table).to_pandas()
    for column in profile_table(table, QUIET).columns:
        if column.type not in (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATETIME):
            assert column.histogram is None
            continue
        values = frame[column.name].dropna()
        if column.type is ColumnType.DATETIME:
            values = values.astype("datetime64[s, UTC]").astype("int64")
        assert column.histogram is not None
        assert len(column.histogram.counts) <= 20
        assert column.histogram.counts == tuple(np.histogram(values, column.histogram.edges)[0])
        assert sum(column.histogram.counts) == len(values)


def test_histogram_of_many_distinct_values_is_exact(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    numbers = np.concatenate([rng.normal(size=30_000), rng.integers(-3, 3, 5000) / 10])
    pq.write_table(pa.table({"x": numbers, "n": rng.integers(0, 10**6, 35_000)}), tmp_path / "t.parquet")
    for column in profile_table(tmp_path / "t.parquet", QUIET).columns:
        values = pq.read_table(tmp_path / "t.parquet").column(column.name).to_numpy()
        assert column.histogram is not None
        assert column.histogram.counts == tuple(np.histogram(values, column.histogram.edges)[0])
    assert np.allclose(bin_edges(-1.0, 3.0, None) or (), np.histogram_bin_edges([-1, 3], 20))


def test_profile_of_odd_columns(tmp_path: Path) -> None:
    done = import_bytes(
        tmp_path, b"empty,one,same,day,word,huge\n,,5,2020-01-01,b,-1e308\n,1.5,5,2020-01-03,a,1e308\n,,5,,a,0\n"
    )
    found = {c.name: c for c in profile_table(done.out, QUIET).columns}
    assert (found["empty"].missing, found["empty"].distinct, found["empty"].minimum) == (3, 0, None)
    assert (found["one"].mean, found["one"].std, found["one"].missing_share) == (1.5, None, 2 / 3)
    assert found["same"].histogram is not None
    assert found["same"].histogram.edges == (4.5, 5.5)
    assert (found["day"].minimum, found["day"].maximum) == ("2020-01-01", "2020-01-03")
    assert found["day"].histogram is not None
    assert found["day"].histogram.counts == (1, 0, 1)
    assert found["word"].top == (("a", 2), ("b", 1))
    assert found["huge"].histogram is not None


def test_profile_can_be_cancelled(table: Path) -> None:
    with pytest.raises(CancelledError):
        profile_table(table, Context(stop_at=0.5))


def test_profile_of_no_table(tmp_path: Path) -> None:
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"x\.parquet cannot be read"):
        profile_table(tmp_path / "x.parquet", QUIET)
    with pytest.raises(InputError, match="There is no file"):
        TableReader(tmp_path / "none.parquet")


def test_pages_are_slices_of_the_table(table: Path) -> None:
    whole = pq.read_table(table)
    instants = whole.column("time_hour").cast(pa.int64()).to_pylist()
    with TableReader(table) as reader:
        assert (reader.rows, reader.columns[0].name) == (FLIGHT_ROWS, "year")
        for offset in (0, 1, 32_767, 32_700, 200_000, FLIGHT_ROWS - 5, FLIGHT_ROWS, FLIGHT_ROWS + 9):
            page = reader.read_page(offset, 200)
            expected = whole.drop_columns(["time_hour"]).slice(offset, 200).to_pylist()
            assert len(page.rows) == len(expected)
            for i, (row, want) in enumerate(zip(page.rows, expected, strict=True)):
                assert (*row[:18], row[19]) == tuple(want.values())
                assert row[18] == datetime.fromtimestamp(instants[offset + i] / 1e6, UTC)
        some = reader.read_page(70_000, 3, ["dest", "year"])
        assert [c.name for c in some.columns] == ["dest", "year"]
        assert some.rows == tuple(
            tuple(r.values()) for r in whole.select(["dest", "year"]).slice(70_000, 3).to_pylist()
        )
        with pytest.raises(InputError, match="There is no column nope"):
            reader.read_page(0, 1, ["nope"])


def test_a_page_takes_milliseconds(table: Path) -> None:
    """CPU time of this thread, so that a busy machine does not fail it; 20 ms is the bar."""
    offsets = np.random.default_rng(1).integers(0, FLIGHT_ROWS - 200, 40)
    with TableReader(table) as reader:
        reader.read_page(0, 200)
        spent = []
        for offset in offsets:
            before = time.thread_time()
            reader.read_page(int(offset), 200)
            spent.append(time.thread_time() - before)
    assert float(np.median(spent)) < 0.020


def test_pages_from_many_threads(table: Path) -> None:
    whole = pq.read_table(table, columns=["flight"]).column("flight").to_numpy()
    wrong: list[int] = []
    with TableReader(table) as reader:

        def read(seed: int) -> None:
            for offset in np.random.default_rng(seed).integers(0, FLIGHT_ROWS - 50, 40):
                rows = reader.read_page(int(offset), 50, ["flight"]).rows
                if [r[0] for r in rows] != whole[offset : offset + 50].tolist():
                    wrong.append(int(offset))

        threads = [threading.Thread(target=read, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_export_reads_back(table: Path, tmp_path: Path) -> None:
    with TableReader(table) as reader:
        columns = tuple(c.name for c in reader.columns)

    def export(out: Path) -> int:
        temporary = out.with_name("part.csv")
        return export_table(
            QUIET, ExportTask(str(table), str(out), str(temporary), ExportFormat.CSV, RowQuery(), columns)
        )

    assert export(tmp_path / "out.csv") == FLIGHT_ROWS
    again = pq.read_table(import_path(tmp_path / "out.csv", tmp_path).out)
    assert again.equals(pq.read_table(table).cast(again.schema))
    with pytest.raises(InputError):
        export(tmp_path / "no" / "folder.csv")


def test_rejects_export(tmp_path: Path) -> None:
    import_bytes(tmp_path, b'a,b\n1,2\n3\n5,"x ""y""",z\n6,7\n')
    assert export_rejects(tmp_path / "rejects.parquet", tmp_path / "rejects.csv") == 2
    frame = pd.read_csv(tmp_path / "rejects.csv")
    assert frame["line"].tolist() == [3, 4]
    assert frame["text"].tolist() == ["3", '5,"x ""y""",z']
    assert frame.columns.tolist() == ["line", "column", "reason", "text"]
