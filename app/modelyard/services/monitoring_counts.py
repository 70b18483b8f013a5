"""Reduces prediction-log records to integer counts an hour; adding counts is all that merging needs."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from modelyard.domain.monitoring import FeatureBins, Reference
from modelyard.store import monitoring as store
from modelyard.store.database import Write

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOUR = 3600


class Tally:
    """Counts of some records over the bins of one model version's reference."""

    def __init__(self, reference: Reference) -> None:
        self._bins = {b.feature: b for b in reference.features}
        self._score = reference.score
        self.requests: dict[int, list[int]] = {}
        self.latency: dict[int, NDArray[np.int64]] = {}
        self.counts: dict[tuple[int, str], NDArray[np.int64]] = {}

    def add(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Count traffic by the hour of each request's first event, features and scores by the hour of each row."""
        for hour, group in _by_hour(records).items():
            self._add_traffic(hour, group)
        answered = [r for r in records if r["rows"] and r["scores"]]
        if answered:
            self._add_rows(answered)

    def _add_traffic(self, hour: int, records: list[Mapping[str, Any]]) -> None:
        import numpy as np

        from modelyard.drift.latency import count_seconds

        sums = self.requests.setdefault(hour, [0, 0, 0])
        sums[0] += len(records)
        sums[1] += sum(r["rows"] for r in records)
        sums[2] += sum(r["status"] >= 400 for r in records)
        seconds = np.array([r["seconds"] for r in records if r["status"] < 400], dtype=float)
        counted = count_seconds(seconds)
        self.latency[hour] = self.latency[hour] + counted if hour in self.latency else counted

    def _add_rows(self, records: list[Mapping[str, Any]]) -> None:
        import numpy as np

        hours = np.concatenate([np.asarray(r["event_times"], dtype=float) // HOUR for r in records]).astype(np.int64)
        order = np.argsort(hours, kind="stable")
        found, starts = np.unique(hours[order], return_index=True)
        ends = [*starts[1:], len(order)]
        for name, bins in self._bins.items():
            self._add_feature(name, bins, [v for r in records for v in r["inputs"][name]], order, found, starts, ends)
        scores = [v for r in records for v in r["scores"]]
        self._add_feature(self._score.feature, self._score, scores, order, found, starts, ends)

    def _add_feature(
        self,
        name: str,
        bins: FeatureBins,
        values: list[Any],
        order: NDArray[np.int64],
        hours: NDArray[np.int64],
        starts: NDArray[np.int64],
        ends: Sequence[int],
    ) -> None:
        import numpy as np

        from modelyard.drift.bins import count

        kind = float if bins.kind == "numeric" else object
        column = np.array(values, dtype=kind)[order]
        for hour, begin, end in zip(hours.tolist(), starts, ends, strict=True):
            self.counts[(hour, name)] = count(bins, column[begin:end])

    def merge_into(self, write: Write, deployment_id: str, version_id: str) -> None:
        """Add these counts to those in the database, in the caller's transaction."""
        import numpy as np

        stored = store.stored_traffic(write, deployment_id, self.requests)
        rows = []
        for hour, (requests, sent, errors) in self.requests.items():
            latency = self.latency[hour]
            if earlier := stored.get(hour):
                requests, sent, errors = requests + earlier.requests, sent + earlier.rows, errors + earlier.errors
                latency = latency + np.frombuffer(unpack_counts(earlier.latency), dtype=np.int64)
            rows.append(store.TrafficHour(hour, requests, sent, errors, pack_counts(latency)))
        store.put_traffic(write, deployment_id, rows)
        earlier_counts = store.stored_counts(write, deployment_id, version_id, {h for h, _ in self.counts})
        merged = {}
        for key, counts in self.counts.items():
            if (before := earlier_counts.get(key)) is not None:
                counts = counts + np.frombuffer(before, dtype=np.int64)
            merged[key] = counts.astype(np.int64).tobytes()
        store.put_counts(write, deployment_id, version_id, merged)


def pack_counts(counts: NDArray[np.int64]) -> bytes:
    """A long and mostly empty count vector as compressed int64 bytes."""
    return zlib.compress(counts.tobytes(), 1)


def unpack_counts(packed: bytes) -> bytes:
    """The int64 bytes that `pack_counts` took."""
    return zlib.decompress(packed)


def _by_hour(records: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    groups: dict[int, list[Mapping[str, Any]]] = {}
    for record in records:
        at = record["event_times"][0] if record["event_times"] else record["at"]
        groups.setdefault(int(at // HOUR), []).append(record)
    return groups
