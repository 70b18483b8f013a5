"""What is being trained now: progress, time left, the best so far; a search has a chart, Pause and Stop."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.core import clock
from modelyard.domain.experiments.metrics import best_of
from modelyard.domain.experiments.runs import ResourceSample, Run, RunKind, RunState, Trial, TrialState
from modelyard.domain.experiments.spec import ExperimentSpec, Limits
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_view import ChartView, Submit
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import FittedLabel, Line
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


class Fact(QWidget):
    """A fact behind its icon; it takes no room when there is nothing to say."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        if icon:
            row.addWidget(IconView(icon, "text3", self, size=14))
        self._label = FittedLabel("", "small", "text3", self)
        row.addWidget(self._label)
        self.hide()

    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def setText(self, text: str, tip: str = "") -> None:
        """Say something else."""
        self._label.setText(text)
        self.setToolTip(tip)
        self.setVisible(bool(text))


class RunningCard(Card):
    """The run in progress, else a search that is paused. `stop`, `pause` and `resume` carry its id."""

    stop = Signal(object)
    pause = Signal(object)
    resume = Signal(object)

    def __init__(self, submit: Submit, usage: Callable[[str], ResourceSample | None],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent=parent)
        self._usage = usage
        self.setFixedHeight(theme().px(116))
        self.setAccessibleName(self.tr("Running now"))
        self._run: Run | None = None
        self._asked: dict[str, str] = {}  # what was asked of which run, until it is so
        self._drawn: tuple[object, ...] = ()
        self._spec: ExperimentSpec | None = None
        self._tried = 0.0
        self.many = False
        """Whether runs of several experiments are shown, so that a run is named with its own."""
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 0, 0)
        row.setSpacing(16)
        self.body.addLayout(row)
        row.addLayout(self._build_texts(), 1)
        self.chart = ChartView(self, submit=submit, hint=QSize(theme().px(250), theme().px(92)))
        self.chart.setFixedHeight(theme().px(92))
        row.addWidget(self.chart)
        row.addWidget(Line(self, vertical=True))
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 16, 0)
        side.setSpacing(8)
        self.pause_button = self._button(self.tr("Pause"), "pause")
        self.pause_button.clicked.connect(self._pause)
        self.stop_button = self._button(self.tr("Stop"), "stop")
        self.stop_button.clicked.connect(self._stop)
        side.addStretch(1)
        side.addWidget(self.pause_button)
        side.addWidget(self.stop_button)
        side.addStretch(1)
        row.addLayout(side)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.hide()

    def _button(self, text: str, icon: str) -> Button:
        button = Button(text, icon, parent=self, small=True)
        button.setMinimumWidth(theme().px(84))
        return button

    def _build_texts(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(9)
        column.addStretch(1)
        first = QHBoxLayout()
        first.setSpacing(8)
        self.chip = Chip(facts.state_text(RunState.RUNNING), "run", self)
        self.title = FittedLabel("", "strong", parent=self)
        self.number = FittedLabel("", "body", "text3", self)
        for widget in (self.chip, self.title, self.number):
            first.addWidget(widget)
        first.addStretch(1)
        column.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(12)
        self.bar = ProgressBar(0.0, self)
        self.bar.setMinimumWidth(theme().px(120))
        self.bar.setMaximumWidth(theme().px(400))
        self.percent = FittedLabel("", "medium", parent=self)
        self.progress_text = FittedLabel("", "body", "text3", self)
        second.addWidget(self.bar, 4)
        second.addWidget(self.percent)
        second.addWidget(self.progress_text)
        second.addStretch(1)
        column.addLayout(second)
        third = QHBoxLayout()
        third.setSpacing(16)
        self.best = self._fact(third, "star")
        self.cores = self._fact(third, "cpu")
        self.memory = self._fact(third)
        self.elapsed = self._fact(third)
        self.queued = self._fact(third)
        third.addStretch(1)
        column.addLayout(third)
        column.addStretch(1)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.chart.setFixedWidth(min(theme().px(250), self.width() // 5))

    def _fact(self, row: QHBoxLayout, icon: str = "") -> Fact:
        fact = Fact(icon, self)
        row.addWidget(fact)
        return fact

    # --- showing ------------------------------------------------------------------------------------------------
    def show_runs(self, runs: Sequence[Run], trials: Mapping[str, Sequence[Trial]], best: Run | None,
                  spec: ExperimentSpec | None) -> None:  # fmt: skip
        """Show the one of some runs that runs, else the newest paused one, or hide. `best` is the best finished run,
        `spec` the settings of the one that runs."""
        self._spec = spec
        before = self._run
        self._run = run = next((r for r in runs if r.state is RunState.RUNNING),
                               next((r for r in runs if r.state is RunState.PAUSED), None))  # fmt: skip
        self.setVisible(run is not None)
        if run is None:
            self._clock.stop()
            return
        if before is None or before.id != run.id or before.state is not run.state:
            self._asked.pop(run.id, None)
        if run.state is RunState.RUNNING and not self._clock.isActive():
            self._clock.start()
        searches = run.kind is RunKind.SEARCH
        what = self.tr("Search for the best {algorithm}") if searches else self.tr("Train {algorithm}")
        name = run.algorithm_name.lower() or run.name or self.tr("a logged run")
        self.title.setText(what.format(algorithm=name) if run.algorithm_name else name)
        self.chip.set(facts.state_text(run.state), facts.STATE_KIND[run.state])
        name = self.tr("run {number} of {experiment}") if self.many else self.tr("run {number}")
        self.number.setText(name.format(number=run.number, experiment=run.experiment_name))
        self._show_best(run, trials.get(run.id, ()), best)
        waiting = sum(r.state is RunState.QUEUED for r in runs)
        self.queued.setText(texts.counted(waiting, self.tr("run waits"), self.tr("runs wait")) if waiting else "")
        self._show_buttons(run)
        self._tick()

    def _show_best(self, run: Run, trials: Sequence[Trial], best: Run | None) -> None:
        metric = facts.metric(self._metric())
        finished = {str(t.number): t.value for t in trials if t.state is TrialState.FINISHED and t.value is not None}
        top = best_of(metric.key, finished)
        text = ""
        if top is not None:
            text = self.tr("Best {metric} {value} in trial {number}").format(
                metric=facts.tr(metric.name), value=facts.number_text(finished[top], metric.digits), number=int(top) + 1
            )
        elif best is not None and metric.key in best.metrics and metric.judges:
            text = self.tr("Best {metric} {value} in run {number}").format(
                metric=facts.tr(metric.name), value=facts.value_text(best, metric.key), number=best.number
            )
        self.best.setText(text)
        self.chart.setVisible(run.kind is RunKind.SEARCH and bool(trials))
        planned = self._spec.search.trials if self._spec is not None and self._spec.search is not None else 0
        self._tried = min(1.0, len(trials) / planned) if planned else 0.0
        drawn = (run.id, len(trials), metric.key, planned)
        if trials and drawn != self._drawn:
            self._drawn = drawn
            self.chart.set_chart(make("best_so_far", self.tr("Best so far"), tuple(trials), metric.key, planned))

    def _metric(self) -> str:
        return self._spec.metric if self._spec is not None else "roc_auc"

    def _show_resources(self, run: Run) -> None:
        """What the run uses now of what it may use; only the latter where another process trains it."""
        limits = self._spec.limits if self._spec is not None else Limits()
        now = self._usage(run.id) if run.state is RunState.RUNNING else None
        machine = os.cpu_count() or 1
        cores, memory = "", ""
        if now is not None:
            cores = self.tr("{n} of {all} cores").format(n=f"{now.cores:.1f}", all=limits.cores or machine)
            memory = self.tr("Memory {size}").format(size=texts.size(now.memory))
            if limits.memory is not None:
                used = f"{now.memory / 1e9:.1f}"
                memory = self.tr("Memory {used} of {size}").format(used=used, size=facts.memory_text(limits.memory))
        else:
            if limits.cores is not None:
                cores = self.tr("{n} of {all} cores").format(n=limits.cores, all=machine)
            if limits.memory is not None:
                memory = self.tr("Memory up to {size}").format(size=facts.memory_text(limits.memory))
        tip = self.tr("Used now, of what it may use") if now is not None else self.tr("What it may use")
        self.cores.setText(cores, tip)
        self.memory.setText(memory, tip)

    def _show_buttons(self, run: Run) -> None:
        asked = self._asked.get(run.id, "")
        paused = run.state is RunState.PAUSED
        self.pause_button.setVisible(run.kind is RunKind.SEARCH)
        self.pause_button.setText(self.tr("Resume") if paused else self.tr("Pausing") if asked == "pause" else
                                  self.tr("Pause"))  # fmt: skip
        self.pause_button.set_icon("play" if paused else "pause")
        self.stop_button.setText(self.tr("Stopping") if asked == "stop" else self.tr("Stop"))
        reason = {"stop": self.tr("It stops within 2 s"), "pause": self.tr("It pauses within 2 s")}.get(asked, "")
        outside = self.tr("Stop it where it runs") if not run.job_id else ""
        self.pause_button.set_reason(reason)
        self.stop_button.set_reason(reason or outside)

    @Slot()
    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        passed = (clock.now() - run.started_at).total_seconds() if run.started_at else 0.0
        running = run.state is RunState.RUNNING
        # the job of a paused search has ended, so its trials say how far it is
        fraction = run.fraction if running else self._tried
        self.bar.set(fraction)
        self.percent.setText(texts.percent(fraction) if fraction is not None else "")
        parts = [run.progress_text, time_left(run.fraction, passed) if running else ""]
        self.progress_text.setText(", ".join(p for p in parts if p))
        self.elapsed.setText(texts.duration(max(0.0, round(passed))) if passed >= 1 and running else "")
        self._show_resources(run)

    # --- asking -------------------------------------------------------------------------------------------------
    @Slot()
    def _stop(self) -> None:
        self._ask("stop")

    @Slot()
    def _pause(self) -> None:
        paused = self._run is not None and self._run.state is RunState.PAUSED
        self._ask("resume" if paused else "pause")

    def _ask(self, what: str) -> None:
        run = self._run
        if run is None:
            return
        self._asked[run.id] = what
        self._show_buttons(run)
        {"stop": self.stop, "pause": self.pause, "resume": self.resume}[what].emit(run.id)
