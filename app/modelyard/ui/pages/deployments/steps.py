"""What a launch does, step by step: first as a plan, then with marks and seconds as it goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.deployments import Backend
from modelyard.domain.jobs import Job, JobState
from modelyard.services.deployments import TEST_ROWS
from modelyard.ui.pages.deployments.words import tr
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, Label


@dataclass(frozen=True, slots=True)
class Step:
    """One step and the share of the whole at which it ends, as `services.deployments.launch_job` reports it."""

    text: str
    ends: float


def steps(kind: Backend, model: str) -> tuple[Step, ...]:
    """The steps of a launch."""
    tested = Step(tr("Send {n} test rows and compare").format(n=TEST_ROWS), 1.0)
    if kind is Backend.DOCKER:
        return (
            Step(tr("Prepare the runtime image"), 0.63),
            Step(tr("Build the image of {model}").format(model=model), 0.665),
            Step(tr("Start the container"), 0.75),
            Step(tr("Wait for the first answer"), 0.9),
            tested,
        )
    return (
        Step(tr("Unpack {model}").format(model=model), 0.63),
        Step(tr("Start the server"), 0.75),
        Step(tr("Wait for the first answer"), 0.9),
        tested,
    )


class StepList(QWidget):
    """The steps with an icon each; the one under way in bold, with its seconds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._steps: tuple[Step, ...] = ()
        self._rows: list[tuple[IconView, ElidedLabel, Label]] = []
        self._at = -1
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(200)
        self._timer.timeout.connect(self._tick)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show a plan."""
        if tuple(steps) == self._steps and self._at < 0:
            return
        self._timer.stop()
        self._steps, self._at = tuple(steps), -1
        clear_layout(self._column)
        self._rows = []
        for step in steps:
            row = QHBoxLayout()
            row.setContentsMargins(0, 5, 0, 5)
            row.setSpacing(10)
            mark = IconView("wait", "text3", self)
            label = ElidedLabel(step.text, "body", "text2", self)
            took = Label("", "small", "text3", self)
            row.addWidget(mark)
            row.addWidget(label, 1)
            row.addWidget(took)
            self._rows.append((mark, label, took))
            self._column.addLayout(row)

    def texts(self) -> list[str]:
        """The steps as they are said."""
        return [s.text for s in self._steps]

    @property
    def current(self) -> int:
        """The step under way, from 0; -1 before the first, the count after the last."""
        return self._at

    def follow(self, job: Job) -> None:
        """Show how far a launch job is."""
        if job.state is JobState.SUCCEEDED:
            self._move(len(self._steps))
        elif job.state.ended:
            self._fail()
        elif job.state is JobState.RUNNING:
            done = job.fraction or 0.0
            at = next((i for i, s in enumerate(self._steps) if done < s.ends), len(self._steps) - 1)
            self._move(max(at, self._at))

    def _move(self, at: int) -> None:
        if at == self._at:
            return
        now = time.monotonic()
        for index in range(max(self._at, 0), min(at, len(self._rows))):
            mark, label, took = self._rows[index]
            mark.set("ok", "ok")
            label.set_tone("text")
            if index == self._at:
                took.setText(_seconds(now - self._began))
            label.setAccessibleDescription(tr("done"))
        self._at, self._began = at, now
        if at < len(self._rows):
            mark, label, _ = self._rows[at]
            mark.set("refresh", "accent-text")
            label.set_tone("text")
            label.setAccessibleDescription(tr("under way"))
            self._timer.start()
        else:
            self._timer.stop()

    def _fail(self) -> None:
        self._timer.stop()
        if 0 <= self._at < len(self._rows):
            mark, label, _ = self._rows[self._at]
            mark.set("fail", "bad-text")
            label.set_tone("bad-text")
            label.setAccessibleDescription(tr("failed"))

    @Slot()
    def _tick(self) -> None:
        if 0 <= self._at < len(self._rows):
            self._rows[self._at][2].setText(_seconds(time.monotonic() - self._began))


def _seconds(value: float) -> str:
    return f"{value:.1f}\u00a0s" if value < 10 else f"{value:.0f}\u00a0s"
