"""What became of each column from one version to the other."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.domain.data.compare import ColumnChange, ColumnState, Comparison
from modelyard.domain.data.datasets import ColumnType
from modelyard.ui.pages.data.compare.words import states, tr
from modelyard.ui.pages.data.table.cells import type_name
from modelyard.ui.widgets.data_header import TYPE_ICONS
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

CHIPS = {
    ColumnState.SAME: "neutral",
    ColumnState.ADDED: "ok",
    ColumnState.REMOVED: "bad",
    ColumnState.RETYPED: "warn",
    ColumnState.RENAMED: "run",
}
ORDER = (ColumnState.ADDED, ColumnState.REMOVED, ColumnState.RENAMED, ColumnState.RETYPED, ColumnState.SAME)


@dataclass(frozen=True)
class _Row:
    change: ColumnChange
    cells: int | None
    psi: float | None


def _type(kind: ColumnType | None) -> Cell:
    return Cell("–", "text3") if kind is None else Cell(type_name(kind), "text2", small=True)


class ColumnsView(QWidget):
    """A line a column, those that differ first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.table = Table(self._columns(), lambda r: f"{r.change.state}{r.change.name}", tr("Columns"), self)
        column.addWidget(self.table)

    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("name", tr("Column"), lambda r: Cell(r.change.name, weight=500, icon_tone="text3",
                        icon=TYPE_ICONS[r.change.right or r.change.left], tip=r.change.name),
                        sort=lambda r: r.change.name.casefold()),
            TableColumn("state", tr("What became of it"), self._state, 190, sort=lambda r: ORDER.index(r.change.state)),
            TableColumn("left", tr("Type before"), lambda r: _type(r.change.left), 120),
            TableColumn("right", tr("Type after"), lambda r: _type(r.change.right), 120),
            TableColumn("cells", tr("Changed cells"), lambda r: Cell("–" if r.cells is None else f"{r.cells:,}",
                        "text" if r.cells else "text3"), 110, True, lambda r: -1 if r.cells is None else r.cells,
                        tip=tr("In rows with the same key; needs a key")),
            TableColumn("psi", tr("Drift"), lambda r: Cell("–" if r.psi is None else f"{r.psi:.3f}",
                        "text3" if r.psi is None else "text"), 80, True, lambda r: -1.0 if r.psi is None else r.psi,
                        tip=tr("Population stability index (PSI)")),
        ]  # fmt: skip

    def _state(self, row: _Row) -> Cell:
        change = row.change
        word = states()[change.state].capitalize()
        if change.before:
            word = tr("Renamed, was {name}").format(name=change.before)
        tip = tr("It has the very same values, row by row.") if change.before else ""
        return Cell(word, chip=CHIPS[change.state], tip=tip)

    def show_comparison(self, found: Comparison) -> None:
        """Show the columns of a comparison."""
        drift = {d.name: d.psi for d in found.drift}
        rows = []
        for change in found.columns:
            compared = bool(found.key) and change.name in found.compared and change.name not in found.key
            cells = found.changed_cells.get(change.name, 0) if compared else None
            rows.append(_Row(change, cells, drift.get(change.name)))
        self.table.set_rows(sorted(rows, key=lambda r: (ORDER.index(r.change.state), -(r.cells or 0))))
