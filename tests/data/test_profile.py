"""Profiles against pandas to the last digit, and what they say of outliers, order, stand-ins, dirt and duplicates."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core import codec
from modelyard.domain.data.datasets import ColumnProfile, ColumnType, TableProfile
from modelyard.domain.data.profile import REVISION, Order
from modelyard.tables.engine import QUIET
from modelyard.tables.frames import read_frame
from modelyard.tables.profiles import profile as profiling
from modelyard.tables.profiles.profile import profile_table
from tests.data.tables_support import FLIGHTS, import_path

RNG = np.random.default_rng(7)
BIG = 2**53


def hostile() -> dict[str, pa.Array]:
    n = 5003
    holes = RNG.random(n) < 0.3
    normal = RNG.normal(size=n)
    columns: dict[str, Any] = {
        "offset": pa.array(1e9 + normal * 1e-6),
        "offset_holes": pa.array(1e9 + normal * 1e-6, mask=holes),
        "subnormal": pa.array(normal * 5e-324 * 1000),
        "huge": pa.array(np.where(normal > 0, 1e308, -1e308)),
        "wide": pa.array(10.0 ** RNG.integers(-300, 300, n)),
        "heavy": pa.array(RNG.standard_cauchy(n), mask=holes),
        "constant": pa.array(np.full(n, 0.1)),
        "constant_holes": pa.array(np.full(n, 0.1), mask=holes),
        "missing": pa.array([None] * n, pa.float64()),
        "missing_whole": pa.array([None] * n, pa.int64()),
        "one_value": pa.array([None] * (n - 1) + [4.5], pa.float64()),
        "two_values": pa.array([None] * (n - 2) + [4.5, -1.0], pa.float64()),
        "nan": pa.array(np.where(holes, np.nan, normal)),
        "zeros": pa.array(np.where(holes, -0.0, 0.0)),
        "beyond": pa.array(BIG + RNG.integers(0, 5, n)),
        "beyond_holes": pa.array(BIG + RNG.integers(0, 5, n), mask=holes),
        "far": pa.array(RNG.integers(-(2**61), 2**61, n)),
        "small": pa.array(RNG.integers(-40, 1300, n)),
        "small_holes": pa.array(RNG.integers(-40, 1300, n), mask=holes),
        "skewed": pa.array(RNG.lognormal(sigma=2, size=n)),
    }
    return columns


def same(found: float | None, wanted: float, name: str) -> None:
    """Equal in every bit; where pandas has no finite number there is none."""
    if math.isfinite(wanted):
        assert found == wanted, f"{name}: {found!r} is not {wanted!r}"
    else:
        assert found is None, name


@np.errstate(all="ignore")
def check_numbers(profile: ColumnProfile, series: Any) -> None:
    """`series` is the column as training reads it: int64, or float64 with NaN for missing."""
    name = profile.name
    assert profile.missing == series.isna().sum()
    present = series.dropna()
    if present.empty:
        assert (profile.distinct, profile.mean, profile.quantiles) == (0, None, ())
        return
    for found, wanted in (
        (profile.mean, series.mean()),
        (profile.std, series.std()),
        (profile.skewness, series.skew()),
        (profile.kurtosis, series.kurt()),
    ):
        same(found, float(wanted), name)
    marks = [*series.quantile([0.05, 0.25, 0.5, 0.75, 0.95]), *series.quantile([0.01, 0.99])]
    for got, exact in zip((*profile.quantiles, *profile.tails), marks, strict=True):
        same(got if math.isfinite(got) else None, float(exact), name)
    assert profile.zeros == (series == 0).sum()
    assert profile.negatives == (series < 0).sum()
    first, third = series.quantile(0.25), series.quantile(0.75)
    if profile.outliers is None:
        assert not (0 < third - first < np.inf)
    else:
        spread = third - first
        low, high = first - 1.5 * spread, third + 1.5 * spread
        assert (profile.outliers.low, profile.outliers.high) == (low, high)
        assert profile.outliers.count == ((present < low) | (present > high)).sum()
        assert profile.outliers.far == ((present < first - 3 * spread) | (present > third + 3 * spread)).sum()
        z = (present < present.mean() - 3 * present.std()) | (present > present.mean() + 3 * present.std())
        assert profile.outliers.beyond_z == z.sum()
    if present.nunique() > 1:
        assert (profile.order is Order.RISING) == present.is_monotonic_increasing
        assert (profile.order is Order.FALLING) == present.is_monotonic_decreasing


@pytest.fixture(scope="module")
def flights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, TableProfile]:
    path = import_path(FLIGHTS, tmp_path_factory.mktemp("table")).out
    return path, profile_table(path, QUIET)


def test_flights_have_pandas_digits(flights: tuple[Path, TableProfile]) -> None:
    path, found = flights
    frame = read_frame(path, [c.name for c in found.columns])
    assert sum(c.type.numeric for c in found.columns) >= 13
    for column in found.columns:
        series = frame[column.name]
        if column.type.numeric:
            check_numbers(column, series)
            assert (column.minimum, column.maximum) == (series.min(), series.max())
        assert column.distinct == series.nunique()
        counts = series.value_counts()
        assert [n for _, n in column.top] == counts.head(10).tolist()
        if column.type is ColumnType.TEXT:
            lengths = series.dropna().str.len()
            assert column.text is not None
            assert (column.text.shortest, column.text.longest) == (lengths.min(), lengths.max())
            assert column.text.mean_length == lengths.mean()


@pytest.mark.parametrize("name", list(hostile()))
def test_hostile_columns_have_pandas_digits(tmp_path: Path, name: str) -> None:
    column = hostile()[name]
    pq.write_table(pa.table({name: column}), tmp_path / "t.parquet", row_group_size=700)
    profile = profile_table(tmp_path / "t.parquet", QUIET).columns[0]
    frame = read_frame(tmp_path / "t.parquet", [name])
    check_numbers(profile, frame[name])
    exact = {v for v in column.to_pylist() if v is not None and v == v}
    assert profile.distinct == len(exact)
    if exact:
        assert (profile.minimum, profile.maximum) == (min(exact), max(exact))
    # and they survive the database, whole numbers beyond 2⁵³ exactly
    kept = codec.from_builtins(codec.to_builtins(profile), ColumnProfile)
    assert kept == profile
    assert isinstance(kept.minimum, int) == (profile.type is ColumnType.INTEGER and bool(exact))


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 4])
def test_few_rows(tmp_path: Path, rows: int) -> None:
    pq.write_table(pa.table({"x": pa.array([2.5, -1.0, 7.0, 7.0][:rows], pa.float64())}), tmp_path / "t.parquet")
    profile = profile_table(tmp_path / "t.parquet", QUIET)
    assert profile.rows == rows
    check_numbers(profile.columns[0], read_frame(tmp_path / "t.parquet", ["x"])["x"])


def test_a_long_column_is_summed_as_pandas_sums_it(tmp_path: Path) -> None:
    """Longer than the blocks in which squares are made, and than NumPy's buffer for conversions."""
    n = 300_007
    table = pa.table({"x": RNG.lognormal(sigma=3, size=n), "n": RNG.integers(0, 10**12, n)})
    pq.write_table(table, tmp_path / "t.parquet")
    frame = read_frame(tmp_path / "t.parquet", ["x", "n"])
    for profile in profile_table(tmp_path / "t.parquet", QUIET).columns:
        check_numbers(profile, frame[profile.name])
        assert profile.histogram is not None
        assert profile.histogram.counts == tuple(np.histogram(frame[profile.name], profile.histogram.edges)[0])


