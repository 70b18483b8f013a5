"""Choosing algorithms, each with its parameters or, in a search, the ranges to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.own_code import class_of, is_own
from modelyard.domain.experiments.spec import AlgorithmSpec, SearchRange, Task
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new.parameters import ParameterForm, RangeForm
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton, LinkButton
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line

LOW, HIGH = 118, 290
"""The least heights of the list: rows only, with a form open."""


class AlgorithmRow(QWidget):
    """An algorithm: tick box, name, summary, and its parameters or ranges behind a link.

    The forms are built when they are first asked for: twenty algorithms have some two hundred parameters.
    """

    changed = Signal()
    grew = Signal(object)
    removal = Signal(str)
    reading = Signal(str)

    def __init__(self, algorithm: Algorithm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.algorithm = algorithm
        self._form: ParameterForm | None = None
        self._ranges: RangeForm | None = None
        self._params: dict[str, Any] = {}
        self._searching = self.opened = False
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
        if is_own(algorithm.key):
            row.addWidget(Label(tr("own code"), "small", "text3", self))
        self.summary = ElidedLabel(algorithm.summary, "small", "text3", self)
        self.summary.setToolTip(algorithm.summary)
        row.addWidget(self.summary, 1)
        if is_own(algorithm.key):
            self.remove = IconButton("trash", tr("Remove {name}").format(name=algorithm.name), self)
            self.remove.clicked.connect(self._remove)
            row.addWidget(self.remove)
        self.fact = Label("", "small", "text3", self)
        row.addWidget(self.fact)
        self.time = Label("", "small", "text3", self)
        row.addWidget(self.time)
        self.link = LinkButton(tr("Parameters"), self, small=True)
        self.link.setAccessibleName(tr("Parameters of {name}").format(name=algorithm.name))
        self.link.clicked.connect(self._toggle)
        kept = self.link.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that all times end at one edge
        self.link.setSizePolicy(kept)
        self.link.setVisible(bool(algorithm.parameters))
        row.addWidget(self.link)
        self._column.addLayout(row)
        if algorithm.missing:
            self.box.setEnabled(False)
            self.fact.setText(tr("needs {package}").format(package=algorithm.missing))
            self.link.hide()
        if algorithm.missing and is_own(algorithm.key):
            self.fact.setText(tr("not agreed to on this computer"))
            self.link.setText(tr("Read"))
            self.link.setAccessibleName(tr("Read {name}").format(name=algorithm.name))
            self.link.show()

    # --- forms --------------------------------------------------------------------------------------------------
    @property
    def form(self) -> ParameterForm:
        """A value for each parameter."""
        if self._form is None:
            self._form = ParameterForm(self.algorithm.parameters, self)
            self._form.set_params(self._params)
            self._form.changed.connect(self._changed)
            self._form.setVisible(self.opened and not self._searching)
            self._column.addWidget(self._form)
        return self._form

    @property
    def ranges(self) -> RangeForm:
        """A range for each parameter that is worth searching."""
        if self._ranges is None:
            self._ranges = RangeForm(self.algorithm.parameters, self)
            self._ranges.changed.connect(self._changed)
            self._ranges.setVisible(self.opened and self._searching)
            self._column.addWidget(self._ranges)
        return self._ranges

    @property
    def searchable(self) -> bool:
        """Whether there is anything to search."""
        return any(p.search is not None for p in self.algorithm.parameters)

    def set_time(self, text: str, slow: str = "") -> None:
        """Say about how long it takes; `slow` says why that is long, and takes the summary's place."""
        self.time.setText(text)
        self.time.set_tone("warn-text" if slow else "text3")
        self.summary.setText(slow or self.algorithm.summary)

    def set_searching(self, on: bool) -> None:
        """Show ranges in place of values, where there is something to search."""
        self._searching = on and self.searchable
        self._show()
        if not self.algorithm.parameters:
            self.link.setText(tr("Ranges") if on else tr("Parameters"))  # hidden, but as wide as those of the others

    @Slot()
    def _remove(self) -> None:
        self.removal.emit(self.algorithm.key)

    @Slot()
    def _toggle(self) -> None:
        if self.algorithm.missing:
            self.reading.emit(self.algorithm.key)
            return
        self.opened = not self.opened
        if self.opened:
            self.box.setChecked(True)
        self._show()

    def _show(self) -> None:
        if self.algorithm.missing:
            return
        usual = tr("Ranges") if self._searching else tr("Parameters")
        self.link.setText(tr("Hide") if self.opened else usual)
        self.link.updateGeometry()
        for form in (self._form, self._ranges):
            if form is not None:
                form.hide()
        if self.opened:
            (self.ranges if self._searching else self.form).show()
        self._changed()
        if self.opened:
            self.grew.emit(self)

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
        return {p.name: p.search for p in self.algorithm.parameters if p.search is not None and not p.search.open}

    def problem(self) -> str:
        """What is wrong with a value or a range."""
        shown = self._ranges if self._searching else self._form
        return shown.problem() if shown is not None else ""


