"""Where an import goes: the dataset's name, new or a new version, and a note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modelyard.core.errors import AppError
from modelyard.ui.widgets.form_field import FormField, Select

SUFFIXES = (
    ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xls", ".ods", ".parquet", ".pq", ".json", ".jsonl", ".ndjson",
    ".feather", ".arrow", ".ipc", ".gz", ".zip",
)  # fmt: skip
NEW = "new"


def name_of(path: Path) -> str:
    """A dataset name made from the name of a file or pattern."""
    name = path.name
    while Path(name).suffix.lower() in SUFFIXES:
        name = Path(name).stem
    return clean_name(re.sub(r"\[[^\]]*\]|[*?]", "", name))


def clean_name(text: str) -> str:
    """A dataset name made from any words."""
    name = re.sub(r"[^\w .\-]+", "-", text).strip(" .-_")
    return name[:60].rstrip(" .-_") or "table"


class TargetFields(QWidget):
    """Dataset name, Save as, Note. `changed` after every edit; `submitted` on Enter."""

    changed = Signal()
    submitted = Signal()

    def __init__(self, names: Sequence[str], dataset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = list(names)
        self.proposed = self._wanted = ""
        self.several = 0
        self.typed, self._chosen = False, bool(dataset)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(16)
        self.name = QLineEdit(self)
        self.name.setMaxLength(80)
        self.name.textEdited.connect(self._edited)
        self.name_field = FormField(self.tr("Dataset name"), self.name, parent=self)
        self.save_as = Select(parent=self)
        self._offer()
        self.save_as.activated.connect(self._save_as_chosen)
        save_field = FormField(self.tr("Save as"), self.save_as, parent=self)
        self.note = QLineEdit(self)
        self.note.setMaxLength(500)
        self.note.setPlaceholderText(self.tr("What is in it, or what changed"))
        note_field = FormField(self.tr("Note"), self.note, parent=self, optional=True)
        for field, stretch in ((self.name_field, 24), (save_field, 27), (note_field, 26)):
            field.setMinimumWidth(120)
            field.widget.setMinimumWidth(120)
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        for edit in (self.name, self.note):
            edit.returnPressed.connect(self.submitted)
        if dataset:
            self.save_as.set_key(dataset)
            self._fit()

    def propose(self, name: str) -> None:
        """Propose a name, unless the user chose one."""
        self.proposed = self._wanted or name
        self._propose()

    def take(self, name: str, note: str) -> None:
        """Propose what an earlier import was called, whatever its file's name."""
        self._wanted = name
        self.note.setText(note)

    def set_several(self, count: int) -> None:
        """So many datasets are made at once, each named like its file; 0 for one dataset."""
        self.several = count
        self.name_field.setEnabled(not count)
        self.save_as.setEnabled(not count)
        if count:
            self.save_as.set_key(NEW)
            self.name.setText(self.tr("Each named like its file"))
        else:
            self.name.setText("")
            self._propose()
        self._fit()

    def set_names(self, names: Sequence[str]) -> None:
        """The datasets there are."""
        if list(names) != self.names:
            self.names = list(names)
            self._offer()
            self._propose()

    def dataset(self) -> str:
        """The name of the dataset that the import makes or adds to."""
        return self.name.text().strip()

    def check(self) -> str:
        """What is wrong with the name, which is also said under it; empty when nothing is."""
        problem = self._problem() if (self.proposed or self.typed) and not self.several else ""
        self.name_field.set_error(problem)
        return problem

    def _problem(self) -> str:
        from modelyard.services.names import check_name

        if self.save_as.key() != NEW:
            return ""
        try:
            name = check_name(self.name.text(), self.tr("dataset"))
        except AppError as error:
            return str(error)
        if name in self.names:
            text = self.tr("There is a dataset {name} already. Choose another name, or “New version of {name}”.")
            return text.format(name=name)
        return ""

    def _offer(self) -> None:
        versions = [(n, self.tr("New version of {name}").format(name=n)) for n in self.names]
        self.save_as.set_choices([(NEW, self.tr("New dataset")), *versions])

    def _propose(self) -> None:
        """Name the dataset like the file; a name that is there already gets a new version."""
        if self.several or self.typed or self._chosen:
            return
        name = self.proposed
        self.save_as.set_key(name if name in self.names else NEW)
        self._fit()

    def _fit(self) -> None:
        key = self.save_as.key()
        self.name.setEnabled(key == NEW and not self.several)
        if key != NEW:
            self.name.setText(key)
        elif not self.typed and not self.several:
            self.name.setText(self.proposed)
        self.changed.emit()

    @Slot()
    def _edited(self) -> None:
        self.typed = True
        self.changed.emit()

    @Slot()
    def _save_as_chosen(self) -> None:
        self._chosen = True
        self._fit()
