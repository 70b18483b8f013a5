"""The house icons: 16 px SVGs tinted with a colour token, sharp at every device pixel ratio."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from modelyard.core.paths import resources_dir
from modelyard.ui.theme import theme


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    path = resources_dir() / "icons" / f"{name}.svg"
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _render(name: str, colour: str, width: int, height: int) -> QPixmap:
    """A pixmap of width x height device pixels."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, width, height))
    painter.end()
    return pixmap


def icon_pixmap(name: str, colour: QColor | str, size: int = 16, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap of `size` logical px; `colour` is a token name or a QColor."""
    if isinstance(colour, str):
        colour = theme().color(colour)
    pixels = max(1, round(size * ratio))
    pixmap = QPixmap(_render(name, colour.name(), pixels, pixels))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, name: str, colour: QColor | str, rect: QRect | QRectF) -> None:
    """Paint an icon into a rectangle, in a token's or a given colour."""
    if isinstance(colour, str):
        colour = theme().color(colour)
    ratio = painter.device().devicePixelRatioF() if painter.device() else 1.0
    target = QRectF(rect)
    pixmap = _render(name, colour.name(), max(1, round(target.width() * ratio)), max(1, round(target.height() * ratio)))
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))


class _Engine(QIconEngine):
    """Looks its colour up at paint time, so a theme change re-tints every icon at once."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self.name, self.token = name, token

    def _colour(self, mode: QIcon.Mode) -> QColor:
        return theme().color("disabled" if mode == QIcon.Mode.Disabled else self.token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, self.name, self._colour(mode), rect)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return QPixmap(_render(self.name, self._colour(mode).name(), max(1, size.width()), max(1, size.height())))

    def clone(self) -> QIconEngine:
        return _Engine(self.name, self.token)


@lru_cache(maxsize=512)
def icon(name: str, token: str = "text2") -> QIcon:
    """A QIcon that follows the theme; `token` is the colour token it is drawn in."""
    _source(name)
    return QIcon(_Engine(name, token))


def app_icon() -> QIcon:
    """The application's own icon."""
    return QIcon(str(resources_dir() / "icons" / "app.svg"))
