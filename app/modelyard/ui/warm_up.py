"""Imports what the window will need, after the first paint, so that no click waits for it.

Libraries and services are imported in a worker thread. What makes Qt's classes is imported in the window's own, a bit
at a time: PySide asks a class for its signals without holding the interpreter, and a window whose classes were made in
another thread at that moment has crashed.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from modelyard.jobs.pool import LightPool
from modelyard.ui.bridge import Bridge

FIRST = (
    "sqlalchemy.orm",
    "modelyard.services.workspace",
    "modelyard.services.home",
    "modelyard.charts.render",
    "psutil",
    "modelyard.services.data.versions",
    "modelyard.services.data.bin",
    "modelyard.services.data.quality",
    "modelyard.services.data.refresh",
    "modelyard.services.data.prepare_text",
    "modelyard.services.data.table",
    "modelyard.services.experiments.suggest",
    "modelyard.services.experiments.exchange",
    "modelyard.services.experiments.estimate",
    "modelyard.services.experiments.explain",
    "modelyard.services.experiments.compare",
    "modelyard.services.experiments.again",
    "modelyard.services.experiments.outline",
    "modelyard.services.experiments.bin",
    "modelyard.services.experiments.reproduce",
    "modelyard.services.experiments.predictions",
    "modelyard.services.models",
    "modelyard.services.deployments",
    "modelyard.services.monitoring",
    "modelyard.services.monitoring_report",
)
"""What the pages themselves import, without a class of Qt in it."""

PAGES = (
    "modelyard.ui.pages.home",
    "modelyard.ui.widgets.chart_card",
    "modelyard.ui.widgets.chart_table",
    "modelyard.ui.widgets.columns_popup",
    "modelyard.ui.widgets.filter_field",
    "modelyard.ui.widgets.data_header",
    "modelyard.ui.widgets.form_field",
    "modelyard.ui.widgets.tabs",
    "modelyard.ui.pages.data.columns.tab",
    "modelyard.ui.pages.data.correlations.tab",
    "modelyard.ui.pages.data.table.tab",
    "modelyard.ui.pages.data.quality.board",
    "modelyard.ui.pages.data.importing.dialog",
    "modelyard.ui.pages.data.versions",
    "modelyard.ui.pages.data.page",
    "modelyard.ui.widgets.parallel",
    "modelyard.ui.pages.experiments.runs.view",
    "modelyard.ui.pages.experiments.page",
    "modelyard.ui.pages.models",
    "modelyard.ui.pages.deployments",
    "modelyard.ui.pages.monitoring",
    "modelyard.ui.pages.activity",
    "modelyard.ui.pages.experiments.new.algorithms",
    "modelyard.ui.pages.experiments.new.dialog",
    "modelyard.ui.pages.experiments.run.overview",
    "modelyard.ui.pages.experiments.run.view",
)

THEN = (
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "alembic.command",
    "duckdb",
    "pyarrow.parquet",
    "modelyard.tables.files.read",
    "modelyard.tables.profiles.profile",
    "modelyard.tables.pages",
    "modelyard.tables.view",
    "modelyard.tables.predictions",
    "scipy.special",
    "modelyard.services.watching",
    "modelyard.runtime.docker_backend",
    "pandas",
    "pyarrow.compute",
    "modelyard.drift.verdict",
)
"""In the order of need; pandas because pyarrow imports it at its first array.

An import holds the interpreter for up to 20 ms at a time; the window cuts in between.
"""

BETWEEN_MS = 10


def load(names: Sequence[str], stop: threading.Event) -> bool:
    """Import modules; False when told to stop before the end."""
    for name in names:
        if stop.is_set():
            return False
        importlib.import_module(name)
    return True


class WarmUp(QObject):
    """Imports everything once; `done` is called in the window's thread when it is over."""

    def __init__(
        self, pool: LightPool, bridge: Bridge, stop: threading.Event, done: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._pool, self._bridge, self._stop, self._done = pool, bridge, stop, done
        self._pages = list(PAGES)
        self._timer = QTimer(self)
        self._timer.setInterval(BETWEEN_MS)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin; the caller need not wait."""
        first = self._pool.query(load, FIRST, self._stop)
        first.add_done_callback(lambda _: self._bridge.post(self._go_on))

    @Slot()
    def _go_on(self) -> None:
        if self._stop.is_set():
            return
        self._timer.start()

    @Slot()
    def _next(self) -> None:
        if self._pages and not self._stop.is_set():
            importlib.import_module(self._pages.pop(0))
            return
        self._timer.stop()
        if not self._stop.is_set():
            then = self._pool.query(load, THEN, self._stop)
            then.add_done_callback(lambda _: self._bridge.post(self._done))
