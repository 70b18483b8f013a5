"""Experiments and their runs: what was tried, and how well it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from modelyard.domain.experiments.spec import ExperimentSpec, Task


@dataclass(frozen=True, slots=True)
class Experiment:
    """A named experiment: runs over one question. `spec` and `dataset_label` are missing where all of its runs came
    from outside (a script, an import)."""

    id: str
    name: str
    spec: ExperimentSpec | None
    created_at: datetime
    created_by: str
    runs: int
    dataset_label: str


class RunState(StrEnum):
    """The state of a run, which follows its job. A paused search goes on from its finished trials."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self not in (RunState.QUEUED, RunState.RUNNING)


class RunKind(StrEnum):
    """Where a run comes from: one fit, a search over parameters, a script that logged it, an import from elsewhere."""

    TRAINING = "training"
    SEARCH = "search"
    LOGGED = "logged"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Run:
    """One run and its record, as lists show it; `RunDetails` holds the rest.

    `metrics` are by their keys in `metrics.METRICS`, or as a script named them. `intervals` are their 95 % confidence
    intervals where there are hold-out rows. Times are seconds, sizes bytes.
    """

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
    task: Task = Task.BINARY
    kind: RunKind = RunKind.TRAINING
    name: str = ""
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    parent_id: str | None = None
    note: str = ""
    archived_at: datetime | None = None
    deleted_at: datetime | None = None
    deleted_by: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """How a person names it among all runs: "run 7 of flights"."""
        return f"run {self.number} of {self.experiment_name}"

    @property
    def title(self) -> str:
        """How titles name it, and sentences that begin with it: "flights run 7"."""
        return f"{self.experiment_name} run {self.number}"


@dataclass(frozen=True, slots=True)
class GitState:
    """The linked repository when a run began. `dirty` says that tracked files differed from the commit; it says nothing
    unless `checked`, as only Git itself can tell."""

    commit: str
    branch: str = ""
    dirty: bool = False
    url: str = ""
    checked: bool = True


@dataclass(frozen=True, slots=True)
class ResourceSample:
    """What a run used at a moment: seconds since it began, share of one core (2.0 is two cores), bytes of memory."""

    second: float
    cores: float
    memory: int


@dataclass(frozen=True, slots=True)
class RunInput:
    """A dataset that a run from outside named. `profile` and `schema` are JSON as the tool wrote it."""

    name: str
    digest: str = ""
    context: str = ""
    source: str = ""
    source_type: str = ""
    schema: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version of a registered model in the tool that a run was imported from, as it was there."""

    model: str
    version: str = ""
    aliases: tuple[str, ...] = ()
    stage: str = ""
    status: str = ""
    description: str = ""
    source: str = ""
    created_at: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)
    model_description: str = ""
    model_tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedModel:
    """A fitted model among a run's files: `path` is its folder there, `signature` the JSON of its MLmodel file.

    `metrics` are (key, step, milliseconds since 1970, value, data set name, its digest); a value that JSON has no
    number for is its name, such as "NaN".
    """

    name: str
    path: str
    id: str = ""
    kind: str = ""
    state: str = ""
    created_at: datetime | None = None
    signature: str = ""
    params: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    metrics: tuple[tuple[str, int, int, float | str, str, str], ...] = ()
    versions: tuple[RegisteredVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOrigin:
    """Where an imported run comes from: the tool, its id there, and the hash of what was read, to notice changes.

    `lost` says what of it could not be read, and why.
    """

    tool: str
    id: str
    digest: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunDetails:
    """What a run's own page shows besides the list's columns. `folds` are metrics by fold, in order."""

    folds: dict[str, tuple[float, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    missing_target: int = 0
    git: GitState | None = None
    resources: tuple[ResourceSample, ...] = ()
    inputs: tuple[RunInput, ...] = ()
    packages: dict[str, str] = field(default_factory=dict)
    models: tuple[LoggedModel, ...] = ()
    origin: RunOrigin | None = None


class TrialState(StrEnum):
    """How a trial ended: judged on all folds, stopped early as hopeless, or not possible with these parameters."""

    FINISHED = "finished"
    PRUNED = "pruned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Trial:
    """One set of parameters that a search tried. `value` is the mean of the metric over the folds it was judged on,
    whose values are `folds`; numbers begin with 0. `seconds` is how long it took, `text` why it failed.

    In successive halving `folds` has the folds of each rung, one rung after the other, and `value` is the last rung's.
    """

    number: int
    state: TrialState
    params: dict[str, Any]
    value: float | None
    folds: tuple[float, ...]
    started_at: datetime
    seconds: float
    text: str = ""


@dataclass(frozen=True, slots=True)
class MetricPoint:
    """One logged value of a metric; NaN and infinities are kept. `step` counts as the script counts."""

    key: str
    step: int
    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of a run: its path within the run, sha256 and size."""

    path: str
    blob: str
    size: int
