"""Rows below each other of which one is chosen, by click or arrow keys: what the lists of rows have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.keys import KeyButton


class Row(Protocol):
    """What is shown in a row."""

    @property
    def key(self) -> str:
        """What it is known by."""


class RowButton(KeyButton):
    """A row as a button that stays down; override `sizeHint` and `paintEvent`."""

    row: Any

    def __init__(self, row: Row, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paint_line(self, painter: QPainter, text: str, role: str, tone: str, rect: QRectF) -> None:
        """Paint one line of text, cut to its room."""
        font = theme().font(role)
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, int(rect.width())))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class RowColumn(QWidget):
    """`make(row, place, count)` gives a row's button; `chosen` carries a key, `reached` the button arrows went to."""

    chosen = Signal(object)
    reached = Signal(object)

    def __init__(self, make: Callable[[Any, int, int], RowButton], parent: QWidget | None = None, *,
                 spacing: int = 0) -> None:  # fmt: skip
        super().__init__(parent)
        self._make = make
        self.items: list[RowButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(spacing)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows; the chosen key stays chosen where it still exists."""
        if list(rows) == self.rows():
            return
        key = self.key()
        clear_layout(self._column)
        self.items = []
        for place, row in enumerate(rows):
            item = self._make(row, place, len(rows))
            item.clicked.connect(self._clicked)
            self.items.append(item)
            self._column.addWidget(item)
        self.set_key(key)

    def rows(self) -> list[Any]:
        """The rows shown."""
        return [i.row for i in self.items]

    def key(self) -> str:
        """The chosen key, or "" for none."""
        return next((i.row.key for i in self.items if i.isChecked()), "")

    def set_key(self, key: str) -> None:
        """Choose without `chosen`."""
        for item in self.items:
            item.setChecked(item.row.key == key)

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, RowButton):
            self.set_key(sender.row.key)
            self.chosen.emit(sender.row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        at = next((i for i, item in enumerate(self.items) if item.hasFocus()), -1)
        if step and at >= 0:
            item = self.items[min(len(self.items) - 1, max(0, at + step))]
            item.setFocus(Qt.FocusReason.TabFocusReason)
            item.click()
            self.reached.emit(item)
            return
        super().keyPressEvent(event)
