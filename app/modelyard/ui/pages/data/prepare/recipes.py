"""What is done with the recipe as a whole: opened, written as text, saved, applied, and what came of applying it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from modelyard.domain.data.datasets import DatasetVersion
from modelyard.domain.data.prepare import Recipe, RecipeVersion, Step
from modelyard.domain.jobs import Job, JobState
from modelyard.services.data import prepare as data_prepare
from modelyard.ui import texts
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.pages.data.prepare.open_dialog import OpenDialog
from modelyard.ui.pages.data.prepare.save_dialogs import ApplyDialog, SaveDialog
from modelyard.ui.pages.data.prepare.text_dialog import TextDialog
from modelyard.ui.pages.data.versions.words import unchanged_words
from modelyard.ui.shell import ToastAction

if TYPE_CHECKING:
    from modelyard.ui.pages.data.prepare.tab import PrepareTab


class RecipeActions(QObject):
    """Works on the tab's draft. `applied(dataset id, steps)` when they are done in a new version of that dataset."""

    applied = Signal(str, object)

    def __init__(self, tab: PrepareTab) -> None:
        super().__init__(tab)
        self._tab, self._shell = tab, tab.page.shell
        self._jobs = OwnJobs(self._shell, self)
        self._jobs.moved.connect(self._job_moved)

    # --- text and opening ---------------------------------------------------------------------------------------
    @Slot()
    def open_text(self) -> None:
        """Show the steps as text."""
        dialog = TextDialog(self._tab.draft.steps, self._tab.draft.name)
        dialog.finished.connect(partial(self._text_done, dialog))
        self._shell.open_dialog(dialog)

    def _text_done(self, dialog: TextDialog, accepted: bool) -> None:
        found = dialog.result_text
        if not accepted or found is None:
            return
        draft = self._tab.draft
        draft.set(found.steps, len(found.steps))
        if found.name and not draft.number:
            draft.name = found.name  # it names a recipe that was not saved yet
        self._tab.draft_changed()

    @Slot()
    def open_recipe(self) -> None:
        """Offer the recipes of the workspace."""
        dialog = OpenDialog(self._shell, bool(self._tab.page.read_only_reason()))
        dialog.finished.connect(partial(self._recipe_opened, dialog))
        self._shell.open_dialog(dialog)

    def _recipe_opened(self, dialog: OpenDialog, accepted: bool) -> None:
        if accepted and dialog.opened is not None:
            self._tab.draft.open(dialog.recipe, dialog.opened)
            self._tab.draft_changed()

    # --- saving -------------------------------------------------------------------------------------------------
    @Slot()
    def save(self) -> None:
        """Save the steps: under their recipe's name at once, else after asking for one."""
        draft = self._tab.draft
        if draft.number:
            write = partial(data_prepare.save_recipe, self._shell.workspace, draft.name, draft.steps)
            self._tab.page.perform(write, partial(self._saved, draft))
        else:
            self.save_as()

    def save_as(self) -> None:
        """Save the steps under a name that is asked for."""
        recipes = partial(data_prepare.recipes, self._shell.workspace)
        self._tab.page.query(recipes, self._ask_name, key="recipes")

    @Slot(object)
    def _ask_name(self, found: list[Recipe]) -> None:
        draft, version = self._tab.draft, self._tab.version
        suggested = draft.name
        if not suggested and version is not None:
            suggested = self.tr("Prepare {name}").format(name=version.dataset_name)
        dialog = SaveDialog(self._shell, draft.steps, suggested, [r.name for r in found])
        dialog.finished.connect(partial(self._save_done, dialog, draft))
        self._shell.open_dialog(dialog)

    def _save_done(self, dialog: SaveDialog, draft: Draft, accepted: bool) -> None:
        if accepted and dialog.saved is not None:
            self._saved(draft, dialog.saved)

    def _saved(self, draft: Draft, version: RecipeVersion) -> None:
        draft.was_saved(version)
        self._shell.toast(self.tr("Saved {name}").format(name=version.label), "")
        self._tab.say_recipe()

    # --- applying -----------------------------------------------------------------------------------------------
    @Slot()
    def apply(self) -> None:
        """Ask where the result goes, then start the job."""
        tab = self._tab
        if tab.version is None:
            return
        names = [d.name for d in tab.page.datasets]
        dialog = ApplyDialog(self._shell, tab.draft, tab.version, tab.outcome, names)
        dialog.finished.connect(partial(self._apply_done, dialog, tab.draft, tab.version))
        self._shell.open_dialog(dialog)

    def _apply_done(self, dialog: ApplyDialog, draft: Draft, version: DatasetVersion, accepted: bool) -> None:
        if not accepted or dialog.job is None or dialog.saved is None:
            return
        draft.was_saved(dialog.saved)
        self._tab.say_recipe()
        same = dialog.job.params.get("dataset") == version.dataset_name
        self._shell.toast(self.tr("Applying {name}").format(name=dialog.saved.label), version.label, "plain",
                          icon="activity")  # fmt: skip
        self._jobs.follow(dialog.job, (version.dataset_id if same else "", dialog.saved.steps))

    @Slot(object, object)
    def _job_moved(self, job: Job, about: tuple[str, tuple[Step, ...]]) -> None:
        if job.state is not JobState.SUCCEEDED:
            return
        if job.result.get("unchanged"):
            self._shell.toast(*unchanged_words(job.subject, job.result), "plain")
            return
        self.applied.emit(*about)
        rows = texts.counted(int(job.result.get("rows", 0)), self.tr("row"), self.tr("rows"))
        made = self.tr("Prepared {name} v{number}").format(name=job.subject, number=job.result.get("number", 1))
        go = partial(self._shell.go, "data", (job.result.get("version_id"), "table"))
        text = self.tr("{rows}, by {recipe}.").format(rows=rows, recipe=job.result.get("recipe", ""))
        self._shell.toast(made, text, actions=[ToastAction(self.tr("Show version"), go)])
