"""The dialog that makes a stored split: how the hold-out is chosen, and what that comes to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ColumnType, DatasetVersion, TableProfile
from modelyard.domain.data.splits import Split, SplitCounts, SplitDefinition, SplitMethod, SplitRequest
from modelyard.services.data import splits as data_splits
from modelyard.ui.pages.data.splits import words
from modelyard.ui.pages.data.splits.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.watch import Watch
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.segment import Segment

PAUSE_MS = 250
"""How long a change rests before the rows are divided for a look."""
MOST_STRATA = 50
TIMES = (ColumnType.DATETIME, ColumnType.DATE, ColumnType.TIME, ColumnType.INTEGER, ColumnType.NUMBER)


def columns_for(method: SplitMethod, profile: TableProfile) -> list[str]:
    """The columns that suit a method, the likeliest first."""
    columns = [c for c in profile.columns if c.distinct > 1]
    if method is SplitMethod.STRATIFIED:
        few = [c for c in columns if c.distinct <= MOST_STRATA]
        return [c.name for c in sorted(few, key=lambda c: (c.distinct, c.name))]
    if method is SplitMethod.GROUP:
        repeated = [c for c in columns if c.distinct < c.rows - c.missing]
        kinds = (ColumnType.TEXT, ColumnType.INTEGER)
        return [c.name for c in sorted(repeated, key=lambda c: (c.type not in kinds, -c.distinct))]
    if method is SplitMethod.TIME:
        timed = [c for c in columns if c.type in TIMES]
        return [c.name for c in sorted(timed, key=lambda c: (TIMES.index(c.type), -c.distinct))]
    return []


class SplitDialog(Dialog):
    """Asks how a version's rows are divided; `started` carries the job."""

    started = Signal(object)

    def __init__(self, shell: Shell, version: DatasetVersion, profile: TableProfile, taken: tuple[Split, ...],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(tr("New split of {name}").format(name=version.label), parent, width=theme().px(620))
        self._shell, self._version, self._profile = shell, version, profile
        self._taken = {s.name for s in taken}
        self._watch: Watch | None = None
        self._counts: SplitCounts | None = None
        self._problem = ""
        self._starting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._build()
        self.set_primary(tr("Make split"), "split")
        self.finished.connect(self._stop_looking)
        self._method_changed()

    def _build(self) -> None:
        self.name = QLineEdit(self.content)
        self.name.setMaxLength(120)
        self.name.setText(next(n for n in ("main", *(f"split-{i}" for i in range(2, 1000))) if n not in self._taken))
        self.name.textChanged.connect(self._update)
        self.name_field = FormField(tr("Name"), self.name, parent=self.content)
        self.body.addWidget(self.name_field)
        choices = [(kind.value, words.method(kind)) for kind in SplitMethod]
        self.method = Segment(choices, tr("How the hold-out is chosen"), self.content)
        self.method.chosen.connect(self._method_changed)
        self.body.addWidget(FormField(tr("Hold out"), self.method, parent=self.content))
        self.why = Label("", "small", "text3", self.content, wrap=True)
        self.body.addWidget(self.why)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.column = Select(parent=self.content)
        self.column.currentIndexChanged.connect(self._changed)
        self.column_field = FormField(tr("Column"), self.column, parent=self.content)
        row.addWidget(self.column_field, 1)
        self.share = NumberBox(20, 1, 90, self.content, suffix="\u00a0%", name=tr("Share"))
        self.share.setFixedWidth(theme().px(96))
        self.share.valueChanged.connect(self._changed)
        row.addWidget(FormField(tr("Share"), self.share, parent=self.content))
        self.seed = NumberBox(0, 0, 2_147_483_647, self.content, name=tr("Seed"))
        self.seed.setFixedWidth(theme().px(110))
        self.seed.valueChanged.connect(self._changed)
        self.seed_field = FormField(tr("Seed"), self.seed, parent=self.content)
        row.addWidget(self.seed_field)
        self._end = row
        row.addStretch(0)
        self.body.addLayout(row)
        self.note = Note("", "plain", self.content)
        self.body.addWidget(self.note)
        text = tr("A split never changes. Models trained with it never learn from its held-out rows.")
        self.body.addWidget(Label(text, "small", "text3", self.content, wrap=True))

    def first_focus(self) -> QWidget | None:
        return self.name

    # --- choosing -----------------------------------------------------------------------------------------------
    def definition(self) -> SplitDefinition:
        """What is asked for now."""
        kind = SplitMethod(self.method.key())
        column = self.column.key() if kind.needs_column else ""
        seed = 0 if kind is SplitMethod.TIME else self.seed.value()
        return SplitDefinition(kind, self.share.value() / 100, column, seed)

    @Slot()
    def _method_changed(self, *_: object) -> None:
        kind = SplitMethod(self.method.key())
        self.why.setText(words.explain(kind))
        self.column.set_choices([(name, name) for name in columns_for(kind, self._profile)])
        self.column_field.setVisible(kind.needs_column)
        self._end.setStretch(self._end.count() - 1, 0 if kind.needs_column else 1)
        self.seed_field.setVisible(kind is not SplitMethod.TIME)
        self._changed()

    @Slot()
    def _changed(self, *_: object) -> None:
        self._counts, self._problem = None, ""
        definition = self.definition()
        if definition.method.needs_column and not definition.column:
            self._problem = tr("No column of this table suits this method")
            self._stop_looking()
            self.note.set(self._problem, "warn")
        else:
            self._pause.start()
        self._update()

    @Slot()
    def _look(self) -> None:
        """Divide the rows in a child process without keeping it; a newer look stops an older one."""
        self._stop_looking()
        watch, workspace, definition = Watch(), self._shell.workspace, self.definition()
        self._watch = watch
        look = partial(data_splits.preview_split, workspace, self._version.id, definition, watch)
        self._shell.bridge.query(look, self._found, self._not_found, self, key="split")

    @Slot()
    def _stop_looking(self, *_: object) -> None:
        self._pause.stop()
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    @Slot(object)
    def _found(self, counts: SplitCounts) -> None:
        self._watch, self._counts = None, counts
        self.note.set(words.found(counts, self.definition()), "plain")
        self._update()

    @Slot(object)
    def _not_found(self, error: BaseException) -> None:
        if not isinstance(error, AppError):
            return
        self._watch, self._problem = None, error.message
        self.note.set(f"{error.message} {error.hint}".strip(), "bad")
        self._update()

    def reason(self) -> str:
        """Why it cannot be made; empty when it can."""
        name = self.name.text().strip()
        if not name:
            return tr("Give the split a name")
        if name in self._taken:
            return tr("{name} exists already").format(name=name)
        if self._problem:
            return tr("Change how the rows are divided")
        if self._starting:
            return tr("Starting")
        return "" if self._counts is not None else tr("Dividing the rows")

    @Slot()
    def _update(self, *_: object) -> None:
        self.set_reason(self.reason())

    # --- making -------------------------------------------------------------------------------------------------
    def submit(self) -> None:
        self._starting = True
        self._update()
        request = SplitRequest(self._version.id, self.name.text().strip(), self.definition())
        make = partial(data_splits.create_split, self._shell.workspace, request)
        self._shell.bridge.perform(make, self._done, self._failed, self)

    @Slot(object)
    def _done(self, job: object) -> None:
        self.started.emit(job)
        self.accept()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._starting = False
        self.note.set(f"{error.message} {error.hint}".strip(), "bad")
        self._update()
