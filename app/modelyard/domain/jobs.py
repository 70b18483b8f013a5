"""Background work as the user sees it: jobs with state, progress and a log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class JobState(StrEnum):
    """A job's life: queued, running, then exactly one of the ends."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class JobError:
    """Why a job failed, as the error dialog shows it; `exit_code` is what a command that waited for it ends with."""

    message: str
    hint: str = ""
    details: str = ""
    exit_code: int = 1


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of background work. `kind` is "stage.verb"; `params` and `result` are plain JSON values."""

    id: str
    kind: str
    title: str
    state: JobState
    params: dict[str, Any]
    created_at: datetime
    created_by: str
    fraction: float | None = None
    text: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    error: JobError | None = None
    cancel_requested: bool = False
    subject: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a job's log."""

    at: datetime
    text: str


class JobContext(Protocol):
    """What a job function is handed: its progress, its log, its cancel flag. It is the first argument of each."""

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far the work is: 0 to 1, or None for unknown, and what it is doing."""

    def log(self, text: str) -> None:
        """Keep one line in the job's log."""

    def cancelled(self) -> bool:
        """Whether somebody asked for the work to stop."""

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when somebody asked for the work to stop."""


class JobStore(Protocol):
    """Where the runner keeps its jobs; the store implements it."""

    def get(self, job_id: str) -> Job: ...
    def queued(self) -> Sequence[Job]: ...
    def running(self) -> Sequence[Job]: ...
    def start(self, job_id: str, pid: int) -> bool: ...
    def progress(self, job_id: str, fraction: float | None, text: str) -> None: ...
    def log(self, job_id: str, text: str) -> None: ...
    def end(self, job_id: str, state: JobState, result: dict[str, Any], error: JobError | None) -> None: ...
    def cancel_requests(self) -> Sequence[str]: ...


class Part:
    """A job context whose 0 to 1 is `start` to `end` of the whole job's, for steps that each report 0 to 1."""

    def __init__(self, whole: JobContext, start: float, end: float) -> None:
        self._whole = whole
        self._start = start
        self._span = end - start

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far this step is."""
        self._whole.progress(None if fraction is None else self._start + self._span * fraction, text)

    def log(self, text: str) -> None:
        """Keep one line in the job's log."""
        self._whole.log(text)

    def cancelled(self) -> bool:
        """Whether somebody asked for the work to stop."""
        return self._whole.cancelled()

    def check_cancelled(self) -> None:
        """Raise `CancelledError` when somebody asked for the work to stop."""
        self._whole.check_cancelled()
