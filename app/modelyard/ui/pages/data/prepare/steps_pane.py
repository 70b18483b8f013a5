"""The left side of the Prepare tab: the steps, the form of the one in front, and what belongs here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from modelyard.ui.pages.data.prepare.belongs_dialog import BelongsDialog
from modelyard.ui.pages.data.prepare.form import StepForm
from modelyard.ui.pages.data.prepare.step_list import StepList
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.pane_head import PaneHead

WIDTH = 316


class StepsPane(QFrame):
    """Connect `steps`, `form` and `add_button`."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setObjectName("listPanel")
        self.setFixedWidth(theme().px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        head = PaneHead(self.tr("Steps"), self, margins=(14, 10))
        self.count = Label("", "small", "text3", head)
        self.add_button = Button(self.tr("Add step"), "plus", "quiet", head, small=True)
        head.left.addWidget(self.count)
        head.right.addWidget(self.add_button)
        column.addWidget(head)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setChildrenCollapsible(False)
        self.steps = StepList(splitter)
        self.steps.setMinimumHeight(theme().px(92))
        self.form = StepForm(splitter)
        self.form.setMinimumHeight(theme().px(120))
        splitter.addWidget(self.steps)
        splitter.addWidget(self.form)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        column.addWidget(splitter, 1)
        column.addLayout(self._build_foot())

    def _build_foot(self) -> QVBoxLayout:
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        said = self.tr("Steps make a dataset. What a model must repeat for each new row belongs into the model.")
        self.note = Note(said, "info", self)
        self.learn_more = LinkButton(self.tr("What belongs where"), self, small=True)
        self.learn_more.clicked.connect(self._explain)
        foot.addWidget(self.note)
        foot.addWidget(self.learn_more, 0, Qt.AlignmentFlag.AlignLeft)
        return foot

    @Slot()
    def _explain(self) -> None:
        self._shell.open_dialog(BelongsDialog())
