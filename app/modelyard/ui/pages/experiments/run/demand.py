"""A part of a run's page that shows what a job finds out: it offers it, follows the job, shows it at once next time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import EmptyState, StateStack


@dataclass(frozen=True)
class Question:
    """What is to be found out. `read` gives what is kept, or None; `start` starts the job that finds it out.

    `about` names it; `offer` is the sentence that stands beside the button, "" to start without being asked.
    """

    about: tuple[str, ...]
    read: Callable[[], Any]
    start: Callable[[], tuple[Job, Changes]]
    title: str
    offer: str = ""
    button: str = ""


class _Working(EmptyState):
    """How far the job is, with Cancel."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__("wait", title, "", parent)
        self.bar = ProgressBar(None, self)
        self.bar.setFixedWidth(theme().px(240))
        self.words = Label("", "small", "text3", self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(column.count() - 2, self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.insertWidget(column.count() - 2, self.words, 0, Qt.AlignmentFlag.AlignHCenter)
        self.cancel = self.add_button(tr("Cancel"), "", "secondary")

    def move(self, job: Job) -> None:
        """Show how far it is."""
        self.bar.set(job.fraction)
        queued = tr("Waits for its turn") if job.state is JobState.QUEUED else ""
        share = texts.percent(job.fraction) if job.fraction is not None else ""
        self.words.setText(queued or ", ".join(p for p in (share, job.text) if p))


class Demand(StateStack):
    """Shows `content` once there is a result, which `found` carries; before that an offer, or how far the job is."""

    found = Signal(object)

    def __init__(self, tab: RunTab, content: QWidget, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(content, parent)
        self._tab, self._icon = tab, icon
        self._question: Question | None = None
        self.retry.connect(self.begin)
        tab.view.jobs.moved.connect(self._moved)

    def ask(self, question: Question) -> None:
        """Show the answer to a question, in place of the one before."""
        self._question = question
        if self._tab.view.jobs.running(question.about):
            self._show_working()
            return
        self.show_loading(question.title)
        bridge = self._tab.shell.bridge
        bridge.query(partial(_with, question.about, question.read), self._read, self._failed, self, key="demand")

    @Slot(object)
    def _read(self, answer: tuple[tuple[str, ...], Any]) -> None:
        about, result = answer
        question = self._question
        if question is None or about != question.about:
            return
        if result is not None:
            self.show_full()
            self.found.emit(result)
        elif reason := self._tab.shell.workspace.read_only:
            self.show_empty(EmptyState(self._icon, question.title, reason, self))
        elif question.offer:
            self._offer(question.offer)
        else:
            self.begin()

    def _offer(self, text: str) -> None:
        assert self._question is not None
        state = EmptyState(self._icon, self._question.title, text, self)
        state.add_button(self._question.button or tr("Measure"), "play", "secondary").clicked.connect(self.begin)
        self.show_empty(state)

    @Slot()
    def begin(self) -> None:
        """Start the job."""
        if self._question is not None:
            self._show_working()
            self._tab.view.jobs.start(self._question.start, self._question.about, self._failed)

    def _show_working(self) -> None:
        assert self._question is not None
        state = _Working(self._question.title, self)
        state.cancel.clicked.connect(self.stop)
        self.show_empty(state)

    @Slot()
    def stop(self) -> None:
        """Cancel the job."""
        job_id = self._tab.view.jobs.job_id(self._question.about) if self._question is not None else ""
        if job_id:
            workspace = self._tab.shell.workspace
            self._tab.shell.bridge.perform(lambda: activity.cancel(workspace, job_id), None, self._failed, self)

    @Slot(object, object)
    def _moved(self, job: Job, about: object) -> None:
        question = self._question
        if question is None or about != question.about:
            return
        present = self.currentWidget()
        if not job.state.ended:
            if isinstance(present, _Working):
                present.move(job)
        elif job.state is JobState.SUCCEEDED:
            self.ask(question)
        elif job.error is not None:
            self._failed(AppError(job.error.message, job.error.hint, job.error.details))
        else:
            self._offer(tr("It was stopped. Nothing of it was kept."))

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.show_error(tr("This could not be measured"), error)


def _with(about: tuple[str, ...], read: Callable[[], Any]) -> tuple[tuple[str, ...], Any]:
    return about, read()
