"""Activity: the jobs with progress, Cancel, Retry and log; the audit log with its filter."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.clock import now
from modelyard.core.errors import AppError
from modelyard.domain.audit import AuditEntry
from modelyard.domain.jobs import Job, JobState, LogLine
from modelyard.ui import texts
from modelyard.ui.pages.base import Page
from modelyard.ui.shell import Action, Shell
from modelyard.ui.widgets.button import Button, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn
from modelyard.ui.widgets.tabs import Tabs

CHIPS = {
    JobState.QUEUED: (QT_TRANSLATE_NOOP("Activity", "Queued"), "neutral"),
    JobState.RUNNING: (QT_TRANSLATE_NOOP("Activity", "Running"), "run"),
    JobState.SUCCEEDED: (QT_TRANSLATE_NOOP("Activity", "Finished"), "ok"),
    JobState.FAILED: (QT_TRANSLATE_NOOP("Activity", "Failed"), "bad"),
    JobState.CANCELLED: (QT_TRANSLATE_NOOP("Activity", "Cancelled"), "neutral"),
    JobState.INTERRUPTED: (QT_TRANSLATE_NOOP("Activity", "Interrupted"), "warn"),
}
RETRYABLE = (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
ICONS = {
    "dataset": "data", "experiment": "experiments", "run": "experiments", "model": "models",
    "deployment": "deployments", "monitoring": "monitoring", "job": "activity", "workspace": "folder",
}  # fmt: skip
VERBS = {
    "import": QT_TRANSLATE_NOOP("Activity", "Imported"),
    "create": QT_TRANSLATE_NOOP("Activity", "Made"),
    "register": QT_TRANSLATE_NOOP("Activity", "Registered"),
    "launch": QT_TRANSLATE_NOOP("Activity", "Launched"),
    "start": QT_TRANSLATE_NOOP("Activity", "Started"),
    "started": QT_TRANSLATE_NOOP("Activity", "Started"),
    "stop": QT_TRANSLATE_NOOP("Activity", "Stopped"),
    "stopped": QT_TRANSLATE_NOOP("Activity", "Stopped"),
    "restart": QT_TRANSLATE_NOOP("Activity", "Restarted"),
    "delete": QT_TRANSLATE_NOOP("Activity", "Deleted"),
    "deleted": QT_TRANSLATE_NOOP("Activity", "Deleted"),
    "cancel": QT_TRANSLATE_NOOP("Activity", "Cancelled"),
    "retry": QT_TRANSLATE_NOOP("Activity", "Retried"),
    "finish": QT_TRANSLATE_NOOP("Activity", "Finished"),
    "alias": QT_TRANSLATE_NOOP("Activity", "Moved alias"),
    "rename": QT_TRANSLATE_NOOP("Activity", "Renamed"),
    "archive": QT_TRANSLATE_NOOP("Activity", "Archived"),
    "replay": QT_TRANSLATE_NOOP("Activity", "Replayed traffic"),
    "fill": QT_TRANSLATE_NOOP("Activity", "Filled with the sample"),
}
# the page a kind of job works for, and where in its result or parameters the id of what it made is
MADE = {
    "data": ("data", "version_id"), "experiments": ("experiments", "run_id"), "models": ("models", "version_id"),
    "sample": ("models", "version_id"), "deployments": ("deployments", "deployment_id"),
    "monitoring": ("monitoring", "deployment_id"),
}  # fmt: skip


def tr(text: object) -> str:
    """A text of this page's tables in the user's language."""
    return QCoreApplication.translate("Activity", str(text))


def took(job: Job, present: datetime | None = None) -> str:
    """How long a job ran, or has been running."""
    if job.started_at is None:
        return texts.MISSING
    end = job.ended_at or (present or now())
    return texts.duration(max(0.0, (end - job.started_at).total_seconds()))


def started(job: Job) -> Cell:
    """When a job started, or was asked for."""
    return Cell(texts.when(job.started_at or job.created_at), "text3")


def job_detail(job: Job) -> Cell:
    """What a job is doing, or why it failed."""
    if job.state is JobState.FAILED and job.error is not None:
        return Cell(job.error.message, "bad-text", tip=f"{job.error.message} {job.error.hint}".strip())
    if job.cancel_requested and not job.state.ended:
        return Cell(tr(QT_TRANSLATE_NOOP("Activity", "stopping")), "text2")
    text = job_result(job) if job.state is JobState.SUCCEEDED else job.text
    return Cell(text, "text2", tip=text)


def job_result(job: Job) -> str:
    """What a finished job made, in a few words."""
    result = job.result
    if "rows" in result:
        rejected = f", {result['rejected']:,} kept aside" if result.get("rejected") else ""
        return f"{result['rows']:,} rows{rejected}"
    if isinstance(result.get("metrics"), dict) and "roc_auc" in result["metrics"]:
        return f"ROC AUC {texts.score(result['metrics']['roc_auc'])}"
    return str(result.get("url") or "")


def job_action(job: Job) -> Cell:
    """The button of a job's row."""
    if not job.state.ended and not job.cancel_requested:
        return Cell(button=tr(QT_TRANSLATE_NOOP("Activity", "Cancel")), button_icon="stop")
    if job.state in RETRYABLE:
        return Cell(button=tr(QT_TRANSLATE_NOOP("Activity", "Retry")), button_icon="refresh")
    return Cell()


