"""An icon as a widget, plain or in a circle or a soft square."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme


class IconView(QWidget):
    """A 16 px icon in a colour token."""

    def __init__(self, icon: str, token: str = "text2", parent: QWidget | None = None, *, size: int = 16) -> None:
        super().__init__(parent)
        self.icon_name, self.token = icon, token
        self.setFixedSize(size, size)

    def set(self, icon: str | None = None, token: str | None = None) -> None:
        """Change icon or colour."""
        self.icon_name = icon or self.icon_name
        self.token = token or self.token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.icon_name:
            paint_icon(QPainter(self), self.icon_name, self.token, QRectF(self.rect()))


class IconCircle(QWidget):
    """An icon in an outlined circle (states, track), a filled one (dialogs) or a soft square (welcome cards)."""

    def __init__(self, icon: str, token: str = "text3", ring: str = "border-strong", parent: QWidget | None = None,
                 *, size: int = 40, fill: str = "surface", radius: float | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.icon_name, self.token, self.ring, self.fill = icon, token, ring, fill
        self.radius = size / 2 if radius is None else radius
        self.setFixedSize(size, size)

    def set(self, icon: str, token: str, ring: str) -> None:
        """Change icon and colours."""
        self.icon_name, self.token, self.ring = icon, token, ring
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self.ring), 1.5) if self.ring else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self.fill) if self.fill else Qt.BrushStyle.NoBrush)
        inset = 0.75 if self.ring else 0.0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), self.radius, self.radius)
        side = 18 if self.width() >= 36 else 16
        paint_icon(
            painter,
            self.icon_name,
            self.token,
            QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side),
        )
