"""One column in full: its distribution, what is odd about it, its statistics, its most frequent values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.data.warnings import DataWarning, Severity
from modelyard.ui.pages.data.columns.facts import facts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chart_view import ChartView, Submit
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.side_panel import KeyValues, SidePanel

WIDTH = 300
NOTES = {Severity.BAD: "bad", Severity.WARN: "warn", Severity.INFO: "info"}
TOP_ROW = 22


class ColumnDetail(SidePanel):
    """Shows a column. `target_wanted` and `table_wanted` carry its name."""

    target_wanted = Signal(object)
    table_wanted = Signal(object)

    def __init__(self, submit: Submit, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=theme().px(WIDTH))
        self.setAccessibleName(self.tr("Column in full"))
        self.profile: ColumnProfile | None = None
        self._is_target = False
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(14, 12, 14, 8)
        column.setSpacing(8)
        self.name = ElidedLabel("", "panel", parent=head)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.target = Button(self.tr("Use as target"), "target", "secondary", head, small=True)
        self.target.setToolTip(self.tr("Look at leaks and rare classes relative to this column"))
        self.target.clicked.connect(self._ask_target)
        self.table = Button(self.tr("Show in the table"), "table", "quiet", head, small=True)
        self.table.clicked.connect(self._ask_table)
        row.addWidget(self.target)
        row.addWidget(self.table)
        row.addStretch(1)
        column.addLayout(row)
        self.body.addWidget(head)
        self.shape = ChartView(self, submit=submit, hint=QSize(WIDTH, 170))
        self.shape.setFixedHeight(theme().px(170))
        self.body.addWidget(self.shape)
        self.odd = QWidget(self)
        self._notes = QVBoxLayout(self.odd)
        self._notes.setContentsMargins(14, 8, 14, 6)
        self._notes.setSpacing(6)
        self.body.addWidget(self.odd)
        self.top_section = self.add_section(self.tr("Most frequent values"), line=False)
        self.top = ChartView(self, submit=submit, hint=QSize(WIDTH, 120))
        self.top_section.body.addWidget(self.top)
        self.facts_section = self.add_section(self.tr("Statistics"))
        self.values = KeyValues(self)
        self.facts_section.body.addWidget(self.values)
        self.end()

    def show_column(self, profile: ColumnProfile, odd: Sequence[DataWarning], target: str) -> None:
        """Show a column with its warnings; `target` is the column looked at as the target, or ""."""
        self.profile = profile
        self.name.setText(profile.name)
        self._is_target = profile.name == target
        self.target.setText(self.tr("Stop using as target") if self._is_target else self.tr("Use as target"))
        drawn = profile.histogram is not None
        self.shape.setVisible(drawn)
        if drawn:
            title = self.tr("Distribution of {name}").format(name=profile.name)
            self.shape.set_chart(make("column_shape", title, profile))
        self._show_notes(odd)
        shown = min(len(profile.top), 8)
        self.top_section.setVisible(bool(shown))
        if shown:
            self.top.setFixedHeight(theme().px(TOP_ROW * shown + 4))
            title = self.tr("Most frequent values of {name}").format(name=profile.name)
            self.top.set_chart(make("top_values", title, profile))
        self.values.set_rows(facts(profile))

    def _show_notes(self, odd: Sequence[DataWarning]) -> None:
        clear_layout(self._notes)
        for warning in odd:
            self._notes.addWidget(Note(f"{warning.text} {warning.advice}", NOTES[warning.severity], self.odd))
        self.odd.setVisible(bool(odd))

    @Slot()
    def _ask_target(self) -> None:
        if self.profile is not None:
            self.target_wanted.emit("" if self._is_target else self.profile.name)

    @Slot()
    def _ask_table(self) -> None:
        if self.profile is not None:
            self.table_wanted.emit(self.profile.name)
