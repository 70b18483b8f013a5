"""The steps in their order: icon, name, summary, and what each did. Moved by drag or by Alt and arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme

ROW = 46


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row: the input or a step. `effect` stands at the right; `fault` says why it cannot be done."""

    text: str
    fact: str
    icon: str
    effect: str = ""
    fault: str = ""
    off: bool = False
    tip: str = ""


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, theme().px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, StepRow):
            return
        c, rect = theme().color, QRectF(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, c("accent-soft" if chosen else "hover"))
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), c("border"))
        middle, left, right = rect.center().y(), rect.x() + 14, rect.right() - 12
        tone = "bad" if row.fault else "disabled" if row.off else "accent-text" if chosen else "text2"
        paint_icon(painter, "error" if row.fault else row.icon, tone, QRectF(left, middle - 8, 16, 16))
        left += 27
        small, line = theme().font("small"), theme().px(18)
        if row.effect:
            painter.setFont(small)
            painter.setPen(c("text3"))
            width = QFontMetrics(small).horizontalAdvance(row.effect)
            top = QRectF(right - width, middle - line, width + 1, line)
            painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, row.effect)
            right_top = right - width - 8
        else:
            right_top = right
        colour = "disabled" if row.off else "text"
        self._line(painter, row.text, "medium", colour, QRectF(left, middle - line, right_top - left, line), row.off)
        below = QRectF(left, middle, right - left, theme().px(16))
        self._line(painter, row.fault or row.fact, "small", "bad-text" if row.fault else "text3", below, False)
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(c("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _line(self, painter: QPainter, text: str, role: str, token: str, rect: QRectF, struck: bool) -> None:
        font = theme().font(role)
        painter.setFont(font)
        painter.setPen(theme().color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
        if struck:
            width = QFontMetrics(font).horizontalAdvance(shown)
            painter.drawLine(QRectF(rect.x(), rect.center().y(), width, 0).topLeft(),
                             QRectF(rect.x() + width, rect.center().y(), 0, 0).topLeft())  # fmt: skip


class StepList(QListWidget):
    """Row 0 is the input and stays; the others are steps, counted from 1.

    `chosen(number)`; `moved(number, to)`; `asked(what, number)` for remove, duplicate, toggle and edit;
    `menu_wanted(number, place)`.
    """

    chosen = Signal(int)
    moved = Signal(int, int)
    asked = Signal(str, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Steps"))
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.currentRowChanged.connect(self._current)
        theme().resized.connect(self._resized)

    def set_rows(self, rows: Sequence[StepRow], chosen: int) -> None:
        """Show rows; `chosen` is in front, without a signal."""
        self.blockSignals(True)
        while self.count() > len(rows):
            self.takeItem(self.count() - 1)
        while self.count() < len(rows):
            self.addItem(QListWidgetItem())
        for number, row in enumerate(rows):
            item = self.item(number)
            if item.data(Qt.ItemDataRole.UserRole) == row:
                continue
            item.setData(Qt.ItemDataRole.UserRole, row)
            off = self.tr("switched off") if row.off else ""
            said = [row.text, row.fact, row.effect, row.fault, off]
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(s for s in said if s))
            item.setToolTip(row.fault or row.tip)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsDragEnabled if number else flags)
        self.setCurrentRow(chosen)
        self.blockSignals(False)
        self.viewport().update()

    def rows(self) -> list[StepRow]:
        """The rows shown."""
        return [self.item(i).data(Qt.ItemDataRole.UserRole) for i in range(self.count())]

    @Slot(int)
    def _current(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(row)

    @Slot()
    def _resized(self) -> None:
        self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key, mods = self.currentRow(), event.key(), event.modifiers()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if step and mods & Qt.KeyboardModifier.AltModifier:
            if row and 1 <= row + step < self.count():
                self.moved.emit(row, row + step)
        elif row and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.asked.emit("remove", row)
        elif row and key == Qt.Key.Key_D and mods & Qt.KeyboardModifier.ControlModifier:
            self.asked.emit("duplicate", row)
        elif row and key == Qt.Key.Key_Space:
            self.asked.emit("toggle", row)
        elif row and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit("edit", row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = self.viewport().mapFromGlobal(event.globalPos())
        index = self.indexAt(place)
        row = index.row() if index.isValid() else self.currentRow()
        if row > 0:
            self.setCurrentRow(row)
            self.menu_wanted.emit(row, event.globalPos())

    def dropEvent(self, event: QDropEvent) -> None:
        """The list itself stays as it is: whoever listens to `moved` shows the new order."""
        row = self.currentRow()
        if event.source() is self and row > 0:
            self.moved.emit(row, self.place_at(event.position().toPoint()))
        event.setDropAction(Qt.DropAction.CopyAction)  # so that Qt does not take the dragged row out
        event.accept()

    def place_at(self, place: QPoint) -> int:
        """Where a step dropped there goes, counted from 1."""
        index, row = self.indexAt(place), self.currentRow()
        if not index.isValid():
            return max(1, self.count() - 1)
        before = place.y() < self.visualRect(index).center().y()
        to = index.row() if before else index.row() + 1
        return max(1, min(self.count() - 1, to - 1 if to > row else to))
