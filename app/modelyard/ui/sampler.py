"""Samples the machine's and the container engine's state for the status bar, in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from modelyard.ui.bridge import Bridge


@dataclass(frozen=True)
class MachineUse:
    """CPU in percent of all cores, memory used and present in bytes."""

    cpu_percent: float
    memory_used: int
    memory_total: int

    @property
    def cpu_text(self) -> str:
        """34 %."""
        return f"{self.cpu_percent:.0f}\u00a0%"

    @property
    def memory_text(self) -> str:
        """5.2 of 16 GB."""
        giga = 1024**3
        return f"{self.memory_used / giga:.1f} of {self.memory_total / giga:.0f}\u00a0GB"


def machine_use() -> MachineUse:
    """How busy the machine is, since the last call."""
    import psutil

    memory = psutil.virtual_memory()
    return MachineUse(psutil.cpu_percent(None), memory.total - memory.available, memory.total)


class Sampler(QObject):
    """Asks every 2 s for the machine's use, every 10 s for the engine's state."""

    def __init__(self, bridge: Bridge, engine: Callable[[], Any] | None, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._engine_status = bridge, engine
        self._machine = QTimer(self)
        self._machine.setInterval(2000)
        self._machine.timeout.connect(self.sample)
        self._engine = QTimer(self)
        self._engine.setInterval(10_000)
        self._engine.timeout.connect(self.sample_engine)

    def start(self) -> None:
        """Sample now and from now on."""
        self._machine.start()
        self._engine.start()
        self.sample()
        self.sample_engine()

    def stop(self) -> None:
        """Sample no more."""
        self._machine.stop()
        self._engine.stop()

    @Slot()
    def sample(self) -> None:
        """Ask for the machine's use."""
        self._bridge.query(machine_use, self._bridge.stats.emit, self._ignore, self, key="machine")

    @Slot()
    def sample_engine(self) -> None:
        """Ask for the engine's state."""
        if self._engine_status is not None:
            self._bridge.query(self._engine_status, self._bridge.engine.emit, self._ignore, self, key="engine")

    @Slot(object)
    def _ignore(self, error: object) -> None:
        """No status is no harm: the part stays as it was."""
