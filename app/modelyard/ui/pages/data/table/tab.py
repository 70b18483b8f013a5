"""The Table tab: all rows of a version, or those of a filter, in any order, fetched as they come into view."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ColumnProfile, DatasetVersion, TableProfile
from modelyard.domain.data.table import RowQuery, SortKey
from modelyard.ui.pages.data.table.actions import TableActions
from modelyard.ui.pages.data.table.arrangement import Arrangement
from modelyard.ui.pages.data.table.completion import complete
from modelyard.ui.pages.data.table.finder import RowsFinder
from modelyard.ui.pages.data.table.place import Place
from modelyard.ui.pages.data.table.rows import RowsModel, RowsTable
from modelyard.ui.pages.data.table.searching import Searching
from modelyard.ui.pages.data.table.strips import BusyStrip, SearchStrip
from modelyard.ui.theme import theme
from modelyard.ui.widgets.bar import Bar
from modelyard.ui.widgets.button import IconButton
from modelyard.ui.widgets.error_strip import ErrorStrip
from modelyard.ui.widgets.filter_field import FilterField
from modelyard.ui.widgets.labels import FittedLabel
from modelyard.ui.widgets.paged_model import PAGE_ROWS, Queries
from modelyard.ui.widgets.states import StateStack

if TYPE_CHECKING:
    from modelyard.tables.pages import TableReader
    from modelyard.tables.view import TableView


class TableTab(QWidget):
    """Rows with the data head, a filter, an order, a search. `column_opened` when a column's profile is wanted,
    `export_wanted` when the rows shown are to be written to a file, `said` carries (title, text) for a toast.

    `kept` is the page's saved state.
    """

    column_opened = Signal(object)
    export_wanted = Signal()
    said = Signal(object, object)

    def __init__(self, queries: Queries, parent: QWidget | None = None, kept: dict[str, Any] | None = None) -> None:
        super().__init__(parent)
        self._queries = queries
        self._kept = kept if kept is not None else {}
        self._version_id = self._dataset_id = ""
        self._profiles: tuple[ColumnProfile, ...] = ()
        self._targets: tuple[str, ...] = ()
        self._reader: TableReader | None = None
        self.view: TableView | None = None
        self.query = self._wanted = RowQuery()
        self._pending: RowQuery | None = None
        self.model: RowsModel | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self.error, self.busy, self.search = ErrorStrip(self), BusyStrip(self), SearchStrip(self)
        for strip in (self.error, self.busy, self.search):
            column.addWidget(strip)
        self.table = RowsTable(self.tr("Rows"), self)
        self.place.left.connect(self.table.setFocus)
        self.table.column_opened.connect(self._head_opened)
        self.table.verticalScrollBar().valueChanged.connect(self._show_place)
        self.states = StateStack(self.table, self)
        column.addWidget(self.states, 1)
        self.finder = RowsFinder(queries, self)
        self.finder.found.connect(self._found)
        self.finder.failed.connect(self._not_found)
        self.finder.busy.connect(self._busy)
        self.finder.ended.connect(self.busy.hide)
        self.busy.stopped.connect(self._stop)
        self.arrangement = Arrangement(self.table, self._kept, self)
        self.arrangement.opened_from = self.columns_button
        self.columns_button.clicked.connect(self.arrangement.choose)
        self.searching = Searching(self, queries)
        self.cells = TableActions(self, queries)
        self._place_soon = self._timer(30, self._say_place)
        self._sort_soon = self._timer(min(250, QGuiApplication.styleHints().mouseDoubleClickInterval()), self._sort_now)
        self._sort_click: tuple[str, bool] = ("", False)
        self.table.head.sectionClicked.connect(self._head_clicked)
        self.table.installEventFilter(self)
        self._find_key = QShortcut(QKeySequence("Ctrl+Shift+F"), self, self.search.open_search)
        self._find_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        theme().changed.connect(self._fit)

    def _timer(self, milliseconds: int, call: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _build_bar(self) -> Bar:
        bar = Bar(self)
        self.filter = FilterField(self.tr("Filter rows, for example dep_delay > 60"), bar)
        self.filter.setMinimumWidth(theme().px(140))
        self.filter.filtered.connect(self._filter)
        bar.row.addWidget(self.filter, 1000)
        self.count = FittedLabel("", "small", "text3", bar)
        bar.row.addWidget(self.count)
        bar.row.addStretch(1)
        self.place = Place(bar)
        self.place.jumped.connect(self.go_to)
        self.place.turned.connect(self._turn)
        bar.row.addWidget(self.place)
        go = QShortcut(QKeySequence("Ctrl+G"), self, self.place.ask)
        go.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.search_button = IconButton("search", self.tr("Find in all columns (Ctrl Shift F)"), bar)
        self.search_button.clicked.connect(self._open_search)
        self.columns_button = IconButton("columns", self.tr("Choose columns"), bar)
        self.export_button = IconButton("export", self.tr("Export rows"), bar)
        self.export_button.clicked.connect(self.export_wanted)
        for button in (self.search_button, self.columns_button, self.export_button):
            bar.row.addWidget(button)
        return bar

    # --- contents -----------------------------------------------------------------------------------------------
    @property
    def version_id(self) -> str:
        """The version shown."""
        return self._version_id

    @property
    def reader(self) -> TableReader | None:
        """The reader of all rows of the version shown."""
        return self._reader

    def show_version(self, version: DatasetVersion, reader: TableReader, profile: TableProfile) -> None:
        """Show a version's rows: all of them, or those of the filter when the dataset is the one shown before."""
        again = version.dataset_id == self._dataset_id
        self.finder.cancel()
        self.searching.clear()
        self._close_view()
        self._version_id, self._dataset_id, self._reader = version.id, version.dataset_id, reader
        self._version = version
        names = {c.name for c in version.columns}
        wanted = RowQuery(self.query.where, tuple(k for k in self.query.sort if k.column in names))
        wanted = wanted if again else RowQuery()
        self.query = self._wanted = RowQuery()
        self.model = RowsModel(self._queries, reader.read_page, version.rows, version.columns, self)
        self.model.failed.connect(self._failed)
        self.model.loaded.connect(self._loaded)
        self.arrangement.leave()
        self.table.set_model(self.model)
        self._profiles = profile.columns
        self.show_targets(self._targets)
        self.filter.complete = partial(complete, columns=profile.columns)
        self.filter.history = list(self._kept.get("filters", {}).get(version.dataset_id, []))
        self.table.verticalScrollBar().setValue(0)
        self.table.horizontalScrollBar().setValue(0)
        self.place.clear()
        self.error.show_error(None)
        self.filter.set_error("")
        self.table.head.set_sort(())
        self.states.show_full()
        self.arrangement.show_dataset(version.dataset_id)
        self._say_rows()
        self._say_place()
        if not again:
            self.filter.reset()
        if not wanted.plain:
            self.apply(wanted)

    def show_targets(self, targets: Sequence[str]) -> None:
        """Draw the columns that experiments predict in the target's colour."""
        self._targets = tuple(targets)
        self.table.head.set_profiles(self._profiles, self._targets)

    def clear(self) -> None:
        """Show nothing while another version is being opened."""
        self._version_id = ""
        self.count.setText("")
        self.place.clear()

    def show_column(self, name: str) -> None:
        """Scroll a column into view, and show it if it was hidden."""
        if self.model is None:
            return
        for section, column in enumerate(self.model.source_columns):
            if column.name == name:
                self.arrangement.show_column(name)
                row = max(0, self.table.first_row())
                self.table.scrollTo(self.model.index(row, section), RowsTable.ScrollHint.PositionAtTop)
                self.table.horizontalScrollBar().setValue(self.table.head.sectionPosition(section))
                self.table.verticalScrollBar().setValue(row)

    def shown_columns(self) -> list[str]:
        """The names of the columns shown, in their order."""
        model = self.model
        return [] if model is None else [model.source_columns[i].name for i in self.table.shown_sections()]

    @Slot(object)
    def _loaded(self, page: object) -> None:
        if self.sender() is self.model:
            if not self.arrangement.fitted:
                self._fit()
            self.searching.show_cell()

    @Slot()
    def _fit(self) -> None:
        self.arrangement.fit()

    @Slot(object)
    def _failed(self, error: object) -> None:
        if self.sender() is self.model and isinstance(error, AppError):
            self.states.show_error(self.tr("The rows could not be read"), error)

    def stop_work(self) -> None:
        """The page goes to the back, or its workspace is closed: stop, and go on when the tab is seen again."""
        self._pending = self._wanted if self.finder.running else None
        self.finder.cancel()
        self.searching.finder.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        pending, self._pending = self._pending, None
        if pending is not None:
            self.apply(pending)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.arrangement.close()

    # --- filter and order ---------------------------------------------------------------------------------------
    @Slot(object)
    def _filter(self, text: object) -> None:
        self.apply(RowQuery(str(text), self._wanted.sort))

    def apply(self, query: RowQuery) -> None:
        """Find the rows of a query and show them; until then, and when it fails, the rows shown stay."""
        if self._reader is None:
            return
        self._wanted = query
        if query == self.query:
            self.finder.cancel()
            self._show_error(None)
            return
        self.finder.find(self._reader, query)

    @Slot(object, object)
    def _found(self, query: RowQuery, view: TableView) -> None:
        if self.model is None or view.reader is not self._reader:
            view.close()
            return
        from modelyard.tables.view import PAGE

        self._show_error(None)
        self.searching.clear()
        old, self.view, self.query = self.view, view, query
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self.model.set_view(view.read_page, view.rows, PAGE_ROWS if view.selection is None else PAGE)
        if old is not None:
            old.close()
        self.table.forget_selection()
        self.table.verticalScrollBar().setValue(0)
        self.table.head.set_sort([(key.column, key.descending) for key in query.sort])
        self.arrangement.make_room([key.column for key in query.sort])
        if query.where:
            self.filter.remember(query.where)
            self._kept.setdefault("filters", {})[self._dataset_id] = self.filter.history
        self._say_rows()
        self._place_soon.start()

    @Slot(object, object)
    def _not_found(self, query: RowQuery, error: AppError) -> None:
        self._wanted = self.query
        self._show_error(error)

    def _show_error(self, error: AppError | None) -> None:
        self.error.show_error(error)
        self.filter.set_error(
            str(error) if error is not None else "", getattr(error, "start", None), getattr(error, "end", None)
        )

    @Slot(object)
    def _busy(self, fraction: object) -> None:
        share = fraction if isinstance(fraction, float) else None
        self.busy.show_work(self.tr("Looking through {n} rows").format(n=f"{self._all_rows():,}"), share)

    @Slot()
    def _stop(self) -> None:
        """The rows shown stay; the field shows their filter again."""
        self.finder.cancel()
        self._wanted = self.query
        self.filter.show_text(self.query.where)

    def _close_view(self) -> None:
        if self.view is not None:
            self.view.close()
            self.view = None

    def _all_rows(self) -> int:
        return self._reader.rows if self._reader is not None else 0

    def _say_rows(self) -> None:
        rows, every = self.model.rowCount() if self.model is not None else 0, self._all_rows()
        text = self.tr("{n} of {all} rows") if self.query.where else self.tr("{all} rows")
        self.count.setText(text.format(n=f"{rows:,}", all=f"{every:,}"))
        self.place.set_rows(rows)

    @Slot(int)
    def _head_clicked(self, section: int) -> None:
        if self.model is not None:
            shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._sort_click = (self.model.source_columns[section].name, shift)
            self._sort_soon.start()  # a second click opens the profile instead

    @Slot(object)
    def _head_opened(self, name: object) -> None:
        self._sort_soon.stop()
        self.column_opened.emit(name)

    @Slot()
    def _sort_now(self) -> None:
        self.sort_by(*self._sort_click)

    def sort_by(self, column: str, add: bool = False, descending: bool | None = None) -> None:
        """Sort by a column: ascending, then descending, then not at all; or one of these. `add` keeps the others."""
        old = next((key for key in self._wanted.sort if key.column == column), None)
        if descending is None:
            new = SortKey(column) if old is None else None if old.descending else SortKey(column, True)
        else:
            new = SortKey(column, descending)
        keys: tuple[SortKey, ...]
        if not add:
            keys = (new,) if new is not None else ()
        elif old is None:
            keys = (*self._wanted.sort, *((new,) if new is not None else ()))
        else:
            replaced = [new if key.column == column else key for key in self._wanted.sort]
            keys = tuple(key for key in replaced if key is not None)
        self.apply(RowQuery(self._wanted.where, keys))

    @Slot()
    def clear_sort(self) -> None:
        """Show the rows as they are stored."""
        self.apply(RowQuery(self._wanted.where))

    # --- moving -------------------------------------------------------------------------------------------------
    @Slot()
    def _show_place(self) -> None:
        self._place_soon.start()

    @Slot()
    def _say_place(self) -> None:
        self.place.show_rows(*self.table.visible_rows())

    @Slot(int)
    def _turn(self, step: int) -> None:
        first, last = self.table.visible_rows()
        self.table.show_row(first + step * max(1, last - first))

    @Slot(int)
    def go_to(self, row: int, column: int | None = None) -> None:
        """Make a row the current one and the first in view."""
        if self.model is not None and row >= 0:
            section = column if column is not None else max(0, self.table.currentIndex().column())
            self.table.setCurrentIndex(self.model.index(row, section))
            self.table.show_row(row)

    @Slot()
    def _open_search(self) -> None:
        self.search.open_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._place_soon.start()
        elif kind == QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self.cells.rows_menu(event)
            return True
        return super().eventFilter(watched, event)
