"""Side panels: a column of sections at the edge of a page; and the key-value lists in them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, FittedLabel, Label, Line


class SidePanel(QFrame):
    """A scrolling column of sections. `side` "right" has its line at the left, "left" at the right."""

    def __init__(self, parent: QWidget | None = None, *, width: int = 268, side: str = "right") -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel" if side == "right" else "listPanel")
        self.setFixedWidth(width)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1 if side == "right" else 0, 0, 0 if side == "right" else 1, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(scroll)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        scroll.setWidget(inner)
        outer.addWidget(scroll)

    def add_section(self, title: str, fact: str = "", *, line: bool = True, padding: int = 14) -> PanelSection:
        """Add a titled section below; the first has no line above it."""
        if self.body.count() and line:
            self.body.addWidget(Line(self))
        section = PanelSection(title, fact, self, padding=padding)
        self.body.addWidget(section)
        return section

    def end(self) -> None:
        """Keep the sections at the top; call after the last one."""
        self.body.addStretch(1)


class PanelSection(QWidget):
    """A title with fact and actions, and a body."""

    def __init__(self, title: str, fact: str = "", parent: QWidget | None = None, *, padding: int = 14) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QWidget(self)
        head.setFixedHeight(theme().px(44))
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(8)
        self.title = Label(title, "strong", parent=head)
        self.fact = Label(fact, "small", "text3", head)
        self.head_actions = QHBoxLayout()
        row.addWidget(self.title)
        row.addWidget(self.fact)
        row.addStretch(1)
        row.addLayout(self.head_actions)
        column.addWidget(head)
        self.content = QWidget(self)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(padding, 0, padding, padding)
        self.body.setSpacing(8)
        column.addWidget(self.content)


class KeyValues(QWidget):
    """Grey names at the left, values at the right of them. `linked` carries the name of the row whose link was used."""

    linked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[tuple[str, ...]] = []
        self._labels: list[tuple[Label, ElidedLabel | LinkButton]] = []

    def set_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these rows: (name, value), or with more about the value: "mono", "link", or "mono", an icon and a word
        behind it."""
        if list(rows) == self._shown:
            return
        if [row[2:] for row in rows] != [row[2:] for row in self._shown]:
            self._build([row[2:] for row in rows])
        self._shown = list(rows)
        for (name, value, *_), (left, right) in zip(rows, self._labels, strict=True):
            left.setText(name)
            right.setText(value)
            right.setAccessibleName(f"{name}: {value}")

    def _build(self, styles: Sequence[tuple[str, ...]]) -> None:
        clear_layout(self._grid)
        self._labels = []
        for index, style in enumerate(styles):
            name = Label("", "small", "text3", self)
            value = self._link(index) if "link" in style else self._value(style)
            middle = Qt.AlignmentFlag.AlignVCenter if "link" in style else Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(name, index, 0, middle)
            self._labels.append((name, value))
            if len(style) == 3:
                self._grid.addLayout(self._marked(value, style[1], style[2]), index, 1)
            elif "link" in style:
                self._grid.addWidget(value, index, 1, Qt.AlignmentFlag.AlignLeft)
            else:
                self._grid.addWidget(value, index, 1)

    def _value(self, style: tuple[str, ...]) -> ElidedLabel:
        kind = FittedLabel if len(style) == 3 else ElidedLabel
        value = kind("", "small", "text", self, mono="mono" in style)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return value

    def _marked(self, value: QWidget, icon: str, word: str) -> QHBoxLayout:
        """A value with an icon and a word behind it."""
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(value)
        row.addWidget(IconView(icon, "ok" if icon == "ok" else "warn", self, size=14))
        row.addWidget(Label(word, "small", "text", self))
        row.addStretch(1)
        return row

    def _link(self, index: int) -> LinkButton:
        link = LinkButton("", self, small=True)
        link.clicked.connect(partial(self._follow, index))
        return link

    def _follow(self, index: int, _checked: bool = False) -> None:
        self.linked.emit(self._shown[index][0])
