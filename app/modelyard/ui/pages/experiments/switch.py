"""The button beside an experiment's name: other experiments, rename, delete, the recycle bin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtWidgets import QMenu, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.experiments.bin import RunsPreview
from modelyard.domain.experiments.runs import Experiment
from modelyard.services.experiments import bin as run_bin
from modelyard.services.experiments.naming import rename_experiment
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.reading import ALL, Snapshot
from modelyard.ui.pages.experiments.runs.dialogs import NameDialog
from modelyard.ui.pages.experiments.runs.words import delete_question
from modelyard.ui.shell import Shell
from modelyard.ui.widgets.button import IconButton


class ExperimentSwitch(IconButton):
    """Its menu goes to other experiments and changes the one shown."""

    def __init__(self, shell: Shell, page: QWidget) -> None:
        super().__init__("chev-d", tr("Choose an experiment"), page)
        self._shell = shell
        self._snapshot: Snapshot | None = None
        self.clicked.connect(self._pop)
        self.hide()

    def show_experiments(self, snapshot: Snapshot) -> None:
        """Offer these."""
        self._snapshot = snapshot

    @Slot()
    def _pop(self) -> None:
        menu = self.menu_now()
        if menu is not None:
            menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def menu_now(self) -> QMenu | None:
        """The menu as it is now."""
        snapshot, read_only = self._snapshot, self._shell.workspace.read_only
        if snapshot is None:
            return None
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for experiment in snapshot.experiments:
            runs = texts.counted(experiment.runs, tr("run"), tr("runs"))
            here = not snapshot.everything and snapshot.current == experiment
            mark = icon("check" if here else "experiments", "accent-text" if here else "text3")
            action = menu.addAction(mark, f"{experiment.name}\t{runs}".replace("&", "&&"))
            action.triggered.connect(partial(self._go, ("experiment", experiment.id)))
        if len(snapshot.experiments) > 1:
            menu.addSeparator()
            action = menu.addAction(icon("table", "text3"), tr("All experiments"))
            action.triggered.connect(partial(self._go, (ALL,)))
        menu.addSeparator()
        if snapshot.current is not None:
            self._add(menu, "edit", tr("Rename experiment"), partial(self._rename, snapshot.current), read_only)
        run = self._shell.run_action
        self._add(menu, "import", tr("Import from MLflow"), partial(run, "experiments.import_mlflow"), read_only)
        self._add(menu, "trash", tr("Recycle bin"), partial(run, "experiments.bin"))
        if snapshot.current is not None:
            menu.addSeparator()
            self._add(menu, "trash", tr("Delete experiment"), partial(self._ask, snapshot.current), read_only)
        return menu

    def _add(self, menu: QMenu, name: str, text: str, run: Callable[[], object], reason: str = "") -> None:
        action = menu.addAction(icon(name, "text2"), text)
        action.setEnabled(not reason)
        action.triggered.connect(partial(_run, run))

    def _go(self, target: tuple[str, ...], _checked: bool = False) -> None:
        self._shell.go("experiments", target)

    # --- the experiment shown -----------------------------------------------------------------------------------
    def _rename(self, experiment: Experiment) -> None:
        workspace = self._shell.workspace
        dialog = NameDialog(self._shell, tr("Rename {name}").format(name=experiment.name), tr("Rename experiment"),
                            experiment.name, lambda name: (name, rename_experiment(workspace, experiment.id, name)),
                            partial(self._renamed, experiment), hint=tr("Its runs show the new name"))  # fmt: skip
        self._shell.open_dialog(dialog)

    def _renamed(self, experiment: Experiment, name: str) -> None:
        workspace, bridge = self._shell.workspace, self._shell.bridge

        def undo() -> None:
            bridge.perform(lambda: (None, rename_experiment(workspace, experiment.id, experiment.name)))

        self._shell.toast(tr("{old} is now {new}").format(old=experiment.name, new=name), "", "plain", undo=undo)

    def _ask(self, experiment: Experiment) -> None:
        look = partial(run_bin.preview_experiment, self._shell.workspace, experiment.id)
        self._shell.bridge.query(look, partial(self._previewed, experiment), self._failed, self, key="delete")

    def _previewed(self, experiment: Experiment, found: RunsPreview) -> None:
        if found.kept:
            first = found.kept[0]
            text = f"{first.label[0].upper()}{first.label[1:]}: {first.reason}"
            self._shell.toast(tr("{name} cannot be deleted").format(name=experiment.name), text, "warn")
            return
        self._shell.confirm(delete_question(found, experiment.name), partial(self._delete, experiment, found))

    def _delete(self, experiment: Experiment, found: RunsPreview) -> None:
        workspace, bridge, shell = self._shell.workspace, self._shell.bridge, self._shell

        def undo() -> None:
            bridge.perform(lambda: (None, run_bin.restore(workspace, found.run_ids)))

        def done(_: object) -> None:
            title, text = tr("Deleted {name}").format(name=experiment.name), tr("It is in the recycle bin.")
            shell.toast(title, text if found.run_ids else "", "plain", undo=undo if found.run_ids else None)

        work = partial(run_bin.delete_experiment, workspace, experiment.id)
        bridge.perform(lambda: (None, work()), done, self._failed, self)

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._shell.toast(error.message, error.hint, "bad")


def _run(call: Callable[[], object], _checked: bool = False) -> None:
    call()
