"""The rows that differ, before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.data.compare import Comparison, RowDifference
from modelyard.ui import texts
from modelyard.ui.pages.data.compare.words import change_word, tr
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

MOST_COLUMNS = 80
WIDTH, CHANGED_WIDTH = 108, 168
SHOWN = 120


def _shown(value: str | None) -> str:
    if value is None:
        return tr("missing")
    text = " ".join(value[:SHOWN].split())
    return text.replace("-", "\u2212", 1) if text[:1] == "-" and text[1:2].isdigit() else text


class RowsView(QWidget):
    """Up to 200 rows of each kind; `export` asks for all of them in a file."""

    export = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Comparison | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(20, 9, 20, 9)
        bar.setSpacing(12)
        self.kinds = Segment([("all", tr("All"))], tr("Which rows"), self, small=True)
        self.kinds.chosen.connect(self._show)
        self.fact = ElidedLabel("", "small", "text2", self)
        self.button = Button(tr("Export rows"), "export", "secondary", self, small=True)
        self.button.clicked.connect(self.export)
        bar.addWidget(self.kinds)
        bar.addWidget(self.fact, 1)
        bar.addWidget(self.button)
        column.addLayout(bar)
        self.table = Table([TableColumn("change", tr("Change"), lambda r: Cell())], lambda r: str(id(r)),
                           tr("Rows that differ"), self, row_height=28)  # fmt: skip
        self.states = StateStack(self.table, self)
        column.addWidget(self.states, 1)

    def show_comparison(self, found: Comparison) -> None:
        """Show the differing rows of a comparison."""
        self._found = found
        counts = found.rows
        kinds = [("changed", counts.changed), ("added", counts.added), ("removed", counts.removed)]
        choices = [("all", tr("All"))]
        choices += [(key, f"{change_word(key)[0]} {n:,}") for key, n in kinds if n]
        self.kinds.set_choices(choices)
        self.kinds.set_key("all")
        self.table.set_columns(self._columns(found))
        self._show()

    def _columns(self, found: Comparison) -> list[TableColumn]:
        columns = [TableColumn("change", tr("Change"), self._change, 104)]
        if not found.key:
            columns.append(
                TableColumn(
                    "count",
                    tr("Times"),
                    lambda d: Cell(f"{d.count:,}", small=True),
                    64,
                    True,
                    tip=tr("How often more than in the other version"),
                )
            )
        changed = sorted(found.changed_cells, key=lambda n: -found.changed_cells[n])
        others = [n for n in found.compared if n not in found.key and n not in changed]
        for name in [*found.key, *changed, *others][:MOST_COLUMNS]:
            at = found.compared.index(name)
            width = CHANGED_WIDTH if name in changed else WIDTH
            columns.append(TableColumn(f"c{at}", name, self._cell(at), width, tip=name))
        return columns

    def _change(self, row: RowDifference) -> Cell:
        word, kind = change_word(row.change)
        return Cell(word, chip=kind)

    def _cell(self, at: int) -> Callable[[Any], Cell]:
        def cell(row: RowDifference) -> Cell:
            before, after = row.before[at], row.after[at]
            if at in row.changed:
                text = f"{_shown(before)} → {_shown(after)}"
                return Cell(text, "accent-text", 500, small=True, tip=text)
            value = before if row.change == "removed" else after
            return Cell(_shown(value), "text3" if value is None else "text2", small=True, tip=_shown(value))

        return cell

    @Slot(object)
    def _show(self, _key: object = None) -> None:
        found = self._found
        if found is None:
            return
        kind = self.kinds.key()
        shown = [d for d in found.differences if kind in ("all", d.change)]
        every = {"added": found.rows.added, "removed": found.rows.removed, "changed": found.rows.changed}
        total = every.get(kind, sum(every.values()))
        words = texts.counted(total, tr("row differs"), tr("rows differ"))
        if total > sum(d.count for d in shown):
            text = tr("{rows}; {shown} of them are shown, the export has all")
            words = text.format(rows=words, shown=f"{len(shown):,}")
        self.fact.setText(words)
        self.button.setVisible(bool(found.differences))
        self.table.set_rows(shown)
        if shown:
            self.states.show_full()
        else:
            text = tr("Every row of one version is in the other.")
            self.states.show_empty(EmptyState("check", tr("No row differs"), text, self.states))
