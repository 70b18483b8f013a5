"""The curves of a run: those of its task, its folds, and the learning curve on demand."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from modelyard.charts import make
from modelyard.domain.experiments.evaluation import LearningCurve
from modelyard.services.experiments import explain
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.demand import Demand, Question
from modelyard.ui.pages.experiments.run.plots import PlotGrid, curve_plots
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card


class CurvesTab(RunTab):
    """A grid of charts; the last one is the learning curve, which takes fits of its own."""

    key = "curves"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        self.grid = PlotGrid(self, curve_plots(), columns=2, height=280, parent=inner)
        self.learning = Card(tr("Learning curve"), parent=self.grid)
        self.learning.setMinimumHeight(theme().px(280))
        self.learning_chart = self.chart_view(self.learning)
        self.demand = Demand(self, self.learning_chart, "experiments", self.learning)
        self.demand.found.connect(self._show_learning)
        self.learning.body.addWidget(self.demand)
        self.grid.add(self.learning)
        column.addWidget(self.grid)
        column.addStretch(1)
        self.fill(self.scrolling(inner))

    @staticmethod
    def title() -> str:
        return tr("Curves")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return facts.evaluation is not None and facts.run.task.supervised

    def refresh(self, facts: RunFacts) -> None:
        self.learning.setVisible(facts.spec is not None and facts.run.algorithm != "baseline")
        self.grid.show_facts(facts)
        if facts.spec is None:
            return
        workspace, run_id = self.shell.workspace, facts.run.id
        took = texts.duration(2 * facts.run.fit_seconds) if facts.run.fit_seconds else ""
        cost = tr("It fits the model to 5 to 100 % of the training rows, which takes about {time}.")
        self.learning.set_fact(figures.name(facts.spec.metric))
        self.demand.ask(
            Question(
                ("learning", run_id),
                partial(explain.learning_curve, workspace, run_id),
                partial(explain.start_learning_curve, workspace, run_id),
                tr("Would more rows help?"),
                cost.format(time=took),
                tr("Measure"),
            )
        )

    @Slot(object)
    def _show_learning(self, found: LearningCurve) -> None:
        self.learning_chart.set_chart(make("learning_curve", tr("Learning curve"), found))