def job_progress(job: Job) -> Cell:
    """A running job's bar and percent."""
    if job.state is not JobState.RUNNING:
        return Cell()
    if job.fraction is None:
        return Cell("", bar=0.0, bar_width=88)
    return Cell(texts.percent(job.fraction), bar=job.fraction, bar_width=88, small=True)


def verb(action: str) -> str:
    """An action as people say it: dataset.import is "Imported"."""
    word = action.rsplit(".", 1)[-1]
    return tr(VERBS[word]) if word in VERBS else word.replace("_", " ").capitalize()


def audit_detail(entry: AuditEntry) -> str:
    """What changed, in a line: "champion: v2 to v3". Ids and nested values are left out; the export has them."""
    parts = []
    for key in [*entry.after, *(k for k in entry.before if k not in entry.after)]:
        old, new = entry.before.get(key), entry.after.get(key)
        if key == "id" or key.endswith("_id") or isinstance(old, dict | list) or isinstance(new, dict | list):
            continue
        name = key.replace("_", " ").replace("roc auc", "ROC AUC")
        if key in entry.before and key in entry.after:
            parts.append(f"{name}: {_plain(old)} to {_plain(new)}")
        elif new is not None and new != "":
            parts.append(f"{name} {_plain(new)}")
    return ", ".join(parts)


