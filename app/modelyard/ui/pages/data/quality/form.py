"""The dialog that makes or changes a quality rule, and says as one types what the rule finds."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.quality import Finding, Rule, RuleKind, RuleSpec, RuleState, Severity, plain_name
from modelyard.domain.data.quality_check import check_spec, number
from modelyard.ui.pages.data.quality import words
from modelyard.ui.pages.data.quality.form_params import ParamsForm
from modelyard.ui.pages.data.quality.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.segment import Segment

PAUSE_MS = 300
"""How long typing rests before the rule is tried."""


class RuleDialog(Dialog):
    """A form for one rule. `saved` carries a list with the rule that was added or changed."""

    saved = Signal(object)

    def __init__(self, shell: Shell, version: DatasetVersion, rule: Rule | None = None, spec: RuleSpec | None = None,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        title = tr("Edit rule") if rule else tr("Duplicate rule") if spec else tr("Add rule")
        super().__init__(title, parent, width=theme().px(600), height=theme().px(640))
        self._shell, self._version, self._rule = shell, version, rule
        self._problem = ""
        self._saving = self._filling = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._try)
        self._build()
        self.set_primary(tr("Save rule") if rule else tr("Add rule"), "check" if rule else "plus")
        if spec is not None:
            self._fill(spec)
        self._kind_chosen()
        self._read_datasets()

    # --- building -----------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        inner = QWidget(scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        scroll.setWidget(inner)
        self.body.addWidget(scroll)
        kinds = [(k.value, words.kind_text(k)) for k in RuleKind]
        self.kind = Select(kinds, inner)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.kind_field = FormField(tr("The rule"), self.kind, parent=inner)
        column.addWidget(self.kind_field)
        self.params = ParamsForm(self._version, inner)
        self.params.changed.connect(self._changed)
        column.addWidget(self.params)
        column.addLayout(self._build_common(inner))
        self.name = QLineEdit(inner)
        self.name.setMaxLength(120)
        self.name.textChanged.connect(self._changed)
        self.name_field = FormField(tr("Name"), self.name, parent=inner, optional=True)
        column.addWidget(self.name_field)
        self.outcome = Note("", "plain", inner)
        column.addWidget(self.outcome)
        column.addStretch(1)

    def _build_common(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        choices = [(s.value, words.severity_text(s)) for s in Severity]
        self.severity = Segment(choices, tr("If it is broken"), parent)
        self.severity.chosen.connect(self._changed)
        hint = tr("An error also stops training unless somebody gives a reason.")
        row.addWidget(FormField(tr("If it is broken"), self.severity, hint, parent), 3)
        self.allowed = QLineEdit("0", parent)
        self.allowed.textChanged.connect(self._changed)
        self.unit = Select([("rows", tr("rows")), ("share", "%")], parent, name=tr("Rows or percent"))
        self.unit.currentIndexChanged.connect(self._changed)
        holder = QWidget(parent)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.allowed, 1)
        line.addWidget(self.unit)
        self.allowed_field = FormField(tr("May fail"), holder, tr("Up to so many rows the rule still holds."), parent)
        self.allowed.setAccessibleName(tr("How many rows may fail"))
        row.addWidget(self.allowed_field, 2)
        return row

    def first_focus(self) -> QWidget | None:
        return self.kind

    # --- filling ------------------------------------------------------------------------------------------------
    def _fill(self, spec: RuleSpec) -> None:
        self._filling = True
        self.kind.set_key(spec.kind.value)
        self.params.fill(spec)
        self.severity.set_key(spec.severity.value)
        if spec.allowed_share:
            self.unit.set_key("share")
            self.allowed.setText(f"{100 * spec.allowed_share:g}")
        else:
            self.allowed.setText(str(spec.allowed_rows))
        self.name.setText(spec.name)
        self._filling = False

    def _read_datasets(self) -> None:
        from modelyard.services.data import datasets

        workspace = self._shell.workspace
        read = partial(datasets.versions, workspace)
        self._shell.bridge.query(read, self.params.offer_datasets, self._not_read, self, key="datasets")

    @Slot(object)
    def _not_read(self, error: BaseException) -> None:
        self.outcome.set(str(error), "bad")

    # --- what is asked ------------------------------------------------------------------------------------------
    def spec(self) -> RuleSpec:
        """The rule as it stands in the form. Raises `InputError` for what is missing or cannot be."""
        kind = RuleKind(self.kind.key())
        columns, params = self.params.read(kind)
        rows, share = 0, 0.0
        if kind.has_rows:
            amount = number(self.allowed.text() or "0", tr("How many may fail:"))
            if self.unit.key() == "share":
                share = float(amount) / 100
            elif amount != amount.to_integral_value():
                raise InputError(tr("A number of rows is a whole number."), tr("Choose % for a share."))
            else:
                rows = int(amount)
        found = RuleSpec(kind, columns, params, Severity(self.severity.key()), rows, share, self.name.text().strip())
        check_spec(found)
        return found

    @Slot()
    def _kind_chosen(self, *_: object) -> None:
        kind = RuleKind(self.kind.key())
        self.kind_field.set_hint(words.kind_hint(kind))
        self.params.show_kind(kind)
        self.allowed_field.setVisible(kind.has_rows)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        if self._filling:
            return
        self.outcome.set("")
        try:
            spec = self.spec()
        except InputError as error:
            self._pause.stop()
            self.name.setPlaceholderText("")
            self._say(error.message.removesuffix("."))
            return
        self.name.setPlaceholderText(plain_name(spec))
        self._say(tr("Trying the rule"))
        self._pause.start()

    def _say(self, problem: str) -> None:
        self._problem = problem
        self.set_reason(tr("Saving") if self._saving else problem)
        self.facts.setToolTip(problem)

    @Slot()
    def _try(self) -> None:
        from modelyard.services.data import quality as data_quality

        try:
            spec = self.spec()
        except InputError as error:
            self._say(error.message.removesuffix("."))
            return
        self._shell.bridge.query(partial(data_quality.try_rule, self._shell.workspace, self._version.id, spec),
                                 partial(self._tried, spec), self._refused, self, key="try")  # fmt: skip

    def _tried(self, spec: RuleSpec, finding: Finding) -> None:
        state = finding.state(spec)
        kind = {RuleState.PASS: "ok", RuleState.WARN: "warn", RuleState.FAIL: "bad"}.get(state, "plain")
        text = tr("In v{number}: {found}").format(number=self._version.number, found=finding.problem or finding.text)
        self.outcome.set(text, kind)
        self._say("")

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self._saving = False
        self.outcome.set(str(error), "bad")
        self._say(tr("Correct the rule"))

    # --- saving -------------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Keep the rule; the dialog stays open with the reason when that cannot be."""
        from modelyard.services.data import quality as data_quality

        if self._problem:
            return
        spec, workspace = self.spec(), self._shell.workspace
        self._saving = True
        self._say("")
        if self._rule is not None:
            work = partial(data_quality.edit_rule, workspace, self._rule.id, spec)
            self._shell.bridge.perform(work, self._edited, self._refused, self)
        else:
            added = partial(data_quality.add_rules, workspace, self._version.dataset_id, [spec])
            self._shell.bridge.perform(added, self._done, self._refused, self)

    @Slot(object)
    def _edited(self, rule: Rule) -> None:
        self._done([rule])

    @Slot(object)
    def _done(self, rules: object) -> None:
        self.saved.emit(rules)
        self.accept()
