"""The dialog that makes a run a version of a model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job
from modelyard.domain.models import CHAMPION, Model
from modelyard.services import models
from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label
from modelyard.ui.write_dialog import WriteDialog


class RegisterDialog(WriteDialog):
    """Asks for the model's name and a note, then starts the registration. `started` is the job afterwards."""

    def __init__(self, shell: Shell, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(shell, facts.tr("Register model"), parent, width=520)
        self._run = run
        self._models: dict[str, Model] = {}
        self.started: Job | None = None
        text = facts.tr("{run} of {experiment}, {algorithm}, ROC AUC {auc}, {size}")
        auc, size = facts.value_text(run, "roc_auc"), texts.size(run.model_size)
        names = {"run": facts.run_name(run), "experiment": run.experiment_name, "auc": auc, "size": size}
        summary = text.format(algorithm=run.algorithm_name.lower(), **names)
        self.body.addWidget(Label(summary, "body", "text2", self, wrap=True))
        self.name = QComboBox(self)
        self.name.setEditable(True)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.name.setEditText(run.experiment_name)
        self.name.editTextChanged.connect(self._changed)
        self.name_field = FormField(facts.tr("Model"), self.name, parent=self)
        self.body.addWidget(self.name_field)
        self.note = QPlainTextEdit(self)
        self.note.setFixedHeight(theme().px(72))
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(facts.tr("What is new or different about it"))
        self.body.addWidget(FormField(facts.tr("Note"), self.note, parent=self, optional=True))
        self.body.addWidget(self.failure)
        self.set_primary(facts.tr("Register model"), "models")
        self._changed()
        shell.bridge.query(lambda: models.models(shell.workspace), self._known, None, self, key="models")

    @Slot(object)
    def _known(self, found: Sequence[Model]) -> None:
        self._models = {m.name: m for m in found}
        text = self.name.currentText()
        self.name.blockSignals(True)
        self.name.addItems([m.name for m in found])
        self.name.setEditText(text)
        self.name.blockSignals(False)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        name = self.name.currentText().strip()
        known = self._models.get(name)
        if known is not None:
            text = facts.tr("Becomes version {number} of {model}. Aliases stay where they are.")
            self.name_field.set_hint(text.format(number=known.versions + 1, model=name))
        elif name:
            text = facts.tr("A new model. Its first version becomes the {alias}.")
            self.name_field.set_hint(text.format(alias=CHAMPION))
        else:
            self.name_field.set_hint("")
        self.failure.set("")
        self.set_reason("" if name else facts.tr("Give the model a name"))
        if name:
            self.set_facts(facts.tr("Takes a few seconds in the background"))

    def submit(self) -> None:
        """Start the registration; the dialog stays open with the reason when it cannot start."""
        workspace, run, note = self.shell.workspace, self._run, self.note.toPlainText().strip()
        name = self.name.currentText().strip()
        start = partial(models.register, workspace, run.id, name, note)
        self.write(start, self._keep, busy=facts.tr("Starting"))

    def _keep(self, job: Job) -> None:
        self.started = job
