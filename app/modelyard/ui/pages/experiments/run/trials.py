"""The trials of a search: the best so far, what each parameter does, and a row each, which can become a run."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from modelyard.charts import make
from modelyard.charts.search import slices_height
from modelyard.domain.experiments.runs import Run, RunState, Trial, TrialState
from modelyard.services.experiments import search
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run import figures
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.shell import ToastAction
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

_KIND = {TrialState.FINISHED: "ok", TrialState.PRUNED: "neutral", TrialState.FAILED: "bad"}
FEWEST_FOR_SLICES = 3
LEAST_SLICES = 220


def _state(trial: Trial) -> Cell:
    text = {
        TrialState.FINISHED: tr("Finished"),
        TrialState.PRUNED: tr("Pruned"),
        TrialState.FAILED: tr("Failed"),
    }[trial.state]
    return Cell(text, chip=_KIND[trial.state], tip=trial.text)


class TrialsTab(RunTab):
    """The best so far, the table of trials, and what each parameter does; it follows a search that runs."""

    key = "trials"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self._shape: tuple[str, ...] = ()
        inner, column = self.column()
        self.best = self.chart(tr("Best so far"), inner, height=230)
        self.slices = self.chart(tr("By parameter"), inner, height=LEAST_SLICES)
        column.addWidget(self.best)
        self.card = Card(tr("Trials"), parent=inner)
        self.keep = Button(tr("Keep as run"), "plus", "secondary", self.card.head, small=True)
        self.keep.setToolTip(tr("Train this trial's parameters on all training rows, as a run of its own"))
        self.keep.clicked.connect(self._keep_chosen)
        self.card.head_actions.addWidget(self.keep)
        self.table = Table([], lambda t: str(t.number), tr("Trials"), self.card, row_height=28)
        self.table.setMinimumHeight(theme().px(260))
        self.table.row_selected.connect(self._chosen)
        self.table.menu = self._menu
        self.card.body.addWidget(self.table)
        column.addWidget(self.card, 1)
        column.addWidget(self.slices)
        self.fill(self.scrolling(inner))

    @staticmethod
    def title() -> str:
        return tr("Trials")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return bool(facts.trials)

    @staticmethod
    def count(facts: RunFacts) -> str:
        return texts.count(len(facts.trials)) if facts.trials else ""

    # --- showing ------------------------------------------------------------------------------------------------
    def refresh(self, facts: RunFacts) -> None:
        trials, metric = facts.trials, self._metric(facts)
        planned = facts.spec.search.trials if facts.spec is not None and facts.spec.search is not None else 0
        self.best.show_chart(make("best_so_far", tr("Best so far"), trials, metric, planned))
        self.slices.setVisible(len(trials) >= FEWEST_FOR_SLICES)
        self.slices.show_chart(make("slices", tr("By parameter"), trials, metric))
        self._fit_slices()
        self.card.set_fact(self._said(trials))
        names = tuple(dict.fromkeys(name for t in trials for name in t.params))
        if (metric, *names) != self._shape:
            self._shape = (metric, *names)
            self.table.set_columns(self._columns(facts.run, metric, names))
            order = Qt.SortOrder.DescendingOrder if words.metric(metric).greater else Qt.SortOrder.AscendingOrder
            self.table.rows.sort(2, order)
        best = search.best_so_far(metric, trials)
        self._best = best[-1][0] if best else -1
        self.table.set_rows(trials)
        self._chosen(self.table.selected_key())

    @staticmethod
    def _metric(facts: RunFacts) -> str:
        return facts.spec.metric if facts.spec is not None else "value"

    def _said(self, trials: tuple[Trial, ...]) -> str:
        pruned = sum(t.state is TrialState.PRUNED for t in trials)
        failed = sum(t.state is TrialState.FAILED for t in trials)
        parts = [texts.counted(len(trials) - pruned - failed, tr("finished"), tr("finished"))]
        parts += [tr("{n} pruned").format(n=texts.count(pruned))] if pruned else []
        parts += [tr("{n} failed").format(n=texts.count(failed))] if failed else []
        return ", ".join(parts)

    def _columns(self, run: Run, metric: str, names: tuple[str, ...]) -> list[TableColumn]:
        def value(trial: Trial) -> Cell:
            weight = 600 if trial.number == self._best else 400
            tip = ", ".join(figures.value_text(metric, v) for v in trial.folds)
            tone = "text" if trial.state is TrialState.FINISHED else "text3"
            tip = tr("Folds: {values}").format(values=tip) if trial.folds else ""
            return Cell(figures.value_text(metric, trial.value), tone, weight=weight, tip=tip)

        def param(name: str, trial: Trial) -> Cell:
            found = trial.params.get(name)
            text = f"{found:.4g}" if isinstance(found, float) else words.param_text(found)
            return Cell(text, "text2", tip=words.param_text(found))

        return [
            TableColumn("number", tr("Trial"), lambda t: Cell(texts.count(t.number + 1), weight=500), 64, True,
                        sort=lambda t: t.number),
            TableColumn("state", tr("State"), _state, 104, sort=lambda t: t.state.value),
            TableColumn("value", figures.name(metric), value, 104, True, sort=partial(_judged, metric),
                        tip=tr("The mean over the folds it was judged on")),
            *(TableColumn(f"param:{name}", words.short_name(self.view.parameters.label(run, name)),
                          partial(param, name), 112, True, sort=partial(_sort_value, name),
                          tip=self.view.parameters.label(run, name)) for name in names),
            TableColumn("folds", tr("Folds"), lambda t: Cell(texts.count(len(t.folds)), "text3"), 64, True,
                        sort=lambda t: len(t.folds)),
            TableColumn("took", tr("Duration"), lambda t: Cell(texts.duration(t.seconds), "text3"), 84, True,
                        sort=lambda t: t.seconds),
            TableColumn("text", "", lambda t: Cell(t.text, "bad-text", tip=t.text), None, minimum=40),
        ]  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_slices()

    def _fit_slices(self) -> None:
        if self.facts is not None and self.facts.trials:
            width = self.slices.view.width()
            needed = round(slices_height(self.facts.trials, self._metric(self.facts), width)) + theme().px(56)
            self.slices.setFixedHeight(max(theme().px(LEAST_SLICES), needed))

    # --- keeping a trial ----------------------------------------------------------------------------------------
    def _trial(self, key: str) -> Trial | None:
        found = self.facts.trials if self.facts is not None else ()
        return next((t for t in found if str(t.number) == key), None)

    def _why_not(self, trial: Trial | None) -> str:
        if self.shell.workspace.read_only:
            return str(self.shell.workspace.read_only)
        if self.facts is not None and self.facts.spec is None:
            return tr("It was searched elsewhere")
        if trial is None:
            return tr("Select a trial first")
        return "" if trial.state is TrialState.FINISHED else tr("Only a finished trial can be kept")

    @Slot(object)
    def _chosen(self, key: object) -> None:
        self.keep.set_reason(self._why_not(self._trial(str(key))))

    def _menu(self, trial: Trial, menu: QMenu) -> None:
        keep = partial(self._keep_trial, trial.number)
        self.table.add_menu_action(menu, tr("Keep as run"), "plus", keep, enabled=not self._why_not(trial))

    @Slot()
    def _keep_chosen(self) -> None:
        trial = self._trial(self.table.selected_key())
        if trial is not None:
            self._keep_trial(trial.number)

    def _keep_trial(self, number: int) -> None:
        if self.facts is not None:
            workspace, run_id = self.shell.workspace, self.facts.run.id
            self.shell.bridge.perform(lambda: search.keep_trial(workspace, run_id, number), self._kept, None, self)

    @Slot(object)
    def _kept(self, run: Run) -> None:
        text = tr("It is trained when its turn comes.") if run.state is RunState.QUEUED else ""
        open_it = ToastAction(tr("Open"), partial(self.shell.go, "experiments", ("run", run.id)))
        self.shell.toast(tr("{trial} becomes {run}").format(trial=run.name, run=words.run_name(run)), text, "plain",
                         (open_it,))  # fmt: skip


def _judged(metric: str, trial: Trial) -> tuple[bool, float] | None:
    """What trials are ordered by: the finished ones stand before those stopped early, whose values are of fewer folds
    and say less; without a value last."""
    if trial.value is None:
        return None
    return (trial.state is TrialState.FINISHED) is words.metric(metric).greater, trial.value


def _sort_value(name: str, trial: Trial) -> Any:
    value = trial.params.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
