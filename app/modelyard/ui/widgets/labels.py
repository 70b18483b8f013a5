"""Text: labels by role and tone, a label that elides, a key cap, a thin line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from modelyard.ui.theme import theme


class Label(QLabel):
    """A label in one of the theme's roles (size, weight) and tones (colour token)."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        tone: str = "text",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
        mono: bool = False,
        selectable: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.role, self.mono = role, mono
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme().font(role, mono=mono))
        self.setWordWrap(wrap)
        self.set_tone(tone)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme().resized.connect(self._refont)

    def set_tone(self, tone: str) -> None:
        """Change the colour token."""
        if self.property("tone") == tone:
            return
        self.setProperty("tone", tone)
        if self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):  # else the style looks when it is first shown
            self.style().unpolish(self)
            self.style().polish(self)

    def _refont(self) -> None:
        self.setFont(theme().font(self.role, mono=self.mono))


class ElidedLabel(Label):
    """One line that ends in … where room lacks; the whole text is its tooltip then.

    Layouts ask every label for its size again and again, so Qt's own answers are used: only painting is ours.
    """

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None,
                 *, mono: bool = False) -> None:  # fmt: skip
        super().__init__(text, role, tone, parent, mono=mono)
        self._tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(20)

    def paintEvent(self, event: QPaintEvent) -> None:
        room, text, metrics = self.contentsRect(), self.text(), self.fontMetrics()
        fits = metrics.horizontalAdvance(text) <= room.width()
        tip = "" if fits else text
        if tip != self._tip and self.toolTip() == self._tip:  # a tooltip that somebody else set stays
            self.setToolTip(tip)
            self._tip = tip
        if fits:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(theme().color(str(self.property("tone")) if self.isEnabled() else "disabled"))
        painter.drawText(room, self.alignment(), metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))


class FittedLabel(ElidedLabel):
    """Like ElidedLabel, but asks for the width of its text and shrinks only under pressure."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None,
                 *, mono: bool = False) -> None:  # fmt: skip
        super().__init__(text, role, tone, parent, mono=mono)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


class KeyCap(QWidget):
    """A keyboard key, as "Ctrl K"."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font("caption"))
        return QSize(metrics.horizontalAdvance(self.text) + 12, theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_key(painter, QRectF(self.rect()), self.text)


def paint_key(painter: QPainter, rect: QRectF, text: str) -> None:
    """Paint one key cap."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color("border-strong"), 1))
    painter.setBrush(theme().color("surface"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme().color("text3"))
    painter.setFont(theme().font("caption"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


class Line(QFrame):
    """A 1 px divider."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False, length: int | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("line")
        if vertical:
            self.setFixedWidth(1)
            if length:
                self.setFixedHeight(length)
        else:
            self.setFixedHeight(1)
