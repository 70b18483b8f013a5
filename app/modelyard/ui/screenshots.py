"""Pictures of every page and dialog, light and dark: `python -m modelyard.ui.screenshots OUT --workspace FOLDER`.

A page offers more than its first view by a method `shots()` that returns (name, prepare) pairs; `prepare` brings the
page into the state to be pictured and is called in the window's thread.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

WAIT_SECONDS, CALM_SECONDS = 20.0, 0.4


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pictures; returns an exit code."""
    parser = argparse.ArgumentParser(prog="modelyard.ui.screenshots", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the PNG files")
    parser.add_argument("--workspace", type=Path, help="a workspace folder; without one only the welcome page")
    parser.add_argument("--page", action="append", default=[], help="only this page; may be repeated")
    parser.add_argument("--theme", choices=("light", "dark"), action="append", default=[])
    parser.add_argument("--size", default="1440x900")
    args = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, height = (int(n) for n in args.size.split("x"))
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="modelyard-shots-") as folder:
        camera = Camera(args.out, (width, height), Path(folder))
        try:
            for name in camera.run(args.workspace, args.page, args.theme or ["light", "dark"]):
                print(name)
        finally:
            camera.close()
    return 0


class Camera:
    """A window of its own, with settings that touch nobody's."""

    def __init__(self, out: Path, size: tuple[int, int], folder: Path) -> None:
        from modelyard.core.settings import Settings
        from modelyard.jobs.pool import LightPool
        from modelyard.ui.application import make_application
        from modelyard.ui.bridge import Bridge
        from modelyard.ui.main_window import MainWindow
        from modelyard.ui.workspaces import Workspaces

        self.out = out
        self.app = make_application(["modelyard"], Settings(theme="light", path=folder / "settings.json"))
        self.bridge = Bridge()
        self.pool = LightPool()
        self.window = MainWindow(self.bridge, Settings(theme="light", path=folder / "settings.json"))
        self.window.workspaces = Workspaces(self.window, self.bridge, self.pool)
        self.window.resize(*size)
        self.window.go("home")
        self.window.show()

    def run(self, workspace: Path | None, pages: Sequence[str], themes: Sequence[str]) -> Iterator[str]:
        """Take all pictures, yielding their names."""
        from modelyard.ui.main_window import PAGES

        if not pages:
            yield from self._themes("welcome", themes)
        if workspace is None:
            return
        from modelyard.services.workspace import open_workspace

        self.window.workspaces.use(open_workspace(workspace))
        self._sample_machine()
        for name in pages or PAGES:
            self.window.go(name)
            self.settle()
            yield from self._themes(name, themes)
            shots: Callable[[], Sequence[tuple[str, Callable[[], Any]]]] | None
            shots = getattr(self.window.page(name), "shots", None)
            for extra, prepare in shots() if shots is not None else ():
                prepare()
                self.settle()
                yield from self._themes(f"{name}-{extra}", themes)
                self._close_overlays()
        if not pages:
            yield from self._shell_shots(themes)

    def _shell_shots(self, themes: Sequence[str]) -> Iterator[str]:
        from modelyard.core.errors import AppError
        from modelyard.ui.shell import Confirm, ConfirmItem

        window = self.window
        window.go("home")
        window.open_palette().field.setText("la")
        yield from self._themes("palette", themes)
        self._close_overlays()
        window.toast("late-arrival-batch did not start", "Port 8503 is taken by another program.", "bad")
        window.toast("Run 4 registered as late-arrival v2", "It has the challenger alias.", "ok")
        window.toast("3 runs archived", "They are hidden, not deleted.", "plain", undo=lambda: None)
        yield from self._themes("toasts", themes)
        window.toasts.clear()
        error = AppError("Port 8503 is taken by another program.", "Choose another port.", "errno 98: address in use")
        window.show_error("late-arrival-batch did not start", error)
        yield from self._themes("error-dialog", themes)
        self._close_overlays()
        goes, stays = [ConfirmItem("models", "4 versions and their files", "128 MB")], [ConfirmItem("data", "flights")]
        window.confirm(Confirm("Delete the model late-arrival?", "This cannot be undone.", "Delete model", "Keep model",
                               goes, stays, "late-arrival"), lambda: None)  # fmt: skip
        yield from self._themes("confirm-delete", themes)
        self._close_overlays()

    def _sample_machine(self) -> None:
        from modelyard.services.deployments import engine_status
        from modelyard.ui.sampler import machine_use

        machine_use()
        self.bridge.post_engine(engine_status())
        self.bridge.post_stats(machine_use())

    def _themes(self, name: str, themes: Sequence[str]) -> Iterator[str]:
        from modelyard.ui.theme import theme

        for mode in themes:
            theme().apply(mode)
            self.settle()
            file = f"{name}-{mode}.png"
            if not self.window.grab().save(str(self.out / file)):
                raise OSError(f"{self.out / file} could not be written")
            yield file

    def settle(self) -> None:
        """Let the window work until nothing is asked any more, no job runs, and it has been calm for a moment."""
        from PySide6.QtCore import QEventLoop, QTimer

        deadline = time.monotonic() + WAIT_SECONDS
        calm_since = time.monotonic()
        while time.monotonic() < deadline:
            loop = QEventLoop()  # unlike QTest.qWait, it leaves the interpreter to the threads that draw
            QTimer.singleShot(20, loop.quit)
            loop.exec()
            workspace = self.window.workspaces.current
            if self.bridge.pending or (workspace is not None and workspace.runner.busy):
                calm_since = time.monotonic()
            elif time.monotonic() - calm_since > CALM_SECONDS:
                return

    def _close_overlays(self) -> None:
        from PySide6.QtCore import Qt

        from modelyard.ui.widgets.dialog import Scrim

        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for scrim in self.window.findChildren(Scrim, options=direct):
            leave = getattr(scrim.overlay, "reject", None) or getattr(scrim.overlay, "dismiss", None)
            if leave is not None:
                leave()
        self.settle()

    def close(self) -> None:
        """Close window, workspace and threads."""
        self.window.setProperty("closing", True)
        self.window.workspaces.shut_down()
        self.window.close()
        self.pool.close()


if __name__ == "__main__":
    sys.exit(main())
