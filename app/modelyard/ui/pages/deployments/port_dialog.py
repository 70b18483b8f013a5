"""The dialog that gives a deployment another port."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from modelyard.domain.deployments import Deployment
from modelyard.services import deployments
from modelyard.ui.pages.deployments.words import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.labels import Label
from modelyard.ui.write_dialog import WriteDialog

LOW, HIGH = 1024, 65535


class PortField(FormField):
    """A port that is checked as it is typed. `judged(problem)` when the answer is there; None while it is asked."""

    judged = Signal(object)

    def __init__(self, shell: Shell, own: int | None, parent: QWidget | None = None) -> None:
        self.line = QLineEdit()
        super().__init__(tr("Port"), self.line, "", parent)
        self._shell, self._own = shell, own
        self.line.setValidator(QIntValidator(0, 99999, self.line))
        self.line.textChanged.connect(self._typed)

    def port(self) -> int:
        """What is typed; 0 for nothing."""
        text = self.line.text().strip()
        return int(text) if text.isdigit() else 0

    @Slot()
    def _typed(self, *_: object) -> None:
        port = self.port()
        if not LOW <= port <= HIGH:
            problem = tr("A port is a number from {low} to {high}").format(low=LOW, high=HIGH)
            self.set_error(problem)
            self.judged.emit(problem)
            return
        if port == self._own:
            problem = tr("It has this port already")
            self.set_error(problem)
            self.judged.emit(problem)
            return
        self.judged.emit(None)
        workspace = self._shell.workspace
        self._shell.bridge.query(lambda: (port, deployments.port_problem(workspace, port)), self._answered, None, self,
                                 key="port")  # fmt: skip

    @Slot(object)
    def _answered(self, answer: tuple[int, str]) -> None:
        port, problem = answer
        if port != self.port():
            return
        self.set_hint("" if problem else tr("Free"))
        self.set_error(problem)
        self.judged.emit(problem)


class PortDialog(WriteDialog):
    """Asks for a port, then starts the deployment on it."""

    def __init__(self, shell: Shell, deployment: Deployment, free: int | None, parent: QWidget | None = None) -> None:
        super().__init__(shell, tr("Choose a port"), parent, width=420)
        self._deployment = deployment
        text = tr("{name} answers on port {port}. Clients must ask on the new port afterwards.")
        self.body.addWidget(Label(text.format(name=deployment.name, port=deployment.port), "body", "text2", self,
                                  wrap=True))  # fmt: skip
        self.field = PortField(shell, deployment.port, self)
        self.field.judged.connect(self._judged)
        self.body.addWidget(self.field)
        self.body.addWidget(self.failure)
        self.set_primary(tr("Start on this port"), "play")
        self.field.line.setText(str(free or deployment.port + 1))

    @Slot(object)
    def _judged(self, problem: object) -> None:
        self.failure.set("")
        self.primary.set_reason(tr("Looking whether it is free") if problem is None else str(problem))

    def submit(self) -> None:
        change = partial(deployments.change_port, self.shell.workspace, self._deployment.id, self.field.port())
        self.write(change, lambda _: None, busy=tr("Starting"))
