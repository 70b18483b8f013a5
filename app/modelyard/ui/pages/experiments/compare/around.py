"""All runs of an experiment across parameters and results, any two columns against each other, real differences, and
why two scores differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelyard.charts import make
from modelyard.charts.across import RunPoint
from modelyard.charts.parallel import ParallelAxis, ParallelLine, Parallels
from modelyard.charts.side_by_side import MOST_LINES, Shown, difference_chart
from modelyard.domain.experiments.runs import Run
from modelyard.domain.experiments.significance import Significance
from modelyard.services.experiments import compare
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.compare.curves import TOLD_APART
from modelyard.ui.pages.experiments.compare.table import short_algorithm
from modelyard.ui.pages.experiments.compare.why import WhyPanel
from modelyard.ui.pages.experiments.facts import Parameters, tr
from modelyard.ui.pages.experiments.runs.choice import usual_metrics, usual_parameters
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chart_view import ChartView
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.parallel import ParallelCoordinates
from modelyard.ui.widgets.segment import Segment

MOST_PARAMETERS, MOST_METRICS = 3, 3
FIT = "fit"
SCATTER = 1


class Column:
    """Something of every run that can be an axis."""

    def __init__(self, key: str, title: str, values: Mapping[str, Any], flipped: bool = False) -> None:
        self.key, self.title, self.values, self.flipped = key, title, values, flipped

    @property
    def known(self) -> bool:
        """Whether some run has a value that can be placed."""
        return any(v not in (None, "") and v == v for v in self.values.values())


def columns_of(runs: Sequence[Run], parameters: Parameters) -> list[Column]:
    """The algorithm, the telling parameters, the fit time and the metrics of some runs; the best metric last."""
    found = [Column("algorithm", tr("Algorithm"), {r.id: short_algorithm(r) for r in runs})]
    for label in usual_parameters(runs, parameters):
        values = {r.id: parameters.value(r, label) for r in runs}
        found.append(Column(f"params.{label}", facts.short_name(label), values))
    found.append(Column(FIT, tr("Fit time, s"), {r.id: r.fit_seconds for r in runs}, flipped=True))
    keys = list(dict.fromkeys([*usual_metrics(runs), *(k for r in runs for k in r.metrics)]))
    for key in keys:
        info = facts.metric(key)
        values = {r.id: r.metrics.get(key) for r in runs}
        found.append(Column(f"metrics.{key}", tr(info.name), values, not info.greater))
    return [column for column in found if column.known]


class Around:
    """What is told of the runs around those compared: their columns, and their lines with those compared in colour."""

    def __init__(self, runs: Sequence[Run], parameters: Parameters, colours: Mapping[str, int | None]) -> None:
        self.runs = runs
        self.columns = columns_of(runs, parameters)
        params = [c for c in self.columns if c.key.startswith("params.")][:MOST_PARAMETERS]
        metrics = [c for c in self.columns if c.key.startswith("metrics.")][:MOST_METRICS][::-1]
        plain = {c.key: c for c in self.columns if c.key in ("algorithm", FIT)}
        chosen = [*([plain["algorithm"]] if "algorithm" in plain else []), *params,
                  *([plain[FIT]] if FIT in plain else []), *metrics]  # fmt: skip
        lines = [ParallelLine(r.id, facts.run_name(r), tuple(c.values.get(r.id) for c in chosen), colours.get(r.id))
                 for r in runs]  # fmt: skip
        self.parallels = Parallels([ParallelAxis(c.key, c.title, c.flipped) for c in chosen], lines)


class AroundCard(Card):
    """The lower card of the comparison, with one part in front. `picked` carries the id of a run that was clicked."""

    picked = Signal(object)

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(tr("All runs"), "", parent)
        self._shell, self._parameters = shell, parameters
        self._shown: list[Shown] = []
        self._around: Around | None = None
        self._part = ""
        self._metric = ""
        self._told_for: tuple[str, ...] = ()
        parts = (("parallel", tr("Across")), ("scatter", tr("Scatter")), ("real", tr("Differences")),
                 ("why", tr("Why")))  # fmt: skip
        self.segment = Segment(parts, tr("What to show of all runs"), self.head, small=True)
        self.segment.chosen.connect(self._choose)
        self.clear_button = LinkButton(tr("Clear range"), self.head)
        self.clear_button.hide()
        self.head_actions.addWidget(self.clear_button)
        self.head_actions.addWidget(self.segment)
        self.stack = QStackedWidget(self)
        self.body.addWidget(self.stack)
        self.parallel = ParallelCoordinates(tr("All runs across parameters and results"), self.stack,
                                            submit=shell.bridge.query)  # fmt: skip
        self.parallel.brushed.connect(self._brushed)
        self.parallel.picked.connect(self.picked)
        self.clear_button.clicked.connect(self.parallel.clear)
        self.why = WhyPanel(shell, self.stack)
        self.stack.setMinimumHeight(theme().px(190))
        for page in (self.parallel, self._build_scatter(), self._build_real(), self.why):
            self.stack.addWidget(page)
        self._choose("parallel")

    def _build_scatter(self) -> QWidget:
        page = QWidget(self.stack)
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 8, 6, 6)
        row = QHBoxLayout()
        self.across, self.upwards = (
            Select(parent=page, name=tr("Across"), small=True),
            Select(parent=page, name=tr("Up"), small=True),
        )
        for select, name in ((self.upwards, tr("Up")), (self.across, tr("Across"))):
            select.currentIndexChanged.connect(self._show_scatter)
            row.addWidget(Label(name, "small", "text2", page))
            row.addWidget(select)
        row.addStretch(1)
        column.addLayout(row)
        self.scatter = ChartView(page, submit=self._shell.bridge.query)
        column.addWidget(self.scatter, 1)
        return page

    def _build_real(self) -> QWidget:
        page = QWidget(self.stack)
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 10, 6, 6)
        self.sentence = Label("", "body", "text", page)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.sentence)
        self.differences = ChartView(page, submit=self._shell.bridge.query)
        column.addWidget(self.differences, 1)
        return page

    # --- showing ------------------------------------------------------------------------------------------------
    def show_runs(self, shown: Sequence[Shown], around: Sequence[Run], left_out: int, metric: str) -> None:
        """Show the compared runs among those around them; older ones may be left out."""
        self._shown, self._metric = list(shown), metric
        total = len(around) + left_out
        few = tr("the newest {count} of {total}").format(count=texts.count(len(around)), total=texts.count(total))
        self._part = few if left_out else ""
        self._brushed(None)
        own = len(shown) <= MOST_LINES  # of more only those that a colour tells apart stand out
        colours = {s.run.id: s.colour for s in shown if own or (s.colour or 0) < TOLD_APART}
        work = partial(Around, around, self._parameters, colours)
        self._shell.bridge.query(work, self._show, None, self, key="around")
        self._test()
        self.why.show_runs([s.run for s in shown], metric)

    @Slot(object)
    def _show(self, around: Around) -> None:
        self._around = around
        self.parallel.show_parallels(around.parallels)
        self._offer_axes(around.columns)
        self._show_scatter()

    def _offer_axes(self, columns: Sequence[Column]) -> None:
        choices = [(column.key, column.title) for column in columns]
        for select, usual in ((self.across, FIT), (self.upwards, f"metrics.{self._metric}")):
            before = select.key()
            select.set_choices(choices)
            if not before:
                select.blockSignals(True)
                select.set_key(usual)
                select.blockSignals(False)

    @Slot()
    def _show_scatter(self) -> None:
        if self._around is None or self.stack.currentIndex() != SCATTER:
            return
        by_key = {c.key: c for c in self._around.columns}
        x, y = by_key.get(self.across.key()), by_key.get(self.upwards.key())
        if x is None or y is None:
            return
        colours = {s.run.id: s.colour for s in self._shown}
        points = [RunPoint(r.id, facts.run_name(r), x.values.get(r.id), y.values.get(r.id), short_algorithm(r),
                           colours.get(r.id)) for r in self._around.runs]  # fmt: skip
        self.scatter.set_chart(make("run_scatter", tr("Runs"), points, x.title, y.title))

    def _test(self) -> None:
        """Find out in the background whether the differences are real."""
        ids = tuple(s.run.id for s in self._shown)
        if len(ids) < 2 or (self._metric, *ids) == self._told_for:
            return
        self.sentence.setText(tr("Comparing row by row …"))
        work = partial(compare.significance, self._shell.workspace, ids, self._metric)
        told = partial(self._told, (self._metric, *ids))
        self._shell.bridge.query(work, told, self._not_told, self, key="significance")

    def _told(self, asked: tuple[str, ...], found: Significance) -> None:
        self._told_for = asked
        self.sentence.setText(found.text)
        chart = difference_chart(self._shown, found)
        self.differences.set_chart(chart)
        self.differences.setVisible(chart is not None)

    @Slot(object)
    def _not_told(self, error: Any) -> None:
        self.sentence.setText(str(error))
        self.differences.setVisible(False)

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(object)
    def _choose(self, key: object) -> None:
        places = ("parallel", "scatter", "real", "why")
        titles = (tr("All runs"), tr("All runs"), tr("Is the difference real?"), tr("Why did the score change?"))
        place = places.index(str(key))
        self.segment.set_key(str(key))
        self.stack.setCurrentIndex(place)
        self.set_title(titles[place])
        self._show_scatter()
        self._brushed(None)

    @Slot(object)
    def _brushed(self, _inside: object) -> None:
        text = self.parallel.range_text() if self.stack.currentIndex() == 0 else ""
        part = self._part if self.stack.currentIndex() <= SCATTER else ""
        self.set_fact(tr("dragged range: {range}").format(range=text) if text else part)
        self.clear_button.setVisible(bool(text))
