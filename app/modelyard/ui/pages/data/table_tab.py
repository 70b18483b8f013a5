"""The Table tab: all rows of a version, fetched as they come into view."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QGuiApplication, QIntValidator, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data import ColumnProfile, DatasetVersion, TableProfile
from modelyard.ui.icons import icon
from modelyard.ui.pages.data.rows_table import RowsModel, RowsTable
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.paged_model import Queries
from modelyard.ui.widgets.states import StateStack

if TYPE_CHECKING:
    from modelyard.tables.pages import TableReader

WIDEST = 260
NARROWEST = 46
COPY = QKeySequence.StandardKey.Copy


class TableTab(QWidget):
    """Rows with the data head. `column_opened` when a column's profile is wanted."""

    column_opened = Signal(object)

    def __init__(self, queries: Queries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queries = queries
        self._version_id = ""
        self._profiles: tuple[ColumnProfile, ...] = ()
        self._targets: tuple[str, ...] = ()
        self._reader: TableReader | None = None
        self.model: RowsModel | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self.table = RowsTable(self.tr("Rows"), self)
        self.table.column_opened.connect(self.column_opened)
        self.table.verticalScrollBar().valueChanged.connect(self._show_place)
        self.states = StateStack(self.table, self)
        column.addWidget(self.states, 1)
        self._fitted = False
        self._place = QTimer(self)
        self._place.setSingleShot(True)
        self._place.setInterval(30)
        self._place.timeout.connect(self._say_place)
        self.table.installEventFilter(self)
        theme().changed.connect(self._fit)

    def _build_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setObjectName("bar")
        bar.setFixedHeight(theme().px(44))
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        self.jump = QLineEdit(bar)
        self.jump.setProperty("small", True)
        self.jump.setFixedWidth(theme().px(140))
        self.jump.setPlaceholderText(self.tr("Go to row"))
        self.jump.setAccessibleName(self.tr("Go to row"))
        self.jump.returnPressed.connect(self._jump)
        row.addWidget(self.jump)
        self.count = FittedLabel("", "small", "text3", bar)
        row.addWidget(self.count)
        row.addStretch(1)
        self.place = FittedLabel("", "small", "text3", bar)
        row.addWidget(self.place)
        self.up = IconButton("chev-l", self.tr("Rows before"), bar)
        self.down = IconButton("chev-r", self.tr("Rows after"), bar)
        self.up.clicked.connect(partial(self._turn, -1))
        self.down.clicked.connect(partial(self._turn, 1))
        row.addWidget(self.up)
        row.addWidget(self.down)
        return bar

    # --- contents -----------------------------------------------------------------------------------------------
    @property
    def version_id(self) -> str:
        """The version shown."""
        return self._version_id

    def show_version(self, version: DatasetVersion, reader: TableReader, profile: TableProfile) -> None:
        """Show a version's rows."""
        self._version_id, self._reader = version.id, reader
        self.model = RowsModel(self._queries, reader.read_page, version.rows, version.columns, self)
        self.model.failed.connect(self._failed)
        self.model.loaded.connect(self._loaded)
        self._fitted = False
        self.table.set_model(self.model)
        self._profiles = profile.columns
        self.show_targets(self._targets)
        self.table.verticalScrollBar().setValue(0)
        self.table.horizontalScrollBar().setValue(0)
        self.jump.setValidator(QIntValidator(1, max(1, version.rows), self.jump))
        self.jump.clear()
        self.count.setText(self.tr("{n} rows").format(n=f"{version.rows:,}"))
        self.states.show_full()
        self._fit()
        self._say_place()

    def show_targets(self, targets: Sequence[str]) -> None:
        """Draw the columns that experiments predict in the target's colour."""
        self._targets = tuple(targets)
        self.table.head.set_profiles(self._profiles, self._targets)

    def clear(self) -> None:
        """Show nothing while another version is being opened."""
        self._version_id = ""
        self.count.setText("")
        self.place.setText("")

    def show_column(self, name: str) -> None:
        """Scroll a column into view."""
        if self.model is None:
            return
        for section, column in enumerate(self.model.source_columns):
            if column.name == name:
                row = max(0, self.table.first_row())
                self.table.scrollTo(self.model.index(row, section), RowsTable.ScrollHint.PositionAtTop)
                self.table.horizontalScrollBar().setValue(self.table.head.sectionPosition(section))
                self.table.verticalScrollBar().setValue(row)

    @Slot(object)
    def _loaded(self, page: object) -> None:
        if self.sender() is self.model and not self._fitted:
            self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give columns the width of their names and of the first values, once these are there."""
        model = self.model
        if model is None:
            return
        name, value = QFontMetrics(theme().font("label")), QFontMetrics(theme().font("small"))
        seen = range(min(40, model.rowCount())) if model.is_loaded(0) else ()
        self._fitted = bool(seen)
        for section, column in enumerate(model.source_columns):
            longest = max((str(model.data(model.index(row, section))) for row in seen), key=len, default="")
            width = max(name.horizontalAdvance(column.name), value.horizontalAdvance(longest))
            self.table.setColumnWidth(section, max(NARROWEST, min(WIDEST, width + 24 + (6 if section == 0 else 0))))

    @Slot(object)
    def _failed(self, error: object) -> None:
        if self.sender() is self.model and isinstance(error, AppError):
            self.states.show_error(self.tr("The rows could not be read"), error)

    # --- moving -------------------------------------------------------------------------------------------------
    @Slot()
    def _show_place(self) -> None:
        self._place.start()

    @Slot()
    def _say_place(self) -> None:
        rows = self.model.rowCount() if self.model is not None else 0
        if not rows:
            self.place.setText(self.tr("No rows"))
            return
        first, last = self.table.visible_rows()
        self.place.setText(self.tr("Rows {first} to {last}").format(first=f"{first + 1:,}", last=f"{last + 1:,}"))
        self.up.setEnabled(first > 0)
        self.down.setEnabled(last < rows - 1)

    def _turn(self, step: int, _checked: bool = False) -> None:
        first, last = self.table.visible_rows()
        self.table.show_row(first + step * max(1, last - first))

    @Slot()
    def _jump(self) -> None:
        if self.model is not None and self.jump.text():
            row = min(self.model.rowCount(), int(self.jump.text())) - 1
            self.table.setCurrentIndex(self.model.index(row, 0))
            self.table.show_row(row)
            self.jump.clear()

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        if event.type() == event.Type.Resize:
            self._place.start()
        elif event.type() == event.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self._menu(event)
            return True
        elif isinstance(event, QKeyEvent) and event.type() == event.Type.KeyPress and event.matches(COPY):
            self._copy_row()
            return True
        return super().eventFilter(watched, event)

    def _menu(self, event: QContextMenuEvent) -> None:
        index = self.table.indexAt(self.table.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid():
            index = self.table.currentIndex()
        if self.model is None or not index.isValid():
            return
        column = self.model.source_columns[index.column()].name
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, icon_name, run in (
            (self.tr("Copy value"), "copy", partial(self._copy_value, index)),
            (self.tr("Copy row"), "table", partial(self._copy_row, index.row())),
            (self.tr("Profile of {column}").format(column=column), "columns", partial(self._open_column, column)),
        ):
            menu.addAction(icon(icon_name, "text2"), text).triggered.connect(run)
        menu.popup(event.globalPos())

    def _open_column(self, column: str, _checked: bool = False) -> None:
        self.column_opened.emit(column)

    def _copy_value(self, index: QModelIndex, _checked: bool = False) -> None:
        if self.model is not None:
            value = self.model.value(index.row(), index.column())
            QGuiApplication.clipboard().setText("" if value is None else str(value))

    def _copy_row(self, row: int = -1, _checked: bool = False) -> None:
        row = row if row >= 0 else self.table.currentIndex().row()
        if self.model is not None and row >= 0:
            values = [self.model.value(row, i) for i in range(self.model.columnCount())]
            QGuiApplication.clipboard().setText("\t".join("" if v is None else str(v) for v in values))
