"""The head above the tabs of the Data page: name and facts of the dataset, chips of its version, what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.ui import texts
from modelyard.ui.pages.data.versions.words import misfit_words
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.chip import Chip, Tag
from modelyard.ui.widgets.list_row import SplitHeader


class VersionHead(SplitHeader):
    """`panel_wanted` shows or hides the versions where they are folded; `menu_wanted` carries the menu's place."""

    panel_wanted = Signal()
    new_version = Signal()
    compare = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.tag = Tag("", self)
        self.aside = Chip("", "warn", self)
        self.chips.addWidget(self.tag)
        self.chips.addWidget(self.aside)
        self.panel_button = Button(self.tr("Versions"), "branch", "secondary", self, small=True)
        self.panel_button.clicked.connect(self.panel_wanted)
        self.new_button = Button(self.tr("New version"), "import", "secondary", self, small=True)
        self.new_button.clicked.connect(self.new_version)
        self.compare_button = Button(self.tr("Compare versions"), "compare", "secondary", self, small=True)
        self.compare_button.clicked.connect(self.compare)
        self.more = IconButton("more", self.tr("More for this dataset"), self, kind="secondary")
        self.more.clicked.connect(self._more)
        for button in (self.panel_button, self.new_button, self.compare_button, self.more):
            self.head_actions.addWidget(button)

    def show_version(self, version: DatasetVersion, reason: str) -> None:
        """Show the chips of a version; `reason` is why no new one can be made, or ""."""
        self.tag.set(f"v{version.number}")
        self.aside.set(misfit_words(version))
        self.new_button.set_reason(reason)

    def show_facts(self, version: DatasetVersion, description: str, targets: Sequence[str]) -> None:
        """Show the name and the grey line; `targets` are the columns that experiments predict."""
        rows = texts.counted(version.rows, self.tr("row"), self.tr("rows"))
        columns = texts.counted(len(version.columns), self.tr("column"), self.tr("columns"))
        word = self.tr("target") if len(targets) == 1 else self.tr("targets")
        target = f", {word} {', '.join(targets)}" if targets else ""
        about = " ".join((description or version.note).split())
        self.set(version.dataset_name, f"{rows}, {columns}{target}. {about}".strip().removesuffix(".") + ".")

    @Slot()
    def _more(self) -> None:
        self.menu_wanted.emit(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))
