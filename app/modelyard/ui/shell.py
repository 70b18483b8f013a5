"""What a page may ask of the window around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from modelyard.core.errors import AppError

if TYPE_CHECKING:
    from modelyard.core.settings import Settings
    from modelyard.ui.bridge import Bridge
    from modelyard.ui.widgets.dialog import Dialog


@dataclass(frozen=True)
class Action:
    """A button in the header and a command in the palette. `reason` says why it is off; without `in_header` only the
    palette and the shortcut offer it."""

    id: str
    text: str
    icon: str
    run: Callable[[], None]
    kind: str = "secondary"
    shortcut: str = ""
    reason: str = ""
    hint: str = ""
    in_header: bool = True


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb before the title: its text and where it leads."""

    text: str
    page: str
    target: Any = None


@dataclass(frozen=True)
class Command:
    """A line of the palette: a command, or a place to go to."""

    text: str
    icon: str
    run: Callable[[], object]
    fact: str = ""
    shortcut: str = ""
    section: str = "commands"


@dataclass(frozen=True)
class ToastAction:
    """A link in a toast."""

    text: str
    run: Callable[[], None]


@dataclass(frozen=True)
class ConfirmItem:
    """A line of what goes or what stays."""

    icon: str
    text: str
    fact: str = ""


@dataclass(frozen=True)
class Confirm:
    """A question before something that cannot be undone. With `type_name`, the name must be typed."""

    title: str
    text: str
    yes: str
    no: str
    goes: Sequence[ConfirmItem] = field(default_factory=tuple)
    stays: Sequence[ConfirmItem] = field(default_factory=tuple)
    type_name: str = ""
    danger: bool = True
    icon: str = "trash"


class Shell(Protocol):
    """The window, as the pages see it."""

    bridge: Bridge
    settings: Settings

    @property
    def workspaces(self) -> Any:
        """The ui.workspaces.Workspaces: open, make, close workspaces."""

    @property
    def workspace(self) -> Any:
        """The open services.workspace.Workspace, or None."""

    def go(self, page: str, target: Any = None) -> None:
        """Show a page; `target` says what on it, in the page's own terms (usually an id)."""

    def back(self) -> None:
        """Go to where the user came from."""

    def toast(self, title: str, text: str = "", kind: str = "ok", actions: Sequence[ToastAction] = (), *,
              icon: str = "", undo: Callable[[], None] | None = None) -> Any:  # fmt: skip
        """Say what happened: kind ok, bad, warn or plain. Errors stay until closed; `undo` adds Undo (Ctrl Z)."""

    def show_error(self, title: str, error: AppError, actions: Sequence[ToastAction] = ()) -> None:
        """Open the error dialog with details to copy."""

    def open_dialog(self, dialog: Dialog) -> None:
        """Show a dialog over the window."""

    def confirm(self, question: Confirm, yes: Callable[[], None]) -> None:
        """Ask, and call `yes` when confirmed."""

    def run_action(self, action_id: str) -> bool:
        """Run an action of any page by its id ("data.import"); opens the page. False when there is none."""

    def open_workspace(self, path: Path) -> None:
        """Open another workspace."""
