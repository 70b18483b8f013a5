"""The import dialog's words: its title, what an empty source says, how imports ended, and what can be done then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from modelyard.core import codec
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.shell import Shell, ToastAction

if TYPE_CHECKING:
    from modelyard.ui.pages.data.importing.dialog import ImportDialog

translate = QCoreApplication.translate


def as_known(error: BaseException) -> AppError:
    """The error as one with a message and a hint."""
    return error if isinstance(error, AppError) else AppError(str(error) or type(error).__name__)


def title(dataset: str) -> str:
    """The dialog's title."""
    if dataset:
        return translate("ImportDialog", "Import a new version of {name}").format(name=dataset)
    return translate("ImportDialog", "Import a dataset")


def empty_words(source: str, missing: str) -> tuple[str, str, str, str]:
    """Icon, title, sentence and button of the preview while there is nothing to read."""
    if source == "clipboard":
        return ("clipboard", translate("ImportDialog", "Copy a table, then paste it here"),
                translate("ImportDialog", "Cells copied from a spreadsheet come with tabs between them; Ctrl V reads "
                          "the clipboard again."), "")  # fmt: skip
    if source == "database":
        return ("data", missing.rstrip("."),
                translate("ImportDialog", "A table or the rows of a query are copied into the workspace; the database "
                          "stays as it is."), "")  # fmt: skip
    return ("file", translate("ImportDialog", "Choose a file, or drop one here"),
            translate("ImportDialog", "CSV, Excel, Parquet, JSON and Feather files are copied into the workspace; "
                      "yours stay as they are."), translate("ImportDialog", "Choose files"))  # fmt: skip


def say(dialog: ImportDialog, error: str, failure: str) -> None:
    """The sentence in the dialog's foot: what is missing, what went wrong, or what will be imported."""
    panel, preview, reading = dialog.panel, dialog.preview, dialog.reader.reading
    reason = panel.missing()
    if not reason and error and preview is None and not reading:
        reason = translate("ImportDialog", "Choose another source, or change how it is read.")
    elif not reason and reading:
        reason = translate("ImportDialog", "Reading {name}").format(name=panel.label())
    elif not reason and dialog.target.check():
        reason = translate("ImportDialog", "The dataset needs another name.")
    dialog.set_reason(reason)
    dialog.aside.setText("")
    if failure:
        dialog.set_facts(failure, "bad-text")
    elif not reason and dialog.target.several:
        text = translate("ImportDialog", "{n} datasets will be imported")
        dialog.set_facts(text.format(n=f"{dialog.target.several:,}"))
    elif not reason and preview is not None:
        facts, aside = dialog.pane.outcome(preview)
        dialog.set_facts(facts)
        dialog.aside.setText(aside)


def stopped(job: Job) -> bool:
    """Whether an import was stopped because too many rows did not fit."""
    from modelyard.services.data import datasets

    return job.state is JobState.FAILED and datasets.too_many_rejected(job) is not None


def failure(jobs: Sequence[Job]) -> tuple[str, Job | None]:
    """What to say of imports that did not all end well ("" when they were cancelled), and the one that was stopped."""
    failed = [j for j in jobs if j.error is not None]
    if not failed:
        return "", None
    error = failed[0].error
    assert error is not None
    if len(jobs) == 1:
        return (error.message, failed[0]) if stopped(failed[0]) else (f"{error.message} {error.hint}".strip(), None)
    text = translate("ImportDialog", "{failed} of {all} files were not imported: {why}")
    return text.format(failed=len(failed), all=len(jobs), why=error.message), None


def remedies(shell: Shell, job: Job) -> list[ToastAction]:
    """What a message about an import that was stopped offers: go on all the same, or change how the file is read."""
    if not stopped(job):
        return []
    found = [ToastAction(translate("ImportDialog", "Import anyway"), partial(import_anyway, shell, job.id))]
    if (request := request_of(job)) is not None:
        change = translate("ImportDialog", "Change options")
        found.append(ToastAction(change, partial(shell.go, "data", request)))
    return found


def import_anyway(shell: Shell, job_id: str) -> None:
    """Repeat an import that was stopped, whatever does not fit."""
    from modelyard.services.data import anyway as data_anyway

    shell.bridge.perform(partial(data_anyway.import_anyway, shell.workspace, job_id), partial(_says_again, shell))


def _says_again(shell: Shell, job: Job) -> None:
    title = translate("ImportDialog", "Importing {name}").format(name=job.subject)
    shell.toast(title, translate("ImportDialog", "Every row that does not fit is left out."), "plain")


def error_details(job: Job) -> list[str]:
    """The details of a job's error, line by line; of a stopped import its reasons, the most frequent first."""
    from modelyard.services.data import datasets

    if job.error is None:
        return []
    found = datasets.too_many_rejected(job)
    if found is None:
        return job.error.details.splitlines()
    return [f"{count:,} × {reason}" for reason, count in sorted(found.reasons.items(), key=lambda r: -r[1])]


def request_of(job: Job) -> ImportRequest | None:
    """The request of a file's import; None of any other."""
    from modelyard.services.data import datasets

    if job.kind != datasets.IMPORT:
        return None
    found: Any = codec.from_builtins(job.params, ImportRequest)
    return found if isinstance(found, ImportRequest) else None
