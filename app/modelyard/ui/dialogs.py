"""The dialogs every page shares: what went wrong, and the question before something final."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.ui.shell import Confirm, ConfirmItem, ToastAction
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.icon_view import IconCircle, IconView
from modelyard.ui.widgets.labels import Label


def crash_report(error: BaseException) -> str:
    """What the report to copy says: versions, system, traceback; nothing of the user's data is added."""
    from PySide6.QtCore import qVersion

    from modelyard import __version__

    head = f"Modelyard {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    return f"{head}\n\n{''.join(traceback.format_exception(error)).rstrip()}"


class ErrorDialog(Dialog):
    """What failed, why, what next; the details folded in below, with Copy details."""

    def __init__(self, title: str, message: str, details: str = "", parent: QWidget | None = None, *,
                 actions: Sequence[ToastAction] = (), open_details: bool = False) -> None:  # fmt: skip
        super().__init__(title, parent, width=580, head=False)
        self._details = details
        self.body.setContentsMargins(19, 19, 19, 16)
        row = QHBoxLayout()
        row.setSpacing(14)
        circle = IconCircle("error", "bad-text", "", self, size=32, fill="bad-soft")
        row.addWidget(circle, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(Label(title, "panel", parent=self, wrap=True))
        texts.addWidget(Label(message, "body", "text2", self, wrap=True, selectable=True))
        self.extra = QVBoxLayout()
        texts.addLayout(self.extra)
        row.addLayout(texts, 1)
        self.body.addLayout(row)
        if details:
            self._build_details(open_details)
        self.cancel.setText(self.tr("Close"))
        self._actions = list(actions)
        for index, action in enumerate(self._actions):
            button = Button(action.text, "", "primary" if index == len(self._actions) - 1 else "secondary", self)
            button.setProperty("index", index)
            button.clicked.connect(self._run)
            self.foot.addWidget(button)

    def _build_details(self, opened: bool) -> None:
        frame = QFrame(self)
        frame.setObjectName("dialogDetails")
        column = QVBoxLayout(frame)
        column.setContentsMargins(19, 10, 19, 14)
        column.setSpacing(6)
        row = QHBoxLayout()
        self.toggle = Button(self.tr("Details"), "chev-d" if opened else "chev-r", "quiet", frame, small=True)
        self.toggle.clicked.connect(self._toggle)
        row.addWidget(self.toggle)
        row.addStretch(1)
        copy = Button(self.tr("Copy details"), "copy", "secondary", frame, small=True)
        copy.clicked.connect(self._copy)
        row.addWidget(copy)
        column.addLayout(row)
        self.text = QPlainTextEdit(frame)
        self.text.setObjectName("code")
        self.text.setReadOnly(True)
        self.text.setFont(theme().font(11.5, mono=True))
        self.text.setPlainText(self._details)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(self.tr("Details"))
        self.text.setFixedHeight(min(220, 24 + 17 * (self._details.count("\n") + 1)))
        self.text.setVisible(opened)
        column.addWidget(self.text)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, frame)

    @Slot()
    def _toggle(self) -> None:
        opened = not self.text.isVisibleTo(self)
        self.text.setVisible(opened)
        self.toggle.set_icon("chev-d" if opened else "chev-r")
        if self.scrim is not None:
            self.scrim.place()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)

    @Slot()
    def _run(self) -> None:
        sender = self.sender()
        action = self._actions[int(sender.property("index"))] if sender is not None else None
        self.accept()
        if action is not None:
            action.run()

    def first_focus(self) -> QWidget | None:
        return self.cancel


def app_error_dialog(title: str, error: AppError, actions: Sequence[ToastAction] = ()) -> ErrorDialog:
    """The dialog for something the user or the machine got wrong."""
    return ErrorDialog(
        title, f"{error.message} {error.hint}".strip(), error.details, actions=actions, open_details=True
    )


def crash_dialog(error: BaseException) -> ErrorDialog:
    """The dialog for a bug, with a report to copy."""
    translate = QCoreApplication.translate
    text = translate(
        "ErrorDialog",
        "This is a fault in the program, not in what you did. Your workspace is safe: every change is written whole or "
        "not at all. Copy the report when you tell us about it.",
    )
    title = translate("ErrorDialog", "Something in Modelyard went wrong")
    return ErrorDialog(title, text, crash_report(error), open_details=True)


class ConfirmDialog(Dialog):
    """What goes and what stays; the final button is red, and off until the name is typed where one is asked for."""

    def __init__(self, question: Confirm, parent: QWidget | None = None) -> None:
        super().__init__(question.title, parent, width=500, head=False)
        self._question = question
        self.body.setContentsMargins(19, 19, 19, 12)
        self.body.setSpacing(0)
        self.body.addWidget(Label(question.title, "panel", parent=self, wrap=True))
        self.body.addSpacing(4)
        self.body.addWidget(Label(question.text, "body", "text2", self, wrap=True))
        self.body.addSpacing(8)
        gone = self.tr("Will be deleted") if question.danger else self.tr("Will change")
        self._add_items(gone, question.goes)
        self._add_items(self.tr("Stays"), question.stays)
        self.field: QLineEdit | None = None
        if question.type_name:
            self._add_name(question.type_name)
        self.cancel.setText(question.no)
        self.set_primary(question.yes, question.icon, "delete" if question.danger else "primary")
        self.primary.setEnabled(not question.type_name)

    def _add_items(self, title: str, items: Sequence[ConfirmItem]) -> None:
        if not items:
            return
        self.body.addSpacing(8)
        self.body.addWidget(Label(title, "small-strong", "text2", self))
        for item in items:
            row = QHBoxLayout()
            row.setContentsMargins(0, 6, 0, 6)
            row.setSpacing(10)
            row.addWidget(IconView(item.icon, "text3", self))
            row.addWidget(Label(item.text, parent=self))
            row.addStretch(1)
            row.addWidget(Label(item.fact, "small", "text3", self))
            self.body.addLayout(row)

    def _add_name(self, name: str) -> None:
        self.body.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(5)
        row.addWidget(Label(self.tr("Type"), "label", "text2", self))
        row.addWidget(Label(name, "small-strong", parent=self, mono=True))
        row.addWidget(Label(self.tr("to delete"), "label", "text2", self))
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addSpacing(5)
        self.field = QLineEdit(self)
        self.field.setAccessibleName(self.tr("Type {name} to delete").format(name=name))
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._try_submit)
        self.body.addWidget(self.field)

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.primary.setEnabled(text.strip() == self._question.type_name)

    def first_focus(self) -> QWidget | None:
        return self.field or self.cancel


def ask(window: QWidget, question: Confirm, yes: Callable[[], None]) -> ConfirmDialog:
    """Show the question over a window; call `yes` when it is confirmed."""
    dialog = ConfirmDialog(question)

    def finished(accepted: object) -> None:
        if accepted:
            yes()

    dialog.finished.connect(finished)
    dialog.open_in(window)
    return dialog
