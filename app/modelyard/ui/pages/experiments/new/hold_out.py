"""How the test rows of a new experiment are chosen: at random, the latest ones, or those of a stored split."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.data.splits import Split
from modelyard.domain.experiments.spec import ExperimentSpec, SplitKind, SplitSpec
from modelyard.services.data import splits as data_splits
from modelyard.ui import texts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.theme import theme
from modelyard.ui.widgets.form_field import FormField, NumberBox, Select
from modelyard.ui.widgets.segment import Segment

TIME_TYPES = (ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIME, ColumnType.INTEGER, ColumnType.NUMBER)


def _kinds() -> list[tuple[str, str]]:
    return [("random", tr("At random")), ("time", tr("Latest rows"))]


class HoldOut(QWidget):
    """The hold-out and the seed.

    A version with stored splits offers only those: another hold-out would learn from their rows.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._splits: tuple[Split, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.kind = Segment(_kinds(), tr("Test rows"), self)
        self.kind.chosen.connect(self._kind_changed)
        self.stored = Select(parent=self)
        self.time_column = Select(parent=self)
        for select in (self.stored, self.time_column):
            select.currentIndexChanged.connect(self._say)
        self.share = NumberBox(20, 1, 90, self, suffix="\u00a0%")
        self.share.setFixedWidth(theme().px(84))
        self.seed = NumberBox(0, 0, 2_147_483_647, self)
        self.seed.setFixedWidth(theme().px(100))
        for box in (self.share, self.seed):
            box.valueChanged.connect(self._say)
        self.time_field = FormField(tr("By time"), self.time_column, parent=self)
        self.stored_field = FormField(tr("Split"), self.stored, parent=self)
        self.share_field = FormField(tr("Test rows"), self.share, parent=self)
        row.addWidget(FormField(tr("Hold out"), self.kind, parent=self), 0)
        row.addWidget(self.time_field, 1)
        row.addWidget(self.stored_field, 1)
        row.addWidget(self.share_field, 0)
        row.addWidget(FormField(tr("Seed"), self.seed, parent=self), 0)
        self._kind_changed()

    @Slot()
    def _say(self, *_: object) -> None:
        self.changed.emit()

    def fill(self, spec: ExperimentSpec) -> None:
        """Take over how another experiment was divided, as far as that needs no data."""
        self.share.setValue(round(100 * spec.split.test_share))
        self.seed.setValue(spec.seed)
        self.kind.set_key(spec.split.kind.value)

    def offer(self, columns: Sequence[ColumnProfile], splits: Sequence[Split], wanted: SplitSpec | None) -> None:
        """Offer a version's columns and stored splits; `wanted` is chosen where it still fits."""
        self._splits = tuple(splits)
        times = sorted((c for c in columns if c.type in TIME_TYPES), key=lambda c: TIME_TYPES.index(c.type))
        self.time_column.set_choices([(c.name, c.name) for c in times])
        self.kind.set_choices([("stored", tr("Stored split"))] if splits else _kinds())
        self.stored.set_choices([(s.id, f"{s.name}, {texts.percent(s.counts.share)}") for s in splits])
        if wanted is not None:
            self.time_column.set_key(wanted.time_column or "")
            self.stored.set_key(wanted.split_id or "")
            self.kind.set_key(wanted.kind.value)
        self._kind_changed()

    @Slot()
    def _kind_changed(self, *_: object) -> None:
        kind = self.kind.key()
        self.time_field.setVisible(kind != "stored")
        self.share_field.setVisible(kind != "stored")
        self.stored_field.setVisible(kind == "stored")
        self.time_field.setEnabled(kind == "time" and self.time_column.count() > 0)
        self.changed.emit()

    def spec(self) -> SplitSpec:
        """The hold-out as it is chosen now."""
        kind = self.kind.key()
        stored = next((s for s in self._splits if s.id == self.stored.key()), None)
        if kind == "stored" and stored is not None:
            return data_splits.as_spec(stored)
        if kind == "time":
            return SplitSpec(SplitKind.TIME, self.share.value() / 100, self.time_column.key())
        return SplitSpec(SplitKind.RANDOM, self.share.value() / 100)

    def problem(self) -> str:
        """Why it cannot be used; empty when it can."""
        if self.kind.key() == "time" and not self.time_column.key():
            return tr("No column tells the time; choose the test rows at random")
        return ""
