"""The launch dialog: which version, under which name and port; then the steps, live, until it answers."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.deployments import Backend, LaunchRequest, Limits
from modelyard.domain.jobs import Job, JobState
from modelyard.domain.models import ModelVersion
from modelyard.services import activity, deployments
from modelyard.services.names import check_name
from modelyard.ui.pages.deployments import words
from modelyard.ui.pages.deployments.port_dialog import PortField
from modelyard.ui.pages.deployments.reading import LaunchChoices, launch_choices
from modelyard.ui.pages.deployments.steps import StepList, steps
from modelyard.ui.pages.deployments.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.chip import Dot
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label, Line
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.progress import ProgressBar

MEGA = 1024**2
MEMORY = (256, 512, 1024, 2048, 4096)
CORES = (0.5, 1, 2, 4, 8)
TALLEST = 640
"""What fits into the smallest window, in px; larger text makes the form scroll."""


class LaunchDialog(Dialog):
    """Asks, then launches. Closing it while it launches leaves the launch to go on; `job_id` names it."""

    def __init__(self, shell: Shell, version_id: str = "", parent: QWidget | None = None) -> None:
        super().__init__(tr("Launch a model"), parent, width=860, height=min(theme().px(572), TALLEST))
        self._shell, self._wanted = shell, version_id
        self._choices: LaunchChoices | None = None
        self._port_problem: object = None
        self._name_typed = False
        self.job_id = ""
        self.deployment_name = ""
        self._began = 0.0
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        scroll = QScrollArea(self.content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._build_form())
        row.addWidget(scroll, 420)
        row.addWidget(Line(self.content, vertical=True))
        row.addWidget(self._build_plan(), 438)
        self._build_launch_foot()
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._tick)
        shell.bridge.job_event.connect(self._job)
        self.primary.set_reason(tr("Reading the models"))
        workspace = shell.workspace
        shell.bridge.query(lambda: launch_choices(workspace), self._known, self._unknown, self, key="choices")

    # --- building -----------------------------------------------------------------------------------------------
    def _build_form(self) -> QWidget:
        self.form = QWidget(self.content)
        column = QVBoxLayout(self.form)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        self.model = Select(parent=self.form)
        self.model.currentIndexChanged.connect(self._model_changed)
        self.version = Select(parent=self.form)
        self.version.currentIndexChanged.connect(self._version_changed)
        column.addLayout(_pair(FormField(tr("Model"), self.model, parent=self.form),
                               FormField(tr("Version"), self.version, parent=self.form)))  # fmt: skip
        self.name = QLineEdit(self.form)
        self.name.textEdited.connect(self._name_edited)
        self.name_field = FormField(tr("Name"), self.name, parent=self.form, check=self._name_problem)
        column.addWidget(self.name_field)
        address = QLineEdit("127.0.0.1", self.form)
        address.setEnabled(False)
        self.port = PortField(self._shell, None, self.form)
        self.port.judged.connect(self._port_judged)
        column.addLayout(_pair(FormField(tr("Address"), address, tr("This computer only"), self.form), self.port))
        self.backend = Select(parent=self.form)
        self.backend.currentIndexChanged.connect(self._backend_changed)
        self.backend_field = FormField(tr("Runs as"), self.backend, parent=self.form)
        column.addWidget(self.backend_field)
        self.cores = Select(parent=self.form)
        self.memory = Select([(str(m), words.memory(m * MEGA)) for m in MEMORY], self.form)
        self.memory.set_key("512")
        self.limits = QWidget(self.form)
        limits = _pair(FormField(tr("Cores"), self.cores, parent=self.limits),
                       FormField(tr("Memory"), self.memory, parent=self.limits))  # fmt: skip
        limits.setContentsMargins(0, 0, 0, 0)
        self.limits.setLayout(limits)
        column.addWidget(self.limits)
        column.addStretch(1)
        return self.form

    def _build_plan(self) -> QFrame:
        panel = QFrame(self.content)
        panel.setObjectName("surface2")
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        head = QHBoxLayout()
        self.plan_title = Label(tr("What happens"), "strong", parent=panel)
        self.plan_fact = Label(tr("seconds; about 1 min the first time"), "small", "text3", panel)
        head.addWidget(self.plan_title)
        head.addStretch(1)
        head.addWidget(self.plan_fact)
        column.addLayout(head)
        self.steps = StepList(panel)
        column.addWidget(self.steps)
        self.bar = ProgressBar(0.0, panel)
        self.bar.hide()
        column.addWidget(self.bar)
        self.note = Note("", "plain", panel)
        column.addWidget(self.note)
        self.log_head = QWidget(panel)
        row = QHBoxLayout(self.log_head)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(Label(tr("Launch log"), "small-strong", parent=self.log_head))
        row.addStretch(1)
        copy = Button(tr("Copy"), "copy", "quiet", self.log_head, small=True)
        copy.clicked.connect(self._copy_log)
        row.addWidget(copy)
        column.addWidget(self.log_head)
        self.log_frame = QFrame(panel)
        self.log_frame.setObjectName("code")
        inner = QVBoxLayout(self.log_frame)
        inner.setContentsMargins(1, 1, 1, 1)
        self.log = LogView(tr("Launch log"), self.log_frame)
        inner.addWidget(self.log)
        column.addWidget(self.log_frame, 1)
        self._said: list[tuple[str, str, str]] = []
        self.log_head.hide()
        self.log_frame.hide()
        column.addStretch(0)
        self._spring = QWidget(panel)
        column.addWidget(self._spring, 1)
        return panel

    def _build_launch_foot(self) -> None:
        self.dot = Dot("neutral", "", self)
        self.dot.hide()
        self.foot_left.addWidget(self.dot)
        self.free = Button("", "", "secondary", self)
        self.free.clicked.connect(self._use_free)
        self.free.hide()
        self.foot.insertWidget(self.foot.count() - 1, self.free)
        self.stop = Button(tr("Cancel launch"), "stop", "secondary", self)
        self.stop.clicked.connect(self._cancel_launch)
        self.stop.hide()
        self.foot.insertWidget(self.foot.count() - 1, self.stop)
        self.set_primary(tr("Launch"), "launch")

    # --- choices ------------------------------------------------------------------------------------------------
    @Slot(object)
    def _unknown(self, error: AppError) -> None:
        self.note.set(f"{error.message} {error.hint}".strip(), "bad")

    @Slot(object)
    def _known(self, choices: LaunchChoices) -> None:
        self._choices = choices
        engine = choices.engine
        kinds = [("docker", tr("Container"))] if engine.available else []
        self.backend.set_choices([*kinds, ("process", tr("Local process"))])
        self.backend.setCurrentIndex(0)
        self.cores.set_choices([(f"{c:g}", f"{c:g}") for c in CORES if c <= max(1, choices.cores)])
        self.cores.set_key("1")
        models = {v.model_id: v.model_name for v in sorted(choices.versions, key=lambda v: v.model_name.lower())}
        self.model.set_choices(list(models.items()))
        chosen = next((v for v in choices.versions if v.id == self._wanted), None)
        if chosen is None:
            chosen = next((v for v in choices.versions if v.model_id == self.model.key() and "champion" in v.aliases),
                          None)  # fmt: skip
        if chosen is not None:
            self._wanted = chosen.id
            self.model.set_key(chosen.model_id)
        self._model_changed()
        self._backend_changed()
        self.port.line.setText(str(choices.free_port))
        self.dot.set("ok" if engine.available else "off", words.engine(engine))
        self.dot.show()
        self._judge()

    def chosen(self) -> ModelVersion | None:
        """The version to launch."""
        versions = self._choices.versions if self._choices else ()
        return next((v for v in versions if v.id == self.version.key()), None)

    @Slot()
    def _model_changed(self, *_: object) -> None:
        if self._choices is None:
            return
        own = [v for v in self._choices.versions if v.model_id == self.model.key()]
        self.version.set_choices([(v.id, ", ".join([f"v{v.number}", *v.aliases])) for v in own])
        if any(v.id == self._wanted for v in own):
            self.version.set_key(self._wanted)
        elif champion := next((v for v in own if "champion" in v.aliases), None):
            self.version.set_key(champion.id)
        else:
            self.version.setCurrentIndex(0)
        self._version_changed()

    @Slot()
    def _version_changed(self, *_: object) -> None:
        version = self.chosen()
        if version is not None and self._choices is not None and not self._name_typed:
            self.name.setText(free_name(version.model_name, self._choices.names))
        self._plan()
        self._judge()

    @Slot()
    def _backend_changed(self, *_: object) -> None:
        docker = self.backend.key() == "docker"
        self.limits.setVisible(docker)
        available = self._choices is not None and self._choices.engine.available
        hint = "" if docker else tr("Without a container: no limits on memory and cores.")
        if self._choices is not None and not available:
            hint = tr("Docker is not running, so it runs as a local process, without limits.")
        self.backend_field.set_hint(hint)
        self._plan()

    def _plan(self) -> None:
        version = self.chosen()
        if version is None or self.job_id:
            return
        kind = Backend(self.backend.key() or "process")
        self.steps.set_steps(steps(kind, version.label))
        first = tr("seconds; about 1 min the first time") if kind is Backend.DOCKER else tr("a few seconds")
        self.plan_fact.setText(first)

    # --- judging ------------------------------------------------------------------------------------------------
    @Slot(str)
    def _name_edited(self, _: str) -> None:
        self._name_typed = True
        self._judge()

    def _name_problem(self) -> str:
        names = self._choices.names if self._choices else frozenset()
        try:
            name = check_name(self.name.text(), "deployment")
        except AppError as error:
            return f"{error.message} {error.hint}".strip()
        return tr("There is a deployment {name} already").format(name=name) if name in names else ""

    @Slot(object)
    def _port_judged(self, problem: object) -> None:
        self._port_problem = problem
        self._judge()

    def _judge(self) -> None:
        """Switch the button on or off, and say why beside it."""
        if self.job_id or self._choices is None:
            return
        if self.chosen() is None:
            self.primary.set_reason(tr("Register a model first"))
            return
        name, port = self.name_field.validate(), self._port_problem
        free = self._choices.free_port
        self.free.setVisible(bool(port) and free != self.port.port())
        self.free.setText(tr("Use free port {n}").format(n=free))
        self.free.setAccessibleName(self.free.text())
        self.free.updateGeometry()
        waiting = tr("Looking whether the port is free") if port is None else str(port)
        self.primary.set_reason(name or waiting)
        self.set_facts(words.engine(self._choices.engine))

    @Slot()
    def _use_free(self) -> None:
        if self._choices is not None:
            self.port.line.setText(str(self._choices.free_port))

    # --- launching ----------------------------------------------------------------------------------------------
    def submit(self) -> None:
        """Launch; or, once it does, leave it to the background."""
        if self.job_id:
            self.accept()
            return
        version = self.chosen()
        if version is None:
            return
        limits = Limits(memory=int(self.memory.key()) * MEGA, cpus=float(self.cores.key()))
        self.deployment_name = self.name.text().strip()
        suggested = not self.port.line.isModified()  # a port that nobody typed: another will do if it is taken by then
        request = LaunchRequest(self.deployment_name, version.id, self.port.port(), Backend(self.backend.key()), limits,
                                any_port=suggested)  # fmt: skip
        workspace = self._shell.workspace
        self.primary.set_reason(tr("Starting"))
        self.note.set("")
        self._shell.bridge.perform(lambda: deployments.launch(workspace, request), self._started, self._refused, self)

    @Slot(object)
    def _refused(self, error: AppError) -> None:
        self.note.set(f"{error.message} {error.hint}".strip(), "bad")
        self._judge()

    @Slot(object)
    def _started(self, job: Job) -> None:
        self.job_id = job.id
        self._began = time.monotonic()
        self.form.setEnabled(False)
        self.free.hide()
        self.cancel.hide()
        self.stop.show()
        self.set_primary(tr("Run in background"))
        self.primary.set_reason("")
        self.dot.hide()
        self.set_facts(tr("You can close this. Activity shows the progress."))
        self.plan_title.setText(tr("Launching"))
        self.bar.show()
        self.bar.set(None)
        self._spring.hide()
        self.log_head.show()
        self.log_frame.show()
        self._timer.start()
        self._tick()
        workspace, job_id = self._shell.workspace, job.id
        # it may have come far, or ended, before this dialog knew its id
        self._shell.bridge.query(lambda: workspace.job(job_id), self._job, None, self, key="job")

    @Slot(object)
    def _job(self, job: Any) -> None:
        if not self.job_id or job.id != self.job_id or self.plan_title.text() != tr("Launching"):
            return
        self.steps.follow(job)
        if job.text:
            self._say(job.text, "text")
        if not job.state.ended:
            self.bar.set(job.fraction)
            return
        self._timer.stop()
        if job.state is JobState.SUCCEEDED:
            self.accept()
        elif job.state is JobState.CANCELLED:
            self.reject()
        else:
            self._failed(job)

    def _say(self, text: str, tone: str) -> None:
        """One line of the log for each thing it does; a count that goes up changes its line."""
        if self._said and self._said[-1][1] == text:
            return
        seconds = time.monotonic() - self._began
        self._said.append((f"{seconds:5.1f} s", text, tone))
        self.log.set_lines(self._said)

    def _failed(self, job: Job) -> None:
        self.plan_title.setText(tr("It did not start"))
        self.bar.set(self.bar.fraction or 0.0, "bad")
        message = job.error.message if job.error else tr("It was interrupted.")
        self._say(message, "bad-text")
        if job.error is not None and job.error.details:
            for line in job.error.details.splitlines()[-40:]:
                self._said.append(("", line, "text3"))
            self.log.set_lines(self._said)
        hint = job.error.hint if job.error else ""
        self.note.set(f"{message} {hint}".strip(), "bad")
        self.stop.hide()
        self.primary.hide()
        self.cancel.setText(tr("Close"))
        self.cancel.show()
        self.set_facts(tr("It is kept as failed; start it again from its card."))

    @Slot()
    def _tick(self) -> None:
        self.plan_fact.setText(f"{time.monotonic() - self._began:.0f}\u00a0s")

    @Slot()
    def _cancel_launch(self) -> None:
        workspace, job_id = self._shell.workspace, self.job_id
        self.stop.set_reason(tr("Stopping"))
        self.set_facts(tr("Stopping; nothing half made stays."))
        self._shell.bridge.perform(lambda: activity.cancel(workspace, job_id), None, self._too_late, self)

    @Slot(object)
    def _too_late(self, error: AppError) -> None:
        self.set_facts(error.message)

    @Slot()
    def _copy_log(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{at} {text}".strip() for at, text, _ in self._said))

    def first_focus(self) -> QWidget | None:
        return self.name


def free_name(model: str, taken: frozenset[str]) -> str:
    """The model's name, or with the first number that makes it free."""
    name, number = model, 2
    while name in taken:
        name, number = f"{model}-{number}", number + 1
    return name


def _pair(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(left, 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(right, 1, Qt.AlignmentFlag.AlignTop)
    return row
