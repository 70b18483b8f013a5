"""A chart's numbers as a table, in a dialog: for who cannot, or would rather not, read the picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from modelyard.charts import Chart
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class ChartTable(Dialog):
    """The chart's sentence, its numbers, and buttons to copy and to export them."""

    def __init__(self, chart: Chart, export: Callable[[Path], None], parent: QWidget | None = None) -> None:
        data = chart.table()
        width = min(860, 120 + 120 * len(data.columns))
        super().__init__(chart.name, parent, width=theme().px(max(width, 480)), height=theme().px(520))
        self._csv, self._export, self._name = data.to_csv(), export, chart.name
        self.body.addWidget(Label(chart.description, "body", "text2", self, wrap=True))
        rows = list(enumerate(zip(data.rows, data.to_text(), strict=True)))
        self.table = Table([_column(i, name, data.rows) for i, name in enumerate(data.columns)],
                           lambda row: str(row[0]), chart.name, self)  # fmt: skip
        self.table.set_rows(rows)
        self.body.addWidget(self.table, 1)
        copy = Button(self.tr("Copy as CSV"), "copy", parent=self)
        copy.clicked.connect(self._copy)
        self.foot_left.addWidget(copy)
        save = Button(self.tr("Export CSV"), "export", parent=self)
        save.clicked.connect(self._save)
        self.foot_left.addWidget(save)
        self.cancel.setText(self.tr("Close"))
        self.set_facts(self.tr("{0} rows").format(f"{len(rows):,}"))

    def sizeHint(self) -> QSize:
        return self.size()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._csv)

    @Slot()
    def _save(self) -> None:
        dialog = QFileDialog(self, self.tr("Export CSV"), f"{self._name}.csv", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._export(Path(path))


def _column(index: int, name: str, rows: Any) -> TableColumn:
    """Numbers stand right and sort as numbers; missing ones come first."""
    numeric = any(isinstance(row[index], (int, float)) for row in rows)

    def sort(row: Any) -> Any:
        value = row[1][0][index]
        return (value is not None, value if value is not None else 0)

    return TableColumn(
        str(index),
        name,
        lambda row: Cell(row[1][1][index]),
        116 if index or numeric else None,
        right=numeric,
        sort=sort,
    )
