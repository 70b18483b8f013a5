"""Turns hourly counts and joined scores into the points of a monitoring report."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from modelyard.domain.monitoring import (
    Distribution,
    DriftPoint,
    FeatureBins,
    Grain,
    QualityPoint,
    Reference,
    TrafficPoint,
)
from modelyard.services.monitoring_counts import unpack_counts
from modelyard.store.monitoring import FeatureHours, TrafficHour

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from modelyard.tables.predictions import Scores

HOUR = 3600
FEWEST_LABELS = 50
"""A window with fewer labelled predictions shows no quality."""

STEPS = {Grain.HOUR: timedelta(hours=1), Grain.DAY: timedelta(days=1), Grain.WEEK: timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class Windows:
    """Consecutive windows of one grain, in UTC; `starts` has one entry a window, `end` closes the last."""

    starts: tuple[datetime, ...]
    end: datetime

    @classmethod
    def between(cls, start: datetime, end: datetime, grain: Grain) -> Windows:
        """The windows that cover `start` up to `end`, from whole hours, days or Mondays on."""
        begin = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        if grain is not Grain.HOUR:
            begin = begin.replace(hour=0)
        if grain is Grain.WEEK:
            begin -= timedelta(days=begin.weekday())
        starts = []
        while begin < end:
            starts.append(begin)
            begin += STEPS[grain]
        return cls(tuple(starts), begin)

    @property
    def start(self) -> datetime:
        """Where the first window begins."""
        return self.starts[0]

    @property
    def hours(self) -> tuple[int, int]:
        """The first hour, and the one after the last, counted from 1970."""
        return int(self.start.timestamp()) // HOUR, int(self.end.timestamp()) // HOUR

    @property
    def edges(self) -> list[int]:
        """The windows' borders in seconds since 1970: one more than there are windows."""
        return [int(s.timestamp()) for s in (*self.starts, self.end)]

    def last_weeks(self, weeks: int) -> tuple[int, int]:
        """The hours of the last weeks of the period, like `hours`."""
        first, last = self.hours
        return max(first, last - weeks * 7 * 24), last


def _sums(windows: Windows, hours: Sequence[int], vectors: Sequence[bytes], cells: int) -> NDArray[np.int64]:
    """Count vectors summed by window: (windows, cells)."""
    import numpy as np

    edges = np.array(windows.edges) // HOUR
    total = np.zeros((len(windows.starts), cells), dtype=np.int64)
    if hours:
        index = np.searchsorted(edges, np.array(hours), side="right") - 1
        np.add.at(total, index, np.frombuffer(b"".join(vectors), dtype=np.int64).reshape(len(hours), cells))
    return total


def traffic_points(windows: Windows, rows: Sequence[TrafficHour]) -> tuple[TrafficPoint, ...]:
    """Traffic a window; latency quantiles from the merged histograms."""
    import numpy as np

    from modelyard.drift.latency import CELLS, quantiles

    hours = [r.hour for r in rows]
    latency = _sums(windows, hours, [unpack_counts(r.latency) for r in rows], CELLS)
    plain = [np.array([r.requests, r.rows, r.errors], dtype=np.int64).tobytes() for r in rows]
    sums = _sums(windows, hours, plain, 3)
    return tuple(
        TrafficPoint(start, *(int(v) for v in sums[i]), *quantiles(latency[i], (0.5, 0.95, 0.99)))
        for i, start in enumerate(windows.starts)
    )


def drift_points(windows: Windows, reference: Reference, counts: Mapping[str, FeatureHours]) -> tuple[DriftPoint, ...]:
    """Drift of every feature in every window with traffic, "prediction" last; significance is judged over all
    features of a window together (Benjamini–Hochberg)."""
    from modelyard.drift.verdict import judge_window

    everything = (*reference.features, reference.score)
    sums = {}
    for bins in everything:
        found = counts.get(bins.feature, FeatureHours())
        sums[bins.feature] = _sums(windows, found.hours, found.counts, bins.cells)
    points: list[DriftPoint] = []
    for index, start in enumerate(windows.starts):
        points += judge_window(start, everything, {name: total[index] for name, total in sums.items()})
    return tuple(points)


def quality_points(windows: Windows, found: Scores) -> tuple[QualityPoint, ...]:
    """Realised quality a window, over the predictions whose label has come."""
    import numpy as np

    borders = np.searchsorted(found.event_times, np.array(windows.edges, dtype="datetime64[s]"))
    spans = zip(windows.starts, borders[:-1], borders[1:], strict=True)
    return tuple(_quality(start, found.scores[a:b], found.labels[a:b]) for start, a, b in spans)


def _quality(start: datetime, scores: NDArray[np.float64], labels: NDArray[np.float64]) -> QualityPoint:
    import numpy as np

    from modelyard.drift import quality

    known = ~np.isnan(labels)
    labelled = int(known.sum())
    if labelled < FEWEST_LABELS:
        return QualityPoint(start, len(scores), labelled, None, None, None, None, None)
    y, s = labels[known].astype(np.int64), scores[known]
    return QualityPoint(
        start,
        len(scores),
        labelled,
        quality.roc_auc(y, s),
        quality.f1(y, s),
        quality.log_loss(y, s),
        quality.precision(y, s),
        quality.recall(y, s),
    )


def distribution(bins: FeatureBins, counts: Mapping[str, FeatureHours], first: int, last: int) -> Distribution:
    """One feature's counts in training, and summed over the hours from `first` up to `last`."""
    import numpy as np

    from modelyard.drift.bins import labels

    found = counts.get(bins.feature, FeatureHours())
    begin, end = bisect_left(found.hours, first), bisect_left(found.hours, last)
    vectors = np.frombuffer(b"".join(found.counts[begin:end]), dtype=np.int64).reshape(-1, bins.cells)
    total = vectors.sum(axis=0)
    return Distribution(bins.feature, labels(bins), bins.edges, bins.counts, tuple(int(v) for v in total))
