"""A short list to choose a section or a thing from: 34 px rows, perhaps with an icon and a second line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import paint_dot
from modelyard.ui.widgets.row_column import RowButton, RowColumn


@dataclass(frozen=True)
class NavRow:
    """A row: key, text; with `fact` a second line (50 px), `aside` at the right, an icon or a state dot."""

    key: str
    text: str
    fact: str = ""
    icon: str = ""
    dot: str = ""
    aside: str = ""


class _Item(RowButton):
    def __init__(self, row: NavRow, flush: bool) -> None:
        super().__init__(row)
        self.flush = flush
        self.setText(row.text)
        self.setAccessibleName(row.text)
        self.setAccessibleDescription(f"{row.fact} {row.aside}".strip())
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
        self.paint_line(painter, row.text, "medium", tone, QRectF(x, top, right - x, tall))
        if row.fact:
            self.paint_line(
                painter, row.fact, "small", "text3", QRectF(x, middle + 1, self.width() - 12 - x, theme().px(15))
            )


class NavList(QScrollArea):
    """Rows of which one is chosen; arrows move, `chosen` carries the key. `flush` rows reach the panel's edges."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None, *, flush: bool = False,
                 spacing: int = 0) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = RowColumn(lambda row, place, count: _Item(row, flush), spacing=spacing)
        self._column.chosen.connect(self.chosen)
        self._column.reached.connect(self.ensureWidgetVisible)
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._column)
        column.addStretch(1)
        self.setWidget(inner)

    @property
    def items(self) -> list[RowButton]:
        """The rows' buttons."""
        return self._column.items

    def add(self, key: str, text: str, **more: str) -> None:
        """Add a row at the end."""
        self.set_rows([*self.rows(), NavRow(key, text, **more)])

    def set_rows(self, rows: list[NavRow]) -> None:
        """Replace all rows; the chosen key stays chosen where it still exists."""
        self._column.set_rows(rows)

    def rows(self) -> list[NavRow]:
        """The rows shown."""
        return self._column.rows()

    def key(self) -> str:
        """The chosen key, or "" for none."""
        return self._column.key()

    def set_key(self, key: str) -> None:
        """Choose without `chosen`."""
        self._column.set_key(key)
