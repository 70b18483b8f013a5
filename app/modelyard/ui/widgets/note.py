"""Notes: an icon and one sentence on a soft colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import Label

# kind -> fill, text, icon
NOTES: dict[str, tuple[str, str, str]] = {
    "plain": ("neutral-soft", "text2", "info"),
    "info": ("accent-soft", "accent-text", "info"),
    "ok": ("ok-soft", "ok-text", "ok"),
    "warn": ("warn-soft", "warn-text", "warn"),
    "bad": ("bad-soft", "bad-text", "error"),
}


class Note(QWidget):
    """One sentence that stands out: plain, info, ok, warn or bad. Widgets added to `row` follow the text."""

    def __init__(self, text: str = "", kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 7, 10, 7)
        self.row.setSpacing(8)
        self.mark = IconView("info", "text2", self)
        self.label = Label(text, "body", "text2", self, wrap=True)
        self.row.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        self.row.addWidget(self.label, 1)
        self.kind = kind
        self.set(text, kind)

    def set(self, text: str, kind: str | None = None) -> None:
        """Change text and kind; an empty text hides the note."""
        self.kind = kind or self.kind
        _, tone, icon = NOTES[self.kind]
        self.label.setText(text)
        self.label.set_tone(tone)
        self.mark.set(icon, tone)
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(NOTES[self.kind][0]))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
