"""The File source: one file, a pattern, or several files, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from modelyard.domain.data.datasets import FileFormat, ImportPreview, ImportRequest, ReadOptions, TypeLoss
from modelyard.ui import texts
from modelyard.ui.pages.data.importing import file_set, reading
from modelyard.ui.pages.data.importing.fields import FileBox
from modelyard.ui.pages.data.importing.read_form import ReadForm
from modelyard.ui.pages.data.importing.source_panel import Order, SourcePanel, Start
from modelyard.ui.pages.data.importing.target import name_of
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label

ONE, EACH = "one", "each"


class FilePanel(SourcePanel):
    """`one_each` when it changed whether every file becomes a dataset of its own."""

    key = "file"
    one_each = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.files: list[Path] = []
        self._pattern = ""
        self._sheets_of = ""
        self.box = FileBox(self)
        self.box.choose.connect(self.choose)
        self.box.entered.connect(self.set_path)
        self.box.set_path("")
        hint = self.tr(
            "A table as CSV, Excel, Parquet, JSON or Feather; a pattern such as flights_*.csv names several."
        )
        self.field = FormField(self.tr("File"), self.box, hint, self)
        self.column.addWidget(self.field)
        self.mode = Select(parent=self)
        self.mode.activated.connect(self._mode_chosen)
        self.mode_field = FormField(self.tr("Import as"), self.mode, parent=self)
        self.column.addWidget(self.mode_field)
        self.shown = Select(parent=self)
        self.shown.activated.connect(self._shown_chosen)
        self.shown_field = FormField(self.tr("Preview of"), self.shown, parent=self)
        self.column.addWidget(self.shown_field)
        self.all_note = Label(self.tr("The settings below hold for all of them."), "small", "text3", self, wrap=True)
        self.column.addWidget(self.all_note)
        self.form = ReadForm(self)
        self.form.changed.connect(self._form_changed)
        self.form.nulls.textEdited.connect(self.typed)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self._show_mode()
        self.form.hide()

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot()
    def choose(self) -> None:
        """Ask for one file or several."""
        start = str(Path(self.path).parent) if self.path else QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.HomeLocation)  # fmt: skip
        kinds = (
            "*.csv *.tsv *.txt *.xlsx *.xls *.ods *.parquet *.pq *.json *.jsonl *.ndjson *.feather *.arrow *.gz *.zip"
        )
        filters = self.tr("Tables ({kinds});;All files (*)").format(kinds=kinds)
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Choose files to import"), start, filters)
        if names:
            self.set_files([Path(n) for n in names])

    @Slot(str)
    def set_path(self, path: str) -> None:
        """Read a file, or all files that a pattern names."""
        self.files, self._pattern = [], ""
        self._take(path)

    def set_files(self, paths: Sequence[Path], *, together: bool = False) -> None:
        """Read one file, or several as one table or each by itself; `together` proposes one table where that can be."""
        if len(paths) == 1:
            self.set_path(str(paths[0]))
            return
        self.files = sorted(paths)
        self._pattern = file_set.pattern_of(self.files)
        one = self.tr("One table from {n} files").format(n=len(paths))
        self.mode.set_choices([*([(ONE, one)] if self._pattern else []),
                               (EACH, self.tr("{n} datasets, one a file").format(n=len(paths)))])  # fmt: skip
        self.mode.set_key(ONE if self._pattern and (together or file_set.alike(self.files)) else EACH)
        self.shown.set_choices([(str(p), p.name) for p in self.files])
        self.shown.setCurrentIndex(0)
        self._take(self._pattern if self.mode.key() == ONE else str(self.files[0]))

    def _take(self, path: str) -> None:
        self.path = path
        self.choices.clear()
        self.form.forget()
        self._sheets_of = ""
        self.form.show()
        self._show_path()
        self._show_mode()
        self.renamed.emit()
        self.changed.emit()

    def set_request(self, request: ImportRequest) -> None:
        """Take up an earlier import: its file and how it was read."""
        self.set_path(request.path)
        self.choices.take(request.options)
        self.form.set_options(request.options)
        self.changed.emit()

    def each(self) -> bool:
        """Whether every file becomes a dataset of its own."""
        return bool(self.files) and self.mode.key() == EACH

    def _show_path(self) -> None:
        path = Path(self.path).expanduser()
        place = path.parent.name or str(path.parent)
        if self.each():
            total = sum(p.stat().st_size for p in self.files if p.exists())
            self.box.set_path(self.path)
            text = self.tr("{n} files, {size} in {folder}").format(n=len(self.files), size=texts.size(total),
                                                                   folder=place)  # fmt: skip
            self.field.set_hint(text)
            return
        self.box.set_path(self.path)
        try:
            text = self.tr("{size} in {folder}").format(size=texts.size(path.stat().st_size), folder=place)
        except OSError:
            text = self.tr("In {folder}").format(folder=place)
        self.field.set_hint(text)

    def _show_mode(self) -> None:
        several = bool(self.files)
        self.mode_field.setVisible(several)
        self.mode_field.set_hint(
            ""
            if self._pattern or not several
            else self.tr(
                "They cannot be one table from here: they lie in several folders, or others are named like them."
            )
        )
        self.shown_field.setVisible(self.each())
        self.all_note.setVisible(self.each())

    @Slot()
    def _mode_chosen(self) -> None:
        self._take(self._pattern if self.mode.key() == ONE else self.shown.key() or str(self.files[0]))
        self.one_each.emit()

    @Slot()
    def _shown_chosen(self) -> None:
        """Look at another of the files; the settings stay."""
        self.path = self.shown.key()
        self.choices.clear()
        self._show_path()
        self.changed.emit()

    @Slot(bool)
    def _form_changed(self, keeps_columns: bool) -> None:
        if not keeps_columns:
            self.choices.clear()
        if self.sender() is self.form and self.form.nulls.hasFocus():
            self.typed.emit()
        else:
            self.changed.emit()

    # --- the source ---------------------------------------------------------------------------------------------
    def by_column(self) -> bool:
        return not self.each()

    def options(self) -> ReadOptions:
        """How the file is read, as far as it was chosen."""
        return self.choices.applied(self.form.options())

    def missing(self) -> str:
        return "" if self.path else self.tr("Choose a file first.")

    def read(self, limit: int) -> Callable[[], ImportPreview] | None:
        return partial(reading.file_preview, self.path, self.options(), limit) if self.path else None

    def losses(self) -> Callable[[], Sequence[TypeLoss]] | None:
        return partial(reading.file_losses, self.path, self.options()) if self.choices.types and self.path else None

    def lines(self, numbers: Sequence[int]) -> Callable[[], Sequence[tuple[str, str]]] | None:
        return partial(reading.file_lines, self.path, self.options(), tuple(numbers)) if self.path else None

    def starts(self, workspace: Any, order: Order) -> list[Start]:
        if not self.each():
            request = ImportRequest(self.path, order.dataset, self.options(), order.note, order.max_rejected)
            return [partial(reading.start_file, workspace, request)]
        shared = self.form.options()
        return [
            partial(reading.start_file, workspace,
                    ImportRequest(str(p), name_of(p), shared, order.note, order.max_rejected))
            for p in self.files
        ]  # fmt: skip

    def proposal(self) -> str:
        return name_of(Path(self.path)) if self.path else ""

    def label(self) -> str:
        return Path(self.path).name

    def show_preview(self, preview: ImportPreview) -> None:
        self.form.show_preview(preview)
        if preview.files and preview.files != (self.path,) and not self.each():
            folder = Path(preview.files[0]).parent.name
            files = texts.counted(len(preview.files), self.tr("file"), self.tr("files"))
            text = self.tr("{files}, {size} in {folder}")
            self.field.set_hint(text.format(files=files, size=texts.size(preview.file_size), folder=folder))

    def sheets_wanted(self, preview: ImportPreview) -> Callable[[], tuple[str, ...]] | None:
        """What reads the names of the sheets, if they are not known yet."""
        if preview.options.format is not FileFormat.EXCEL or self._sheets_of == self.path:
            return None
        self._sheets_of = self.path
        return partial(reading.file_sheets, preview.files[0] if preview.files else self.path)
