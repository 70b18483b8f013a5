"""One run: its figures and charts, what went into it, and its log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modelyard.charts import curves, make
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.experiments.evaluation import BinaryEvaluation, Evaluation, Importance
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.domain.jobs import LogLine
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.run.side import RunRecordCards, RunSide
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.kpi import FigureStrip
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn
from modelyard.ui.widgets.tabs import TabBar

DEFAULT_THRESHOLD = 0.5
PANEL_NEEDS = 1080
"""From this width of the page on there is room for the side panel."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Everything a run's page shows besides the run itself."""

    run: Run
    spec: ExperimentSpec
    version: DatasetVersion | None
    evaluation: Evaluation | None


def read_run(workspace: Workspace, run_id: str) -> RunFacts:
    """Read a run with its settings, data and curves. Raises `NotFoundError`."""
    run = experiments.run(workspace, run_id)
    spec = experiments.run_spec(workspace, run_id)
    version = datasets.version(workspace, spec.dataset_version_id)
    return RunFacts(run, spec, version, experiments.evaluation(workspace, run_id))


class RunView(QWidget):
    """Tabs over one run, and the panel that says what it was made from."""

    retried = Signal(object)
    stopped = Signal(object)

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._parameters = shell, parameters
        self._run: Run | None = None
        self._facts: RunFacts | None = None
        self.threshold = DEFAULT_THRESHOLD
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = TabBar(self)
        column.addWidget(self.tabs)
        row = QHBoxLayout()
        row.setSpacing(0)
        column.addLayout(row, 1)
        self.stack = QStackedWidget(self)
        row.addWidget(self.stack, 1)
        self.side = RunSide(shell, parameters, self)
        row.addWidget(self.side)
        self._pages: dict[str, QWidget] = {}
        self._add_tab("overview", self.tr("Overview"), self._build_overview())
        self._add_tab("importance", self.tr("Feature importance"), self._build_importance())
        self._add_tab("record", self.tr("Parameters"), self._build_record())
        self._add_tab("log", self.tr("Log"), self._build_log())
        self.tabs.chosen.connect(self._show_tab)

    # --- building -----------------------------------------------------------------------------------------------
    def _add_tab(self, key: str, text: str, widget: QWidget) -> None:
        self.tabs.add(key, text)
        self._pages[key] = widget
        self.stack.addWidget(widget)

    def _scrolling(self, inner: QWidget) -> QScrollArea:
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        return scroll

    def _chart(self, title: str, parent: QWidget, hint: QSize | None = None) -> ChartCard:
        card = ChartCard(title, parent, submit=self._shell.bridge.query, hint=hint)
        card.setMinimumHeight(theme().px(236))
        card.failed.connect(self._chart_failed)
        return card

    def _build_overview(self) -> QWidget:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 16, 16)
        column.setSpacing(12)
        shown = ("roc_auc", "f1", "precision", "recall", "log_loss", "brier")
        labels = [(key, facts.metric(key).name) for key in shown]
        self.strip = FigureStrip([*labels, ("fit", self.tr("Fit time"))], inner)
        for key in shown:
            self.strip.figures[key].setToolTip(facts.metric(key).text)
        column.addWidget(self.strip)
        grid = QGridLayout()
        grid.setSpacing(12)
        self.confusion = self._chart(self.tr("Confusion matrix"), inner)
        self.calibration = self._chart(self.tr("Calibration"), inner)
        self.threshold_card = self._chart(self.tr("Threshold"), inner)
        self.threshold_card.set_fact(self.tr("drag the line"))
        self.threshold_card.value_changed.connect(self._threshold_moved)
        self.best_f1 = Button(self.tr("Best F1"), "", "quiet", self.threshold_card.head, small=True)
        self.best_f1.setToolTip(self.tr("Move to the threshold with the highest F1"))
        self.best_f1.clicked.connect(self._to_best_f1)
        self.threshold_card.head_actions.insertWidget(0, self.best_f1)
        self.roc = self._chart(self.tr("ROC curve"), inner)
        self.precision_recall = self._chart(self.tr("Precision and recall"), inner)
        self.importance = self._chart(self.tr("Feature importance"), inner)
        cards = (
            self.confusion,
            self.calibration,
            self.threshold_card,
            self.roc,
            self.precision_recall,
            self.importance,
        )
        for index, card in enumerate(cards):
            grid.addWidget(card, index // 3, index % 3)
        for index in range(3):
            grid.setColumnStretch(index, 1)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 1)
        column.addLayout(grid, 1)
        self.states = StateStack(self._scrolling(inner), self)
        self.states.retry.connect(self._reload)
        return self.states

    def _build_importance(self) -> QWidget:
        inner = QWidget(self)
        row = QHBoxLayout(inner)
        row.setContentsMargins(20, 16, 16, 16)
        row.setSpacing(12)
        self.importance_large = self._chart(self.tr("Feature importance"), inner)
        self.importance_large.set_fact(self.tr("ROC AUC lost when a feature is shuffled"))
        left = QVBoxLayout()
        left.addWidget(self.importance_large, 100)
        left.addStretch(1)
        row.addLayout(left, 3)
        card = Card(self.tr("All features"), parent=inner)
        self.importance_table = Table(
            [
                TableColumn("feature", self.tr("Feature"), lambda i: Cell(i.feature, weight=500, tip=i.feature), None,
                            sort=lambda i: i.feature),
                TableColumn("mean", self.tr("ROC AUC lost"), _mean_cell, 104, True, sort=lambda i: i.mean),
                TableColumn("std", self.tr("Spread"), lambda i: Cell(f"±{i.std:.4f}", "text3"), 84, True,
                            sort=lambda i: i.std, tip=self.tr("Standard deviation over the shuffles")),
            ],
            lambda i: str(i.feature), self.tr("Feature importance"), card, row_height=28,
        )  # fmt: skip
        card.body.addWidget(self.importance_table)
        row.addWidget(card, 2)
        self.importance_states = StateStack(inner, self)
        return self.importance_states

    def _build_record(self) -> QWidget:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 16, 16)
        self.record = RunRecordCards(self._shell, self._parameters, inner)
        column.addWidget(self.record)
        column.addStretch(1)
        return self._scrolling(inner)

    def _build_log(self) -> QWidget:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 16, 16)
        card = Card(self.tr("Log"), parent=inner)
        self.log = LogView(self.tr("Log of the run"), card)
        card.body.addWidget(self.log)
        self.log_states = StateStack(card, inner)
        column.addWidget(self.log_states)
        return inner

    # --- showing ------------------------------------------------------------------------------------------------
    def show_run(self, run: Run) -> None:
        """Show a run; the same one keeps its tab and threshold."""
        if self._run is None or self._run.id != run.id:
            self._facts = None
            self.threshold = DEFAULT_THRESHOLD
            self.log.clear()
            self.tabs.set_key("overview")
        self._run = run
        self._show_state(run)
        self._reload()

    def update_run(self, run: Run) -> None:
        """The run goes on."""
        self._run = run
        self._show_state(run)
        if self.tabs.key() == "log":
            self._read_log()

    @Slot()
    def _reload(self) -> None:
        if self._run is not None:
            workspace, run_id = self._shell.workspace, self._run.id
            self._shell.bridge.query(lambda: read_run(workspace, run_id), self._show, self._not_read, self, key="run")
            self._read_log()

    @Slot(object)
    def _not_read(self, error: Any) -> None:
        self.states.show_error(self.tr("This run could not be read"), error)

    @Slot(object)
    def _chart_failed(self, error: Any) -> None:
        self._shell.toast(error.message, error.hint, "bad")

    @Slot(object)
    def _show(self, found: RunFacts) -> None:
        if self._run is None or found.run.id != self._run.id:
            return
        self._facts = found
        self.side.show_facts(found.run, found.spec, found.version, found.evaluation)
        self.record.show_facts(found.run, found.spec, found.version, found.evaluation)
        if self._run.state is not RunState.FINISHED:
            return
        evaluation = found.evaluation
        if evaluation is None:
            text = self.tr("Train the run again to see its charts.")
            self.states.show_empty(EmptyState("experiments", self.tr("No results are stored"), text, self.states))
            return
        self.states.show_full()
        self._show_charts(found.run, evaluation)

    def _show_state(self, run: Run) -> None:
        """What stands in place of the charts while there are none."""
        if run.state is RunState.FINISHED:
            if self._facts is None:
                self.states.show_loading(self.tr("Reading results"))
            return
        present = self.states.currentWidget()
        if isinstance(present, _UnfinishedState) and present.run_id == run.id and present.state is run.state:
            present.update_run(run)
            return
        self.states.show_empty(_UnfinishedState(run, self, self.states))
        empty = EmptyState("experiments", self.tr("No importance yet"),
                           self.tr("It is measured when the run has finished."), self.importance_states)  # fmt: skip
        self.importance_states.show_empty(empty)

    def _show_charts(self, run: Run, evaluation: Evaluation) -> None:
        name = facts.run_name(run)
        rows = self.tr("{rows} test rows").format(rows=texts.count(evaluation.rows))
        if (binary := evaluation.binary) is not None:
            self._show_binary(run, binary, rows)
        series = [(name, 0, evaluation.importance)]
        self.importance.show_chart(make("importance", self.tr("Feature importance"), series))
        self.importance_large.show_chart(make("importance", self.tr("Feature importance"), series, most=30))
        self.importance_large.setMaximumHeight(theme().px(110 + 36 * min(30, max(4, len(evaluation.importance)))))
        self.importance_table.set_rows(sorted(evaluation.importance, key=lambda i: -i.mean))
        if evaluation.importance:
            self.importance_states.show_full()
        else:
            self.importance_states.show_empty(
                EmptyState("experiments", self.tr("No importance was measured"),
                           self.tr("A baseline looks at no feature."), self.importance_states)
            )  # fmt: skip
        self._show_threshold()

    def _show_binary(self, run: Run, binary: BinaryEvaluation, rows: str) -> None:
        name = facts.run_name(run)
        bins = len(binary.calibration.counts)
        self.calibration.set_fact(texts.counted(bins, self.tr("bin"), self.tr("bins")))
        self.calibration.show_chart(make("calibration", self.tr("Calibration"), binary))
        self.roc.set_fact(rows)
        self.roc.show_chart(
            make("roc", self.tr("ROC curve"), [(name, 0, binary.roc)], values=(run.metrics.get("roc_auc"),))
        )
        self.precision_recall.show_chart(
            make("precision_recall", self.tr("Precision and recall"), [(name, 0, binary.precision_recall)],
                 values=(run.metrics.get("average_precision"),),
                 positive_share=binary.positives / binary.rows if binary.rows else None)
        )  # fmt: skip

    # --- the threshold ------------------------------------------------------------------------------------------
    @Slot(object)
    def _threshold_moved(self, value: object) -> None:
        self.threshold = float(str(value))
        self._show_threshold()

    @Slot()
    def _to_best_f1(self) -> None:
        binary = self._binary()
        if binary is not None and binary.thresholds.thresholds:
            table = binary.thresholds
            best = max(range(len(table.thresholds)), key=lambda i: curves.rates(table, i)[2] or 0.0)
            self._threshold_moved(round(table.thresholds[best], 2))

    def _binary(self) -> BinaryEvaluation | None:
        evaluation = self._facts.evaluation if self._facts else None
        return evaluation.binary if evaluation is not None else None

    def _show_threshold(self) -> None:
        """Everything that depends on the decision threshold."""
        binary = self._binary()
        if self._facts is None or binary is None:
            return
        run, threshold = self._facts.run, self.threshold
        self.confusion.set_fact(self.tr("threshold {value}").format(value=f"{threshold:.2f}"))
        self.confusion.show_chart(make("confusion", self.tr("Confusion matrix"), binary, threshold))
        self.threshold_card.show_chart(make("thresholds", self.tr("Threshold"), binary, threshold))
        for key in ("roc_auc", "log_loss", "brier"):
            self.strip.set(key, facts.value_text(run, key))
        self.strip.set("fit", texts.duration(run.fit_seconds))
        moved = abs(threshold - DEFAULT_THRESHOLD) > 1e-9
        at = self.tr("at {value}").format(value=f"{threshold:.2f}") if moved else ""
        values = dict(zip(("precision", "recall", "f1"), _rates(binary, threshold), strict=True))
        for key, value in values.items():
            text = texts.score(value, 3) if moved else facts.value_text(run, key)
            self.strip.set(key, text, at)

    @Slot()
    def retry(self) -> None:
        """Ask for the run to be trained again."""
        if self._run is not None:
            self.retried.emit(self._run.id)

    @Slot()
    def show_log(self) -> None:
        """Bring the log to the front."""
        self.tabs.set_key("log")

    # --- tabs ---------------------------------------------------------------------------------------------------
    @Slot(object)
    def _show_tab(self, key: object) -> None:
        self.stack.setCurrentWidget(self._pages[str(key)])
        self._fit_side()
        if key == "log":
            self._read_log()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        # the Parameters tab says the same, so the panel may fold
        self.side.setVisible(self.width() >= PANEL_NEEDS and self.tabs.key() != "record")

    def _read_log(self) -> None:
        run = self._run
        if run is None or not run.job_id:
            return
        workspace, job_id = self._shell.workspace, run.job_id
        self._shell.bridge.query(lambda: activity.job_log(workspace, job_id), self._show_log, None, self, key="log")

    @Slot(object)
    def _show_log(self, lines: list[LogLine]) -> None:
        self.log.set_lines([(texts.clock_time(line.at), line.text, "text") for line in lines])
        if lines:
            self.log_states.show_full()
        elif self.log_states.state != "empty":
            text = self.tr("Training has said nothing so far.")
            self.log_states.show_empty(EmptyState("logs", self.tr("The log is empty"), text, self.log_states))


