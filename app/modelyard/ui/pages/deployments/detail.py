"""The right pane of the Deployments page: one deployment with its tabs."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from modelyard.domain.deployments import Deployment, DeploymentState, ServerStats
from modelyard.ui.pages.deployments import words
from modelyard.ui.pages.deployments.log_tab import LogTab
from modelyard.ui.pages.deployments.overview import Overview
from modelyard.ui.pages.deployments.reading import Details, Item
from modelyard.ui.pages.deployments.try_tab import TryTab
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.card import clear_layout
from modelyard.ui.widgets.chip import AliasTag, Chip
from modelyard.ui.widgets.labels import FittedLabel, Label
from modelyard.ui.widgets.tabs import Tabs


class DeploymentDetail(QWidget):
    """`wanted(what)`: start, stop, restart, monitoring, model; `menu_wanted(place)`; `tab_changed(key)`."""

    wanted = Signal(str)
    menu_wanted = Signal(QPoint)
    tab_changed = Signal(object)

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.deployment: Deployment | None = None
        self._details: Details | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        self.tabs = Tabs(self)
        self.overview = Overview(shell.bridge.query, self.tabs)
        self.try_it = TryTab(shell, self.tabs)
        self.logs = LogTab(shell, self.tabs)
        self.tabs.add("overview", self.tr("Overview"), self.overview)
        self.tabs.add("try", self.tr("Try it"), self.try_it)
        self.tabs.add("logs", self.tr("Logs"), self.logs)
        self.tabs.changed.connect(self._show_trial)
        self.tabs.changed.connect(self.tab_changed)
        self.overview.logs_wanted.connect(self._open_logs)
        self.try_it.start_wanted.connect(self._start)
        column.addWidget(self.tabs, 1)

    def _build_head(self) -> QFrame:
        head = QFrame(self)
        head.setObjectName("surface")
        column = QVBoxLayout(head)
        column.setContentsMargins(20, 13, 20, 4)
        column.setSpacing(4)
        first = QHBoxLayout()
        first.addStrut(theme().px(28))
        first.setSpacing(8)
        self.name = FittedLabel("", "panel", parent=head)
        self.chip = Chip("", "neutral", head)
        first.addWidget(self.name)
        first.addWidget(self.chip)
        first.addStretch(1)
        self.monitoring = self._button(self.tr("Open monitoring"), "monitoring", "monitoring", head)
        self.restart = self._button(self.tr("Restart"), "refresh", "restart", head)
        self.stop = self._button(self.tr("Stop"), "stop", "stop", head)
        self.start = self._button(self.tr("Start"), "play", "start", head)
        for button in (self.monitoring, self.restart, self.stop, self.start):
            first.addWidget(button)
        self.more = Button("", "more", "secondary", head, small=True, name=self.tr("More actions"))
        self.more.clicked.connect(self._more)
        first.addWidget(self.more)
        column.addLayout(first)
        second = QHBoxLayout()
        second.addStrut(theme().px(24))
        second.setSpacing(6)
        self.url = Label("", "small", "accent-text", head, mono=True, selectable=True)
        second.addWidget(self.url)
        self.copy = IconButton("copy", self.tr("Copy the address"), head)
        self.copy.clicked.connect(self._copy_url)
        second.addWidget(self.copy)
        second.addSpacing(6)
        self.model = LinkButton("", head, small=True)
        self.model.clicked.connect(self._open_model)
        second.addWidget(self.model)
        self.tags = QHBoxLayout()
        self.tags.setSpacing(6)
        second.addLayout(self.tags)
        self.up = FittedLabel("", "small", "text3", head)
        second.addWidget(self.up)
        second.addStretch(1)
        column.addLayout(second)
        return head

    def _button(self, text: str, icon: str, what: str, parent: QWidget) -> Button:
        button = Button(text, icon, parent=parent, small=True)
        button.setProperty("what", what)
        button.clicked.connect(self._clicked)
        return button

    # --- showing ------------------------------------------------------------------------------------------------
    def show_item(self, item: Item, stats: ServerStats | None) -> None:
        """Show a deployment as it is now."""
        found = self.deployment = item.deployment
        live = found.state in (DeploymentState.RUNNING, DeploymentState.UNHEALTHY)
        self.name.setText(found.name)
        healthy = found.state is DeploymentState.RUNNING
        self.chip.set(self.tr("Running, healthy") if healthy else words.state(found.state), words.CHIPS[found.state])
        self.url.setText(found.url)
        self.url.set_tone("accent-text" if live else "text3")
        self.model.setText(words.model(found))
        self.model.setAccessibleName(self.tr("Open {model}").format(model=words.model(found)))
        self.model.updateGeometry()
        clear_layout(self.tags)
        for alias in found.aliases:
            self.tags.addWidget(AliasTag(alias, self))
        self.up.setText(words.uptime(found))
        working = item.job is not None or found.state is DeploymentState.STARTING
        locked = self._shell.workspace.read_only or (self.tr("It is being worked on") if working else "")
        for button, shown in ((self.restart, live), (self.stop, live), (self.start, not live)):
            button.setVisible(shown and not (button is self.start and working))
            button.set_reason(locked)
        self.overview.show_item(item, stats)
        self.logs.show_deployment(found)

    def show_details(self, details: Details) -> None:
        """Show what was read of the chosen deployment alone."""
        if self.deployment is not None and details.deployment_id == self.deployment.id:
            self._details = details
            self.overview.show_details(details)
            self._show_trial(self.tabs.key())

    @Slot(object)
    def _show_trial(self, tab: object) -> None:
        """Build the form to try it only for somebody who looks."""
        shown, known = self.deployment, self._details
        if tab == "try" and shown is not None and known is not None and known.deployment_id == shown.id:
            self.try_it.show_deployment(shown, known.version)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.monitoring.setVisible(self.width() >= theme().px(520))  # the menu has it too

    # --- clicks -------------------------------------------------------------------------------------------------
    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.wanted.emit(str(sender.property("what")))

    @Slot()
    def _start(self) -> None:
        self.wanted.emit("start")

    @Slot()
    def _open_model(self) -> None:
        self.wanted.emit("model")

    @Slot()
    def _open_logs(self) -> None:
        self.tabs.set_key("logs")

    @Slot()
    def _copy_url(self) -> None:
        if self.deployment is not None:
            QGuiApplication.clipboard().setText(self.deployment.url)
            self._shell.toast(self.tr("Address copied"), self.deployment.url, "plain")

    @Slot()
    def _more(self) -> None:
        self.menu_wanted.emit(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))