class AlgorithmList(QFrame):
    """The catalogue of a task to tick from, and own code. `changed` fires when choice, parameters or ranges changed,
    `removal` and `reading` with the key of own code that somebody wants away, or to read and agree to."""

    changed = Signal()
    removal = Signal(str)
    reading = Signal(str)

    def __init__(self, catalogue: Callable[[Task], Sequence[Algorithm]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self._catalogue = catalogue
        self._task: Task | None = None
        self._searching = False
        self._opened: object = None
        self._wanted: dict[str, AlgorithmSpec] = {}
        self._own: tuple[Algorithm, ...] = ()
        self.rows: list[AlgorithmRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._scroll)
        self._inner = QWidget(self._scroll)
        self.set_task(Task.BINARY)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, theme().px(LOW))

    def _fit(self) -> None:
        """No higher than the rows; lower where room lacks, then it scrolls. An open form gets more room."""
        opened = any(row.opened for row in self.rows)
        self.setMinimumHeight(theme().px(HIGH if opened else LOW))
        self.setMaximumHeight(max(self.minimumHeight(), self._inner.sizeHint().height() + 4))

    # --- what can be chosen -------------------------------------------------------------------------------------
    def set_task(self, task: Task) -> None:
        """Offer the algorithms of a task; those ticked before stay so, and where none is, the usual ones are."""
        if task is self._task:
            return
        self._wanted |= {s.key: s for s in self.specs()}
        self._build(task)
        self._tick({key for key in self._wanted if any(r.algorithm.key == key for r in self.rows)})
        self.changed.emit()

    def set_own(self, own: Sequence[Algorithm]) -> None:
        """Offer own code, too; what was ticked stays so, also where its text is newer now."""
        if tuple(own) == self._own or self._task is None:
            return
        self._own = tuple(own)
        self._wanted = {s.key: s for s in self._named(self.specs())}
        self._build(self._task)
        self._tick(set(self._wanted) & {r.algorithm.key for r in self.rows})
        self.changed.emit()

    def tick(self, key: str) -> None:
        """Tick one more, and show it."""
        for row in self.rows:
            if row.algorithm.key == key:
                row.box.setChecked(True)
                self._reveal(row)

    def _named(self, specs: Sequence[AlgorithmSpec]) -> list[AlgorithmSpec]:
        """The same algorithms, own code by the text that is offered."""
        newest = {a.name: a.key for a in self._own}
        return [replace(s, key=newest.get(class_of(s.key), s.key)) if is_own(s.key) else s for s in specs]

    def _build(self, task: Task) -> None:
        """Rows for a task: the usual ones first, then own code."""
        self._task = task
        inner = QWidget(self._scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = []
        found = [*self._catalogue(task), *(a for a in self._own if task in a.tasks)]
        for algorithm in sorted(found, key=lambda a: (not a.offered, not is_own(a.key))):
            if self.rows:
                column.addWidget(Line(inner))
            row = AlgorithmRow(algorithm, inner)
            row.set_searching(self._searching)
            self.rows.append(row)
            column.addWidget(row)
            row.changed.connect(self.changed)
            row.grew.connect(self._reveal)
            row.removal.connect(self.removal)
            row.reading.connect(self.reading)
        column.addStretch(1)
        self._scroll.setWidget(inner)
        self._inner = inner
        inner.installEventFilter(self)
        self._fit()

    @Slot(object)
    def _reveal(self, row: object) -> None:
        """Scroll to a form that was opened, once it has its place."""
        self._opened = row
        QTimer.singleShot(0, self._scroll_to)

    @Slot()
    def _scroll_to(self) -> None:
        if isinstance(self._opened, AlgorithmRow) and self._opened in self.rows:
            self._scroll.verticalScrollBar().setValue(self._opened.y())

    def _tick(self, keys: set[str]) -> None:
        for row in self.rows:
            usual = row.algorithm.offered and not row.algorithm.missing
            row.box.setChecked(row.algorithm.key in keys if keys else usual)
            known = {p.name for p in row.algorithm.parameters}
            if spec := self._wanted.get(row.algorithm.key):
                row.set_params({name: value for name, value in spec.params.items() if name in known})

    def set_searching(self, on: bool) -> None:
        """Ask for ranges to search, or for values."""
        self._searching = on
        for row in self.rows:
            row.set_searching(on)

    # --- what is chosen -----------------------------------------------------------------------------------------
    def chosen(self) -> list[AlgorithmRow]:
        """The ticked rows."""
        return [row for row in self.rows if row.box.isChecked() and row.box.isEnabled()]

    def specs(self) -> tuple[AlgorithmSpec, ...]:
        """What is ticked."""
        return tuple(row.spec() for row in self.chosen())

    def every_spec(self) -> tuple[AlgorithmSpec, ...]:
        """What could be ticked, with its parameters as they are."""
        return tuple(row.spec() for row in self.rows if not row.algorithm.missing)

    def set_specs(self, specs: Sequence[AlgorithmSpec]) -> None:
        """Tick some, with their parameters."""
        self._wanted = {s.key: s for s in self._named(specs)}
        self._tick(set(self._wanted))

    def search_ranges(self) -> dict[str, dict[str, SearchRange]]:
        """What a search tries, by algorithm and parameter."""
        return {row.algorithm.key: row.search_ranges() for row in self.chosen() if row.searchable}

    def problem(self) -> str:
        """What is wrong with a ticked algorithm's parameters or ranges."""
        return next((p for p in (row.problem() for row in self.chosen()) if p), "")
