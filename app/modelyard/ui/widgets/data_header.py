"""The head of a data table: column name, histogram, type icon, share of missing values; and the view under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.paged_model import PagedTableModel
from modelyard.ui.widgets.table_paint import CellDelegate, paddings

HEIGHT, BARS = 92, 24
PLAIN_HEIGHT = 30
TYPE_ICONS = {
    ColumnType.BOOLEAN: "bool", ColumnType.INTEGER: "num", ColumnType.NUMBER: "num", ColumnType.TEXT: "text",
    ColumnType.DATE: "date", ColumnType.DATETIME: "date", ColumnType.TIME: "date",
}  # fmt: skip


def type_icon(profile_or_type: ColumnProfile | ColumnType) -> str:
    """The icon of a column's type; text with few values counts as a category."""
    if isinstance(profile_or_type, ColumnProfile):
        few = profile_or_type.type is ColumnType.TEXT and profile_or_type.distinct <= 1000
        return "cat" if few else TYPE_ICONS[profile_or_type.type]
    return TYPE_ICONS[profile_or_type]


def bar_heights(profile: ColumnProfile) -> list[int]:
    """What the small histogram shows: bin counts, or the counts of the most frequent values."""
    if profile.histogram is not None and profile.histogram.counts:
        return list(profile.histogram.counts)
    return [count for _, count in profile.top[:BARS]]


