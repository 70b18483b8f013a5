"""A segmented control: 2 to 6 exclusive choices side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.keys import KeyButton


class _Part(KeyButton):
    def __init__(self, text: str, small: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.small = small
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme().font("label" if self.small else "medium")).horizontalAdvance(self.text())
        return QSize(width + (18 if self.small else 22) + 1, theme().px(26 if self.small else 30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() and self.isEnabled() and not self.isChecked():
            painter.setOpacity(0.5)
            painter.fillRect(self.rect().adjusted(1, 1, -1, -1), theme().color("hover"))
            painter.setOpacity(1)
        token = "disabled" if not self.isEnabled() else "accent-text" if self.isChecked() else "text2"
        painter.setPen(theme().color(token))
        painter.setFont(theme().font("label" if self.small else "medium"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Segment(QWidget):
    """Exclusive choices; `chosen` carries the key of the new choice."""

    chosen = Signal(object)

    def __init__(self, choices: Sequence[tuple[str, str]], name: str = "", parent: QWidget | None = None, *,
                 small: bool = False) -> None:  # fmt: skip
        super().__init__(parent)
        self._small = small
        self._group = QButtonGroup(self)
        self._keys: list[str] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self._clicked)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices, given as (key, text); the present key stays chosen where it still exists."""
        before = self.key()
        if [key for key, _ in choices] == self._keys:
            for button, (_, text) in zip(self._group.buttons(), choices, strict=True):
                button.setText(text)
                button.setAccessibleName(text)
                button.updateGeometry()
            self.update()
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            button.setParent(None)
            button.deleteLater()
        self._keys = [key for key, _ in choices]
        for index, (_, text) in enumerate(choices):
            part = _Part(text, self._small, self)
            self._group.addButton(part, index)
            self._row.addWidget(part)
        self.set_key(before if before in self._keys else (self._keys[0] if self._keys else ""))

    def key(self) -> str:
        """The chosen key."""
        index = self._group.checkedId() if self._keys else -1
        return self._keys[index] if 0 <= index < len(self._keys) else ""

    def set_key(self, key: str) -> None:
        """Choose by key, without `chosen`."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)
            self.update()

    @Slot(int)
    def _clicked(self, index: int) -> None:
        self.update()
        self.chosen.emit(self._keys[index])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        index = self._group.checkedId() + step
        if step and 0 <= index < len(self._keys):
            button = self._group.button(index)
            button.setFocus(Qt.FocusReason.TabFocusReason)
            button.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(outline, 6, 6)
        painter.fillPath(path, theme().color("surface"))
        painter.setClipPath(path)
        buttons = self._group.buttons()
        for button in buttons:
            if button.isChecked():
                painter.fillRect(button.geometry(), theme().color("accent-soft"))
        pen = QPen(theme().color("border-strong"), 1)
        painter.setPen(pen)
        for button in buttons[1:]:
            x = button.geometry().left() + 0.5
            painter.drawLine(QRectF(x, 0, 0, self.height()).topLeft(), QRectF(x, 0, 0, self.height()).bottomLeft())
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
