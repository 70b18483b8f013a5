"""Choosing algorithms, each with a form made from its parameters."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from modelyard.domain.experiments.catalogue import Algorithm, ParameterInfo
from modelyard.domain.experiments.spec import AlgorithmSpec
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line


class SpinBox(QSpinBox):
    """A whole number. Scrolling the form does not change it in passing."""

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.lineEdit().setTextMargins(8, 0, 0, 0)
        self.setFixedHeight(theme().px(30))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ParameterInput(FormField):
    """One parameter: a field for its kind, its hint, and what is wrong with its value."""

    def __init__(self, info: ParameterInfo, parent: QWidget | None = None) -> None:
        self.info = info
        super().__init__(info.label, _editor(info), "", parent)
        self.setToolTip(info.hint)
        self.widget.setToolTip(info.hint)
        self.set_value(info.default)

    def value(self) -> Any:
        """The value in its type; None when the text is no number."""
        widget = self.widget
        if isinstance(widget, QSpinBox):
            return widget.value()
        if isinstance(widget, Select):
            return widget.key()
        if isinstance(widget, QCheckBox):
            return widget.isChecked()
        assert isinstance(widget, QLineEdit)
        try:
            return float(widget.text().replace(",", "."))
        except ValueError:
            return None

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
            widget.setText(f"{value:g}")

    def problem(self) -> str:
        """What is wrong with the value, in a sentence; shown below it too."""
        value, low, high = self.value(), self.info.minimum, self.info.maximum
        bad = value is None or (isinstance(value, float) and not math.isfinite(value))
        bad = bad or (
            isinstance(value, float) and ((low is not None and value < low) or (high is not None and value > high))
        )
        ends = {"low": f"{low:g}" if low is not None else "−∞", "high": f"{high:g}" if high is not None else "∞"}
        text = tr("From {low} to {high}").format(**ends) if bad else ""
        self.set_error(text)
        return tr("{label} needs a number. {range}.").format(label=self.info.label, range=text) if bad else ""


def _editor(info: ParameterInfo) -> QWidget:
    if info.kind == "integer":
        spin = SpinBox(int(info.minimum or 0), int(info.maximum if info.maximum is not None else 1_000_000))
        spin.setGroupSeparatorShown(True)
        return spin
    if info.kind == "choice":
        return Select([(choice, choice) for choice in info.choices])
    if info.kind == "boolean":
        return QCheckBox(tr("On"))
    return QLineEdit()


class ParameterForm(QWidget):
    """All parameters of one algorithm, three in a row."""

    changed = Signal()

    def __init__(self, algorithm: Algorithm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(37, 2, 13, 14)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        self.inputs: dict[str, ParameterInput] = {}
        for position, info in enumerate(p for p in algorithm.parameters if not p.advanced):
            field = ParameterInput(info, self)
            self.inputs[info.name] = field
            grid.addWidget(field, position // 3, position % 3, Qt.AlignmentFlag.AlignTop)
            widget = field.widget
            if isinstance(widget, QSpinBox):
                widget.valueChanged.connect(self._changed)
            elif isinstance(widget, Select):
                widget.currentIndexChanged.connect(self._changed)
            elif isinstance(widget, QCheckBox):
                widget.toggled.connect(self._changed)
            elif isinstance(widget, QLineEdit):
                widget.textChanged.connect(self._changed)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    @Slot()
    def _changed(self, *_: object) -> None:
        self.changed.emit()

    def params(self) -> dict[str, Any]:
        """The values that differ from the defaults."""
        return {n: f.value() for n, f in self.inputs.items() if f.value() != f.info.default}

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Show values; what is not given gets its default."""
        for name, field in self.inputs.items():
            field.set_value(params.get(name, field.info.default))

    def problem(self) -> str:
        """What is wrong with the first wrong value."""
        found = [p for p in (f.problem() for f in self.inputs.values()) if p]
        return found[0] if found else ""


class AlgorithmRow(QWidget):
    """An algorithm: tick box, name, summary, and its parameters behind a link."""

    changed = Signal()

    def __init__(self, algorithm: Algorithm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.algorithm = algorithm
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(13, 9, 13, 0)
        row.setSpacing(6)
        self.box = QCheckBox(algorithm.name, self)
        self.box.setFont(theme().font("medium"))
        self.box.setMinimumHeight(theme().px(22))
        self.box.setAccessibleDescription(algorithm.summary)
        self.box.toggled.connect(self._changed)
        row.addWidget(self.box)
        row.addStretch(1)
        self.fact = Label("", "small", "text3", self)
        row.addWidget(self.fact)
        self.link = LinkButton(tr("Parameters"), self, small=True)
        self.link.setAccessibleName(tr("Parameters of {name}").format(name=algorithm.name))
        self.link.clicked.connect(self._toggle)
        self.link.setVisible(bool(algorithm.parameters))
        row.addSpacing(6)
        row.addWidget(self.link)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setContentsMargins(37, 0, 13, 10)
        below.addWidget(ElidedLabel(algorithm.summary, "small", "text3", self))
        column.addLayout(below)
        self.form = ParameterForm(algorithm, self)
        self.form.changed.connect(self._changed)
        self.form.hide()
        column.addWidget(self.form)

    @Slot()
    def _toggle(self) -> None:
        opened = self.form.isHidden()
        self.form.setVisible(opened)
        self.link.setText(tr("Hide") if opened else tr("Parameters"))
        self.link.updateGeometry()
        if opened:
            self.box.setChecked(True)

    @Slot()
    def _changed(self, *_: object) -> None:
        altered = len(self.form.params())
        self.fact.setText(texts.counted(altered, tr("changed"), tr("changed")) if altered else "")
        self.changed.emit()

    def spec(self) -> AlgorithmSpec:
        """The algorithm with what differs from its defaults."""
        return AlgorithmSpec(self.algorithm.key, self.form.params())


class AlgorithmList(QFrame):
    """The catalogue to tick from. `changed` fires when choice or parameters changed."""

    changed = Signal()

    def __init__(self, algorithms: Sequence[Algorithm], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(scroll)
        inner = QWidget(scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows: list[AlgorithmRow] = []
        for position, algorithm in enumerate(algorithms):
            if position:
                column.addWidget(Line(inner))
            row = AlgorithmRow(algorithm, inner)
            row.box.setChecked(algorithm.offered)
            row.changed.connect(self.changed)
            self.rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        scroll.setWidget(inner)
        self._inner = inner
        inner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """No higher than the rows; lower where room lacks, then it scrolls."""
        self.setMaximumHeight(self._inner.sizeHint().height() + 4)

    def specs(self) -> tuple[AlgorithmSpec, ...]:
        """What is ticked."""
        return tuple(row.spec() for row in self.rows if row.box.isChecked())

    def set_specs(self, specs: Sequence[AlgorithmSpec]) -> None:
        """Tick some, with their parameters."""
        chosen = {s.key: s for s in specs}
        for row in self.rows:
            row.box.setChecked(row.algorithm.key in chosen)
            if row.algorithm.key in chosen:
                row.form.set_params(chosen[row.algorithm.key].params)

    def problem(self) -> str:
        """What is wrong with a ticked algorithm's parameters."""
        found = [row.form.problem() for row in self.rows if row.box.isChecked()]
        return next((p for p in found if p), "")
