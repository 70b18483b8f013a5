"""Distances against SciPy and against golden numbers of Evidently 0.7.23 and NannyML 0.13.1; chance against draws."""

import math

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import stats
from scipy.spatial.distance import jensenshannon

from modelyard.core.paths import resources_dir
from modelyard.drift.distances import (
    benjamini_hochberg,
    cells_used,
    chi2,
    chi2_quantile,
    chi2_sf,
    critical_psi,
    hellinger,
    js,
    ks,
    psi,
    psi_from_proportions,
    psi_p_value,
    wasserstein,
)

B_REF, B_CUR = [500, 300, 200], [90, 70, 40]


def evidently_shares(ref: np.ndarray, cur: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Evidently's bins: Sturges over both samples together."""
    edges = np.histogram_bin_edges(np.concatenate([ref, cur]), "sturges")
    a, b = (np.histogram(side, edges)[0] for side in (ref, cur))
    return a / len(ref), b / len(cur), a, b


def golden_a() -> tuple[np.ndarray, np.ndarray]:
    g = np.random.default_rng(0)
    return g.normal(size=20_000), g.normal(0.2, 1.1, 5000)


def test_golden_a() -> None:
    ref, cur = golden_a()
    p, q, a, b = evidently_shares(ref, cur)
    assert psi_from_proportions(p, q) == pytest.approx(0.059895977686830165, abs=1e-15)
    assert js(a, b) == pytest.approx(0.08318921561141575, abs=1e-15)
    assert wasserstein(ref, cur) / np.std(ref) == pytest.approx(0.206616165955164, abs=1e-12)
    assert stats.ks_2samp(ref, cur).pvalue == pytest.approx(7.895873683355786e-26, rel=1e-9)


def test_golden_b() -> None:
    shares = np.array(B_REF) / 1000, np.array(B_CUR) / 200
    assert psi_from_proportions(*shares) == pytest.approx(0.012975559774254224, abs=1e-16)
    assert js(B_REF, B_CUR) == pytest.approx(0.0402577667903537, abs=1e-14)
    assert hellinger(B_REF, B_CUR) == pytest.approx(0.040265569092589756, abs=1e-14)
    assert chi2(B_REF, B_CUR) == pytest.approx((2.1988088, 0.3330694), abs=5e-7)


def test_golden_c_flights() -> None:
    table = pq.read_table(resources_dir() / "samples" / "flights.parquet", columns=["month", "dep_delay"])
    month = table.column("month").to_numpy()
    delay = table.column("dep_delay").to_numpy(zero_copy_only=False).astype(float)
    ref, cur = (v[~np.isnan(v)] for v in (delay[month <= 3], delay[month == 7]))
    p, q, a, b = evidently_shares(ref, cur)
    assert psi_from_proportions(p, q) == pytest.approx(0.049562097898628206, abs=1e-14)
    assert js(a, b) == pytest.approx(0.07601344582330415, abs=1e-14)
    assert wasserstein(ref, cur) / np.std(ref) == pytest.approx(0.273695326229311, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_scipy_agrees(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ref, cur = rng.integers(0, 200, 12), rng.integers(0, 60, 12)
    ref[0] = cur[1] = 0
    ref[2] = cur[2] = 0
    assert js(ref, cur) == pytest.approx(jensenshannon(ref, cur), abs=1e-12)
    used = ref + cur > 0
    expected = stats.chi2_contingency(np.array([ref, cur])[:, used], correction=False)
    assert chi2(ref, cur) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    left, right = np.repeat(np.arange(12), ref), np.repeat(np.arange(12), cur)
    assert ks(ref, cur) == pytest.approx(stats.ks_2samp(left, right).statistic, abs=1e-12)
    x, y = rng.normal(size=500), rng.normal(1, 2, 77)
    assert wasserstein(x, y) == pytest.approx(stats.wasserstein_distance(x, y), rel=1e-12)


def test_chi_square_functions_equal_scipy() -> None:
    for df in (1, 2, 3, 9, 20, 101, 400):
        for x in (1e-6, 0.3, 1.0, df / 2, df, 1.5 * df + 3, 4 * df + 20, 900.0):
            assert chi2_sf(x, df) == pytest.approx(stats.chi2.sf(x, df), rel=1e-9, abs=1e-14)
        for p in (0.01, 0.5, 0.95, 0.99, 0.9999):
            assert chi2_quantile(p, df) == pytest.approx(stats.chi2.ppf(p, df), rel=1e-9)
    assert (chi2_sf(0, 3), chi2_sf(5, 0), chi2_quantile(0.99, 0)) == (1.0, 1.0, 0.0)


def test_psi_by_hand() -> None:
    p, q = 10.5 / 31, 20.5 / 31
    assert psi([10, 20], [20, 10]) == pytest.approx(2 * (p - q) * math.log(p / q), abs=1e-15)
    assert psi([10, 20, 0], [20, 10, 0]) == psi([10, 20], [20, 10])
    assert psi([5, 5], [500, 500]) == 0.0
    assert math.isnan(psi([1, 2], [0, 0]))
    assert math.isnan(js([0, 0], [1, 2]))
    assert cells_used([1, 0, 0], [0, 0, 2]) == 2
    with pytest.raises(ValueError, match="cells"):
        psi([1, 2], [1, 2, 3])


@pytest.mark.parametrize("n", [50, 200, 1000, 5000])
def test_critical_psi_is_rarely_passed_by_chance(n: int) -> None:
    """At alpha .01 with 10 quantile bins: .005 to .010 of windows in the literature; never much more than .01 here."""
    rng = np.random.default_rng(n)
    shares = np.full(10, 0.1)
    ref, cur = rng.multinomial(5000, shares, 4000), rng.multinomial(n, shares, 4000)
    limit = critical_psi(5000, n, 10)
    alarms = np.mean([psi(a, b) > limit for a, b in zip(ref, cur, strict=True)])
    assert 0.002 <= alarms <= 0.016
    p_values = [psi_p_value(psi(a, b), 5000, n, 10) for a, b in zip(ref[:500], cur[:500], strict=True)]
    assert 0.33 < np.mean(np.array(p_values) < 0.5) < 0.56  # the smoothing makes small windows a little shy


def test_critical_psi_formula() -> None:
    assert critical_psi(5000, 200, 10) == pytest.approx(stats.chi2.ppf(0.99, 9) * (1 / 5000 + 1 / 200), rel=1e-9)
    assert critical_psi(0, 5, 10) == math.inf
    assert psi_p_value(math.nan, 5, 5, 3) == 1.0


def test_benjamini_hochberg_equals_scipy() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        p = np.concatenate([rng.random(12), rng.random(5) * 0.01])
        assert benjamini_hochberg(p.tolist(), 0.05) == (stats.false_discovery_control(p) <= 0.05).tolist()
    assert benjamini_hochberg([], 0.01) == []
