"""The steps as YAML text, to be read, copied and edited; a mistake names its line."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QColor, QKeyEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from modelyard.core.errors import InputError
from modelyard.domain.data.prepare import RecipeText, Step
from modelyard.services.data.prepare_text import RecipeTextError, from_text, to_text
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note

PAUSE = 250


class YamlEdit(QPlainTextEdit):
    """Text in which Tab makes two spaces, and one line can be marked as wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self.setFont(theme().font("small", mono=True))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(tr("Recipe as text"))

    def mark(self, line: int) -> None:
        """Mark a line, counted from 1; 0 for none."""
        marks = []
        if line:
            block = self.document().findBlockByNumber(line - 1)
            if block.isValid():
                one = QTextEdit.ExtraSelection()
                one.format.setBackground(QColor(theme().color("bad-soft")))  # type: ignore[attr-defined]
                one.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
                one.cursor = QTextCursor(block)  # type: ignore[attr-defined]
                marks.append(one)
        self.setExtraSelections(marks)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        if event.key() == Qt.Key.Key_Tab and not event.modifiers() and not self.isReadOnly():
            self.insertPlainText("  ")
            return
        super().keyPressEvent(event)


class TextDialog(Dialog):
    """Edits steps as text; `result_text` has them when it was accepted."""

    def __init__(self, steps: tuple[Step, ...], name: str, parent: QWidget | None = None) -> None:
        super().__init__(tr("Recipe as text"), parent, width=720, height=600)
        self.result_text: RecipeText | None = None
        hint = tr("YAML. Comments are not kept. Tab makes two spaces, Shift Tab leaves the text.")
        self.body.addWidget(Label(hint, "small", "text3", self, wrap=True))
        self.edit = YamlEdit(self)
        self.edit.setPlainText(to_text(steps, name))
        self.body.addWidget(self.edit, 1)
        self.failure = Note("", "bad", self)
        self.body.addWidget(self.failure)
        self.set_primary(tr("Use these steps"), "check")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.check)
        self.edit.textChanged.connect(self._pause.start)
        self.check()

    @Slot()
    def check(self) -> RecipeText | None:
        """Read the text; say what is wrong and where."""
        self._pause.stop()
        try:
            found = from_text(self.edit.toPlainText())
        except InputError as error:
            self.edit.mark(error.line if isinstance(error, RecipeTextError) else 0)
            self.failure.set(f"{error.message} {error.hint}".strip())
            self.primary.set_reason(tr("Correct the text first"))
            self.set_facts("")
            return None
        self.edit.mark(0)
        self.failure.set("")
        self.primary.set_reason("")
        count = len(found.steps)
        self.set_facts(tr("1 step") if count == 1 else tr("{n} steps").format(n=f"{count:,}"))
        return found

    def submit(self) -> None:
        """Take the steps, unless something is wrong with the text."""
        self.result_text = self.check()
        if self.result_text is not None:
            self.accept()
