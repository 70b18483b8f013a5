"""The table of runs: ticks with colours, parameters that differ, results; progress and reasons across the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.progress import paint_bar
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import CELL, Cell, Index, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate

RESULTS = ("roc_auc", "f1", "log_loss", "calibration_error")
SPAN_COLUMN = "roc_auc"
ALGORITHM_WIDTH = 157
"""At least; the column takes what the others leave."""


@dataclass(frozen=True, slots=True)
class WideCell(Cell):
    """What stands across all result columns of a run without results: progress, or why and what to do."""

    action: str = ""
    """The text of the link after the sentence."""


@dataclass(frozen=True)
class TableContext:
    """What the cells need to know besides their run."""

    parameters: Parameters
    colours: Mapping[str, int]
    best: Mapping[str, frozenset[str]]
    longest_fit: float
    many_experiments: bool = False
    test_share: str = ""


def columns(runs: Sequence[Run], context: TableContext) -> list[TableColumn]:
    """The columns for some runs."""
    digits = QFontMetrics(theme().font("body", 500)).horizontalAdvance(str(max((r.number for r in runs), default=0)))
    shown = [
        TableColumn("run", tr("Run"), lambda r: _number_cell(r, context), max(56, digits + 39),
                    sort=lambda r: r.number),
        TableColumn("algorithm", tr("Algorithm"), lambda r: Cell(r.algorithm_name, tip=_tip(r)), ALGORITHM_WIDTH,
                    sort=lambda r: r.algorithm_name),
        TableColumn("state", tr("State"), lambda r: Cell(facts.state_text(r.state), chip=facts.STATE_KIND[r.state]), 98,
                    sort=lambda r: list(RunState).index(r.state)),
        TableColumn("started", tr("Started"), _started_cell, 72, sort=lambda r: r.started_at or r.created_at),
    ]  # fmt: skip
    if context.many_experiments:
        shown.insert(1, TableColumn("experiment", tr("Experiment"), lambda r: Cell(r.experiment_name, "text2",
                                    tip=r.experiment_name), 130, sort=lambda r: r.experiment_name))  # fmt: skip
    group = tr("Parameters")
    for position, label in enumerate(context.parameters.telling(runs)):
        shown.append(_parameter_column(label, runs, context.parameters, group, position == 0))
    group = tr("Results on the {share} test rows").format(share=context.test_share).replace("  ", " ")
    for position, key in enumerate(RESULTS):
        shown.append(_metric_column(key, context, group, position == 0))
    shown.append(TableColumn("fit", tr("Fit time"), lambda r: _fit_cell(r, context), 92, True,
                             sort=lambda r: r.fit_seconds, group=group, tip=tr("Time to train the model")))  # fmt: skip
    shown.append(TableColumn("size", tr("Size"), lambda r: Cell(texts.size(r.model_size), "text3"), 74, True,
                             sort=lambda r: r.model_size, group=group, tip=tr("Size of the stored model")))  # fmt: skip
    return shown


def _tip(run: Run) -> str:
    lines = [f"{facts.run_name(run)}, {run.algorithm_name}", tr("Started by {name}").format(name=run.created_by)]
    if run.train_rows is not None and run.test_rows is not None:
        lines.append(tr("{train} training rows, {test} test rows").format(train=texts.count(run.train_rows),
                                                                          test=texts.count(run.test_rows)))  # fmt: skip
    return "\n".join(lines)


def _number_cell(run: Run, context: TableContext) -> Cell:
    return Cell(str(run.number), weight=500, swatch=facts.swatch(context.colours.get(run.id)))


def _started_cell(run: Run) -> Cell:
    at = run.started_at
    return Cell(texts.when(at), "text3", tip=texts.clock_time(at) if at else "")


def _parameter_column(label: str, runs: Sequence[Run], parameters: Parameters, group: str, line: bool) -> TableColumn:
    title = facts.SHORT.get(label, label)
    values = {facts.param_text(parameters.values(r).get(label)) for r in runs}
    metrics = QFontMetrics(theme().font("body"))
    wide = max(metrics.horizontalAdvance(v) for v in values)
    wide = max(wide, QFontMetrics(theme().font("label")).horizontalAdvance(title)) + 22

    def cell(run: Run) -> Cell:
        value = parameters.values(run).get(label)
        return Cell(facts.param_text(value), "text3" if value is None else "text", tip="")

    def order(run: Run) -> Any:
        value = parameters.values(run).get(label)
        return value if value is None or isinstance(value, (int, float)) else str(value)

    return TableColumn(f"param:{label}", title, cell, min(max(46, wide), 130), True, sort=order, tip=label, group=group,
                       line=line)  # fmt: skip


def _metric_column(key: str, context: TableContext, group: str, line: bool) -> TableColumn:
    info = facts.metric(key)
    widths = {"roc_auc": 118, "f1": 60, "log_loss": 74, "calibration_error": 84}
    title = tr("Calibration") if key == "calibration_error" else info.name
    cell: Callable[[Run], Cell] = (
        (lambda r: _auc_cell(r, context)) if key == SPAN_COLUMN else (lambda r: _score_cell(r, key, context))
    )
    tip = f"{info.name}. {info.meaning}"
    return TableColumn(key, title, cell, widths[key], True, sort=lambda r: r.metrics.get(key), tip=tip, group=group,
                       line=line)  # fmt: skip


def _score_cell(run: Run, key: str, context: TableContext) -> Cell:
    best = run.id in context.best.get(key, frozenset())
    return Cell(facts.value_text(run, key), weight=600 if best else 400)


def _auc_cell(run: Run, context: TableContext) -> Cell:
    if run.state is not RunState.FINISHED:
        return wide_cell(run)
    value = run.metrics.get(SPAN_COLUMN)
    best = run.id in context.best.get(SPAN_COLUMN, frozenset())
    # from 0.5, which is guessing, to 1
    share = None if value is None else min(1.0, max(0.0, 2 * value - 1))
    return Cell(facts.value_text(run, SPAN_COLUMN), weight=600 if best else 400, bar=share, bar_width=36, text_width=48,
                tip=tr("The bar runs from 0.5, which is guessing, to 1"))  # fmt: skip


def _fit_cell(run: Run, context: TableContext) -> Cell:
    if run.fit_seconds is None:
        return Cell(texts.MISSING, "text3")
    share = run.fit_seconds / context.longest_fit if context.longest_fit else 0.0
    return Cell(texts.duration(run.fit_seconds), bar=share, bar_tone="text3", bar_width=28, text_width=40)


def wide_cell(run: Run) -> WideCell:
    """What stands in place of results."""
    if run.state is RunState.RUNNING:
        return WideCell(run.progress_text or tr("Starting"), "text3", bar=run.fraction or 0.0, bar_width=110)
    if run.state is RunState.QUEUED:
        return WideCell(tr("Waits for its turn"), "text3", action=tr("Cancel"))
    if run.state is RunState.CANCELLED:
        return WideCell(tr("Stopped before it finished"), "text3", action=tr("Retry"))
    return WideCell(facts.why_failed(run), "bad-text", action=tr("Retry"), tip=facts.why_failed(run))


class _Delegate(CellDelegate):
    """Ticked rows look selected; the current row is only tinted; wide cells show progress or a sentence with a link."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        state = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        ticked = isinstance(view, Table) and view.is_ticked(index.row())
        if ticked:
            option.state = state | QStyle.StateFlag.State_Selected
        else:
            option.state = state & ~QStyle.StateFlag.State_Selected
            if current:
                painter.fillRect(option.rect, theme().color("hover"))
        super().paint(painter, option, index)

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int],
                    selected: bool) -> None:  # fmt: skip
        if not isinstance(cell, WideCell):
            super()._paint_cell(painter, cell, rect, right, pads, selected)
            return
        x, middle = rect.x() + pads[0], rect.y() + (rect.height() - 1) / 2
        if cell.bar is not None:
            paint_bar(painter, QRectF(x, middle - 3, cell.bar_width, 6), cell.bar)
            x += cell.bar_width + 8
        font = theme().font("body")
        painter.setFont(font)
        painter.setPen(theme().color(cell.tone))
        line = QRectF(x, rect.y(), max(0.0, rect.right() - x - 14), rect.height() - 1)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, wide_text(cell, rect, x))
        if cell.action:
            painter.setFont(theme().font("medium"))
            painter.setPen(theme().color("accent-text"))
            painter.drawText(action_rect(cell, rect, pads[0]), Qt.AlignmentFlag.AlignVCenter, cell.action)


