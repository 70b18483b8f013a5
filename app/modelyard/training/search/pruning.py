"""When a trial is hopeless. Decided from trials before it alone, so that speed and cores never change the outcome.

Optuna's pruners compare with whatever has ended by the clock; these are their rules on a fixed history.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median

from modelyard.domain.experiments.runs import Trial, TrialState

STARTUP = 5
"""Finished trials that there must be before another is measured by them."""

SHARES = (1 / 9, 1 / 3, 1.0)
"""The shares of the training rows that successive halving learns from, rung by rung."""

KEPT = 3
"""Successive halving goes on with one of so many."""


def hopeless(values: Sequence[float], before: Sequence[Trial], greater: bool) -> bool:
    """The median rule (Golovin et al. 2017, as in `optuna.pruners.MedianPruner`): whether the best running mean of a
    trial's folds is worse than the median of the finished trials' running means after as many folds."""
    sign = 1.0 if greater else -1.0
    count = len(values)
    peers = [fmean(t.folds[:count]) for t in before if t.state is TrialState.FINISHED and len(t.folds) >= count]
    if len(peers) < STARTUP:
        return False
    best = max(sign * fmean(values[: i + 1]) for i in range(count))
    return best < sign * median(peers)


def left_behind(values: Sequence[float], before: Sequence[Trial], greater: bool, folds: int) -> bool:
    """Asynchronous successive halving (Li et al. 2020, as in `optuna.pruners.SuccessiveHalvingPruner`): whether a
    trial that has completed a rung is not among the best third there. Each rung has `folds` values."""
    sign = 1.0 if greater else -1.0
    count = len(values)
    own = sign * rung_value(values, folds)
    peers = [sign * rung_value(t.folds[:count], folds) for t in before if len(t.folds) >= count]
    standing = sorted([*peers, own], reverse=True)
    return own < standing[max(0, len(standing) // KEPT - 1)]


def rung_value(values: Sequence[float], folds: int) -> float:
    """The mean of the last rung."""
    return fmean(values[-folds:])
