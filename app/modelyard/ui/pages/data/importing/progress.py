"""The foot of the import dialog while the import runs."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import FittedLabel, Label
from modelyard.ui.widgets.progress import ProgressBar

TIME_LEFT_AFTER = 3.0


class ImportProgress(QWidget):
    """What the job does, how far it is, and after 3 s how long it will still take."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._began = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        words = QHBoxLayout()
        words.setSpacing(4)
        self.text = FittedLabel("", "small", "text3", self)
        words.addWidget(Label(self.tr("Importing"), "small-medium", parent=self))
        words.addWidget(self.text, 1)
        self.bar = ProgressBar(0.0, self)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.bar)
        column.addStretch(1)
        self.setFixedWidth(theme().px(440))

    def begin(self) -> None:
        """The import was asked for just now."""
        self._began = time.monotonic()
        self.bar.set(None)
        self.text.setText("")

    def show_job(self, job: Job) -> None:
        """Show a job's progress."""
        self.bar.set(job.fraction)
        self.text.setText(self._words(job))

    def show_several(self, jobs: Sequence[Job]) -> None:
        """Show the progress of several imports as one."""
        ended = sum(j.state.ended for j in jobs)
        self.bar.set(sum(1.0 if j.state.ended else j.fraction or 0.0 for j in jobs) / max(1, len(jobs)))
        self.text.setText(self.tr("{n} of {all} files done").format(n=f"{ended:,}", all=f"{len(jobs):,}"))

    def _words(self, job: Job) -> str:
        if job.state is JobState.QUEUED:
            return self.tr("waits for its turn")
        words = [job.text] if job.text else []
        if job.fraction is not None:
            words.append(texts.percent(job.fraction))
            passed = time.monotonic() - self._began
            if passed > TIME_LEFT_AFTER and 0.02 < job.fraction < 1:
                left = passed * (1 - job.fraction) / job.fraction
                words.append(self.tr("about {n} s left").format(n=max(1, round(left))))
        return ", ".join(words)
