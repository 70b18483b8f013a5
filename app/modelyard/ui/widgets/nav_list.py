"""A short list to choose a section or a thing from: 34 px rows, perhaps with an icon and a second line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import paint_dot
from modelyard.ui.widgets.keys import KeyButton


@dataclass(frozen=True)
class NavRow:
    """A row: key, text; with `fact` a second line (50 px), `aside` at the right, an icon or a state dot."""

    key: str
    text: str
    fact: str = ""
    icon: str = ""
    dot: str = ""
    aside: str = ""


class _Item(KeyButton):
    def __init__(self, row: NavRow, flush: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.row, self.flush = row, flush
        self.setCheckable(True)
        self.setText(row.text)
        self.setAccessibleName(row.text)
        self.setAccessibleDescription(f"{row.fact} {row.aside}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(row.text if len(row.text) > 24 else "")

    def sizeHint(self) -> QSize:
        return QSize(80, theme().px(50 if self.row.fact else 34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, row, on = theme().color, self.row, self.isChecked()
        if on or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c("accent-soft" if on else "hover"))
            radius = 0 if self.flush else 6
            painter.drawRoundedRect(QRectF(self.rect()), radius, radius)
        x, middle = 12.0 if not row.icon else 10.0, self.height() / 2
        x = 12.0 if self.flush else x
        if row.icon:
            paint_icon(painter, row.icon, "accent-text" if on else "text3", QRectF(x, middle - 8, 16, 16))
            x += 26
        elif row.dot:
            paint_dot(painter, QRectF(x, middle - 4, 8, 8), row.dot)
            x += 18
        right, line = self.width() - 12.0, theme().px(17)
        if row.aside:
            font = theme().font("small")
            width = QFontMetrics(font).horizontalAdvance(row.aside)
            painter.setFont(font)
            painter.setPen(c("text3"))
            top = middle - line if row.fact else 0
            height = line if row.fact else self.height()
            painter.drawText(QRectF(right - width, top, width + 1, height), Qt.AlignmentFlag.AlignVCenter, row.aside)
            right -= width + 6
        plain = not row.fact and not row.icon
        tone = "accent-text" if on and plain else "text2" if plain else "text"
        top, tall = (middle - line, line) if row.fact else (0.0, self.height())
        self._line(painter, row.text, "medium", tone, QRectF(x, top, right - x, tall))
        if row.fact:
            self._line(
                painter, row.fact, "small", "text3", QRectF(x, middle + 1, self.width() - 12 - x, theme().px(15))
            )

    def _line(self, painter: QPainter, text: str, role: str, token: str, rect: QRectF) -> None:
        font = theme().font(role)
        painter.setFont(font)
        painter.setPen(theme().color(token))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)


class NavList(QScrollArea):
    """Rows of which one is chosen; arrows move, `chosen` carries the key. `flush` rows reach the panel's edges."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, flush: bool = False) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._flush = flush
        inner = self._inner = QWidget(self)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._items: list[_Item] = []

    def add(self, key: str, text: str, **more: str) -> None:
        """Add a row at the end."""
        self._append(NavRow(key, text, **more))

    def _append(self, row: NavRow) -> None:
        item = _Item(row, self._flush, self._inner)
        item.clicked.connect(self._clicked)
        self._items.append(item)
        self._column.insertWidget(len(self._items) - 1, item)

    def set_rows(self, rows: list[NavRow]) -> None:
        """Replace all rows; the chosen key stays chosen where it still exists."""
        if rows == [i.row for i in self._items]:
            return
        key = self.key()
        self._items = []
        clear_layout(self._column)
        self._column.addStretch(1)
        for row in rows:
            self._append(row)
        self.set_key(key)

    def rows(self) -> list[NavRow]:
        """The rows shown."""
        return [i.row for i in self._items]

    def key(self) -> str:
        """The chosen key, or "" for none."""
        return next((i.row.key for i in self._items if i.isChecked()), "")

    def set_key(self, key: str) -> None:
        """Choose without `chosen`."""
        for item in self._items:
            item.setChecked(item.row.key == key)

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Item):
            self.set_key(sender.row.key)
            self.chosen.emit(sender.row.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        at = next((i for i, item in enumerate(self._items) if item.hasFocus()), -1)
        if step and at >= 0:
            item = self._items[min(len(self._items) - 1, max(0, at + step))]
            item.setFocus(Qt.FocusReason.TabFocusReason)
            item.click()
            self.ensureWidgetVisible(item)
            return
        super().keyPressEvent(event)
