"""Experiments and their runs: what was tried, and how well it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from modelyard.domain.experiments.spec import ExperimentSpec


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
