"""The import dialog: a source, its preview with types to change, what is wrong with it, and the progress."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from modelyard.core.errors import PasswordNeededError
from modelyard.domain.data.datasets import (
    MAX_REJECTED,
    ColumnType,
    Dataset,
    ImportPreview,
    ImportProblem,
    ImportRequest,
    TypeLoss,
)
from modelyard.domain.jobs import Job, JobState
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing import outcome, overlays, reading
from modelyard.ui.pages.data.importing.outcome import as_known
from modelyard.ui.pages.data.importing.preview import PreviewPane
from modelyard.ui.pages.data.importing.progress import ImportProgress
from modelyard.ui.pages.data.importing.reader import PreviewReader
from modelyard.ui.pages.data.importing.run import ImportRun
from modelyard.ui.pages.data.importing.source_panel import Order, SourcePanel
from modelyard.ui.pages.data.importing.sources import Sources
from modelyard.ui.pages.data.importing.target import TargetFields
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.states import EmptyState, StateStack

SIZE = QSize(1080, 700)


class ImportDialog(Dialog):
    """Asks for everything an import needs, starts it, and shows how far it is.

    `started` carries each job; `done` the job when it ended well while the dialog was open. Closing the dialog while
    the import runs lets it go on in the background. `confirm(question, yes)` asks the window a question.
    """

    started = Signal(object)
    done = Signal(object)
    confirm = Signal(object, object)

    def __init__(self, bridge: Bridge, workspace: Any, datasets: Sequence[Dataset], *,
                 files: Sequence[Path] = (), dataset: str = "", source: str = "file",
                 request: ImportRequest | None = None, parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(outcome.title(dataset), parent, width=SIZE.width(), height=SIZE.height())
        self.setMinimumSize(720, 480)
        self.setMaximumSize(self.sizeHint())
        self.setAcceptDrops(True)
        self.bridge, self.workspace = bridge, workspace
        self.preview: ImportPreview | None = None
        self._close_soon = False
        self._error = ""
        self._failure = ""
        self._stopped: Job | None = None
        self._build([d.name for d in datasets], dataset)
        bridge.query(partial(reading.datasets, workspace), self._set_datasets, None, self)
        self._show_empty()
        self.sources.bring(source)
        if request is not None:
            self.target.take(request.dataset, request.note)
            self.sources.file.set_request(request)
        elif files:
            self.sources.file.set_files(files, together=bool(dataset))
        self.refresh()

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
        self.reader = PreviewReader(self.bridge, self)
        self.reader.previewed.connect(self._previewed)
        self.reader.failed.connect(self._not_previewed)
        self.reader.lost.connect(self._lost)
        self.run = ImportRun(self.bridge, self.workspace, self)
        self.run.started.connect(self.started)
        self.run.progressed.connect(self._progressed)
        self.run.ended.connect(self._ended)
        self.run.refused.connect(self._refused)
        self.sources = Sources(self.bridge, self.workspace, self.content)
        self.sources.changed.connect(self._read)
        self.sources.typed.connect(self._read_soon)
        self.sources.renamed.connect(self._propose)
        self.sources.switched.connect(self._switched)
        self.sources.confirm.connect(self.confirm)
        row.addWidget(self.sources)
        row.addWidget(Line(self.content, vertical=True))
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self.target = TargetFields(names, dataset, self.content)
        self.target.changed.connect(self.refresh)
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
        self.table.format_chosen.connect(self._format_chosen)
        self.table.left_out.connect(self._left_out)
        self.problems.chosen.connect(self._chosen)
        self.problems.show_lines.connect(self._show_lines)
        self.states = StateStack(self.pane, self.content)
        self.states.retry.connect(self._read)
        return self.states

    def _fill_foot(self) -> None:
        self.progress = ImportProgress(self)
        self.foot_left.addWidget(self.progress)
        self.background = Button(self.tr("Run in background"), parent=self)
        self.background.clicked.connect(self.reject)
        self.cancel_import = Button(self.tr("Cancel import"), "stop", parent=self)
        self.cancel_import.clicked.connect(self._cancel_import)
        self.change = Button(self.tr("Change options"), "sliders", parent=self)
        self.change.clicked.connect(self._change_options)
        self.anyway = Button(self.tr("Import anyway"), "import", "primary", self)
        self.anyway.clicked.connect(self._import_anyway)
        self.aside = Label("", "body", "bad-text", self)
        self.foot.insertWidget(2, self.aside)
        for button in (self.background, self.cancel_import, self.change, self.anyway):
            self.foot.addWidget(button)
        self.facts.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_primary(self.tr("Import dataset"), "import")

    # --- the source and its preview -----------------------------------------------------------------------------
    @property
    def panel(self) -> SourcePanel:
        """The source in front."""
        return self.sources.panel

    def set_file(self, path: Path) -> None:
        """Preview another file."""
        self.set_files([path])

    def set_files(self, paths: Sequence[Path]) -> None:
        """Preview other files."""
        self.sources.bring("file")
        self.sources.file.set_files(paths)

    @Slot()
    def _read(self) -> None:
        self._ask(pause=False)

    @Slot()
    def _read_soon(self) -> None:
        self._ask(pause=True)

    def _ask(self, *, pause: bool) -> None:
        self._failure, self._stopped = "", None
        self.reader.ask(self.panel, pause=pause)
        if not self.reader.reading:
            self.preview, self._error = None, ""
            self._show_empty()
        elif self.preview is None:
            self.states.show_loading(self.tr("Reading {name}").format(name=self.panel.label()))
        self.refresh()

    @Slot()
    def _switched(self) -> None:
        self.preview, self._error = None, ""
        self._propose()
        self._read()

    @Slot()
    def _propose(self) -> None:
        files = self.sources.file
        self.target.set_several(len(files.files) if self.panel is files and files.each() else 0)
        self.target.propose(self.panel.proposal())

    @Slot(object)
    def _previewed(self, preview: ImportPreview) -> None:
        self._error, self.preview = "", preview
        self.panel.show_preview(preview)
        sheets = self.sources.file.sheets_wanted(preview) if self.panel is self.sources.file else None
        if sheets is not None:
            self.bridge.query(sheets, partial(self._got_sheets, preview), None, self, key="sheets")
        self.problems.has_lines = self.panel.lines(()) is not None and not preview.files[1:]
        self._show_problems(())
        self.states.show_full()
        self.refresh()

    def _got_sheets(self, preview: ImportPreview, names: tuple[str, ...]) -> None:
        self.sources.file.form.show_sheets(names, preview.options.sheet)

    @Slot(object)
    def _lost(self, losses: Sequence[TypeLoss]) -> None:
        if self.preview is not None and losses:
            self._show_problems(losses)
            self.refresh()

    def _show_problems(self, losses: Sequence[TypeLoss]) -> None:
        assert self.preview is not None
        self.pane.show_preview(self.preview, self.panel, losses)

    @Slot(object)
    def _not_previewed(self, error: BaseException) -> None:
        self.preview = None
        self._error = str(error)
        if isinstance(error, PasswordNeededError) and self.panel is self.sources.database:
            self.sources.database.ask_password()
        self.states.show_error(self.tr("This cannot be imported as it is"), as_known(error))
        self.refresh()

    def _show_empty(self) -> None:
        icon, title, text, button = outcome.empty_words(self.panel.key, self.panel.missing())
        state = EmptyState(icon, title, text, self.states)
        if button:
            self.choose_button = state.add_button(button, "folder", "secondary")
            self.choose_button.clicked.connect(self.sources.file.choose)
        self.states.show_empty(state)

    @Slot(str, object)
    def _type_chosen(self, column: str, kind: ColumnType) -> None:
        self.panel.set_type(column, kind)

    @Slot(str, object, str)
    def _format_chosen(self, column: str, kind: ColumnType, pattern: str) -> None:
        if pattern:
            self.panel.set_type(column, kind, pattern)
            return
        overlays.ask_pattern(self, column)

    @Slot(str, bool)
    def _left_out(self, column: str, out: bool) -> None:
        self.panel.set_left_out(column, out)

    @Slot(object, str)
    def _chosen(self, problem: ImportProblem, choice: str) -> None:
        columns = self.preview.columns if self.preview is not None else ()
        kind = next((c.type for c in columns if c.name == problem.column), None)
        if kind is not None:
            self.panel.settle(problem, choice, kind)

    @Slot(object)
    def _show_lines(self, problem: ImportProblem) -> None:
        overlays.show_lines(self, problem)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.busy() and any(u.isLocalFile() for u in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        local = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.set_files([Path(p) for p in local])

    def _finish(self, accepted: bool) -> None:
        if not self.run.jobs:
            self.sources.clipboard.forget()
        super()._finish(accepted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and not self.busy():
            self.sources.take_clipboard()
            return
        super().keyPressEvent(event)

    @Slot(object)
    def _set_datasets(self, datasets: list[Dataset]) -> None:
        self.target.set_names([d.name for d in datasets])

    # --- state --------------------------------------------------------------------------------------------------
    def busy(self) -> bool:
        """Whether an import is being started or runs."""
        return self.run.active

    def shows(self, job: Job) -> bool:
        """Whether this dialog says what becomes of a job."""
        return self.scrim is not None and (self.run.knows(job.id) or (self.run.starting and ".import" in job.kind))

    @property
    def job(self) -> Job | None:
        """The job that runs."""
        return next((j for j in self.run.jobs if not j.state.ended), None) if self.run.active else None

    def refresh(self) -> None:
        """Show what can be done in the present state."""
        busy, stopped = self.busy(), self._stopped is not None
        self.content.setEnabled(not busy)
        overlays.fade(self.content, busy)
        running: tuple[QWidget, ...] = (self.progress, self.background, self.cancel_import)
        resting: tuple[QWidget, ...] = (self.facts, self.aside, self.cancel)
        for widget in (*running, *resting):
            widget.setVisible(busy == (widget in running))
        self.change.setVisible(stopped and not busy)
        self.anyway.setVisible(stopped and not busy)
        self.primary.setVisible(not busy and not stopped)
        if not busy:
            outcome.say(self, self._error, self._failure)

    # --- importing ----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Start the import."""
        if self.preview is None or self.reader.reading or self.busy():
            return
        order = Order(self.target.dataset(), self.note.text().strip(), MAX_REJECTED)
        self._begin(self.panel.starts(self.workspace, order))

    def _begin(self, starts: Sequence[Any]) -> None:
        self._failure, self._stopped = "", None
        self.progress.begin()
        self.cancel_import.setEnabled(False)
        self.run.begin(starts)
        self.refresh()
        self.background.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _import_anyway(self) -> None:
        from modelyard.services.data import anyway as data_anyway

        if self._stopped is not None:
            self._begin([partial(data_anyway.import_anyway, self.workspace, self._stopped.id)])

    @Slot()
    def _change_options(self) -> None:
        self._stopped, self._failure = None, ""
        self.refresh()
        self.sources.focus_options()

    @Slot()
    def _progressed(self) -> None:
        if self._close_soon and not self.run.starting:
            super().reject()
            return
        self.cancel_import.setEnabled(not self.run.starting and not any(j.cancel_requested for j in self.run.jobs))
        if len(self.run.jobs) == 1:
            self.progress.show_job(self.run.jobs[0])
        elif self.run.jobs:
            self.progress.show_several(self.run.jobs)

    @Slot()
    def reject(self) -> None:
        """Close; an import that runs goes on. One that is just being started is waited for, so that it is known."""
        if self.run.starting:
            self._close_soon = True
        else:
            super().reject()

    @Slot(object)
    def _refused(self, error: BaseException) -> None:
        self._close_soon = False
        self._failure = str(error)
        self.refresh()

    @Slot(object)
    def _ended(self, jobs: list[Job]) -> None:
        if self._close_soon:
            super().reject()
        elif all(j.state is JobState.SUCCEEDED for j in jobs):
            for job in jobs:
                self.done.emit(job)
            self.accept()
        else:
            self._failure, self._stopped = outcome.failure(jobs)
            self.refresh()
            if not self._failure:
                self.set_facts(self.tr("The import was cancelled. Nothing was kept."))
            if self._stopped is not None:
                self.change.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _cancel_import(self) -> None:
        self.cancel_import.setEnabled(False)
        self.progress.text.setText(self.tr("stopping"))
        self.run.cancel()

    def first_focus(self) -> QWidget | None:
        if self.panel.missing():
            return self.choose_button if self.panel is self.sources.file else self.sources.list.focus_row()
        return self.name if self.name.isEnabled() else self.note
