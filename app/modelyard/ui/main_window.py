"""The window: sidebar, header, page stack, status bar; navigation, dialogs, toasts, drops, closing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError
from modelyard.core.settings import Settings
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import commands, dialogs
from modelyard.ui.bridge import Bridge
from modelyard.ui.drop import DropOverlay
from modelyard.ui.header import Header
from modelyard.ui.icons import app_icon
from modelyard.ui.page_stack import PageStack
from modelyard.ui.pages.base import Page
from modelyard.ui.palette import Palette
from modelyard.ui.shell import Action, Confirm, ConfirmItem, Crumb, ToastAction
from modelyard.ui.sidebar import ENTRIES, Sidebar
from modelyard.ui.status_bar import StatusBar
from modelyard.ui.texts import home_path
from modelyard.ui.things import Thing, read_things
from modelyard.ui.toasts import Toast, Toasts
from modelyard.ui.widgets.button import FocusRing
from modelyard.ui.widgets.dialog import Dialog

log = logging.getLogger(__name__)

NARROW_BELOW = 1180
PAGES = [entry.page for entry in ENTRIES]
MINIMUM = (1100, 700)


class MainWindow(QWidget):
    """The shell around the pages; implements `shell.Shell`."""

    def __init__(self, bridge: Bridge, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge, self.settings = bridge, settings
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("Modelyard")
        self.setWindowIcon(app_icon())
        self.setMinimumSize(*MINIMUM)
        self.setAcceptDrops(True)
        self._workspace: Any = None
        self._undo: Callable[[], None] | None = None
        self._painted = False
        self.after_first_paint: Callable[[], None] | None = None
        self.on_close: Callable[[], None] | None = None
        self.workspaces: Any = None  # ui.workspaces.Workspaces, set by the application
        self._build()
        self._connect()
        self.shortcuts = commands.install_shortcuts(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # so that the first Tab goes to the sidebar, and no ring shows before
        self._restore()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        column.addLayout(middle, 1)
        self.sidebar = Sidebar(self)
        middle.addWidget(self.sidebar)
        main = QVBoxLayout()
        main.setSpacing(0)
        middle.addLayout(main, 1)
        self.header = Header(self)
        self.stack = PageStack(self, self)
        main.addWidget(self.header)
        main.addWidget(self.stack, 1)
        self.status = StatusBar(self)
        column.addWidget(self.status)
        self.toasts = Toasts(self)
        self.drop_overlay = DropOverlay(self)
        self.focus_ring = FocusRing(self)
        self.status.set_folder(self.tr("No workspace"))

    def _connect(self) -> None:
        self.stack.shown.connect(self._page_shown)
        self.stack.header_changed.connect(self._refresh_header)
        self.sidebar.go.connect(self._sidebar_go)
        self.sidebar.menu.connect(self._workspace_menu)
        self.header.palette_asked.connect(self.open_palette)
        self.header.crumb_clicked.connect(self._crumb)
        self.status.go.connect(self._status_go)
        self.bridge.changed.connect(self._changed)
        self.bridge.job_event.connect(self._job)
        self.bridge.stats.connect(self._stats)
        self.bridge.engine.connect(self._engine)
        self.bridge.failed.connect(self._failed)
        self.bridge.crashed.connect(self.show_crash)

    # --- pages --------------------------------------------------------------------------------------------------
    @property
    def workspace(self) -> Any:
        """The open workspace, or None."""
        return self._workspace

    @property
    def current_page(self) -> str:
        """The page in front."""
        return self.stack.current

    def page(self, name: str) -> Page:
        """A page, made on first use."""
        return self.stack.page(name)

    def go(self, page: str, target: Any = None) -> None:
        """Show a page, and what on it."""
        self.stack.go(page, target)

    def back(self) -> None:
        """To where the user came from."""
        self.stack.back()

    def forward(self) -> None:
        """Undo `back`."""
        self.stack.forward()

    @Slot()
    def _page_shown(self) -> None:
        self.sidebar.set_current(self.stack.current)
        self._refresh_header()

    @Slot(object)
    def _sidebar_go(self, name: object) -> None:
        self.go(str(name))

    @Slot(object)
    def _status_go(self, where: Any) -> None:
        self.go(*where)

    @Slot(object)
    def _crumb(self, crumb: Crumb) -> None:
        self.go(crumb.page, crumb.target)

    @Slot()
    def _refresh_header(self) -> None:
        page = self.stack.front
        if page is not None:
            self.header.set_texts(page.title or self.sidebar.text(page.name), page.fact, page.crumbs)
            self.header.set_extra(page.header_widgets)
            self.header.set_actions(page.actions())

    def run_action(self, action_id: str) -> bool:
        """Run a page's action by its id, as "data.import"; the part before the dot names the page."""
        name = action_id.split(".")[0]
        if name not in PAGES:
            return False
        if self.current_page != name:
            self.go(name)
        action = next((a for a in self.page(name).actions() if a.id == action_id), None)
        if action is None:
            return False
        if action.reason:
            self.toast(action.text, action.reason, "plain")
        else:
            action.run()
        return True

    # --- the workspace ------------------------------------------------------------------------------------------
    def set_workspace(self, workspace: Any) -> None:
        """Show a workspace, or none; all pages are made anew."""
        self._workspace = workspace
        self.stack.clear()
        self._undo = None
        self.header.set_extra(())
        self.status.set_jobs([])
        if workspace is None:
            self.sidebar.workspace.set("Modelyard", self.tr("No workspace open"))
            self.status.set_folder(self.tr("No workspace"))
            for name in PAGES:
                self.sidebar.set_count(name, None)
            self.setWindowTitle("Modelyard")
        else:
            fact = self.tr("Read only") if workspace.read_only else self.tr("Local workspace")
            self.sidebar.workspace.set(workspace.name, fact)
            self.status.set_folder(home_path(workspace.path), str(workspace.path))
            self.setWindowTitle(f"{workspace.name} – Modelyard")
        self.stack.show_page("home")

    def open_workspace(self, path: Path) -> None:
        """Open another workspace in place of this one."""
        if self.workspaces is not None:
            self.workspaces.open(path)

    @Slot(object)
    def _workspace_menu(self, place: Any) -> None:
        commands.workspace_menu(self, place)

    # --- events from the bridge ---------------------------------------------------------------------------------
    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        for page in list(self.stack.pages.values()):
            page.on_changes(changes)

    @Slot(object)
    def _job(self, job: Job) -> None:
        self.status.on_job(job)
        active = self.status.active()
        self.sidebar.set_count("activity", active or None, "accent")
        for page in list(self.stack.pages.values()):
            page.on_job(job)
        if (
            job.state is JobState.FAILED
            and job.error is not None
            and not any(p.tells(job) for p in self.stack.pages.values())
        ):
            from modelyard.ui.pages.data.importing.outcome import remedies

            show = ToastAction(self.tr("Show in Activity"), lambda: self.go("activity", job.id))
            title = self.tr("{title} failed").format(title=job.title)
            self.toast(title, job.error.message, "bad", [*remedies(self, job), show])

    @Slot(object)
    def _stats(self, stats: Any) -> None:
        self.status.set_use(stats.cpu_text, stats.memory_text)

    @Slot(object)
    def _engine(self, status: Any) -> None:
        if status.available:
            containers = self.tr("1 container") if status.containers == 1 else self.tr("{n} containers").format(
                n=status.containers)  # fmt: skip
            self.status.set_engine(self.tr("Docker running, {containers}").format(containers=containers), "ok",
                                   f"Docker {status.version}")  # fmt: skip
        else:
            self.status.set_engine(self.tr("Docker not running"), "off", f"{status.reason} {status.hint}".strip())

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        actions = []
        if error.details:
            details = self.tr("Show details")
            actions = [ToastAction(details, lambda: self.show_error(error.message, error))]
        self.toast(error.message, error.hint, "bad", actions)

    # --- what pages ask for -------------------------------------------------------------------------------------
    def toast(self, title: str, text: str = "", kind: str = "ok", actions: Sequence[ToastAction] = (), *,
              icon: str = "", undo: Callable[[], None] | None = None) -> Toast:  # fmt: skip
        """Say what happened. `undo` adds an Undo link, which Ctrl Z runs too."""
        if undo is not None:
            self._undo = undo
            actions = [*actions, ToastAction(self.tr("Undo"), self.undo)]
        return self.toasts.show(title, text, kind, actions, icon=icon)

    def undo(self) -> None:
        """Undo the last thing that offered it."""
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def show_error(self, title: str, error: AppError, actions: Sequence[ToastAction] = ()) -> None:
        """Open the error dialog."""
        dialogs.app_error_dialog(title, error, actions).open_in(self)

    @Slot(object)
    def show_crash(self, error: BaseException) -> None:
        """Open the dialog for a bug; one at a time."""
        log.error("unexpected error", exc_info=error)
        if not any(isinstance(c, dialogs.ErrorDialog) and c.isVisible() for c in self.findChildren(QWidget)):
            dialogs.crash_dialog(error).open_in(self)

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a dialog over the window."""
        dialog.open_in(self)

    def confirm(self, question: Confirm, yes: Callable[[], None]) -> None:
        """Ask; call `yes` when confirmed."""
        dialogs.ask(self, question, yes)

    @Slot()
    def open_palette(self, commands_only: bool = False) -> Palette:
        """Open the command palette."""
        palette = Palette(commands.collect(self), commands_only=commands_only)
        palette.open_in(self)
        workspace = self._workspace
        if workspace is not None:

            def got(things: list[Thing]) -> None:
                if palette.scrim is not None:
                    palette.add_commands([commands.thing_command(self, t) for t in things])

            # the palette is usable at once; the workspace's things join when they are read
            self.bridge.query(partial(read_things, workspace), got, None, palette)
        return palette

    def dialog_open(self) -> bool:
        """Whether a dialog or the palette covers the window."""
        from modelyard.ui.widgets.dialog import Scrim

        return any(s.isVisible() for s in self.findChildren(Scrim, options=Qt.FindChildOption.FindDirectChildrenOnly))

    def actions_of_page(self) -> Sequence[Action]:
        """The present page's actions."""
        return self.stack.front.actions() if self.stack.front is not None else ()

    def made_pages(self) -> dict[str, Page]:
        """The pages made so far."""
        return dict(self.stack.pages)

    # --- window events ------------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # fires after this frame is on the screen; a zero timer before exec() would fire ahead of it
            QTimer.singleShot(0, self._first_paint_done)

    @Slot()
    def _first_paint_done(self) -> None:
        if self.after_first_paint is not None:
            self.after_first_paint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW_BELOW
        self.sidebar.set_narrow(narrow)
        self.status.set_narrow(narrow)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = _local_files(event.mimeData().urls())
        if paths and not self.dialog_open():
            event.acceptProposedAction()
            self.drop_overlay.show_for(len(paths))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_overlay.hide()
        paths = _local_files(event.mimeData().urls())
        event.acceptProposedAction()
        self.import_files(paths)

    def import_files(self, paths: Sequence[str]) -> None:
        """Give dropped files to the page in front, else to the Data page."""
        page = self.stack.front
        if page is not None and page.drop_files(paths):
            return
        if self._workspace is None and self.workspaces is not None:
            self.workspaces.ensure(lambda: self.import_files(paths))
            return
        self.go("data")
        if not self.page("data").drop_files(paths):
            self.toast(self.tr("Nothing was imported"), self.tr("The Data page cannot take files yet."), "warn")

    def closeEvent(self, event: QCloseEvent) -> None:
        running = self.status.running()
        owns = self._workspace is not None and getattr(self._workspace, "owns_work", True)
        if running and owns and not self.property("closing"):
            event.ignore()
            self.ask_to_stop_jobs(self._close_now)
            return
        self._remember()
        self.hide()
        if self.on_close is not None:
            self.on_close()
        event.accept()

    def ask_to_stop_jobs(self, then: Callable[[], None], *, switching: bool = False) -> None:
        """Ask whether the running jobs may be stopped, saying what becomes of them; call `then` when they may."""
        running = self.status.running()
        verb = self.tr("Close the workspace") if switching else self.tr("Close Modelyard")
        what = self.tr("1 job runs") if len(running) == 1 else self.tr("{n} jobs run").format(n=len(running))
        text = self.tr("Jobs run inside Modelyard, so closing stops them. They are listed in Activity as interrupted, "
                       "with Retry; nothing half made is kept.")  # fmt: skip
        goes = [ConfirmItem("activity", j.title, self.tr("stops")) for j in running]
        stays = [ConfirmItem("deployments", self.tr("Containers"), self.tr("keep running and answering"))]
        title = self.tr("{verb} while {what}?").format(verb=verb, what=what)
        question = Confirm(title, text, self.tr("Stop jobs and close"), self.tr("Keep working"), goes, stays,
                           danger=False, icon="")  # fmt: skip
        self.confirm(question, then)

    def _close_now(self) -> None:
        self.setProperty("closing", True)
        self.close()

    def _remember(self) -> None:
        self.settings.geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        try:
            self.settings.save()
        except OSError as error:
            log.warning("settings were not saved: %s", error)

    def _restore(self) -> None:
        saved = self.settings.geometry
        if not saved or not self.restoreGeometry(QByteArray.fromBase64(saved.encode("ascii"))):
            self.resize(1440, 900)


def _local_files(urls: Sequence[Any]) -> list[str]:
    return [u.toLocalFile() for u in urls if u.isLocalFile()]
