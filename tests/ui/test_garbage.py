"""Garbage is collected in the window's thread, whichever thread made it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from modelyard.ui import garbage
from modelyard.ui.garbage import GarbageCollector


class Knot:
    """An object that only the collector can free."""

    def __init__(self) -> None:
        self.me = self


def test_the_window_frees_what_workers_leave(
    house: QApplication, until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "INTERVAL_MS", 20)
    parent = QObject()
    collector = GarbageCollector(parent)
    freed: list[str] = []

    def work() -> None:
        for _ in range(3000):
            knot = Knot()
            weakref.finalize(knot, lambda: freed.append(threading.current_thread().name))

    collector.take_over()
    try:
        worker = threading.Thread(target=work, name="worker")
        worker.start()
        worker.join()
        assert not freed
        knots = [Knot() for _ in range(2000)]
        collector.start()
        for knot in [Knot() for _ in range(2000)]:
            weakref.finalize(knot, lambda: freed.append(threading.current_thread().name))
        del knot
        until(lambda: len(freed) == 2000)
        assert set(freed) == {threading.main_thread().name}
        assert len(knots) == 2000
    finally:
        collector.stop()
        parent.deleteLater()
    assert gc.isenabled()
    gc.collect()
    assert len(freed) == 5000
