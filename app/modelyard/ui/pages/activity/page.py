"""Activity: the jobs with progress, Cancel, Retry and log; the audit log with its filter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.pages.activity.audit_tab import AuditTab
from modelyard.ui.pages.activity.jobs_tab import JobsTab
from modelyard.ui.pages.base import Page
from modelyard.ui.shell import Action, Shell
from modelyard.ui.widgets.tabs import Tabs


class ActivityPage(Page):
    """Jobs and audit log."""

    name = "activity"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Activity")
        self.body.setContentsMargins(0, 0, 0, 0)
        self.tabs = Tabs(self.content)
        self.jobs = JobsTab(self, self.tabs)
        self.jobs.acted.connect(self._act)
        self.audit = AuditTab(self, self.tabs)
        self.tabs.add("jobs", self.tr("Jobs"), self.jobs)
        self.tabs.add("audit", self.tr("Audit log"), self.audit)
        self.tabs.changed.connect(self._tab_changed)
        self.body.addWidget(self.tabs)
        self._wanted = ""
        self._soon = QTimer(self)  # a burst of changes is read once
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self.reload)

    def activate(self, target: Any = None) -> None:
        if target == "audit":
            self.tabs.set_key("audit")
        elif target:
            self.tabs.set_key("jobs")
            self._wanted = str(target)
        self.reload()

    def reload(self) -> None:
        workspace = self.shell.workspace
        if not self.jobs.jobs:
            self.jobs.states.show_loading(self.tr("Reading the jobs"))

        def read() -> list[Job]:
            from modelyard.services import activity

            return activity.jobs(workspace)

        self.query(read, self._got_jobs, key="jobs", on_error=self.show_failed)
        if self.tabs.key() == "audit":
            self.audit.reload()

    @Slot(object)
    def _got_jobs(self, jobs: list[Job]) -> None:
        self.states.show_full()
        self.jobs.set_jobs(jobs)
        if self._wanted and self.jobs.table.select(self._wanted):
            self._wanted = ""
        self._update_header()

    @Slot(object)
    def _tab_changed(self, key: object) -> None:
        if key == "audit":
            self.audit.reload()
        self.saved()["tab"] = key

    def on_changes(self, changes: Changes) -> None:
        if not self.isVisible():
            return  # everything is read when it is shown
        if changes.touches(Kind.JOB):
            self._soon.start()
        elif self.tabs.key() == "audit":
            self.audit.reload()

    def on_job(self, job: Job) -> None:
        if self.isVisible():
            self.jobs.on_job(job)
            self._update_header()

    def _update_header(self) -> None:
        running = sum(1 for j in self.jobs.jobs if j.state is JobState.RUNNING)
        queued = sum(1 for j in self.jobs.jobs if j.state is JobState.QUEUED)
        self.tabs.bar.set_count("jobs", str(running + queued) if running + queued else "")
        parts = []
        if running or not queued:
            parts.append(self.tr("{n} running").format(n=running))
        if queued:
            parts.append(self.tr("{n} queued").format(n=queued))
        self.set_header(fact=", ".join(parts))

    @Slot(object)
    def _act(self, what: tuple[str, str]) -> None:
        job_id, verb_ = what
        workspace = self.shell.workspace

        def run() -> Any:
            from modelyard.services import activity

            return activity.cancel(workspace, job_id) if verb_ == "cancel" else activity.retry(workspace, job_id)

        self.perform(run, self._acted)

    @Slot(object)
    def _acted(self, job: Job) -> None:
        self.jobs.on_job(job)
        self._update_header()

    def actions(self) -> Sequence[Action]:
        active = any(not j.state.ended for j in self.jobs.jobs)
        reason = "" if active else self.tr("Nothing is running")
        return (Action("activity.cancel_all", self.tr("Cancel all"), "stop", self._cancel_all, reason=reason),)

    def shots(self) -> Sequence[tuple[str, Callable[[], Any]]]:
        return (("audit-log", partial(self.tabs.set_key, "audit")),)

    def _cancel_all(self) -> None:
        for job in self.jobs.jobs:
            if not job.state.ended and not job.cancel_requested:
                self._act((job.id, "cancel"))
