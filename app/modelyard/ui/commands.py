"""Keyboard shortcuts, what the palette offers, and the workspace menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from modelyard.ui.icons import icon
from modelyard.ui.shell import Command
from modelyard.ui.sidebar import ENTRIES
from modelyard.ui.texts import home_path
from modelyard.ui.theme import theme

if TYPE_CHECKING:
    from modelyard.ui.main_window import MainWindow
    from modelyard.ui.things import Thing


translate = QCoreApplication.translate


# keys, what it says, what it does; the same table feeds the shortcuts, the palette and the list of all keys
def table(window: MainWindow) -> list[tuple[str, str, str, Callable[[], object]]]:
    """(keys, icon, text, action) of every shortcut that works everywhere."""
    rows: list[tuple[str, str, str, Callable[[], object]]] = [
        ("Ctrl+K", "search", translate("Commands", "Search or run"), window.open_palette),
        ("Ctrl+Shift+P", "search", translate("Commands", "Run a command"), partial(window.open_palette, True)),
    ]
    rows += [
        (
            f"Ctrl+{e.digit}",
            e.icon,
            translate("Commands", "Go to {page}").format(page=window.sidebar.text(e.page)),
            partial(window.go, e.page),
        )
        for e in ENTRIES
    ]
    rows += [
        ("Ctrl+I", "import", translate("Commands", "Import dataset"), partial(_with_workspace, window, "data.import")),
        (
            "Ctrl+N",
            "experiments",
            translate("Commands", "New experiment"),
            partial(_with_workspace, window, "experiments.new"),
        ),
        (
            "Ctrl+L",
            "launch",
            translate("Commands", "Launch model"),
            partial(_with_workspace, window, "deployments.launch"),
        ),
        ("Ctrl+O", "folder", translate("Commands", "Open workspace"), partial(_workspaces, window, "choose")),
        (
            "Ctrl+Shift+O",
            "flag",
            translate("Commands", "Open the sample workspace"),
            partial(_workspaces, window, "open_sample"),
        ),
        ("Ctrl+F", "filter", translate("Commands", "Filter this page"), partial(_focus_filter, window)),
        ("F5", "refresh", translate("Commands", "Refresh this page"), partial(_reload, window)),
        ("Ctrl+Z", "undo", translate("Commands", "Undo"), window.undo),
        ("Alt+Left", "chev-l", translate("Commands", "Back"), window.back),
        ("Alt+Right", "chev-r", translate("Commands", "Forward"), window.forward),
        ("F6", "columns", translate("Commands", "Next pane"), partial(next_pane, window)),
        ("F1", "help", translate("Commands", "Help"), partial(window.go, "settings", "about")),
        ("Ctrl+/", "help", translate("Commands", "All keys"), partial(window.go, "settings", "keyboard")),
    ]
    return rows


def install_shortcuts(window: MainWindow) -> list[QShortcut]:
    """Make the shortcuts that work everywhere in the window."""
    shortcuts = []
    for keys, _icon, _text, action in table(window):
        shortcut = QShortcut(QKeySequence(keys), window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(partial(_unless_covered, window, action))
        shortcuts.append(shortcut)
    return shortcuts


def _unless_covered(window: MainWindow, action: Callable[[], object]) -> None:
    if not window.dialog_open():
        action()


def _with_workspace(window: MainWindow, action_id: str) -> None:
    if window.workspace is None and window.workspaces is not None:
        window.workspaces.ensure(partial(window.run_action, action_id))
    else:
        window.run_action(action_id)


def _workspaces(window: MainWindow, method: str) -> None:
    if window.workspaces is not None:
        getattr(window.workspaces, method)()


def _focus_filter(window: MainWindow) -> None:
    field = window.page(window.current_page).primary_filter()
    if field is not None:
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _reload(window: MainWindow) -> None:
    window.page(window.current_page).reload()


def next_pane(window: MainWindow) -> None:
    """Move the focus from pane to pane: sidebar, header, page, status bar."""
    panes: list[QWidget] = [window.sidebar, window.header, window.stack, window.status]
    focus = QApplication.focusWidget()
    at = next((i for i, p in enumerate(panes) if focus is not None and p.isAncestorOf(focus)), -1)
    for step in range(1, len(panes) + 1):
        pane = panes[(at + step) % len(panes)]
        for child in pane.findChildren(QWidget):
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
                child.setFocus(Qt.FocusReason.TabFocusReason)
                return


def collect(window: MainWindow) -> list[Command]:
    """Everything the palette offers now: actions of the page, general commands, things of the workspace."""
    found = [
        Command(action.text, action.icon or "play", action.run, shortcut=_keys(action.shortcut))
        for action in window.actions_of_page()
        if not action.reason
    ]
    known = {c.text for c in found}
    for keys, icon_name, text, run in table(window):
        if keys not in ("Ctrl+K", "Ctrl+Shift+P") and text not in known:
            found.append(Command(text, icon_name, run, shortcut=_keys(keys)))
    dark = translate("Commands", "Use the light theme") if theme().dark else translate("Commands", "Use the dark theme")
    found.append(Command(dark, "moon", partial(set_theme, window, "light" if theme().dark else "dark")))
    for page in window.made_pages().values():
        found += page.commands()
    present = window.workspace.path if window.workspace is not None else None
    for recent in window.settings.recent:
        if Path(recent) != present:
            found.append(Command(Path(recent).stem, "folder", partial(window.open_workspace, Path(recent)),
                                 fact=home_path(recent), section="recent"))  # fmt: skip
    return found


def thing_command(window: MainWindow, thing: Thing) -> Command:
    """A line of the palette that goes to a thing."""
    return Command(thing.name, thing.icon, partial(window.go, thing.page, thing.target), fact=thing.fact, section="go")


def set_theme(window: MainWindow, mode: str) -> None:
    """Switch the theme and keep the choice."""
    theme().apply(mode)
    window.settings.theme = mode
    window.settings.save()


def _keys(sequence: str) -> str:
    return sequence.replace("+", " ").replace("Left", "←").replace("Right", "→")


def workspace_menu(window: MainWindow, place: QPoint) -> None:
    """The menu under the workspace's name."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    present = window.workspace.path if window.workspace is not None else None
    for recent in [r for r in window.settings.recent if Path(r) != present][:5]:
        action = menu.addAction(icon("folder", "text3"), home_path(recent))
        action.triggered.connect(partial(_open_later, window, recent))
    if not menu.isEmpty():
        menu.addSeparator()
    for keys, icon_name, text, method in (
        ("Ctrl+O", "folder", translate("Commands", "Open workspace"), "choose"),
        ("", "plus", translate("Commands", "New workspace"), "choose_new"),
        ("Ctrl+Shift+O", "flag", translate("Commands", "Open the sample workspace"), "open_sample"),
    ):
        action = menu.addAction(icon(icon_name, "text3"), f"{text}\t{_keys(keys)}")
        action.triggered.connect(partial(_menu_workspaces, window, method))
    if present is not None:
        menu.addSeparator()
        close = menu.addAction(icon("x", "text3"), translate("Commands", "Close workspace"))
        close.triggered.connect(partial(_menu_workspaces, window, "close"))
    menu.popup(place)


def _open_later(window: MainWindow, path: str, _checked: bool = False) -> None:
    window.open_workspace(Path(path))


def _menu_workspaces(window: MainWindow, method: str, _checked: bool = False) -> None:
    _workspaces(window, method)
