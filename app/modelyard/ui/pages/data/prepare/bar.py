"""The bar of the Prepare tab: the recipe's name and state, and the buttons for all of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from modelyard.domain.data.prepare import StepFault
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.widgets.bar import Bar
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.labels import FittedLabel


class RecipeBar(Bar):
    """Connect the buttons; `show_draft` says what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, left=14, spacing=6)
        self.name = FittedLabel("", "medium", parent=self)
        self.fact = FittedLabel("", "small", "text3", self)
        self.row.addWidget(self.name)
        self.row.addWidget(self.fact)
        self.row.addStretch(1)
        self.undo = IconButton("undo", self.tr("Undo (Ctrl Z)"), self)
        self.more = IconButton("more", self.tr("More for this recipe"), self)
        self.open = Button(self.tr("Open recipe"), "open", "quiet", self, small=True)
        self.text = Button(self.tr("As text"), "text", "quiet", self, small=True)
        self.save = Button(self.tr("Save recipe"), "check", "secondary", self, small=True)
        self.apply = Button(self.tr("Apply recipe"), "play", "primary", self, small=True)
        for button in (self.undo, self.more, self.open, self.text, self.save, self.apply):
            self.row.addWidget(button)

    def show_draft(self, draft: Draft, fault: StepFault | None, read_only: str) -> None:
        """Say what the recipe is, and why it cannot be saved or applied; `fault` is what is wrong with a step."""
        self.name.setText(draft.name or self.tr("New recipe"))
        saved = self.tr("v{n}").format(n=draft.number) if draft.number else ""
        changed = self.tr("changed, not saved") if draft.steps and draft.changed else ""
        self.fact.setText(", ".join(t for t in (saved, changed) if t))
        self.undo.setEnabled(draft.can_undo)
        none = self.tr("Add a step first") if not draft.steps else ""
        wrong = ""
        if fault is not None:
            wrong = self.tr("Step {n} cannot be done: {why}").format(n=fault.number, why=fault.message)
        same = "" if draft.changed else self.tr("The steps are saved")
        self.save.set_reason(read_only or none or same)
        self.apply.set_reason(read_only or none or wrong)
