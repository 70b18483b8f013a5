"""Which features a run's model leans on, and how its answer follows one of them."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelyard.charts import make
from modelyard.domain.experiments.evaluation import Dependence, Importance
from modelyard.domain.experiments.metrics import described
from modelyard.domain.experiments.runs import RunState
from modelyard.services.experiments import explain
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.demand import Demand, Question
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

MOST_SHOWN = 30


class ImportanceTab(RunTab):
    """Permutation importance as a chart and a table, and the partial dependence on the feature chosen in either."""

    key = "importance"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        top = QHBoxLayout()
        top.setSpacing(12)
        self.chart_card = self.chart(tr("Feature importance"), inner)
        self.chart_card.view.picked.connect(self._picked)
        top.addWidget(self.chart_card, 3)
        self.list_card = Card(tr("All features"), parent=inner)
        self.table = Table(self._columns("roc_auc"), lambda i: str(i.feature), tr("Feature importance"),
                           self.list_card, row_height=28)  # fmt: skip
        self.table.row_selected.connect(self._picked)
        self.list_card.body.addWidget(self.table)
        top.addWidget(self.list_card, 2)
        column.addLayout(top, 3)
        column.addWidget(self._build_dependence(inner), 2)
        self.states = StateStack(self.scrolling(inner), self)
        self.fill(self.states)

    def _build_dependence(self, inner: QWidget) -> Card:
        card = Card(tr("Partial dependence"), tr("the mean prediction when every row has this value"), inner)
        card.setMinimumHeight(theme().px(260))
        self.feature = Select([], card.head, name=tr("Feature"), small=True, width=200)
        self.feature.currentIndexChanged.connect(self._feature_chosen)
        card.head_actions.addWidget(self.feature)
        self.dependence = self.chart_view(card)
        self.demand = Demand(self, self.dependence, "experiments", card)
        self.demand.found.connect(self._show_dependence)
        card.body.addWidget(self.demand)
        return card

    @staticmethod
    def title() -> str:
        return tr("Feature importance")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return facts.evaluation is not None and facts.spec is not None and facts.run.state is RunState.FINISHED

    def _columns(self, metric: str) -> list[TableColumn]:
        def mean(item: Importance) -> Cell:
            return Cell(figures.value_text(metric, item.mean), "text" if item.mean > 0 else "text3")

        worse = tr("{metric} lost") if described(metric).greater else tr("{metric} added")
        lost = worse.format(metric=figures.name(metric))
        return [
            TableColumn("feature", tr("Feature"), lambda i: Cell(i.feature, weight=500, tip=i.feature), None,
                        sort=lambda i: i.feature),
            TableColumn("mean", lost, mean, 124, True, sort=lambda i: i.mean),
            TableColumn("std", tr("Spread"), lambda i: Cell("±" + figures.value_text(metric, i.std), "text3"), 84, True,
                        sort=lambda i: i.std, tip=tr("Standard deviation over the shuffles")),
        ]  # fmt: skip

    # --- showing ------------------------------------------------------------------------------------------------
    def refresh(self, facts: RunFacts) -> None:
        evaluation = facts.evaluation
        if evaluation is None or facts.spec is None:
            return
        found = sorted(evaluation.importance, key=lambda i: -i.mean)
        if not found and not evaluation.dependence and facts.run.algorithm == "baseline":
            text = tr("A baseline looks at no feature.")
            self.states.show_empty(EmptyState("experiments", tr("No importance was measured"), text, self.states))
            return
        self.states.show_full()
        self._show_importance(facts, found, evaluation.importance_metric)
        features = [i.feature for i in found]
        features += [f for f in facts.spec.features if f not in features]
        self.feature.set_choices([(name, name) for name in features])
        self._ask()

    def _show_importance(self, facts: RunFacts, found: list[Importance], metric: str) -> None:
        self.chart_card.setVisible(bool(found))
        self.list_card.setVisible(bool(found))
        less, more = tr("{metric} lost when a feature is shuffled"), tr("{metric} added when a feature is shuffled")
        lost = (less if described(metric).greater else more).format(metric=figures.name(metric))
        self.chart_card.set_fact(lost)
        series = [(words.run_name(facts.run), 0, tuple(found))]
        self.chart_card.show_chart(make("importance", tr("Feature importance"), series, metric, most=MOST_SHOWN))
        self.list_card.set_fact(texts.count(len(found)))
        self.table.set_columns(self._columns(metric))
        self.table.set_rows(found)

    # --- partial dependence -------------------------------------------------------------------------------------
    @Slot(object)
    def _picked(self, feature: object) -> None:
        if feature:
            self.feature.set_key(str(feature))

    @Slot(int)
    def _feature_chosen(self, _index: int) -> None:
        self._ask()

    def _ask(self) -> None:
        feature = self.feature.key()
        if self.facts is None or not feature:
            return
        workspace, run_id = self.shell.workspace, self.facts.run.id
        self.demand.ask(
            Question(
                ("dependence", run_id, feature),
                partial(explain.dependence, workspace, run_id, feature),
                partial(explain.start_dependence, workspace, run_id, feature),
                tr("Partial dependence on {feature}").format(feature=feature),
            )
        )

    @Slot(object)
    def _show_dependence(self, found: Dependence) -> None:
        if len(found.y) == 0:
            text = tr("It has fewer than two values, or is free text.")
            state = EmptyState("experiments", tr("Nothing to draw for {feature}").format(feature=found.feature), text,
                               self.demand)  # fmt: skip
            self.demand.show_empty(state)
            return
        self.dependence.set_chart(make("dependence", tr("Partial dependence"), found))
