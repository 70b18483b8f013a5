"""One run: its results and charts in tabs, what went into it at the side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.domain.experiments.runs import Run
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.experiments.facts import Parameters
from modelyard.ui.pages.experiments.run.curves import CurvesTab
from modelyard.ui.pages.experiments.run.files import FilesTab
from modelyard.ui.pages.experiments.run.history import HistoryTab
from modelyard.ui.pages.experiments.run.importance import ImportanceTab
from modelyard.ui.pages.experiments.run.log import LogTab
from modelyard.ui.pages.experiments.run.origins import member_name
from modelyard.ui.pages.experiments.run.overview import OverviewTab
from modelyard.ui.pages.experiments.run.predictions import PredictionsTab
from modelyard.ui.pages.experiments.run.reading import RunFacts, read_run
from modelyard.ui.pages.experiments.run.record import RecordTab
from modelyard.ui.pages.experiments.run.resources import ResourcesTab
from modelyard.ui.pages.experiments.run.segments import SegmentsTab
from modelyard.ui.pages.experiments.run.side import RunSide
from modelyard.ui.pages.experiments.run.tab import RunTabs
from modelyard.ui.pages.experiments.run.trials import TrialsTab
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.states import StateStack

PANEL_NEEDS = 1080
"""From this width of the page on there is room for the side panel."""

TABS = (OverviewTab, RecordTab, ImportanceTab, TrialsTab, SegmentsTab, PredictionsTab, CurvesTab, HistoryTab,
        ResourcesTab, FilesTab, LogTab)  # fmt: skip


class RunView(QWidget):
    """Tabs over one run, and the panel that says what it was made from. `retried` carries its id."""

    retried = Signal(object)

    def __init__(self, shell: Shell, parameters: Parameters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shell, self.parameters = shell, parameters
        self.facts: RunFacts | None = None
        self.segment_columns: list[str] = []
        """The columns last chosen for segments, for the next run as well."""
        self._run: Run | None = None
        self.jobs = OwnJobs(shell, self)
        self.side = RunSide(self, self)
        self.tabs = RunTabs(self)
        for kind in TABS:
            self.tabs.add_kind(kind)
        self.tabs.set_side(self.side)
        self.tabs.set_key(OverviewTab.key)
        self.tabs.changed.connect(self._tab_changed)
        self.states = StateStack(self.tabs, self)
        self.states.retry.connect(self.reload)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    # --- showing ------------------------------------------------------------------------------------------------
    def show_run(self, run: Run) -> None:
        """Show a run; the same one keeps its tab and threshold."""
        if self._run is None or self._run.id != run.id:
            self.facts = None
            self.tabs.set_key(OverviewTab.key)
            self.states.show_loading(self.tr("Reading the run"))
        self._run = run
        self.reload()

    def update_run(self, run: Run) -> None:
        """The run goes on."""
        self._run = run
        if self.facts is None or self.facts.run.id != run.id:
            return
        begun = self.facts.run.state is not run.state
        self.facts = replace(self.facts, run=run)
        if begun:
            self.tabs.show_facts(self.facts)
            return
        self.tabs.tab(OverviewTab).update_run(run)
        if self.tabs.key() == LogTab.key:
            self.tabs.tab(LogTab).read()

    @Slot()
    def reload(self) -> None:
        """Read the run again."""
        if self._run is not None:
            workspace, run_id = self.shell.workspace, self._run.id
            self.shell.bridge.query(lambda: read_run(workspace, run_id), self._show, self._not_read, self, key="run")

    @Slot(object)
    def _not_read(self, error: Any) -> None:
        self.states.show_error(self.tr("This run could not be read"), error)

    @Slot(object)
    def _show(self, found: RunFacts) -> None:
        if self._run is None or found.run.id != self._run.id:
            return
        if self._run.job_id != found.run.job_id:  # it waits to be repeated, though its record still says why it failed
            found = replace(found, run=self._run)
        self.facts = found
        self.states.show_full()
        self.tabs.show_facts(found)
        self.side.show_facts(found)

    @Slot()
    def retry(self) -> None:
        """Ask for the run to be trained again."""
        if self._run is not None:
            self.retried.emit(self._run.id)

    @Slot()
    def show_log(self) -> None:
        """Bring the log to the front."""
        self.tabs.set_key(LogTab.key)

    @Slot()
    def show_record(self) -> None:
        """Bring all of the record to the front."""
        self.tabs.set_key(RecordTab.key)

    @Slot(object)
    def open_member(self, name: object) -> None:
        """Go to a run that this ensemble is of."""
        facts = self.facts
        found = next((m for m in facts.members if member_name(facts, m) == name), None) if facts is not None else None
        if found is not None:
            self.shell.go("experiments", ("run", found.id))

    # --- the panel ----------------------------------------------------------------------------------------------
    @Slot(object)
    def _tab_changed(self, _key: object) -> None:
        self._fit_side()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        # the Parameters tab says the same, so the panel may fold
        self.side.setVisible(self.width() >= PANEL_NEEDS and self.tabs.key() != RecordTab.key)
