"""The track: the five stages of a model's life with a figure each, joined by the 2 px line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.card import Card, clear_layout
from modelyard.ui.widgets.keys import KeyButton

if TYPE_CHECKING:
    from modelyard.services.home import StageCount

RINGS = {
    "idle": ("border-strong", "text2"),
    "active": ("accent", "accent-text"),
    "warn": ("warn", "warn-text"),
    "bad": ("bad", "bad-text"),
}


class StageButton(KeyButton):
    """A stage on the strip: circle, name, figure, fact; the line runs on to the next."""

    def __init__(self, stage: StageCount, name: str, first: bool, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.stage, self.first, self.last = stage, first, last
        self.setText(name)
        self.setAccessibleName(f"{name}: {stage.figure}, {stage.fact}".rstrip(", "))
        self.setToolTip(stage.fact)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, 86)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme().color
        ring, tint = RINGS.get(self.stage.state, RINGS["idle"])
        font = theme().font("medium")
        name_end = 14 + 36 + QFontMetrics(font).horizontalAdvance(self.text())
        if not self.last:
            painter.fillRect(QRectF(name_end + 10, 26, self.width() - name_end - 10, 2), c("border-strong"))
        if not self.first:
            painter.fillRect(QRectF(0, 26, 14, 2), c("border-strong"))
        painter.setPen(QPen(c(ring), 1.5))
        painter.setBrush(c("surface"))
        painter.drawEllipse(QRectF(13.75, 13.75, 26.5, 26.5))
        paint_icon(painter, self.stage.page, tint, QRectF(19, 19, 16, 16))
        painter.setFont(font)
        painter.setPen(c("text" if self.underMouse() else "text2"))
        painter.drawText(QRectF(49, 13, self.width(), 28), Qt.AlignmentFlag.AlignVCenter, self.text())
        figure = theme().font("panel")
        painter.setFont(figure)
        painter.setPen(c("text"))
        width = QFontMetrics(figure).horizontalAdvance(self.stage.figure)
        painter.drawText(QRectF(13, 48, width + 2, 22), Qt.AlignmentFlag.AlignVCenter, self.stage.figure)
        small = theme().font("small")
        room = self.width() - 14 - width - 8 - 8
        painter.setFont(small)
        painter.setPen(c("text3"))
        shown = QFontMetrics(small).elidedText(self.stage.fact, Qt.TextElideMode.ElideRight, max(0, room))
        painter.drawText(QRectF(13 + width + 8, 49, room, 22), Qt.AlignmentFlag.AlignVCenter, shown)


class Track(Card):
    """The five stages in one card, each a button."""

    go = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setFixedHeight(88)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self.body.addLayout(self._row)
        self._shown: Sequence[StageCount] = ()

    def set_stages(self, stages: Sequence[StageCount], names: dict[str, str]) -> None:
        """Replace what is shown."""
        if list(stages) == list(self._shown):
            return
        self._shown = list(stages)
        clear_layout(self._row)
        for index, stage in enumerate(stages):
            button = StageButton(stage, names[stage.page], index == 0, index == len(stages) - 1, self)
            button.clicked.connect(self._clicked)
            self._row.addWidget(button, 1)

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, StageButton):
            self.go.emit(sender.stage.page)
