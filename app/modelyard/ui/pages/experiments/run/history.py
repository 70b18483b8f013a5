"""The values of a run's metrics step by step, as a script logged them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.experiments.runs import MetricPoint
from modelyard.services.experiments import record
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment

MOST_CARDS = 24
"""Metrics drawn at once; the filter finds the others."""


class HistoryTab(RunTab):
    """A chart a metric, two in a row; a filter by name, and a logarithmic scale."""

    key = "history"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self.cards: dict[str, ChartCard] = {}
        self._points: dict[str, list[MetricPoint]] = {}
        bar = QFrame(self)
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        self.scale = Segment([("plain", tr("Linear")), ("log", tr("Logarithmic"))], tr("Scale"), bar, small=True)
        self.scale.chosen.connect(self._draw)
        self.fact = ElidedLabel("", "small", "text3", bar)
        self.search = SearchField(tr("Filter metrics"), bar, width=theme().px(180), small=True)
        self.search.filtered.connect(self._draw)
        row.addWidget(self.scale)
        row.addWidget(self.fact, 1)
        row.addWidget(self.search)
        inner, column = self.column()
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._inner = inner
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(self.scrolling(inner), 1)

    @staticmethod
    def title() -> str:
        return tr("Metric history")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return bool(facts.histories)

    @staticmethod
    def count(facts: RunFacts) -> str:
        return texts.count(len(facts.histories)) if facts.histories else ""

    def refresh(self, facts: RunFacts) -> None:
        workspace, run_id = self.shell.workspace, facts.run.id

        def read() -> tuple[str, dict[str, list[MetricPoint]]]:
            found: dict[str, list[MetricPoint]] = {}
            for point in record.points(workspace, run_id):
                found.setdefault(point.key, []).append(point)
            return run_id, found

        self.query(read, self._show, "points")

    @Slot(object)
    def _show(self, found: tuple[str, dict[str, list[MetricPoint]]]) -> None:
        run_id, points = found
        if self.facts is not None and self.shows(run_id):
            self._points = {key: points[key] for key in self.facts.histories if key in points}
            self._draw()

    @Slot()
    def _draw(self, _: object = None) -> None:
        wanted = [key for key in self._points if self.search.text().casefold() in key.casefold()]
        shown = wanted[:MOST_CARDS]
        self.fact.setText(self._said(len(shown), len(wanted)))
        if shown != list(self.cards):
            clear_layout(self._grid)
            self.cards = {key: self.chart(figures.name(key), self._inner) for key in shown}
            for index, card in enumerate(self.cards.values()):
                self._grid.addWidget(card, index // 2, index % 2, 1, 2 if len(shown) == 1 else 1)
        for key, card in self.cards.items():
            self._draw_one(key, card)

    def _draw_one(self, key: str, card: ChartCard) -> None:
        points = self._points[key]
        if self.facts is None:
            return
        card.set_fact(texts.counted(len(points), tr("value"), tr("values")))
        series = [(words.run_name(self.facts.run), 0, points)]
        card.show_chart(make("metric_history", figures.name(key), series, key, log=self.scale.key() == "log"))

    def _said(self, shown: int, wanted: int) -> str:
        if wanted > shown:
            return tr("The first {shown} of {all} metrics; filter to see others").format(
                shown=texts.count(shown), all=texts.count(wanted)
            )
        return texts.counted(wanted, tr("metric"), tr("metrics"))
