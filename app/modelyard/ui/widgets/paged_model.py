"""A table of any length: pages are fetched when they come into view, kept least-recently-used, dropped when far."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal, Slot

from modelyard.domain.data.datasets import Column, ColumnType, Page
from modelyard.ui.widgets.guard import Guard
from modelyard.ui.widgets.table_model import CELL, FAULT, Cell, Index, TableColumn

PAGE_ROWS, KEEP_PAGES, MAX_PENDING = 200, 40, 4


class Queries(Protocol):
    """The part of the bridge this model needs."""

    def query(self, fn: Callable[[], Any], on_done: Callable[[Any], None] | None = None,
              on_error: Callable[[BaseException], None] | None = None, owner: QObject | None = None,
              *, key: str = "") -> Any:  # fmt: skip
        """Run `fn` in a worker thread and deliver to `on_done` in the main thread."""


def display(value: object, type_: ColumnType) -> tuple[str, str]:
    """A value's text and tone: numbers with separators, missing in grey, yes in full and no in grey."""
    if value is None:
        return "missing", "text3"
    if isinstance(value, bool):
        return ("yes", "text") if value else ("no", "text3")
    if isinstance(value, float):
        if value != value:
            return "missing", "text3"
        return f"{value:,.10g}".replace("-", "\u2212"), "text"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "\u2212"), "text"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if not value.microsecond else "milliseconds"), "text"
    if isinstance(value, date | time):
        return value.isoformat(), "text"
    return str(value), "text"


class PagedTableModel(QAbstractTableModel):
    """Rows of a huge table, fetched page by page in a worker thread; cells not there yet are empty.

    `fetch(offset, limit)` runs in a worker thread. `failed` carries the error of a page; `loaded` its number.
    """

    failed = Signal(object)
    loaded = Signal(object)

    def __init__(self, queries: Queries, fetch: Callable[[int, int], Page], rows: int, columns: Sequence[Column],
                 parent: QObject | None = None, *, page_rows: int = PAGE_ROWS,
                 keep: int = KEEP_PAGES) -> None:  # fmt: skip
        super().__init__(parent)
        self.guard = Guard()
        self._queries, self._fetch = queries, fetch
        self._rows = rows
        self.source_columns = list(columns)
        self.columns = [
            TableColumn(c.name, c.name, lambda row: Cell(), right=c.type.numeric or c.type is ColumnType.BOOLEAN)
            for c in columns
        ]
        self.page_rows, self._keep = page_rows, keep
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: list[int] = []
        self._generation = 0
        self._scheduler = QTimer(self)
        self._scheduler.setSingleShot(True)
        self._scheduler.setInterval(0)
        self._scheduler.timeout.connect(self._ask)

    # --- source -------------------------------------------------------------------------------------------------
    def set_source(self, fetch: Callable[[int, int], Page], rows: int) -> None:
        """Show another selection of the same columns, for example after a filter."""
        self.beginResetModel()
        self._fetch, self._rows = fetch, rows
        self._pages.clear()
        self._asked.clear()
        self._wanted.clear()
        self._generation += 1
        self.endResetModel()

    @property
    def cached_pages(self) -> list[int]:
        """The numbers of the pages kept now, least recently used first."""
        return list(self._pages)

    def value(self, row: int, column: int) -> object:
        """A loaded value, or None (also where the page is not there yet)."""
        page = self._pages.get(row // self.page_rows)
        return None if page is None else page.rows[row - page.offset][column]

    def is_loaded(self, row: int) -> bool:
        """Whether a row's page is here."""
        return row // self.page_rows in self._pages

    # --- fetching -----------------------------------------------------------------------------------------------
    def _want(self, number: int) -> None:
        """Note that a page came into view; the newest wish is asked first, so a scroll shows where it ends."""
        if number in self._asked:
            return
        if number in self._wanted:
            self._wanted.remove(number)
        self._wanted.append(number)
        del self._wanted[:-MAX_PENDING]
        if not self._scheduler.isActive():
            self._scheduler.start()

    @Slot()
    def _ask(self) -> None:
        while self._wanted and len(self._asked) < MAX_PENDING:
            number = self._wanted.pop()
            self._asked.add(number)
            fetch, offset, limit = self._fetch, number * self.page_rows, self.page_rows
            generation = self._generation

            def read(fetch: Any = fetch, offset: int = offset, limit: int = limit, generation: int = generation) -> Any:
                return generation, offset // limit, fetch(offset, limit)

            self._queries.query(read, self._answer, self._refused, self)

    @Slot(object)
    def _answer(self, result: tuple[int, int, Page]) -> None:
        generation, number, page = result
        if generation != self._generation:
            return
        self._asked.discard(number)
        self._pages[number] = page
        while len(self._pages) > self._keep:
            self._pages.popitem(last=False)
        first = number * self.page_rows
        last = min(self._rows, first + len(page.rows)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        self.loaded.emit(number)
        if self._wanted:
            self._scheduler.start()

    @Slot(object)
    def _refused(self, error: object) -> None:
        # the pages stay "asked", so a broken file is not read again with every repaint
        self.failed.emit(error)

    # --- the model's interface ----------------------------------------------------------------------------------
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        cell = self.guard.made(
            self.columns[index.column()].key, partial(self._cell, index.row(), index.column()), FAULT
        )
        return cell if role == CELL else cell.text

    def _cell(self, row: int, column: int) -> Cell:
        number = row // self.page_rows
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return Cell()
        self._pages.move_to_end(number)
        inside = row - number * self.page_rows
        if inside >= len(page.rows):
            return Cell()
        text, tone = display(page.rows[inside][column], self.source_columns[column].type)
        return Cell(text, tone, small=True)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return f"{section + 1:,}"
