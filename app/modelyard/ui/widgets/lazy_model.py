"""A long list of row objects of which only those in view are read: all keys are known, the objects come in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from modelyard.ui.widgets.paged_model import Queries
from modelyard.ui.widgets.table_model import TableColumn, TableModel

PAGE_ROWS, KEEP_ROWS, MAX_PENDING = 100, 4000, 2


class LazyModel(TableModel):
    """Rows known by their keys; `fetch(keys)` reads objects in a worker thread as they come into view.

    A head that is clicked sorts nothing here: `ordered` asks for it with (column key, descending), and whoever hears
    it sets the keys anew. `loaded` says that objects have come; `failed` carries the error of a page.
    """

    ordered = Signal(object, object)
    loaded = Signal()
    failed = Signal(object)

    def __init__(self, columns: Sequence[TableColumn], key: Callable[[Any], str], queries: Queries,
                 fetch: Callable[[Sequence[str]], Sequence[Any]], parent: QObject | None = None) -> None:  # fmt: skip
        super().__init__(columns, parent)
        self._key, self._queries, self._fetch = key, queries, fetch
        self._objects: dict[str, Any] = {}
        self._stale: set[str] = set()
        self._asked: set[str] = set()
        self._wanted: list[int] = []
        self._pending = 0
        self._generation = 0
        self._scheduler = QTimer(self)
        self._scheduler.setSingleShot(True)
        self._scheduler.setInterval(0)
        self._scheduler.timeout.connect(self._ask)

    # --- rows ---------------------------------------------------------------------------------------------------
    def set_keys(self, keys: Sequence[str], rows: Iterable[Any] = ()) -> None:
        """Show other rows, or the same in another order. `rows` are objects read just now; those known from before
        stay in view until they are read again. What stays as it was is not painted anew."""
        self._generation += 1
        self._pending = 0
        self._asked.clear()
        self._wanted.clear()
        self._stale = set(self._objects)
        rows = list(rows)
        same = {key for row in rows if self._objects.get(key := self._key(row)) == row}
        self._keep(rows)
        if list(keys) != self._keys:
            self._rearrange(list(keys))
        elif other := [i for i, key in enumerate(self._keys) if key not in same]:
            self._repaint(other[0], other[-1])

    def put(self, row: Any) -> None:
        """Show a newer object of a row where it stands, without reading anything."""
        self._keep([row])
        number = self.find(self._key(row))
        if number >= 0:
            self._repaint(number, number)

    def _keep(self, rows: Iterable[Any]) -> None:
        for row in rows:
            key = self._key(row)
            self._objects.pop(key, None)
            self._objects[key] = row  # the newest last
            self._stale.discard(key)
        for key in list(self._objects)[: max(0, len(self._objects) - KEEP_ROWS)]:
            del self._objects[key]
            self._stale.discard(key)

    def row(self, number: int) -> Any:
        key = self._keys[number]
        found = self._objects.get(key)
        if (found is None or key in self._stale) and key not in self._asked:
            self._want(number // PAGE_ROWS)
        return found

    def known(self, key: str) -> Any:
        """The object of a key if it has been read, shown or not; None otherwise."""
        return self._objects.get(key)

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Replace the columns; the order is said anew by `show_order`."""
        self.beginResetModel()
        self.columns = list(columns)
        self._order = (-1, False)
        self.endResetModel()

    # --- order --------------------------------------------------------------------------------------------------
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order."""
        if 0 <= column < len(self.columns) and self.columns[column].sort is not None:
            descending = order == Qt.SortOrder.DescendingOrder
            self._order = (column, descending)
            self.ordered.emit(self.columns[column].key, descending)

    def show_order(self, key: str, descending: bool) -> None:
        """Say in the head what the rows are sorted by; nothing where there is no such column."""
        at = next((i for i, column in enumerate(self.columns) if column.key == key), -1)
        self._order = (at, descending)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, len(self.columns) - 1))

    # --- reading ------------------------------------------------------------------------------------------------
    def _want(self, page: int) -> None:
        """Note that a page came into view; the newest wish is asked first, so a scroll shows where it ends."""
        if self._wanted and self._wanted[-1] == page:
            return
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        del self._wanted[:-MAX_PENDING]
        if not self._scheduler.isActive():
            self._scheduler.start()

    @Slot()
    def _ask(self) -> None:
        while self._wanted and self._pending < MAX_PENDING:
            page = self._wanted.pop()
            keys = [k for k in self._keys[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
                    if k not in self._asked and (k not in self._objects or k in self._stale)]  # fmt: skip
            if not keys:
                continue
            self._asked.update(keys)
            self._pending += 1
            self._queries.query(partial(_read, self._generation, self._fetch, keys), self._answer, self._refused, self)

    @Slot(object)
    def _answer(self, result: tuple[int, Sequence[Any]]) -> None:
        generation, rows = result
        if generation != self._generation:
            return
        self._pending -= 1
        self._keep(rows)
        places = [p for p in (self.find(self._key(row)) for row in rows) if p >= 0]
        if places:
            # what did not come stays asked for: it is gone, and would be asked for with every repaint
            self._asked.difference_update(self._key(row) for row in rows)
            self._repaint(min(places), max(places))
        self.loaded.emit()
        if self._wanted:
            self._scheduler.start()

    @Slot(object)
    def _refused(self, error: object) -> None:
        # the keys stay asked for, so that what cannot be read is not read again with every repaint
        self._pending = max(0, self._pending - 1)
        self.failed.emit(error)


def _read(generation: int, fetch: Callable[[Sequence[str]], Sequence[Any]], keys: list[str]) -> Any:
    return generation, fetch(keys)
