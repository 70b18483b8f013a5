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
        self.chosen: tuple[int, int, int, int] | None = None
        """The cells selected: first and last row, first and last visual column."""
        self.needle = ""
        """The text to highlight, in lower case and with - for the minus."""
        theme().changed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._widths.clear()

    def paint(self, event: QPaintEvent, texts: Callable[[int], Texts | None], rights: Sequence[bool], *,
              hover: int = -1, pinned: int = 0) -> None:  # fmt: skip
        """Paint the rows of the event's area; `texts(row)` is None where they are not known yet.

        What is left of `pinned` pixels shows the first columns, however far the others are scrolled.
        """
        view, area = self._view, event.rect()
        model = view.model()
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        if model is None or first < 0:
            return
        last = model.rowCount() - 1 if last < 0 else last
        painter = QPainter(view.viewport())
        painter.setFont(theme().font("small"))
        scrolled = view.horizontalHeader().offset()
        size = view.viewport().size()
        if pinned:
            painter.save()
            painter.setClipRect(pinned, 0, size.width() - pinned, size.height())
        self._paint_rows(painter, range(first, last + 1), texts, self._places(rights, area), hover)
        if pinned:
            painter.restore()
            painter.save()
            painter.setClipRect(0, 0, pinned, size.height())
            painter.translate(scrolled, 0)  # where the first columns would be, were nothing scrolled
            painter.fillRect(-scrolled, 0, pinned, size.height(), theme().color("surface"))
            places = self._places(rights, QRect(-scrolled, area.y(), pinned, area.height()))
            self._paint_rows(painter, range(first, last + 1), texts, places, hover)
            painter.fillRect(pinned - scrolled - 1, 0, 1, size.height(), theme().color("border-strong"))
            painter.restore()
        if view.hasFocus() and view.currentIndex().isValid():
            rect = view.visualRect(view.currentIndex())
            if rect.right() > pinned:
                rect.setLeft(max(rect.left(), pinned))
            painter.setPen(QPen(theme().color("focus"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def _paint_rows(self, painter: QPainter, rows: range, texts: Callable[[int], Texts | None],
                    places: list[tuple[int, float, float, bool]], hover: int) -> None:  # fmt: skip
        view = self._view
        width, left = view.horizontalHeader().length(), -view.horizontalHeader().offset()
        for row in rows:
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            self._paint_ground(painter, row, QRect(min(0, left), top, width, height), row == hover)
            self._paint_chosen(painter, row, top, height)
            self._paint_texts(painter, texts(row), places, top, height - 1)

    def _paint_chosen(self, painter: QPainter, row: int, top: int, height: int) -> None:
        if self.chosen is None or not self.chosen[0] <= row <= self.chosen[1]:
            return
        head = self._view.horizontalHeader()
        first, last = head.logicalIndex(self.chosen[2]), head.logicalIndex(self.chosen[3])
        left = self._view.columnViewportPosition(first)
        right = self._view.columnViewportPosition(last) + self._view.columnWidth(last)
        painter.fillRect(left, top, right - left, height - 1, theme().color("accent-soft"))

    def _places(self, rights: Sequence[bool], area: QRect) -> list[tuple[int, float, float, bool]]:
        """(section, left, width, right-aligned) of the cells' inner room in the columns to be painted."""
        places = []
        head = self._view.horizontalHeader()
        end = head.count() - head.hiddenSectionCount() - 1
        for section, right in enumerate(rights):
            if head.isSectionHidden(section):
                continue
            visual = head.visualIndex(section)
            left, size = self._view.columnViewportPosition(section), self._view.columnWidth(section)
            if left <= area.right() and left + size >= area.left():
                before = self._edge if visual == 0 else self._pad
                after = self._edge if visual == end else self._pad
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
            if self.needle and not grey:
                self._paint_find(painter, text, QRectF(left, top, room, height), right)
            painter.setPen(grey_colour if grey else plain)
            painter.drawText(QRectF(left, top, room, height), RIGHT if right else LEFT, text)

    def _paint_find(self, painter: QPainter, text: str, room: QRectF, right: bool) -> None:
        """The ground behind a text that was searched for."""
        shown = text.lower().replace("\u2212", "-")
        at = shown.find(self.needle)
        if at < 0:
            if self.needle in ("yes", "no") or len(shown) < 200:
                return
            painter.fillRect(room.adjusted(-2, 4, 2, -4), theme().color("warn-soft"))  # it is in what is cut off
            return
        metrics = painter.fontMetrics()
        start = min(metrics.horizontalAdvance(text[:at]), room.width())
        end = min(metrics.horizontalAdvance(text[: at + len(self.needle)]), room.width())
        x = room.x() + (max(0.0, room.width() - self._width(text)) if right else 0.0)
        painter.fillRect(QRectF(x + start - 1, room.y() + 4, max(4.0, end - start + 2), room.height() - 8),
                         theme().color("warn-soft"))  # fmt: skip

    def _width(self, text: str) -> int:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > KEPT_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = QFontMetrics(theme().font("small")).horizontalAdvance(text)
        return width
