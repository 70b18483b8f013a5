"""The Clipboard source: what was copied, as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from modelyard.domain.data.datasets import ImportPreview, ImportRequest, ReadOptions, TypeLoss
from modelyard.ui import texts
from modelyard.ui.pages.data.importing import reading
from modelyard.ui.pages.data.importing.read_form import ReadForm
from modelyard.ui.pages.data.importing.source_panel import Order, SourcePanel, Start
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.labels import Label


def clipboard_text() -> str:
    """The text on the clipboard, "" for none."""
    mime = QGuiApplication.clipboard().mimeData()
    return mime.text() if mime is not None and mime.hasText() and not mime.hasUrls() else ""


def clipboard_files() -> list[str]:
    """The files on the clipboard."""
    mime = QGuiApplication.clipboard().mimeData()
    return [u.toLocalFile() for u in mime.urls() if u.isLocalFile()] if mime is not None and mime.hasUrls() else []


def looks_like_table(text: str) -> bool:
    """Whether text may be a table: two lines at least, or a tab between values."""
    return "\t" in text or len(text.strip().splitlines()) >= 2


class ClipboardPanel(SourcePanel):
    """Keeps the text it took as a file, so that preview and import read the same."""

    key = "clipboard"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self._kept: reading.Pasted | None = None
        self.fact = Label("", "small", "text3", self, wrap=True)
        self.column.addWidget(self.fact)
        self.again = Button(self.tr("Paste again"), "clipboard", "secondary", self, small=True)
        self.again.setToolTip(self.tr("Ctrl V"))
        self.again.clicked.connect(self.paste)
        self.column.addWidget(self.again)
        self.form = ReadForm(self, file=False)
        self.form.changed.connect(self._form_changed)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self._show()

    @Slot()
    def paste(self) -> None:
        """Take what is on the clipboard now."""
        text = clipboard_text()
        if text != self.text or not text:
            self.forget()
            self.text = text
            self._kept = reading.Pasted(text) if looks_like_table(text) else None
            self.choices.clear()
            self.form.forget()
        self._show()
        self.renamed.emit()
        self.changed.emit()

    def forget(self) -> None:
        """Remove the file that was kept, as nothing is imported from it."""
        if self._kept is not None:
            self._kept.forget()
            self._kept = None

    def wake(self) -> None:
        if not self.text:
            self.paste()

    def _show(self) -> None:
        if self._kept is not None:
            lines = len(self.text.strip().splitlines())
            size = texts.size(len(self.text.encode("utf-8", "replace")))
            words = texts.counted(lines, self.tr("line"), self.tr("lines"))
            self.fact.setText(self.tr("{lines}, {size} from the clipboard").format(lines=words, size=size))
        elif self.text:
            self.fact.setText(self.tr("The clipboard holds one line of text, which is no table."))
        else:
            self.fact.setText(self.tr("Copy cells in a spreadsheet, with their names, then paste here with Ctrl V."))
        self.form.setVisible(self._kept is not None)

    @Slot(bool)
    def _form_changed(self, keeps_columns: bool) -> None:
        if not keeps_columns:
            self.choices.clear()
        (self.typed if self.form.nulls.hasFocus() else self.changed).emit()

    # --- the source ---------------------------------------------------------------------------------------------
    def options(self) -> ReadOptions:
        """How the text is read, as far as it was chosen."""
        return self.choices.applied(self.form.options())

    def missing(self) -> str:
        return "" if self._kept is not None else self.tr("Copy a table first.")

    def read(self, limit: int) -> Callable[[], ImportPreview] | None:
        return None if self._kept is None else partial(reading.pasted_preview, self._kept, self.options(), limit)

    def losses(self) -> Callable[[], Sequence[TypeLoss]] | None:
        if self._kept is None or not self.choices.types:
            return None
        return partial(reading.pasted_losses, self._kept, self.options())

    def lines(self, numbers: Sequence[int]) -> Callable[[], Sequence[tuple[str, str]]] | None:
        return None if self._kept is None else partial(reading.pasted_lines, self._kept, tuple(numbers))

    def starts(self, workspace: Any, order: Order) -> list[Start]:
        assert self._kept is not None
        request = ImportRequest("", order.dataset, self.options(), order.note, order.max_rejected)
        return [partial(reading.start_pasted, workspace, self._kept, request)]

    def proposal(self) -> str:
        return "pasted" if self._kept is not None else ""

    def label(self) -> str:
        return self.tr("the clipboard")

    def show_preview(self, preview: ImportPreview) -> None:
        self.form.show_preview(preview)
