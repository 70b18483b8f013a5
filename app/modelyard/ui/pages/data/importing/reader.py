"""Reads previews in the background, one at a time in effect: a newer question replaces the one before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from modelyard.domain.data.datasets import ImportPreview
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.preview import FIRST_ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modelyard.domain.data.datasets import TypeLoss
    from modelyard.ui.pages.data.importing.source_panel import SourcePanel

PAUSE_MS = 350


class PreviewReader(QObject):
    """`previewed(preview)`, `failed(error)`, then `lost(losses)` where types were chosen."""

    previewed = Signal(object)
    failed = Signal(object)
    lost = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._panel: SourcePanel | None = None
        self._asked = 0
        self.reading = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)

    def ask(self, panel: SourcePanel, *, pause: bool = False) -> None:
        """Read a panel's preview now, or when nothing was typed for a moment."""
        self._panel = panel
        self._asked += 1  # what is under way is of no interest any more
        self.reading = not panel.missing()
        if pause and self.reading:
            self._pause.start()
        else:
            self._pause.stop()
            self._read()

    @Slot()
    def _read(self) -> None:
        call = self._panel.read(FIRST_ROWS) if self._panel is not None else None
        if call is None:
            self.reading = False
            return
        self._bridge.query(call, partial(self._done, self._asked), partial(self._failed, self._asked), self,
                           key="preview")  # fmt: skip

    def _done(self, asked: int, preview: ImportPreview) -> None:
        if asked != self._asked or self._panel is None:
            return
        self.reading = False
        self.previewed.emit(preview)
        call = self._panel.losses()
        if call is not None:
            self._bridge.query(call, partial(self._lost, asked), partial(self._not_lost, asked), self, key="losses")

    def _failed(self, asked: int, error: BaseException) -> None:
        if asked == self._asked:
            self.reading = False
            self.failed.emit(error)

    def _lost(self, asked: int, losses: Sequence[TypeLoss]) -> None:
        if asked == self._asked:
            self.lost.emit(losses)

    def _not_lost(self, asked: int, _error: BaseException) -> None:
        """The preview itself names the rows that do not fit; only the exact count is missing then."""
        if asked == self._asked:
            self.lost.emit([])
