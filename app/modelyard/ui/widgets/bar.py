"""The bar above a table or a picture: what it is, and the buttons for all of it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from modelyard.ui.theme import theme

HEIGHT = 44


class Bar(QFrame):
    """A strip with a line below; its widgets go into `row`."""

    def __init__(self, parent: QWidget | None = None, *, left: int = 20, spacing: int = 8) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setFixedHeight(theme().px(HEIGHT))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(left, 0, 20, 0)
        self.row.setSpacing(spacing)
