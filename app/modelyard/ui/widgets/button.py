"""Buttons: primary, secondary, quiet, danger, delete, link; the focus ring around them; the switch."""

from __future__ import annotations

from typing import Any

import shiboken6
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFocusFrame,
    QProxyStyle,
    QPushButton,
    QSizePolicy,
    QStyle,
    QWidget,
)

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme

KINDS = ("primary", "secondary", "quiet", "danger", "delete", "link")

# kind -> fill, fill hovered, fill pressed, border, text, icon
_LOOK: dict[str, tuple[str, str, str, str, str, str]] = {
    "primary": ("accent", "accent-hover", "accent-press", "accent", "on-accent", "on-accent"),
    "secondary": ("surface", "hover", "pressed", "border-strong", "text", "text2"),
    "quiet": ("", "hover", "pressed", "", "text2", "text2"),
    "danger": ("surface", "bad-soft", "bad-soft", "bad", "bad-text", "bad-text"),
    "delete": ("bad-solid", "bad-solid", "bad-solid", "bad-solid", "on-accent", "on-accent"),
    "link": ("", "", "", "", "accent-text", "accent-text"),
}


class Button(QPushButton):
    """A button that paints itself from the tokens. `reason` (why it is off) becomes its tooltip while disabled."""

    def __init__(
        self,
        text: str = "",
        icon: str = "",
        kind: str = "secondary",
        parent: QWidget | None = None,
        *,
        small: bool = False,
        name: str = "",
        tip: str = "",
        trailing: str = "",
    ) -> None:
        super().__init__(text, parent)
        if kind not in KINDS:
            raise ValueError(kind)
        self.kind, self.icon_name, self.small, self.trailing = kind, icon, small, trailing
        self._tip = tip or (name if not text else "")
        self.setToolTip(self._tip)
        self.setAccessibleName(name or text)
        # reached by Tab only, so a click never draws the ring
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_kind(self, kind: str) -> None:
        """Change the look."""
        self.kind = kind
        self.update()

    def set_icon(self, name: str) -> None:
        """Change the icon."""
        self.icon_name = name
        self.updateGeometry()
        self.update()

    def set_reason(self, reason: str) -> None:
        """Disable the button and say why, or enable it when the reason is empty."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._tip)
        self.setAccessibleDescription(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    # --- size and paint -----------------------------------------------------------------------------------------
    def _padding(self) -> int:
        if self.kind == "link":
            return 6
        return 9 if self.small else 11

    def _font_role(self) -> str:
        return "label" if self.small else "medium"

    def sizeHint(self) -> QSize:
        height = theme().px(26 if self.small else 30)
        text = self.text().replace("&&", "&")
        if not text:
            return QSize(height, height)
        width = QFontMetrics(theme().font(self._font_role())).horizontalAdvance(text) + 2 * self._padding() + 2
        gap = 6 if self.small else 7
        width += (16 + gap if self.icon_name else 0) + (14 + gap if self.trailing else 0)
        return QSize(width, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, border, text, tint = self._colours()
        if fill is not None or border is not None:
            painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
            painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_content(painter, text, tint)

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, QColor]:
        c = theme().color
        if not self.isEnabled():
            if self.kind in ("primary", "delete"):
                return c("neutral-soft"), c("neutral-soft"), c("disabled"), c("disabled")
            if self.kind in ("quiet", "link"):
                return None, None, c("disabled"), c("disabled")
            return c("surface2"), c("border"), c("disabled"), c("disabled")
        rest, over, down, border, text, tint = _LOOK[self.kind]
        pressed = self.isDown() or (self.isChecked() and self.kind != "primary")
        fill = down if pressed else over if self.underMouse() else rest
        line = border
        return c(fill) if fill else None, c(line) if line else None, c(text), c(tint)

    def _paint_content(self, painter: QPainter, text_colour: QColor, tint: QColor) -> None:
        text = self.text().replace("&&", "&")
        font = theme().font(self._font_role())
        gap = 6 if self.small else 7
        text_width = QFontMetrics(font).horizontalAdvance(text) if text else 0
        total = text_width + (16 if self.icon_name else 0) + (gap if self.icon_name and text else 0)
        total += 14 + gap if self.trailing else 0
        room = self.width() - 2
        x = max(1.0, 1 + (room - total) / 2)
        middle = self.height() / 2
        if self.icon_name:
            paint_icon(painter, self.icon_name, tint, QRectF(round(x), round(middle - 8), 16, 16))
            x += 16 + gap
        if text:
            painter.setFont(font)
            painter.setPen(text_colour)
            rect = QRectF(x, 0, max(0.0, self.width() - x - 2), self.height())
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()) + 2)
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
            if self.kind == "link" and self.underMouse() and self.isEnabled():
                base = middle + QFontMetrics(font).ascent() / 2 + 1
                painter.drawLine(round(x), round(base), round(x + text_width), round(base))
            x += text_width + gap
        if self.trailing:
            paint_icon(painter, self.trailing, tint, QRectF(round(x), round(middle - 7), 14, 14))


class IconButton(Button):
    """A square quiet button with an icon; `name` says what it does."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None, *, small: bool = True,
                 kind: str = "quiet") -> None:  # fmt: skip
        super().__init__("", icon, kind, parent, small=small, name=name)


class LinkButton(Button):
    """A button that looks like a link and stands in a line of text."""

    def __init__(self, text: str, parent: QWidget | None = None, *, small: bool = False, tight: bool = True,
                 tone: str = "accent-text") -> None:  # fmt: skip
        self._tight, self._tone = tight, tone
        super().__init__(text, "", "link", parent, small=small)

    def _padding(self) -> int:
        return 0 if self._tight else 6

    def _font_role(self) -> str:
        return "body" if self._tone == "text3" else super()._font_role()

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor, QColor]:
        fill, border, text, tint = super()._colours()
        return fill, border, theme().color(self._tone) if self.isEnabled() else text, tint

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), theme().px(22))


class Switch(QAbstractButton):
    """An on/off switch, 30 x 18."""

    def __init__(self, name: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(on)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(30, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        token = "accent" if self.isChecked() else "control"
        painter.setBrush(theme().color(token if self.isEnabled() else "border-strong"))
        top = (self.height() - 18) / 2
        painter.drawRoundedRect(QRectF(0, top, 30, 18), 9, 9)
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(QRectF(14 if self.isChecked() else 2, top + 2, 14, 14))


class _RingStyle(QProxyStyle):
    """Puts the frame 4 px around its widget. Only the ring has this style: one in Python is slow."""

    def pixelMetric(self, metric: QStyle.PixelMetric, option: Any = None, widget: QWidget | None = None) -> int:
        if metric in (QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin):
            return 4
        return super().pixelMetric(metric, option, widget)


class FocusRing(QFocusFrame):
    """The 2 px ring, 2 px outside whichever self-painted button has the keyboard focus. One a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._style = _RingStyle("Fusion")
        self.setStyle(self._style)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, now: QWidget | None) -> None:
        if not shiboken6.isValid(self):  # the application ends without having closed its window
            return
        rings = isinstance(now, QAbstractButton) and bool(getattr(now, "outer_ring", isinstance(now, Button | Switch)))
        self.setWidget(now if rings and now is not None and now.window() is self.parentWidget() else None)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("focus"), 2))
        rect = QRect(self.rect())
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 9, 9)
