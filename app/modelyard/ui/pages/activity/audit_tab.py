"""The audit log: who did what, when; filter and export."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.audit import AuditEntry
from modelyard.ui import texts
from modelyard.ui.pages.activity.facts import ICONS, audit_detail, moment, verb
from modelyard.ui.pages.base import Page
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class AuditTab(QWidget):
    """Who did what, when."""

    def __init__(self, page: Page, parent: QWidget) -> None:
        super().__init__(parent)
        self.page = page
        self.entries: list[AuditEntry] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.search = SearchField(self.tr("Filter, for example v4 or Ana"), self, width=280)
        self.search.filtered.connect(self._filtered)
        self.who = Select([("", self.tr("Everyone"))], self, name=self.tr("Who"), width=130)
        self.kind = Select([("", self.tr("All kinds"))], self, name=self.tr("What"), width=140)
        for select in (self.who, self.kind):
            select.activated.connect(self._show)
        self.count = Label("", "small", "text3", self)
        export = Button(self.tr("Export"), "export", parent=self)
        export.clicked.connect(self._export)
        for widget in (self.search, self.who, self.kind):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.count)
        row.addWidget(export)
        column.addLayout(row)
        card = Card(parent=self)
        columns = [
            TableColumn("when", self.tr("When"), lambda e: Cell(moment(e.at), "text3"), 126),
            TableColumn("who", self.tr("Who"), lambda e: e.actor, 100),
            TableColumn("did", self.tr("Did"), lambda e: Cell(verb(e.action), weight=500), 150),
            TableColumn("to", self.tr("To"), lambda e: Cell(e.subject, icon=ICONS.get(e.kind, "file")), 300),
            TableColumn("detail", self.tr("Detail"), lambda e: Cell(audit_detail(e), "text2", tip=audit_detail(e))),
        ]
        self.table = Table(columns, lambda e: e.id, self.tr("Audit log"), card)
        self.states = StateStack(self.table, card)
        self.states.retry.connect(self.reload)
        card.body.addWidget(self.states)
        column.addWidget(card, 1)
        self._text = ""

    def reload(self) -> None:
        """Read the log again."""
        workspace, text = self.page.shell.workspace, self._text
        if not self.entries:
            self.states.show_loading(self.tr("Reading the audit log"))

        def read() -> list[AuditEntry]:
            from modelyard.services import activity

            return activity.audit(workspace, text)

        self.page.shell.bridge.query(read, self._got, self._failed, self, key="audit")

    @Slot(object)
    def _got(self, entries: list[AuditEntry]) -> None:
        self.entries = entries
        people = sorted({e.actor for e in entries})
        kinds = sorted({e.kind for e in entries})
        self.who.set_choices([("", self.tr("Everyone")), *((p, p) for p in people)])
        self.kind.set_choices([("", self.tr("All kinds")), *((k, k.capitalize()) for k in kinds)])
        self._show()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.states.show_error(self.tr("The audit log could not be read"), error)

    @Slot()
    def _show(self) -> None:
        who, kind = self.who.key(), self.kind.key()
        shown = [e for e in self.entries if (not who or e.actor == who) and (not kind or e.kind == kind)]
        self.table.set_rows(shown)
        self.count.setText(texts.counted(len(shown), self.tr("entry"), self.tr("entries")))
        if shown:
            self.states.show_full()
        else:
            text = self.tr("Every change to the workspace leaves an entry here.")
            title = self.tr("No entries match") if self._text or who or kind else self.tr("No entries yet")
            self.states.show_empty(EmptyState("book", title, text, self.states))

    @Slot(object)
    def _filtered(self, text: object) -> None:
        self._text = str(text)
        self.reload()

    @Slot()
    def _export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export the audit log"), "audit-log.csv", "CSV (*.csv)")
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write what is shown as CSV."""
        entries = list(self.table.rows.rows())

        def write() -> int:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["when_utc", "who", "action", "kind", "subject", "before", "after"])
                for e in entries:
                    before, after = json.dumps(e.before, ensure_ascii=False), json.dumps(e.after, ensure_ascii=False)
                    writer.writerow([e.at.isoformat(), e.actor, e.action, e.kind, e.subject, before, after])
            return len(entries)

        def done(count: int) -> None:
            self.page.shell.toast(self.tr("Audit log exported"), self.tr("{n} entries").format(n=f"{count:,}"))

        self.page.shell.bridge.query(write, done, None, self)
