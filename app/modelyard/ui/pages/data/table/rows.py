"""The rows of a version on the screen: values as they are stored, and a paint fast enough for any window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from modelyard.ui.pages.data.table.cells import cell_text
from modelyard.ui.pages.data.table.row_painter import RowPainter
from modelyard.ui.widgets.data_header import DataTable
from modelyard.ui.widgets.paged_model import KEEP_PAGES, PAGE_ROWS, PagedTableModel
from modelyard.ui.widgets.table_model import FAULT, Cell, Index
from modelyard.ui.widgets.table_paint import EDGE, PAD

KEPT_ROWS = 2000


class RowsModel(PagedTableModel):
    """Pages of a version, with values written exactly as they are stored: 2013, not 2,013."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._texts: dict[int, list[tuple[str, bool]]] = {}
        self._missing = self.tr("missing")

    def texts(self, row: int) -> list[tuple[str, bool]] | None:
        """The texts of a row and whether each is grey; None, and the row is fetched, when it is not here yet."""
        known = self._texts.get(row)
        if known is not None:
            return known
        number = row // self.page_rows
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        if row - page.offset >= len(page.rows):
            return []
        if len(self._texts) > KEPT_ROWS:
            self._texts.clear()
        values = page.rows[row - page.offset]
        made = self.guard.made("row", partial(self._made, values), [(FAULT.text, True)] * len(values))
        self._texts[row] = made
        return made

    def _made(self, values: Sequence[object]) -> list[tuple[str, bool]]:
        return [(self._missing, True) if v is None else (cell_text(v), v is False) for v in values]

    def _cell(self, row: int, column: int) -> Cell:
        texts = self.texts(row)
        text, grey = texts[column] if texts else ("", False)
        return Cell(text, "text3" if grey else "text", small=True)

    def set_source(self, fetch: Any, rows: int) -> None:
        self._texts.clear()
        super().set_source(fetch, rows)

    def set_view(self, fetch: Any, rows: int, page_rows: int) -> None:
        """Show other rows of the same table, read in pages of another size."""
        self.page_rows = page_rows
        self._keep = max(KEEP_PAGES, KEEP_PAGES * PAGE_ROWS // page_rows)
        self.set_source(fetch, rows)


class RowsTable(DataTable):
    """The view of a RowsModel. Cells are selected with the mouse, or with Shift and the keys that move.

    Qt's own selection would keep a list of rows; here it is four numbers, whatever the table's length. `copy_wanted`
    carries whether the names of the columns are wanted too, `search_moved` is F3.
    """

    copy_wanted = Signal(object)
    search_moved = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._painter = RowPainter(self, edge=EDGE, pad=PAD)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._anchor: tuple[int, int] | None = None
        self._extending = False
        self._range: tuple[int, int, int, int] | None = None

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self.model()
        if isinstance(model, RowsModel):
            self._painter.chosen = self._range
            self._painter.paint(event, model.texts, [c.right for c in model.columns], hover=self.hover_row,
                                pinned=self.head.pinned_width())  # fmt: skip
        else:
            super().paintEvent(event)

    def highlight(self, text: str) -> None:
        """Mark this text in every cell; an empty one marks nothing."""
        self._painter.needle = text.lower().replace("\u2212", "-")
        self.viewport().update()

    # --- pinned columns -----------------------------------------------------------------------------------------
    def set_pinned(self, count: int) -> None:
        """Keep this many columns at the left in view."""
        self.head.pinned = count
        self.head.viewport().update()
        self.viewport().update()

    def _is_pinned(self, index: Index) -> bool:
        return bool(self.head.pinned_width()) and self.head.visualIndex(index.column()) < self.head.pinned

    def indexAt(self, place: QPoint) -> QModelIndex:
        shift = self.head.offset() if place.x() < self.head.pinned_width() else 0
        return super().indexAt(place - QPoint(shift, 0))

    def visualRect(self, index: Index) -> QRect:
        rect = super().visualRect(index)
        return rect.translated(self.head.offset(), 0) if self._is_pinned(index) else rect

    def scrollTo(self, index: Index, hint: Any = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        bar = self.horizontalScrollBar()
        if self._is_pinned(index):
            before = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(before)
            return
        super().scrollTo(index, hint)
        hidden = self.head.pinned_width() - self.columnViewportPosition(index.column())
        if hidden > 0:  # behind the columns that stay
            bar.setValue(bar.value() - hidden)

    def scrollContentsBy(self, x: int, y: int) -> None:
        super().scrollContentsBy(x, y)
        if x and self.head.pinned:  # Qt moves the picture, and the columns that stay with it
            self.viewport().update()
            self.head.viewport().update()

    # --- selecting ----------------------------------------------------------------------------------------------
    def selection(self) -> tuple[int, int, int, int] | None:
        """The cells selected: first and last row, first and last visual column; None without any."""
        return self._range

    def select_cells(self, first: int, last: int, left: int, right: int) -> None:
        """Select cells by rows and visual columns."""
        self._range = (first, last, left, right)
        self.viewport().update()

    def sections(self, left: int, right: int) -> list[int]:
        """The model's columns between two visual ones, as they are shown."""
        head = self.horizontalHeader()
        found = [head.logicalIndex(i) for i in range(left, right + 1)]
        return [i for i in found if not head.isSectionHidden(i)]

    def shown_sections(self) -> list[int]:
        """The model's columns that are shown, in their order."""
        return self.sections(0, self.horizontalHeader().count() - 1)

    def forget_selection(self) -> None:
        """Nothing is selected."""
        self._range = self._anchor = None
        self.viewport().update()

    def currentChanged(self, now: Index, before: Index) -> None:
        super().currentChanged(now, before)
        if not now.isValid():
            self.forget_selection()
            return
        place = (now.row(), self.horizontalHeader().visualIndex(now.column()))
        if not self._extending or self._anchor is None:
            self._anchor = place
        (row, column), (to, visual) = self._anchor, place
        self.select_cells(min(row, to), max(row, to), min(column, visual), max(column, visual))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._extending = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() is Qt.MouseButton.RightButton and self._holds(self.indexAt(event.position().toPoint())):
            return  # the menu is about the selection
        super().mousePressEvent(event)
        self._extending = False
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not event.modifiers() and event.button() is Qt.MouseButton.LeftButton:
            self.currentChanged(index, index)  # a click on the current cell alone selects it again

    def _holds(self, index: Index) -> bool:
        if self._range is None or not index.isValid():
            return False
        top, bottom, left, right = self._range
        return top <= index.row() <= bottom and left <= self.horizontalHeader().visualIndex(index.column()) <= right

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._extending = bool(event.buttons() & Qt.MouseButton.LeftButton)
        super().mouseMoveEvent(event)
        self._extending = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.copy_wanted.emit(shift)
            return
        if key == Qt.Key.Key_F3:
            self.search_moved.emit(-1 if shift else 1)
            return
        if key == Qt.Key.Key_Space and shift and self._range is not None:
            self.select_cells(self._range[0], self._range[1], 0, len(self.shown_sections()) - 1)
            return
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.selectAll()
            return
        self._extending = shift
        super().keyPressEvent(event)
        self._extending = False

    def selectAll(self) -> None:
        """Select every cell, without going through them."""
        model = self.model()
        if model is not None and model.rowCount():
            self.select_cells(0, model.rowCount() - 1, 0, len(self.shown_sections()) - 1)
