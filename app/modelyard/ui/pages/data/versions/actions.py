"""What can be done with a version or dataset in the window: the actions behind menus, buttons and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.versions import DeletePreview
from modelyard.ui.icons import icon
from modelyard.ui.pages.data.versions.dialogs import NoteDialog, RenameDialog, TagDialog
from modelyard.ui.pages.data.versions.words import delete_question
from modelyard.ui.shell import Command

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class VersionActions(QObject):
    """Tag (T), note, rename (F2), restore, delete (Del), compare, and the recycle bin of the Data page."""

    def __init__(self, page: DataPage) -> None:
        super().__init__(page)
        self._page = page
        self._shortcuts: list[QShortcut] = []
        for keys, action in (("T", self.tag), ("F2", self.rename), ("Del", self.delete)):
            shortcut = QShortcut(QKeySequence(keys), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
            self._shortcuts.append(shortcut)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Inside of a tab, Del belongs to what is chosen there, such as a step of a recipe."""
        tabs = self._page.tabs.made()
        inside = now is not None and any(tab is now or tab.isAncestorOf(now) for tab in tabs)
        self._shortcuts[2].setEnabled(not inside)

    # --- the menu -----------------------------------------------------------------------------------------------
    def add_to_menu(self, menu: QMenu, version: DatasetVersion, *, read_only: bool) -> None:
        """Add what can be done with a version; deletion last, after a line."""
        siblings = self._siblings(version)
        newest = bool(siblings) and siblings[0].id == version.id
        self._add(menu, "compare", self.tr("Compare versions"), self.compare, on=True)
        self._add(menu, "tag", self.tr("Tag version"), self.tag, "T", on=not read_only)
        for tag in version.tags:
            text = self.tr("Remove the tag {tag}").format(tag=tag)
            self._add(menu, "x", text, partial(self.untag, version, tag), on=not read_only)
        self._add(menu, "edit", self.tr("Edit note"), self.note, on=not read_only)
        if not newest:
            text = self.tr("Restore v{number} as the newest version").format(number=version.number)
            self._add(menu, "undo", text, self.restore, on=not read_only)
        menu.addSeparator()
        self._add(menu, "edit", self.tr("Rename dataset"), self.rename, "F2", on=not read_only)

    def add_delete(self, menu: QMenu, version: DatasetVersion, *, read_only: bool) -> None:
        """Add deletion at the end of the menu."""
        menu.addSeparator()
        if len(self._siblings(version)) > 1:
            text = self.tr("Delete v{number}").format(number=version.number)
            self._add(menu, "trash", text, self.delete, "Del", on=not read_only)
        self._add(menu, "trash", self.tr("Delete dataset"), self.delete_dataset, on=not read_only)

    def _add(
        self, menu: QMenu, name: str, text: str, action: Callable[[], object], keys: str = "", *, on: bool
    ) -> None:
        added = menu.addAction(icon(name), text)
        added.setEnabled(on)
        if keys:
            added.setShortcut(QKeySequence(keys))
            added.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        added.triggered.connect(partial(self._run, action))

    def _run(self, action: Callable[[], object], _checked: bool = False) -> None:
        action()

    def commands(self, version: DatasetVersion) -> list[Command]:
        """What the palette offers for the version in front."""
        return [
            Command(self.tr("Tag {version}").format(version=version.label), "tag", self.tag, shortcut="T"),
            Command(self.tr("Edit the note of {version}").format(version=version.label), "edit", self.note),
            Command(self.tr("Rename {name}").format(name=version.dataset_name), "edit", self.rename, shortcut="F2"),
            Command(self.tr("Delete {version}").format(version=version.label), "trash", self.delete, shortcut="Del"),
        ]

    def explain_missing(self, version_id: str) -> None:
        """Say what became of a version that somebody asked for and that is not in the list."""
        from modelyard.services.data import datasets

        find = partial(datasets.usable_version, self._page.shell.workspace, version_id)
        self._page.query(find, self._there, key="missing", on_error=self._failed)

    @Slot(object)
    def _there(self, _version: object) -> None:
        """It came while the list was read."""

    def _siblings(self, version: DatasetVersion) -> list[DatasetVersion]:
        return [v for v in self._page.versions if v.dataset_id == version.dataset_id]

    def _shown(self) -> DatasetVersion | None:
        """The version in front, if it may be changed."""
        workspace = self._page.shell.workspace
        if workspace is None or workspace.read_only:
            return None
        return self._page.version

    # --- note, tag, name ----------------------------------------------------------------------------------------
    @Slot()
    def note(self) -> None:
        """Edit the note of the version in front."""
        version = self._shown()
        if version is not None:
            self._page.shell.open_dialog(NoteDialog(self._page.shell, version, partial(self._noted, version)))

    def _noted(self, before: DatasetVersion, after: DatasetVersion) -> None:
        from modelyard.services.data import versions as service

        workspace, bridge = self._page.shell.workspace, self._page.shell.bridge

        def undo() -> None:
            bridge.perform(lambda: service.set_note(workspace, before.id, before.note))

        title = self.tr("Changed the note of {version}").format(version=before.label)
        self._page.shell.toast(title, after.note, "plain", undo=undo)

    @Slot()
    def tag(self) -> None:
        """Ask for a tag for the version in front."""
        version = self._shown()
        if version is not None:
            shell = self._page.shell
            shell.open_dialog(TagDialog(shell, version, self._siblings(version), partial(self._tagged, version)))

    def _tagged(self, version: DatasetVersion, tag: str, before: str) -> None:
        from modelyard.services.data import versions as service

        shell = self._page.shell
        workspace = shell.workspace
        holder = next((v for v in self._page.versions if v.id == before), None)

        def undo() -> None:
            if before and before != version.id:
                shell.bridge.perform(lambda: service.add_tag(workspace, before, tag))
            else:
                shell.bridge.perform(lambda: service.remove_tag(workspace, version.dataset_id, tag))

        was = self.tr("It was v{number}.").format(number=holder.number) if holder is not None else ""
        title = self.tr("{version} is now {tag}").format(version=version.label, tag=tag)
        shell.toast(title, was, "plain", undo=undo)

    def untag(self, version: DatasetVersion, tag: str) -> None:
        """Take a tag away; the toast offers the way back."""
        from modelyard.services.data import versions as service

        shell = self._page.shell
        workspace = shell.workspace

        def undo() -> None:
            shell.bridge.perform(lambda: service.add_tag(workspace, version.id, tag))

        def done(_: object) -> None:
            text = self.tr("{version} is no longer {tag}").format(version=version.label, tag=tag)
            shell.toast(text, "", "plain", undo=undo)

        self._page.perform(lambda: service.remove_tag(workspace, version.dataset_id, tag), done, on_error=self._failed)

    @Slot()
    def rename(self) -> None:
        """Edit the name and description of the dataset in front."""
        version = self._shown()
        dataset = next((d for d in self._page.datasets if version is not None and d.id == version.dataset_id), None)
        if dataset is not None:
            done = partial(self._renamed, dataset.id)
            self._page.shell.open_dialog(RenameDialog(self._page.shell, dataset, done))

    def _renamed(self, dataset_id: str, names: tuple[str, str, str, str, list[str]]) -> None:
        from modelyard.services.data import versions as service

        shell = self._page.shell
        workspace, (old, new, before, after, readers) = shell.workspace, names

        def undo() -> None:
            if old != new:
                shell.bridge.perform(lambda: service.rename(workspace, dataset_id, old))
            if before != after:
                shell.bridge.perform(lambda: service.describe(workspace, dataset_id, before))

        title = self.tr("{old} is now {new}").format(old=old, new=new)
        if old == new:
            title = self.tr("Changed the description of {name}").format(name=old)
        text = ""
        if readers:
            text = self.tr("Recipes that read it by its old name: {names}.").format(names=", ".join(readers))
        shell.toast(title, text, "warn" if readers else "plain", undo=undo)

    # --- restore ------------------------------------------------------------------------------------------------
    @Slot()
    def restore(self) -> None:
        """Make the rows of the version in front the newest version."""
        from modelyard.services.data import bin as data_bin
        from modelyard.services.data import versions as service

        version = self._shown()
        if version is None:
            return
        shell, workspace = self._page.shell, self._page.shell.workspace

        def done(made: DatasetVersion) -> None:
            def undo() -> None:
                shell.bridge.perform(lambda: data_bin.delete(workspace, [made.id]))

            self._page.activate(made.id)
            title = self.tr("Restored v{old} as v{new}").format(old=version.number, new=made.number)
            shell.toast(title, self.tr("The same rows, without a copy on the disk."), undo=undo)

        self._page.perform(lambda: service.restore_version(workspace, version.id), done, on_error=self._failed)

    # --- delete -------------------------------------------------------------------------------------------------
    @Slot()
    def delete(self) -> None:
        """Ask whether the version in front goes to the recycle bin; the last one goes with its dataset."""
        from modelyard.services.data import bin as data_bin

        version = self._shown()
        if version is not None:
            last = len(self._siblings(version)) == 1
            find = partial(data_bin.preview_version, self._page.shell.workspace, version.id)
            self._page.query(find, partial(self._ask, last), key="delete", on_error=self._failed)

    @Slot()
    def delete_dataset(self) -> None:
        """Ask whether the dataset in front goes to the recycle bin."""
        from modelyard.services.data import bin as data_bin

        version = self._shown()
        if version is not None:
            find = partial(data_bin.preview_dataset, self._page.shell.workspace, version.dataset_id)
            self._page.query(find, partial(self._ask, True), key="delete", on_error=self._failed)

    def _ask(self, whole: bool, found: DeletePreview) -> None:
        self._page.shell.confirm(delete_question(found, whole), partial(self._delete, found))

    def _delete(self, found: DeletePreview) -> None:
        from modelyard.services.data import bin as data_bin

        workspace = self._page.shell.workspace
        ids = found.version_ids
        self._page.perform(lambda: data_bin.delete(workspace, ids), partial(self._deleted, ids), on_error=self._failed)

    def _deleted(self, ids: Sequence[str], found: DeletePreview) -> None:
        from modelyard.services.data import bin as data_bin

        shell = self._page.shell
        workspace = shell.workspace

        def undo() -> None:
            shell.bridge.perform(lambda: data_bin.restore(workspace, ids))

        name = found.dataset_name if found.whole else found.labels[0]
        text = self.tr("It is in the recycle bin.")
        shell.toast(self.tr("Deleted {name}").format(name=name), text, "plain", undo=undo)

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._page.shell.toast(error.message, error.hint, "bad")

    # --- other views --------------------------------------------------------------------------------------------
    @Slot()
    def compare(self) -> Any:
        """Open the comparison of the version in front with the one before it."""
        from modelyard.ui.pages.data.compare.dialog import CompareDialog

        page = self._page
        if page.version is None:
            return None
        older = next((v for v in self._siblings(page.version) if v.number < page.version.number), None)
        newer = next((v for v in reversed(self._siblings(page.version)) if v.number > page.version.number), None)
        pair = (older, page.version) if older is not None else (page.version, newer or page.version)
        dialog = CompareDialog(page.shell, page.versions, pair[0].id, pair[1].id)
        page.shell.open_dialog(dialog)
        return dialog

    @Slot()
    def recycle_bin(self) -> Any:
        """Open the recycle bin."""
        from modelyard.ui.pages.data.versions.recycle_bin import VersionBinDialog

        dialog = VersionBinDialog(self._page.shell)
        self._page.shell.open_dialog(dialog)
        return dialog
