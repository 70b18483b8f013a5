"""Each column's distribution in both versions, the one that moved most first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.data.compare import ColumnDrift, Comparison
from modelyard.ui import texts
from modelyard.ui.pages.data.compare.words import drift_tone, tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chart_view import ChartView, Submit
from modelyard.ui.widgets.data_header import TYPE_ICONS
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

FULL_BAR = 0.5
"""The PSI whose bar is full."""


class _Swatch(QWidget):
    """A short sample of a series: a grey block or a blue line."""

    def __init__(self, line: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = line
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(16, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._line:
            painter.fillRect(QRectF(0, 5, 16, 2), theme().palette_list("categorical")[0])
        else:
            painter.fillRect(QRectF(2, 0, 12, 12), theme().color("border-strong"))


class DriftView(QWidget):
    """Columns with their drift at the left, the chosen one's chart at the right."""

    def __init__(self, submit: Submit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Comparison | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.table = Table(self._columns(), lambda d: d.name, tr("Columns by drift"), self)
        self.table.setFixedWidth(theme().px(400))
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        row.addWidget(self.table)
        row.addWidget(Line(self, vertical=True))
        right = QVBoxLayout()
        right.setContentsMargins(20, 14, 20, 10)
        right.setSpacing(6)
        self.title = ElidedLabel("", "strong", parent=self)
        self.fact = Label("", "small", "text2", self, wrap=True)
        legend = QHBoxLayout()
        legend.setSpacing(6)
        self.names = (Label("", "small", "text2", self), Label("", "small", "text2", self))
        for position, label in enumerate(self.names):
            legend.addWidget(_Swatch(position == 1, self))
            legend.addWidget(label)
            legend.addSpacing(10)
        legend.addStretch(1)
        self.chart = ChartView(self, submit=submit, hint=QSize(420, 300))
        right.addWidget(self.title)
        right.addWidget(self.fact)
        right.addLayout(legend)
        right.addWidget(self.chart, 1)
        row.addLayout(right, 1)

    def _columns(self) -> list[TableColumn]:
        def bar(drift: ColumnDrift) -> Cell:
            if drift.psi is None:
                return Cell("–", "text3")
            share = min(1.0, drift.psi / FULL_BAR)
            return Cell(f"{drift.psi:.3f}", bar=share, bar_tone=drift_tone(drift), bar_width=48)

        return [
            TableColumn("name", tr("Column"), lambda d: Cell(d.name, weight=500, icon=TYPE_ICONS[d.type],
                        icon_tone="text3", tip=d.name), sort=lambda d: d.name.casefold()),
            TableColumn("psi", tr("Drift (PSI)"), bar, 124, True, lambda d: -1.0 if d.psi is None else d.psi,
                        tip=tr("Population stability index: under 0.1 little, from 0.25 much")),
            TableColumn("js", tr("JS"), lambda d: Cell(texts.score(d.js, 3), "text2"), 68, True,
                        lambda d: -1.0 if d.js is None else d.js,
                        tip=tr("Jensen-Shannon distance, 0 to 0.833")),
        ]  # fmt: skip

    def show_comparison(self, found: Comparison) -> None:
        """Show the distributions of a comparison."""
        self._found = found
        self.names[0].setText(found.left_label)
        self.names[1].setText(found.right_label)
        self.table.set_rows(list(found.drift))
        if found.drift:
            self.table.select(found.drift[0].name)
        self._chosen()

    @Slot()
    def _chosen(self, *_: Any) -> None:
        drift, found = self.table.selected_row(), self._found
        if not isinstance(drift, ColumnDrift) or found is None:
            self.chart.set_chart(None)
            return
        names = (found.left_label, found.right_label)
        chart = make("version_distribution", drift.name, drift.shown, names)
        self.title.setText(drift.name)
        self.fact.setText(chart.description)
        self.chart.set_chart(chart)
