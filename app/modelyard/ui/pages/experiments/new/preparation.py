"""How columns become inputs of the model: a dialog over the new experiment, and the line that sums it up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from modelyard.domain.experiments.spec import (
    ClassWeight,
    Encoding,
    Formula,
    Missing,
    Preparation,
    Scaling,
    TargetSummary,
    Task,
)
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.new.parameters import number
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select
from modelyard.ui.widgets.labels import ElidedLabel, Label

MOST_WEIGHTS = 12


def _missing() -> list[tuple[str, str]]:
    return [
        (Missing.AUTO.value, tr("As the algorithm needs it")),
        (Missing.MEDIAN.value, tr("Median")),
        (Missing.MEAN.value, tr("Mean")),
        (Missing.MOST_FREQUENT.value, tr("Most frequent value")),
        (Missing.ZERO.value, tr("Zero")),
    ]


def _scaling() -> list[tuple[str, str]]:
    return [
        (Scaling.AUTO.value, tr("As the algorithm needs it")),
        (Scaling.STANDARD.value, tr("Mean 0, deviation 1")),
        (Scaling.MIN_MAX.value, tr("From 0 to 1")),
        (Scaling.ROBUST.value, tr("By median and quartiles")),
        (Scaling.NONE.value, tr("Not at all")),
    ]


def _encoding() -> list[tuple[str, str]]:
    return [
        (Encoding.AUTO.value, tr("As the algorithm needs it")),
        (Encoding.ONE_HOT.value, tr("A column a category")),
        (Encoding.ORDINAL.value, tr("Numbers")),
        (Encoding.TARGET.value, tr("Mean target of the category")),
    ]


def _weights() -> list[tuple[str, str]]:
    return [
        (ClassWeight.NONE.value, tr("Each row the same")),
        (ClassWeight.BALANCED.value, tr("Each class the same")),
        (ClassWeight.CUSTOM.value, tr("As given")),
    ]


class FormulaRow(QWidget):
    """A computed feature: name = expression."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, formula: Formula, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.name, self.expression = QLineEdit(formula.name, self), QLineEdit(formula.expression, self)
        self.name.setPlaceholderText(tr("name"))
        self.name.setAccessibleName(tr("Name of the computed feature"))
        self.expression.setPlaceholderText(tr("for example distance / air_time"))
        self.expression.setAccessibleName(tr("Formula"))
        remove = IconButton("x", tr("Remove the formula"), self)
        remove.clicked.connect(self._remove)
        row.addWidget(self.name, 1)
        row.addWidget(Label("=", "body", "text3", self))
        row.addWidget(self.expression, 3)
        row.addWidget(remove)
        for edit in (self.name, self.expression):
            edit.textChanged.connect(self._changed)

    @Slot()
    def _changed(self, *_: object) -> None:
        self.changed.emit()

    @Slot()
    def _remove(self, *_: object) -> None:
        self.removed.emit(self)

    def formula(self) -> Formula:
        """What was typed."""
        return Formula(self.name.text().strip(), self.expression.text().strip())


