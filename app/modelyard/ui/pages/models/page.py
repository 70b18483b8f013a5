"""The Models page: models, their versions on the line, one version in full; aliases move, versions launch."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.models import ModelVersion
from modelyard.services import models
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.base import Page
from modelyard.ui.pages.models.detail import VersionDetail
from modelyard.ui.pages.models.reading import Snapshot, read
from modelyard.ui.pages.models.versions_panel import ALIASES, VersionsPanel
from modelyard.ui.shell import Action, Crumb, Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.nav_list import NavList, NavRow
from modelyard.ui.widgets.side_panel import SidePanel

WIDE = 1120
"""Under this width the panes at the left are narrower."""


class ModelsPage(Page):
    """`activate` takes the id of a version or of a model."""

    name = "models"

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(shell, parent)
        self.title = self.tr("Models")
        self.body.setContentsMargins(0, 0, 0, 0)
        self._snapshot: Snapshot | None = None
        self._target = ""
        self._model_id = str(self.saved().get("model", ""))
        self._version_id = ""
        row = QHBoxLayout()
        row.setSpacing(0)
        self.body.addLayout(row)
        self.pane = SidePanel(self.content, width=200, side="left")
        holder = QVBoxLayout()
        holder.setContentsMargins(8, 8, 8, 8)
        self.list = NavList(self.tr("Models"), self.pane)
        self.list.chosen.connect(self._model_chosen)
        holder.addWidget(self.list)
        self.pane.body.addLayout(holder)
        row.addWidget(self.pane)
        self.panel = VersionsPanel(self.content)
        self.panel.read_only = shell.workspace.read_only
        self.panel.chosen.connect(self._version_chosen)
        self.panel.alias_wanted.connect(self._alias_wanted)
        self.panel.menu_wanted.connect(self._menu_of)
        self.panel.compare_wanted.connect(self._compare)
        row.addWidget(self.panel)
        self.detail = VersionDetail(self.content)
        self.detail.opened.connect(self._open)
        self.detail.launch_wanted.connect(self._launch)
        self.detail.export_wanted.connect(self._export)
        self.detail.menu_wanted.connect(self._menu)
        self.detail.launch.set_reason(shell.workspace.read_only)
        row.addWidget(self.detail, 1)
        theme().changed.connect(self._share_width)

    # --- coming and going ---------------------------------------------------------------------------------------
    def activate(self, target: Any = None) -> None:
        self._target = str(target or "")
        self._load()

    def on_changes(self, changes: Changes) -> None:
        if not self.isVisible():
            return  # everything is read when it is shown
        if changes.touches(Kind.MODEL, Kind.DEPLOYMENT, Kind.WORKSPACE):
            self._target = ""
            self._load()
        elif self._snapshot is not None and not self._snapshot.models and changes.touches(Kind.RUN):
            self._load()

    def reload(self) -> None:
        self._load()

    def _load(self) -> None:
        if self._snapshot is None:
            self.states.show_loading(self.tr("Reading models"))
        workspace = self.shell.workspace
        wanted = partial(read, workspace, self._target, self._model_id, self._version_id)
        self.query(wanted, self._show, key="page", on_error=self._not_read)

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self._snapshot = None
        self._target = ""
        self.set_header(self.tr("Models"), "", ())
        self.show_failed(error)

    # --- showing ------------------------------------------------------------------------------------------------
    @Slot(object)
    def _show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if snapshot.model is None or snapshot.version is None or snapshot.lineage is None:
            self._show_nothing(snapshot)
            return
        self._target = ""
        self._model_id, self._version_id = snapshot.model.id, snapshot.version.id
        self.saved()["model"] = snapshot.model.id
        rows = [
            NavRow(m.id, m.name, texts.counted(m.versions, self.tr("version"), self.tr("versions")), "models")
            for m in snapshot.models
        ]
        self.list.set_rows(rows)
        self.list.set_key(snapshot.model.id)
        self.panel.show_versions(snapshot.versions, snapshot.version.id)
        self.detail.show_version(snapshot.version, snapshot.lineage, snapshot.card)
        self.states.show_full()
        count = texts.counted(len(snapshot.versions), self.tr("version"), self.tr("versions"))
        self.set_header(snapshot.model.name, count, (Crumb(self.tr("Models"), "models"),))

    def _show_nothing(self, snapshot: Snapshot) -> None:
        self.set_header(self.tr("Models"), "", ())
        if snapshot.best is None:
            action = Action("experiments.new", self.tr("New experiment"), "plus", self._new_experiment)
            text = self.tr("A model is a run that you keep. Train some runs, then register the best one.")
            self.show_empty("models", self.tr("No models yet"), text, action)
            return
        number = snapshot.best.number
        action = Action("models.register", self.tr("Register run {n}").format(n=number), "models", self._register_best)
        text = self.tr("Run {n} of {experiment} is the best so far, with ROC AUC {score}. Register it as a model.")
        score = texts.score(snapshot.best.metrics.get("roc_auc"), 3)
        text = text.format(n=number, experiment=snapshot.best.experiment_name, score=score)
        self.show_empty("models", self.tr("No models yet"), text, action)

    def _new_experiment(self) -> None:
        self.shell.run_action("experiments.new")

    def _register_best(self) -> None:
        from modelyard.ui.pages.experiments.register_dialog import RegisterDialog

        if self._snapshot is not None and self._snapshot.best is not None:
            self.shell.open_dialog(RegisterDialog(self.shell, self._snapshot.best))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    @Slot()
    def _share_width(self) -> None:
        """The panes at the left leave the version most of a narrow window, or of one with large text."""
        wide = self.width() >= theme().px(WIDE)
        self.pane.setFixedWidth(min(theme().px(200 if wide else 164), self.width() * 16 // 100))
        self.panel.setFixedWidth(min(theme().px(324 if wide else 276), self.width() * 32 // 100))

    # --- choosing -----------------------------------------------------------------------------------------------
    @Slot(object)
    def _model_chosen(self, key: object) -> None:
        self._target = str(key)
        self._version_id = ""
        self._load()

    @Slot(object)
    def _version_chosen(self, key: object) -> None:
        self._target = str(key)
        self._load()

    @Slot(object)
    def _open(self, where: Any) -> None:
        self.shell.go(*where)

    @Slot(object)
    def _compare(self, run_ids: list[str]) -> None:
        self.shell.go("experiments", ("compare", *run_ids))

    def version(self, version_id: str = "") -> ModelVersion | None:
        """A version that is shown; by default the chosen one."""
        found = self._snapshot.versions if self._snapshot else ()
        wanted = version_id or self._version_id
        return next((v for v in found if v.id == wanted), None)

    # --- what can be done ---------------------------------------------------------------------------------------
    def _launch(self, version_id: str = "") -> None:
        from modelyard.ui.pages.deployments.launch_dialog import LaunchDialog

        version = self.version(version_id)
        if version is not None:
            self.shell.go("deployments")  # where its card appears
            self.shell.open_dialog(LaunchDialog(self.shell, version.id))

    @Slot(str, str)
    def _alias_wanted(self, alias: str, version_id: str) -> None:
        """Move an alias, or take it away with an empty id; the toast offers the way back."""
        before = self.panel.holder(alias)
        if version_id:
            version = self.version(version_id)
            if version is not None:
                self._set_alias(version, alias, before)
        elif before is not None:
            self._remove_alias(before, alias)

    def _set_alias(self, version: ModelVersion, alias: str, before: ModelVersion | None) -> None:
        workspace = self.shell.workspace
        shell = self.shell

        def undo() -> None:
            if before is not None:
                shell.bridge.perform(lambda: models.set_alias(workspace, before.id, alias))
            else:
                shell.bridge.perform(lambda: models.remove_alias(workspace, version.id, alias))

        def done(_: object) -> None:
            was = f"v{before.number}" if before is not None else self.tr("no version")
            shell.toast(self.tr("{alias} is now {model}").format(alias=alias, model=version.label),
                        self.tr("It was {before}.").format(before=was), "plain", undo=undo)  # fmt: skip

        self.perform(lambda: models.set_alias(workspace, version.id, alias), done)

    def _remove_alias(self, version: ModelVersion, alias: str) -> None:
        workspace = self.shell.workspace
        shell = self.shell

        def undo() -> None:
            shell.bridge.perform(lambda: models.set_alias(workspace, version.id, alias))

        def done(_: object) -> None:
            text = self.tr("{model} is no {alias} any more").format(model=version.label, alias=alias)
            shell.toast(text, "", "plain", undo=undo)

        self.perform(lambda: models.remove_alias(workspace, version.id, alias), done)

    def _export(self, version_id: str = "") -> None:
        """Ask where to; the dialog is the system's own and asks before it overwrites a file."""
        version = self.version(version_id)
        if version is None:
            return
        dialog = QFileDialog(self, self.tr("Export bundle"), f"{version.model_name}-v{version.number}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Folder"), self.tr("Tar file (*.tar)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def chosen(path: str) -> None:
            tar = dialog.selectedNameFilter() != self.tr("Folder")
            self.export_to(version, Path(path if not tar or path.endswith(".tar") else f"{path}.tar"))

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def export_to(self, version: ModelVersion, path: Path) -> None:
        """Write a version's bundle to a new folder, or to a .tar file."""
        workspace, shell = self.shell.workspace, self.shell

        def done(written: Path) -> None:
            shell.toast(self.tr("{model} was exported").format(model=version.label), texts.home_path(written), "ok")

        self.query(lambda: models.export_bundle(workspace, version.id, path), done)

    def fill_menu(self, menu: QMenu, version: ModelVersion) -> None:
        """Everything that can be done to a version."""
        locked = self.shell.workspace.read_only
        launch = menu.addAction(icon("launch", "text2"), self.tr("Launch v{n}").format(n=version.number))
        launch.triggered.connect(lambda _=False: self._launch(version.id))
        launch.setEnabled(not locked)
        for alias in ALIASES:
            if alias in version.aliases:
                text, target = self.tr("Take {alias} away").format(alias=alias), ""
            else:
                text, target = self.tr("Make {alias}").format(alias=alias), version.id
            action = menu.addAction(icon("tag", "text2"), text)
            action.setEnabled(not locked)
            action.triggered.connect(lambda _=False, a=alias, t=target: self._alias_wanted(a, t))
        menu.addSeparator()
        export = menu.addAction(icon("export", "text2"), self.tr("Export bundle"))
        export.triggered.connect(lambda _=False: self._export(version.id))

    @Slot(QPoint)
    def _menu(self, place: QPoint) -> None:
        self._menu_of(self._version_id, place)

    @Slot(str, QPoint)
    def _menu_of(self, version_id: str, place: QPoint) -> None:
        version = self.version(version_id)
        if version is not None:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.fill_menu(menu, version)
            menu.popup(place)

    def actions(self) -> Sequence[Action]:
        version = self.version()
        if version is None:
            return ()
        run = Action("models.launch", self.tr("Launch {model}").format(model=version.label), "launch", self._launch,
                     reason=self.shell.workspace.read_only, in_header=False)  # fmt: skip
        export = Action("models.export", self.tr("Export bundle of {model}").format(model=version.label), "export",
                        self._export, in_header=False)  # fmt: skip
        return (run, export)
