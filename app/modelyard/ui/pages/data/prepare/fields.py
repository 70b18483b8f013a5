"""The inputs of a step's form. Each has `value()`, `set_value()` and `changed`, and takes the columns it may offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import AggregateFunction, Aggregation, Scalar
from modelyard.ui.icons import icon
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton
from modelyard.ui.widgets.data_header import type_icon
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.search_field import SearchField

Types = Mapping[str, ColumnType]
LISTED = 5
FILTER_FROM = 9


class Editor(QWidget):
    """What all inputs have in common."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.types: Types = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(5)

    def set_types(self, types: Types) -> None:
        """The columns to choose from."""
        self.types = dict(types)

    def value(self) -> Any:
        """What was entered."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value, without `changed`."""
        raise NotImplementedError

    @Slot()
    def _say(self, *_: object) -> None:
        self.changed.emit()


class TextField(Editor):
    """One line of text. With `mono` it is an expression."""

    def __init__(self, parent: QWidget | None = None, *, hint: str = "", mono: bool = False) -> None:
        super().__init__(parent)
        self.edit = QLineEdit(self)
        self.edit.setPlaceholderText(hint)
        if mono:
            self.edit.setFont(theme().font("small", mono=True))
        self.edit.textChanged.connect(self._say)
        self.column.addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> Any:
        return self.edit.text()

    def set_value(self, value: Any) -> None:
        if value != self.value():
            with QSignalBlocker(self.edit):
                self.edit.setText("" if value is None else str(value))


class ScalarField(TextField):
    """Text, a number, or yes or no: what is written decides, and the column's type in the end."""

    def value(self) -> Scalar:
        text = self.edit.text()
        return None if text == "" else text

    def set_value(self, value: Any) -> None:
        shown = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
        if shown != self.value():
            super().set_value(shown)


class NumberField(TextField):
    """A number; a text that is none keeps the last number and is not taken."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(parent)
        self._whole, self._last = whole, 0.0
        self.edit.setFixedWidth(theme().px(120))

    def value(self) -> Any:
        text = self.edit.text().strip().replace("\u2212", "-")
        try:
            number = int(text) if self._whole else float(text)
        except ValueError:
            number = self._last
        if number != number or abs(number) > 1e15:
            number = self._last
        self._last = number
        return number

    def set_value(self, value: Any) -> None:
        self._last = value
        text = self.edit.text().strip()
        try:
            same = text != "" and float(text) == float(value)
        except ValueError:
            same = False
        if not same:
            with QSignalBlocker(self.edit):
                self.edit.setText(f"{value:g}" if not self._whole else str(value))


class NamesField(TextField):
    """Names of new columns, separated by commas."""

    def value(self) -> tuple[str, ...]:
        return tuple(n.strip() for n in self.edit.text().split(",") if n.strip())

    def set_value(self, value: Any) -> None:
        if tuple(value) != self.value():
            with QSignalBlocker(self.edit):
                self.edit.setText(", ".join(value))


class TickField(Editor):
    """Yes or no."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(text, self)
        self.box.toggled.connect(self._say)
        self.column.addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> bool:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class ChoiceField(Editor):
    """One of a few choices."""

    def __init__(self, choices: Sequence[tuple[str, str]], make: Any = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.select = Select(list(choices), self)
        _shrinkable(self.select)
        self.select.currentIndexChanged.connect(self._say)
        self.column.addWidget(self.select)
        self.setFocusProxy(self.select)

    def value(self) -> Any:
        return self._make(self.select.key())

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.select):
            self.select.set_key(str(value))


