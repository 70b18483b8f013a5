"""A run's tags and note, changed where they stand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from modelyard.core.changes import Changes
from modelyard.services.experiments import tags as service
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import Tag
from modelyard.ui.widgets.flow import FlowLayout

NOTE_HEIGHT, WIDEST = 76, 176
OWN_TAGS = "mlflow."
"""What tags begin with that MLflow keeps for itself; they are listed among the parameters."""


def tag_text(key: str, value: str) -> str:
    """A tag as people write it: "keep", or "team = growth"."""
    return f"{key} = {value}" if value else key


def parsed_tag(text: str) -> tuple[str, str]:
    """What somebody typed as a name and a value, which may be empty."""
    key, _, value = text.partition("=")
    return key.strip(), value.strip()


class NoteField(QPlainTextEdit):
    """A few lines of text; `left` when one goes elsewhere or presses Ctrl Enter, Esc takes changes back."""

    left = Signal()
    dropped = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape and self.document().isModified():
            self.dropped.emit()
        elif event.key() == Qt.Key.Key_Tab:
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class TagsNote(QWidget):
    """Chips that can be removed, a field that adds one, and the note."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._facts: RunFacts | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.chips = QWidget(self)
        self._flow = FlowLayout(self.chips)
        column.addWidget(self.chips)
        self.add = Button(tr("Add tag"), "plus", "quiet", self, small=True)
        self.add.clicked.connect(self._begin)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("keep, or team = growth"))
        self.field.setAccessibleName(tr("New tag"))
        self.field.returnPressed.connect(self._add)
        self.field.installEventFilter(self)
        self.field.hide()
        column.addWidget(self.field)
        self.note = NoteField(self)
        self.note.setPlaceholderText(tr("Add a note"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setFixedHeight(theme().px(NOTE_HEIGHT))
        self.note.left.connect(self._save_note)
        self.note.dropped.connect(self._take_back)
        column.addWidget(self.note)

    def show_facts(self, facts: RunFacts) -> None:
        """Show a run's tags and note; a note that is being written stays."""
        other = self._facts is None or self._facts.run.id != facts.run.id
        if other:
            self._save_note()
            self.field.hide()
            self.add.show()
        known = None if other or self._facts is None else self._facts.tags
        self._facts = facts
        reason = str(self._shell.workspace.read_only)
        self.add.set_reason(reason)
        self.note.setReadOnly(bool(reason))
        if facts.tags != known:
            self._show_tags(facts.tags, can_edit=not reason)
        if other or not (self.note.hasFocus() and self.note.document().isModified()):
            self._take_back()

    def _show_tags(self, tags: dict[str, str], *, can_edit: bool) -> None:
        clear_layout(self._flow)
        tags = {key: value for key, value in tags.items() if not key.startswith(OWN_TAGS)}
        for key, value in tags.items():
            self._flow.addWidget(self._chip(key, value, can_edit=can_edit))
        self.chips.setVisible(bool(tags))

    def _chip(self, key: str, value: str, *, can_edit: bool) -> QWidget:
        holder = QWidget(self.chips)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        text = tag_text(key, value)
        shown = theme().elided(" ".join(text.split()), theme().font("small"), theme().px(WIDEST))
        chip = Tag(shown, holder, icon="tag")
        chip.setAccessibleName(text)
        chip.setToolTip(text if shown != text else "")
        row.addWidget(chip)
        if can_edit:
            remove = IconButton("x", tr("Remove {tag}").format(tag=text), holder)
            remove.clicked.connect(partial(self._remove, key))
            row.addWidget(remove)
        return holder

    # --- tags ---------------------------------------------------------------------------------------------------
    @Slot()
    def _begin(self) -> None:
        self.add.hide()
        self.field.clear()
        self.field.show()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self._end()
                return True
        elif watched is self.field and event.type() == QEvent.Type.FocusOut and not self.field.text().strip():
            self._end()
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        self.field.hide()
        self.add.show()

    @Slot()
    def _add(self) -> None:
        key, value = parsed_tag(self.field.text())
        if self._facts is None or not key:
            return
        self.field.clear()
        workspace, run_id = self._shell.workspace, self._facts.run.id
        self._write(lambda: service.tag(workspace, [run_id], {key: value}))

    def _remove(self, key: str, _checked: bool = False) -> None:
        if self._facts is None:
            return
        workspace, run_id, value = self._shell.workspace, self._facts.run.id, self._facts.tags[key]
        self._write(lambda: service.untag(workspace, [run_id], [key]))
        put_back = partial(self._write, lambda: service.tag(workspace, [run_id], {key: value}))
        self._shell.toast(tr("Removed the tag {tag}").format(tag=tag_text(key, value)), "", "plain", undo=put_back)

    # --- the note -----------------------------------------------------------------------------------------------
    @Slot()
    def _take_back(self) -> None:
        if self._facts is not None:
            if self.note.toPlainText() != self._facts.run.note:
                self.note.setPlainText(self._facts.run.note)
            self.note.document().setModified(False)

    @Slot()
    def _save_note(self) -> None:
        text = self.note.toPlainText().strip()
        if self._facts is None or not self.note.document().isModified() or text == self._facts.run.note:
            return
        self.note.document().setModified(False)
        workspace, run_id = self._shell.workspace, self._facts.run.id
        self._write(lambda: service.set_note(workspace, [run_id], text))

    def _write(self, change: Callable[[], Changes]) -> None:
        self._shell.bridge.perform(lambda: (None, change()), None, None, self)
