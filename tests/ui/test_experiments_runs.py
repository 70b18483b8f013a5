"""The Experiments page: the table of runs, one run, runs side by side, registration."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from modelyard.core import clock
from modelyard.domain.experiments.runs import Run, RunState
from modelyard.services import models
from modelyard.services.experiments import find
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.ui.dialogs import ConfirmDialog
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments import ExperimentsPage, facts
from modelyard.ui.pages.experiments.compare.table import compare_rows
from modelyard.ui.pages.experiments.facts import Parameters, take_slots
from modelyard.ui.pages.experiments.reading import ALL
from modelyard.ui.pages.experiments.register_dialog import RegisterDialog
from modelyard.ui.pages.experiments.runs.bar import colours
from modelyard.ui.pages.experiments.runs.dialogs import CombineDialog, NameDialog, RunTagDialog
from modelyard.ui.pages.experiments.runs.foot import why_not_combined
from modelyard.ui.pages.experiments.runs.recycle_bin import RunBinDialog
from modelyard.ui.pages.experiments.runs.results import wide_cell
from modelyard.ui.pages.experiments.runs.running_card import time_left
from modelyard.ui.pages.experiments.runs.table import action_rect
from modelyard.ui.pages.experiments.runs.view import RunsView
from tests.ui.experiments_workspace import imported, show, trained

__all__ = ["imported", "trained"]

Until = Callable[[Callable[[], bool]], None]


def listed(window: MainWindow, workspace: Workspace, until: Until) -> ExperimentsPage:
    """The page with its runs on it."""
    page = show(window, workspace)
    view = page.runs_view
    until(lambda: view.table.rows.rowCount() >= 4 and bool(view.bar.fields.metrics) and page.states.state == "full")
    return page


def by_number(workspace: Workspace) -> dict[int, Run]:
    """The runs by number."""
    return {r.number: r for r in experiments.runs(workspace)}


def numbers(view: RunsView) -> list[str]:
    """The runs' numbers, from the top down."""
    return texts_of_view(view, "number")


def texts_of(page: ExperimentsPage, column: str) -> list[str]:
    """What a column says, from the top down."""
    return texts_of_view(page.runs_view, column)


def texts_of_view(view: RunsView, column: str) -> list[str]:
    """The same of the list."""
    rows = view.table.rows
    at = [c.key for c in rows.columns].index(column)
    return [rows.cell(i, at).text for i in range(rows.rowCount())]


# --- the table ----------------------------------------------------------------------------------------------------


