"""The strips between the Table tab's bar and its rows: work under way, the search."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.error_strip import lay_out
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.search_field import SearchField


class BusyStrip(QFrame):
    """Work that takes longer than a second, with a button that stops it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = lay_out(self)
        self.text = FittedLabel("", "small", "text2", self)
        self.bar = ProgressBar(None, self, height=4)
        stop = Button(self.tr("Stop"), parent=self, small=True)
        stop.clicked.connect(self.stopped)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(stop)

    def show_work(self, text: str, fraction: float | None) -> None:
        """Show how far something is."""
        self.text.setText(text)
        self.bar.set(fraction)
        self.show()


class SearchStrip(QFrame):
    """The search: a field, how much was found, to the next and the one before, close.

    `wanted` carries the text after a pause, `moved` +1 or -1, `closed` when the strip was closed.
    """

    wanted = Signal(object)
    moved = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = lay_out(self)
        self.field = _Field(self.tr("Find in all columns"), self, small=True)
        self.field.setFixedWidth(theme().px(240))
        self.field.filtered.connect(self.wanted)
        self.field.moved.connect(self.moved)
        self.field.left.connect(self.close_search)
        row.addWidget(self.field)
        self.before = IconButton("chev-u", self.tr("Find before"), self)
        self.after = IconButton("chev-d", self.tr("Find next"), self)
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        row.addWidget(self.before)
        row.addWidget(self.after)
        self.count = FittedLabel("", "small", "text3", self)
        row.addWidget(self.count)
        self.bar = ProgressBar(None, self, height=4)
        self.bar.setFixedWidth(theme().px(90))
        self.bar.hide()
        row.addWidget(self.bar)
        row.addStretch(1)
        close = IconButton("x", self.tr("Close the search"), self)
        close.clicked.connect(self.close_search)
        row.addWidget(close)

    def open_search(self) -> None:
        """Show the strip and put the cursor into it."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def close_search(self) -> None:
        """Hide the strip; the highlights go."""
        self.field.clear()
        self.hide()
        self.closed.emit()

    def show_count(self, text: str, fraction: float | None) -> None:
        """Say how much was found, and how far the search is; None when it is done."""
        self.count.setText(text)
        self.bar.setVisible(fraction is not None)
        if fraction is not None:
            self.bar.set(fraction)

    @Slot()
    def _back(self) -> None:
        self.moved.emit(-1)

    @Slot()
    def _on(self) -> None:
        self.moved.emit(1)


class _Field(SearchField):
    """Enter goes to the next find, Shift Enter to the one before; Esc in an empty field closes the search."""

    moved = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.text().strip() != self._sent:
                self._send()
            else:
                self.moved.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
