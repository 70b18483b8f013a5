"""The dialog that starts an experiment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.experiments.runs import RunState
from modelyard.domain.experiments.spec import (
    ClassWeight,
    FoldKind,
    FoldSpec,
    Formula,
    Limits,
    Missing,
    Preparation,
    Role,
    SearchMethod,
    SplitKind,
    Task,
)
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments import ExperimentsPage
from modelyard.ui.pages.experiments.new.algorithms import AlgorithmRow
from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog
from modelyard.ui.pages.experiments.new.offer import free_name, likely_target
from modelyard.ui.widgets.states import EmptyState
from tests.ui.experiments_workspace import ROWS, import_table, imported, show

__all__ = ["imported"]

Until = Callable[[Callable[[], bool]], None]

WITH_TARGET = ROWS - ROWS // 60


@pytest.fixture
def dialog(qtbot: Any, window: MainWindow, imported: Workspace) -> NewExperimentDialog:
    """The dialog over the window, with everything read and checked."""
    return opened(qtbot, window, imported)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace of its own with the table in it."""
    workspace = import_table(tmp_path)
    yield workspace
    workspace.close()


def opened(qtbot: Any, window: MainWindow, workspace: Workspace) -> NewExperimentDialog:
    """Press Ctrl N on the page and wait until the dialog has read everything."""
    page = show(window, workspace)
    qtbot.waitUntil(lambda: page._snapshot is not None, timeout=5000)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    found = [d for d in window.findChildren(NewExperimentDialog) if d.isVisible()]
    assert len(found) == 1
    ready(qtbot, found[0])
    return found[0]


def ready(qtbot: Any, dialog: NewExperimentDialog) -> None:
    """Wait until target, rows and features have been looked at."""
    qtbot.waitUntil(
        lambda: (
            dialog.question.summary is not None
            and not dialog.question.where_pending
            and dialog._watch is None
            and not dialog.quality.problem().startswith("Looking")
        ),
        timeout=30_000,
    )


def row(dialog: NewExperimentDialog, key: str) -> AlgorithmRow:
    """An algorithm's row."""
    return next(r for r in dialog.algorithms.rows if r.algorithm.key == key)


def test_a_table_without_runs_leads_to_the_dialog(window: MainWindow, imported: Workspace, until: Until) -> None:
    page = show(window, imported)
    until(lambda: isinstance(page.states.currentWidget(), EmptyState))
    state = page.states.currentWidget()
    assert isinstance(state, EmptyState)
    assert "Choose a question" in state.text.text()


def test_it_proposes_a_question_and_leaves_out_what_tells_the_answer(dialog: NewExperimentDialog) -> None:
    assert dialog.name.text() == "payments"
    assert dialog.question.target.key() == "paid"
    text = dialog.question.note.label.text().replace("\u00a0", " ")
    assert text.startswith("Yes or no question, ")
    assert text.endswith(f" % yes. {WITH_TARGET} rows have a target.")
    assert dialog.features.chosen() == ("amount", "age", "region", "day")
    remarks = {r.name: r.warned.remark for r in dialog.features._rows if r.warned}
    assert remarks["settled"] == "tells the answer"
    assert remarks["constant"] == "always the same"
    assert "settled was left out" in dialog.left_out.label.text()
    assert dialog.left_out.kind == "warn"
    assert dialog.primary.isEnabled()
    assert dialog.primary.text() == "Start 4 runs"
    train = WITH_TARGET - round(WITH_TARGET * 0.2)
    assert re.fullmatch(rf"4 runs on {train} rows, .+\. You can keep working\.", dialog.facts.text())


def test_it_says_how_long_each_algorithm_takes(dialog: NewExperimentDialog, until: Until) -> None:
    times = {r.algorithm.key: r.time.text() for r in dialog.algorithms.rows if not r.algorithm.missing}
    assert all(times.values())
    assert times["baseline"] == "at once"
    forest = row(dialog, "random_forest")
    dialog.search.method.set_key(SearchMethod.TPE.value)
    assert forest.time.text() != times["random_forest"]
    assert (forest.time.property("tone"), forest.summary.text()) == ("text3", forest.algorithm.summary)
    dialog.search.trials.setValue(10_000)
    dialog.search.minutes.setValue(0)
    assert forest.time.property("tone") == "warn-text"
    assert forest.summary.text().startswith("slow on ")
    assert dialog.facts.text().startswith("About 30,000 trials, ")
    assert " h on " in dialog.facts.text().replace("\u00a0", " ")


