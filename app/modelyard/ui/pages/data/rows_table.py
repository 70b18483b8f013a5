"""The rows of a version on the screen: values as they are stored, and a paint fast enough for any window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from modelyard.ui.pages.data.cells import cell_text
from modelyard.ui.theme import theme
from modelyard.ui.widgets.data_header import DataTable
from modelyard.ui.widgets.paged_model import PagedTableModel
from modelyard.ui.widgets.table_model import CELL, Cell
from modelyard.ui.widgets.table_paint import paddings

KEPT_ROWS = 2000
KEPT_WIDTHS = 20_000


class RowsModel(PagedTableModel):
    """Pages of a version, with values written exactly as they are stored: 2013, not 2,013."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._texts: dict[int, list[tuple[str, bool]]] = {}
        self._missing = self.tr("missing")

    def texts(self, row: int) -> list[tuple[str, bool]] | None:
        """The texts of a row and whether each is grey; None, and the row is fetched, when it is not here yet."""
        known = self._texts.get(row)
        if known is not None:
            return known
        number = row // self.page_rows
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        if row - page.offset >= len(page.rows):
            return []
        if len(self._texts) > KEPT_ROWS:
            self._texts.clear()
        values = page.rows[row - page.offset]
        made = [(self._missing, True) if v is None else (cell_text(v), v is False) for v in values]
        self._texts[row] = made
        return made

    def data(self, index: Any, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        texts = self.texts(index.row())
        text, grey = texts[index.column()] if texts else ("", False)
        return Cell(text, "text3" if grey else "text", small=True) if role == CELL else text


class RowsTable(DataTable):
    """Paints all cells in one pass: a delegate a cell takes 20 times as long, which shows in a large window."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._widths: dict[str, int] = {}
        theme().changed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._widths.clear()

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self.model()
        if not isinstance(model, RowsModel):
            super().paintEvent(event)
            return
        area = event.rect()
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0:
            return
        last = model.rowCount() - 1 if last < 0 else last
        painter = QPainter(self.viewport())
        painter.setFont(theme().font("small"))
        places = self._places(model, area)
        width = self.head.length() - self.head.offset()
        for row in range(first, last + 1):
            self._paint_row(painter, model, row, places, width)
        if self.hasFocus() and self.currentIndex().isValid():
            rect = self.visualRect(self.currentIndex())
            painter.setPen(QPen(theme().color("focus"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _places(self, model: RowsModel, area: QRect) -> list[tuple[int, float, float, bool]]:
        """(section, left, width, right-aligned) of the cells' inner room in the columns to be painted."""
        places = []
        for section, column in enumerate(model.columns):
            left, size = self.columnViewportPosition(section), self.columnWidth(section)
            if left <= area.right() and left + size >= area.left():
                before, after = paddings(section, len(model.columns))
                places.append((section, float(left + before), float(size - before - after), column.right))
        return places

    def _paint_row(self, painter: QPainter, model: RowsModel, row: int, places: list[tuple[int, float, float, bool]],
                   width: int) -> None:  # fmt: skip
        c = theme().color
        top, height = self.rowViewportPosition(row), self.rowHeight(row)
        selected = self.selectionModel().isRowSelected(row, self.rootIndex())
        if selected or row == self.hover_row:
            painter.fillRect(0, top, width, height, c("accent-soft" if selected else "hover"))
        painter.fillRect(0, top + height - 1, width, 1, c("border"))
        texts = model.texts(row)
        if not texts:
            return
        plain, grey_colour = c("text"), c("text3")
        left_flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        right_flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for section, left, room, right in places:
            text, grey = texts[section]
            if self._width(text) > room + 1:
                text = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.setPen(grey_colour if grey else plain)
            painter.drawText(QRectF(left, top, room, height - 1), right_flags if right else left_flags, text)

    def _width(self, text: str) -> int:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > KEPT_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = QFontMetrics(theme().font("small")).horizontalAdvance(text)
        return width
