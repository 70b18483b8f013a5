"""What a table shows: columns that turn a row object into cells, and the model that holds the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from modelyard.ui.widgets.guard import Guard

CELL = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows; left out parts are not drawn.

    `tone` is a colour token. `chip` is the chip's kind, whose text is `text`. `bar` is a share of 0 to 1, drawn left
    of the text. `swatch` is a colour, drawn as a small square. `button` is a small button's text. `link` makes the
    text clickable. `tag` stands behind the text, `tags` in place of it.
    """

    text: str = ""
    tone: str = "text"
    weight: int = 400
    small: bool = False
    mono: bool = False
    chip: str = ""
    dot: str = ""
    icon: str = ""
    icon_tone: str = "text2"
    swatch: str = ""
    bar: float | None = None
    bar_tone: str = "accent"
    bar_width: int = 56
    text_width: int = 48
    tag: str = ""
    tags: tuple[str, ...] = ()
    indent: int = 0
    button: str = ""
    button_icon: str = ""
    link: bool = False
    tip: str = ""


FAULT = Cell("?", "bad-text")
"""What stands in a cell that could not be made."""


@dataclass(frozen=True)
class TableColumn:
    """A column. `cell` makes the cell (a plain string is body text); `sort` the value rows are sorted by.

    `width` None takes the room that is left. `group` is the head above several columns.
    """

    key: str
    title: str
    cell: Callable[[Any], Cell | str]
    width: int | None = None
    right: bool = False
    sort: Callable[[Any], Any] | None = None
    tip: str = ""
    group: str = ""
    line: bool = False
    """Whether a vertical line stands left of the column (between groups only)."""
    indent: int = 0
    """How far the title stands from the left, to stand above the cells' text."""
    minimum: int = 120
    """How narrow a column without a width may get before the table scrolls sideways."""


class TableModel(QAbstractTableModel):
    """Rows with keys that stay the same, shown in columns; `row` says which object stands where."""

    def __init__(self, columns: Sequence[TableColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._keys: list[str] = []
        self._place: dict[str, int] = {}
        self._order: tuple[int, bool] = (-1, False)
        self.guard = Guard()

    def row(self, number: int) -> Any:
        """One row object; None where it is not there yet."""
        raise NotImplementedError

    def key_at(self, number: int) -> str:
        """The key of a row shown."""
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def keys(self) -> list[str]:
        """The keys in the order shown."""
        return list(self._keys)

    def find(self, key: str) -> int:
        """Where a key is shown, or -1."""
        return self._place.get(key, -1)

    def count(self, keys: Set[str]) -> int:
        """How many of some keys are shown."""
        return len(keys & self._place.keys())

    def in_order(self, keys: Iterable[str]) -> list[str]:
        """Some keys in the order shown, then those not shown."""
        shown = {key: self._place[key] for key in keys if key in self._place}
        return [*sorted(shown, key=shown.__getitem__), *sorted(set(keys) - set(shown))]

    @property
    def sorted_by(self) -> tuple[int, bool]:
        """(column or -1, descending)."""
        return self._order

    def _set_keys(self, keys: list[str]) -> None:
        self._keys = keys
        self._place = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))  # of equal keys the first

    def _rearrange(self, keys: list[str]) -> None:
        """Show other keys, or the same in another order; what is selected stays so by its key."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        old_keys = self._keys
        self._set_keys(keys)
        after = []
        for index in before:
            row = self.find(old_keys[index.row()]) if index.row() < len(old_keys) else -1
            after.append(QModelIndex() if row < 0 else self.index(row, index.column()))
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _repaint(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # --- the model's interface ----------------------------------------------------------------------------------
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows; an empty one where the row is not there yet, a red mark where it cannot be made."""
        return self.guard.made(self.columns[column].key, partial(self._made, row, column), FAULT)

    def _made(self, row: int, column: int) -> Cell:
        found = self.row(row)
        made = Cell() if found is None else self.columns[column].cell(found)
        return Cell(made) if isinstance(made, str) else made

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == KEY:
            return self._keys[index.row()]
        if role in (CELL, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            cell = self.cell(index.row(), index.column())
            if role == CELL:
                return cell
            if role == Qt.ItemDataRole.ToolTipRole:
                return cell.tip or None
            return cell.text or cell.button
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].tip or None
        return None


class ListModel(TableModel):
    """A model over a list of row objects."""

    def __init__(
        self, columns: Sequence[TableColumn], key: Callable[[Any], str], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._key = key
        self._given: list[Any] = []
        self._rows: list[Any] = []
        self.first: Callable[[Any], bool] | None = None
        """Rows that stay above the others, whatever they are sorted by."""

    # --- rows ---------------------------------------------------------------------------------------------------
    def set_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows. The same keys in the same order only repaint; anything else keeps selection by key."""
        self._given = list(rows)
        ordered = self._sorted(self._given)
        keys = [self._key(r) for r in ordered]
        same, changed = keys == self._keys, ordered != self._rows
        self._rows = ordered
        if not same:
            self._rearrange(keys)
        elif changed:
            self._repaint(0, len(keys) - 1)

    def rows(self) -> list[Any]:
        """The rows in the order shown."""
        return list(self._rows)

    def row(self, number: int) -> Any:
        return self._rows[number]

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Replace the columns; the sort order is forgotten."""
        self.beginResetModel()
        self.columns = list(columns)
        self._order = (-1, False)
        self._rows = list(self._given)
        self._set_keys([self._key(r) for r in self._rows])
        self.endResetModel()

    # --- sorting ------------------------------------------------------------------------------------------------
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows without a value come last either way."""
        if column >= 0 and self.columns[column].sort is None:
            return
        self._order = (column, order == Qt.SortOrder.DescendingOrder)
        self._rows = self._sorted(self._given)
        self._rearrange([self._key(r) for r in self._rows])

    def _sorted(self, rows: list[Any]) -> list[Any]:
        column, descending = self._order
        value = self.columns[column].sort if 0 <= column < len(self.columns) else None
        ordered = list(rows)
        if value is not None:
            present = [r for r in rows if value(r) is not None]
            missing = [r for r in rows if value(r) is None]
            ordered = sorted(present, key=value, reverse=descending) + missing
        first = self.first
        return ordered if first is None else sorted(ordered, key=lambda row: not first(row))
