"""The Prepare tab: steps at the left with the form of one of them, what they make of the version at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ColumnType, DatasetVersion, TableProfile
from modelyard.domain.data.prepare import (
    STEPS,
    PreparePreview,
    Step,
    StepFault,
)
from modelyard.services.data import prepare as data_prepare
from modelyard.ui import texts
from modelyard.ui.icons import icon
from modelyard.ui.pages.data.prepare import words
from modelyard.ui.pages.data.prepare.add_dialog import AddStepDialog
from modelyard.ui.pages.data.prepare.bar import RecipeBar
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.pages.data.prepare.preview_pane import PreviewPane
from modelyard.ui.pages.data.prepare.recipes import RecipeActions
from modelyard.ui.pages.data.prepare.step_list import StepRow
from modelyard.ui.pages.data.prepare.steps_pane import StepsPane
from modelyard.ui.pages.data.version_tabs import VersionTab
from modelyard.ui.theme import theme
from modelyard.ui.watch import Watch
from modelyard.ui.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from modelyard.ui.pages.data.page import DataPage

PAUSE = 150
NOTE_FROM = 580


class PrepareTab(VersionTab):
    """A recipe for the version shown. The steps of each dataset are kept while the window lives."""

    key = "prepare"

    def __init__(self, page: DataPage, parent: QWidget | None = None) -> None:
        super().__init__(page, parent)
        self._drafts: dict[str, Draft] = {}
        self.draft = Draft()
        self.outcome: PreparePreview | None = None
        self._focus_form = False
        self._watch = Watch()
        self.recipes = RecipeActions(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_bar())
        self.recipes.applied.connect(self._applied)
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
    def _build_bar(self) -> RecipeBar:
        self.bar = RecipeBar(self)
        for button, run in (
            (self.bar.undo, self.undo),
            (self.bar.more, self._more),
            (self.bar.open, self.recipes.open_recipe),
            (self.bar.text, self.recipes.open_text),
            (self.bar.save, self.recipes.save),
            (self.bar.apply, self.recipes.apply),
        ):
            button.clicked.connect(run)
        return self.bar

    def _build_side(self) -> StepsPane:
        self.side = StepsPane(self.page.shell, self.work)
        self.side.add_button.clicked.connect(self.add_step)
        self.steps, self.form = self.side.steps, self.side.form
        self.steps.chosen.connect(self._choose)
        self.steps.moved.connect(self._move)
        self.steps.asked.connect(self._asked)
        self.steps.menu_wanted.connect(self._menu)
        self.form.edited.connect(self._edited)
        return self.side

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
        self.say_recipe()
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
        opened.clicked.connect(self.recipes.open_recipe)
        self.states.show_empty(state)

    def say_recipe(self) -> None:
        """Say in the bar what the recipe is, and beside the tab's text how many steps it has."""
        self.bar.show_draft(self.draft, self._fault(), self.page.read_only_reason())
        self.set_count(f"{len(self.draft.steps):,}" if self.draft.steps else "")

    def _fault(self) -> StepFault | None:
        return self.outcome.fault if self.outcome is not None else None

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
        self.side.count.setText(f"{len(self.draft.steps):,}")

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
        self.page.query(read, partial(self._tried, version, steps, chosen), key="prepare",
                        on_error=partial(self._not_tried, version))  # fmt: skip

    def _tried(self, version: DatasetVersion, steps: tuple[Step, ...], chosen: int, found: PreparePreview) -> None:
        if not self.shows(version.id) or steps != self.draft.steps:
            return  # a later answer is on its way
        self.preview.busy.setText("")
        first = not self.preview.shows(version)
        self.outcome = found
        self.say_recipe()
        self._show_steps()
        if self.draft.step is not None and self.form.step is not None:
            self.form.show_step(self.draft.step, self._reaching(self.draft.chosen), self._others())
        self._show_outcome_of_step()
        if first or found.fault is None or found.fault.number > chosen:
            self.preview.show_rows(version, steps, found)
        else:
            self.preview.say_before(found.fault.number)
        self.states.show_full()

    def _not_tried(self, version: DatasetVersion, error: AppError) -> None:
        if not self.shows(version.id) or not self.draft.steps:
            return  # another version is in front, or there is nothing to try
        self.preview.busy.setText("")
        self.states.show_error(self.tr("The steps could not be tried"), error)

    # --- changing steps -----------------------------------------------------------------------------------------
    def draft_changed(self, *, form: bool = True) -> None:
        """The draft has other steps: show them, and try them after a pause."""
        self.say_recipe()
        if not self.draft.steps:
            self.outcome = None
            self.preview.forget()
            self._show_empty()
            return
        if self.states.state == "empty":
            self.states.show_full()
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
        self.draft_changed(form=field in ("dataset", "method"))

    @Slot(int, int)
    def _move(self, number: int, to: int) -> None:
        self.draft.move(number, to)
        self.draft_changed()
        self.steps.setFocus()

    @Slot(str, int)
    def _asked(self, what: str, number: int) -> None:
        if what == "edit":
            self.form.focus_first()
            return
        {"remove": self.draft.remove, "duplicate": self.draft.duplicate, "toggle": self.draft.toggle}[what](number)
        self.draft_changed()

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
        can_save = bool(self.draft.steps) and not self.page.read_only_reason()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, name, run, on in (
            (self.tr("Undo"), "undo", self.undo, self.draft.can_undo),
            (self.tr("Redo"), "refresh", self.redo, self.draft.can_redo),
            (self.tr("Save under another name"), "copy", self.recipes.save_as, can_save),
            (self.tr("Begin a new recipe"), "x", self.clear, bool(self.draft.steps)),
        ):
            action = menu.addAction(icon(name, "text2"), text)
            action.setEnabled(on)
            action.triggered.connect(partial(_call, run))
        menu.popup(self.bar.more.mapToGlobal(QPoint(0, self.bar.more.height() + 4)))

    @Slot()
    def undo(self) -> None:
        """Go back one change."""
        if self.draft.undo():
            self.draft_changed()

    @Slot()
    def redo(self) -> None:
        """Do again what was undone."""
        if self.draft.redo():
            self.draft_changed()

    def clear(self) -> None:
        """Begin without steps and name; Undo brings the steps back."""
        self.draft.set((), 0)
        self.draft.recipe_id, self.draft.name, self.draft.number, self.draft.saved = "", "", 0, ()
        self.draft_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.note.setVisible(self.height() >= theme().px(NOTE_FROM))  # its link stays

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

    # --- other steps --------------------------------------------------------------------------------------------
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
        self._focus_form = True
        self.draft_changed()

    def use_steps(self, steps: Sequence[Step], chosen: int = 0) -> None:
        """Take other steps; Undo brings back those that were there."""
        self.draft.set(steps, chosen or len(steps))
        self.draft_changed()

    @Slot(str, object)
    def _applied(self, dataset_id: str, steps: object) -> None:
        draft = self._drafts.get(dataset_id)
        if draft is None or draft.steps != steps:
            return
        self._drafts[dataset_id] = Draft()  # its steps are done in the new version; the recipe keeps them
        if self.draft is draft:
            self.draft = self._drafts[dataset_id]
            self.outcome = None
            self.mark_stale()


def _call(run: Callable[[], object], _checked: bool = False) -> None:
    run()
