"""A probability as a bar from 0 to 1, with a mark at the threshold from which it counts as yes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.progress import paint_bar


class ProbabilityBar(QWidget):
    """10 px bar, threshold mark, and 0, threshold, 1 below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.value, self.threshold = 0.0, 0.5
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, value: float, threshold: float) -> None:
        """Show a probability; texts for who cannot see it go along."""
        self.value, self.threshold = value, threshold
        text = self.tr("Probability {p}, threshold {t}").format(p=f"{value:.3f}", t=f"{threshold:.2f}")
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme().px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        bar = QRectF(0, 6, self.width(), 10)
        paint_bar(painter, bar, self.value)
        x = round(min(max(self.threshold, 0.0), 1.0) * (self.width() - 2))
        painter.fillRect(QRectF(x, 0, 2, 18), theme().color("text"))
        painter.setPen(theme().color("text3"))
        painter.setFont(theme().font("small"))
        below = QRectF(0, 20, self.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "1")
        text = self.tr("threshold {t}").format(t=f"{self.threshold:.2f}")
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = min(max(18.0, x - width / 2), self.width() - 18.0 - width)
        painter.drawText(QRectF(left, 20, width, 18), Qt.AlignmentFlag.AlignCenter, text)
