"""The import dialog: a file, its preview with types to change, what is wrong with it, and the import's progress."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QStandardPaths, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from modelyard.core.errors import AppError
from modelyard.domain.data import ColumnType, Dataset, ImportPreview, ImportRequest
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.options import OptionsPanel
from modelyard.ui.pages.data.importing.preview import FIRST_ROWS, PreviewPane
from modelyard.ui.pages.data.importing.progress import ImportProgress
from modelyard.ui.pages.data.importing.target import TargetFields
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.states import EmptyState, StateStack

SIZE = QSize(1080, 700)


class ImportDialog(Dialog):
    """Asks for everything an import needs, starts it, and shows how far it is.

    `started` carries the job; `done` the job when it ended well while the dialog was open. Closing the dialog while
    the import runs lets it go on in the background.
    """

    started = Signal(object)
    done = Signal(object)

    def __init__(self, bridge: Bridge, workspace: Any, datasets: Sequence[Dataset], *, path: Path | None = None,
                 dataset: str = "", parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(self_title(dataset), parent, width=SIZE.width(), height=SIZE.height())
        self.setMinimumSize(720, 480)
        self.setMaximumSize(self.sizeHint())
        self.setAcceptDrops(True)
        self.bridge, self.workspace = bridge, workspace
        self.path: Path | None = None
        self.preview: ImportPreview | None = None
        self.job: Job | None = None
        self._reading = self._starting = self._close_soon = False
        self._error = ""
        self._job_error = ""
        self._early: dict[str, Job] = {}
        self._build([d.name for d in datasets], dataset)
        bridge.job_event.connect(self._job_event)
        bridge.query(partial(_datasets, workspace), self._set_datasets, None, self)
        if path is not None:
            self.set_file(path)
        self._refresh()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(SIZE.width()), theme().px(SIZE.height()))

    def setGeometry(self, *given: int) -> None:  # type: ignore[override]
        """Take the full size whatever the preview needs, less only in a small window; the scrim places dialogs."""
        parent = self.parentWidget()
        if parent is None:
            super().setGeometry(*given)
            return
        size = self.sizeHint().boundedTo(parent.size() - QSize(40, 40))
        width, height = size.width(), size.height()
        super().setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2, width, height)

    # --- building -----------------------------------------------------------------------------------------------
    def _build(self, names: Sequence[str], dataset: str) -> None:
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row, 1)
        self.options = OptionsPanel(self.content)
        self.options.choose_file.connect(self.choose)
        self.options.changed.connect(self._read)
        row.addWidget(self.options)
        row.addWidget(Line(self.content, vertical=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self.target = TargetFields(names, dataset, self.content)
        self.target.changed.connect(self._refresh)
        self.target.submitted.connect(self._try_submit)
        self.name, self.save_as, self.note = self.target.name, self.target.save_as, self.target.note
        column.addWidget(self.target)
        column.addWidget(Line(self.content))
        column.addWidget(self._build_preview(), 1)
        self._fill_foot()

    def _build_preview(self) -> QWidget:
        self.pane = PreviewPane(self.content)
        self.table, self.problems = self.pane.table, self.pane.problems
        self.table.type_chosen.connect(self._type_chosen)
        self.problems.as_text.connect(self._as_text)
        self.states = StateStack(self.pane, self.content)
        self.states.retry.connect(self._read)
        self._show_empty()
        return self.states

    def _fill_foot(self) -> None:
        self.progress = ImportProgress(self)
        self.foot_left.addWidget(self.progress)
        self.background = Button(self.tr("Run in background"), parent=self)
        self.background.clicked.connect(self.reject)
        self.cancel_import = Button(self.tr("Cancel import"), "stop", parent=self)
        self.cancel_import.clicked.connect(self._cancel_job)
        self.aside = Label("", "body", "bad-text", self)
        self.foot.insertWidget(2, self.aside)
        self.foot.addWidget(self.background)
        self.foot.addWidget(self.cancel_import)
        self.facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_primary(self.tr("Import dataset"), "import")

    # --- the file and its preview -------------------------------------------------------------------------------
    @Slot()
    def choose(self) -> None:
        """Ask for a file."""
        start = str(self.path.parent) if self.path else QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.HomeLocation)  # fmt: skip
        filters = self.tr("Tables (*.csv *.tsv *.txt *.parquet *.pq);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a file to import"), start, filters)
        if name:
            self.set_file(Path(name))

    def set_file(self, path: Path) -> None:
        """Preview another file."""
        self.path, self.preview, self._job_error = path, None, ""
        self.options.set_file(path)
        self.target.set_file(path)
        self._read()

    @Slot()
    def _read(self) -> None:
        if self.path is None:
            return
        from modelyard.services import data

        self._reading = True
        self._job_error = ""
        if self.preview is None:
            self.states.show_loading(self.tr("Reading {name}").format(name=self.path.name))
        call = partial(data.preview_import, self.path, self.options.options(), FIRST_ROWS)
        self.bridge.query(call, self._previewed, self._not_previewed, self, key="preview")
        self._refresh()

    @Slot(object)
    def _previewed(self, preview: ImportPreview) -> None:
        self._reading, self._error, self.preview = False, "", preview
        self.options.show_preview(preview)
        self.pane.show_preview(preview)
        self.states.show_full()
        self._refresh()

    @Slot(object)
    def _not_previewed(self, error: BaseException) -> None:
        self._reading, self.preview = False, None
        self._error = str(error)
        self.states.show_error(self.tr("The file cannot be imported as it is"), as_known(error))
        self._refresh()

    def _show_empty(self) -> None:
        state = EmptyState("file", self.tr("Choose a file, or drop one here"),
                           self.tr("CSV and Parquet files are copied into the workspace; yours stays as it is."),
                           self.states)  # fmt: skip
        self.choose_button = state.add_button(self.tr("Choose file"), "folder", "secondary")
        self.choose_button.clicked.connect(self.choose)
        self.states.show_empty(state)

    @Slot(str, object)
    def _type_chosen(self, column: str, kind: ColumnType) -> None:
        self.options.set_type(column, kind)

    @Slot(str)
    def _as_text(self, column: str) -> None:
        self.options.set_type(column, ColumnType.TEXT)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.busy() and any(u.isLocalFile() for u in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.set_file(Path(local[0]))

    @Slot(object)
    def _set_datasets(self, datasets: list[Dataset]) -> None:
        self.target.set_names([d.name for d in datasets])

    # --- state --------------------------------------------------------------------------------------------------
    def busy(self) -> bool:
        """Whether the import is being started or runs."""
        return self._starting or self.job is not None

    def _refresh(self) -> None:
        busy = self.busy()
        self.content.setEnabled(not busy)
        self._fade(busy)
        self.progress.setVisible(busy)
        self.background.setVisible(busy)
        self.cancel_import.setVisible(busy)
        self.facts.setVisible(not busy)
        self.aside.setVisible(not busy)
        self.cancel.setVisible(not busy)
        self.primary.setVisible(not busy)
        if busy:
            return
        problem = self.target.check()
        reason = ""
        if self.path is None:
            reason = self.tr("Choose a file first.")
        elif self._error and self.preview is None and not self._reading:
            reason = self.tr("Choose another file, or change how it is read.")
        elif self._reading:
            reason = self.tr("Reading the file")
        elif problem:
            reason = self.tr("The dataset needs another name.")
        self.set_reason(reason)
        self.aside.setText("")
        if self._job_error:
            self.set_facts(self._job_error, "bad-text")
        elif not reason and self.preview is not None:
            facts, aside = self.pane.outcome(self.preview)
            self.set_facts(facts)
            self.aside.setText(aside)

    def _fade(self, busy: bool) -> None:
        if busy and self.content.graphicsEffect() is None:
            effect = QGraphicsOpacityEffect(self.content)
            effect.setOpacity(0.55)
            self.content.setGraphicsEffect(effect)
        elif not busy and self.content.graphicsEffect() is not None:
            self.content.setGraphicsEffect(None)  # type: ignore[arg-type]

    # --- importing ----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Start the import."""
        from modelyard.services import data

        if self.path is None or self.preview is None or self._reading or self.busy():
            return
        request = ImportRequest(str(self.path), self.target.dataset(), self.options.options(), self.note.text().strip())
        self._starting, self._job_error = True, ""
        self._early = {}
        self.progress.begin()
        self.cancel_import.setEnabled(False)
        self.bridge.perform(
            partial(data.import_file, self.workspace, request), self._job_started, self._not_started, self
        )
        self._refresh()
        self.background.setFocus()

    @Slot(object)
    def _job_started(self, job: Job) -> None:
        job = self._early.get(job.id, job)
        self._starting, self.job = False, job
        self.cancel_import.setEnabled(True)
        self.started.emit(job)
        if self._close_soon:
            super().reject()
        else:
            self._show_job(job)

    @Slot()
    def reject(self) -> None:
        """Close; an import that runs goes on. One that is just being started is waited for, so that it is known."""
        if self._starting:
            self._close_soon = True
        else:
            super().reject()

    @Slot(object)
    def _not_started(self, error: BaseException) -> None:
        self._starting = self._close_soon = False
        self._job_error = str(error)
        self._refresh()

    @Slot(object)
    def _job_event(self, job: Job) -> None:
        if self._starting:
            self._early[job.id] = job
        elif self.job is not None and job.id == self.job.id:
            self._show_job(job)

    def _show_job(self, job: Job) -> None:
        self.job = job
        if job.state is JobState.SUCCEEDED:
            self.done.emit(job)
            self.accept()
        elif job.state.ended:
            self.job = None
            self._job_error = str(AppError(job.error.message, job.error.hint)) if job.error else ""
            self._refresh()
            if job.error is None:
                self.set_facts(self.tr("The import was cancelled. Nothing was kept."))
        else:
            self.progress.show_job(job)

    @Slot()
    def _cancel_job(self) -> None:
        from modelyard.services import activity

        if self.job is not None:
            self.cancel_import.setEnabled(False)
            self.progress.text.setText(self.tr("stopping"))
            self.bridge.perform(partial(activity.cancel, self.workspace, self.job.id), None, None, self)

    def first_focus(self) -> QWidget | None:
        if self.path is None:
            return self.choose_button
        return self.name if self.name.isEnabled() else self.note


def _datasets(workspace: Any) -> list[Dataset]:
    from modelyard.services import data

    return data.datasets(workspace)


def as_known(error: BaseException) -> AppError:
    """The error as one with a message and a hint."""
    return error if isinstance(error, AppError) else AppError(str(error) or type(error).__name__)


def self_title(dataset: str) -> str:
    """The dialog's title."""
    from PySide6.QtCore import QCoreApplication

    if dataset:
        return QCoreApplication.translate("ImportDialog", "Import a new version of {name}").format(name=dataset)
    return QCoreApplication.translate("ImportDialog", "Import a dataset")