def test_a_leak_may_be_used_on_purpose_and_stays_marked(dialog: NewExperimentDialog) -> None:
    features = dialog.features
    features.table.toggle(features.table.rows.find("settled"))
    assert "settled" in features.chosen()
    assert dialog.left_out.kind == "bad"
    assert "settled alone tells paid" in dialog.left_out.label.text()
    assert dialog.primary.isEnabled()


def test_all_and_none_choose_the_features(dialog: NewExperimentDialog) -> None:
    features = dialog.features
    features.all_button.click()
    assert set(features.chosen()) == {"amount", "age", "region", "day", "settled", "constant"}
    features.none_button.click()
    assert features.chosen() == ()
    assert dialog.facts.text() == "Choose at least one feature"
    assert not dialog.primary.isEnabled()


def test_a_feature_can_be_used_in_another_role(dialog: NewExperimentDialog) -> None:
    features = dialog.features
    assert dialog.spec().roles == {}
    features.use_as("age", Role.CATEGORY)
    features.use_as("region", Role.TEXT)
    remarks = {r.name: features._remark_cell(r).text for r in features._rows}
    assert (remarks["age"], remarks["region"]) == ("as a category", "as words")
    assert dialog.spec().roles == {"age": Role.CATEGORY, "region": Role.TEXT}
    features.use_as("age", Role.NUMERIC)
    features.table.toggle(features.table.rows.find("region"))
    assert dialog.spec().roles == {}


def test_a_row_filter_is_tried_while_typing(qtbot: Any, dialog: NewExperimentDialog, until: Until) -> None:
    dialog.question.where.setFocus()
    qtbot.keyClicks(dialog.question.where, "amout > 50")
    until(lambda: "amout" in dialog.question.where_field.message.text())  # half a word may have been tried before
    assert dialog.question.where.property("invalid") is True
    assert dialog.facts.text() == "Correct the row filter"
    dialog.question.where.setText("age >= 50")
    until(lambda: not dialog.question.where_problem and not dialog.question.where_pending)
    rows = int(dialog.question.where_field.message.text().split()[0])
    assert 0 < rows < ROWS
    ready(qtbot, dialog)
    until(lambda: dialog.question.summary is not None and dialog.question.summary.rows == rows)
    until(dialog.primary.isEnabled)
    dialog.question.where.setText("age > 500")
    until(lambda: dialog.question.where_problem == "No row passes this filter")


def test_a_target_that_cannot_be_learned_says_so(qtbot: Any, dialog: NewExperimentDialog, until: Until) -> None:
    dialog.question.target.set_key("constant")
    until(lambda: dialog.question.note.kind == "bad")
    assert dialog.facts.text() == "Choose another target"
    dialog.question.target.set_key("settled")
    until(lambda: dialog.question.positive_field.isVisible())
    assert dialog.question.positive.key() == "1"
    assert "settled" not in [r.name for r in dialog.features._rows]
    assert "paid" in [r.name for r in dialog.features._rows]


def test_parameters_are_checked_and_only_changes_are_passed_on(dialog: NewExperimentDialog) -> None:
    logistic = row(dialog, "logistic_regression")
    assert logistic.form.isHidden()
    logistic.link.click()
    assert logistic.form.isVisible()
    field = logistic.form.inputs["C"]
    field.set_value(-1)
    assert dialog.facts.text().startswith("Inverse regularisation (C) needs a number.")
    assert field.message.text() == "From 1e-06 to 1e+06"
    field.set_value(0.25)
    assert dialog.primary.isEnabled()
    assert logistic.spec().params == {"C": 0.25}
    assert logistic.fact.text() == "1 changed"
    boosting = row(dialog, "hist_gradient_boosting")
    boosting.form.inputs["max_iter"].set_value(50)
    boosting.form.inputs["early_stopping"].set_value(True)
    boosting.form.inputs["class_weight"].set_value("balanced")
    assert boosting.spec().params == {"max_iter": 50, "early_stopping": True, "class_weight": "balanced"}


