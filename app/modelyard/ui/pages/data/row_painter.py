"""Paints the text cells of a table in one pass; a delegate a cell takes some ten times as long."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTableView

from modelyard.ui.theme import theme

KEPT_WIDTHS = 20_000

Texts = Sequence[tuple[str, bool]]
"""A row's texts, and whether each is grey."""
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RowPainter(QObject):
    """Paints 12 px texts with a line below each row; `edge` and `pad` are the room at the table's and cells' sides."""

    def __init__(self, view: QTableView, *, edge: int, pad: int) -> None:
        super().__init__(view)
        self._view, self._edge, self._pad = view, edge, pad
        self._widths: dict[str, int] = {}
        theme().changed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._widths.clear()

    def paint(self, event: QPaintEvent, texts: Callable[[int], Texts | None], rights: Sequence[bool], *,
              hover: int = -1) -> None:  # fmt: skip
        """Paint the rows of the event's area; `texts(row)` is None where they are not known yet."""
        view, area = self._view, event.rect()
        model = view.model()
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        if model is None or first < 0:
            return
        last = model.rowCount() - 1 if last < 0 else last
        painter = QPainter(view.viewport())
        painter.setFont(theme().font("small"))
        places = self._places(rights, area)
        width = view.horizontalHeader().length() - view.horizontalHeader().offset()
        for row in range(first, last + 1):
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            self._paint_ground(painter, row, QRect(0, top, width, height), row == hover)
            self._paint_texts(painter, texts(row), places, top, height - 1)
        if view.hasFocus() and view.currentIndex().isValid():
            rect = view.visualRect(view.currentIndex())
            painter.setPen(QPen(theme().color("focus"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _places(self, rights: Sequence[bool], area: QRect) -> list[tuple[int, float, float, bool]]:
        """(section, left, width, right-aligned) of the cells' inner room in the columns to be painted."""
        places = []
        for section, right in enumerate(rights):
            left, size = self._view.columnViewportPosition(section), self._view.columnWidth(section)
            if left <= area.right() and left + size >= area.left():
                before = self._edge if section == 0 else self._pad
                after = self._edge if section == len(rights) - 1 else self._pad
                places.append((section, float(left + before), float(size - before - after), right))
        return places

    def _paint_ground(self, painter: QPainter, row: int, rect: QRect, hovered: bool) -> None:
        selected = self._view.selectionModel().isRowSelected(row, self._view.rootIndex())
        if selected or hovered:
            painter.fillRect(rect, theme().color("accent-soft" if selected else "hover"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme().color("border"))

    def _paint_texts(self, painter: QPainter, texts: Texts | None, places: list[tuple[int, float, float, bool]],
                     top: int, height: int) -> None:  # fmt: skip
        if not texts:
            return
        plain, grey_colour = theme().color("text"), theme().color("text3")
        for section, left, room, right in places:
            text, grey = texts[section]
            if self._width(text) > room + 1:
                text = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, int(room))
            painter.setPen(grey_colour if grey else plain)
            painter.drawText(QRectF(left, top, room, height), RIGHT if right else LEFT, text)

    def _width(self, text: str) -> int:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > KEPT_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = QFontMetrics(theme().font("small")).horizontalAdvance(text)
        return width
