"""The Table tab's search: finds a text in any column shown, goes from find to find, highlights it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from modelyard.core.errors import AppError
from modelyard.tables.search import normalised
from modelyard.ui.pages.data.table.finder import TextFinder
from modelyard.ui.widgets.paged_model import Queries

if TYPE_CHECKING:
    from modelyard.ui.pages.data.table.tab import TableTab


class Searching(QObject):
    """Connects the search strip with the finder and the table of a tab."""

    def __init__(self, tab: TableTab, queries: Queries) -> None:
        super().__init__(tab)
        self._tab = tab
        self.finder = TextFinder(queries, self)
        self.finder.changed.connect(self._changed)
        self.finder.failed.connect(self._failed)
        self._going = False
        self._shown = -1
        tab.search.wanted.connect(self._search)
        tab.search.moved.connect(self.move)
        tab.search.closed.connect(self._closed)
        tab.table.search_moved.connect(self.move)

    def clear(self) -> None:
        """Forget what was found: other rows are shown. The text stays in the field, and is searched for again."""
        text = self.finder.text
        self.finder.clear()
        self._tab.table.highlight("")
        if text and self._tab.search.isVisible():
            self._tab.search.field.clear()

    @Slot(object)
    def _search(self, text: object) -> None:
        tab, wanted = self._tab, str(text)
        tab.table.highlight(wanted)
        if not wanted or tab.reader is None:
            self.finder.clear()
            return
        columns = tab.reader.wanted(tab.shown_columns())
        self._going = True
        selection = tab.view.selection if tab.view is not None else None
        self.finder.search(tab.reader, selection, columns, wanted, tab.table.first_row())

    @Slot()
    def _changed(self) -> None:
        finder, tab = self.finder, self._tab
        if self._going and finder.count:  # the first find comes into view as soon as it is known
            self._going = False
            self._go(finder.after(tab.table.first_row() - 1))
        self._say()

    def _say(self) -> None:
        finder, tab = self.finder, self._tab
        if not finder.text:
            tab.search.show_count("", None)
            return
        rank = finder.rank(tab.table.currentIndex().row())
        if finder.count:
            text = self.tr("{rank} of {n} rows") if rank else self.tr("{n} rows")
            text = text.format(rank=f"{rank:,}", n=f"{finder.count:,}")
        else:
            text = self.tr("Searching") if finder.running else self.tr("Not found")
        tab.search.show_count(text, finder.fraction if finder.running else None)
        tab.search.before.setEnabled(finder.count > 0)
        tab.search.after.setEnabled(finder.count > 0)

    @Slot(int)
    def move(self, step: int) -> None:
        """Go to the next find, or with -1 to the one before."""
        row = self._tab.table.currentIndex().row()
        self._go(self.finder.after(row) if step > 0 else self.finder.before(row))
        self._say()

    def _go(self, row: int | None) -> None:
        tab = self._tab
        if row is None or tab.model is None:
            return
        first, last = tab.table.visible_rows()
        section = max(0, tab.table.currentIndex().column())
        tab.table.setCurrentIndex(tab.model.index(row, section))
        if not first <= row < last:
            tab.table.show_row(max(0, row - (last - first) // 3))
        self._shown = row
        self.show_cell()

    @Slot()
    def show_cell(self) -> None:
        """Scroll sideways to the cell that holds the text, once the row is here; it becomes the current one."""
        tab, row = self._tab, self._shown
        if row < 0 or tab.model is None or not tab.model.is_loaded(row):
            return
        self._shown = -1
        texts, wanted = tab.model.texts(row) or [], normalised(self.finder.text)
        sections = tab.table.shown_sections()
        holding = [i for i in sections if i < len(texts) and wanted in normalised(texts[i][0])]
        current = tab.table.currentIndex()
        if holding and current.row() == row:
            section = current.column() if current.column() in holding else holding[0]
            tab.table.setCurrentIndex(tab.model.index(row, section))

    @Slot()
    def _closed(self) -> None:
        self.finder.clear()
        self._tab.table.highlight("")
        self._tab.table.setFocus()

    @Slot(object)
    def _failed(self, error: object) -> None:
        text = error.message if isinstance(error, AppError) else str(error)
        self._tab.search.show_count(text, None)
