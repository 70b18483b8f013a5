"""Toasts: 360 px, bottom right, at most 4, 6 s; errors stay; hovering pauses. What they say stays in Activity."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QEnterEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.ui.shell import ToastAction
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton, LinkButton
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import Label

WIDTH, SHOWN_MS, MOST = 360, 6000, 4

# kind -> strip, icon colour, icon
KINDS: dict[str, tuple[str, str, str]] = {
    "ok": ("ok", "ok", "ok"),
    "bad": ("bad", "bad", "error"),
    "warn": ("warn", "warn", "warn"),
    "plain": ("text3", "text3", "info"),
}


class Toast(QWidget):
    """One message; `closed` fires once when it goes."""

    closed = Signal(object)

    def __init__(self, title: str, text: str, kind: str, actions: Sequence[ToastAction], parent: QWidget,
                 *, icon: str = "") -> None:  # fmt: skip
        super().__init__(parent)
        strip, tone, default = KINDS[kind]
        self.kind, self._strip = kind, strip
        self.setFixedWidth(WIDTH)
        self._actions = list(actions)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 11, 8, 9)
        row.setSpacing(10)
        row.addWidget(IconView(icon or default, tone, self), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(3)
        self.title = Label(title, "medium", parent=self, wrap=True)
        self.text = Label(text, "small", "text2", self, wrap=True)
        self.text.setVisible(bool(text))
        column.addWidget(self.title)
        column.addWidget(self.text)
        if self._actions:
            column.addLayout(self._build_links())
        row.addLayout(column, 1)
        close = IconButton("x", self.tr("Close"), self)
        close.setFixedSize(24, 18)
        close.clicked.connect(self.close_toast)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{title}. {text}")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close_toast)
        if kind != "bad":
            self._timer.start(SHOWN_MS)

    def _build_links(self) -> QHBoxLayout:
        links = QHBoxLayout()
        links.setSpacing(12)
        for index, action in enumerate(self._actions):
            link = LinkButton(action.text, self)
            link.setProperty("index", index)
            link.clicked.connect(self._run)
            links.addWidget(link)
        links.addStretch(1)
        return links

    @Slot()
    def _run(self) -> None:
        sender = self.sender()
        index = int(sender.property("index")) if sender is not None else 0
        self.close_toast()
        self._actions[index].run()

    @Slot()
    def close_toast(self) -> None:
        """Go away."""
        self._timer.stop()
        self.closed.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.kind != "bad":
            self._timer.start(SHOWN_MS)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(outline, 8, 8)
        painter.fillPath(path, theme().color("surface"))
        painter.setClipPath(path)
        painter.fillRect(QRectF(0, 0, 4, self.height()), theme().color(self._strip))
        painter.setClipping(False)
        painter.setPen(QPen(theme().color("border-strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)


class Toasts(QObject):
    """Stacks the toasts of a window, newest at the bottom."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.items: list[Toast] = []
        self.bottom_margin = 62
        window.installEventFilter(self)

    def show(self, title: str, text: str = "", kind: str = "ok", actions: Sequence[ToastAction] = (), *,
             icon: str = "") -> Toast:  # fmt: skip
        """Show one; the oldest that is not an error makes room when there are more than four."""
        toast = Toast(title, text, kind, actions, self._window, icon=icon)
        toast.closed.connect(self._closed)
        self.items.append(toast)
        while len(self.items) > MOST:
            old = next((t for t in self.items if t.kind != "bad"), self.items[0])
            self._closed(old)
        self.place()
        toast.show()
        self.place()  # wrapped texts know their height only once shown
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))
        return toast

    def clear(self) -> None:
        """Close all."""
        for toast in list(self.items):
            self._closed(toast)

    @Slot(object)
    def _closed(self, toast: Toast) -> None:
        if toast in self.items:
            self.items.remove(toast)
            toast.hide()
            toast.deleteLater()
            self.place()

    def place(self) -> None:
        """Stack them above the status bar, and above a selection bar where there is one."""
        size = self._window.size()
        bars = [b for b in self._window.findChildren(QFrame, "selectionBar") if b.isVisible()]
        bottom = size.height() - self.bottom_margin - max((b.height() for b in bars), default=0)
        for toast in reversed(self.items):
            toast.adjustSize()
            height = toast.heightForWidth(WIDTH) if toast.hasHeightForWidth() else toast.sizeHint().height()
            toast.resize(QSize(WIDTH, max(height, toast.minimumSizeHint().height())))
            bottom -= toast.height()
            toast.move(size.width() - WIDTH - 34, bottom)
            toast.raise_()
            bottom -= 10

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize and self.items:
            self.place()
        return False
