"""The table of runs: ticks with colours, families and groups that fold; progress and reasons across the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from modelyard.domain.experiments.runs import Run
from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.runs.columns import (
    ARROW,
    WIDE_AT_LEAST,
    columns,
    head_title,
    section,
)
from modelyard.ui.pages.experiments.runs.context import Context
from modelyard.ui.pages.experiments.runs.lines import GroupHead, Lines
from modelyard.ui.pages.experiments.runs.results import WideCell, is_wide, wide_cell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.lazy_model import LazyModel
from modelyard.ui.widgets.paged_model import Queries
from modelyard.ui.widgets.progress import paint_bar
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import CELL, FAULT, Index
from modelyard.ui.widgets.table_paint import PAD, CellDelegate, paddings, paint_row_background

SELECTED = QStyle.StateFlag.State_Selected
FOLD = "fold"
ACTION = "action"
TREES = ("algorithm", "name")
"""The columns of words, of which the first takes what room is left."""
SORTED = 18
"""What the arrow of an order takes behind a title."""
REST = 250
"""Milliseconds after which a column's width is taken to be chosen."""
LEAST_SEEN = 120
"""How much room a sentence across columns takes at least, also where it has to be scrolled to."""


class _Delegate(CellDelegate):
    """Ticked rows look selected; the current row is only tinted. What reaches across columns is painted by each of
    them, as far as it is theirs, so that any part of the table can be painted alone."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self.parent(), QRect(option.rect)  # type: ignore[attr-defined]
        assert isinstance(view, RunsTable)
        row = view.rows.row(index.row())
        ticked = not isinstance(row, GroupHead) and bool(view.is_ticked(index.row()))
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        current = bool(state & SELECTED)
        if ticked and not current:
            option.state = state | SELECTED  # type: ignore[attr-defined]
        elif current and not ticked:
            option.state = state & ~SELECTED  # type: ignore[attr-defined]
            painter.fillRect(rect, theme().color("hover"))
        elif isinstance(row, GroupHead):
            painter.fillRect(rect, theme().color("surface2"))
        across = view.across(index.row(), row)
        if across is None or rect.right() <= across.x():
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row_background(painter, rect, ticked, view.hover_row == index.row())
        painter.setClipRect(rect.adjusted(0, 0, 0, -1))
        if isinstance(row, GroupHead):
            _paint_head(painter, row, across, view.best_text(row))
        else:
            painter.fillRect(QRect(across.x(), rect.y(), 1, rect.height()), theme().color("border"))
            cell = view.rows.guard.made("results", partial(wide_cell, row), WideCell(FAULT.text, FAULT.tone))
            _paint_wide(painter, cell, across)
        painter.restore()


def _paint_head(painter: QPainter, head: GroupHead, rect: QRect, best: str) -> None:
    x, middle = float(rect.x()), rect.center().y()
    paint_icon(painter, "chev-d" if head.open else "chev-r", "text3", QRectF(x, middle - 8, 16, 16))
    x += 22
    count = texts.counted(len(head.ids), tr("run"), tr("runs"))
    for text, role, tone in ((head_title(head), "strong", "text"), (count, "body", "text3"), (best, "body", "text3")):
        font = theme().font(role)
        painter.setFont(font)
        painter.setPen(theme().color(tone))
        painter.drawText(QRectF(x, rect.y(), 10_000, rect.height() - 1), Qt.AlignmentFlag.AlignVCenter, text)
        x += QFontMetrics(font).horizontalAdvance(text) + 12


def _paint_wide(painter: QPainter, cell: WideCell, rect: QRect) -> None:
    x, middle = rect.x() + PAD, rect.y() + (rect.height() - 1) / 2
    if cell.bar is not None:
        paint_bar(painter, QRectF(x, middle - 3, cell.bar_width, 6), cell.bar)
        x += cell.bar_width + 8
    painter.setFont(theme().font("body"))
    painter.setPen(theme().color(cell.tone))
    line = QRectF(x, rect.y(), max(0.0, rect.right() - x - 14), rect.height() - 1)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, _wide_text(cell, rect, x))
    if cell.action:
        painter.setFont(theme().font("medium"))
        painter.setPen(theme().color("accent-text"))
        painter.drawText(action_rect(cell, rect), Qt.AlignmentFlag.AlignVCenter, cell.action)


def _wide_text(cell: WideCell, rect: QRect, x: float) -> str:
    """The sentence, elided so that the link fits."""
    link = QFontMetrics(theme().font("medium")).horizontalAdvance(cell.action) + 6 if cell.action else 0
    room = rect.right() - x - 14 - link
    return QFontMetrics(theme().font("body")).elidedText(cell.text, Qt.TextElideMode.ElideRight, max(0, int(room)))


def action_rect(cell: WideCell, rect: QRect) -> QRectF:
    """Where the link is."""
    x = rect.x() + PAD + (cell.bar_width + 8 if cell.bar is not None else 0)
    x += QFontMetrics(theme().font("body")).horizontalAdvance(_wide_text(cell, rect, x)) + 6
    width = QFontMetrics(theme().font("medium")).horizontalAdvance(cell.action)
    return QRectF(x, rect.y(), width + 2, rect.height() - 1)


def line_key(row: Any) -> str:
    """The key of a run or the head of a group."""
    return str(row.id)


class RunsTable(Table):
    """Runs by id. `link_clicked` carries (id, "action") for the link of a run without results, and (id, "fold") for the
    arrow of a parent or the head of a group. `moved` carries the keys of the columns as they were dragged, `widened`
    the widths that were given to some, None for one that shall be as usual."""

    moved = Signal(object)
    widened = Signal(object)
    rows: LazyModel

    def __init__(self, name: str, queries: Queries, fetch: Callable[[Sequence[str]], Sequence[Run]], context: Context,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        model = LazyModel([], line_key, queries, fetch)
        super().__init__([], line_key, name, parent, ticks=True, model=model)
        model.setParent(self)
        self.context = context
        self.results_at = -1
        self.best_metric = ""
        self.setItemDelegate(_Delegate(self))
        self._shape: tuple[Any, ...] = ()
        self._wanted: tuple[Any, ...] = ()
        self._given: Mapping[str, int] = {}
        self._placing = False
        self._set_up_head()
        # what reaches across columns ends where the view does, so it has to be painted anew, not moved
        self.horizontalScrollBar().valueChanged.connect(self._moved_sideways)

    def _set_up_head(self) -> None:
        """Columns may be dragged to other places and other widths."""
        self._dragged: dict[str, int | None] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._tell_widths)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setFirstSectionMovable(False)
        head.sectionMoved.connect(self._section_moved)
        head.sectionResized.connect(self._section_resized)
        head.sectionHandleDoubleClicked.connect(self._usual_width)
        self.rows.headerDataChanged.connect(self._order_shown)

    @Slot()
    def _order_shown(self, *_: object) -> None:
        """Give the title of the column that sorts room for its arrow, until another one does."""
        head, by = self.horizontalHeader(), self.rows.sorted_by[0]
        metrics = QFontMetrics(theme().font("label"))
        self._placing = True
        for at, column in enumerate(self.rows.columns):
            if column.width is None or column.key in self._given:
                continue
            wanted = theme().px(column.width)
            if at == by:
                wanted = max(wanted, metrics.horizontalAdvance(column.title) + sum(paddings(at, head.count())) + SORTED)
            if head.sectionSize(at) != wanted and column.key not in TREES:
                head.resizeSection(at, wanted)
        self._placing = False
        self._give_room()

    @Slot()
    def measure_again(self) -> None:
        """Letters have another size: columns are made anew when they are shown next."""
        self._wanted = ()

    @Slot(int)
    def _moved_sideways(self, _value: int) -> None:
        self.viewport().update()

    # --- contents -----------------------------------------------------------------------------------------------
    def show_columns(self, keys: Sequence[str], sample: Sequence[Run], results: str, widths: Mapping[str, int]) -> None:
        """Show columns, some with `widths` of their own; nothing is done where they are there already."""
        wanted = (tuple(keys), results, tuple((r.id, len(r.metrics), len(r.tags)) for r in sample), dict(widths))
        if wanted == self._wanted:
            return
        self._wanted, self._given = wanted, widths
        made = [replace(c, width=widths.get(c.key, c.width)) for c in columns(keys, sample, self.context, results)]
        shape = tuple((c.key, c.title, c.group, c.width) for c in made)
        if shape == self._shape:
            return
        self._shape = shape
        selected, order = self.selected_key(), self.sort_key()
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        self._quiet = self._placing = True
        self.set_columns(made)
        self._placing = False
        found = [i for i, c in enumerate(self.rows.columns) if section(c.key) == 2]
        self.results_at = found[0] if found else -1
        self.rows.show_order(*order)
        if selected:
            self.setCurrentIndex(self.rows.index(max(0, self.rows.find(selected)), 0))
        self._quiet = False
        self.verticalScrollBar().setValue(top)
        self.horizontalScrollBar().setValue(left)

    def show_lines(self, shown: Lines, runs: Sequence[Run]) -> None:
        """Show lines; `runs` are those that were read with them."""
        if shown.places != self.context.lines.places:  # a run that got its first part has an arrow now
            self.viewport().update()
        self.context.lines = shown
        self.rows.set_keys(shown.keys, [*runs, *shown.heads.values()])
        self._rows_changed()
        self._give_room()

    def sort_key(self) -> tuple[str, bool]:
        """The column runs are sorted by ("" for newest first) and whether from the top down."""
        column, descending = self.rows.sorted_by
        return (self.rows.columns[column].key, descending) if 0 <= column < len(self.rows.columns) else ("", True)

    def first_line(self) -> int:
        """The uppermost line in view."""
        return max(0, self.rowAt(0))

    def run_at(self, row: int) -> Run | None:
        """The run on a line, if there is one and it was read."""
        found = self.rows.row(row) if 0 <= row < self.rows.rowCount() else None
        return found if isinstance(found, Run) else None

    # --- what reaches across columns ----------------------------------------------------------------------------
    def across(self, number: int, row: Any) -> QRect | None:
        """The part of a line that one thing takes: all of a group's head, the results of a run without any."""
        if isinstance(row, GroupHead):
            first = min(1, len(self.rows.columns) - 1)
        elif isinstance(row, Run) and self.results_at >= 0 and is_wide(row):
            first = self.results_at
        else:
            return None
        at, last = self.visualRect(self.rows.index(number, first)), len(self.rows.columns) - 1
        end = self.columnViewportPosition(last) + self.columnWidth(last)
        seen = max(at.x() + theme().px(LEAST_SEEN), min(end, self.viewport().width()))
        return QRect(at.x(), at.y(), min(end, seen) - at.x(), at.height())

    def best_text(self, head: GroupHead) -> str:
        """What the best run of a group reached."""
        if head.best is None or not self.best_metric:
            return ""
        info = facts.metric(self.best_metric)
        other = head.best_id in self.context.elsewhere
        text = tr("best {metric} {value} on other test rows") if other else tr("best {metric} {value}")
        return text.format(metric=tr(info.name), value=facts.number_text(head.best, info.digits))

    # --- ticks --------------------------------------------------------------------------------------------------
    def tickable(self) -> list[str]:
        return [k for k in self.rows.keys() if k not in self.context.lines.heads]  # noqa: SIM118

    def is_ticked(self, row: int) -> bool | None:
        head = self.context.lines.heads.get(self.rows.key_at(row))
        if head is None:
            return super().is_ticked(row)
        on = sum(i in self._ticked for i in head.ids)
        return False if not on else True if on == len(head.ids) else None

    def toggle(self, row: int) -> None:
        head = self.context.lines.heads.get(self.rows.key_at(row))
        if head is None:
            super().toggle(row)
        elif self.is_ticked(row):
            self.set_ticked([*self._ticked.difference(head.ids)])
        else:
            self.set_ticked([*self._ticked.union(head.ids)])

    # --- layout -------------------------------------------------------------------------------------------------
    def _apply_widths(self) -> None:
        super()._apply_widths()
        self.horizontalHeader().setStretchLastSection(False)
        self._give_room()

    @Slot(int, int, int)
    def _section_resized(self, section: int, _before: int, size: int) -> None:
        if not self._placing and 0 <= section < len(self.rows.columns):
            self._dragged[self.rows.columns[section].key] = round(100 * size / theme().px(100))
            self._rest.start()

    @Slot(int)
    def _usual_width(self, section: int) -> None:
        self._dragged[self.rows.columns[section].key] = None
        self._rest.start(0)

    @Slot()
    def _tell_widths(self) -> None:
        dragged, self._dragged = self._dragged, {}
        dragged.pop("tick", None)
        self.widened.emit(dragged)

    @Slot(int, int, int)
    def _section_moved(self, _section: int, _before: int, _now: int) -> None:
        if not self._placing:
            QTimer.singleShot(0, self._tell_order)  # the head is still busy with the mouse

    @Slot()
    def _tell_order(self) -> None:
        """The columns are made anew in their order, so that places in the model and on the screen agree."""
        head = self.horizontalHeader()
        keys = [self.rows.columns[head.logicalIndex(place)].key for place in range(head.count())]
        self._placing = True
        for at in range(head.count()):
            head.moveSection(head.visualIndex(at), at)
        self._placing = False
        self.moved.emit([key for key in keys if key != "tick"])

    def _give_room(self) -> None:
        """The first column of words takes what is left; below its least width the table scrolls."""
        keys = [c.key for c in self.rows.columns]
        at = next((i for i, key in enumerate(keys) if key in TREES and key not in self._given), -1)
        if at < 0:
            return
        head = self.horizontalHeader()
        others = sum(head.sectionSize(i) for i in range(len(keys)) if i != at)
        least = theme().px(WIDE_AT_LEAST + (ARROW if self.context.lines.places else 0))
        before, self._placing = self._placing, True
        head.resizeSection(at, max(least, self.viewport().width() - others))
        self._placing = before

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    # --- mouse and keys -----------------------------------------------------------------------------------------
    def _action_at(self, point: QPoint) -> tuple[str, str, str]:
        index = self.indexAt(point)
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is None or self.rows.columns[index.column()].key == "tick":
            return super()._action_at(point) if row is not None else ("", "", "")
        if isinstance(row, GroupHead):
            return "link", row.id, FOLD
        place = self.context.lines.places.get(row.id)
        if place is not None and place.children and index.data(CELL).icon:
            left = self.visualRect(index).x() + PAD + index.data(CELL).indent
            if left - 4 <= point.x() <= left + 20:
                return "link", row.id, FOLD
        across = self.across(index.row(), row)
        if across is not None and index.column() >= self.results_at:
            cell = wide_cell(row)
            inside = bool(cell.action) and action_rect(cell, across).contains(point.toPointF())
            return ("link" if inside else ""), row.id, ACTION
        return super()._action_at(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and row >= 0:
            target = min(self.rows.rowCount() - 1, max(0, row + step))
            both = [k for k in (self.rows.key_at(row), self.rows.key_at(target)) if k not in self.context.lines.heads]
            self.set_ticked([*self.ticked(), *both])
            self.setCurrentIndex(self.rows.index(target, 0))
        elif self._folds(event.key(), self.rows.key_at(row)):
            self.link_clicked.emit((self.rows.key_at(row), FOLD))
        else:
            super().keyPressEvent(event)

    def _folds(self, key: int, line: str) -> bool:
        """Whether a key opens or folds a line: Right opens what is folded, Left folds what is open, Enter a group."""
        head, place = self.context.lines.heads.get(line), self.context.lines.places.get(line)
        if head is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return True
        if head is None and (place is None or not place.children):
            return False
        is_open = head.open if head is not None else place is not None and place.open
        return key == (Qt.Key.Key_Left if is_open else Qt.Key.Key_Right)
