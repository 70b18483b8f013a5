"""The dialog that adds true outcomes to a deployment's predictions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from modelyard.domain.data.datasets import ImportPreview
from modelyard.domain.deployments import Deployment
from modelyard.domain.jobs import Job
from modelyard.services import monitoring
from modelyard.services.data import datasets
from modelyard.ui import texts
from modelyard.ui.pages.monitoring.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.write_dialog import WriteDialog

ID_NAMES = ("prediction_id", "id", "request_id")


class LabelsDialog(WriteDialog):
    """Asks for the file and its two columns, then starts the import. `started` is the job's id afterwards."""

    def __init__(
        self, shell: Shell, deployment: Deployment, target: str, path: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(shell, tr("Add labels"), parent, width=540)
        self._deployment, self._target = deployment, target
        self._preview: ImportPreview | None = None
        self.started = ""
        text = tr("True outcomes join the predictions of {name} by their id, however late they come.")
        self.body.addWidget(Label(text.format(name=deployment.name), "body", "text2", self, wrap=True))
        self.path = QLineEdit(path, self)
        self.path.setAccessibleName(tr("File"))
        self.path.editingFinished.connect(self._look)
        choose = Button(tr("Choose"), "folder", parent=self)
        choose.clicked.connect(self._choose)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.path, 1)
        line.addWidget(choose)
        self.file_field = FormField(tr("File"), row, tr("CSV or Parquet"), self)
        self.body.addWidget(self.file_field)
        columns = QHBoxLayout()
        self.id_column, self.label_column = Select([], self), Select([], self)
        columns.addWidget(FormField(tr("Prediction id"), self.id_column, parent=self))
        columns.addWidget(FormField(tr("True outcome"), self.label_column, parent=self))
        self.body.addLayout(columns)
        self.body.addWidget(self.failure)
        self.set_primary(tr("Add labels"), "import")
        self.set_reason(tr("Choose a file"))
        if path:
            self._look()

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Add labels"), "", tr("Tables (*.csv *.tsv *.txt *.parquet);;All files (*)")
        )
        if chosen:
            self.path.setText(chosen)
            self._look()

    @Slot()
    def _look(self) -> None:
        path = self.path.text().strip()
        self._preview = None
        self.failure.set("")
        if not path:
            self.set_reason(tr("Choose a file"))
            return
        self.set_reason(tr("Reading the file"))
        read = lambda: datasets.preview_import(Path(path), limit=5)  # noqa: E731 - runs in a worker, captures a string
        self.shell.bridge.query(read, self._known, self._unreadable, self, key="labels")

    @Slot(object)
    def _known(self, found: ImportPreview) -> None:
        self._preview = found
        names = [c.name for c in found.columns]
        choices = [(n, n) for n in names]
        self.id_column.set_choices(choices)
        self.label_column.set_choices(choices)
        self.id_column.set_key(next((n for n in ID_NAMES if n in names), names[0]))
        self.label_column.set_key(self._target if self._target in names else names[-1])
        rows = texts.count(found.row_count) if found.row_count is not None else "?"
        about = "" if found.row_count_exact else tr("about ")
        self.file_field.set_hint(tr("{about}{rows} rows, {n} columns").format(about=about, rows=rows, n=len(names)))
        self.set_reason("" if len(names) > 1 else tr("The file has one column; two are needed"))
        if len(names) > 1:
            self.set_facts(tr("Runs in the background"))

    @Slot(object)
    def _unreadable(self, error: BaseException) -> None:
        self.failure.set(str(error))
        self.set_reason(tr("The file cannot be read"))

    def submit(self) -> None:
        """Start the import; the dialog stays open with the reason when it cannot start."""
        path = Path(self.path.text().strip())
        ids, labels = self.id_column.key(), self.label_column.key()
        if ids == labels:
            self.failure.set(tr("Prediction id and true outcome are the same column. Choose two different ones."))
            return
        start = partial(monitoring.import_labels, self.shell.workspace, self._deployment.id, path, ids, labels)
        self.write(start, self._keep, busy=tr("Starting"))

    def _keep(self, job: Job) -> None:
        self.started = job.id
