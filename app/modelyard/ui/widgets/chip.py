"""State chips, alias tags, plain tags, count badges and dots, as widgets and as paint functions for delegates."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme

# kind -> fill, text, dot
CHIPS: dict[str, tuple[str, str, str]] = {
    "neutral": ("neutral-soft", "text2", "text3"),
    "ok": ("ok-soft", "ok-text", "ok"),
    "warn": ("warn-soft", "warn-text", "warn"),
    "bad": ("bad-soft", "bad-text", "bad"),
    "run": ("accent-soft", "accent-text", "accent"),
    "violet": ("violet-soft", "violet-text", "violet"),
}


def chip_width(text: str, dot: bool = True) -> int:
    """How wide a chip with this text is, in px."""
    return QFontMetrics(theme().font("label")).horizontalAdvance(text) + 16 + (11 if dot else 0)


def paint_chip(painter: QPainter, x: float, middle: float, text: str, kind: str = "neutral", *, dot: bool = True,
               on_selection: bool = False) -> int:  # fmt: skip
    """Paint a chip whose left edge is x and whose centre line is `middle`; returns its width."""
    fill, colour, mark = CHIPS[kind]
    if on_selection and kind == "run":
        fill = "surface"
    height = theme().px(20)
    width = chip_width(text, dot)
    rect = QRectF(x, round(middle - height / 2), width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(fill))
    painter.drawRoundedRect(rect, height / 2, height / 2)
    left = x + 8
    if dot:
        painter.setBrush(theme().color(mark))
        painter.drawEllipse(QRectF(left, rect.center().y() - 3, 6, 6))
        left += 11
    painter.setPen(theme().color(colour))
    painter.setFont(theme().font("label"))
    painter.drawText(QRectF(left, rect.y(), width, height), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
    return width


def paint_dot(painter: QPainter, rect: QRectF, kind: str) -> None:
    """Paint an 8 px state dot: ok, bad, warn, run, neutral, or off (a ring)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "off":
        painter.setPen(QPen(theme().color("control"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(0.75, 0.75, -0.75, -0.75))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(CHIPS[kind][2]))
        painter.drawEllipse(rect)
    painter.restore()


class Chip(QWidget):
    """A state chip: a word on a soft colour, with a dot unless told otherwise."""

    def __init__(
        self, text: str = "", kind: str = "neutral", parent: QWidget | None = None, *, dot: bool = True
    ) -> None:
        super().__init__(parent)
        self.text, self.kind, self.dot = text, kind, dot
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str, kind: str | None = None) -> None:
        """Change text and kind; an empty text hides the chip."""
        self.text = text
        self.kind = kind or self.kind
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self.text, self.dot), theme().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), 0, self.height() / 2, self.text, self.kind, dot=self.dot)


class Tag(QWidget):
    """A small rounded rectangle: an alias (champion, challenger) or an outlined tag, with an optional icon."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon: str = "") -> None:
        super().__init__(parent)
        self.text, self.icon_name = text, icon
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str) -> None:
        """Change the text."""
        self.text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self.text, self.icon_name), theme().px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_tag(QPainter(self), 0, self.height() / 2, self.text, icon=self.icon_name)


class AliasTag(Tag):
    """The tag of a model alias: champion is filled, challenger violet, any other outlined."""


def _tag_look(text: str) -> tuple[str, str, str]:
    if text == "champion":
        return "accent", "on-accent", "small-strong"
    if text == "challenger":
        return "violet-soft", "violet-text", "small-strong"
    return "", "text2", "small"


def tag_width(text: str, icon: str = "") -> int:
    """How wide a tag with this text is, in px."""
    return QFontMetrics(theme().font(_tag_look(text)[2])).horizontalAdvance(text) + 14 + (18 if icon else 0)


def paint_tag(painter: QPainter, x: float, middle: float, text: str, *, icon: str = "") -> int:
    """Paint a tag; returns its width."""
    fill, colour, role = _tag_look(text)
    height = theme().px(20)
    width = tag_width(text, icon)
    rect = QRectF(x, round(middle - height / 2), width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if fill else QPen(theme().color("border-strong"), 1))
    painter.setBrush(theme().color(fill or "surface"))
    painter.drawRoundedRect(rect if fill else rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    left = x + 7
    if icon:
        paint_icon(painter, icon, colour, QRectF(left, rect.center().y() - 7, 14, 14))
        left += 18
    painter.setPen(theme().color(colour))
    painter.setFont(theme().font(role))
    painter.drawText(QRectF(left, rect.y(), width, height), Qt.AlignmentFlag.AlignVCenter, text)
    painter.restore()
    return width


class Badge(QWidget):
    """A round count: kind "accent" (filled), "bad" (soft red) or "neutral"."""

    def __init__(self, text: str = "", kind: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, text: str) -> None:
        """Change the count; empty hides it."""
        self.text = text
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self.text), theme().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_badge(QPainter(self), QRectF(self.rect()), self.text, self.kind)


def badge_width(text: str) -> int:
    """How wide a badge is, in px."""
    return max(theme().px(18), QFontMetrics(theme().font("badge")).horizontalAdvance(text) + 10)


def paint_badge(painter: QPainter, rect: QRectF, text: str, kind: str) -> None:
    """Paint a count badge into a rectangle."""
    fill, colour = {
        "accent": ("accent", "on-accent"),
        "bad": ("bad-soft", "bad-text"),
        "neutral": ("neutral-soft", "text3"),
    }[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(fill))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(theme().color(colour))
    painter.setFont(theme().font("badge" if kind != "neutral" else "caption"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


class Dot(QWidget):
    """An 8 px state dot; `name` says the state for who cannot see it."""

    def __init__(self, kind: str = "neutral", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setFixedSize(8, 8)
        self.setAccessibleName(name or kind)

    def set(self, kind: str, name: str = "") -> None:
        """Change the state."""
        self.kind = kind
        self.setAccessibleName(name or kind)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_dot(QPainter(self), QRectF(self.rect()), self.kind)
