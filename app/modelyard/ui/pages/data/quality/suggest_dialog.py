"""The dialog that offers rules from the profile, each with its reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import Suggestion
from modelyard.ui import texts
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class SuggestDialog(Dialog):
    """Rules that hold in the version shown. `added` carries the rules that were added."""

    added = Signal(object)

    def __init__(self, shell: Shell, version: DatasetVersion, parent: QWidget | None = None) -> None:
        super().__init__(tr("Suggest rules"), parent, width=theme().px(760), height=theme().px(560))
        self._shell, self._version = shell, version
        self._found: list[Suggestion] = []
        self._adding = False
        text = tr("These rules hold in {version}. Those you add are checked at every new version of {name}.")
        text = text.format(version=version.label, name=version.dataset_name)
        self.body.addWidget(Label(text, "body", "text2", self, wrap=True))
        columns = [
            TableColumn("rule", tr("Rule"), lambda p: Cell(p[1].spec.title, weight=500, tip=p[1].spec.title), 290),
            TableColumn("why", tr("Why"), lambda p: Cell(p[1].reason, "text2", small=True, tip=p[1].reason)),
        ]
        self.table = Table(columns, lambda p: str(p[0]), tr("Suggested rules"), self, ticks=True)
        self.table.ticks_changed.connect(self._ticked)
        self.states = StateStack(self.table, self)
        self.states.retry.connect(self._read)
        self.body.addWidget(self.states, 1)
        self.failure = Note("", "bad", self)
        self.body.addWidget(self.failure)
        self.set_primary(tr("Add rules"), "plus")
        self._read()

    @Slot()
    def _read(self) -> None:
        from modelyard.services.data import quality as data_quality

        self.set_reason(tr("Looking at the profile"))
        self.states.show_loading(tr("Looking at the profile"))
        self._shell.bridge.query(partial(data_quality.suggest, self._shell.workspace, self._version.id), self._loaded,
                                 self._failed, self, key="suggest")  # fmt: skip

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.set_reason(tr("There is nothing to add"))
        self.states.show_error(tr("The profile could not be read"), error)

    @Slot(object)
    def _loaded(self, found: list[Suggestion]) -> None:
        self._found = found
        self.table.set_rows(list(enumerate(found)))
        self.table.set_ticked([str(i) for i, s in enumerate(found) if s.likely])
        if found:
            self.states.show_full()
        else:
            text = tr("The rules that the profile speaks for are all there.")
            self.states.show_empty(EmptyState("ok", tr("Nothing to suggest"), text, self.states))
        self._ticked()

    @Slot(object)
    def _ticked(self, *_: object) -> None:
        count = len(self.table.ticked())
        rules = texts.counted(count, tr("rule"), tr("rules"))
        self.primary.setText(tr("Add {rules}").format(rules=rules) if count else tr("Add rules"))
        self.primary.updateGeometry()
        if self._adding:
            self.set_reason(tr("Adding"))
        elif not self._found:
            self.set_reason(tr("There is nothing to add"))
        else:
            self.set_reason("" if count else tr("Tick at least one rule"))

    def submit(self) -> None:
        """Add the ticked rules; the dialog stays open with the reason when they cannot be added."""
        from modelyard.services.data import quality as data_quality

        specs = [self._found[int(key)].spec for key in self.table.ticked()]
        self._adding = True
        self._ticked()
        workspace, dataset_id = self._shell.workspace, self._version.dataset_id
        self._shell.bridge.perform(partial(data_quality.add_rules, workspace, dataset_id, specs, skip_known=True),
                                   self._done, self._refused, self)  # fmt: skip

    @Slot(object)
    def _done(self, rules: object) -> None:
        self.added.emit(rules)
        self.accept()

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self._adding = False
        self.failure.set(str(error))
        self._ticked()
