"""The Columns tab: one line a column with what the profile says of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QMenu, QStyle, QVBoxLayout, QWidget

from modelyard.domain.data import ColumnProfile, TableProfile
from modelyard.ui import texts
from modelyard.ui.pages.data.cells import short_number, type_name
from modelyard.ui.theme import theme
from modelyard.ui.widgets.data_header import bar_heights, describe, type_icon
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, Index, ListModel, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate, paint_row_background

QUANTILES = ((0, "5 %"), (1, "25 %"), (2, "Median"), (3, "75 %"), (4, "95 %"))
TOP = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnsTab", text)


class BarsDelegate(CellDelegate):
    """Paints a column's histogram in a cell."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        rect = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        view = option.widget
        painter.save()
        paint_row_background(painter, rect, selected, getattr(view, "hover_row", -1) == index.row())
        model = index.model()
        assert isinstance(model, ListModel)
        profile: ColumnProfile = model.row(index.row())
        counts = bar_heights(profile)
        top = max(counts, default=0)
        if top:
            colour = QColor(theme().palette_list("categorical")[0])
            inner = QRectF(rect.adjusted(10, 6, -10, -6))
            step = inner.width() / len(counts)
            gap = 1.0 if step > 3 else 0.0
            for i, count in enumerate(counts):
                height = max(1.0, inner.height() * count / top) if count else 0.0
                left = inner.x() + i * step
                painter.fillRect(QRectF(left, inner.bottom() - height, max(1.0, step - gap), height), colour)
        painter.restore()


def _bound(value: float | str | None, profile: ColumnProfile) -> Cell:
    if value is None:
        return Cell("–", "text3", small=True)
    if isinstance(value, str):
        return Cell(value, small=True, tip=value)
    return Cell(short_number(float(value)), small=True, tip=f"{value:,}")


def _number(value: float | None) -> Cell:
    return Cell(short_number(value), "text3" if value is None else "text", small=True)


def _sortable(value: float | str | None) -> float | None:
    return value if isinstance(value, int | float) else None


def _missing(profile: ColumnProfile) -> Cell:
    share = profile.missing_share
    text = texts.percent(share, 1) if profile.missing else "0"
    tip = _tr("{n} of {rows} missing").format(n=f"{profile.missing:,}", rows=f"{profile.rows:,}")
    if not profile.missing:
        return Cell(text, "text3", small=True, tip=tip)
    return Cell(text, "warn-text", small=True, bar=share, bar_tone="warn", bar_width=40, text_width=44, tip=tip)


def _top(profile: ColumnProfile) -> Cell:
    shown = ",  ".join(f"{value} {count:,}" for value, count in profile.top[:TOP])
    every = "\n".join(f"{value}: {count:,}" for value, count in profile.top)
    return Cell(shown or "–", "text2" if shown else "text3", small=True, tip=every)


def profile_columns() -> list[TableColumn]:
    """The columns of the profile table."""

    def quantile(position: int, title: str) -> TableColumn:
        def value(p: ColumnProfile) -> float | None:
            return p.quantiles[position] if position < len(p.quantiles) else None

        return TableColumn(f"q{position}", title, lambda p: _number(value(p)), 76, True, value)

    return [
        TableColumn("name", _tr("Column"), lambda p: Cell(p.name, weight=500, icon=type_icon(p), icon_tone="text3",
                    tip=describe(p)), 168, sort=lambda p: p.name.casefold()),
        TableColumn("type", _tr("Type"), lambda p: Cell(type_name(p.type), "text2", small=True), 112,
                    sort=lambda p: p.type.value),
        TableColumn("missing", _tr("Missing"), _missing, 124, True, lambda p: p.missing),
        TableColumn("distinct", _tr("Different"), lambda p: Cell(f"{p.distinct:,}", small=True), 78, True,
                    lambda p: p.distinct, tip=_tr("How many different values it has (distinct)")),
        TableColumn("bars", _tr("Distribution"), lambda p: Cell(), 112),
        TableColumn("min", _tr("Lowest"), lambda p: _bound(p.minimum, p), 124, True, lambda p: _sortable(p.minimum)),
        TableColumn("max", _tr("Highest"), lambda p: _bound(p.maximum, p), 124, True, lambda p: _sortable(p.maximum)),
        TableColumn("mean", _tr("Mean"), lambda p: _number(p.mean), 80, True, lambda p: p.mean),
        TableColumn("std", _tr("Std. dev."), lambda p: _number(p.std), 80, True, lambda p: p.std,
                    tip=_tr("Standard deviation, with n − 1")),
        *(quantile(i, _tr(title)) for i, title in QUANTILES),
        TableColumn("top", _tr("Most frequent"), _top, 340),
    ]  # fmt: skip


class ColumnsTab(QWidget):
    """The profile of every column. `column_opened` when one is to be seen in the table."""

    column_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        columns = profile_columns()
        self.table = Table(columns, lambda p: p.name, self.tr("Columns and their profile"), self, row_height=36)
        bars = next(i for i, c in enumerate(columns) if c.key == "bars")
        self.table.setItemDelegateForColumn(bars, BarsDelegate(self.table))
        self.table.row_opened.connect(self.column_opened)
        self.table.menu = self._menu
        column.addWidget(self.table)

    def show_profile(self, profile: TableProfile | None) -> None:
        """Show a profile; None clears the table."""
        self.table.set_rows(list(profile.columns) if profile else [])

    def _menu(self, profile: Any, menu: QMenu) -> None:
        self.table.add_menu_action(menu, self.tr("Show in the table"), "table",
                                   lambda: self.column_opened.emit(profile.name))  # fmt: skip
        self.table.add_menu_action(menu, self.tr("Copy as text"), "copy", lambda: self._copy(profile))

    def _copy(self, profile: ColumnProfile) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(describe(profile))
