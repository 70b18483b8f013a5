"""Charts that follow from a run's record alone: which a task has, and a grid of cards for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from modelyard.charts import make
from modelyard.charts.gain import gain_curve
from modelyard.domain.experiments.evaluation import BinaryEvaluation
from modelyard.domain.experiments.spec import Task
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.widgets.chart_card import ChartCard


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart: `kind` is one of `charts.KINDS`, `data` what it is drawn from, None where a run has nothing for it.

    `fact` stands beside the title; `options` are for the figure alone; `span` is how many columns of a grid it takes.
    """

    kind: str
    title: str
    data: Callable[[RunFacts], tuple[Any, ...] | None]
    fact: Callable[[RunFacts], str] = lambda _: ""
    options: Callable[[RunFacts], dict[str, Any]] = lambda _: {}
    span: int = 1


def _part(name: str) -> Callable[[RunFacts], tuple[Any, ...] | None]:
    """The part of the evaluation of that name as a chart's data."""

    def data(facts: RunFacts) -> tuple[Any, ...] | None:
        found = getattr(facts.evaluation, name, None)
        return None if found is None else (found,)

    return data


def binary_of(facts: RunFacts | None) -> BinaryEvaluation | None:
    """The evaluation of a yes/no question."""
    evaluation = facts.evaluation if facts is not None else None
    return evaluation.binary if evaluation is not None else None


def judged_rows(facts: RunFacts) -> str:
    """On how many hold-out rows a run was judged."""
    rows = facts.evaluation.rows if facts.evaluation is not None else 0
    return tr("{rows} test rows").format(rows=texts.count(rows))


def overview_plots(task: Task) -> tuple[Plot, ...]:
    """The charts of a task's overview; those of a yes/no question hang together (see `overview`)."""
    if task is Task.MULTICLASS:
        return (
            Plot("class_confusion", tr("Confusion matrix"), _part("classes"), judged_rows, span=2),
            Plot("class_recall", tr("Recall by class"), _part("classes")),
        )
    if task is Task.REGRESSION:
        return (
            Plot("predicted_actual", tr("Predicted against actual"), _part("regression"), judged_rows),
            Plot("residual_histogram", tr("Errors"), _part("regression"), lambda _: tr("actual minus predicted")),
            Plot("error_quantiles", tr("Error by share of rows"), _part("regression")),
        )
    if task is Task.ANOMALY:
        return (Plot("anomaly_scores", tr("How unusual rows are"), _part("anomaly"), judged_rows, span=3),)
    if task is Task.CLUSTERING:
        return (
            Plot("cluster_points", tr("Clusters"), _part("clusters"), _explained, span=2),
            Plot("cluster_sizes", tr("Sizes"), _part("clusters")),
        )
    return ()


def _explained(facts: RunFacts) -> str:
    clusters = facts.evaluation.clusters if facts.evaluation is not None else None
    if clusters is None:
        return ""
    share = texts.percent(sum(clusters.explained))
    return tr("on two axes that show {share} of the variance").format(share=share)


def curve_plots() -> tuple[Plot, ...]:
    """The charts of the Curves tab, of all tasks: a run has data for those of its own."""
    return (
        Plot("roc", tr("ROC curve"), _binary_curve("roc"), judged_rows, _value("roc_auc")),
        Plot("precision_recall", tr("Precision and recall"), _binary_curve("precision_recall"), judged_rows,
             _precision_options),
        Plot("gain", tr("Gain"), _gain, lambda _: tr("the likeliest rows first"), _share_options),
        Plot("lift", tr("Lift"), _gain, lambda _: tr("against rows at random")),
        Plot("class_roc", tr("ROC curves"), _part("classes"), lambda _: tr("each class against the rest")),
        Plot("class_precision_recall", tr("Precision and recall"), _part("classes"),
             lambda _: tr("each class against the rest")),
        Plot("residuals", tr("Residuals"), _part("regression"), lambda _: tr("against the prediction")),
        Plot("folds", tr("Folds"), _folds, _folds_said),
    )  # fmt: skip


def _gain(facts: RunFacts) -> tuple[Any, ...] | None:
    binary = binary_of(facts)
    return None if binary is None else ([(words.run_name(facts.run), 0, gain_curve(binary))],)


def _folds(facts: RunFacts) -> tuple[Any, ...] | None:
    """The folds of the experiment's metric."""
    metric = facts.spec.metric if facts.spec is not None else ""
    values = facts.details.folds.get(metric, ())
    return ([(words.run_name(facts.run), 0, values)], metric) if values else None


def _folds_said(facts: RunFacts) -> str:
    metric = facts.spec.metric if facts.spec is not None else ""
    return tr("{metric} in each fold").format(metric=figures.name(metric))


def _share_options(facts: RunFacts) -> dict[str, Any]:
    binary = binary_of(facts)
    return {"positive_share": binary.positives / binary.rows if binary is not None and binary.rows else None}


def _binary_curve(name: str) -> Callable[[RunFacts], tuple[Any, ...] | None]:
    def data(facts: RunFacts) -> tuple[Any, ...] | None:
        binary = binary_of(facts)
        return None if binary is None else ([(words.run_name(facts.run), 0, getattr(binary, name))],)

    return data


def _value(key: str) -> Callable[[RunFacts], dict[str, Any]]:
    return lambda facts: {"values": (facts.run.metrics.get(key),)}


def _precision_options(facts: RunFacts) -> dict[str, Any]:
    return {**_value("average_precision")(facts), **_share_options(facts)}


@dataclass
class _Row:
    """Where the next card goes."""

    row: int = 0
    column: int = 0

    def place(self, span: int, columns: int) -> tuple[int, int, int]:
        if self.column + span > columns:
            self.row, self.column = self.row + 1, 0
        cell = (self.row, self.column, span)
        self.column += span
        return cell


class PlotGrid(QWidget):
    """Cards for charts, some in a row; those a run has no data for are left out. `cards` are by the charts' kinds."""

    def __init__(self, tab: RunTab, plots: Sequence[Plot], *, columns: int = 3, height: int = 236,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self._plots, self._columns = plots, columns
        self._extra: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self.cards: dict[str, ChartCard] = {}
        for plot in plots:
            self.cards[plot.kind] = tab.chart(plot.title, self, height=height)
            self.cards[plot.kind].hide()

    def add(self, card: QWidget) -> None:
        """Add a card of another kind behind the charts."""
        self._extra.append(card)

    def show_facts(self, facts: RunFacts) -> None:
        """Draw what the run has data for."""
        place = _Row()
        for plot in self._plots:
            card, data = self.cards[plot.kind], plot.data(facts)
            self._grid.removeWidget(card)
            card.setVisible(data is not None)
            if data is not None:
                row, column, span = place.place(plot.span, self._columns)
                self._grid.addWidget(card, row, column, 1, span)
                self._grid.setRowStretch(row, 1)
                card.set_fact(plot.fact(facts))
                card.show_chart(make(plot.kind, plot.title, *data, **plot.options(facts)))
        for extra in self._extra:
            self._grid.removeWidget(extra)
            if not extra.isHidden():
                row, column, span = place.place(1, self._columns)
                self._grid.addWidget(extra, row, column, 1, span)
