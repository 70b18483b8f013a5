"""Distances between two distributions over the same cells, what chance alone gives, and correction for many tests.

Counts in, numbers out. Cells that are empty on both sides carry no information and are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

SMOOTHING = 0.5
ALPHA = 0.01

Floats = NDArray[np.float64]


def _used(reference: ArrayLike, current: ArrayLike) -> tuple[Floats, Floats]:
    ref, cur = np.asarray(reference, dtype=np.float64), np.asarray(current, dtype=np.float64)
    if ref.shape != cur.shape or ref.ndim != 1:
        raise ValueError(f"shapes {ref.shape} and {cur.shape} are not two rows of the same cells")
    used = (ref > 0) | (cur > 0)
    return ref[used], cur[used]


def _shares(reference: ArrayLike, current: ArrayLike) -> tuple[Floats, Floats] | None:
    ref, cur = _used(reference, current)
    if not ref.sum() or not cur.sum():
        return None
    return ref / ref.sum(), cur / cur.sum()


def cells_used(reference: ArrayLike, current: ArrayLike) -> int:
    """How many cells hold anything on either side."""
    return int(_used(reference, current)[0].size)


def psi(reference: ArrayLike, current: ArrayLike, smoothing: float = SMOOTHING) -> float:
    """Population stability index of counts, Σ(p − q) ln(p / q), with +0.5 in every used cell on both sides.

    0 for equal shares; NaN when one side is empty.
    """
    ref, cur = _used(reference, current)
    if not ref.sum() or not cur.sum():
        return math.nan
    p = (ref + smoothing) / (ref.sum() + smoothing * ref.size)
    q = (cur + smoothing) / (cur.sum() + smoothing * cur.size)
    return float(np.sum((p - q) * np.log(p / q)))


def psi_from_proportions(reference: ArrayLike, current: ArrayLike) -> float:
    """PSI of shares with Evidently 0.7's filling of zero cells, for comparing numbers with its reports.

    A zero becomes 0.0001, or a millionth of the smallest other share of its side where that is at most 0.0001.
    """
    p, q = (_fill(np.asarray(side, dtype=np.float64)) for side in (reference, current))
    return float(np.sum((p - q) * np.log(p / q)))


def _fill(shares: Floats) -> Floats:
    least = float(shares[shares > 0].min())
    return np.where(shares == 0, least / 1e6 if least <= 1e-4 else 1e-4, shares)


def js(reference: ArrayLike, current: ArrayLike) -> float:
    """Jensen-Shannon distance (natural logarithm): 0 to √ln 2; NaN when one side is empty."""
    shares = _shares(reference, current)
    if shares is None:
        return math.nan
    p, q = shares
    middle = (p + q) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(p > 0, p * np.log(p / middle), 0.0).sum()
        right = np.where(q > 0, q * np.log(q / middle), 0.0).sum()
    return math.sqrt(max(float(left + right) / 2, 0.0))


def hellinger(reference: ArrayLike, current: ArrayLike) -> float:
    """Hellinger distance √(1 − Σ√(pq)): 0 to 1; NaN when one side is empty."""
    shares = _shares(reference, current)
    if shares is None:
        return math.nan
    return math.sqrt(max(1.0 - float(np.sqrt(shares[0] * shares[1]).sum()), 0.0))


def ks(reference: ArrayLike, current: ArrayLike) -> float:
    """Kolmogorov-Smirnov statistic over ordered cells; at most the largest cell's share below that of the values."""
    shares = _shares(reference, current)
    return math.nan if shares is None else float(np.abs(np.cumsum(shares[0] - shares[1])).max())


def chi2(reference: ArrayLike, current: ArrayLike) -> tuple[float, float]:
    """Pearson's test that both sides come from one distribution (2 × k homogeneity, no Yates): statistic, p-value."""
    ref, cur = _used(reference, current)
    total = ref.sum() + cur.sum()
    if not ref.sum() or not cur.sum():
        return math.nan, math.nan
    statistic = 0.0
    for side in (ref, cur):
        expected = (ref + cur) * side.sum() / total
        statistic += float(((side - expected) ** 2 / expected).sum())
    return statistic, chi2_sf(statistic, ref.size - 1)


def wasserstein(reference: ArrayLike, current: ArrayLike) -> float:
    """Earth mover's distance of two samples of values, in units of the values: ∫|F − G|."""
    ref, cur = np.sort(np.asarray(reference, dtype=np.float64)), np.sort(np.asarray(current, dtype=np.float64))
    if not ref.size or not cur.size:
        return math.nan
    both = np.sort(np.concatenate((ref, cur)))
    left = np.searchsorted(ref, both[:-1], side="right") / ref.size
    right = np.searchsorted(cur, both[:-1], side="right") / cur.size
    return float(np.sum(np.abs(left - right) * np.diff(both)))


def chi2_sf(x: float, df: int) -> float:
    """P(X > x) for X ~ χ²(df); 1 where that is not defined."""
    from scipy.special import chdtrc

    return float(chdtrc(df, x)) if df > 0 and x > 0 else 1.0


def chi2_quantile(probability: float, df: int) -> float:
    """The x with P(X ≤ x) = probability for X ~ χ²(df); 0 where that is not defined."""
    from scipy.special import chdtri

    return float(chdtri(df, 1 - probability)) if df > 0 and probability > 0 else 0.0


def critical_psi(n_ref: int, n_cur: int, cells: int, alpha: float = ALPHA) -> float:
    """The PSI that two samples of one distribution exceed with probability alpha.

    χ²(1 − α, cells − 1) · (1 / n_ref + 1 / n_cur), from PSI's limit distribution (Yurdakul and Naranjo 2020).
    """
    if n_ref <= 0 or n_cur <= 0:
        return math.inf
    return chi2_quantile(1 - alpha, cells - 1) * (1 / n_ref + 1 / n_cur)


def psi_p_value(value: float, n_ref: int, n_cur: int, cells: int) -> float:
    """The probability that two samples of one distribution reach this PSI."""
    if n_ref <= 0 or n_cur <= 0 or math.isnan(value):
        return 1.0
    return chi2_sf(value / (1 / n_ref + 1 / n_cur), cells - 1)


def benjamini_hochberg(p_values: Sequence[float], alpha: float = ALPHA) -> list[bool]:
    """Which tests stay significant at a false discovery rate of alpha (Benjamini and Hochberg 1995)."""
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i])
    last = max((rank for rank, i in enumerate(order, 1) if p_values[i] <= alpha * rank / m), default=0)
    kept = set(order[:last])
    return [i in kept for i in range(m)]
