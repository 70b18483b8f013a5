"""The overview of a run that a script logged or that was imported: its metrics, and how the first of them went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.experiments.runs import MetricPoint
from modelyard.services.experiments import record
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

CHARTS = 3


@dataclass(frozen=True, slots=True)
class LoggedMetric:
    """A metric with its last value, and its least and greatest over all steps."""

    key: str
    value: float
    values: int = 1
    low: float | None = None
    high: float | None = None


def _table_columns() -> list[TableColumn]:
    def number(name: str) -> Any:
        return lambda m: Cell(figures.value_text(m.key, getattr(m, name)), "text" if name == "value" else "text3")

    return [
        TableColumn("key", tr("Metric"), lambda m: Cell(figures.name(m.key), weight=500, tip=m.key), None,
                    sort=lambda m: m.key),
        TableColumn("value", tr("Last value"), number("value"), 132, True, sort=lambda m: m.value),
        TableColumn("low", tr("Least"), number("low"), 120, True, sort=lambda m: m.low),
        TableColumn("high", tr("Greatest"), number("high"), 120, True, sort=lambda m: m.high),
        TableColumn("values", tr("Values"), lambda m: Cell(texts.count(m.values), "text3"), 84, True,
                    sort=lambda m: m.values),
    ]  # fmt: skip


class LoggedBoard(QWidget):
    """Charts of the first metrics with a history, and all metrics as a table."""

    def __init__(self, tab: RunTab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tab = tab
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._charts = QWidget(self)
        row = QHBoxLayout(self._charts)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.cards = [tab.chart(tr("Metric"), self._charts) for _ in range(CHARTS)]
        for card in self.cards:
            row.addWidget(card, 1)
        column.addWidget(self._charts)
        self.card = Card(tr("Metrics"), parent=self)
        self.table = Table(_table_columns(), lambda m: str(m.key), tr("Metrics"), self.card, row_height=28,
                           fit_rows=True)  # fmt: skip
        self.card.body.addWidget(self.table)
        column.addWidget(self.card)

    def show_facts(self, facts: RunFacts) -> None:
        """Show the last values at once; the histories follow."""
        self.card.setVisible(bool(facts.run.metrics))
        self.card.set_fact(texts.count(len(facts.run.metrics)))
        self.table.set_rows([LoggedMetric(key, value) for key, value in facts.run.metrics.items()])
        self._charts.setVisible(bool(facts.histories))
        workspace, run_id = self._tab.shell.workspace, facts.run.id
        if facts.histories:
            self._tab.query(lambda: (run_id, record.points(workspace, run_id)), self._show_points, "points")

    @Slot(object)
    def _show_points(self, found: tuple[str, list[MetricPoint]]) -> None:
        run_id, points = found
        facts = self._tab.facts
        if facts is None or not self._tab.shows(run_id):
            return
        by_key: dict[str, list[MetricPoint]] = {}
        for point in points:
            by_key.setdefault(point.key, []).append(point)
        self.table.set_rows([_summed(key, value, by_key.get(key, [])) for key, value in facts.run.metrics.items()])
        drawn = [key for key in facts.run.metrics if key in facts.histories][:CHARTS]
        for card, key in zip(self.cards, [*drawn, *[""] * CHARTS], strict=False):
            card.setVisible(bool(key))
            if key:
                card.set_title(figures.name(key), texts.counted(len(by_key[key]), tr("value"), tr("values")))
                series = [(words.run_name(facts.run), 0, by_key[key])]
                card.show_chart(make("metric_history", figures.name(key), series, key))


def _summed(key: str, value: float, points: list[MetricPoint]) -> LoggedMetric:
    known = [p.value for p in points if p.value == p.value]
    if not known:
        return LoggedMetric(key, value)
    return LoggedMetric(key, value, len(points), min(known), max(known))
