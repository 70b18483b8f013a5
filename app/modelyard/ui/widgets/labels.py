"""Text: labels by role and tone, a label that elides, a key cap, a thin line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
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
    """One line that ends in … where room lacks; the whole text is its tooltip then."""

    def __init__(self, text: str = "", role: str = "body", tone: str = "text", parent: QWidget | None = None,
                 *, mono: bool = False) -> None:  # fmt: skip
        self._full = text
        super().__init__(text, role, tone, parent, mono=mono)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(20)

    def setText(self, text: str) -> None:
        self._full = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._elide()

    def full_text(self) -> str:
        """The text before eliding."""
        return self._full

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._full) + 2, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(20, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.isVisible():
            self._elide()

    def _elide(self) -> None:
        shown = QFontMetrics(self.font()).elidedText(self._full, Qt.TextElideMode.ElideRight, max(self.width(), 0))
        super().setText(shown)
        self.setToolTip(self._full if shown != self._full else "")


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
