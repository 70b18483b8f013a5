"""What the job of a run said."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from modelyard.domain.jobs import LogLine
from modelyard.services import activity
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.states import EmptyState, StateStack


class LogTab(RunTab):
    """The log of the run's job, growing while it runs."""

    key = "log"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        card = Card(tr("Log"), parent=inner)
        self.log = LogView(tr("Log of the run"), card)
        card.body.addWidget(self.log)
        self.states = StateStack(card, inner)
        column.addWidget(self.states)
        self.fill(inner)
        self._run_id = ""

    @staticmethod
    def title() -> str:
        return tr("Log")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return facts.run.job_id is not None

    def refresh(self, facts: RunFacts) -> None:
        if facts.run.id != self._run_id:
            self._run_id = facts.run.id
            self.log.clear()
        self.read()

    def read(self) -> None:
        """Read what there is by now."""
        if self.facts is None or not self.facts.run.job_id:
            return
        workspace, run_id, job_id = self.shell.workspace, self.facts.run.id, self.facts.run.job_id
        self.query(lambda: (run_id, activity.job_log(workspace, job_id)), self._show, "lines")

    @Slot(object)
    def _show(self, found: tuple[str, list[LogLine]]) -> None:
        run_id, lines = found
        if not self.shows(run_id):
            return
        self.log.set_lines([(texts.clock_time(line.at), line.text, "text") for line in lines])
        if lines:
            self.states.show_full()
        elif self.states.state != "empty":
            text = tr("Training has said nothing so far.")
            self.states.show_empty(EmptyState("logs", tr("The log is empty"), text, self.states))