def test_very_long_tables_are_profiled_in_duckdb(
    flights: tuple[Path, TableProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, exact = flights
    frame = read_frame(path, [c.name for c in exact.columns])
    monkeypatch.setattr(profiling, "EXACT_ROWS", 1000)
    for rough, fine in zip(profile_table(path, QUIET).columns, exact.columns, strict=True):
        assert (rough.distinct, rough.missing, rough.top) == (fine.distinct, fine.missing, fine.top)
        assert (rough.minimum, rough.maximum, rough.histogram) == (fine.minimum, fine.maximum, fine.histogram)
        assert (rough.zeros, rough.negatives) == (fine.zeros, fine.negatives)
        if fine.std:
            assert rough.mean == pytest.approx(fine.mean, rel=1e-12)
            assert rough.std == pytest.approx(fine.std, rel=1e-9)
            assert rough.skewness == pytest.approx(fine.skewness, rel=1e-6)
            assert rough.kurtosis == pytest.approx(fine.kurtosis, rel=1e-6)
            values = frame[fine.name].dropna().to_numpy()
            for share, value in zip((0.05, 0.25, 0.5, 0.75, 0.95), rough.quantiles, strict=True):
                assert (values < value).mean() - 0.01 <= share <= (values <= value).mean() + 0.01, fine.name


def one(tmp_path: Path, values: Any, kind: pa.DataType | None = None) -> ColumnProfile:
    pq.write_table(pa.table({"x": pa.array(values, kind)}), tmp_path / "t.parquet")
    return profile_table(tmp_path / "t.parquet", QUIET).columns[0]


def test_order(tmp_path: Path) -> None:
    assert one(tmp_path, [1, 1, None, 2, 9]).order is Order.RISING
    assert one(tmp_path, [9.5, 2.0, 2.0, None]).order is Order.FALLING
    assert one(tmp_path, [1, 3, 2]).order is Order.NONE
    assert one(tmp_path, [4, 4, 4]).order is Order.NONE
    long = np.arange(200_000)
    assert one(tmp_path, long).order is Order.RISING
    long[131_072] = 0  # the first row of a block
    assert one(tmp_path, long).order is Order.NONE


def test_stand_ins_for_missing(tmp_path: Path) -> None:
    ages = [*range(90), -999, -999, 9999, 9999, 9999]
    assert one(tmp_path, ages).sentinels == (("-999", 2), ("9999", 3))
    assert one(tmp_path, [float(a) for a in ages]).sentinels == (("-999", 2), ("9999", 3))
    assert one(tmp_path, [*range(90), 999]).sentinels == ()  # once is an odd value
    assert one(tmp_path, [*range(120), 99, 99]).sentinels == ()  # in the midst of the others
    days = [date(2013, m, d) for m in range(1, 13) for d in range(1, 29)]
    assert one(tmp_path, [*days, date(1970, 1, 1), date(1970, 1, 1)]).sentinels == (("1970-01-01", 2),)
    instants = [datetime(2013, 5, d, 7, tzinfo=UTC) for d in range(1, 29)]
    both = [*instants, datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)]
    assert one(tmp_path, both).sentinels == (("1900-01-01 00:00:00", 2),)


def test_dates_times_and_booleans(tmp_path: Path) -> None:
    found = one(tmp_path, [date(2020, 1, 5), None, date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 9)])
    assert (found.minimum, found.middle, found.maximum) == ("2020-01-01", "2020-01-02", "2020-01-09")
    found = one(tmp_path, [time(7, 30), time(23, 59, 59, 5), None])
    assert (found.type, found.minimum, found.maximum) == (ColumnType.TIME, "07:30:00", "23:59:59.000005")
    found = one(tmp_path, [True, False, None, True])
    assert (found.minimum, found.maximum, found.top) == ("false", "true", (("true", 2), ("false", 1)))
    assert (found.missing, found.distinct, found.mean) == (1, 2, None)


