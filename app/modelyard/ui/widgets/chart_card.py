"""A card that holds one chart, with the chart's menu in its head."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from modelyard.charts import Chart
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_view import ChartView, Submit


class ChartCard(Card):
    """A titled card around a ChartView. `value_changed` and `failed` are the view's."""

    value_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None, *, submit: Submit, fact: str = "",
                 hint: QSize | None = None) -> None:  # fmt: skip
        super().__init__(title, fact, parent)
        self.body.setContentsMargins(6, 6, 6, 6)
        self.view = ChartView(self, submit=submit, hint=hint or QSize(280, 220))
        self.view.value_changed.connect(self.value_changed)
        self.view.failed.connect(self.failed)
        self.body.addWidget(self.view)
        self.more = IconButton("more", self.tr("More for {chart}").format(chart=title), self.head)
        self.more.clicked.connect(self._menu)
        self.head_actions.addWidget(self.more)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart."""
        self.view.set_chart(chart)
        self.more.setEnabled(chart is not None)

    @Slot()
    def _menu(self) -> None:
        menu = self.view.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
