"""The list of columns: what is in a row, and the cells that paint bars and chips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QRect, QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QWidget

from modelyard.domain.data.datasets import ColumnProfile
from modelyard.domain.data.warnings import DataWarning, Severity, TargetReport
from modelyard.ui import texts
from modelyard.ui.pages.data.table.cells import short_number, type_name
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import chip_width, paint_chip
from modelyard.ui.widgets.data_header import bar_heights, describe, type_icon
from modelyard.ui.widgets.table_model import Cell, Index, ListModel, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate, paint_row_background

QUANTILES = ((0, "5 %"), (1, "25 %"), (2, "Median"), (3, "75 %"), (4, "95 %"))
TOP = 3
CHIPS = {Severity.BAD: "bad", Severity.WARN: "warn", Severity.INFO: "neutral"}
Odd = Callable[[str], Sequence[DataWarning]]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColumnsTab", text)


class _Painted(CellDelegate):
    """A cell painted from the row object itself."""

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        rect = QRect(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        view = option.widget
        painter.save()
        paint_row_background(painter, rect, selected, getattr(view, "hover_row", -1) == index.row())
        model = index.model()
        assert isinstance(model, ListModel)
        painter.setClipRect(rect)
        self.draw(painter, rect, model.row(index.row()))
        painter.restore()

    def draw(self, painter: QPainter, rect: QRect, profile: ColumnProfile) -> None:
        """Paint what belongs to one column. Override."""
        raise NotImplementedError


class BarsDelegate(_Painted):
    """Paints a column's histogram in a cell."""

    def draw(self, painter: QPainter, rect: QRect, profile: ColumnProfile) -> None:
        counts = bar_heights(profile)
        top = max(counts, default=0)
        if not top:
            return
        colour = QColor(theme().palette_list("categorical")[0])
        inner = QRectF(rect.adjusted(10, 6, -10, -6))
        step = inner.width() / len(counts)
        gap = 1.0 if step > 3 else 0.0
        for i, count in enumerate(counts):
            height = max(1.0, inner.height() * count / top) if count else 0.0
            left = inner.x() + i * step
            painter.fillRect(QRectF(left, inner.bottom() - height, max(1.0, step - gap), height), colour)


class ChipsDelegate(_Painted):
    """Paints a column's warnings as chips; those that find no room are counted."""

    def __init__(self, odd: Odd, parent: QWidget) -> None:
        super().__init__(parent)
        self._odd = odd

    def draw(self, painter: QPainter, rect: QRect, profile: ColumnProfile) -> None:
        left, right, middle = rect.x() + 10, rect.right() - 6, rect.y() + (rect.height() - 1) / 2
        found = distinct_titles(self._odd(profile.name))
        for i, warning in enumerate(found):
            rest = len(found) - i
            more = f"+{rest}"
            room = right - left - (chip_width(f"+{rest - 1}", dot=False) + 4 if rest > 1 else 0)
            if chip_width(warning.title) > room and i:
                paint_chip(painter, left, middle, more, "neutral", dot=False)
                return
            left += paint_chip(painter, left, middle, warning.title, CHIPS[warning.severity]) + 4


def distinct_titles(found: Sequence[DataWarning]) -> list[DataWarning]:
    """The first warning of each title."""
    return list({w.title: w for w in reversed(found)}.values())[::-1]


def _bound(value: float | str | None) -> Cell:
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


def tells_column(report: TargetReport) -> TableColumn:
    """How well each column alone tells the target."""
    values = {a.column: a.value for a in report.alone}
    floor = 0.5 if report.measure == "auc" else 0.0

    def cell(profile: ColumnProfile) -> Cell:
        value = values.get(profile.name)
        if value is None:
            return Cell(_tr("target") if profile.name == report.target else "–", "text3", small=True)
        share = min(1.0, max(0.0, (value - floor) / (1 - floor)))
        return Cell(f"{value:.3f}", small=True, bar=share, bar_width=40, text_width=40)

    title = {"auc": _tr("Tells target, AUC"), "accuracy": _tr("Tells target"), "r2": _tr("Tells target, R²")}
    tip = {
        "auc": _tr("ROC AUC of this column alone, on rows it was not fitted to; 0.5 is chance"),
        "accuracy": _tr("Share of the errors of always guessing the most frequent class that this column avoids"),
        "r2": _tr("Share of the target's variance that this column explains, on rows it was not fitted to"),
    }
    return TableColumn("tells", title[report.measure], cell, 136, True, lambda p: values.get(p.name),
                       tip=tip[report.measure])  # fmt: skip


def profile_columns(odd: Odd, report: TargetReport | None = None) -> list[TableColumn]:
    """The columns of the profile table."""

    def quantile(position: int, title: str) -> TableColumn:
        def value(p: ColumnProfile) -> float | None:
            return p.quantiles[position] if position < len(p.quantiles) else None

        return TableColumn(f"q{position}", title, lambda p: _number(value(p)), 76, True, value)

    def odd_cell(p: ColumnProfile) -> Cell:
        found = odd(p.name)
        return Cell(", ".join(w.title for w in distinct_titles(found)), tip="\n".join(w.text for w in found))

    def oddity(p: ColumnProfile) -> tuple[int, ...] | None:
        counts = [sum(1 for w in odd(p.name) if w.severity is severity) for severity in Severity]
        return tuple(counts) if any(counts) else None

    return [
        TableColumn("name", _tr("Column"), lambda p: Cell(p.name, weight=500, icon=type_icon(p), icon_tone="text3",
                    tip=describe(p)), 150, sort=lambda p: p.name.casefold()),
        TableColumn("missing", _tr("Missing"), _missing, 112, True, lambda p: p.missing),
        TableColumn("odd", _tr("Warnings"), odd_cell, 190, sort=oddity,
                    tip=_tr("What to look at before training")),
        *([tells_column(report)] if report is not None and report.measure else []),
        TableColumn("bars", _tr("Distribution"), lambda p: Cell(), 112),
        TableColumn("type", _tr("Type"), lambda p: Cell(type_name(p.type), "text2", small=True), 100,
                    sort=lambda p: p.type.value),
        TableColumn("distinct", _tr("Different"), lambda p: Cell(f"{p.distinct:,}", small=True), 78, True,
                    lambda p: p.distinct, tip=_tr("How many different values it has (distinct)")),
        TableColumn("min", _tr("Lowest"), lambda p: _bound(p.minimum), 124, True, lambda p: _sortable(p.minimum)),
        TableColumn("max", _tr("Highest"), lambda p: _bound(p.maximum), 124, True, lambda p: _sortable(p.maximum)),
        TableColumn("mean", _tr("Mean"), lambda p: _number(p.mean), 80, True, lambda p: p.mean),
        TableColumn("std", _tr("Std. dev."), lambda p: _number(p.std), 80, True, lambda p: p.std,
                    tip=_tr("Standard deviation, with n − 1")),
        *(quantile(i, _tr(title)) for i, title in QUANTILES),
        TableColumn("top", _tr("Most frequent"), _top, 340),
    ]  # fmt: skip
