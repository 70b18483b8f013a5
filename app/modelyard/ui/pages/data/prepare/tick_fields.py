"""The inputs of a step's form that are lists to tick: columns, and fixed choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from modelyard.ui.icons import icon
from modelyard.ui.pages.data.prepare.fields import Editor, Types
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.data_header import type_icon
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.search_field import SearchField

LISTED = 5
FILTER_FROM = 9


class ColumnsField(Editor):
    """Columns to tick. The order of ticking is kept; names that are not there stay, marked."""

    def __init__(self, parent: QWidget | None = None, *, what: str = "") -> None:
        super().__init__(parent)
        self._chosen: list[str] = []
        self._first: list[str] = []
        self.filter = SearchField(tr("Filter columns"), self, small=True)
        self.filter.filtered.connect(self._show)
        self.column.addWidget(self.filter)
        self.list = QListWidget(self)
        self.list.setObjectName("ticks")
        self.list.setAccessibleName(what)
        self.list.setFrameShape(QListWidget.Shape.Box)
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(14, 14))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._ticked)
        self.list.itemClicked.connect(self._clicked)
        self.column.addWidget(self.list)
        self.count = Label("", "small", "text3", self)
        self.column.addWidget(self.count)
        self._show()

    def set_types(self, types: Types) -> None:
        if list(types.items()) != list(self.types.items()):
            super().set_types(types)
            self._first = [n for n in self._chosen if n in self.types]
            self._show()

    @Slot(object)
    def _show(self, *_: object) -> None:
        wanted = self.filter.text().strip().casefold()
        gone = [n for n in self._chosen if n not in self.types]
        listed = [n for n in dict.fromkeys([*gone, *self._first, *self.types]) if wanted in n.casefold()]
        self.filter.setVisible(len(self.types) + len(gone) >= FILTER_FROM)
        with QSignalBlocker(self.list):
            self.list.clear()
            for name in listed:
                item = QListWidgetItem(name if name in self.types else tr("{name} (not there)").format(name=name))
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setIcon(icon(type_icon(self.types[name]) if name in self.types else "warn", "text3"))
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
                )
                on = name in self._chosen
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        rows = max(1, min(LISTED, len(listed)))
        self.list.setFixedHeight(rows * theme().px(32) + 4)
        self._say_count()

    def _say_count(self) -> None:
        self.count.setText(tr("{n} of {total} chosen").format(n=len(self._chosen), total=len(self.types)))

    @Slot(object)
    def _clicked(self, item: QListWidgetItem) -> None:
        self.list.setCurrentItem(item)

    @Slot(object)
    def _ticked(self, item: QListWidgetItem) -> None:
        name = item.data(Qt.ItemDataRole.UserRole)
        on = item.checkState() == Qt.CheckState.Checked
        if on and name not in self._chosen:
            self._chosen.append(name)
        elif not on and name in self._chosen:
            self._chosen.remove(name)
        self._say_count()
        self.changed.emit()

    def value(self) -> tuple[str, ...]:
        return tuple(self._chosen)

    def set_value(self, value: Any) -> None:
        if list(value) != self._chosen:
            self._chosen = list(value)
            self._first = [n for n in self._chosen if n in self.types]
            self._show()


class ChecksField(ColumnsField):
    """Fixed choices to tick, such as the parts of a date."""

    def __init__(self, choices: Sequence[tuple[str, str]], make: Any, parent: QWidget | None = None) -> None:
        self._choices, self._make = dict(choices), make
        super().__init__(parent)
        self.filter.hide()

    def set_types(self, types: Types) -> None:
        """The choices are fixed."""

    @Slot(object)
    def _show(self, *_: object) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for key, text in self._choices.items():
                item = QListWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, key)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
                )
                item.setCheckState(Qt.CheckState.Checked if key in self._chosen else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        self.list.setFixedHeight(min(LISTED, len(self._choices)) * theme().px(32) + 4)
        self.filter.hide()
        self._say_count()

    def _say_count(self) -> None:
        self.count.setText(tr("{n} of {total} chosen").format(n=len(self._chosen), total=len(self._choices)))

    def value(self) -> Any:
        return tuple(self._make(n) for n in self._chosen)

    def set_value(self, value: Any) -> None:
        super().set_value([str(v) for v in value])
