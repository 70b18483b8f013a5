"""The base of every page: title and fact for the header, actions, reaction to changes, the four states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError
from modelyard.ui.shell import Action, Command, Crumb, Shell
from modelyard.ui.widgets.states import EmptyState, StateStack


class Page(QWidget):
    """One page of the window. It is made on its first visit and lives as long as the workspace is open.

    Override `activate` (shown, perhaps with a target), `on_changes` (something was written), `actions` (header
    buttons), `commands` (palette). Build the content into `self.body`; wrap it in `self.states` where it has
    empty, loading and error states.
    """

    name = ""
    header_changed = Signal()

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.shell = shell
        self.title = ""
        self.fact = ""
        self.crumbs: Sequence[Crumb] = ()
        self.header_widgets: Sequence[QWidget] = ()
        self.content = QWidget(self)
        self.content.setObjectName("canvas")
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(20, 20, 20, 20)
        self.body.setSpacing(16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.states = StateStack(self.content, self)
        self.states.retry.connect(self.reload)
        outer.addWidget(self.states)

    # --- what a page overrides ----------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        """The page comes to the front; `target` is what the caller wants to see on it, or None."""

    def deactivate(self) -> None:
        """The page goes to the back."""

    def on_changes(self, changes: Changes) -> None:
        """Something was written; reload if `changes.touches(...)` what is shown. Called for hidden pages too."""

    def on_job(self, job: Any) -> None:
        """A job changed (domain.jobs.Job)."""

    def tells(self, job: Any) -> bool:
        """Whether the page says itself, right now, what became of a job; it needs no toast then."""
        return False

    def actions(self) -> Sequence[Action]:
        """The header's buttons, primary last."""
        return ()

    def commands(self) -> Sequence[Command]:
        """What the palette offers while this page exists."""
        return ()

    def reload(self) -> None:
        """Read everything again: F5, and Try again in the error state."""

    def primary_filter(self) -> QWidget | None:
        """The filter field that Ctrl F goes to; by default the first SearchField."""
        from modelyard.ui.widgets.search_field import SearchField

        return next((f for f in self.findChildren(SearchField) if f.isVisible()), None)

    def drop_files(self, paths: Sequence[str]) -> bool:
        """Files were dropped while this page is in front; True when it took them."""
        return False

    def shots(self) -> Sequence[tuple[str, Callable[[], Any]]]:
        """More views for the screenshots: (name, what brings the page there)."""
        return ()

    # --- what a page uses ---------------------------------------------------------------------------------------
    def set_header(self, title: str | None = None, fact: str | None = None,
                   crumbs: Sequence[Crumb] | None = None) -> None:  # fmt: skip
        """Change the header's texts; call also when `actions` would answer differently."""
        self.title = title if title is not None else self.title
        self.fact = fact if fact is not None else self.fact
        self.crumbs = crumbs if crumbs is not None else self.crumbs
        self.header_changed.emit()

    def query(self, fn: Callable[[], Any], on_done: Callable[[Any], None], *, key: str = "",
              on_error: Callable[[Any], None] | None = None) -> None:  # fmt: skip
        """Read in the background; the answer comes to `on_done` in the main thread while the page lives."""
        self.shell.bridge.query(fn, on_done, on_error, self, key=key)

    def perform(self, fn: Callable[[], tuple[Any, Changes]], on_done: Callable[[Any], None] | None = None, *,
                on_error: Callable[[Any], None] | None = None) -> None:  # fmt: skip
        """Write in the background through a service function; changes are announced to all pages."""
        self.shell.bridge.perform(fn, on_done, on_error, self)

    def show_empty(
        self, icon: str, title: str, text: str, action: Action | None = None, *, kind: str = "neutral"
    ) -> None:
        """Show the empty state with at most one button."""
        state = EmptyState(icon, title, text, self.states, kind=kind)
        if action is not None:
            state.add_button(action.text, action.icon).clicked.connect(action.run)
        self.states.show_empty(state)

    def show_failed(self, error: AppError) -> None:
        """Show the error state; give this as `on_error` to the page's main query."""
        self.states.show_error(self.tr("This could not be read"), error)

    def saved(self) -> dict[str, Any]:
        """This page's kept state (filters, widths, tab); call `keep` after changing it."""
        return self.shell.settings.page(self.name)
