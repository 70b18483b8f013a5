"""Settings: general, appearance, resources, Docker, privacy, keyboard, about."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from modelyard import __version__
from modelyard.core.paths import resources_dir
from modelyard.core.settings import Settings
from modelyard.domain.deployments import EngineStatus
from modelyard.ui import commands
from modelyard.ui.pages.base import Page
from modelyard.ui.shell import Action, Shell
from modelyard.ui.texts import home_path
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.form_field import Select
from modelyard.ui.widgets.labels import KeyCap, Label, Line
from modelyard.ui.widgets.nav_list import NavList
from modelyard.ui.widgets.segment import Segment

log = logging.getLogger(__name__)


class SettingRow(QWidget):
    """A setting: its name, what it does, and its control on the right."""

    def __init__(self, title: str, text: str, control: QWidget | None, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(15, 13, 15, 13)
        row.setSpacing(24)
        column = QVBoxLayout()
        column.setSpacing(1)
        column.addWidget(Label(title, "medium", parent=self))
        self.text = Label(text, "small", "text3", self, wrap=True)
        column.addWidget(self.text)
        row.addLayout(column, 1)
        if control is not None:
            control.setAccessibleName(title)
            row.addWidget(control)


def rows_card(rows: list[QWidget], parent: QWidget) -> Card:
    """Rows in one card with lines between."""
    card = Card(parent=parent)
    for index, row in enumerate(rows):
        if index:
            card.body.addWidget(Line(card))
        card.body.addWidget(row)
    return card


class SettingsPage(Page):
    """The user's settings; changes are kept at once."""

    name = "settings"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Settings")
        self.body.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        panel = QFrame(self.content)
        panel.setObjectName("listPanel")
        panel.setFixedWidth(200)
        column = QVBoxLayout(panel)
        column.setContentsMargins(8, 8, 9, 8)
        self.nav = NavList(self.tr("Settings"), panel)
        column.addWidget(self.nav)
        row.addWidget(panel)
        self.pages = QStackedWidget(self.content)
        row.addWidget(self.pages, 1)
        self._keys: list[str] = []
        self._made: set[str] = set()
        self._status: EngineStatus | None = None
        self._builders: dict[str, Callable[[QWidget], list[QWidget]]] = {
            "general": self._general, "appearance": self._appearance, "resources": self._resources,
            "docker": self._docker, "privacy": self._privacy, "keyboard": self._keyboard, "about": self._about,
        }  # fmt: skip
        names = {
            "general": self.tr("General"), "appearance": self.tr("Appearance"), "resources": self.tr("Resources"),
            "docker": self.tr("Docker"), "privacy": self.tr("Privacy"), "keyboard": self.tr("Keyboard"),
            "about": self.tr("About"),
        }  # fmt: skip
        self._names = names
        for key in self._builders:
            self.nav.add(key, names[key])
            self._keys.append(key)
            self.pages.addWidget(QWidget(self.pages))
        self.nav.chosen.connect(self._choose)
        shell.bridge.engine.connect(self._engine)
        self._choose(str(self.saved().get("section", "appearance")))

    def _section(self, key: str) -> QWidget:
        scroll = QScrollArea(self.pages)
        scroll.setWidgetResizable(True)
        inner = QWidget(scroll)
        column = QVBoxLayout(inner)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(16)
        for widget in self._builders[key](inner):
            widget.setMaximumWidth(760)
            column.addWidget(widget)
        column.addStretch(1)
        scroll.setWidget(inner)
        return scroll

    # --- sections -----------------------------------------------------------------------------------------------
    def _general(self, parent: QWidget) -> list[QWidget]:
        settings = self.shell.settings
        self.user = QLineEdit(settings.user_name, parent)
        self.user.setPlaceholderText(Settings().actor())
        self.user.setFixedWidth(theme().px(240))
        self.user.editingFinished.connect(self._name_changed)
        rows: list[QWidget] = [
            SettingRow(self.tr("Your name"), self.tr("Stands in the audit log beside what you do"), self.user, parent)
        ]
        workspace = self.shell.workspace
        if workspace is not None:
            show = Button(self.tr("Show in file manager"), "folder", parent=parent)
            show.clicked.connect(self._show_folder)
            rows.append(SettingRow(self.tr("Workspace folder"), home_path(workspace.path), show, parent))
        return [rows_card(rows, parent)]

    def _appearance(self, parent: QWidget) -> list[QWidget]:
        settings = self.shell.settings
        modes = [("system", self.tr("System")), ("light", self.tr("Light")), ("dark", self.tr("Dark"))]
        self.theme = Segment(modes, parent=parent)
        self.theme.set_key(settings.theme)
        self.theme.chosen.connect(self._theme_chosen)
        self.height_choice = Segment([("28", "28"), ("32", "32"), ("40", "40")], parent=parent)
        self.height_choice.set_key(str(settings.row_height))
        self.height_choice.chosen.connect(self._height_chosen)
        self.text_size = Select([(str(s), f"{s}\u00a0%") for s in (90, 100, 110, 125, 150)], parent, width=110)
        self.text_size.set_key(str(settings.text_size))
        self.text_size.activated.connect(self._size_chosen)
        self.motion = Switch("", settings.reduce_motion, parent)
        self.motion.toggled.connect(self._motion_changed)
        motion = self.tr("No sliding, no pulsing, progress in steps")
        return [rows_card([
            SettingRow(self.tr("Theme"), self.tr("Follows the system unless you choose one"), self.theme, parent),
            SettingRow(self.tr("Row height"), self.tr("Height of rows in all tables"), self.height_choice, parent),
            SettingRow(self.tr("Text size"), self.tr("100 % is the size your system uses"), self.text_size, parent),
            SettingRow(self.tr("Reduce motion"), motion, self.motion, parent),
        ], parent)]  # fmt: skip

    def _resources(self, parent: QWidget) -> list[QWidget]:
        self.machine = SettingRow(self.tr("This computer"), "", None, parent)
        self.shell.bridge.stats.connect(self._stats)
        one = self.tr("Heavy jobs run one at a time in a process of their own, so the window always answers")
        return [rows_card([self.machine, SettingRow(self.tr("Jobs"), one, None, parent)], parent)]

    def _docker(self, parent: QWidget) -> list[QWidget]:
        again = Button(self.tr("Check again"), "refresh", parent=parent)
        again.clicked.connect(self._check_engine)
        self.docker = SettingRow(self.tr("Container engine"), self.tr("Not checked yet"), again, parent)
        text = self.tr("Containers are bound to 127.0.0.1, read-only, without privileges, and keep running when "
                       "Modelyard closes")  # fmt: skip
        card = rows_card([self.docker, SettingRow(self.tr("How models run"), text, None, parent)], parent)
        if self._status is not None:
            self._engine(self._status)
        return [card]

    def _privacy(self, parent: QWidget) -> list[QWidget]:
        texts = (
            (self.tr("Network"), self.tr("Modelyard calls nothing on its own: no telemetry, no update check")),
            (self.tr("Reports"), self.tr("An error report is shown to you, and sent by nobody but you")),
        )
        return [rows_card([SettingRow(a, b, None, parent) for a, b in texts], parent)]

    def _keyboard(self, parent: QWidget) -> list[QWidget]:
        rows: list[QWidget] = []
        for keys, _icon, text, _run in commands.table(self.shell):  # type: ignore[arg-type]
            caps = QWidget(parent)
            line = QHBoxLayout(caps)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(4)
            for key in keys.replace("+", " ").replace("Left", "←").replace("Right", "→").split():
                line.addWidget(KeyCap(key, caps))
            row = QWidget(parent)
            box = QHBoxLayout(row)
            box.setContentsMargins(15, 7, 15, 7)
            box.addWidget(Label(text, parent=row), 1)
            box.addWidget(caps)
            rows.append(row)
        return [rows_card(rows, parent)]

    def _about(self, parent: QWidget) -> list[QWidget]:
        licences = Button(self.tr("Show licences"), "folder", parent=parent)
        licences.clicked.connect(self._show_licences)
        fonts = self.tr("Inter, JetBrains Mono, DejaVu Sans; icons made for Modelyard")
        return [rows_card([
            SettingRow("Modelyard", self.tr("Version {v}").format(v=__version__), None, parent),
            SettingRow(self.tr("Fonts and icons"), fonts, licences, parent),
        ], parent)]  # fmt: skip

    # --- what the controls do -----------------------------------------------------------------------------------
    def _keep(self) -> None:
        try:
            self.shell.settings.save()
        except OSError as error:
            self.shell.toast(self.tr("Settings were not kept"), str(error), "bad")

    @Slot(object)
    def _choose(self, key: object) -> None:
        key = str(key) if key in self._keys else "appearance"
        self.nav.set_key(key)
        index = self._keys.index(key)
        if key not in self._made:  # made when first shown
            self._made.add(key)
            empty = self.pages.widget(index)
            assert empty is not None
            self.pages.removeWidget(empty)
            empty.deleteLater()
            self.pages.insertWidget(index, self._section(key))
        self.pages.setCurrentIndex(index)
        self.saved()["section"] = key
        self.set_header(fact=self._names[key])

    def activate(self, target: Any = None) -> None:
        if target:
            self._choose(target)

    @Slot()
    def _name_changed(self) -> None:
        self.shell.settings.user_name = self.user.text().strip()
        if self.shell.workspace is not None:
            self.shell.workspace.actor = self.shell.settings.actor()
        self._keep()

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.shell.workspace.path)))

    @Slot()
    def _show_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resources_dir() / "fonts")))

    @Slot(object)
    def _theme_chosen(self, mode: object) -> None:
        theme().apply(str(mode))
        self.shell.settings.theme = str(mode)
        self._keep()

    @Slot(object)
    def _height_chosen(self, key: object) -> None:
        self.shell.settings.row_height = int(str(key))
        self._keep()
        theme().set_row_height(int(str(key)))

    @Slot()
    def _size_chosen(self) -> None:
        percent = int(self.text_size.key())
        theme().apply(scale=percent / 100)
        self.shell.settings.text_size = percent
        self._keep()

    @Slot(bool)
    def _motion_changed(self, on: bool) -> None:
        theme().reduce_motion = on
        self.shell.settings.reduce_motion = on
        self._keep()

    @Slot(object)
    def _stats(self, stats: Any) -> None:
        text = self.tr("CPU {cpu} in use, memory {memory}").format(cpu=stats.cpu_text, memory=stats.memory_text)
        self.machine.text.setText(text)

    @Slot(object)
    def _engine(self, status: EngineStatus) -> None:
        self._status = status
        if "docker" not in self._made:
            return
        if status.available:
            text = self.tr("Docker {version} answers, {n} containers").format(
                version=status.version, n=status.containers
            )
        else:
            text = f"{status.reason} {status.hint}".strip() or self.tr("Docker does not answer")
        self.docker.text.setText(text)

    @Slot()
    def _check_engine(self) -> None:
        from modelyard.services.deployments import engine_status

        self.docker.text.setText(self.tr("Checking"))
        self.query(engine_status, self.shell.bridge.engine.emit, key="engine")

    def actions(self) -> list[Action]:
        return [Action("settings.reset", self.tr("Reset page"), "undo", self._reset)]

    def shots(self) -> list[tuple[str, Callable[[], Any]]]:
        return [("keyboard", partial(self._choose, "keyboard"))]

    def _reset(self) -> None:
        settings, default = self.shell.settings, Settings()
        before = (settings.theme, settings.text_size, settings.row_height, settings.reduce_motion, settings.user_name)
        self._apply(default.theme, default.text_size, default.row_height, default.reduce_motion, settings.user_name)
        self.shell.toast(self.tr("Settings reset"), "", "plain", undo=lambda: self._apply(*before))

    def _apply(self, mode: str, size: int, height: int, motion: bool, name: str) -> None:
        settings = self.shell.settings
        settings.theme, settings.text_size, settings.row_height = mode, size, height
        settings.reduce_motion, settings.user_name = motion, name
        theme().reduce_motion = motion
        theme().set_row_height(height)
        theme().apply(mode, size / 100)
        self.theme.set_key(mode)
        self.height_choice.set_key(str(height))
        self.text_size.set_key(str(size))
        self.motion.setChecked(motion)
        self._keep()
