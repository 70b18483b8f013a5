"""What stands in place of a run's results while there are none."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import EmptyState

AGAIN = (RunState.FAILED, RunState.CANCELLED)


def tr(text: str) -> str:
    """A text of the run's page in the user's language."""
    return QCoreApplication.translate("RunView", text)


def _title(run: Run) -> str:
    title = {
        RunState.QUEUED: tr("{run} waits for its turn"),
        RunState.RUNNING: tr("{run} is being searched") if run.kind is RunKind.SEARCH else tr("{run} is being trained"),
        RunState.PAUSED: tr("{run} is paused"),
        RunState.FAILED: tr("{run} failed"),
        RunState.CANCELLED: tr("{run} was stopped"),
    }[run.state]
    if run.kind is RunKind.LOGGED and run.state is RunState.RUNNING:
        title = tr("{run} is being logged")
    return title.format(run=facts.run_name(run))


def _text(run: Run) -> str:
    if run.kind is RunKind.LOGGED and run.state is RunState.RUNNING:
        return tr("Its values appear here as the script logs them.")
    return {
        RunState.QUEUED: tr("One run is trained at a time."),
        RunState.RUNNING: tr("Charts appear here when it has finished."),
        RunState.PAUSED: run.error or tr("Its finished trials are kept. Resume it to go on."),
        RunState.FAILED: facts.why_failed(run),
        RunState.CANCELLED: " ".join(text for text in (run.error, tr("Nothing of it was kept.")) if text),
    }[run.state]


class UnfinishedState(EmptyState):
    """The progress of a run, or why it has no results and what to do; `so_far` is what a search found until now.
    `again` and `log` ask for it."""

    again = Signal()
    log = Signal()

    def __init__(self, run: Run, parent: QWidget, so_far: str = "") -> None:
        icon, kind = ("stop" if run.state.ended else "wait"), "neutral"
        if run.state is RunState.FAILED:
            icon, kind = "error", "bad"
        elif run.state is RunState.PAUSED:
            icon = "pause"
        super().__init__(icon, _title(run), " ".join(text for text in (so_far, _text(run)) if text), parent, kind=kind)
        self.run_id, self.state = run.id, run.state
        if run.state is RunState.RUNNING and run.kind is not RunKind.LOGGED:
            self._add_progress(run)
        if run.state in AGAIN and run.job_id:
            retry = self.add_button(facts.retry_text(run), "refresh", "secondary")
            retry.clicked.connect(self.again)
            log = self.add_button(tr("Show log"), "logs", "quiet")
            log.clicked.connect(self.log)

    def _add_progress(self, run: Run) -> None:
        row = QVBoxLayout()
        self.bar = ProgressBar(run.fraction, self)
        self.bar.setFixedWidth(theme().px(320))
        self.words = Label("", "small", "text3", self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(self.words, 0, Qt.AlignmentFlag.AlignHCenter)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertLayout(column.count() - 2, row)
        self.update_run(run)

    def update_run(self, run: Run) -> None:
        """How far it is."""
        if hasattr(self, "bar"):
            self.bar.set(run.fraction)
            parts = [texts.percent(run.fraction) if run.fraction is not None else "", run.progress_text]
            self.words.setText(", ".join(p for p in parts if p))
