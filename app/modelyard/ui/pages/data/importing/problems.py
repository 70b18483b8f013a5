"""What the preview found wrong with a file, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import (
    ColumnType,
    ImportPreview,
    ImportProblem,
    ProblemKind,
    ReadOptions,
    TypeLoss,
)
from modelyard.ui.pages.data.importing.column_choices import ASIDE, KEEP, MISSING, OUT, TEXT
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, Label, Line

ROW = 52
SHOWN = 3
CHOICE = 192
MOST_LINES = 100
"""A preview names at most so many lines of one problem."""

_Key = tuple[str | None, ProblemKind, tuple[str, ...]]


class ProblemList(QWidget):
    """Head with counts, then one row a problem. `chosen(problem, choice)` when something was chosen about one, see
    `column_choices`; `show_lines(problem)` when its lines are to be seen."""

    chosen = Signal(object, str)
    show_lines = Signal(object)

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
        self.losses: dict[str, TypeLoss] = {}
        self.has_lines = True
        self._settled: tuple[ImportProblem, ...] = ()
        self._options, self._free = ReadOptions(), True
        self._shown: tuple[object, ...] = ()
        self._selects: dict[_Key, Select] = {}

    def show_preview(
        self,
        preview: ImportPreview,
        losses: Sequence[TypeLoss] = (),
        settled: Sequence[ImportProblem] = (),
        free: bool = True,
    ) -> None:
        """Show a preview's problems, worst first; what a chosen type would lose stands for the preview's own words.

        `settled` ones are gone because their columns are kept as text. Something can be chosen about them if `free`.
        """
        before = self._shown
        self.losses = {loss.column: loss for loss in losses if loss.lost}
        self._options, self._free = preview.options, free
        own = [p for p in preview.problems if not (p.kind is ProblemKind.MISFITS and p.column in self.losses)]
        told = {p.column: p for p in preview.problems if p.kind is ProblemKind.MISFITS}
        lost = [self._loss(loss, told.get(column)) for column, loss in self.losses.items()]
        self._settled = tuple(self._as_text(p) for p in settled if p.column not in preview.options.leave_out)
        place = {c.name: i for i, c in enumerate(preview.columns)}
        self.problems = tuple(
            sorted([*lost, *self._settled, *own], key=lambda p: (_rank(p), place.get(p.column or "", -1)))
        )
        self._shown = (self.problems, self._settled, self._options, free, self.has_lines)
        if before != self._shown:
            self._show()

    def _show(self) -> None:
        focused = next((key for key, select in self._selects.items() if select.hasFocus()), None)
        scrolled = self.area.verticalScrollBar().value()
        bad = sum(p.severity == "bad" for p in self.problems)
        self.title.setText(self.tr("Problems found") if self.problems else self.tr("No problems found"))
        self.bad.set(f"{bad:,}" if bad else "")
        self.warn.set(f"{len(self.problems) - bad:,}" if len(self.problems) > bad else "")
        self.bad.setAccessibleName(self.tr("{n} that leave rows out").format(n=bad))
        clear_layout(self.column)
        self._selects = {}
        for problem in self.problems:
            self.column.addWidget(self._row(problem))
        self.column.addStretch(1)
        shown = min(SHOWN if theme().scale <= 1.2 else 2, len(self.problems))
        self.line.setVisible(bool(shown))
        self.area.setVisible(bool(shown))
        self.area.setFixedHeight(shown * theme().px(ROW) + (8 if len(self.problems) > shown else 0))
        self.area.verticalScrollBar().setValue(scrolled)
        if focused in self._selects:
            self._selects[focused].setFocus(Qt.FocusReason.OtherFocusReason)

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
        if problem.lines and self.has_lines:
            show = LinkButton(self.tr("Show lines"), frame, small=True)
            show.setAccessibleName(self.tr("Show lines: {title}").format(title=problem.title))
            show.clicked.connect(partial(self._show_lines, problem))
            row.addWidget(show)
        if (choice := self._choice(problem, frame)) is not None:
            row.addWidget(choice)
        return frame

    def _choice(self, problem: ImportProblem, frame: QFrame) -> QWidget | None:
        """What can be chosen about a problem; for rows that are not whole only what becomes of them."""
        tr = self.tr
        if problem.kind is ProblemKind.FAULTS:
            fixed = Label(tr("Left out"), "small", "text2", frame)
            fixed.setFixedWidth(theme().px(CHOICE))
            fixed.setIndent(10)
            return fixed
        if problem.column is None or problem.kind is ProblemKind.NOTE or not self._free:
            return None
        if problem.kind is ProblemKind.MISFITS:
            choices = [(ASIDE, tr("Keep the rows aside")), (MISSING, tr("Set to missing")),
                       (TEXT, tr("Keep the column as text"))]  # fmt: skip
            now = TEXT if problem in self._settled else self._options.misfits.get(problem.column, ASIDE)
        else:
            choices = [(KEEP, tr("Keep the column")), (OUT, tr("Leave the column out"))]
            now = OUT if problem.column in self._options.leave_out else KEEP
        if problem.kind is ProblemKind.ODD:
            known = self._options.missing_words.get(problem.column, ())
            choices = [(KEEP, tr("Keep the value")), (MISSING, tr("Set to missing"))]
            now = MISSING if set(problem.words) <= set(known) else KEEP
        name = tr("What becomes of it: {title}").format(title=problem.title)
        select = Select(choices, frame, name=name, small=True, width=CHOICE)
        select.set_key(now)
        select.activated.connect(partial(self._chose, problem))
        self._selects[_key(problem)] = select
        return select

    def _chose(self, problem: ImportProblem, _index: int) -> None:
        self.chosen.emit(problem, self._selects[_key(problem)].key())

    def select_of(self, column: str, kind: ProblemKind) -> Select | None:
        """The drop-down of a column's problem."""
        return next((select for key, select in self._selects.items() if key[:2] == (column, kind)), None)

    def _as_text(self, problem: ImportProblem) -> ImportProblem:
        return replace(problem, severity="warn", text=self.tr("Kept as text, so that every row stays."))

    def _loss(self, loss: TypeLoss, told: ImportProblem | None) -> ImportProblem:
        """What a type that was chosen would lose, in words."""
        title = self.tr("{column} as {kind}: {lost} of {checked} rows do not fit").format(
            column=loss.column, kind=self._noun(loss.kind), lost=f"{loss.lost:,}", checked=f"{loss.checked:,}"
        )
        lines = told.lines if told is not None and told.lines else tuple(e.line for e in loss.examples)
        named = ", ".join(f"{n:,}" for n in lines[:3])
        more = self.tr(" and {n} more").format(n=f"{loss.lost - 3:,}") if loss.lost > 3 else ""
        word = self.tr("Line") if loss.lost == 1 else self.tr("Lines")
        text = f"{word} {named}{more}."
        if loss.examples:
            text += " " + self.tr("For example “{value}”.").format(value=loss.examples[0].text)
        missing = self._options.set_missing(loss.column)
        if missing:
            text += " " + self.tr("Set to missing; the rows stay.")
        if not loss.exact:
            text += " " + self.tr("Only the beginning of the file was looked at.")
        return ImportProblem("warn" if missing else "bad", title, text, loss.column, lines, ProblemKind.MISFITS)

    def _noun(self, kind: ColumnType) -> str:
        return {
            ColumnType.BOOLEAN: self.tr("yes or no"),
            ColumnType.INTEGER: self.tr("a whole number"),
            ColumnType.NUMBER: self.tr("a number"),
            ColumnType.TEXT: self.tr("text"),
            ColumnType.DATE: self.tr("a date"),
            ColumnType.DATETIME: self.tr("a date and time"),
            ColumnType.TIME: self.tr("a time"),
        }[kind]

    def _show_lines(self, problem: ImportProblem, _checked: bool = False) -> None:
        self.show_lines.emit(problem)

    def left_out(self) -> tuple[int, bool]:
        """How many rows of those looked at will be left out, and whether that may be short of the truth."""
        bad = [p for p in self.problems if p.severity == "bad"]
        known = {n for p in bad for n in p.lines}
        beyond = sum(max(0, self.losses[p.column].lost - len(p.lines)) for p in bad if p.column in self.losses)
        short = any(len(p.lines) >= MOST_LINES for p in bad if p.column not in self.losses)
        return len(known) + beyond, short or (beyond > 0 and len(bad) > 1)


def _key(problem: ImportProblem) -> _Key:
    return problem.column, problem.kind, problem.words


def _rank(problem: ImportProblem) -> int:
    """The order of problems: about rows, about values, then the rest; no choice moves one to another place."""
    if problem.kind is ProblemKind.MISFITS:
        return 1
    return 0 if problem.severity == "bad" else 2
