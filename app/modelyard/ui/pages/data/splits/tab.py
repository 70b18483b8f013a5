"""The Splits tab: the stored splits of the version shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.domain.data.splits import Split
from modelyard.ui import texts
from modelyard.ui.dialogs import ask
from modelyard.ui.pages.data.splits import words
from modelyard.ui.pages.data.splits.dialog import SplitDialog
from modelyard.ui.pages.data.splits.words import tr
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.shell import Confirm
from modelyard.ui.widgets.bar import Bar
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class SplitsTab(VersionTab):
    """Stored splits with how they were made, their rows, and how many runs used them."""

    key = "splits"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self._splits: tuple[Split, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.table = Table(self._columns(), lambda s: s.id, tr("Stored splits"), self, row_height=36)
        self.table.menu = self._menu
        self.full = QWidget(self)
        inner = QVBoxLayout(self.full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._build_bar())
        inner.addWidget(self.table, 1)
        self.states = StateStack(self.full, self)
        self.states.retry.connect(self.refresh)
        column.addWidget(self.states)

    @staticmethod
    def title() -> str:
        return tr("Splits")

    def _build_bar(self) -> Bar:
        bar = Bar(self, spacing=12)
        text = tr("Models trained with a split never learn from the rows it holds out.")
        bar.row.addWidget(ElidedLabel(text, "small", "text2", bar), 1)
        self.new = Button(tr("New split"), "split", "secondary", bar, small=True)
        self.new.clicked.connect(self.open_dialog)
        bar.row.addWidget(self.new)
        return bar

    def _columns(self) -> list[TableColumn]:
        def rows(key: str, title: str, value: Any, width: int, tip: str) -> TableColumn:
            return TableColumn(key, title, lambda s: texts.count(value(s)), width, True, value, tip=tip)

        return [
            TableColumn("name", tr("Split"), lambda s: Cell(s.name, weight=500, icon="split", icon_tone="text3",
                        tip=s.name), sort=lambda s: s.name, minimum=110),
            TableColumn("rule", tr("Hold-out"), lambda s: Cell(words.rule(s.definition),
                        tip=words.found(s.counts, s.definition)), 196, sort=lambda s: s.definition.method.value),
            rows("training", tr("To train"), lambda s: s.counts.training, 84, tr("Rows that models learn from")),
            rows("held", tr("Held out"), lambda s: s.counts.hold_out, 84, tr("Rows that only judge")),
            rows("out", tr("Neither"), lambda s: s.counts.left_out, 74, tr("Rows without a group or time")),
            rows("runs", tr("Runs"), lambda s: s.runs, 60, tr("Runs that used it")),
            TableColumn("made", tr("Made"), lambda s: Cell(f"{texts.ago(s.created_at)}, {s.created_by}", "text3",
                        tip=texts.when(s.created_at)), 104, sort=lambda s: s.created_at),
        ]  # fmt: skip

    # --- reading ------------------------------------------------------------------------------------------------
    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        if not self.shows(version.id):
            self._splits = ()
        super().show_version(version, profile)

    def on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.DATASET, Kind.RUN):
            self.mark_stale()

    def refresh(self) -> None:
        from modelyard.services.data import splits as data_splits

        version = self.version
        if version is None:
            return
        if not self._splits:
            self.states.show_loading(tr("Reading splits"))
        self.page.query(partial(data_splits.splits, self.page.shell.workspace, version.id),
                        partial(self._read, version.id), key="splits",
                        on_error=partial(self._failed, version.id))  # fmt: skip

    def _read(self, version_id: str, found: list[Split]) -> None:
        if not self.shows(version_id):
            return
        self._splits = tuple(found)
        self.new.set_reason(self.page.read_only_reason())
        self.table.set_rows(found)
        if found:
            self.states.show_full()
            return
        text = tr("A split fixes which rows models learn from, and which only judge them, for every experiment.")
        state = EmptyState("split", tr("No stored split"), text, self.states)
        button = state.add_button(tr("New split"), "split")
        button.set_reason(self.page.read_only_reason())
        button.clicked.connect(self.open_dialog)
        self.states.show_empty(state)

    def _failed(self, version_id: str, error: AppError) -> None:
        if self.shows(version_id):
            self.states.show_error(tr("The splits could not be read"), error)

    # --- doing --------------------------------------------------------------------------------------------------
    @Slot()
    def open_dialog(self) -> SplitDialog | None:
        """Ask for a new split of the version shown."""
        if self.version is None or self.profile is None:
            return None
        dialog = SplitDialog(self.page.shell, self.version, self.profile, self._splits)
        self.page.shell.open_dialog(dialog)
        return dialog

    def _menu(self, split: Any, menu: QMenu) -> None:
        self.table.add_menu_action(menu, tr("Copy as text"), "copy", partial(self._copy, split))
        menu.addSeparator()
        text, free = tr("Delete split"), not self.page.read_only_reason()
        if split.runs:
            runs = texts.counted(split.runs, tr("run"), tr("runs"))
            text, free = tr("Delete split: {runs} used it").format(runs=runs), False
        self.table.add_menu_action(menu, text, "trash", partial(self._delete, split), enabled=free)

    def _copy(self, split: Split) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(f"{split.name}: {words.found(split.counts, split.definition)}")

    def _delete(self, split: Split) -> None:
        question = Confirm(
            tr("Delete the split {name}?").format(name=split.name),
            tr("The rows of {version} stay as they are.").format(version=split.version_label),
            tr("Delete split"),
            tr("Keep split"),
        )
        ask(self.page.window(), question, partial(self._delete_now, split))

    def _delete_now(self, split: Split) -> None:
        from modelyard.services.data import splits as data_splits

        self.page.perform(partial(data_splits.delete_split, self.page.shell.workspace, split.id))
