"""The verdict: small windows do not cry wolf, real shifts are found, a new category is seen."""

from datetime import UTC, datetime

import numpy as np
import pytest

from modelyard.domain.monitoring import FeatureBins, Verdict
from modelyard.drift.bins import count, freeze
from modelyard.drift.verdict import Effect, Rule, judge, judge_window, measure

START = datetime(2013, 4, 1, tzinfo=UTC)


def test_the_rule() -> None:
    def effect(psi: float, rows: int = 500) -> Effect:
        return Effect(psi, 0.05, 0.001, rows)

    assert judge(effect(0.3), True) is Verdict.ALERT
    assert judge(effect(0.25), True) is Verdict.ALERT
    assert judge(effect(0.2), True) is Verdict.NEAR
    assert judge(effect(0.1), True) is Verdict.NEAR
    assert judge(effect(0.09), True) is Verdict.QUIET
    assert judge(effect(5.0), False) is Verdict.QUIET
    assert judge(effect(5.0, 49), True) is Verdict.TOO_FEW
    assert judge(effect(5.0, 49), True, Rule(minimum=10)) is Verdict.ALERT
    assert judge(effect(float("nan"), 0), False) is Verdict.NO_DATA


@pytest.mark.parametrize("n", [50, 100, 500, 5000])
def test_no_false_alarms_on_the_same_distribution(n: int) -> None:
    """Eight features of every shape, 150 windows: the customary mark alone gives .35 false alarms at n = 100."""
    rng = np.random.default_rng(n)
    zipf = 1 / np.arange(1, 101)
    names = np.array([f"c{i}" for i in range(100)], dtype=object)

    def draw(size: int) -> dict[str, np.ndarray]:
        return {
            **{f"x{i}": rng.normal(size=size) for i in range(3)},
            "ties": rng.poisson(0.3, size).astype(float),
            "holes": np.where(rng.random(size) < 0.05, np.nan, rng.pareto(1.0, size)),
            **{f"c{i}": rng.choice(names, size, p=zipf / zipf.sum()) for i in range(3)},
        }

    train = draw(20_000)
    bins = [freeze(k, v, "category" if v.dtype == object else "numeric") for k, v in train.items()]
    loud = 0
    for _ in range(150):
        window = draw(n)
        points = judge_window(START, bins, {b.feature: count(b, window[b.feature]) for b in bins})
        loud += any(p.verdict in (Verdict.NEAR, Verdict.ALERT) for p in points)
    assert loud / 150 <= 0.04


def test_real_shifts_are_found() -> None:
    rng = np.random.default_rng(1)
    bins = freeze("x", rng.normal(size=20_000), "numeric")
    for n in (100, 1000):
        counts = count(bins, rng.normal(0.8, 1, n))
        assert judge_window(START, [bins], {"x": counts})[0].verdict is Verdict.ALERT
    slight = judge_window(START, [bins], {"x": count(bins, rng.normal(0.05, 1, 200_000))})[0]
    assert slight.verdict is Verdict.QUIET
    assert slight.psi is not None
    assert slight.critical is not None
    assert slight.psi > slight.critical


def test_new_category_and_growing_gaps() -> None:
    rng = np.random.default_rng(2)
    names = [f"c{i}" for i in range(80)]
    bins = freeze("c", rng.choice(names, 40_000).tolist(), "category")

    def verdict(values: list[str | None]) -> Verdict:
        return judge_window(START, [bins], {"c": count(bins, values)})[0].verdict

    usual = rng.choice(names, 400).tolist()
    assert verdict(usual) is Verdict.QUIET
    assert verdict([*usual, "new"]) is Verdict.QUIET
    assert verdict([*usual[:300], *["new"] * 100]) is Verdict.ALERT
    assert verdict([*usual[:300], *[None] * 100]) is Verdict.ALERT
    assert verdict(["new"] * 60) is Verdict.ALERT


def test_windows_without_data() -> None:
    bins = freeze("x", range(1000), "numeric")
    nothing, few = (judge_window(START, [bins], c)[0] for c in ({}, {"x": count(bins, [1, 2, 3])}))
    assert (nothing.verdict, nothing.psi, nothing.critical, nothing.rows) == (Verdict.NO_DATA, None, None, 0)
    assert (few.verdict, few.rows) == (Verdict.TOO_FEW, 3)
    unseen = FeatureBins("y", "category", categories=("a",), counts=(0, 0, 0))
    assert judge_window(START, [unseen], {"y": [100, 0, 0]})[0].verdict is Verdict.NO_DATA


def test_many_quiet_features_raise_the_bar_for_one() -> None:
    """What is just significant alone is not among a hundred (Benjamini-Hochberg)."""
    ref, cur = np.full(10, 1000), np.array([10, 10, 10, 10, 10, 10, 10, 24, 3, 3])
    p_value = measure([*ref, 0], [*cur, 0]).p_value
    assert 0.0005 < p_value < 0.01
    odd = FeatureBins("odd", "numeric", edges=tuple(range(9)), counts=(*ref, 0))
    quiet = [FeatureBins(f"q{i}", "numeric", edges=tuple(range(9)), counts=(*ref, 0)) for i in range(99)]
    counts = {"odd": [*cur, 0], **{b.feature: [10] * 10 + [0] for b in quiet}}
    assert judge_window(START, [odd], counts)[0].verdict is not Verdict.QUIET
    assert judge_window(START, [odd, *quiet], counts)[0].verdict is Verdict.QUIET
