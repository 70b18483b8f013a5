"""The table of the house: rows of objects, sorting, ticks, context menu, cell buttons and links, all by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QMenu, QTableView, QWidget

from modelyard.ui.icons import icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.table_model import CELL, Cell, ListModel, TableColumn, TableModel
from modelyard.ui.widgets.table_paint import CellDelegate, TableHead, hit, paddings, paint_check


class Table(QTableView):
    """Rows of objects. Selecting fills side panels at once; Enter or double click opens; Space ticks.

    Signals carry row keys: `row_selected`, `row_opened`, `ticks_changed` (a set of keys), `button_clicked` and
    `link_clicked` ((key, column key)). `menu` builds the context menu of a row.
    A `model` of one's own shows what is not a list of objects.
    """

    row_selected = Signal(object)
    row_opened = Signal(object)
    ticks_changed = Signal(object)
    button_clicked = Signal(object)
    link_clicked = Signal(object)

    def __init__(self, columns: Sequence[TableColumn], key: Callable[[Any], str], name: str,
                 parent: QWidget | None = None, *, ticks: bool = False, row_height: int | None = None,
                 fit_rows: bool = False, model: TableModel | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.hover_row = -1
        self._quiet = False
        self._ticked: set[str] = set()
        self._has_ticks = ticks
        self._row_height = row_height
        self._fit_rows = fit_rows
        self.menu: Callable[[Any, QMenu], None] | None = None
        if ticks:
            columns = [TableColumn("tick", "", lambda row: Cell(), 40), *columns]
        self.rows: Any = model or ListModel(columns, key, self)
        self._set_up(name)
        self.setModel(self.rows)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.rows.layoutChanged.connect(self._rows_changed)
        self.rows.modelReset.connect(self._rows_changed)
        self._apply_widths()
        theme().changed.connect(self._rows_changed)
        self._rows_changed()

    def _set_up(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setItemDelegate(CellDelegate(self))
        head = TableHead(self)
        head.sectionClicked.connect(self._head_clicked)
        self.setHorizontalHeader(head)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)

    # --- contents -----------------------------------------------------------------------------------------------
    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; selection and ticks stay with their keys, and ticks of rows that went are dropped."""
        self.rows.set_rows(rows)
        present = set(self.rows.keys())
        if self._ticked - present and not self.property("keepHiddenTicks"):
            self._ticked &= present
            self.ticks_changed.emit(set(self._ticked))
        self._rows_changed()

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Replace the columns."""
        if self._has_ticks:
            columns = [TableColumn("tick", "", lambda row: Cell(), 40), *columns]
        self.rows.set_columns(columns)
        self._apply_widths()

    def selected_key(self) -> str:
        """The selected row's key, or ""."""
        return self.rows.key_at(self.currentIndex().row()) if self.currentIndex().isValid() else ""

    def selected_row(self) -> Any:
        """The selected row object, or None."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def select(self, key: str) -> bool:
        """Select a row by its key; False when it is not shown."""
        row = self.rows.find(key)
        if row < 0:
            return False
        self.setCurrentIndex(self.rows.index(row, 0))
        self.scrollTo(self.rows.index(row, 0))
        return True

    # --- ticks --------------------------------------------------------------------------------------------------
    def ticked(self) -> list[str]:
        """The ticked keys in the order shown, then those not shown."""
        keys: list[str] = self.rows.in_order(self._ticked)
        return keys

    def tickable(self) -> list[str]:
        """The keys shown that can be ticked."""
        keys: list[str] = self.rows.keys()
        return keys

    def set_ticked(self, keys: Sequence[str]) -> None:
        """Replace the ticks."""
        self._ticked = set(keys)
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self.ticks_changed.emit(set(self._ticked))

    def tick_state(self) -> bool | None:
        """All, none or (None) some of the rows shown are ticked."""
        on = self.rows.count(self._ticked)
        return False if on == 0 else True if on == len(self.tickable()) else None

    def is_ticked(self, row: int) -> bool | None:
        """Whether a row shown is ticked; None where it stands for several of which some are."""
        return self.rows.key_at(row) in self._ticked

    def toggle(self, row: int) -> None:
        """Tick or untick a row shown."""
        key = self.rows.key_at(row)
        if key:
            self.set_ticked([*(self._ticked ^ {key})])

    # --- layout -------------------------------------------------------------------------------------------------
    def row_height(self) -> int:
        """The height of a row in px."""
        return theme().px(self._row_height or theme().row_height)

    @Slot()
    def _rows_changed(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        if self._fit_rows:
            head = self.horizontalHeader().sizeHint().height()
            self.setFixedHeight(head + self.row_height() * self.rows.rowCount() + 2 * self.frameWidth())
        self.viewport().update()

    def _apply_widths(self) -> None:
        head = self.horizontalHeader()
        stretched = False
        for index, column in enumerate(self.rows.columns):
            if column.width is None:
                head.setSectionResizeMode(index, QHeaderView.ResizeMode.Stretch)
                stretched = True
            else:
                head.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
                head.resizeSection(index, theme().px(column.width))
        head.setStretchLastSection(not stretched)

    def sizeHint(self) -> QSize:
        head = self.horizontalHeader().sizeHint().height()
        return QSize(400, head + self.row_height() * min(8, max(1, self.rows.rowCount())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_minimum()
        self.viewport().update()

    def _keep_minimum(self) -> None:
        """Columns that take what is left keep a readable width; the table scrolls sideways rather than hide them."""
        head = self.horizontalHeader()
        free = [i for i, c in enumerate(self.rows.columns) if c.width is None and not self.isColumnHidden(i)]
        if not free:
            return
        fixed = sum(head.sectionSize(i) for i in range(head.count()) if i not in free and not self.isColumnHidden(i))
        share = (self.viewport().width() - fixed) // len(free)
        for index in free:
            least = theme().px(self.rows.columns[index].minimum)
            if share >= least:
                head.setSectionResizeMode(index, QHeaderView.ResizeMode.Stretch)
            else:
                head.setSectionResizeMode(index, QHeaderView.ResizeMode.Interactive)
                head.resizeSection(index, least)

    # --- mouse and keys -----------------------------------------------------------------------------------------
    @Slot(int)
    def _head_clicked(self, section: int) -> None:
        column = self.rows.columns[section]
        if column.key == "tick":
            shown = self.tickable()
            keep = self._ticked - set(shown)
            self.set_ticked([*keep] if self.tick_state() else [*keep, *shown])
        elif column.sort is not None:
            by, descending = self.rows.sorted_by
            down = not descending if by == section else column.right
            order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            self.rows.sort(section, order)
            self.horizontalHeader().viewport().update()

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._quiet:
            self.row_selected.emit(self.rows.key_at(now.row()) if now.isValid() else "")

    def _hover(self, row: int) -> None:
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    def _action_at(self, point: QPoint) -> tuple[str, str, str]:
        """What a click there would do: ("button" | "link" | "tick" | "", key, column key)."""
        index = self.indexAt(point)
        if not index.isValid():
            return "", "", ""
        column = self.rows.columns[index.column()]
        key = self.rows.key_at(index.row())
        if column.key == "tick":
            return "tick", key, column.key
        cell = index.data(CELL)
        rect = self.visualRect(index)
        pads = paddings(index.column(), len(self.rows.columns))
        delegate = self.itemDelegate()
        if cell.button and isinstance(delegate, CellDelegate):
            if hit(delegate.button_rect(cell, rect, column.right, pads), point):
                return "button", key, column.key
        elif cell.link:
            width = QFontMetrics(theme().font("body")).horizontalAdvance(cell.text)
            left = rect.right() - pads[1] - width if column.right else rect.x() + pads[0]
            if left <= point.x() <= left + width + (24 if cell.icon else 0):
                return "link", key, column.key
        return "", key, ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        self._hover(self.rowAt(point.y()))
        what = self._action_at(point)[0]
        shape = Qt.CursorShape.PointingHandCursor if what in ("link", "button") else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._action_at(event.position().toPoint())[0]:
            return  # acts on release
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        what, key, column = self._action_at(point)
        if event.button() == Qt.MouseButton.LeftButton and what:
            if what == "tick":
                self.toggle(self.indexAt(point).row())
            elif what == "button":
                self.button_clicked.emit((key, column))
            else:
                self.link_clicked.emit((key, column))
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self._action_at(event.position().toPoint())[0]:
            self.row_opened.emit(self.rows.key_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.selected_key():
            self.row_opened.emit(self.selected_key())
        elif key == Qt.Key.Key_Space and self._has_ticks and self.currentIndex().isValid():
            self.toggle(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.SelectAll) and self._has_ticks:
            self.set_ticked([*self._ticked.union(self.tickable())])
        elif key == Qt.Key.Key_Escape and self._ticked:
            self.set_ticked([])
        elif event.matches(QKeySequence.StandardKey.Copy) and self.selected_key():
            self._copy_row()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() + (40 if key == Qt.Key.Key_Right else -40))
        else:
            super().keyPressEvent(event)

    def _copy_row(self) -> None:
        row = self.currentIndex().row()
        texts = [self.rows.cell(row, i).text for i in range(self.rows.columnCount())]
        QApplication.clipboard().setText("\t".join(t for t in texts if t))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            rect = self.visualRect(self.currentIndex())
            point = QPoint(40, rect.center().y())
        index = self.indexAt(point)
        if self.menu is None or not index.isValid():
            return
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.menu(self.rows.row(index.row()), menu)
        if not menu.isEmpty():
            menu.popup(self.viewport().mapToGlobal(point))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._has_ticks:
            self._paint_ticks(painter)
        if self.hasFocus() and self.currentIndex().isValid() and self.property("keyboardFocus"):
            rect = self.visualRect(self.rows.index(self.currentIndex().row(), 0))
            painter.setPen(QPen(theme().color("focus"), 2))
            painter.drawRect(QRect(1, rect.y() + 1, self.viewport().width() - 2, rect.height() - 3))

    def _paint_ticks(self, painter: QPainter) -> None:
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = self.rows.rowCount() - 1 if last < 0 else last
        for row in range(max(0, first), last + 1):
            rect = self.visualRect(self.rows.index(row, 0))
            box = QRectF(rect.x() + 14, rect.y() + (rect.height() - 17) / 2, 16, 16)
            paint_check(painter, box, self.is_ticked(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
        by_keyboard = event.reason() in reasons
        had = self.currentIndex().isValid()
        self.setProperty("keyboardFocus", by_keyboard)
        # Qt makes the first row current, though not selected, when a view gets the focus
        self._quiet = not had
        super().focusInEvent(event)
        if not had:
            self.selectionModel().clearCurrentIndex()
        self._quiet = False
        if by_keyboard and not had and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))

    def add_menu_action(
        self, menu: QMenu, text: str, icon_name: str, run: Callable[[], Any], *, enabled: bool = True
    ) -> None:
        """Add a line to a context menu."""
        action = menu.addAction(icon(icon_name, "text2") if icon_name else icon("more", "text2"), text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: run())
