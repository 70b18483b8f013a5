"""A run at a glance: its metrics, the charts of its task, quality by segment."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.charts.search import best_trial
from modelyard.domain.experiments.decisions import decision_at
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Evaluation
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.domain.experiments.spec import Task
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.decisions import ALIKE, Costs, DecisionCard
from modelyard.ui.pages.experiments.run.logged import LoggedBoard
from modelyard.ui.pages.experiments.run.plots import PlotGrid, binary_of, overview_plots
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.segments import SegmentsCard, SegmentsTab
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.pages.experiments.run.unfinished import UnfinishedState
from modelyard.ui.widgets.kpi import FigureStrip
from modelyard.ui.widgets.states import EmptyState, StateStack

DEFAULT_THRESHOLD = 0.5
OUTSIDE = (RunKind.LOGGED, RunKind.IMPORTED)


class BinaryBoard(QWidget):
    """Confusion matrix, calibration and threshold of a yes/no question, and what it decides; one line moves all."""

    moved = Signal(object)

    def __init__(self, tab: RunTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.threshold = DEFAULT_THRESHOLD
        self._binary: BinaryEvaluation | None = None
        self._shell = tab.shell
        self._experiment_id = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(12)
        column.addLayout(row)
        self.confusion = tab.chart(tr("Confusion matrix"), self)
        self.calibration = tab.chart(tr("Calibration"), self)
        self.card = tab.chart(tr("Threshold"), self)
        self.card.set_fact(tr("drag the line"))
        self.card.value_changed.connect(self._wanted)
        for card in (self.confusion, self.calibration, self.card):
            row.addWidget(card, 1)
        self.decisions = DecisionCard(self)
        self.decisions.wanted.connect(self._wanted)
        self.decisions.costs_changed.connect(self._keep_costs)
        column.addWidget(self.decisions)

    def show_facts(self, facts: RunFacts) -> None:
        """Draw the charts of a run."""
        self._binary = binary = binary_of(facts)
        if binary is None:
            return
        bins = texts.counted(len(binary.calibration.counts), tr("bin"), tr("bins"))
        self.calibration.set_fact(bins)
        self.calibration.show_chart(make("calibration", tr("Calibration"), binary))
        self._experiment_id = facts.run.experiment_id
        alarm, miss = self._costs().get(self._experiment_id, ALIKE)
        self.decisions.show_run(binary, (alarm, miss))
        self._show_threshold()

    def _costs(self) -> dict[str, Costs]:
        """What mistakes cost in each experiment, kept in the settings."""
        found: dict[str, Costs] = self._shell.settings.page("experiments").setdefault("costs", {})
        return found

    @Slot(object)
    def _keep_costs(self, costs: Costs) -> None:
        self._costs()[self._experiment_id] = costs

    def set_threshold(self, value: float) -> None:
        """Decide at another probability."""
        self.threshold = value
        self._show_threshold()
        self.moved.emit(value)

    @Slot(object)
    def _wanted(self, value: object) -> None:
        self.set_threshold(float(str(value)))

    def _show_threshold(self) -> None:
        if self._binary is None:
            return
        self.confusion.set_fact(tr("threshold {value}").format(value=f"{self.threshold:.2f}"))
        self.confusion.show_chart(make("confusion", tr("Confusion matrix"), self._binary, self.threshold))
        self.card.show_chart(make("thresholds", tr("Threshold"), self._binary, self.threshold))
        self.decisions.set_threshold(self.threshold)

    def rates(self) -> dict[str, float | None]:
        """Precision, recall and F1 at the threshold; nothing where it was not moved."""
        if self._binary is None or abs(self.threshold - DEFAULT_THRESHOLD) < 1e-9:
            return {}
        table = self._binary.thresholds
        if not table.thresholds:
            return {}
        found = decision_at(table, self.threshold)
        return {"precision": found.precision, "recall": found.recall, "f1": found.f1}


class OverviewTab(RunTab):
    """The strip of metrics, the charts of the task, and quality by segment; or why there is nothing of it yet."""

    key = "overview"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self._run_id = ""
        inner, self._column = self.column()
        self.strip = FigureStrip([], inner)
        self._column.addWidget(self.strip)
        self._boards: dict[str, BinaryBoard | PlotGrid | LoggedBoard] = {}
        self.board: BinaryBoard | PlotGrid | LoggedBoard | None = None
        self.segments = SegmentsCard(self, inner)
        self._column.addWidget(self.segments)
        self._column.addStretch(1)
        self._inner = inner
        self.states = StateStack(self.scrolling(inner), self)
        self.fill(self.states)

    @staticmethod
    def title() -> str:
        return tr("Overview")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return True

    # --- showing ------------------------------------------------------------------------------------------------
    def refresh(self, facts: RunFacts) -> None:
        run = facts.run
        if run.id != self._run_id:
            self._run_id = run.id
            for board in self._boards.values():
                if isinstance(board, BinaryBoard):
                    board.threshold = DEFAULT_THRESHOLD
        if run.state is not RunState.FINISHED and not (run.kind in OUTSIDE and run.metrics):
            self._show_unfinished(facts)
        elif facts.evaluation is None and not run.metrics and run.kind not in OUTSIDE:
            text = tr("Train the run again to see its charts.")
            self.states.show_empty(EmptyState("experiments", tr("No results are stored"), text, self.states))
        else:
            self.states.show_full()
            self._show_results(facts)

    def _show_unfinished(self, facts: RunFacts) -> None:
        run = facts.run
        present = self.states.currentWidget()
        if isinstance(present, UnfinishedState) and present.run_id == run.id and present.state is run.state:
            present.update_run(run)
            return
        state = UnfinishedState(run, self.states, _so_far(facts))
        state.again.connect(self.view.retry)
        state.log.connect(self.view.show_log)
        self.states.show_empty(state)

    def update_run(self, run: Run) -> None:
        """How far the run is."""
        present = self.states.currentWidget()
        if isinstance(present, UnfinishedState):
            present.update_run(run)

    def _show_results(self, facts: RunFacts) -> None:
        self._bring_board(_board_key(facts))
        self._show_strip(facts)
        if self.board is not None:
            self.board.show_facts(facts)
        split = SegmentsTab.wanted(facts)
        self.segments.setVisible(split)
        if split:
            self.segments.show_facts(facts)

    def _bring_board(self, key: str) -> None:
        board = self._boards.get(key)
        if board is None:
            board = self._boards[key] = self._make_board(key)
            self._column.insertWidget(1, board)
        for other in self._boards.values():
            other.setVisible(other is board)
        self.board = board

    def _make_board(self, key: str) -> BinaryBoard | PlotGrid | LoggedBoard:
        if key == "logged":
            return LoggedBoard(self, self._inner)
        if key == Task.BINARY:
            board = BinaryBoard(self, self._inner)
            board.moved.connect(self._threshold_moved)
            return board
        return PlotGrid(self, overview_plots(Task(key)), height=300, parent=self._inner)

    # --- the strip ----------------------------------------------------------------------------------------------
    def _show_strip(self, facts: RunFacts) -> None:
        run = facts.run
        keys = figures.strip_keys(run)
        last = ("fit", tr("Fit time")) if run.kind not in OUTSIDE else ("took", tr("Duration"))
        extra = _extra_figures(facts.evaluation)
        labels = [*((key, figures.name(key)) for key in keys), *((key, label) for key, label, _ in extra), last]
        if [(key, f.label.text()) for key, f in self.strip.figures.items()] != labels:
            self.strip.set_labels(labels)
        moved = self.board.rates() if isinstance(self.board, BinaryBoard) else {}
        for key in keys:
            value, interval = run.metrics[key], run.intervals.get(key)
            fact = figures.spread_text(key, value, interval)
            if key in moved and isinstance(self.board, BinaryBoard):
                rate = moved[key]
                self.strip.set(key, texts.score(rate, 3), tr("at {value}").format(value=f"{self.board.threshold:.2f}"))
            else:
                self.strip.set(key, figures.value_text(key, value), fact)
            tip = (figures.meaning(key), figures.interval_text(key, interval))
            self.strip.figures[key].setToolTip("\n".join(t for t in tip if t))
        for key, _, text in extra:
            self.strip.set(key, text)
        took = (run.ended_at - run.started_at).total_seconds() if run.ended_at and run.started_at else None
        self.strip.set(last[0], texts.duration(run.fit_seconds if last[0] == "fit" else took))

    @Slot(object)
    def _threshold_moved(self, value: object) -> None:
        if self.facts is not None:
            self._show_strip(self.facts)
            self.segments.set_threshold(float(str(value)))


def _board_key(facts: RunFacts) -> str:
    return "logged" if facts.evaluation is None else facts.run.task.value


def _so_far(facts: RunFacts) -> str:
    """How many trials of a search that stands still are done, and the best of them; "" without any."""
    if facts.run.state is not RunState.PAUSED or facts.spec is None or facts.spec.search is None:
        return ""
    metric = facts.spec.metric
    best = best_trial(facts.trials, metric)
    if best is None:
        return ""
    text = tr("{done} of {planned} trials are done; the best {metric} is {value}, in trial {number}.")
    return text.format(done=texts.count(len(facts.trials)), planned=texts.count(facts.spec.search.trials),
                       metric=figures.name(metric), value=figures.value_text(metric, best.value),
                       number=texts.count(best.number + 1))  # fmt: skip


def _extra_figures(evaluation: Evaluation | None) -> list[tuple[str, str, str]]:
    """Figures that are no metrics: (key, label, value)."""
    if evaluation is None:
        return []
    if evaluation.anomaly is not None:
        return [
            ("flagged", tr("Rows flagged"), texts.count(evaluation.anomaly.flagged)),
            ("rows", tr("Rows judged"), texts.count(evaluation.rows)),
        ]
    if evaluation.clusters is not None:
        sizes = evaluation.clusters.sizes
        largest = texts.percent(max(sizes, default=0) / max(1, sum(sizes)))
        return [
            ("clusters", tr("Clusters"), texts.count(len(sizes))),
            ("largest", tr("Largest"), largest),
            ("rows", tr("Rows judged"), texts.count(evaluation.rows)),
        ]
    return []
