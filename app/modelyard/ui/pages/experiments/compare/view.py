"""Runs side by side: the table of what differs, and their curves in one chart each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.charts import Chart
from modelyard.charts.side_by_side import MOST_LINES, Shown, importance_chart
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.compare.around import AroundCard
from modelyard.ui.pages.experiments.compare.curves import CurvesCard
from modelyard.ui.pages.experiments.compare.exporting import Exporting
from modelyard.ui.pages.experiments.compare.reading import Comparison, read_comparison
from modelyard.ui.pages.experiments.compare.table import (
    NAME_WIDTH,
    VALUE_WIDTH,
    CompareRow,
    CompareTable,
    as_text,
    compare_rows,
)
from modelyard.ui.pages.experiments.compare.tags import RunTags
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.runs.choice import usual_metrics
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.states import StateStack

LEAST_CHARTS = 240
"""Curves in less height than this lie under their own legend."""


MOST_AT_ONCE = 16
"""The table of more runs waits for what a worker reads, so that the window answers meanwhile."""


class CompareView(QWidget):
    """`chosen` carries the run ids when one was added or taken out; `opened` the id of a run to look at."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._parameters = shell, parameters
        self._runs: list[Run] = []
        self._others: list[Run] = []
        self._colours: dict[str, int] = {}
        self._picked: set[str] = set()
        self._found: Comparison | None = None
        self._wide = NAME_WIDTH + 2 * VALUE_WIDTH
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addLayout(self._build_top())
        body = QHBoxLayout()
        body.setSpacing(12)
        column.addLayout(body, 1)
        body.addWidget(self._build_table())
        charts = QWidget(self)
        grid = self._grid = QGridLayout(charts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(12)
        self.curves = CurvesCard(self._shell, charts)
        self.curves.runs_chosen.connect(self._draw_others)
        self.importance = ChartCard(tr("Feature importance"), charts, submit=self._shell.bridge.query,
                                    hint=QSize(240, 180))  # fmt: skip
        for card in (self.curves, self.importance):
            card.failed.connect(self._chart_failed)
        self.around = AroundCard(self._shell, parameters, charts)
        self.around.picked.connect(self.opened)
        grid.addWidget(self.curves, 0, 0)
        grid.addWidget(self.importance, 0, 1)
        grid.addWidget(self.around, 1, 0, 1, 2)
        for index in (0, 1):
            grid.setColumnStretch(index, 1)
            grid.setRowStretch(index, (3, 4)[index])
            grid.setColumnMinimumWidth(index, theme().px(200))
        grid.setRowMinimumHeight(0, theme().px(LEAST_CHARTS))
        self.states = StateStack(charts, self)
        self.states.retry.connect(self._read)
        body.addWidget(self.states, 1)
        theme().changed.connect(self._recolour)

    # --- building -----------------------------------------------------------------------------------------------
    def _build_top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(8)
        self.tags = RunTags(self)
        self.tags.opened.connect(self.opened)
        self.tags.removed.connect(self._take_out)
        self.add_button = self.tags.add_button
        self.add_button.clicked.connect(self._add_menu)
        top.addWidget(self.tags, 1)
        copy = Button(tr("Copy as table"), "copy", parent=self)
        copy.clicked.connect(self._copy)
        top.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.export = Button(tr("Export report"), "export", parent=self)
        self.exporting = Exporting(self._shell, self)
        self.export.clicked.connect(self._export)
        top.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        return top

    def _build_table(self) -> QWidget:
        self.card = Card(tr("Side by side"), parent=self)
        self.only = Switch(tr("Only differences"), bool(self._saved().get("only_differences", True)), self.card)
        self.only.toggled.connect(self._only_changed)
        self.card.head_actions.addWidget(Label(tr("Only differences"), "small", "text2", self.card))
        self.card.head_actions.addWidget(self.only)
        self.card.head_actions.addSpacing(6)
        self.table = CompareTable(tr("Runs side by side"), self.card)
        self.card.body.addWidget(self.table)
        return self.card

    def _saved(self) -> dict[str, object]:
        return self._shell.settings.page("experiments")

    # --- showing ------------------------------------------------------------------------------------------------
    def show_runs(self, runs: Sequence[Run], colours: Mapping[str, int], others: Sequence[Run]) -> None:
        """Compare runs in their colours; `others` may be added."""
        self._runs, self._colours = list(runs), dict(colours)
        inside = {r.id for r in runs}
        self._others = [r for r in others if r.id not in inside and r.state is RunState.FINISHED]
        self._show_tags()
        self._wide = theme().px(min(600, NAME_WIDTH + VALUE_WIDTH * max(2, len(runs)) + 16))
        self._share_width()
        if self._found is not None and self._covers(self._found):
            self._show_all()
        else:
            if len(runs) <= MOST_AT_ONCE:
                self._show_table()
            else:
                self.table.show_comparison([], [], [])
            self.states.show_loading(tr("Reading curves"))
        self._read()

    def _covers(self, found: Comparison) -> bool:
        """Whether what was read before has all that these runs need."""
        around = {r.id for r in found.around}
        return all(r.id in around for r in self._runs) and self._drawn() <= found.evaluations.keys()

    def _share_width(self) -> None:
        """The table takes what it needs, at most two fifths of a narrow window; it scrolls beyond."""
        self.card.setFixedWidth(min(self._wide, max(theme().px(300), int(self.width() * 0.42))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _show_tags(self) -> None:
        self.tags.show_runs([(run, facts.swatch(self._colours.get(run.id))) for run in self._runs])
        self.add_button.set_reason("" if self._others else tr("No other run has finished"))

    @Slot()
    def _read(self) -> None:
        work = partial(read_comparison, self._shell.workspace, list(self._runs), self._drawn())
        self._shell.bridge.query(work, self._show, self._not_read, self, key="compare")

    @Slot(object)
    def _not_read(self, error: object) -> None:
        self.states.show_error(tr("The curves could not be read"), error)  # type: ignore[arg-type]

    @Slot(object)
    def _show(self, found: Comparison) -> None:
        self._found = found
        self._show_all()

    def _show_all(self) -> None:
        self.states.show_full()
        self._show_table()
        self._show_charts()

    @Slot()
    def _recolour(self) -> None:
        if self._runs:
            self._show_tags()
            self._show_table()

    def _rows(self) -> list[CompareRow]:
        found = self._found or Comparison({}, {})
        packages = found.packages if [r.id for r in self._runs] == list(found.order) else ()
        only = self.only.isChecked()
        return compare_rows(self._runs, self._parameters, found.datasets, packages, only_differences=only)

    def _show_table(self) -> None:
        colours = [facts.swatch(self._colours.get(r.id)) for r in self._runs]
        self.table.show_comparison(self._runs, colours, self._rows())

    def _show_charts(self) -> None:
        assert self._found is not None
        curves = self._found.evaluations
        shown = [Shown(facts.run_name(r), self._colours.get(r.id), r, curves.get(r.id)) for r in self._runs]
        names = {r.id: f"{facts.run_name(r)}, {facts.what_is_learned(r)}" for r in self._runs}
        drawn = [s for s in shown if s.run.id in self._drawn()]
        self.curves.show_runs(drawn, names, self._found.histories)
        self._show_importance(importance_chart(drawn))
        self.around.show_runs(shown, self._found.around, self._found.left_out, usual_metrics(self._runs)[0])

    def _show_importance(self, chart: Chart | None) -> None:
        """Without it the curves have all of the width."""
        self.importance.show_chart(chart)
        self.importance.set_fact(self.curves.part_shown())
        self.importance.setVisible(chart is not None)
        self._grid.addWidget(self.curves, 0, 0, 1, 2 if chart is None else 1)

    def _drawn(self) -> set[str]:
        """The runs whose curves are shown: those that were chosen, else the first."""
        ids = [r.id for r in self._runs]
        return {i for i in ids if i in self._picked} or set(ids[:MOST_LINES])

    @Slot(object)
    def _draw_others(self, run_ids: object) -> None:
        self._picked = set(cast("list[str]", run_ids))
        self._read()

    @Slot(object)
    def _chart_failed(self, error: object) -> None:
        self._shell.toast(getattr(error, "message", str(error)), getattr(error, "hint", ""), "bad")

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(object)
    def _take_out(self, run_id: object) -> None:
        self.chosen.emit([r.id for r in self._runs if r.id != run_id])

    @Slot()
    def _add_menu(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        key = usual_metrics(self._runs)[0]
        for run in self._others[:20]:  # the best first
            text = f"{facts.run_name(run)}, {run.algorithm_name}\t{facts.value_text(run, key)}"
            action = menu.addAction(icon("experiments", "text3"), text)
            action.triggered.connect(partial(self._add, run.id))
        menu.addSeparator()
        menu.addAction(icon("experiments", "text3"), tr("Choose from all runs"), self._to_list)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height() + 2)))

    @Slot()
    def _to_list(self) -> None:
        self._shell.go("experiments")  # these runs are ticked there

    def _add(self, run_id: str, _checked: bool = False) -> None:
        self.chosen.emit([*(r.id for r in self._runs), run_id])

    @Slot(bool)
    def _only_changed(self, on: bool) -> None:
        self._saved()["only_differences"] = on
        self._show_table()

    @Slot()
    def _export(self) -> None:
        self.exporting.ask([r.id for r in self._runs])

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._runs, self._rows()))
        runs = texts.counted(len(self._runs), tr("run"), tr("runs"))
        self._shell.toast(tr("Copied {runs} as a table").format(runs=runs), tr("Paste it into a spreadsheet."))
