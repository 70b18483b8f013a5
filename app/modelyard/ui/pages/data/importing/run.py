"""The imports that the dialog started: from the order to the end of their jobs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from modelyard.domain.jobs import Job
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.source_panel import Start


class ImportRun(QObject):
    """`started(job)` for each job; `progressed` while they run; `ended(jobs)` when all have; `refused(error)` when not
    one could be started."""

    started = Signal(object)
    progressed = Signal()
    ended = Signal(object)
    refused = Signal(object)

    def __init__(self, bridge: Bridge, workspace: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._workspace = bridge, workspace
        self._pending = 0
        self._early: dict[str, Job] = {}
        self._jobs: dict[str, Job] = {}
        self._error: BaseException | None = None
        self.active = False
        bridge.job_event.connect(self._job_event)

    @property
    def starting(self) -> bool:
        """Whether a job was asked for that is not known yet."""
        return self._pending > 0

    @property
    def jobs(self) -> list[Job]:
        """The jobs, in the order they were started."""
        return list(self._jobs.values())

    def knows(self, job_id: str) -> bool:
        """Whether it is one of its jobs."""
        return job_id in self._jobs

    def begin(self, starts: Sequence[Start]) -> None:
        """Start the imports."""
        self._jobs, self._early, self._error = {}, {}, None
        self.active, self._pending = True, len(starts)
        for start in starts:
            self._bridge.perform(start, self._job_started, self._not_started, self)

    @Slot(object)
    def _job_started(self, job: Job) -> None:
        self._pending -= 1
        job = self._early.pop(job.id, job)
        self._jobs[job.id] = job
        self.started.emit(job)
        self._check()

    @Slot(object)
    def _not_started(self, error: BaseException) -> None:
        self._pending -= 1
        self._error = error
        self._check()

    @Slot(object)
    def _job_event(self, job: Job) -> None:
        if job.id in self._jobs:
            self._jobs[job.id] = job
            self._check()
        elif self.starting:
            self._early[job.id] = job

    def _check(self) -> None:
        if not self.active:
            return
        if self._pending or not all(j.state.ended for j in self._jobs.values()):
            self.progressed.emit()
            return
        self.active = False
        if not self._jobs and self._error is not None:
            self.refused.emit(self._error)
        else:
            self.ended.emit(self.jobs)

    def cancel(self) -> None:
        """Stop all that run."""
        from modelyard.services import activity

        for job in self.jobs:
            if not job.state.ended:
                self._bridge.perform(partial(activity.cancel, self._workspace, job.id), None, self._not_cancelled, self)

    @Slot(object)
    def _not_cancelled(self, _error: BaseException) -> None:
        """It ended meanwhile; its event says how."""
