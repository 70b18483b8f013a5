"""The verdict on a window: an alert needs a large effect, significance among all features, and enough rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modelyard.domain.monitoring import DriftPoint, FeatureBins, Verdict
from modelyard.drift.distances import (
    ALPHA,
    benjamini_hochberg,
    cells_used,
    critical_psi,
    psi,
    psi_p_value,
)

NEAR_PSI = 0.1
ALERT_PSI = 0.25
MIN_ROWS = 50
MIN_EXPECTED = 5.0
SURPRISE = 1e-5


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a verdict. `near` and `alert` are PSI's customary marks; `minimum` rows are needed for any."""

    near: float = NEAR_PSI
    alert: float = ALERT_PSI
    minimum: int = MIN_ROWS
    alpha: float = ALPHA


@dataclass(frozen=True, slots=True)
class Effect:
    """A measured shift: PSI over the pooled cells, what chance gives, the p-value, and the window's rows."""

    psi: float
    critical: float
    p_value: float
    rows: int


def pool_rare(
    reference: ArrayLike, current: ArrayLike, minimum: float = MIN_EXPECTED
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join cells of which fewer than `minimum` rows are expected in the window into one.

    As for Pearson's test: the chi-square limit does not hold in cells that are nearly empty. A cell that holds far
    more than training leads one to expect (probability below 1e-5, Poisson), such as a new category, stays by itself.
    """
    ref, cur = np.asarray(reference, dtype=np.float64), np.asarray(current, dtype=np.float64)
    n_ref, n_cur = float(ref.sum()), float(cur.sum())
    if not n_ref or not n_cur:
        return ref, cur
    rare = (ref + cur) / (n_ref + n_cur) * min(n_ref, n_cur) < minimum
    for i in np.flatnonzero(rare & (cur > 0)):
        if _upper_tail(int(cur[i]), int(ref[i] + cur[i]), n_cur / (n_ref + n_cur)) < SURPRISE:
            rare[i] = False
    if rare.sum() < 2:
        return ref, cur
    return np.append(ref[~rare], ref[rare].sum()), np.append(cur[~rare], cur[rare].sum())


def _upper_tail(k: int, n: int, share: float) -> float:
    """P(X ≥ k) for X ~ Binomial(n, share)."""
    if k <= n * share:
        return 1.0
    choose = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    term = math.exp(choose + k * math.log(share) + (n - k) * math.log1p(-share))
    total = 0.0
    while term > total * 1e-12:
        total += term
        term *= (n - k) / (k + 1) * share / (1 - share)
        k += 1
    return total


def measure(reference: ArrayLike, current: ArrayLike, alpha: float = ALPHA) -> Effect:
    """PSI of counts with rare cells pooled, its critical value and its p-value."""
    ref, cur = pool_rare(reference, current)
    n_ref, n_cur = int(ref.sum()), int(cur.sum())
    cells = cells_used(ref, cur)
    value = psi(ref, cur)
    return Effect(value, critical_psi(n_ref, n_cur, cells, alpha), psi_p_value(value, n_ref, n_cur, cells), n_cur)


def judge(effect: Effect, significant: bool, rule: Rule = Rule()) -> Verdict:
    """The verdict on one feature in one window; `significant` is after correction for the other features."""
    if effect.rows == 0 or math.isnan(effect.psi):
        return Verdict.NO_DATA
    if effect.rows < rule.minimum:
        return Verdict.TOO_FEW
    if not significant or effect.psi < rule.near:
        return Verdict.QUIET
    return Verdict.ALERT if effect.psi >= rule.alert else Verdict.NEAR


def judge_window(
    start: datetime,
    references: Sequence[FeatureBins],
    counts: Mapping[str, ArrayLike],
    rule: Rule = Rule(),
) -> tuple[DriftPoint, ...]:
    """One point a feature, in order: PSI, its chance value, and the verdict with Benjamini-Hochberg over all of them.

    `counts` are the window's counts over the cells of each reference; a feature without any has no data.
    """
    effects = [
        measure(bins.counts, counts[bins.feature] if bins.feature in counts else np.zeros(bins.cells), rule.alpha)
        for bins in references
    ]
    judged = [i for i, e in enumerate(effects) if e.rows >= rule.minimum]
    kept = benjamini_hochberg([effects[i].p_value for i in judged], rule.alpha)
    significant = {i for i, yes in zip(judged, kept, strict=True) if yes}
    pairs = enumerate(zip(references, effects, strict=True))
    return tuple(_point(start, bins, e, judge(e, i in significant, rule)) for i, (bins, e) in pairs)


def _point(start: datetime, bins: FeatureBins, effect: Effect, verdict: Verdict) -> DriftPoint:
    value = None if math.isnan(effect.psi) else effect.psi
    critical = effect.critical if math.isfinite(effect.critical) else None
    return DriftPoint(bins.feature, start, effect.rows, value, critical, verdict)
