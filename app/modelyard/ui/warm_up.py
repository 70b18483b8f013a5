"""Imports what the window will need, in a worker thread after the first paint, so that no click waits for it."""

from __future__ import annotations

import importlib
import threading

MODULES = (
    "sqlalchemy.orm",
    "modelyard.services.workspace",
    "modelyard.services.home",
    "modelyard.ui.pages.home",
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "modelyard.charts",
    "modelyard.ui.pages.data",
    "modelyard.ui.pages.experiments",
    "modelyard.ui.pages.models",
    "modelyard.ui.pages.deployments",
    "modelyard.ui.pages.monitoring",
    "modelyard.ui.pages.activity",
    "modelyard.ui.pages.data.importing.dialog",
    "modelyard.ui.pages.experiments.new.dialog",
    "modelyard.ui.pages.experiments.run.view",
    "alembic.command",
    "duckdb",
    "pyarrow.parquet",
    "modelyard.tables.files.read",
    "modelyard.tables.profiles.profile",
    "modelyard.tables.pages",
    "modelyard.tables.view",
    "modelyard.services.data.versions",
    "modelyard.services.data.bin",
    "modelyard.services.data.quality",
    "modelyard.services.data.refresh",
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


def warm_up(stop: threading.Event) -> bool:
    """Import everything; False when told to stop before the end."""
    for name in MODULES:
        if stop.is_set():
            return False
        importlib.import_module(name)
    return True
