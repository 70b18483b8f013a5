"""What can be done with runs in the list: the actions behind its menus, buttons, links and keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from modelyard.core.changes import Changes
from modelyard.core.errors import AppError
from modelyard.domain.experiments.bin import RunsPreview
from modelyard.domain.experiments.find import SavedFilter
from modelyard.domain.experiments.runs import Run, RunKind, RunState
from modelyard.services import activity
from modelyard.services.experiments import again, find, search
from modelyard.services.experiments import bin as run_bin
from modelyard.services.experiments import tags as service
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.experiments import facts
from modelyard.ui.pages.experiments.facts import tr
from modelyard.ui.pages.experiments.runs.columns import tag_text
from modelyard.ui.pages.experiments.runs.dialogs import (
    CombineDialog,
    NameDialog,
    RunNoteDialog,
    RunTagDialog,
    runs_text,
)
from modelyard.ui.pages.experiments.runs.foot import all_archived, register_reason, why_not_combined, why_not_compared
from modelyard.ui.pages.experiments.runs.view import RunsView
from modelyard.ui.pages.experiments.runs.words import delete_question, deleted_title


class RunActions(QObject):
    """Keys: T tags, F2 renames, Del deletes. `registered` and `repeated` carry a run, `started` runs that were started.

    An action is about the ticked runs, or else about the one that is selected.
    """

    registered = Signal(object)
    repeated = Signal(object)
    started = Signal(object)

    def __init__(self, view: RunsView) -> None:
        super().__init__(view)
        self._view, self._shell = view, view.shell
        self._about: list[str] | None = None
        for keys, action in (("T", self.tag), ("F2", self.rename), ("Del", self.delete)):
            shortcut = QShortcut(QKeySequence(keys), view.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)
        view.acted.connect(self.act)
        view.menu_wanted.connect(self.fill_menu)
        view.foot.archived.connect(self.archive)
        view.foot.tagged.connect(self.tag)
        view.foot.registered.connect(self.register)
        view.foot.more.connect(self._more)
        view.running.stop.connect(self.stop)
        view.running.pause.connect(self.pause)
        view.running.resume.connect(self.resume)
        view.bar.save.connect(self.save_filter)
        view.bar.rename.connect(self.rename_filter)
        view.bar.delete.connect(self.delete_filter)

    # --- about which runs ---------------------------------------------------------------------------------------
    def ids(self) -> list[str]:
        """The runs an action is about: those of the menu it is in, those ticked, or else the selected one."""
        if self._about is not None:
            return self._about
        chosen = self._view.chosen_ids()
        selected = self._view.table.selected_key()
        return chosen or ([selected] if self._view.run(selected) is not None else [])

    def runs(self) -> list[Run]:
        """Those of them that were read."""
        return [r for r in map(self._view.run, self.ids()) if r is not None]

    def _one(self) -> Run | None:
        """The only run an action is about, or the selected one where several are ticked."""
        runs = self.runs()
        return runs[0] if len(runs) == 1 else self._view.run(self._view.table.selected_key())

    def _on(self, ids: list[str], action: Callable[[], None]) -> None:
        """Do something about other runs than the ticked ones."""
        self._about = ids
        action()
        self._about = None

    def _writes(self) -> bool:
        return not self._shell.workspace.read_only and bool(self.ids())

    def _perform(self, work: Callable[[], Changes], done: Callable[[Any], None] | None = None) -> None:
        self._shell.bridge.perform(lambda: (None, work()), done, self._failed, self)

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self._shell.toast(error.message, error.hint, "bad")

    def _undo(self, work: Callable[[], Changes]) -> Callable[[], None]:
        """What the Undo of a toast does; it works after this part of the window has gone, too."""
        bridge = self._shell.bridge

        def undo() -> None:
            bridge.perform(lambda: (None, work()))

        return undo

    # --- archive, tag, note, name -------------------------------------------------------------------------------
    @Slot()
    def archive(self) -> None:
        """Archive the runs, or put them back where all of them are archived."""
        if not self._writes():
            return
        workspace, ids, runs = self._shell.workspace, self.ids(), self.runs()
        back = all_archived(runs, len(ids))
        work, other = (service.unarchive, service.archive) if back else (service.archive, service.unarchive)
        title = (tr("Unarchived {runs}") if back else tr("Archived {runs}")).format(runs=runs_text(len(ids), runs))
        text = "" if back else tr("A filter or “Show archived runs” still finds it.")

        def done(_: object) -> None:
            self._shell.toast(title, text, "plain", undo=self._undo(partial(other, workspace, ids)))

        self._perform(partial(work, workspace, ids), done)

    @Slot()
    def tag(self) -> None:
        """Ask for a tag."""
        if self._writes():
            ids, runs = self.ids(), self.runs()
            known = self._view.bar.fields.tags
            self._shell.open_dialog(RunTagDialog(self._shell, ids, runs, known, partial(self._tagged, ids, runs)))

    def _tagged(self, ids: Sequence[str], runs: Sequence[Run], key: str, value: str) -> None:
        workspace = self._shell.workspace
        before = {r.id: r.tags[key] for r in runs if key in r.tags}
        fresh = [i for i in ids if i not in before]

        def undo() -> Changes:
            changes = service.untag(workspace, fresh, [key]) if fresh else Changes()
            for old in set(before.values()):
                changes |= service.tag(workspace, [i for i, v in before.items() if v == old], {key: old})
            return changes

        title = tr("Tagged {runs} {tag}").format(runs=runs_text(len(ids), runs), tag=tag_text(key, value))
        self._shell.toast(title, "", "plain", undo=self._undo(undo))

    def untag(self, key: str) -> None:
        """Take a tag away from the runs that have it."""
        workspace, runs = self._shell.workspace, [r for r in self.runs() if key in r.tags]
        ids = [r.id for r in runs]

        def back() -> Changes:
            changes = Changes()
            for run in runs:
                changes |= service.tag(workspace, [run.id], {key: run.tags[key]})
            return changes

        def done(_: object) -> None:
            title = tr("Took the tag {tag} from {runs}").format(tag=key, runs=runs_text(len(ids), runs))
            self._shell.toast(title, "", "plain", undo=self._undo(back))

        self._perform(partial(service.untag, workspace, ids, [key]), done)

    @Slot()
    def note(self) -> None:
        """Edit a run's note."""
        run = self._one()
        if run is not None and self._writes():
            self._shell.open_dialog(RunNoteDialog(self._shell, run, partial(self._noted, run)))

    def _noted(self, run: Run, text: str) -> None:
        undo = partial(service.set_note, self._shell.workspace, [run.id], run.note)
        title = tr("Changed the note of {run}").format(run=facts.run_name(run).lower())
        self._shell.toast(title, text, "plain", undo=self._undo(undo))

    @Slot()
    def rename(self) -> None:
        """Give a run a name beside its number."""
        run, workspace = self._one(), self._shell.workspace
        if run is None or not self._writes():
            return
        title = tr("Rename {run}").format(run=facts.run_name(run).lower())
        dialog = NameDialog(self._shell, title, tr("Rename run"), run.name,
                            lambda name: (name, service.rename(workspace, run.id, name)), partial(self._renamed, run),
                            hint=tr("Stands beside its number; leave it empty for none"), optional=True)  # fmt: skip
        self._shell.open_dialog(dialog)

    def _renamed(self, run: Run, name: str) -> None:
        undo = partial(service.rename, self._shell.workspace, run.id, run.name)
        title = tr("{run} is now {name}").format(run=facts.run_name(run), name=name or tr("without a name"))
        self._shell.toast(title, "", "plain", undo=self._undo(undo))

    # --- delete -------------------------------------------------------------------------------------------------
    @Slot()
    def delete(self) -> None:
        """Ask whether runs go to the recycle bin."""
        if self._writes():
            find_out = partial(run_bin.preview, self._shell.workspace, self.ids())
            self._shell.bridge.query(find_out, self._ask_delete, self._failed, self, key="delete")

    @Slot(object)
    def _ask_delete(self, found: RunsPreview) -> None:
        if not found.run_ids:
            self._shell.toast(tr("Nothing can be deleted"), found.kept[0].reason if found.kept else "", "warn")
            return
        self._shell.confirm(delete_question(found), partial(self._delete, found))

    def _delete(self, found: RunsPreview) -> None:
        workspace, ids = self._shell.workspace, found.run_ids

        def done(_: object) -> None:
            self._view.table.set_ticked([i for i in self._view.table.ticked() if i not in ids])
            undo = self._undo(partial(run_bin.restore, workspace, ids))
            self._shell.toast(deleted_title(found), tr("It is in the recycle bin."), "plain", undo=undo)

        self._perform(partial(run_bin.delete, workspace, ids), done)

    # --- going on, stopping -------------------------------------------------------------------------------------
    @Slot(object)
    def act(self, run_id: object) -> None:
        """Do what the link in a run's row says."""
        run = self._view.run(str(run_id))
        if run is None:
            return
        if run.state is RunState.QUEUED:
            self.stop(run.id)
        elif run.state is RunState.PAUSED:
            self.resume(run.id)
        else:
            self.retry(run.id)

    @Slot(object)
    def retry(self, run_id: object) -> None:
        """Train a run again that failed or stopped, with more memory where that was what it lacked."""
        work = partial(again.retry_larger, self._shell.workspace, str(run_id))
        self._shell.bridge.perform(work, self._going_on, self._failed, self)

    @Slot(object)
    def _going_on(self, run: Run) -> None:
        title = tr("{run} again").format(run=facts.run_name(run))
        self._shell.toast(title, tr("It starts when its turn comes."), "plain")

    @Slot(object)
    def stop(self, run_id: object) -> None:
        """Stop a run; a search keeps the best of its trials."""
        run, workspace = self._view.run(str(run_id)), self._shell.workspace
        if run is None:
            return
        if run.kind is RunKind.SEARCH:
            self._shell.bridge.perform(partial(search.stop, workspace, run.id), None, self._failed, self)
        elif run.job_id:
            self._shell.bridge.perform(partial(activity.cancel, workspace, run.job_id), None, self._failed, self)

    @Slot(object)
    def pause(self, run_id: object) -> None:
        """Let a search wait."""
        work = partial(search.pause, self._shell.workspace, str(run_id))
        self._shell.bridge.perform(work, None, self._failed, self)

    @Slot(object)
    def resume(self, run_id: object) -> None:
        """Let a search go on from its trials."""
        work = partial(search.resume, self._shell.workspace, str(run_id))
        self._shell.bridge.perform(work, None, self._failed, self)

    @Slot()
    def register(self) -> None:
        """Make the run a version of a model."""
        run = self._one()
        if run is not None:
            self.registered.emit(run)

    @Slot()
    def combine(self) -> None:
        """Ask how to put runs together."""
        if self._writes():
            self._shell.open_dialog(CombineDialog(self._shell, self.runs(), self.started.emit))

    # --- saved filters ------------------------------------------------------------------------------------------
    @Slot()
    def save_filter(self) -> None:
        """Ask for the name of the filter in force."""
        workspace, text = self._shell.workspace, self._view.asked.text
        dialog = NameDialog(self._shell, tr("Save this filter"), tr("Save filter"), "",
                            lambda name: find.save_filter(workspace, name, text), self._filter_saved,
                            hint=text)  # fmt: skip
        self._shell.open_dialog(dialog)

    @Slot(object)
    def _filter_saved(self, saved: SavedFilter) -> None:
        self._shell.toast(tr("Saved the filter {name}").format(name=saved.name), saved.text, "plain")

    @Slot(object)
    def rename_filter(self, saved: SavedFilter) -> None:
        """Ask for another name of a saved filter."""
        workspace = self._shell.workspace
        dialog = NameDialog(self._shell, tr("Rename {name}").format(name=saved.name), tr("Rename filter"), saved.name,
                            lambda name: find.rename_filter(workspace, saved.id, name), self._filter_saved,
                            hint=saved.text)  # fmt: skip
        self._shell.open_dialog(dialog)

    @Slot(object)
    def delete_filter(self, saved: SavedFilter) -> None:
        """Forget a saved filter."""
        workspace = self._shell.workspace

        def done(_: object) -> None:
            undo = self._undo(lambda: find.save_filter(workspace, saved.name, saved.text)[1])
            self._shell.toast(tr("Deleted the filter {name}").format(name=saved.name), "", "plain", undo=undo)

        self._perform(partial(find.delete_filter, workspace, saved.id), done)

    # --- menus --------------------------------------------------------------------------------------------------
    @Slot(QWidget)
    def _more(self, button: QWidget) -> None:
        menu = QMenu(button)
        menu.aboutToHide.connect(menu.deleteLater)
        ids, runs, read_only = self.ids(), self.runs(), self._shell.workspace.read_only
        self._add(menu, "branch", tr("Combine"), self.combine, read_only or why_not_combined(len(ids), runs))
        if len(ids) == 1:
            self._add(menu, "edit", tr("Rename"), self.rename, read_only)
            self._add(menu, "edit", tr("Edit note"), self.note, read_only)
        self._add_untag(menu, ids, runs, read_only)
        menu.addSeparator()
        self._add(menu, "trash", tr("Delete"), self.delete, read_only)
        menu.setToolTipsVisible(True)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 2)))

    def _add_untag(self, menu: QMenu, ids: list[str], runs: Sequence[Run], read_only: str) -> None:
        for key in sorted({key for run in runs for key in run.tags}):
            take = partial(self._on, ids, partial(self.untag, key))
            self._add(menu, "x", tr("Remove the tag {tag}").format(tag=key), take, read_only)

    @Slot(object, object)
    def fill_menu(self, run: Run, menu: QMenu) -> None:
        """Every action on a run; with several ticked, and this one among them, those on all of them."""
        view, read_only = self._view, self._shell.workspace.read_only
        ticked = run.id in view.colours
        many = ticked and len(view.colours) > 1
        ids = view.chosen_ids() if many else [run.id]
        runs = [r for r in map(view.run, ids) if r is not None]
        on = partial(self._on, ids)
        self._add(menu, "open", tr("Open"), partial(view.opened.emit, run.id))
        self._add(menu, "check", tr("Unselect") if ticked else tr("Select"), partial(self._toggle, run.id))
        if many:
            text = tr("Compare {count} runs").format(count=texts.count(len(ids)))
            reason = why_not_compared(len(ids), runs)
            self._add(menu, "compare", text, partial(view.compared.emit, ids), reason)
            reason = read_only or why_not_combined(len(ids), runs)
            self._add(menu, "branch", tr("Combine"), partial(on, self.combine), reason)
        menu.addSeparator()
        self._add_going_on(menu, run, read_only)
        self._add(menu, "tag", tr("Tag"), partial(on, self.tag), read_only, "T")
        self._add_untag(menu, ids, runs, read_only)
        if not many:
            self._add(menu, "edit", tr("Rename"), partial(on, self.rename), read_only, "F2")
            self._add(menu, "edit", tr("Edit note"), partial(on, self.note), read_only)
        away = all_archived(runs, len(ids))
        self._add(menu, "box", tr("Unarchive") if away else tr("Archive"), partial(on, self.archive), read_only)
        self._add(menu, "copy", tr("Copy run id"), partial(_copy, run.id))
        menu.addSeparator()
        text = tr("Delete") if not many else tr("Delete {count} runs").format(count=texts.count(len(ids)))
        self._add(menu, "trash", text, partial(on, self.delete), read_only, "Del")
        menu.setToolTipsVisible(True)

    def _add_going_on(self, menu: QMenu, run: Run, read_only: str) -> None:
        if run.state is RunState.FINISHED:
            self._add(menu, "models", tr("Register model"), partial(self.registered.emit, run),
                      read_only or register_reason(run))  # fmt: skip
        ours = run.kind in (RunKind.TRAINING, RunKind.SEARCH)
        if ours and run.state in again.CAN_RETRY:
            self._add(menu, "refresh", tr("Retry"), partial(self.retry, run.id), read_only)
        if run.kind is RunKind.SEARCH and run.state in (RunState.RUNNING, RunState.QUEUED):
            self._add(menu, "pause", tr("Pause"), partial(self.pause, run.id), read_only)
        if run.state is RunState.PAUSED:
            self._add(menu, "play", tr("Resume"), partial(self.resume, run.id), read_only)
        if ours and run.state in (RunState.RUNNING, RunState.QUEUED, RunState.PAUSED):
            text = tr("Cancel") if run.state is RunState.QUEUED else tr("Stop")
            self._add(menu, "stop", text, partial(self.stop, run.id), read_only)
        if ours:
            self._add(menu, "plus", tr("New experiment from this run"), partial(self.repeated.emit, run.id), read_only)

    def _add(self, menu: QMenu, name: str, text: str, call: Callable[[], object], reason: str = "",
             keys: str = "") -> None:  # fmt: skip
        action = menu.addAction(icon(name, "text2"), text.replace("&", "&&"))
        action.setEnabled(not reason)
        action.setToolTip(reason)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(partial(_call, call))

    def _toggle(self, run_id: str) -> None:
        table = self._view.table
        ticked = table.ticked()
        table.set_ticked([k for k in ticked if k != run_id] if run_id in ticked else [*ticked, run_id])


def _call(call: Callable[[], object], _checked: bool = False) -> None:
    call()


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
