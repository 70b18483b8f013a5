"""The command palette: type to find commands and things; > for commands only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from modelyard.ui.icons import paint_icon
from modelyard.ui.shell import Command
from modelyard.ui.theme import theme
from modelyard.ui.widgets.dialog import Scrim
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import KeyCap, Label, paint_key

SECTIONS = ("commands", "go", "recent")
ROW, HEAD, MAX_HEIGHT = 38, 32, 430
LIMIT = 8


@dataclass(frozen=True)
class Match:
    """A command that matches, how well, and the matched spans of its text."""

    command: Command
    rank: tuple[int, int, int]
    spans: tuple[tuple[int, int], ...]


def match(command: Command, text: str, order: int = 0) -> Match | None:
    """How a command answers a search: every word must start a word of its text, or occur in text or fact."""
    words = text.lower().split()
    label, everything = command.text.lower(), f"{command.text} {command.fact}".lower()
    spans: list[tuple[int, int]] = []
    worst = 0
    for word in words:
        starts = [m.start() for m in re.finditer(rf"(?<![a-z0-9]){re.escape(word)}", label)]
        if starts:
            worst = max(worst, 0 if starts[0] == 0 else 1)
            spans += [(s, len(word)) for s in starts]
        elif word in label:
            worst = max(worst, 2)
            spans.append((label.index(word), len(word)))
        elif word in everything:
            worst = max(worst, 3)
        else:
            return None
    return Match(command, (worst, len(label) if words else 0, order), tuple(sorted(spans)))


class _Model(QAbstractListModel):
    """Section heads and matches in one list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[str | Match] = []

    def set_rows(self, rows: list[str | Match]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row if isinstance(row, str) else f"{row.command.text} {row.command.fact}".strip()
        return row if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if isinstance(self.rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        head = isinstance(index.data(Qt.ItemDataRole.UserRole), str)
        return QSize(100, theme().px(HEAD if head else ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        rect = QRect(option.rect)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, str):
            painter.setFont(theme().font("small-strong"))
            painter.setPen(theme().color("text3"))
            painter.drawText(rect.adjusted(20, 8, 0, 0), Qt.AlignmentFlag.AlignVCenter, row)
        elif isinstance(row, Match):
            self._paint_match(painter, rect, row, bool(state & QStyle.StateFlag.State_Selected))
        painter.restore()

    def _paint_match(self, painter: QPainter, rect: QRect, row: Match, selected: bool) -> None:
        c = theme().color
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c("accent-soft"))
            painter.drawRoundedRect(QRectF(rect.adjusted(8, 0, -8, 0)), 6, 6)
        middle = rect.center().y() + 0.5
        icon_rect = QRectF(rect.x() + 20, middle - 8, 16, 16)
        paint_icon(painter, row.command.icon, "accent-text" if selected else "text3", icon_rect)
        x = float(rect.x() + 48)
        for text, bold in _pieces(row.command.text, row.spans):
            font = theme().font("body", 600 if bold else 400)
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(c("text"))
            painter.drawText(QRectF(x, rect.y(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
            x += width
        right = self._paint_keys(painter, rect, row.command.shortcut)
        if row.command.fact:
            font = theme().font("small")
            room = max(0, int(right - x - 24))
            shown = QFontMetrics(font).elidedText(row.command.fact, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(c("text3"))
            painter.drawText(QRectF(x + 12, rect.y(), room, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_keys(self, painter: QPainter, rect: QRect, shortcut: str) -> float:
        x = float(rect.right() - 20)
        for key in reversed(shortcut.split()):
            width = QFontMetrics(theme().font("caption")).horizontalAdvance(key) + 12
            x -= width
            paint_key(painter, QRectF(x, rect.center().y() - 8.5, width, 18), key)
            x -= 4
        return x


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    bold = [False] * len(text)
    for start, length in spans:
        for i in range(start, min(len(text), start + length)):
            bold[i] = True
    pieces: list[tuple[str, bool]] = []
    for char, mark in zip(text, bold, strict=True):
        if pieces and pieces[-1][1] == mark:
            pieces[-1] = (pieces[-1][0] + char, mark)
        else:
            pieces.append((char, mark))
    return pieces


class Palette(QFrame):
    """Shown over the window; `closed` fires when it goes."""

    closed = Signal()

    def __init__(self, commands: Sequence[Command], *, commands_only: bool = False) -> None:
        super().__init__()
        self.setObjectName("dialog")
        self.setAccessibleName(self.tr("Search or run"))
        self.setFixedWidth(640)
        self._commands = list(commands)
        self._titles = {"commands": self.tr("Commands"), "go": self.tr("Go to"), "recent": self.tr("Recent")}
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        self.list = QListView(self)
        self.model = _Model(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Results"))
        self.list.clicked.connect(self._chosen)
        self.list.entered.connect(self.list.setCurrentIndex)
        column.addWidget(self.list)
        self.nothing = Label("", "body", "text3", self)
        self.nothing.setContentsMargins(20, 12, 20, 16)
        self.nothing.hide()
        column.addWidget(self.nothing)
        column.addSpacing(8)
        column.addWidget(self._build_foot())
        self.scrim: Scrim | None = None
        self.field.setText(">" if commands_only else "")
        self._search(self.field.text())

    def _build_head(self) -> QFrame:
        head = QFrame(self)
        head.setObjectName("dialogHead")
        head.setFixedHeight(52)
        row = QHBoxLayout(head)
        row.setContentsMargins(19, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(IconView("search", "text3", head))
        self.field = QLineEdit(head)
        self.field.setProperty("bare", True)
        self.field.setFont(theme().font("lead"))
        self.field.setPlaceholderText(self.tr("Type a command or a name"))
        self.field.setAccessibleName(self.tr("Search or run"))
        self.field.textChanged.connect(self._search)
        row.addWidget(self.field, 1)
        row.addWidget(KeyCap(self.tr("Esc"), head))
        return head

    def _build_foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("dialogFoot")
        foot.setFixedHeight(36)
        row = QHBoxLayout(foot)
        row.setContentsMargins(19, 0, 19, 0)
        row.setSpacing(6)
        for keys, text in ((("↑", "↓"), self.tr("choose")), ((self.tr("Enter"),), self.tr("open"))):
            for key in keys:
                row.addWidget(KeyCap(key, foot))
            row.addWidget(Label(text, "small", "text3", foot))
            row.addSpacing(8)
        row.addStretch(1)
        row.addWidget(Label(self.tr("Type > for commands only"), "small", "text3", foot))
        return foot

    def open_in(self, window: QWidget) -> None:
        """Show over a window."""
        self.scrim = Scrim(window, self, top=104)
        self.installEventFilter(self.scrim)
        self.field.setFocus()

    def add_commands(self, commands: Sequence[Command]) -> None:
        """Offer more; what is typed is searched again."""
        self._commands += commands
        self._search(self.field.text())

    # --- searching ----------------------------------------------------------------------------------------------
    def matches(self) -> list[Match]:
        """What is listed now, in order."""
        return [r for r in self.model.rows if isinstance(r, Match)]

    @Slot(str)
    def _search(self, text: str) -> None:
        only = text.startswith(">")
        text = text.lstrip("> ").strip()
        rows: list[str | Match] = []
        for section in SECTIONS:
            if only and section != "commands":
                continue
            found = [m for i, c in enumerate(self._commands) if c.section == section and (m := match(c, text, i))]
            found.sort(key=lambda m: m.rank)
            if found:
                rows.append(self._titles[section])
                rows += found[: LIMIT if text or section != "commands" or only else 6]
        self.model.set_rows(rows)
        self.nothing.setText(self.tr("Nothing is called “{text}”.").format(text=text))
        self.nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        height = sum(HEAD if isinstance(r, str) else ROW for r in rows)
        self.list.setFixedHeight(min(MAX_HEIGHT, theme().px(height)))
        self._select(1)
        if self.scrim is not None:
            self.scrim.place()

    def _select(self, row: int) -> None:
        if 0 <= row < len(self.model.rows):
            index = self.model.index(row, 0)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _step(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        while 0 <= row < len(self.model.rows) and isinstance(self.model.rows[row], str):
            row += by
        self._select(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._chosen(self.list.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _chosen(self, index: QModelIndex) -> None:
        row = index.data(Qt.ItemDataRole.UserRole) if index.isValid() else None
        if isinstance(row, Match):
            self.dismiss()
            row.command.run()

    def clicked_outside(self) -> None:
        """Close on a click beside it."""
        self.dismiss()

    @Slot()
    def dismiss(self) -> None:
        """Close."""
        scrim, self.scrim = self.scrim, None
        self.closed.emit()
        if scrim is not None:
            scrim.close_overlay()
