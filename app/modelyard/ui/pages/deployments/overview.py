"""The Overview tab: figures, requests by the hour, the server with what it uses now, how it runs, what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard import charts
from modelyard.domain.deployments import Backend, Deployment, DeploymentEvent, DeploymentState, ServerStats
from modelyard.domain.monitoring import TrafficPoint
from modelyard.ui import texts
from modelyard.ui.pages.deployments import words
from modelyard.ui.pages.deployments.reading import Details, Item
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.chart_view import ChartView
from modelyard.ui.widgets.kpi import FigureStrip
from modelyard.ui.widgets.labels import ElidedLabel, Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.side_panel import KeyValues
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

EVENTS = 8
EVENT_TONES = {"bad": "bad-text", "warn": "warn-text"}


class Overview(QScrollArea):
    """Everything about one deployment on one page. `logs_wanted` when its log is asked for."""

    logs_wanted = Signal()

    def __init__(self, submit: Callable[..., Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._item: Item | None = None
        self._stats: ServerStats | None = None
        inner = QWidget(self)
        inner.setObjectName("canvas")
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self.problem = Note("", "bad", inner)
        column.addWidget(self.problem)
        self.strip = FigureStrip(
            [("requests", self.tr("Requests")), ("p50", self.tr("p50, newest hour")),
             ("p95", self.tr("p95, newest hour")), ("errors", self.tr("Errors")), ("memory", self.tr("Memory"))],
            inner)  # fmt: skip
        column.addWidget(self.strip)
        self.chart_card = Card(self.tr("Requests by the hour"), "", inner, padding=8)
        self.chart = ChartView(self.chart_card, submit=submit)
        self.chart.setFixedHeight(theme().px(176))
        self.chart_card.body.addWidget(self.chart)
        column.addWidget(self.chart_card)
        self._build_servers(inner, column)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.how = Card(self.tr("Runs with"), "", inner, padding=14)
        self.facts = KeyValues(self.how)
        self.how.body.addWidget(self.facts)
        self.how.body.addStretch(1)
        self.events_card = Card(self.tr("Events"), "", inner, padding=14)
        self.events = QVBoxLayout()
        self.events.setSpacing(7)
        self.events_card.body.addLayout(self.events)
        self.events_card.body.addStretch(1)
        row.addWidget(self.how, 1)
        row.addWidget(self.events_card, 1)
        column.addLayout(row)
        column.addStretch(1)
        self.setWidget(inner)

    def _build_servers(self, parent: QWidget, column: QVBoxLayout) -> None:
        self.servers = Card(self.tr("Containers"), "", parent)
        logs = Button(self.tr("Open log"), "logs", "quiet", self.servers, small=True)
        logs.clicked.connect(self.logs_wanted)
        self.servers.head_actions.addWidget(logs)
        columns = [
            TableColumn("name", self.tr("Name"), self._name_cell, None),
            TableColumn("version", self.tr("Version"), lambda d: f"v{d.model_version}", 76),
            TableColumn("ref", self.tr("Container"),
                        lambda d: Cell(d.ref[:12] or texts.MISSING, mono=True, tip=d.ref), 130),
            TableColumn("cpu", self.tr("CPU"), self._cpu_cell, 130, right=True),
            TableColumn("memory", self.tr("Memory"), self._memory_cell, 96, right=True),
            TableColumn("up", self.tr("Up"), lambda d: Cell(words.up(d), "text3"), 96, right=True),
        ]  # fmt: skip
        self.table = Table(columns, _key, self.tr("Containers"), self.servers, fit_rows=True)
        self.table.setProperty("inCard", True)
        self.servers.body.addWidget(self.table)
        column.addWidget(self.servers)

    # --- cells --------------------------------------------------------------------------------------------------
    def _name_cell(self, found: Deployment) -> Cell:
        return Cell(found.name, weight=500, dot=words.DOTS[found.state], tip=words.state(found.state))

    def _cpu_cell(self, found: Deployment) -> Cell:
        if self._stats is None or found.state is not DeploymentState.RUNNING:
            return Cell(texts.MISSING, "text3")
        share = self._stats.cpu_percent / (100 * max(found.limits.cpus, 0.01))
        return Cell(f"{self._stats.cpu_percent:.0f}\u00a0%", bar=min(1.0, share), bar_width=40, text_width=40)

    def _memory_cell(self, found: Deployment) -> Cell:
        if self._stats is None or found.state is not DeploymentState.RUNNING:
            return Cell(texts.MISSING, "text3")
        return Cell(words.memory(self._stats.memory))

    # --- showing ------------------------------------------------------------------------------------------------
    def show_item(self, item: Item, stats: ServerStats | None) -> None:
        """Show a deployment as it is now."""
        if self._item is None or self._item.deployment.id != item.deployment.id:
            self.verticalScrollBar().setValue(0)
        before, self._item, self._stats = self._item, item, stats
        found = item.deployment
        self.problem.set(found.error if found.state is DeploymentState.FAILED else "")
        self._show_figures(item.traffic)
        if before is None or before.traffic != item.traffic or self.chart.chart is None:
            self.chart.set_chart(charts.make("traffic", self.tr("Requests by the hour"), item.traffic))
        fact = ""
        if item.traffic:
            fact = self.tr("24 h up to {when}").format(when=_instant(item.traffic[-1]))
        self.chart_card.set_fact(fact)
        docker = found.backend is Backend.DOCKER
        self.servers.set_title(self.tr("Containers") if docker else self.tr("Local process"))
        self.servers.set_fact(self._health(found))
        self.table.set_rows([found])
        self.facts.set_rows(self._facts(found))
        self.show_stats(stats)

    def _health(self, found: Deployment) -> str:
        return {
            DeploymentState.RUNNING: self.tr("1 of 1 answers the health check"),
            DeploymentState.UNHEALTHY: self.tr("0 of 1 answers the health check"),
            DeploymentState.STARTING: self.tr("starting"),
        }.get(found.state, self.tr("not running"))

    def _show_figures(self, points: tuple[TrafficPoint, ...]) -> None:
        total, errors = sum(p.requests for p in points), sum(p.errors for p in points)
        latest = next((p for p in reversed(points) if p.requests), None)
        rows = texts.counted(sum(p.rows for p in points), self.tr("row"), self.tr("rows"))
        self.strip.set("requests", texts.count(total), rows if points else "")
        for key in ("p50", "p95"):
            value = getattr(latest, key) if latest is not None else None
            self.strip.set(key, words.milliseconds(value))
        share = texts.percent(errors / total, 2) if total else texts.MISSING
        fact = self.tr("{n} of {total}").format(n=texts.count(errors), total=texts.count(total)) if errors else ""
        self.strip.set("errors", share, fact, "bad-text" if errors else "text")

    def show_stats(self, stats: ServerStats | None) -> None:
        """Show what the server uses now; called once a second."""
        self._stats = stats
        live = self._item is not None and self._item.deployment.state is DeploymentState.RUNNING
        if stats is None or not live:
            self.strip.set("memory", texts.MISSING)
        else:
            limit = self.tr("of {limit}").format(limit=words.memory(stats.memory_limit)) if stats.memory_limit else ""
            self.strip.set("memory", words.memory(stats.memory), limit)
        self.table.viewport().update()

    def show_details(self, details: Details) -> None:
        """Show what happened to it."""
        clear_layout(self.events)
        for event in details.events[:EVENTS]:
            self.events.addLayout(self._event(event))
        if not details.events:
            self.events.addWidget(Label(self.tr("Nothing happened yet"), "small", "text3", self.events_card))

    def _event(self, event: DeploymentEvent) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        when = Label(texts.when(event.at), "small", "text3", self.events_card)
        when.setFixedWidth(theme().px(62))
        text = ElidedLabel(event.text, "small", EVENT_TONES.get(event.severity, "text"), self.events_card)
        text.setAccessibleName(f"{texts.when(event.at)}: {event.text}")
        row.addWidget(when)
        row.addWidget(text, 1)
        return row

    def _facts(self, found: Deployment) -> list[tuple[str, ...]]:
        docker = found.backend is Backend.DOCKER
        rows: list[tuple[str, ...]] = []
        if docker:
            rows.append((self.tr("Image"), found.image or texts.MISSING, "mono"))
        else:
            rows.append((self.tr("Runs as"), self.tr("a local process, without a container")))
        rows.append((self.tr("Limits"), words.limits(found)))
        restart = self.tr("after a crash, up to 3 times") if docker else self.tr("when you start it")
        rows.append((self.tr("Restart"), restart))
        rows.append((self.tr("Reachable"), self.tr("from this computer only")))
        rows.append((self.tr("Asked with"), self.tr("a token of its own")))
        who = self.tr("{when} by {who}").format(when=texts.when(found.created_at), who=found.created_by)
        rows.append((self.tr("Launched"), who))
        return rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < 720
        self.table.setColumnHidden(1, narrow)


def _key(found: Deployment) -> str:
    return found.id


def _instant(point: TrafficPoint) -> str:
    """The end of a window, with its hour: 10:00, 4 Apr 2013 05:00."""
    end = point.start + timedelta(hours=1)
    day = texts.when(end)
    return day if ":" in day else f"{day} {end.astimezone():%H:%M}"
