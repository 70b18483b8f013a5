"""Cards: surface, border, radius 8, a head with title, grey fact and quiet actions. No card in a card."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import FittedLabel, Label


class Card(QFrame):
    """A card. `body` is its layout; `head_actions` takes quiet buttons on the right of the head."""

    def __init__(self, title: str = "", fact: str = "", parent: QWidget | None = None, *, padding: int = 0,
                 line: bool = True) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self.head: QFrame | None = None
        if title:
            self._build_head(outer, title, fact, line)
            self.setAccessibleName(title)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(0)
        outer.addWidget(self.content, 1)

    def _build_head(self, outer: QVBoxLayout, title: str, fact: str, line: bool) -> None:
        self.head = QFrame(self)
        self.head.setObjectName("cardHead" if line else "cardHeadPlain")
        self.head.setFixedHeight(theme().px(40))
        row = QHBoxLayout(self.head)
        row.setContentsMargins(13, 0, 8, 0)
        row.setSpacing(8)
        self.title = Label(title, "strong", parent=self.head)
        self.fact = FittedLabel(fact, "small", "text3", self.head)
        self.fact.setVisible(bool(fact))
        self.head_left = QHBoxLayout()
        self.head_left.setSpacing(8)
        self.head_actions = QHBoxLayout()
        self.head_actions.setSpacing(4)
        row.addWidget(self.title)
        row.addLayout(self.head_left)
        row.addWidget(self.fact)
        row.addStretch(1)
        row.addLayout(self.head_actions)
        outer.addWidget(self.head)

    def set_title(self, title: str, fact: str | None = None) -> None:
        """Change the head's texts."""
        self.title.setText(title)
        self.setAccessibleName(title)
        if fact is not None:
            self.set_fact(fact)

    def set_fact(self, fact: str) -> None:
        """Change the grey fact in the head."""
        self.fact.setText(fact)
        self.fact.setVisible(bool(fact))

    def set_selected(self, selected: bool) -> None:
        """Draw the accent border."""
        self.setProperty("selected", selected)
        self.style().unpolish(self)
        self.style().polish(self)


def clear_layout(layout: QLayout) -> None:
    """Remove and dispose of everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)
            inner.deleteLater()
