"""The window on a real workspace: jobs, changes of other processes, Activity, opening and closing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication

from modelyard.core.changes import Changes, Kind
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.jobs import JobState
from modelyard.ui.application import CrashHook, Starter
from modelyard.ui.bridge import Bridge
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.activity import ActivityPage
from modelyard.ui.pages.home import HomePage
from modelyard.ui.workspaces import Workspaces

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def spaces(window: MainWindow, bridge: Bridge, pool: Any) -> Iterator[Workspaces]:
    made = Workspaces(window, bridge, pool)
    window.workspaces = made
    yield made
    window.status.set_jobs([])
    made.shut_down()


@pytest.fixture
def opened(spaces: Workspaces, window: MainWindow, tmp_path: Path, until: Until) -> Any:
    spaces.open(tmp_path / "flights.modelyard", create=True)
    until(lambda: window.workspace is not None)
    return window.workspace


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "weather.csv"
    path.write_text("origin,temp\n" + "".join(f"EWR,{i}.5\n" for i in range(200)), encoding="utf-8")
    return path


def import_table(window: MainWindow, path: Path, name: str = "weather") -> None:
    from modelyard.services.data import datasets

    workspace = window.workspace
    window.bridge.perform(lambda: datasets.import_file(workspace, ImportRequest(str(path), name)))


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from modelyard.ui import application\n"
        "def painted(self):\n"
        "    heavy = ('pandas', 'numpy', 'sklearn', 'sqlalchemy', 'matplotlib', 'duckdb', 'docker', 'psutil')\n"
        "    print([m for m in heavy if m in sys.modules])\n"
        "    application.QApplication.quit()\n"
        "application.Starter.run = painted\n"
        "sys.exit(application.run_window(None, ['modelyard']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=_environment(tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def _environment(folder: Path) -> dict[str, str]:
    import os

    app = str(Path(__file__).resolve().parents[2] / "app")
    return {**os.environ, "PYTHONPATH": app, "MODELYARD_CONFIG_DIR": str(folder), "MODELYARD_CACHE_DIR": str(folder)}


def test_a_new_workspace_opens_on_home_and_is_remembered(window: MainWindow, opened: Any) -> None:
    assert window.sidebar.workspace.text() == "flights"
    assert isinstance(window.page("home"), HomePage)
    assert window.settings.recent == [str(opened.path)]
    assert "flights" in window.windowTitle()


def test_a_folder_that_is_no_workspace_is_explained(
    window: MainWindow, spaces: Workspaces, tmp_path: Path, until: Until
) -> None:
    from modelyard.ui.dialogs import ErrorDialog

    (tmp_path / "photos").mkdir()
    spaces.open(tmp_path / "photos")
    until(lambda: bool(window.findChildren(ErrorDialog)))
    dialog = window.findChildren(ErrorDialog)[0]
    assert dialog.accessibleName() == "The workspace could not be opened"
    dialog.reject()
    assert window.workspace is None


def test_an_import_reaches_status_bar_home_and_activity(
    window: MainWindow, opened: Any, table: Path, until: Until, qtbot: Any
) -> None:
    import_table(window, table)
    until(lambda: window.sidebar.items["data"].count == "1")
    home = window.page("home")
    assert isinstance(home, HomePage)
    assert home.summary is not None
    assert home.summary.stages[0].figure == "1 dataset"
    window.go("activity")
    page = window.page("activity")
    assert isinstance(page, ActivityPage)
    until(lambda: [j.state for j in page.jobs.jobs] == [JobState.SUCCEEDED])
    assert page.jobs.table.rows.cell(0, 3).text == "200 rows"
    page.tabs.set_key("audit")
    until(lambda: any(e.action == "dataset.import" for e in page.audit.entries))
    path = table.with_name("audit.csv")
    page.audit.export_to(path)
    until(path.exists)
    until(lambda: any(t.title.text() == "Audit log exported" for t in window.toasts.items))
    assert "dataset.import" in path.read_text(encoding="utf-8")


def test_a_failed_job_can_be_retried_from_its_row(
    window: MainWindow, opened: Any, table: Path, until: Until, qtbot: Any
) -> None:
    from PySide6.QtCore import QPoint

    hidden = table.with_name("elsewhere.csv")
    workspace = window.workspace
    window.go("activity")
    page = window.page("activity")
    assert isinstance(page, ActivityPage)
    with workspace.database.write("Ana") as write:
        params = {"path": str(hidden), "dataset": "gone"}
        job = workspace.submit(write, "data.import", "Import gone.csv", params, "gone")
        write.record("dataset.import", Kind.JOB, job.id, "gone")
    workspace.runner.wake()
    until(lambda: [j.state for j in page.jobs.jobs] == [JobState.FAILED])
    until(lambda: bool(window.toasts.items))
    jobs = page.jobs.table
    rect = jobs.visualRect(jobs.rows.index(0, jobs.rows.columnCount() - 1))
    qtbot.mouseClick(jobs.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 30, rect.center().y()))
    until(lambda: len(page.jobs.jobs) == 2 and all(j.state is JobState.FAILED for j in page.jobs.jobs))
    jobs.select(page.jobs.jobs[0].id)
    until(lambda: page.jobs.jobs[0].error.message in page.jobs.log.toPlainText())
    page.jobs._copy()
    assert page.jobs.jobs[0].error.message in QGuiApplication.clipboard().text()


def test_what_another_process_wrote_is_noticed(window: MainWindow, opened: Any, until: Until) -> None:
    from modelyard.services.workspace import open_workspace

    heard: list[Changes] = []
    window.bridge.changed.connect(heard.append)
    other = open_workspace(opened.path, role="cli", actor="Ben")
    try:
        with other.database.write("Ben") as write:
            write.record("dataset.import", Kind.DATASET, "x", "flights v2")
        until(lambda: any(c.touches(Kind.DATASET) for c in heard))
    finally:
        other.close()


def test_the_palette_goes_to_a_thing_of_the_workspace(
    window: MainWindow, opened: Any, table: Path, until: Until, qtbot: Any
) -> None:
    import_table(window, table)
    until(lambda: window.sidebar.items["data"].count == "1")
    shown = window.open_palette()
    shown.field.setText("weather")
    until(lambda: any(m.command.section == "go" for m in shown.matches()))
    found = next(m.command for m in shown.matches() if m.command.section == "go")
    assert found.fact == "dataset, 200 rows"
    qtbot.keyClick(shown.field, Qt.Key.Key_Return)
    assert window.current_page == "data"


def test_closing_a_workspace_goes_back_to_the_welcome_page(
    window: MainWindow, spaces: Workspaces, opened: Any, until: Until
) -> None:
    spaces.close()
    assert window.workspace is None
    assert window.header.title.text() == "Welcome"
    until(lambda: not any(t.name == "modelyard-runner" for t in threading.enumerate()))


class Catcher(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[BaseException] = []
        self.threads: list[int] = []

    @Slot(object)
    def take(self, error: BaseException) -> None:
        self.got.append(error)
        self.threads.append(threading.get_ident())


def test_a_bug_in_any_thread_reaches_the_window_in_the_main_thread(house: Any, until: Until) -> None:
    hook, catcher = CrashHook(house), Catcher()
    hook.caught.connect(catcher.take, Qt.ConnectionType.QueuedConnection)
    hook.install()
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        until(lambda: bool(catcher.got))
    finally:
        hook.uninstall()
        hook.deleteLater()
    assert isinstance(catcher.got[0], ZeroDivisionError)
    assert catcher.threads == [threading.get_ident()]


def test_the_start_opens_the_last_workspace_and_the_end_leaves_nothing(
    window: MainWindow, bridge: Bridge, tmp_path: Path, until: Until
) -> None:
    from modelyard.services.workspace import create_workspace

    create_workspace(tmp_path / "last.modelyard").close()
    window.settings.recent = [str(tmp_path / "gone.modelyard"), str(tmp_path / "last.modelyard")]
    starter = Starter(window, bridge, None)
    window.on_close = starter.stop
    starter.run()
    until(lambda: window.workspace is not None and window.workspace.name == "last")
    until(lambda: window.status.cpu.text().startswith("CPU"))
    window.close()
    assert not any(t.name.startswith("modelyard-runner") for t in threading.enumerate())
