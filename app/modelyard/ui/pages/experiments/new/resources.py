"""What runs may use: processor cores, memory, and how willingly they yield."""

from __future__ import annotations

import psutil
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.experiments.spec import Limits
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.slider import SliderRow

HALF_GB = 1 << 29


class Resources(QWidget):
    """Cores, memory limit, priority. `changed` when one of them changed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cores = psutil.cpu_count() or 1
        self._steps = max(1, round(psutil.virtual_memory().total / HALF_GB))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self.cores = SliderRow(tr("Cores"), 1, self._cores, self._cores, self._say_cores, self)
        self.memory = SliderRow(tr("Memory limit"), 1, self._steps, self._steps, self._say_memory, self)
        for slider in (self.cores, self.memory):
            slider.changed.connect(self._say)
            column.addWidget(slider)
        row = QHBoxLayout()
        row.setSpacing(12)
        name = Label(tr("Priority"), "body", "text2", self)
        name.setFixedWidth(theme().px(92))
        row.addWidget(name)
        self.priority = Segment([("low", tr("Low")), ("normal", tr("Normal"))], tr("Priority"), self, small=True)
        self.priority.set_key("normal")
        self.priority.chosen.connect(self._say)
        row.addWidget(self.priority)
        row.addStretch(1)
        column.addLayout(row)

    def _say_cores(self, value: int) -> str:
        return tr("{n} of {all}").format(n=value, all=self._cores)

    def _say_memory(self, value: int) -> str:
        if value == self._steps:
            return tr("none")
        return tr("{n} of {all} GB").format(n=f"{value / 2:g}", all=f"{self._steps / 2:.0f}")

    @Slot(object)
    def _say(self, _value: object) -> None:
        self.changed.emit()

    def fill(self, limits: Limits) -> None:
        """Take over the limits of another experiment, as far as this computer has that much."""
        self.cores.slider.setValue(limits.cores or self._cores)
        self.memory.slider.setValue(round(limits.memory / HALF_GB) if limits.memory else self._steps)
        self.priority.set_key("low" if limits.low_priority else "normal")

    def limits(self) -> Limits:
        """What is chosen; a slider at its end sets no limit."""
        cores, memory = self.cores.value(), self.memory.value()
        return Limits(
            None if cores == self._cores else cores,
            None if memory == self._steps else memory * HALF_GB,
            self.priority.key() == "low",
        )
