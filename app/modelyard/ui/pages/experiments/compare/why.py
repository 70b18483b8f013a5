"""Why did the score change between two runs: the offer to find out, how far that is, and the parts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.domain.experiments.attribution import Attribution, Part
from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.experiments import why
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class WhyPanel(QWidget):
    """The parts of the difference between two runs of a comparison, which can be chosen where there are more."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._asked: tuple[str, str, str] | None = None
        self._runs: dict[str, Run] = {}
        self._metric = self._offer = ""
        self._jobs = OwnJobs(shell, self)
        self._jobs.moved.connect(self._moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._build_pair())
        self.sentence = Label("", "body", "text", self)
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column.addWidget(self.sentence)
        row = QHBoxLayout()
        self.find_button = Button(tr("Find out why"), "search", parent=self)
        self.find_button.clicked.connect(self._start)
        self.bar = ProgressBar(None, self)
        self.cancel = Button(tr("Cancel"), "", "quiet", self)
        self.cancel.clicked.connect(self._cancel)
        for widget in (self.find_button, self.bar, self.cancel):
            row.addWidget(widget)
        row.addStretch(1)
        column.addLayout(row)
        columns = [
            TableColumn("part", tr("Part"), lambda p: Cell(p.name, small=True), 190),
            TableColumn("value", tr("Difference"), _value_cell, 110, True),
            TableColumn("facts", tr("What changed"), _facts_cell, 320),
        ]
        self.table = Table(columns, lambda part: part.name, tr("Parts of the difference"), self, row_height=28)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self.table.hide()
        self._working(False)

    def _build_pair(self) -> QWidget:
        self.pair = QWidget(self)
        row = QHBoxLayout(self.pair)
        row.setContentsMargins(0, 0, 0, 0)
        self.before = Select(parent=self.pair, name=tr("From run"), small=True)
        self.after = Select(parent=self.pair, name=tr("To run"), small=True)
        for name, select in ((tr("From"), self.before), (tr("to"), self.after)):
            row.addWidget(Label(name, "small", "text2", self.pair))
            row.addWidget(select)
            select.currentIndexChanged.connect(self._ask)
        row.addStretch(1)
        return self.pair

    def show_runs(self, runs: Sequence[Run], metric: str) -> None:
        """Offer some runs; without a choice it is about the two oldest."""
        self._runs, self._metric = {r.id: r for r in runs}, metric
        ids = [r.id for r in sorted(runs, key=lambda r: r.created_at)]
        kept = self.before.key() in self._runs and self.after.key() in self._runs
        choices = [(r.id, f"{facts.run_name(r)}, {facts.what_is_learned(r)}") for r in runs]
        for select, usual in zip((self.before, self.after), ids[:2], strict=False):
            select.set_choices(choices)
            select.blockSignals(True)
            select.set_key(select.key() if kept else usual)
            select.blockSignals(False)
        self.pair.setVisible(len(runs) > 1)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Show what is known of the chosen pair, or offer to find out."""
        first, second = self._runs.get(self.before.key()), self._runs.get(self.after.key())
        self._asked = None
        self._working(False)
        if first is None or second is None:
            return
        if first.id == second.id:
            self.table.hide()
            self.find_button.hide()
            self.sentence.setText(tr("Choose two different runs."))
            return
        self._asked = (first.id, second.id, self._metric)
        self._offer = tr(
            "What made {metric} differ between {first} and {second} is found by training halves: one thing after the "
            "other is changed from the first run's record to the second's."
        ).format(
            metric=tr(facts.metric(self._metric).name), first=_called(first, second), second=_called(second, first)
        )
        work = partial(why.attribution, self._shell.workspace, *self._asked)
        self._shell.bridge.query(work, self._read, self._failed, self, key="why")

    @Slot(object)
    def _read(self, found: Attribution | None) -> None:
        self.table.setVisible(found is not None and bool(found.parts))
        running = self._asked is not None and self._jobs.running(self._asked)
        self._working(running)
        self.find_button.setVisible(found is None and not running)
        self.find_button.set_reason(self._shell.workspace.read_only)
        self.sentence.setText(self._offer if found is None else found.text)
        if found is not None:
            self.table.set_rows(found.parts)

    @Slot(object)
    def _failed(self, error: object) -> None:
        self.sentence.setText(" ".join(p for p in (getattr(error, "message", ""), getattr(error, "hint", "")) if p))
        self._working(False)

    @Slot()
    def _start(self) -> None:
        if self._asked is not None:
            self._working(True)
            start = partial(why.start_why, self._shell.workspace, *self._asked)
            self._jobs.start(start, self._asked, self._failed)

    @Slot()
    def _cancel(self) -> None:
        if self._asked is not None and (job_id := self._jobs.job_id(self._asked)):
            self._shell.bridge.perform(partial(activity.cancel, self._shell.workspace, job_id))

    def _working(self, on: bool) -> None:
        self.find_button.setVisible(not on)
        self.bar.setVisible(on)
        self.cancel.setVisible(on)

    @Slot(object, object)
    def _moved(self, job: Job, about: object) -> None:
        if about != self._asked:
            return
        self._working(not job.state.ended)
        self.bar.set(job.fraction)
        if job.state is JobState.FAILED:
            self._failed(job.error)
        elif job.state.ended and self._asked is not None:
            work = partial(why.attribution, self._shell.workspace, *self._asked)
            self._shell.bridge.query(work, self._read, self._failed, self, key="why")


def _called(run: Run, other: Run) -> str:
    """A run within a sentence, with its experiment where the numbers count in different ones."""
    if run.experiment_id == other.experiment_id:
        return tr("run {number}").format(number=run.number)
    return tr("run {number} of {experiment}").format(number=run.number, experiment=run.experiment_name)


def _value_cell(part: Part) -> Cell:
    text = f"{part.value:+.4f}".replace("-", "\u2212")
    tip = "" if part.sure else tr("No more than chance makes on these hold-out rows")
    return Cell(text, "text" if part.sure else "text3", small=True, tip=tip)


def _facts_cell(part: Part) -> Cell:
    said = "; ".join(f"{f.name}: {f.then or '–'} → {f.now or '–'}" for f in part.facts)
    return Cell(said, "text2", small=True, tip=said)
