"""The rows that a recipe's steps make of the version shown: the right side of the Prepare tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import DatasetVersion, ImportPreview, ImportProblem, ReadOptions
from modelyard.domain.data.prepare import KeepColumns, PreparePreview, Step
from modelyard.domain.data.prepare_needs import named
from modelyard.ui import texts
from modelyard.ui.pages.data.importing.table import PreviewTable
from modelyard.ui.pages.data.prepare import words
from modelyard.ui.widgets.labels import FittedLabel, Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.pane_head import PaneHead


class PreviewPane(QFrame):
    """The first rows after a step, with the columns it touched marked, and what they were tried on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown_for = self._scrolled_for = ""
        self.setObjectName("surface")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = PaneHead("", self)
        self.title = head.title
        self.fact = FittedLabel("", "small", "text3", self)
        self.busy = Label("", "small", "text3", self)
        head.left.addWidget(self.fact)
        head.right.addWidget(self.busy)
        column.addWidget(head)
        self.note = Note("", "plain", self)
        wrapped = QVBoxLayout()
        wrapped.setContentsMargins(20, 8, 20, 8)
        wrapped.addWidget(self.note)
        self._note_holder = QWidget(self)
        self._note_holder.setLayout(wrapped)
        self._note_holder.hide()
        column.addWidget(self._note_holder)
        self.table = PreviewTable(self)
        self.table.setAccessibleName(self.tr("What the steps make"))
        column.addWidget(self.table, 1)

    def forget(self) -> None:
        """The rows of the version before are no longer worth keeping."""
        self._shown_for = ""

    def shows(self, version: DatasetVersion) -> bool:
        """Whether it has rows of that version."""
        return self._shown_for == version.id

    def say_before(self, number: int) -> None:
        """The rows are those from before a mistake in that step."""
        self.fact.setText(self.tr("as it was before the mistake in step {n}").format(n=number))

    def show_rows(self, version: DatasetVersion, steps: Sequence[Step], found: PreparePreview) -> None:
        """Show what the steps came to."""
        self._shown_for = version.id
        touched = _touched(steps, found)
        marks = tuple(ImportProblem("new", "", "", name) for name in touched)
        shown = ImportPreview(ReadOptions(), found.columns, found.rows, 0, found.row_count, True, marks)
        self.table.show_preview(shown, editable=False)
        self._scroll_to(found, touched)
        number = found.shown_step
        name = words.title(steps[number - 1].kind) if number else version.label
        title = self.tr("After step {n}: {name}").format(n=number, name=name) if number else name
        self.title.setText(title)
        columns = texts.counted(len(found.columns), self.tr("column"), self.tr("columns"))
        rows = texts.counted(found.row_count, self.tr("row"), self.tr("rows"))
        first = self.tr("first {n} of {rows}").format(n=f"{len(found.rows):,}", rows=rows)
        self.fact.setText(f"{first if len(found.rows) < found.row_count else rows}, {columns}")
        text = self.tr("Tried on the first {n} of {total} rows. Applying takes all of them.")
        note = text.format(n=f"{found.sampled:,}", total=f"{found.total:,}") if found.sampled else ""
        self.note.set(note)
        self._note_holder.setVisible(bool(note))

    def _scroll_to(self, found: PreparePreview, touched: list[str]) -> None:
        """Bring the first of these columns into view, once a step."""
        mark = f"{found.shown_step} {touched[:1]}"
        if touched and mark != self._scrolled_for:
            self._scrolled_for = mark
            section = [c.name for c in found.columns].index(touched[0])
            self.table.horizontalScrollBar().setValue(self.table.types.sectionPosition(section))


def _touched(steps: Sequence[Step], found: PreparePreview) -> list[str]:
    """The columns that the step in front made or names: marked in the head."""
    number = found.shown_step
    if not number or number >= len(found.step_columns):
        return []
    names, before = [c.name for c in found.columns], {c.name for c in found.step_columns[number - 1]}
    made = [n for n in names if n not in before]
    step = steps[number - 1]
    works_on = () if isinstance(step, KeepColumns) else named(step)
    return [n for n in dict.fromkeys([*made, *works_on]) if n in names]