def wide_text(cell: WideCell, rect: QRect, x: float) -> str:
    """The sentence, elided so that the link fits."""
    link = QFontMetrics(theme().font("medium")).horizontalAdvance(cell.action) + 6 if cell.action else 0
    room = rect.right() - x - 14 - link
    return QFontMetrics(theme().font("body")).elidedText(cell.text, Qt.TextElideMode.ElideRight, max(0, int(room)))


def action_rect(cell: WideCell, rect: QRect, pad: int) -> QRectF:
    """Where the link is."""
    x = rect.x() + pad + (cell.bar_width + 8 if cell.bar is not None else 0)
    x += QFontMetrics(theme().font("body")).horizontalAdvance(wide_text(cell, rect, x)) + 6
    width = QFontMetrics(theme().font("medium")).horizontalAdvance(cell.action)
    return QRectF(x, rect.y(), width + 2, rect.height() - 1)


class RunsTable(Table):
    """Runs by id. `row_action` carries the id of a run whose link (Retry, Cancel) was clicked."""

    row_action = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._spans: list[bool] = []
        super().__init__([], lambda run: str(run.id), name, parent, ticks=True)
        self.setProperty("keepHiddenTicks", True)
        self.setItemDelegate(_Delegate(self))
        self._shape: list[tuple[str, str, int | None]] = []
        self.rows.layoutChanged.connect(self._span_rows)
        self.rows.first = lambda run: not run.state.ended  # what goes on now stays on top

    def show_runs(self, runs: Sequence[Run], context: TableContext) -> None:
        """Show runs; sorting stays with its column."""
        wanted = columns(runs, context)
        shape = [(c.key, c.group, c.width) for c in wanted]
        if shape != self._shape:
            key, descending = self.sort_key()
            self._shape = shape
            self.set_columns(wanted)
            self._spans = []
            if key:
                self.sort_by(key, descending)
        else:
            # the same columns with other closures: no reset, so widths and scroll position stay
            self.rows.columns[1:] = wanted
        self.set_rows(runs)
        self._span_rows()
        self.viewport().update()

    def sort_key(self) -> tuple[str, bool]:
        """The column runs are sorted by ("" for newest first) and whether from the top down."""
        column, descending = self.rows.sorted_by
        return (self.rows.columns[column].key, descending) if 0 <= column < len(self.rows.columns) else ("", False)

    def sort_by(self, key: str, descending: bool) -> None:
        """Sort by a column, if it is there."""
        keys = [c.key for c in self.rows.columns]
        if key in keys:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.rows.sort(keys.index(key), order)

    def _apply_widths(self) -> None:
        super()._apply_widths()
        self.horizontalHeader().setStretchLastSection(False)
        self._give_room()

    def _give_room(self) -> None:
        """The algorithm's column takes what is left; below its least width the table scrolls."""
        keys = [c.key for c in self.rows.columns]
        if "algorithm" not in keys:
            return
        at, head = keys.index("algorithm"), self.horizontalHeader()
        others = sum(head.sectionSize(i) for i in range(len(keys)) if i != at)
        head.resizeSection(at, max(theme().px(ALGORITHM_WIDTH), self.viewport().width() - others))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    @Slot()
    def _span_rows(self) -> None:
        """Wide cells take the room of all results."""
        keys = [c.key for c in self.rows.columns]
        if SPAN_COLUMN not in keys:
            return
        wide = [r.state is not RunState.FINISHED for r in self.rows.rows()]
        if wide == self._spans:
            return
        self._spans = wide
        self.clearSpans()
        at = keys.index(SPAN_COLUMN)
        for row, spanned in enumerate(wide):
            if spanned:
                self.setSpan(row, at, 1, len(keys) - at)

    def _action_at(self, point: QPoint) -> tuple[str, str, str]:
        index = self.indexAt(point)
        cell = index.data(CELL) if index.isValid() else None
        if isinstance(cell, WideCell):
            inside = bool(cell.action) and action_rect(cell, self.visualRect(index), 10).contains(point)
            return ("link" if inside else ""), self.rows.key_at(index.row()), "action"
        return super()._action_at(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        row = self.currentIndex().row()
        if step and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and row >= 0:
            target = min(self.rows.rowCount() - 1, max(0, row + step))
            self.set_ticked([*self.ticked(), self.rows.key_at(row), self.rows.key_at(target)])
            self.setCurrentIndex(self.rows.index(target, 0))
            return
        super().keyPressEvent(event)
