"""What the preview found wrong with a file, each with what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.data import ImportPreview, ImportProblem
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line

ROW = 52
SHOWN = 3


class ProblemList(QWidget):
    """Head with counts, then one row a problem. `as_text(column)` when a column is to be kept as text."""

    as_text = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(8)
        self.title = Label("", "strong", parent=self)
        self.title.setFixedHeight(theme().px(40))
        self.bad, self.warn = Chip("", "bad", self, dot=False), Chip("", "warn", self, dot=False)
        for widget in (self.title, self.bad, self.warn):
            head.addWidget(widget)
        head.addStretch(1)
        outer.addLayout(head)
        self.line = Line(self)
        outer.addWidget(self.line)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("Problems found"))
        inner = QWidget(self.area)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(6, 0, 6, 0)
        self.column.setSpacing(0)
        self.area.setWidget(inner)
        outer.addWidget(self.area)
        self.problems: tuple[ImportProblem, ...] = ()

    def show_preview(self, preview: ImportPreview) -> None:
        """Show a preview's problems, worst first."""
        self.problems = preview.problems
        bad = sum(p.severity == "bad" for p in self.problems)
        self.title.setText(self.tr("Problems found") if self.problems else self.tr("No problems found"))
        self.bad.set(f"{bad:,}" if bad else "")
        self.warn.set(f"{len(self.problems) - bad:,}" if len(self.problems) > bad else "")
        self.bad.setAccessibleName(self.tr("{n} that leave rows out").format(n=bad))
        clear_layout(self.column)
        for problem in self.problems:
            self.column.addWidget(self._row(problem))
        self.column.addStretch(1)
        shown = min(SHOWN if theme().scale <= 1.2 else 2, len(self.problems))
        self.line.setVisible(bool(shown))
        self.area.setVisible(bool(shown))
        self.area.setFixedHeight(shown * theme().px(ROW) + (8 if len(self.problems) > shown else 0))

    def _row(self, problem: ImportProblem) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("bar" if problem is not self.problems[-1] else "plain")
        frame.setFixedHeight(theme().px(ROW))
        frame.setAccessibleName(f"{problem.title}. {problem.text}")
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(10)
        bad = problem.severity == "bad"
        row.addWidget(IconView("error" if bad else "warn", "bad" if bad else "warn", frame))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(ElidedLabel(problem.title, "medium", parent=frame))
        text = ElidedLabel(problem.text, "small", "text3", frame)
        words.addWidget(text)
        words.addStretch(1)
        row.addLayout(words, 1)
        if bad and problem.column is not None:
            keep = LinkButton(self.tr("Read as text"), frame, small=True)
            keep.setAccessibleName(self.tr("Read {column} as text").format(column=problem.column))
            keep.clicked.connect(partial(self._as_text, problem.column))
            row.addWidget(keep)
        return frame

    def _as_text(self, column: str, _checked: bool = False) -> None:
        self.as_text.emit(column)

    def left_out(self) -> tuple[int, bool]:
        """How many rows of those looked at will be kept aside, and whether that may be short of the truth."""
        lines = [p.lines for p in self.problems if p.severity == "bad"]
        return len({n for some in lines for n in some}), any(len(some) >= 100 for some in lines)