def test_the_target_suggests_the_answer_and_it_can_be_changed(
    qtbot: Any, dialog: NewExperimentDialog, until: Until
) -> None:
    question = dialog.question
    question.target.set_key("amount")
    until(lambda: question.summary is not None and question.summary.task is Task.REGRESSION)
    ready(qtbot, dialog)
    assert question.note.label.text().startswith("A number from ")
    assert dialog.spec().task is Task.REGRESSION
    assert dialog.spec().metric == "rmse"
    assert {dialog.search.best_by.itemData(i) for i in range(dialog.search.best_by.count())} >= {"rmse", "mae", "r2"}
    assert "logistic_regression" not in [s.key for s in dialog.algorithms.specs()]
    question.target.set_key("region")
    until(lambda: question.summary is not None and question.summary.task is Task.MULTICLASS)
    assert question.note.label.text().startswith("One of 3 classes, ")
    question.target.set_key("age")
    until(lambda: question.summary is not None and question.summary.task is Task.REGRESSION)
    question.task.set_key("multiclass")
    until(lambda: question.summary is not None and question.summary.task is Task.MULTICLASS)
    assert dialog.spec().task is Task.MULTICLASS


def test_without_a_target_it_looks_for_unusual_rows_or_groups(
    qtbot: Any, dialog: NewExperimentDialog, until: Until
) -> None:
    question = dialog.question
    question.target.setCurrentIndex(question.target.count() - 1)
    until(lambda: dialog.spec().task is Task.ANOMALY and not question.where_pending)
    assert question.note.label.text() == f"Finds the rows that are least like the others. {ROWS} rows."
    question.task.set_key("clustering")
    until(lambda: question.note.label.text() == f"Puts rows that are alike into groups. {ROWS} rows.")
    assert (dialog.spec().target, dialog.spec().metric) == ("", "silhouette")
    assert "paid" in [r.name for r in dialog.features._rows]


def test_a_search_asks_for_ranges_budget_and_folds(dialog: NewExperimentDialog) -> None:
    assert dialog.spec().search is None
    assert not dialog.search.trials.isVisibleTo(dialog)
    dialog.search.method.set_key("tpe")
    assert dialog.primary.text() == "Start search"
    assert dialog.search.trials.isVisibleTo(dialog)
    assert dialog.spec().folds == FoldSpec(FoldKind.STRATIFIED)  # a search is judged inside the training rows
    forest = row(dialog, "random_forest")
    forest.link.click()
    depth = forest.ranges.inputs["max_depth"]
    depth.low.setText("20")
    depth.high.setText("10")
    assert dialog.facts.text() == "Largest depth: The first is larger than the second"
    depth.low.setText("4")
    assert dialog.primary.isEnabled()
    dialog.search.trials.setValue(7)
    dialog.search.minutes.setValue(0)
    search = dialog.spec().search
    assert search is not None
    assert (search.method, search.trials, search.minutes, search.prune) == (SearchMethod.TPE, 7, None, True)
    assert search.ranges["random_forest"]["max_depth"].low == 4.0
    dialog.search.folds.set_key("group")
    assert dialog.search.problem() == ""
    assert dialog.spec().folds == FoldSpec(FoldKind.GROUP, 5, dialog.search.group.key())
    dialog.search.method.set_key("grid")
    assert not dialog.search.trials.isVisibleTo(dialog)


def test_preparation_and_class_weights_are_asked_for_apart(qtbot: Any, dialog: NewExperimentDialog) -> None:
    line = dialog.preparation
    assert line.words.text() == "automatic"
    line.link.click()
    assert line.dialog is not None
    asked = line.dialog
    asked.missing.set_key("mean")
    asked.select.setValue(3)
    asked._add_formula()
    assert asked.facts.text() == "A formula needs a name and an expression"
    asked.formulas[0].name.setText("age")
    asked.formulas[0].expression.setText("amount / 2")
    assert asked.facts.text() == "There is a column called age already"
    asked.formulas[0].name.setText("half")
    asked.weight.set_key("custom")
    asked.weight_edits["true"].setText("0")
    assert asked.facts.text() == "true needs a number above 0"
    asked.weight_edits["true"].setText("3")
    asked._try_submit()
    assert line.words.text() == "missing: mean, half = amount / 2, best 3 inputs, classes count as given"
    spec = dialog.spec()
    assert spec.preparation == Preparation(missing=Missing.MEAN, formulas=(Formula("half", "amount / 2"),), select=3)
    assert (spec.class_weight, spec.weights) == (ClassWeight.CUSTOM, {"false": 1.0, "true": 3.0})


def test_limits_are_left_out_where_everything_may_be_used(dialog: NewExperimentDialog) -> None:
    assert dialog.spec().limits == Limits()
    dialog.resources.memory.slider.setValue(4)
    dialog.resources.priority.set_key("low")
    assert dialog.spec().limits == Limits(memory=2 << 30, low_priority=True)


