"""The Deployments page: what runs where, how it does, and everything that can be done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.deployments import Deployment, DeploymentState, EngineStatus, ServerStats
from modelyard.domain.jobs import Job, JobState
from modelyard.services import activity, deployments
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.deployments import reading, words
from modelyard.ui.pages.deployments.cards import DeploymentList
from modelyard.ui.pages.deployments.detail import DeploymentDetail
from modelyard.ui.pages.deployments.launch_dialog import LaunchDialog
from modelyard.ui.pages.deployments.port_dialog import PortDialog
from modelyard.ui.pages.deployments.reading import Details, Item, Snapshot
from modelyard.ui.shell import Action, Confirm, ConfirmItem, Shell, ToastAction
from modelyard.ui.theme import theme
from modelyard.ui.widgets.labels import Line

LIVE = (DeploymentState.RUNNING, DeploymentState.UNHEALTHY)


class DeploymentsPage(Page):
    """`activate` takes a deployment's id, or (id, tab) with tab overview, try or logs."""

    name = "deployments"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Deployments")
        self.body.setContentsMargins(0, 0, 0, 0)
        self._snapshot: Snapshot | None = None
        self._id = str(self.saved().get("deployment", ""))
        self._stats: dict[str, ServerStats] = {}
        self._loading = False
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        self.list = DeploymentList(self.content)
        self.list.read_only = shell.workspace.read_only
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open_try)
        self.list.wanted.connect(self._wanted)
        self.list.refreshed.connect(self._look_again)
        self.list.menu_wanted.connect(self._menu_of)
        row.addWidget(self.list)
        row.addWidget(Line(self.content, vertical=True))
        self.detail = DeploymentDetail(shell, self.content)
        self.detail.wanted.connect(self._detail_wanted)
        self.detail.menu_wanted.connect(self._menu)
        self.detail.tab_changed.connect(self._tab_changed)
        row.addWidget(self.detail, 1)
        self.detail.tabs.set_key(str(self.saved().get("tab", "overview")))
        theme().changed.connect(self._share_width)
        shell.bridge.server_stats.connect(self._server_stats)
        shell.bridge.engine.connect(self._engine)

    # --- coming and going ---------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        parts = tuple(target) if isinstance(target, tuple | list) else (target,) if target else ()
        if parts:
            self._id = str(parts[0])
            if len(parts) > 1:
                self.detail.tabs.set_key(str(parts[1]))
        self._load()
        self.query(deployments.engine_status, self._engine, key="engine", on_error=self._no_engine)

    @Slot(object)
    def _no_engine(self, _: BaseException) -> None:
        """The foot stays as it was; the sampler asks again."""

    def on_changes(self, changes: Changes) -> None:
        # a hidden page reads everything again when it is shown
        if self.isVisible() and changes.touches(Kind.DEPLOYMENT, Kind.MONITORING, Kind.MODEL, Kind.WORKSPACE):
            self._load()

    def on_job(self, job: Job) -> None:
        if job.kind not in reading.KINDS:
            return
        if job.state.ended:
            self._told(job)
        if not self.isVisible():
            return
        deployment_id = str(job.params.get("deployment_id", ""))
        card = self.list.cards().get(deployment_id)
        if job.state.ended:
            self._load()
        elif card is not None and card.item is not None:
            if card.item.job is None or card.item.job.id != job.id:
                self._replace_job(deployment_id, job)
            else:
                card.show_job(job)

    def _replace_job(self, deployment_id: str, job: Job) -> None:
        if self._snapshot is None:
            return
        items = tuple(
            replace(i, job=job) if i.deployment.id == deployment_id else i for i in self._snapshot.items
        )  # fmt: skip
        self._show(replace(self._snapshot, items=items))

    def _told(self, job: Job) -> None:
        """Say that a launch has come to its end; failures are said by the window."""
        if job.state is JobState.SUCCEEDED and job.kind in (deployments.LAUNCH, deployments.RESTART):
            deployment_id, shell = str(job.params.get("deployment_id", "")), self.shell
            url = str(job.result.get("url", ""))
            try_it = ToastAction(self.tr("Try it"), lambda: shell.go("deployments", (deployment_id, "try")))
            self.shell.toast(self.tr("{name} runs").format(name=job.subject), url, "ok", [try_it])

    def reload(self) -> None:
        self._load()

    @Slot()
    def _look_again(self) -> None:
        """Ask the engine how everything is, rather than wait for the watch."""
        workspace = self.shell.workspace
        if workspace.read_only:
            self._load()
            return
        self.perform(lambda: (None, deployments.observe(workspace)), self._looked)

    @Slot(object)
    def _looked(self, _: object) -> None:
        self._load()

    def _load(self) -> None:
        if self._snapshot is None:
            self.states.show_loading(self.tr("Reading deployments"))
        self.query(partial(reading.read, self.shell.workspace), self._show, key="page", on_error=self._not_read)

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self._snapshot = None
        self.set_header(fact="")
        self.show_failed(error)

    # --- showing ------------------------------------------------------------------------------------------------
    @Slot(object)
    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if not snapshot.items:
            self.set_header(fact="")
            self._show_nothing(snapshot)
            return
        if self.item(self._id) is None:
            self._id = snapshot.items[0].deployment.id
        running = sum(i.deployment.state in LIVE for i in snapshot.items)
        self.set_header(
            fact=self.tr("{n} of {total} running").format(n=running, total=texts.count(len(snapshot.items)))
        )
        for item in snapshot.items:
            if item.deployment.state not in LIVE:
                self._stats.pop(item.deployment.id, None)
        self.list.show_items(snapshot.items, snapshot.free_port, self._stats)
        if self.states.state == "full":
            self._show_chosen()
        else:
            self.detail.hide()  # laid out once the list is painted, not in the same turn
            QTimer.singleShot(0, self, self._show_chosen)
        self.states.show_full()

    @Slot()
    def _show_chosen(self) -> None:
        item = self.item(self._id)
        if item is None:
            return
        self.detail.show()
        self.saved()["deployment"] = self._id
        self.list.select(self._id)
        self.detail.show_item(item, self._stats.get(self._id))
        self.query(partial(reading.details, self.shell.workspace, item.deployment), self._show_details, key="details",
                   on_error=self._no_details)  # fmt: skip

    @Slot(object)
    def _show_details(self, details: Details) -> None:
        self.detail.show_details(details)

    @Slot(object)
    def _no_details(self, error: BaseException) -> None:
        """It was deleted between two readings; the next one shows that."""

    def _show_nothing(self, snapshot: Snapshot) -> None:
        if not snapshot.versions:
            action = Action("models.open", self.tr("Open models"), "models", self._open_models)
            text = self.tr("A deployment is a model version that answers over HTTP. Register a run as a model first.")
        else:
            action = self._launch_action()
            text = self.tr("Launch a model version as a container on this computer, with an address and a token.")
        self.show_empty("deployments", self.tr("No deployments yet"), text, action)

    def _open_models(self) -> None:
        self.shell.go("models")

    def item(self, deployment_id: str) -> Item | None:
        """A deployment that is shown."""
        found = self._snapshot.items if self._snapshot else ()
        return next((i for i in found if i.deployment.id == deployment_id), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        """The cards leave the chosen deployment most of a narrow window, or of one with large text."""
        wanted = theme().px(348 if self.width() >= theme().px(1120) else 296)
        self.list.setFixedWidth(min(wanted, self.width() * 42 // 100))

    # --- live ---------------------------------------------------------------------------------------------------
    @Slot(str, object)
    def _server_stats(self, deployment_id: str, stats: ServerStats) -> None:
        self._stats[deployment_id] = stats
        if not self.isVisible():
            return
        card = self.list.cards().get(deployment_id)
        if card is not None:
            card.show_use(stats)
        if deployment_id == self._id:
            self.detail.overview.show_stats(stats)

    @Slot(object)
    def _engine(self, status: EngineStatus) -> None:
        self.list.show_engine(status)

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(str)
    def _choose(self, deployment_id: str) -> None:
        if deployment_id != self._id:
            self._id = deployment_id
            self._show_chosen()

    @Slot(str)
    def _open_try(self, deployment_id: str) -> None:
        self._choose(deployment_id)
        self.detail.tabs.set_key("try")

    @Slot(object)
    def _tab_changed(self, key: object) -> None:
        self.saved()["tab"] = str(key)

    # --- what can be done ---------------------------------------------------------------------------------------
    @Slot(str)
    def _detail_wanted(self, what: str) -> None:
        self._wanted(self._id, what)

    @Slot(str, str)
    def _wanted(self, deployment_id: str, what: str) -> None:
        item = self.item(deployment_id)
        if item is None:
            return
        found = item.deployment
        what_to_do: dict[str, Callable[[], None]] = {
            "start": partial(self._perform, deployments.start, found),
            "restart": partial(self._perform, deployments.restart, found),
            "stop": partial(self._ask_stop, found),
            "delete": partial(self._ask_delete, item),
            "use_port": partial(self._use_free_port, found),
            "choose_port": partial(self._choose_port, found),
            "cancel": partial(self._cancel, item),
            "monitoring": partial(self.shell.go, "monitoring", found.id),
            "model": partial(self.shell.go, "models", found.model_version_id),
            "copy": partial(self._copy, found),
            "token": partial(self._copy_token, found),
            "try": partial(self._open_try, found.id),
        }
        what_to_do[what]()

    def _perform(self, action: Callable[..., Any], found: Deployment, *more: Any) -> None:
        workspace = self.shell.workspace
        self.perform(lambda: action(workspace, found.id, *more))

    def _use_free_port(self, found: Deployment) -> None:
        free = self._snapshot.free_port if self._snapshot else None
        if free is not None:
            self._perform(deployments.change_port, found, free)

    def _choose_port(self, found: Deployment) -> None:
        free = self._snapshot.free_port if self._snapshot else None
        self.shell.open_dialog(PortDialog(self.shell, found, free))

    def _cancel(self, item: Item) -> None:
        workspace = self.shell.workspace
        if item.job is not None:
            job_id = item.job.id
            self.perform(lambda: activity.cancel(workspace, job_id))

    def _ask_stop(self, found: Deployment) -> None:
        text = self.tr("Clients get no answer on {address} until it is started again.").format(address=found.address)
        goes = [ConfirmItem("deployments", found.name, self.tr("stops after the requests under way"))]
        stays = [ConfirmItem("link", self.tr("Its address and token"), found.address),
                 ConfirmItem("monitoring", self.tr("Its log and monitoring history"))]  # fmt: skip
        question = Confirm(self.tr("Stop {name}?").format(name=found.name), text, self.tr("Stop deployment"),
                           self.tr("Keep running"), goes, stays, danger=False, icon="stop")  # fmt: skip
        self.shell.confirm(question, partial(self._perform, deployments.stop, found))

    def _ask_delete(self, item: Item) -> None:
        found = item.deployment
        live = found.state in LIVE
        text = self.tr("This cannot be undone. The model and the run it came from stay.")
        goes = [
            ConfirmItem("deployments", f"{words.runs_as(found)}, {found.address}",
                        self.tr("stops now") if live else ""),
            ConfirmItem("lock", self.tr("Its address and token")),
            ConfirmItem("monitoring", self.tr("Its logged predictions, labels and monitoring history")),
        ]  # fmt: skip
        stays = [ConfirmItem("models", words.model(found)),
                 ConfirmItem("activity", self.tr("Audit log"))]  # fmt: skip
        question = Confirm(self.tr("Delete the deployment {name}?").format(name=found.name), text,
                           self.tr("Delete deployment"), self.tr("Keep deployment"), goes, stays,
                           type_name=found.name)  # fmt: skip
        self.shell.confirm(question, partial(self._perform, deployments.delete, found))

    def _copy(self, found: Deployment) -> None:
        QGuiApplication.clipboard().setText(found.url)
        self.shell.toast(self.tr("Address copied"), found.url, "plain")

    def _copy_token(self, found: Deployment) -> None:
        workspace = self.shell.workspace
        self.query(lambda: deployments.token(workspace, found.id), self._token_read)

    @Slot(object)
    def _token_read(self, token: str) -> None:
        QGuiApplication.clipboard().setText(token)
        text = self.tr("Send it with every request: Authorization: Bearer and the token.")
        self.shell.toast(self.tr("Token copied"), text, "plain")

    # --- menus --------------------------------------------------------------------------------------------------
    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        self._menu_of(self._id, place)

    @Slot(str, QPoint)
    def _menu_of(self, deployment_id: str, place: QPoint) -> None:
        item = self.item(deployment_id)
        if item is not None:
            menu = QMenu(self)
            self.fill_menu(menu, item)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(place)

    def fill_menu(self, menu: QMenu, item: Item) -> None:
        """Everything that can be done to a deployment; delete last, after a line."""
        found = item.deployment
        live = found.state in LIVE
        busy = item.job is not None or found.state is DeploymentState.STARTING
        can = not busy and not self.shell.workspace.read_only
        rows: list[tuple[str, str, str, bool] | None] = [
            ("try", "send", self.tr("Try it"), live),
            ("monitoring", "monitoring", self.tr("Open monitoring"), True),
            None,
            ("restart", "refresh", self.tr("Restart"), live and can),
            ("stop", "stop", self.tr("Stop"), can) if live else ("start", "play", self.tr("Start"), can),
            ("choose_port", "edit", self.tr("Choose a port"), can),
            None,
            ("copy", "copy", self.tr("Copy the address"), True),
            ("token", "lock", self.tr("Copy the token"), True),
            None,
            ("delete", "trash", self.tr("Delete deployment"), can),
        ]
        for row in rows:
            if row is None:
                menu.addSeparator()
                continue
            what, picture, text, enabled = row
            action = menu.addAction(icon(picture, "bad-text" if what == "delete" else "text2"), text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _=False, w=what: self._wanted(found.id, w))

    # --- launching ----------------------------------------------------------------------------------------------
    def _open_launch(self) -> None:
        self.shell.open_dialog(LaunchDialog(self.shell))

    def _launch_action(self) -> Action:
        locked = self.shell.workspace.read_only
        if not locked and self._snapshot is not None and not self._snapshot.versions:
            locked = self.tr("Register a model first")
        return Action("deployments.launch", self.tr("Launch model"), "launch", self._open_launch, "primary", "Ctrl+L",
                      reason=locked)  # fmt: skip

    def actions(self) -> Sequence[Action]:
        return (self._launch_action(),)

    def shots(self) -> Sequence[tuple[str, Callable[[], Any]]]:
        tabs = self.detail.tabs
        return (
            ("try", partial(tabs.set_key, "try")),
            ("try-answer", self.detail.try_it.ask),
            ("logs", partial(tabs.set_key, "logs")),
            ("launch", self._open_launch),
        )
