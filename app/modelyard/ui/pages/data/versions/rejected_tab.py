"""The Did not fit tab: rows and values that did not fit at import, where they stand in the file, and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import DatasetVersion, RejectedRow
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.widgets.bar import Bar
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.labels import ElidedLabel
from modelyard.ui.widgets.states import StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

LIMIT = 1000


class RejectedTab(VersionTab):
    """The rows kept aside and the values set to missing; the tab is only there for a version that has any."""

    key = "rejected"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = Bar(self, spacing=12)
        self.fact = ElidedLabel("", "small", "text2", bar)
        bar.row.addWidget(self.fact, 1)
        self.button = Button(self.tr("Export rows"), "export", "secondary", bar, small=True)
        self.button.clicked.connect(self._export)
        bar.row.addWidget(self.button)
        column.addWidget(bar)
        self.table = Table(self._columns(), lambda pair: str(pair[0]), self.tr("Rows that did not fit"), self,
                           row_height=28)  # fmt: skip
        self.table.menu = self._menu
        self.states = StateStack(self.table, self)
        self.states.retry.connect(self.refresh)
        column.addWidget(self.states, 1)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("RejectedTab", "Did not fit")

    def refresh(self) -> None:
        from modelyard.services.data import datasets

        version = self.version
        if version is None or version.rejected_blob is None:
            return
        self.states.show_loading(self.tr("Reading what did not fit"))
        self.page.query(partial(datasets.rejected_rows, self.page.shell.workspace, version.id, LIMIT),
                        partial(self._read, version), key="rejected",
                        on_error=partial(self._failed, version.id))  # fmt: skip

    def _read(self, version: DatasetVersion, rows: list[RejectedRow]) -> None:
        if self.shows(version.id):
            self.show_rows(version, rows)

    def _failed(self, version_id: str, error: AppError) -> None:
        if self.shows(version_id):
            self.states.show_error(self.tr("What did not fit could not be read"), error)

    @Slot()
    def _export(self) -> None:
        if self.version is not None:
            self.page.menu.ask_export(self.version)

    def _columns(self) -> list[TableColumn]:
        return [
            TableColumn("line", self.tr("Line"), lambda p: Cell(f"{p[1].line:,}", small=True), 90, True,
                        lambda p: p[1].line, tip=self.tr("The line of the file, counted from 1")),
            TableColumn("column", self.tr("Column"), lambda p: Cell(p[1].column or "–", small=True,
                        tone="text" if p[1].column else "text3"), 130, sort=lambda p: p[1].column),
            TableColumn("reason", self.tr("Why"), lambda p: Cell(p[1].reason, small=True, tip=p[1].reason), 250,
                        sort=lambda p: p[1].reason),
            TableColumn("text", self.tr("Text of the row or value"), lambda p: Cell(" ".join(p[1].text[:400].split()),
                        "text2", mono=True, tip=p[1].text[:1000])),
        ]  # fmt: skip

    def show_rows(self, version: DatasetVersion, rows: Sequence[RejectedRow]) -> None:
        """Show the first rows kept aside, and the first values set to missing."""
        told = [self._of_rows(version, sum(not r.set_missing for r in rows))] if version.rejected else []
        told += [self._of_values(version, sum(r.set_missing for r in rows))] if version.set_missing else []
        self.fact.setText(" ".join(told))
        self.table.set_rows(list(enumerate(rows)))
        self.states.show_full()

    def _of_rows(self, version: DatasetVersion, shown: int) -> str:
        reasons = sorted(version.rejected_reasons.items(), key=lambda item: -item[1])
        why = ", ".join(f"{reason} ({count:,})" for reason, count in reasons)
        text = self.tr("{n} of {all} rows did not fit and were kept aside").format(
            n=f"{version.rejected:,}", all=f"{version.rejected + version.rows:,}")  # fmt: skip
        text += f": {why}." if why else "."
        if version.rejected > shown:
            text += " " + self.tr("The first {n} are shown; the export has all.").format(n=f"{shown:,}")
        return text

    def _of_values(self, version: DatasetVersion, shown: int) -> str:
        counts = sorted(version.set_missing.items(), key=lambda item: -item[1])
        where = ", ".join(f"{column} ({count:,})" for column, count in counts)
        text = self.tr("Set to missing were values of {columns}.").format(columns=where)
        if sum(version.set_missing.values()) > shown:
            text += " " + self.tr("The first of each column are listed.")
        return text

    def _menu(self, pair: tuple[int, RejectedRow], menu: QMenu) -> None:
        text = pair[1].text
        self.table.add_menu_action(menu, self.tr("Copy the text"), "copy",
                                   lambda: QGuiApplication.clipboard().setText(text))  # fmt: skip
