"""Writes the report of runs where the user wants it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from modelyard.charts import run_report
from modelyard.services.experiments import report
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.save_file import ask_save
from modelyard.ui.shell import Shell

KINDS = "HTML (*.html);;PDF (*.pdf)"


class Exporting(QObject):
    """Asks for a file, and writes the report of some runs in the background."""

    def __init__(self, shell: Shell, parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._window = shell, parent

    def ask(self, run_ids: Sequence[str]) -> None:
        """Ask where the report is to be written; its ending says whether it is HTML or PDF."""
        name = "run.html" if len(run_ids) == 1 else "comparison.html"
        path = ask_save(self._window, tr("Export report"), name, KINDS)
        if path is not None:
            self.write(run_ids, path)

    def write(self, run_ids: Sequence[str], path: Path) -> None:
        """Write the report to a file."""
        workspace, ids = self._shell.workspace, tuple(run_ids)

        def work() -> Path:
            return run_report.write_report(report.read_report(workspace, ids), path)

        self._shell.bridge.query(work, self._written, self._failed, self, key="report")

    @Slot(object)
    def _written(self, path: Path) -> None:
        self._shell.toast(tr("Wrote the report"), str(path))

    @Slot(object)
    def _failed(self, error: object) -> None:
        self._shell.toast(getattr(error, "message", str(error)), getattr(error, "hint", ""), "bad")
