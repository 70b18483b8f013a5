"""A window for every test that asks for one, and the check that nothing of it stays behind."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from modelyard.core.settings import Settings
from modelyard.jobs.pool import LightPool
from modelyard.ui.bridge import Bridge
from modelyard.ui.main_window import MainWindow
from modelyard.ui.theme import theme
from tests.ui.data_support import workspace  # noqa: F401 - a fixture


def _top_levels() -> set[Any]:
    return {w for w in QApplication.topLevelWidgets() if w.parent() is None}


@pytest.fixture(autouse=True)
def _no_leftovers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window, a running timer of a window, or a thread of ours behind."""
    if not {"qapp", "qtbot", "window"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("qapp")
    before = _top_levels()
    threads = {t for t in threading.enumerate() if t.name.startswith("modelyard")}
    yield
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    ours = ("MainWindow", "Dialog")
    left = [w for w in _top_levels() - before if w.isVisible() or w.metaObject().className() in ours]
    described = [f"{type(w).__name__} {w.objectName()!r}" for w in left]
    timers = [t for w in left for t in w.findChildren(QTimer) if t.isActive()]
    assert not described, f"windows left open: {described}"
    assert not timers, f"timers left running: {timers}"
    still = [t.name for t in threading.enumerate() if t.name.startswith("modelyard") and t not in threads]
    assert not still, f"threads left: {still}"


@pytest.fixture(scope="session")
def house(qapp: QApplication) -> QApplication:
    """The application in the house style, light."""
    theme().install(qapp, "light")
    return qapp


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of their own."""
    return Settings(theme="light", path=tmp_path / "settings.json")


@pytest.fixture
def pool() -> Iterator[LightPool]:
    """Worker threads for queries."""
    made = LightPool()
    yield made
    made.close()


@pytest.fixture
def bridge(house: QApplication, pool: LightPool) -> Iterator[Bridge]:
    """A bridge on those threads."""
    made = Bridge(house)
    made.attach(pool)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def window(qtbot: Any, bridge: Bridge, settings: Settings) -> Iterator[MainWindow]:
    """The window, shown, without a workspace."""
    made = MainWindow(bridge, settings)
    theme().apply("light", 1.0)
    made.resize(1440, 900)
    made.go("home")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.toasts.clear()
    made.setProperty("closing", True)
    made.close()
    made.deleteLater()
    qtbot.wait(0)


@pytest.fixture
def until(qtbot: Any) -> Callable[..., None]:
    """Wait until something holds, a minute at most: imports start a process, which takes its time on a busy machine."""

    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=60_000)

    return wait
