"""The lines of a file that a problem is about, as they stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ImportProblem
from modelyard.ui import texts
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.states import StateStack


class LinesDialog(Dialog):
    """Give `show_lines` or `show_failed` to the query that reads them."""

    def __init__(self, problem: ImportProblem, parent: QWidget | None = None) -> None:
        super().__init__(problem.title, parent, width=760, height=440)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.text = Label(problem.text, "small", "text2", self.content, wrap=True)
        self.text.setContentsMargins(20, 10, 20, 10)
        self.body.addWidget(self.text)
        self.body.addWidget(Line(self.content))
        self.lines = LogView(self.tr("Lines as they stand in the file"), self.content)
        self.lines.follow = False
        self.states = StateStack(self.lines, self.content)
        self.body.addWidget(self.states, 1)
        self.cancel.setText(self.tr("Close"))
        self.states.show_loading(self.tr("Reading the lines"))

    @Slot(object)
    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show what was read."""
        width = max((len(number) for number, _ in lines), default=0)
        self.lines.set_lines([(number.rjust(width), _visible(text), "text") for number, text in lines])
        self.states.show_full()
        self.set_facts(texts.counted(len(lines), self.tr("line"), self.tr("lines")))

    @Slot(object)
    def show_failed(self, error: AppError) -> None:
        """Say why they cannot be read."""
        self.states.show_error(self.tr("The lines cannot be read"), error)

    def first_focus(self) -> QWidget | None:
        return self.lines


def _visible(text: str) -> str:
    """Tabs and line ends as signs, so that a line stays one line and shows what splits it."""
    return text.replace("\t", "⇥").replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎")
