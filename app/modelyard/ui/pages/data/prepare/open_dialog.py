"""Open recipe: all recipes of the workspace, their text, versions and changes; rename, remove, import, export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from modelyard.core.errors import AppError
from modelyard.domain.data.prepare import Recipe, RecipeVersion
from modelyard.services.data import prepare as data_prepare
from modelyard.services.data.prepare_text import to_text
from modelyard.ui import texts
from modelyard.ui.pages.data.prepare.words import tr
from modelyard.ui.save_file import ask_save
from modelyard.ui.shell import Shell
from modelyard.ui.theme import theme
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.dialog import Dialog
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.labels import Label
from modelyard.ui.widgets.note import Note
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.states import EmptyState, StateStack
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import Cell, TableColumn


class NameDialog(Dialog):
    """Asks for another name of a recipe."""

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(tr("Rename recipe"), parent, width=420)
        self.name = QLineEdit(recipe.name, self)
        self.name.textChanged.connect(self._changed)
        self.body.addWidget(FormField(tr("Name"), self.name, parent=self))
        self.set_primary(tr("Rename recipe"), "edit")
        self.name.selectAll()

    @Slot()
    def _changed(self, *_: object) -> None:
        self.set_reason("" if self.name.text().strip() else tr("Type a name"))


class OpenDialog(Dialog):
    """Recipes to choose from. `opened` and `recipe` are set when one was taken."""

    def __init__(self, shell: Shell, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(tr("Open recipe"), parent, width=900, height=600)
        self._shell, self._read_only = shell, read_only
        self.recipe: Recipe | None = None
        self.opened: RecipeVersion | None = None
        self._versions: list[RecipeVersion] = []
        content = QWidget(self)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(self._build_list(), 5)
        row.addLayout(self._build_text(), 4)
        self.states = StateStack(content, self)
        self.states.retry.connect(self.read)
        self.body.addWidget(self.states, 1)
        self.failure = Note("", "bad", self)
        self.body.addWidget(self.failure)
        self.import_button = Button(tr("Import recipe"), "import", "secondary", self)
        self.import_button.clicked.connect(self._ask_import)
        self.import_button.set_reason(tr("The workspace is open for reading only.") if read_only else "")
        self.foot_left.addWidget(self.import_button)
        self.set_primary(tr("Open recipe"), "open")
        self.set_reason(tr("Choose a recipe"))
        self.read()

    def _build_list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self.table = Table([
            TableColumn("name", tr("Recipe"), lambda r: Cell(r.name, weight=500, tip=r.description or r.name),
                        sort=lambda r: r.name.lower()),
            TableColumn("version", tr("Newest"), lambda r: Cell(f"v{r.number}"), 68, sort=lambda r: r.number),
            TableColumn("steps", tr("Steps"), lambda r: Cell(f"{len(r.steps):,}"), 62, True, lambda r: len(r.steps)),
            TableColumn("uses", tr("Versions made"), lambda r: Cell(f"{r.uses:,}"), 112, True, lambda r: r.uses),
            TableColumn("at", tr("Saved"), lambda r: Cell(texts.ago(r.changed_at), "text3", tip=r.changed_by), 92,
                        sort=lambda r: r.changed_at),
        ], lambda r: r.id, tr("Recipes"), self)  # fmt: skip
        self.table.row_selected.connect(self._selected)
        self.table.row_opened.connect(self._opened)
        self.table.menu = self._menu
        column.addWidget(self.table, 1)
        return column

    def _build_text(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.version = Select([], self, name=tr("Version"), small=True, width=86)
        self.version.currentIndexChanged.connect(self._show_text)
        self.mode = Segment([("text", tr("Text")), ("changes", tr("Changes"))], tr("What is shown"), self, small=True)
        self.mode.chosen.connect(self._show_text)
        self.fact = Label("", "small", "text3", self)
        head.addWidget(self.version)
        head.addWidget(self.mode)
        head.addStretch(1)
        head.addWidget(self.fact)
        column.addLayout(head)
        self.text = QPlainTextEdit(self)
        self.text.setObjectName("code")
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(theme().font("small", mono=True))
        self.text.setAccessibleName(tr("The recipe's steps"))
        column.addWidget(self.text, 1)
        return column

    # --- reading ------------------------------------------------------------------------------------------------
    @Slot()
    def read(self) -> None:
        """Read the recipes."""
        self.states.show_loading(tr("Reading recipes"))
        self._shell.bridge.query(partial(data_prepare.recipes, self._shell.workspace), self._read, self._not_read, self,
                                 key="recipes")  # fmt: skip

    @Slot(object)
    def _read(self, found: Sequence[Recipe]) -> None:
        chosen = self.table.selected_key()
        self.table.set_rows(list(found))
        if not found:
            self.recipe = None
            text = tr("Save the steps of a dataset as a recipe, or import one from a file.")
            self.states.show_empty(EmptyState("book", tr("No recipes yet"), text, self.states))
            self.set_reason(tr("Choose a recipe"))
            return
        self.states.show_full()
        if not (chosen and self.table.select(chosen)):
            self.table.select(found[0].id)
        self._selected(None)

    @Slot(object)
    def _not_read(self, error: AppError) -> None:
        self.states.show_error(tr("The recipes could not be read"), error)

    @Slot(object)
    def _selected(self, _row: object) -> None:
        self.recipe = self.table.selected_row()
        self.set_reason("" if self.recipe else tr("Choose a recipe"))
        if self.recipe is not None:
            read = partial(data_prepare.recipe_versions, self._shell.workspace, self.recipe.id)
            self._shell.bridge.query(read, self._versions_read, None, self, key="versions")

    @Slot(object)
    def _versions_read(self, found: list[RecipeVersion]) -> None:
        if self.recipe is None or not found or found[0].recipe_id != self.recipe.id:
            return
        self._versions = found
        self.version.blockSignals(True)
        self.version.set_choices([(v.id, f"v{v.number}") for v in found])
        self.version.set_key(found[0].id)
        self.version.blockSignals(False)
        self._show_text()

    def chosen_version(self) -> RecipeVersion | None:
        """The version whose text is shown."""
        return next((v for v in self._versions if v.id == self.version.key()), None)

    @Slot()
    def _show_text(self, *_: object) -> None:
        version = self.chosen_version()
        if version is None or self.recipe is None:
            return
        self.fact.setText(f"{version.author}, {texts.ago(version.created_at)}")
        older = next((v for v in self._versions if v.number < version.number), None)
        if self.mode.key() == "text":
            self.text.setPlainText(to_text(version.steps, self.recipe.name, self.recipe.description))
        elif older is None:
            self.text.setPlainText(tr("This is the first version."))
        else:
            compare = partial(data_prepare.compare_recipes, self._shell.workspace, older.id, version.id)
            self._shell.bridge.query(compare, self._compared, None, self, key="compare")

    @Slot(object)
    def _compared(self, text: str) -> None:
        if self.mode.key() == "changes":
            self.text.setPlainText(text)

    # --- doing --------------------------------------------------------------------------------------------------
    @Slot(object)
    def _opened(self, _key: object) -> None:
        self.submit()

    def submit(self) -> None:
        """Take the version shown."""
        version = self.chosen_version()
        if self.recipe is not None and version is not None and version.recipe_id == self.recipe.id:
            self.opened = version
            self.accept()

    def _menu(self, recipe: Recipe, menu: QMenu) -> None:
        add = self.table.add_menu_action
        add(menu, tr("Open recipe"), "open", self.submit)
        add(menu, tr("Export recipe"), "export", partial(self.ask_export, recipe))
        if not self._read_only:
            add(menu, tr("Rename recipe"), "edit", partial(self.ask_name, recipe))
            menu.addSeparator()
            add(menu, tr("Remove recipe"), "trash", partial(self.remove, recipe))

    def ask_name(self, recipe: Recipe) -> None:
        """Ask for another name."""
        dialog = NameDialog(recipe)
        dialog.finished.connect(partial(self._named, recipe, dialog))
        self._shell.open_dialog(dialog)

    def _named(self, recipe: Recipe, dialog: NameDialog, accepted: bool) -> None:
        if accepted and dialog.name.text().strip() != recipe.name:
            self.rename(recipe, dialog.name.text().strip())

    def rename(self, recipe: Recipe, name: str) -> None:
        """Give a recipe another name."""
        self._do(partial(data_prepare.rename_recipe, self._shell.workspace, recipe.id, name))

    def remove(self, recipe: Recipe) -> None:
        """Remove a recipe; the toast offers to bring it back."""
        self._do(partial(data_prepare.remove_recipe, self._shell.workspace, recipe.id), partial(self._removed, recipe))

    def _removed(self, recipe: Recipe, kept: bool) -> None:
        text = tr("The versions it made keep its steps.") if kept else ""
        shell, workspace = self._shell, self._shell.workspace

        def undo() -> None:
            shell.bridge.perform(partial(data_prepare.restore_recipe, workspace, recipe))

        shell.toast(tr("{name} removed").format(name=recipe.name), text, "plain", undo=undo)
        self.read()

    @Slot()
    def _ask_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Import recipe"), str(_documents()), "YAML (*.yaml *.yml)")
        if name:
            self.import_file(Path(name))

    def import_file(self, path: Path) -> None:
        """Keep the recipe of a file."""
        self._do(partial(data_prepare.import_recipe, self._shell.workspace, path), self._imported)

    @Slot(object)
    def _imported(self, version: RecipeVersion) -> None:
        self._shell.toast(tr("{name} saved").format(name=version.label), "")
        self.read()

    def ask_export(self, recipe: Recipe) -> None:
        """Ask where a recipe goes."""
        if path := ask_save(self, tr("Export recipe"), f"{recipe.name}.yaml", "YAML (*.yaml)"):
            self.export(recipe, path)

    def export(self, recipe: Recipe, path: Path) -> None:
        """Write a recipe to a file."""
        version = self.chosen_version()
        chosen = version.id if version is not None and version.recipe_id == recipe.id else recipe.version_id
        write = partial(data_prepare.export_recipe, self._shell.workspace, chosen, path)
        self._shell.bridge.query(write, self._exported, self._failed, self)

    @Slot(object)
    def _exported(self, path: Path) -> None:
        self._shell.toast(tr("Recipe exported"), texts.home_path(path))

    def _do(self, write: partial, done: object = None) -> None:
        self.failure.set("")
        self._shell.bridge.perform(write, done or self._written, self._failed, self)  # type: ignore[arg-type]

    @Slot(object)
    def _written(self, _result: object) -> None:
        self.read()

    @Slot(object)
    def _failed(self, error: AppError) -> None:
        self.failure.set(str(error))


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())
