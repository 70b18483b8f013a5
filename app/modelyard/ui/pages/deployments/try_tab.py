"""The Try it tab: ask the running model one row, by form or as JSON; the answer, and the earlier ones."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from modelyard.core import clock
from modelyard.core.errors import AppError
from modelyard.domain.deployments import Deployment, DeploymentState
from modelyard.domain.models import ModelVersion
from modelyard.services import deployments
from modelyard.ui import texts
from modelyard.ui.pages.deployments import reading, words
from modelyard.ui.pages.deployments.reading import Answer
from modelyard.ui.pages.deployments.try_form import TryForm
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chip import Chip
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.probability_bar import ProbabilityBar
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

EARLIER = 30


@dataclass
class Asked:
    """One question and what came of it."""

    number: int
    at: datetime
    row: dict[str, Any]
    result: str
    bad: bool = False


@dataclass
class Trial:
    """What was asked of one deployment in this session."""

    row: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)


class TryTab(QWidget):
    """Shows one deployment at a time; what was typed and answered is kept for each."""

    start_wanted = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._shell = shell
        self._deployment: Deployment | None = None
        self._version: ModelVersion | None = None
        self._trials: dict[str, Trial] = {}
        self._chance = random.Random()
        self._narrow = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        content = self.area = QScrollArea(self)
        content.setObjectName("canvas")
        content.setWidgetResizable(True)
        content.setFrameShape(QFrame.Shape.NoFrame)
        content.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget(content)
        inner.setObjectName("canvas")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._row.setContentsMargins(20, 16, 20, 16)
        self._row.setSpacing(12)
        self.request = self._build_request(inner)
        self._row.addWidget(self.request, 26)
        self._row.addLayout(self._build_answer(inner), 24)
        content.setWidget(inner)
        self.states = StateStack(content, self)
        outer.addWidget(self.states)

    def _build_request(self, parent: QWidget) -> Card:
        card = Card(self.tr("Request"), "", parent)
        self.way = Segment([("form", self.tr("Form")), ("json", "JSON")], self.tr("Way of asking"), card, small=True)
        self.way.chosen.connect(self._switch)
        card.head_left.addWidget(self.way)
        self.random = Button(self.tr("Random row"), "refresh", "quiet", card, small=True,
                             tip=self.tr("A row of the test data, which training has not seen"))  # fmt: skip
        self.random.clicked.connect(self._random)
        card.head_actions.addWidget(self.random)
        self.stack = QStackedWidget(card)
        page = QWidget(self.stack)
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 14, 14, 14)
        self.form = TryForm(page)
        self.form.changed.connect(self._changed)
        column.addWidget(self.form)
        self.stack.addWidget(page)
        self.text = QPlainTextEdit(self.stack)
        self.text.setProperty("bare", True)
        self.text.setFont(theme().font(12, mono=True))
        self.text.setAccessibleName(self.tr("Request as JSON"))
        self.text.setMinimumHeight(theme().px(240))
        self.text.setViewportMargins(10, 8, 10, 8)
        self.text.textChanged.connect(self._changed)
        self.stack.addWidget(self.text)
        card.body.addWidget(self.stack)
        card.body.addWidget(self._build_foot(card))
        self.preview = QPlainTextEdit(card)
        self.preview.setReadOnly(True)
        self.preview.setProperty("bare", True)
        self.preview.setFont(theme().font(12, mono=True))
        self.preview.setAccessibleName(self.tr("What is sent"))
        self.preview.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.preview.setViewportMargins(10, 8, 10, 8)
        card.body.addWidget(self.preview, 1)
        self._stretch(card)
        return card

    def _stretch(self, card: Card) -> None:
        """As JSON, the text takes the room; the form takes what it needs and shows below what is sent."""
        as_json = self.way.key() == "json"
        self.stack.setCurrentIndex(1 if as_json else 0)
        vertical = QSizePolicy.Policy.Expanding if as_json else QSizePolicy.Policy.Maximum
        self.stack.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        card.body.setStretch(0, 1 if as_json else 0)
        self.preview.setVisible(not as_json and not self._narrow)

    def _build_foot(self, card: Card) -> QFrame:
        foot = QFrame(card)
        foot.setObjectName("surface2")
        foot.setFixedHeight(theme().px(54))
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        self.hint = Label(self.tr("Not counted in monitoring"), "small", "text3", foot, wrap=True)
        row.addWidget(self.hint, 1)
        self.curl = Button(self.tr("Copy as curl"), "copy", parent=foot)
        self.curl.clicked.connect(self._copy_curl)
        self.send = Button(self.tr("Send"), "send", "primary", foot, tip="Ctrl+Enter")
        self.send.clicked.connect(self.ask)
        row.addWidget(self.curl)
        row.addWidget(self.send)
        return foot

    def _build_answer(self, parent: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        self.answer = Card(self.tr("Answer"), "", parent, padding=14)
        self.chip = Chip("", "neutral", self.answer)
        self.answer.head_left.addWidget(self.chip)
        self.took = Label("", "small", "text3", self.answer)
        self.took.setContentsMargins(0, 0, 6, 0)
        self.answer.head_actions.addWidget(self.took)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.figure = Label("", "welcome", parent=self.answer)
        self.meaning = Label("", "body", "text2", self.answer, wrap=True)
        self.verdict = Chip("", "neutral", self.answer, dot=False)
        row.addWidget(self.figure)
        row.addWidget(self.meaning, 1)
        row.addWidget(self.verdict)
        self.answer.body.addLayout(row)
        self.bar = ProbabilityBar(self.answer)
        self.answer.body.addSpacing(6)
        self.answer.body.addWidget(self.bar)
        self.refusal = Note("", "bad", self.answer)
        self.answer.body.addWidget(self.refusal)
        column.addWidget(self.answer)
        self.history = Card(self.tr("Earlier requests"), self.tr("in this session"), parent)
        columns = [
            TableColumn("at", self.tr("Time"), lambda a: Cell(texts.clock_time(a.at), "text3"), 84),
            TableColumn("row", self.tr("Row"), lambda a: Cell(summary(a.row), tip=summary(a.row)), None),
            TableColumn("result", self.tr("Answer"), lambda a: Cell(a.result, "bad-text" if a.bad else "text"), 96,
                        right=True),
        ]  # fmt: skip
        self.earlier: Table = Table(columns, _number, self.tr("Earlier requests"), self.history)
        self.earlier.setProperty("inCard", True)
        self.earlier.row_opened.connect(self._again)
        self.earlier.setToolTip(self.tr("Double click fills the row in again"))
        self.history.body.addWidget(self.earlier)
        column.addWidget(self.history, 1)
        return column

    # --- showing ------------------------------------------------------------------------------------------------
    @property
    def trial(self) -> Trial:
        """What was asked of the deployment that is shown."""
        key = self._deployment.id if self._deployment is not None else ""
        return self._trials.setdefault(key, Trial())

    def show_deployment(self, deployment: Deployment, version: ModelVersion | None) -> None:
        """Show a deployment; the form is built anew only for another one."""
        other = self._deployment is None or self._deployment.id != deployment.id
        self._deployment = deployment
        running = deployment.state in (DeploymentState.RUNNING, DeploymentState.UNHEALTHY)
        if not running:
            self._show_stopped(deployment)
        else:
            self.states.show_full()
        if version is None or (not other and self._version is not None and self._version.id == version.id):
            return
        self._version = version
        self.form.set_signature(version.signature)
        trial = self.trial
        self._show_earlier()
        self._clear_answer()
        if trial.row:
            self._fill(trial.row)
        else:
            workspace, wanted = self._shell.workspace, version.id
            self._shell.bridge.query(lambda: (deployment.id, reading.samples(workspace, wanted)), self._sampled, None,
                                     self, key="samples")  # fmt: skip

    def _show_stopped(self, deployment: Deployment) -> None:
        starting = deployment.state is DeploymentState.STARTING
        title = self.tr("It is starting") if starting else self.tr("It does not run")
        text = self.tr("As soon as it answers you can try it here.") if starting else self.tr(
            "Start {name} to ask it something.").format(name=deployment.name)  # fmt: skip
        state = EmptyState("deployments", title, text, self.states)
        if not starting:
            button = state.add_button(self.tr("Start"), "play")
            button.clicked.connect(self.start_wanted)
            button.set_reason(self._shell.workspace.read_only)
        self.states.show_empty(state)

    @Slot(object)
    def _sampled(self, found: Any) -> None:
        key, rows = found
        trial = self._trials.setdefault(key, Trial())
        trial.samples = rows
        if self._deployment is not None and self._deployment.id == key:
            self.random.set_reason("" if rows else self.tr("The run's test rows are not kept any more"))
            if rows and not trial.row:
                self._random()

    def _clear_answer(self) -> None:
        self.chip.set("", "neutral")
        self.took.setText("")
        self.figure.setText(texts.MISSING)
        self.meaning.setText(self.tr("Send a row to see the answer"))
        self.verdict.set("", "neutral")
        threshold = self._version.signature.threshold if self._version is not None else 0.5
        self.bar.set(0.0, threshold)
        self.bar.show()
        self.refusal.set("")

    # --- the row ------------------------------------------------------------------------------------------------
    def _fill(self, row: dict[str, Any]) -> None:
        self.form.set_values(row)
        self.text.setPlainText(json.dumps(row, indent=2, ensure_ascii=False))
        self._changed()

    @Slot()
    def _random(self) -> None:
        samples = self.trial.samples
        if samples:
            self.trial.row = dict(self._chance.choice(samples))
            self._fill(self.trial.row)

    @Slot(object)
    def _switch(self, key: object) -> None:
        """What was typed goes along to the other view, where it can be read."""
        try:
            rows = self._rows(json_view=key == "form")
            if key == "form" and len(rows) == 1:
                self.form.set_values(rows[0])
            elif key == "json":
                self.text.setPlainText(json.dumps(rows[0], indent=2, ensure_ascii=False))
        except (ValueError, AppError):
            pass  # it stays as it is; its own view says what is wrong
        self._stretch(self.request)
        self._changed()

    def _rows(self, *, json_view: bool) -> list[dict[str, Any]]:
        """The rows to send. Raises `ValueError` with a sentence when they cannot be read."""
        if not json_view:
            if problem := self.form.problem():
                raise ValueError(problem)
            return [self.form.values()]
        try:
            found = json.loads(self.text.toPlainText())
        except json.JSONDecodeError as error:
            raise ValueError(self.tr("Line {n} is not JSON.").format(n=error.lineno)) from error
        rows = found if isinstance(found, list) else [found]
        if not rows or not all(isinstance(r, dict) for r in rows):
            raise ValueError(self.tr("One row is an object of columns; several are a list of them."))
        strange = next((k for r in rows for k in r if k not in self.form.fields), None)
        if strange is not None:
            raise ValueError(self.tr("The model takes no column {column}.").format(column=strange))
        return rows

    @Slot()
    def _changed(self) -> None:
        problem = ""
        try:
            rows = self._rows(json_view=self.way.key() == "json")
            body = json.dumps({"dataframe_records": rows[:20], "params": {"monitor": False}}, indent=2)
            self.preview.setPlainText(f"POST /invocations\n{body}")
        except ValueError as error:
            problem = str(error)
        self.hint.setText(problem or self.tr("Not counted in monitoring"))
        self.hint.set_tone("bad-text" if problem else "text3")
        self.send.set_reason(problem)
        self.curl.set_reason(problem)

    # --- asking -------------------------------------------------------------------------------------------------
    @Slot()
    def ask(self) -> None:
        """Send what is filled in."""
        if self._deployment is None or not self.send.isEnabled():
            return
        rows = self._rows(json_view=self.way.key() == "json")
        self.trial.row = rows[0]
        workspace, deployment_id = self._shell.workspace, self._deployment.id
        self.send.set_reason(self.tr("Waiting for the answer"))
        self._shell.bridge.query(lambda: reading.ask(workspace, deployment_id, rows), self._answered, self._refused,
                                 self, key="ask")  # fmt: skip

    def _reveal(self) -> None:
        """Where the answer stands below the request, bring it into view."""
        if self._narrow:
            self.area.ensureWidgetVisible(self.answer)

    def _note(self, row: dict[str, Any], result: str, bad: bool = False) -> None:
        asked = self.trial.asked
        asked.insert(0, Asked(asked[0].number + 1 if asked else 1, clock.now(), dict(row), result, bad))
        del asked[EARLIER:]
        self._show_earlier()

    def _show_earlier(self) -> None:
        self.earlier.set_rows(list(self.trial.asked))

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        self._changed()
        version = self._version
        if version is None or not answer.answers:
            return
        signature = version.signature
        label, probability = answer.answers[0]
        more = len(answer.answers) - 1
        self.chip.set(self.tr("Answered"), "ok")
        self.took.setText(f"{words.milliseconds(answer.seconds)}, v{version.number}")
        self.figure.setText(texts.probability(probability))
        yes = signature.classes[1]
        text = self.tr("likely that {target} is {yes}").format(target=signature.target, yes=yes)
        if more:
            text += self.tr(" in row 1 of {n}").format(n=texts.count(more + 1))
        self.meaning.setText(text)
        said = f"{signature.target} = {label}"
        self.verdict.set(said, "warn" if label == yes else "neutral")
        self.bar.set(probability, signature.threshold)
        self.bar.show()
        self.refusal.set("")
        for row, (_, value) in zip(reversed(answer.rows), reversed(answer.answers), strict=True):
            self._note(dict(row), texts.probability(value))
        self._reveal()

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self._changed()
        self.chip.set(self.tr("Refused"), "bad")
        self.took.setText("")
        self.figure.setText(texts.MISSING)
        self.meaning.setText(self.tr("no answer"))
        self.verdict.set("", "neutral")
        self.bar.hide()
        known = error if isinstance(error, AppError) else AppError(str(error))
        self.refusal.set(f"{known.message} {known.hint}".strip())
        self._note(self.trial.row, self.tr("refused"), bad=True)
        self._reveal()

    @Slot(object)
    def _again(self, key: object) -> None:
        found = next((a for a in self.trial.asked if str(a.number) == str(key)), None)
        if found is not None:
            self.trial.row = dict(found.row)
            self._fill(found.row)

    @Slot()
    def _copy_curl(self) -> None:
        if self._deployment is None:
            return
        row = self._rows(json_view=self.way.key() == "json")[0]
        workspace, deployment_id = self._shell.workspace, self._deployment.id
        self._shell.bridge.query(lambda: deployments.curl_command(workspace, deployment_id, row), self._copied, None,
                                 self, key="curl")  # fmt: skip

    @Slot(object)
    def _copied(self, command: str) -> None:
        QGuiApplication.clipboard().setText(command)
        text = self.tr("The command holds the token of this deployment.")
        self._shell.toast(self.tr("Copied as curl"), text, "plain")

    # --- keys and room ------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (control or self.way.key() == "form"):
            self.ask()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        narrow = self._narrow = self.width() < theme().px(760)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self.earlier.setMinimumHeight(theme().px(200 if narrow else 80))
        self._stretch(self.request)


def _number(asked: Asked) -> str:
    return str(asked.number)


def summary(row: dict[str, Any]) -> str:
    """A row in a few words: its texts first, then its numbers."""
    words_first = sorted(row.items(), key=lambda item: not isinstance(item[1], str))
    return ", ".join(words.tr("no {column}").format(column=k) if v is None else str(v) for k, v in words_first)
