"""The left side of the import dialog: which source, and the inputs of the one that is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.clipboard_panel import ClipboardPanel, clipboard_files
from modelyard.ui.pages.data.importing.database_panel import DatabasePanel
from modelyard.ui.pages.data.importing.file_panel import FilePanel
from modelyard.ui.pages.data.importing.source_panel import SourcePanel
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Line
from modelyard.ui.widgets.nav_list import NavList

WIDTH = 236


class SourceList(NavList):
    """File, Database, Clipboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, spacing=2)
        self.setAccessibleName(self.tr("Where the rows come from"))
        self.add("file", self.tr("File"), icon="file")
        self.add("database", self.tr("Database"), icon="table")
        self.add("clipboard", self.tr("Clipboard"), icon="clipboard")
        self.setFixedHeight(3 * theme().px(34) + 4)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def focus_row(self) -> QWidget | None:
        """The row that is chosen."""
        return next((i for i in self.items if i.isChecked()), None)


class Sources(QFrame):
    """`changed` and `typed` ask for a preview, `renamed` for another name; `switched`: another source."""

    changed = Signal()
    typed = Signal()
    renamed = Signal()
    switched = Signal()
    confirm = Signal(object, object)

    def __init__(self, bridge: Bridge, workspace: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface2")
        self.setFixedWidth(min(theme().px(WIDTH), 320))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 0, 0)
        column.setSpacing(16)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, 16, 0)
        top.setSpacing(16)
        self.list = SourceList(self)
        self.list.chosen.connect(self._chosen)
        top.addWidget(self.list)
        top.addWidget(Line(self))
        column.addLayout(top)
        self.file = FilePanel()
        self.database = DatabasePanel(bridge, workspace)
        self.clipboard = ClipboardPanel()
        self.database.confirm.connect(self.confirm)
        self.file.one_each.connect(self.renamed)
        self.stack = QStackedWidget(self)
        self._areas: dict[str, QScrollArea] = {}
        for panel in (self.file, self.database, self.clipboard):
            panel.changed.connect(self._changed)
            panel.typed.connect(self._typed)
            panel.renamed.connect(self._renamed)
            self._areas[panel.key] = self._scrolling(panel)
            self.stack.addWidget(self._areas[panel.key])
        column.addWidget(self.stack, 1)
        self.list.set_key("file")

    def _scrolling(self, panel: SourcePanel) -> QScrollArea:
        area = QScrollArea(self.stack)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        panel.column.setContentsMargins(0, 0, 16, 16)
        panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        area.setWidget(panel)
        area.verticalScrollBar().rangeChanged.connect(self._make_room)
        return area

    @Slot()
    def _make_room(self) -> None:
        """The scroll bar takes its room from the margin, so that the fields keep their width."""
        for panel in (self.file, self.database, self.clipboard):
            bar = self._areas[panel.key].verticalScrollBar()
            taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
            panel.column.setContentsMargins(0, 0, max(2, 16 - taken), 16)

    @property
    def panel(self) -> SourcePanel:
        """The source in front."""
        return {"file": self.file, "database": self.database, "clipboard": self.clipboard}[self.list.key()]

    def bring(self, key: str) -> None:
        """Bring a source to the front, without `switched`."""
        self.list.set_key(key)
        self.stack.setCurrentWidget(self._areas[key])
        self.panel.wake()

    def take_clipboard(self) -> None:
        """Read what was copied: files, or text as a table."""
        files = clipboard_files()
        if files:
            self._switch("file")
            self.file.set_files([Path(f) for f in files])
        else:
            self._switch("clipboard")
            self.clipboard.paste()

    def _switch(self, key: str) -> None:
        if self.list.key() != key:
            self.list.set_key(key)
            self._chosen(key)

    @Slot(object)
    def _chosen(self, key: object) -> None:
        self.stack.setCurrentWidget(self._areas[str(key)])
        self.panel.wake()
        self.switched.emit()

    def focus_options(self) -> None:
        """Put the focus on the first option of the source."""
        panel = self.panel
        for widget in panel.findChildren(QWidget):
            if widget.isVisibleTo(panel) and widget.focusPolicy() == Qt.FocusPolicy.StrongFocus and widget.isEnabled():
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @Slot()
    def _changed(self) -> None:
        if self.sender() is self.panel:
            self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        if self.sender() is self.panel:
            self.typed.emit()

    @Slot()
    def _renamed(self) -> None:
        if self.sender() is self.panel:
            self.renamed.emit()
