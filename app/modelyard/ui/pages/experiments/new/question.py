"""What is to be learned from what: dataset, version, target, rows, task, and which value counts as yes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnProfile, TableProfile
from modelyard.domain.experiments.spec import ExperimentSpec, TargetSummary, Task
from modelyard.services.data import datasets as data
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new.offer import Offer, likely_target
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.note import Note

PAUSE_MS = 300
"""How long typing rests before the row filter is tried."""


def task_names() -> dict[Task, str]:
    """Tasks as questions a person asks."""
    return {
        Task.BINARY: tr("Yes or no"),
        Task.MULTICLASS: tr("One of several"),
        Task.REGRESSION: tr("A number"),
        Task.ANOMALY: tr("Unusual rows"),
        Task.CLUSTERING: tr("Groups of rows"),
    }


class Question(QWidget):
    """`changed` on any news; `columns_known` carries a version's profile; `asked` when the rows are known anew."""

    changed = Signal()
    columns_known = Signal(object)
    target_chosen = Signal()
    asked = Signal()
    failed = Signal(object)

    def __init__(self, shell: Shell, task: Task, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._task = shell, task
        self._offer = Offer((), (), ())
        self._wanted: ExperimentSpec | None = None
        self.columns: tuple[ColumnProfile, ...] = ()
        self.summary: TargetSummary | None = None
        self.where_problem = ""
        self.where_pending = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._try_where)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.dataset, self.version = Select(parent=self), Select(parent=self)
        self.dataset.currentIndexChanged.connect(self._dataset_changed)
        self.version.currentIndexChanged.connect(self._version_changed)
        column.addLayout(self._row((FormField(tr("Dataset"), self.dataset, parent=self), 3),
                                   (FormField(tr("Version"), self.version, parent=self), 2)))  # fmt: skip
        self.target = Select(parent=self)
        self.target.currentIndexChanged.connect(self._target_changed)
        self.where = QLineEdit(self)
        self.where.setPlaceholderText(tr("for example month <= 6"))
        self.where.textChanged.connect(self._where_typed)
        self.where.returnPressed.connect(self._try_where)
        self.where_field = FormField(tr("Only rows where"), self.where, parent=self, optional=True)
        column.addLayout(self._row((FormField(tr("Target"), self.target, parent=self), 3), (self.where_field, 4)))
        self.task, self.positive = Select(parent=self), Select(parent=self)
        self.task.currentIndexChanged.connect(self._task_changed)
        self.positive.currentIndexChanged.connect(self._ask_target)
        self.positive_field = FormField(tr("Counts as yes"), self.positive, parent=self)
        self.positive_field.hide()
        column.addLayout(self._row((FormField(tr("Answer"), self.task, parent=self), 3), (self.positive_field, 4)))
        self.note = Note("", "plain", self)
        self.note.label.setStyleSheet(f"font-size: {theme().px(12)}px")
        column.addWidget(self.note)

    def _row(self, *parts: tuple[QWidget, int]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for widget, stretch in parts:
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop)
        return row

    # --- what can be chosen -------------------------------------------------------------------------------------
    def offer(self, offer: Offer, wanted: ExperimentSpec | None) -> None:
        """Offer datasets and versions; `wanted` is chosen where it still fits."""
        self._offer, self._wanted = offer, wanted
        self.dataset.set_choices([(d.id, d.name) for d in offer.datasets])
        for index in range(self.dataset.count()):
            self.dataset.setItemIcon(index, icon("data", "text3"))
        if wanted is not None:
            self.where.blockSignals(True)
            self.where.setText(wanted.where)
            self.where.blockSignals(False)
            known = {v.id: v.dataset_id for v in offer.versions}
            if wanted.dataset_version_id in known:
                self.dataset.blockSignals(True)
                self.dataset.set_key(known[wanted.dataset_version_id])
                self.dataset.blockSignals(False)
            else:
                look = partial(data.usable_version, self._shell.workspace, wanted.dataset_version_id)
                self._shell.bridge.query(look, self._found, self._not_read, self, key="gone")
        self._dataset_changed()

    @Slot(object)
    def _found(self, _version: object) -> None:
        """The version asked for is there after all; it came while this was read."""

    @Slot(object)
    def _not_read(self, error: Any) -> None:
        self.failed.emit(error)

    @Slot()
    def _dataset_changed(self, *_: object) -> None:
        versions = [v for v in self._offer.versions if v.dataset_id == self.dataset.key()]
        choices = [(v.id, tr("v{number}, newest").format(number=v.number) if i == 0 else f"v{v.number}")
                   for i, v in enumerate(versions)]  # fmt: skip
        self.version.set_choices(choices)
        if self._wanted is not None and any(v.id == self._wanted.dataset_version_id for v in versions):
            self.version.blockSignals(True)
            self.version.set_key(self._wanted.dataset_version_id)
            self.version.blockSignals(False)
        self._version_changed()

    @Slot()
    def _version_changed(self, *_: object) -> None:
        self.columns, self.summary = (), None
        version_id, workspace = self.version.key(), self._shell.workspace
        if version_id:
            self._shell.bridge.query(lambda: data.profile(workspace, version_id), self._profiled, self._not_read, self,
                                     key="profile")  # fmt: skip
        self.changed.emit()

    @Slot(object)
    def _profiled(self, profile: TableProfile) -> None:
        self.columns = profile.columns
        names = [c.name for c in profile.columns]
        wanted = self._wanted
        fits = wanted is not None and (not wanted.target or wanted.target in names)
        fits = fits and wanted is not None and any(f in names for f in wanted.features)
        self.target.blockSignals(True)
        self.target.clear()
        for column in profile.columns:
            self.target.addItem(icon(facts.TYPE_ICONS[column.type], "text3"), column.name, column.name)
        self.target.insertSeparator(self.target.count())
        self.target.addItem(tr("No target"), "")
        if fits and wanted is not None:
            self._choose_target(wanted.target)
        else:
            self._choose_target(likely_target(profile.columns))
        self.target.blockSignals(False)
        self._offer_tasks(wanted.task if fits and wanted is not None else None)
        self.columns_known.emit(profile)
        self._wanted = None  # it has said what it had to say
        self._ask()

    def _choose_target(self, name: str) -> None:
        if name:
            self.target.set_key(name)
        else:
            self.target.setCurrentIndex(self.target.count() - 1)

    @Slot()
    def _target_changed(self, *_: object) -> None:
        self.positive.clear()
        self._offer_tasks(None)
        self.target_chosen.emit()
        self._ask()

    # --- the task -----------------------------------------------------------------------------------------------
    def _offer_tasks(self, chosen: Task | None) -> None:
        """The tasks with or without a target; without a chosen one it is found from the target."""
        names = task_names()
        fitting = [t for t in names if t.supervised == bool(self.target.key())]
        self.task.blockSignals(True)
        found = [("", tr("As the target suggests"))] if self.target.key() else []
        self.task.set_choices([*found, *((t.value, names[t]) for t in fitting)])
        self.task.setCurrentIndex(0)
        if chosen is not None:
            self.task.set_key(chosen.value)
        self.task.blockSignals(False)

    def chosen_task(self) -> Task:
        """The task: the chosen one, or what the target suggests; the last one known while the target is looked at."""
        if self.task.key():
            self._task = Task(self.task.key())
        elif self.summary is not None and self.summary.task is not None:
            self._task = self.summary.task
        return self._task

    @Slot()
    def _task_changed(self, *_: object) -> None:
        self._ask()

    # --- the row filter -----------------------------------------------------------------------------------------
    @Slot()
    def _where_typed(self, *_: object) -> None:
        self.where_pending = True
        self._pause.start()
        self.changed.emit()

    @Slot()
    def _try_where(self) -> None:
        self._pause.stop()
        self._ask()

    def condition(self) -> str:
        """The row filter."""
        return self.where.text().strip()

    def _ask(self) -> None:
        """Try the row filter, then look at target and features among the rows that pass."""
        version_id, where, workspace = self.version.key(), self.condition(), self._shell.workspace
        if not version_id or not self.columns:
            return
        self.where_pending = True
        self._shell.bridge.query(lambda: data.check_where(workspace, version_id, where), self._where_fits,
                                 self._where_fails, self, key="where")  # fmt: skip
        self.changed.emit()

    @Slot(object)
    def _where_fits(self, rows: int) -> None:
        self.where_pending, self.where_problem = False, ""
        hint = tr("{rows} rows").format(rows=texts.count(rows)) if self.condition() else ""
        self.where_field.set_hint(hint)
        if self.condition() and not rows:
            self.where_problem = tr("No row passes this filter")
            self.where_field.set_error(self.where_problem)
        if self.target.key():
            self._ask_target()
        else:
            self._without_target(rows)
        self.asked.emit()
        self.changed.emit()

    @Slot(object)
    def _where_fails(self, error: BaseException) -> None:
        self.where_pending = False
        self.where_problem = str(error)
        self.where_field.set_error(str(error))
        self.changed.emit()

    # --- the target ---------------------------------------------------------------------------------------------
    @Slot()
    def _ask_target(self, *_: object) -> None:
        version_id, target, where = self.version.key(), self.target.key(), self.condition()
        positive, workspace = self.positive.key() or None, self._shell.workspace
        task = Task(self.task.key()) if self.task.key() else None
        if target:
            self._shell.bridge.query(lambda: data.target_summary(workspace, version_id, target, where, positive, task),
                                     self._target_known, self._target_fails, self, key="target")  # fmt: skip

    def _without_target(self, rows: int) -> None:
        self.summary = TargetSummary(rows, 0, (), None, task=self.chosen_task())
        self.positive_field.hide()
        text = {
            Task.ANOMALY: tr("Finds the rows that are least like the others. {rows} rows."),
            Task.CLUSTERING: tr("Puts rows that are alike into groups. {rows} rows."),
        }.get(self.chosen_task(), "")
        self.note.set(text.format(rows=texts.count(rows)), "plain")

    @Slot(object)
    def _target_known(self, summary: TargetSummary) -> None:
        if not self.target.key():
            return
        self.summary = summary
        if summary.problem:
            self.note.set(summary.problem, "bad")
        else:
            self.note.set(describe(summary), "plain")
        self._show_positive(summary)
        self.changed.emit()

    def warn(self, sentences: Sequence[str]) -> None:
        """Say what is odd about a target that can be learned all the same."""
        if sentences and self.summary is not None and not self.summary.problem and self.target.key():
            self.note.set(" ".join([describe(self.summary), *sentences]), "warn")

    def _show_positive(self, summary: TargetSummary) -> None:
        """Offer which value counts as yes, where that is not plain."""
        names = [name for name, _ in summary.classes]
        plain = bool(summary.problem) or len(names) != 2 or set(names) == {"true", "false"}
        plain = plain or summary.task is not Task.BINARY
        self.positive_field.setVisible(not plain)
        if plain:
            return
        self.positive.blockSignals(True)
        self.positive.set_choices([(n, n) for n in sorted(names)])
        self.positive.set_key(summary.positive or names[0])
        self.positive.blockSignals(False)

    @Slot(object)
    def _target_fails(self, error: BaseException) -> None:
        self.summary = None
        self.note.set(str(error), "bad")
        self.changed.emit()


