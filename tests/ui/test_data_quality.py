"""Quality rules in the window: seen beside every tab, suggested, written, checked, undone; in the way of training."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from modelyard.domain.data.datasets import ColumnType, ImportRequest
from modelyard.domain.data.quality import RuleKind, RuleParams, RuleSpec, Severity
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.data import quality as data_quality
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.tables.quality.check import check_rules
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.page import DataPage
from modelyard.ui.pages.data.quality.board import RuleRow
from modelyard.ui.pages.data.quality.form import RuleDialog
from modelyard.ui.pages.data.quality.suggest_dialog import SuggestDialog
from modelyard.ui.pages.data.quality.tab import QualityTab
from modelyard.ui.pages.experiments import ExperimentsPage
from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog
from tests.ui.data_support import Until, data_page, import_now, show, toast_titles, write_weather

HOUR = RuleSpec(RuleKind.RANGE, ("hour",), RuleParams(minimum="0", maximum="23"))
GUST = RuleSpec(RuleKind.NOT_MISSING, ("gust",), severity=Severity.ERROR)


def _weather(workspace: Workspace, folder: Path, rows: int = 300, *specs: RuleSpec) -> str:
    """Import a table without faults; add the rules, and check them."""
    version_id = import_now(workspace, write_weather(folder / f"w{rows}.csv", rows, faults=False), "weather")
    if specs:
        dataset_id = datasets.version(workspace, version_id).dataset_id
        data_quality.add_rules(workspace, dataset_id, specs)
        data_quality.check_version(workspace, "Ana", version_id)
    return version_id


def _tab(page: DataPage) -> QualityTab:
    tab = page.tabs.tab(QualityTab)
    return tab


def _visible(window: MainWindow, kind: type[QWidget]) -> list[Any]:
    return [w for w in window.findChildren(kind) if w.isVisible()]


def _states(tab: QualityTab) -> list[str]:
    return [tab.table.rows.cell(i, 1).text for i in range(tab.table.rows.rowCount())]


def _told(window: MainWindow, text: str) -> bool:
    return any(text in title for title in toast_titles(window))


def _chips(page: DataPage) -> list[str]:
    return [c.text for c in page.quality.chips if c.isVisible()]


def test_without_rules_they_are_suggested_added_and_checked(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 900)
    page = show(window, until)
    tab = _tab(page)
    until(lambda: page.panel.rules.suggest_link.isVisible())
    assert _chips(page) == []
    page.panel.rules.suggest_link.click()
    until(lambda: bool(_visible(window, SuggestDialog)))
    assert page.tabs.key() == "quality"
    assert tab.states.state in ("empty", "full", "loading")
    dialog: SuggestDialog = _visible(window, SuggestDialog)[0]
    until(lambda: dialog.primary.isEnabled())
    offered = [r[1].spec.title for r in dialog.table.rows.rows()]
    assert {"Same columns as before", "origin is EWR, JFK or LGA", "hour is 0 to 24"} <= set(offered)
    assert "gust is never missing" not in offered
    count = len(dialog.table.ticked())
    assert dialog.primary.text() == f"Add {count} rules"
    first = dialog.table.ticked()[0]
    dialog.table.toggle(dialog.table.rows.find(first))
    assert dialog.primary.text() == f"Add {count - 1} rules"
    dialog.submit()
    until(lambda: not _visible(window, SuggestDialog))
    until(lambda: _chips(page) == [f"{count - 1} rules pass"])
    until(lambda: _states(tab) == ["Passes"] * (count - 1))
    assert tab.check_button.text() == "Check now"
    assert not tab.progress.isVisible()


def test_a_rule_that_is_added_while_a_check_runs_is_checked_after_it(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_id = _weather(workspace, tmp_path, 300)
    dataset_id = datasets.version(workspace, version_id).dataset_id
    data_quality.add_rules(workspace, dataset_id, [HOUR])
    begun, go_on, really = Event(), Event(), check_rules

    def held_up(*arguments: Any) -> Any:
        begun.set()
        assert go_on.wait(30)
        return really(*arguments)

    monkeypatch.setattr("modelyard.tables.quality.check.check_rules", held_up)
    page = show(window, until)
    tab = page.tabs.bring(QualityTab)
    until(lambda: _states(tab) == ["Not checked"])
    tab.check()
    until(begun.is_set)  # its rules are read by now
    tab.add()
    until(lambda: bool(_visible(window, RuleDialog)))
    dialog: RuleDialog = _visible(window, RuleDialog)[0]
    added, _ = data_quality.add_rules(workspace, dataset_id, [GUST])
    dialog.saved.emit(added)
    dialog.close()
    go_on.set()
    until(lambda: sorted(_states(tab)) == ["Fails", "Passes"])


def test_what_a_check_found_is_seen_beside_every_tab(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 300, HOUR, GUST)
    page = show(window, until)
    until(lambda: _chips(page) == ["1 rule passes", "1 fails"])
    assert page.tabs.bar._find("quality").button.count == "2"
    assert page.tabs.made() == []  # nobody looked at it yet
    rules = page.panel.rules
    rows = [r for r in rules.findChildren(RuleRow) if r.isVisible()]
    assert [r.accessibleName() for r in rows] == ["hour is 0 to 23: Passes, 300", "gust is never missing: Fails, 270"]
    assert rules.note.label.text().replace("\u202f", " ") == "270 rows have no gust (90.0 %)."
    assert rules.note.kind == "bad"
    assert rules.fact.text().startswith("checked ")
    rows[0].click()
    tab = _tab(page)
    assert page.tabs.key() == "quality"
    until(lambda: tab.table.selected_row() is not None and tab.table.selected_row().title == "hour is 0 to 23")
    until(lambda: tab.detail.rows.state == "empty")
    assert tab.detail.name.text() == "hour is 0 to 23"
    assert tab.table.height() > tab.detail.height() / 2  # though it was laid out before it had rows


def test_failing_rows_are_seen_exported_and_counted_over_versions(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 300, HOUR, GUST)
    _weather(workspace, tmp_path, 400)
    page = show(window, until)
    page.tabs.set_key("quality")
    tab = _tab(page)
    until(lambda: tab.detail.name.text() == "gust is never missing")  # the worst is selected
    until(lambda: tab.detail.rows.state == "full" and tab.detail.model is not None and tab.detail.model.is_loaded(0))
    model = tab.detail.model
    assert model.rowCount() == 360
    assert [model.index(i, 0).data() for i in (0, 9)] == ["2", "12"]  # line 1 and 11 have a gust
    assert tab.detail.fact.text() == "360 rows"
    out = tmp_path / "gusts.csv"
    tab.detail.export(out)
    until(lambda: _told(window, "Exported 360 rows"))
    assert len(out.read_text(encoding="utf-8").splitlines()) == 361
    tab.detail.show_side("history")
    until(lambda: tab.detail.history.state == "full" and tab.detail.chart.chart is not None)
    assert "2 of 2 checked versions" in tab.detail.chart.chart.description
    assert tab.detail.fact.text() == "2 versions checked"
    assert not tab.detail.export_button.isVisible()


def test_a_rule_is_written_and_tried_as_one_types(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path)
    page = show(window, until)
    page.panel.rules.add_button.click()
    until(lambda: bool(_visible(window, RuleDialog)))
    dialog: RuleDialog = _visible(window, RuleDialog)[0]
    assert "No column is chosen" in dialog.facts.text()
    assert not dialog.primary.isEnabled()
    dialog.kind.set_key("expression")
    qtbot.keyClicks(dialog.params.expression, "hour + 1")
    until(lambda: "not true or false" in dialog.outcome.label.text())
    assert not dialog.primary.isEnabled()
    dialog.params.expression.setText("hour < 20")
    until(lambda: dialog.primary.isEnabled())
    assert dialog.outcome.label.text().startswith("In v1: 48 of 300 rows fail")
    assert dialog.name.placeholderText() == "hour < 20"
    dialog.allowed.setText("many")
    until(lambda: not dialog.primary.isEnabled())
    assert "not a number" in dialog.facts.text()
    dialog.allowed.setText("48")
    dialog.severity.set_key("error")
    until(lambda: dialog.primary.isEnabled())
    assert dialog.outcome.kind == "ok"
    dialog.submit()
    until(lambda: not _visible(window, RuleDialog))
    until(lambda: _chips(page) == ["1 rule passes"])
    tab = _tab(page)
    until(lambda: tab.table.selected_row() is not None)
    rule = tab.table.selected_row().rule
    assert (rule.spec.severity, rule.spec.allowed_rows) == (Severity.ERROR, 48)
    tab.edit()
    edit: RuleDialog = _visible(window, RuleDialog)[0]
    assert edit.params.expression.text() == "hour < 20"
    assert edit.spec() == rule.spec
    edit.allowed.setText("47")
    until(lambda: edit.primary.isEnabled())
    edit.submit()
    until(lambda: _chips(page) == ["1 fails"])


def _offered(dialog: RuleDialog) -> bool:
    return dialog.params.dataset.count() > 0


def test_the_form_gives_back_what_it_was_given(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = _weather(workspace, tmp_path)
    other = tmp_path / "airports.csv"
    other.write_text("code,name\nEWR,Newark\nJFK,Kennedy\n", encoding="utf-8")
    import_now(workspace, other, "airports")
    show(window, until)
    version = datasets.version(workspace, version_id)
    params = {
        RuleKind.RANGE: RuleParams(minimum="1", maximum="22.5"),
        RuleKind.IN_SET: RuleParams(values=("EWR", "é, “x”")),
        RuleKind.PATTERN: RuleParams(pattern="[A-Z]{3}"),
        RuleKind.TYPE: RuleParams(type=ColumnType.INTEGER),
        RuleKind.ROW_COUNT: RuleParams(minimum="10", max_change=0.25),
        RuleKind.FRESH: RuleParams(hours=72.0),
        RuleKind.BALANCE: RuleParams(left="temp", right="hour", ratio=True, maximum="9"),
        RuleKind.EXPRESSION: RuleParams(expression="temp > hour"),
        RuleKind.REFERENCE: RuleParams(dataset="airports", column="code"),
        RuleKind.SAME_DISTRIBUTION: RuleParams(limit=0.15),
    }
    whole = (RuleKind.ROW_COUNT, RuleKind.SAME_COLUMNS, RuleKind.BALANCE, RuleKind.EXPRESSION)
    of_text = (RuleKind.IN_SET, RuleKind.PATTERN, RuleKind.REFERENCE)
    for kind in RuleKind:
        columns = () if kind in whole else ("origin",) if kind in of_text else ("hour",)
        spec = RuleSpec(kind, columns, params.get(kind, RuleParams()), Severity.ERROR, name="Mine")
        dialog = RuleDialog(window, version, None, spec)  # type: ignore[arg-type]
        window.open_dialog(dialog)
        until(partial(_offered, dialog))
        assert dialog.spec() == spec
        dialog.reject()


def test_a_removed_rule_comes_back_with_undo_and_rules_can_be_moved(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 300, HOUR, GUST)
    page = show(window, until)
    page.tabs.set_key("quality")
    tab = _tab(page)
    until(lambda: _states(tab) == ["Passes", "Fails"])
    tab.detail.buttons[0].click()  # the failing one moves up
    until(lambda: _states(tab) == ["Fails", "Passes"])
    tab.detail.buttons[4].click()
    until(lambda: _chips(page) == ["1 rule passes"])
    until(lambda: _told(window, "Removed the rule"))
    window.undo()
    until(lambda: _chips(page) == ["1 rule passes", "1 fails"])
    until(lambda: _states(tab) == ["Fails", "Passes"])  # as before, and what was found is there


def test_a_new_version_that_breaks_a_rule_says_so(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 300, HOUR, GUST)
    page = show(window, until)
    job, _ = datasets.import_file(
        workspace, ImportRequest(str(write_weather(tmp_path / "x.csv", 350, faults=False)), "weather")
    )
    page.imports.started(workspace.wait(job.id, timeout=60))
    until(lambda: _told(window, "Imported weather v2"))
    assert _told(window, "350 rows. 1 quality rule fails.")
    window.go("data", (datasets.find_version(workspace, "weather").id, "quality"))
    until(lambda: page.version is not None and page.version.number == 2 and page.tabs.key() == "quality")
    until(lambda: _chips(page) == ["1 rule passes", "1 fails"])


def test_training_waits_for_a_reason(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    _weather(workspace, tmp_path, 600, HOUR, GUST)
    window.go("experiments")
    page = window.page("experiments")
    assert isinstance(page, ExperimentsPage)
    until(lambda: page._snapshot is not None)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    until(lambda: bool(_visible(window, NewExperimentDialog)))
    dialog: NewExperimentDialog = _visible(window, NewExperimentDialog)[0]
    reason = "Say why to train although a quality rule fails"
    qtbot.waitUntil(lambda: dialog.reason() == reason, timeout=60_000)
    assert not dialog.primary.isEnabled()
    assert "gust is never missing: 540 rows have no gust" in dialog.quality.note.label.text()
    qtbot.keyClicks(dialog.quality.reason, "calm hours have none")
    until(lambda: dialog.primary.isEnabled())
    for row in dialog.algorithms.rows:
        row.box.setChecked(row.algorithm.key == "logistic_regression")
    dialog.submit()
    until(lambda: bool(experiments.runs(workspace)))
    until(lambda: not _visible(window, NewExperimentDialog))
    entry = next(e for e in activity.audit(workspace, limit=50) if e.action == "experiment.quality.override")
    assert entry.after["reason"] == "calm hours have none"
    for run in experiments.runs(workspace):
        activity.cancel(workspace, str(run.job_id))
    until(lambda: all(r.state.ended for r in experiments.runs(workspace)))


def test_the_page_of_another_version_shows_its_own_results(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    first = _weather(workspace, tmp_path, 300, RuleSpec(RuleKind.ROW_COUNT, params=RuleParams(minimum="350")))
    _weather(workspace, tmp_path, 400)
    page = show(window, until)
    until(lambda: _chips(page) == ["1 rule passes"])
    window.go("data", first)
    until(lambda: _chips(page) == ["1 warns"])
    assert data_page(window) is page
