"""The Data page: datasets at the left, rows and profile of one version in the middle, its versions at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import Dataset, DatasetVersion, ImportRequest, TableProfile
from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job
from modelyard.ui import texts
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.data.columns.tab import ColumnsTab
from modelyard.ui.pages.data.correlations.tab import CorrelationsTab
from modelyard.ui.pages.data.dataset_list import DatasetList
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.pages.data.importing.imports import Imports
from modelyard.ui.pages.data.prepare import PrepareTab
from modelyard.ui.pages.data.quality.board import QualityBoard
from modelyard.ui.pages.data.quality.tab import QualityTab
from modelyard.ui.pages.data.reading import Uses, open_version, read_all, read_bin, read_origins, read_uses
from modelyard.ui.pages.data.sources.refreshing import Refreshing
from modelyard.ui.pages.data.splits.tab import SplitsTab
from modelyard.ui.pages.data.table.exports import TableExports
from modelyard.ui.pages.data.table.tab import TableTab
from modelyard.ui.pages.data.version_tabs import VersionTab, VersionTabs
from modelyard.ui.pages.data.versions.actions import VersionActions
from modelyard.ui.pages.data.versions.head import VersionHead
from modelyard.ui.pages.data.versions.menu import VersionMenu
from modelyard.ui.pages.data.versions.panel import VersionsPanel
from modelyard.ui.pages.data.versions.rejected_tab import RejectedTab
from modelyard.ui.pages.data.versions.used_by_tab import UsedByTab
from modelyard.ui.shell import Action, Command, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.states import StateStack

FOLD_BELOW = 1240
IMPORT = "data.import"


VERSION_TABS: Sequence[type[VersionTab]] = (
    ColumnsTab, CorrelationsTab, QualityTab, PrepareTab, SplitsTab, RejectedTab, UsedByTab,
)  # fmt: skip
"""The tabs behind the table, in their order."""


class DataPage(Page):
    """Targets of `activate`: a version's or dataset's id, (id, tab), or an `ImportRequest` to be changed.

    A tab is "table" or the key of one of `VERSION_TABS`.
    """

    name = "data"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Data")
        self.datasets: list[Dataset] = []
        self.versions: list[DatasetVersion] = []
        self.runs: list[Run] = []
        self.version: DatasetVersion | None = None
        self._target: Any = None
        self._asked = self._dirty = False
        self._newest_id = ""
        self._targets: dict[str, set[str]] = {}
        self._panel_wanted = False
        self.deeds = VersionActions(self)
        self._binned = 0
        self.menu = VersionMenu(self)
        self.menu.new_version.connect(self._new_version)
        self.refreshing = Refreshing(self)
        self.imports = Imports(self)
        self.imports.imported.connect(self._imported)
        self._build()
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        self.states.show_loading(self.tr("Reading datasets"))

    # --- building -----------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        self.list = DatasetList(self.content)
        self.list.chosen.connect(self._dataset_chosen)
        self.list.dropped.connect(self._dropped_on_list)
        self.list.menu_wanted.connect(self._menu_for)
        self.list.bin_wanted.connect(self.deeds.recycle_bin)
        row.addWidget(self.list)
        self.detail = QFrame(self.content)
        self.detail.setObjectName("surface")
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(self._build_tabs(), 1)
        self.detail_states = StateStack(self.detail, self.content)
        self.detail_states.retry.connect(self._reopen)
        row.addWidget(self.detail_states, 1)
        self.panel = VersionsPanel(self.content)
        self.panel.chosen.connect(self._version_chosen)
        self.panel.new_version.connect(self._new_version)
        self.panel.menu_wanted.connect(self._menu_for)
        self.panel.rules.opened.connect(self._open_rule)
        self.panel.rules.add.connect(self._add_rule)
        self.panel.rules.suggest.connect(self._suggest_rules)
        self.quality.section = self.panel.rules
        row.addWidget(self.panel)

    def _build_head(self) -> VersionHead:
        self.head = VersionHead(self.detail)
        self.quality = QualityBoard(self, self.head.chips, self.head)
        self.head.panel_wanted.connect(self._toggle_panel)
        self.head.new_version.connect(self._new_version)
        self.head.compare.connect(self.deeds.compare)
        self.head.menu_wanted.connect(self._more)
        return self.head

    def _build_tabs(self) -> VersionTabs:
        self.tabs = VersionTabs(self, self.detail)
        self.table_tab = TableTab(self.shell.bridge, self.tabs, self.saved())
        self.table_tab.column_opened.connect(self._show_profile)
        self.table_exports = TableExports(self)
        self.table_tab.states.retry.connect(self._reopen)
        self.tabs.add("table", self.tr("Table"), self.table_tab)
        for kind in VERSION_TABS:
            self.tabs.add_kind(kind)
        self.tabs.set_key(str(self.saved().get("tab", "table")))
        self.tabs.changed.connect(self._keep_tab)
        return self.tabs

    # --- the page's part in the window --------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        if isinstance(target, ImportRequest):
            self.imports.reopen(target)
            target = None
        if target is not None:
            self._target = target
        if not self._asked or self._dirty or (target is not None and not self._knows(target)):
            self.reload()
        elif target is not None:
            self._choose()

    def _knows(self, target: Any) -> bool:
        """Whether what is asked for was read already: it may be newer than that."""
        wanted = target[0] if isinstance(target, tuple) else target
        return any(wanted in (v.id, v.dataset_id) for v in self.versions)

    def on_changes(self, changes: Changes) -> None:
        if not self.isVisible():
            self._dirty = self._dirty or changes.touches(Kind.DATASET, Kind.RUN, Kind.EXPERIMENT)
            return
        self.tabs.on_changes(changes)
        if changes.touches(Kind.DATASET):
            self.reload()
        elif changes.touches(Kind.RUN, Kind.EXPERIMENT) and self._asked:
            self._read_runs()

    def tells(self, job: Job) -> bool:
        return self.imports.tells(job)

    def deactivate(self) -> None:
        self.table_tab.stop_work()

    def primary_filter(self) -> QWidget | None:
        return self.table_tab.filter if self.table_tab.filter.isVisible() else super().primary_filter()

    def on_job(self, job: Job) -> None:
        self.refreshing.on_job(job)
        self.imports.on_job(job)

    def actions(self) -> Sequence[Action]:  # type: ignore[override]
        reason = self.read_only_reason()
        bin_text = self.tr("Recycle bin")
        # while there are no datasets, their list with its own way to the bin is not shown
        in_header = bool(self._binned) and not self.datasets
        return [
            Action("data.bin", bin_text, "trash", self.deeds.recycle_bin, in_header=in_header),
            Action(IMPORT, self.tr("Import dataset"), "import", self._import, "primary", "Ctrl+I", reason),
        ]

    def commands(self) -> Sequence[Command]:
        if self.version is None:
            return ()
        compare = Command(self.tr("Compare versions of {name}").format(name=self.version.dataset_name), "compare",
                          self.deeds.compare)  # fmt: skip
        if self._read_only():
            return (compare,)
        text = self.tr("Import a new version of {name}").format(name=self.version.dataset_name)
        return (Command(text, "import", self._new_version), compare, *self.deeds.commands(self.version))

    def drop_files(self, paths: Sequence[str]) -> bool:
        self.imports.drop(paths)
        return True

    @Slot()
    def paste(self) -> None:
        """Import what is on the clipboard."""
        self.imports.paste()

    def shots(self) -> Sequence[tuple[str, Any]]:
        from modelyard.ui.pages.data.shots import shots

        return shots(self)

    def read_only_reason(self) -> str:
        """Why nothing can be changed; "" when it can."""
        return self.tr("The workspace is open for reading only.") if self._read_only() else ""

    def _read_only(self) -> bool:
        return bool(getattr(self.shell.workspace, "read_only", ""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.window().width() < theme().px(FOLD_BELOW)
        self.head.panel_button.setVisible(narrow)
        self.panel.setVisible(self._panel_wanted or not narrow)

    @Slot()
    def _toggle_panel(self) -> None:
        self._panel_wanted = not self._panel_wanted
        self._fold()

    # --- reading ------------------------------------------------------------------------------------------------
    def reload(self) -> None:
        """Read the datasets and versions again."""
        self._asked, self._dirty = True, False
        if not self.datasets:
            self.states.show_loading(self.tr("Reading datasets"))
        self.query(partial(read_all, self.shell.workspace), self._loaded, key="all", on_error=self.show_failed)

    @Slot(object)
    def _loaded(self, found: tuple[list[Dataset], list[DatasetVersion], Uses]) -> None:
        self.datasets, self.versions, (self.runs, self._targets) = found
        self.list.read_only = self._read_only()
        self.list.set_datasets(self.datasets)
        self.query(partial(read_bin, self.shell.workspace), self._bin_read, key="bin")
        self.set_header(fact=texts.counted(len(self.datasets), self.tr("dataset"), self.tr("datasets")))
        if not self.datasets:
            self.version = None
            text = self.tr("Import files, a table of a database or what you copied; or drop files here.")
            self.show_empty("data", self.tr("No datasets yet"), text, self.actions()[-1])
            return
        self.states.show_full()
        self._choose()

    @Slot(object)
    def _bin_read(self, found: tuple[int, int]) -> None:
        self._binned = found[0]
        self.list.set_bin(*found)
        self.header_changed.emit()

    def _choose(self) -> None:
        """Show what is asked for, what was shown, what was shown last time, or the first dataset."""
        target, self._target = self._target, None
        wanted, tab = target if isinstance(target, tuple) else (target, "")
        candidates = [str(wanted or ""), self.version.id if self.version else "", str(self.saved().get("dataset", ""))]
        if self.version is not None and self.version.id == self._newest_id:
            candidates[1] = self.version.dataset_id  # a newer version of what is shown comes to the front
        if candidates[0] and not any(candidates[0] in (v.id, v.dataset_id) for v in self.versions):
            self.deeds.explain_missing(candidates[0])
        for key in (*candidates, self.datasets[0].id):
            found = next((v for v in self.versions if v.id == key), None) or self._newest(key)
            if found is not None:
                self._show(found)
                break
        if tab:
            self.tabs.set_key(tab)

    def _newest(self, dataset_id: str) -> DatasetVersion | None:
        return next((v for v in self.versions if v.dataset_id == dataset_id), None)

    def _show(self, version: DatasetVersion) -> None:
        again = self.version is not None and self.version.id == version.id
        self.version = version
        siblings = [v for v in self.versions if v.dataset_id == version.dataset_id]
        self._newest_id = siblings[0].id
        self.list.select(version.dataset_id)
        self.head.show_version(version, self.read_only_reason())
        self.panel.import_button.set_reason(self.read_only_reason())
        self.panel.show_versions(siblings, version)
        self.refreshing.show(version)
        self.query(partial(read_origins, self.shell.workspace, version.id), self.panel.show_origins, key="origins")
        self.panel.rules.add_button.set_reason(self.read_only_reason())
        self.quality.show_version(version)
        rejected = RejectedTab.key
        self.tabs.bar.set_visible(rejected, version.rejected_blob is not None)
        self.tabs.bar.set_count(rejected, f"{version.rejected:,}" if version.rejected else "")
        if self.tabs.key() == rejected and version.rejected_blob is None:
            self.tabs.set_key("table")
        self._show_runs()
        if not again or self.table_tab.version_id != version.id:
            self._open(version)
        self.saved()["dataset"] = version.dataset_id

    def _open(self, version: DatasetVersion) -> None:
        self.table_tab.clear()
        self.detail_states.show_loading(self.tr("Reading {name}").format(name=version.label))
        self.query(partial(open_version, self.shell.workspace, version), self._opened, key="open",
                   on_error=self._not_opened)  # fmt: skip

    @Slot(object)
    def _opened(self, found: tuple[DatasetVersion, Any, TableProfile]) -> None:
        version, reader, profile = found
        if self.version is None or version.id != self.version.id:
            return
        self.table_tab.show_version(version, reader, profile)
        self.tabs.show_version(version, profile)
        self.detail_states.show_full()

    @Slot(object)
    def _not_opened(self, error: AppError) -> None:
        self.detail_states.show_error(self.tr("The rows could not be read"), error)

    @Slot()
    def _reopen(self) -> None:
        if self.version is not None:
            self._open(self.version)

    def _read_runs(self) -> None:
        self.query(partial(read_uses, self.shell.workspace), self._runs_read, key="runs")

    @Slot(object)
    def _runs_read(self, found: Uses) -> None:
        self.runs, self._targets = found
        self._show_runs()

    def _show_runs(self) -> None:
        if self.version is None:
            return
        runs, numbers = self.uses()
        dataset = next((d for d in self.datasets if d.id == self.version.dataset_id), None)
        targets = sorted(set().union(*(self._targets.get(v, set()) for v in numbers)))
        self.head.show_facts(self.version, dataset.description if dataset is not None else "", targets)
        self.table_tab.show_targets(targets)
        self.tabs.bar.set_count(UsedByTab.key, f"{len(runs):,}" if runs else "")
        self.tabs.mark_stale(UsedByTab)

    def uses(self) -> tuple[list[Run], dict[str, int]]:
        """The runs trained on the dataset shown, and the number of each of its versions."""
        dataset_id = self.version.dataset_id if self.version is not None else ""
        numbers = {v.id: v.number for v in self.versions if v.dataset_id == dataset_id}
        return [r for r in self.runs if r.dataset_version_id in numbers], numbers

    def target_of(self, version: DatasetVersion) -> str:
        """The column looked at as the target: what was chosen here, or what an experiment predicts; "" for none."""
        names = {c.name for c in version.columns}
        kept = self.saved().get("targets", {}).get(version.dataset_id)
        found = [kept] if kept is not None else sorted(self._targets.get(version.id, set()))
        return next((name for name in found if name in names), "")

    def remember_target(self, version: DatasetVersion, name: str) -> None:
        """Keep which column is looked at as the target of a dataset."""
        self.saved().setdefault("targets", {})[version.dataset_id] = name

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(str)
    def _dataset_chosen(self, dataset_id: str) -> None:
        newest = self._newest(dataset_id)
        if newest is not None and (self.version is None or self.version.dataset_id != dataset_id):
            self._show(newest)

    @Slot(object)
    def _version_chosen(self, version_id: object) -> None:
        found = next((v for v in self.versions if v.id == version_id), None)
        if found is not None:
            self._show(found)

    @Slot(object)
    def _keep_tab(self, key: object) -> None:
        self.saved()["tab"] = str(key)

    @Slot(object)
    def _open_rule(self, rule_id: object) -> None:
        self.tabs.bring(QualityTab).select(str(rule_id))

    @Slot()
    def _add_rule(self) -> None:
        self.tabs.bring(QualityTab).add()

    @Slot()
    def _suggest_rules(self) -> None:
        self.tabs.bring(QualityTab).suggest()

    @Slot(object)
    def _show_profile(self, name: object) -> None:
        self.tabs.bring(ColumnsTab).select(str(name))

    @Slot(object)
    def show_in_table(self, name: object) -> None:
        """Show a column among the rows."""
        self.tabs.set_key("table")
        self.table_tab.show_column(str(name))

    # --- importing ----------------------------------------------------------------------------------------------
    @Slot()
    def _import(self) -> None:
        self.open_import()

    @Slot()
    def _new_version(self) -> None:
        if self.version is not None:
            self.open_import(dataset=self.version.dataset_name)

    @Slot(list, str)
    def _dropped_on_list(self, paths: list[str], dataset: str) -> None:
        self.open_import(files=[Path(p) for p in paths], dataset=dataset)

    def open_import(self, path: Path | None = None, dataset: str = "", **more: Any) -> ImportDialog:
        """Open the import dialog; see `Imports.open`."""
        return self.imports.open([path] if path is not None else more.pop("files", ()), dataset, **more)

    @Slot(object)
    def _imported(self, version_id: object) -> None:
        self._target = version_id
        self.reload()

    # --- menus --------------------------------------------------------------------------------------------------
    @Slot(str, QPoint)
    def _menu_for(self, key: str, place: QPoint) -> None:
        found = next((v for v in self.versions if v.id == key), None) or self._newest(key)
        if found is not None:
            self._show(found)
            self.menu.popup(found, place, read_only=self._read_only())

    @Slot(QPoint)
    def _more(self, place: QPoint) -> None:
        if self.version is not None:
            self.menu.popup(self.version, place, read_only=self._read_only())
