"""The header: breadcrumb, title, fact, the search field that opens the palette, the page's actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.shell import Action, Crumb
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.keys import KeyButton
from modelyard.ui.widgets.labels import FittedLabel, paint_key


class PaletteField(KeyButton):
    """Looks like a search field; opens the palette."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(self.tr("Search or run"))
        self.setAccessibleName(self.tr("Search or run a command"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)
        self.setMaximumWidth(232)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(232, theme().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme().color
        painter.setPen(QPen(c("border-strong"), 1))
        painter.setBrush(c("surface2" if not self.underMouse() else "hover"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        middle = self.height() / 2
        paint_icon(painter, "search", "text3", QRectF(10, round(middle - 7), 14, 14))
        key = self.tr("Ctrl K")
        width = QFontMetrics(theme().font("caption")).horizontalAdvance(key) + 12
        painter.setPen(c("text3"))
        painter.setFont(theme().font("body"))
        painter.drawText(
            QRectF(32, 0, self.width() - 40 - width, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        height = theme().px(18)
        paint_key(painter, QRectF(self.width() - 7 - width, middle - height / 2, width, height), key)


class Header(QWidget):
    """56 px above the page."""

    crumb_clicked = Signal(object)
    palette_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        self._crumbs = QHBoxLayout()
        self._crumbs.setSpacing(6)
        row.addLayout(self._crumbs)
        self.title = FittedLabel("", "title", parent=self)
        row.addWidget(self.title)
        self._extra = QHBoxLayout()
        self._extra.setSpacing(8)
        row.addLayout(self._extra)
        row.addSpacing(4)
        self.fact = FittedLabel("", "body", "text3", self)
        row.addWidget(self.fact, 1)
        self.field = PaletteField(self)
        self.field.clicked.connect(self.palette_asked)
        row.addWidget(self.field)
        row.addSpacing(4)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addLayout(self._actions)
        self._crumb_data: list[Crumb] = []
        self.buttons: dict[str, Button] = {}

    def set_texts(self, title: str, fact: str, crumbs: Sequence[Crumb]) -> None:
        """Show a page's title, fact and the way to it."""
        self.title.setText(title)
        self.fact.setText(fact)
        if list(crumbs) != self._crumb_data:
            self._crumb_data = list(crumbs)
            clear_layout(self._crumbs)
            for index, crumb in enumerate(crumbs):
                link = LinkButton(crumb.text, self, tone="text3")
                link.setProperty("crumb", index)
                link.clicked.connect(self._crumb)
                self._crumbs.addWidget(link)
                self._crumbs.addWidget(IconView("chev-r", "text3", self, size=14))

    def set_extra(self, widgets: Sequence[QWidget]) -> None:
        """Chips and the like between title and fact; they stay the page's."""
        while (item := self._extra.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
        for widget in widgets:
            self._extra.addWidget(widget)
            widget.show()

    def set_actions(self, actions: Sequence[Action]) -> None:
        """Show a page's buttons; buttons whose id, text and kind are as before are kept."""
        actions = [a for a in actions if a.in_header]
        wanted = [(a.id, a.text, a.icon, a.kind) for a in actions]
        present = [(k, b.text(), b.icon_name, b.kind) for k, b in self.buttons.items()]
        if wanted != present:
            clear_layout(self._actions)
            self.buttons = {}
            for action in actions:
                button = Button(action.text, action.icon, action.kind, self, name=action.hint or action.text)
                self.buttons[action.id] = button
                button.setProperty("action", action.id)
                button.clicked.connect(self._run)
                self._actions.addWidget(button)
        self._runs = {action.id: action.run for action in actions}
        for action in actions:
            self.buttons[action.id].set_reason(action.reason)

    def _run(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._runs[str(sender.property("action"))]()

    def _crumb(self) -> None:
        sender = self.sender()
        if isinstance(sender, LinkButton):
            self.crumb_clicked.emit(self._crumb_data[int(sender.property("crumb"))])
