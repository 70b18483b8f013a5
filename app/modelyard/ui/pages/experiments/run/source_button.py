"""The dataset version that a run was made from, as a card that opens it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme


class SourceButton(QAbstractButton):
    """The dataset version a run was made from; opens it."""

    outer_ring = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fact = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, text: str, fact: str) -> None:
        """Change what it says."""
        self.setText(text)
        self.fact = fact
        self.setAccessibleName(tr("Open {name}").format(name=text))
        self.setAccessibleDescription(fact)
        self.setToolTip(self.accessibleName())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme().px(54))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, middle = theme().color, self.height() / 2
        painter.setPen(QPen(c("border"), 1))
        painter.setBrush(c("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        paint_icon(painter, "data", "text3", QRectF(11, round(middle - 8), 16, 16))
        paint_icon(painter, "chev-r", "text3", QRectF(self.width() - 25, round(middle - 8), 16, 16))
        room = self.width() - 37 - 32
        for text, role, token, top, height in (
            (self.text(), "medium", "text", middle - 18, 18),
            (self.fact, "small", "text3", middle + 1, 16),
        ):
            font = theme().font(role)
            painter.setFont(font)
            painter.setPen(c(token))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(37, top, room + 2, height), Qt.AlignmentFlag.AlignVCenter, shown)
