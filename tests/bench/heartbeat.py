"""How long the window's thread could not answer, and why: its own work, the interpreter lock, the machine."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot

INTERVAL = 0.005


@dataclass(frozen=True, slots=True)
class Gap:
    """One pause between two ticks, in seconds.

    Of its `seconds` the thread computed for `own`, and was ready but not given a core for `queued` (other programs'
    doing). What is left is `blocked`: waiting for the interpreter lock or for the kernel.
    """

    seconds: float = 0.0
    own: float = 0.0
    queued: float = 0.0

    @property
    def blocked(self) -> float:
        """The rest, less what the timer sleeps on purpose."""
        return max(0.0, self.seconds - self.own - self.queued - INTERVAL)

    @property
    def ours(self) -> float:
        """The pause without what other programs took, and without the timer's own interval."""
        return max(0.0, self.seconds - self.queued - INTERVAL)


@dataclass(slots=True)
class Phase:
    """The pauses of one phase: how many ticks, how long it went on, and the longest pauses, longest first."""

    name: str
    seconds: float = 0.0
    ticks: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def longest(self) -> Gap:
        """The longest pause."""
        return self.gaps[0] if self.gaps else Gap()

    @property
    def longest_ours(self) -> float:
        """The longest pause that was this program's doing, in seconds."""
        return max((g.ours for g in self.gaps), default=0.0)

    def over(self, seconds: float) -> int:
        """How many pauses lasted longer."""
        return sum(g.seconds > seconds for g in self.gaps)


class Heartbeat(QObject):
    """A 5 ms timer in the window's thread. `phase` collects what it measured meanwhile."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phases: list[Phase] = []
        self.now: Phase | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(int(INTERVAL * 1000))
        self._timer.timeout.connect(self._tick)
        self._last = (0.0, 0.0, 0.0)

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[Phase]:
        """Measure while the block runs the event loop."""
        phase = self.now = Phase(name)
        self.phases.append(phase)
        began = time.perf_counter()
        self._last = _clocks()
        self._timer.start()
        try:
            yield phase
        finally:
            self._tick()
            self._timer.stop()
            phase.seconds = time.perf_counter() - began
            phase.gaps.sort(key=lambda g: -g.seconds)
            self.now = None

    @Slot()
    def _tick(self) -> None:
        if self.now is None:
            return
        wall, own, queued = _clocks()
        before = self._last
        self._last = (wall, own, queued)
        self.now.ticks += 1
        gap = Gap(wall - before[0], own - before[1], queued - before[2])
        if gap.seconds > 4 * INTERVAL:
            self.now.gaps.append(gap)


def _clocks() -> tuple[float, float, float]:
    """Wall clock, this thread's CPU time, and how long it stood ready for a core; the main thread's, in seconds."""
    try:
        queued = int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        queued = 0.0  # not on Linux: such pauses count as ours
    return time.perf_counter(), time.thread_time(), queued