def _plain(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    if "/" in text and Path(text).is_absolute():
        return Path(text).name
    return text if len(text) <= 40 else f"{text[:6]}…{text[-4:]}" if " " not in text else f"{text[:39]}…"


class JobsTab(QWidget):
    """The jobs table and the log of the selected one."""

    acted = Signal(object)  # (job id, "cancel" | "retry")

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self.jobs: list[Job] = []
        self._text = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._build_tools())
        table_card = Card(parent=self)
        self.table = Table(self._columns(), lambda j: j.id, self.tr("Jobs"), table_card, row_height=36)
        self.table.menu = self._menu
        self.table.row_selected.connect(self._selected)
        self.table.button_clicked.connect(self._button)
        self.states = StateStack(self.table, table_card)
        table_card.body.addWidget(self.states)
        column.addWidget(table_card, 3)
        column.addWidget(self._build_log(), 2)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.state_filter = Segment(self._choices(), self.tr("Which jobs"), self)
        self.state_filter.chosen.connect(self._show)
        self.search = SearchField(self.tr("Filter jobs"), self, width=240)
        self.search.filtered.connect(self._filtered)
        row.addWidget(self.state_filter)
        row.addWidget(self.search)
        row.addStretch(1)
        one = self.tr("One heavy job runs at a time")
        row.addWidget(Label(one, "small", "text3", self))
        return row

    def _build_log(self) -> Card:
        self.log_card = Card(self.tr("Log"), " ", parent=self)
        self.follow = Switch(self.tr("Follow the log"), True, self.log_card)
        self.follow.toggled.connect(self._follow)
        self.open_button = Button(self.tr("Open"), "open", "quiet", self.log_card, small=True)
        self.open_button.clicked.connect(self._open)
        copy = Button(self.tr("Copy"), "copy", "quiet", self.log_card, small=True)
        copy.clicked.connect(self._copy)
        actions = self.log_card.head_actions
        actions.addWidget(Label(self.tr("Follow"), "small", "text3", self.log_card))
        for widget in (self.follow, self.open_button, copy):
            actions.addWidget(widget)
        self.log = LogView(self.tr("Log of the job"), self.log_card)
        self.log.setPlaceholderText(self.tr("This job has written nothing to its log."))
        self.log_card.body.addWidget(self.log)
        return self.log_card

    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("what", self.tr("What"), lambda j: Cell(j.title, weight=500), sort=lambda j: j.title.lower()),
            TableColumn("state", self.tr("State"), lambda j: Cell(tr(CHIPS[j.state][0]), chip=CHIPS[j.state][1]), 112,
                        sort=lambda j: j.state.value),
            TableColumn("progress", self.tr("Progress"), job_progress, 150),
            TableColumn("detail", self.tr("Detail"), job_detail, 250),
            TableColumn("took", self.tr("Took"), took, 96, right=True, sort=_seconds),
            TableColumn("by", self.tr("By"), lambda j: Cell(j.created_by, "text3"), 90, sort=lambda j: j.created_by),
            TableColumn("started", self.tr("Started"), started, 98, sort=lambda j: j.created_at),
            TableColumn("action", "", job_action, 108, right=True),
        ]  # fmt: skip

    def _choices(self) -> list[tuple[str, str]]:
        running = sum(1 for j in self.jobs if not j.state.ended)
        failed = sum(1 for j in self.jobs if j.state in (JobState.FAILED, JobState.INTERRUPTED))
        return [
            ("all", self.tr("All")),
            ("running", self.tr("Running {n}").format(n=running)),
            ("failed", self.tr("Failed {n}").format(n=failed)),
        ]

    # --- showing ------------------------------------------------------------------------------------------------
    def set_jobs(self, jobs: Sequence[Job]) -> None:
        """Replace the jobs."""
        self.jobs = list(jobs)
        self._show()
        if not self.table.selected_key() and self.jobs and self.isVisible():
            self.table.select(self.jobs[0].id)

    def on_job(self, job: Job) -> None:
        """One job changed."""
        at = next((i for i, j in enumerate(self.jobs) if j.id == job.id), -1)
        if at < 0:
            self.jobs.insert(0, job)
        else:
            self.jobs[at] = job
        self._show()
        if job.id == self.table.selected_key():
            self.read_log()

    @Slot()
    def _show(self) -> None:
        self.state_filter.set_choices(self._choices())
        which = self.state_filter.key()
        shown = [j for j in self.jobs if self._matches(j, which)]
        self.table.set_rows(shown)
        if shown:
            self.states.show_full()
        elif self.jobs:
            text = self.tr("The filter leaves out all {n} jobs.").format(n=len(self.jobs))
            empty = EmptyState("filter", self.tr("No jobs match"), text, self.states)
            empty.add_button(self.tr("Clear filter"), "x", "secondary").clicked.connect(self.clear_filter)
            self.states.show_empty(empty)
        else:
            text = self.tr("Imports, training, launches and reports run here in the background.")
            self.states.show_empty(EmptyState("activity", self.tr("No jobs yet"), text, self.states))
        running = any(j.state is JobState.RUNNING for j in self.jobs)
        if running and not self._clock.isActive():
            self._clock.start()
        elif not running:
            self._clock.stop()

    def _matches(self, job: Job, which: str) -> bool:
        if which == "running" and job.state.ended:
            return False
        if which == "failed" and job.state not in (JobState.FAILED, JobState.INTERRUPTED):
            return False
        return self._text.lower() in f"{job.title} {job.created_by} {job.text}".lower()

    @Slot()
    def clear_filter(self) -> None:
        """Show all jobs again."""
        self.search.clear()
        self.state_filter.set_key("all")
        self._show()

    @Slot(object)
    def _filtered(self, text: object) -> None:
        self._text = str(text)
        self._show()

    @Slot()
    def _tick(self) -> None:
        self.table.viewport().update()  # "Took" of running jobs

    # --- the log ------------------------------------------------------------------------------------------------
    @Slot(object)
    def _selected(self, key: object) -> None:
        self.log.clear()
        self.read_log()

    def selected(self) -> Job | None:
        """The selected job."""
        key = self.table.selected_key()
        return next((j for j in self.jobs if j.id == key), None)

    def read_log(self) -> None:
        """Read the selected job's log again."""
        job = self.selected()
        self.open_button.setVisible(job is not None and bool(_made(job)))
        self.log_card.set_title(self.tr("Log of {title}").format(title=job.title) if job else self.tr("Log"),
                                took(job) if job and job.started_at else "")  # fmt: skip
        if job is None:
            self.log.set_lines([])
            return
        workspace = self.page.shell.workspace

        def read() -> tuple[str, list[LogLine]]:
            from modelyard.services import activity

            return job.id, activity.job_log(workspace, job.id)

        self.page.shell.bridge.query(read, self._got_log, self._no_log, self, key="log")

    @Slot(object)
    def _got_log(self, result: tuple[str, list[LogLine]]) -> None:
        job_id, lines = result
        if job_id != self.table.selected_key():
            return
        job = self.selected()
        shown = [(texts.clock_time(line.at), line.text, "text") for line in lines]
        if job is not None and job.error is not None:
            shown.append(("", f"{job.error.message} {job.error.hint}".strip(), "bad-text"))
            shown += [("", line, "text3") for line in job.error.details.splitlines()]
        self.log.set_lines(shown)

    @Slot(object)
    def _no_log(self, error: AppError) -> None:
        self.log.set_lines([("", str(error), "bad-text")])

    @Slot(bool)
    def _follow(self, on: bool) -> None:
        self.log.follow = on

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self.log.toPlainText())

    @Slot()
    def _open(self) -> None:
        job = self.selected()
        if job is not None and (made := _made(job)):
            self.page.shell.go(*made)

    # --- acting -------------------------------------------------------------------------------------------------
    @Slot(object)
    def _button(self, what: tuple[str, str]) -> None:
        job = next((j for j in self.jobs if j.id == what[0]), None)
        if job is not None:
            self.acted.emit((job.id, "retry" if job.state in RETRYABLE else "cancel"))

    def _menu(self, job: Job, menu: QMenu) -> None:
        if not job.state.ended:
            self.table.add_menu_action(menu, self.tr("Cancel"), "stop", partial(self.acted.emit, (job.id, "cancel")))
        if job.state in RETRYABLE:
            self.table.add_menu_action(menu, self.tr("Retry"), "refresh", partial(self.acted.emit, (job.id, "retry")))
        if made := _made(job):
            self.table.add_menu_action(menu, self.tr("Open what it made"), "open", partial(self.page.shell.go, *made))
        self.table.add_menu_action(menu, self.tr("Copy log"), "copy", self._copy)


