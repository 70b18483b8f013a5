"""The rows of a version on the screen: values as they are stored, and a paint fast enough for any window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from modelyard.ui.pages.data.cells import cell_text
from modelyard.ui.pages.data.row_painter import RowPainter
from modelyard.ui.widgets.data_header import DataTable
from modelyard.ui.widgets.paged_model import PagedTableModel
from modelyard.ui.widgets.table_model import CELL, Cell
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
        made = [(self._missing, True) if v is None else (cell_text(v), v is False) for v in values]
        self._texts[row] = made
        return made

    def data(self, index: Any, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        texts = self.texts(index.row())
        text, grey = texts[index.column()] if texts else ("", False)
        return Cell(text, "text3" if grey else "text", small=True) if role == CELL else text


class RowsTable(DataTable):
    """The view of a RowsModel."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._painter = RowPainter(self, edge=EDGE, pad=PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self.model()
        if isinstance(model, RowsModel):
            self._painter.paint(event, model.texts, [c.right for c in model.columns], hover=self.hover_row)
        else:
            super().paintEvent(event)
