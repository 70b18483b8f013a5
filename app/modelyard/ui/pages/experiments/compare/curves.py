"""The curves of compared runs in one card: which chart, of which class or metric, and of which runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelyard.charts import Chart
from modelyard.charts.side_by_side import MOST_LINES, Shown, classes_of, curve_charts, history_chart
from modelyard.domain.experiments.runs import MetricPoint
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.compare.reading import read_histories
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.chart_card import ChartCard
from modelyard.ui.widgets.columns_popup import ColumnsPopup
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.segment import Segment

TOLD_APART = 6
"""From more runs than there are colours on, people choose whose curves they see."""
HISTORY = "history"


class CurvesCard(ChartCard):
    """`runs_chosen` carries the ids of the runs whose curves are wanted."""

    runs_chosen = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(tr("Curves"), parent, submit=shell.bridge.query, hint=QSize(240, 180))
        self._shell = shell
        self._shown: list[Shown] = []
        self._all: list[str] = []
        self._charts: list[Chart] = []
        self._histories: tuple[str, ...] = ()
        self.which = Segment((("0", ""),), tr("Which chart"), self.head, small=True)
        self.which.chosen.connect(self._show_chart)
        self.head_actions.insertWidget(0, self.which)
        self.bar = QWidget(self)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(8, 2, 8, 2)
        self.about_name = Label("", "small", "text2", self.bar)
        self.about = Select(parent=self.bar, small=True)
        self.about.currentIndexChanged.connect(self._about_chosen)
        self.choose = LinkButton(tr("Choose runs"), self.bar, small=True)
        self.choose.clicked.connect(self._open_popup)
        row.addWidget(self.about_name)
        row.addWidget(self.about, 1)
        self.part = Label("", "small", "text2", self.bar)
        row.addStretch(0)
        row.addWidget(self.part)
        row.addWidget(self.choose)
        self.body.insertWidget(0, self.bar)
        self.popup: ColumnsPopup | None = None

    # --- showing ------------------------------------------------------------------------------------------------
    def show_runs(self, shown: Sequence[Shown], every: Mapping[str, str], histories: Collection[str]) -> None:
        """Show the curves of some runs out of `every` one compared (their names by id); `histories` are the metrics
        that some of them logged by step."""
        self._shown, self._all, self._names = list(shown), list(every), dict(every)
        self._histories = tuple(histories)
        classes = classes_of(shown)
        if classes:
            self._offer(tr("Class"), [("", tr("Mean of all classes")), *((name, name) for name in classes)])
        else:
            self._offer(tr("Metric"), [(key, facts.metric(key).name) for key in self._histories])
        self._draw()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.about_name.setText(name)
        self.about.setAccessibleName(name)
        self.about.set_choices(choices)
        several = len(choices) > 1
        chosen = len(self._all) > TOLD_APART or len(self._shown) < len(self._all)
        self.part.setText(self.part_shown())
        self.about_name.setVisible(several)
        self.about.setVisible(several)
        self.choose.setVisible(chosen)
        self.bar.setVisible(several or chosen)

    def part_shown(self) -> str:
        """Which part of the runs is shown; "" for all."""
        if len(self._shown) >= len(self._all):
            return ""
        part = tr("{shown} of {count} runs")
        return part.format(shown=texts.count(len(self._shown)), count=texts.count(len(self._all)))

    def _fact(self) -> str:
        """On how many test rows the runs were judged, as short as the head of a narrow card."""
        rows = {s.evaluation.rows for s in self._shown if s.evaluation is not None}
        return tr("{rows} rows").format(rows=texts.count(rows.pop())) if len(rows) == 1 else ""

    def _draw(self) -> None:
        classes = bool(classes_of(self._shown))
        self._charts = curve_charts(self._shown, self.about.key() if classes else "")
        short = {tr("ROC curve"): tr("ROC"), tr("Precision and recall"): tr("PR"), tr("Calibration"): tr("Cal.")}
        choices = [(str(i), short.get(c.name, c.name)) for i, c in enumerate(self._charts)]
        if self._histories and not classes:
            choices.insert(0, (HISTORY, tr("History")))
        self.which.set_choices(choices or [("0", "")])
        self.which.setVisible(len(choices) > 1)
        keys = [key for key, _ in choices]
        self._show_chart(self.which.key() if self.which.key() in keys else next(iter(keys), "0"))

    @Slot(object)
    def _show_chart(self, key: object) -> None:
        self.which.set_key(str(key))
        history = str(key) == HISTORY
        self.about.setEnabled(history or bool(classes_of(self._shown)))
        if history:
            self._read_history()
            return
        place = int(str(key))
        self._put(self._charts[place] if place < len(self._charts) else None)

    def _put(self, chart: Chart | None) -> None:
        self.set_title(chart.name if chart is not None else tr("Curves"), self._fact())
        self.show_chart(chart)

    # --- histories ----------------------------------------------------------------------------------------------
    def _read_history(self) -> None:
        metric = self.about.key() or self._histories[0]
        ids = tuple(s.run.id for s in self._shown)
        work = partial(read_histories, self._shell.workspace, ids, metric)
        self._shell.bridge.query(work, self._show_history, self.failed.emit, self, key="compare-history")

    @Slot(object)
    def _show_history(self, found: tuple[str, Mapping[str, Sequence[MetricPoint]]]) -> None:
        metric, points = found
        if self.which.key() == HISTORY and metric == (self.about.key() or metric):
            self._put(history_chart(self._shown, points, metric))

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot()
    def _about_chosen(self) -> None:
        if self.which.key() == HISTORY:
            self._read_history()
        else:
            self._draw()

    @Slot()
    def _open_popup(self) -> None:
        if self.popup is None:
            usual = tr("The first {count}").format(count=MOST_LINES)
            self.popup = ColumnsPopup(self, usual, name=tr("Runs"), hint=tr("Find a run"), most=MOST_LINES)
            self.popup.changed.connect(self._picked)
        inside = {s.run.id for s in self._shown}
        self.popup.popup(self._all, self._all, [i for i in self._all if i not in inside], self.choose,
                         titles=self._names, usually_hidden=self._all[MOST_LINES:])  # fmt: skip

    @Slot(object, object)
    def _picked(self, order: Sequence[str], hidden: Collection[str]) -> None:
        self.runs_chosen.emit([run_id for run_id in order if run_id not in set(hidden)])