def _seconds(job: Job) -> float | None:
    if job.started_at is None:
        return None
    return ((job.ended_at or now()) - job.started_at).total_seconds()


def _made(job: Job) -> tuple[str, str] | None:
    """The page and the id of what a job made or worked on."""
    page, key = MADE.get(job.kind.split(".")[0], ("", ""))
    value = job.result.get(key) or job.params.get(key)
    return (page, value) if isinstance(value, str) and value else None


class AuditTab(QWidget):
    """Who did what, when."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self.entries: list[AuditEntry] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search = SearchField(self.tr("Filter, for example v4 or Ana"), self, width=280)
        self.search.filtered.connect(self._filtered)
        self.who = Select([("", self.tr("Everyone"))], self, name=self.tr("Who"), width=130)
        self.kind = Select([("", self.tr("All kinds"))], self, name=self.tr("What"), width=140)
        for select in (self.who, self.kind):
            select.activated.connect(self._show)
        self.count = Label("", "small", "text3", self)
        export = Button(self.tr("Export"), "export", parent=self)
        export.clicked.connect(self._export)
        for widget in (self.search, self.who, self.kind):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(export)
        column.addLayout(row)
        card = Card(parent=self)
        columns = [
            TableColumn("when", self.tr("When"), lambda e: Cell(_moment(e.at), "text3"), 126),
            TableColumn("who", self.tr("Who"), lambda e: e.actor, 100),
            TableColumn("did", self.tr("Did"), lambda e: Cell(verb(e.action), weight=500), 150),
            TableColumn("to", self.tr("To"), lambda e: Cell(e.subject, icon=ICONS.get(e.kind, "file")), 300),
            TableColumn("detail", self.tr("Detail"), lambda e: Cell(audit_detail(e), "text2", tip=audit_detail(e))),
        ]
        self.table = Table(columns, lambda e: e.id, self.tr("Audit log"), card)
        self.states = StateStack(self.table, card)
        self.states.retry.connect(self.reload)
        card.body.addWidget(self.states)
        column.addWidget(card, 1)
        self._text = ""

    def reload(self) -> None:
        """Read the log again."""
        workspace, text = self.page.shell.workspace, self._text
        if not self.entries:
            self.states.show_loading(self.tr("Reading the audit log"))

        def read() -> list[AuditEntry]:
            from modelyard.services import activity

            return activity.audit(workspace, text)

        self.page.shell.bridge.query(read, self._got, self._failed, self, key="audit")

    @Slot(object)
    def _got(self, entries: list[AuditEntry]) -> None:
        self.entries = entries
        people = sorted({e.actor for e in entries})
        kinds = sorted({e.kind for e in entries})
        self.who.set_choices([("", self.tr("Everyone")), *((p, p) for p in people)])
        self.kind.set_choices([("", self.tr("All kinds")), *((k, k.capitalize()) for k in kinds)])
        self._show()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.states.show_error(self.tr("The audit log could not be read"), error)

    @Slot()
    def _show(self) -> None:
        who, kind = self.who.key(), self.kind.key()
        shown = [e for e in self.entries if (not who or e.actor == who) and (not kind or e.kind == kind)]
        self.table.set_rows(shown)
        self.count.setText(texts.counted(len(shown), self.tr("entry"), self.tr("entries")))
        if shown:
            self.states.show_full()
        else:
            text = self.tr("Every change to the workspace leaves an entry here.")
            title = self.tr("No entries match") if self._text or who or kind else self.tr("No entries yet")
            self.states.show_empty(EmptyState("book", title, text, self.states))

    @Slot(object)
    def _filtered(self, text: object) -> None:
        self._text = str(text)
        self.reload()

    @Slot()
    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export the audit log"), "audit-log.csv", "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write what is shown as CSV."""
        entries = list(self.table.rows.rows())

        def write() -> int:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["when_utc", "who", "action", "kind", "subject", "before", "after"])
                for e in entries:
                    before, after = json.dumps(e.before, ensure_ascii=False), json.dumps(e.after, ensure_ascii=False)
                    writer.writerow([e.at.isoformat(), e.actor, e.action, e.kind, e.subject, before, after])
            return len(entries)

        def done(count: int) -> None:
            self.page.shell.toast(self.tr("Audit log exported"), self.tr("{n} entries").format(n=f"{count:,}"))

        self.page.shell.bridge.query(write, done, None, self)


def _moment(at: datetime) -> str:
    local = at.astimezone()
    present = now().astimezone()
    clock = f"{local.hour}:{local.minute:02d}"
    if local.date() == present.date():
        return tr(QT_TRANSLATE_NOOP("Activity", "Today {clock}")).format(clock=clock)
    short = texts.when(at)
    return short if ":" in short else f"{short} {clock}"


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
        if changes.touches(Kind.JOB):
            self._soon.start()
        elif self.tabs.key() == "audit" and self.isVisible():
            self.audit.reload()

    def on_job(self, job: Job) -> None:
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
