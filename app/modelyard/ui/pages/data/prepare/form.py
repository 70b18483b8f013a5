"""The form of one step: inputs that fit its kind, what is wrong with it, and what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    AggregateFunction,
    DatePart,
    FillMethod,
    JoinHow,
    Keep,
    OutlierAction,
    OutlierMethod,
    Step,
    learns,
)
from modelyard.ui.pages.data.prepare import words
from modelyard.ui.pages.data.prepare.fields import (
    ChoiceField,
    Editor,
    NameField,
    NamesField,
    NumberField,
    ScalarField,
    TextField,
    TickField,
)
from modelyard.ui.pages.data.prepare.line_fields import AggregationsField, PairsField
from modelyard.ui.pages.data.prepare.tick_fields import ChecksField, ColumnsField
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.pages.data.table.cells import type_name
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note

Types = Mapping[str, ColumnType]
Make = Callable[[QWidget], Editor]


@dataclass(frozen=True)
class Spec:
    """An input: the step's field, its label, what makes it, a hint, and when it is shown."""

    field: str
    label: str
    make: Make
    hint: str = ""
    shown: Callable[[Any], bool] | None = None
    optional: bool = False
    columns: str = "all"  # which columns it offers: all, numeric, text, dates, theirs
    expression: bool = False


def _columns(what: str = "") -> Make:
    return lambda parent: ColumnsField(parent, what=what or tr("Columns"))


def _choice(choices: Sequence[tuple[str, str]], make: Any) -> Make:
    return lambda parent: ChoiceField(choices, make, parent)


def _text(hint: str = "", mono: bool = False) -> Make:
    return lambda parent: TextField(parent, hint=hint, mono=mono)


def _number(whole: bool = False) -> Make:
    return lambda parent: NumberField(parent, whole=whole)


def _tick(text: str) -> Make:
    return lambda parent: TickField(text, parent)


def _types(kinds: Sequence[ColumnType]) -> Make:
    return _choice([(k.value, type_name(k)) for k in kinds], ColumnType)


def _functions() -> list[tuple[str, str]]:
    return [
        (AggregateFunction.COUNT.value, tr("Count")),
        (AggregateFunction.COUNT_DISTINCT.value, tr("Count different")),
        (AggregateFunction.SUM.value, tr("Sum")),
        (AggregateFunction.MEAN.value, tr("Mean")),
        (AggregateFunction.MEDIAN.value, tr("Median")),
        (AggregateFunction.STD.value, tr("Standard deviation")),
        (AggregateFunction.MIN.value, tr("Smallest")),
        (AggregateFunction.MAX.value, tr("Largest")),
        (AggregateFunction.FIRST.value, tr("First")),
        (AggregateFunction.LAST.value, tr("Last")),
    ]


def _parts() -> list[tuple[str, str]]:
    names = (tr("Year"), tr("Quarter"), tr("Month"), tr("Week"), tr("Day of month"), tr("Weekday, 1 is Monday"),
             tr("Day of year"), tr("Weekend"), tr("Date"), tr("Hour"), tr("Minute"), tr("Second"))  # fmt: skip
    return list(zip([p.value for p in DatePart], names, strict=True))


def _joins() -> list[tuple[str, str]]:
    return [
        (JoinHow.LEFT.value, tr("All our rows")),
        (JoinHow.INNER.value, tr("Only rows with a match")),
        (JoinHow.RIGHT.value, tr("All their rows")),
        (JoinHow.FULL.value, tr("All rows of both")),
        (JoinHow.SEMI.value, tr("Keep ours with a match, add nothing")),
        (JoinHow.ANTI.value, tr("Keep ours without a match")),
    ]


