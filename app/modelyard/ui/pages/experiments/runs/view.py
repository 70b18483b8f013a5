"""The list of an experiment's runs: what runs now, the filter, the table, what can be done with the chosen runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.runs.running_card import RunningCard
from modelyard.ui.pages.experiments.runs.table import RESULTS, RunsTable, TableContext
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.states import EmptyState, StateStack


class RunsView(QWidget):
    """Signals carry run ids: `opened`, `compared` (a list), `registered`, `retried`, `stopped`; `arranged` says that
    sort order or filter changed."""

    opened = Signal(object)
    compared = Signal(object)
    registered = Signal(object)
    retried = Signal(object)
    stopped = Signal(object)
    repeated = Signal(object)
    arranged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: list[Run] = []
        self._words: list[str] = []
        self._parameters = Parameters(())
        self._many = False
        self._share = ""
        self.colours: dict[str, int] = {}
        self.read_only = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        self.running = RunningCard(self)
        self.running.stop.connect(self.stopped)
        column.addWidget(self.running)
        self.card = Card(parent=self)
        self.card.setAccessibleName(self.tr("Runs"))
        column.addWidget(self.card, 1)
        self.card.body.addWidget(self._build_bar())
        self.table = RunsTable(self.tr("Runs"), self.card)
        self.table.row_opened.connect(self.opened)
        self.table.ticks_changed.connect(self._ticks_changed)
        self.table.link_clicked.connect(self._link)
        self.table.menu = self._menu
        self.table.rows.layoutChanged.connect(self.arranged)
        self.stack = StateStack(self.table, self.card)
        self.card.body.addWidget(self.stack, 1)
        self.card.body.addWidget(self._build_foot())
        theme().changed.connect(self._refresh)
        keys = QShortcut(QKeySequence("Ctrl+D"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._compare)

    # --- building -----------------------------------------------------------------------------------------------
    def _build_bar(self) -> QWidget:
        bar = QFrame(self.card)
        bar.setObjectName("cardHead")
        bar.setFixedHeight(theme().px(48))
        row = QHBoxLayout(bar)
        row.setContentsMargins(13, 0, 13, 0)
        row.setSpacing(8)
        self.filter = SearchField(self.tr("Filter runs, for example forest failed"), bar, icon_name="filter")
        self.filter.setMaximumWidth(theme().px(440))
        self.filter.filtered.connect(self._filter)
        row.addWidget(self.filter, 1)
        row.addStretch(1)
        self.shown = Label("", "small", "text3", bar)
        row.addWidget(self.shown)
        return bar

    def _build_foot(self) -> QWidget:
        self.foot = QFrame(self.card)
        self.foot.setObjectName("cardFoot")
        self.foot.setFixedHeight(theme().px(46))
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(13, 0, 13, 0)
        row.setSpacing(8)
        self.chosen = Label("", "medium", parent=self.foot)
        row.addWidget(self.chosen)
        clear = LinkButton(self.tr("Clear"), self.foot)
        clear.clicked.connect(self.clear_ticks)
        row.addSpacing(4)
        row.addWidget(clear)
        row.addStretch(1)
        self.register_button = Button(self.tr("Register model"), "models", parent=self.foot, small=True)
        self.register_button.clicked.connect(self._register)
        self.compare_button = Button("", "compare", "primary", self.foot, small=True)
        self.compare_button.clicked.connect(self._compare)
        row.addWidget(self.register_button)
        row.addWidget(self.compare_button)
        self.foot.hide()
        return self.foot

    # --- showing ------------------------------------------------------------------------------------------------
    def show_runs(self, runs: Sequence[Run], parameters: Parameters, *, many: bool, share: str) -> None:
        """Show the runs of an experiment (or of several)."""
        self._runs = list(runs)
        self._parameters, self._many, self._share = parameters, many, share
        present = {r.id for r in runs}
        kept = [i for i in self.colours if i in present]
        if len(kept) != len(self.colours):
            self.table.set_ticked(kept)
        self._refresh()

    def update_run(self, run: Run) -> None:
        """Show a run's new state; while it only goes on, nothing but its row is painted again."""
        before = next((r for r in self._runs if r.id == run.id), None)
        self._runs = [run if r.id == run.id else r for r in self._runs]
        if before is not None and before.state is run.state and not self._words:
            self.running.show_runs(self._runs)
            self.table.rows.replace_row(run)
        else:
            self._refresh()

    @Slot(object)
    def _filter(self, text: object) -> None:
        self._words = str(text).split()
        self._refresh()

    @Slot()
    def _refresh(self, *_: object) -> None:
        self.running.show_runs(self._runs)
        words = self._words
        found = [r for r in self._runs if facts.matches(r, words, self._parameters)]
        finished = [r for r in self._runs if r.state is RunState.FINISHED]
        context = TableContext(
            self._parameters, self.colours, {key: facts.best_of(finished, key) for key in RESULTS},
            max((r.fit_seconds or 0.0 for r in self._runs), default=0.0), self._many, self._share,
        )  # fmt: skip
        self.table.show_runs(found, context)
        runs = texts.counted(len(self._runs), self.tr("run"), self.tr("runs"))
        part = self.tr("{found} of {runs}").format(found=texts.count(len(found)), runs=runs)
        self.shown.setText(part if words else runs)
        if found or not self._runs:
            self.stack.show_full()
        elif self.stack.state != "empty":
            state = EmptyState("filter", self.tr("No run matches"), self.tr("No run has all these words."), self.stack)
            state.add_button(self.tr("Clear filter"), "x", "secondary").clicked.connect(self.filter.clear)
            self.stack.show_empty(state)
        self._show_chosen({r.id for r in found})

    def _show_chosen(self, shown: set[str]) -> None:
        chosen = self.chosen_runs()
        self.foot.setVisible(bool(chosen))
        if not chosen:
            return
        text = texts.counted(len(chosen), self.tr("run selected"), self.tr("runs selected"))
        hidden = sum(r.id not in shown for r in chosen)
        if hidden:
            text += self.tr(", {count} hidden by the filter").format(count=texts.count(hidden))
        self.chosen.setText(text)
        self.register_button.set_reason(self._register_reason(chosen))
        finished = [r for r in chosen if r.state is RunState.FINISHED]
        name = self.tr("Compare {count} runs").format(count=texts.count(len(chosen)))
        self.compare_button.setText(name if len(chosen) > 1 else self.tr("Compare runs"))
        self.compare_button.setAccessibleName(self.compare_button.text())
        self.compare_button.updateGeometry()
        self.compare_button.set_reason(
            self.tr("Select two or more runs to compare them") if len(chosen) < 2
            else self.tr("Only finished runs can be compared") if len(finished) < len(chosen) else ""
        )  # fmt: skip

    def _register_reason(self, chosen: Sequence[Run]) -> str:
        if self.read_only:
            return self.read_only
        if len(chosen) != 1:
            return self.tr("Select one run to register it")
        return register_reason(chosen[0])

    # --- choosing -----------------------------------------------------------------------------------------------
    def chosen_runs(self) -> list[Run]:
        """The ticked runs, in the order of their colours."""
        by_id = {r.id: r for r in self._runs}
        return [by_id[i] for i in sorted(self.colours, key=self.colours.__getitem__) if i in by_id]

    @Slot()
    def clear_ticks(self) -> None:
        """Untick every run."""
        self.table.set_ticked([])

    @Slot(object)
    def _ticks_changed(self, ticked: object) -> None:
        self.colours = facts.take_slots(self.colours, self.table.ticked())
        self._refresh()

    @Slot(object)
    def _link(self, place: tuple[str, str]) -> None:
        run = next((r for r in self._runs if r.id == place[0]), None)
        if run is not None:
            (self.stopped if run.state is RunState.QUEUED else self.retried).emit(run.id)

    @Slot()
    def _register(self) -> None:
        chosen = self.chosen_runs()
        if len(chosen) == 1:
            self.registered.emit(chosen[0].id)

    @Slot()
    def _compare(self) -> None:
        if self.compare_button.isEnabled() and len(self.chosen_runs()) > 1:
            self.compared.emit([r.id for r in self.chosen_runs()])

    # --- the context menu ---------------------------------------------------------------------------------------
    def _menu(self, run: Run, menu: QMenu) -> None:
        add: Callable[..., None] = partial(self.table.add_menu_action, menu)
        add(self.tr("Open"), "open", partial(self.opened.emit, run.id))
        ticked = run.id in self.colours
        add(self.tr("Unselect") if ticked else self.tr("Select"), "check", partial(self._toggle, run.id))
        chosen = self.chosen_runs()
        if ticked and len(chosen) > 1:
            text = self.tr("Compare {count} runs").format(count=texts.count(len(chosen)))
            add(text, "compare", self._compare, enabled=self.compare_button.isEnabled())
        menu.addSeparator()
        if run.state is RunState.FINISHED:
            add(self.tr("Register model"), "models", partial(self.registered.emit, run.id), enabled=not self.read_only)
        if run.state in (RunState.FAILED, RunState.CANCELLED):
            add(self.tr("Retry"), "refresh", partial(self.retried.emit, run.id), enabled=not self.read_only)
        if not run.state.ended:
            text = self.tr("Stop") if run.state is RunState.RUNNING else self.tr("Cancel")
            add(text, "stop", partial(self.stopped.emit, run.id), enabled=not self.read_only)
        add(self.tr("New experiment from this run"), "plus", partial(self.repeated.emit, run.id),
            enabled=not self.read_only)  # fmt: skip
        add(self.tr("Copy run id"), "copy", partial(_copy, run.id))

    def _toggle(self, run_id: str) -> None:
        ticked = self.table.ticked()
        self.table.set_ticked([k for k in ticked if k != run_id] if run_id in ticked else [*ticked, run_id])


def register_reason(run: Run) -> str:
    """Why a run cannot become a model version; empty when it can."""
    return "" if run.state is RunState.FINISHED else facts.tr("Only a finished run can become a model version")


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