def describe(summary: TargetSummary) -> str:
    """What a target that can be learned looks like, in a sentence or two."""
    rows = texts.count(summary.rows - summary.missing)
    if summary.task is Task.REGRESSION and summary.numbers is not None:
        numbers = summary.numbers
        text = tr("A number from {low} to {high}, {mean} in the mean. {rows} rows have a target.")
        return text.format(low=f"{numbers.minimum:,.6g}", high=f"{numbers.maximum:,.6g}", mean=f"{numbers.mean:,.4g}",
                           rows=rows)  # fmt: skip
    if summary.task is Task.MULTICLASS:
        present = summary.rows - summary.missing
        first, most = summary.classes[0]
        text = tr("One of {n} classes, {share} {first}. {rows} rows have a target.")
        share = texts.percent(most / present if present else 0.0, 1)
        return text.format(n=texts.count(summary.distinct), share=share, first=first, rows=rows)
    counts = dict(summary.classes)
    present = sum(counts.values())
    share = texts.percent(counts.get(summary.positive or "", 0) / present if present else 0.0, 1)
    yes = tr("yes") if set(counts) == {"true", "false"} else str(summary.positive)
    text = tr("Yes or no question, {share} {yes}. {rows} rows have a target.")
    return text.format(share=share, yes=yes, rows=rows)
