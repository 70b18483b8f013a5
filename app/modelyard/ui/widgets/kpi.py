"""Figures: one big figure with its label, a row of them, and a strip in a card of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.labels import FittedLabel, Label, Line


class Figure(QWidget):
    """A label, a figure, a grey fact beside it."""

    def __init__(self, label: str, value: str = "–", fact: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 9, 3, 9)
        column.setSpacing(1)
        self.label = Label(label, "small", "text3", self)
        column.addWidget(self.label)
        row = QHBoxLayout()
        row.setSpacing(5)
        self.value = Label(value, "title", parent=self)
        self.fact = FittedLabel(fact, "caption", "text3", self)
        row.addWidget(self.value)
        row.addWidget(self.fact, 1)
        column.addLayout(row)
        self.set(value, fact)

    def set(self, value: str, fact: str | None = None, tone: str = "text") -> None:
        """Change the figure."""
        self.value.setText(value)
        self.value.set_tone(tone)
        if fact is not None:
            self.fact.setText(fact)
        self.setAccessibleName(f"{self.label.text()} {value} {self.fact.text()}".strip())


class FigureRow(QWidget):
    """Figures side by side with lines between, 66 px high; `figures` has them by key."""

    def __init__(self, labels: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme().px(66))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.figures: dict[str, Figure] = {}
        self.set_labels(labels)

    def set_labels(self, labels: Sequence[tuple[str, str]]) -> None:
        """Replace the figures, given as (key, label)."""
        clear_layout(self._row)
        self.figures = {}
        for index, (key, label) in enumerate(labels):
            if index:
                self._row.addWidget(Line(self, vertical=True))
            self.figures[key] = Figure(label, parent=self)
            self._row.addWidget(self.figures[key], 1)

    def set(self, key: str, value: str, fact: str = "", tone: str = "text") -> None:
        """Change one figure."""
        self.figures[key].set(value, fact, tone)


class FigureStrip(Card):
    """A row of figures as a card."""

    def __init__(self, labels: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setFixedHeight(theme().px(68))
        self._figures = FigureRow(labels, self)
        self.body.addWidget(self._figures)

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by key."""
        return self._figures.figures

    def set_labels(self, labels: Sequence[tuple[str, str]]) -> None:
        """Replace the figures, given as (key, label)."""
        self._figures.set_labels(labels)

    def set(self, key: str, value: str, fact: str = "", tone: str = "text") -> None:
        """Change one figure."""
        self._figures.set(key, value, fact, tone)
