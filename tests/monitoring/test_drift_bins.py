"""Frozen bins and counting into them: exact, mergeable, unmoved by ties, constants and outliers."""

import numpy as np
import pandas as pd
import pytest

from modelyard.domain.monitoring import FeatureBins
from modelyard.drift.bins import count, freeze, freeze_score, labels
from modelyard.drift.distances import psi


def slow_count(bins: FeatureBins, values: list[float]) -> list[int]:
    """The definition in `FeatureBins`, value by value."""
    result = [0] * bins.cells
    for value in values:
        missing = value is None or value != value
        result[bins.cells - 1 if missing else sum(value >= e for e in bins.edges)] += 1
    return result


@pytest.mark.parametrize("seed", range(6))
def test_counts_follow_the_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    train = rng.choice([rng.normal(size=3000), rng.integers(0, 5, 3000), rng.pareto(0.5, 3000)], axis=0)
    bins = freeze("x", train, "numeric")
    values = np.concatenate([train[:500], rng.normal(size=500) * 9, [np.nan, np.inf, -np.inf], bins.edges])
    assert count(bins, values).tolist() == slow_count(bins, values.tolist())
    assert bins.counts == tuple(slow_count(bins, train.tolist()))


def test_counts_of_parts_add_up() -> None:
    values = np.random.default_rng(0).normal(size=100_001)
    bins = freeze("x", values, "numeric")
    parts = sum(count(bins, part) for part in np.array_split(values, 7))
    assert parts.tolist() == count(bins, values).tolist() == list(bins.counts)
    assert np.diff(bins.edges).min() > 0
    assert max(bins.counts) / 100_001 < 0.1001


def test_ties_and_constants() -> None:
    zeros = freeze("x", [0] * 900 + list(range(1, 101)), "numeric")
    assert zeros.edges[0] > 0
    assert zeros.counts[0] >= 900
    five = freeze("x", [5.0] * 100, "numeric")
    assert count(five, [5, 5, 4, 6, None]).tolist() == [1, 2, 1, 1]
    assert psi(five.counts, count(five, [5.1] * 100)) > 5
    few = freeze("x", [1, 2, 2, 3, None], "numeric")
    assert (few.edges, few.counts) == ((2.0, 3.0), (1, 2, 1, 1))
    empty = freeze("x", [None, float("nan")], "numeric")
    assert (empty.edges, empty.counts, empty.cells) == ((), (0, 2), 2)
    assert count(empty, [1.0]).tolist() == [1, 0]


def test_an_outlier_hides_nothing() -> None:
    """Evidently's PSI falls from .060 to .00007 when one value of 1000 is added; frozen quantile bins do not care."""
    rng = np.random.default_rng(0)
    bins = freeze("x", rng.normal(size=20_000), "numeric")
    shifted = rng.normal(0.2, 1.1, 5000)
    alone, with_outlier = (psi(bins.counts, count(bins, v)) for v in (shifted, np.append(shifted, 1000.0)))
    assert with_outlier == pytest.approx(alone, rel=0.01)
    assert alone > 0.05


def test_categories() -> None:
    bins = freeze("carrier", ["UA"] * 5 + ["AA"] * 5 + ["B6", None, "B6"], "category")
    assert (bins.categories, bins.counts) == (("AA", "UA", "B6"), (5, 5, 2, 0, 1))
    assert count(bins, np.array(["UA", "XX", None, "yy", "AA"], dtype=object)).tolist() == [1, 1, 0, 2, 1]
    many = freeze("id", [f"v{i:03}" for i in range(150)] + ["v149"], "category")
    assert (len(many.categories), many.categories[0], many.counts[100]) == (100, "v149", 50)
    assert labels(bins) == ("AA", "UA", "B6", "other or new", "missing")


def test_values_of_every_kind_become_the_same_text() -> None:
    bins = freeze("c", [True, False, True, None], "category")
    assert bins.categories == ("true", "false")
    assert count(bins, pd.Series([True, None, np.bool_(False)], dtype=object)).tolist() == [1, 1, 0, 1]
    assert freeze("c", np.array([1.0, 2.5, np.nan]), "category").categories == ("1", "2.5")
    assert freeze("c", pd.Series(["a", pd.NA, pd.NaT]), "category").counts == (1, 0, 2)
    assert count(freeze("x", [1, 2, 3], "numeric"), pd.Series([1, None, 3], dtype="Int64")).tolist() == [1, 0, 1, 1]


def test_score_bins() -> None:
    bins = freeze_score([0.0, 0.05, 0.5, 1.0])
    assert (bins.feature, bins.cells, sum(bins.counts)) == ("prediction", 21, 4)
    assert (bins.counts[0], bins.counts[1], bins.counts[10], bins.counts[19]) == (1, 1, 1, 1)
    assert labels(bins)[:2] == ("below 0.05", "0.05 to 0.1")
    with pytest.raises(ValueError, match="kind"):
        freeze("x", [1], "text")
