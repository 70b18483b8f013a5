"""The jobs table with progress, Cancel and Retry, and the log of the selected job."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.jobs import Job, JobState, LogLine
from modelyard.ui import texts
from modelyard.ui.pages.activity.facts import (
    CHIPS,
    RETRYABLE,
    job_action,
    job_detail,
    job_progress,
    made_by,
    seconds_taken,
    started,
    took,
    tr,
)
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.data.importing.outcome import error_details, import_anyway, remedies, request_of
from modelyard.ui.widgets.button import Button, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


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
        self.anyway = Button(self.tr("Import anyway"), "import", "quiet", self.log_card, small=True)
        self.anyway.clicked.connect(self._anyway)
        self.change = Button(self.tr("Change options"), "sliders", "quiet", self.log_card, small=True)
        self.change.clicked.connect(self._change)
        copy = Button(self.tr("Copy"), "copy", "quiet", self.log_card, small=True)
        copy.clicked.connect(self._copy)
        actions = self.log_card.head_actions
        actions.addWidget(Label(self.tr("Follow"), "small", "text3", self.log_card))
        for widget in (self.follow, self.anyway, self.change, self.open_button, copy):
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
            TableColumn("took", self.tr("Took"), took, 96, right=True, sort=seconds_taken),
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
        self.open_button.setVisible(job is not None and bool(made_by(job)))
        self._offer_remedies(job)
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
            shown += [("", line, "text3") for line in error_details(job)]
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
        if job is not None and (made := made_by(job)):
            self.page.shell.go(*made)

    def _offer_remedies(self, job: Job | None) -> None:
        """What an import that was stopped for rows that do not fit leaves to choose."""
        found = remedies(self.page.shell, job) if job is not None else []
        self.anyway.setVisible(bool(found))
        self.change.setVisible(len(found) > 1)

    @Slot()
    def _anyway(self) -> None:
        if (job := self.selected()) is not None:
            import_anyway(self.page.shell, job.id)

    @Slot()
    def _change(self) -> None:
        job = self.selected()
        request = request_of(job) if job is not None else None
        if request is not None:
            self.page.shell.go("data", request)

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
        for remedy in remedies(self.page.shell, job):
            self.table.add_menu_action(menu, remedy.text, "import", remedy.run)
        if made := made_by(job):
            self.table.add_menu_action(menu, self.tr("Open what it made"), "open", partial(self.page.shell.go, *made))
        self.table.add_menu_action(menu, self.tr("Copy log"), "copy", self._copy)
