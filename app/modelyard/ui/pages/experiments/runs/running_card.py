"""What is being trained now: progress, time left, the best so far, and Stop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core import clock
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import FittedLabel, Label, Line
from modelyard.ui.widgets.progress import ProgressBar

SETTLE_SECONDS = 3.0
"""How long a run goes before the time left is worth saying."""


def time_left(fraction: float | None, elapsed: float) -> str:
    """About how long the rest takes; empty as long as that is a guess."""
    if fraction is None or fraction < 0.05 or elapsed < SETTLE_SECONDS:
        return ""
    left = elapsed / fraction * (1 - fraction)
    if left < 2:
        return facts.tr("nearly done")
    text = texts.duration(60 * round(left / 60)) if left >= 60 else f"{round(left)}\u00a0s"
    return facts.tr("about {time} left").format(time=text)


class RunningCard(Card):
    """The run in progress. `stop` carries its id; `opened` too, when its name is clicked."""

    stop = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFixedHeight(theme().px(116))
        self.setAccessibleName(self.tr("Running now"))
        self._run: Run | None = None
        self._stopping = ""
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 0, 0)
        row.setSpacing(16)
        self.body.addLayout(row)
        row.addLayout(self._build_texts(), 1)
        row.addWidget(Line(self, vertical=True))
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 16, 0)
        self.stop_button = Button(self.tr("Stop"), "stop", parent=self, small=True)
        self.stop_button.setMinimumWidth(theme().px(84))
        self.stop_button.clicked.connect(self._stop)
        side.addStretch(1)
        side.addWidget(self.stop_button)
        side.addStretch(1)
        row.addLayout(side)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.hide()

    def _build_texts(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(9)
        column.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        self.chip = Chip(facts.state_text(RunState.RUNNING), "run", self)
        self.title = FittedLabel("", "strong", parent=self)
        self.number = Label("", "body", "text3", self)
        for widget in (self.chip, self.title, self.number):
            first.addWidget(widget)
        first.addStretch(1)
        column.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(12)
        self.bar = ProgressBar(0.0, self)
        self.bar.setFixedWidth(theme().px(400))
        self.percent = Label("", "medium", parent=self)
        self.progress_text = FittedLabel("", "body", "text3", self)
        second.addWidget(self.bar)
        second.addWidget(self.percent)
        second.addWidget(self.progress_text)
        second.addStretch(1)
        column.addLayout(second)
        third = QHBoxLayout()
        third.setSpacing(4)
        self.star = IconView("star", "text3", self, size=14)
        self.best = Label("", "small", "text3", self)
        self.elapsed = Label("", "small", "text3", self)
        self.queued = Label("", "small", "text3", self)
        third.addWidget(self.star)
        third.addWidget(self.best)
        third.addSpacing(12)
        third.addWidget(self.elapsed)
        third.addSpacing(12)
        third.addWidget(self.queued)
        third.addStretch(1)
        column.addLayout(third)
        column.addStretch(1)
        return column

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show the running one of some runs, or hide."""
        self._run = next((r for r in runs if r.state is RunState.RUNNING), None)
        self.setVisible(self._run is not None)
        if self._run is None:
            self._clock.stop()
            return
        if not self._clock.isActive():
            self._clock.start()
        run = self._run
        self.title.setText(self.tr("Train {algorithm}").format(algorithm=run.algorithm_name.lower()))
        self.number.setText(facts.run_name(run).lower())
        best = max((r for r in runs if "roc_auc" in r.metrics), key=lambda r: r.metrics["roc_auc"], default=None)
        self.star.setVisible(best is not None)
        self.best.setVisible(best is not None)
        if best is not None:
            text = self.tr("Best ROC AUC {value} in run {number}")
            self.best.setText(text.format(value=facts.value_text(best, "roc_auc"), number=best.number))
        waiting = sum(r.state is RunState.QUEUED for r in runs)
        self.queued.setText(texts.counted(waiting, self.tr("run waits"), self.tr("runs wait")) if waiting else "")
        stopping = self._stopping == run.id
        self.stop_button.setText(self.tr("Stopping") if stopping else self.tr("Stop"))
        self.stop_button.set_reason(self.tr("It stops within 2 s") if stopping else "")
        self._tick()

    @Slot()
    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        passed = (clock.now() - run.started_at).total_seconds() if run.started_at else 0.0
        self.bar.set(run.fraction)
        self.percent.setText(texts.percent(run.fraction) if run.fraction is not None else "")
        parts = [run.progress_text, time_left(run.fraction, passed)]
        self.progress_text.setText(", ".join(p for p in parts if p))
        self.elapsed.setText(texts.duration(max(0.0, round(passed))) if passed >= 1 else "")

    @Slot()
    def _stop(self) -> None:
        if self._run is not None:
            self._stopping = self._run.id
            self.stop_button.setText(self.tr("Stopping"))
            self.stop_button.set_reason(self.tr("It stops within 2 s"))
            self.stop.emit(self._run.id)
