"""What a threshold means in rows and costs: how many are called yes, found, missed, wrongly flagged, at what price."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from modelyard.domain.experiments.decisions import best_f1, cheapest, decision_at
from modelyard.domain.experiments.evaluation import BinaryEvaluation
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import number_text, tr
from modelyard.ui.pages.experiments.new.parameters import number
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.kpi import FigureRow
from modelyard.ui.widgets.labels import Label

Costs = tuple[float, float]
ALIKE: Costs = (1.0, 1.0)
"""What a false alarm and a miss cost as long as nobody says: then the cost is the number of mistakes."""
MOST = 1e9
PAUSE_MS = 250


class DecisionCard(Card):
    """The rows called yes at a threshold, and what the mistakes cost.

    `wanted` carries the threshold that a button chose; `costs_changed` the costs of (a false alarm, a miss).
    """

    wanted = Signal(object)
    costs_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Decisions"), parent=parent)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.costs = ALIKE
        self._binary: BinaryEvaluation | None = None
        self._threshold = 0.5
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read_costs)
        self.alarm, self.miss = self._edit(tr("A false alarm costs")), self._edit(tr("A miss costs"))
        self.best = self._button(tr("Best F1"), tr("Move to the threshold with the highest F1"))
        self.best.clicked.connect(self._to_best)
        self.least = self._button(tr("Least cost"), tr("Move to the threshold where mistakes cost least"))
        self.least.clicked.connect(self._to_least)
        labels = (("flagged", tr("Called yes")), ("found", tr("Found")), ("missed", tr("Missed")),
                  ("alarms", tr("False alarms")), ("cost", tr("Cost of mistakes")))  # fmt: skip
        self.row = FigureRow(labels, self)
        self.body.addWidget(self.row)
        self._write_costs()

    def _edit(self, name: str) -> QLineEdit:
        self.head_actions.addWidget(Label(name, "small", "text2", self.head))
        edit = QLineEdit(self.head)
        edit.setProperty("small", True)
        edit.setFixedWidth(theme().px(64))
        edit.setAccessibleName(name)
        edit.setToolTip(tr("In any unit: only the ratio of both decides which threshold is best"))
        edit.textEdited.connect(self._pause.start)
        edit.editingFinished.connect(self._read_costs)
        self.head_actions.addWidget(edit)
        self.head_actions.addSpacing(8)
        return edit

    def _button(self, text: str, tip: str) -> Button:
        button = Button(text, "", "quiet", self.head, small=True)
        button.setToolTip(tip)
        self.head_actions.addWidget(button)
        return button

    # --- showing ------------------------------------------------------------------------------------------------
    def show_run(self, binary: BinaryEvaluation, costs: Costs) -> None:
        """Take another run, and what its mistakes cost."""
        self._binary, self.costs = binary, costs
        self._write_costs()

    def set_threshold(self, threshold: float) -> None:
        """Show what becomes of the hold-out rows at a threshold."""
        self._threshold = threshold
        if self._binary is None or not self._binary.thresholds.thresholds:
            return
        found = decision_at(self._binary.thresholds, threshold)
        yes, no = found.true_positive + found.false_negative, found.true_negative + found.false_positive
        self.set_fact(tr("at {value} and above, {name}").format(value=f"{threshold:.2f}", name=self._binary.classes[1]))
        self.row.set("flagged", texts.count(found.flagged), _of_rows(found.flagged, found.rows))
        self.row.set("found", texts.count(found.true_positive), tr("of {count}").format(count=texts.count(yes)))
        self.row.set("missed", texts.count(found.false_negative), texts.percent(_share(found.false_negative, yes), 1))
        self.row.set("alarms", texts.count(found.false_positive), _of_rows(found.false_positive, no))
        least = cheapest(self._binary.thresholds, *self.costs)
        fact = tr("least {cost} at {value}").format(cost=_cost_text(least.cost(*self.costs)),
                                                    value=f"{least.threshold:.2f}")  # fmt: skip
        self.row.set("cost", _cost_text(found.cost(*self.costs)), fact)
        shares = (tr("{share} of all rows"), tr("{share} of the rows that are no"))
        for key, text, share in (("flagged", shares[0], found.flagged_share),
                                 ("alarms", shares[1], _share(found.false_positive, no))):  # fmt: skip
            self.row.figures[key].setToolTip(text.format(share=texts.percent(share, 1)))

    # --- choosing -----------------------------------------------------------------------------------------------
    def _write_costs(self) -> None:
        for edit, value in zip((self.alarm, self.miss), self.costs, strict=True):
            edit.setText(f"{value:g}")
            _mark(edit, wrong=False)

    @Slot()
    def _read_costs(self) -> None:
        self._pause.stop()
        edits = (self.alarm, self.miss)
        found = [number(edit.text()) for edit in edits]
        good = [value is not None and 0 <= value < MOST for value in found]
        for edit, fine in zip(edits, good, strict=True):
            _mark(edit, wrong=not fine)
        costs = tuple(value for value in found if value is not None)
        if all(good) and len(costs) == 2 and costs != self.costs:
            self.costs = (costs[0], costs[1])
            self.set_threshold(self._threshold)
            self.costs_changed.emit(self.costs)

    @Slot()
    def _to_best(self) -> None:
        if self._binary is not None and self._binary.thresholds.thresholds:
            self.wanted.emit(best_f1(self._binary.thresholds).threshold)

    @Slot()
    def _to_least(self) -> None:
        self._read_costs()
        if self._binary is not None and self._binary.thresholds.thresholds:
            self.wanted.emit(cheapest(self._binary.thresholds, *self.costs).threshold)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _of_rows(part: int, whole: int) -> str:
    return texts.percent(_share(part, whole), 1)


def _cost_text(value: float) -> str:
    return texts.count(int(value)) if value == int(value) else number_text(value)


def _mark(edit: QLineEdit, *, wrong: bool) -> None:
    """A red border where a cost is no number of 0 or more."""
    if bool(edit.property("invalid")) != wrong:
        edit.setProperty("invalid", wrong)
        edit.style().unpolish(edit)
        edit.style().polish(edit)
