"""Forms made from an algorithm's parameters: one value each, or a range to search each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from modelyard.domain.experiments.catalogue import ParameterInfo
from modelyard.domain.experiments.spec import SearchRange
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.flow import FlowLayout
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select
from modelyard.ui.widgets.labels import Label

COLUMNS = 3
MOST_WHOLE = 1_000_000_000


def number(text: str) -> float | None:
    """The number a person typed, with point or comma; None when it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def limits(info: ParameterInfo) -> str:
    """What a parameter may be, in words."""
    low, high = info.minimum, info.maximum
    if low is None and high is None:
        return tr("A number")
    if high is None:
        return tr("From {low}").format(low=f"{low:g}")
    if low is None:
        return tr("Up to {high}").format(high=f"{high:g}")
    return tr("From {low} to {high}").format(low=f"{low:g}", high=f"{high:g}")


def allowed(info: ParameterInfo, value: float | None) -> bool:
    """Whether a number can be the parameter's value."""
    if value is None or not math.isfinite(value) or (info.kind == "integer" and value != int(value)):
        return False
    low, high = info.minimum, info.maximum
    return (low is None or value >= low) and (high is None or value <= high)


class ParameterInput(FormField):
    """One parameter: a field for its kind, its documentation, and what is wrong with its value."""

    def __init__(self, info: ParameterInfo, parent: QWidget | None = None) -> None:
        self.info = info
        super().__init__(info.label, _editor(info), "", parent)
        about = "\n\n".join(t for t in (info.hint, info.text) if t)
        self.setToolTip(about)
        self.widget.setToolTip(about)
        self.set_value(info.default)

    def value(self) -> Any:
        """The value in its type; None when the field is empty or its text is no number."""
        widget = self.widget
        if isinstance(widget, QSpinBox):
            return widget.value()
        if isinstance(widget, Select):
            return widget.key()
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        assert isinstance(widget, QLineEdit)
        if self.info.kind == "text":
            return widget.text()
        value = number(widget.text())
        whole = self.info.kind == "integer" and value is not None and math.isfinite(value) and value == int(value)
        return int(value) if whole and value is not None else value

    def set_value(self, value: Any) -> None:
        """Show a value."""
        widget = self.widget
        if isinstance(widget, QSpinBox):
            widget.setValue(int(value))
        elif isinstance(widget, Select):
            widget.set_key(str(value))
        elif isinstance(widget, QCheckBox):
            widget.setChecked(bool(value))
        elif isinstance(widget, QLineEdit):
            widget.setText("" if value is None else f"{value:g}" if isinstance(value, float) else str(value))

    def problem(self) -> str:
        """What is wrong with the value, in a sentence; shown below it too."""
        if self.info.kind not in ("integer", "number"):
            return ""
        empty = isinstance(self.widget, QLineEdit) and not self.widget.text().strip()
        bad = not (empty and self.info.optional) and not allowed(self.info, self.value())
        text = limits(self.info) if bad else ""
        self.set_error(text)
        return tr("{label} needs a number. {range}.").format(label=self.info.label, range=text) if bad else ""


def _editor(info: ParameterInfo) -> QWidget:
    if info.kind == "integer" and not info.optional:
        low = int(info.minimum) if info.minimum is not None else -MOST_WHOLE
        high = int(info.maximum) if info.maximum is not None else MOST_WHOLE
        box = NumberBox(int(info.default or 0), low, high)
        box.setGroupSeparatorShown(True)
        return box
    if info.kind == "choice":
        return Select([(choice, choice) for choice in info.choices])
    if info.kind == "boolean":
        return QCheckBox(tr("On"))
    edit = QLineEdit()
    edit.setPlaceholderText(tr("none") if info.optional else "")
    return edit


