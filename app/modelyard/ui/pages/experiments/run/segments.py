"""Quality and fairness by the values of a column or two."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.segments import Rate, Segment, Segments
from modelyard.domain.experiments.spec import Task
from modelyard.services.experiments import explain
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.demand import Demand, Question
from modelyard.ui.pages.experiments.run.plots import binary_of
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.states import EmptyState
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate

WARN_POINTS = 0.1
"""From this gap on a segment stands out, if its interval leaves all rows' value out as well."""
YES_WORDS = ("true", "1", "yes", "y", "t")


@dataclass(frozen=True, slots=True)
class SpotCell(Cell):
    """A dot on a line, its interval, and a dashed line where all rows are; places from 0 to 1."""

    spot: float = 0.0
    reference: float = 0.0
    spot_tone: str = "accent"
    interval: tuple[float, float] | None = None


class SpotDelegate(CellDelegate):
    """Paints `SpotCell`s, and everything else as usual."""

    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int],
                    selected: bool) -> None:  # fmt: skip
        if not isinstance(cell, SpotCell):
            super()._paint_cell(painter, cell, rect, right, pads, selected)
            return
        inner = QRectF(rect.x() + pads[0], rect.y(), rect.width() - sum(pads), rect.height() - 1)
        middle = inner.center().y()
        painter.setPen(QPen(theme().color("track"), 2))
        painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle))
        if cell.interval is not None:
            low, high = (inner.left() + place * inner.width() for place in cell.interval)
            shade = QColor(theme().color(cell.spot_tone))
            shade.setAlphaF(0.45)
            painter.setPen(QPen(shade, 2))
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
        at = inner.left() + cell.reference * inner.width()
        dashed = QPen(theme().color("text3"), 1.5)
        dashed.setDashPattern([2, 2])
        painter.setPen(dashed)
        painter.drawLine(QPointF(at, middle - 7), QPointF(at, middle + 7))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(cell.spot_tone))
        painter.drawEllipse(QPointF(inner.left() + cell.spot * inner.width(), middle), 4, 4)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: a segment of a column, with all rows to compare it with. `small` stands for many values."""

    column: str
    segment: Segment
    overall: Segment
    small: bool = False

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.column}\n{self.segment.label}\n{self.small}"


def lines_of(found: tuple[Segments, ...]) -> list[Line]:
    """The rows of the table, a column after the other; values with too few rows stand together at its end."""
    lines: list[Line] = []
    for one in found:
        lines += [Line(one.column, segment, one.overall) for segment in one.segments]
        if one.small:
            share = one.small / one.overall.rows if one.overall.rows else 0.0
            rest = Segment(tr("under {n}").format(n=one.fewest), one.small, share)
            lines.append(Line(one.column, rest, one.overall, small=True))
    return lines


class Scale:
    """Where values stand on the line of a column of spots: from the least to the greatest, with some room."""

    def __init__(self, values: list[float]) -> None:
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = (high - low) * 0.25 or 0.05
        self._low, self._high = low - room, high + room

    def place(self, value: float) -> float:
        """0 to 1."""
        return (value - self._low) / (self._high - self._low)

    def between(self, interval: tuple[float, float] | None) -> tuple[float, float] | None:
        """The ends of an interval, as far as the line shows them."""
        if interval is None:
            return None
        low, high = (min(1.0, max(0.0, self.place(end))) for end in interval)
        return low, high


def recall_gap(line: Line) -> float | None:
    """How much more of the yes rows were found than among all rows."""
    mine, all_rows = line.segment.recall, line.overall.recall
    return None if mine is None or all_rows is None else mine.value - all_rows.value


def stands_out(line: Line, task: Task) -> bool:
    """Whether a segment differs from all rows by more than chance, and enough to matter."""
    mine, whole = line.segment, line.overall
    if task is Task.BINARY:
        gap = recall_gap(line)
        if gap is None or mine.recall is None or whole.recall is None:
            return False
        low, high = mine.recall.interval
        return abs(gap) >= WARN_POINTS and not low <= whole.recall.value <= high
    if mine.gap is None or mine.interval is None or not whole.value:
        return False
    return abs(mine.gap) >= WARN_POINTS * abs(whole.value) and not mine.interval[0] <= whole.value <= mine.interval[1]


def worse(line: Line, task: Task) -> bool:
    """Whether a segment stands out because the metric is worse there."""
    return task is not Task.ANOMALY and (line.segment.gap or 0.0) > 0 and stands_out(line, task)


class SegmentsCard(Card):
    """The table of segments with the choice of columns; `wide` shows the intervals, too."""

    shown = Signal()

    def __init__(self, tab: RunTab, parent: QWidget | None = None, *, wide: bool = False) -> None:
        super().__init__(tr("Fairness by segment"), parent=parent)
        self._tab, self._wide = tab, wide
        self._facts: RunFacts | None = None
        self._columns: list[str] = []
        self.first = Select([], self.head, name=tr("Column"), small=True, width=164)
        self.second = Select([], self.head, name=tr("Second column"), small=True, width=164)
        for select in (self.first, self.second):
            select.currentIndexChanged.connect(self._columns_chosen)
            self.head_actions.addWidget(select)
        self.table = Table([], lambda line: line.key, tr("Fairness by segment"), self, row_height=28, fit_rows=True)
        self.table.setItemDelegate(SpotDelegate(self.table))
        self.demand = Demand(tab, self.table, "experiments", self)
        self.demand.found.connect(self._show)
        self.body.addWidget(self.demand)
        self.demand.setMinimumHeight(theme().px(220))

    # --- asking -------------------------------------------------------------------------------------------------
    def show_facts(self, facts: RunFacts) -> None:
        """Show a run's segments; the columns chosen before are kept where the data is the same."""
        self._facts = facts
        title = tr("Fairness by segment") if facts.run.task is Task.BINARY else tr("Quality by segment")
        self.set_title(title)
        self.set_fact("")
        self.demand.show_loading(tr("Reading segments"))
        workspace, run_id = self._tab.shell.workspace, facts.run.id
        self._tab.query(lambda: (run_id, explain.segment_columns(workspace, run_id)), self._offer, "columns")

    @Slot(object)
    def _offer(self, found: tuple[str, tuple[list[str], list[str]]]) -> None:
        run_id, (begin, usable) = found
        if not self._tab.shows(run_id) or self._facts is None:
            return
        chosen = [c for c in self._tab.view.segment_columns if c in usable] or begin
        self._columns = chosen
        for select, extra in ((self.first, []), (self.second, [("", tr("no second column"))])):
            select.blockSignals(True)
            select.set_choices([*extra, *((name, name) for name in usable)])
            select.blockSignals(False)
        self._set_selects(chosen)
        self._ask()

    def _set_selects(self, chosen: list[str]) -> None:
        for select, key in zip((self.first, self.second), [*chosen, "", ""][:2], strict=True):
            select.blockSignals(True)
            select.set_key(key)
            select.blockSignals(False)

    @Slot(int)
    def _columns_chosen(self, _index: int) -> None:
        chosen = dict.fromkeys(c for c in (self.first.key(), self.second.key()) if c)
        self._columns = self._tab.view.segment_columns = list(chosen)
        self._ask()

    def _ask(self) -> None:
        if self._facts is None:
            return
        if not self._columns:
            text = tr("No column divides the rows into groups.")
            self.demand.show_empty(EmptyState("experiments", tr("No segments"), text, self.demand))
            return
        self.set_fact("")
        workspace, run_id, columns = self._tab.shell.workspace, self._facts.run.id, tuple(self._columns)
        named = tr(" and ").join(columns)
        self.demand.ask(
            Question(
                ("segments", run_id, *columns),
                partial(explain.segments, workspace, run_id, columns),
                partial(explain.start_segments, workspace, run_id, columns),
                tr("Looking at {columns}").format(columns=named),
            )
        )

    # --- showing ------------------------------------------------------------------------------------------------
    @Slot(object)
    def _show(self, found: tuple[Segments, ...]) -> None:
        if self._facts is None or not found:
            return
        task, metric = self._facts.run.task, found[0].metric
        overall = found[0].overall
        lines = lines_of(found)
        if task is Task.BINARY:
            self.table.set_columns(self._binary_columns(lines, metric))
            share = overall.recall.value if overall.recall is not None else None
            self.set_fact(tr("dashed line: all rows, {share} of {yes} found").format(
                share=texts.percent(share, 1), yes=self._yes()))  # fmt: skip
        else:
            self.table.set_columns(self._metric_columns(lines, metric))
            self.set_fact(tr("dashed line: all rows, {metric} {value}").format(
                metric=figures.name(metric), value=figures.value_text(metric, overall.value)))  # fmt: skip
        self.table.set_rows(lines)
        self.shown.emit()

    def set_threshold(self, value: float) -> None:
        """Rates are those at 0.50; say so when the threshold is elsewhere."""
        moved = abs(value - 0.5) > 1e-9
        self.set_title(tr("Fairness by segment, at threshold 0.50") if moved else tr("Fairness by segment"))

    def _yes(self) -> str:
        """What the rows that are yes are called: the class, or the target where the class is only a word for yes."""
        binary = binary_of(self._facts)
        name = binary.classes[1] if binary is not None else ""
        spec = self._facts.spec if self._facts is not None else None
        return spec.target if spec is not None and name.lower() in YES_WORDS else name

    def _lead(self) -> list[TableColumn]:
        def name(line: Line) -> Cell:
            tone = "text3" if line.small else "text"
            return Cell(line.segment.label, tone, weight=400 if line.small else 500, tip=line.segment.label)

        def rows(line: Line) -> Cell:
            share = texts.percent(line.segment.share, 1)
            return Cell(texts.count(line.segment.rows), "text3" if line.small else "text", tip=share)

        lead = [
            TableColumn("column", tr("Column"), lambda n: Cell(n.column, "text3", tip=n.column), 88,
                        sort=lambda n: n.column),
            TableColumn("value", tr("Value"), name, 104, sort=lambda n: n.segment.label),
            TableColumn("rows", tr("Rows"), rows, 72, True, sort=lambda n: n.segment.rows),
        ]  # fmt: skip
        if self._wide:
            lead.append(TableColumn("share", tr("Share"), lambda n: Cell(texts.percent(n.segment.share, 1), "text3"),
                                    64, True, sort=lambda n: n.segment.share))  # fmt: skip
        return lead

    def _metric(self, metric: str) -> list[TableColumn]:
        def value(line: Line) -> Cell:
            if line.small:
                return Cell(texts.MISSING, "text3")
            tip = figures.interval_text(metric, line.segment.interval)
            return Cell(figures.value_like(metric, line.segment.value, line.overall.value), tip=tip)

        def interval(line: Line) -> Cell:
            if line.segment.interval is None:
                return Cell(texts.MISSING, "text3")
            low, high = (figures.value_like(metric, at, line.overall.value) for at in line.segment.interval)
            return Cell(tr("{low} to {high}").format(low=low, high=high), "text3")

        columns = [TableColumn("metric", figures.name(metric), value, 84, True, sort=lambda n: n.segment.value)]
        if self._wide and self._facts is not None and self._facts.run.task is not Task.BINARY:
            columns.append(TableColumn("interval", tr("95 % interval"), interval, 136, True))
        return columns

    def _binary_columns(self, lines: list[Line], metric: str) -> list[TableColumn]:
        scale = Scale([r.value for n in lines for r in (n.segment.recall, n.overall.recall) if r is not None])

        def spot(line: Line) -> Cell:
            mine, whole = line.segment.recall, line.overall.recall
            if mine is None or whole is None:
                return Cell(tr("too few rows"), "text3")
            tone = "warn" if stands_out(line, Task.BINARY) else "accent"
            return SpotCell(spot=scale.place(mine.value), reference=scale.place(whole.value), spot_tone=tone,
                            interval=scale.between(mine.interval), tip=rate_tip(mine))  # fmt: skip

        def gap(line: Line) -> Cell:
            points = recall_gap(line)
            if points is None:
                return Cell()
            out = stands_out(line, Task.BINARY)
            text = f"{100 * points:+.1f}".replace("-", "−")
            return Cell(text, "warn-text" if out else "text3", weight=600 if out else 400)

        found = tr("{yes} found (recall)").format(yes=self._yes())
        return [
            *self._lead(),
            TableColumn("yes", self._yes(), partial(_rate, "positives"), 76, True, sort=partial(_value, "positives")),
            *self._metric(metric),
            TableColumn("spot", found, spot, None, sort=partial(_value, "recall"), minimum=120),
            TableColumn("recall", "", partial(_rate, "recall"), 76, True, sort=partial(_value, "recall")),
            TableColumn("alarms", tr("False alarms"), partial(_rate, "false_alarms"), 104, True,
                        sort=partial(_value, "false_alarms"), tip=tr("Of the rows that are not, how many were called")),
            TableColumn("gap", tr("Gap, points"), gap, 100, True, sort=recall_gap,
                        tip=tr("How much more was found than among all rows")),
        ]  # fmt: skip

    def _metric_columns(self, lines: list[Line], metric: str) -> list[TableColumn]:
        task = self._facts.run.task if self._facts is not None else Task.REGRESSION
        scale = Scale([v for n in lines for v in (n.segment.value, n.overall.value) if v is not None])

        def spot(line: Line) -> Cell:
            mine, whole = line.segment.value, line.overall.value
            if mine is None or whole is None:
                return Cell(tr("too few rows"), "text3")
            tone = "warn" if worse(line, task) else "accent"
            tip = figures.interval_text(metric, line.segment.interval)
            return SpotCell(spot=scale.place(mine), reference=scale.place(whole), spot_tone=tone,
                            interval=scale.between(line.segment.interval), tip=tip)  # fmt: skip

        def gap(line: Line) -> Cell:
            if line.segment.gap is None:
                return Cell()
            shown = figures.value_like(metric, abs(line.segment.gap), line.overall.value)
            if task is Task.ANOMALY:  # neither many nor few unusual rows are better
                more = (line.segment.value or 0.0) >= (line.overall.value or 0.0)
                return Cell(f"{'+' if more else '−'}{shown}", "text3")
            out = worse(line, task)
            text = tr("{value} better") if line.segment.gap <= 0 else tr("{value} worse")
            return Cell(text.format(value=shown), "warn-text" if out else "text3", weight=600 if out else 400)

        return [
            *self._lead(),
            *self._metric(metric),
            TableColumn("spot", figures.name(metric), spot, None, sort=lambda n: n.segment.value, minimum=120),
            TableColumn("gap", tr("Against all rows"), gap, 136, True, sort=lambda n: n.segment.gap),
        ]


def rate_tip(rate: Rate) -> str:
    """The interval of a rate as a sentence."""
    low, high = (texts.percent(at, 1) for at in rate.interval)
    return tr("95 % interval: {low} to {high}, of {rows} rows").format(low=low, high=high, rows=texts.count(rate.rows))


def _rate(name: str, line: Line) -> Cell:
    rate: Rate | None = getattr(line.segment, name)
    return Cell() if rate is None else Cell(texts.percent(rate.value, 1), tip=rate_tip(rate))


def _value(name: str, line: Line) -> float | None:
    rate: Rate | None = getattr(line.segment, name)
    return None if rate is None else rate.value


class SegmentsTab(RunTab):
    """The same table with room for intervals."""

    key = "segments"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        self.card = SegmentsCard(self, inner, wide=True)
        column.addWidget(self.card)
        column.addStretch(1)
        self.fill(self.scrolling(inner))

    @staticmethod
    def title() -> str:
        return tr("Segments")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        judged = facts.predictions and facts.spec is not None and facts.run.state is RunState.FINISHED
        return judged and facts.run.task is not Task.CLUSTERING

    def refresh(self, facts: RunFacts) -> None:
        self.card.show_facts(facts)
