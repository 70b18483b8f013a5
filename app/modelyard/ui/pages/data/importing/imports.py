"""The Data page's imports: opening the dialog, for whatever was dropped or pasted too, and saying how they ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.pages.data.importing.clipboard_panel import clipboard_files, clipboard_text, looks_like_table
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.pages.data.quality.words import broken_rules
from modelyard.ui.pages.data.versions.words import unchanged_words
from modelyard.ui.shell import ToastAction

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage


class Imports(QObject):
    """`imported(version id)` when an import that was started here ended well."""

    imported = Signal(object)

    def __init__(self, page: DataPage) -> None:
        super().__init__(page)
        self._page = page
        self._own: set[str] = set()

    # --- opening ------------------------------------------------------------------------------------------------
    def open(self, files: Sequence[Path] = (), dataset: str = "", *, source: str = "file",
             request: ImportRequest | None = None) -> ImportDialog:  # fmt: skip
        """Open the import dialog, perhaps with files and the dataset that gets a new version."""
        shell = self._page.shell
        dialog = ImportDialog(shell.bridge, shell.workspace, self._page.datasets, files=files, dataset=dataset,
                              source=source, request=request)  # fmt: skip
        dialog.started.connect(self.started)
        dialog.confirm.connect(shell.confirm)
        shell.open_dialog(dialog)
        return dialog

    def reopen(self, request: ImportRequest) -> ImportDialog:
        """Open the dialog on an earlier import, to change how it is read."""
        there = any(d.name == request.dataset for d in self._page.datasets)
        return self.open(dataset=request.dataset if there else "", request=request)

    def drop(self, paths: Sequence[str]) -> None:
        """Import files that were dropped on the page."""
        if not self._refused():
            self.open([Path(p) for p in paths])

    def paste(self) -> None:
        """Import what is on the clipboard: files, or text that looks like a table."""
        if self._refused():
            return
        if files := clipboard_files():
            self.open([Path(f) for f in files])
        elif looks_like_table(clipboard_text()):
            self.open(source="clipboard")
        else:
            text = self.tr("Copy cells with their names in a spreadsheet, or files, then paste here.")
            self._page.shell.toast(self.tr("The clipboard holds no table"), text, "plain")

    def _refused(self) -> bool:
        reason = self._page.read_only_reason()
        if reason:
            self._page.shell.toast(self.tr("Nothing was imported"), reason, "warn")
        return bool(reason)

    # --- ending -------------------------------------------------------------------------------------------------
    def tells(self, job: Job) -> bool:
        """Whether an open dialog says what became of a job."""
        return any(d.shows(job) for d in self._page.window().findChildren(ImportDialog))

    @Slot(object)
    def started(self, job: Job) -> None:
        """An import was started whose end is to be told."""
        self._own.add(job.id)
        self.on_job(job)

    def on_job(self, job: Job) -> None:
        """Say what an import brought."""
        if job.id in self._own and job.state.ended:
            self._own.discard(job.id)
            if job.state is JobState.SUCCEEDED:
                self._say(job)
                self.imported.emit(job.result.get("version_id"))

    def _say(self, job: Job) -> None:
        result, shell = job.result, self._page.shell
        rows = texts.counted(int(result.get("rows", 0)), self.tr("row"), self.tr("rows"))
        rejected, missing = int(result.get("rejected", 0)), sum(result.get("set_missing", {}).values())
        title = self.tr("Imported {name} v{number}").format(name=job.subject, number=result.get("number", 1))
        broken = broken_rules(result.get("quality", {}))
        if broken:
            text = self.tr("{rows}. {broken}.").format(rows=rows, broken=broken)
            show = partial(shell.go, "data", (result.get("version_id"), "quality"))
            kind = "bad" if result["quality"].get("fail") else "warn"
            shell.toast(title, text, kind, [ToastAction(self.tr("Show quality"), show)])
        elif result.get("unchanged"):
            shell.toast(*unchanged_words(job.subject, result), "plain")
        elif rejected or missing:
            told = [self.tr("{n} did not fit and were left out.").format(n=f"{rejected:,}")] if rejected else []
            values = texts.counted(missing, self.tr("value"), self.tr("values"))
            told += [self.tr("{values} set to missing.").format(values=values)] if missing else []
            text = f"{rows}. {' '.join(told)}"
            show = partial(shell.go, "data", (result.get("version_id"), "rejected"))
            shell.toast(title, text, "warn", [ToastAction(self.tr("Show what did not fit"), show)])
        else:
            shell.toast(title, self.tr("{rows}, none left out.").format(rows=rows))