def specs(kind: str) -> Sequence[Spec]:
    """The inputs of a kind of step."""
    chosen = Spec("columns", tr("Columns"), _columns())
    numeric = replace(chosen, columns="numeric")
    keep = [(Keep.FIRST.value, tr("First")), (Keep.LAST.value, tr("Last"))]
    methods = list(words.fill_methods().items())
    outliers = list(words.outlier_methods().items())
    actions = [(OutlierAction.CLIP.value, tr("Clip to the bounds")), (OutlierAction.DROP.value, tr("Drop the rows"))]

    def forward(step: Any) -> bool:
        return step.method is FillMethod.FORWARD

    def forest(step: Any) -> bool:
        return step.method is OutlierMethod.ISOLATION_FOREST

    def adds(step: Any) -> bool:
        return step.how not in (JoinHow.SEMI, JoinHow.ANTI)

    dataset = Spec("dataset", tr("Dataset"), NameField, tr("Its newest version when the recipe is applied"))
    suffix = Spec("suffix", tr("Ending for names that we have too"), _text(), shown=None)
    theirs = Spec("columns", tr("Its columns"), _columns(tr("Its columns")), tr("None ticked means all"),
                  columns="theirs")  # fmt: skip
    found: dict[str, list[Spec]] = {
        "keep_columns": [replace(chosen, hint=tr("In the order of ticking"))],
        "drop_columns": [chosen],
        "rename_columns": [Spec("names", tr("New names"), lambda p: PairsField(tr("Add name"), p))],
        "change_type": [chosen, Spec("to", tr("Type"), _types(list(ColumnType)))],
        "filter_rows": [
            Spec("where", tr("Keep rows where"), _text("dep_delay > 60 AND carrier = 'UA'", True),
                 tr("Columns, numbers, 'texts'; AND, OR, NOT, IS NULL, IN (…)"), expression=True)
        ],
        "sort_rows": [chosen, Spec("descending", tr("Order"), _tick(tr("Largest first")))],
        "drop_duplicates": [
            replace(chosen, label=tr("Rows are equal in"), hint=tr("None ticked means all columns")),
            Spec("keep", tr("Keep"), _choice(keep, Keep)),
        ],
        "fill_missing": [
            chosen,
            Spec("method", tr("Fill with"), _choice(methods, FillMethod)),
            Spec("value", tr("Value"), lambda p: ScalarField(p), shown=lambda s: s.method is FillMethod.CONSTANT),
            Spec("order_by", tr("In the order of"), _columns(), tr("None ticked means the table's order"), forward),
            Spec("by", tr("Within equal"), _columns(), "", forward, True),
        ],
        "handle_outliers": [
            numeric,
            Spec("method", tr("Told by"), _choice(outliers, OutlierMethod)),
            Spec("factor", tr("Factor"), _number(), tr("1.5 is usual for quartiles, 3 for deviations"),
                 lambda s: not forest(s)),
            Spec("share", tr("Share of outliers"), _number(), tr("0.01 is 1 %; 0 leaves it to the forest"), forest),
            Spec("action", tr("What happens to them"), _choice(actions, OutlierAction)),
        ],
        "split_text": [
            Spec("column", tr("Column"), NameField, columns="text"),
            Spec("into", tr("New columns"), lambda p: NamesField(p, hint=tr("street, town")),
                 tr("Separated by commas")),
            Spec("separator", tr("Separator"), _text(tr("such as - or ,")), "", lambda s: not s.pattern),
            Spec("pattern", tr("or pattern"), _text(r"(\d+)-(\w+)", True), tr("A group in brackets for each column"),
                 lambda s: not s.separator),
            Spec("keep_original", tr("Original"), _tick(tr("Keep the column"))),
        ],
        "parse_dates": [
            replace(chosen, columns="not dates"),
            Spec("format", tr("Format"), _text("%d.%m.%Y", True), tr("strptime's; none means ISO 8601"), optional=True),
            Spec("to", tr("Type"), _types([ColumnType.DATE, ColumnType.DATETIME])),
        ],
        "date_parts": [
            Spec("column", tr("Column"), NameField, columns="dates"),
            Spec("parts", tr("Parts"), lambda p: ChecksField(_parts(), DatePart, p), tr("Instants are taken in UTC")),
        ],
        "group_rare": [
            replace(chosen, columns="text"),
            Spec("min_share", tr("Rare is less than this share"), _number(), tr("0.01 is 1 % of the present values")),
            Spec("min_count", tr("or in fewer rows than"), _number(True)),
            Spec("other", tr("They become"), _text()),
        ],
        "add_column": [
            Spec("name", tr("Column"), _text(tr("such as speed")), tr("A name that is there is replaced")),
            Spec("formula", tr("Formula"), _text("distance / air_time * 60", True),
                 tr("+ − * /, CASE WHEN … THEN … ELSE … END, round(), lower(), year() …"), expression=True),
        ],
        "aggregate": [
            Spec("by", tr("One row for each"), _columns(), tr("None ticked means one row in all")),
            Spec("values", tr("Values"), lambda p: AggregationsField(_functions(), p)),
        ],
        "join": [
            dataset,
            Spec("keys", tr("Keys that are equal"), lambda p: PairsField(tr("Add key"), p, theirs=True)),
            Spec("how", tr("Rows"), _choice(_joins(), JoinHow)),
            replace(theirs, shown=adds),
            replace(suffix, shown=adds),
            Spec("multiply", tr("Repeated keys"), _tick(tr("May multiply rows")), "", adds),
        ],
        "join_as_of": [
            dataset,
            Spec("time", tr("Our time"), NameField, columns="ordered"),
            Spec("other_time", tr("Its time: known since"), NameField, columns="their times"),
            Spec("by", tr("Keys that are equal"), lambda p: PairsField(tr("Add key"), p, theirs=True), optional=True),
            Spec("strictly_before", tr("Equal times"), _tick(tr("Only what is strictly before"))),
            Spec("tolerance", tr("At most this much before"), _text(tr("2 hours")),
                 tr("seconds, minutes, hours, days, weeks; a number for numbers"), optional=True),
            theirs,
            suffix,
        ],
    }  # fmt: skip
    return found[kind]


