"""The list of an experiment's runs: what runs now, the filter, the table, what can be done with the chosen runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.experiments.filter.tokens import FilterError
from modelyard.domain.experiments.find import RunFields
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.services.experiments import find
from modelyard.services.experiments.runs import usage
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.reading import ALL, Asked, Listing, Surroundings, read_list, read_surroundings
from modelyard.ui.pages.experiments.runs.arrangement import Arrangement
from modelyard.ui.pages.experiments.runs.bar import RunsBar
from modelyard.ui.pages.experiments.runs.context import Context
from modelyard.ui.pages.experiments.runs.foot import MOST_COMPARED, RunsFoot
from modelyard.ui.pages.experiments.runs.lines import lines
from modelyard.ui.pages.experiments.runs.running_card import RunningCard
from modelyard.ui.pages.experiments.runs.table import FOLD, RunsTable
from modelyard.ui.save_file import ask_save
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.error_strip import ErrorStrip
from modelyard.ui.widgets.states import EmptyState, StateStack


class RunsView(QWidget):
    """Signals carry run ids: `opened`, `compared` (a list), `acted` (what a link in a row asks for). `ticked` says that
    other runs are selected, `menu_wanted` asks for a run's context menu. What was asked for is kept in `kept`."""

    opened = Signal(object)
    compared = Signal(object)
    acted = Signal(object)
    ticked = Signal()
    menu_wanted = Signal(object, object)

    def __init__(self, shell: Shell, parameters: Parameters, kept: dict[str, Any],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.shell = shell
        self._parameters = parameters
        self.listing: Listing | None = None
        self.asked = Asked()
        self.colours: dict[str, int] = {}
        self._chosen: dict[str, Run] = {}
        self._spec: ExperimentSpec | None = None
        self._turned: set[str] = set()
        self._stale = True
        self._told: tuple[Any, ...] = ()
        self._context = Context(parameters)
        self.arrangement = Arrangement(kept, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        self.running = RunningCard(shell.bridge.query, partial(usage, shell.workspace), self)
        column.addWidget(self.running)
        self.card = Card(parent=self)
        self.card.setAccessibleName(self.tr("Runs"))
        column.addWidget(self.card, 1)
        self._build_bar()
        self._build_table()
        self.foot = RunsFoot(self.card)
        self.foot.cleared.connect(self.clear_ticks)
        self.foot.compared.connect(self._compare)
        self.card.body.addWidget(self.foot)
        theme().changed.connect(self._theme_changed)
        keys = QShortcut(QKeySequence("Ctrl+D"), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self._compare)

    def _build_bar(self) -> None:
        self.bar = RunsBar(self.card)
        self.bar.read_only = self.shell.workspace.read_only
        self.filter = self.bar.filter
        self.bar.filtered.connect(self._filter)
        self.bar.grouped.connect(self._group)
        self.bar.archived.connect(self._show_archived)
        self.bar.columns.connect(self._choose_columns)
        self.bar.exported.connect(self._export)
        self.card.body.addWidget(self.bar)
        self.error = ErrorStrip(self.card)
        self.card.body.addWidget(self.error)

    def _build_table(self) -> None:
        fetch = partial(find.run_rows, self.shell.workspace)
        self.table = RunsTable(self.tr("Runs"), self.shell.bridge, fetch, self._context, self.card)
        self.table.row_opened.connect(self.opened)
        self.table.ticks_changed.connect(self._ticks_changed)
        self.table.link_clicked.connect(self._link)
        self.table.menu = self._menu
        self.table.rows.ordered.connect(self._order)
        self.table.rows.loaded.connect(self._show_chosen)
        self.stack = StateStack(self.table, self.card)
        self.card.body.addWidget(self.stack, 1)
        self.table.moved.connect(self.arrangement.move)
        self.table.widened.connect(self.arrangement.widen)
        self.arrangement.changed.connect(self._arranged)

    # --- asking -------------------------------------------------------------------------------------------------
    def wanted(self, place: str) -> Asked:
        """What the list of an experiment was asked for last."""
        if self.listing is not None and self.listing.place == place:
            return self.asked
        return self.arrangement.asked(place)

    def forget(self) -> None:
        """Forget what lists were asked for, as it cannot be answered any more."""
        self.listing, self.asked = None, Asked()
        self.arrangement.forget()

    @property
    def turned(self) -> tuple[str, ...]:
        """The folds that were opened or closed by hand."""
        return tuple(self._turned)

    def ask(self, asked: Asked) -> None:
        """Read the list in another order, by another filter or in other groups."""
        if self.listing is None:
            return
        place, spec, workspace = self.listing.place, self._spec, self.shell.workspace
        first = self.table.first_line()
        fields = self.bar.fields if self.bar.fields.metrics else None
        work = partial(read_list, workspace, place, spec, asked, self._parameters, self.turned, first, fields,
                       self.listing.sample)  # fmt: skip
        self.shell.bridge.query(work, self._listed, partial(self._refused, asked), self, key="list")

    @Slot(object)
    def _filter(self, text: object) -> None:
        self.ask(replace(self.asked, text=str(text)))

    @Slot(object)
    def _group(self, group: object) -> None:
        self.ask(replace(self.asked, group=str(group)))

    @Slot(bool)
    def _show_archived(self, on: bool) -> None:
        self._stale = True
        self.ask(replace(self.asked, archived=on))

    @Slot(object, object)
    def _order(self, column: object, descending: object) -> None:
        self.ask(replace(self.asked, sort=str(column), descending=bool(descending)))

    def _refused(self, asked: Asked, error: AppError) -> None:
        """A wrong filter is marked, and the rows of the last right one stay."""
        if isinstance(error, FilterError):
            self.filter.set_error(error.message, error.start, max(error.end, error.start + 1))
        self.error.show_error(error)

    # --- showing ------------------------------------------------------------------------------------------------
    def show_listing(self, listing: Listing, spec: ExperimentSpec | None) -> None:
        """Show the runs of an experiment as the page read them; what else the list says is read anew."""
        self._spec = spec
        self._stale = True
        if self.listing is None or self.listing.place != listing.place:
            self._turned.clear()
            self.bar.fields = RunFields()
            self.filter.show_text(listing.asked.text)
        self._listed(listing)

    @Slot(object)
    def _listed(self, listing: Listing) -> None:
        other = self.listing is None or self.listing.place != listing.place
        self.listing, self.asked = listing, listing.asked
        self.arrangement.keep(listing.place, listing.asked)
        self.filter.set_error("")
        self.error.show_error(None)
        self.bar.shows_archived = listing.asked.archived
        self.bar.show_group(listing.asked.group)
        if listing.asked.text:
            self.filter.remember(listing.asked.text)
        if self._context.grey != listing.found.context:
            self._context.grey = listing.found.context
            self.table.viewport().update()
        self._arrange()
        if other:
            self.table.verticalScrollBar().setValue(0)
        self._show_lines()
        self.table.rows.show_order(*listing.order)
        self._show_running()
        self._show_count()
        self._show_chosen()
        if self._stale:
            self._stale = False
            self._read_surroundings()

    def _show_running(self) -> None:
        if self.listing is not None:
            listing = self.listing
            self.running.many = listing.place == ALL
            self.running.show_runs(listing.under_way, listing.trials, listing.best, listing.running_spec)

    def _show_lines(self) -> None:
        assert self.listing is not None
        self.table.show_lines(lines(self.listing.found, self._turned), self.listing.rows)

    def _show_count(self) -> None:
        assert self.listing is not None
        found, asked = self.listing.found, self.asked
        total = texts.counted(found.total, self.tr("run"), self.tr("runs"))
        self.bar.show_count(texts.count(found.matched), total, bool(asked.text))
        if found.ids:
            self.stack.show_full()
            return
        if self.stack.state == "empty":
            return
        if asked.text:
            state = EmptyState("filter", self.tr("No run matches"), self.tr("Change the filter, or clear it."),
                               self.stack)  # fmt: skip
            state.add_button(self.tr("Clear filter"), "x", "secondary").clicked.connect(self.filter.clear)
        else:
            state = EmptyState("box", self.tr("All runs are archived"), self.tr("Archived runs are not shown."),
                               self.stack)  # fmt: skip
            button = state.add_button(self.tr("Show archived runs"), "box", "secondary")
            button.clicked.connect(self._unhide)
        self.stack.show_empty(state)

    @Slot()
    def _unhide(self) -> None:
        self._show_archived(True)

    def _arrange(self) -> None:
        """Show the columns that were chosen for the experiment, or its usual ones."""
        assert self.listing is not None
        listing = self.listing
        self.arrangement.show(listing.place, listing.sample, self.bar.fields, self._parameters, self._spec)
        share = self._spec.split.test_share if self._spec is not None and self._spec.task.supervised else None
        results = self.tr("Results on the {share} test rows").format(share=texts.percent(share)) if share else ""
        main = next((k for k in self.arrangement.shown() if k.startswith("metrics.")), "")
        self.table.best_metric = main.removeprefix("metrics.")
        self.table.show_columns(self.arrangement.shown(), listing.sample, results or self.tr("Results"),
                                self.arrangement.widths())  # fmt: skip

    @Slot()
    def _arranged(self) -> None:
        self._arrange()
        self._read_surroundings()

    def _read_surroundings(self) -> None:
        assert self.listing is not None
        shown = [k.removeprefix("metrics.") for k in self.arrangement.shown() if k.startswith("metrics.")]
        work = partial(read_surroundings, self.shell.workspace, self.listing.place, shown, self.asked.archived)
        self.shell.bridge.query(work, self._surrounded, None, self, key="surroundings")

    @Slot(object)
    def _surrounded(self, found: Surroundings) -> None:
        self.bar.fields, self.bar.filters = found.fields, found.filters
        if self.listing is None:
            return
        told = (self.listing.place, found.judged, found.longest_fit)
        if told != self._told:
            self._told = told
            self._context.longest_fit = found.longest_fit
            self._context.compare(found.judged, one_question=self.listing.place != ALL)
            self.table.viewport().update()
        self._arrange()

    def update_run(self, run: Run) -> None:
        """Show a run's new state or progress where it stands, without reading anything."""
        if self.listing is None:
            return
        open_runs = [run if r.id == run.id else r for r in self.listing.under_way]
        self.listing = replace(self.listing, under_way=tuple(open_runs))
        self._show_running()
        self.table.rows.put(run)

    def run(self, run_id: str) -> Run | None:
        """A run that was read, shown or not."""
        under_way = self.listing.under_way if self.listing is not None else ()
        found: Run | None = self.table.rows.known(run_id) or self._chosen.get(run_id)
        return next((r for r in under_way if r.id == run_id), found)

    @Slot()
    def _theme_changed(self, *_: object) -> None:
        self.table.measure_again()
        if self.listing is not None:
            self._arrange()
        self.table.viewport().update()

    # --- choosing -----------------------------------------------------------------------------------------------
    def chosen_ids(self) -> list[str]:
        """The ticked runs, in the order of their colours."""
        return sorted(self.colours, key=self.colours.__getitem__)

    def chosen_runs(self) -> list[Run]:
        """The ticked runs that were read, in the order of their colours."""
        found = (self.run(i) for i in self.chosen_ids()[: MOST_COMPARED + 1])
        return [r for r in found if r is not None]

    @Slot()
    def clear_ticks(self) -> None:
        """Untick every run."""
        self.table.set_ticked([])

    @Slot(object)
    def _ticks_changed(self, _ticked: object) -> None:
        self.colours = facts.take_slots(self.colours, self.table.ticked())
        self._context.colours = self.colours
        self._show_chosen()
        self.ticked.emit()

    @Slot()
    def _show_chosen(self) -> None:
        ids = self.chosen_ids()
        known = self.chosen_runs()
        hidden = len(ids) - self.table.rows.count(self.colours.keys())
        self.foot.show_chosen(len(ids), hidden, known, self.shell.workspace.read_only)
        missing = [i for i in ids[:MOST_COMPARED] if self.run(i) is None]
        if missing:
            work = partial(find.run_rows, self.shell.workspace, missing)
            self.shell.bridge.query(work, self._read_chosen, None, self, key="chosen")

    @Slot(object)
    def _read_chosen(self, runs: Sequence[Run]) -> None:
        """Selected runs that were never in view; those that are gone are selected no more."""
        self._chosen = {r.id: r for r in runs}
        gone = [i for i in self.chosen_ids()[:MOST_COMPARED] if self.run(i) is None]
        if gone:
            self.table.set_ticked([i for i in self.table.ticked() if i not in gone])
        else:
            self._show_chosen()

    @Slot(object)
    def _link(self, place: tuple[str, str]) -> None:
        key, what = place
        if what == FOLD:
            self._turned ^= {key}
            self._show_lines()
            self._show_chosen()
        else:
            self.acted.emit(key)

    @Slot()
    def _compare(self) -> None:
        if self.foot.compare_button.isEnabled() and len(self.colours) > 1:
            self.compared.emit(self.chosen_ids())

    def _menu(self, row: object, menu: QMenu) -> None:
        if isinstance(row, Run):
            self.menu_wanted.emit(row, menu)

    # --- columns, export ----------------------------------------------------------------------------------------
    @Slot()
    def _choose_columns(self) -> None:
        if self.listing is not None:
            self.arrangement.choose(self.bar.columns_button)

    @Slot(object)
    def _export(self, form: object) -> None:
        if self.listing is None:
            return
        kinds = {"csv": "CSV (*.csv)", "json": "JSON (*.json)"}[str(form)]
        name = self.listing.sample[0].experiment_name if self.listing.sample else "runs"
        path = ask_save(self, self.tr("Export runs"), f"{name}-runs.{form}", kinds)
        if path is not None:
            self.export_to(path.with_suffix(f".{form}"))

    def export_to(self, path: Path) -> None:
        """Write the runs that the list has now, in its order, with all that is known of them."""
        from modelyard.services.experiments.table_file import write_runs

        ids = list(self.listing.found.ids) if self.listing is not None else []
        work = partial(write_runs, self.shell.workspace, ids, path)
        self.shell.bridge.query(work, partial(self._exported, path), None, self)

    def _exported(self, path: Path, count: int) -> None:
        runs = texts.counted(count, self.tr("run"), self.tr("runs"))
        self.shell.toast(self.tr("Exported {runs}").format(runs=runs), texts.home_path(path))
