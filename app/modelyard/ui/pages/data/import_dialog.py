"""The import dialog: a file, its preview with types to change, what is wrong with it, and the import's progress."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from modelyard.core.errors import AppError
from modelyard.domain.data import ColumnType, Dataset, ImportPreview, ImportRequest
from modelyard.domain.jobs import Job, JobState
from modelyard.ui import texts
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.import_options import OptionsPanel
from modelyard.ui.pages.data.import_problems import ProblemList
from modelyard.ui.pages.data.import_table import PreviewTable
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import FittedLabel, Label, Line
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.states import EmptyState, StateStack

SIZE = QSize(1080, 700)
FIRST_ROWS = 500
SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".gz", ".modelyard")
TIME_LEFT_AFTER = 3.0
NEW = "new"


def name_of(path: Path) -> str:
    """A dataset name made from a file's name."""
    name = path.name
    while Path(name).suffix.lower() in SUFFIXES:
        name = Path(name).stem
    name = re.sub(r"[^\w .\-]+", "-", name).strip(" .-_")
    return name[:60].rstrip(" .-_") or "table"


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
        self.setMaximumSize(SIZE)
        self.setAcceptDrops(True)
        self.bridge, self.workspace = bridge, workspace
        self.names = [d.name for d in datasets]
        self.path: Path | None = None
        self.preview: ImportPreview | None = None
        self.job: Job | None = None
        self._reading = self._starting = self._close_soon = False
        self._error = ""
        self._job_error = ""
        self._early: dict[str, Job] = {}
        self._began = 0.0
        self._typed_name, self._chose_target = False, bool(dataset)
        self._build(dataset)
        bridge.job_event.connect(self._job_event)
        bridge.query(partial(_datasets, workspace), self._set_datasets, None, self)
        if path is not None:
            self.set_file(path)
        self._refresh()

    def sizeHint(self) -> QSize:
        return SIZE

    def setGeometry(self, *given: int) -> None:  # type: ignore[override]
        """Take the full size whatever the preview needs, less only in a small window; the scrim places dialogs."""
        parent = self.parentWidget()
        if parent is None:
            super().setGeometry(*given)
            return
        width, height = min(SIZE.width(), parent.width() - 40), min(SIZE.height(), parent.height() - 40)
        super().setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2, width, height)

    # --- building -----------------------------------------------------------------------------------------------
    def _build(self, dataset: str) -> None:
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
        column.addLayout(self._build_names(dataset))
        column.addWidget(Line(self.content))
        column.addWidget(self._build_preview(), 1)
        self._build_progress()
        self.aside = Label("", "body", "bad-text", self)
        self.foot.insertWidget(2, self.aside)
        self.facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_primary(self.tr("Import dataset"), "import")

    def _build_names(self, dataset: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(16)
        self.name = QLineEdit(self.content)
        self.name.setMaxLength(80)
        self.name.textEdited.connect(self._name_edited)
        self.name_field = FormField(self.tr("Dataset name"), self.name, parent=self.content)
        self.name_field.setFixedWidth(theme().px(240))
        self.save_as = Select(parent=self.content)
        self._offer_targets()
        self.save_as.activated.connect(self._save_as_chosen)
        save_field = FormField(self.tr("Save as"), self.save_as, parent=self.content)
        save_field.setFixedWidth(theme().px(270))
        self.note = QLineEdit(self.content)
        self.note.setMaxLength(500)
        self.note.setPlaceholderText(self.tr("What is in it, or what changed"))
        note_field = FormField(self.tr("Note"), self.note, parent=self.content, optional=True)
        for field, stretch in ((self.name_field, 0), (save_field, 0), (note_field, 1)):
            row.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        if dataset:
            self.save_as.set_key(dataset)
            self.name.setText(dataset)
            self.name.setEnabled(False)
        return row

    def _build_preview(self) -> QWidget:
        full = QFrame(self.content)
        full.setObjectName("surface")
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(20, 0, 20, 0)
        head.setSpacing(8)
        title = Label(self.tr("Preview"), "strong", parent=full)
        title.setFixedHeight(theme().px(40))
        head.addWidget(title)
        self.fact = FittedLabel("", "small", "text3", full)
        head.addWidget(self.fact)
        head.addStretch(1)
        self.source_fact = FittedLabel("", "small", "text3", full)
        head.addWidget(self.source_fact)
        column.addLayout(head)
        column.addWidget(Line(full))
        self.table = PreviewTable(full)
        self.table.type_chosen.connect(self._type_chosen)
        column.addWidget(self.table, 1)
        column.addWidget(Line(full))
        self.problems = ProblemList(full)
        self.problems.as_text.connect(self._as_text)
        column.addWidget(self.problems)
        self.states = StateStack(full, self.content)
        self.states.retry.connect(self._read)
        self._show_empty()
        return self.states

    def _build_progress(self) -> None:
        self.progress_box = QWidget(self)
        column = QVBoxLayout(self.progress_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        words = QHBoxLayout()
        words.setSpacing(4)
        self.progress_title = Label(self.tr("Importing"), "small-medium", parent=self.progress_box)
        self.progress_text = FittedLabel("", "small", "text3", self.progress_box)
        words.addWidget(self.progress_title)
        words.addWidget(self.progress_text, 1)
        self.bar = ProgressBar(0.0, self.progress_box)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self.bar)
        column.addStretch(1)
        self.progress_box.setFixedWidth(theme().px(440))
        self.foot_left.addWidget(self.progress_box)
        self.background = Button(self.tr("Run in background"), parent=self)
        self.background.clicked.connect(self.reject)
        self.cancel_import = Button(self.tr("Cancel import"), "stop", parent=self)
        self.cancel_import.clicked.connect(self._cancel_job)
        self.foot.addWidget(self.background)
        self.foot.addWidget(self.cancel_import)

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
        self._propose_name()
        self._read()

    def _propose_name(self) -> None:
        """Name the dataset like the file; a name that is there already gets a new version."""
        if self.path is None or self._typed_name or self._chose_target:
            return
        name = name_of(self.path)
        self.save_as.set_key(name if name in self.names else NEW)
        self._target_changed()

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
        self.table.show_preview(preview, editable=not self.options.text_part.isHidden())
        self.problems.show_preview(preview)
        columns = texts.counted(len(preview.columns), self.tr("column"), self.tr("columns"))
        if preview.row_count is None:
            self.fact.setText(columns)
        elif len(preview.rows) < FIRST_ROWS:
            rows = texts.counted(preview.row_count, self.tr("row"), self.tr("rows"))
            self.fact.setText(f"{rows}, {columns}")
        else:
            about = "" if preview.row_count_exact else self.tr("about") + " "
            text = self.tr("first {shown} of {about}{rows} rows, {columns}")
            shown, rows = f"{len(preview.rows):,}", f"{preview.row_count:,}"
            self.fact.setText(text.format(shown=shown, about=about, rows=rows, columns=columns))
        whole = preview.row_count_exact and preview.file_size <= 4 << 20
        detected = self.tr("Types were detected from the whole file") if whole else self.tr(
            "Types were detected from the beginning of the file")  # fmt: skip
        self.source_fact.setText(detected if self.table.types.editable else self.tr("Types are the file's own"))
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

    # --- names --------------------------------------------------------------------------------------------------
    @Slot()
    def _name_edited(self) -> None:
        self._typed_name = True
        self._refresh()

    @Slot()
    def _save_as_chosen(self) -> None:
        self._chose_target = True
        self._target_changed()

    def _target_changed(self) -> None:
        key = self.save_as.key()
        self.name.setEnabled(key == NEW)
        if key != NEW:
            self.name.setText(key)
        elif not self._typed_name:
            self.name.setText(name_of(self.path) if self.path else "")
        self._refresh()

    @Slot(object)
    def _set_datasets(self, datasets: list[Dataset]) -> None:
        names = [d.name for d in datasets]
        if names != self.names:
            self.names = names
            self._offer_targets()
            self._propose_name()

    def _offer_targets(self) -> None:
        versions = [(n, self.tr("New version of {name}").format(name=n)) for n in self.names]
        self.save_as.set_choices([(NEW, self.tr("New dataset")), *versions])

    def _name_problem(self) -> str:
        from modelyard.services.names import check_name

        if self.save_as.key() != NEW:
            return ""
        try:
            name = check_name(self.name.text(), self.tr("dataset"))
        except AppError as error:
            return str(error)
        if name in self.names:
            text = self.tr("There is a dataset {name} already. Choose another name, or “New version of {name}”.")
            return text.format(name=name)
        return ""

    # --- state --------------------------------------------------------------------------------------------------
    def busy(self) -> bool:
        """Whether the import is being started or runs."""
        return self._starting or self.job is not None

    def _refresh(self) -> None:
        busy = self.busy()
        self.content.setEnabled(not busy)
        self._fade(busy)
        self.progress_box.setVisible(busy)
        self.background.setVisible(busy)
        self.cancel_import.setVisible(busy)
        self.facts.setVisible(not busy)
        self.aside.setVisible(not busy)
        self.cancel.setVisible(not busy)
        self.primary.setVisible(not busy)
        if busy:
            return
        problem = self._name_problem() if self.path or self._typed_name else ""
        self.name_field.set_error(problem)
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
            self._say_what_will_happen(self.preview)

    def _fade(self, busy: bool) -> None:
        if busy and self.content.graphicsEffect() is None:
            effect = QGraphicsOpacityEffect(self.content)
            effect.setOpacity(0.55)
            self.content.setGraphicsEffect(effect)
        elif not busy and self.content.graphicsEffect() is not None:
            self.content.setGraphicsEffect(None)  # type: ignore[arg-type]

    def _say_what_will_happen(self, preview: ImportPreview) -> None:
        aside, more = self.problems.left_out()
        if preview.row_count is None:
            return
        exact = preview.row_count_exact and not more
        rows = max(0, preview.row_count - aside)
        count = f"{rows:,}" if exact else self.tr("About {n}").format(n=f"{rows:,}")
        text = self.tr("{n} rows will be imported").format(n=count)
        self.set_facts(f"{text}," if aside else text)
        if aside:
            kept = self.tr("{n} kept aside") if exact else self.tr("at least {n} kept aside")
            self.aside.setText(kept.format(n=f"{aside:,}"))

    # --- importing ----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Start the import."""
        from modelyard.services import data

        if self.path is None or self.preview is None or self._reading or self.busy():
            return
        name = self.name.text().strip()
        request = ImportRequest(str(self.path), name, self.options.options(), self.note.text().strip())
        self._starting, self._began, self._job_error = True, time.monotonic(), ""
        self._early = {}
        self.bar.set(None)
        self.progress_text.setText("")
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
            self.bar.set(job.fraction)
            self.progress_text.setText(self._progress_words(job))

    def _progress_words(self, job: Job) -> str:
        if job.state is JobState.QUEUED:
            return self.tr("waits for its turn")
        words = [job.text] if job.text else []
        if job.fraction is not None:
            words.append(texts.percent(job.fraction))
            passed = time.monotonic() - self._began
            if passed > TIME_LEFT_AFTER and 0.02 < job.fraction < 1:
                left = passed * (1 - job.fraction) / job.fraction
                words.append(self.tr("about {n} s left").format(n=max(1, round(left))))
        return ", ".join(words)

    @Slot()
    def _cancel_job(self) -> None:
        from modelyard.services import activity

        if self.job is not None:
            self.cancel_import.setEnabled(False)
            self.progress_text.setText(self.tr("stopping"))
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
