"""Counters and histograms in Prometheus's text format (version 0.0.4), for one process."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
PREFIX = "modelyard"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
ROWS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)


class Histogram:
    """Cumulative buckets with sum and count."""

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


class Metrics:
    """What one server counts. Safe to use from several threads."""

    def __init__(self, info: Mapping[str, str]) -> None:
        self._info = dict(info)
        self._lock = threading.Lock()
        self._requests: defaultdict[tuple[str, int], int] = defaultdict(int)
        self._refused: defaultdict[tuple[str, str], int] = defaultdict(int)
        self._duration: defaultdict[str, Histogram] = defaultdict(lambda: Histogram(SECONDS))
        self._predict = Histogram(SECONDS)
        self._batch = Histogram(ROWS)
        self.inflight = 0

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        with self._lock:
            self._requests[route, status] += 1
            self._duration[route].observe(seconds)

    def prediction(self, rows: int, seconds: float) -> None:
        """Count one batch that the model scored."""
        with self._lock:
            self._predict.observe(seconds)
            self._batch.observe(rows)

    def refused(self, column: str | None, rule: str) -> None:
        """Count one request that broke a rule."""
        with self._lock:
            self._refused[column or "", rule] += 1

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> bytes:
        """Everything in the text format; `gauges` maps name -> (help, value)."""
        with self._lock:
            lines = _family("model_info", "gauge", "The model this server runs.")
            lines.append(_sample("model_info", self._info, 1))
            lines += _family("requests_total", "counter", "Requests answered.")
            lines += [
                _sample("requests_total", {"route": route, "code": str(code)}, n)
                for (route, code), n in sorted(self._requests.items())
            ]
            lines += _family("validation_errors_total", "counter", "Requests refused, by column and rule.")
            lines += [
                _sample("validation_errors_total", {"column": column, "rule": rule}, n)
                for (column, rule), n in sorted(self._refused.items())
            ]
            lines += _family("request_duration_seconds", "histogram", "Time from request to answer.")
            for route, histogram in sorted(self._duration.items()):
                lines += _histogram("request_duration_seconds", {"route": route}, histogram)
            lines += _family("predict_duration_seconds", "histogram", "Time the model took for a batch.")
            lines += _histogram("predict_duration_seconds", {}, self._predict)
            lines += _family("batch_rows", "histogram", "Rows a request.")
            lines += _histogram("batch_rows", {}, self._batch)
            lines += _family("rows_total", "counter", "Rows predicted.")
            lines.append(_sample("rows_total", {}, self._batch.sum))
            lines += _family("inflight_requests", "gauge", "Requests being answered now.")
            lines.append(_sample("inflight_requests", {}, self.inflight))
        for name, (help_text, value) in gauges.items():
            lines += _family(name, "counter" if name.endswith("_total") else "gauge", help_text)
            lines.append(_sample(name, {}, value))
        return ("\n".join(lines) + "\n").encode()


def _family(name: str, kind: str, help_text: str) -> list[str]:
    return [f"# HELP {PREFIX}_{name} {help_text}", f"# TYPE {PREFIX}_{name} {kind}"]


def _sample(name: str, labels: Mapping[str, str], value: float) -> str:
    number = str(int(value)) if value == int(value) else repr(value)
    text = ",".join(f'{key}="{_escaped(label)}"' for key, label in labels.items())
    return f"{PREFIX}_{name}{{{text}}} {number}" if text else f"{PREFIX}_{name} {number}"


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _histogram(name: str, labels: Mapping[str, str], histogram: Histogram) -> Iterable[str]:
    total = 0
    for bound, count in zip((*map(str, histogram.bounds), "+Inf"), histogram.counts, strict=True):
        total += count
        yield _sample(f"{name}_bucket", {**labels, "le": bound}, total)
    yield _sample(f"{name}_sum", labels, histogram.sum)
    yield _sample(f"{name}_count", labels, total)