def _shrinkable(select: Select) -> None:
    """Let a drop-down be narrower than its longest choice."""
    select.setSizeAdjustPolicy(Select.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    select.setMinimumContentsLength(6)
    select.setMinimumWidth(theme().px(60))


class NameField(Editor):
    """One of the columns, or of the datasets; a name that is not there is shown as it is."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.select = Select([], self, name=name)
        _shrinkable(self.select)
        self.select.currentIndexChanged.connect(self._say)
        self.column.addWidget(self.select)
        self.setFocusProxy(self.select)
        self._names: list[str] = []

    def set_types(self, types: Types) -> None:
        super().set_types(types)
        self.set_names(list(types))

    def set_names(self, names: Sequence[str]) -> None:
        """What to choose from."""
        self._names = list(names)
        self._fill(self.select.key())

    def _fill(self, chosen: str) -> None:
        listed = self._names if not chosen or chosen in self._names else [chosen, *self._names]
        self.select.set_choices([("", tr("Choose")), *((n, n) for n in listed)])
        with QSignalBlocker(self.select):  # only now: set_choices lets signals through at its end
            self.select.set_key(chosen)

    def value(self) -> str:
        return self.select.key()

    def set_value(self, value: Any) -> None:
        if value != self.value():
            self._fill(str(value))


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


class RowsField(Editor):
    """Rows of inputs with a button that adds one and one each that removes it."""

    def __init__(self, add: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(5)
        self.column.addLayout(self.rows)
        self.add = Button(add, "plus", "quiet", self, small=True)
        self.add.clicked.connect(self._add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.lines: list[QWidget] = []

    def make_line(self) -> QWidget:
        """A new line's inputs."""
        raise NotImplementedError

    @Slot()
    def _add(self) -> None:
        line = self._append()
        line.setFocus()

    def _append(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        line = self.make_line()
        line.setParent(holder)
        row.addWidget(line, 1)
        remove = IconButton("x", tr("Remove this line"), holder)
        remove.clicked.connect(self._remove)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addWidget(holder)
        self.lines.append(line)
        holder.show()
        return line

    @Slot()
    def _remove(self) -> None:
        sender = self.sender()
        holder = sender.parentWidget() if isinstance(sender, QWidget) else None
        for line in self.lines:
            if holder is not None and line.parentWidget() is holder:
                self._take(line)
                self.changed.emit()
                return

    def _take(self, line: QWidget) -> None:
        self.lines.remove(line)
        if (holder := line.parentWidget()) is not None:
            self.rows.removeWidget(holder)
            holder.hide()
            holder.deleteLater()

    def _resize(self, count: int) -> None:
        while len(self.lines) > count:
            self._take(self.lines[-1])
        while len(self.lines) < count:
            self._append()


class Pair(QWidget):
    """Two inputs side by side: a column of ours, and a text or a column of theirs."""

    changed = Signal()

    def __init__(self, theirs: Sequence[str] | None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.mine = NameField(self, name=tr("Column"))
        self.other: NameField | TextField
        if theirs is None:
            self.other = TextField(self, hint=tr("New name"))
            self.other.edit.setAccessibleName(tr("New name"))
        else:
            self.other = NameField(self, name=tr("Its column"))
        for field in (self.mine, self.other):
            row.addWidget(field, 1)
            field.changed.connect(self.changed)
        self.setFocusProxy(self.mine)


class PairsField(RowsField):
    """A dict: our columns with new names, or with the other dataset's columns."""

    def __init__(self, add: str, parent: QWidget | None = None, *, theirs: bool = False) -> None:
        self._theirs: list[str] | None = [] if theirs else None
        super().__init__(add, parent)

    def make_line(self) -> QWidget:
        line = Pair(self._theirs)
        line.mine.set_types(self.types)
        if isinstance(line.other, NameField):
            line.other.set_names(self._theirs or [])
        line.changed.connect(self._say)
        return line

    def set_types(self, types: Types) -> None:
        super().set_types(types)
        for line in self.lines:
            assert isinstance(line, Pair)
            line.mine.set_types(types)

    def set_theirs(self, names: Sequence[str]) -> None:
        """The other dataset's columns."""
        self._theirs = list(names)
        for line in self.lines:
            if isinstance(line, Pair) and isinstance(line.other, NameField):
                line.other.set_names(names)

    def value(self) -> dict[str, str]:
        pairs = [(p.mine.value(), p.other.value()) for p in self.lines if isinstance(p, Pair)]
        return {a: b for a, b in pairs if a and b}

    def set_value(self, value: Any) -> None:
        if value == self.value() and (value or not self.lines):
            return
        self._resize(len(value))
        for line, (mine, other) in zip(self.lines, value.items(), strict=True):
            assert isinstance(line, Pair)
            line.mine.set_value(mine)
            line.other.set_value(other)


class _Aggregation(QWidget):
    changed = Signal()

    def __init__(self, functions: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.function = ChoiceField(functions, AggregateFunction, self)
        self.column = NameField(self, name=tr("Column"))
        self.name = TextField(self, hint=tr("Name, by default column_function"))
        self.name.edit.setAccessibleName(tr("Name of the new column"))
        row.addWidget(self.function, 1)
        row.addWidget(self.column, 1)
        column.addLayout(row)
        column.addWidget(self.name)
        for field in (self.function, self.column, self.name):
            field.changed.connect(self.changed)
        self.setFocusProxy(self.function)


class AggregationsField(RowsField):
    """What is computed for each group."""

    def __init__(self, functions: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        self._functions = list(functions)
        super().__init__(tr("Add value"), parent)

    def make_line(self) -> QWidget:
        line = _Aggregation(self._functions)
        line.column.set_types(self.types)
        line.changed.connect(self._say)
        return line

    @Slot()
    def _add(self) -> None:
        super()._add()
        self.changed.emit()

    def set_types(self, types: Types) -> None:
        super().set_types(types)
        for line in self.lines:
            assert isinstance(line, _Aggregation)
            line.column.set_types(types)

    def value(self) -> tuple[Aggregation, ...]:
        lines = [n for n in self.lines if isinstance(n, _Aggregation)]
        return tuple(Aggregation(n.function.value(), n.column.value(), n.name.value().strip()) for n in lines)

    def set_value(self, value: Any) -> None:
        if tuple(value) == self.value():
            return
        self._resize(len(value))
        for line, one in zip(self.lines, value, strict=True):
            assert isinstance(line, _Aggregation)
            line.function.set_value(one.function.value)
            line.column.set_value(one.column)
            line.name.set_value(one.name)
