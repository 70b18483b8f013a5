"""The right side of the page: each feature's verdict, and the distribution behind the chosen heat cell."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.monitoring import Distribution, DriftPoint, Grain, MonitoringReport
from modelyard.ui import texts
from modelyard.ui.pages.monitoring.facts import (
    VERDICT_CHIPS,
    alert_count,
    shift_sentence,
    tr,
    window_text,
    worst_points,
)
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chart_view import ChartView, Submit
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.keys import KeyButton
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line
from modelyard.ui.widgets.side_panel import SidePanel


class VerdictRow(KeyButton):
    """One feature: name, its worst window, and the verdict as a chip. A click shows that window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.point: DriftPoint | None = None
        self.setFixedHeight(52)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 14, 6)
        column = QVBoxLayout()
        column.setSpacing(0)
        self._feature = ElidedLabel("", "medium", "text", self)
        self._fact = ElidedLabel("", "small", "text3", self)
        column.addWidget(self._feature)
        column.addWidget(self._fact)
        row.addLayout(column, 1)
        self._chip = Chip("", "neutral", self)
        row.addWidget(self._chip)

    def show_point(self, point: DriftPoint, grain: Grain) -> None:
        """Show a feature's worst window."""
        self.point = point
        word, kind = VERDICT_CHIPS[point.verdict]
        psi = "–" if point.psi is None else f"{point.psi:.2f}"
        fact = tr("PSI {psi} in the {window}") if grain is Grain.WEEK else tr("PSI {psi}, {window}")
        text = fact.format(psi=psi, window=window_text(point.start, grain))
        self._feature.setText(point.feature)
        self._fact.set_tone("bad-text" if kind == "bad" else "text3")
        self._fact.setText(text)
        self._chip.set(tr(word), kind)
        self.setAccessibleName(f"{point.feature}: {tr(word)}, {text}")

    def sizeHint(self) -> QSize:
        return QSize(240, 52)

    def paintEvent(self, event: object) -> None:
        """Nothing of its own: the labels are the row."""


class MonitoringSide(SidePanel):
    """Verdicts of all features, then the chosen feature and window in detail."""

    picked = Signal(object)

    def __init__(self, submit: Submit, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=286)
        self.verdicts = self.add_section(tr("Drift verdicts"), padding=0)
        self._verdicts: list[VerdictRow] = []
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        self.verdicts.body.setSpacing(0)
        self.verdicts.body.addLayout(self.rows)
        self.detail = self.add_section(tr("Chosen window"))
        head = QHBoxLayout()
        self.chip = Chip("", "neutral", self)
        self.rows_label = Label("", "small", "text3", self)
        head.addWidget(self.chip)
        head.addWidget(self.rows_label, 1)
        self.detail.body.addLayout(head)
        self.chart = ChartView(self, submit=submit, hint=QSize(256, 150))
        self.chart.setMinimumHeight(150)
        self.detail.body.addWidget(self.chart)
        self.sentence = Label("", "small", "text2", self, wrap=True)
        self.detail.body.addWidget(self.sentence)
        self.end()

    def show_report(self, report: MonitoringReport) -> None:
        """List the features' verdicts."""
        worst = worst_points(report)
        alerts = alert_count(report)
        self.verdicts.fact.setText(tr("{n} of {all} alert").format(n=alerts, all=len(worst)))
        if len(self._verdicts) != len(worst):
            self._make_rows(len(worst))
        for row, point in zip(self._verdicts, worst, strict=True):
            row.show_point(point, report.grain)

    def _make_rows(self, count: int) -> None:
        clear_layout(self.rows)
        self._verdicts = [VerdictRow(self) for _ in range(count)]
        for row in self._verdicts:
            row.clicked.connect(self._clicked)
            self.rows.addWidget(row)
            self.rows.addWidget(Line(self))

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, VerdictRow):
            self.picked.emit(sender.point)

    def show_point(self, point: DriftPoint, grain: Grain) -> None:
        """Name the chosen cell; its distribution follows by `show_distribution`."""
        self.detail.title.setText(f"{point.feature}, {window_text(point.start, grain)}")
        psi = "–" if point.psi is None else f"{point.psi:.2f}"
        self.chip.set(tr("PSI {psi}").format(psi=psi), VERDICT_CHIPS[point.verdict][1])
        self.rows_label.setText(texts.counted(point.rows, tr("row"), tr("rows")))
        self.sentence.setText("")

    def show_distribution(self, found: Distribution, start: datetime, grain: Grain) -> None:
        """Draw training against the window, with a sentence."""
        name = f"{found.feature}, {window_text(start, grain)}"
        self.chart.set_chart(make("feature_distribution", name, found))
        self.sentence.setText(shift_sentence(found))
