"""Where one is among the rows: which of them are in view, a field to go to one, and a page up or down."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.labels import FittedLabel


class Place(QWidget):
    """`jumped(row)` counts rows from 0; `turned` is -1 for the rows before, 1 for the rows after; `left`: no jump."""

    jumped = Signal(int)
    turned = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.label = FittedLabel("", "small", "text3", self)
        self.label.setCursor(Qt.CursorShape.PointingHandCursor)
        self.label.setToolTip(self.tr("Go to row (Ctrl G)"))
        self.label.installEventFilter(self)
        self.jump = QLineEdit(self)
        self.jump.setProperty("small", True)
        self.jump.setFixedWidth(theme().px(96))
        self.jump.setPlaceholderText(self.tr("Go to row"))
        self.jump.setAccessibleName(self.tr("Go to row"))
        self.jump.returnPressed.connect(self._jump)
        self.jump.installEventFilter(self)
        self.jump.hide()
        self.up = IconButton("chev-l", self.tr("Rows before"), self)
        self.down = IconButton("chev-r", self.tr("Rows after"), self)
        self.up.clicked.connect(partial(self._turn, -1))
        self.down.clicked.connect(partial(self._turn, 1))
        for widget in (self.label, self.jump, self.up, self.down):
            row.addWidget(widget)

    def set_rows(self, rows: int) -> None:
        """How many rows there are to go to."""
        self._rows = rows
        self.jump.setValidator(QIntValidator(1, max(1, rows), self.jump))

    def show_rows(self, first: int, last: int) -> None:
        """Say which rows are in view, counted from 0."""
        text = self.tr("Rows {first} to {last}").format(first=f"{first + 1:,}", last=f"{last + 1:,}")
        self.label.setText(text if self._rows else self.tr("No rows"))
        self.up.setEnabled(self._rows > 0 and first > 0)
        self.down.setEnabled(last < self._rows - 1)

    def clear(self) -> None:
        """Say nothing while rows are being opened."""
        self.label.setText("")
        self.jump.clear()

    @Slot()
    def ask(self) -> None:
        """Show the field in place of the label."""
        self.label.hide()
        self.jump.show()
        self.jump.setFocus()

    def _close(self) -> None:
        self.jump.hide()
        self.jump.clear()
        self.label.show()

    @Slot()
    def _jump(self) -> None:
        wanted = self.jump.text()
        self._close()
        if wanted:
            self.jumped.emit(min(self._rows, int(wanted)) - 1)
        self.left.emit()

    def _turn(self, step: int, _checked: bool = False) -> None:
        self.turned.emit(step)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.label and kind == QEvent.Type.MouseButtonRelease:
            self.ask()
        elif watched is self.jump:
            escaped = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
            if kind == QEvent.Type.FocusOut or (kind == QEvent.Type.KeyPress and escaped):
                self._close()
        return super().eventFilter(watched, event)
