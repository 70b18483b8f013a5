"""Exports from the Table tab: the dialog, and what is said when the file is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.table.export_dialog import ExportDialog

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class TableExports(QObject):
    """Opens the export dialog for the rows shown and follows its job."""

    def __init__(self, page: DataPage) -> None:
        super().__init__(page)
        self._page = page
        self._jobs = OwnJobs(page.shell, self)
        self._jobs.moved.connect(self._moved)
        page.table_tab.export_wanted.connect(self.ask)
        page.table_tab.said.connect(self._say)

    @Slot(object, object)
    def _say(self, title: object, text: object) -> None:
        self._page.shell.toast(str(title), str(text), "plain")

    @Slot()
    def ask(self) -> ExportDialog | None:
        """Open the dialog."""
        page, tab = self._page, self._page.table_tab
        if page.version is None or tab.model is None:
            return None
        dialog = ExportDialog(page.shell.bridge, page.shell.workspace, page.version, tab.query, tab.model.rowCount(),
                              tab.shown_columns())  # fmt: skip
        dialog.started.connect(self._started)
        page.shell.open_dialog(dialog)
        return dialog

    @Slot(object)
    def _started(self, job: Job) -> None:
        self._jobs.follow(job, job.id)

    @Slot(object, object)
    def _moved(self, job: Job, _about: object) -> None:
        """Say so when an export from here has ended well; the window tells of failures itself."""
        if job.state is JobState.SUCCEEDED:
            rows = texts.counted(int(job.result["rows"]), self.tr("row"), self.tr("rows"))
            path = texts.home_path(Path(job.result["path"]))
            self._page.shell.toast(self.tr("Exported {rows}").format(rows=rows), path)
