"""The Prepare tab: steps with a live preview, undo, order, text, recipes, and what applying makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from modelyard.domain.data.prepare import (
    AddColumn,
    DropColumns,
    FillMethod,
    FillMissing,
    FilterRows,
    JoinDataset,
    KeepColumns,
    Step,
)
from modelyard.jobs.pool import LightPool
from modelyard.services.data import datasets
from modelyard.services.data import prepare as data_prepare
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.prepare import PrepareTab, words
from modelyard.ui.pages.data.prepare.add_dialog import AddStepDialog
from modelyard.ui.pages.data.prepare.draft import Draft
from modelyard.ui.pages.data.prepare.form import StepForm, specs
from modelyard.ui.pages.data.prepare.line_fields import AggregationsField, PairsField
from modelyard.ui.pages.data.prepare.open_dialog import OpenDialog
from modelyard.ui.pages.data.prepare.save_dialogs import ApplyDialog, SaveDialog
from modelyard.ui.pages.data.prepare.text_dialog import TextDialog
from modelyard.ui.pages.data.prepare.tick_fields import ColumnsField
from tests.ui.data_support import Until, import_now, opened, show, toast_titles, write_weather


@pytest.fixture
def workspace(window: MainWindow, pool: LightPool, tmp_path: Path) -> Iterator[Workspace]:
    with opened(window, pool, tmp_path / "lab.modelyard") as made:
        import_now(made, write_weather(tmp_path / "weather.csv", faults=False), "weather")
        yield made


@pytest.fixture
def tab(window: MainWindow, workspace: Workspace, until: Until) -> PrepareTab:
    page = show(window, until)
    page.tabs.set_key("prepare")
    found = page.tabs.tab(PrepareTab)
    until(lambda: found.states.state == "empty")
    return found


def use(tab: PrepareTab, until: Until, *steps: Step) -> None:
    """Give the tab these steps and wait until they were tried."""
    tab.draft.set(steps, len(steps))
    tab.draft_changed()
    tried(tab, until)


def tried(tab: PrepareTab, until: Until) -> None:
    """Wait until what is shown is what the steps make."""
    until(lambda: not tab._pause.isActive() and not tab.preview.busy.text() and tab.states.state == "full")


def dialog(window: MainWindow, kind: type[Any]) -> Any:
    """The dialog of a kind that is open."""
    (found,) = [d for d in window.findChildren(kind) if d.isVisible()]
    return found


def test_a_step_is_added_typed_and_its_effect_shown(
    window: MainWindow, tab: PrepareTab, until: Until, qtbot: Any
) -> None:
    assert not tab.bar.apply.isEnabled()
    tab.side.add_button.click()
    adding: AddStepDialog = dialog(window, AddStepDialog)
    qtbot.keyClicks(adding.search, "filter")
    assert adding.table.selected_key() == "filter_rows"
    qtbot.keyClick(adding.search, Qt.Key.Key_Return)
    until(lambda: tab.states.state == "full")
    tried(tab, until)
    assert "no condition" in tab.steps.rows()[1].fault
    line = tab.form.editors["where"].edit  # type: ignore[attr-defined]
    assert QApplication.focusWidget() is line
    qtbot.keyClicks(line, "gust IS NOT NULL")
    until(lambda: tab.steps.rows()[1].effect == "\u2212270 rows")
    tried(tab, until)
    assert tab.steps.rows()[1].fault == ""
    assert tab.preview.table.rows.rowCount() == 30
    assert "30 rows" in tab.preview.fact.text()
    assert tab.bar.apply.isEnabled()
    assert "300 → 30 rows" in tab.form.did.text()
    assert tab.draft.undo()  # typing in one field is one change
    assert tab.draft.steps == (FilterRows(),)


def test_a_mistake_stands_at_its_step_and_the_last_rows_stay(tab: PrepareTab, until: Until, qtbot: Any) -> None:
    use(tab, until, FilterRows("hour < 6"), AddColumn("twice", "temp * 2"), KeepColumns(("twice",)))
    assert tab.preview.table.rows.columnCount() == 1
    tab.steps.setCurrentRow(2)
    tried(tab, until)
    assert [c.name for c in tab.preview.table.rows.columns][-1] == "twice"
    line = tab.form.editors["formula"].edit  # type: ignore[attr-defined]
    line.setText("tmp * 2")
    until(lambda: bool(tab.steps.rows()[2].fault))
    tried(tab, until)
    assert "tmp" in tab.steps.rows()[2].fault
    assert "Did you mean temp?" in tab.form.fields["formula"].message.text()
    assert line.property("invalid")
    assert [c.name for c in tab.preview.table.rows.columns][-1] == "twice"
    assert "mistake in step 2" in tab.preview.fact.text()
    assert not tab.bar.apply.isEnabled()
    assert "Step 2 cannot be done" in tab.bar.apply.toolTip()
    line.setText("temp * 3")
    until(lambda: not tab.steps.rows()[2].fault and tab.bar.apply.isEnabled())
    tab.steps.setCurrentRow(0)
    tried(tab, until)
    assert tab.preview.table.rows.rowCount() == 300
    assert not tab.form.isVisible()


def test_steps_are_moved_switched_off_copied_removed_and_undone(
    window: MainWindow, tab: PrepareTab, until: Until, qtbot: Any
) -> None:
    one, two, three = FilterRows("hour < 6"), AddColumn("twice", "temp * 2"), DropColumns(("gust",))
    use(tab, until, one, two, three)
    tab.steps.setFocus()
    tab.steps.setCurrentRow(3)
    qtbot.keyClick(tab.steps, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert tab.draft.steps == (one, three, two)
    assert tab.steps.currentRow() == 2
    qtbot.keyClick(tab.steps, Qt.Key.Key_Space)
    assert tab.draft.steps[1].disabled
    qtbot.keyClick(tab.steps, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert len(tab.draft.steps) == 4
    qtbot.keyClick(tab.steps, Qt.Key.Key_Delete)
    qtbot.keyClick(tab.steps, Qt.Key.Key_Delete)
    tried(tab, until)
    assert len(tab.draft.steps) == 2
    for _ in range(5):
        qtbot.keyClick(tab.steps, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tab.draft.steps == (one, two, three)
    qtbot.keyClick(tab.steps, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert tab.draft.steps == (one, three, two)
    tab.steps.setCurrentRow(1)
    bottom = tab.steps.visualItemRect(tab.steps.item(3)).bottom()
    assert tab.steps.place_at(QPoint(10, bottom - 2)) == 3
    tab.steps.moved.emit(1, 3)
    assert tab.draft.steps == (three, two, one)
    tried(tab, until)
    assert [r.text for r in tab.steps.rows()[1:]] == ["1. Drop columns", "2. Add formula", "3. Filter rows"]


def test_steps_are_kept_for_each_dataset(
    window: MainWindow, tab: PrepareTab, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    use(tab, until, FilterRows("hour < 6"))
    other = import_now(workspace, write_weather(tmp_path / "other.csv", 50, faults=False), "other")
    until(lambda: any(v.id == other for v in tab.page.versions))
    window.go("data", other)
    until(lambda: tab.version is not None and tab.version.id == other and tab.states.state == "empty")
    first = next(v for v in tab.page.versions if v.dataset_name == "weather")
    window.go("data", first.id)
    until(lambda: tab.version is not None and tab.version.id == first.id and tab.states.state == "full")
    tried(tab, until)
    assert tab.draft.steps == (FilterRows("hour < 6"),)
    assert tab.preview.table.rows.rowCount() == tab.outcome.row_count


def test_applying_saves_the_recipe_and_makes_the_next_version(
    window: MainWindow, tab: PrepareTab, workspace: Workspace, until: Until
) -> None:
    steps = (FilterRows("hour < 6"), FillMissing(("gust",), FillMethod.MEDIAN))
    use(tab, until, *steps)
    tab.bar.apply.click()
    asking: ApplyDialog = dialog(window, ApplyDialog)
    assert asking.name.text() == "Prepare weather"
    expected = tab.outcome.row_count
    asking.name.setText("Night")
    asking.primary.click()
    until(lambda: any(t.startswith("Prepared weather v2") for t in toast_titles(window)))
    made = datasets.find_version(workspace, "weather")
    assert (made.number, made.rows) == (2, expected)
    saved = data_prepare.recipe(workspace, "Night")
    assert (saved.steps, saved.uses) == (steps, 1)
    assert made.lineage.recipe_version_id == saved.version_id
    until(lambda: tab.version is not None and tab.version.id == made.id and tab.states.state == "empty")
    assert tab.draft.steps == ()


def test_applying_to_another_dataset_keeps_the_steps(
    window: MainWindow, tab: PrepareTab, workspace: Workspace, until: Until
) -> None:
    use(tab, until, FilterRows("hour < 6"))
    tab.bar.apply.click()
    asking: ApplyDialog = dialog(window, ApplyDialog)
    asking.target.set_key("other")
    asking.dataset.setText("")
    assert not asking.primary.isEnabled()
    asking.dataset.setText("nights")
    asking.primary.click()
    until(lambda: any(t.startswith("Prepared nights v1") for t in toast_titles(window)))
    assert [d.name for d in datasets.list_datasets(workspace)] == ["nights", "weather"]
    until(lambda: len(tab.page.datasets) == 2)
    assert tab.version.dataset_name == "weather"
    assert tab.draft.steps == (FilterRows("hour < 6"),)
    assert not tab.draft.changed


def test_steps_as_text(window: MainWindow, tab: PrepareTab, until: Until) -> None:
    use(tab, until, FilterRows("hour < 6"))
    tab.bar.text.click()
    text: TextDialog = dialog(window, TextDialog)
    assert "where: hour < 6" in text.edit.toPlainText()
    text.edit.setPlainText("steps:\n  - step: filter_rows\n    wher: hour < 7\n")
    until(lambda: bool(text.failure.label.text()))
    assert text.failure.label.text().startswith("Line 3: ")
    assert len(text.edit.extraSelections()) == 1
    assert not text.primary.isEnabled()
    text.edit.setPlainText("name: Early\nsteps:\n  - step: filter_rows\n    where: hour < 7\n  - step: drop_columns\n"
                           "    columns: [rain]\n")  # fmt: skip
    until(lambda: text.primary.isEnabled())
    assert text.edit.extraSelections() == []
    text.primary.click()
    assert tab.draft.steps == (FilterRows("hour < 7"), DropColumns(("rain",)))
    assert tab.bar.name.text() == "Early"
    tried(tab, until)


def test_recipes_are_saved_opened_and_removed(
    window: MainWindow, tab: PrepareTab, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    use(tab, until, FilterRows("hour < 6"))
    tab.bar.save.click()
    until(lambda: bool([d for d in window.findChildren(SaveDialog) if d.isVisible()]))
    saving: SaveDialog = dialog(window, SaveDialog)
    saving.name.setText("Night")
    saving.primary.click()
    until(lambda: tab.bar.fact.text() == "v1")
    assert not tab.bar.save.isEnabled()
    tab.draft.set((FilterRows("hour < 5"),), 1)
    tab.draft_changed()
    assert tab.bar.fact.text() == "v1, changed, not saved"
    tab.bar.save.click()
    until(lambda: tab.bar.fact.text() == "v2")
    tried(tab, until)
    tab.clear()
    until(lambda: tab.states.state == "empty")
    tab.bar.open.click()
    opening: OpenDialog = dialog(window, OpenDialog)
    until(lambda: "hour < 5" in opening.text.toPlainText())
    opening.mode.set_key("changes")
    opening._show_text()
    until(lambda: "-    where: hour < 6" in opening.text.toPlainText())
    opening.version.set_key(opening._versions[-1].id)
    opening.mode.set_key("text")
    opening._show_text()
    path = tmp_path / "night.yaml"
    opening.export(data_prepare.recipe(workspace, "Night"), path)
    until(path.exists)
    assert "hour < 6" in path.read_text(encoding="utf-8")
    until(lambda: any(t.startswith("Recipe exported") for t in toast_titles(window)))
    opening.primary.click()
    until(lambda: tab.states.state == "full")
    tried(tab, until)
    assert tab.draft.steps == (FilterRows("hour < 6"),)
    assert tab.bar.fact.text() == "v1, changed, not saved"  # it is not the newest version
    tab.bar.open.click()
    opening = dialog(window, OpenDialog)
    until(lambda: opening.recipe is not None)
    opening.rename(data_prepare.recipe(workspace, "Night"), "Dark")
    until(lambda: opening.recipe is not None and opening.recipe.name == "Dark")
    opening.remove(data_prepare.recipe(workspace, "Dark"))
    until(lambda: opening.states.state == "empty")
    assert data_prepare.recipes(workspace) == []
    opening.import_file(tmp_path / "none.yaml")
    until(lambda: "There is no file" in opening.failure.label.text())
    opening.import_file(path)
    until(lambda: [r.name for r in data_prepare.recipes(workspace)] == ["Night"])
    until(lambda: opening.states.state == "full" and opening.recipe is not None)
    opening.reject()


def test_every_step_has_a_form_that_keeps_its_values(house: QApplication, qtbot: Any) -> None:
    from modelyard.domain.data.datasets import ColumnType
    from tests.data.test_service_prepare_text import STEPS

    form = StepForm()
    qtbot.addWidget(form)
    types = {"a": ColumnType.NUMBER, "b": ColumnType.TEXT, "at": ColumnType.DATETIME, "key": ColumnType.TEXT}
    others = {"prices": {"since": ColumnType.DATETIME, "on": ColumnType.TEXT, "price": ColumnType.NUMBER}}
    edited: list[object] = []
    form.edited.connect(lambda step, _field: edited.append(step))
    shown = set()
    for step in STEPS:
        if any("\n" in str(v) or v == "" for v in step_values(step)):
            continue  # a line cannot hold these; they are edited as text
        form.show_step(step, types, others)
        shown.add(step.kind)
        assert set(form.editors) == {s.field for s in specs(step.kind)}
        for name, editor in form.editors.items():
            value = getattr(step, name)
            if name == "value" and isinstance(value, bool | int | float):
                continue  # shown as what was typed
            assert editor.value() == value, (step.kind, name)
        assert words.summary(step)
        assert words.title(step.kind)
        assert words.about(step.kind)
    assert len(shown) >= 15
    assert edited == []


def step_values(step: Step) -> list[object]:
    values = [getattr(step, s.field) for s in specs(step.kind)]
    flat: list[object] = []
    for value in values:
        if isinstance(value, dict):
            flat += [*value, *value.values()]
        elif isinstance(value, tuple):
            flat += value
        elif isinstance(step, FillMissing):
            flat.append(value)
    return flat


def test_the_form_changes_steps(tab: PrepareTab, until: Until) -> None:
    tab.add_kind("fill_missing")
    until(lambda: tab.states.state == "full")
    tried(tab, until)
    columns = tab.form.editors["columns"]
    assert isinstance(columns, ColumnsField)
    names = [columns.list.item(i).text() for i in range(columns.list.count())]
    columns.list.item(names.index("gust")).setCheckState(Qt.CheckState.Checked)
    tab.form.editors["method"].select.setCurrentIndex(2)  # type: ignore[attr-defined]
    assert tab.draft.steps == (FillMissing(("gust",), FillMethod.MEDIAN),)
    until(lambda: tab.steps.rows()[1].effect == "270 cells")
    assert "Computed on the data at hand" in tab.form.learned.label.text()
    assert not tab.form.fields["value"].isVisible()
    tab.add_kind("aggregate")
    until(lambda: tab.form.step is not None and tab.form.step.kind == "aggregate")
    values = tab.form.editors["values"]
    assert isinstance(values, AggregationsField)
    values.add.click()
    until(lambda: not tab.steps.rows()[2].fault and tab.steps.rows()[2].effect == "\u2212299 rows")
    tab.add_kind("join")
    pairs = tab.form.editors["keys"]
    assert isinstance(pairs, PairsField)
    tab.form.editors["dataset"].select.set_key("weather")  # type: ignore[attr-defined]
    until(lambda: isinstance(tab.draft.step, JoinDataset) and tab.draft.step.dataset == "weather")
    until(lambda: "No keys are chosen" in tab.steps.rows()[3].fault)
    tried(tab, until)


def test_a_draft_goes_back_and_forth() -> None:
    draft = Draft()
    for hour in range(3):
        draft.add(FilterRows(f"hour < {hour}"))
    draft.choose(1)
    draft.add(DropColumns(("a",)))
    assert [s.kind for s in draft.steps] == ["filter_rows", "drop_columns", "filter_rows", "filter_rows"]
    draft.move(2, 99)
    assert draft.steps[3].kind == "drop_columns"
    draft.edit(DropColumns(("b",)), "columns")
    draft.edit(DropColumns(("b", "c")), "columns")
    final = draft.steps
    backs = 0
    while draft.undo():
        backs += 1
    assert (draft.steps, backs) == ((), 6)
    while draft.redo():
        backs -= 1
    assert (draft.steps, backs) == (final, 0)
