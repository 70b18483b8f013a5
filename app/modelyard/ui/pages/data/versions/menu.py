"""What can be done with a version, from the menus: import another, export what was rejected, copy its facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.save_file import ask_save

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class VersionMenu(QObject):
    """The context menu of a dataset or version, and the actions only it has. `new_version` asks for an import."""

    new_version = Signal()

    def __init__(self, page: DataPage) -> None:
        super().__init__(page)
        self._page = page
        self.extras: list[Callable[[QMenu, DatasetVersion, bool], None]] = []
        """What adds further actions to the menu of a version, after New version; the last argument is `read_only`."""

    def popup(self, version: DatasetVersion, place: QPoint, *, read_only: bool) -> QMenu:
        """Show the menu."""
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        new = menu.addAction(icon("import"), self.tr("New version"))
        new.setEnabled(not read_only)
        new.triggered.connect(self.new_version)
        for add in self.extras:
            add(menu, version, read_only)
        if version.rejected_blob is not None:
            export = menu.addAction(icon("export"), self.tr("Export rejected rows"))
            export.triggered.connect(partial(self.ask_export, version))
        report = menu.addAction(icon("export"), self.tr("Export profile report"))
        report.triggered.connect(partial(self.ask_report, version))
        self._page.deeds.add_to_menu(menu, version, read_only=read_only)
        copy = menu.addAction(icon("copy"), self.tr("Copy hash"))
        copy.triggered.connect(partial(self._copy, version.content_hash))
        path = menu.addAction(icon("file"), self.tr("Copy path of the source file"))
        path.triggered.connect(partial(self._copy, version.source))
        self._page.deeds.add_delete(menu, version, read_only=read_only)
        menu.popup(place)
        return menu

    def _copy(self, text: str, _checked: bool = False) -> None:
        QGuiApplication.clipboard().setText(text)
        self._page.shell.toast(self.tr("Copied"), text, "plain")

    def ask_export(self, version: DatasetVersion, _checked: bool = False) -> None:
        """Ask where a version's rejected rows go, and write them."""
        name = f"{version.dataset_name}-v{version.number}-rejected.csv"
        if path := ask_save(self._page, self.tr("Export rejected rows"), name, "CSV (*.csv)"):
            self.export(version, path)

    def export(self, version: DatasetVersion, path: Path) -> None:
        """Write a version's rejected rows to a CSV file."""
        from modelyard.services.data import datasets

        workspace = self._page.shell.workspace
        self._page.query(partial(datasets.export_rejected, workspace, version.id, path), partial(self._exported, path))

    def _exported(self, path: Path, count: int) -> None:
        rows = texts.counted(count, self.tr("row"), self.tr("rows"))
        self._page.shell.toast(self.tr("Exported {rows}").format(rows=rows), texts.home_path(path))

    def ask_report(self, version: DatasetVersion, _checked: bool = False) -> None:
        """Ask where a version's profile report goes, and write it."""
        name = f"{version.dataset_name}-v{version.number}-profile.html"
        if path := ask_save(self._page, self.tr("Export profile report"), name, "HTML (*.html)"):
            self.export_report(version, path)

    def export_report(self, version: DatasetVersion, path: Path) -> None:
        """Write a version's profile, warnings and correlations to one HTML file."""
        from modelyard.ui.pages.data.columns.report import write

        target = self._page.target_of(version)
        work = partial(write, self._page.shell.workspace, version.id, target, path)
        self._page.query(work, partial(self._reported, path))
        self._page.shell.toast(self.tr("Writing the profile report"), version.label, "plain")

    def _reported(self, path: Path, count: int) -> None:
        text = texts.counted(count, self.tr("warning"), self.tr("warnings"))
        self._page.shell.toast(self.tr("Exported the profile report, {n}").format(n=text), texts.home_path(path))
