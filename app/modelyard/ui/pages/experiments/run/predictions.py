"""The rows a run was judged on with its answers, the worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import Task
from modelyard.services.experiments import predictions
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.save_file import ask_save
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.data_header import DataTable
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.paged_model import PagedTableModel
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from modelyard.tables.judged import JudgedRows

PAGE_ROWS = 64
SAID_WIDTH = 92


class PredictionsTab(RunTab):
    """A table of any length over the hold-out rows; all of them, or the wrong ones."""

    key = "predictions"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        self.rows: JudgedRows | None = None
        self._shown: tuple[str, bool] = ("", False)
        bar = QFrame(self)
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 8, 16, 8)
        row.setSpacing(12)
        self.which = Segment([("all", tr("All rows")), ("wrong", tr("Wrong"))], tr("Rows"), bar, small=True)
        self.which.chosen.connect(self._read)
        self.fact = ElidedLabel("", "small", "text3", bar)
        self.export = Button(tr("Export CSV"), "export", "secondary", bar, small=True)
        self.export.clicked.connect(self._ask_export)
        row.addWidget(self.which)
        row.addWidget(self.fact, 1)
        row.addWidget(self.export)
        inner, column = self.column()
        card = Card(parent=inner)
        self.table = DataTable(tr("Predictions"), card)
        self.table.head.plain = True
        card.body.addWidget(self.table)
        self.states = StateStack(card, inner)
        self.states.retry.connect(self._read)
        column.addWidget(self.states)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(bar)
        outer.addWidget(inner, 1)

    @staticmethod
    def title() -> str:
        return tr("Predictions")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return facts.predictions and facts.spec is not None and facts.run.state is RunState.FINISHED

    def refresh(self, facts: RunFacts) -> None:
        words = (tr("All rows"), tr("Flagged")) if facts.run.task is Task.ANOMALY else (tr("All rows"), tr("Wrong"))
        kept = self.which.key()
        self.which.set_choices([("all", words[0]), ("wrong", words[1])])
        self.which.set_key(kept)
        can = facts.run.task.classifies or facts.run.task is Task.ANOMALY
        self.which.setVisible(can)
        if not can:
            self.which.set_key("all")
        self._read()

    def _question(self) -> tuple[str, bool]:
        return (self.facts.run.id if self.facts is not None else ""), self.which.key() == "wrong"

    @Slot()
    def _read(self, _: object = None) -> None:
        question = self._question()
        if not question[0] or question == self._shown:
            return
        workspace, (run_id, wrong) = self.shell.workspace, question
        self.states.show_loading(tr("Reading predictions"))
        self.query(lambda: (question, predictions.judged_rows(workspace, run_id, wrong)), self._show, "rows",
                   self._failed)  # fmt: skip

    @Slot(object)
    def _failed(self, error: Any) -> None:
        self.states.show_error(tr("The predictions could not be read"), error)

    @Slot(object)
    def _show(self, found: tuple[tuple[str, bool], JudgedRows]) -> None:
        question, rows = found
        if question != self._question():
            rows.close()
            return
        self._shown = question
        self._let_go()
        self.rows = rows
        self.fact.setText(self._said(rows))
        if not rows.rows:
            text = tr("Every answer on the hold-out rows is right.")
            self.states.show_empty(EmptyState("check", tr("No wrong answers"), text, self.states))
            return
        model = PagedTableModel(self.shell.bridge, rows.read_page, rows.rows, rows.columns, self.table,
                                page_rows=PAGE_ROWS)  # fmt: skip
        model.failed.connect(self._failed)
        self.table.set_model(model)
        for index in range(rows.said):
            self.table.setColumnWidth(index, theme().px(SAID_WIDTH))
        self.states.show_full()

    def _said(self, rows: JudgedRows) -> str:
        task = self.facts.run.task if self.facts is not None else Task.BINARY
        order = {
            Task.REGRESSION: tr("the largest errors first"),
            Task.ANOMALY: tr("the most unusual first"),
            Task.CLUSTERING: tr("in the order of the table"),
        }.get(task, tr("the worst answers first"))
        if rows.wrong is None:
            return f"{texts.counted(rows.rows, tr('row'), tr('rows'))}, {order}"
        judged = self.facts.evaluation.rows if self.facts is not None and self.facts.evaluation is not None else 0
        text = tr("{n} of {all} flagged, {order}") if task is Task.ANOMALY else tr("{n} of {all} wrong, {order}")
        return text.format(n=texts.count(rows.wrong), all=texts.count(judged), order=order)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_go()
        self._shown = ("", False)
        self.mark_stale()

    def _let_go(self) -> None:
        """Close the files; they are opened again when the tab comes to the front."""
        if self.rows is not None:
            self.rows.close()
            self.rows = None

    # --- export -------------------------------------------------------------------------------------------------
    @Slot()
    def _ask_export(self) -> None:
        if self.facts is None:
            return
        run = self.facts.run
        path = ask_save(self, tr("Export predictions"), f"{run.experiment_name}-run-{run.number}-predictions.csv",
                        "CSV (*.csv)")  # fmt: skip
        if path is not None:
            workspace, run_id, wrong = self.shell.workspace, run.id, self.which.key() == "wrong"
            self.query(lambda: predictions.export_predictions(workspace, run_id, path, wrong), self._exported, "export")

    @Slot(object)
    def _exported(self, found: tuple[Any, int]) -> None:
        path, rows = found
        self.shell.toast(tr("Exported {rows}").format(rows=texts.counted(rows, tr("row"), tr("rows"))), path.name)
