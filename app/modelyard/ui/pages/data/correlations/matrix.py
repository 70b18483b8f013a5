"""A matrix of correlations that stays readable with hundreds of columns: names stay in view, cells scroll."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from modelyard.charts.style import on_fill
from modelyard.domain.data.correlations import Correlations, Measure, Pair
from modelyard.ui.theme import theme

CELL, LEAST_CELL, MOST_CELL = 34, 18, 52
WITH_FIGURE = 30
LABELS = 132


def fill(value: float) -> str:
    """The colour of a correlation from -1 to 1: the palette for differences, interpolated, blue for above zero."""
    stops = theme().palette_list("diverging")[::-1]
    place = (max(-1.0, min(1.0, value)) + 1) / 2 * (len(stops) - 1)
    low = min(int(place), len(stops) - 2)
    a, b, t = QColor(stops[low]), QColor(stops[low + 1]), place - low
    parts = [round(x + (y - x) * t) for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))]
    return QColor(*parts).name()


class MatrixView(QAbstractScrollArea):
    """Cells of all pairs, columns in the strongest pairs first. `picked` carries (row name, column name), `said` what
    the current cell says."""

    picked = Signal(object)
    said = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrix")
        self.setAccessibleName(self.tr("Correlations of all pairs of columns"))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.names: list[str] = []
        self._places: list[int] = []
        self._pairs: dict[tuple[int, int], Pair] = {}
        self._measure = Measure.AUTO
        self.current: tuple[int, int] | None = None
        self._cell = CELL
        theme().changed.connect(self.viewport().update)

    # --- contents -----------------------------------------------------------------------------------------------
    def show_correlations(self, found: Correlations | None, measure: Measure) -> None:
        """Show the columns that the measure applies to."""
        self._measure = measure
        self._places = list(found.measured(measure)) if found else []
        self.names = [found.columns[p] for p in self._places] if found else []
        self._pairs = {(p.first, p.second): p for p in found.pairs} if found else {}
        self.current = None
        self._measure_area()
        self.viewport().update()

    def pair(self, row: int, column: int) -> Pair | None:
        """The pair in a cell; None on the diagonal."""
        a, b = self._places[row], self._places[column]
        return self._pairs.get((min(a, b), max(a, b)))

    def text_of(self, row: int, column: int) -> str:
        """What a cell says: both names, the value with its measure, and over how many rows."""
        if row == column:
            return self.names[row]
        pair = self.pair(row, column)
        value = pair.value(self._measure) if pair else None
        if pair is None or value is None:
            return self.tr("{a} and {b}: not measured").format(a=self.names[row], b=self.names[column])
        text = self.tr("{a} and {b}: {value}, {measure}, {n} rows")
        return text.format(a=self.names[row], b=self.names[column], value=_figure(value, 3),
                           measure=measure_name(pair, self._measure), n=f"{pair.rows:,}")  # fmt: skip

    def select(self, first: str, second: str) -> None:
        """Make a pair's cell current and bring it into view."""
        if first in self.names and second in self.names:
            self.current = self.names.index(first), self.names.index(second)
            text = self.text_of(*self.current)
            self.setAccessibleDescription(text)
            self.said.emit(text)
            self._reveal()
            self.viewport().update()

    # --- geometry -----------------------------------------------------------------------------------------------
    def _left(self) -> int:
        metrics = QFontMetrics(theme().font("small"))
        widest = max((metrics.horizontalAdvance(n) for n in self.names), default=0)
        return min(theme().px(LABELS), widest + 12)

    def _top(self) -> int:
        return self._left() + 4

    def _measure_area(self) -> None:
        room = min(self.viewport().width(), self.viewport().height()) - self._left()
        count = max(len(self.names), 1)
        self._cell = max(theme().px(LEAST_CELL), min(theme().px(MOST_CELL), room // count))
        for bar, size in ((self.horizontalScrollBar(), self.viewport().width() - self._left()),
                          (self.verticalScrollBar(), self.viewport().height() - self._top())):  # fmt: skip
            bar.setRange(0, max(0, count * self._cell - max(size, 1)))
            bar.setPageStep(max(size, 1))
            bar.setSingleStep(self._cell)

    def _cell_at(self, point: QPoint) -> tuple[int, int] | None:
        x, y = point.x() - self._left(), point.y() - self._top()
        if x < 0 or y < 0 or not self.names:
            return None
        column = (x + self.horizontalScrollBar().value()) // self._cell
        row = (y + self.verticalScrollBar().value()) // self._cell
        return (row, column) if row < len(self.names) and column < len(self.names) else None

    def _reveal(self) -> None:
        if self.current is None:
            return
        for bar, place, room in (
            (self.verticalScrollBar(), self.current[0], self.viewport().height() - self._top()),
            (self.horizontalScrollBar(), self.current[1], self.viewport().width() - self._left()),
        ):
            low, high = place * self._cell, (place + 1) * self._cell
            if low < bar.value():
                bar.setValue(low)
            elif high > bar.value() + room:
                bar.setValue(high - room)

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure_area()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    # --- painting -----------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().color("surface"))
        if not self.names:
            return
        left, top, cell = self._left(), self._top(), self._cell
        over, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        rows = self._visible(down, self.viewport().height() - top)
        columns = self._visible(over, self.viewport().width() - left)
        painter.save()
        painter.setClipRect(left, top, self.viewport().width() - left, self.viewport().height() - top)
        painter.setFont(theme().font("caption"))
        for row in rows:
            for column in columns:
                rect = QRectF(left + column * cell - over, top + row * cell - down, cell, cell)
                self._paint_cell(painter, rect.adjusted(0, 0, -1, -1), row, column)
        if self.current is not None:
            row, column = self.current
            frame = QRectF(left + column * cell - over, top + row * cell - down, cell - 1, cell - 1)
            painter.setPen(QPen(theme().color("focus" if self.hasFocus() else "text"), 2))
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.restore()
        self._paint_names(painter, rows, columns, left, top, over, down)

    def _visible(self, offset: int, room: int) -> Sequence[int]:
        first = offset // self._cell
        return range(first, min(len(self.names), first + room // self._cell + 2))

    def _paint_cell(self, painter: QPainter, rect: QRectF, row: int, column: int) -> None:
        if row == column:
            painter.fillRect(rect, theme().color("surface2"))
            return
        pair = self.pair(row, column)
        value = pair.value(self._measure) if pair is not None else None
        if value is None:
            painter.setPen(QPen(theme().color("border"), 1))
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        colour = fill(value)
        painter.fillRect(rect, QColor(colour))
        if self._cell >= theme().px(WITH_FIGURE):
            painter.setPen(QColor(on_fill(colour.upper())))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _figure(value, 2, short=True))

    def _paint_names(self, painter: QPainter, rows: Sequence[int], columns: Sequence[int], left: int, top: int,
                     over: int, down: int) -> None:  # fmt: skip
        painter.setFont(theme().font("small"))
        metrics = QFontMetrics(theme().font("small"))
        elide = Qt.TextElideMode.ElideMiddle
        lit = self.current or (-1, -1)
        painter.save()
        painter.setClipRect(0, top, left, self.viewport().height() - top)
        for row in rows:
            painter.setPen(theme().color("text" if row == lit[0] else "text2"))
            rect = QRectF(0, top + row * self._cell - down, left - 8, self._cell)
            text = metrics.elidedText(self.names[row], elide, left - 8)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
        painter.setClipRect(left, 0, self.viewport().width() - left, top)
        for column in columns:
            painter.setPen(theme().color("text" if column == lit[1] else "text2"))
            painter.save()
            painter.translate(left + column * self._cell - over + self._cell / 2, top - 6)
            painter.rotate(-90)
            text = metrics.elidedText(self.names[column], elide, top - 8)
            painter.drawText(QRectF(0, -self._cell / 2, top - 8, self._cell), Qt.AlignmentFlag.AlignVCenter, text)
            painter.restore()
        painter.setClipping(False)

    # --- mouse and keys -----------------------------------------------------------------------------------------
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), self.text_of(*cell) if cell else "", self)
            return True
        return bool(super().viewportEvent(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().toPoint())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = moves.get(Qt.Key(event.key()))
        if step is None or not self.names:
            super().keyPressEvent(event)
            return
        row, column = self.current or (0, 0)
        last = len(self.names) - 1
        self._choose(max(0, min(last, row + step[0])), max(0, min(last, column + step[1])))

    def _choose(self, row: int, column: int) -> None:
        self.current = row, column
        text = self.text_of(row, column)
        self.setAccessibleDescription(text)
        self.said.emit(text)
        self._reveal()
        self.viewport().update()
        if row != column:
            self.picked.emit((self.names[row], self.names[column]))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def _figure(value: float, digits: int, *, short: bool = False) -> str:
    text = f"{abs(value):.{digits}f}"
    if short and text.startswith("0."):
        text = text[1:]
    return f"\u2212{text}" if value < 0 and float(f"{abs(value):.{digits}f}") else text


def figure(value: float) -> str:
    """A correlation with three digits and a true minus."""
    return _figure(value, 3)


def measure_name(pair: Pair, measure: Measure) -> str:
    """What a pair's value is called."""
    if measure is Measure.AUTO:
        ratio = pair.ratio is not None
        measure = Measure.RATIO if ratio else Measure.CRAMERS_V if pair.cramers_v is not None else Measure.PEARSON
    return {
        Measure.PEARSON: "Pearson",
        Measure.SPEARMAN: "Spearman",
        Measure.CRAMERS_V: "Cramér\u2019s V",
        Measure.RATIO: QCoreApplication.translate("MatrixView", "correlation ratio"),
    }[measure]
