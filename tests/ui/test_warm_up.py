"""What the window imports after its first paint, and in which thread."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject

from modelyard.core.paths import resources_dir
from modelyard.jobs.pool import LightPool
from modelyard.ui.bridge import Bridge
from modelyard.ui.warm_up import FIRST, PAGES, THEN, WarmUp, load


def test_what_a_worker_imports_makes_no_class_of_qt() -> None:
    code = f"""
import importlib, sys
sys.modules["PySide6"] = sys.modules["shiboken6"] = None
for name in {FIRST + THEN!r}:
    importlib.import_module(name)
assert not [name for name in sys.modules if name.startswith("modelyard.ui")]
"""
    env = {**os.environ, "PYTHONPATH": str(resources_dir().parent / "app")}
    subprocess.run([sys.executable, "-c", code], env=env, check=True, timeout=120)


def test_pages_are_imported_in_the_windows_thread(qtbot: Any, bridge: Bridge, monkeypatch: Any) -> None:
    threads: dict[str, threading.Thread] = {}
    imported = importlib.import_module

    def noted(name: str, package: str | None = None) -> Any:
        threads.setdefault(name, threading.current_thread())
        return imported(name, package)

    monkeypatch.setattr(importlib, "import_module", noted)
    pool, parent, ended = LightPool(), QObject(), threading.Event()
    warm = WarmUp(pool, bridge, threading.Event(), ended.set, parent)
    warm.start()
    qtbot.waitUntil(ended.is_set, timeout=60_000)
    pool.close()
    assert [name for name in (*FIRST, *PAGES, *THEN) if name not in threads] == []
    assert {threads[name] for name in PAGES} == {threading.main_thread()}
    assert threading.main_thread() not in {threads[name] for name in FIRST + THEN}


def test_it_stops_when_the_window_closes() -> None:
    stop = threading.Event()
    stop.set()
    assert not load(("modelyard.no_such_module",), stop)
