"""Progress bars: 6 px (4 in bars and toasts), a sliding block when the length is unknown."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimerEvent
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelyard.ui.theme import theme

BLOCK = 0.26


def paint_bar(painter: QPainter, rect: QRectF, fraction: float, kind: str = "accent", track: str = "track") -> None:
    """Paint a rounded bar filled to a fraction of 0 to 1."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = rect.height() / 2
    painter.setBrush(theme().color(track))
    painter.drawRoundedRect(rect, radius, radius)
    if fraction > 0:
        painter.setBrush(theme().color(kind))
        width = max(rect.height(), rect.width() * min(1.0, fraction))
        painter.drawRoundedRect(QRectF(rect.x(), rect.y(), width, rect.height()), radius, radius)
    painter.restore()


class ProgressBar(QWidget):
    """Shows a fraction of 0 to 1, or with None a block that slides; kind: accent, ok, warn or bad."""

    def __init__(self, fraction: float | None = 0.0, parent: QWidget | None = None, *, height: int = 6,
                 kind: str = "accent") -> None:  # fmt: skip
        super().__init__(parent)
        self.fraction, self.kind, self.thickness = fraction, kind, height
        self._phase = 0.0
        self._timer = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Progress"))

    def set(self, fraction: float | None, kind: str | None = None) -> None:
        """Change how far it is."""
        self.fraction = fraction
        self.kind = kind or self.kind
        self.setAccessibleDescription("" if fraction is None else f"{fraction:.0%}")
        self._run_timer()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(96, self.thickness)

    def _run_timer(self) -> None:
        wanted = self.fraction is None and self.isVisible() and not theme().reduce_motion
        if wanted and not self._timer:
            self._timer = self.startTimer(40)
        elif not wanted and self._timer:
            self.killTimer(self._timer)
            self._timer = 0

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_timer()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run_timer()

    def timerEvent(self, event: QTimerEvent) -> None:
        self._phase = (self._phase + 0.02) % 1.0
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(0, (self.height() - self.thickness) / 2, self.width(), self.thickness)
        if self.fraction is not None:
            paint_bar(painter, rect, self.fraction, self.kind)
            return
        paint_bar(painter, rect, 0)
        start = 0.34 if theme().reduce_motion or not self._timer else self._phase * (1 + BLOCK) - BLOCK
        left, right = max(0.0, start), min(1.0, start + BLOCK)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self.kind))
        block = QRectF(rect.width() * left, rect.y(), rect.width() * (right - left), rect.height())
        painter.drawRoundedRect(block, self.thickness / 2, self.thickness / 2)
