"""The Logs tab: the end of the server's log, followed, filtered, copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.deployments import Deployment
from modelyard.services import deployments
from modelyard.ui import texts
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.button import IconButton, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack

TAIL = 1000
EVERY = 1500
LINE = re.compile(r"^\d{4}-\d\d-\d\d[ T](\d\d:\d\d:\d\d)\S*\s+(DEBUG|INFO|WARNING|ERROR|CRITICAL)\s+(.*)$", re.DOTALL)
LEVELS = {"WARNING": "warn", "ERROR": "error", "CRITICAL": "error"}
TONES = {"info": "text", "warn": "warn-text", "error": "bad-text"}


def parse(lines: Sequence[str]) -> list[tuple[str, str, str]]:
    """Lines as (time, level "info" | "warn" | "error", text); a line without a time belongs to the one before."""
    found: list[tuple[str, str, str]] = []
    level = "info"
    for line in lines:
        match = LINE.match(line)
        if match:
            level = LEVELS.get(match[2], "info")
            found.append((match[1], level, f"{level:<6} {match[3]}"))
        else:
            found.append(("", level, line))
    return found


class LogTab(QWidget):
    """Asks for the log's end while it is on the screen and follows."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self._shell = shell
        self._deployment: Deployment | None = None
        self._lines: list[tuple[str, str, str]] = []
        self._read_once = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        card = Card(parent=self)
        outer.addWidget(card)
        card.body.addLayout(self._build_tools(card))
        card.body.addWidget(Line(card))
        self.view = LogView(self.tr("Log"), card)
        self.states = StateStack(self.view, card)
        self.states.retry.connect(self._read)
        card.body.addWidget(self.states, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._read)

    def _build_tools(self, card: Card) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(13, 7, 10, 7)
        row.setSpacing(8)
        self.filter = SearchField(self.tr("Find in log"), card, width=220)
        self.filter.filtered.connect(self._show)
        row.addWidget(self.filter)
        self.level = Segment(self._choices(0, 0), self.tr("Level"), card, small=True)
        self.level.chosen.connect(self._show)
        row.addWidget(self.level)
        row.addStretch(1)
        row.addWidget(Label(self.tr("Follow"), "small", "text2", card))
        self.follow = Switch(self.tr("Follow"), True, card)
        self.follow.toggled.connect(self._follow_changed)
        row.addWidget(self.follow)
        self.copy = IconButton("copy", self.tr("Copy the lines shown"), card)
        self.copy.clicked.connect(self._copy)
        row.addWidget(self.copy)
        self.save = IconButton("export", self.tr("Save the lines shown"), card)
        self.save.clicked.connect(self._save)
        row.addWidget(self.save)
        return row

    def _choices(self, warnings: int, errors: int) -> list[tuple[str, str]]:
        return [
            ("all", self.tr("All")),
            ("warn", self.tr("Warnings {n}").format(n=texts.count(warnings))),
            ("error", self.tr("Errors {n}").format(n=texts.count(errors))),
        ]

    # --- reading ------------------------------------------------------------------------------------------------
    def show_deployment(self, deployment: Deployment) -> None:
        """Show another deployment's log."""
        if self._deployment is None or self._deployment.id != deployment.id:
            self._lines, self._read_once = [], False
            self.view.clear()
        self._deployment = deployment
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    @Slot()
    def _read(self) -> None:
        if self._deployment is None or (self._read_once and not self.follow.isChecked()):
            return
        workspace, deployment_id = self._shell.workspace, self._deployment.id
        if not self._read_once:
            self.states.show_loading(self.tr("Reading the log"))
        self._shell.bridge.query(lambda: (deployment_id, deployments.logs(workspace, deployment_id, TAIL)), self._got,
                                 self._failed, self, key="logs")  # fmt: skip

    @Slot(object)
    def _got(self, answer: tuple[str, list[str]]) -> None:
        deployment_id, lines = answer
        if self._deployment is None or deployment_id != self._deployment.id:
            return
        self._read_once = True
        self._lines = parse(lines)
        self._show()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._read_once = False
        self.states.show_error(self.tr("The log could not be read"), error)

    @Slot()
    def _show(self, *_: object) -> None:
        lines = self.shown()
        starts = [level for time, level, _ in self._lines if time]
        self.level.set_choices(self._choices(starts.count("warn"), starts.count("error")))
        if not self._read_once:
            return
        if not lines:
            self._show_nothing()
            return
        self.view.follow = self.follow.isChecked()
        self.view.set_lines([(time, text, TONES[level]) for time, level, text in lines])
        self.states.show_full()

    def _show_nothing(self) -> None:
        if self._lines:
            title, text = self.tr("No such line"), self.tr("Nothing in the log fits the filter.")
        else:
            title = self.tr("The log is empty")
            text = self.tr("The server writes here what goes wrong. Requests and answers are counted under Monitoring.")
        if self.states.state != "empty" or self.states.property("title") != title:
            self.states.setProperty("title", title)
            self.states.show_empty(EmptyState("logs", title, text, self.states))

    def shown(self) -> list[tuple[str, str, str]]:
        """The lines that pass the filter."""
        wanted, level = self.filter.text().strip().casefold(), self.level.key()
        return [
            line for line in self._lines
            if wanted in line[2].casefold() and (level == "all" or line[1] == level)
        ]  # fmt: skip

    @Slot(bool)
    def _follow_changed(self, on: bool) -> None:
        self.view.follow = on
        if on:
            self._read()

    def _text(self) -> str:
        return "\n".join(f"{time} {text}".strip() for time, _, text in self.shown())

    @Slot()
    def _save(self) -> None:
        if self._deployment is None:
            return
        dialog = QFileDialog(self, self.tr("Save log"), f"{self._deployment.name}.log")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """Write the lines shown to a file."""
        try:
            Path(path).write_text(self._text() + "\n", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            message = self.tr("{path} cannot be written: {reason}.").format(path=path, reason=reason)
            self._shell.toast(self.tr("The log was not saved"), message, "bad")
            return
        self._shell.toast(self.tr("Log saved"), texts.home_path(path), "ok")

    @Slot()
    def _copy(self) -> None:
        lines = self.shown()
        QGuiApplication.clipboard().setText(self._text())
        self._shell.toast(texts.counted(len(lines), self.tr("line copied"), self.tr("lines copied")), "", "plain")
