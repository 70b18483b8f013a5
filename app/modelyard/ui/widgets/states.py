"""What a page or panel shows instead of content: empty, loading (after 200 ms), error."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.icon_view import IconCircle
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar

RINGS = {"neutral": ("text3", "border-strong"), "warn": ("warn-text", "warn"), "bad": ("bad-text", "bad")}


class EmptyState(QWidget):
    """An icon in a circle, a title, one sentence, and usually one button."""

    def __init__(
        self, icon: str, title: str, text: str, parent: QWidget | None = None, *, kind: str = "neutral"
    ) -> None:
        super().__init__(parent)
        token, ring = RINGS[kind]
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 16, 28, 16)
        column.setSpacing(6)
        column.addStretch(1)
        self.circle = IconCircle(icon, token, ring, self, fill="")
        column.addWidget(self.circle, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        self.title = Label(title, "panel", parent=self, wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = Label(text, "body", "text2", self, wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setMaximumWidth(theme().px(340))
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column.addWidget(self.title)
        centred = QHBoxLayout()
        centred.addStretch(0)
        centred.addWidget(self.text, 1)
        centred.addStretch(0)
        column.addLayout(centred)
        column.addSpacing(8)
        self.button_row = QHBoxLayout()
        self.button_row.setSpacing(8)
        holder = QHBoxLayout()
        holder.addStretch(1)
        holder.addLayout(self.button_row)
        holder.addStretch(1)
        column.addLayout(holder)
        column.addStretch(1)

    def add_button(self, text: str, icon: str = "", kind: str = "primary") -> Button:
        """Add a button; connect its `clicked`."""
        button = Button(text, icon, kind, self)
        self.button_row.addWidget(button)
        return button


class ErrorState(EmptyState):
    """What failed, why, a repair, and Copy details."""

    retry = Signal()

    def __init__(self, title: str, error: AppError, parent: QWidget | None = None) -> None:
        super().__init__("error", title, f"{error.message} {error.hint}".strip(), parent, kind="bad")
        self._error = error
        again = self.add_button(self.tr("Try again"), "refresh", "secondary")
        again.clicked.connect(self.retry)
        copy = self.add_button(self.tr("Copy details"), "copy", "quiet")
        copy.clicked.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        parts = [self._error.message, self._error.hint, self._error.details]
        QGuiApplication.clipboard().setText("\n\n".join(p for p in parts if p))


class SkeletonRows(QWidget):
    """Grey blocks where rows will be."""

    _WIDTHS = ((30, 120, 64, 52, 40), (30, 103, 64, 52, 40), (30, 86, 64, 52, 40), (30, 119, 64, 52, 40))

    def __init__(self, parent: QWidget | None = None, *, row_height: int = 31) -> None:
        super().__init__(parent)
        self.row_height = row_height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in range(self.height() // self.row_height):
            top = row * self.row_height
            painter.fillRect(QRectF(0, top + self.row_height - 1, self.width(), 1), theme().color("border"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("track"))
            widths = self._WIDTHS[row % len(self._WIDTHS)]
            scale = max(1.0, (self.width() - 28) / 440)
            x = 14.0
            for index, width in enumerate(widths):
                height = 14 if index == 2 else 10
                painter.drawRoundedRect(
                    QRectF(x, top + (self.row_height - height) / 2, width * min(scale, 2), height), 4, 4
                )
                x += (width + 20) * scale


class LoadingState(QWidget):
    """Grey blocks in the layout to come, what is being read, and Cancel where it can be cancelled."""

    cancelled = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None, *, cancellable: bool = False) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SkeletonRows(self), 1)
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(14, 4, 14, 4)
        row.setSpacing(8)
        self.bar = ProgressBar(None, foot, height=4)
        self.bar.setMaximumWidth(150)
        self.label = Label(text, "small", "text3", foot)
        row.addWidget(self.bar)
        row.addWidget(self.label)
        row.addStretch(1)
        self.cancel = Button(self.tr("Cancel"), "", "quiet", foot, small=True)
        self.cancel.setVisible(cancellable)
        self.cancel.clicked.connect(self.cancelled)
        row.addWidget(self.cancel)
        column.addWidget(foot)


class StateStack(QStackedWidget):
    """Switches a panel between loading, empty, error and its full content. Old states are disposed of."""

    retry = Signal()

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.addWidget(content)
        self._other: QWidget | None = None
        self._text = ""
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(200)
        self._delay.timeout.connect(self._show_loading)

    @property
    def state(self) -> str:
        """Which is in front: "full", "empty", "loading" or "error"."""
        if self.currentWidget() is self.content:
            return "full"
        return {LoadingState: "loading", ErrorState: "error"}.get(type(self.currentWidget()), "empty")

    def _put(self, widget: QWidget) -> None:
        self._delay.stop()
        self._drop()
        self._other = widget
        self.addWidget(widget)
        self.setCurrentWidget(widget)

    def _drop(self) -> None:
        if self._other is not None:
            self.removeWidget(self._other)
            self._other.setParent(None)
            self._other.deleteLater()
            self._other = None

    def show_full(self) -> None:
        """Show the content."""
        self._delay.stop()
        self.setCurrentWidget(self.content)
        self._drop()

    def show_empty(self, state: EmptyState) -> None:
        """Show an empty state."""
        self._put(state)

    def show_error(self, title: str, error: AppError) -> None:
        """Show why the content could not be read; `retry` fires on Try again."""
        state = ErrorState(title, error, self)
        state.retry.connect(self.retry)
        self._put(state)

    def show_loading(self, text: str = "") -> None:
        """Show grey blocks, but only if nothing else came within 200 ms; content already shown stays."""
        self._text = text
        if not self._delay.isActive() and self.state != "loading":
            self._delay.start()

    @Slot()
    def _show_loading(self) -> None:
        self._put(LoadingState(self._text, self))
