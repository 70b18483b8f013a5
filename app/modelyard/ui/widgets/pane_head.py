"""The 40 px head of a pane: a title, facts beside it, what stands at its right; a line below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import FittedLabel, Line


class PaneHead(QWidget):
    """Add facts to `left` and buttons to `right`."""

    def __init__(self, title: str, parent: QWidget | None = None, *, margins: tuple[int, int] = (20, 20)) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(margins[0], 0, margins[1], 0)
        row.setSpacing(8)
        self.title = FittedLabel(title, "strong", parent=self)
        self.title.setFixedHeight(theme().px(40))
        self.left, self.right = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.title)
        row.addLayout(self.left)
        row.addStretch(1)
        row.addLayout(self.right)
        column.addLayout(row)
        column.addWidget(Line(self))
