"""How the Data page writes values and names column types, and the set-up of its tables."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QTableView

from modelyard.domain.data.datasets import ColumnType
from modelyard.ui.theme import theme

ROW = 28
MAX_TEXT = 200


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
