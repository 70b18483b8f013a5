"""What is watched: traffic, drift against training, and realised quality once labels have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Grain(StrEnum):
    """The length of one window on the time axis. Weeks begin on Monday, in UTC."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class FeatureBins:
    """Bins frozen at training time.

    Numeric: `edges` are increasing inner edges e1 … ek; cell 0 is x < e1, cell i is e_i <= x < e_(i+1), cell k is
    x >= ek. Category: `categories` are the known values; one more cell, NEW, holds all others. In both kinds the
    last cell of `counts` is MISSING (null or NaN). `counts` are those of the training rows.
    """

    feature: str
    kind: str
    edges: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def cells(self) -> int:
        """How many cells a count vector has, MISSING included."""
        return (len(self.edges) + 1 if self.kind == "numeric" else len(self.categories) + 1) + 1


@dataclass(frozen=True, slots=True)
class Reference:
    """What training looked like: bins of every feature and of the predicted probability, and hold-out quality."""

    rows: int
    features: tuple[FeatureBins, ...]
    score: FeatureBins
    metrics: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrafficPoint:
    """One window of traffic. Latencies are seconds, None without requests; `errors` counts answers of 400 and up."""

    start: datetime
    requests: int
    rows: int
    errors: int
    p50: float | None
    p95: float | None
    p99: float | None


class Verdict(StrEnum):
    """What drift or quality of a window means. NO_DATA and TOO_FEW are no judgement at all."""

    QUIET = "quiet"
    NEAR = "near"
    ALERT = "alert"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """Drift of one feature in one window: PSI, the value PSI would pass by chance (alpha 0.01), and the verdict."""

    feature: str
    start: datetime
    rows: int
    psi: float | None
    critical: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class QualityPoint:
    """Realised quality of one window: predictions made, labels that came, and metrics over the labelled ones."""

    start: datetime
    predictions: int
    labelled: int
    roc_auc: float | None
    f1: float | None
    log_loss: float | None
    precision: float | None
    recall: float | None

    @property
    def coverage(self) -> float:
        """Labelled predictions as a share of all, 0 to 1."""
        return self.labelled / self.predictions if self.predictions else 0.0


@dataclass(frozen=True, slots=True)
class Distribution:
    """One feature's distribution in training and in a window, over the same cells."""

    feature: str
    labels: tuple[str, ...]
    edges: tuple[float, ...]
    reference: tuple[int, ...]
    current: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonitoringReport:
    """All a monitoring page shows of one deployment between two instants (UTC)."""

    deployment_id: str
    deployment_name: str
    model_label: str
    start: datetime | None
    end: datetime | None
    grain: Grain
    traffic: tuple[TrafficPoint, ...] = ()
    drift: tuple[DriftPoint, ...] = ()
    quality: tuple[QualityPoint, ...] = ()
    score: Distribution | None = None
    predictions: int = 0
    labelled: int = 0
    training_metrics: dict[str, float] = field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """The features, in training order, "prediction" last."""
        return tuple(dict.fromkeys(p.feature for p in self.drift))
