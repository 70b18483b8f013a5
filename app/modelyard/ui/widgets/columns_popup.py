"""The column chooser: which columns are shown, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.search_field import SearchField

WIDTH, HEIGHT = 280, 420
FLAGS = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
    | Qt.ItemFlag.ItemIsDragEnabled
)  # fmt: skip


class ColumnsPopup(QFrame):
    """`changed` carries (keys in their order, hidden keys). Drag a line, or press Alt and an arrow, to move it.

    `usual` is what the link says that brings back what is stored. For other things than columns, `name` and `hint` say
    what is listed; of more than `most` ticks the last are taken back.
    """

    changed = Signal(object, object)

    def __init__(self, parent: QWidget, usual: str = "", *, name: str = "", hint: str = "",
                 most: int | None = None) -> None:  # fmt: skip
        super().__init__(parent.window())
        self._most = most
        self.setObjectName("dialog")
        self.setAccessibleName(name or self.tr("Columns"))
        self.setFixedWidth(theme().px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        self.search = SearchField(hint or self.tr("Find a column"), self, small=True)
        self.search.filtered.connect(self._narrow)
        column.addWidget(self.search)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.accessibleName())
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.itemChanged.connect(self._tell)
        self.list.model().rowsMoved.connect(self._tell)
        self.list.installEventFilter(self)
        column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        self.count = FittedLabel("", "small", "text3", self)
        every = LinkButton(self.tr("Show all"), self, small=True)
        every.clicked.connect(self._show_all)
        every.setVisible(most is None)
        reset = LinkButton(usual or self.tr("As stored"), self, small=True)
        reset.clicked.connect(self._reset)
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(every)
        foot.addWidget(reset)
        column.addLayout(foot)
        self._stored: list[str] = []
        self._usually_hidden: list[str] = []
        self._titles: Mapping[str, str] = {}
        self._below: QWidget = parent
        self._filling = False
        self.hide()

    def popup(self, stored: Sequence[str], order: Sequence[str], hidden: Collection[str], below: QWidget, *,
              titles: Mapping[str, str] | None = None, usually_hidden: Sequence[str] = ()) -> None:  # fmt: skip
        """Show under a widget, for columns that are `stored` in one order and shown in another.

        A column's title is its key unless `titles` has another; `usually_hidden` are not shown unless chosen.
        """
        self._stored, self._usually_hidden = list(stored), list(usually_hidden)
        self._titles = titles or {}
        self.search.clear()
        self._fill(order, hidden)
        height = min(theme().px(HEIGHT), 110 + theme().px(24) * max(1, len(order)))
        self.setFixedHeight(height)
        window = below.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        place = below.mapTo(window, QPoint(below.width() - self.width(), below.height() + 4))
        self.setFixedHeight(min(height, window.height() - place.y() - 12))
        self.move(max(8, place.x()), place.y())
        self._below = below
        self.show()
        self.raise_()
        self.search.setFocus()

    def _fill(self, order: Sequence[str], hidden: Collection[str]) -> None:
        self._filling = True
        self.list.clear()
        for name in order:
            item = QListWidgetItem(self._titles.get(name, name), self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(FLAGS)
            item.setToolTip(item.text())
            item.setCheckState(Qt.CheckState.Unchecked if name in hidden else Qt.CheckState.Checked)
        self._filling = False
        self._say()

    def order(self) -> list[str]:
        """The keys in the order shown."""
        return [_key(self.list.item(i)) for i in range(self.list.count())]

    def hidden(self) -> list[str]:
        """The keys without a tick."""
        items = [self.list.item(i) for i in range(self.list.count())]
        return [_key(i) for i in items if i.checkState() is Qt.CheckState.Unchecked]

    def _say(self) -> None:
        shown = self.list.count() - len(self.hidden())
        text = self.tr("{n} of {all} shown")
        if self._most is not None and shown >= self._most < self.list.count():
            text = self.tr("{n} of {all}, as many as fit")
        self.count.setText(text.format(n=f"{shown:,}", all=f"{self.list.count():,}"))

    @Slot()
    def _tell(self) -> None:
        if self._filling:
            return
        if len(self.hidden()) == self.list.count() and self.list.currentItem() is not None:
            self._filling = True  # a table without columns shows nothing to come back from
            self.list.currentItem().setCheckState(Qt.CheckState.Checked)
            self._filling = False
        if len(self.hidden()) == self.list.count():
            return
        self._take_back()
        self._say()
        self.changed.emit(self.order(), self.hidden())

    def _take_back(self) -> None:
        """Untick what is more than may be shown."""
        ticked = [key for key in self.order() if key not in set(self.hidden())]
        beyond = set(ticked[self._most :]) if self._most is not None else set()
        self._filling = True
        for i in range(self.list.count()):
            if _key(self.list.item(i)) in beyond:
                self.list.item(i).setCheckState(Qt.CheckState.Unchecked)
        self._filling = False

    @Slot(object)
    def _narrow(self, text: object) -> None:
        wanted = str(text).lower()
        for i in range(self.list.count()):
            self.list.item(i).setHidden(wanted not in self.list.item(i).text().lower())

    @Slot()
    def _show_all(self) -> None:
        self._fill(self.order(), ())
        self._tell()

    @Slot()
    def _reset(self) -> None:
        self._fill(self._stored, self._usually_hidden)
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)

    def dismiss(self) -> None:
        """Hide, and give the focus back to the button it came from."""
        focus = QApplication.focusWidget()
        if focus is not None and (focus is self or self.isAncestorOf(focus)):
            self._below.setFocus()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and self.isVisible():
            inside = watched is self or self.isAncestorOf(watched) or watched is self._below
            if not inside and watched.window() is self.window():
                self.hide()
            return False
        if (
            watched is self.list
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.modifiers() & Qt.KeyboardModifier.AltModifier
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        ):
            row = self.list.currentRow()
            to = row + (1 if event.key() == Qt.Key.Key_Down else -1)
            if row >= 0 and 0 <= to < self.list.count():
                self._filling = True
                item = self.list.takeItem(row)
                self.list.insertItem(to, item)
                self.list.setCurrentItem(item)
                self._filling = False
                self._tell()
            return True
        return super().eventFilter(watched, event)


def _key(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))
