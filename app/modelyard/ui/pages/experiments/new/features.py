"""Choosing features: a filtered list of columns with their types, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.experiments.spec import Role
from modelyard.ui import texts
from modelyard.ui.icons import paint_icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn
from modelyard.ui.widgets.table_paint import CellDelegate

DATES = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)
REMARK_WIDTH = 168


def role_names() -> dict[Role, str]:
    """Roles as a person says them."""
    return {
        Role.NUMERIC: tr("as a number"),
        Role.CATEGORY: tr("as a category"),
        Role.TEXT: tr("as words"),
        Role.DATE: tr("as a date"),
    }


def roles_of(kind: ColumnType) -> tuple[Role, ...]:
    """The roles a column of a type can have, its usual one first."""
    if kind is ColumnType.TEXT:
        return Role.CATEGORY, Role.TEXT
    if kind in DATES:
        return Role.DATE, Role.CATEGORY
    return Role.NUMERIC, Role.CATEGORY


@dataclass(frozen=True, slots=True)
class Warned:
    """What is odd about a column: a short remark, the whole sentence, and whether it should stay out."""

    remark: str
    text: str
    severity: str

    @property
    def left_out(self) -> bool:
        """Whether it is unticked unless the user wants it."""
        return self.severity in ("bad", "warn")


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """A column that may be a feature."""

    name: str
    type: ColumnType
    distinct: int = 0
    warned: Warned | None = None
    role: Role | None = None


def short_remark(kind: str) -> str:
    """A warning in a few words."""
    return {
        "leak": tr("tells the answer"),
        "identifier": tr("looks like an identifier"),
        "empty": tr("has no values"),
        "constant": tr("always the same"),
        "many_values": tr("many values"),
    }.get(kind, kind)


@dataclass(frozen=True, slots=True)
class RemarkCell(Cell):
    """A remark at the right edge, with its icon just before it."""


class _Delegate(CellDelegate):
    def _paint_cell(self, painter: QPainter, cell: Cell, rect: QRect, right: bool, pads: tuple[int, int],
                    selected: bool) -> None:  # fmt: skip
        if not isinstance(cell, RemarkCell):
            super()._paint_cell(painter, cell, rect, right, pads, selected)
            return
        font = theme().font("small")
        room = rect.width() - 10 - (20 if cell.icon else 0)
        shown = QFontMetrics(font).elidedText(cell.text, Qt.TextElideMode.ElideRight, room)
        width = QFontMetrics(font).horizontalAdvance(shown)
        x = rect.right() - 9 - width
        painter.setFont(font)
        painter.setPen(theme().color(cell.tone))
        painter.drawText(QRectF(x, rect.y(), width + 2, rect.height() - 1), Qt.AlignmentFlag.AlignVCenter, shown)
        if cell.icon:
            paint_icon(painter, cell.icon, cell.icon_tone, QRectF(x - 19, rect.y() + (rect.height() - 15) / 2, 14, 14))


class FeatureList(QWidget):
    """Columns to tick. `changed` fires when the choice changed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FeatureRow] = []
        self._chosen: set[str] = set()
        self._decided: set[str] = set()
        self._roles: dict[str, Role] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(self._build_head())
        frame = QFrame(self)
        frame.setObjectName("code")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        self.filter = SearchField(self.tr("Filter features"), frame)
        self.filter.setProperty("bare", True)
        self.filter.setTextMargins(8, 0, 8, 0)
        self.filter.setFixedHeight(theme().px(30))
        self.filter.filtered.connect(self._show)
        bar = QFrame(frame)
        bar.setObjectName("cardHead")
        bar_row = QHBoxLayout(bar)
        bar_row.setContentsMargins(0, 0, 0, 0)
        bar_row.addWidget(self.filter)
        inner.addWidget(bar)
        columns = [
            TableColumn("name", self.tr("Feature"), self._name_cell, None),
            TableColumn("remark", self.tr("Remark"), self._remark_cell, REMARK_WIDTH, True),
        ]
        self.table = Table(columns, lambda row: str(row.name), self.tr("Features"), frame, ticks=True, row_height=28)
        self.table.setProperty("keepHiddenTicks", True)
        self.table.setItemDelegate(_Delegate(self.table))
        self.table.horizontalHeader().hide()
        self.table.ticks_changed.connect(self._ticked)
        self.table.row_opened.connect(self._toggle)
        self.table.menu = self._menu
        inner.addWidget(self.table, 1)
        column.addWidget(frame, 1)

    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(Label(self.tr("Features"), "label", "text2", self))
        self.count = Label("", "small", "text3", self)
        head.addWidget(self.count)
        head.addStretch(1)
        self.checking = Label(self.tr("looking for leaks"), "small", "text3", self)
        self.bar = ProgressBar(None, self, height=4)
        self.bar.setFixedWidth(48)
        head.addWidget(self.bar)
        head.addWidget(self.checking)
        head.addSpacing(4)
        self.all_button = LinkButton(self.tr("All"), self, small=True)
        self.all_button.clicked.connect(self._all)
        self.none_button = LinkButton(self.tr("None"), self, small=True)
        self.none_button.clicked.connect(self._none)
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        self.set_checking(False)
        return head

    def set_checking(self, on: bool) -> None:
        """Say that the features are being looked at."""
        self.bar.setVisible(on)
        self.checking.setVisible(on)

    # --- contents -----------------------------------------------------------------------------------------------
    def set_columns(self, columns: Sequence[ColumnProfile], target: str, chosen: Iterable[str] | None = None) -> None:
        """Offer all columns but the target. `chosen` are ticked; without it, what the user ticked or unticked before
        stays so and the rest are ticked."""
        if chosen is not None:
            self._chosen = set(chosen)
            self._decided = {c.name for c in columns}
        else:
            self._chosen &= self._decided
            self._chosen |= {c.name for c in columns if c.name not in self._decided}
        self._rows = [
            FeatureRow(c.name, c.type, c.distinct, role=self._roles.get(c.name)) for c in columns if c.name != target
        ]
        self._chosen &= {r.name for r in self._rows}
        self._show()

    def set_roles(self, roles: Mapping[str, Role]) -> None:
        """Take over what columns are used as, where that differs from their type."""
        self._roles = {name: role for name, role in roles.items() if role is not Role.IGNORED}
        self._rows = [replace(row, role=self._roles.get(row.name)) for row in self._rows]
        self._show()

    def use_as(self, name: str, role: Role) -> None:
        """Use a column in a role; its usual one is not remembered."""
        row = next(r for r in self._rows if r.name == name)
        self._roles.pop(name, None)
        if role is not roles_of(row.type)[0]:
            self._roles[name] = role
        self.set_roles(self._roles)

    def roles(self) -> dict[str, Role]:
        """The roles of ticked columns that differ from those of their types."""
        return {name: role for name, role in self._roles.items() if name in self._chosen}

    def forget(self) -> None:
        """Other columns come: what was ticked means nothing any more."""
        self._decided, self._chosen, self._rows, self._roles = set(), set(), [], {}

    def set_warnings(self, found: Mapping[str, Warned]) -> None:
        """Show what is odd; leaks and the like are unticked unless the user decided otherwise."""
        self._rows = [replace(row, warned=found.get(row.name)) for row in self._rows]
        out = {name for name, warned in found.items() if warned.left_out and name not in self._decided}
        self._chosen -= out
        self._show()

    def chosen(self) -> tuple[str, ...]:
        """The ticked columns in the table's order."""
        return tuple(r.name for r in self._rows if r.name in self._chosen)

    def remark(self) -> tuple[str, str]:
        """What is to be said about ticked columns that leak, or columns left out: the sentence and its kind."""
        if risky := self._risky():
            return risky[0].warned.text if risky[0].warned else "", "bad"
        out = self._left_out()
        if not out:
            return "", "warn"
        text = tr("{name} was left out. {why} Tick it to use it anyway.")
        text = text.format(name=out[0].name, why=out[0].warned.text if out[0].warned else "")
        if len(out) > 1:
            others = ", ".join(r.name for r in out[1:4]) + ("…" if len(out) > 4 else "")
            text += " " + tr("Left out too: {names}.").format(names=others)
        return text, "warn"

    def _left_out(self) -> list[FeatureRow]:
        """Columns that are unticked for a reason, worst first."""
        rows = [r for r in self._rows if r.warned and r.warned.left_out and r.name not in self._chosen]
        return sorted(rows, key=lambda r: r.warned is None or r.warned.severity != "bad")

    def _risky(self) -> list[FeatureRow]:
        """Ticked columns that leak."""
        return [r for r in self._rows if r.warned and r.warned.severity == "bad" and r.name in self._chosen]

    @Slot()
    def _show(self, *_: object) -> None:
        word = self.filter.text().strip().casefold()
        self.table.blockSignals(True)
        self.table.set_rows([r for r in self._rows if word in r.name.casefold()])
        self.table.set_ticked([*self._chosen])
        self.table.blockSignals(False)
        self._share_room()
        text = self.tr("{count} of {all}")
        self.count.setText(text.format(count=texts.count(len(self._chosen)), all=texts.count(len(self._rows))))
        self.changed.emit()

    def _share_room(self) -> None:
        """Names get what the longest remark leaves."""
        metrics = QFontMetrics(theme().font("small"))
        cells = [cell for cell in map(self._remark_cell, self._rows) if cell.text]
        wide = max((metrics.horizontalAdvance(c.text) + (22 if c.icon else 0) + 24 for c in cells), default=0)
        head = self.table.horizontalHeader()
        head.resizeSection(head.count() - 1, min(theme().px(REMARK_WIDTH), max(28, wide)))

    # --- cells --------------------------------------------------------------------------------------------------
    def _name_cell(self, row: FeatureRow) -> Cell:
        on = row.name in self._chosen
        tone = "text" if on else "text2"
        return Cell(row.name, tone, icon=facts.TYPE_ICONS[row.type], icon_tone="text3", tip=row.name)

    def _remark_cell(self, row: FeatureRow) -> Cell:
        if row.warned is not None:
            tone = {"bad": "bad-text", "warn": "warn-text"}.get(row.warned.severity, "text3")
            icon = "warn" if row.warned.left_out else ""
            return RemarkCell(row.warned.remark, tone, icon=icon, icon_tone=tone, tip=row.warned.text)
        if row.role is not None:
            return RemarkCell(role_names()[row.role], "accent-text")
        if row.type is ColumnType.TEXT:
            return RemarkCell(texts.counted(row.distinct, self.tr("value"), self.tr("values")), "text3")
        return RemarkCell()

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(object)
    def _ticked(self, ticked: object) -> None:
        wanted = set(self.table.ticked())
        self._decided |= wanted ^ self._chosen
        self._chosen = wanted & {r.name for r in self._rows}
        self._show()

    @Slot(object)
    def _toggle(self, key: object) -> None:
        self.table.toggle(self.table.rows.find(str(key)))

    def _menu(self, row: FeatureRow, menu: QMenu) -> None:
        """What a column can be used as."""
        usual = roles_of(row.type)[0]
        for role in roles_of(row.type):
            action = menu.addAction(self.tr("Use {role}").format(role=role_names()[role]))
            action.setCheckable(True)
            action.setChecked((row.role or usual) is role)
            action.triggered.connect(partial(self._use, row.name, role))

    def _use(self, name: str, role: Role, *_: object) -> None:
        self.use_as(name, role)

    @Slot()
    def _all(self) -> None:
        self.table.set_ticked([r.name for r in self._rows])

    @Slot()
    def _none(self) -> None:
        self.table.set_ticked([])
