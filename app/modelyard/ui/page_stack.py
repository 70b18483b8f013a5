"""The pages of the window: made on their first visit, one in front, with the way back and forward."""

from __future__ import annotations

import importlib
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from modelyard.ui.pages.base import Page
from modelyard.ui.shell import Shell

STEPS = 50
"""How many places are kept to go back to."""


class PageStack(QStackedWidget):
    """`shown` when another page or target came to the front, `header_changed` when the one in front says so."""

    shown = Signal()
    header_changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.pages: dict[str, Page] = {}
        self.current = ""
        self._target: Any = None
        self._history: list[tuple[str, Any]] = []
        self._future: list[tuple[str, Any]] = []

    @property
    def front(self) -> Page | None:
        """The page in front."""
        return self.pages.get(self.current)

    def page(self, name: str) -> Page:
        """A page, made on first use."""
        if name not in self.pages:
            page = self._make(name)
            page.name = page.name or name
            page.header_changed.connect(self._header_changed)
            self.pages[name] = page
            self.addWidget(page)
        return self.pages[name]

    def _make(self, name: str) -> Page:
        shell, closed = self._shell, self._shell.workspace is None
        if closed and name == "home":
            from modelyard.ui.pages.welcome import WelcomePage

            return WelcomePage(shell, self)
        if closed and name != "settings":
            from modelyard.ui.pages.welcome import NoWorkspacePage

            return NoWorkspacePage(shell, name, self)
        module_name = f"modelyard.ui.pages.{name}"
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name != module_name:
                raise
            from modelyard.ui.pages.welcome import UnbuiltPage

            return UnbuiltPage(shell, name, self)
        page = getattr(module, f"{name.capitalize()}Page")(shell, self)
        assert isinstance(page, Page)
        return page

    def clear(self) -> None:
        """Drop all pages and the way back."""
        for page in self.pages.values():
            page.deactivate()
            self.removeWidget(page)
            page.setParent(None)
            page.deleteLater()
        self.pages, self._history, self._future, self.current = {}, [], [], ""

    def go(self, name: str, target: Any = None) -> None:
        """Show a page, and what on it."""
        if self.current and (self.current, self._target) != (name, target):
            self._history.append((self.current, self._target))
            del self._history[:-STEPS]
            self._future.clear()
        self.show_page(name, target)

    def show_page(self, name: str, target: Any = None) -> None:
        """Show a page and keep the way back as it is."""
        before = self.front
        page = self.page(name)
        if before is not None and before is not page:
            before.deactivate()
        self.current, self._target = name, target
        self.setCurrentWidget(page)
        page.activate(target)
        self.shown.emit()

    def back(self) -> None:
        """To where the user came from."""
        if self._history:
            self._future.append((self.current, self._target))
            self.show_page(*self._history.pop())

    def forward(self) -> None:
        """Undo `back`."""
        if self._future:
            self._history.append((self.current, self._target))
            self.show_page(*self._future.pop())

    @Slot()
    def _header_changed(self) -> None:
        if self.sender() is self.front:
            self.header_changed.emit()
