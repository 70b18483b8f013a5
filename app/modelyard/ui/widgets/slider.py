"""A slider in the house style, and a row of label, slider and what it stands at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Label

KNOB = 16


class Slider(QSlider):
    """A horizontal slider: 4 px track, filled up to the knob. A click on the track goes there."""

    def __init__(self, low: int, high: int, value: int, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(low, high)
        self.setValue(value)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(160, theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, left, right = self.height() / 2, KNOB / 2, self.width() - KNOB / 2
        x = left + (right - left) * self._share()
        on = theme().color("accent" if self.isEnabled() else "disabled")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("track"))
        painter.drawRoundedRect(QRectF(left, middle - 2, right - left, 4), 2, 2)
        painter.setBrush(on)
        painter.drawRoundedRect(QRectF(left, middle - 2, x - left, 4), 2, 2)
        painter.setBrush(theme().color("surface"))
        painter.setPen(QPen(theme().color("focus") if self.hasFocus() else on, 3 if self.hasFocus() else 2))
        painter.drawEllipse(QPointF(x, middle), KNOB / 2 - 1.5, KNOB / 2 - 1.5)

    def _share(self) -> float:
        span = self.maximum() - self.minimum()
        return (self.value() - self.minimum()) / span if span else 1.0

    def _go(self, x: float) -> None:
        share = min(1.0, max(0.0, (x - KNOB / 2) / max(1, self.width() - KNOB)))
        self.setValue(self.minimum() + round(share * (self.maximum() - self.minimum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a value in passing


class SliderRow(QWidget):
    """Label, slider, and `say(value)` at the right edge. `changed` carries the value."""

    changed = Signal(object)

    def __init__(self, label: str, low: int, high: int, value: int, say: Callable[[int], str],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._say = say
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        name = Label(label, "body", "text2", self)
        name.setFixedWidth(theme().px(92))
        row.addWidget(name)
        self.slider = Slider(low, high, value, self, name=label)
        self.slider.valueChanged.connect(self._moved)
        row.addWidget(self.slider, 1)
        self.text = Label("", "medium", "text", self)
        self.text.setMinimumWidth(theme().px(84))
        self.text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.text)
        self._moved(value)

    def value(self) -> int:
        """Where it stands."""
        return self.slider.value()

    @Slot(int)
    def _moved(self, value: int) -> None:
        self.text.setText(self._say(value))
        self.slider.setAccessibleDescription(self._say(value))
        self.changed.emit(value)
