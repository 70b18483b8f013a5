"""The base of dialogs whose button writes or starts something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from modelyard.core.changes import Changes
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.note import Note


class WriteDialog(Dialog):
    """Add `failure` to the body behind the fields, and call `write` in `submit`.

    The dialog stays open with the reason when that fails.
    """

    def __init__(self, shell: Shell, title: str, parent: QWidget | None = None, *, width: int = 460) -> None:
        super().__init__(title, parent, width=width)
        self.shell = shell
        self.failure = Note("", "bad", self)

    def write(self, action: Callable[[], tuple[Any, Changes]], done: Callable[[Any], None], *,
              busy: str = "") -> None:  # fmt: skip
        """Do it in the background, then `done` with the result, and close; `busy` stands on the button meanwhile."""
        self.primary.set_reason(busy or self.tr("Saving"))
        self.shell.bridge.perform(action, partial(self._done, done), self._failed, self)

    def _done(self, done: Callable[[Any], None], result: Any) -> None:
        done(result)
        self.accept()

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        self.primary.set_reason("")
        self.failure.set(str(error))

    def sizeHint(self) -> QSize:
        return QSize(self.width(), super().sizeHint().height())
