"""How the Data page writes values and names column types, and the dense cells of the import preview."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QTableView, QWidget

from modelyard.domain.data import ColumnType
from modelyard.ui.theme import theme

ROW = 28
PADDING = 8
EDGE = 14
MAX_TEXT = 200

# what a model answers besides text: a token of the theme, or "strong"
TONE = int(Qt.ItemDataRole.UserRole) + 1


def _tr(text: str) -> str:
    return QCoreApplication.translate("DataCells", text)


def type_name(kind: ColumnType) -> str:
    """The word for a column type, as combos and tables show it."""
    return {
        ColumnType.BOOLEAN: _tr("Yes or no"),
        ColumnType.INTEGER: _tr("Integer"),
        ColumnType.NUMBER: _tr("Number"),
        ColumnType.TEXT: _tr("Text"),
        ColumnType.DATE: _tr("Date"),
        ColumnType.DATETIME: _tr("Date and time"),
        ColumnType.TIME: _tr("Time"),
    }[kind]


def right_aligned(kind: ColumnType) -> bool:
    """Whether values stand at the right: numbers and yes or no do."""
    return kind.numeric or kind is ColumnType.BOOLEAN


def cell_text(value: object) -> str:
    """A value as a table shows it; whole and exact, so that what is read can be searched for in the file."""
    if isinstance(value, bool):
        return _tr("yes") if value else _tr("no")
    if isinstance(value, int):
        return str(value) if value >= 0 else f"\u2212{-value}"
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
        return text.replace("-", "\u2212", 1) if value < 0 else text
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M" if not value.second and not value.microsecond else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value)
    return " ".join(text[:MAX_TEXT].split()) + ("…" if len(text) > MAX_TEXT else "")


def short_number(value: float | None) -> str:
    """A statistic with up to five digits: 1040, 12.639, −43, 336,776; a missing one is a dash."""
    if value is None:
        return "–"
    size = abs(value)
    comma = "," if size >= 10_000 else ""
    if size >= 1e15 or 0 < size < 1e-4:
        text = f"{size:.3e}"
    elif float(value).is_integer():
        text = f"{size:{comma}.0f}"
    else:
        digits = 3 if size < 100 else 2 if size < 1000 else 1
        text = f"{size:{comma}.{digits}f}"
    return f"\u2212{text}" if value < 0 else text


class CellDelegate(QStyledItemDelegate):
    """Paints text cells of 28 px with a line below, without vertical lines; long text ends in …."""

    def __init__(self, parent: QWidget | None = None, *, edge: int = EDGE, padding: int = PADDING,
                 role: str = "small") -> None:  # fmt: skip
        super().__init__(parent)
        self.edge, self.padding, self.role = edge, padding, role

    def paint(
        self, painter: QPainter, option: Any, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.paint_ground(painter, option)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text is None or text == "":
            return
        tone = index.data(TONE) or "text"
        strong = tone == "strong"
        font = theme().font(self.role, 500 if strong else None)
        painter.setFont(font)
        painter.setPen(theme().color("text" if strong else tone))
        rect = self.text_rect(option, index)
        align = index.data(Qt.ItemDataRole.TextAlignmentRole) or int(Qt.AlignmentFlag.AlignLeft)
        shown = QFontMetrics(font).elidedText(str(text), Qt.TextElideMode.ElideRight, int(rect.width()) + 1)
        painter.drawText(rect, int(align) | int(Qt.AlignmentFlag.AlignVCenter), shown)

    def paint_ground(self, painter: QPainter, option: Any) -> None:
        """The selection's colour, the line below, and the focus frame of the current cell."""
        rect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme().color("accent-soft"))
        line = QRectF(rect.x(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, theme().color("border"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme().color("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def text_rect(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QRectF:
        """Where the text of a cell goes."""
        rect = option.rect
        left = self.edge if index.column() == 0 else self.padding
        last = index.column() == index.model().columnCount() - 1
        return QRectF(rect.adjusted(left, 0, -(self.edge if last else self.padding), -1))

    def sizeHint(self, option: Any, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(60, theme().px(ROW))


def prepare_table(table: QTableView, name: str, *, row: int = ROW) -> None:
    """The common set-up of the page's tables."""
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setMinimumSectionSize(theme().px(row))
    table.verticalHeader().setDefaultSectionSize(theme().px(row))
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
