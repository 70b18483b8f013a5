"""Home: the track with a figure a stage, what needs attention, deployments, the latest runs, a chart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.home.deployments_card import DeploymentsCard, scrolled_rows
from modelyard.ui.pages.home.track import Track
from modelyard.ui.shell import Action, Shell
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.chart_view import ChartView
from modelyard.ui.widgets.chip import Badge
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.list_row import ListRow
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.domain.monitoring import MonitoringReport
    from modelyard.services.home import Attention, HomeSummary

RUN_CHIPS = {
    RunState.QUEUED: (QT_TRANSLATE_NOOP("Home", "Queued"), "neutral"),
    RunState.RUNNING: (QT_TRANSLATE_NOOP("Home", "Running"), "run"),
    RunState.FINISHED: (QT_TRANSLATE_NOOP("Home", "Finished"), "ok"),
    RunState.FAILED: (QT_TRANSLATE_NOOP("Home", "Failed"), "bad"),
    RunState.CANCELLED: (QT_TRANSLATE_NOOP("Home", "Cancelled"), "neutral"),
}


class HomePage(Page):
    """What is there, and what needs a person."""

    name = "home"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self._names = {
            "data": self.tr("Data"), "experiments": self.tr("Experiments"), "models": self.tr("Models"),
            "deployments": self.tr("Deployments"), "monitoring": self.tr("Monitoring"),
        }  # fmt: skip
        self.title = self.tr("Home")
        self.fact = texts.today()
        self.summary: HomeSummary | None = None
        self._stale = True
        self._soon = QTimer(self)  # a burst of changes is read once
        self._soon.setSingleShot(True)
        self._soon.setInterval(200)
        self._soon.timeout.connect(self.reload)
        self.track = Track(self.content)
        self.track.go.connect(self._go_stage)
        self.body.addWidget(self.track)
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(self._build_attention(), 132)
        self.deployments = DeploymentsCard(shell, self.content)
        upper.addWidget(self.deployments, 100)
        self.body.addLayout(upper, 310)
        self.lower_row = QHBoxLayout()
        self.lower_row.setSpacing(16)
        self.lower_row.addWidget(self._build_runs(), 626)
        self.lower_row.addWidget(self._build_chart(), 550)
        self.body.addLayout(self.lower_row, 346)

    # --- building -----------------------------------------------------------------------------------------------
    def _build_attention(self) -> Card:
        self.attention = Card(self.tr("Needs attention"), parent=self.content)
        self.attention_count = Badge("", "bad", self.attention)
        self.attention.head_left.addWidget(self.attention_count)
        self.attention_rows = scrolled_rows(self.attention)
        self.attention.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        return self.attention

    def _build_runs(self) -> Card:
        self.runs_card = Card(self.tr("Latest runs"), parent=self.content)
        self.show_runs = Button(self.tr("Show all"), "", "link", self.runs_card, small=True)
        self.show_runs.clicked.connect(partial(self.shell.go, "experiments"))
        self.runs_card.head_actions.addWidget(self.show_runs)
        columns = [
            TableColumn("number", self.tr("Run"), lambda r: Cell(str(r.number), weight=500), 54),
            TableColumn("algorithm", self.tr("Algorithm"), lambda r: r.algorithm_name),
            TableColumn("state", self.tr("State"), run_chip, 104),
            TableColumn("roc_auc", self.tr("ROC AUC"), run_score, 134, right=True),
            TableColumn("fit", self.tr("Fit time"), lambda r: texts.duration(r.fit_seconds), 76, right=True),
            TableColumn("started", self.tr("Started"),
                        lambda r: Cell(texts.ago(r.started_at or r.created_at), "text3"), 78, right=True),
        ]  # fmt: skip
        self.runs = Table(columns, lambda r: r.id, self.tr("Latest runs"), self.runs_card, row_height=34)
        self.runs.row_opened.connect(self._open_run)
        self.run_states = StateStack(self.runs, self.runs_card)
        self.runs_card.body.addWidget(self.run_states)
        self.runs_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        return self.runs_card

    def _build_chart(self) -> Card:
        self.chart_card = Card(self.tr("Quality over time"), " ", parent=self.content)
        self.chart_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.chart = ChartView(self.chart_card, submit=self.shell.bridge.query)
        self.chart_states = StateStack(self.chart, self.chart_card)
        self.chart_card.body.setContentsMargins(8, 8, 8, 6)
        self.chart_card.body.addWidget(self.chart_states)
        self._show_no_chart()
        return self.chart_card

    def _show_no_chart(self) -> None:
        self.chart_card.set_title(self.tr("Quality over time"), "")
        text = self.tr("Once a launched model is asked and labels are in, its quality over time stands here.")
        self.chart_states.show_empty(
            EmptyState("monitoring", self.tr("Nothing is watched yet"), text, self.chart_states)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 1150
        for index, column in enumerate(self.runs.rows.columns):
            if column.key in ("fit", "started"):
                self.runs.setColumnHidden(index, narrow)

    # --- reading ------------------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        self.fact = texts.today()
        if self._stale:
            self.reload()

    def on_changes(self, changes: Changes) -> None:
        kinds = (Kind.DATASET, Kind.RUN, Kind.EXPERIMENT, Kind.MODEL, Kind.DEPLOYMENT, Kind.JOB, Kind.MONITORING)
        if changes.touches(*kinds):
            self._soon.start()  # also while hidden: the sidebar's counts come from here

    def on_job(self, job: Any) -> None:
        if job.state.ended:
            self._soon.start()

    def reload(self) -> None:
        self._stale = False
        workspace = self.shell.workspace
        if self.summary is None:
            self.states.show_loading(self.tr("Reading the workspace"))

        def read() -> Any:
            from modelyard.services import home

            return home.summary(workspace)

        self.query(read, self._show, key="summary", on_error=self._failed)

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._stale = True
        self.show_failed(error)

    @Slot(object)
    def _show(self, summary: HomeSummary) -> None:
        self.summary = summary
        sidebar = getattr(self.shell, "sidebar", None)
        if sidebar is not None:
            for stage in summary.stages:
                badge = "bad" if stage.page == "monitoring" and stage.state == "bad" else ""
                sidebar.set_count(stage.page, stage.count or None, badge)
        if not self.isVisible():
            self._stale = True  # what follows reads reports and builds rows: for somebody who looks
            return
        self.states.show_full()
        self.track.set_stages(summary.stages, self._names)
        self._show_attention(summary.attention)
        self.deployments.show_deployments(summary.deployments)
        if summary.deployments:
            self._read_live(summary.deployments)
        else:
            self._show_no_chart()
        self._show_runs(summary)
        self.set_header()

    def _show_attention(self, items: Sequence[Attention]) -> None:
        clear_layout(self.attention_rows)
        self.attention_count.set(str(len(items)) if items else "")
        for item in items:
            bad = item.severity == "bad"
            row = ListRow(item.title, item.text or "–", self.attention, icon="error" if bad else "warn",
                          tone="bad" if bad else "warn", height=52)  # fmt: skip
            row.end.addWidget(Label(texts.ago(item.at), "small", "text3", row))
            button = Button(item.action, parent=row, small=True, name=f"{item.action} {item.title}")
            button.setFixedWidth(118)
            button.clicked.connect(partial(self.shell.go, item.page, item.target))
            row.end.addWidget(button)
            self.attention_rows.addWidget(row)
            if item is not items[-1] or len(items) < 5:
                self.attention_rows.addWidget(Line(self.attention))
        if not items:
            text = self.tr("Failed jobs, alerts and rows that did not fit would be listed here.")
            self.attention_rows.addWidget(EmptyState("ok", self.tr("Nothing needs you"), text, self.attention))
        else:
            self.attention_rows.addStretch(1)

    def _read_live(self, items: Sequence[Deployment]) -> None:
        workspace = self.shell.workspace
        running = [d.id for d in items if d.state is DeploymentState.RUNNING]
        watched = [d.id for d in sorted(items, key=lambda d: d.state is not DeploymentState.RUNNING) if d.collected_seq]

        def read() -> tuple[dict[str, MonitoringReport], MonitoringReport | None]:
            from modelyard.services import monitoring

            recent = {key: monitoring.recent_traffic(workspace, key) for key in running}
            return recent, monitoring.report(workspace, watched[0]) if watched else None

        self.query(read, self._show_live, key="live", on_error=self._no_live)

    @Slot(object)
    def _no_live(self, error: object) -> None:
        self._show_no_chart()

    @Slot(object)
    def _show_live(self, answer: tuple[dict[str, MonitoringReport], MonitoringReport | None]) -> None:
        recent, report = answer
        for key, traffic in recent.items():
            self.deployments.show_traffic(key, traffic.traffic)
        if report is not None:
            self._show_report(report)
        else:
            self._show_no_chart()

    def _show_report(self, report: MonitoringReport) -> None:
        from modelyard.charts import make

        name = report.deployment_name
        if any(p.roc_auc is not None for p in report.quality):
            title = self.tr("ROC AUC of {name}").format(name=name)
            self.chart.set_chart(
                make("quality", title, report.quality, "roc_auc", report.training_metrics.get("roc_auc"))
            )
        elif report.traffic:
            title = self.tr("Requests to {name}").format(name=name)
            self.chart.set_chart(make("traffic", title, report.traffic))
        else:
            self._show_no_chart()
            return
        self.chart_card.set_title(title, self.tr("per {grain}").format(grain=report.grain.value))
        self.chart_states.show_full()

    def _show_runs(self, summary: HomeSummary) -> None:
        self.runs_card.set_fact(summary.experiment)
        self.show_runs.setText(self.tr("Show all {n}").format(n=summary.run_count) if summary.run_count else "")
        self.show_runs.setVisible(bool(summary.run_count))
        self.show_runs.updateGeometry()
        self.runs.set_rows(summary.runs)
        if summary.runs:
            self.run_states.show_full()
            return
        text = self.tr("Pick a dataset and a column to predict. Modelyard tries the algorithms for you.")
        self.run_states.show_empty(EmptyState("experiments", self.tr("No runs yet"), text, self.run_states))

    # --- acting -------------------------------------------------------------------------------------------------
    @Slot(object)
    def _go_stage(self, page: object) -> None:
        self.shell.go(str(page))

    @Slot(object)
    def _open_run(self, key: object) -> None:
        self.shell.go("experiments", key)

    def _import(self) -> None:
        self.shell.run_action("data.import")

    def _new(self) -> None:
        self.shell.run_action("experiments.new")

    def actions(self) -> Sequence[Action]:
        return (
            Action("home.import", self.tr("Import dataset"), "import", self._import),
            Action("home.new", self.tr("New experiment"), "plus", self._new,
                   kind="primary"),
        )  # fmt: skip


def run_chip(run: Run) -> Cell:
    """A run's state as a chip."""
    text, kind = RUN_CHIPS[run.state]
    return Cell(QCoreApplication.translate("Home", str(text)), chip=kind)


def run_score(run: Run) -> Cell:
    """A run's ROC AUC with a bar from 0.5 (guessing) to 1; else what it is doing."""
    value = run.metrics.get("roc_auc")
    if value is None:
        text = run.progress_text if not run.state.ended else run.error[:40]
        return Cell(text or texts.MISSING, "text3")
    return Cell(texts.score(value), bar=max(0.0, 2 * value - 1))
