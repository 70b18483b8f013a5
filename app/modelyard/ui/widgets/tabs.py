"""Tabs: text with a 2 px underline and an optional count; and tabs with their pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from modelyard.ui.theme import theme
from modelyard.ui.widgets.keys import KeyButton


@dataclass
class _Entry:
    key: str
    button: _Tab


class _Tab(KeyButton):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.count = ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_count(self, count: str) -> None:
        self.count = count
        self.updateGeometry()
        self.update()

    def _text_width(self) -> int:
        return QFontMetrics(theme().font("medium")).horizontalAdvance(self.text())

    def _count_width(self) -> int:
        return QFontMetrics(theme().font("caption")).horizontalAdvance(self.count) + 12 if self.count else 0

    def sizeHint(self) -> QSize:
        extra = self._count_width() + 7 if self.count else 0
        return QSize(self._text_width() + extra + 1, theme().px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(theme().color("text" if on or self.underMouse() else "text3"))
        painter.setFont(theme().font("medium"))
        painter.drawText(QRectF(0, 0, self.width(), self.height() - 1), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.count:
            rect = QRectF(self._text_width() + 7, (self.height() - 17) / 2, self._count_width(), 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("neutral-soft"))
            painter.drawRoundedRect(rect, 8, 8)
            painter.setPen(theme().color("text3"))
            painter.setFont(theme().font("caption"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.count)
        if on:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), theme().color("accent"))


class TabBar(QFrame):
    """A row of tabs on a surface bar, 38 px high; `chosen` carries the key."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, margin: int = 20) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._entries: list[_Entry] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(margin, 0, margin, 0)
        self._row.setSpacing(20)
        self._row.addStretch(1)
        self.setFixedHeight(theme().px(38))

    def add(self, key: str, text: str) -> None:
        """Add a tab at the end; the first one is chosen."""
        tab = _Tab(text, self)
        tab.clicked.connect(self._clicked)
        self._entries.append(_Entry(key, tab))
        self._row.insertWidget(len(self._entries) - 1, tab)
        if len(self._entries) == 1:
            tab.setChecked(True)

    def set_count(self, key: str, count: str) -> None:
        """Show a count beside a tab's text; empty hides it."""
        self._find(key).button.set_count(count)

    def set_visible(self, key: str, visible: bool) -> None:
        """Show or hide a tab; choose another before hiding the chosen one."""
        self._find(key).button.setVisible(visible)

    def key(self) -> str:
        """The chosen tab."""
        return next((e.key for e in self._entries if e.button.isChecked()), "")

    def set_key(self, key: str) -> None:
        """Choose a tab and say so."""
        self._find(key).button.setChecked(True)
        self.chosen.emit(key)

    def _find(self, key: str) -> _Entry:
        return next(e for e in self._entries if e.key == key)

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.key())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        keys = [e.key for e in self._entries if not e.button.isHidden()]
        if step and keys:
            index = min(len(keys) - 1, max(0, keys.index(self.key()) + step))
            self._find(keys[index]).button.setFocus(Qt.FocusReason.TabFocusReason)
            self.set_key(keys[index])
            return
        super().keyPressEvent(event)


class Tabs(QWidget):
    """A tab bar with its pages below; a page is any widget."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, margin: int = 20) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = TabBar(self, margin=margin)
        self.stack = QStackedWidget(self)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self._pages: dict[str, QWidget] = {}
        self._later: dict[str, Callable[[], QWidget]] = {}
        self.bar.chosen.connect(self._show)

    def add(self, key: str, text: str, widget: QWidget) -> None:
        """Add a tab with its page."""
        self._put(key, widget)
        self.bar.add(key, text)

    def add_later(self, key: str, text: str, make: Callable[[], QWidget]) -> None:
        """Add a tab behind the first one whose page is made when it is first needed."""
        self._later[key] = make
        self.bar.add(key, text)

    def widget(self, key: str) -> QWidget:
        """A tab's page."""
        if key in self._later:
            self._put(key, self._later.pop(key)())
        return self._pages[key]

    def _put(self, key: str, widget: QWidget) -> None:
        self._pages[key] = widget
        self.stack.addWidget(widget)

    def key(self) -> str:
        """The tab in front."""
        return self.bar.key()

    def set_key(self, key: str) -> None:
        """Bring a tab to the front."""
        if key in self._pages or key in self._later:
            self.bar.set_key(key)

    @Slot(object)
    def _show(self, key: object) -> None:
        self.stack.setCurrentWidget(self.widget(str(key)))
        self.changed.emit(key)
