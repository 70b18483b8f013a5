"""The dialog that starts an experiment: question, rows, features, algorithms, hold-out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnProfile, TableProfile
from modelyard.domain.experiments.spec import ExperimentSpec, TargetSummary, Task
from modelyard.services.data import datasets as data
from modelyard.services.experiments import runs as experiments
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new_algorithms import AlgorithmList
from modelyard.ui.pages.experiments.new_features import FeatureList, Warned, short_remark
from modelyard.ui.pages.experiments.new_hold_out import HoldOut
from modelyard.ui.pages.experiments.new_offer import Offer, free_name, likely_target, read_offer
from modelyard.ui.pages.experiments.new_quality import QualityGate
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.watch import Watch
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.note import Note

PAUSE_MS = 300
"""How long typing rests before the row filter is tried."""


class NewExperimentDialog(Dialog):
    """Asks what to learn from what; `started` carries the runs. Filled in from `spec` where it still fits."""

    started = Signal(object)

    def __init__(self, shell: Shell, spec: ExperimentSpec | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tr("New experiment"), parent, width=1060)
        self._shell, self._spec = shell, spec
        self._offer = Offer((), (), ())
        self._columns: tuple[ColumnProfile, ...] = ()
        self._summary: TargetSummary | None = None
        self._where_problem = ""
        self._where_pending = False
        self._watch: Watch | None = None
        self._starting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._try_where)
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        row.addWidget(self._build_left())
        row.addWidget(Line(self, vertical=True))
        row.addWidget(self._build_right(), 1)
        self.set_primary(tr("Start runs"), "play")
        self.finished.connect(self._stop_watching)
        self._update()
        workspace = shell.workspace
        shell.bridge.query(lambda: read_offer(workspace), self._offered, self._not_read, self, key="offer")

    # --- building -----------------------------------------------------------------------------------------------
    def _build_left(self) -> QWidget:
        left = QWidget(self.content)
        left.setFixedWidth(theme().px(432))
        column = QVBoxLayout(left)
        column.setContentsMargins(19, 16, 20, 18)
        column.setSpacing(12)
        self.name = QLineEdit(left)
        self.name.setMaxLength(120)
        self.name.textChanged.connect(self._update)
        self.name_field = FormField(tr("Name"), self.name, parent=left)
        column.addWidget(self.name_field)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.dataset = Select(parent=left)
        self.dataset.currentIndexChanged.connect(self._dataset_changed)
        self.version = Select(parent=left)
        self.version.currentIndexChanged.connect(self._version_changed)
        row.addWidget(FormField(tr("Dataset"), self.dataset, parent=left), 3)
        row.addWidget(FormField(tr("Version"), self.version, parent=left), 2)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.target = Select(parent=left)
        self.target.currentIndexChanged.connect(self._target_changed)
        self.where = QLineEdit(left)
        self.where.setPlaceholderText(tr("for example month <= 6"))
        self.where.textChanged.connect(self._where_typed)
        self.where.returnPressed.connect(self._try_where)
        self.where_field = FormField(tr("Only rows where"), self.where, parent=left, optional=True)
        row.addWidget(FormField(tr("Target"), self.target, parent=left), 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.where_field, 4, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.positive = Select(parent=left)
        self.positive.currentIndexChanged.connect(self._positive_changed)
        self.positive_field = FormField(tr("Counts as yes"), self.positive, parent=left)
        self.positive_field.hide()
        column.addWidget(self.positive_field)
        self.note = Note("", "plain", left)
        self.note.label.setStyleSheet(f"font-size: {theme().px(12)}px")
        column.addWidget(self.note)
        self.features = FeatureList(left)
        self.features.changed.connect(self._update)
        column.addWidget(self.features, 1)
        return left

    def _build_right(self) -> QWidget:
        right = QWidget(self.content)
        column = QVBoxLayout(right)
        column.setContentsMargins(20, 16, 19, 18)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Label(tr("Algorithms"), "label", "text2", right))
        self.algorithm_count = Label("", "small", "text3", right)
        head.addWidget(self.algorithm_count)
        head.addStretch(1)
        column.addLayout(head)
        column.addSpacing(-7)
        self.algorithms = AlgorithmList(experiments.trainable(), right)
        self.algorithms.changed.connect(self._update)
        column.addWidget(self.algorithms, 10)
        self.hold_out = HoldOut(right)
        self.hold_out.changed.connect(self._update)
        column.addWidget(self.hold_out)
        self.quality = QualityGate(self._shell, right)
        self.quality.changed.connect(self._update)
        column.addWidget(self.quality)
        column.addStretch(1)
        self.left_out = Note("", "warn", right)
        column.addWidget(self.left_out)
        self.failure = Note("", "bad", right)
        column.addWidget(self.failure)
        return right

    # --- size ---------------------------------------------------------------------------------------------------
    def open_in(self, window: QWidget, *, top: int | None = None) -> None:
        self._fit(window)
        window.installEventFilter(self)
        super().open_in(window, top=top)
        self.name.selectAll()

    def _fit(self, window: QWidget) -> None:
        self.setFixedHeight(min(theme().px(726), window.height() - 40))
        self.setFixedWidth(min(theme().px(1060), window.width() - 40))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget) and watched.isWindow():
            self._fit(watched)
            if self.scrim is not None:
                self.scrim.place()
        return super().eventFilter(watched, event)

    def first_focus(self) -> QWidget | None:
        return self.name

    # --- data ---------------------------------------------------------------------------------------------------
    @Slot(object)
    def _not_read(self, error: Any) -> None:
        self.failure.set(str(error))

    @Slot(object)
    def _found(self, _version: object) -> None:
        """The version asked for is there after all; it came while this was read."""

    @Slot(object)
    def _offered(self, offer: Offer) -> None:
        self._offer = offer
        taken = [e.name for e in offer.experiments]
        spec = self._spec
        known = {v.id: v for v in offer.versions}
        self.dataset.set_choices([(d.id, d.name) for d in offer.datasets])
        for index in range(self.dataset.count()):
            self.dataset.setItemIcon(index, icon("data", "text3"))
        if spec is not None:
            self.name.setText(free_name(spec.name, taken))
            self.where.blockSignals(True)
            self.where.setText(spec.where)
            self.where.blockSignals(False)
            self.hold_out.fill(spec)
            self.algorithms.set_specs(spec.algorithms)
            if spec.dataset_version_id in known:
                self.dataset.blockSignals(True)
                self.dataset.set_key(known[spec.dataset_version_id].dataset_id)
                self.dataset.blockSignals(False)
            else:
                look = partial(data.usable_version, self._shell.workspace, spec.dataset_version_id)
                self._shell.bridge.query(look, self._found, self._not_read, self, key="gone")
        elif offer.datasets and not self.name.text():
            self.name.setText(free_name(offer.datasets[0].name, taken))
        self.name.selectAll()
        self._dataset_changed()

    @Slot()
    def _dataset_changed(self, *_: object) -> None:
        versions = [v for v in self._offer.versions if v.dataset_id == self.dataset.key()]
        choices = [(v.id, tr("v{number}, newest").format(number=v.number) if i == 0 else f"v{v.number}")
                   for i, v in enumerate(versions)]  # fmt: skip
        self.version.set_choices(choices)
        if self._spec is not None and any(v.id == self._spec.dataset_version_id for v in versions):
            self.version.blockSignals(True)
            self.version.set_key(self._spec.dataset_version_id)
            self.version.blockSignals(False)
        self._version_changed()

    @Slot()
    def _version_changed(self, *_: object) -> None:
        self._columns, self._summary = (), None
        version_id = self.version.key()
        self.quality.ask(version_id)
        if not version_id:
            self._update()
            return
        workspace = self._shell.workspace
        self._shell.bridge.query(lambda: data.profile(workspace, version_id), self._profiled, self._not_read, self,
                                 key="profile")  # fmt: skip
        self._update()

    @Slot(object)
    def _profiled(self, profile: TableProfile) -> None:
        self._columns = profile.columns
        names = [c.name for c in profile.columns]
        spec = self._spec
        fits = spec is not None and spec.target in names and any(f in names for f in spec.features)
        self.target.blockSignals(True)
        self.target.clear()
        for column in profile.columns:
            self.target.addItem(icon(facts.TYPE_ICONS[column.type], "text3"), column.name, column.name)
        self.target.set_key(spec.target if fits and spec is not None else likely_target(profile.columns))
        self.target.blockSignals(False)
        self.features.forget()
        self.features.set_columns(
            self._columns, self.target.key(), spec.features if fits and spec is not None else None
        )
        splits = [s for s in self._offer.splits if s.dataset_version_id == self.version.key()]
        self.hold_out.offer(profile.columns, splits, spec.split if spec is not None else None)
        self._spec = None  # it has said what it had to say
        self._ask()

    @Slot()
    def _target_changed(self, *_: object) -> None:
        self.positive.clear()
        self.features.set_columns(self._columns, self.target.key())
        self._ask()

    # --- the row filter -----------------------------------------------------------------------------------------
    @Slot()
    def _where_typed(self, *_: object) -> None:
        self._where_pending = True
        self._pause.start()
        self._update()

    @Slot()
    def _try_where(self) -> None:
        self._pause.stop()
        self._ask()

    def _where(self) -> str:
        return self.where.text().strip()

    def _ask(self) -> None:
        """Try the row filter, then look at target and features among the rows that pass."""
        version_id, where, workspace = self.version.key(), self._where(), self._shell.workspace
        if not version_id or not self._columns:
            return
        self._where_pending = True
        self._shell.bridge.query(lambda: data.check_where(workspace, version_id, where), self._where_fits,
                                 self._where_fails, self, key="where")  # fmt: skip
        self._update()

    @Slot(object)
    def _where_fits(self, rows: int) -> None:
        self._where_pending, self._where_problem = False, ""
        hint = tr("{rows} rows").format(rows=texts.count(rows)) if self._where() else ""
        self.where_field.set_hint(hint)
        if self._where() and not rows:
            self._where_problem = tr("No row passes this filter")
            self.where_field.set_error(self._where_problem)
        self._ask_target()
        self._watch_features()
        self._update()

    @Slot(object)
    def _where_fails(self, error: BaseException) -> None:
        self._where_pending = False
        self._where_problem = str(error)
        self.where_field.set_error(str(error))
        self._update()

    # --- the target ---------------------------------------------------------------------------------------------
    @Slot()
    def _positive_changed(self, *_: object) -> None:
        self._ask_target()

    def _ask_target(self) -> None:
        version_id, target, where = self.version.key(), self.target.key(), self._where()
        positive, workspace = self.positive.key() or None, self._shell.workspace
        if target:
            self._shell.bridge.query(lambda: data.target_summary(workspace, version_id, target, where, positive,
                                                                     Task.BINARY),
                                     self._target_known, self._target_fails, self, key="target")  # fmt: skip

    @Slot(object)
    def _target_known(self, summary: TargetSummary) -> None:
        self._summary = summary
        if summary.problem:
            self.note.set(summary.problem, "bad")
        else:
            counts = dict(summary.classes)
            present = sum(counts.values())
            share = texts.percent(counts.get(summary.positive or "", 0) / present if present else 0.0, 1)
            boolean = set(counts) == {"true", "false"}
            yes = tr("yes") if boolean else str(summary.positive)
            text = tr("Yes or no question, {share} {yes}. {rows} rows have a target.")
            self.note.set(text.format(share=share, yes=yes, rows=texts.count(summary.rows - summary.missing)), "plain")
        self._show_positive(summary)
        self._update()

    def _show_positive(self, summary: TargetSummary) -> None:
        """Offer which value counts as yes, where that is not plain."""
        names = [name for name, _ in summary.classes]
        plain = bool(summary.problem) or len(names) != 2 or set(names) == {"true", "false"}
        self.positive_field.setVisible(not plain)
        if plain:
            return
        self.positive.blockSignals(True)
        self.positive.set_choices([(n, n) for n in sorted(names)])
        self.positive.set_key(summary.positive or names[0])
        self.positive.blockSignals(False)

    @Slot(object)
    def _target_fails(self, error: BaseException) -> None:
        self._summary = None
        self.note.set(str(error), "bad")
        self._update()

    # --- warnings -----------------------------------------------------------------------------------------------
    def _watch_features(self) -> None:
        """Look for leaks in a child process; a newer look stops an older one."""
        self._stop_watching()
        if self._where_problem or not self.target.key():
            return
        watch, workspace = Watch(), self._shell.workspace
        names = tuple(c.name for c in self._columns if c.name != self.target.key())
        spec = ExperimentSpec("", self.version.key(), self.target.key(), names, (), where=self._where(),
                              positive=self.positive.key() or None)  # fmt: skip
        self._watch = watch
        self.features.set_checking(True)
        self._shell.bridge.query(lambda: experiments.feature_warnings(workspace, spec, watch), self._warned,
                                 self._not_warned, self, key="warnings")  # fmt: skip

    @Slot()
    def _stop_watching(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self.features.set_checking(False)

    @Slot(object)
    def _warned(self, found: Sequence[Any]) -> None:
        self._watch = None
        self.features.set_checking(False)
        first: dict[str, Warned] = {}
        for warning in found:  # worst first
            first.setdefault(warning.feature, Warned(short_remark(warning.kind.value), warning.text, warning.severity))
        self.features.set_warnings(first)

    @Slot(object)
    def _not_warned(self, error: BaseException) -> None:
        """The check is a help, not a condition: what is wrong with target or rows is said beside them."""
        self._watch = None
        self.features.set_checking(False)

    # --- what the foot says -------------------------------------------------------------------------------------
    def spec(self) -> ExperimentSpec:
        """What is asked for now."""
        return ExperimentSpec(
            self.name.text().strip(), self.version.key(), self.target.key(), self.features.chosen(),
            self.algorithms.specs(), self.hold_out.spec(), self._where(), self.positive.key() or None,
            self.hold_out.seed.value(),
        )  # fmt: skip

    def reason(self) -> str:
        """Why it cannot start; empty when it can."""
        if not self._offer.datasets:
            return tr("Import a dataset first")
        if not self.name.text().strip():
            return tr("Give the experiment a name")
        if self._where_problem:
            return tr("Correct the row filter")
        if self._summary is not None and self._summary.problem:
            return tr("Choose another target")
        if not self.features.chosen():
            return tr("Choose at least one feature")
        if not self.algorithms.specs():
            return tr("Choose at least one algorithm")
        if problem := self.algorithms.problem():
            return problem
        if problem := self.hold_out.problem():
            return problem
        if self._summary is None or self._where_pending:
            return tr("Looking at the rows")
        if problem := self.quality.problem():
            return problem
        if self._starting:
            return tr("Starting")
        return ""

    @Slot()
    def _update(self, *_: object) -> None:
        specs = self.algorithms.specs()
        self.algorithm_count.setText(tr("{count} chosen").format(count=texts.count(len(specs))))
        name = self.name.text().strip()
        same = any(e.name == name for e in self._offer.experiments)
        self.name_field.set_hint(tr("The runs join the experiment of this name.") if same else "")
        self.left_out.set(*self.features.remark())
        reason = self.reason()
        self.set_reason(reason)
        if not reason and self._summary is not None:
            rows = self._summary.rows - self._summary.missing
            test = round(rows * self.hold_out.spec().test_share)
            text = tr("{runs} on {train} rows, tested on {test}. You can keep working.")
            runs = texts.counted(len(specs), tr("run"), tr("runs"))
            self.set_facts(text.format(runs=runs, train=texts.count(rows - test), test=texts.count(test)))
        self.primary.setText(tr("Start {runs}").format(runs=texts.counted(len(specs), tr("run"), tr("runs")))
                             if specs else tr("Start runs"))  # fmt: skip
        self.primary.updateGeometry()

    # --- starting -----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Start the runs; the dialog stays open with the reason when they cannot start."""
        if self.reason():
            return
        self._starting = True
        self.failure.set("")
        self._update()
        workspace, spec, why = self._shell.workspace, self.spec(), self.quality.text()
        self._shell.bridge.perform(lambda: experiments.start(workspace, spec, why), self._done, self._failed, self)

    @Slot(object)
    def _done(self, runs: object) -> None:
        self.started.emit(runs)
        self.accept()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self._starting = False
        self.failure.set(str(error))
        self._update()
