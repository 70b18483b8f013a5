"""The files of a run: what training kept, and what a script logged; figures and texts are shown, all can be saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPlainTextEdit, QStackedWidget, QWidget

from modelyard.domain.experiments.runs import RunFile
from modelyard.services.experiments import record
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.save_file import ask_save
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".bmp", ".webp")
TEXTS = (".txt", ".md", ".json", ".csv", ".yaml", ".yml", ".log", ".py", ".html", ".xml", ".toml", ".ini", ".lock",
         ".mlmodel", "")  # fmt: skip
MOST_PICTURE = 20_000_000
MOST_TEXT = 100_000
"""Bytes of a text that are shown."""


def _icon(path: str) -> str:
    suffix = PurePosixPath(path).suffix.lower()
    return "models" if suffix == ".skops" else "table" if suffix in (".parquet", ".csv") else "file"


def _preview(path: Path, name: str) -> QImage | str | None:
    """A picture or the beginning of a text, read in a worker thread; None of anything else."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PICTURES and path.stat().st_size <= MOST_PICTURE:
        image = QImage()
        return image if image.loadFromData(path.read_bytes()) else None
    if suffix in TEXTS:
        with path.open("rb") as file:
            found = file.read(MOST_TEXT + 1)
        try:
            text = found[:MOST_TEXT].decode("utf-8", errors="strict" if len(found) <= MOST_TEXT else "ignore")
        except UnicodeDecodeError:
            return None
        return text if len(found) <= MOST_TEXT else f"{text}\n…"
    return None


class _Picture(QLabel):
    """A picture as large as there is room, never larger than it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(1, 1)

    def set_image(self, image: QImage, name: str) -> None:
        """Show another picture."""
        self._image = image
        self.setAccessibleName(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._image.isNull():
            size = self._image.size().boundedTo(self.size())
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.setPixmap(QPixmap.fromImage(self._image.scaled(size, keep, smooth)))


class FilesTab(RunTab):
    """The list at the left, what is in the chosen file at the right."""

    key = "files"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner = QWidget(self)
        row = QHBoxLayout(inner)
        row.setContentsMargins(20, 16, 16, 16)
        row.setSpacing(12)
        self.card = Card(tr("Files"), parent=inner)
        self.save = Button(tr("Save as"), "export", "secondary", self.card.head, small=True)
        self.save.clicked.connect(self._save_chosen)
        self.card.head_actions.addWidget(self.save)
        self.table = Table(
            [
                TableColumn("path", tr("Name"), lambda f: Cell(f.path, icon=_icon(f.path), tip=f.path), None,
                            sort=lambda f: f.path),
                TableColumn("size", tr("Size"), lambda f: Cell(texts.size(f.size), "text3"), 96, True,
                            sort=lambda f: f.size),
            ],
            lambda f: str(f.path), tr("Files"), self.card, row_height=28)  # fmt: skip
        self.table.row_selected.connect(self._selected)
        self.table.row_opened.connect(self._save)
        self.table.menu = self._menu
        self.card.body.addWidget(self.table)
        row.addWidget(self.card, 2)
        self.preview = Card(tr("Preview"), parent=inner)
        self.picture = _Picture(self.preview)
        self.text = QPlainTextEdit(self.preview)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setFont(theme().font(12, mono=True))
        self.text.setAccessibleName(tr("Preview"))
        self._stack = QStackedWidget(self.preview)
        self._stack.addWidget(self.picture)
        self._stack.addWidget(self.text)
        self.states = StateStack(self._stack, self.preview)
        self.preview.body.setContentsMargins(12, 12, 12, 12)
        self.preview.body.addWidget(self.states)
        row.addWidget(self.preview, 3)
        self.fill(inner)

    @staticmethod
    def title() -> str:
        return tr("Files")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return bool(facts.files)

    @staticmethod
    def count(facts: RunFacts) -> str:
        return texts.count(len(facts.files)) if facts.files else ""

    def refresh(self, facts: RunFacts) -> None:
        self.card.set_fact(texts.size(sum(f.size for f in facts.files)))
        self.table.set_rows(facts.files)
        if not self.table.selected_key():
            shown = next((f for f in facts.files if PurePosixPath(f.path).suffix.lower() in PICTURES), facts.files[0])
            self.table.select(shown.path)
        self._selected(self.table.selected_key())

    @Slot(object)
    def _selected(self, path: object) -> None:
        self.save.set_reason("" if path else tr("Select a file first"))
        if not path or self.facts is None:
            return
        workspace, run_id, name = self.shell.workspace, self.facts.run.id, str(path)
        self.preview.set_title(PurePosixPath(name).name)

        def read() -> tuple[str, QImage | str | None]:
            return name, _preview(record.file_path(workspace, run_id, name), name)

        self.query(read, self._show, "preview", self._failed)

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self.states.show_error(tr("This file could not be read"), error)

    @Slot(object)
    def _show(self, found: tuple[str, QImage | str | None]) -> None:
        name, content = found
        if name != self.table.selected_key():
            return
        if isinstance(content, QImage):
            self._stack.setCurrentWidget(self.picture)
            self.picture.set_image(content, name)
        elif isinstance(content, str):
            self._stack.setCurrentWidget(self.text)
            self.text.setPlainText(content)
        else:
            text = tr("Save it to open it with another program.")
            self.states.show_empty(EmptyState("file", tr("No preview of this kind of file"), text, self.states))
            return
        self.states.show_full()

    # --- saving -------------------------------------------------------------------------------------------------
    def _menu(self, file: RunFile, menu: QMenu) -> None:
        self.table.add_menu_action(menu, tr("Save as"), "export", partial(self._save, file.path))

    @Slot()
    def _save_chosen(self) -> None:
        self._save(self.table.selected_key())

    @Slot(object)
    def _save(self, path: object) -> None:
        if not path or self.facts is None:
            return
        name = PurePosixPath(str(path)).name
        target = ask_save(self, tr("Save {name}").format(name=name), name, tr("All files (*)"))
        if target is not None:
            workspace, run_id = self.shell.workspace, self.facts.run.id
            self.query(lambda: record.save_file(workspace, run_id, str(path), target), self._saved, "save")

    @Slot(object)
    def _saved(self, target: Path) -> None:
        self.shell.toast(tr("Saved {name}").format(name=target.name), str(target.parent))
