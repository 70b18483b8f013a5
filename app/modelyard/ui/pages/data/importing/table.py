"""The preview in the import dialog: the first rows, and under each name its type, to be changed there."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from modelyard.domain.data.datasets import Column, ColumnType, ImportPreview
from modelyard.ui.icons import icon, paint_icon
from modelyard.ui.pages.data.importing import date_formats
from modelyard.ui.pages.data.table.cells import (
    cell_text,
    prepare_table,
    right_aligned,
    type_name,
)
from modelyard.ui.pages.data.table.row_painter import RowPainter
from modelyard.ui.theme import theme
from modelyard.ui.widgets.data_header import type_icon
from modelyard.ui.widgets.guard import Guard
from modelyard.ui.widgets.table_model import FAULT

EDGE = 20
WIDEST = 240
LOOKED_AT = 50
MARKS = {"bad": "bad-text", "warn": "warn-text", "new": "accent-text"}

_Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """The rows of an `ImportPreview`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guard = Guard()
        self.columns: tuple[Column, ...] = ()
        self._rows: tuple[tuple[object, ...], ...] = ()
        self._texts: dict[int, list[tuple[str, bool]]] = {}
        self.marked: dict[str, str] = {}
        self.out: tuple[str, ...] = ()

    def show(self, preview: ImportPreview) -> None:
        """Replace everything; columns named by a problem are marked in their header, those left out are grey."""
        self.beginResetModel()
        self.columns, self._rows, self._texts = preview.columns, preview.rows, {}
        self.out = preview.options.leave_out
        self.marked = {p.column: p.severity for p in reversed(preview.problems) if p.column}
        self.endResetModel()

    def texts(self, row: int) -> list[tuple[str, bool]]:
        """The texts of a row and whether each is grey."""
        if row not in self._texts:
            instead = [(FAULT.text, True)] * len(self.columns)
            self._texts[row] = self.guard.made("row", partial(self._made, row), instead)
        return self._texts[row]

    def _made(self, row: int) -> list[tuple[str, bool]]:
        empty = self.tr("empty")
        cells = zip(self._rows[row], (c.name in self.out for c in self.columns), strict=True)
        return [(empty, True) if v is None else (cell_text(v), grey) for v, grey in cells]

    def type_text(self, column: Column) -> str:
        """What stands under a column's name."""
        return self.tr("Left out") if column.name in self.out else type_name(column.type)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.texts(index.row())[index.column()][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.guard.made("tip", partial(self._tip, index.row(), index.column()), None)
        return None

    def _tip(self, row: int, column: int) -> str | None:
        value = self._rows[row][column]
        text = "" if value is None else str(value)
        return text[:1000] if len(text) > 30 else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.name
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                text = f"{column.name}, {self.type_text(column)}"
                how = self.tr("Click the type to change it, or press Alt Down in the column.")
                return f"{text}\n{how}" if role == Qt.ItemDataRole.ToolTipRole else text
        return None


class TypeHeader(QHeaderView):
    """Name above, type with an arrow below; a click on it asks for the menu of types."""

    type_clicked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(56)
        self.setMouseTracking(True)
        self.editable = True
        self._over = -1

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(58))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        if not isinstance(model, PreviewModel) or section >= len(model.columns):
            return
        column, c = model.columns[section], theme().color
        painter.save()
        painter.fillRect(rect, c("surface2"))
        painter.fillRect(QRectF(rect.x(), rect.bottom(), rect.width(), 1), c("border"))
        left = EDGE if section == 0 else 8
        right = EDGE if section == len(model.columns) - 1 else 8
        inner = QRectF(rect.adjusted(left, 6, -right, 0))
        on_right = right_aligned(column.type)
        align = Qt.AlignmentFlag.AlignRight if on_right else Qt.AlignmentFlag.AlignLeft
        font = theme().font("label")
        painter.setFont(font)
        painter.setPen(c("text3" if column.name in model.out else "text"))
        shown = QFontMetrics(font).elidedText(column.name, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
        line = theme().px(18)
        painter.drawText(
            QRectF(inner.x(), inner.y(), inner.width(), line), align | Qt.AlignmentFlag.AlignVCenter, shown
        )
        self._paint_type(painter, QRectF(inner.x(), inner.y() + line, inner.width(), theme().px(24)), column, section)
        painter.restore()

    def _paint_type(self, painter: QPainter, rect: QRectF, column: Column, section: int) -> None:
        model = self.model()
        assert isinstance(model, PreviewModel)
        out = column.name in model.out
        token = "text3" if out else MARKS.get(model.marked.get(column.name, ""), "text3")
        if section == self._over and self.editable:
            token = "accent-text"
        font = theme().font("small")
        name = model.type_text(column)
        arrow = 18.0 if self.editable else 0.0
        width = min(float(QFontMetrics(font).horizontalAdvance(name)), rect.width() - arrow)
        x = rect.right() - width - arrow if right_aligned(column.type) else rect.x()
        painter.setFont(font)
        painter.setPen(theme().color(token))
        shown = QFontMetrics(font).elidedText(name, Qt.TextElideMode.ElideRight, int(width) + 1)
        painter.drawText(QRectF(x, rect.y(), width + 1, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if self.editable:
            paint_icon(painter, "chev-d", token, QRectF(x + width + 4, rect.center().y() - 7, 14, 14))

    def _type_at(self, place: QPoint) -> int:
        section = self.logicalIndexAt(place)
        edge = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        return section if section >= 0 and not edge and place.y() >= theme().px(22) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._type_at(event.position().toPoint())
        if over != self._over:
            self._over = over
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._over = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        section = self._type_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and section >= 0 and self.editable:
            self.type_clicked.emit(section)


class PreviewTable(QTableView):
    """The preview's table. `type_chosen(column, type)` when another type was chosen, `format_chosen(column, type,
    pattern)` when dates are written in another way ("" asks for the pattern), `left_out(column, whether)` when a column
    is left out or brought back; Alt Down opens the menu."""

    type_chosen = Signal(str, object)
    format_chosen = Signal(str, object, str)
    left_out = Signal(str, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.types = TypeHeader(self)
        self.setHorizontalHeader(self.types)
        self.types.show()
        self.types.type_clicked.connect(self.open_menu)
        self.typed = self.formats = True
        prepare_table(self, self.tr("Preview of the file"))
        self._painter = RowPainter(self, edge=EDGE, pad=8)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._context)

    def show_preview(self, preview: ImportPreview, editable: bool, *, typed: bool = True, formats: bool = True) -> None:
        """Show a preview, keeping the place that was scrolled to.

        Unless `editable`, columns have no menu; `typed` and `formats` say what it offers besides leaving them out.
        """
        same = [c.name for c in preview.columns] == [c.name for c in self.rows.columns]
        place = self.horizontalScrollBar().value() if same else 0
        self.types.editable, self.typed, self.formats = editable, typed, formats
        self.rows.show(preview)
        if not same:
            self._fit(preview)
        self.horizontalScrollBar().setValue(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.paint(event, self.rows.texts, [right_aligned(c.type) for c in self.rows.columns])

    def _fit(self, preview: ImportPreview) -> None:
        metrics, strong = QFontMetrics(theme().font("small")), QFontMetrics(theme().font("label"))
        for i, column in enumerate(preview.columns):
            texts = (cell_text(r[i]) for r in preview.rows[:LOOKED_AT] if r[i] is not None)
            width = metrics.horizontalAdvance(max(texts, key=len, default=""))
            width = max(
                width, strong.horizontalAdvance(column.name), metrics.horizontalAdvance(type_name(column.type)) + 18
            )
            edges = (EDGE if i == 0 else 8) + (EDGE if i == len(preview.columns) - 1 else 8)
            self.setColumnWidth(i, min(WIDEST, width + 6) + edges)

    def type_menu(self, section: int) -> QMenu:
        """The types that a column may be read as, and whether it is left out."""
        column = self.rows.columns[section]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.typed:
            self._add_types(menu, column)
        if self.formats:
            menu.addSeparator()
            self._add_formats(menu.addMenu(icon("date", "text2"), self.tr("Dates written as")), column.name)
        menu.addSeparator()
        leave = QAction(icon("x", "text2"), self.tr("Leave the column out"), menu)
        leave.setCheckable(True)
        leave.setChecked(column.name in self.rows.out)
        leave.triggered.connect(partial(self._leave_out, column.name))
        menu.addAction(leave)
        return menu

    def _leave_out(self, column: str, _checked: bool = False) -> None:
        self.left_out.emit(column, column not in self.rows.out)

    def _add_types(self, menu: QMenu, column: Column) -> None:
        group = QActionGroup(menu)
        for kind in ColumnType:
            action = QAction(icon(type_icon(kind), "text2"), type_name(kind), menu)
            action.setCheckable(True)
            action.setChecked(kind is column.type)
            action.setActionGroup(group)
            action.triggered.connect(partial(self.type_chosen.emit, column.name, kind))
            menu.addAction(action)

    def _add_formats(self, menu: QMenu, column: str) -> None:
        for pattern in date_formats.PRESETS:
            action = menu.addAction(date_formats.example(pattern))
            action.triggered.connect(partial(self._format, column, pattern))
        menu.addSeparator()
        menu.addAction(self.tr("Own pattern…")).triggered.connect(partial(self._format, column, ""))

    def _format(self, column: str, pattern: str, _checked: bool = False) -> None:
        self.format_chosen.emit(column, ColumnType.DATE, pattern)

    def open_menu(self, section: int) -> None:
        """Offer the types of a column under its header."""
        menu = self.type_menu(section)
        x = self.types.sectionViewportPosition(section)
        menu.popup(self.types.viewport().mapToGlobal(QPoint(max(0, x), self.types.height())))

    def _context(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid() and self.types.editable:
            self.open_menu(index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if (down or event.key() == Qt.Key.Key_F2) and self.currentIndex().isValid() and self.types.editable:
            self.open_menu(self.currentIndex().column())
            return
        super().keyPressEvent(event)
