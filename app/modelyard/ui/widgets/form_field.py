"""Forms: a label above, the input, a hint or an error below; a submit button that says why it is off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Label

ICON_GAP = 6
"""What stands between a choice's icon and its text."""


class FormField(QWidget):
    """One input with its label and its hint or error. `check` returns a sentence when the value cannot be used."""

    def __init__(self, label: str, widget: QWidget, hint: str = "", parent: QWidget | None = None, *,
                 optional: bool = False, check: Callable[[], str] | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.widget, self._hint, self.check = widget, hint, check
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        self.label = Label(label, "label", "text2", self)
        self.label.setBuddy(widget)
        self.head.addWidget(self.label)
        if optional:
            self.head.addWidget(Label(self.tr("optional"), "small", "text3", self))
        self.head.addStretch(1)
        column.addLayout(self.head)
        column.addWidget(widget)
        widget.setAccessibleName(label)
        self.message = Label(hint, "small", "text3", self, wrap=True)
        self.message.setVisible(bool(hint))
        column.addWidget(self.message)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_error(self, text: str) -> None:
        """Show an error in place of the hint, or with an empty text the hint again."""
        self.message.setText(text or self._hint)
        self.message.set_tone("bad-text" if text else "text3")
        self.message.setVisible(bool(text or self._hint))
        self.widget.setAccessibleDescription(text or self._hint)
        if bool(self.widget.property("invalid")) != bool(text):
            self.widget.setProperty("invalid", bool(text))
            self.widget.style().unpolish(self.widget)
            self.widget.style().polish(self.widget)

    def set_hint(self, text: str) -> None:
        """Change the hint."""
        self._hint = text
        self.set_error("")

    def validate(self) -> str:
        """Run the check, show its sentence, return it; empty when all is well."""
        text = self.check() if self.check else ""
        self.set_error(text)
        return text


class Select(QComboBox):
    """A drop-down of (key, text) pairs."""

    def __init__(self, choices: list[tuple[str, str]] | None = None, parent: QWidget | None = None, *,
                 name: str = "", small: bool = False, width: int | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._tip = ""
        self.setProperty("small", small)
        self.setAccessibleName(name)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if width:
            self.setFixedWidth(theme().px(width))
        self.set_choices(choices or [])

    def set_choices(self, choices: list[tuple[str, str]]) -> None:
        """Replace the choices; the present key stays where it still exists."""
        before = self.key()
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.set_key(before)
        self.blockSignals(False)

    def key(self) -> str:
        """The chosen key."""
        return str(self.currentData() or "")

    def set_key(self, key: str) -> None:
        """Choose by key."""
        index = self.findData(key)
        if index >= 0:
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a value in passing

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt paints it, but a text that has no room ends in … rather than in half a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter, part = QStylePainter(self), QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width() - 2
        if not self.itemIcon(self.currentIndex()).isNull():
            room -= self.iconSize().width() + ICON_GAP
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = text  # type: ignore[attr-defined]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        whole = "" if text == self.currentText() else self.currentText()
        if self.toolTip() == self._tip and whole != self._tip:  # a tooltip that somebody else set stays
            self._tip = whole
            self.setToolTip(whole)


class NumberBox(QSpinBox):
    """A field for a whole number, with little arrows; `suffix` follows the number, as " MB"."""

    def __init__(self, value: int, minimum: int, maximum: int, parent: QWidget | None = None, *, step: int = 1,
                 suffix: str = "", name: str = "") -> None:  # fmt: skip
        super().__init__(parent)
        self.setRange(minimum, maximum)
        self.setSingleStep(step)
        self.setSuffix(suffix)
        self.setValue(value)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme().px(30))
        # WORKAROUND: a style sheet's padding does not reach the text of a spin box
        self.lineEdit().setTextMargins(8, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a value in passing
