"""Experiments and runs: what was asked, what was tried, how well it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class SplitKind(StrEnum):
    """How the hold-out rows are chosen."""

    RANDOM = "random"
    TIME = "time"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class SplitSpec:
    """The hold-out: a share of the rows, drawn at random (stratified by the target) or the latest by `time_column`.

    Or that of a stored split of the dataset version: `split_id` and its `name`; `test_share` is then what it has.
    """

    kind: SplitKind = SplitKind.RANDOM
    test_share: float = 0.2
    time_column: str | None = None
    split_id: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class AlgorithmSpec:
    """An algorithm of the catalogue with the parameters that differ from its defaults."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """One adjustable parameter of an algorithm. `kind` is "integer", "number", "choice" or "boolean"."""

    name: str
    label: str
    kind: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """An entry of the catalogue."""

    key: str
    name: str
    summary: str
    parameters: tuple[ParameterInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentSpec:
    """Everything that decides an experiment's outcome.

    `positive` is the target value that counts as "yes", as text; None picks it (true, 1, yes, or the rarer class).
    `where` is a row filter in SQL, for example "month <= 3".
    """

    name: str
    dataset_version_id: str
    target: str
    features: tuple[str, ...]
    algorithms: tuple[AlgorithmSpec, ...]
    split: SplitSpec = field(default_factory=SplitSpec)
    where: str = ""
    positive: str | None = None
    seed: int = 0
    metric: str = "roc_auc"


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """What a target column looks like. `classes` are (value as text, rows); `problem` is why it cannot be learned."""

    rows: int
    missing: int
    classes: tuple[tuple[str, int], ...]
    positive: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A named experiment: runs over one question."""

    id: str
    name: str
    spec: ExperimentSpec
    created_at: datetime
    created_by: str
    runs: int
    dataset_label: str


class RunState(StrEnum):
    """The state of a run, which follows its job."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a curve; `x`, `y` (and `threshold`, where it has one) are of one length."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    threshold: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability in equal-width bins of the predicted probability: mean prediction, observed share, rows a bin.

    `error` is the expected calibration error (Naeini et al. 2015): the row-weighted mean absolute gap.
    """

    predicted: tuple[float, ...]
    observed: tuple[float, ...]
    counts: tuple[int, ...]
    error: float


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """Confusion counts at a grid of thresholds; row i predicts "yes" where probability >= thresholds[i]."""

    thresholds: tuple[float, ...]
    true_positive: tuple[int, ...]
    false_positive: tuple[int, ...]
    true_negative: tuple[int, ...]
    false_negative: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Importance:
    """Permutation importance of one feature: mean and standard deviation of the drop in ROC AUC on hold-out rows."""

    feature: str
    mean: float
    std: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a run did on its hold-out rows."""

    classes: tuple[str, str]
    rows: int
    positives: int
    roc: Curve
    precision_recall: Curve
    calibration: Calibration
    thresholds: ThresholdTable
    score_histogram: tuple[int, ...]
    importance: tuple[Importance, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One training run and its record. `metrics` keys: roc_auc, average_precision, f1, precision, recall, accuracy,
    log_loss, brier, calibration_error. Times are seconds, sizes bytes."""

    id: str
    experiment_id: str
    experiment_name: str
    number: int
    algorithm: str
    algorithm_name: str
    params: dict[str, Any]
    state: RunState
    seed: int
    created_at: datetime
    created_by: str
    job_id: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    metrics: dict[str, float] = field(default_factory=dict)
    fit_seconds: float | None = None
    model_size: int | None = None
    data_hash: str = ""
    split_hash: str = ""
    train_rows: int | None = None
    test_rows: int | None = None
    environment: dict[str, str] = field(default_factory=dict)
    error: str = ""
    fraction: float | None = None
    progress_text: str = ""
    dataset_version_id: str = ""
