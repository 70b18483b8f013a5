"""The dialog that starts an experiment: question, features, preparation, algorithms, search, hold-out, resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modelyard.core.changes import Changes
from modelyard.domain.data.datasets import TableProfile
from modelyard.domain.experiments.estimate import Estimate, Experience
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import ExperimentSpec, FoldSpec, TargetSummary, Task
from modelyard.services.experiments import runs as experiments
from modelyard.services.experiments.estimate import estimate, experience
from modelyard.services.experiments.suggest import candidates, suggest
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new import times
from modelyard.ui.pages.experiments.new.algorithms import AlgorithmList
from modelyard.ui.pages.experiments.new.features import FeatureList, Warned, short_remark
from modelyard.ui.pages.experiments.new.hold_out import HoldOut
from modelyard.ui.pages.experiments.new.offer import Offer, free_name, read_offer
from modelyard.ui.pages.experiments.new.own_code import OwnCodeLink
from modelyard.ui.pages.experiments.new.preparation import PreparationLine
from modelyard.ui.pages.experiments.new.quality import QualityGate
from modelyard.ui.pages.experiments.new.question import Question
from modelyard.ui.pages.experiments.new.resources import Resources
from modelyard.ui.pages.experiments.new.search import SearchForm
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.watch import Watch
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.note import Note

SUGGEST_MINUTES = 10


class NewExperimentDialog(Dialog):
    """Asks what to learn from what; `started` carries the runs. Filled in from `spec` where it still fits."""

    started = Signal(object)

    def __init__(self, shell: Shell, spec: ExperimentSpec | None = None, parent: QWidget | None = None) -> None:
        super().__init__(tr("New experiment"), parent, width=1060)
        self._shell, self._spec = shell, spec
        self._offer = Offer((), (), ())
        self._watch: Watch | None = None
        self._starting = False
        self._known = Experience()
        self._estimate = Estimate()
        self._estimated: tuple[object, ...] = ()
        self._tip = ""
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        row.addWidget(self._build_left())
        row.addWidget(Line(self, vertical=True))
        row.addWidget(self._build_right(), 1)
        self.set_primary(tr("Start runs"), "play")
        self.suggest = Button(tr("Suggest"), "star", parent=self)
        self.suggest.clicked.connect(self._suggest)
        self.foot.insertWidget(self.foot.indexOf(self.primary), self.suggest)
        self.finished.connect(self._stop_watching)
        self._update()
        workspace = shell.workspace
        shell.bridge.query(lambda: read_offer(workspace), self._offered, self._not_read, self, key="offer")
        shell.bridge.query(lambda: experience(workspace), self._experienced, self._not_read, self, key="experience")

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
        self.question = Question(self._shell, self._spec.task if self._spec else Task.BINARY, left)
        self.question.changed.connect(self._update)
        self.question.columns_known.connect(self._profiled)
        self.question.target_chosen.connect(self._target_changed)
        self.question.asked.connect(self._watch_features)
        self.question.failed.connect(self._not_read)
        column.addWidget(self.question)
        self.features = FeatureList(left)
        self.features.changed.connect(self._update)
        column.addWidget(self.features, 1)
        self.preparation = PreparationLine(left)
        self.preparation.changed.connect(self._update)
        column.addWidget(self.preparation)
        return left

    def _build_right(self) -> QWidget:
        """Everything that is chosen beside the question; it scrolls where the window is low."""
        scroll = QScrollArea(self.content)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        right = QWidget(scroll)
        scroll.setWidget(right)
        column = QVBoxLayout(right)
        column.setContentsMargins(20, 16, 19, 14)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Label(tr("Algorithms"), "label", "text2", right))
        self.algorithm_count = Label("", "small", "text3", right)
        head.addWidget(self.algorithm_count)
        head.addStretch(1)
        self.own_code = OwnCodeLink(self._shell, right)
        head.addWidget(self.own_code)
        column.addLayout(head)
        column.addSpacing(-7)
        self.algorithms = AlgorithmList(experiments.from_rows, right)
        self.own_code.offered.connect(self.algorithms.set_own)
        self.own_code.added.connect(self.algorithms.tick)
        self.own_code.failed.connect(self._not_read)
        self.algorithms.removal.connect(self.own_code.remove)
        self.algorithms.reading.connect(self.own_code.read)
        self.search = SearchForm(right)
        self.hold_out = HoldOut(right)
        self.resources = Resources(right)
        self.quality = QualityGate(self._shell, right)
        self.search.changed.connect(self._search_changed)
        for part in (self.algorithms, self.hold_out, self.resources, self.quality):
            part.changed.connect(self._update)
        column.addWidget(self.algorithms, 10)
        column.addWidget(self.search)
        column.addWidget(self.hold_out)
        column.addWidget(Line(right))
        column.addWidget(self.resources)
        column.addWidget(self.quality)
        column.addStretch(1)
        self.left_out = Note("", "warn", right)
        column.addWidget(self.left_out)
        self.failure = Note("", "bad", right)
        column.addWidget(self.failure)
        return scroll

    # --- size ---------------------------------------------------------------------------------------------------
    def open_in(self, window: QWidget, *, top: int | None = None) -> None:
        self._fit(window)
        window.installEventFilter(self)
        super().open_in(window, top=top)
        self.name.selectAll()

    def _fit(self, window: QWidget) -> None:
        self.setFixedHeight(min(theme().px(780), window.height() - 40))
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
    def _offered(self, offer: Offer) -> None:
        self._offer = offer
        self.algorithms.set_own(offer.own_code)
        taken = [e.name for e in offer.experiments]
        spec = self._spec
        if spec is not None:
            self.name.setText(free_name(spec.name, taken))
            self.hold_out.fill(spec)
            self.algorithms.set_task(spec.task)
            self.algorithms.set_specs(spec.algorithms)
            self.search.fill(spec)
            self.resources.fill(spec.limits)
            self.preparation.fill(spec.preparation, spec.class_weight, spec.weights)
        elif offer.datasets and not self.name.text():
            self.name.setText(free_name(offer.datasets[0].name, taken))
        self.name.selectAll()
        self.question.offer(offer, spec)

    @Slot(object)
    def _profiled(self, profile: TableProfile) -> None:
        """Another version's columns: the features, the time columns and the stored splits are other ones."""
        spec, question = self._spec, self.question
        fits = spec is not None and any(f in {c.name for c in profile.columns} for f in spec.features)
        self.features.forget()
        self.features.set_columns(profile.columns, question.target.key(), spec.features if fits and spec else None)
        if fits and spec is not None:
            self.features.set_roles(spec.roles)
        splits = [s for s in self._offer.splits if s.dataset_version_id == question.version.key()]
        self.hold_out.offer(profile.columns, splits, spec.split if spec is not None else None)
        self.search.set_columns(profile.columns)
        self.quality.ask(question.version.key())
        self._spec = None  # it has said what it had to say

    @Slot()
    def _target_changed(self) -> None:
        self.features.set_columns(self.question.columns, self.question.target.key())

    # --- warnings -----------------------------------------------------------------------------------------------
    @Slot()
    def _watch_features(self) -> None:
        """Look for leaks in a child process; a newer look stops an older one."""
        self._stop_watching()
        question = self.question
        if question.where_problem or not question.target.key():
            return
        watch, workspace = Watch(), self._shell.workspace
        names = tuple(c.name for c in question.columns if c.name != question.target.key())
        spec = ExperimentSpec("", question.version.key(), question.target.key(), names, (), where=question.condition(),
                              positive=question.positive.key() or None, task=question.chosen_task())  # fmt: skip
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
        target = self.question.target.key()
        self.question.warn([w.text for w in found if w.feature == target])
        first: dict[str, Warned] = {}
        for warning in found:  # worst first
            first.setdefault(warning.feature, Warned(short_remark(warning.kind.value), warning.text, warning.severity))
        self.features.set_warnings(first)

    @Slot(object)
    def _not_warned(self, error: BaseException) -> None:
        """The check is a help, not a condition: what is wrong with target or rows is said beside them."""
        self._watch = None
        self.features.set_checking(False)

    # --- how long it takes --------------------------------------------------------------------------------------
    @Slot(object)
    def _experienced(self, known: Experience) -> None:
        self._known = known
        self._update()

    def _tell_times(self) -> None:
        """Say beside each algorithm how long it would take; asked anew only when something has changed."""
        question, summary = self.question, self.question.summary
        every = self.algorithms.every_spec()
        spec = replace(self.spec(), algorithms=every, name="")
        asked = (spec, summary, self._known)
        if asked == self._estimated:
            return
        self._estimated = asked
        self._estimate = Estimate()
        if summary is not None and not summary.problem and self.features.chosen():
            rows = summary.rows - summary.missing
            self._estimate = estimate(spec, question.columns, rows, summary.distinct, self._known)
        for row in self.algorithms.rows:
            span = self._estimate.algorithms.get(row.algorithm.key)
            row.set_time(*(("", "") if span is None else (times.about(span), times.slow(span, self._estimate.rows))))
        self._tip = self._suggest_tip(spec, summary)

    def _suggest_tip(self, spec: ExperimentSpec, summary: TargetSummary | None) -> str:
        tip = tr("Tries the usual algorithms, searches the best two and puts the best together, within {n} minutes")
        tip = tip.format(n=SUGGEST_MINUTES)
        if summary is None or not spec.task.supervised or not self._estimate.algorithms:
            return tip
        first = replace(spec, algorithms=candidates(spec.task), search=None, folds=spec.folds or FoldSpec())
        rows = summary.rows - summary.missing
        found = estimate(first, self.question.columns, rows, summary.distinct, self._known)
        return tip + tr(". The usual ones alone take: {time}").format(time=times.total(found))

    # --- what the foot says -------------------------------------------------------------------------------------
    def spec(self) -> ExperimentSpec:
        """What is asked for now."""
        question, search = self.question, self.search.search()
        if search is not None:
            search = replace(search, ranges=self.algorithms.search_ranges())
        return ExperimentSpec(
            self.name.text().strip(), question.version.key(), question.target.key(), self.features.chosen(),
            self.algorithms.specs(), self.hold_out.spec(), question.condition(), question.positive.key() or None,
            self.hold_out.seed.value(), self.search.best_by.key(), question.chosen_task(), self.features.roles(),
            self.preparation.preparation, self.preparation.class_weight, self.preparation.weights,
            self.search.fold_spec(), search, self.resources.limits(),
        )  # fmt: skip

    def suggest_reason(self) -> str:
        """Why nothing can be suggested; empty when it can."""
        if not self.question.chosen_task().supervised:
            return tr("Without a target nothing says which model is better")
        return self.reason(algorithms=False)

    def reason(self, *, algorithms: bool = True) -> str:
        """Why it cannot start; empty when it can. Suggestions choose their own `algorithms`."""
        question = self.question
        if not self._offer.datasets:
            return tr("Import a dataset first")
        if not self.name.text().strip():
            return tr("Give the experiment a name")
        if question.where_problem:
            return tr("Correct the row filter")
        if question.summary is not None and question.summary.problem:
            return tr("Choose another target")
        if not self.features.chosen():
            return tr("Choose at least one feature")
        if algorithms and not self.algorithms.specs():
            return tr("Choose at least one algorithm")
        if algorithms and (problem := self.algorithms.problem()):
            return problem
        if problem := self.search.problem() or self.hold_out.problem():
            return problem
        if question.summary is None or question.where_pending:
            return tr("Looking at the rows")
        if problem := self.quality.problem():
            return problem
        return tr("Starting") if self._starting else ""

    @Slot()
    def _search_changed(self, *_: object) -> None:
        self.algorithms.set_searching(self.search.searching)
        self._update()

    @Slot()
    def _update(self, *_: object) -> None:
        task = self.question.chosen_task()
        self.algorithms.set_task(task)
        self.search.set_task(task, self.question.target.key())
        self.preparation.set_data([c.name for c in self.question.columns], self.question.summary)
        specs = self.algorithms.specs()
        self.algorithm_count.setText(tr("{count} chosen").format(count=texts.count(len(specs))))
        name = self.name.text().strip()
        same = any(e.name == name for e in self._offer.experiments)
        self.name_field.set_hint(tr("The runs join the experiment of this name.") if same else "")
        self.left_out.set(*self.features.remark())
        self._tell_times()
        reason = self.reason()
        self.set_reason(reason)
        if not reason:
            self.set_facts(self._facts())
        self.suggest.set_reason(self.suggest_reason())
        if self.suggest.isEnabled():
            self.suggest.setToolTip(self._tip)
        self.primary.setText(self._verb(len(specs)))
        self.primary.updateGeometry()

    def _verb(self, count: int) -> str:
        if not count:
            return tr("Start runs")
        if self.search.searching:
            return tr("Start search")
        return tr("Start {runs}").format(runs=texts.counted(count, tr("run"), tr("runs")))

    def _facts(self) -> str:
        """How much is going to be done, and how long that takes."""
        search, chosen = self.search.search(), self.algorithms.chosen()
        keys = [row.algorithm.key for row in chosen]
        found = self._estimate.of(keys)
        own = [row for row in chosen if is_own(row.algorithm.key)]  # nobody knows how long it takes
        searched = sum(bool(row.search_ranges()) for row in chosen)
        if search is not None and searched:
            trials = found.trials + sum(search.trials for row in own if row.search_ranges())
            what = tr("About {trials}").format(trials=texts.counted(trials, tr("trial"), tr("trials")))
        else:
            what = tr("{runs} on {rows} rows").format(
                runs=texts.counted(len(chosen), tr("run"), tr("runs")), rows=texts.count(found.rows)
            )
        if own or not found.algorithms:
            return tr("{what}. You can keep working.").format(what=what)
        return tr("{what}, {time}. You can keep working.").format(what=what, time=times.total(found))

    # --- starting -----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Start the runs; the dialog stays open with the reason when they cannot start."""
        if self.reason():
            return
        workspace, spec, why = self._shell.workspace, self.spec(), self.quality.text()
        self._perform(lambda: experiments.start(workspace, spec, why))

    @Slot()
    def _suggest(self, *_: object) -> None:
        """Let Modelyard choose algorithms and parameters."""
        if self.suggest_reason():
            return
        workspace, spec, why = self._shell.workspace, self.spec(), self.quality.text()

        def start() -> tuple[list[Run], Changes]:
            runs, _, changes = suggest(workspace, spec, SUGGEST_MINUTES, why)
            return runs, changes

        self._perform(start)

    def _perform(self, work: Callable[[], tuple[list[Run], Changes]]) -> None:
        self._starting = True
        self.failure.set("")
        self._update()
        self._shell.bridge.perform(work, self._done, self._failed, self)

    @Slot(object)
    def _done(self, runs: object) -> None:
        self.started.emit(runs)
        self.accept()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self._starting = False
        self.failure.set(str(error))
        self._update()
