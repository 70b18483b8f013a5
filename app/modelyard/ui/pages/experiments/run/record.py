"""All that a run recorded about how it was made, as cards."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.origins import (
    data_rows,
    environment_rows,
    model_rows,
    parameter_rows,
    preparation_rows,
    search_rows,
    task_text,
    time_rows,
)
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.reproduce_box import ReproduceBox
from modelyard.ui.pages.experiments.run.side import show_source
from modelyard.ui.pages.experiments.run.source_button import SourceButton
from modelyard.ui.pages.experiments.run.tab import RunTab
from modelyard.ui.pages.experiments.run.tags_note import OWN_TAGS, TagsNote
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.side_panel import KeyValues


class RecordTab(RunTab):
    """The panel's sections with room for all of them, and the features by name; there where the panel folds."""

    key = "record"

    def __init__(self, view: Any, parent: QWidget | None = None) -> None:
        super().__init__(view, parent)
        inner, column = self.column()
        self.warnings = QVBoxLayout()
        self.warnings.setSpacing(8)
        column.addLayout(self.warnings)
        self._notes: list[Note] = []
        grid = QGridLayout()
        grid.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for index, side in enumerate((left, right)):
            side.setSpacing(12)
            grid.addLayout(side, 0, index)
            grid.setColumnStretch(index, 1)
        self._inner = inner
        self.parameter_card, self.parameters = self._card(tr("Parameters"), left)
        self.parameters.linked.connect(view.open_member)
        self.search_card, self.search = self._card(tr("Search"), left)
        self.preparation_card, self.preparation = self._card(tr("Preparation"), left)
        _, self.environment = self._card(tr("Environment"), left)
        self.environment.linked.connect(view.side.show_packages)
        self.mlflow_card, self.mlflow = self._card(tr("MLflow's own tags"), left)
        self.data_card, self.data = self._card(tr("Made from"), right)
        self.source = SourceButton(self)
        self.source.clicked.connect(view.side.open_source)
        self.data_card.body.insertWidget(0, self.source)
        self.model_card, self.models = self._card(tr("Models"), right)
        self.feature_card, self.features = self._card(tr("Features"), right)
        _, self.times = self._card(tr("Times"), right)
        self.again_card = Card(tr("Reproduce"), parent=inner, padding=14)
        self.again = ReproduceBox(view, self.again_card)
        self.again_card.head_actions.addWidget(self.again.chip)
        self.again_card.body.addWidget(self.again)
        right.addWidget(self.again_card)
        card = Card(tr("Tags and note"), parent=inner, padding=14)
        self.notes = TagsNote(view.shell, card)
        card.body.addWidget(self.notes)
        right.addWidget(card)
        left.addStretch(1)
        right.addStretch(1)
        column.addLayout(grid)
        column.addStretch(1)
        self.fill(self.scrolling(inner))

    @staticmethod
    def title() -> str:
        return tr("Parameters")

    @staticmethod
    def wanted(facts: RunFacts) -> bool:
        return True

    def _card(self, title: str, column: QVBoxLayout) -> tuple[Card, KeyValues]:
        card = Card(title, parent=self._inner, padding=14)
        card.body.setSpacing(10)
        values = KeyValues(card.content)
        card.body.addWidget(values)
        column.addWidget(card)
        return card, values

    def refresh(self, facts: RunFacts) -> None:
        run, spec = facts.run, facts.spec
        self._show_warnings(facts)
        rows = parameter_rows(facts, self.view.parameters)
        self.parameters.set_rows(rows or [(run.algorithm_name or run.name, tr("has no parameters"))])
        self.parameter_card.set_fact(texts.count(len(run.params)) if run.params else "")
        self.environment.set_rows(environment_rows(run, facts.details))
        self.data.set_rows(data_rows(facts))
        show_source(self.source, facts)
        models = model_rows(facts.details)
        self.model_card.setVisible(bool(models))
        self.models.set_rows(models)
        self.times.set_rows(time_rows(run))
        told = [(key.removeprefix(OWN_TAGS), value) for key, value in facts.tags.items() if key.startswith(OWN_TAGS)]
        self.mlflow_card.setVisible(bool(told))
        self.mlflow.set_rows(told)
        searched = search_rows(facts)
        self.search_card.setVisible(bool(searched))
        self.search.set_rows(searched)
        self.again.show_facts(facts)
        self.notes.show_facts(facts)
        for card in (self.again_card, self.preparation_card, self.feature_card):
            card.setVisible(spec is not None)
        if spec is not None:
            self.preparation.set_rows(preparation_rows(spec.preparation))
            self.data_card.set_fact(task_text(spec.task))
            types = {c.name: c.type.value for c in facts.version.columns} if facts.version else {}
            roles = {name: role.value for name, role in spec.roles.items()}
            self.feature_card.set_fact(texts.count(len(spec.features)))
            self.features.set_rows([(name, roles.get(name, types.get(name, ""))) for name in spec.features])

    def _show_warnings(self, facts: RunFacts) -> None:
        """What training said about the data, such as features left out; what of an import could not be read."""
        for note in self._notes:
            self.warnings.removeWidget(note)
            note.deleteLater()
        origin = facts.details.origin
        said = (*facts.details.warnings, *(origin.lost if origin is not None else ()))
        self._notes = [Note(text, "warn", self._inner) for text in said]
        for note in self._notes:
            self.warnings.addWidget(note)
