"""The Prepare tab: steps at the left with the form of one of them, what they make of the version at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import CancelledError
from modelyard.domain.data.datasets import ColumnType, DatasetVersion, TableProfile
from modelyard.domain.data.prepare import (
    STEPS,
    PreparePreview,
    Recipe,
    RecipeText,
    RecipeVersion,
    Step,
    StepFault,
)
from modelyard.domain.jobs import Job, JobState
from modelyard.services.data import prepare as data_prepare
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.importing.dialog import as_known
from modelyard.ui.pages.data.prepare import words
from modelyard.ui.pages.data.prepare.add_dialog import AddStepDialog
from modelyard.ui.pages.data.prepare.belongs_dialog import BelongsDialog
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.pages.data.prepare.form import StepForm
from modelyard.ui.pages.data.prepare.open_dialog import OpenDialog
from modelyard.ui.pages.data.prepare.preview_pane import PreviewPane
from modelyard.ui.pages.data.prepare.save_dialogs import ApplyDialog, SaveDialog
from modelyard.ui.pages.data.prepare.step_list import StepList, StepRow
from modelyard.ui.pages.data.prepare.text_dialog import TextDialog
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.shell import ToastAction
from modelyard.ui.theme import theme
from modelyard.ui.watch import Watch
from modelyard.ui.widgets.button import Button, IconButton, LinkButton
from modelyard.ui.widgets.labels import FittedLabel, Label, Line
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

PAUSE = 150
SIDE = 316
NOTE_FROM = 580


class PrepareTab(VersionTab):
    """A recipe for the version shown. The steps of each dataset are kept while the window lives."""

    key = "prepare"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self._drafts: dict[str, Draft] = {}
        self.draft = Draft()
        self.outcome: PreparePreview | None = None
        self._jobs = OwnJobs(page.shell, self)
        self._jobs.moved.connect(self._job_moved)
        self._focus_form = False
        self._watch = Watch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self.work = QWidget(self)
        row = QHBoxLayout(self.work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_side())
        self.preview = PreviewPane(self.work)
        row.addWidget(self.preview, 1)
        self.states = StateStack(self.work, self)
        self.states.retry.connect(self.refresh)
        column.addWidget(self.states, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._ask)

    @staticmethod
    def title() -> str:
        return QCoreApplication.translate("PrepareTab", "Prepare")

    # --- building -----------------------------------------------------------------------------------------------
    def _build_bar(self) -> QFrame:
        bar = QFrame(self)
        bar.setObjectName("bar")
        bar.setFixedHeight(theme().px(44))
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 0, 20, 0)
        row.setSpacing(6)
        self.name = FittedLabel("", "medium", parent=bar)
        self.fact = FittedLabel("", "small", "text3", bar)
        row.addWidget(self.name)
        row.addWidget(self.fact)
        row.addStretch(1)
        self.undo_button = IconButton("undo", self.tr("Undo (Ctrl Z)"), bar)
        self.undo_button.clicked.connect(self.undo)
        self.more = IconButton("more", self.tr("More for this recipe"), bar)
        self.more.clicked.connect(self._more)
        self.open_button = Button(self.tr("Open recipe"), "open", "quiet", bar, small=True)
        self.open_button.clicked.connect(self.open_recipe)
        self.text_button = Button(self.tr("As text"), "text", "quiet", bar, small=True)
        self.text_button.clicked.connect(self.open_text)
        self.save_button = Button(self.tr("Save recipe"), "check", "secondary", bar, small=True)
        self.save_button.clicked.connect(self.save)
        self.apply_button = Button(self.tr("Apply recipe"), "play", "primary", bar, small=True)
        self.apply_button.clicked.connect(self.apply)
        for button in (self.undo_button, self.more, self.open_button, self.text_button, self.save_button,
                       self.apply_button):  # fmt: skip
            row.addWidget(button)
        return bar

    def _build_side(self) -> QFrame:
        side = QFrame(self.work)
        side.setObjectName("listPanel")
        side.setFixedWidth(theme().px(SIDE))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 10, 0)
        head.setSpacing(8)
        title = Label(self.tr("Steps"), "strong", parent=side)
        title.setFixedHeight(theme().px(40))
        self.count = Label("", "small", "text3", side)
        self.add_button = Button(self.tr("Add step"), "plus", "quiet", side, small=True)
        self.add_button.clicked.connect(self.add_step)
        head.addWidget(title)
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.add_button)
        column.addLayout(head)
        column.addWidget(Line(side))
        self.splitter = QSplitter(Qt.Orientation.Vertical, side)
        self.splitter.setChildrenCollapsible(False)
        self.steps = StepList(self.splitter)
        self.steps.setMinimumHeight(theme().px(92))
        self.steps.chosen.connect(self._choose)
        self.steps.moved.connect(self._move)
        self.steps.asked.connect(self._asked)
        self.steps.menu_wanted.connect(self._menu)
        self.form = StepForm(self.splitter)
        self.form.setMinimumHeight(theme().px(120))
        self.form.edited.connect(self._edited)
        self.splitter.addWidget(self.steps)
        self.splitter.addWidget(self.form)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        column.addWidget(self.splitter, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 8, 10, 10)
        said = self.tr("Steps make a dataset. What a model must repeat for each new row belongs into the model.")
        self.note = Note(said, "info", side)
        self.learn_more = LinkButton(self.tr("What belongs where"), side, small=True)
        self.learn_more.clicked.connect(self._explain)
        foot.addWidget(self.note)
        foot.addWidget(self.learn_more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)
        return side

    # --- the version and its draft ------------------------------------------------------------------------------
    def show_version(self, version: DatasetVersion, profile: TableProfile) -> None:
        self.draft = self._drafts.setdefault(version.dataset_id, Draft())
        if not self.preview.shows(version):
            self.outcome = None
        super().show_version(version, profile)

    def on_changes(self, changes: Changes) -> None:
        if changes.touches(Kind.RECIPE, Kind.DATASET):
            self.mark_stale()

    def refresh(self) -> None:
        """Show the steps and try them on the version."""
        if self.version is None:
            return
        self._say_recipe()
        if not self.draft.steps:
            self._show_empty()
            return
        self._show_steps()
        self._show_form()
        self._ask()

    def _show_empty(self) -> None:
        text = self.tr("Steps such as filter, fill and join turn this dataset into a new version; the rows you have "
                       "stay as they are.")  # fmt: skip
        state = EmptyState("sliders", self.tr("No steps yet"), text, self.states)
        add = state.add_button(self.tr("Add step"), "plus")
        add.clicked.connect(self.add_step)
        opened = state.add_button(self.tr("Open recipe"), "open", "secondary")
        opened.clicked.connect(self.open_recipe)
        self.states.show_empty(state)
        self.set_count("")

    def _say_recipe(self) -> None:
        draft, reason = self.draft, self._read_only()
        self.name.setText(draft.name or self.tr("New recipe"))
        saved = self.tr("v{n}").format(n=draft.number) if draft.number else ""
        changed = self.tr("changed, not saved") if draft.steps and draft.changed else ""
        self.fact.setText(", ".join(t for t in (saved, changed) if t))
        self.undo_button.setEnabled(draft.can_undo)
        none = self.tr("Add a step first") if not draft.steps else ""
        fault = self._fault()
        wrong = self.tr("Step {n} cannot be done: {why}") if fault else ""
        wrong = wrong.format(n=fault.number, why=fault.message) if fault else ""
        same = "" if draft.changed else self.tr("The steps are saved")
        self.save_button.set_reason(reason or none or same)
        self.apply_button.set_reason(reason or none or wrong)
        self.text_button.set_reason("")
        self.set_count(f"{len(draft.steps):,}" if draft.steps else "")

    def _read_only(self) -> str:
        return self.page.read_only_reason()

    def _fault(self) -> StepFault | None:
        current = self.outcome
        return current.fault if current is not None and current.fault is not None else None

    # --- showing ------------------------------------------------------------------------------------------------
    def _show_steps(self) -> None:
        assert self.version is not None
        found, fault = self.outcome, self._fault()
        effects = {e.number: e for e in found.effects} if found is not None else {}
        size = texts.counted(self.version.rows, self.tr("row"), self.tr("rows"))
        rows = [StepRow(self.version.label, self.tr("The version as it is"), "data", size)]
        for number, step in enumerate(self.draft.steps, 1):
            effect = effects.get(number)
            rows.append(
                StepRow(
                    f"{number}. {words.title(step.kind)}",
                    words.summary(step),
                    words.ICONS[step.kind],
                    "" if effect is None or step.disabled else words.effect_short(effect),
                    fault.message if fault is not None and fault.number == number else "",
                    step.disabled,
                    words.summary(step) if effect is None else f"{words.summary(step)}\n{words.effect_long(effect)}",
                )
            )
        self.steps.set_rows(rows, self.draft.chosen)
        self.count.setText(f"{len(self.draft.steps):,}")

    def _show_form(self) -> None:
        step = self.draft.step
        self.form.setVisible(step is not None)
        if step is None:
            return
        self.form.show_step(step, self._reaching(self.draft.chosen), self._others())
        self._show_outcome_of_step()
        if self._focus_form:
            self._focus_form = False
            self.form.focus_first()

    def _show_outcome_of_step(self) -> None:
        number, fault = self.draft.chosen, self._fault()
        effect = next((e for e in self.outcome.effects if e.number == number), None) if self.outcome else None
        wrong = f"{fault.message} {fault.hint}".strip() if fault is not None and fault.number == number else ""
        self.form.show_outcome(wrong, words.effect_long(effect) if effect is not None else "")

    def _reaching(self, number: int) -> dict[str, ColumnType]:
        """The columns that reach a step; where that is not known yet, those of the last step that is."""
        assert self.version is not None
        found = self.outcome
        if found is None or not found.step_columns:
            return {c.name: c.type for c in self.version.columns}
        columns = found.step_columns[min(number - 1, len(found.step_columns) - 1)]
        return {c.name: c.type for c in columns}

    def _others(self) -> dict[str, dict[str, ColumnType]]:
        """The newest columns of every dataset, by name."""
        found: dict[str, dict[str, ColumnType]] = {}
        for version in self.page.versions:
            found.setdefault(version.dataset_name, {c.name: c.type for c in version.columns})
        return dict(sorted(found.items(), key=lambda item: item[0].casefold()))

    # --- trying -------------------------------------------------------------------------------------------------
    @Slot()
    def _ask(self) -> None:
        self._pause.stop()
        if self.version is None or not self.draft.steps:
            return
        if self.outcome is None:
            self.states.show_loading(self.tr("Trying the steps"))
        self.preview.busy.setText(self.tr("Trying …"))
        version, steps, chosen = self.version, self.draft.steps, self.draft.chosen
        self._watch.stop()
        self._watch = Watch()
        read = partial(data_prepare.preview, self.page.shell.workspace, version.id, steps, chosen, context=self._watch)
        self.page.query(read, partial(self._tried, version, steps, chosen), key="prepare", on_error=self._not_tried)

    def _tried(self, version: DatasetVersion, steps: tuple[Step, ...], chosen: int, found: PreparePreview) -> None:
        if self.version is None or self.version.id != version.id or not self.draft.steps:
            return
        if steps != self.draft.steps:
            return  # a later answer is on its way
        self.preview.busy.setText("")
        first = not self.preview.shows(version)
        self.outcome = found
        self._say_recipe()
        self._show_steps()
        if self.draft.step is not None and self.form.step is not None:
            self.form.show_step(self.draft.step, self._reaching(self.draft.chosen), self._others())
        self._show_outcome_of_step()
        if first or found.fault is None or found.fault.number > chosen:
            self.preview.show_rows(version, steps, found)
        else:
            self.preview.say_before(found.fault.number)
        self.states.show_full()

    @Slot(object)
    def _not_tried(self, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            return  # a later answer is on its way
        self.preview.busy.setText("")
        self.states.show_error(self.tr("The steps could not be tried"), as_known(error))

    # --- changing steps -----------------------------------------------------------------------------------------
    def _changed(self, *, form: bool = True) -> None:
        """The draft has other steps: show them, and try them after a pause."""
        self._say_recipe()
        if not self.draft.steps:
            self.outcome = None
            self.preview.forget()
            self._show_empty()
            return
        self._show_steps()
        if form:
            self._show_form()
        self._pause.start()

    @Slot(int)
    def _choose(self, number: int) -> None:
        self.draft.choose(number)
        self._show_form()
        self._pause.start()

    @Slot(object, str)
    def _edited(self, step: Step, field: str) -> None:
        if self.draft.step is None:
            return
        self.draft.edit(step, field)
        self._changed(form=field in ("dataset", "method"))

    @Slot(int, int)
    def _move(self, number: int, to: int) -> None:
        self.draft.move(number, to)
        self._changed()
        self.steps.setFocus()

    @Slot(str, int)
    def _asked(self, what: str, number: int) -> None:
        if what == "edit":
            self.form.focus_first()
            return
        {"remove": self.draft.remove, "duplicate": self.draft.duplicate, "toggle": self.draft.toggle}[what](number)
        self._changed()

    def _menu(self, number: int, place: QPoint) -> None:
        step = self.draft.steps[number - 1]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        off = self.tr("Switch on") if step.disabled else self.tr("Switch off")
        last = len(self.draft.steps)
        for text, name, run, on in (
            (self.tr("Duplicate step"), "copy", partial(self._asked, "duplicate", number), True),
            (off, "eye", partial(self._asked, "toggle", number), True),
            (self.tr("Move up"), "arrow-up", partial(self._move, number, number - 1), number > 1),
            (self.tr("Move down"), "arrow-dn", partial(self._move, number, number + 1), number < last),
            ("", "", None, True),
            (self.tr("Remove step"), "trash", partial(self._asked, "remove", number), True),
        ):
            if run is None:
                menu.addSeparator()
                continue
            action = menu.addAction(icon(name, "text2"), text)
            action.setEnabled(on)
            action.triggered.connect(partial(_call, run))
        menu.popup(place)

    @Slot()
    def _more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name, run, on in (
            (self.tr("Undo"), "undo", self.undo, self.draft.can_undo),
            (self.tr("Redo"), "refresh", self.redo, self.draft.can_redo),
            (self.tr("Save under another name"), "copy", partial(self.save, True), bool(self.draft.steps)),
            (self.tr("Begin a new recipe"), "x", self.clear, bool(self.draft.steps)),
        ):
            action = menu.addAction(icon(name, "text2"), text)
            action.setEnabled(on and not (run is not self.clear and self._read_only() and name == "copy"))
            action.triggered.connect(partial(_call, run))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    @Slot()
    def undo(self) -> None:
        """Go back one change."""
        if self.draft.undo():
            self._changed()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone."""
        if self.draft.redo():
            self._changed()

    def clear(self) -> None:
        """Begin without steps and name; Undo brings them back."""
        self.draft.set((), 0)
        self.draft.recipe_id, self.draft.name, self.draft.number, self.draft.saved = "", "", 0, ()
        self._changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.note.setVisible(self.height() >= theme().px(NOTE_FROM))  # its link stays

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._travel(event):
            event.accept()  # the window's own undo stands back while this tab has the focus
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = self._travel(event)
        if way is not None:
            way()
            event.accept()
            return
        super().keyPressEvent(event)

    def _travel(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Redo):
            return self.redo
        return self.undo if event.matches(QKeySequence.StandardKey.Undo) else None

    # --- dialogs ------------------------------------------------------------------------------------------------
    @Slot()
    def add_step(self) -> None:
        """Offer the kinds of steps."""
        dialog = AddStepDialog()
        dialog.kind_chosen.connect(self.add_kind)
        self.page.shell.open_dialog(dialog)

    @Slot(str)
    def add_kind(self, kind: str) -> None:
        """Add an empty step of a kind behind the one in front."""
        self.draft.add(STEPS[kind]())
        self.states.show_full()
        self._focus_form = True
        self._changed()

    @Slot()
    def open_text(self) -> None:
        """Show the steps as text."""
        dialog = TextDialog(self.draft.steps, self.draft.name)
        dialog.finished.connect(partial(self._text_done, dialog))
        self.page.shell.open_dialog(dialog)

    def _text_done(self, dialog: TextDialog, accepted: bool) -> None:
        if accepted and dialog.result_text is not None:
            self.use_text(dialog.result_text)

    def use_steps(self, steps: Sequence[Step], chosen: int = 0) -> None:
        """Take other steps; Undo brings back those that were there."""
        self.draft.set(steps, chosen or len(steps))
        self._changed()

    def use_text(self, found: RecipeText) -> None:
        """Take the steps of a text; its name names a recipe that was not saved yet."""
        self.draft.set(found.steps, len(found.steps))
        if found.name and not self.draft.number:
            self.draft.name = found.name
        self._changed()

    @Slot()
    def open_recipe(self) -> None:
        """Offer the recipes of the workspace."""
        dialog = OpenDialog(self.page.shell, bool(self._read_only()))
        dialog.finished.connect(partial(self._recipe_opened, dialog))
        self.page.shell.open_dialog(dialog)

    def _recipe_opened(self, dialog: OpenDialog, accepted: bool) -> None:
        if accepted and dialog.opened is not None:
            self.draft.open(dialog.recipe, dialog.opened)
            self.states.show_full()
            self._changed()

    @Slot()
    def save(self, elsewhere: bool = False, *_: object) -> None:
        """Save the steps: under their recipe's name at once, else after asking for one."""
        if self.draft.number and not elsewhere:
            write = partial(data_prepare.save_recipe, self.page.shell.workspace, self.draft.name, self.draft.steps)
            self.page.perform(write, self._saved)
            return
        self.page.query(partial(data_prepare.recipes, self.page.shell.workspace), self._ask_name, key="recipes")

    @Slot(object)
    def _ask_name(self, found: list[Recipe]) -> None:
        suggested = self.draft.name
        if not suggested and self.version is not None:
            suggested = self.tr("Prepare {name}").format(name=self.version.dataset_name)
        dialog = SaveDialog(self.page.shell, self.draft.steps, suggested, [r.name for r in found])
        dialog.finished.connect(partial(self._save_done, dialog))
        self.page.shell.open_dialog(dialog)

    def _save_done(self, dialog: SaveDialog, accepted: bool) -> None:
        if accepted and dialog.saved is not None:
            self._saved(dialog.saved)

    @Slot(object)
    def _saved(self, version: RecipeVersion) -> None:
        self.draft.was_saved(version)
        self.page.shell.toast(self.tr("Saved {name}").format(name=version.label), "")
        self._say_recipe()

    @Slot()
    def apply(self) -> None:
        """Ask where the result goes, then start the job."""
        if self.version is None:
            return
        names = [d.name for d in self.page.datasets]
        dialog = ApplyDialog(self.page.shell, self.draft, self.version, self.outcome, names)
        dialog.finished.connect(partial(self._apply_done, dialog, self.draft, self.version))
        self.page.shell.open_dialog(dialog)

    def _apply_done(self, dialog: ApplyDialog, draft: Draft, version: DatasetVersion, accepted: bool) -> None:
        if not accepted or dialog.job is None or dialog.saved is None:
            return
        draft.was_saved(dialog.saved)
        self._say_recipe()
        same = dialog.job.params.get("dataset") == version.dataset_name
        self.page.shell.toast(self.tr("Applying {name}").format(name=dialog.saved.label), version.label, "run")
        self._jobs.follow(dialog.job, (version.dataset_id if same else "", dialog.saved.steps))

    @Slot(object, object)
    def _job_moved(self, job: Job, about: tuple[str, tuple[Step, ...]]) -> None:
        if job.state is not JobState.SUCCEEDED:
            return
        dataset_id, steps = about
        if job.result.get("unchanged"):
            text = self.tr("A version of {name} holds these rows already, so none was added.")
            self.page.shell.toast(self.tr("{name} has not changed").format(name=job.subject),
                                  text.format(name=job.subject), "plain")  # fmt: skip
            return
        draft = self._drafts.get(dataset_id)
        if draft is not None and draft.steps == steps:
            self._drafts[dataset_id] = Draft()  # its steps are done in the new version; the recipe keeps them
            if self.draft is draft:
                self.draft = self._drafts[dataset_id]
                self.outcome = None
                self.mark_stale()
        rows = texts.counted(int(job.result.get("rows", 0)), self.tr("row"), self.tr("rows"))
        made = self.tr("Prepared {name} v{number}").format(name=job.subject, number=job.result.get("number", 1))
        show = ToastAction(self.tr("Show version"), partial(self.page.shell.go, "data",
                                                            (job.result.get("version_id"), "table")))  # fmt: skip
        text = self.tr("{rows}, by {recipe}.").format(rows=rows, recipe=job.result.get("recipe", ""))
        self.page.shell.toast(made, text, actions=[show])

    @Slot()
    def _explain(self) -> None:
        self.page.shell.open_dialog(BelongsDialog())


def _call(run: Callable[[], object], _checked: bool = False) -> None:
    run()
