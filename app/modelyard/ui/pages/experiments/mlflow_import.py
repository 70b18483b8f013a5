"""Importing runs from MLflow: asks for the folder, starts the job, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from modelyard.domain.jobs import Job, JobState
from modelyard.services.experiments import exchange
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.shell import Shell, ToastAction


class MlflowImport(QObject):
    """Imports run in the background; the list shows their runs as they come."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__(page)
        self._shell, self._page = shell, page
        self._jobs = OwnJobs(shell, self)
        self._jobs.moved.connect(self._moved)

    @Slot()
    def ask(self) -> None:
        """Ask for the folder of a store and import it."""
        title = self.tr("Choose the folder that holds mlflow.db or mlruns")
        chosen = QFileDialog.getExistingDirectory(self._page, title, str(Path.home()))
        if chosen:
            self.start(Path(chosen))

    def take(self, paths: Sequence[str]) -> bool:
        """Import stores that were dropped; False where not all of them are stores."""
        found = [Path(p) for p in paths]
        if not found or not all(map(exchange.looks_like_store, found)):
            return False
        for path in found:
            self.start(path)
        return True

    def start(self, path: Path) -> None:
        """Import a store."""
        self._jobs.start(partial(exchange.import_mlflow, self._shell.workspace, path), str(path))

    @Slot(object, object)
    def _moved(self, job: Job, _about: object) -> None:
        if job.state is not JobState.SUCCEEDED:
            return  # the window says so itself
        report = exchange.checked_report(job)
        missed = bool(report["problems"])
        log = ToastAction(self.tr("Open log"), partial(self._shell.go, "activity", job.id))
        self._shell.toast(self.tr("Imported from MLflow"), report["text"], "warn" if missed else "ok",
                          [log] if missed else [])  # fmt: skip
