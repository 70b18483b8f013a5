"""Quality equals scikit-learn's; latency quantiles keep their promised error."""

import math

import numpy as np
import pytest
from sklearn import metrics

from modelyard.drift import quality
from modelyard.drift.latency import CELLS, RELATIVE_ERROR, count_seconds, quantiles


@pytest.mark.parametrize("seed", range(8))
def test_scikit_learn_agrees(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(20, 3000))
    p = rng.random(n) if seed % 2 else np.round(rng.random(n), 1)
    y = (rng.random(n) < p).astype(int)
    y[:2] = 0, 1
    hard = p >= 0.4
    found = quality.all_metrics(y, p, 0.4)
    expected = {
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "f1": metrics.f1_score(y, hard),
        "precision": metrics.precision_score(y, hard),
        "recall": metrics.recall_score(y, hard),
        "accuracy": metrics.accuracy_score(y, hard),
        "log_loss": metrics.log_loss(y, p),
        "brier": metrics.brier_score_loss(y, p),
    }
    assert set(found) == {*expected, "calibration_error"}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-12), name
    tn, fp, fn, tp = metrics.confusion_matrix(y, hard).ravel()
    assert quality.confusion(y, p, 0.4) == (tp, fp, tn, fn)


def test_calibration_error_by_hand() -> None:
    y, p = [0, 1, 1, 0, 1], [0.05, 0.15, 0.12, 0.95, 1.0]
    gaps = [0.05, abs(0.27 - 2), abs(1.95 - 1)]
    assert quality.calibration_error(y, p) == pytest.approx(sum(gaps) / 5)
    assert quality.calibration_error([0, 1, 0, 1], [0.5] * 4) == 0.0


def test_what_is_not_defined() -> None:
    assert quality.all_metrics([], []) == {}
    assert quality.roc_auc([1, 1], [0.1, 0.9]) is None
    assert quality.average_precision([0, 0], [0.1, 0.9]) is None
    assert quality.precision([1, 0], [0.1, 0.2]) is None
    assert quality.recall([0, 0], [0.9, 0.2]) is None
    assert quality.f1([0, 0], [0.1, 0.2]) is None
    assert quality.f1([1, 0], [0.1, 0.2]) == 0.0
    assert quality.log_loss([1, 0], [1.0, 0.0]) == pytest.approx(metrics.log_loss([1, 0], [1.0, 0.0]))
    assert quality.log_loss([0, 1], [1.0, 0.0]) == pytest.approx(metrics.log_loss([0, 1], [1.0, 0.0]))
    with pytest.raises(ValueError, match="same rows"):
        quality.roc_auc([1, 0], [0.5])


@pytest.mark.parametrize("seed", range(5))
def test_latency_quantiles_are_within_one_percent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    seconds = np.clip(rng.lognormal(rng.uniform(-8, 1), 1.5, int(rng.integers(1, 5000))), 1.1e-5, 900)
    counts = count_seconds(seconds)
    ordered = np.sort(seconds)
    for q, found in zip((0.0, 0.5, 0.95, 0.99, 1.0), quantiles(counts, (0.0, 0.5, 0.95, 0.99, 1.0)), strict=True):
        exact = ordered[math.floor(q * (seconds.size - 1))]
        assert found == pytest.approx(exact, rel=RELATIVE_ERROR * 1.000001)


def test_latency_counts_add_up_and_take_anything() -> None:
    seconds = np.random.default_rng(0).exponential(0.01, 10_000)
    together = count_seconds(seconds[:3000]) + count_seconds(seconds[3000:])
    assert together.tolist() == count_seconds(seconds).tolist()
    odd = count_seconds([0.0, -1.0, 1e-9, 5000.0, float("inf"), float("nan")])
    assert (odd.sum(), odd[0], odd[CELLS - 1]) == (5, 3, 2)
    assert quantiles(count_seconds([]), (0.5, 0.99)) == (None, None)
