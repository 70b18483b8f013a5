"""The bar below the list of runs: what can be done with those that are selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.labels import FittedLabel

MOST_COMPARED = 100


class RunsFoot(QFrame):
    """Its signals ask for what its buttons say."""

    cleared = Signal()
    archived = Signal()
    tagged = Signal()
    registered = Signal()
    compared = Signal()
    more = Signal(QWidget)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectionBar")
        self.setFixedHeight(theme().px(46))
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 0, 13, 0)
        row.setSpacing(8)
        self.chosen = FittedLabel("", "medium", parent=self)
        row.addWidget(self.chosen)
        clear = LinkButton(tr("Clear"), self)
        clear.clicked.connect(self.cleared)
        row.addSpacing(4)
        row.addWidget(clear)
        row.addStretch(1)
        self.archive_button = Button(tr("Archive"), "box", parent=self, small=True)
        self.archive_button.clicked.connect(self.archived)
        self.tag_button = Button(tr("Tag"), "tag", parent=self, small=True)
        self.tag_button.clicked.connect(self.tagged)
        self.register_button = Button(tr("Register model"), "models", parent=self, small=True)
        self.register_button.clicked.connect(self.registered)
        self.compare_button = Button("", "compare", "primary", self, small=True)
        self.compare_button.clicked.connect(self.compared)
        self.more_button = IconButton("more", tr("More for the selected runs"), self)
        self.more_button.clicked.connect(self._more)
        for button in (self.archive_button, self.tag_button, self.register_button, self.compare_button,
                       self.more_button):  # fmt: skip
            row.addWidget(button)
        self.hide()

    def _more(self) -> None:
        self.more.emit(self.more_button)

    def show_chosen(self, count: int, hidden: int, known: Sequence[Run], read_only: str) -> None:
        """Show what goes with so many runs, `hidden` of which are not in the list; `known` are those read already."""
        self.setVisible(count > 0)
        if not count:
            return
        text = texts.counted(count, tr("run selected"), tr("runs selected"))
        self.chosen.setText(text + (tr(", {count} hidden").format(count=texts.count(hidden)) if hidden else ""))
        away = all_archived(known, count)
        self.archive_button.setText(tr("Unarchive") if away else tr("Archive"))
        self.archive_button.setAccessibleName(self.archive_button.text())
        self.archive_button.updateGeometry()
        self.archive_button.set_reason(read_only)
        self.tag_button.set_reason(read_only)
        self.register_button.set_reason(read_only or self._why_not_registered(count, known))
        name = tr("Compare {count} runs").format(count=texts.count(count))
        self.compare_button.setText(name if count > 1 else tr("Compare runs"))
        self.compare_button.setAccessibleName(self.compare_button.text())
        self.compare_button.updateGeometry()
        self.compare_button.set_reason(why_not_compared(count, known))

    def _why_not_registered(self, count: int, known: Sequence[Run]) -> str:
        if count != 1:
            return tr("Select one run to register it")
        return register_reason(known[0]) if known else tr("Reading the run")


def all_archived(known: Sequence[Run], count: int) -> bool:
    """Whether all selected runs are archived already."""
    return len(known) == count and all(r.archived_at is not None for r in known)


def why_not_compared(count: int, known: Sequence[Run]) -> str:
    """Why the selected runs cannot be compared; empty when they can."""
    if count < 2:
        return tr("Select two or more runs to compare them")
    if count > MOST_COMPARED:
        return tr("At most {count} runs can be compared").format(count=MOST_COMPARED)
    finished = [r for r in known if r.state is RunState.FINISHED]
    return tr("Only finished runs can be compared") if len(finished) < len(known) else ""


def register_reason(run: Run) -> str:
    """Why a run cannot become a model version; empty when it can."""
    if run.state is not RunState.FINISHED:
        return tr("Only a finished run can become a model version")
    if run.kind in (RunKind.LOGGED, RunKind.IMPORTED) and not run.model_size:
        return tr("This run has no model that Modelyard can serve")
    return ""


def why_not_combined(count: int, known: Sequence[Run]) -> str:
    """Why the selected runs cannot become one model together; empty when they can."""
    if count < 2:
        return tr("Select two or more runs to combine them")
    if len(known) < count or any(r.state is not RunState.FINISHED for r in known):
        return tr("Only finished runs can be combined")
    if any(r.kind in (RunKind.LOGGED, RunKind.IMPORTED) for r in known):
        return tr("Only runs trained here can be combined")
    if not known[0].task.supervised:
        return tr("Only runs that predict a target can be combined")
    if len({(r.experiment_id, r.dataset_version_id, r.task, r.split_hash) for r in known}) > 1:
        return tr("Only runs of one question on the same rows can be combined")
    return ""
