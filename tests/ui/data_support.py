"""What the tests of the Data page share: a window on a real workspace, and files to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from modelyard.domain.data.datasets import ImportRequest
from modelyard.jobs.pool import LightPool
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data import DataPage
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.workspaces import Workspaces

Until = Callable[[Callable[[], bool]], None]
AIRPORTS = ("EWR", "JFK", "LGA")


def weather_lines(rows: int = 300) -> list[str]:
    """A header and well-formed rows; the temperature of row i is i / 4, the gust is missing but in every tenth row."""
    lines = ["origin,hour,temp,gust,rain"]
    for i in range(rows):
        gust = f"{20 + i / 10:.1f}" if i % 10 == 0 else ""
        lines.append(f"{AIRPORTS[i % 3]},{i % 24},{i / 4},{gust},{'true' if i % 4 == 0 else 'false'}")
    return lines


def write_weather(path: Path, rows: int = 300, *, faults: bool = True) -> Path:
    """A CSV file; with faults, lines 12 and 40 have a value too many and line 80 an hour that is no number."""
    lines = weather_lines(rows)
    if faults:
        lines[11] += ",extra"
        lines[39] += ",extra"
        lines[79] = "JFK,noon,1.5,,true"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def opened(window: MainWindow, pool: LightPool, folder: Path) -> Iterator[Workspace]:
    """The window on a new workspace; closed at the end, its threads with it."""
    workspace = create_workspace(folder, actor="Ana")
    window.workspaces = Workspaces(window, window.bridge, pool)
    window.workspaces.use(workspace)
    try:
        yield workspace
    finally:
        window.set_workspace(None)
        window.bridge.attach(pool)
        workspace.close()


@pytest.fixture
def workspace(window: MainWindow, pool: LightPool, tmp_path: Path) -> Iterator[Workspace]:
    """The window on a new workspace."""
    with opened(window, pool, tmp_path / "lab.modelyard") as made:
        yield made


def import_now(workspace: Workspace, path: Path, name: str, note: str = "") -> str:
    """Import without the window; returns the version's id."""
    job, _ = datasets.import_file(workspace, ImportRequest(str(path), name, note=note))
    return str(workspace.wait(job.id, timeout=30).result["version_id"])


def data_page(window: MainWindow) -> DataPage:
    """The Data page."""
    page = window.page("data")
    assert isinstance(page, DataPage)
    return page


def show(window: MainWindow, until: Until, target: object = None) -> DataPage:
    """Go to the Data page and wait for its rows."""
    window.go("data", target)
    page = data_page(window)
    until(lambda: rows_shown(page))
    return page


def rows_shown(page: DataPage) -> bool:
    """Whether the first rows of the version in front are on the screen."""
    tab = page.table_tab
    version = page.version
    return version is not None and tab.version_id == version.id and tab.model is not None and tab.model.is_loaded(0)


def dialogs(window: MainWindow) -> list[ImportDialog]:
    """The import dialogs on the screen."""
    return [d for d in window.findChildren(ImportDialog) if d.isVisible()]


def toast_titles(window: MainWindow) -> list[str]:
    """The titles of the toasts on the screen."""
    return [t.accessibleName() for t in window.toasts.items]


def open_on(window: MainWindow, until: Until, path: Path) -> ImportDialog:
    """The import dialog on a file, when its preview or an error is there."""
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state in ("full", "empty"))
    dialog = page.open_import(path)
    until(lambda: dialog.preview is not None or dialog.states.state == "error")
    return dialog


def choose(select: Select, key: str) -> None:
    """Choose as a user does: with `activated`."""
    select.setCurrentIndex(select.findData(key))
    select.activated.emit(select.currentIndex())


def mime(*paths: Path) -> QMimeData:
    """Files as a drag carries them."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    return carried
