"""The recycle bin of the Data page: what was deleted, when, by whom; restore it, or delete it for ever."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import BinEntry, Purged
from modelyard.services.data import bin as data_bin
from modelyard.ui import texts
from modelyard.ui.shell import Confirm, ConfirmItem, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class BinDialog(Dialog):
    """An entry a deletion, the last one first."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=theme().px(760), height=theme().px(480))
        title = self.tr("Recycle bin")
        if self.title_label is not None:
            self.title_label.setText(title)
        self.setAccessibleName(title)
        self.shell = shell
        self.entries: list[BinEntry] = []
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.failure = Note("", "bad", self)
        self.body.addWidget(self.failure)
        self.table = Table(self._columns(), lambda e: e.id, title, self)
        self.table.menu = self._menu
        self.table.selectionModel().currentRowChanged.connect(self._enable)
        self.states = StateStack(self.table, self)
        self.states.retry.connect(self.reload)
        self.body.addWidget(self.states, 1)
        self.cancel.setText(self.tr("Close"))
        self.restore_button = Button(self.tr("Restore"), "undo", "secondary", self)
        self.restore_button.clicked.connect(self._restore)
        self.purge_button = Button(self.tr("Delete for ever"), "trash", "danger", self)
        self.purge_button.clicked.connect(self._ask_purge)
        self.foot_left.addWidget(self.restore_button)
        self.foot_left.addWidget(self.purge_button)
        self.set_primary(self.tr("Empty recycle bin"), "trash", "danger")
        self.states.show_loading(self.tr("Reading the recycle bin"))
        shell.bridge.changed.connect(self._changed)
        self._enable()
        self.reload()

    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("what", self.tr("What"), lambda e: Cell(e.label, weight=500, icon="data", icon_tone="text3",
                        tip=self._tip(e)), sort=lambda e: e.label.casefold()),
            TableColumn("rows", self.tr("Rows"), lambda e: Cell(f"{e.rows:,}"), 110, True, lambda e: e.rows),
            TableColumn("at", self.tr("Deleted"), lambda e: Cell(texts.when(e.deleted_at), "text2"), 110,
                        sort=lambda e: e.deleted_at),
            TableColumn("by", self.tr("By"), lambda e: Cell(e.deleted_by, "text2", tip=e.deleted_by), 110,
                        sort=lambda e: e.deleted_by),
            TableColumn("size", self.tr("Frees"), lambda e: Cell(texts.size(e.size_bytes)), 90, True,
                        lambda e: e.size_bytes, tip=self.tr("What deleting it for ever frees, without shared files")),
        ]  # fmt: skip

    def _tip(self, entry: BinEntry) -> str:
        numbers = ", ".join(f"v{n}" for n in entry.numbers)
        return f"{entry.dataset_name} {numbers}"

    # --- reading ------------------------------------------------------------------------------------------------
    @Slot()
    def reload(self) -> None:
        """Read what is in the bin."""
        workspace = self.shell.workspace
        self.shell.bridge.query(partial(data_bin.recycle_bin, workspace), self._loaded, self._not_read, self, key="bin")

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.touches(Kind.DATASET) and self.shell.workspace is not None:
            self.reload()

    @Slot(object)
    def _loaded(self, found: list[BinEntry]) -> None:
        self.entries = found
        self.table.set_rows(found)
        if found:
            if self.table.selected_row() is None:
                self.table.select(found[0].id)
            self.states.show_full()
        else:
            text = self.tr("Deleted versions and datasets wait here until the bin is emptied.")
            self.states.show_empty(EmptyState("trash", self.tr("The recycle bin is empty"), text, self.states))
        size = sum(e.size_bytes for e in found)
        words = texts.counted(len(found), self.tr("deletion"), self.tr("deletions"))
        self.set_facts(f"{words}, {texts.size(size)}" if found else "")
        self._enable()

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self.states.show_error(self.tr("The recycle bin could not be read"), error)

    @Slot()
    def _enable(self, *_: object) -> None:
        read_only = bool(getattr(self.shell.workspace, "read_only", ""))
        chosen = self.table.selected_row() is not None and bool(self.entries) and not read_only
        self.restore_button.setEnabled(chosen)
        self.purge_button.setEnabled(chosen)
        self.primary.setEnabled(bool(self.entries) and not read_only)

    def _menu(self, entry: BinEntry, menu: QMenu) -> None:
        self.table.add_menu_action(menu, self.tr("Restore"), "undo", self._restore)
        menu.addSeparator()
        self.table.add_menu_action(menu, self.tr("Delete for ever"), "trash", self._ask_purge)

    # --- writing ------------------------------------------------------------------------------------------------
    @Slot()
    def _restore(self) -> None:
        entry = self.table.selected_row()
        if isinstance(entry, BinEntry):
            self.failure.set("")
            workspace, ids = self.shell.workspace, entry.version_ids
            self.shell.bridge.perform(
                lambda: data_bin.restore(workspace, ids), partial(self._restored, entry), self._failed, self
            )

    def _restored(self, entry: BinEntry, _versions: list[DatasetVersion]) -> None:
        shell, workspace, ids = self.shell, self.shell.workspace, entry.version_ids

        def undo() -> None:
            shell.bridge.perform(lambda: data_bin.delete(workspace, ids))

        shell.toast(self.tr("Restored {name}").format(name=entry.label), undo=undo)

    @Slot()
    def _ask_purge(self) -> None:
        entry = self.table.selected_row()
        if isinstance(entry, BinEntry):
            self._ask(self.tr("Delete {name} for ever?").format(name=entry.label), [entry])

    def submit(self) -> None:
        """Ask whether to empty the bin."""
        if self.entries:
            self._ask(self.tr("Empty the recycle bin?"), self.entries)

    def _ask(self, title: str, entries: list[BinEntry]) -> None:
        most = 6
        goes = [ConfirmItem("data", e.label, texts.size(e.size_bytes)) for e in entries[:most]]
        if len(entries) > most:
            goes.append(ConfirmItem("data", self.tr("{n} more").format(n=f"{len(entries) - most:,}")))
        stays = [
            ConfirmItem("experiments", self.tr("Runs and models, and the facts of what they used")),
            ConfirmItem("activity", self.tr("Audit log")),
        ]
        text = self.tr("This cannot be undone. The space is free at once.")
        yes = self.tr("Delete for ever") if len(entries) == 1 else self.tr("Empty recycle bin")
        question = Confirm(title, text, yes, self.tr("Keep it"), goes, stays)
        ids = [i for e in entries for i in e.version_ids]
        self.shell.confirm(question, partial(self._purge, ids))

    def _purge(self, ids: list[str]) -> None:
        workspace = self.shell.workspace
        self.failure.set("")
        self.shell.bridge.perform(lambda: data_bin.purge(workspace, ids), self._purged, self._failed, self)

    @Slot(object)
    def _purged(self, done: Purged) -> None:
        title = self.tr("Freed {size}").format(size=texts.size(done.freed))
        count = texts.counted(done.removed + done.kept, self.tr("version"), self.tr("versions"))
        text = self.tr("{versions} deleted for ever.").format(versions=count)
        if done.kept:
            text += " " + self.tr("Facts of {n} are kept for what refers to them.").format(n=f"{done.kept:,}")
        if done.waiting:
            text += " " + self.tr("{n} files may be in use and go later.").format(n=f"{done.waiting:,}")
        self.shell.toast(title, text)

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self.failure.set(str(error))
