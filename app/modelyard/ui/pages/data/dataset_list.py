"""The left pane of the Data page: the datasets, a filter over them, and where files can be dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import Dataset
from modelyard.ui import texts
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.nav_list import NavList, NavRow
from modelyard.ui.widgets.search_field import SearchField

WIDTH = 228


class DropBox(QFrame):
    """The dashed box at the foot of the list; it says what a drop would do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.active = False
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 11, 10, 11)
        self.label = Label("", "small", "text3", self, wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.label)

    def say(self, text: str, active: bool) -> None:
        """Change the text; an active box is drawn in the accent colour."""
        self.active = active
        self.label.setText(text)
        self.label.set_tone("accent-text" if active else "text3")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme().color("accent" if self.active else "control")
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(theme().color("accent-soft") if self.active else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class DatasetList(QFrame):
    """`chosen(id)`; `dropped(paths, name of the dataset they were dropped on or "")`; `menu_wanted(id, place)`.

    `bin_wanted` when the recycle bin is to be shown.
    """

    chosen = Signal(str)
    dropped = Signal(list, str)
    menu_wanted = Signal(str, QPoint)
    bin_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("listPanel")
        self.setFixedWidth(min(theme().px(WIDTH), 280))
        self.setAcceptDrops(True)
        self.datasets: list[Dataset] = []
        self.read_only = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        top = QVBoxLayout()
        top.setContentsMargins(12, 12, 12, 12)
        self.filter = SearchField(self.tr("Filter datasets"), self)
        self.filter.filtered.connect(self._refresh)
        top.addWidget(self.filter)
        column.addLayout(top)
        self.list = NavList(self.tr("Datasets"), self, flush=True)
        self.list.chosen.connect(self._chosen)
        column.addWidget(self.list, 1)
        self.nothing = Label("", "small", "text3", self, wrap=True)
        self.nothing.setContentsMargins(14, 4, 14, 4)
        self.nothing.hide()
        column.addWidget(self.nothing)
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 8, 12, 12)
        foot.setSpacing(8)
        self.bin = Button("", "trash", "quiet", self, small=True)
        self.bin.clicked.connect(self.bin_wanted)
        self.bin.hide()
        foot.addWidget(self.bin, 0, Qt.AlignmentFlag.AlignLeft)
        self.box = DropBox(self)
        foot.addWidget(self.box)
        column.addLayout(foot)
        self._calm()

    def set_datasets(self, datasets: Sequence[Dataset]) -> None:
        """Replace the datasets."""
        self.datasets = list(datasets)
        self._refresh()

    def set_bin(self, entries: int, size: int) -> None:
        """Say how many deletions are in the recycle bin and what emptying it frees; nothing when it is empty."""
        self.bin.setText(self.tr("Recycle bin  {n}, {size}").format(n=f"{entries:,}", size=texts.size(size)))
        self.bin.setAccessibleName(self.bin.text())
        self.bin.setVisible(entries > 0)

    def select(self, dataset_id: str) -> None:
        """Choose a dataset without `chosen`; the filter gives way when it hides it."""
        if dataset_id not in {r.key for r in self.list.rows()} and self.filter.text():
            self.filter.clear()
        self.list.set_key(dataset_id)

    def selected(self) -> str:
        """The chosen dataset's id, or ""."""
        return self.list.key()

    @Slot()
    def _refresh(self) -> None:
        wanted = self.filter.text().strip().casefold()
        chosen = self.list.key()
        shown = [d for d in self.datasets if wanted in d.name.casefold()]
        self.list.set_rows([NavRow(d.id, d.name, self._fact(d), "data", aside=f"v{d.latest_version}") for d in shown])
        self.list.set_key(chosen)
        none = bool(self.datasets) and not shown
        self.nothing.setText(
            self.tr("No dataset is named like “{text}”.").format(text=self.filter.text()) if none else ""
        )
        self.nothing.setVisible(none)

    def _fact(self, dataset: Dataset) -> str:
        rows = texts.counted(dataset.rows, self.tr("row"), self.tr("rows"))
        columns = texts.counted(dataset.columns, self.tr("column"), self.tr("columns"))
        return f"{rows}, {columns}"

    @Slot(object)
    def _chosen(self, key: object) -> None:
        self.chosen.emit(str(key))

    # --- menu ---------------------------------------------------------------------------------------------------
    def _key_at(self, place: QPoint) -> str:
        widget = self.childAt(place)
        while widget is not None and widget is not self:
            row = getattr(widget, "row", None)
            if isinstance(row, NavRow):
                return row.key
            widget = widget.parentWidget()
        return ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        key = self._key_at(event.pos())
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            key = key or self.list.key()
        if key:
            self.menu_wanted.emit(key, place)

    # --- drops --------------------------------------------------------------------------------------------------
    def _calm(self) -> None:
        self.box.say(self.tr("Drop a file here to import it"), False)

    def _name_at(self, place: QPoint) -> str:
        key = self._key_at(place)
        return next((d.name for d in self.datasets if d.id == key), "")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.read_only and any(u.isLocalFile() for u in event.mimeData().urls()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        name = self._name_at(event.position().toPoint())
        new = self.tr("Drop to import a new dataset")
        self.box.say(self.tr("Drop to import a new version of {name}").format(name=name) if name else new, True)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._calm()

    def dropEvent(self, event: QDropEvent) -> None:
        self._calm()
        paths = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths, self._name_at(event.position().toPoint()))
