"""Starts the window: Qt's set-up, crash handling, and what may be loaded only after the first paint."""

from __future__ import annotations

import faulthandler
import importlib
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from modelyard import __version__
from modelyard.core.paths import cache_dir, resources_dir
from modelyard.core.settings import Settings, load_settings
from modelyard.ui.bridge import Bridge
from modelyard.ui.garbage import GarbageCollector
from modelyard.ui.icons import app_icon
from modelyard.ui.main_window import MainWindow
from modelyard.ui.theme import theme

log = logging.getLogger(__name__)

SWITCH_SECONDS = 0.00005
"""How long a worker thread may keep the interpreter from the window, which asks for it several times an event."""


def make_application(argv: Sequence[str], settings: Settings) -> QApplication:
    """The QApplication in the house style; an existing one is used as it is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        theme().install(existing, settings.theme, settings.text_size / 100)
        return existing
    rounding = Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(rounding)
    app = QApplication(list(argv) or ["modelyard"])
    app.setApplicationName("Modelyard")
    app.setApplicationDisplayName("Modelyard")
    app.setOrganizationName("Modelyard")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("modelyard")
    app.setWindowIcon(app_icon())
    theme().reduce_motion = settings.reduce_motion
    theme().row_height = settings.row_height
    theme().install(app, settings.theme, settings.text_size / 100)
    install_translation(app, settings.language)
    return app


def install_translation(app: QApplication, language: str = "") -> bool:
    """Translate the texts into a language ("de"), or the system's; False where there is no translation."""
    locale = QLocale(language) if language else QLocale.system()
    found = False
    for name, folder in (
        ("modelyard", str(resources_dir() / "translations")),
        ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", folder):
            app.installTranslator(translator)
            found = found or name == "modelyard"
    # numbers and dates in the window are written in English style unless a translation is in use
    QLocale.setDefault(locale if found else QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    return found


class CrashHook(QObject):
    """Takes unhandled exceptions of any thread to the window; expected errors never come here."""

    caught = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._before = sys.excepthook
        self._before_thread = threading.excepthook

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Give Python's hooks back."""
        sys.excepthook = self._before
        threading.excepthook = self._before_thread

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QTimer.singleShot(0, QApplication.quit)
            return
        log.critical("unhandled exception", exc_info=(kind, error, trace))
        self.caught.emit(error)

    def _thread_hook(self, args: Any) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)


def open_crash_file() -> TextIO | None:
    """Have hard crashes written to crash.log in the cache folder; a windowed build has no stderr."""
    folder = cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "crash.log").open("w", encoding="utf-8")
    except OSError as error:
        log.warning("no crash file: %s", error)
        return None
    faulthandler.enable(file)
    return file


class Starter(QObject):
    """What happens once the window is on the screen."""

    def __init__(self, window: MainWindow, bridge: Bridge, workspace: Path | None) -> None:
        super().__init__(window)
        self._window, self._bridge, self._path = window, bridge, workspace
        self._garbage = GarbageCollector(self)
        self._stop = threading.Event()

    @Slot()
    def run(self) -> None:
        """Make threads, open the workspace, begin sampling, load what clicks will need."""
        from modelyard.jobs.pool import LightPool
        from modelyard.ui.sampler import Sampler
        from modelyard.ui.warm_up import WarmUp
        from modelyard.ui.workspaces import Workspaces

        sys.setswitchinterval(SWITCH_SECONDS)
        self._garbage.take_over()
        self.pool = LightPool()
        window = self._window
        window.workspaces = Workspaces(window, self._bridge, self.pool)
        self.sampler = Sampler(self._bridge, _engine_status, self)
        self.sampler.start()
        recent = [Path(r) for r in window.settings.recent if (Path(r) / "workspace.json").exists()]
        path = self._path or (recent[0] if recent else None)
        if path is not None:
            window.workspaces.open(path)
            importlib.import_module("modelyard.ui.pages.home")  # while a worker opens the workspace
        self.warm_up = WarmUp(self.pool, self._bridge, self._stop, self._garbage.start, self)
        self.warm_up.start()

    def stop(self) -> None:
        """Stop sampling, the workspace and the threads."""
        self._stop.set()
        if hasattr(self, "sampler"):
            self.sampler.stop()
            self._window.workspaces.shut_down()
            self.pool.close()
            self._garbage.stop()


def _engine_status() -> Any:
    from modelyard.services import deployments

    return deployments.engine_status()


def run_window(workspace: Path | None, argv: Sequence[str] = ()) -> int:
    """Open the window, on a workspace, the last one, or the welcome page; returns the exit code when it closes."""
    crash_file = open_crash_file()
    settings = load_settings()
    app = make_application(argv, settings)
    bridge = Bridge(app)
    window = MainWindow(bridge, settings)
    hook = CrashHook(app)
    hook.caught.connect(window.show_crash, Qt.ConnectionType.QueuedConnection)
    hook.install()
    starter = Starter(window, bridge, workspace)
    window.after_first_paint = starter.run
    window.on_close = starter.stop
    window.go("home")
    window.show()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = app.exec()
    hook.uninstall()
    window.deleteLater()
    if crash_file is not None:
        faulthandler.disable()
        crash_file.close()
    return code
