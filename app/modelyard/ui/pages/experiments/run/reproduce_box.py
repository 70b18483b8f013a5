"""Runs a run again from its record, and says what came out the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.experiments.reproduction import Reproduction
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.experiments import reproduce
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.side_panel import KeyValues

if TYPE_CHECKING:
    from modelyard.ui.pages.experiments.run.view import RunView


def verdict_rows(found: Reproduction) -> list[tuple[str, ...]]:
    """What was compared and came out otherwise, and the metrics that differ with then and now."""
    names = {
        "data": tr("Data"),
        "split": tr("Split"),
        "environment": tr("Environment"),
        "metrics": tr("Metrics"),
        "predictions": tr("Predictions"),
        "model": tr("Model"),
        "trials": tr("Trials"),
    }
    rows: list[tuple[str, ...]] = [
        (names[key], tr("differs")) for key, same in found.verdicts().items() if same is False and key != "metrics"
    ]
    for one in found.metrics:
        if not one.same and not one.fold:
            then, now = (figures.value_text(one.key, value) for value in (one.then, one.now))
            rows.append((figures.name(one.key), tr("{then}, now {now}").format(then=then, now=now)))
    return rows


class ReproduceBox(QWidget):
    """One click runs the run again; `chip` says how it came out the last time, and stands wherever it is put."""

    def __init__(self, view: RunView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._facts: RunFacts | None = None
        self.chip = Chip("", "ok", self)
        self.chip.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.text = Label("", "small", "text2", self, wrap=True)
        column.addWidget(self.text)
        self.rows = KeyValues(self)
        column.addWidget(self.rows)
        self.bar = ProgressBar(None, self)
        column.addWidget(self.bar)
        self.button = Button(tr("Reproduce"), "refresh", "secondary", self)
        self.button.clicked.connect(self._clicked)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        view.jobs.moved.connect(self._moved)

    @property
    def _about(self) -> tuple[str, str]:
        return "reproduce", self._facts.run.id if self._facts is not None else ""

    def show_facts(self, facts: RunFacts) -> None:
        """Show what the last time showed, or how far this time is."""
        self._facts = facts
        self._show_running(self._view.jobs.running(self._about))
        self._show_last(facts.reproductions[0] if facts.reproductions else None)

    def _show_last(self, last: Reproduction | None) -> None:
        said = tr("Trains again with the same data, code and seed, then compares the results.")
        self.chip.setVisible(last is not None)
        self.rows.set_rows([] if last is None else verdict_rows(last))
        if last is not None:
            self.chip.set(tr("Same result") if last.exact else tr("Differs"), "ok" if last.exact else "warn")
            self.chip.setToolTip(last.text())
            said = f"{said} {tr('Last done {when}: {result}').format(when=texts.when(last.at), result=last.text())}"
        self.text.setText(said)

    def _show_running(self, running: bool) -> None:
        self.bar.setVisible(running)
        self.button.setText(tr("Cancel") if running else tr("Reproduce"))
        self.button.set_icon("x" if running else "refresh")
        reason = "" if running or self._facts is None else self._facts.why_not_again
        self.button.set_reason(str(self._view.shell.workspace.read_only) or reason)

    @Slot()
    def _clicked(self) -> None:
        if self._facts is None:
            return
        workspace, run_id = self._view.shell.workspace, self._facts.run.id
        if job_id := self._view.jobs.job_id(self._about):
            self._view.shell.bridge.perform(lambda: activity.cancel(workspace, job_id), None, None, self)
        elif not self._view.jobs.running(self._about):
            self._view.jobs.start(lambda: reproduce.reproduce(workspace, run_id), self._about, self._failed)
            self._show_running(True)

    @Slot(object, object)
    def _moved(self, job: Job, about: object) -> None:
        if about != self._about:
            return
        self._show_running(not job.state.ended)
        self.bar.set(job.fraction)
        if job.state is JobState.SUCCEEDED:
            self._view.reload()
        elif job.state.ended and job.error is not None:
            self._failed(AppError(job.error.message, job.error.hint, job.error.details))

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._show_running(False)
        self._view.shell.toast(tr("The run could not be run again"), f"{error.message} {error.hint}".strip(), "bad")
