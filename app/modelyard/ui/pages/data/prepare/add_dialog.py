"""Add step: all kinds of steps in groups, found by typing."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from modelyard.ui.pages.data.prepare import words
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class AddStepDialog(Dialog):
    """Kinds of steps; `kind_chosen(kind)` when one was taken. Enter in the search takes the first found."""

    kind_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add step"), parent, width=740, height=560)
        self.search = SearchField(tr("Find a step"), self)
        self.search.textChanged.connect(self._find)
        self.body.addWidget(self.search)
        self._all = [(group, kind) for group, kinds in words.groups() for kind in kinds]
        columns = [
            TableColumn("step", tr("Step"), lambda r: Cell(words.title(r[1]), weight=500, icon=words.ICONS[r[1]],
                        icon_tone="text2"), 190),
            TableColumn("about", tr("What it does"), lambda r: Cell(words.about(r[1]), "text2")),
            TableColumn("group", tr("About"), lambda r: Cell(r[0], "text3"), 116),
        ]  # fmt: skip
        self.table = Table(columns, lambda r: r[1], tr("Steps"), self)
        self.table.row_opened.connect(self._take)
        self.table.row_selected.connect(self._selected)
        self.states = StateStack(self.table, self)
        self.body.addWidget(self.states, 1)
        self.set_primary(tr("Add step"), "plus")
        self._find("")

    @Slot(str)
    def _find(self, text: str) -> None:
        wanted = text.strip().casefold().split()
        found = [
            (group, kind)
            for group, kind in self._all
            if all(w in f"{words.title(kind)} {words.about(kind)} {group} {kind}".casefold() for w in wanted)
        ]
        self.table.set_rows(found)
        if found:
            self.states.show_full()
            self.table.select(found[0][1])
        else:
            hint = tr("Try another word, such as missing, date or join.")
            self.states.show_empty(EmptyState("search", tr("No such step"), hint, self.states))
        self.set_reason("" if found else tr("Choose a step"))

    @Slot(object)
    def _selected(self, _row: object) -> None:
        self.set_reason("" if self.table.selected_key() else tr("Choose a step"))

    @Slot(object)
    def _take(self, kind: object) -> None:
        self.accept()  # first, as it gives the focus back to where it was
        self.kind_chosen.emit(str(kind))

    def submit(self) -> None:
        """Take the kind in front."""
        if key := self.table.selected_key():
            self._take(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        from PySide6.QtCore import Qt

        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            self.submit()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.setFocus()
        else:
            super().keyPressEvent(event)
