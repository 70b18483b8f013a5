"""How tables are painted: the cell delegate and the head."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import paint_chip, paint_dot, paint_tag, tag_width
from modelyard.ui.widgets.progress import paint_bar
from modelyard.ui.widgets.table_model import CELL, Cell, Index, TableColumn, TableModel

PAD, EDGE = 10, 14


def paddings(section: int, count: int) -> tuple[int, int]:
    """Left and right padding of a column: 14 at the edges, 10 between."""
    return EDGE if section == 0 else PAD, EDGE if section == count - 1 else PAD


def paint_check(painter: QPainter, rect: QRectF, checked: bool | None, enabled: bool = True) -> None:
    """Paint a 16 px tick box; None is the mixed state."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    on = checked is None or checked
    c = theme().color
    painter.setPen(QPen(c("accent" if on else "control" if enabled else "border-strong"), 1))
    painter.setBrush(c("accent" if on else "surface"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if on:
        paint_icon(painter, "minus" if checked is None else "check", "on-accent", rect.adjusted(2, 2, -2, -2))
    painter.restore()


class CellDelegate(QStyledItemDelegate):
    """Paints a Cell: background, bottom line, then whatever the cell asks for."""

    def button_rect(self, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int]) -> QRectF:
        """Where a cell's small button is."""
        width = (
            QFontMetrics(theme().font("label")).horizontalAdvance(cell.button) + 20 + (22 if cell.button_icon else 0)
        )
        height = theme().px(26)
        x = rect.right() + 1 - pads[1] - width if right else rect.x() + pads[0]
        return QRectF(x, rect.y() + (rect.height() - 1 - height) / 2, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        cell = model.cell(index.row(), index.column()) if isinstance(model, TableModel) else index.data(CELL)
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        view = option.widget  # type: ignore[attr-defined]
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = getattr(view, "hover_row", -1) == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, rect, selected, hovered)
        columns = getattr(model, "columns", None)
        column = columns[index.column()] if columns else None
        if isinstance(column, TableColumn) and column.line:
            painter.fillRect(QRect(rect.x(), rect.y(), 1, rect.height()), theme().color("border"))
        if isinstance(cell, Cell):
            painter.setClipRect(rect)
            pads = paddings(index.column(), len(columns) if columns else model.columnCount())
            right = isinstance(column, TableColumn) and column.right
            self._paint_cell(painter, cell, rect, right, pads, selected)
        painter.restore()

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int],
                    selected: bool) -> None:  # fmt: skip
        inner = QRectF(rect.x() + pads[0], rect.y(), rect.width() - sum(pads), rect.height() - 1)
        middle = inner.center().y()
        if cell.button:
            self._paint_button(painter, cell, self.button_rect(cell, rect, right, pads))
            return
        if cell.chip:
            paint_chip(painter, inner.x(), middle, cell.text, cell.chip, on_selection=selected)
            return
        if cell.tags:
            self._paint_tags(painter, cell, inner)
            return
        x = inner.x() + cell.indent
        if cell.swatch:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(cell.swatch))
            painter.drawRoundedRect(QRectF(x, middle - 5, 10, 10), 3, 3)
            x += 17
        if cell.dot:
            paint_dot(painter, QRectF(x, middle - 4, 8, 8), cell.dot)
            x += 16
        if cell.icon:
            paint_icon(painter, cell.icon, cell.icon_tone, QRectF(x, round(middle - 8), 16, 16))
            x += 24
        if cell.bar is not None:
            x = self._paint_bar(painter, cell, inner, right, x)
        text_rect = QRectF(x, inner.y(), max(0.0, inner.right() - x), inner.height())
        self._paint_text(painter, cell, text_rect, right)

    def _paint_bar(self, painter: QPainter, cell: Cell, inner: QRectF, right: bool, x: float) -> float:
        middle = inner.center().y()
        left = inner.right() - cell.text_width - 8 - cell.bar_width if right else x
        paint_bar(painter, QRectF(left, middle - 3, cell.bar_width, 6), cell.bar or 0.0, cell.bar_tone)
        return left + cell.bar_width + 8

    def _paint_text(self, painter: QPainter, cell: Cell, rect: QRectF, right: bool) -> None:
        if cell.mono:
            font = theme().font(12, mono=True)
        else:
            font = theme().font("small" if cell.small else "body", cell.weight)
        room = rect.width() - (tag_width(cell.tag) + 8 if cell.tag else 0)
        shown = theme().elided(cell.text, font, max(0, int(room)))
        painter.setFont(font)
        painter.setPen(theme().color("accent-text" if cell.link else cell.tone))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if cell.tag:
            wide = QFontMetrics(font).horizontalAdvance(shown)
            paint_tag(painter, rect.x() + wide + 8, rect.center().y(), cell.tag)

    def _paint_tags(self, painter: QPainter, cell: Cell, rect: QRectF) -> None:
        """As many tags as there is room for, the last of them cut short, and how many more there are."""
        x = rect.x()
        for number, tag in enumerate(cell.tags):
            left = len(cell.tags) - number - 1
            more = f"+{left}" if left else ""
            room = rect.right() - x - (tag_width(more) + 4 if more else 0)
            width = tag_width(tag)
            if width > room:
                metrics = QFontMetrics(theme().font("small"))
                tag = metrics.elidedText(tag, Qt.TextElideMode.ElideRight, max(0, int(room) - 14))
                x += paint_tag(painter, x, rect.center().y(), tag) + 4
                if more:
                    paint_tag(painter, x, rect.center().y(), more)
                return
            x += paint_tag(painter, x, rect.center().y(), tag) + 4

    def _paint_button(self, painter: QPainter, cell: Cell, rect: QRectF) -> None:
        c = theme().color
        painter.setPen(QPen(c("border-strong"), 1))
        painter.setBrush(c("surface"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        x = rect.x() + 10
        if cell.button_icon:
            paint_icon(painter, cell.button_icon, "text2", QRectF(x - 1, rect.center().y() - 8, 16, 16))
            x += 21
        painter.setPen(c("text"))
        painter.setFont(theme().font("label"))
        painter.drawText(QRectF(x, rect.y(), rect.width(), rect.height()), Qt.AlignmentFlag.AlignVCenter, cell.button)


def paint_row_background(painter: QPainter, rect: QRect, selected: bool, hovered: bool) -> None:
    """Fill a cell's background and draw the line below it."""
    c = theme().color
    if selected or hovered:
        painter.fillRect(rect, c("accent-soft" if selected else "hover"))
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c("border"))


class TableHead(QHeaderView):
    """Paints column names, the sort arrow, column groups above, and a tick box over a tick column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(28)
        self.setMouseTracking(True)

    def _columns(self) -> list[TableColumn]:
        return list(getattr(self.model(), "columns", []))

    def _grouped(self) -> bool:
        return any(c.group for c in self._columns())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().px(30) + (theme().px(26) if self._grouped() else 0))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        columns = self._columns()
        if section >= len(columns):
            return
        c, column = theme().color, columns[section]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, c("surface2"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c("border"))
        top = 0
        if self._grouped():
            top = theme().px(26)
            self._paint_group(painter, rect, section, columns, top)
        if column.line:
            painter.fillRect(QRect(rect.x(), rect.y(), 1, rect.height()), c("border"))
        left, right = paddings(section, len(columns))
        inner = QRectF(rect.x() + left, rect.y() + top, rect.width() - left - right, rect.height() - top - 1)
        if column.key == "tick":
            ticks = getattr(self.parent(), "tick_state", lambda: False)()
            paint_check(painter, QRectF(inner.x(), inner.center().y() - 8, 16, 16), ticks)
        else:
            self._paint_title(painter, inner, column, section)
        painter.restore()

    def _paint_group(
        self, painter: QPainter, rect: QRect, section: int, columns: list[TableColumn], height: int
    ) -> None:
        c = theme().color
        painter.fillRect(QRect(rect.x(), rect.y() + height - 1, rect.width(), 1), c("border"))
        group = columns[section].group
        if not group:
            return
        # every section paints its part of the group's text, since the next one paints over what reaches into it
        members = [i for i, column in enumerate(columns) if column.group == group]
        before = sum(self.sectionSize(i) for i in members if i < section)
        width = sum(self.sectionSize(i) for i in members)
        painter.save()
        painter.setClipRect(QRect(rect.x(), rect.y(), rect.width(), height - 1))
        painter.setFont(theme().font("label"))
        painter.setPen(c("text2"))
        line = QRectF(rect.x() - before + PAD, rect.y(), width - PAD, height - 1)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, group)
        painter.restore()

    def _paint_title(self, painter: QPainter, inner: QRectF, column: TableColumn, section: int) -> None:
        sorted_by, descending = getattr(self.model(), "sorted_by", (-1, False))
        on = sorted_by == section
        font = theme().font("label")
        painter.setFont(font)
        painter.setPen(theme().color("text" if on else "text3"))
        arrow = 16 if on else 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, max(0, int(inner.width() - arrow)))
        width = metrics.horizontalAdvance(shown)
        x = inner.right() - width - arrow if column.right else inner.x() + column.indent
        painter.drawText(QRectF(x, inner.y(), width + 2, inner.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        if on:
            where = QRectF(x + width + 3, inner.center().y() - 6, 12, 12)
            paint_icon(painter, "arrow-dn" if descending else "arrow-up", "text", where)


def hit(rect: QRectF, point: QPoint) -> bool:
    """Whether a point is in a rectangle."""
    return rect.contains(QPointF(point))
