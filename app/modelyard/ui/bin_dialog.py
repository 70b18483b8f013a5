"""The base of the recycle bins: what was deleted, when, by whom; restore it, or delete it for ever."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.ui import texts
from modelyard.ui.shell import Confirm, ConfirmItem, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

MOST_NAMED = 6


class Deleted(Protocol):
    """One deletion."""

    id: str
    label: str
    size_bytes: int


class BinDialog(Dialog):
    """An entry a deletion, the last one first. What is in the bin, and what is said of it, is its child's."""

    kind = Kind.DATASET
    icon = "data"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__("", parent, width=theme().px(760), height=theme().px(480))
        title = self.tr("Recycle bin")
        if self.title_label is not None:
            self.title_label.setText(title)
        self.setAccessibleName(title)
        self.shell = shell
        self.entries: list[Any] = []
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

    # --- what is in it ------------------------------------------------------------------------------------------
    def read(self, workspace: Any) -> list[Any]:
        """The entries, the last deletion first. Runs in a worker thread."""
        raise NotImplementedError

    def restore(self, workspace: Any, entry: Any) -> tuple[Any, Changes]:
        """Take an entry out of the bin."""
        raise NotImplementedError

    def delete_again(self, workspace: Any, entry: Any) -> tuple[Any, Changes]:
        """Put what was restored into the bin again."""
        raise NotImplementedError

    def purge(self, workspace: Any, entries: Sequence[Any]) -> tuple[Any, Changes]:
        """Delete entries for ever."""
        raise NotImplementedError

    def own_columns(self) -> list[TableColumn]:
        """The columns between what it is and when it was deleted."""
        raise NotImplementedError

    def title_of(self, entry: Any) -> str:
        """What an entry's line begins with."""
        return str(entry.label)

    def tip(self, entry: Any) -> str:
        """What an entry's tooltip says."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """What waits here, in a sentence."""
        raise NotImplementedError

    def stays(self) -> str:
        """What stays when an entry is deleted for ever."""
        raise NotImplementedError

    def freed_text(self, done: Any) -> str:
        """What was deleted for ever, in a sentence or more."""
        raise NotImplementedError

    # --- the table ----------------------------------------------------------------------------------------------
    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("what", self.tr("What"), lambda e: Cell(self.title_of(e), weight=500, icon=self.icon,
                        icon_tone="text3", tip=self.tip(e)), sort=lambda e: e.label.casefold()),
            *self.own_columns(),
            TableColumn("at", self.tr("Deleted"), lambda e: Cell(texts.when(e.deleted_at), "text2"), 110,
                        sort=lambda e: e.deleted_at),
            TableColumn("by", self.tr("By"), lambda e: Cell(e.deleted_by, "text2", tip=e.deleted_by), 110,
                        sort=lambda e: e.deleted_by),
            TableColumn("size", self.tr("Frees"), lambda e: Cell(texts.size(e.size_bytes)), 90, True,
                        lambda e: e.size_bytes, tip=self.tr("What deleting it for ever frees, without shared files")),
        ]  # fmt: skip

    # --- reading ------------------------------------------------------------------------------------------------
    @Slot()
    def reload(self) -> None:
        """Read what is in the bin."""
        work = partial(self.read, self.shell.workspace)
        self.shell.bridge.query(work, self._loaded, self._not_read, self, key="bin")

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.touches(self.kind) and self.shell.workspace is not None:
            self.reload()

    @Slot(object)
    def _loaded(self, found: list[Any]) -> None:
        self.entries = found
        self.table.set_rows(found)
        if found:
            if self.table.selected_row() is None:
                self.table.select(found[0].id)
            self.states.show_full()
        else:
            state = EmptyState("trash", self.tr("The recycle bin is empty"), self.empty_text(), self.states)
            self.states.show_empty(state)
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

    def _menu(self, _entry: Deleted, menu: QMenu) -> None:
        self.table.add_menu_action(menu, self.tr("Restore"), "undo", self._restore)
        menu.addSeparator()
        self.table.add_menu_action(menu, self.tr("Delete for ever"), "trash", self._ask_purge)

    # --- writing ------------------------------------------------------------------------------------------------
    @Slot()
    def _restore(self) -> None:
        entry = self.table.selected_row()
        if entry is not None:
            self.failure.set("")
            work = partial(self.restore, self.shell.workspace, entry)
            self.shell.bridge.perform(work, partial(self._restored, entry), self._failed, self)

    def _restored(self, entry: Deleted, _found: object) -> None:
        shell, again = self.shell, partial(self.delete_again, self.shell.workspace, entry)

        def undo() -> None:
            shell.bridge.perform(again)

        shell.toast(self.tr("Restored {name}").format(name=entry.label), undo=undo)

    @Slot()
    def _ask_purge(self) -> None:
        entry = self.table.selected_row()
        if entry is not None:
            self._ask(self.tr("Delete {name} for ever?").format(name=entry.label), [entry])

    def submit(self) -> None:
        """Ask whether to empty the bin."""
        if self.entries:
            self._ask(self.tr("Empty the recycle bin?"), self.entries)

    def _ask(self, title: str, entries: Sequence[Deleted]) -> None:
        goes = [ConfirmItem(self.icon, e.label, texts.size(e.size_bytes)) for e in entries[:MOST_NAMED]]
        if len(entries) > MOST_NAMED:
            goes.append(ConfirmItem(self.icon, self.tr("{n} more").format(n=f"{len(entries) - MOST_NAMED:,}")))
        stays = [ConfirmItem("lineage", self.stays()), ConfirmItem("activity", self.tr("Audit log"))]
        text = self.tr("This cannot be undone. The space is free at once.")
        yes = self.tr("Delete for ever") if len(entries) == 1 else self.tr("Empty recycle bin")
        question = Confirm(title, text, yes, self.tr("Keep it"), goes, stays)
        self.shell.confirm(question, partial(self._purge, list(entries)))

    def _purge(self, entries: Sequence[Deleted]) -> None:
        self.failure.set("")
        work = partial(self.purge, self.shell.workspace, entries)
        self.shell.bridge.perform(work, self._purged, self._failed, self)

    @Slot(object)
    def _purged(self, done: Any) -> None:
        text = self.freed_text(done)
        if done.waiting:
            text += " " + self.tr("{n} files may be in use and go later.").format(n=f"{done.waiting:,}")
        self.shell.toast(self.tr("Freed {size}").format(size=texts.size(done.freed)), text)

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self.failure.set(str(error))
