"""Collects Python's garbage in the window's thread, in small portions, and nowhere else."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 250
YOUNG = 700
MIDDLE = 10
OLD = 25


class GarbageCollector(QObject):
    """Takes over from the automatic collector while it runs.

    The automatic one starts wherever an object happens to be made: in a worker thread it walks every object of the
    program while the window waits for the interpreter (measured: up to 340 ms), and may delete a widget outside of the
    window's thread, which Qt does not survive. Objects without reference cycles are freed at once, as ever.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)

    def take_over(self) -> None:
        """Stop the automatic collector; nothing is collected until `start`."""
        gc.disable()

    @Slot()
    def start(self) -> None:
        """Look four times a second from now on, but never again at what is loaded by now: it stays anyway."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Give everything back to the automatic collector."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the generation whose turn it is, as the automatic collector would; the oldest more rarely."""
        young, middle, old = gc.get_count()
        if old > OLD:
            gc.collect(2)
        elif middle > MIDDLE:
            gc.collect(1)
        elif young > YOUNG:
            gc.collect(0)
