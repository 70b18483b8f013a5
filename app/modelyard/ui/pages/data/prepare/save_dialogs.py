"""Save recipe, and Apply recipe: under which name, and to which dataset the result goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.prepare import PreparePreview, RecipeVersion, Step
from modelyard.domain.jobs import Job
from modelyard.services.data import prepare as data_prepare
from modelyard.ui import texts
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.write_dialog import WriteDialog


class SaveDialog(WriteDialog):
    """Asks for the recipe's name and a note. `saved` is the version afterwards."""

    def __init__(self, shell: Shell, steps: Sequence[Step], name: str, known: Sequence[str],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(shell, tr("Save recipe"), parent, width=480)
        self._steps, self._known = tuple(steps), {n.casefold() for n in known}
        self.saved: RecipeVersion | None = None
        self.name = QLineEdit(name, self)
        self.name.textChanged.connect(self._changed)
        self.name_field = FormField(tr("Name"), self.name, parent=self)
        self.body.addWidget(self.name_field)
        self.note = QLineEdit(self)
        self.body.addWidget(FormField(tr("Note"), self.note, parent=self, optional=True))
        self.body.addWidget(self.failure)
        self.set_primary(tr("Save recipe"), "check")
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        name = self.name.text().strip()
        known = name.casefold() in self._known
        self.name_field.set_hint(
            tr("Becomes its next version") if known else tr("A new recipe, for every dataset of the workspace")
        )
        self.failure.set("")
        self.set_reason("" if name else tr("Give the recipe a name"))

    def submit(self) -> None:
        """Save; the dialog stays open with the reason when that fails."""
        name, note = self.name.text().strip(), self.note.text().strip()
        save = partial(data_prepare.save_recipe, self.shell.workspace, name, self._steps, note=note)
        self.write(save, self._keep, busy=tr("Saving"))

    def _keep(self, version: RecipeVersion) -> None:
        self.saved = version


class ApplyDialog(WriteDialog):
    """Asks where the result goes; saves the steps first where they changed. `job` and `saved` are set afterwards."""

    def __init__(self, shell: Shell, draft: Draft, version: DatasetVersion, outcome: PreparePreview | None,
                 datasets: Sequence[str], parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(shell, tr("Apply recipe"), parent, width=520)
        self._draft, self._version, self._datasets = draft, version, list(datasets)
        self.job: Job | None = None
        self.saved: RecipeVersion | None = None
        text = tr("{n} steps on {label}. The version itself stays as it is.")
        steps = sum(not s.disabled for s in draft.steps)
        if steps == 1:
            text = tr("1 step on {label}. The version itself stays as it is.")
        self.body.addWidget(Label(text.format(n=f"{steps:,}", label=version.label), "body", "text2", self, wrap=True))
        self.name = QLineEdit(draft.name or tr("Prepare {name}").format(name=version.dataset_name), self)
        self.name.textChanged.connect(self._changed)
        self.name_field = FormField(tr("Recipe"), self.name, parent=self)
        self.body.addWidget(self.name_field)
        self.target = Select([("same", tr("A new version of {name}").format(name=version.dataset_name)),
                              ("other", tr("Another dataset"))], self)  # fmt: skip
        self.target.currentIndexChanged.connect(self._changed)
        self.body.addWidget(FormField(tr("The result becomes"), self.target, parent=self))
        self.dataset = QLineEdit(f"{version.dataset_name}-prepared", self)
        self.dataset.textChanged.connect(self._changed)
        self.dataset_field = FormField(tr("Dataset"), self.dataset, parent=self)
        self.body.addWidget(self.dataset_field)
        self.note = QLineEdit(self)
        self.body.addWidget(FormField(tr("Note"), self.note, parent=self, optional=True))
        self.body.addWidget(self.failure)
        self._outcome = outcome
        self.set_primary(tr("Apply recipe"), "play")
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        draft, name = self._draft, self.name.text().strip()
        if name.casefold() != draft.name.casefold() or not draft.number:
            self.name_field.set_hint(tr("The steps are saved under this name"))
        elif draft.changed:
            self.name_field.set_hint(tr("The changed steps are saved as its next version"))
        else:
            self.name_field.set_hint(tr("Saved as v{n}").format(n=draft.number))
        other = self.target.key() == "other"
        self.dataset_field.setVisible(other)
        known = self.dataset.text().strip() in self._datasets
        self.dataset_field.set_hint(tr("Becomes its next version") if known else tr("A new dataset"))
        self.failure.set("")
        missing = tr("Give the recipe a name") if not name else ""
        if other and not self.dataset.text().strip():
            missing = tr("Give the dataset a name")
        self.set_reason(missing)
        if not missing and self._outcome is not None and not self._outcome.sampled:
            rows = texts.counted(self._outcome.row_count, tr("row"), tr("rows"))
            self.set_facts(tr("{rows} will be written").format(rows=rows))

    def submit(self) -> None:
        """Save and start; the dialog stays open with the reason when it cannot start."""
        dataset = self.dataset.text().strip() if self.target.key() == "other" else ""
        start = partial(
            data_prepare.save_and_apply, self.shell.workspace, self.name.text().strip(), self._draft.steps,
            self._version.id, dataset=dataset, note=self.note.text().strip(),
        )  # fmt: skip
        self.write(start, self._keep, busy=tr("Starting"))

    def _keep(self, found: tuple[RecipeVersion, Job]) -> None:
        self.saved, self.job = found
