"""What the window shows while files are dragged over it: a dashed accent frame and what dropping does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme


class DropOverlay(QWidget):
    """Covers the window while a drag is over it; lets every event through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_for(self, count: int) -> None:
        """Say how many files would be imported."""
        one = self.tr("Drop to import 1 file")
        self.text = one if count == 1 else self.tr("Drop to import {n} files").format(n=count)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme().color
        painter.fillRect(self.rect(), c("scrim"))
        painter.setPen(QPen(c("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(12, 12, -12, -12), 8, 8)
        font = theme().font("panel")
        width = QFontMetrics(font).horizontalAdvance(self.text) + 80
        box = QRectF((self.width() - width) / 2, self.height() / 2 - 32, width, 64)
        painter.setPen(QPen(c("accent"), 1))
        painter.setBrush(c("surface"))
        painter.drawRoundedRect(box, 8, 8)
        paint_icon(painter, "import", "accent-text", QRectF(box.x() + 20, box.center().y() - 10, 20, 20))
        painter.setFont(font)
        painter.setPen(c("text"))
        painter.drawText(box.adjusted(52, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text)
