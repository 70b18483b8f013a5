"""The inputs of a quality rule that depend on its kind: columns, bounds, values, expressions, another dataset."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import Column, ColumnType, DatasetVersion
from modelyard.domain.data.quality import Against, RuleKind, RuleParams, RuleSpec
from modelyard.domain.data.quality_check import ONE_COLUMN, SOME_COLUMNS, number
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.pages.data.table.cells import type_name
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

ORDERED = (ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)
USABLE: dict[RuleKind, tuple[ColumnType, ...]] = {
    RuleKind.RANGE: ORDERED,
    RuleKind.PATTERN: (ColumnType.TEXT, ColumnType.INTEGER),
    RuleKind.FRESH: (ColumnType.DATE, ColumnType.DATETIME),
}


class ParamsForm(QWidget):
    """All inputs; `show_kind` shows those a kind needs. `changed` when any of them is."""

    changed = Signal()

    def __init__(self, version: DatasetVersion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = version.columns
        self._dataset_id = version.dataset_id
        self._others: dict[str, DatasetVersion] = {}
        self._wanted_other = ("", "")
        self._kept = ""
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(12)
        self._fields: list[tuple[QWidget, tuple[RuleKind, ...]]] = []
        self._build_columns()
        self._build_bounds()
        self._build_values()
        self._build_expressions()
        self._build_reference()

    # --- building -----------------------------------------------------------------------------------------------
    def _add(self, widget: QWidget, *kinds: RuleKind) -> None:
        self._body.addWidget(widget)
        self._fields.append((widget, kinds))

    def _line(self, placeholder: str = "") -> QLineEdit:
        made = QLineEdit(self)
        made.setPlaceholderText(placeholder)
        made.textChanged.connect(self.changed)
        return made

    def _select(self, choices: list[tuple[str, str]]) -> Select:
        made = Select(choices, self)
        made.currentIndexChanged.connect(self.changed)
        return made

    def _row(self, *fields: FormField) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for field in fields:
            row.addWidget(field, 1)
        return holder

    def _build_columns(self) -> None:
        self.column = self._select([])
        self._add(FormField(tr("Column"), self.column, parent=self), *ONE_COLUMN)
        columns = [
            TableColumn("name", tr("Column"), lambda c: Cell(c.name, weight=500, tip=c.name)),
            TableColumn("type", tr("Type"), lambda c: Cell(type_name(c.type), "text2", small=True), 130),
        ]
        self.columns = Table(columns, lambda c: c.name, tr("Columns"), self, ticks=True, row_height=28)
        self.columns.set_rows(list(self._columns))
        self.columns.setFixedHeight(theme().px(190))
        self.columns.ticks_changed.connect(self.changed)
        self.columns_field = FormField(tr("Columns"), self.columns, parent=self)
        self._add(self.columns_field, *SOME_COLUMNS)

    def _build_bounds(self) -> None:
        self.mode = Segment([("equal", tr("Are equal")), ("ratio", tr("Have a ratio"))], tr("How they agree"), self)
        self.minimum, self.maximum = self._line(tr("no bound")), self._line(tr("no bound"))
        self.low_field = FormField(tr("Smallest"), self.minimum, parent=self)
        self.high_field = FormField(tr("Largest"), self.maximum, parent=self)
        self.bounds = self._row(self.low_field, self.high_field)
        self.max_change = self._line(tr("any"))
        self.change_field = FormField(
            tr("Largest change, in %"), self.max_change, tr("More or fewer rows than the version before."), self
        )
        self.hours = self._line()
        self.hours.setText("24")
        self.hours_unit = self._select([("1", tr("hours")), ("24", tr("days"))])
        self.hours_unit.setAccessibleName(tr("Unit of time"))
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.hours, 1)
        row.addWidget(self.hours_unit)
        self.against = self._select([("now", tr("now")), ("import", tr("the time of the import"))])
        fresh = self._row(
            FormField(tr("At most so old"), holder, parent=self), FormField(tr("Seen from"), self.against, parent=self)
        )
        self.hours.setAccessibleName(tr("At most so old"))
        self.limit = self._line()
        self.limit.setText("0.2")
        limit = FormField(
            tr("Largest PSI"), self.limit, tr("Below 0.1 hardly different, above 0.25 clearly different."), self
        )
        self._add(self.change_field, RuleKind.ROW_COUNT)
        self._add(fresh, RuleKind.FRESH)
        self._add(limit, RuleKind.SAME_DISTRIBUTION)

    def _build_values(self) -> None:
        self.values = QPlainTextEdit(self)
        self.values.setTabChangesFocus(True)
        self.values.setFixedHeight(theme().px(120))
        self.values.textChanged.connect(self.changed)
        self._add(FormField(tr("Values"), self.values, tr("One a line."), self), RuleKind.IN_SET)
        self.pattern = self._line("[A-Z]{2}[0-9]+")
        self._add(FormField(tr("Pattern"), self.pattern, parent=self), RuleKind.PATTERN)
        self.type = self._select([(t.value, type_name(t)) for t in ColumnType])
        self._add(FormField(tr("Type"), self.type, parent=self), RuleKind.TYPE)

    def _build_expressions(self) -> None:
        self.expression = self._line("dep_delay <= arr_delay + 100")
        hint = tr("Rows for which it has no answer, since a value is missing, are left out.")
        self._add(FormField(tr("Expression"), self.expression, hint, self), RuleKind.EXPRESSION)
        self.left, self.right = self._line("a + b"), self._line("total")
        sides = self._row(
            FormField(tr("One side"), self.left, parent=self), FormField(tr("Other side"), self.right, parent=self)
        )
        self._add(sides, RuleKind.BALANCE)
        self.mode.chosen.connect(self._mode_chosen)
        self._add(FormField(tr("They"), self.mode, parent=self), RuleKind.BALANCE)
        self.tolerance = self._line()
        self.tolerance.setText("0")
        self.tolerance_field = FormField(tr("Up to a difference of"), self.tolerance, parent=self)
        self._body.addWidget(self.tolerance_field)
        self._body.addWidget(self.bounds)

    def _build_reference(self) -> None:
        self.dataset = self._select([])
        self.dataset.currentIndexChanged.connect(self._dataset_chosen)
        self.other_column = self._select([])
        row = self._row(
            FormField(tr("In the dataset"), self.dataset, parent=self),
            FormField(tr("In its column"), self.other_column, parent=self),
        )
        self._add(row, RuleKind.REFERENCE)

    # --- showing ------------------------------------------------------------------------------------------------
    def show_kind(self, kind: RuleKind) -> None:
        """Show the inputs of a kind; offer the columns it can be about."""
        self._kind = kind
        for widget, kinds in self._fields:
            widget.setVisible(kind in kinds)
        usable = [c for c in self._columns if c.type in USABLE.get(kind, tuple(ColumnType))]
        names = [c.name for c in usable]
        if self._kept and self._kept not in names:
            names.append(self._kept)  # what the rule is about stays to be seen, though it is gone or of another type
        self.column.set_choices([(n, n) for n in names])
        self._show_bounds()

    @Slot(object)
    def _mode_chosen(self, _key: object) -> None:
        self._show_bounds()
        self.changed.emit()

    def _show_bounds(self) -> None:
        ratio = self.mode.key() == "ratio"
        balance = self._kind is RuleKind.BALANCE
        self.bounds.setVisible(self._kind in (RuleKind.RANGE, RuleKind.ROW_COUNT) or (balance and ratio))
        self.tolerance_field.setVisible(balance and not ratio)
        rows = self._kind is RuleKind.ROW_COUNT
        self.low_field.label.setText(tr("Fewest rows") if rows else tr("Smallest"))
        self.high_field.label.setText(tr("Most rows") if rows else tr("Largest"))

    @Slot(object)
    def offer_datasets(self, versions: Sequence[DatasetVersion]) -> None:
        """Offer the newest versions of the other datasets."""
        for version in sorted(versions, key=lambda v: v.number):
            if version.dataset_id != self._dataset_id and not version.deleted_at:
                self._others[version.dataset_name] = version
        self.dataset.set_choices([(name, name) for name in sorted(self._others, key=str.casefold)])
        self.dataset.set_key(self._wanted_other[0])
        self._dataset_chosen()
        self.other_column.set_key(self._wanted_other[1])
        self.changed.emit()

    @Slot()
    def _dataset_chosen(self, *_: object) -> None:
        other = self._others.get(self.dataset.key())
        columns: tuple[Column, ...] = other.columns if other else ()
        self.other_column.set_choices([(c.name, c.name) for c in columns])
        self.changed.emit()

    def fill(self, spec: RuleSpec) -> None:
        """Show a rule."""
        params = spec.params
        self._kept = spec.columns[0] if spec.columns and spec.kind in ONE_COLUMN else ""
        self.show_kind(spec.kind)
        if spec.columns:
            self.column.set_key(spec.columns[0])
            self.columns.set_ticked(spec.columns)
        self.mode.set_key("ratio" if params.ratio else "equal")
        days = params.hours % 24 == 0 and params.hours > 24
        self.hours_unit.set_key("24" if days else "1")
        self.against.set_key(params.against.value)
        self.values.setPlainText("\n".join(params.values))
        if params.type is not None:
            self.type.set_key(params.type.value)
        change = "" if params.max_change is None else f"{100 * params.max_change:g}"
        for field, text in (
            (self.minimum, params.minimum),
            (self.maximum, params.maximum),
            (self.max_change, change),
            (self.hours, f"{params.hours / (24 if days else 1):g}"),
            (self.limit, f"{params.limit:g}"),
            (self.pattern, params.pattern),
            (self.expression, params.expression),
            (self.left, params.left),
            (self.right, params.right),
            (self.tolerance, f"{params.tolerance:g}"),
        ):
            field.setText(text)
        self._wanted_other = (params.dataset, params.column)

    # --- reading ------------------------------------------------------------------------------------------------
    def read(self, kind: RuleKind) -> tuple[tuple[str, ...], RuleParams]:
        """Columns and parameters. Raises `InputError` for what is no number."""
        columns: tuple[str, ...] = ()
        if kind in ONE_COLUMN:
            if not self.column.key():
                raise InputError(tr("No column has a type that fits this rule."), "")
            columns = (self.column.key(),)
        elif kind in SOME_COLUMNS:
            ticked = set(self.columns.ticked())
            columns = tuple(c.name for c in self._columns if c.name in ticked)
        return columns, self._params(kind)

    def _params(self, kind: RuleKind) -> RuleParams:
        low, high = self.minimum.text().strip(), self.maximum.text().strip()
        if kind is RuleKind.RANGE:
            return RuleParams(minimum=low, maximum=high)
        if kind is RuleKind.IN_SET:
            lines = self.values.toPlainText().split("\n")
            return RuleParams(values=tuple(dict.fromkeys(line for line in lines if line.strip())))
        if kind is RuleKind.PATTERN:
            return RuleParams(pattern=self.pattern.text())
        if kind is RuleKind.TYPE:
            return RuleParams(type=ColumnType(self.type.key()))
        if kind is RuleKind.ROW_COUNT:
            text = self.max_change.text().strip()
            change = float(number(text, tr("The change"))) / 100 if text else None
            return RuleParams(minimum=low, maximum=high, max_change=change)
        if kind is RuleKind.FRESH:
            hours = float(number(self.hours.text(), tr("The age"))) * int(self.hours_unit.key())
            return RuleParams(hours=hours, against=Against(self.against.key()))
        if kind is RuleKind.BALANCE:
            left, right = self.left.text().strip(), self.right.text().strip()
            if self.mode.key() == "ratio":
                return RuleParams(left=left, right=right, ratio=True, minimum=low, maximum=high)
            tolerance = float(number(self.tolerance.text() or "0", tr("The difference")))
            return RuleParams(left=left, right=right, tolerance=tolerance)
        if kind is RuleKind.EXPRESSION:
            return RuleParams(expression=self.expression.text().strip())
        if kind is RuleKind.REFERENCE:
            return RuleParams(dataset=self.dataset.key(), column=self.other_column.key())
        if kind is RuleKind.SAME_DISTRIBUTION:
            return RuleParams(limit=float(number(self.limit.text(), tr("The limit"))))
        return RuleParams()
