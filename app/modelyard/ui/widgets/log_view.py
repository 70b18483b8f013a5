"""A read-only log: grey times, mono text, follows its end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from modelyard.ui.theme import theme


class LogView(QPlainTextEdit):
    """Lines of (time, text, tone); appends what is new where the beginning is unchanged."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setProperty("bare", True)
        self.setAccessibleName(name)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setUndoRedoEnabled(False)
        self.follow = True
        self._lines: list[tuple[str, str, str]] = []
        self.setViewportMargins(9, 6, 8, 6)
        self._refont()
        theme().changed.connect(self._refont)

    @Slot()
    def _refont(self) -> None:
        self.setFont(theme().font(12, mono=True))
        lines, self._lines = self._lines, []
        self.set_lines(lines)

    def clear(self) -> None:
        """Show nothing."""
        self._lines = []
        super().clear()

    def set_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Replace the lines; keeps the scroll position unless it follows."""
        new = list(lines)
        known = len(self._lines)
        if new == self._lines and known:
            return
        if new[:known] != self._lines or not known:
            super().clear()
            known = 0
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for index, (time, text, tone) in enumerate(new[known:]):
            if known or index:
                cursor.insertBlock()
            if time:
                cursor.insertText(f"{time}   ", self._format("text3"))
            cursor.insertText(text, self._format(tone))
        cursor.endEditBlock()
        self._lines = new
        if self.follow:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _format(self, tone: str) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(theme().color(tone))
        return style
