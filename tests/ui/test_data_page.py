"""The Data page over a real workspace: rows, profiles, rejected rows, versions, and what uses them."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitSpec
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.columns.tab import ColumnsTab
from modelyard.ui.pages.data.table.cells import cell_text, short_number
from modelyard.ui.pages.data.versions.rejected_tab import RejectedTab
from modelyard.ui.pages.data.versions.used_by_tab import UsedByTab
from tests.ui.data_support import (
    Until,
    data_page,
    dialogs,
    import_now,
    rows_shown,
    show,
    toast_titles,
    write_weather,
)


def test_an_empty_workspace_offers_the_import(window: MainWindow, workspace: Workspace, until: Until) -> None:
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    assert window.header.fact.text() == "0 datasets"
    assert "data.import" in window.header.buttons
    window.header.buttons["data.import"].click()
    assert len(dialogs(window)) == 1


def test_what_another_process_imports_appears(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    import_now(workspace, write_weather(tmp_path / "weather.csv"), "weather")
    until(lambda: rows_shown(page))
    assert page.states.state == "full"
    assert [(r.text, r.fact, r.aside) for r in page.list.list.rows()] == [("weather", "297 rows, 5 columns", "v1")]


def test_all_rows_can_be_reached_and_few_are_kept(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("id,double\n" + "".join(f"{i},{i * 2.5}\n" for i in range(60_000)), encoding="utf-8")
    import_now(workspace, path, "long")
    page = show(window, until)
    model = page.table_tab.model
    assert model is not None
    assert model.rowCount() == 60_000
    assert page.table_tab.count.text() == "60,000 rows"
    qtbot.keyClicks(page.table_tab.place.jump, "45678")
    qtbot.keyClick(page.table_tab.place.jump, Qt.Key.Key_Return)
    until(lambda: model.is_loaded(45_677))
    assert [model.index(45_677, i).data() for i in (0, 1)] == ["45677", "114192.5"]
    until(lambda: page.table_tab.place.label.text().startswith("Rows 45,678 to "))
    bar = page.table_tab.table.verticalScrollBar()
    longest = 0.0
    for position in range(0, 60_000, 150):
        began = time.thread_time()
        bar.setValue(position)
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - began)
    assert longest < 0.05, f"a step took {1000 * longest:.0f} ms of the window's thread"
    until(lambda: model.is_loaded(page.table_tab.table.first_row()))
    assert len(model.cached_pages) <= 40


def test_the_head_tells_the_profile_and_leads_to_the_columns(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "weather.csv", faults=False), "weather")
    page = show(window, until)
    assert [page.table_tab.model.headerData(i, Qt.Orientation.Horizontal) for i in range(5)] == [
        "origin", "hour", "temp", "gust", "rain",
    ]  # fmt: skip
    page.table_tab.table.head.sectionDoubleClicked.emit(2)
    assert page.tabs.key() == "columns"
    table = page.tabs.tab(ColumnsTab).table
    assert table.selected_key() == "temp"
    shown = {c.title: table.rows.cell(table.currentIndex().row(), i).text for i, c in enumerate(table.rows.columns)}
    values = [i / 4 for i in range(300)]
    assert shown["Missing"] == "0"
    assert shown["Different"] == "300"
    assert (shown["Lowest"], shown["Highest"]) == ("0", "74.750")
    assert shown["Mean"] == f"{statistics.mean(values):.3f}"
    assert shown["Std. dev."] == f"{statistics.stdev(values):.3f}"
    assert shown["Median"] == f"{statistics.median(values):.3f}"
    gust = table.rows.find("gust")
    assert table.rows.cell(gust, 1).text == "90.0\u00a0%"
    rain = table.rows.find("rain")
    assert table.rows.cell(rain, len(table.rows.columns) - 1).text.lower() == "false 225,  true 75"
    table.row_opened.emit("gust")
    assert page.tabs.key() == "table"


def test_what_was_imported_a_moment_ago_is_found(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    """The page is asked for a version that it has not read yet, before it has heard of it."""
    first = import_now(workspace, write_weather(tmp_path / "first.csv", faults=False), "first")
    page = show(window, until, first)
    second = import_now(workspace, write_weather(tmp_path / "second.csv"), "second")
    window.go("data", second)
    until(lambda: page.version is not None and page.version.id == second)
    window.go("data", "01a1fde99b2b089cc20c0759ee")  # nobody's: what is shown stays
    until(lambda: not window.bridge.pending)
    assert page.version is not None
    assert page.version.id == second


def test_rejected_rows_are_shown_with_line_and_reason_and_exported(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    clean = import_now(workspace, write_weather(tmp_path / "clean.csv", faults=False), "clean")
    faulty = import_now(workspace, write_weather(tmp_path / "weather.csv"), "weather")
    page = show(window, until, clean)
    page.tabs.set_key("table")
    assert page.tabs.bar._find("rejected").button.isHidden()
    window.go("data", (faulty, "rejected"))
    rejected = page.tabs.tab(RejectedTab)
    table = rejected.table
    until(lambda: table.rows.rowCount() == 3)
    assert page.head.aside.text == "3 rows kept aside"
    lines = [[table.rows.cell(r, c).text for c in range(4)] for r in range(3)]
    assert [line[0] for line in lines] == ["12", "40", "80"]
    assert lines[2][1] == "hour"
    assert "noon" in lines[2][2]
    assert lines[0][3].endswith(",extra")
    assert rejected.fact.text().startswith("3 of 300 rows did not fit")
    version = datasets.version(workspace, faulty)
    page.menu.export(version, tmp_path / "out.csv")
    until(lambda: any("Exported 3 rows" in t for t in toast_titles(window)))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["line"] for row in csv.DictReader(file)] == ["12", "40", "80"]


def test_versions_can_be_looked_at(window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path) -> None:
    first = import_now(workspace, write_weather(tmp_path / "a.csv", 300, faults=False), "weather", "The first")
    import_now(workspace, write_weather(tmp_path / "b.csv", 350, faults=False), "weather")
    page = show(window, until)
    assert page.version is not None
    assert page.version.number == 2
    assert [(i.row.title, i.row.note, i.row.lines[0]) for i in page.panel.rail.items] == [
        ("v2", "b.csv", "350 rows  +50 rows"), ("v1", "The first", "300 rows  5 columns"),
    ]  # fmt: skip
    page.panel.rail.items[1].click()
    until(lambda: page.table_tab.version_id == first and rows_shown(page))
    assert page.head.tag.text == "v1"
    assert page.table_tab.model.rowCount() == 300
    facts = {row[0]: row[1] for row in page.panel.facts._shown}
    assert facts["Source"] == "a.csv"
    assert (workspace.path / facts["File"]).exists()
    import_now(workspace, write_weather(tmp_path / "c.csv", 360, faults=False), "weather")
    until(lambda: len(page.panel.rail.items) == 3)
    assert page.version.number == 1, "an older version that was chosen stays in front"


def test_runs_that_use_a_dataset_are_counted(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_now(workspace, write_weather(tmp_path / "weather.csv", faults=False), "weather")
    page = show(window, until)
    page.tabs.set_key("used")
    assert page.tabs.tab(UsedByTab).states.state == "empty"
    spec = ExperimentSpec("rain", version_id, "rain", ("hour", "temp"), (AlgorithmSpec("baseline"),), SplitSpec())
    _, changes = experiments.start(workspace, spec)
    window.bridge.post_changes(changes)
    until(lambda: page.tabs.tab(UsedByTab).table.rows.rowCount() == 1)
    assert page.tabs.bar._find("used").button.count == "1"
    assert page.tabs.tab(UsedByTab).table.rows.cell(0, 0).text == "rain"
    assert page.head.fact.text() == "300 rows, 5 columns, target rain."


def test_the_filter_and_the_arrows_find_a_dataset(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv", faults=False)
    for name in ("airports", "planes", "weather"):
        import_now(workspace, path, name)
    page = show(window, until)
    assert page.version.dataset_name == "airports"
    item = page.list.list.items[0]
    item.setFocus()
    qtbot.keyClick(item, Qt.Key.Key_Down)
    until(lambda: page.version.dataset_name == "planes" and rows_shown(page))
    qtbot.keyClicks(page.list.filter, "eath")
    until(lambda: [r.text for r in page.list.list.rows()] == ["weather"])
    qtbot.keyClicks(page.list.filter, "zz")
    until(lambda: page.list.nothing.isVisible())
    qtbot.keyClick(page.list.filter, Qt.Key.Key_Escape)
    until(lambda: len(page.list.list.rows()) == 3)


def test_rows_that_cannot_be_read_say_so_and_can_be_tried_again(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_now(workspace, write_weather(tmp_path / "weather.csv", faults=False), "weather")
    blob = workspace.blobs.path(datasets.version(workspace, version_id).content_hash)
    blob.rename(tmp_path / "aside")
    window.go("data")
    page = data_page(window)
    until(lambda: page.detail_states.state == "error")
    (tmp_path / "aside").rename(blob)
    page.detail_states.retry.emit()
    until(lambda: rows_shown(page))
    assert page.detail_states.state == "full"


def test_a_narrow_window_folds_the_versions_away(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "weather.csv"), "weather")
    page = show(window, until)
    assert page.panel.isVisible()
    window.resize(1100, 700)
    until(lambda: not page.panel.isVisible())
    page.head.panel_button.click()
    assert page.panel.isVisible()


def test_a_row_can_be_copied(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "weather.csv", faults=False), "weather")
    page = show(window, until)
    table = page.table_tab.table
    table.setCurrentIndex(page.table_tab.model.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "JFK\t1\t0.25\t\tfalse"


@pytest.mark.parametrize(
    ("value", "text"),
    [(2013, "2013"), (-6, "−6"), (10.357, "10.357"), (1e-9, "1e-09"), (5.0, "5"), (True, "yes"), ("a\nb", "a b")],
)
def test_values_are_written_as_they_are(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_statistics_are_short() -> None:
    assert [short_number(v) for v in (None, 0.0, 12.6390721, 1301, 336776.0, -43.5)] == [
        "–", "0", "12.639", "1301", "336,776", "−43.500",
    ]  # fmt: skip
