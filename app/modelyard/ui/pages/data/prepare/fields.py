"""The inputs of a step's form, first those of one value.

Each has `value()`, `set_value()` and `changed`, and takes the columns it may offer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import Scalar
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import Select

Types = Mapping[str, ColumnType]


class Editor(QWidget):
    """What all inputs have in common."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.types: Types = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(5)

    def set_types(self, types: Types) -> None:
        """The columns to choose from."""
        self.types = dict(types)

    def value(self) -> Any:
        """What was entered."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value, without `changed`."""
        raise NotImplementedError

    @Slot()
    def _say(self, *_: object) -> None:
        self.changed.emit()


class TextField(Editor):
    """One line of text. With `mono` it is an expression."""

    def __init__(self, parent: QWidget | None = None, *, hint: str = "", mono: bool = False) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(hint)
        if mono:
            self.edit.setFont(theme().font("small", mono=True))
        self.edit.textChanged.connect(self._say)
        self.column.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> Any:
        return self.edit.text()

    def set_value(self, value: Any) -> None:
        if value != self.value():
            with QSignalBlocker(self.edit):
                self.edit.setText("" if value is None else str(value))


class ScalarField(TextField):
    """Text, a number, or yes or no: what is written decides, and the column's type in the end."""

    def value(self) -> Scalar:
        text = self.edit.text()
        return None if text == "" else text

    def set_value(self, value: Any) -> None:
        shown = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
        if shown != self.value():
            super().set_value(shown)


class NumberField(TextField):
    """A number; a text that is none keeps the last number and is not taken."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self._whole, self._last = whole, 0.0
        self.edit.setFixedWidth(theme().px(120))

    def value(self) -> Any:
        text = self.edit.text().strip().replace("\u2212", "-")
        try:
            number = int(text) if self._whole else float(text)
        except ValueError:
            number = self._last
        if number != number or abs(number) > 1e15:
            number = self._last
        self._last = number
        return number

    def set_value(self, value: Any) -> None:
        self._last = value
        text = self.edit.text().strip()
        try:
            same = text != "" and float(text) == float(value)
        except ValueError:
            same = False
        if not same:
            with QSignalBlocker(self.edit):
                self.edit.setText(f"{value:g}" if not self._whole else str(value))


class NamesField(TextField):
    """Names of new columns, separated by commas."""

    def value(self) -> tuple[str, ...]:
        return tuple(n.strip() for n in self.edit.text().split(",") if n.strip())

    def set_value(self, value: Any) -> None:
        if tuple(value) != self.value():
            with QSignalBlocker(self.edit):
                self.edit.setText(", ".join(value))


class TickField(Editor):
    """Yes or no."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(text, self)
        self.box.toggled.connect(self._say)
        self.column.addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class ChoiceField(Editor):
    """One of a few choices."""

    def __init__(self, choices: Sequence[tuple[str, str]], make: Any = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.select = Select(list(choices), self)
        _shrinkable(self.select)
        self.select.currentIndexChanged.connect(self._say)
        self.column.addWidget(self.select)
        self.setFocusProxy(self.select)

    def value(self) -> Any:
        return self._make(self.select.key())

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.select):
            self.select.set_key(str(value))


def _shrinkable(select: Select) -> None:
    """Let a drop-down be narrower than its longest choice."""
    select.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    select.setMinimumContentsLength(6)
    select.setMinimumWidth(theme().px(60))


class NameField(Editor):
    """One of the columns, or of the datasets; a name that is not there is shown as it is."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.select = Select([], self, name=name)
        _shrinkable(self.select)
        self.select.currentIndexChanged.connect(self._say)
        self.column.addWidget(self.select)
        self.setFocusProxy(self.select)
        self._names: list[str] = []

    def set_types(self, types: Types) -> None:
        super().set_types(types)
        self.set_names(list(types))

    def set_names(self, names: Sequence[str]) -> None:
        """What to choose from."""
        self._names = list(names)
        self._fill(self.select.key())

    def _fill(self, chosen: str) -> None:
        listed = self._names if not chosen or chosen in self._names else [chosen, *self._names]
        self.select.set_choices([("", tr("Choose")), *((n, n) for n in listed)])
        with QSignalBlocker(self.select):  # only now: set_choices lets signals through at its end
            self.select.set_key(chosen)

    def value(self) -> str:
        return self.select.key()

    def set_value(self, value: Any) -> None:
        if value != self.value():
            self._fill(str(value))
