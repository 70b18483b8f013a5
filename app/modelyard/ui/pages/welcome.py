"""Before a workspace is open: the welcome page with its three cards, and what the other pages show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.deployments import EngineStatus
from modelyard.ui.pages.base import Page
from modelyard.ui.shell import Action, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.icon_view import IconCircle, IconView
from modelyard.ui.widgets.labels import KeyCap, Label
from modelyard.ui.widgets.states import EmptyState

WIDTH = 932


class _Step(QWidget):
    """A step of the track: circle, word, fact; the 2 px line runs on to the next."""

    def __init__(self, icon: str, word: str, fact: str, first: bool, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._first, self._last = first, last
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(IconCircle(icon, "text2", parent=self, size=32), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        for text, role, tone in ((word, "strong", "text"), (fact, "small", "text3")):
            label = Label(text, role, tone, self)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
            column.addSpacing(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = self.width() / 2
        if not self._first:
            painter.fillRect(QRectF(0, 15, middle - 22, 2), theme().color("border-strong"))
        if not self._last:
            painter.fillRect(QRectF(middle + 22, 15, self.width() - middle - 22, 2), theme().color("border-strong"))


class WelcomePage(Page):
    """From a table to a running, watched model: import, look at the sample, or open a workspace."""

    name = "home"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Welcome")
        self.body.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self.content)
        scroll.setWidgetResizable(True)
        inner = QWidget(scroll)
        scroll.setWidget(inner)
        self.body.addWidget(scroll)
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(20, 70, 20, 20)
        outer.addStretch(1)
        holder = QWidget(inner)
        holder.setFixedWidth(WIDTH)
        outer.addWidget(holder)
        outer.addStretch(1)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(self.tr("From a table to a running, watched model"), "welcome", parent=holder))
        column.addSpacing(6)
        lead = self.tr("Everything stays in one folder on this computer. Start with one of these.")
        column.addWidget(Label(lead, "lead", "text2", holder))
        column.addSpacing(28)
        column.addLayout(self._cards(holder))
        column.addSpacing(16)
        column.addWidget(self._drop_hint(holder))
        column.addSpacing(44)
        column.addLayout(self._track(holder))
        column.addSpacing(44)
        column.addLayout(self._facts(holder))
        column.addStretch(1)
        shell.bridge.engine.connect(self._engine)

    def _cards(self, holder: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        cards: list[tuple[str, str, str, str, str, str, Callable[[], Any]]] = [
            ("import", self.tr("Import a dataset"),
             self.tr("CSV or Parquet, straight from a file. A workspace folder is made for you."),
             self.tr("Import dataset"), "primary", self.tr("Ctrl I"), self._import),
            ("flag", self.tr("Open the sample workspace"),
             self.tr("NYC flights 2013, 336,776 of them, to train, launch and watch a first model on."),
             self.tr("Open sample"), "secondary", self.tr("Ctrl Shift O"), self._sample),
            ("folder", self.tr("Open a workspace"),
             self.tr("Continue in a folder that you or a colleague made. Nothing in it is changed by opening it."),
             self.tr("Choose folder"), "secondary", self.tr("Ctrl O"), self._choose),
        ]  # fmt: skip
        self.buttons: list[Button] = []
        for icon, title, text, verb, kind, keys, slot in cards:
            card = Card(parent=holder)
            card.setFixedSize(300, 214)
            card.setAccessibleName(title)
            card.body.setContentsMargins(19, 19, 19, 19)
            card.body.addWidget(IconCircle(icon, "accent-text", "", card, size=36, fill="accent-soft", radius=8))
            card.body.addSpacing(14)
            card.body.addWidget(Label(title, "panel", parent=card))
            card.body.addSpacing(8)
            card.body.addWidget(Label(text, "body", "text2", card, wrap=True))
            card.body.addStretch(1)
            foot = QHBoxLayout()
            button = Button(verb, "", kind, card)
            button.clicked.connect(slot)
            self.buttons.append(button)
            foot.addWidget(button)
            foot.addStretch(1)
            foot.addWidget(KeyCap(keys, card))
            card.body.addLayout(foot)
            row.addWidget(card)
        return row

    def _drop_hint(self, holder: QWidget) -> QFrame:
        frame = QFrame(holder)
        frame.setObjectName("dropHint")
        frame.setFixedHeight(84)
        row = QHBoxLayout(frame)
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(IconView("file", "text2", frame))
        row.addWidget(Label(self.tr("Or drop a data file anywhere in this window"), "body", "text2", frame))
        row.addWidget(Label(".csv  .tsv  .parquet", "small", "text3", frame))
        row.addStretch(1)
        return frame

    def _track(self, holder: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        steps = (
            ("data", self.tr("Import"), self.tr("a table you have")),
            ("experiments", self.tr("Train"), self.tr("and compare runs")),
            ("models", self.tr("Register"), self.tr("the best version")),
            ("deployments", self.tr("Launch"), self.tr("it in a container")),
            ("monitoring", self.tr("Watch"), self.tr("drift and quality")),
        )
        for index, (icon, word, fact) in enumerate(steps):
            row.addWidget(_Step(icon, word, fact, index == 0, index == len(steps) - 1, holder), 1)
        return row

    def _facts(self, holder: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addStretch(1)
        facts = (
            ("lock", self.tr("Works offline, no account")),
            ("engine", self.tr("Docker is needed only to launch models in containers")),
        )
        for icon, text in facts:
            inner = QHBoxLayout()
            inner.setSpacing(7)
            inner.addWidget(IconView(icon, "text3", holder, size=14))
            label = Label(text, "small", "text3", holder)
            inner.addWidget(label)
            row.addLayout(inner)
            self.engine_label = label
        row.addStretch(1)
        return row

    @Slot(object)
    def _engine(self, status: EngineStatus) -> None:
        found = self.tr("Docker found, needed only to launch models")
        missing = self.tr("No Docker: models are launched as local processes")
        self.engine_label.setText(found if status.available else missing)

    @Slot()
    def _import(self) -> None:
        self.shell.workspaces.ensure(self._import_now)

    def _import_now(self) -> None:
        self.shell.run_action("data.import")

    @Slot()
    def _sample(self) -> None:
        self.shell.workspaces.open_sample()

    @Slot()
    def _choose(self) -> None:
        self.shell.workspaces.choose()


class NoWorkspacePage(Page):
    """What a stage's page is while no workspace is open."""

    def __init__(self, shell: Shell, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.name = name
        state = EmptyState(name, self.tr("No workspace is open"),
                           self.tr("Everything a team makes is kept in a workspace folder. Open one, or start with a "
                                   "table."), self.states)  # fmt: skip
        state.add_button(self.tr("Start"), "home").clicked.connect(self._home)
        self.states.show_empty(state)

    @Slot()
    def _home(self) -> None:
        self.shell.go("home")

    def actions(self) -> Sequence[Action]:
        return ()


class UnbuiltPage(Page):
    """A page that this build does not have."""

    def __init__(self, shell: Shell, name: str, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.name = name
        text = self.tr("Pipelines will repeat a model's journey by themselves. They come with a later version.")
        self.states.show_empty(EmptyState(name, self.tr("Not in this version"), text, self.states))
