"""Choosing algorithms, each with its parameters or, in a search, the ranges to try."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.spec import AlgorithmSpec, SearchRange, Task
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new.parameters import ParameterForm, RangeForm
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line

FIRST = ("baseline", "linear_regression", "logistic_regression", "random_forest", "hist_gradient_boosting",
         "isolation_forest", "k_means")  # fmt: skip
"""What is ticked when nothing was chosen before."""


class AlgorithmRow(QWidget):
    """An algorithm: tick box, name, summary, and its parameters or ranges behind a link.

    The forms are built when they are first asked for: twenty algorithms have some two hundred parameters.
    """

    changed = Signal()

    def __init__(self, algorithm: Algorithm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.algorithm = algorithm
        self._form: ParameterForm | None = None
        self._ranges: RangeForm | None = None
        self._params: dict[str, Any] = {}
        self._searching = self._opened = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(13, 7, 13, 7)
        row.setSpacing(8)
        self.box = QCheckBox(algorithm.name, self)
        self.box.setFont(theme().font("medium"))
        self.box.setMinimumHeight(theme().px(24))
        self.box.setAccessibleDescription(algorithm.summary)
        self.box.toggled.connect(self._changed)
        row.addWidget(self.box)
        summary = ElidedLabel(algorithm.summary, "small", "text3", self)
        summary.setToolTip(algorithm.summary)
        row.addWidget(summary, 1)
        self.fact = Label("", "small", "text3", self)
        row.addWidget(self.fact)
        self.link = LinkButton(tr("Parameters"), self, small=True)
        self.link.setAccessibleName(tr("Parameters of {name}").format(name=algorithm.name))
        self.link.clicked.connect(self._toggle)
        self.link.setVisible(bool(algorithm.parameters))
        row.addWidget(self.link)
        self._column.addLayout(row)
        if algorithm.missing:
            self.box.setEnabled(False)
            self.fact.setText(tr("needs {package}").format(package=algorithm.missing))
            self.link.hide()

    # --- forms --------------------------------------------------------------------------------------------------
    @property
    def form(self) -> ParameterForm:
        """A value for each parameter."""
        if self._form is None:
            self._form = ParameterForm(self.algorithm.parameters, self)
            self._form.set_params(self._params)
            self._form.changed.connect(self._changed)
            self._form.setVisible(self._opened and not self._searching)
            self._column.addWidget(self._form)
        return self._form

    @property
    def ranges(self) -> RangeForm:
        """A range for each parameter that is worth searching."""
        if self._ranges is None:
            self._ranges = RangeForm(self.algorithm.parameters, self)
            self._ranges.changed.connect(self._changed)
            self._ranges.setVisible(self._opened and self._searching)
            self._column.addWidget(self._ranges)
        return self._ranges

    @property
    def searchable(self) -> bool:
        """Whether there is anything to search."""
        return any(p.search is not None for p in self.algorithm.parameters)

    def set_searching(self, on: bool) -> None:
        """Show ranges in place of values, where there is something to search."""
        self._searching = on and self.searchable
        self._show()

    @Slot()
    def _toggle(self) -> None:
        self._opened = not self._opened
        if self._opened:
            self.box.setChecked(True)
        self._show()

    def _show(self) -> None:
        usual = tr("Ranges") if self._searching else tr("Parameters")
        self.link.setText(tr("Hide") if self._opened else usual)
        self.link.updateGeometry()
        shown, other = (self.ranges, self._form) if self._searching else (self.form, self._ranges)
        if self._opened:
            shown.show()
        else:
            shown.hide()
        if other is not None:
            other.hide()
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        if self.algorithm.missing:
            return
        altered = len(self.spec().params)
        if self._searching:
            tried = len(self.search_ranges())
            self.fact.setText(tr("{n} searched").format(n=tried) if self._ranges is not None else "")
        else:
            self.fact.setText(texts.counted(altered, tr("changed"), tr("changed")) if altered else "")
        self.changed.emit()

    # --- what is chosen -----------------------------------------------------------------------------------------
    def spec(self) -> AlgorithmSpec:
        """The algorithm with what differs from its defaults."""
        return AlgorithmSpec(self.algorithm.key, self._form.params() if self._form is not None else dict(self._params))

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Show values; what is not given gets its default."""
        self._params = dict(params)
        if self._form is not None:
            self._form.set_params(params)
        self._changed()

    def search_ranges(self) -> dict[str, SearchRange]:
        """What a search tries, by parameter."""
        if self._ranges is not None:
            return self._ranges.ranges()
        return {p.name: p.search for p in self.algorithm.parameters if p.search is not None}

    def problem(self) -> str:
        """What is wrong with a value or a range."""
        shown = self._ranges if self._searching else self._form
        return shown.problem() if shown is not None else ""


class AlgorithmList(QFrame):
    """The catalogue to tick from. `changed` fires when choice, parameters or ranges changed."""

    changed = Signal()

    def __init__(self, algorithms: Sequence[Algorithm], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setMinimumHeight(theme().px(118))
        self._task: Task | None = None
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
        self._lines: list[Line] = []
        for algorithm in algorithms:
            line = Line(inner)
            column.addWidget(line)
            row = AlgorithmRow(algorithm, inner)
            row.changed.connect(self.changed)
            self._lines.append(line)
            self.rows.append(row)
            column.addWidget(row)
        column.addStretch(1)
        scroll.setWidget(inner)
        self._inner = inner
        inner.installEventFilter(self)
        self.set_task(Task.BINARY)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """No higher than the rows; lower where room lacks, then it scrolls."""
        self.setMaximumHeight(max(self.minimumHeight(), self._inner.sizeHint().height() + 4))

    # --- what can be chosen -------------------------------------------------------------------------------------
    def set_task(self, task: Task) -> None:
        """Offer the algorithms of a task; where none of them is ticked, the usual ones are."""
        if task is self._task:
            return
        self._task = task
        first = True
        for row, line in zip(self.rows, self._lines, strict=True):
            fits = task in row.algorithm.tasks
            row.setVisible(fits)
            line.setVisible(fits and not first)
            first = first and not fits
        if not self.specs():
            for row in self.offered():
                row.box.setChecked(row.algorithm.key in FIRST)
        self.changed.emit()

    def offered(self) -> list[AlgorithmRow]:
        """The rows of the present task."""
        return [row for row in self.rows if self._task in row.algorithm.tasks]

    def set_searching(self, on: bool) -> None:
        """Ask for ranges to search, or for values."""
        for row in self.rows:
            row.set_searching(on)

    # --- what is chosen -----------------------------------------------------------------------------------------
    def chosen(self) -> list[AlgorithmRow]:
        """The ticked rows of the present task."""
        return [row for row in self.offered() if row.box.isChecked() and row.box.isEnabled()]

    def specs(self) -> tuple[AlgorithmSpec, ...]:
        """What is ticked."""
        return tuple(row.spec() for row in self.chosen())

    def set_specs(self, specs: Sequence[AlgorithmSpec]) -> None:
        """Tick some, with their parameters."""
        chosen = {s.key: s for s in specs}
        for row in self.rows:
            row.box.setChecked(row.algorithm.key in chosen)
            if row.algorithm.key in chosen:
                row.set_params(chosen[row.algorithm.key].params)

    def search_ranges(self) -> dict[str, dict[str, SearchRange]]:
        """What a search tries, by algorithm and parameter."""
        return {row.algorithm.key: row.search_ranges() for row in self.chosen() if row.searchable}

    def problem(self) -> str:
        """What is wrong with a ticked algorithm's parameters or ranges."""
        return next((p for p in (row.problem() for row in self.chosen()) if p), "")
