"""The panel at the right of a run: what it was made from, with what, and what people noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from modelyard.ui import texts
from modelyard.ui.pages.experiments import facts as words
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.run.origins import data_rows, environment_rows, parameter_rows
from modelyard.ui.pages.experiments.run.packages_dialog import PackagesDialog
from modelyard.ui.pages.experiments.run.reading import RunFacts
from modelyard.ui.pages.experiments.run.reproduce_box import ReproduceBox
from modelyard.ui.pages.experiments.run.source_button import SourceButton
from modelyard.ui.pages.experiments.run.tags_note import TagsNote
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.side_panel import KeyValues, SidePanel

if TYPE_CHECKING:
    from modelyard.ui.pages.experiments.run.view import RunView

MOST_PARAMETERS = 10
"""Parameters in the panel; the Parameters tab has all."""


def show_source(button: SourceButton, facts: RunFacts) -> None:
    """Fill the card of the dataset version; it is hidden for a run that has none."""
    run, version = facts.run, facts.version
    button.setVisible(version is not None)
    if version is None:
        return
    if run.train_rows is not None and run.test_rows is not None:
        rows = run.train_rows + run.test_rows
        share = round(100 * run.train_rows / rows) if rows else 0
        text = tr("{rows} rows, {train} / {test} split")
        button.set(version.label, text.format(rows=texts.count(rows), train=share, test=100 - share))
    else:
        button.set(version.label, texts.counted(version.rows, tr("row"), tr("rows")))


class RunSide(SidePanel):
    """Made from, parameters, environment, reproduce, tags and note."""

    def __init__(self, view: RunView, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=theme().px(288))
        self._view = view
        self._facts: RunFacts | None = None
        self.made = made = self.add_section(tr("Made from"))
        self.source = SourceButton(self)
        self.source.clicked.connect(self.open_source)
        made.body.addWidget(self.source)
        self.data = KeyValues(self)
        made.body.addWidget(self.data)
        self.parameter_section = self.add_section(tr("Parameters"))
        self.parameters = KeyValues(self)
        self.parameters.linked.connect(view.open_member)
        self.parameter_section.body.addWidget(self.parameters)
        self.all = LinkButton("", self, small=True)
        self.all.clicked.connect(view.show_record)
        self.parameter_section.body.addWidget(self.all)
        environment = self.add_section(tr("Environment"))
        self.environment = KeyValues(self)
        self.environment.linked.connect(self.show_packages)
        environment.body.addWidget(self.environment)
        self.again = ReproduceBox(view, self)
        self.again_section = self.add_section(tr("Reproduce"))
        self.again_section.head_actions.addWidget(self.again.chip)
        self.again_section.body.addWidget(self.again)
        self.notes = TagsNote(view.shell, self)
        self.add_section(tr("Tags and note")).body.addWidget(self.notes)
        self.end()

    def show_facts(self, facts: RunFacts) -> None:
        """Show a run's origins."""
        self._facts = facts
        show_source(self.source, facts)
        data = data_rows(facts)
        self.data.set_rows(data)
        self.made.setVisible(bool(data) or facts.version is not None)
        rows = parameter_rows(facts, self._view.parameters)
        self.parameters.set_rows(rows[:MOST_PARAMETERS])
        self.all.setText(tr("All {n} parameters").format(n=texts.count(len(rows))))
        self.all.setVisible(len(rows) > MOST_PARAMETERS)
        self.parameter_section.setVisible(bool(rows))
        self.environment.set_rows(environment_rows(facts.run, facts.details))
        self.again_section.setVisible(facts.spec is not None)
        self.again.show_facts(facts)
        self.notes.show_facts(facts)

    @Slot()
    def open_source(self) -> None:
        """Go to the dataset version."""
        if self._facts is not None and self._facts.version is not None:
            self._view.shell.go("data", self._facts.version.id)

    @Slot(object)
    def show_packages(self, _row: object = None) -> None:
        """Open the lock file."""
        if self._facts is not None:
            name = words.run_name(self._facts.run)
            self._view.shell.open_dialog(PackagesDialog(self._view.shell, self._facts.details.packages, name))