class ParameterForm(QWidget):
    """All parameters of one algorithm, three in a row, the seldom changed ones behind a link."""

    changed = Signal()

    def __init__(self, parameters: Sequence[ParameterInfo], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(37, 2, 13, 14)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self.inputs: dict[str, ParameterInput] = {}
        self._hidden = [i for i in parameters if i.advanced]
        for info in parameters:
            if not info.advanced:
                self._add(info)
        self.more = LinkButton(tr("All parameters ({n} more)").format(n=len(self._hidden)), self, small=True)
        self.more.clicked.connect(self.show_all)
        self.more.setVisible(bool(self._hidden))
        self._grid.addWidget(self.more, 1000, 0, 1, COLUMNS, Qt.AlignmentFlag.AlignLeft)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def _add(self, info: ParameterInfo) -> None:
        field = ParameterInput(info, self)
        position = len(self.inputs)
        self.inputs[info.name] = field
        self._grid.addWidget(field, position // COLUMNS, position % COLUMNS, Qt.AlignmentFlag.AlignTop)
        widget = field.widget
        if isinstance(widget, QSpinBox):
            widget.valueChanged.connect(self._changed)
        elif isinstance(widget, Select):
            widget.currentIndexChanged.connect(self._changed)
        elif isinstance(widget, QCheckBox):
            widget.toggled.connect(self._changed)
        elif isinstance(widget, QLineEdit):
            widget.textChanged.connect(self._changed)

    @Slot()
    def show_all(self, *_: object) -> None:
        """Show the seldom changed parameters too."""
        for info in self._hidden:
            self._add(info)
        self._hidden = []
        self.more.hide()

    @Slot()
    def _changed(self, *_: object) -> None:
        self.changed.emit()

    def params(self) -> dict[str, Any]:
        """The values that differ from the defaults."""
        return {n: f.value() for n, f in self.inputs.items() if f.value() != f.info.default}

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Show values; what is not given gets its default."""
        if any(info.name in params for info in self._hidden):
            self.show_all()
        for name, field in self.inputs.items():
            field.set_value(params.get(name, field.info.default))

    def problem(self) -> str:
        """What is wrong with the first wrong value."""
        return next((p for p in (f.problem() for f in self.inputs.values()) if p), "")


class RangeInput(QWidget):
    """What a search tries for one parameter: from and to, or some of its choices. Unticked it is left alone."""

    changed = Signal()

    def __init__(self, info: ParameterInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.info = info
        usual = info.search or SearchRange()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        self.box = QCheckBox(info.label, self)
        self.box.setToolTip("\n\n".join(t for t in (info.hint, info.text) if t))
        self.box.setChecked(not usual.open)
        self.box.toggled.connect(self._say)
        column.addWidget(self.box)
        self.low, self.high = QLineEdit(self), QLineEdit(self)
        self.choices: list[tuple[QCheckBox, Any]] = []
        if usual.choices:
            flow = FlowLayout(gap=10)
            for value in usual.choices:
                box = QCheckBox(str(value), self)
                box.setChecked(True)
                box.toggled.connect(self._say)
                self.choices.append((box, value))
                flow.addWidget(box)
            column.addLayout(flow)
        else:
            column.addLayout(self._ends(usual))
        self.low.setVisible(not usual.choices)
        self.high.setVisible(not usual.choices)
        self.message = Label("", "small", "bad-text", self, wrap=True)
        self.message.hide()
        column.addWidget(self.message)
        column.addStretch(1)
        self._say()

    def _ends(self, usual: SearchRange) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for edit, value, name in ((self.low, usual.low, tr("from")), (self.high, usual.high, tr("to"))):
            edit.setText("" if value is None else f"{value:g}")
            edit.setAccessibleName(f"{self.info.label} {name}")
            edit.textChanged.connect(self._say)
        row.addWidget(self.low)
        row.addWidget(Label(tr("to"), "small", "text3", self))
        row.addWidget(self.high)
        return row

    @Slot()
    def _say(self, *_: object) -> None:
        on = self.box.isChecked()
        for widget in (self.low, self.high, *(box for box, _ in self.choices)):
            widget.setEnabled(on)
        self.changed.emit()

    def value(self) -> SearchRange | None:
        """The range; None when the parameter is left alone."""
        if not self.box.isChecked():
            return None
        usual = self.info.search or SearchRange()
        if self.choices:
            return SearchRange(choices=tuple(value for box, value in self.choices if box.isChecked()))
        return SearchRange(number(self.low.text()), number(self.high.text()), usual.log)

    def problem(self) -> str:
        """What is wrong with the range; shown below it too."""
        value = self.value()
        text = ""
        if value is not None and self.choices:
            text = "" if value.choices else tr("Tick at least one")
        elif value is not None:
            low, high = value.low, value.high
            if low is None or high is None or not allowed(self.info, low) or not allowed(self.info, high):
                text = limits(self.info)
            elif low > high:
                text = tr("The first is larger than the second")
            elif value.log and low <= 0:
                text = tr("More than 0")
        self.message.setText(text)
        self.message.setVisible(bool(text))
        return f"{self.info.label}: {text}" if text else ""


class RangeForm(QWidget):
    """The ranges a search tries, two in a row. Where there are no usual ones, none need be ticked."""

    changed = Signal()

    def __init__(self, parameters: Sequence[ParameterInfo], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(37, 2, 13, 14)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(12)
        self.inputs: dict[str, RangeInput] = {}
        for position, info in enumerate(i for i in parameters if i.search is not None):
            field = RangeInput(info, self)
            field.changed.connect(self.changed)
            self.inputs[info.name] = field
            grid.addWidget(field, position // 2, position % 2, Qt.AlignmentFlag.AlignTop)
        for column in range(2):
            grid.setColumnStretch(column, 1)

    def ranges(self) -> dict[str, SearchRange]:
        """What is tried, by parameter."""
        return {name: value for name, field in self.inputs.items() if (value := field.value()) is not None}

    def problem(self) -> str:
        """What is wrong with the first wrong range."""
        found = [p for p in (f.problem() for f in self.inputs.values()) if p]
        usual = any(f.info.search is not None and not f.info.search.open for f in self.inputs.values())
        if not found and usual and not self.ranges():
            return tr("Tick at least one parameter to search")
        return found[0] if found else ""