class PreparationDialog(Dialog):
    """Asks how columns become inputs, and how much each class counts."""

    def __init__(self, preparation: Preparation, weight: ClassWeight, weights: dict[str, float],
                 classes: Sequence[str], columns: Sequence[str], parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(tr("Preparation"), parent, width=theme().px(640))
        self._columns = frozenset(columns)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        self.body.addLayout(grid)
        self.missing, self.scaling = Select(_missing(), self), Select(_scaling(), self)
        self.encoding, self.weight = Select(_encoding(), self), Select(_weights(), self)
        self.words = NumberBox(preparation.text_words, 10, 100_000, self, step=100)
        self.select = NumberBox(preparation.select or 0, 0, 100_000, self)
        self.select.setSpecialValueText(tr("all"))
        self.flags = QCheckBox(tr("Say where a number was missing"), self)
        self.pairs = QCheckBox(tr("Pairs of words too"), self)
        fields = (
            (tr("Missing numbers become"), self.missing), (tr("Numbers are scaled"), self.scaling),
            (tr("Categories become"), self.encoding), (tr("Inputs to keep, the best"), self.select),
            (tr("Words of a text column, at most"), self.words), (tr("Rows count"), self.weight),
        )  # fmt: skip
        self.fields = [FormField(label, widget, parent=self) for label, widget in fields]
        for position, field in enumerate(self.fields):
            grid.addWidget(field, position // 2, position % 2)
        self.body.addLayout(self._checks())
        self.body.addWidget(self._weight_rows(classes, weights))
        self.formulas: list[FormulaRow] = []
        self._formula_column = QVBoxLayout()
        self._formula_column.setSpacing(6)
        self.body.addWidget(Label(tr("Computed features"), "label", "text2", self))
        self.body.addLayout(self._formula_column)
        add = Button(tr("Add a formula"), "plus", parent=self, small=True)
        add.clicked.connect(self._add_formula)
        self.body.addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)
        self.set_primary(tr("Use this preparation"))
        self._fill(preparation, weight, bool(classes))

    def _checks(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self.flags)
        row.addWidget(self.pairs)
        row.addStretch(1)
        return row

    def _weight_rows(self, classes: Sequence[str], weights: dict[str, float]) -> QWidget:
        """A number a class, shown where rows count as given."""
        self._weight_box = QWidget(self)
        grid = QGridLayout(self._weight_box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        self.weight_edits: dict[str, QLineEdit] = {}
        for position, name in enumerate(classes[:MOST_WEIGHTS]):
            edit = QLineEdit(f"{weights.get(name, 1.0):g}", self._weight_box)
            edit.textChanged.connect(self._changed)
            self.weight_edits[name] = edit
            field = FormField(tr("{name} counts").format(name=name), edit, parent=self._weight_box)
            grid.addWidget(field, position // 3, position % 3)
        return self._weight_box

    def _fill(self, preparation: Preparation, weight: ClassWeight, classes: bool) -> None:
        self.missing.set_key(preparation.missing.value)
        self.scaling.set_key(preparation.scaling.value)
        self.encoding.set_key(preparation.encoding.value)
        self.weight.set_key(weight.value)
        self.fields[5].setVisible(classes)
        self.flags.setChecked(preparation.missing_flags)
        self.pairs.setChecked(preparation.text_pairs)
        for formula in preparation.formulas:
            self._add_row(formula)
        self.weight.currentIndexChanged.connect(self._changed)
        self._changed()

    @Slot()
    def _add_formula(self, *_: object) -> None:
        self._add_row(Formula("", ""))
        self.formulas[-1].name.setFocus()
        self._changed()

    def _add_row(self, formula: Formula) -> None:
        row = FormulaRow(formula, self)
        row.changed.connect(self._changed)
        row.removed.connect(self._remove_row)
        self.formulas.append(row)
        self._formula_column.addWidget(row)

    @Slot(object)
    def _remove_row(self, row: object) -> None:
        assert isinstance(row, FormulaRow)
        self.formulas.remove(row)
        row.hide()
        row.deleteLater()
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        self._weight_box.setVisible(self.weight.key() == ClassWeight.CUSTOM and bool(self.weight_edits))
        self.set_reason(self.problem())

    def problem(self) -> str:
        """What cannot be used; empty when all can."""
        names: set[str] = set()
        for formula in (row.formula() for row in self.formulas):
            if not formula.name or not formula.expression:
                return tr("A formula needs a name and an expression")
            if formula.name in names or formula.name in self._columns:
                return tr("There is a column called {name} already").format(name=formula.name)
            names.add(formula.name)
        if self.weight.key() == ClassWeight.CUSTOM:
            for name, edit in self.weight_edits.items():
                value = number(edit.text())
                if value is None or not 0 < value < 1e9:
                    return tr("{name} needs a number above 0").format(name=name)
        return ""

    def preparation(self) -> Preparation:
        """What is chosen."""
        return Preparation(
            Missing(self.missing.key()),
            self.flags.isChecked(),
            Scaling(self.scaling.key()),
            Encoding(self.encoding.key()),
            self.words.value(),
            self.pairs.isChecked(),
            tuple(row.formula() for row in self.formulas),
            self.select.value() or None,
        )

    def class_weight(self) -> ClassWeight:
        """How rows count."""
        return ClassWeight(self.weight.key())

    def weights(self) -> dict[str, float]:
        """What each class counts, where that was given."""
        if self.class_weight() is not ClassWeight.CUSTOM:
            return {}
        return {name: number(edit.text()) or 1.0 for name, edit in self.weight_edits.items()}


class PreparationLine(QWidget):
    """What differs from the automatic preparation, and the link that changes it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preparation = Preparation()
        self.class_weight = ClassWeight.NONE
        self.weights: dict[str, float] = {}
        self._summary: TargetSummary | None = None
        self._columns: tuple[str, ...] = ()
        self.dialog: PreparationDialog | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Label(tr("Preparation"), "label", "text2", self))
        self.words = ElidedLabel("", "small", "text3", self)
        row.addWidget(self.words, 1)
        self.link = LinkButton(tr("Change"), self, small=True)
        self.link.setAccessibleName(tr("Change the preparation"))
        self.link.clicked.connect(self._open)
        row.addWidget(self.link)
        self._show()

    def set_data(self, columns: Sequence[str], summary: TargetSummary | None) -> None:
        """The columns a formula can use, and the classes that can count differently."""
        self._columns, self._summary = tuple(columns), summary
        classes = {name for name, _ in summary.classes} if summary is not None else set()
        if self.class_weight is ClassWeight.CUSTOM and summary is not None and not set(self.weights) <= classes:
            self.class_weight, self.weights = ClassWeight.NONE, {}
            self._show()

    def fill(self, preparation: Preparation, weight: ClassWeight, weights: dict[str, float]) -> None:
        """Take over another experiment's."""
        self.preparation, self.class_weight, self.weights = preparation, weight, dict(weights)
        self._show()

    def _classes(self) -> list[str]:
        if self._summary is None or self._summary.task not in (Task.BINARY, Task.MULTICLASS):
            return []
        return [name for name, _ in self._summary.classes]

    @Slot()
    def _open(self, *_: object) -> None:
        self.dialog = PreparationDialog(
            self.preparation, self.class_weight, self.weights, self._classes(), self._columns, self.window()
        )
        self.dialog.finished.connect(self._closed)
        self.dialog.open_in(self.window())

    @Slot(object)
    def _closed(self, accepted: object) -> None:
        dialog, self.dialog = self.dialog, None
        if accepted and dialog is not None:
            self.fill(dialog.preparation(), dialog.class_weight(), dialog.weights())
            self.changed.emit()

    def _show(self) -> None:
        self.words.setText(describe(self.preparation, self.class_weight))
        self.words.setToolTip(self.words.text())


def describe(preparation: Preparation, weight: ClassWeight = ClassWeight.NONE) -> str:
    """What differs from the automatic preparation, in a few words."""
    usual = Preparation()
    parts = []
    if preparation.missing is not usual.missing:
        parts.append(tr("missing: {how}").format(how=dict(_missing())[preparation.missing].lower()))
    if preparation.missing_flags:
        parts.append(tr("missing flagged"))
    if preparation.scaling is not usual.scaling:
        parts.append(tr("scaled: {how}").format(how=dict(_scaling())[preparation.scaling].lower()))
    if preparation.encoding is not usual.encoding:
        parts.append(tr("categories: {how}").format(how=dict(_encoding())[preparation.encoding].lower()))
    if preparation.text_words != usual.text_words:
        parts.append(tr("{n} words").format(n=f"{preparation.text_words:,}"))
    parts += [f"{f.name} = {f.expression}" for f in preparation.formulas]
    if preparation.select:
        parts.append(tr("best {n} inputs").format(n=f"{preparation.select:,}"))
    if weight is not ClassWeight.NONE:
        parts.append(tr("classes count the same") if weight is ClassWeight.BALANCED else tr("classes count as given"))
    return ", ".join(parts) or tr("automatic")