class _UnfinishedState(EmptyState):
    """In place of charts: the progress of a run, or why it has none and what to do."""

    def __init__(self, run: Run, view: RunView, parent: QWidget) -> None:
        icon, kind = ("wait", "neutral") if not run.state.ended else ("stop", "neutral")
        if run.state is RunState.FAILED:
            icon, kind = "error", "bad"
        title = {
            RunState.QUEUED: view.tr("{run} waits for its turn"),
            RunState.RUNNING: view.tr("{run} is being trained"),
            RunState.FAILED: view.tr("{run} failed"),
            RunState.CANCELLED: view.tr("{run} was stopped"),
        }[run.state].format(run=facts.run_name(run))
        text = {
            RunState.QUEUED: view.tr("One run is trained at a time."),
            RunState.RUNNING: view.tr("Charts appear here when it has finished."),
            RunState.FAILED: facts.why_failed(run),
            RunState.CANCELLED: view.tr("Nothing of it was kept."),
        }[run.state]
        super().__init__(icon, title, text, parent, kind=kind)
        self.run_id, self.state = run.id, run.state
        if run.state is RunState.RUNNING:
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
        if run.state in (RunState.FAILED, RunState.CANCELLED):
            again = self.add_button(view.tr("Retry"), "refresh", "secondary")
            again.clicked.connect(view.retry)
            log = self.add_button(view.tr("Show log"), "logs", "quiet")
            log.clicked.connect(view.show_log)

    def update_run(self, run: Run) -> None:
        """How far it is."""
        if self.state is RunState.RUNNING:
            self.bar.set(run.fraction)
            parts = [texts.percent(run.fraction) if run.fraction is not None else "", run.progress_text]
            self.words.setText(", ".join(p for p in parts if p))


def _rates(evaluation: BinaryEvaluation, threshold: float) -> tuple[float | None, float | None, float | None]:
    table = evaluation.thresholds
    return curves.rates(table, curves.nearest(table, threshold)) if table.thresholds else (None, None, None)


def _mean_cell(item: Importance) -> Cell:
    return Cell(texts.score(item.mean, 4), "text" if item.mean > 0 else "text3")
