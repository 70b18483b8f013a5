"""Inputs of the import dialog's left side: a choice that says what was detected, a fold, a path to type."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.icon_view import IconView

AUTO, OWN = "auto", "own"
LONG = 11
"""A longer name of a choice is shortened where "(detected)" follows it."""


class Choice(FormField):
    """A drop-down whose first entry is what was detected; with `own`, its last one opens a field for anything else.

    `changed` fires when the user chose or typed. `value()` is None while it is left to detection.
    """

    changed = Signal()

    def __init__(self, label: str, choices: Sequence[tuple[str, str]], parent: QWidget, *, own: str = "",
                 check: Callable[[str], str] | None = None, describe: Callable[[str], str] = str) -> None:  # fmt: skip
        holder = QWidget(parent)
        super().__init__(label, holder, parent=parent)
        self.choices, self._own_label, self._check, self._describe = list(choices), own, check, describe
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.select = Select(parent=holder, name=label)
        self.select.activated.connect(self._chosen)
        column.addWidget(self.select)
        self.edit = QLineEdit(holder)
        self.edit.setAccessibleName(own or label)
        self.edit.setPlaceholderText(own)
        self.edit.textEdited.connect(self._typed)
        self.edit.hide()
        column.addWidget(self.edit)
        self.label.setBuddy(self.select)
        holder.setFocusProxy(self.select)
        self.detected: str | None = None
        self._offer()

    def _offer(self) -> None:
        if self.detected is None:
            found = self.tr("Detected")
        else:
            name = dict(self.choices).get(self.detected) or self._describe(self.detected)
            if len(name) > LONG:
                name = re.split(r": | \(", name)[0]
            found = self.tr("{value} (detected)").format(value=name)
        own = [(OWN, self.tr("Other…"))] if self._own_label else []
        kept = self.select.currentData()
        self.select.set_choices([(AUTO, found), *self.choices, *own])
        self.select.setCurrentIndex(max(0, self.select.findData(kept)))

    def show_detected(self, value: str | None) -> None:
        """Name what was detected; what the user chose stays, and so does what is known while a choice overrules it."""
        if self.value() is None and value is not None:
            self.detected = value
            self._offer()

    def forget(self) -> None:
        """Leave it to detection again, and nothing was detected yet."""
        self.detected = None
        self.set_value(None)
        self._offer()

    def value(self) -> str | None:
        """What the user chose or typed, None for what is detected."""
        key = self.select.currentData()
        if key == OWN:
            text = self.edit.text()
            return text if text and not (self._check and self._check(text)) else None
        return None if key in (None, AUTO) else str(key)

    def set_value(self, value: str | None) -> None:
        """Choose a value, without `changed`."""
        known = value is None or value in dict(self.choices)
        self.select.setCurrentIndex(max(0, self.select.findData(AUTO if value is None else value if known else OWN)))
        self.edit.setVisible(not known)
        if not known:
            self.edit.setText(str(value))
        self.set_error("")

    @Slot()
    def _chosen(self) -> None:
        own = self.select.currentData() == OWN
        self.edit.setVisible(own)
        self.set_error("")
        if own:
            if not self.edit.text() and self.detected and self.detected not in dict(self.choices):
                self.edit.setText(self.detected)
            self.edit.setFocus()
            if self.value() is None:
                return
        self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        text = self.edit.text()
        problem = self._check(text) if self._check and text else ""
        self.set_error(problem)
        if not problem:
            self.changed.emit()


class Fold(QWidget):
    """A line that opens and closes what is under it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.button = Button(title, "chev-r", "quiet", self, small=True)
        self.button.clicked.connect(self._toggle)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        column.addLayout(row)
        self.inner = QWidget(self)
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(14)
        self.inner.hide()
        column.addWidget(self.inner)

    def set_open(self, opened: bool) -> None:
        """Open or close it."""
        self.inner.setVisible(opened)
        self.button.set_icon("chev-d" if opened else "chev-r")
        self.button.setAccessibleDescription(self.tr("open") if opened else self.tr("closed"))

    @property
    def opened(self) -> bool:
        """Whether it is open."""
        return not self.inner.isHidden()

    @Slot()
    def _toggle(self) -> None:
        self.set_open(not self.opened)


class _PathEdit(QLineEdit):
    """Shows a file's name; with the focus its whole path, to be changed. `entered` when another one was typed."""

    entered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = ""
        self.setFrame(False)
        self.setProperty("bare", True)
        self.returnPressed.connect(self._commit)

    def show_path(self, path: str) -> None:
        self.path = path
        self.setToolTip(path)
        self._show()

    def _show(self) -> None:
        if self.hasFocus():
            self.setText(self.path)
        else:
            room = self.width() - 6
            self.setText(self.fontMetrics().elidedText(Path(self.path).name, Qt.TextElideMode.ElideMiddle, room))
        self.setCursorPosition(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.hasFocus():
            self._show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setText(self.path)
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            self.show_path(self.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self.path:
            self.setText(self.path)
            return
        super().keyPressEvent(event)

    @Slot()
    def _commit(self) -> None:
        text = self.text().strip()
        if self.isModified() and text and text != self.path:
            self.path = text
            self.entered.emit(text)


class FileBox(QWidget):
    """The chosen file in the look of an input: its name, which can be typed over, and Change."""

    choose = Signal()
    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, hint: str = "") -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().px(30))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 8, 1)
        row.setSpacing(5)
        self.icon = IconView("file", "text3", self, size=14)
        row.addWidget(self.icon)
        self.name = _PathEdit(self)
        self.name.setPlaceholderText(hint or self.tr("No file yet"))
        self.name.setAccessibleName(self.tr("File or pattern"))
        self.name.entered.connect(self.entered)
        self.name.setStyleSheet("QLineEdit, QLineEdit:focus { border: 0; padding: 0; background: transparent; }")
        row.addWidget(self.name, 1)
        self.change = LinkButton(self.tr("Choose"), self, small=True)
        self.change.setAccessibleName(self.tr("Change the file"))
        self.change.clicked.connect(self.choose)
        row.addWidget(self.change)

    def set_path(self, path: str) -> None:
        """Show a file's or pattern's name."""
        self.name.show_path(path)
        self.change.setText(self.tr("Change") if path else self.tr("Choose"))
        self.change.updateGeometry()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.name.hasFocus()
        token = "focus" if focus else "control" if self.isEnabled() else "border-strong"
        painter.setPen(QPen(theme().color(token), 2 if focus else 1))
        over = self.underMouse() and self.isEnabled() and not focus
        painter.setBrush(theme().color("hover" if over else "surface" if self.isEnabled() else "surface2"))
        inset = 1.0 if focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
