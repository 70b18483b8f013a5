"""The Monitoring page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError, NotFoundError
from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.jobs import Job, JobState
from modelyard.domain.monitoring import Distribution, DriftPoint, MonitoringReport
from modelyard.ui import texts
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.monitoring.facts import (
    PERIODS,
    STEPS,
    alert_count,
    bounds,
    grain_text,
    peak,
    span_text,
    worst_points,
)
from modelyard.ui.pages.monitoring.side import MonitoringSide
from modelyard.ui.shell import Action, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.segment import Segment

NARROW = 1160


@dataclass(frozen=True, slots=True)
class Answer:
    """What one read brings: the deployments, the chosen one, its target, and its report (None before any traffic)."""

    deployments: tuple[Deployment, ...]
    chosen: Deployment | None
    target: str
    watched: str
    report: MonitoringReport | None


def read(workspace: Any, deployment_id: str, period_key: str) -> Answer:
    """Everything the page shows, in a worker thread."""
    from modelyard.services import deployments, models, monitoring

    found = tuple(deployments.deployments(workspace))
    if not found:
        return Answer((), None, "", "", None)
    order = sorted(found, key=lambda d: (not d.collected_seq, d.state is not DeploymentState.RUNNING))
    chosen = next((d for d in found if d.id == deployment_id), order[0])
    target = models.version(workspace, chosen.model_version_id).signature.target
    watched = monitoring.period(workspace, chosen.id)
    if watched is None:
        return Answer(found, chosen, target, "", None)
    period = next((p for p in PERIODS if p.key == period_key), PERIODS[-1])
    start, end, grain = bounds(period, watched)
    report = monitoring.report(workspace, chosen.id, start, end, grain)
    return Answer(found, chosen, target, span_text(*watched), report)


class Legend(QWidget):
    """The heat map's steps, from 0 to the limit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Colours from PSI 0 to 0.25 and over"))
        self.setFixedSize(290, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        from modelyard.charts.style import palette

        painter = QPainter(self)
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().color("text3"))
        painter.drawText(self.rect().adjusted(0, 0, -278, 0), Qt.AlignmentFlag.AlignVCenter, "0")
        for index, colour in enumerate(palette(theme().name, "drift")):
            painter.fillRect(14 + 28 * index, 5, 26, 10, colour)
        painter.drawText(self.rect().adjusted(188, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.tr("0.25 and over"))


BREATH_MS = 500


class MonitoringPage(Page):
    """What a running model is asked, how its input and output drift, and how right it turned out to be."""

    name = "monitoring"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Monitoring")
        self.report: MonitoringReport | None = None
        self.chosen: Deployment | None = None
        self.target = ""
        self.point: DriftPoint | None = None
        self._wanted = str(self.saved().get("deployment", ""))
        self._stale = True
        self._reading = False
        self._again = QTimer(self)  # traffic changes the report all the time: it is read anew after a breath
        self._again.setSingleShot(True)
        self._again.setInterval(BREATH_MS)
        self._again.timeout.connect(self._refresh)
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        row.addWidget(self._build_main(), 1)
        self.side = MonitoringSide(self.shell.bridge.query, self.content)
        self.side.picked.connect(self._pick)
        row.addWidget(self.side)

    # --- building -----------------------------------------------------------------------------------------------
    def _build_main(self) -> QWidget:
        scroll = QScrollArea(self.content)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(scroll)
        inner.setObjectName("canvas")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 14, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._build_bar(inner))
        column.addLayout(self._build_traffic(inner), 147)
        column.addWidget(self._build_drift(inner), 245)
        column.addLayout(self._build_lower(inner), 325)
        scroll.setWidget(inner)
        return scroll

    def _build_bar(self, parent: QWidget) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        self.choice = Select([], parent)
        self.choice.setAccessibleName(self.tr("Deployment"))
        self.choice.setMinimumWidth(190)
        self.choice.activated.connect(self._choose)
        choices = [
            ("day", self.tr("24 h")),
            ("week", self.tr("7 days")),
            ("quarter", self.tr("90 days")),
            ("all", self.tr("All")),
        ]
        self.period = Segment(choices, self.tr("Period"), parent)
        self.period.set_key(str(self.saved().get("period", "all")))
        self.period.chosen.connect(self._change_period)
        self.against = FittedLabel("", "small", "text3", parent)
        bar.addWidget(self.choice)
        bar.addWidget(self.period)
        bar.addWidget(self.against)
        bar.addStretch(1)
        return bar

    def _card(self, title: str, parent: QWidget, height: int) -> ChartCard:
        card = ChartCard(title, parent, submit=self.shell.bridge.query, hint=QSize(220, height))
        card.setMinimumHeight(height)
        card.failed.connect(self._chart_failed)
        return card

    def _build_traffic(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.requests = self._card(self.tr("Requests"), parent, 147)
        self.latency = self._card(self.tr("Latency"), parent, 147)
        self.errors = self._card(self.tr("Errors"), parent, 147)
        for card in (self.requests, self.latency, self.errors):
            row.addWidget(card, 1)
        return row

    def _build_drift(self, parent: QWidget) -> Card:
        self.drift = self._card(self.tr("Drift of each column"), parent, 245)
        self.legend = Legend(self.drift)
        self.drift.head_actions.insertWidget(0, self.legend)
        self.drift.view.picked.connect(self._pick)
        return self.drift

    def _build_lower(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.scores = self._card(self.tr("Predictions"), parent, 260)
        self.quality = self._card(self.tr("Performance"), parent, 260)
        self.measure = Segment(
            [("roc_auc", self.tr("ROC AUC")), ("f1", self.tr("F1")), ("log_loss", self.tr("Log loss"))],
            self.tr("Metric"),
            self.quality,
            small=True,
        )
        self.measure.chosen.connect(self._show_quality)
        self.quality.head_actions.insertWidget(0, self.measure)
        row.addWidget(self.scores, 1)
        row.addWidget(self.quality, 1)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.legend.setVisible(not narrow)
        self.against.setVisible(not narrow)
        for card in (self.requests, self.latency, self.errors, self.scores, self.quality):
            card.fact.setVisible(not narrow)

    # --- reading ------------------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        if target and target != self._wanted:
            self._wanted, self._stale = str(target), True
        if self._stale:
            self.reload()

    def on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.MONITORING, Kind.DEPLOYMENT):
            self._stale = True
            self._refresh()

    @Slot()
    def _refresh(self) -> None:
        """Read what changed, when somebody looks; one report at a time."""
        if self._stale and self.isVisible() and not self._reading:
            self.reload()

    def on_job(self, job: Job) -> None:
        if job.kind == "monitoring.labels" and job.state is JobState.SUCCEEDED:
            rows, rejected = job.result.get("rows", 0), job.result.get("rejected", 0)
            text = self.tr("{rows} labels added, {rejected} did not fit")
            facts = text.format(rows=texts.count(rows), rejected=texts.count(rejected))
            self.shell.toast(job.subject, facts, "ok")

    def reload(self) -> None:
        workspace = self.shell.workspace
        if workspace is None:
            return
        self._stale, self._reading = False, True
        if self.report is None:
            self.states.show_loading(self.tr("Reading what was observed"))
        work = partial(read, workspace, self._wanted, self.period.key())
        self.query(work, self._show, key="report", on_error=self._failed)

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._reading = False
        self._again.start()
        self.show_failed(error)

    @Slot(object)
    def _show(self, answer: Answer) -> None:
        self._reading = False
        self._again.start()
        self.chosen, self.report, self.target = answer.chosen, answer.report, answer.target
        self.choice.set_choices([(d.id, d.name) for d in answer.deployments])
        if answer.chosen is None:
            self.set_header(fact="")
            text = self.tr("Launch a model version. What it is asked, and how right it is, then stands here.")
            self.show_empty("monitoring", self.tr("Nothing to watch yet"), text, self._launch_action())
            return
        self.choice.set_key(answer.chosen.id)
        if answer.report is None or not answer.report.traffic:
            self.set_header(fact=answer.chosen.name)
            text = self.tr("{name} has not been asked yet. Send it requests; they show here within seconds.")
            full = text.format(name=answer.chosen.name)
            self.show_empty("monitoring", self.tr("No requests yet"), full, self._try_action())
            return
        self.states.show_full()
        self._show_report(answer.report, answer.watched)

    def _show_report(self, report: MonitoringReport, watched: str) -> None:
        from modelyard.charts import make

        alerts = alert_count(report)
        words = texts.counted(alerts, self.tr("drift alert"), self.tr("drift alerts"))
        self.set_header(fact=self.tr("{alerts} on {name}").format(alerts=words, name=report.deployment_name))
        self.period.set_choices([*self._fixed_periods(), ("all", watched)])
        self.against.setText(self.tr("{model} against its training rows").format(model=report.model_label))
        per = grain_text(report.grain)
        requests = sum(p.requests for p in report.traffic)
        rows = sum(p.rows for p in report.traffic)
        self.requests.set_fact(self.tr("{n}, {rows} rows").format(n=texts.count(requests), rows=texts.count(rows)))
        self.requests.show_chart(make("traffic", self.tr("Requests"), report.traffic))
        slowest = peak([p.p95 for p in report.traffic])
        self.latency.set_fact(self.tr("p95 up to {t}").format(t=texts.duration(slowest)))
        self.latency.show_chart(make("latency", self.tr("Latency"), report.traffic, None))
        errors = sum(p.errors for p in report.traffic)
        self.errors.set_fact(self.tr("{share} of requests").format(share=texts.percent(errors / max(requests, 1), 2)))
        self.errors.show_chart(make("errors", self.tr("Errors"), report.traffic, None))
        self.drift.set_fact(self.tr("PSI {per}, alert from 0.25").format(per=per))
        self.scores.show_chart(make("score_distribution", self.tr("Predictions"), report.score))
        self.scores.set_fact(self.tr("last 4 weeks against training"))
        self._show_quality()
        self.side.show_report(report)
        self._pick(self._kept_point(report))

    def _fixed_periods(self) -> list[tuple[str, str]]:
        return [("day", self.tr("24 h")), ("week", self.tr("7 days")), ("quarter", self.tr("90 days"))]

    def _kept_point(self, report: MonitoringReport) -> DriftPoint | None:
        if self.point is not None:
            for point in report.drift:
                if (point.feature, point.start) == (self.point.feature, self.point.start):
                    return point
        return next(iter(worst_points(report)), None)

    @Slot(object)
    def _show_quality(self, _: object = None) -> None:
        from modelyard.charts import make

        report, metric = self.report, self.measure.key()
        if report is None:
            return
        name = {"roc_auc": self.tr("ROC AUC"), "f1": self.tr("F1"), "log_loss": self.tr("Log loss")}[metric]
        level = report.training_metrics.get(metric)
        self.quality.show_chart(make("quality", name, report.quality, metric, level))
        share = report.labelled / report.predictions if report.predictions else 0.0
        self.quality.set_fact(self.tr("{share} have a label").format(share=texts.percent(share)))

    @Slot(object)
    def _pick(self, point: DriftPoint | None) -> None:
        """Show one feature in one window: from the heat map, or from the verdicts."""
        from modelyard.charts import make

        report, chosen, workspace = self.report, self.chosen, self.shell.workspace
        if report is None or chosen is None or point is None:
            return
        self.point = point
        key = (point.feature, point.start)
        self.drift.show_chart(make("drift_heat_map", self.tr("Drift of each column"), report.drift, key))
        self.side.show_point(point, report.grain)
        end = point.start + STEPS[report.grain]

        def read_distribution() -> Distribution:
            from modelyard.services import monitoring

            return monitoring.feature_distribution(workspace, chosen.id, point.feature, point.start, end)

        self.query(read_distribution, self._show_distribution, key="distribution", on_error=self._no_distribution)

    @Slot(object)
    def _show_distribution(self, found: Distribution) -> None:
        if self.point is not None and self.report is not None and found.feature == self.point.feature:
            self.side.show_distribution(found, self.point.start, self.report.grain)

    @Slot(object)
    def _no_distribution(self, error: AppError) -> None:
        if not isinstance(error, NotFoundError):  # deleted meanwhile: the page hears of it and shows another
            self.show_failed(error)

    @Slot(object)
    def _chart_failed(self, error: Any) -> None:
        self.shell.toast(self.tr("A chart could not be drawn"), str(error), "bad")

    # --- acting -------------------------------------------------------------------------------------------------
    @Slot()
    def _choose(self) -> None:
        self._wanted = self.choice.key()
        self.saved()["deployment"] = self._wanted
        self.report, self.point = None, None
        self.reload()

    @Slot(object)
    def _change_period(self, key: object) -> None:
        self.saved()["period"] = str(key)
        self.point = None
        self.reload()

    def _add_labels(self, path: str = "") -> None:
        from modelyard.ui.pages.monitoring.labels_dialog import LabelsDialog

        if self.chosen is not None:
            self.shell.open_dialog(LabelsDialog(self.shell, self.chosen, self.target, path))

    def _export(self) -> None:
        report, name = self.report, theme().name
        folder = QFileDialog.getExistingDirectory(self, self.tr("Export charts to"))
        if not folder or report is None:
            return

        def work() -> int:
            from modelyard.charts.report import save_report

            return len(save_report(report, Path(folder), name))

        self.query(work, self._exported, key="export")

    @Slot(object)
    def _exported(self, count: int) -> None:
        self.shell.toast(self.tr("Charts exported"), self.tr("{n} PNG files").format(n=count), "ok")

    def drop_files(self, paths: Sequence[str]) -> bool:
        """A dropped table is taken for labels."""
        if self.chosen is None or len(paths) != 1:
            return False
        self._add_labels(paths[0])
        return True

    def _launch_action(self) -> Action:
        return Action("monitoring.launch", self.tr("Launch model"), "launch", self._launch)

    def _launch(self) -> None:
        self.shell.run_action("deployments.launch")

    def _try_action(self) -> Action:
        chosen = self.chosen.id if self.chosen else None
        return Action(
            "monitoring.try", self.tr("Open deployment"), "open", partial(self.shell.go, "deployments", chosen)
        )

    def actions(self) -> Sequence[Action]:
        asked = "" if self.report is not None and self.report.traffic else self.tr("No requests yet")
        return (
            Action("monitoring.export", self.tr("Export charts"), "export", self._export, reason=asked),
            Action(
                "monitoring.labels", self.tr("Add labels"), "import", self._add_labels, kind="primary", reason=asked
            ),
        )