class DataHeader(QHeaderView):
    """Name, histogram, type, missing share for each column; the target in orange."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(44)
        self._profiles: dict[str, ColumnProfile] = {}
        self._targets: set[str] = set()
        self._sorted: dict[str, tuple[int, bool]] = {}
        self.pinned = 0
        """How many columns at the left stay when the others are scrolled sideways."""
        self.plain = False
        """Whether the names stand alone, without profiles below them."""

    # --- pinned columns -----------------------------------------------------------------------------------------
    def pinned_width(self) -> int:
        """The room of the columns that stay; 0 while nothing is scrolled, or where they would leave no room."""
        if not self.pinned or not self.offset():
            return 0
        width = sum(self.sectionSize(self.logicalIndex(i)) for i in range(min(self.pinned, self.count())))
        return width if width < 0.8 * self.viewport().width() else 0

    def _unscrolled(self, event: QMouseEvent) -> QMouseEvent:
        """The event as if nothing were scrolled, when it is over a pinned column."""
        if event.position().x() >= self.pinned_width():
            return event
        place = event.position() - QPointF(self.offset(), 0)
        return QMouseEvent(event.type(), place, event.globalPosition(), event.button(), event.buttons(),
                           event.modifiers())  # fmt: skip

    def section_at(self, place: QPoint) -> int:
        """The column at a place of the viewport, pinned ones included; -1 for none."""
        shift = self.offset() if place.x() < self.pinned_width() else 0
        return self.logicalIndexAt(place - QPoint(shift, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(self._unscrolled(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(self._unscrolled(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(self._unscrolled(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        width = self.pinned_width()
        if not width:
            return
        painter = QPainter(self.viewport())
        painter.setClipRect(0, 0, width, self.height())
        for visual in range(self.pinned):
            section = self.logicalIndex(visual)
            rect = QRect(self.sectionPosition(section), 0, self.sectionSize(section), self.height())
            self.paintSection(painter, rect, section)
        painter.fillRect(width - 1, 0, 1, self.height(), theme().color("border-strong"))

    # --- contents -----------------------------------------------------------------------------------------------
    def set_sort(self, keys: Sequence[tuple[str, bool]]) -> None:
        """Mark the columns rows are sorted by, in their order: (name, descending)."""
        self._sorted = {name: (rank, descending) for rank, (name, descending) in enumerate(keys, 1)}
        self.viewport().update()

    def edge_paddings(self, section: int) -> tuple[int, int]:
        """The room left and right of a column's contents, by the place it is shown at; hidden ones come last."""
        return paddings(self.visualIndex(section), self.count() - self.hiddenSectionCount())

    def set_profiles(self, profiles: Sequence[ColumnProfile], targets: Sequence[str] = ()) -> None:
        """Show these profiles; columns named in `targets` are drawn in the target's colour."""
        self._profiles = {p.name: p for p in profiles}
        self._targets = set(targets)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(PLAIN_HEIGHT if self.plain else HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        c, px = theme().color, theme().px
        painter.save()
        painter.fillRect(rect, c("surface2"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c("border"))
        name = str(self.model().headerData(section, self.orientation()))
        column = getattr(self.model(), "columns", [])[section]
        left, right = self.edge_paddings(section)
        inner = QRectF(rect.x() + left, rect.y(), rect.width() - left - right, rect.height())
        font = theme().font("label")
        painter.setFont(font)
        painter.setPen(c("text"))
        mark = self._paint_sort(painter, inner, name, column.right) if name in self._sorted else 0.0
        shown = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, int(inner.width() - mark))
        painter.setFont(font)
        painter.setPen(c("text"))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        top = QRectF(inner.x(), inner.y(), inner.width(), px(30))
        painter.drawText(top, side | Qt.AlignmentFlag.AlignVCenter, shown)
        profile = self._profiles.get(name)
        if profile is None:
            if not self.plain:
                painter.fillRect(QRectF(inner.x(), inner.y() + px(40), inner.width(), px(10)), c("track"))
        else:
            self._paint_bars(
                painter, QRectF(inner.x(), inner.y() + px(30), inner.width(), px(26)), profile, name in self._targets
            )
            self._paint_facts(painter, QRectF(inner.x(), inner.y() + px(63), inner.width(), px(16)), profile)
        painter.restore()

    def _paint_sort(self, painter: QPainter, inner: QRectF, name: str, right: bool) -> float:
        """The arrow of a sorted column, opposite its name, and its rank among several; returns the room it takes."""
        rank, descending = self._sorted[name]
        text = str(rank) if len(self._sorted) > 1 else ""
        painter.setFont(theme().font("caption"))
        width = 12.0 + (painter.fontMetrics().horizontalAdvance(text) + 1 if text else 0)
        x = inner.x() if right else inner.right() - width
        paint_icon(painter, "arrow-dn" if descending else "arrow-up", "accent-text",
                   QRectF(x, inner.y() + theme().px(15) - 6, 12, 12))  # fmt: skip
        painter.setPen(theme().color("accent-text"))
        painter.drawText(QRectF(x + 13, inner.y(), width, theme().px(30)), Qt.AlignmentFlag.AlignVCenter, text)
        return width + 3

    def _paint_bars(self, painter: QPainter, rect: QRectF, profile: ColumnProfile, target: bool) -> None:
        counts = bar_heights(profile)
        if not counts or not max(counts):
            return
        colour = QColor(theme().palette_list("categorical")[1 if target else 0])
        gap = 1.0 if len(counts) > 3 else 2.0
        step = rect.width() / len(counts)
        top = max(counts)
        for index, count in enumerate(counts):
            height = rect.height() * count / top
            height = max(1.0, height) if count else 0.0
            bar = QRectF(rect.x() + index * step, rect.bottom() - height, max(1.0, step - gap), height)
            painter.fillRect(bar, colour)

    def _paint_facts(self, painter: QPainter, rect: QRectF, profile: ColumnProfile) -> None:
        paint_icon(painter, type_icon(profile), "text3", QRectF(rect.x(), rect.y() + 1, 14, 14))
        if profile.missing:
            share = f"{100 * profile.missing_share:.1f}\u00a0%"
            painter.setFont(theme().font("caption"))
            painter.setPen(theme().color("warn-text"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, share)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.section_at(event.pos())
            name = str(self.model().headerData(section, self.orientation())) if section >= 0 else ""
            profile = self._profiles.get(name)
            QToolTip.showText(event.globalPos(), describe(profile) if profile else name, self)
            return True
        return super().viewportEvent(event)


def describe(profile: ColumnProfile) -> str:
    """A column in a few lines, as its tooltip says it."""
    words = {
        ColumnType.BOOLEAN: "yes or no", ColumnType.INTEGER: "whole number", ColumnType.NUMBER: "number",
        ColumnType.TEXT: "text", ColumnType.DATE: "date", ColumnType.DATETIME: "date and time", ColumnType.TIME: "time",
    }  # fmt: skip
    lines = [f"{profile.name}, {words[profile.type]}"]
    if profile.missing:
        lines.append(f"{profile.missing:,} missing ({100 * profile.missing_share:.1f}\u00a0%)")
    else:
        lines.append("none missing")
    if len(profile.quantiles) >= 3:
        lines.append(f"Middle {profile.quantiles[2]:,.6g}, lowest {profile.minimum:,}, highest {profile.maximum:,}")
    elif profile.text is not None:
        lines.append(f"Longest {profile.text.longest:,} characters, shortest {profile.text.shortest:,}")
    elif profile.middle is not None and profile.type is not ColumnType.BOOLEAN:
        lines.append(f"Middle {profile.middle}, from {profile.minimum} to {profile.maximum}")
    lines.append(f"{profile.distinct:,} different value{'' if profile.distinct == 1 else 's'}")
    return "\n".join(lines)


class DataTable(QTableView):
    """A read-only view of a PagedTableModel: 28 px rows, the data head, smooth scrolling over any length."""

    column_opened = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hover_row = -1
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CellDelegate(self))
        self.head = DataHeader(self)
        self.head.sectionDoubleClicked.connect(self._open_column)
        self.setHorizontalHeader(self.head)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(20)
        vertical.setDefaultSectionSize(theme().px(28))
        theme().changed.connect(self._retheme)

    @Slot()
    def _retheme(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().px(28))
        self.head.updateGeometry()

    def set_model(self, model: PagedTableModel) -> None:
        """Show a model; the former one is disposed of. Columns get a width that fits their name."""
        old = self.model()
        self.setModel(model)
        if isinstance(old, QObject) and old is not model:
            old.deleteLater()
        metrics = QFontMetrics(theme().font("label"))
        for index, column in enumerate(model.columns):
            self.setColumnWidth(index, max(64, min(220, metrics.horizontalAdvance(column.title) + 28)))
        self.setCurrentIndex(QModelIndex())

    def first_row(self) -> int:
        """The first row in view."""
        return max(0, self.rowAt(0))

    def visible_rows(self) -> tuple[int, int]:
        """The first and the last row in view."""
        last = self.rowAt(self.viewport().height() - 1)
        model = self.model()
        return self.first_row(), last if last >= 0 else (model.rowCount() - 1 if model is not None else -1)

    def show_row(self, row: int) -> None:
        """Scroll so that a row is the first in view."""
        self.verticalScrollBar().setValue(row)

    @Slot(int)
    def _open_column(self, section: int) -> None:
        self.column_opened.emit(str(self.model().headerData(section, Qt.Orientation.Horizontal)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point: QPoint = event.position().toPoint()
        row = self.rowAt(point.y())
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover_row = -1
        self.viewport().update()
