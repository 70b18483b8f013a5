"""What can be done with the cells of the Table tab: the menus of rows and of the head, and copying."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu

from modelyard.ui.icons import icon
from modelyard.ui.pages.data.table.copying import MAX_CELLS, tab_separated
from modelyard.ui.widgets.paged_model import Queries

if TYPE_CHECKING:
    from modelyard.ui.pages.data.table.tab import TableTab

AT_HAND = 400
"""Rows that are copied at once when they are here already; more are read in the background."""


class TableActions(QObject):
    """The menus of a Table tab, and its clipboard."""

    def __init__(self, tab: TableTab, queries: Queries) -> None:
        super().__init__(tab)
        self._tab, self._queries = tab, queries
        head = tab.table.head
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._head_menu)
        tab.table.copy_wanted.connect(self.copy)

    def rows_menu(self, event: QContextMenuEvent) -> None:
        """Show the menu of the cells selected."""
        tab, table = self._tab, self._tab.table
        index = table.indexAt(table.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid():
            index = table.currentIndex()
        if tab.model is None or not index.isValid():
            return
        menu = QMenu(tab)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(icon("copy", "text2"), self.tr("Copy"))
        copy.triggered.connect(partial(self.copy, False))
        named = menu.addAction(self.tr("Copy with column names"))
        named.triggered.connect(partial(self.copy, True))
        rows = menu.addAction(icon("table", "text2"), self.tr("Copy whole rows"))
        rows.triggered.connect(self._copy_rows)
        menu.addSeparator()
        self._column_actions(menu, tab.model.source_columns[index.column()].name)
        menu.popup(event.globalPos())

    @Slot(QPoint)
    def _head_menu(self, place: QPoint) -> None:
        tab, head = self._tab, self._tab.table.head
        section = head.section_at(place)
        if tab.model is None or section < 0:
            return
        menu = QMenu(tab)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._column_actions(menu, tab.model.source_columns[section].name)
        menu.popup(head.mapToGlobal(place))

    def _column_actions(self, menu: QMenu, column: str) -> None:
        tab = self._tab
        keys = tab.query.sort
        others = bool(keys) and all(key.column != column for key in keys)
        for text, icon_name, run, shown in (
            (self.tr("Sort ascending"), "arrow-up", partial(self._sort, column, False, False), True),
            (self.tr("Sort descending"), "arrow-dn", partial(self._sort, column, False, True), True),
            (self.tr("Then by {column}").format(column=column), "sort",
             partial(self._sort, column, True, False), others),
            (self.tr("Do not sort"), "x", tab.clear_sort, bool(keys)),
            (self.tr("Hide {column}").format(column=column), "minus", partial(self._hide, column),
             len(tab.shown_columns()) > 1),
            (self.tr("Pin the columns up to {column}").format(column=column), "lock", partial(self._pin, column),
             tab.shown_columns().index(column) + 1 != tab.table.head.pinned),
            (self.tr("Unpin the columns"), "x", partial(self._pin, ""), bool(tab.table.head.pinned)),
            (self.tr("Profile of {column}").format(column=column), "columns", partial(self._open, column), True),
        ):  # fmt: skip
            if shown:
                menu.addAction(icon(icon_name, "text2"), text).triggered.connect(run)

    def _sort(self, column: str, add: bool, descending: bool, _checked: bool = False) -> None:
        self._tab.sort_by(column, add, descending)

    def _hide(self, column: str, _checked: bool = False) -> None:
        self._tab.arrangement.hide_column(column)

    def _pin(self, column: str, _checked: bool = False) -> None:
        tab = self._tab
        tab.arrangement.pin(tab.shown_columns().index(column) + 1 if column else 0)

    def _open(self, column: str, _checked: bool = False) -> None:
        self._tab.column_opened.emit(column)

    # --- copying ------------------------------------------------------------------------------------------------
    @Slot()
    def _copy_rows(self) -> None:
        table = self._tab.table
        chosen = table.selection()
        if chosen is not None:
            table.select_cells(chosen[0], chosen[1], 0, len(table.shown_sections()) - 1)
            self.copy(False)

    @Slot(object)
    def copy(self, head: object = False, _checked: bool = False) -> None:
        """Put the cells selected on the clipboard, with tabs between; rows that are not here yet are read first."""
        tab, table, model = self._tab, self._tab.table, self._tab.model
        chosen, reader = table.selection(), tab.reader
        if chosen is None or model is None or reader is None:
            return
        first, last, left, right = chosen
        sections = table.sections(left, right)
        names = [model.source_columns[i].name for i in sections]
        cells = (last - first + 1) * len(names)
        if cells > MAX_CELLS:
            text = self.tr("{n} cells are selected, and the clipboard takes {most} at most. Export the rows instead.")
            tab.said.emit(self.tr("Nothing was copied"), text.format(n=f"{cells:,}", most=f"{MAX_CELLS:,}"))
            return
        shown = names if head else ()
        if last - first < AT_HAND and all(model.is_loaded(row) for row in range(first, last + 1)):
            rows = [[model.value(row, i) for i in sections] for row in range(first, last + 1)]
            self._copied((tab_separated(rows, shown), len(rows)))
            return
        source = tab.view if tab.view is not None else reader

        def read() -> tuple[str, int]:
            page = source.read_page(first, last - first + 1, names)
            return tab_separated(page.rows, shown), len(page.rows)

        self._queries.query(read, self._copied, self._not_copied, self, key="copy")

    @Slot(object)
    def _copied(self, found: tuple[str, int]) -> None:
        text, rows = found
        QGuiApplication.clipboard().setText(text)
        if rows > 1:
            self._tab.said.emit(self.tr("Copied"), self.tr("{n} rows").format(n=f"{rows:,}"))

    @Slot(object)
    def _not_copied(self, error: object) -> None:
        self._tab.said.emit(self.tr("Nothing was copied"), str(error))
