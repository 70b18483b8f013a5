"""A sparkline: the shape of a short series, 84 x 24."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelyard.ui.theme import theme


def paint_sparkline(painter: QPainter, rect: QRectF, values: Sequence[float]) -> None:
    """Paint a line with a soft fill under it; fewer than two values paint nothing."""
    if len(values) < 2:
        return
    colour = QColor(theme().palette_list("categorical")[0])
    top = max(max(values), 1e-9)
    low = min(0.0, min(values))
    step = (rect.width() - 2) / (len(values) - 1)
    height = rect.height() - 4
    points = [
        QPointF(rect.x() + 1 + i * step, rect.y() + 2 + height * (1 - (v - low) / (top - low)))
        for i, v in enumerate(values)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    soft = QColor(colour)
    soft.setAlphaF(0.12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    floor = rect.bottom()
    painter.drawPolygon(QPolygonF([QPointF(points[0].x(), floor), *points, QPointF(points[-1].x(), floor)]))
    pen = QPen(colour, 1.25)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF(points))
    painter.restore()


class Sparkline(QWidget):
    """The shape of a short series, narrower where room lacks; `name` says what it shows."""

    def __init__(self, values: Sequence[float] = (), name: str = "", parent: QWidget | None = None, *, width: int = 84,
                 height: int = 24) -> None:  # fmt: skip
        super().__init__(parent)
        self.values = list(values)
        self._hint = QSize(width, height)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set(self, values: Sequence[float]) -> None:
        """Change the series."""
        self.values = list(values)
        self.update()

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return QSize(self._hint.width() // 3, self._hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_sparkline(QPainter(self), QRectF(self.rect()), self.values)
