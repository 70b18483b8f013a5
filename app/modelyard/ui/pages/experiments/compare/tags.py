"""The compared runs above their comparison: a tag each, and the button that adds one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from modelyard.domain.experiments.runs import Run
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.flow import FlowLayout
from modelyard.ui.widgets.labels import FittedLabel

TAG, GAP, MOST_LINES, WIDEST_NAME = 36, 8, 2, 180
PORTION = 10
MOST_NAMED, MOST_FEW = 6, 16
"""Of more runs than the first the tags say the number only; before more than the second stands the button."""


class Swatch(QWidget):
    """A run's colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = ""
        self.setFixedSize(10, 10)

    def set_colour(self, colour: str) -> None:
        """Another colour."""
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)


class RunTag(QWidget):
    """A compared run: colour, name, algorithm, and a cross that takes it out."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, run: Run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run_id = run.id
        self.setFixedHeight(theme().px(TAG))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.setSpacing(6)
        self.swatch = Swatch(self)
        row.addWidget(self.swatch)
        name = LinkButton(facts.run_name(run), self)
        name.setToolTip(tr("Open {run}").format(run=f"{facts.run_name(run)}, {facts.what_is_learned(run)}"))
        name.clicked.connect(self._open)
        row.addWidget(name)
        self.what = FittedLabel(facts.what_is_learned(run), "body", "text3", self)
        self.what.setMaximumWidth(theme().px(WIDEST_NAME))
        row.addWidget(self.what)
        remove = IconButton("x", tr("Take {run} out of the comparison").format(run=facts.run_name(run)), self)
        remove.clicked.connect(self._remove)
        row.addWidget(remove)

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self._run_id)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self._run_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("border"), 1))
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class RunTags(QScrollArea):
    """Tags in up to two lines, and more to scroll. `opened` and `removed` carry the id of a run."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._inner = QWidget(self)
        self._flow = FlowLayout(self._inner, gap=GAP)
        self.add_button = Button(tr("Add run"), "plus", "quiet", self._inner)
        self._flow.addWidget(self.add_button)
        self._tags: dict[str, RunTag] = {}
        self._before: dict[str, RunTag] = {}
        self._waiting: list[tuple[Run, str]] = []
        self._count = 0
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.setInterval(0)
        self._more.timeout.connect(self._add_more)
        self.verticalScrollBar().valueChanged.connect(self._more.start)
        self.verticalScrollBar().rangeChanged.connect(self._more.start)
        self.setWidget(self._inner)

    def show_runs(self, runs: Sequence[tuple[Run, str]]) -> None:
        """Show runs with their colours; of many those out of sight follow when they are scrolled to."""
        self._flow.removeWidget(self.add_button)
        for tag in self._tags.values():
            self._flow.removeWidget(tag)
        self._before, self._tags = {**self._before, **self._tags}, {}
        self._waiting, self._count = list(runs), len(runs)
        if len(runs) > MOST_FEW:  # else it would be out of sight
            self._flow.addWidget(self.add_button)
        self._add_portion()
        if len(runs) <= MOST_FEW:
            self._flow.addWidget(self.add_button)
        self.updateGeometry()

    @Slot()
    def _add_more(self) -> None:
        """Make what comes next, a line more than is in sight."""
        bar = self.verticalScrollBar()
        if self._waiting and bar.value() + theme().px(TAG) >= bar.maximum():
            self._add_portion()

    def _add_portion(self) -> None:
        portion, self._waiting = self._waiting[:PORTION], self._waiting[PORTION:]
        for run, colour in portion:
            tag = self._before.pop(run.id) if run.id in self._before else self._made(run)
            tag.setVisible(True)
            tag.swatch.set_colour(colour)
            tag.what.setVisible(self._count <= MOST_NAMED)
            self._flow.addWidget(tag)
            self._tags[run.id] = tag
        later = {run.id for run, _ in self._waiting}
        for run_id, tag in list(self._before.items()):
            tag.hide()
            if run_id not in later:
                self._before.pop(run_id).deleteLater()
        if self._waiting:
            self._more.start()

    def _made(self, run: Run) -> RunTag:
        tag = RunTag(run, self._inner)
        tag.opened.connect(self.opened)
        tag.removed.connect(self.removed)
        return tag

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        most = MOST_LINES * theme().px(TAG) + (MOST_LINES - 1) * GAP
        return min(self._flow.heightForWidth(width), most)