def test_dirty_text(tmp_path: Path) -> None:
    found = one(tmp_path, ["12", "7.5", "1,234", " 3", "oops", "12", None, "n/a", "00123"])
    assert found.text is not None
    assert (found.text.numbers, found.text.odd_number) == (5, "00123")
    assert (found.text.padded, found.text.padded_example) == (1, " 3")
    assert (found.text.placeholders, found.text.placeholder_example) == (1, "n/a")
    assert (found.text.looked_at, found.text.rows_looked_at) == (7, 8)
    found = one(tmp_path, ["2013-01-05", "05.01.2013", "1/5/2013", "2013-01-05 10:00", "soon", ""])
    assert found.text is not None
    assert (found.text.dates, found.text.numbers, found.text.empty) == (4, 0, 1)
    found = one(tmp_path, ["UA", "ua", "UA ", "DL", "Ü", "ü"])
    assert found.text is not None
    assert (found.text.variants, found.text.dates) == (5, 0)
    assert {v.strip().lower() for v in found.text.variant_example} in ({"ua"}, {"ü"})
    assert one(tmp_path, ["naïve 😀", "a"]).text.longest == 7  # type: ignore[union-attr]


def test_many_words_are_sampled_by_hash(tmp_path: Path) -> None:
    n = 150_000
    found = one(tmp_path, [f"{i:06d}x" for i in range(n)] + ["  lead"] * 5)
    assert found.text is not None
    assert found.distinct == n + 1
    assert 60_000 < found.text.looked_at < 90_000
    assert (found.text.shortest, found.text.longest) == (6, 7)


def test_duplicates(tmp_path: Path) -> None:
    table = pa.table(
        {
            "a": [1, 2, 1, None, None, 3],
            "b": ["x", "y", "x", None, None, "z"],
            "copy": [1, 2, 1, None, None, 3],
            "near": [1, 2, 1, None, None, 2],
            "again": ["x", "y", "x", None, None, "z"],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    found = profile_table(tmp_path / "t.parquet", QUIET)
    assert found.duplicate_rows == int(table.to_pandas().duplicated().sum()) == 2
    assert set(found.twins) == {("a", "copy"), ("b", "again")}
    unique = table.append_column("id", pa.array(range(6)))
    pq.write_table(unique, tmp_path / "t.parquet")
    assert profile_table(tmp_path / "t.parquet", QUIET).duplicate_rows == 0


def test_names_that_look_like_paths(tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2], "a.b": [3.5, 4.5], 'say "hi"': ["x", "y"]})
    pq.write_table(table, tmp_path / "t.parquet")
    found = profile_table(tmp_path / "t.parquet", QUIET)
    assert [(c.name, c.minimum) for c in found.columns] == [("a", 1), ("a.b", 3.5), ('say "hi"', "x")]


def test_a_profile_of_the_first_release_is_read(flights: tuple[Path, TableProfile]) -> None:
    old = {
        "rows": 3,
        "columns": [
            {"name": "x", "type": "integer", "rows": 3, "missing": 0, "distinct": 2, "minimum": 1.0, "maximum": 2.0,
             "mean": 1.5, "std": 0.5, "quantiles": [1, 1, 1.5, 2, 2], "top": [["1", 2]], "histogram": None},
        ],
    }  # fmt: skip
    found = codec.from_builtins(old, TableProfile)
    assert (found.revision, found.columns[0].minimum, found.columns[0].outliers) == (1, 1, None)
    assert flights[1].revision == REVISION
    assert codec.from_json(codec.to_json(flights[1]), TableProfile) == flights[1]
