"""Things that follow each other in time (versions): rows with a circle each, joined by the 2 px line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import paint_tag, tag_width
from modelyard.ui.widgets.row_column import RowButton, RowColumn


@dataclass(frozen=True)
class RailRow:
    """A row: title in bold with `note` beside it and tags, up to two lines below, up to three texts at the right.

    `dot` is a colour token for a filled circle, or "" for an open one. `right` items are (text, tone, icon).
    """

    key: str
    title: str
    note: str = ""
    tags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    right: tuple[tuple[str, str, str], ...] = ()
    dot: str = ""


def _step() -> int:
    """The height of a line of text."""
    return theme().px(19)


class _Item(RowButton):
    def __init__(self, row: RailRow, first: bool, last: bool, line: bool) -> None:
        super().__init__(row)
        self.first, self.last, self.line = first, last, line
        self.setText(row.title)
        self.setAccessibleName(f"{row.title} {row.note}".strip())
        self.setAccessibleDescription(", ".join((*row.tags, *row.lines, *(t for t, _, _ in row.right))))

    def sizeHint(self) -> QSize:
        lines = max(1 + len(self.row.lines), len(self.row.right))
        return QSize(160, _step() * lines + (28 if self.line else 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, row = theme().color, self.row
        if self.isChecked() or self.underMouse():
            painter.fillRect(self.rect(), c("accent-soft" if self.isChecked() else "hover"))
        if self.line:
            painter.fillRect(0, self.height() - 1, self.width(), 1, c("border"))
        top = 14.0 if self.line else 9.0
        centre = top + (_step() + 1) / 2
        if not self.first:
            painter.fillRect(QRectF(19, 0, 2, centre - 6), c("border-strong"))
        if not self.last:
            painter.fillRect(QRectF(19, centre + 6, 2, self.height() - centre - 6), c("border-strong"))
        painter.setPen(Qt.PenStyle.NoPen if row.dot else QPen(c("control"), 2))
        painter.setBrush(c(row.dot) if row.dot else c("surface"))
        inset = 0.0 if row.dot else 1.0
        painter.drawEllipse(QRectF(14, centre - 6, 12, 12).adjusted(inset, inset, -inset, -inset))
        right = self._paint_right(painter, top)
        self._paint_left(painter, top, right)

    def _paint_right(self, painter: QPainter, top: float) -> float:
        widest = 0.0
        for index, (text, tone, icon) in enumerate(self.row.right):
            font = theme().font("strong" if index == 0 and tone == "text" else "small")
            width = QFontMetrics(font).horizontalAdvance(text)
            x = self.width() - 14 - width
            y = top + _step() * index
            painter.setFont(font)
            painter.setPen(theme().color(tone))
            painter.drawText(QRectF(x, y, width + 1, _step() + 1), Qt.AlignmentFlag.AlignVCenter, text)
            if icon:
                paint_icon(painter, icon, tone, QRectF(x - 20, y + 3, 14, 14))
                width += 20
            widest = max(widest, width)
        return self.width() - 14 - widest - 8

    def _paint_left(self, painter: QPainter, top: float, right: float) -> None:
        x = 38.0
        font = theme().font("strong")
        width = QFontMetrics(font).horizontalAdvance(self.row.title)
        painter.setFont(font)
        painter.setPen(theme().color("text"))
        painter.drawText(QRectF(x, top, width + 1, _step() + 1), Qt.AlignmentFlag.AlignVCenter, self.row.title)
        x += width + 8
        for tag in self.row.tags:
            if x + tag_width(tag) > right:
                break
            x += paint_tag(painter, x, top + (_step() + 1) / 2, tag) + 6
        self.paint_line(painter, self.row.note, "body", "text", QRectF(x, top, right - x, _step() + 1))
        for index, text in enumerate(self.row.lines):
            role, tone = ("body", "text2") if index == 0 and self.line else ("small", "text3" if index else "text2")
            self.paint_line(
                painter, text, role, tone, QRectF(38, top + _step() * (index + 1) + 1, right - 38, _step() - 1)
            )


class RailList(RowColumn):
    """Rows joined by the line, newest first; one is chosen; `chosen` carries the key, `menu_wanted` (key, place)."""

    menu_wanted = Signal(str, QPoint)

    def __init__(self, name: str, parent: QWidget | None = None, *, lines: bool = False) -> None:
        super().__init__(lambda row, place, count: _Item(row, place == 0, place == count - 1, lines), parent)
        self.setAccessibleName(name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.childAt(event.pos())
        if isinstance(item, _Item):
            self.menu_wanted.emit(item.row.key, event.globalPos())
