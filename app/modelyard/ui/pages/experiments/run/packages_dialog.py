"""The packages that a run was trained with, as its lock file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from modelyard.core.files import write_text
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.origins import LOCK_FILE
from modelyard.ui.save_file import ask_save
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


def lock_text(packages: Mapping[str, str]) -> str:
    """A file that pip can install from."""
    return "".join(f"{name}=={version}\n" for name, version in packages.items())


class PackagesDialog(Dialog):
    """Every package and its version, to look through, copy and save."""

    def __init__(self, shell: Shell, packages: Mapping[str, str], run: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Packages of {run}").format(run=run), parent, width=480)
        self.shell, self._packages = shell, dict(packages)
        self.search = SearchField(tr("Filter packages"), self)
        self.search.filtered.connect(self._filter)
        self.body.addWidget(self.search)
        self.table = Table(
            [
                TableColumn("name", tr("Package"), lambda p: Cell(p[0], weight=500), None, sort=lambda p: p[0].lower()),
                TableColumn("version", tr("Version"), lambda p: Cell(p[1], "text2", mono=True), 160),
            ],
            lambda p: str(p[0]), tr("Packages"), self, row_height=28)  # fmt: skip
        self.table.setMinimumHeight(theme().px(360))
        self.table.set_rows(list(self._packages.items()))
        self.body.addWidget(self.table)
        self.set_facts(texts.counted(len(packages), tr("package"), tr("packages")))
        self.copy = Button(tr("Copy"), "copy", "secondary", self)
        self.copy.clicked.connect(self._copy)
        self.foot.insertWidget(self.foot.indexOf(self.cancel), self.copy)
        self.set_primary(tr("Save {name}").format(name=LOCK_FILE), "export")

    @Slot(object)
    def _filter(self, text: object) -> None:
        wanted = str(text).casefold()
        self.table.set_rows([(name, v) for name, v in self._packages.items() if wanted in name.casefold()])

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(lock_text(self._packages))

    def submit(self) -> None:
        target = ask_save(self, tr("Save the lock file"), LOCK_FILE, tr("All files (*)"))
        if target is not None:
            text = lock_text(self._packages)
            self.shell.bridge.query(lambda: _save(target, text), self._saved, None, self)

    @Slot(object)
    def _saved(self, target: Path) -> None:
        self.shell.toast(tr("Saved {name}").format(name=target.name), str(target.parent))
        self.accept()


def _save(target: Path, text: str) -> Path:
    write_text(target, text)
    return target
