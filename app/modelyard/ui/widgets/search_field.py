"""A filter field: an icon, the text, a cross that clears; Esc clears too."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from modelyard.ui.icons import icon


class SearchField(QLineEdit):
    """Filters while you type: `filtered` carries the stripped text after a pause of 150 ms, or at once on Enter."""

    filtered = Signal(object)

    def __init__(self, hint: str, parent: QWidget | None = None, *, icon_name: str = "search", small: bool = False,
                 width: int | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setProperty("small", small)
        self.setProperty("filter", True)
        self.addAction(icon(icon_name, "text3"), QLineEdit.ActionPosition.LeadingPosition)
        self._clear = self.addAction(icon("x", "text3"), QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setToolTip(self.tr("Clear"))
        self._clear.setVisible(False)
        self._clear.triggered.connect(self.clear)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self._send)
        self._sent = ""
        self.textChanged.connect(self._typed)
        self.setTextMargins(-5, 0, 0, 0)  # Qt leaves more room beside the icon than the design
        if width:
            self.setFixedWidth(width)

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        if text:
            self._pause.start()
        else:
            self._send()

    @Slot()
    def _send(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._sent:
            self._sent = text
            self.filtered.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
        super().keyPressEvent(event)
