"""What stands in the way of training: error rules that do not hold, and the reason to train all the same."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from modelyard.domain.data.quality import QualityReport
from modelyard.services.data import quality as data_quality
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.form_field import FormField
from modelyard.ui.widgets.note import Note

SHOWN = 3


class QualityGate(QWidget):
    """Names the broken rules of a version and asks for a reason; hidden while there are none. `changed` on any news."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._version_id = ""
        self._pending = False
        self._broken = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.note = Note("", "bad", self)
        column.addWidget(self.note)
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(500)
        self.reason.setPlaceholderText(tr("for example cancelled flights have no arrival"))
        self.reason.textChanged.connect(self.changed)
        self.field = FormField(tr("Why train all the same"), self.reason, tr("Kept in the audit log."), self)
        column.addWidget(self.field)
        self.hide()

    def ask(self, version_id: str) -> None:
        """Look at the rules of a version; those that were not checked yet are checked first."""
        self._version_id, self._pending, self._broken = version_id, bool(version_id), 0
        self.hide()
        if version_id:
            work = partial(data_quality.checked_report, self._shell.workspace, version_id)
            self._shell.bridge.perform(work, self._known, partial(self._failed, version_id), self)

    @Slot(object)
    def _known(self, report: QualityReport) -> None:
        if report.version_id != self._version_id:
            return
        self._pending = False
        broken = report.blocking
        self._broken = len(broken)
        lines = [f"{s.title}: {s.result.text}" for s in broken[:SHOWN] if s.result is not None]
        if len(broken) > SHOWN:
            lines.append(tr("And {n} more.").format(n=f"{len(broken) - SHOWN:,}"))
        head = (
            tr("A quality rule that must hold does not.") if len(broken) == 1 else tr("{n} quality rules do not hold.")
        )
        self.note.set("\n".join([head.format(n=f"{len(broken):,}"), *lines]), "bad")
        self.setVisible(bool(broken))
        self.changed.emit()

    def _failed(self, version_id: str, error: BaseException) -> None:
        """The rules could not be checked: starting checks them again, and says why it cannot start."""
        if version_id == self._version_id:
            self._pending = False
            self.note.set(str(error), "bad")
            self.field.hide()
            self.show()
            self.changed.emit()

    def text(self) -> str:
        """The reason given; "" where none is asked for."""
        return self.reason.text().strip() if self._broken else ""

    def problem(self) -> str:
        """Why runs cannot start; empty when they can."""
        if self._pending:
            return tr("Looking at the quality rules")
        return tr("Say why to train although a quality rule fails") if self._broken and not self.text() else ""
