"""The small dialogs of versions: a note, a tag, a dataset's name and description."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from modelyard.core.changes import Changes
from modelyard.domain.data.datasets import Dataset, DatasetVersion
from modelyard.services.data import versions as service
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label
from modelyard.ui.write_dialog import WriteDialog


class NoteDialog(WriteDialog):
    """Edits a version's note."""

    def __init__(self, shell: Shell, version: DatasetVersion, done: Callable[[Any], None]) -> None:
        super().__init__(shell, self.tr("Edit the note of {version}").format(version=version.label))
        self.set_primary(self.tr("Save note"), "check")
        self._version, self._after = version, done
        self.text = _text_box(self, version.note, self.tr("What is new or different about it"))
        self.body.addWidget(FormField(self.tr("Note"), self.text, parent=self, optional=True))
        self.body.addWidget(self.failure)

    def submit(self) -> None:
        """Save the note."""
        workspace, version_id, text = self.shell.workspace, self._version.id, self.text.toPlainText()
        self.write(lambda: service.set_note(workspace, version_id, text), self._after)


class TagDialog(WriteDialog):
    """Gives a version a tag; says from which version it is taken. `done(tag, id of the version that had it or "")`."""

    def __init__(
        self,
        shell: Shell,
        version: DatasetVersion,
        siblings: Sequence[DatasetVersion],
        done: Callable[[str, str], None],
    ) -> None:
        super().__init__(shell, self.tr("Tag {version}").format(version=version.label))
        self.set_primary(self.tr("Tag version"), "tag")
        self._version, self._after = version, done
        self._holders = {tag: v for v in siblings for tag in v.tags}
        if version.tags:
            present = self.tr("Its tags: {tags}").format(tags=", ".join(version.tags))
            self.body.addWidget(Label(present, "body", "text2", self, wrap=True))
        self.tag = QComboBox(self)
        self.tag.setEditable(True)
        self.tag.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.tag.addItems(sorted(t for t, v in self._holders.items() if v.id != version.id))
        self.tag.setEditText("")
        self.tag.editTextChanged.connect(self._changed)
        self.field = FormField(self.tr("Tag"), self.tag, self.tr("A word, such as approved"), self)
        self.body.addWidget(self.field)
        self.body.addWidget(self.failure)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        tag = self.tag.currentText().strip()
        holder = self._holders.get(tag)
        hint = self.tr("A word, such as approved")
        reason = "" if tag else self.tr("Type a tag")
        if holder is not None and holder.id == self._version.id:
            reason = self.tr("It has this tag already")
        elif holder is not None:
            hint = self.tr("Moves here from v{number}").format(number=holder.number)
        self.field.set_hint(hint)
        self.failure.set("")
        self.set_reason(reason)

    def submit(self) -> None:
        """Set the tag."""
        workspace, version_id, tag = self.shell.workspace, self._version.id, self.tag.currentText().strip()
        self.write(lambda: service.add_tag(workspace, version_id, tag), partial(self._after, tag))


class RenameDialog(WriteDialog):
    """Edits a dataset's name and description.

    `done` gets old name, new name, old description, new description, recipes that read it by its old name.
    """

    def __init__(self, shell: Shell, dataset: Dataset, done: Callable[[Any], None]) -> None:
        super().__init__(shell, self.tr("Rename {name}").format(name=dataset.name))
        self.set_primary(self.tr("Rename dataset"), "check")
        self._dataset, self._after = dataset, done
        self.name = QLineEdit(dataset.name, self)
        self.name.selectAll()
        self.name.textChanged.connect(self._changed)
        self.body.addWidget(FormField(self.tr("Name"), self.name, self.tr("Runs and models show the new name"), self))
        self.text = _text_box(self, dataset.description, self.tr("What a row is, where it comes from"))
        self.text.textChanged.connect(self._changed)
        self.body.addWidget(FormField(self.tr("Description"), self.text, parent=self, optional=True))
        self.body.addWidget(self.failure)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        name, text = self.name.text().strip(), self.text.toPlainText().strip()
        same = name == self._dataset.name and text == self._dataset.description
        self.failure.set("")
        if name and name == self._dataset.name and not same:
            self.set_primary(self.tr("Save description"), "check")
        else:
            self.set_primary(self.tr("Rename dataset"), "check")
        self.set_reason(self.tr("Type a name") if not name else self.tr("Nothing is changed") if same else "")

    def submit(self) -> None:
        """Save what differs."""
        workspace, dataset = self.shell.workspace, self._dataset
        name, text = self.name.text().strip(), self.text.toPlainText().strip()

        def save() -> tuple[tuple[str, str, str, str, list[str]], Changes]:
            changes = Changes()
            readers = service.recipes_reading(workspace, dataset.name) if name != dataset.name else []
            if name != dataset.name:
                changes |= service.rename(workspace, dataset.id, name)[1]
            if text != dataset.description:
                changes |= service.describe(workspace, dataset.id, text)[1]
            return (dataset.name, name, dataset.description, text, readers), changes

        self.write(save, self._after)


def _text_box(parent: QWidget, text: str, placeholder: str) -> QPlainTextEdit:
    box = QPlainTextEdit(text, parent)
    box.setFixedHeight(theme().px(84))
    box.setTabChangesFocus(True)
    box.setPlaceholderText(placeholder)
    return box