def test_without_name_or_algorithm_it_says_what_is_missing(dialog: NewExperimentDialog) -> None:
    dialog.name.setText("")
    assert dialog.facts.text() == "Give the experiment a name"
    assert not dialog.primary.isEnabled()
    dialog.name.setText("payments")
    for each in dialog.algorithms.rows:
        each.box.setChecked(False)
    assert dialog.facts.text() == "Choose at least one algorithm"
    assert dialog.primary.toolTip() == "Choose at least one algorithm"


def test_closing_stops_the_look_at_the_features(qtbot: Any, dialog: NewExperimentDialog, until: Until) -> None:
    dialog.question.target.set_key("settled")
    until(lambda: dialog._watch is not None)
    watch = dialog._watch
    assert watch is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert watch.cancelled()


def test_it_starts_what_was_chosen_and_proposes_it_the_next_time(
    qtbot: Any, fresh: Workspace, window: MainWindow, until: Until
) -> None:
    dialog = opened(qtbot, window, fresh)
    dialog.name.setText("who pays")
    for each in dialog.algorithms.rows:
        each.box.setChecked(each.algorithm.key in ("baseline", "logistic_regression"))
    row(dialog, "logistic_regression").form.inputs["C"].set_value(0.5)
    qtbot.mouseClick(dialog.hold_out.kind._group.button(1), Qt.MouseButton.LeftButton)
    assert dialog.hold_out.time_column.key() == "day"
    dialog.features.table.toggle(dialog.features.table.rows.find("day"))
    dialog.hold_out.share.setValue(30)
    dialog.hold_out.seed.setValue(3)
    assert dialog.primary.text() == "Start 2 runs"
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: window.header.title.text() == "who pays")
    page = window.page("experiments")
    assert isinstance(page, ExperimentsPage)
    until(lambda: page.runs_view.table.rows.rowCount() == 2)
    runs = experiments.runs(fresh)
    spec = experiments.run_spec(fresh, runs[0].id)
    assert (spec.split.kind, spec.split.time_column, spec.split.test_share) == (SplitKind.TIME, "day", 0.3)
    assert spec.seed == 3
    assert spec.features == ("amount", "age", "region")
    assert {r.algorithm: r.params.get("C") for r in runs} == {"baseline": None, "logistic_regression": 0.5}

    def finished() -> bool:
        return [r.state for r in experiments.runs(fresh)] == [RunState.FINISHED] * 2

    qtbot.waitUntil(finished, timeout=60_000)
    states = [c.key for c in page.runs_view.table.rows.columns].index("state")
    until(lambda: {page.runs_view.table.rows.cell(i, states).text for i in range(2)} == {"Finished"})
    again = opened(qtbot, window, fresh)
    assert again.name.text() == "who pays-2"
    assert again.hold_out.kind.key() == "time"
    assert again.hold_out.share.value() == 30
    assert row(again, "logistic_regression").spec().params == {"C": 0.5}
    assert [s.key for s in again.algorithms.specs()] == ["baseline", "logistic_regression"]
    again.name.setText("who pays")
    assert again.name_field.message.text() == "The runs join the experiment of this name."


def test_it_fits_a_small_window(window: MainWindow, dialog: NewExperimentDialog) -> None:
    window.resize(1100, 700)
    assert dialog.height() <= 660
    assert dialog.width() <= 1060
    assert dialog.primary.mapTo(window, dialog.primary.rect().bottomRight()).y() < 700


# --- parts --------------------------------------------------------------------------------------------------------


def test_names_that_are_taken_get_the_next_number() -> None:
    assert free_name("late", []) == "late"
    assert free_name("late", ["late"]) == "late-2"
    assert free_name("late-2", ["late", "late-2"]) == "late-3"
    assert free_name("q-learning", ["q-learning"]) == "q-learning-2"


def test_the_likeliest_target_is_a_yes_or_no_column() -> None:
    def column(name: str, kind: ColumnType, distinct: int) -> ColumnProfile:
        return ColumnProfile(name, kind, 10, 0, distinct)

    number, flag = column("x", ColumnType.NUMBER, 10), column("late", ColumnType.BOOLEAN, 2)
    sex, label = column("sex", ColumnType.TEXT, 2), column("label", ColumnType.INTEGER, 2)
    assert likely_target([number, sex, flag]) == "late"
    assert likely_target([sex, flag, label]) == "label"
    assert likely_target([number, sex]) == "sex"
    assert likely_target([flag, number][1:]) == "x"
    assert likely_target([]) == ""
