"""The sidebar: the workspace, Home, the track with its 2 px line, Pipelines, Activity, Settings."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from modelyard.ui.icons import paint_icon
from modelyard.ui.theme import theme
from modelyard.ui.widgets.chip import badge_width, paint_badge
from modelyard.ui.widgets.keys import KeyButton

WIDE, NARROW = 208, 52


@dataclass(frozen=True)
class Entry:
    """One row: page name, icon, whether the line goes on below it, its shortcut's digit."""

    page: str
    icon: str
    rail: bool
    digit: str


ENTRIES = (
    Entry("home", "home", False, "1"),
    Entry("data", "data", True, "2"),
    Entry("experiments", "experiments", True, "3"),
    Entry("models", "models", True, "4"),
    Entry("deployments", "deployments", True, "5"),
    Entry("monitoring", "monitoring", False, "6"),
    Entry("pipelines", "pipelines", False, "7"),
    Entry("activity", "activity", False, "8"),
    Entry("settings", "settings", False, ","),
)


class NavItem(KeyButton):
    """A row of the sidebar; paints its own piece of the track."""

    def __init__(self, entry: Entry, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.count, self.badge = "", ""
        self.narrow = False
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(36, theme().px(36))

    def set_count(self, count: str, badge: str = "") -> None:
        """Show a count; badge: "" plain, "bad" alert, "accent" filled."""
        self.count, self.badge = count, badge
        self.setAccessibleDescription(count)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme().color
        on = self.isChecked()
        rect = QRectF(self.rect())
        if on:
            painter.setPen(Qt.PenStyle.NoPen if theme().dark else QPen(c("border"), 1))
            painter.setBrush(c("pressed" if theme().dark else "surface"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        elif self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c("pressed" if not theme().dark else "hover"))
            painter.setOpacity(0.6)
            painter.drawRoundedRect(rect, 6, 6)
            painter.setOpacity(1)
        middle = rect.center().y()
        paint_icon(painter, self.entry.icon, "accent-text" if on else "text3", QRectF(10, middle - 8, 16, 16))
        if self.entry.rail:
            painter.fillRect(QRectF(17, middle + 11, 2, self.height() - middle - 11), c("border-strong"))
        if self.property("railAbove"):
            painter.fillRect(QRectF(17, 0, 2, middle - 11), c("border-strong"))
        self._paint_text(painter, on, middle)

    def _paint_text(self, painter: QPainter, on: bool, middle: float) -> None:
        c = theme().color
        if self.narrow:
            if self.badge:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(c("bad" if self.badge == "bad" else "accent"))
                painter.drawEllipse(QRectF(24, middle - 11, 7, 7))
            return
        painter.setPen(c("text" if on else "text2"))
        painter.setFont(theme().font("medium"))
        painter.drawText(QRectF(38, 0, self.width() - 70, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if not self.count:
            return
        if self.badge:
            width, height = badge_width(self.count), theme().px(18)
            paint_badge(
                painter, QRectF(self.width() - 10 - width, middle - height / 2, width, height), self.count, self.badge
            )
            return
        painter.setPen(c("text3"))
        painter.setFont(theme().font("small-medium"))
        painter.drawText(QRectF(0, 0, self.width() - 10, self.height()),
                         Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.count)  # fmt: skip


class WorkspaceButton(KeyButton):
    """The mark, the workspace's name, and the menu of workspaces."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.narrow = False
        self.fact = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(56)
        self.set("Modelyard", self.tr("No workspace open"))

    def set(self, name: str, fact: str) -> None:
        """Change the two lines."""
        self.setText(name)
        self.fact = fact
        self.setAccessibleName(self.tr("Workspace {name}").format(name=name))
        self.setToolTip(f"{name}\n{fact}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, 56)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme().color
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(c("accent"))
        painter.drawRoundedRect(QRectF(6, 15, 26, 26), 6, 6)
        paint_icon(painter, "mark", "on-accent", QRectF(11, 20, 16, 16))
        if self.narrow:
            return
        room = self.width() - 42 - 26
        elide = Qt.TextElideMode.ElideRight
        for text, role, token, top, height in (
            (self.text(), "strong", "text", 13, 17),
            (self.fact, "caption", "text3", 30, 14),
        ):
            font = theme().font(role)
            painter.setFont(font)
            painter.setPen(c(token))
            shown = QFontMetrics(font).elidedText(text, elide, room)
            painter.drawText(QRectF(42, top, room, height), Qt.AlignmentFlag.AlignVCenter, shown)
        paint_icon(painter, "chev-d", "text3", QRectF(self.width() - 20, 21, 14, 14))


class Sidebar(QWidget):
    """Navigation. `go` carries a page's name; `menu` the place to open the workspace menu at."""

    go = Signal(object)
    menu = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Pages"))
        texts = {
            "home": self.tr("Home"), "data": self.tr("Data"), "experiments": self.tr("Experiments"),
            "models": self.tr("Models"), "deployments": self.tr("Deployments"), "monitoring": self.tr("Monitoring"),
            "pipelines": self.tr("Pipelines"), "activity": self.tr("Activity"), "settings": self.tr("Settings"),
        }  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 9, 8)
        column.setSpacing(0)
        self.workspace = WorkspaceButton(self)
        self.workspace.clicked.connect(self._open_menu)
        column.addWidget(self.workspace)
        column.addSpacing(4)
        self.items: dict[str, NavItem] = {}
        above = False
        for entry in ENTRIES:
            item = NavItem(entry, texts[entry.page], self)
            item.setProperty("railAbove", above)
            above = entry.rail
            item.setToolTip(f"{texts[entry.page]}  Ctrl {entry.digit}")
            item.clicked.connect(self._clicked)
            self.items[entry.page] = item
            if entry.page == "activity":
                column.addStretch(1)
            column.addWidget(item)
            if entry.page in ("home", "monitoring"):
                column.addSpacing(10)
        self.narrow = False
        self.setFixedWidth(WIDE)

    def text(self, page: str) -> str:
        """A page's name as shown."""
        return self.items[page].text()

    def set_current(self, page: str) -> None:
        """Mark the page in front."""
        for name, item in self.items.items():
            item.setChecked(name == page)

    def set_count(self, page: str, count: int | None, badge: str = "") -> None:
        """Show a count beside a page; None hides it."""
        self.items[page].set_count("" if count is None else f"{count:,}", badge)

    def set_narrow(self, narrow: bool) -> None:
        """Collapse to icons, or show the words."""
        if narrow == self.narrow:
            return
        self.narrow = narrow
        self.workspace.narrow = narrow
        for item in self.items.values():
            item.narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.update()

    @Slot()
    def _open_menu(self) -> None:
        self.menu.emit(self.workspace.mapToGlobal(QPoint(6, self.workspace.height() - 6)))

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, NavItem):
            self.set_current(sender.entry.page)
            self.go.emit(sender.entry.page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        items = list(self.items.values())
        focused = next((i for i, item in enumerate(items) if item.hasFocus()), -1)
        if step and focused >= 0:
            items[min(len(items) - 1, max(0, focused + step))].setFocus(Qt.FocusReason.TabFocusReason)
            return
        if focused >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            items[focused].click()
            return
        super().keyPressEvent(event)
