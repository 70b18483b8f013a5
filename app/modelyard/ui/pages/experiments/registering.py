"""Makes a run a version of a model: the dialog, and what is said when it is one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.experiments.register_dialog import RegisterDialog
from modelyard.ui.shell import Shell, ToastAction


class Registering(QObject):
    """Opens the dialog and follows its job."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._jobs = OwnJobs(shell, self)
        self._jobs.moved.connect(self._moved)

    def ask(self, run: Run) -> None:
        """Ask for the model's name and register the run."""
        dialog = RegisterDialog(self._shell, run)
        dialog.finished.connect(partial(self._asked, dialog))
        self._shell.open_dialog(dialog)

    def _asked(self, dialog: RegisterDialog, accepted: object) -> None:
        if accepted and dialog.started is not None:
            self._jobs.follow(dialog.started, dialog.started.id)

    @Slot(object, object)
    def _moved(self, job: Job, _about: object) -> None:
        """Say so when a registration from here has ended well; the window tells of failures itself."""
        if job.state is JobState.SUCCEEDED:
            version = str(job.result.get("version_id", ""))
            show = ToastAction(self.tr("Show model"), partial(self._shell.go, "models", version))
            text = self.tr("Registered {model} v{number}").format(
                model=job.subject, number=job.result.get("number", "")
            )
            self._shell.toast(text, self.tr("The bundle is checked and stored."), "ok", [show])
