"""How parallel coordinates are painted; many lines in portions, so that the window never waits."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from modelyard.charts.parallel import Parallels, slopes
from modelyard.ui.theme import theme


def line_path(places: Sequence[float], area: QRectF) -> QPainterPath:
    """A line over equally spaced axes that fill `area`, as smooth curves."""
    gap = area.width() / max(len(places) - 1, 1)
    tangents = slopes(places)

    def at(x: float, place: float) -> QPointF:
        return QPointF(area.left() + x * gap, area.bottom() - place * area.height())

    path = QPainterPath(at(0, places[0]))
    for i in range(len(places) - 1):
        first, second = places[i] + tangents[i] / 3, places[i + 1] - tangents[i + 1] / 3
        path.cubicTo(at(i + 1 / 3, first), at(i + 2 / 3, second), at(i + 1, places[i + 1]))
    return path


class LineLayer:
    """A transparent picture that fills with lines; what it shows is known by `key`."""

    def __init__(self) -> None:
        self.key: object = None
        self.pixmap = QPixmap()
        self._rest: Iterator[QPainterPath] = iter(())
        self._pen = QPen()
        self.done = True

    def start(
        self, key: object, picture: QPixmap, places: Sequence[Sequence[float]], area: QRectF, colour: QColor
    ) -> None:
        """Begin anew on an empty picture."""
        self.key, self.pixmap = key, picture
        self.pixmap.fill(Qt.GlobalColor.transparent)
        self._rest = (line_path(p, area) for p in places)
        self._pen = QPen(colour, 1)  # Qt strokes this width fastest
        self.done = False

    def paint_some(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> None:
        """Paint lines for so long at most."""
        if self.done:
            return
        end = clock() + seconds
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._pen)
        while clock() < end:
            path = next(self._rest, None)
            if path is None:
                self.done = True
                break
            painter.drawPath(path)
        painter.end()


def axis_x(data: Parallels, area: QRectF, axis: int) -> float:
    """Where an axis stands, in px."""
    return area.left() + axis * area.width() / max(len(data.axes) - 1, 1)


def paint_axes(painter: QPainter, data: Parallels, area: QRectF, current: int, width: int) -> None:
    """The axes with titles and labels; `current` is the one the keyboard is at, or -1."""
    gap = area.width() / max(len(data.axes) - 1, 1)
    for i in range(len(data.axes)):
        x = axis_x(data, area, i)
        painter.setPen(QPen(theme().color("focus" if i == current else "border-strong"), 2 if i == current else 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(theme().color("text2"))
        painter.setFont(theme().font("caption", 500))
        room = min(gap - 6, 2 * min(x, width - x) - 4)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        painter.drawText(QRectF(x - room / 2, 4, room, area.top() - theme().px(28)), flags, data.title(i))
        _paint_labels(painter, data, area, i, gap)


def _paint_labels(painter: QPainter, data: Parallels, area: QRectF, axis: int, gap: float) -> None:
    """Numbers above and below their axis, categories beside it, as many as fit."""
    painter.setFont(theme().font("caption"))
    painter.setPen(theme().color("text3"))
    metrics, x, high = painter.fontMetrics(), axis_x(data, area, axis), theme().px(16)
    beside, last = bool(data.scales[axis].names), float("inf")
    for place, text in sorted(data.labels(axis)):
        y = area.bottom() - place * area.height()
        if beside:
            if last - y < high - 2:
                continue
            last, room = y, (x - 10 if axis == 0 else gap / 2)
            box, flags = QRectF(x - 8 - room, y - high / 2, room, high), Qt.AlignmentFlag.AlignRight
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
        else:
            top = y + 4 if place < 0.5 else y - high - 4
            box, flags = QRectF(x - gap / 2, top, gap, high), Qt.AlignmentFlag.AlignHCenter
        painter.drawText(box, flags | Qt.AlignmentFlag.AlignVCenter, text)


def paint_line(painter: QPainter, places: Sequence[float], area: QRectF, colour: QColor) -> None:
    """One line with a mark on every axis."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2))
    painter.drawPath(line_path(places, area))
    painter.setBrush(colour)
    painter.setPen(QPen(theme().color("surface"), 1.5))
    for i, place in enumerate(places):
        x = area.left() + i * area.width() / max(len(places) - 1, 1)
        painter.drawEllipse(QPointF(x, area.bottom() - place * area.height()), 3.5, 3.5)


def paint_ranges(painter: QPainter, data: Parallels, area: QRectF, ranges: Mapping[int, tuple[float, float]]) -> None:
    """The chosen ranges as boxes on their axes."""
    fill = QColor(theme().color("accent"))
    fill.setAlphaF(0.2)
    painter.setBrush(fill)
    painter.setPen(QPen(theme().color("accent"), 1.5))
    for axis, (low, high) in ranges.items():
        top = area.bottom() - high * area.height()
        painter.drawRect(QRectF(axis_x(data, area, axis) - 6, top, 12, (high - low) * area.height()))
