"""The Correlations tab: the matrix of all pairs, and the strongest pairs as a list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.data.correlations import Correlations, Measure, Pair
from modelyard.domain.data.datasets import DatasetVersion, TableProfile
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.correlations.matrix import MatrixView, figure, measure_name
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import ElidedLabel, Line
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

MOST_LISTED = 1000
LIST_WIDTH = 300
LONG_NAME = 13


@dataclass(frozen=True, slots=True)
class Listed:
    """A pair as the list shows it."""

    first: str
    second: str
    value: float
    pair: Pair


def shortened(name: str) -> str:
    """A long name without its middle: names that begin alike differ at their ends."""
    return name if len(name) <= LONG_NAME else f"{name[:4]}…{name[-7:]}"


class CorrelationsTab(VersionTab):
    """Measured once for each version, when the tab is first seen, in a job; kept with the version."""

    key = "correlations"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self.found: Correlations | None = None
        self._found_for = ""
        self._jobs = OwnJobs(page.shell, self)
        self._jobs.moved.connect(self._job_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.full = QWidget(self)
        inner = QVBoxLayout(self.full)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._build_bar())
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.matrix = MatrixView(self.full)
        self.matrix.picked.connect(self._picked)
        holder = QVBoxLayout()
        holder.setContentsMargins(12, 10, 12, 12)
        holder.addWidget(self.matrix, 1)
        self.said = ElidedLabel("", "small", "text2", self.full)
        self.matrix.said.connect(self._say)
        holder.addWidget(self.said)
        row.addLayout(holder, 1)
        row.addWidget(Line(self.full, vertical=True))
        self.list = Table(self._columns(), lambda r: f"{r.first}\n{r.second}", self.tr("Strongest pairs"), self.full)
        self.list.setFixedWidth(theme().px(LIST_WIDTH))
        self.list.row_selected.connect(self._listed)
        row.addWidget(self.list)
        inner.addLayout(row, 1)
        self.states = StateStack(self.full, self)
        self.states.retry.connect(self._measure)
        column.addWidget(self.states)
        self.measure.chosen.connect(self._show)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("CorrelationsTab", "Correlations")

    def _build_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setObjectName("bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(12)
        choices = [
            (Measure.AUTO.value, self.tr("Auto")),
            (Measure.PEARSON.value, "Pearson"),
            (Measure.SPEARMAN.value, "Spearman"),
            (Measure.CRAMERS_V.value, "Cramér\u2019s V"),
        ]
        self.measure = Segment(choices, self.tr("Measure"), bar, small=True)
        self.measure.setToolTip(
            self.tr(
                "Auto: Pearson for two numbers, Cramér\u2019s V for two categories, correlation ratio for one of each"
            )
        )
        self.fact = ElidedLabel("", "small", "text3", bar)
        self.search = SearchField(self.tr("Filter pairs"), bar, width=theme().px(180), small=True)
        self.search.filtered.connect(self._show_list)
        row.addWidget(self.measure)
        row.addWidget(self.fact, 1)
        row.addWidget(self.search)
        return bar

    def _columns(self) -> list[TableColumn]:
        def names(listed: Listed) -> Cell:
            tip = self.tr("{n} rows").format(n=f"{listed.pair.rows:,}")
            text = f"{shortened(listed.first)}, {shortened(listed.second)}"
            return Cell(text, small=True, tip=f"{listed.first}, {listed.second}: {tip}")

        def value(listed: Listed) -> Cell:
            tone = "accent" if listed.value >= 0 else "warn"
            tip = measure_name(listed.pair, Measure(self.measure.key()))
            return Cell(figure(listed.value), small=True, bar=abs(listed.value), bar_tone=tone, bar_width=40,
                        text_width=44, tip=tip)  # fmt: skip

        return [
            TableColumn("pair", self.tr("Pair"), names, sort=lambda p: (p.first, p.second), minimum=140),
            TableColumn("value", self.tr("Strength"), value, 124, True, lambda p: abs(p.value)),
        ]

    # --- reading and measuring ----------------------------------------------------------------------------------
    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        if version.id != self._found_for:
            self.found, self._found_for = None, ""
        super().show_version(version, profile)

    def refresh(self) -> None:
        from modelyard.services.data import profile as data_profile

        version = self.version
        if version is None or version.id == self._found_for:
            return
        self.states.show_loading(self.tr("Reading correlations"))
        self.page.query(partial(data_profile.correlations, self.page.shell.workspace, version.id),
                        partial(self._read, version.id), key="correlations",
                        on_error=partial(self._failed, version.id))  # fmt: skip

    def _read(self, version_id: str, found: Correlations | None) -> None:
        if not self.shows(version_id):
            return
        if found is None:
            self._measure()
            return
        self.found, self._found_for = found, version_id
        if not found.pairs:
            text = self.tr("Only columns with at least two different values can be compared.")
            title = self.tr("Fewer than two columns can be compared")
            self.states.show_empty(EmptyState("compare", title, text, self.states))
            return
        self._show()
        self.states.show_full()

    @Slot()
    def _measure(self) -> None:
        """Start the job, unless nothing may be written."""
        from modelyard.services.data import profile as data_profile

        version = self.version
        if version is None:
            return
        reason = self.page.read_only_reason()
        if reason:
            self.states.show_empty(EmptyState("compare", self.tr("Not measured yet"), reason, self.states))
            return
        self.states.show_loading(self.tr("Comparing every pair of columns"))
        self._jobs.start(partial(data_profile.correlate, self.page.shell.workspace, version.id), version.id,
                         partial(self._failed, version.id))  # fmt: skip

    @Slot(object, object)
    def _job_moved(self, job: Job, version_id: str) -> None:
        if not job.state.ended or not self.shows(version_id):
            return
        if job.state is JobState.SUCCEEDED:
            self.mark_stale()
        elif job.error is not None:
            self._failed(version_id, AppError(job.error.message, job.error.hint, job.error.details))
        else:
            state = EmptyState("compare", self.tr("Not measured"), self.tr("It was cancelled."), self.states)
            state.add_button(self.tr("Measure correlations"), "compare").clicked.connect(self._measure)
            self.states.show_empty(state)

    def _failed(self, version_id: str, error: AppError) -> None:
        if self.shows(version_id):
            self.states.show_error(self.tr("The correlations could not be measured"), error)

    def on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.DATASET) and not self._found_for:
            self.mark_stale()

    # --- what is shown ------------------------------------------------------------------------------------------
    @Slot()
    def _show(self, *_: object) -> None:
        found = self.found
        if found is None:
            return
        measure = Measure(self.measure.key())
        self.matrix.show_correlations(found, measure)
        self.said.setText("")
        used = texts.counted(found.rows_used, self.tr("row"), self.tr("rows"))
        if found.sampled:
            used = self.tr("a sample of {used} of {rows}, seed {seed}").format(
                used=f"{found.rows_used:,}", rows=f"{found.rows:,}", seed=found.seed
            )
        columns = texts.counted(len(self.matrix.names), self.tr("column"), self.tr("columns"))
        text = self.tr("{columns}, {rows}").format(columns=columns, rows=used)
        if found.left_out:
            names = ", ".join(name for name, _ in found.left_out[:3])
            text += self.tr("; left out: {names}").format(names=names + ("…" if len(found.left_out) > 3 else ""))
        self.fact.setText(text)
        self.fact.setToolTip("\n".join(f"{name}: {reason}" for name, reason in found.left_out))
        self._show_list()

    @Slot()
    def _show_list(self, *_: object) -> None:
        found = self.found
        if found is None:
            return
        wanted = self.search.text().strip().casefold()
        listed = [
            Listed(found.columns[pair.first], found.columns[pair.second], value, pair)
            for pair, value in found.strongest(Measure(self.measure.key()))
            if wanted in found.columns[pair.first].casefold() or wanted in found.columns[pair.second].casefold()
        ]
        self.list.set_rows(listed[:MOST_LISTED])

    @Slot(object)
    def _say(self, text: object) -> None:
        self.said.setText(str(text))

    @Slot(object)
    def _picked(self, names: object) -> None:
        assert isinstance(names, tuple)
        first, second = names
        if not self.list.select(f"{first}\n{second}"):
            self.list.select(f"{second}\n{first}")

    @Slot(object)
    def _listed(self, key: object) -> None:
        first, _, second = str(key).partition("\n")
        if second and self.matrix.current is not None:
            row, column = self.matrix.current
            if {self.matrix.names[row], self.matrix.names[column]} == {first, second}:
                return
        self.matrix.select(first, second)
