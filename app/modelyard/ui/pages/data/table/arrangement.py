"""Which columns of the Table tab are shown, in which order and how wide; kept for each dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from modelyard.ui.pages.data.table.rows import RowsModel
from modelyard.ui.theme import theme
from modelyard.ui.widgets.columns_popup import ColumnsPopup

if TYPE_CHECKING:
    from modelyard.ui.pages.data.table.rows import RowsTable

WIDEST = 260
NARROWEST = 46
ARROW = 26


class Arrangement(QObject):
    """The columns of a table: hidden, moved and resized by the user, else as they are stored and as wide as needed."""

    def __init__(self, table: RowsTable, kept: dict[str, Any], parent: QObject) -> None:
        super().__init__(parent)
        self._table, self._all_kept = table, kept
        self._dataset_id = ""
        self._busy = False
        self.fitted = False
        self.opened_from: QWidget = table
        table.head.setSectionsMovable(True)
        table.head.sectionMoved.connect(self._moved)
        table.head.sectionResized.connect(self._resized)
        self.popup: ColumnsPopup | None = None

    @property
    def _kept(self) -> dict[str, Any]:
        found: dict[str, Any] = self._all_kept.setdefault("columns", {}).setdefault(self._dataset_id, {})
        return found

    @property
    def _names(self) -> list[str]:
        model = self._table.model()
        return [c.name for c in model.source_columns] if isinstance(model, RowsModel) else []

    def leave(self) -> None:
        """Another model comes: what the head does until `show_dataset` is not the user's doing."""
        self._dataset_id = ""

    def show_dataset(self, dataset_id: str) -> None:
        """Arrange the columns of the table's new model as they were kept for its dataset."""
        self._dataset_id = dataset_id
        self.fitted = False
        self._arrange(self.order(), self.hidden())
        self._table.set_pinned(int(self._kept.get("pinned", 0)))
        self.fit()

    def order(self) -> list[str]:
        """All names in their order: as kept, new ones where they are stored at the end."""
        names = self._names
        known = [n for n in self._kept.get("order", []) if n in names]
        rest = [n for n in names if n not in set(known)]
        return [*known, *rest]

    def hidden(self) -> list[str]:
        """The names of the columns that are not shown; never all of them."""
        names = self._names
        found = [n for n in self._kept.get("hidden", []) if n in names]
        return found if len(found) < len(names) else []

    def _arrange(self, order: list[str], hidden: list[str]) -> None:
        """Shown columns first, hidden ones behind them, so that places and visual indexes agree."""
        head, place = self._table.head, {name: i for i, name in enumerate(self._names)}
        gone = set(hidden)
        self._busy = True
        head.setUpdatesEnabled(False)
        for section in range(head.count()):
            head.setSectionHidden(section, False)
        for visual, name in enumerate([*(n for n in order if n not in gone), *(n for n in order if n in gone)]):
            now = head.visualIndex(place[name])
            if now != visual:
                head.moveSection(now, visual)
        for name in gone:
            head.setSectionHidden(place[name], True)
        head.setUpdatesEnabled(True)
        self._busy = False
        self._table.forget_selection()

    def set_columns(self, order: list[str], hidden: list[str]) -> None:
        """Show columns in an order, hide others, and keep that."""
        stored = self._names
        self._kept.pop("order", None) if order == stored else self._kept.update(order=list(order))
        self._kept.pop("hidden", None) if not hidden else self._kept.update(hidden=list(hidden))
        self._arrange(self.order(), self.hidden())

    def hide_column(self, name: str) -> None:
        """Hide a column, unless it is the last one."""
        if len(self.hidden()) + 1 < len(self._names):
            self.set_columns(self.order(), [*self.hidden(), name])

    def show_column(self, name: str) -> None:
        """Show a column again."""
        if name in self.hidden():
            self.set_columns(self.order(), [n for n in self.hidden() if n != name])

    @Slot()
    def choose(self) -> None:
        """Open the chooser under its button."""
        if self.popup is None:
            self.popup = ColumnsPopup(self.opened_from)
            self.popup.changed.connect(self._chosen)
        elif self.popup.isVisible():
            self.popup.dismiss()
            return
        self.popup.popup(self._names, self.order(), self.hidden(), self.opened_from)

    def pin(self, count: int) -> None:
        """Keep this many columns at the left in view; 0 for none."""
        self._kept["pinned"] = count
        self._table.set_pinned(count)

    def close(self) -> None:
        """Close the chooser."""
        if self.popup is not None and self.popup.isVisible():
            self.popup.dismiss()

    @Slot(object, object)
    def _chosen(self, order: object, hidden: object) -> None:
        self.set_columns(list(order), list(hidden))  # type: ignore[call-overload]

    @Slot(int, int, int)
    def _moved(self, _section: int, _before: int, _now: int) -> None:
        if self._busy or not self._dataset_id:
            return
        head, names = self._table.head, self._names
        self._kept["order"] = [names[head.logicalIndex(i)] for i in range(head.count())]
        self._table.forget_selection()

    @Slot(int, int, int)
    def _resized(self, section: int, _before: int, size: int) -> None:
        if self._busy or not self._dataset_id or size == 0 or section >= len(self._names):
            return
        self._kept.setdefault("widths", {})[self._names[section]] = size

    def make_room(self, names: list[str]) -> None:
        """Widen columns whose name has no room beside the arrow of an order."""
        model, metrics = self._table.model(), QFontMetrics(theme().font("label"))
        if not isinstance(model, RowsModel):
            return
        self._busy = True
        for section, column in enumerate(model.source_columns):
            if column.name in names and not self._table.head.isSectionHidden(section):
                wanted = min(WIDEST, metrics.horizontalAdvance(column.name) + 24 + ARROW)
                self._table.setColumnWidth(section, max(self._table.columnWidth(section), wanted))
        self._busy = False

    def fit(self) -> None:
        """Give columns the width they were given, or that of their names and first values, once these are there."""
        model = self._table.model()
        if not isinstance(model, RowsModel):
            return
        name, value = QFontMetrics(theme().font("label")), QFontMetrics(theme().font("small"))
        seen = range(min(40, model.rowCount())) if model.is_loaded(0) else ()
        self.fitted = bool(seen)
        given = self._kept.get("widths", {})
        self._busy = True
        for section, column in enumerate(model.source_columns):
            if self._table.head.isSectionHidden(section):
                continue
            if column.name in given:
                self._table.setColumnWidth(section, int(given[column.name]))
                continue
            longest = max((str(model.data(model.index(row, section))) for row in seen), key=len, default="")
            width = max(name.horizontalAdvance(column.name), value.horizontalAdvance(longest))
            edge = 6 if self._table.head.visualIndex(section) == 0 else 0
            self._table.setColumnWidth(section, max(NARROWEST, min(WIDEST, width + 24 + edge)))
        self._busy = False