def test_runs_stand_in_order_of_their_result_with_the_parameters_that_differ(
    window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    runs = by_number(trained)
    shown = texts_of(page, "metrics.roc_auc")
    finished = sorted((r.metrics["roc_auc"] for r in runs.values() if r.state is RunState.FINISHED), reverse=True)
    assert shown[:3] == [f"{value:.4f}" for value in finished]
    assert shown[2] == "0.5000"
    columns = [c.key for c in page.runs_view.table.rows.columns]
    assert "params.Inverse regularisation (C)" in columns
    assert "params.Largest number of iterations" not in columns
    assert page.title == "payments"
    assert page.fact == "4 runs on payments v1"
    best = page.runs_view.table.rows.cell(0, columns.index("metrics.roc_auc"))
    assert best.weight == 600


def test_a_failed_run_says_why_across_the_results(window: MainWindow, trained: Workspace, until: Until) -> None:
    page = listed(window, trained, until)
    table = page.runs_view.table
    run = by_number(trained)[4]
    row = table.rows.find(run.id)
    across = table.across(row, table.rows.row(row))
    cell = wide_cell(run)
    assert across is not None
    assert across.x() == table.columnViewportPosition(table.results_at)
    assert across.width() > table.columnWidth(table.results_at)
    assert "only one value" in cell.text
    assert cell.action == "Retry"


def test_ticked_runs_get_colours_and_can_be_compared(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    view, runs = page.runs_view, by_number(trained)
    assert view.foot.isHidden()
    view.table.setFocus()
    view.table.setCurrentIndex(view.table.rows.index(0, 0))
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.foot.chosen.text() == "1 run selected"
    assert not view.foot.compare_button.isEnabled()
    assert view.foot.register_button.isEnabled()
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.foot.compare_button.text() == "Compare 2 runs"
    assert not view.foot.register_button.isEnabled()
    assert view.foot.register_button.toolTip() == "Select one run to register it"
    first, second = view.chosen_runs()
    assert {first.number, second.number} == {2, 3}
    view.table.set_ticked([*view.table.ticked(), runs[4].id])
    assert view.foot.compare_button.toolTip() == "Only finished runs can be compared"
    view.table.set_ticked([first.id, second.id])
    colours = dict(view.colours)
    qtbot.keyClick(view.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    until(lambda: page.title == "" or page._views.currentWidget() is page._compare_view)
    until(lambda: page._compare_view.curves.view.chart is not None)
    assert window.header.title.text() == "Compare 2 runs"
    assert page._compare_view._colours == colours


def test_the_filter_hides_runs_but_keeps_the_selection(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    view, runs = page.runs_view, by_number(trained)
    view.table.set_ticked([runs[1].id, runs[2].id])
    qtbot.keyClicks(view.filter, "logistic")
    until(lambda: view.table.rows.rowCount() == 2)
    assert view.bar.shown.text() == "2 of 4 runs"
    assert view.foot.chosen.text() == "2 runs selected, 1 hidden"
    qtbot.keyClicks(view.filter, " C > 5")
    until(lambda: view.stack.state == "empty")
    view.filter.clear()
    until(lambda: view.table.rows.rowCount() == 4 and view.stack.state == "full")


def test_a_wrong_filter_is_marked_and_the_last_rows_stay(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    view = page.runs_view
    qtbot.keyClicks(view.filter, "C > 0.1")
    until(lambda: view.table.rows.rowCount() == 1)
    qtbot.keyClicks(view.filter, " and roc_auk > 0.5")
    until(view.error.isVisible)
    assert "roc_auk" in view.error.message.text()
    assert "roc_auc" in view.error.hint.text()
    text = view.filter.text()
    assert view.filter.mark is not None
    assert text[view.filter.mark[0] : view.filter.mark[1]] == "roc_auk"
    assert view.table.rows.rowCount() == 1
    view.filter.clear()
    until(lambda: not view.error.isVisible() and view.table.rows.rowCount() == 4)


def test_the_filter_completes_names_and_colours_words(window: MainWindow, trained: Workspace, until: Until) -> None:
    view = listed(window, trained, until).runs_view
    offered = view.filter.complete("roc", 3)
    assert offered.candidates[0].text == "roc_auc"
    values = view.filter.complete("state = ", 8)
    assert '"finished"' in [c.text for c in values.candidates]
    kinds = {text: token for (start, length, token) in colours('f1 > 1 and state = "failed"')
             for text in ['f1 > 1 and state = "failed"'[start : start + length]]}  # fmt: skip
    assert (kinds["f1"], kinds["and"], kinds['"failed"']) == ("accent-text", "violet-text", "ok-text")
    assert colours("logistic f1 > 1") == [(9, 2, "accent-text")]  # a word that is searched for has no colour
    assert view.filter.complete("logis", 5).candidates[0].text == 'algorithm = "Logistic regression"'


def test_filters_are_saved_chosen_renamed_and_deleted(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    view = listed(window, trained, until).runs_view

    def offered() -> dict[str, Any]:
        return {a.text(): a for a in view.bar.saved_menu().actions() if a.text()}

    assert not offered()["Save this filter"].isEnabled()
    qtbot.keyClicks(view.filter, "C = 1")
    until(lambda: view.table.rows.rowCount() == 1)
    offered()["Save this filter"].trigger()
    dialog = window.findChildren(NameDialog)[0]
    dialog.name.setText("plain")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    until(lambda: "plain" in offered())
    view.filter.clear()
    until(lambda: view.table.rows.rowCount() == 4)
    offered()["plain"].trigger()
    until(lambda: view.table.rows.rowCount() == 1 and view.filter.text() == "C = 1")
    assert "Rename plain" in offered()
    offered()["Delete plain"].trigger()
    until(lambda: "plain" not in offered())
    window.undo()
    until(lambda: "plain" in offered())
    find.delete_filter(trained, find.saved_filters(trained)[0].id)
    view.filter.clear()


def test_a_click_on_a_head_sorts_all_runs(qtbot: Any, window: MainWindow, trained: Workspace, until: Until) -> None:
    view = listed(window, trained, until).runs_view
    keys = [c.key for c in view.table.rows.columns]
    for column, wanted in (("number", ["1", "2", "3", "4"]), ("params.Inverse regularisation (C)", ["2", "3"])):
        place = view.table.columnViewportPosition(keys.index(column)) + 20
        head = view.table.horizontalHeader().viewport()
        qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(place, head.height() - 10))
        until(lambda wanted=wanted: numbers(view)[: len(wanted)] == wanted)  # type: ignore[misc]


def test_groups_say_their_best_and_fold(qtbot: Any, window: MainWindow, trained: Workspace, until: Until) -> None:
    view, runs = listed(window, trained, until).runs_view, by_number(trained)
    action = next(a for a in view.bar.group_menu().actions() if a.text() == "Algorithm")
    action.trigger()
    until(lambda: view.table.rows.rowCount() == 7)
    head = view.table.context.lines.heads["group:Logistic regression"]
    best = max(runs[n].metrics["roc_auc"] for n in (2, 3))
    assert view.table.best_text(head) == f"best ROC AUC {best:.4f}"
    row = view.table.rows.find(head.id)
    view.table.toggle(row)
    assert set(view.chosen_ids()) == {runs[2].id, runs[3].id}
    rect = view.table.visualRect(view.table.rows.index(row, 2))
    qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert view.table.rows.rowCount() == 5
    assert view.foot.chosen.text() == "2 runs selected, 2 hidden"
    view.clear_ticks()
    view.bar.grouped.emit("")
    until(lambda: view.table.rows.rowCount() == 4)


def test_columns_are_chosen_and_remembered_for_their_experiment(
    window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    view = page.runs_view
    order, hidden = view.arrangement.order(), view.arrangement.hidden()
    assert "metrics.brier" in hidden
    view.arrangement._chosen(order, [*(k for k in hidden if k != "metrics.brier"), "size"])
    keys = [c.key for c in view.table.rows.columns]
    assert "metrics.brier" in keys
    assert "size" not in keys
    until(lambda: "brier" in view.table.context.greatest)
    kept = window.settings.page("experiments")["lists"][view.listing.place]  # type: ignore[union-attr]
    assert "size" in kept["hidden"]
    view.arrangement._chosen(view.arrangement._usual_order(), hidden)
    assert "hidden" not in kept


def test_dragged_columns_keep_their_place_and_width(window: MainWindow, trained: Workspace, until: Until) -> None:
    view = listed(window, trained, until).runs_view
    head, keys = view.table.horizontalHeader(), [c.key for c in view.table.rows.columns]
    usual = view.table.columnWidth(keys.index("state"))
    head.resizeSection(keys.index("state"), usual + 50)
    head.moveSection(keys.index("started"), keys.index("state"))
    until(lambda: [c.key for c in view.table.rows.columns].index("started") == keys.index("state"))
    assert view.listing is not None
    kept = window.settings.page("experiments")["lists"][view.listing.place]
    until(lambda: "state" in kept.get("widths", {}))
    assert view.table.columnWidth(keys.index("started")) == usual + 50  # where the state stands now
    view.table.measure_again()
    view._arrange()  # as the next session does
    assert view.table.columnWidth(keys.index("started")) == usual + 50
    head.moveSection(keys.index("experiment" if "experiment" in keys else "number"), len(keys) - 1)
    until(lambda: view.table.rows.columns[1].key != keys[1])
    assert view.table.rows.columns[-1].key == keys[-1]  # an attribute stays with the attributes
    head.sectionHandleDoubleClicked.emit(keys.index("state"))
    head.sectionHandleDoubleClicked.emit(keys.index("started"))
    until(lambda: not kept.get("widths"))
    view.arrangement._chosen(view.arrangement._usual_order(), view.arrangement.hidden())


def test_shown_runs_are_exported_with_all_columns(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until, tmp_path: Path
) -> None:
    view = listed(window, trained, until).runs_view
    qtbot.keyClicks(view.filter, 'state = "finished"')
    until(lambda: view.table.rows.rowCount() == 3)
    view.export_to(tmp_path / "runs.csv")
    view.export_to(tmp_path / "runs.json")
    until(lambda: (tmp_path / "runs.json").exists() and (tmp_path / "runs.csv").exists())
    rows = list(csv.DictReader((tmp_path / "runs.csv").read_text("utf-8").splitlines()))
    assert [r["number"] for r in rows] == numbers(view)
    runs = by_number(trained)
    for row in rows:
        assert float(row["metrics.brier"]) == runs[int(row["number"])].metrics["brier"]
    found = json.loads((tmp_path / "runs.json").read_text("utf-8"))
    assert found[0]["params"] == runs[int(rows[0]["number"])].params
    view.filter.clear()
    until(lambda: view.table.rows.rowCount() == 4)


# --- what is done with runs ---------------------------------------------------------------------------------------


def test_archived_runs_leave_the_list_until_undo(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    view, runs = listed(window, trained, until).runs_view, by_number(trained)
    view.table.set_ticked([runs[1].id])
    qtbot.mouseClick(view.foot.archive_button, Qt.MouseButton.LeftButton)
    until(lambda: view.table.rows.rowCount() == 3)
    view.bar.archived.emit(True)
    until(lambda: view.table.rows.rowCount() == 4 and view.foot.archive_button.text() == "Unarchive")
    at = [c.key for c in view.table.rows.columns].index("algorithm")
    assert view.table.rows.cell(view.table.rows.find(runs[1].id), at).tone == "text3"
    view.bar.archived.emit(False)
    until(lambda: view.table.rows.rowCount() == 3)
    window.undo()
    until(lambda: view.table.rows.rowCount() == 4)
    view.clear_ticks()


def test_keys_tag_rename_and_delete_runs(qtbot: Any, window: MainWindow, trained: Workspace, until: Until) -> None:
    view, runs = listed(window, trained, until).runs_view, by_number(trained)
    view.table.setFocus()
    view.table.select(runs[3].id)
    qtbot.keyClick(view.table, Qt.Key.Key_T)
    tag = window.findChildren(RunTagDialog)[0]
    tag.tag.setEditText("keep")
    tag.value.setText("for Bo")
    qtbot.mouseClick(tag.primary, Qt.MouseButton.LeftButton)
    until(lambda: "tags" in [c.key for c in view.table.rows.columns] and "keep: for Bo" in texts_of_view(view, "tags"))
    window.undo()
    until(lambda: by_number(trained)[3].tags == {})
    view.table.setFocus()
    view.table.select(runs[3].id)
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    name = window.findChildren(NameDialog)[0]
    name.name.setText("weak one")
    qtbot.mouseClick(name.primary, Qt.MouseButton.LeftButton)
    # a single name takes no column of its own
    until(lambda: "Logistic regression, weak one" in texts_of_view(view, "algorithm"))
    window.undo()
    until(lambda: by_number(trained)[3].name == "")


def test_deleting_asks_goes_to_the_bin_and_comes_back(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    view, run = page.runs_view, by_number(trained)[1]
    view.table.setFocus()
    view.table.select(run.id)
    qtbot.keyClick(view.table, Qt.Key.Key_Delete)
    until(lambda: bool(window.findChildren(ConfirmDialog)))
    question = window.findChildren(ConfirmDialog)[0]
    qtbot.mouseClick(question.primary, Qt.MouseButton.LeftButton)
    until(lambda: view.table.rows.rowCount() == 3)
    page.recycle_bin()
    dialog = window.findChildren(RunBinDialog)[0]
    until(lambda: len(dialog.entries) == 1)
    assert dialog.entries[0].label == "run 1 of payments"
    qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    until(lambda: dialog.entries == [] and view.table.rows.rowCount() == 4)
    dialog.reject()


def test_an_experiment_is_renamed_from_its_menu(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    menu = page.switch.menu_now()
    assert menu is not None
    next(a for a in menu.actions() if a.text() == "Rename experiment").trigger()
    dialog = window.findChildren(NameDialog)[0]
    dialog.name.setText("bills")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    until(lambda: page.title == "bills")
    assert by_number(trained)[1].experiment_name == "bills"
    window.undo()
    until(lambda: page.title == "payments")


def test_the_context_menu_offers_what_a_run_allows(window: MainWindow, trained: Workspace, until: Until) -> None:
    page = listed(window, trained, until)
    runs = by_number(trained)

    def offered(run: Run) -> list[str]:
        menu = QMenu()
        page.deeds.fill_menu(run, menu)
        return [a.text() for a in menu.actions() if a.text()]

    assert "Register model" in offered(runs[2])
    assert "Retry" not in offered(runs[2])
    assert "Retry" in offered(runs[4])
    assert "Register model" not in offered(runs[4])


def test_retry_trains_the_run_again_and_says_why_it_failed_again(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    page = listed(window, trained, until)
    table, run = page.runs_view.table, by_number(trained)[4]
    row = table.rows.find(run.id)
    table.scrollTo(table.rows.index(row, table.results_at))
    across = table.across(row, table.rows.row(row))
    assert across is not None
    link = action_rect(wide_cell(run), across).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(link.x()), round(link.y())))

    def repeated() -> bool:
        again = experiments.run(trained, run.id)
        return again.job_id != run.job_id and again.state is RunState.FAILED

    qtbot.waitUntil(repeated, timeout=30_000)
    until(lambda: (shown := page.run(run.id)) is not None and shown.state is RunState.FAILED)


def test_the_memory_limit_offers_twice_as_much() -> None:
    run = replace(_run(1, RunState.FAILED), error="Stopped at the 0.5 GB memory limit.")
    run = replace(run, error=run.error + "\nAllow it more.")
    cell = wide_cell(run)
    assert (cell.text, cell.action) == ("Stopped at the 0.5 GB memory limit", "Retry with 1\u00a0GB")
    assert cell.tip == "Stopped at the 0.5 GB memory limit. Allow it more."


def test_a_running_run_shows_progress_and_can_be_stopped(
    qtbot: Any, window: MainWindow, trained: Workspace, until: Until
) -> None:
    from modelyard.domain.experiments.spec import AlgorithmSpec
    from modelyard.services.data import datasets
    from tests.ui.experiments_workspace import spec_for

    page = listed(window, trained, until)
    version = datasets.versions(trained)[0].id
    slow = AlgorithmSpec("random_forest", {"n_estimators": 2000, "max_depth": 64, "min_samples_leaf": 1})
    (run,), changes = experiments.start(trained, spec_for(version, slow))
    window.bridge.post_changes(changes)
    card = page.runs_view.running
    qtbot.waitUntil(card.isVisible, timeout=30_000)
    assert card.title.text() == "Train random forest"
    assert page.runs_view.table.rows.key_at(0) == run.id  # above the finished ones
    qtbot.mouseClick(card.stop_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: experiments.run(trained, run.id).state is RunState.CANCELLED, timeout=15_000)
    until(lambda: not card.isVisible())
    assert texts_of(page, "state")[-2:].count("Cancelled") == 1


def test_two_finished_runs_become_one_model(qtbot: Any, window: MainWindow, trained: Workspace, until: Until) -> None:
    page = listed(window, trained, until)
    view, runs = page.runs_view, by_number(trained)
    view.table.set_ticked([runs[2].id, runs[4].id])
    assert why_not_combined(2, view.chosen_runs()) == "Only finished runs can be combined"
    view.table.set_ticked([runs[2].id, runs[3].id])
    page.deeds.combine()
    dialog = window.findChildren(CombineDialog)[0]
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    until(lambda: any(r.algorithm == "voting" for r in experiments.runs(trained)))
    made = next(r for r in experiments.runs(trained) if r.algorithm == "voting")
    until(lambda: experiments.run(trained, made.id).state.ended)
    made = experiments.run(trained, made.id)
    assert made.state is RunState.FINISHED, made.error
    until(lambda: "Voting" in texts_of(page, "algorithm"))


def test_all_experiments_are_listed_together(window: MainWindow, trained: Workspace, until: Until) -> None:
    page = show(window, trained, (ALL,))
    until(lambda: page.title == "All experiments")
    assert "experiment" in [c.key for c in page.runs_view.table.rows.columns]
    assert "payments" in texts_of(page, "experiment")


# --- one run ------------------------------------------------------------------------------------------------------


def test_a_run_that_is_gone_is_an_error_with_a_way_on(window: MainWindow, trained: Workspace, until: Until) -> None:
    page = show(window, trained, ("run", "01a1fde99b2b089cc20c0759ee"))
    until(lambda: page.states.state == "error")


# --- side by side -------------------------------------------------------------------------------------------------


def test_the_comparison_ticks_the_best_and_hides_what_is_equal(
    window: MainWindow, trained: Workspace, until: Until
) -> None:
    runs = by_number(trained)
    page = show(window, trained, ("compare", runs[1].id, runs[2].id, runs[3].id))
    until(lambda: page._compare_view is not None and page._compare_view.curves.view.chart is not None)
    view = page._compare_view
    rows = {row.key: row for row in view.table.rows.rows()}
    order = [r.number for r in view._runs]
    aucs = [runs[n].metrics["roc_auc"] for n in order]
    assert rows["roc_auc"].best == {i for i, a in enumerate(aucs) if f"{a:.4f}" == f"{max(aucs):.4f}"}
    losses = [runs[n].metrics["log_loss"] for n in order]
    assert rows["log_loss"].best == {losses.index(min(losses))}
    assert "seed" not in rows
    assert "param:Inverse regularisation (C)" in rows
    view.only.click()
    assert "seed" in {row.key for row in view.table.rows.rows()}
    view._copy()
    first = QApplication.clipboard().text().splitlines()
    assert first[0].split("\t")[1:] == [f"Run {n}" for n in order]
    view._take_out(runs[1].id)
    until(lambda: window.header.title.text() == "Compare 2 runs")


# --- registering --------------------------------------------------------------------------------------------------


def test_a_run_becomes_a_model_version(qtbot: Any, window: MainWindow, trained: Workspace, until: Until) -> None:
    run = by_number(trained)[2]
    page = show(window, trained, ("run", run.id))
    until(lambda: "experiments.register" in [a.id for a in page.actions()])
    assert window.run_action("experiments.register")
    dialog = window.findChildren(RegisterDialog)[0]
    assert dialog.name.currentText() == "payments"
    dialog.name.setEditText(" ")
    assert not dialog.primary.isEnabled()
    assert dialog.facts.text() == "Give the model a name"
    dialog.name.setEditText("late payers")
    dialog.note.setPlainText("first try")
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(models.versions(trained)), timeout=60_000)
    version = models.versions(trained)[0]
    assert (version.label, version.run_id, version.note) == ("late payers v1", run.id, "first try")
    until(lambda: any("Registered late payers v1" in t.title.text() for t in window.toasts.items))


# --- nothing there ------------------------------------------------------------------------------------------------


def test_an_empty_workspace_offers_to_import(window: MainWindow, tmp_path: Any, until: Until) -> None:
    workspace = create_workspace(tmp_path / "empty.modelyard", role="cli")
    try:
        page = show(window, workspace)
        until(lambda: page.states.state == "empty")
        state = page.states.currentWidget()
        assert state.title.text() == "No experiments yet"
        assert "Import one first" in state.text.text()
    finally:
        window.set_workspace(None)
        workspace.close()


# --- parts --------------------------------------------------------------------------------------------------------


def test_colours_stay_with_their_runs() -> None:
    slots = take_slots({}, ["a", "b", "c"])
    assert slots == {"a": 0, "b": 1, "c": 2}
    assert take_slots(slots, ["a", "c"]) == {"a": 0, "c": 2}
    assert take_slots({"a": 0, "c": 2}, ["a", "c", "d"]) == {"a": 0, "c": 2, "d": 1}


def test_the_time_left_is_said_only_when_it_can_be_known() -> None:
    assert time_left(None, 60) == ""
    assert time_left(0.5, 1) == ""
    assert time_left(0.01, 60) == ""
    assert time_left(0.5, 20) == "about 20\u00a0s left"
    assert time_left(0.25, 60) == "about 3\u00a0min left"


def test_the_best_is_marked_only_where_there_is_a_choice() -> None:
    runs = [_run(1, roc_auc=0.9, log_loss=0.3), _run(2, roc_auc=0.8, log_loss=0.2), _run(3)]
    assert facts.best_of(runs, "roc_auc") == {"1"}
    assert facts.best_of(runs, "log_loss") == {"2"}
    assert facts.best_of(runs[:1], "roc_auc") == frozenset()
    assert facts.best_of([_run(1, f1=0.5), _run(2, f1=0.5)], "f1") == frozenset()


def test_an_interrupted_run_says_so() -> None:
    cell = wide_cell(_run(1, state=RunState.FAILED))
    assert "interrupted" in cell.text
    assert cell.action == "Retry"


def test_rows_of_a_comparison_keep_runs_apart() -> None:
    runs = [_run(1, roc_auc=0.9), _run(2, roc_auc=0.9)]
    rows = compare_rows(runs, Parameters(experiments.algorithms()), {}, only_differences=True)
    assert [r.key for r in rows if r.values] == []
    rows = compare_rows(runs, Parameters(experiments.algorithms()), {}, only_differences=False)
    assert all(len(r.values) == 2 for r in rows if not r.key.startswith("section"))


def _run(number: int, state: RunState = RunState.FINISHED, **metrics: float) -> Run:
    at = clock.now()
    return Run(str(number), "e", "payments", number, "baseline", "Baseline", {}, state, 0, at, "Ana", metrics=metrics)
