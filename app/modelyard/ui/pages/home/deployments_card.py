"""The card of deployments on Home: where each answers, and how much it was asked lately."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.monitoring import TrafficPoint
from modelyard.ui import texts
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.list_row import ListRow
from modelyard.ui.widgets.sparkline import Sparkline
from modelyard.ui.widgets.states import EmptyState

DEPLOYMENT_CHIPS = {
    DeploymentState.STARTING: (QT_TRANSLATE_NOOP("Home", "Starting"), "run", "run"),
    DeploymentState.RUNNING: (QT_TRANSLATE_NOOP("Home", "Running"), "ok", "ok"),
    DeploymentState.UNHEALTHY: (QT_TRANSLATE_NOOP("Home", "Does not answer"), "warn", "warn"),
    DeploymentState.STOPPED: (QT_TRANSLATE_NOOP("Home", "Stopped"), "neutral", "off"),
    DeploymentState.FAILED: (QT_TRANSLATE_NOOP("Home", "Failed"), "bad", "bad"),
}


def scrolled_rows(card: Card) -> QVBoxLayout:
    """A column of rows in a card that scrolls when they are many."""
    scroll = QScrollArea(card)
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget(scroll)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    scroll.setWidget(inner)
    card.body.addWidget(scroll)
    return column


class DeploymentsCard(Card):
    """A row for each deployment."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DeploymentsCard", "Deployments"), parent=parent)
        show = Button(self.tr("Show all"), "", "link", self, small=True)
        show.clicked.connect(partial(shell.go, "deployments"))
        self.head_actions.addWidget(show)
        self._rows = scrolled_rows(self)
        self._live: dict[str, tuple[Sparkline, Label, Label]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)

    def show_deployments(self, items: Sequence[Deployment]) -> None:
        """Show deployments; their traffic follows by `show_traffic`."""
        clear_layout(self._rows)
        self._live = {}
        for item in items:
            text, chip, dot = DEPLOYMENT_CHIPS[item.state]
            row = ListRow(item.name, item.address, self, dot=dot, beside=f"v{item.model_version}",
                          mono=True, height=56)  # fmt: skip
            if item.state is DeploymentState.RUNNING:
                self._add_live(row, item.id)
            else:
                row.end.addWidget(Chip(QCoreApplication.translate("Home", str(text)), chip, row))
            self._rows.addWidget(row)
            self._rows.addWidget(Line(self))
        if items:
            self._rows.addStretch(1)
            return
        text = self.tr("Launch a model version as a container on this computer.")
        self._rows.addWidget(EmptyState("deployments", self.tr("Nothing is launched"), text, self))

    def _add_live(self, row: ListRow, key: str) -> None:
        spark = Sparkline((), self.tr("Requests an hour"), row)
        column = QVBoxLayout()
        column.setSpacing(1)
        rate, latency = Label("", "small-medium", parent=row), Label("", "caption", "text3", row)
        column.addStretch(1)
        for label in (rate, latency):
            label.setFixedWidth(theme().px(78))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            column.addWidget(label)
        column.addStretch(1)
        row.end.addWidget(spark)
        row.end.addLayout(column)
        self._live[key] = (spark, rate, latency)

    def show_traffic(self, key: str, points: Sequence[TrafficPoint]) -> None:
        """Show how often a running deployment was asked, an hour a point."""
        if key not in self._live:
            return
        spark, rate, latency = self._live[key]
        spark.set([p.requests for p in points])
        if points:
            rate.setText(self.tr("{n}/h").format(n=texts.count(points[-1].requests)))
            latency.setText(self.tr("p50 {t}").format(t=texts.duration(points[-1].p50)))
        else:
            rate.setText(self.tr("not asked yet"))
