"""The form of Try it: one input a column of the signature, with what training saw beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.models import InputField, Signature
from modelyard.ui.pages.deployments.words import tr
from modelyard.ui.pages.models import words as model_words
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel

MINUS = "\u2212"


class Combo(QComboBox):
    """Known categories to choose from; any other may be typed."""

    def __init__(self, categories: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.addItems(list(categories))
        self.setCurrentIndex(-1)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


class TryForm(QWidget):
    """`values()` is the row; raises nothing, `problem` says in a sentence what cannot be read."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnMinimumWidth(0, 16)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 3)
        self._grid.setColumnStretch(3, 2)
        self.fields: dict[str, InputField] = {}
        self.inputs: dict[str, QWidget] = {}

    def set_signature(self, signature: Signature) -> None:
        """Build the inputs anew."""
        clear_layout(self._grid)
        self.fields = {f.name: f for f in signature.inputs}
        self.inputs = {}
        for row, field in enumerate(signature.inputs):
            self._grid.addWidget(IconView(model_words.TYPE_ICONS[field.type], "text3", self), row, 0)
            name = ElidedLabel(field.name, "small-medium", "text", self)
            self._grid.addWidget(name, row, 1)
            widget = self._input(field)
            widget.setFixedHeight(theme().px(30))
            widget.setAccessibleName(field.name)
            seen = model_words.seen(field)
            widget.setAccessibleDescription(seen)
            name.setBuddy(widget)
            self.inputs[field.name] = widget
            self._grid.addWidget(widget, row, 2)
            self._grid.addWidget(ElidedLabel(seen, "small", "text3", self), row, 3)
        self._grid.setRowStretch(len(signature.inputs), 1)

    def _input(self, field: InputField) -> QWidget:
        if field.type is ColumnType.BOOLEAN:
            select = Select([("", tr("missing")), ("true", tr("true")), ("false", tr("false"))], self)
            select.currentIndexChanged.connect(self._touched)
            return select
        if field.categories:
            combo = Combo(field.categories, self)
            combo.editTextChanged.connect(self._touched)
            return combo
        line = QLineEdit(self)
        line.setPlaceholderText(tr("missing"))
        line.textChanged.connect(self._touched)
        return line

    def _touched(self, *_: object) -> None:
        self.changed.emit()

    def _text(self, name: str) -> str:
        widget = self.inputs[name]
        if isinstance(widget, Select):
            return widget.key()
        if isinstance(widget, QComboBox):
            return widget.currentText().strip()
        assert isinstance(widget, QLineEdit)
        return widget.text().strip()

    def set_values(self, row: Mapping[str, Any]) -> None:
        """Fill in a row."""
        for name, widget in self.inputs.items():
            value = row.get(name)
            text = "" if value is None else json.dumps(value) if isinstance(value, bool | float | int) else str(value)
            if isinstance(widget, Select):
                widget.set_key(text)
            elif isinstance(widget, QComboBox):
                widget.setCurrentText(text)
            elif isinstance(widget, QLineEdit):
                widget.setText(text.replace("-", MINUS) if text[:1] == "-" and _numeric(self.fields[name]) else text)
                widget.setCursorPosition(0)
        self.problem()

    def values(self) -> dict[str, Any]:
        """The row as JSON values; what is empty is missing."""
        return {name: parse(field, self._text(name)) for name, field in self.fields.items()}

    def problem(self) -> str:
        """Mark inputs that cannot be read; returns a sentence about the first, or ""."""
        first = ""
        for name, field in self.fields.items():
            text = ""
            try:
                parse(field, self._text(name))
            except ValueError:
                wanted = tr("a whole number") if field.type is ColumnType.INTEGER else tr("a number")
                text = tr("{column} takes {kind}.").format(column=name, kind=wanted)
            widget = self.inputs[name]
            if bool(widget.property("invalid")) != bool(text):
                widget.setProperty("invalid", bool(text))
                widget.style().unpolish(widget)
                widget.style().polish(widget)
            first = first or text
        return first


def _numeric(field: InputField) -> bool:
    return field.type in (ColumnType.INTEGER, ColumnType.NUMBER)


def parse(field: InputField, text: str) -> Any:
    """A typed text as the value a server takes. Raises `ValueError` where it is none."""
    if not text:
        return None
    if field.type is ColumnType.BOOLEAN:
        return text == "true"
    if not _numeric(field):
        return text
    plain = text.replace(MINUS, "-").replace(",", "").replace("\u00a0", "")
    if field.type is ColumnType.INTEGER:
        return int(plain)
    value = float(plain)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value
