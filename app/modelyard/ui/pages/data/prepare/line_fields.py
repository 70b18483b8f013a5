"""The inputs of a step's form that are lines of inputs: pairs of names, and the values of groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.data.prepare import AggregateFunction, Aggregation
from modelyard.ui.pages.data.prepare.fields import ChoiceField, Editor, NameField, TextField, Types
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.widgets.button import Button, IconButton


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
