"""Parallel coordinates: every run a line across axes, ranges dragged on the axes choose among them."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from modelyard.charts import Chart, make
from modelyard.charts.parallel import ParallelAxis, ParallelLine, Parallels, height_at, line_alpha
from modelyard.charts.style import series_color
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chart_view import ChartView, Submit
from modelyard.ui.widgets.parallel_paint import LineLayer, axis_x, paint_axes, paint_line, paint_ranges

# How near the pointer must be to an axis, to an end of a range and to a line, in px
NEAR_AXIS, NEAR_END, NEAR_LINE = 14, 5, 5
# A range is at least so wide; narrower, it is a click that clears it
LEAST = 0.012
KEY_STEP = 0.02
# Painting of grey lines: so long with the first picture, then in portions, in seconds
FIRST, PORTION = 0.02, 0.012
# While lines are painted, the picture is shown so often, in seconds
SHOW_EVERY = 0.15


class _Exports(ChartView):
    """The chart's menu for the picture that the window painted itself."""

    def copy(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            QGuiApplication.clipboard().setPixmap(parent.grab())


class ParallelCoordinates(QWidget):
    """Lines across axes. Dragging on an axis chooses a range; ranges of several axes hold together.

    `brushed` carries the ids (frozenset) of the lines inside all ranges, every id without one. `picked` carries the id
    of a line that was clicked. Double click or Esc clears. Keys: left and right go between axes, up and down move the
    axis's range or begin one, with Shift they move its upper end, Delete clears it. The menu saves and copies.
    """

    brushed = Signal(object)
    picked = Signal(object)
    failed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, submit: Submit | None = None) -> None:
        super().__init__(parent)
        self._data = Parallels((), ())
        self._order: list[int] = []
        self._version = 0
        self.ranges: dict[int, tuple[float, float]] = {}
        self._inside: list[int] = []
        self._axis = 0
        self._hover = -1
        self._drag: tuple[int, float, str, tuple[float, float]] | None = None
        self._back, self._front = LineLayer(), LineLayer()
        self._shown = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._paint_more)
        self._exports = _Exports(self, submit=submit)
        self._exports.hide()
        self._exports.failed.connect(self.failed)
        self.setAccessibleName(name)
        self.setMinimumSize(240, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        theme().changed.connect(self.update)

    # --- what pages use ---------------------------------------------------------------------------------------------
    def set_data(self, axes: Sequence[ParallelAxis], lines: Sequence[ParallelLine]) -> None:
        """Show other runs; ranges of axes that are still there stay."""
        self.show_parallels(Parallels(axes, lines))

    def show_parallels(self, data: Parallels) -> None:
        """The same for lines that were placed already, as a worker does for thousands of runs."""
        kept = {self._data.axes[i].key: ends for i, ends in self.ranges.items()}
        axes, self._data = data.axes, data
        self._order = list(range(len(data.lines)))
        random.Random(0).shuffle(self._order)  # what is painted first is a fair sample
        self._version += 1
        self._axis, self._hover, self._drag = min(self._axis, max(len(axes) - 1, 0)), -1, None
        self.ranges = {i: kept[axis.key] for i, axis in enumerate(axes) if axis.key in kept}
        self._changed(tell=bool(self.ranges))

    def set_range(self, key: str, low: float, high: float) -> None:
        """Choose a range on an axis by its key; both ends are places from 0, the bottom, to 1."""
        axis = next(i for i, a in enumerate(self._data.axes) if a.key == key)
        self._set(axis, (low, high))

    def clear(self) -> None:
        """Forget all ranges."""
        if self.ranges:
            self.ranges = {}
            self._changed()

    def inside(self) -> frozenset[Any]:
        """The ids of the lines inside all ranges."""
        return frozenset(self._data.lines[i].key for i in self._inside)

    def range_text(self) -> str:
        """The ranges as people read them; empty without one."""
        return "; ".join(self._data.range_text(i, *ends) for i, ends in sorted(self.ranges.items()))

    def chart(self) -> Chart:
        """The same as a chart, for files and reports."""
        return make("parallel", self.accessibleName(), self._data.axes, self._data.lines, dict(self.ranges))

    @property
    def painting(self) -> bool:
        """Whether lines are still being painted."""
        return not (self._back.done and self._front.done)

    # --- ranges -----------------------------------------------------------------------------------------------------
    def _set(self, axis: int, ends: tuple[float, float] | None) -> None:
        """Change the range of an axis; None clears it."""
        if ends is None:
            if self.ranges.pop(axis, None) is None:
                return
        else:
            low, high = max(0.0, min(ends)), min(1.0, max(ends))
            if self.ranges.get(axis) == (low, high):
                return
            self.ranges[axis] = (low, high)
        self._changed()

    def _changed(self, tell: bool = True) -> None:
        self._inside = self._data.inside(self.ranges)
        self._describe()
        self.update()
        if tell:
            self.brushed.emit(self.inside())

    def _describe(self) -> None:
        parts = [self.tr("{0} runs").format(f"{len(self._data.lines):,}")]
        if self.ranges:
            count = f"{len(self._inside):,}"
            parts.append(self.tr("{0} inside {1}").format(count, self.range_text()))
        if self.hasFocus() and self._data.axes:
            parts.append(self.tr("axis {0}").format(self._data.axes[self._axis].title))
        self.setAccessibleDescription(". ".join(parts) + ".")

    # --- where things are -------------------------------------------------------------------------------------------
    def area(self) -> QRectF:
        """The rectangle between the first and the last axis."""
        left, right = theme().px(34), theme().px(40)
        if self._data.axes and self._data.scales[0].names:
            metrics = QFontMetricsF(theme().font("caption"))
            wide = max(metrics.horizontalAdvance(text) for _, text in self._data.labels(0)) + 14
            left = max(left, round(min(wide, self.width() * 0.25)))
        top, bottom = theme().px(60), theme().px(26)
        return QRectF(left, top, max(self.width() - left - right, 8), max(self.height() - top - bottom, 8))

    def _place(self, y: float) -> float:
        area = self.area()
        return min(1.0, max(0.0, (area.bottom() - y) / area.height()))

    def _axis_near(self, point: QPointF) -> int:
        """The axis under the pointer; -1 for none."""
        area = self.area()
        if not area.top() - 8 <= point.y() <= area.bottom() + 8:
            return -1
        return next(
            (i for i in range(len(self._data.axes)) if abs(axis_x(self._data, area, i) - point.x()) <= NEAR_AXIS), -1
        )

    def line_near(self, point: QPointF) -> int:
        """The place of the line under the pointer, a chosen one before others; -1 for none."""
        area, count = self.area(), len(self._data.axes)
        if count < 2 or not area.adjusted(0, -4, 0, 4).contains(point):
            return -1
        across = (point.x() - area.left()) / area.width() * (count - 1)
        gap = min(int(across), count - 2)
        here, reach = (area.bottom() - point.y()) / area.height(), NEAR_LINE / area.height()
        best, least = -1, reach
        for i in self._inside:
            places = self._data.places[i]
            a, b = places[gap], places[gap + 1]
            if min(a, b) - reach <= here <= max(a, b) + reach:  # a smooth line never leaves its values
                away = abs(height_at(places, gap, across - gap) - here)
                away -= reach / 2 if self._data.lines[i].colour is not None else 0.0
                if away < least:
                    best, least = i, away
        return best

    # --- painting ---------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(theme().px(700), theme().px(300))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._data.axes) < 2 or not self._data.lines:
            painter.setPen(theme().color("text3"))
            painter.setFont(theme().font("small"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No runs to show"))
            return
        self._layers(painter)
        area, data = self.area(), self._data
        paint_axes(painter, data, area, self._axis if self.hasFocus() else -1, self.width())
        for places, line in zip(data.places, data.lines, strict=True):
            if line.colour is not None:
                paint_line(painter, places, area, QColor(series_color(theme().name, line.colour, 0)))
        if self._hover >= 0 and data.lines[self._hover].colour is None:
            paint_line(painter, data.places[self._hover], area, theme().color("text"))
        paint_ranges(painter, data, area, self.ranges)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _layers(self, painter: QPainter) -> None:
        """The grey lines: those inside, and behind them all others, faint. What is ready is shown."""
        look = (self._version, self.size(), theme().name, theme().scale, self.devicePixelRatioF())
        ranges = tuple(sorted(self.ranges.items()))
        if self._back.key != (look, bool(ranges)):
            self._begin(self._back, (look, bool(ranges)), range(len(self._order)) if ranges else (), "border")
        if self._front.key != (look, ranges):
            self._begin(self._front, (look, ranges), self._inside, "control" if ranges else "border-strong")
        painter.drawPixmap(0, 0, self._back.pixmap)
        painter.drawPixmap(0, 0, self._front.pixmap)
        if self.painting and not self._timer.isActive():
            self._timer.start()

    def _begin(self, layer: LineLayer, key: object, lines: Sequence[int], token: str) -> None:
        """Paint a layer anew: what fits into the first portion at once."""
        wanted, data = set(lines), self._data
        shown = [data.places[i] for i in self._order if i in wanted and data.lines[i].colour is None]
        colour = QColor(theme().color(token))
        colour.setAlphaF(line_alpha(len(self._order)))
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        layer.start(key, picture, shown, self.area(), colour)
        layer.paint_some(FIRST)
        self._shown = time.perf_counter()

    @Slot()
    def _paint_more(self) -> None:
        layer = self._front if not self._front.done else self._back
        layer.paint_some(PORTION)
        if not self.painting:
            self._timer.stop()
        if not self.painting or time.perf_counter() - self._shown > SHOW_EVERY:
            self._shown = time.perf_counter()
            self.update()

    # --- mouse ------------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return super().mousePressEvent(event)
        axis = self._axis_near(event.position())
        if axis < 0:
            line = self.line_near(event.position())
            if line >= 0:
                self.picked.emit(self._data.lines[line].key)
            return None
        self._axis = axis
        at, ends = self._place(event.position().y()), self.ranges.get(axis)
        reach = NEAR_END / self.area().height()
        if ends is not None and abs(at - ends[1]) <= reach:
            self._drag = (axis, ends[0], "end", ends)
        elif ends is not None and abs(at - ends[0]) <= reach:
            self._drag = (axis, ends[1], "end", ends)
        elif ends is not None and ends[0] < at < ends[1]:
            self._drag = (axis, at, "move", ends)
        else:
            self._drag = (axis, at, "new", (at, at))
        self.update()
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            axis, start, kind, ends = self._drag
            at = self._place(event.position().y())
            if kind == "move":
                shift = min(max(at - start, -ends[0]), 1 - ends[1])
                self._set(axis, (ends[0] + shift, ends[1] + shift))
            elif kind == "end" or abs(at - start) > LEAST:
                self._set(axis, (start, at))
            QToolTip.showText(event.globalPosition().toPoint(), self._drag_text(axis), self)
            return
        axis = self._axis_near(event.position())
        self.setCursor(Qt.CursorShape.SizeVerCursor if axis >= 0 else Qt.CursorShape.ArrowCursor)
        hover = self.line_near(event.position())
        if hover != self._hover:
            self._hover = hover
            self.update()
        if hover >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), self._data.lines[hover].name, self)
        else:
            QToolTip.hideText()

    def _drag_text(self, axis: int) -> str:
        return self._data.range_text(axis, *self.ranges[axis]) if axis in self.ranges else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None:
            axis, start, kind, _ = self._drag
            self._drag = None
            low, high = self.ranges.get(axis, (0.0, 1.0))
            if high - low <= LEAST or (kind == "new" and abs(self._place(event.position().y()) - start) <= LEAST):
                self._set(axis, None)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.clear()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu(event.globalPos())

    def _menu(self, at: QPoint) -> None:
        self._exports.set_chart(self.chart())
        self._exports.resize(self.size())
        menu = self._exports.build_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    # --- keyboard ---------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = event.key(), len(self._data.axes) - 1
        if key == Qt.Key.Key_Escape and self.ranges:
            self.clear()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and last > 0:
            self._axis = min(last, max(0, self._axis + (1 if key == Qt.Key.Key_Right else -1)))
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and last > 0:
            wide = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._step(KEY_STEP if key == Qt.Key.Key_Up else -KEY_STEP, wide)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._axis in self.ranges:
            self._set(self._axis, None)
        elif key == Qt.Key.Key_Menu:
            self._menu(self.mapToGlobal(self.rect().center()))
        else:
            super().keyPressEvent(event)

    def _step(self, by: float, end_only: bool) -> None:
        """Move the current axis's range or its upper end; without one, begin with the quarter the key points to."""
        ends = self.ranges.get(self._axis)
        if ends is None:
            self._set(self._axis, (0.75, 1.0) if by > 0 else (0.0, 0.25))
        elif end_only:
            self._set(self._axis, (ends[0], max(ends[0] + KEY_STEP, min(1.0, ends[1] + by))))
        else:
            shift = min(max(by, -ends[0]), 1 - ends[1])
            self._set(self._axis, (ends[0] + shift, ends[1] + shift))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._describe()
        self.update()
