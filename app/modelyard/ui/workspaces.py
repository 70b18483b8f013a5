"""Opening, making and closing workspaces from the window; everything slow happens in a worker thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from modelyard.core.errors import AppError
from modelyard.ui.bridge import Bridge, QueryPool

if TYPE_CHECKING:
    from modelyard.ui.main_window import MainWindow

log = logging.getLogger(__name__)

SUFFIX = ".modelyard"
SAMPLE = "nyc-flights"
WARM_CHILD_MS = 2000


class Workspaces(QObject):
    """Owns the open workspace on behalf of the window."""

    def __init__(self, window: MainWindow, bridge: Bridge, pool: QueryPool) -> None:
        super().__init__(window)
        self._window, self._bridge, self._pool = window, bridge, pool
        self.current: Any = None
        self._then: Callable[[], object] | None = None
        self._opening = False
        bridge.attach(pool)

    # --- opening ------------------------------------------------------------------------------------------------
    def open(self, path: Path, *, create: bool = False, then: Callable[[], object] | None = None) -> None:
        """Open a folder (or make it a workspace), then call `then`."""
        if self._opening:
            return
        if self.current is not None and self.current.path == path:
            self._window.go("home")
            if then is not None:
                then()
            return
        if self._stops_jobs():
            self._window.ask_to_stop_jobs(partial(self._open, path, create, then), switching=True)
        else:
            self._open(path, create, then)

    def _stops_jobs(self) -> bool:
        return self.current is not None and self.current.owns_work and bool(self._window.status.running())

    def _open(self, path: Path, create: bool, then: Callable[[], object] | None) -> None:
        self._opening = True
        self._then = then
        self._window.status.set_folder(self.tr("Opening {name}").format(name=path.stem))
        actor = self._window.settings.actor()
        self._bridge.attach(self._pool)
        self._bridge.query(partial(_open, path, create, actor, self.current), self._opened, self._not_opened, self)
        self.current = None

    @Slot(object)
    def _opened(self, workspace: Any) -> None:
        self._opening = False
        self.use(workspace)
        settings = self._window.settings
        settings.add_recent(workspace.path)
        try:
            settings.save()
        except OSError as error:
            log.warning("settings were not saved: %s", error)
        then, self._then = self._then, None
        if workspace.read_only:
            self._window.toast(self.tr("Opened for reading only"), workspace.read_only, "warn")
        if then is not None:
            then()

    def use(self, workspace: Any) -> None:
        """Show an open workspace and listen to it."""
        self.current = workspace
        workspace.runner.subscribe(self._bridge.post_job)
        workspace.subscribe(self._bridge.post_changes)
        self._bridge.attach(workspace.runner)
        self._bridge.query(partial(_watch, workspace, self._bridge), None, None, self)
        self._window.set_workspace(workspace)
        QTimer.singleShot(WARM_CHILD_MS, self, self._warm_child)

    @Slot()
    def _warm_child(self) -> None:
        """Start the child process for training ahead of need, when Home has been drawn."""
        if self.current is not None and self.current.owns_work:
            self._bridge.query(self.current.runner.children.warm)

    @Slot(object)
    def _not_opened(self, error: AppError) -> None:
        self._opening = False
        self._then = None
        self._window.set_workspace(None)
        self._window.show_error(self.tr("The workspace could not be opened"), error)

    @Slot()
    def choose(self) -> None:
        """Ask for a folder and open it."""
        folder = QFileDialog.getExistingDirectory(self._window, self.tr("Open workspace"), str(base_folder()))
        if folder:
            self.open(Path(folder))

    @Slot()
    def choose_new(self) -> None:
        """Ask for a new folder and make it a workspace."""
        start = str(free_folder("my-workspace"))
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("New workspace"), start)
        if name:
            path = Path(name)
            self.open(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX), create=True)

    def ensure(self, then: Callable[[], object]) -> None:
        """Call `then` with a workspace open; one is made in the user's documents when there is none."""
        if self.current is not None:
            then()
        else:
            self.open(free_folder("my-workspace"), create=True, then=then)

    @Slot()
    def open_sample(self) -> None:
        """Open the sample workspace; the first time, make it and import NYC flights 2013."""
        path = base_folder() / f"{SAMPLE}{SUFFIX}"
        if (path / "workspace.json").exists():
            self.open(path)
        else:
            self.open(path, create=True, then=self._fill_sample)

    def _fill_sample(self) -> None:
        self._bridge.perform(partial(_fill, self.current), None, None, self)

    # --- closing ------------------------------------------------------------------------------------------------
    @Slot()
    def close(self) -> None:
        """Close the workspace and show the welcome page; asks when that stops jobs."""
        if self._stops_jobs():
            self._window.ask_to_stop_jobs(self._close, switching=True)
        else:
            self._close()

    def _close(self) -> None:
        workspace, self.current = self.current, None
        self._bridge.attach(self._pool)
        self._window.set_workspace(None)
        if workspace is not None:
            self._bridge.query(workspace.close, None, None, self)

    def shut_down(self) -> None:
        """At the end of the application: stop everything and wait for it."""
        self._bridge.close()
        workspace, self.current = self.current, None
        if workspace is not None:
            workspace.close()


def _open(path: Path, create: bool, actor: str, old: Any) -> Any:
    """Runs in a worker thread; the imports are the slow part."""
    from modelyard.services.workspace import create_workspace, open_workspace

    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
        workspace = create_workspace(path, actor=actor)
    else:
        workspace = open_workspace(path, actor=actor)
    if old is not None:
        old.close()
    return workspace


def _watch(workspace: Any, bridge: Bridge) -> None:
    """Runs in a worker thread; the watch ends when the workspace is closed."""
    from modelyard.services import watching

    watching.watch(workspace, bridge.post_server_stats, lambda *_: None, bridge.post_engine)


def _fill(workspace: Any) -> Any:
    from modelyard.services import sample

    return sample.fill(workspace)


def base_folder() -> Path:
    """Where workspaces are offered: Modelyard in the user's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "Modelyard"


def free_folder(name: str) -> Path:
    """A folder under the base folder that does not exist yet."""
    candidate, number = base_folder() / f"{name}{SUFFIX}", 2
    while candidate.exists():
        candidate = base_folder() / f"{name}-{number}{SUFFIX}"
        number += 1
    return candidate
