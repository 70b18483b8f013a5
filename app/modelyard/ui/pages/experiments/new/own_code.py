"""Adding own code: the file to read, what running it means, and the tick without which nothing of it runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPlainTextEdit, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.experiments.catalogue import Algorithm
from modelyard.domain.experiments.own_code import Outline, OwnCode, class_of
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity
from modelyard.services.experiments import own_code
from modelyard.ui import texts
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import LinkButton
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, Label
from modelyard.ui.widgets.note import Note

WIDTH, HEIGHT = 780, 720
ADDING = "adding"


class OwnCodeDialog(Dialog):
    """Shows a file's text and asks whether it is trusted. `added` carries the key of the algorithm.

    `code` is own code of the workspace that this computer has not agreed to yet; it need not be tried again.
    """

    added = Signal(str)

    def __init__(
        self, shell: Shell, found: Outline, parent: QWidget | None = None, code: OwnCode | None = None
    ) -> None:
        super().__init__(tr("Add own code") if code is None else tr("Agree to own code"), parent, width=WIDTH)
        self._shell, self._found, self._code = shell, found, code
        self._job_id = ""
        self._jobs = OwnJobs(shell, self)
        self._jobs.moved.connect(self._moved)
        self.body.addLayout(self._build_facts())
        self.text = QPlainTextEdit(found.source, self)
        self.text.setObjectName("code")
        self.text.setReadOnly(True)
        self.text.setFont(theme().font("small", mono=True))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(tr("The text of {file}").format(file=found.file_name))
        self.body.addWidget(self.text, 1)
        self.meaning = Note(
            tr(
                "This runs the file on this computer, with all that you may do here: it can read and delete files "
                "and use the network. It runs again whenever a model of it is trained, explained or served."
            ),
            "warn",
            self,
        )
        self.body.addWidget(self.meaning)
        self.trust = QCheckBox(tr("I have read this file and trust it"), self)
        self.trust.toggled.connect(self._say)
        self.body.addWidget(self.trust)
        self.failure = Note("", "bad", self)
        self.body.addWidget(self.failure)
        self.set_primary(tr("Add") if code is None else tr("Agree"), "plus" if code is None else "check")
        if found.problem:
            self.failure.set(tr("{problem} Correct the file, then add it again.").format(problem=found.problem))
        for part in (self.meaning, self.trust):
            part.setVisible(not found.problem)
        self._say()

    def _build_facts(self) -> QHBoxLayout:
        found = self._found
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(IconView("file", "text3", self))
        row.addWidget(Label(found.file_name, "medium", parent=self))
        lines = texts.counted(len(found.source.splitlines()), tr("line"), tr("lines"))
        facts = tr("{lines}, {size}, sha256 {hash}")
        about = facts.format(lines=lines, size=texts.size(found.size), hash=found.sha256[:12])
        fact = ElidedLabel(about, "small", "text3", self)
        fact.setToolTip(found.sha256)
        row.addWidget(fact, 1)
        self.name = Select([(name, name) for name in found.classes], self)
        self.name.setAccessibleName(tr("Class"))
        self.name.setVisible(len(found.classes) > 1)
        head = Label(tr("Class"), "label", "text2", self)
        head.setVisible(bool(found.classes))
        row.addWidget(head)
        row.addWidget(self.name)
        row.addWidget(Label(found.classes[0] if len(found.classes) == 1 else "", "medium", parent=self))
        return row

    # --- size ---------------------------------------------------------------------------------------------------
    def open_in(self, window: QWidget, *, top: int | None = None) -> None:
        self.setFixedSize(min(theme().px(WIDTH), window.width() - 40), min(theme().px(HEIGHT), window.height() - 40))
        super().open_in(window, top=top)

    # --- adding -------------------------------------------------------------------------------------------------
    @Slot()
    def _say(self, *_: object) -> None:
        running = self._jobs.running(ADDING)
        self.trust.setEnabled(not running)
        if self._found.problem:
            self.set_reason(tr("Nothing of the file was run"))
        elif running:
            self.set_reason(tr("Running the file in a process of its own"))
        elif not self.trust.isChecked():
            self.set_reason(tr("Read the file, then tick that you trust it"))
        else:
            self.set_reason("")
            self.set_facts(tr("Takes a few seconds") if self._code is None else "")

    def submit(self) -> None:
        """Run the file in a child and add what it defines; the dialog stays open with the reason when it cannot."""
        workspace, found, name = self._shell.workspace, self._found, self.name.key()
        self.failure.set("")
        if self._code is not None:
            agree = partial(own_code.agree, workspace, self._code)
            self._shell.bridge.perform(agree, self._agreed, self._failed, self)
            return
        start = partial(own_code.add, workspace, found, name, agreed=self.trust.isChecked())
        self._jobs.start(start, ADDING, self._failed)
        self._say()

    @Slot(object)
    def _agreed(self, code: OwnCode) -> None:
        self.added.emit(code.estimator.key)
        self.accept()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.failure.set(str(error))
        self._say()

    @Slot(object, object)
    def _moved(self, job: Job, _about: object) -> None:
        self._job_id = job.id
        if job.state is JobState.SUCCEEDED:
            self.added.emit(str(job.result["key"]))
            self.accept()
        elif job.state.ended:
            self.failure.set(f"{job.error.message} {job.error.hint}" if job.error else tr("It was stopped."))
            self._say()

    def shows(self, job: Job) -> bool:
        """Whether what became of a job is said here."""
        return self.isVisible() and job.id in (self._job_id, self._jobs.job_id(ADDING))

    def reject(self) -> None:
        """Close; a file that is being tried is stopped."""
        if job_id := self._jobs.job_id(ADDING):
            workspace = self._shell.workspace
            self._shell.bridge.perform(partial(activity.cancel, workspace, job_id), None, None, self)
        super().reject()


class OwnCodeLink(LinkButton):
    """Lets somebody choose a file, read it and agree to it; takes own code away again.

    `offered` carries all own code after each change, `added` the key of what was just added.
    """

    offered = Signal(object)
    added = Signal(str)
    failed = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add own code…"), parent, small=True)
        self.setToolTip(tr("A Python file with a scikit-learn estimator"))
        self._shell = shell
        self._key = ""
        self.dialog: OwnCodeDialog | None = None
        self.clicked.connect(self._choose)
        shell.bridge.changed.connect(self._changed)

    @Slot()
    def _choose(self, *_: object) -> None:
        """Ask for a file, then show it."""
        name, _filter = QFileDialog.getOpenFileName(self, tr("Add own code"), "", tr("Python files (*.py)"))
        if name:
            read = partial(own_code.outline, Path(name))
            self._shell.bridge.query(read, self._show, self.failed.emit, self, key="outline")

    @Slot(str)
    def read(self, key: str) -> None:
        """Show own code of the workspace that nobody here has agreed to."""
        workspace = self._shell.workspace

        def look() -> tuple[Outline, OwnCode]:
            code = own_code.codes(workspace, [key])[0]
            return own_code.outline_of(workspace, code), code

        self._shell.bridge.query(look, self._show_kept, self.failed.emit, self, key="outline")

    @Slot(object)
    def _show_kept(self, found: tuple[Outline, OwnCode]) -> None:
        self._show(*found)

    @Slot(object)
    def _show(self, found: Outline, code: OwnCode | None = None) -> None:
        self.dialog = OwnCodeDialog(self._shell, found, self.window(), code)
        self.dialog.added.connect(self._added)
        self.dialog.open_in(self.window())

    @Slot(str)
    def _added(self, key: str) -> None:
        self._key = key
        self._read()

    @Slot(str)
    def remove(self, key: str) -> None:
        """Put own code into the recycle bin, with a way back."""
        gone = partial(own_code.remove, self._shell.workspace, class_of(key))
        self._shell.bridge.perform(gone, self._removed, self.failed.emit, self)

    @Slot(object)
    def _removed(self, codes: Sequence[OwnCode]) -> None:
        workspace, bridge, name = self._shell.workspace, self._shell.bridge, codes[0].estimator.name

        def back() -> None:  # this dialog may be closed by then
            bridge.perform(partial(own_code.restore, workspace, name))

        self._shell.toast(tr("Removed {name}").format(name=name), tr("Its runs keep their text."), undo=back)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.touches(Kind.OWN_CODE):
            self._read()

    @Slot(object)
    def _read(self, *_: object) -> None:
        every = partial(own_code.algorithms, self._shell.workspace)
        self._shell.bridge.query(every, self._offer, self.failed.emit, self, key="own code")

    @Slot(object)
    def _offer(self, found: Sequence[Algorithm]) -> None:
        self.offered.emit(found)
        key, self._key = self._key, ""
        if key:
            self.added.emit(key)
