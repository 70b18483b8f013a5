"""The Used by tab: the runs that were trained on a dataset."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from modelyard.domain.experiments.runs import Run, RunState
from modelyard.ui import texts
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class UsedByTab(VersionTab):
    """Runs, newest first."""

    key = "used"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self._numbers: dict[str, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = Table(self._columns(), lambda run: run.id, self.tr("Runs trained on this dataset"), self)
        self.table.row_opened.connect(self._open)
        self.table.menu = self._menu
        self.states = StateStack(self.table, self)
        column.addWidget(self.states)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("UsedByTab", "Used by")

    @Slot(object)
    def _open(self, run_id: object) -> None:
        self.page.shell.go("experiments", run_id)

    def _menu(self, run: Run, menu: QMenu) -> None:
        self.table.add_menu_action(menu, self.tr("Open run"), "experiments", partial(self._open, run.id))

    def _state(self, run: Run) -> Cell:
        words = {
            RunState.QUEUED: (self.tr("Queued"), "neutral"),
            RunState.RUNNING: (self.tr("Running"), "run"),
            RunState.FINISHED: (self.tr("Finished"), "ok"),
            RunState.FAILED: (self.tr("Failed"), "bad"),
            RunState.CANCELLED: (self.tr("Cancelled"), "neutral"),
        }
        text, kind = words[run.state]
        return Cell(text, chip=kind, tip=run.error)

    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("experiment", self.tr("Experiment"), lambda r: Cell(r.experiment_name, weight=500,
                        tip=r.experiment_name, icon="experiments", icon_tone="text3"),
                        sort=lambda r: r.experiment_name),
            TableColumn("run", self.tr("Run"), lambda r: Cell(f"{r.number:,}"), 70, True, lambda r: r.number),
            TableColumn("algorithm", self.tr("Algorithm"), lambda r: r.algorithm_name, 170,
                        sort=lambda r: r.algorithm_name),
            TableColumn("version", self.tr("Version"), lambda r: f"v{self._numbers.get(r.dataset_version_id, 0)}", 80,
                        sort=lambda r: self._numbers.get(r.dataset_version_id, 0)),
            TableColumn("auc", self.tr("ROC AUC"), lambda r: Cell(texts.score(r.metrics.get("roc_auc"))), 90, True,
                        lambda r: r.metrics.get("roc_auc")),
            TableColumn("state", self.tr("State"), self._state, 110, sort=lambda r: r.state.value),
            TableColumn("at", self.tr("Started"), lambda r: Cell(texts.ago(r.created_at), "text3"), 90,
                        sort=lambda r: r.created_at),
        ]  # fmt: skip

    def refresh(self) -> None:
        runs, self._numbers = self.page.uses()
        self.table.set_rows(runs)
        self.table.viewport().update()
        if runs:
            self.states.show_full()
        elif self.states.state != "empty":
            text = self.tr("Train a model on it: New experiment on the Experiments page.")
            self.states.show_empty(EmptyState("experiments", self.tr("Not used yet"), text, self.states))