_DATES = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME)
_OFFERS: dict[str, Callable[[ColumnType], bool]] = {
    "all": lambda kind: True,
    "theirs": lambda kind: True,
    "numeric": lambda kind: kind.numeric,
    "text": lambda kind: kind is ColumnType.TEXT,
    "dates": lambda kind: kind in _DATES,
    "not dates": lambda kind: kind not in _DATES,
    "ordered": lambda kind: kind in _DATES or kind.numeric,
    "their times": lambda kind: kind in _DATES or kind.numeric,
}


class StepForm(QScrollArea):
    """Shows a step; `edited(step, field)` carries it with another value."""

    edited = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.step: Step | None = None
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, FormField] = {}
        self._specs: dict[str, Spec] = {}
        self._others: Mapping[str, Types] = {}
        self._body: QWidget | None = None

    def show_step(self, step: Step, types: Types, others: Mapping[str, Types]) -> None:
        """Show a step; `types` are the columns that reach it, `others` the other datasets' columns by name."""
        same = self.step is not None and self.step.kind == step.kind and self._body is not None
        self.step, self._others = step, others
        if not same:
            self._build(step)
        for name, editor in self.editors.items():
            spec = self._specs[name]
            if isinstance(editor, NameField) and name == "dataset":
                editor.set_names(list(others))
            else:
                editor.set_types(self._offered(spec, types, step))
            if isinstance(editor, PairsField):
                editor.set_theirs(list(self._theirs(step)))
            editor.set_value(getattr(step, name))
        self._show_fields()

    def _theirs(self, step: Step) -> Types:
        reference = str(getattr(step, "dataset", ""))
        if reference in self._others:
            return self._others[reference]
        name, colon, number = reference.rpartition(":")
        return self._others.get(name, {}) if colon and number.isdigit() else {}

    def _offered(self, spec: Spec, types: Types, step: Step) -> Types:
        source = self._theirs(step) if spec.columns in ("theirs", "their times") else types
        return {name: kind for name, kind in source.items() if _OFFERS[spec.columns](kind)}

    def _build(self, step: Step) -> None:
        body = QWidget()
        body.setObjectName("surface")
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 12, 14, 14)
        column.setSpacing(12)
        self.title = Label(words.title(step.kind), "strong", parent=body)
        column.addWidget(self.title)
        self.fault = Note("", "bad", body)
        column.addWidget(self.fault)
        self.editors, self.fields, self._specs = {}, {}, {}
        for spec in specs(step.kind):
            editor = spec.make(body)
            field = FormField(spec.label, editor, spec.hint, body, optional=spec.optional)
            proxy = editor.focusProxy()
            if isinstance(proxy, QWidget):
                proxy.setAccessibleName(spec.label)
            editor.changed.connect(self._changed)
            column.addWidget(field)
            self.editors[spec.field], self.fields[spec.field], self._specs[spec.field] = editor, field, spec
        self.learned = Note("", "plain", body)
        column.addWidget(self.learned)
        self.did = Label("", "small", "text3", body, wrap=True)
        column.addWidget(self.did)
        column.addStretch(1)
        self._body = body
        self.setWidget(body)  # the form before goes with it

    def _show_fields(self) -> None:
        for name, spec in self._specs.items():
            self.fields[name].setVisible(spec.shown is None or spec.shown(self.step))
        assert self.step is not None
        self.learned.set(words.learned_note() if learns(self.step) else "")

    def show_outcome(self, fault: str, did: str) -> None:
        """What is wrong with the step, at the expression where it has one; and what it did."""
        if self._body is None:
            return
        expression = next((n for n, s in self._specs.items() if s.expression), "")
        if expression:
            self.fields[expression].set_error(fault)
            line = self.editors[expression].focusProxy()
            if isinstance(line, QWidget) and bool(line.property("invalid")) != bool(fault):
                line.setProperty("invalid", bool(fault))
                line.style().unpolish(line)
                line.style().polish(line)
        self.fault.set("" if expression else fault)
        self.did.setText(did)
        self.did.setVisible(bool(did))

    def focus_first(self) -> None:
        """Bring the keyboard to the first input."""
        for name, editor in self.editors.items():
            if self.fields[name].isVisible():
                proxy = editor.focusProxy()
                (proxy if isinstance(proxy, QWidget) else editor).setFocus()
                return

    @Slot()
    def _changed(self) -> None:
        sender = self.sender()
        for name, editor in self.editors.items():
            if editor is sender and self.step is not None:
                self.step = replace(self.step, **{name: editor.value()})
                self._show_fields()
                self.edited.emit(self.step, name)
                return
