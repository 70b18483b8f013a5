"""How parameters are found and judged: search method and budget, folds, the metric to get best by."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.experiments.metrics import DEFAULTS, metrics_of
from modelyard.domain.experiments.spec import ExperimentSpec, FoldKind, FoldSpec, SearchMethod, SearchSpec, Task
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select

FOLDS = 5


def _methods() -> list[tuple[str, str]]:
    return [
        ("", tr("No search, parameters as they are")),
        (SearchMethod.TPE.value, tr("Try many, learn from each")),
        (SearchMethod.RANDOM.value, tr("Try many at random")),
        (SearchMethod.GRID.value, tr("Try a grid of values")),
        (SearchMethod.HALVING.value, tr("Try many on few rows, go on with the best")),
    ]


class SearchForm(QWidget):
    """Search method, trials, time; folds and metric. `changed` on any change."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._target = ""
        self._kinds: list[tuple[str, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.method = Select(_methods(), self)
        self.trials = NumberBox(40, 2, 10_000, self, step=10)
        self.minutes = NumberBox(30, 0, 10_080, self, step=10, suffix="\u00a0min")
        self.minutes.setSpecialValueText(tr("no limit"))
        self.trials_field = FormField(tr("Trials"), self.trials, parent=self)
        self.minutes_field = FormField(tr("Stop after"), self.minutes, parent=self)
        self.trials.setToolTip(tr("Of each algorithm that has parameters to search"))
        self.minutes.setToolTip(tr("The search of each algorithm ends then with the best so far"))
        column.addLayout(self._row(FormField(tr("Search method"), self.method, parent=self), self.trials_field,
                                   self.minutes_field))  # fmt: skip
        self.folds = Select(parent=self)
        self.count = NumberBox(FOLDS, 2, 50, self)
        self.best_by = Select(parent=self)
        self.group = Select(parent=self)
        self.count_field = FormField(tr("Folds"), self.count, parent=self)
        self.group_field = FormField(tr("By column"), self.group, parent=self)
        column.addLayout(self._row(FormField(tr("Check with"), self.folds, parent=self), self.group_field,
                                   self.count_field, FormField(tr("Best by"), self.best_by, parent=self)))  # fmt: skip
        checks = QHBoxLayout()
        checks.setSpacing(20)
        self.prune = QCheckBox(tr("Stop weak trials early"), self)
        self.prune.setChecked(True)
        self.keep = QCheckBox(tr("Keep every trial as a run"), self)
        for box in (self.keep, self.prune):
            box.toggled.connect(self._say)
            checks.addWidget(box)
        checks.addStretch(1)
        column.addLayout(checks)
        for select in (self.method, self.folds, self.best_by, self.group):
            select.currentIndexChanged.connect(self._say)
        for number in (self.trials, self.minutes, self.count):
            number.valueChanged.connect(self._say)
        self.set_task(Task.BINARY)

    def _row(self, first: QWidget, *others: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(first, 1)
        for each in others:
            each.setFixedWidth(theme().px(112))
            row.addWidget(each)
        return row

    @Slot()
    def _say(self, *_: object) -> None:
        searching = bool(self.method.key())
        alone = [] if searching and self._kinds else [("", tr("The test rows only"))]
        self.folds.set_choices([*alone, *self._kinds])
        grid = self.method.key() == SearchMethod.GRID
        self.trials_field.setVisible(searching and not grid)
        self.minutes_field.setVisible(searching)
        self.prune.setVisible(searching and self.method.key() != SearchMethod.HALVING)
        self.keep.setVisible(searching)
        kind = self.folds.key()
        self.group_field.setVisible(kind in (FoldKind.GROUP, FoldKind.TIME))
        self.count_field.setVisible(bool(kind))
        self.changed.emit()

    # --- what can be chosen -------------------------------------------------------------------------------------
    def set_task(self, task: Task, target: str = "") -> None:
        """Offer the task's metrics and kinds of folds."""
        if (task, target) == (self._task, self._target):
            return
        other, self._task, self._target = task is not self._task, task, target
        if other:
            self.best_by.set_choices([(m.key, m.name) for m in metrics_of(task)])
            self.best_by.set_key(DEFAULTS[task])
        same = tr("Folds, same share of {target}").format(target=target) if target else tr("Folds, same share of each")
        kinds = [(FoldKind.STRATIFIED.value, same)] if task.classifies else []
        kinds += [
            (FoldKind.PLAIN.value, tr("Folds, rows at random")),
            (FoldKind.GROUP.value, tr("Folds, groups kept together")),
            (FoldKind.TIME.value, tr("Folds, earlier teach later")),
        ]
        self._kinds = kinds if task.supervised else []
        self._say()

    def set_columns(self, columns: Sequence[ColumnProfile]) -> None:
        """Offer the columns that group or order rows."""
        self.group.set_choices([(c.name, c.name) for c in columns])
        self._say()

    def fill(self, spec: ExperimentSpec) -> None:
        """Take over how another experiment searched."""
        self.set_task(spec.task)
        self.best_by.set_key(spec.metric)
        if spec.search is not None:
            self.method.set_key(spec.search.method.value)
            self.trials.setValue(spec.search.trials)
            self.minutes.setValue(round(spec.search.minutes or 0))
            self.prune.setChecked(spec.search.prune)
            self.keep.setChecked(spec.search.keep_trials)
        if spec.folds is not None:
            auto = FoldKind.STRATIFIED if spec.task.classifies else FoldKind.PLAIN
            self.folds.set_key((auto if spec.folds.kind is FoldKind.AUTO else spec.folds.kind).value)
            self.count.setValue(spec.folds.count)
            self.group.set_key(spec.folds.column)
        self._say()

    # --- what is chosen -----------------------------------------------------------------------------------------
    @property
    def searching(self) -> bool:
        """Whether parameters are searched."""
        return bool(self.method.key())

    def search(self) -> SearchSpec | None:
        """The search without its ranges; None when parameters stay as they are."""
        if not self.searching:
            return None
        return SearchSpec(
            SearchMethod(self.method.key()),
            self.trials.value(),
            float(self.minutes.value()) or None,
            self.prune.isChecked(),
            self.keep.isChecked(),
        )

    def fold_spec(self) -> FoldSpec | None:
        """The folds; a search without a choice gets five."""
        if not self.folds.key():
            return FoldSpec() if self.searching else None
        kind = FoldKind(self.folds.key())
        column = self.group.key() if kind in (FoldKind.GROUP, FoldKind.TIME) else ""
        return FoldSpec(kind, self.count.value(), column)

    def problem(self) -> str:
        """Why it cannot start; empty when it can."""
        if self.group_field.isVisibleTo(self) and not self.group.key():
            return tr("Choose the column that the folds go by")
        return ""
