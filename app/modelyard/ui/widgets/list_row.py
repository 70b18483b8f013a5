"""Rows of a card: an icon or dot, two lines of text, something at the right; and the title row of a page's pane."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import Dot
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, FittedLabel, Label


class ListRow(QWidget):
    """One row, 36 px high, 54 with a second line. Add widgets to `end`."""

    def __init__(self, text: str, fact: str = "", parent: QWidget | None = None, *, icon: str = "", tone: str = "text3",
                 dot: str = "", beside: str = "", mono: bool = False, height: int | None = None) -> None:  # fmt: skip
        super().__init__(parent)
        self.setFixedHeight(theme().px(height or (54 if fact else 36)))
        self.setAccessibleName(f"{text}. {fact}" if fact else text)
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 0, 13, 0)
        row.setSpacing(10)
        if icon:
            row.addWidget(IconView(icon, tone, self))
        if dot:
            row.addWidget(Dot(dot, parent=self))
        column = QVBoxLayout()
        column.setSpacing(1)
        first = QHBoxLayout()
        first.setSpacing(6)
        column.addStretch(1)
        if beside:
            first.addWidget(FittedLabel(text, "medium", parent=self))
            first.addWidget(Label(beside, "small", "text3", self))
            first.addStretch(1)
        else:
            first.addWidget(ElidedLabel(text, "medium", parent=self))
        column.addLayout(first)
        if fact:
            column.addWidget(ElidedLabel(fact, "caption" if mono else "small", "text3", self, mono=mono))
        column.addStretch(1)
        row.addLayout(column, 1)
        self.end = QHBoxLayout()
        self.end.setSpacing(10)
        row.addLayout(self.end)


LEAST_TITLE = 120
"""A title gives way to its chips down to this width."""


class SplitHeader(QFrame):
    """The head of a pane: a title with chips beside it, a grey line below, actions at the right."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, line: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("bar" if line else "surface")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 20, 12)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(4)
        first = QHBoxLayout()
        first.setSpacing(8)
        self.title = FittedLabel(title, "panel", parent=self)
        first.addWidget(self.title)
        self.chips = QHBoxLayout()
        self.chips.setSpacing(8)
        first.addLayout(self.chips)
        first.addStretch(1)
        self.head_actions = QHBoxLayout()
        self.head_actions.setSpacing(6)
        first.addLayout(self.head_actions)
        column.addLayout(first)
        self.fact = ElidedLabel("", "small", "text3", self)
        column.addWidget(self.fact)
        row.addLayout(column, 1)

    def set(self, title: str, fact: str = "") -> None:
        """Change the texts."""
        self.title.setText(title)
        self.title.setMinimumWidth(min(self.title.sizeHint().width(), theme().px(LEAST_TITLE)))
        self.fact.setText(fact)
        self.fact.setVisible(bool(fact))
