"""Jobs that one part of the window started, followed to their ends."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError
from modelyard.domain.jobs import Job
from modelyard.ui.shell import Shell


class OwnJobs(QObject):
    """One job at a time about each thing, such as a version. `moved(job, about)` when one changes, its end last."""

    moved = Signal(object, object)

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._starting: set[Hashable] = set()
        self._about: dict[str, Hashable] = {}
        shell.bridge.job_event.connect(self._heard)

    def start(self, submit: Callable[[], tuple[Job, Changes]], about: Hashable,
              on_error: Callable[[AppError], None] | None = None) -> None:  # fmt: skip
        """Start a job by a service function, unless one about the same is on its way."""
        if not self.running(about):
            self._starting.add(about)
            failed = partial(self._not_started, about, on_error)
            self._shell.bridge.perform(submit, partial(self._started, about), failed, self)

    def running(self, about: Hashable) -> bool:
        """Whether a job about this was started and has not ended."""
        return about in self._starting or about in self._about.values()

    def job_id(self, about: Hashable) -> str:
        """The id of the job about this; "" where there is none yet."""
        return next((key for key, value in self._about.items() if value == about), "")

    def _not_started(self, about: Hashable, on_error: Callable[[AppError], None] | None, error: AppError) -> None:
        self._starting.discard(about)
        (on_error or self._shell.bridge.failed.emit)(error)

    def _started(self, about: Hashable, job: Job) -> None:
        self._starting.discard(about)
        self.follow(job, about)

    def follow(self, job: Job, about: Hashable) -> None:
        """Follow a job that was just started elsewhere, as by a dialog."""
        self._about[job.id] = about
        self._heard(job)
        # it may have ended before its id was known here; then no event comes any more
        look = partial(self._shell.workspace.job, job.id)
        self._shell.bridge.query(look, self._heard, self._not_read, self)

    @Slot(object)
    def _heard(self, job: Job) -> None:
        if job.id in self._about:
            about = self._about.pop(job.id) if job.state.ended else self._about[job.id]
            self.moved.emit(job, about)

    @Slot(object)
    def _not_read(self, _error: object) -> None:
        """The events will tell."""
