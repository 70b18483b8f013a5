"""The Columns tab: a list of the columns with what the profile says of each, and one of them in full."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.domain.data.datasets import ColumnProfile, DatasetVersion, TableProfile
from modelyard.domain.data.warnings import DataWarning, TargetReport, of_column, warnings
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.columns.detail import ColumnDetail
from modelyard.ui.pages.data.columns.list import BarsDelegate, ChipsDelegate, profile_columns
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.data_header import describe
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.table import Table

if TYPE_CHECKING:
    from modelyard.services.data.profile import Insight
    from modelyard.ui.pages.data.page import DataPage

ALL, ODD = "all", "odd"


class ColumnsTab(VersionTab):
    """The profile of every column."""

    key = "columns"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self.odd: tuple[DataWarning, ...] = ()
        self.report: TargetReport | None = None
        self.chosen_target = ""
        self._wanted = False
        self._listed: TableProfile | None = None
        self._asked_for: set[tuple[str, str]] = set()
        self._jobs = OwnJobs(page.shell, self)
        self._jobs.moved.connect(self._job_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self.note = Note("", "info", self)
        holder = QVBoxLayout()
        holder.setContentsMargins(20, 0, 20, 0)
        holder.addWidget(self.note)
        column.addLayout(holder)
        self.note.hide()
        row = QHBoxLayout()
        row.setSpacing(0)
        self.table = Table(profile_columns(self.odd_of), lambda p: p.name, self.tr("Columns and their profile"), self,
                           row_height=36)  # fmt: skip
        self._bars, self._chips = BarsDelegate(self.table), ChipsDelegate(self.odd_of, self.table)
        self._place_delegates()
        self.table.row_opened.connect(page.show_in_table)
        self.table.row_selected.connect(self._selected)
        self.table.menu = self._menu
        row.addWidget(self.table, 1)
        self.detail = ColumnDetail(page.shell.bridge.query, self)
        self.detail.target_wanted.connect(self.use_target)
        self.detail.table_wanted.connect(page.show_in_table)
        self.detail.hide()
        row.addWidget(self.detail)
        column.addLayout(row, 1)

    def _build_bar(self) -> QWidget:
        bar = QWidget(self)
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        self.search = SearchField(self.tr("Filter columns"), bar, width=theme().px(160))
        self.search.filtered.connect(self._show_rows)
        self.fact = Label("", "small", "text3", bar)
        self.which = Select(parent=bar)
        self.which.setAccessibleName(self.tr("Which columns"))
        self.which.set_choices([(ALL, self.tr("All columns")), (ODD, self.tr("With warnings"))])
        self.which.currentIndexChanged.connect(self._show_rows)
        self.target = Select(parent=bar)
        self.target.setAccessibleName(self.tr("Target"))
        self.target.setMaximumWidth(theme().px(150))
        self.target.currentIndexChanged.connect(self._target_picked)
        row.addWidget(self.search)
        row.addWidget(self.which)
        row.addWidget(self.fact)
        row.addStretch(1)
        row.addWidget(Label(self.tr("Target"), "small", "text3", bar))
        row.addWidget(self.target)
        self.look = Button(self.tr("Look for leaks"), "search", "secondary", bar, small=True)
        self.look.setToolTip(self.tr("How well each column alone tells the target, on 20,000 rows"))
        self.look.clicked.connect(self._look)
        self.look.hide()
        row.addWidget(self.look)
        return bar

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("ColumnsTab", "Columns")

    # --- what is shown ------------------------------------------------------------------------------------------
    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        if self.version is None or self.version.id != version.id:
            self.chosen_target, self._wanted = "", False
            self.note.set("")
        self.odd = warnings(profile)
        super().show_version(version, profile)

    def refresh(self) -> None:
        """Show the profile, read what is known beyond it, and ask for what is missing."""
        from modelyard.services.data import profile as data_profile

        version = self.version
        if version is None:
            return
        self.chosen_target = self.chosen_target or self.page.target_of(version)
        if self._listed is not self.profile:
            self._fill_targets(self.profile)
            self._show_columns()
        fn = partial(data_profile.insight, self.page.shell.workspace, version.id, self.chosen_target)
        self.page.query(fn, self._insight_read, key="insight")

    @Slot(object)
    def _insight_read(self, found: Insight) -> None:
        if not self.shows(found.version.id):
            return
        self.profile, self.odd = found.profile, found.warnings
        before, self.report = self.report, found.target
        if self.report != before:
            self.table.set_columns(profile_columns(self.odd_of, self.report))
            self._place_delegates()
        if not self._busy():
            problem = self.report.problem if self.report is not None else ""
            self.note.set(problem, "warn")
        self._show_columns()
        looked = self.report is None or self.report.looked_at
        self.look.setVisible(not looked and not self._wanted)
        if not found.complete:
            self._ask("profile", "")
        elif self._wanted and not looked:
            self._ask("target", self.chosen_target)

    def _ask(self, what: str, target: str) -> None:
        """Start the job that finds out, once for each version and target; never in a workspace that is read only."""
        from modelyard.services.data import profile as data_profile

        version, workspace = self.version, self.page.shell.workspace
        if version is None or (version.id, f"{what}:{target}") in self._asked_for or self._busy():
            return
        if getattr(workspace, "read_only", "") or version.purged_at is not None:
            return
        self._asked_for.add((version.id, f"{what}:{target}"))
        if what == "profile":
            fn = partial(data_profile.complete_profile, workspace, version.id)
            self.note.set(self.tr("This profile is of an earlier release. It is being completed."), "info")
        else:
            fn = partial(data_profile.look_at_target, workspace, version.id, target)
            self.note.set(self.tr("Looking at what tells {name} by itself").format(name=target), "info")
        self._jobs.start(fn, version.id)

    def _busy(self) -> bool:
        return self.version is not None and self._jobs.running(self.version.id)

    @Slot(object, object)
    def _job_moved(self, job: Job, version_id: str) -> None:
        if job.state is JobState.CANCELLED:
            self._asked_for = {asked for asked in self._asked_for if asked[0] != version_id}
        if not job.state.ended or not self.shows(version_id):
            return
        if job.state is JobState.SUCCEEDED:
            self.note.set("")
            self.mark_stale()
        elif job.error is not None:
            self.note.set(f"{job.error.message} {job.error.hint}".strip(), "bad")
        else:
            self.note.set(self.tr("Cancelled. Choose the target again to look at it."), "plain")

    def on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.DATASET):
            self.mark_stale()

    def odd_of(self, name: str) -> tuple[DataWarning, ...]:
        """The warnings about a column."""
        return of_column(self.odd, name)

    def _place_delegates(self) -> None:
        for i, column in enumerate(self.table.rows.columns):
            special = {"bars": self._bars, "odd": self._chips}.get(column.key)
            self.table.setItemDelegateForColumn(i, special)  # type: ignore[arg-type] # None takes it away

    def _show_columns(self) -> None:
        self._show_rows()
        profile = self._listed = self.profile
        if profile is None:
            return
        general = [w for w in self.odd if not w.columns]
        if general and not self._busy() and not self.note.label.text():
            self.note.set(f"{general[0].text} {general[0].advice}", "warn")
        selected = self.table.selected_key()
        found = profile.column(selected) or (profile.columns[0] if profile.columns else None)
        if found is not None:
            if not selected:
                self.table.select(found.name)
            self._show_detail(found)

    @Slot()
    def _show_rows(self, *_: object) -> None:
        columns = self.profile.columns if self.profile is not None else ()
        wanted = self.search.text().strip().casefold()
        odd_only = self.which.key() == ODD
        shown = [c for c in columns if wanted in c.name.casefold() and (not odd_only or self.odd_of(c.name))]
        self.table.set_rows(shown)
        self.table.viewport().update()
        total = texts.counted(len(columns), self.tr("column"), self.tr("columns"))
        if len(shown) != len(columns):
            total = self.tr("{n} of {total}").format(n=f"{len(shown):,}", total=total)
        count = len(self.odd)
        odd = texts.counted(count, self.tr("warning"), self.tr("warnings")) if count else self.tr("no warnings")
        self.fact.setText(f"{total}, {odd}")

    @Slot(object)
    def _selected(self, name: object) -> None:
        found = self.profile.column(str(name)) if self.profile is not None else None
        if found is not None:
            self._show_detail(found)

    def _show_detail(self, profile: ColumnProfile) -> None:
        self.detail.show_column(profile, self.odd_of(profile.name), self.chosen_target)
        self.detail.show()

    def select(self, name: str) -> None:
        """Show one column."""
        self.table.select(name)
        self.table.setFocus()

    # --- the target ---------------------------------------------------------------------------------------------
    def _fill_targets(self, profile: TableProfile | None) -> None:
        names = [c.name for c in profile.columns] if profile is not None else []
        blocked = self.target.blockSignals(True)
        self.target.set_choices([("", self.tr("None")), *((name, name) for name in names)])
        self.target.set_key(self.chosen_target if self.chosen_target in names else "")
        self.target.blockSignals(blocked)

    @Slot()
    def _target_picked(self, *_: object) -> None:
        self.use_target(self.target.key())

    @Slot()
    def _look(self) -> None:
        self._wanted = True
        self.look.hide()
        self._asked_for.clear()
        self.mark_stale()

    @Slot(object)
    def use_target(self, name: object) -> None:
        """Look at leaks, rare classes and what tells a column; "" for no target."""
        name = str(name)
        if self.version is None or name == self.chosen_target:
            return
        self.chosen_target, self._wanted = name, bool(name)
        self.page.remember_target(self.version, name)
        self._asked_for.discard((self.version.id, f"target:{name}"))
        self._fill_targets(self.profile)
        self.note.set("")
        self.mark_stale()

    # --- menu ---------------------------------------------------------------------------------------------------
    def _menu(self, profile: Any, menu: QMenu) -> None:
        name = profile.name
        self.table.add_menu_action(menu, self.tr("Show in the table"), "table",
                                   partial(self.page.show_in_table, name))  # fmt: skip
        self.table.add_menu_action(menu, self.tr("Use as target"), "target", lambda: self.use_target(name))
        self.table.add_menu_action(menu, self.tr("Copy as text"), "copy", lambda: self._copy(profile))

    def _copy(self, profile: ColumnProfile) -> None:
        QGuiApplication.clipboard().setText(describe(profile))
