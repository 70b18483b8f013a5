"""Correlations against pandas and SciPy, missing pair by pair; what is left out, sampled and cancelled."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats
from scipy.stats.contingency import association

from modelyard.core import codec
from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.correlations import Correlations, Measure, Pair
from modelyard.tables.engine import QUIET
from modelyard.tables.frames import read_frame
from modelyard.tables.profiles import correlations as module
from modelyard.tables.profiles.correlations import correlate, rows_to_use
from tests.data.tables_support import FLIGHTS, Context

NUMBERS = ["dep_time", "dep_delay", "arr_delay", "air_time", "distance", "month"]
WORDS = ["carrier", "origin", "dest", "tailnum"]


def pairs(found: Correlations) -> dict[tuple[str, str], Pair]:
    return {(found.columns[p.first], found.columns[p.second]): p for p in found.pairs}


@pytest.fixture(scope="module")
def flights() -> tuple[Correlations, pd.DataFrame]:
    return correlate(FLIGHTS, QUIET), read_frame(FLIGHTS, [*NUMBERS, *WORDS])


def test_numbers_equal_pandas(flights: tuple[Correlations, pd.DataFrame]) -> None:
    found, frame = flights
    assert (found.rows, found.rows_used, found.sampled) == (336_776, 336_776, False)
    of = pairs(found)
    linear = frame[NUMBERS].corr()
    for a in NUMBERS:
        for b in NUMBERS:
            if (a, b) in of:
                pair = of[a, b]
                both = frame[[a, b]].dropna()
                assert pair.rows == len(both)
                assert pair.pearson == pytest.approx(linear.loc[a, b], abs=1e-12)
                assert pair.spearman == pytest.approx(both[a].rank().corr(both[b].rank()), abs=1e-12)
                assert (pair.cramers_v, pair.ratio) == (None, None)
    some = frame[["dep_delay", "arr_delay"]].dropna()
    rho = stats.spearmanr(some.dep_delay, some.arr_delay).statistic
    assert of["dep_delay", "arr_delay"].spearman == pytest.approx(rho, abs=1e-12)


def bergsma(a: pd.Series, b: pd.Series) -> float:
    """Cramér's V from SciPy's chi-squared statistic, corrected as Bergsma (2013) writes it."""
    table = pd.crosstab(a, b)
    n, (r, k) = table.to_numpy().sum(), table.shape
    phi2 = association(table, method="cramer") ** 2 * (min(r, k) - 1)
    phi2 = max(0, phi2 - (k - 1) * (r - 1) / (n - 1))
    rc, kc = r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)
    return math.sqrt(phi2 / (min(rc, kc) - 1))


def test_categories_equal_scipy(flights: tuple[Correlations, pd.DataFrame]) -> None:
    found, frame = flights
    of = pairs(found)
    for a, b in (("carrier", "origin"), ("carrier", "dest"), ("origin", "dest"), ("carrier", "tailnum")):
        pair = of[a, b]
        assert pair.cramers_v == pytest.approx(bergsma(frame[a], frame[b]), abs=1e-10)
        assert pair.value() == pair.cramers_v
        assert pair.pearson is None


def test_the_correlation_ratio_equals_its_definition(flights: tuple[Correlations, pd.DataFrame]) -> None:
    found, frame = flights
    of = pairs(found)
    for number, word in (("distance", "dest"), ("arr_delay", "carrier"), ("dep_time", "origin")):
        both = frame[[number, word]].dropna()
        groups = both.groupby(word)[number]
        mean = both[number].mean()
        between = float((groups.size() * (groups.mean() - mean) ** 2).sum())
        eta = math.sqrt(between / float(((both[number] - mean) ** 2).sum()))
        pair = of.get((number, word)) or of[word, number]
        assert pair.ratio == pytest.approx(eta, abs=1e-10)
        assert pair.rows == len(both)


def write(tmp_path: Path, **columns: object) -> Path:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_hostile_pairs(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    n = 2000
    x = rng.normal(size=n)
    holes = rng.random(n) < 0.4
    flag = x > 0
    path = write(
        tmp_path,
        offset=pa.array(1e9 + x * 1e-3),
        huge=pa.array(x * 1e307),
        tiny=pa.array(x * 1e-300),
        holes=pa.array(x**3, mask=holes),
        others=pa.array(x, mask=~holes),
        noise=pa.array(rng.normal(size=n)),
        flag=pa.array(flag),
        day=pa.array([date(2020, 1, 1) + timedelta(days=int(v)) for v in np.argsort(np.argsort(x))]),
        constant=pa.array(np.full(n, 0.1)),
        empty=pa.array([None] * n, pa.float64()),
        name=pa.array([f"n{i}" for i in range(n)]),
    )
    found = correlate(path, QUIET)
    of = pairs(found)
    assert dict(found.left_out) == {
        "constant": "It has only one value.",
        "empty": "It has no values.",
        "name": "More than half of its values are different.",
    }
    assert of["huge", "tiny"].pearson == pytest.approx(1.0, abs=1e-12)
    assert of["offset", "huge"].pearson == pytest.approx(pd.Series(1e9 + x * 1e-3).corr(pd.Series(x)), abs=1e-7)
    rho = stats.spearmanr(1e9 + x * 1e-3, x).statistic
    assert of["offset", "huge"].spearman == pytest.approx(rho, abs=1e-12)
    assert (of["holes", "others"].rows, of["holes", "others"].pearson) == (0, None)
    assert of["huge", "day"].spearman == pytest.approx(1.0, abs=1e-12)
    assert abs(of["huge", "noise"].pearson or 1) < 0.1
    point = stats.pointbiserialr(flag, x).statistic
    assert of["tiny", "flag"].pearson == pytest.approx(point, abs=1e-12)
    assert of["tiny", "flag"].ratio == pytest.approx(point, abs=1e-12)
    kept = codec.from_json(codec.to_json(found), Correlations)
    assert kept == found


def test_a_pair_whose_common_rows_are_constant_has_no_value(tmp_path: Path) -> None:
    path = write(tmp_path, a=pa.array([0.1] * 50 + [5.0, None]), b=pa.array([*range(50), None, 3.0]))
    pair = correlate(path, QUIET).pairs[0]
    assert (pair.rows, pair.pearson, pair.spearman) == (50, None, None)


def test_two_yes_or_no_columns_are_categories_first(tmp_path: Path) -> None:
    a = np.array([True, False] * 200)
    b = a.copy()
    b[:40] = True
    pair = correlate(write(tmp_path, a=a, b=b), QUIET).pairs[0]
    assert pair.pearson == pytest.approx(np.corrcoef(a, b)[0, 1])
    assert pair.value() == pair.cramers_v == pytest.approx(bergsma(pd.Series(a), pd.Series(b)))
    assert pair.value(Measure.PEARSON) == pair.pearson


def test_the_strongest_come_first() -> None:
    made = (Pair(0, 1, 9, pearson=0.2, spearman=-0.9), Pair(0, 2, 9, pearson=-0.7), Pair(1, 2, 9))
    found = Correlations(("a", "b", "c", "d"), ("number",) * 4, made, 9, 9, 0)
    assert [value for _, value in found.strongest()] == [-0.7, 0.2]
    assert found.order() == [0, 2, 1, 3]
    assert found.measured(Measure.SPEARMAN) == [0, 1]


def test_a_sample_is_stated_and_repeatable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=50_000)
    path = write(tmp_path, x=x, y=x + rng.normal(size=50_000), z=rng.integers(0, 9, 50_000))
    exact = pairs(correlate(path, QUIET))
    monkeypatch.setattr(module, "MOST_CELLS", 60_000)
    found = correlate(path, QUIET)
    assert (found.rows_used, found.sampled, found.seed) == (20_000, True, 0)
    assert correlate(path, QUIET) == found
    assert pairs(found)["x", "y"].pearson == pytest.approx(exact["x", "y"].pearson, abs=0.02)
    assert correlate(path, QUIET, seed=1) != found
    assert rows_to_use(1_000_000, 200) == 10_000


def test_it_can_be_cancelled_and_says_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        correlate(FLIGHTS, Context(stop_at=0.2))
    (tmp_path / "x.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"x\.parquet cannot be read"):
        correlate(tmp_path / "x.parquet", QUIET)
