"""A strip between a bar and its rows that says what is wrong with the filter."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.ui.theme import theme
from modelyard.ui.widgets.icon_view import IconView
from modelyard.ui.widgets.labels import ElidedLabel, FittedLabel

HEIGHT = 36


def lay_out(frame: QFrame, margin: int = 20) -> QHBoxLayout:
    """The row of a strip, which is hidden at first."""
    frame.setObjectName("bar")
    frame.setFixedHeight(theme().px(HEIGHT))
    row = QHBoxLayout(frame)
    row.setContentsMargins(margin, 0, margin, 0)
    row.setSpacing(8)
    frame.hide()
    return row


class ErrorStrip(QFrame):
    """What is wrong with the filter, in one line; the rows below stay as they were."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = lay_out(self)
        row.addWidget(IconView("error", "bad-text", self))
        self.message = FittedLabel("", "small", "bad-text", self)
        self.hint = ElidedLabel("", "small", "text2", self)
        row.addWidget(self.message)
        row.addWidget(self.hint, 1)

    def show_error(self, error: AppError | None) -> None:
        """Show an error; None hides the strip."""
        self.message.setText(error.message if error is not None else "")
        self.hint.setText(error.hint if error is not None else "")
        self.setVisible(error is not None)
