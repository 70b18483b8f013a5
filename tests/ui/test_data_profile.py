"""The Columns and Correlations tabs and the profile report, over a real workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PySide6.QtCore import QPoint, Qt

from modelyard.core.errors import AppError
from modelyard.domain.data.correlations import Measure
from modelyard.domain.jobs import JobState
from modelyard.services.data import profile as service
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.own_jobs import OwnJobs
from modelyard.ui.pages.data.columns.tab import ColumnsTab
from modelyard.ui.pages.data.correlations.tab import CorrelationsTab
from modelyard.ui.pages.data.page import DataPage
from tests.ui.data_support import Until, import_now, show, toast_titles

ROWS = 2000


def people() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    base = rng.normal(size=ROWS)
    return pd.DataFrame(
        {
            "id": np.arange(ROWS),
            "size": base,
            "mirror": -base + rng.normal(size=ROWS) * 0.001,
            "noise": rng.integers(0, 50, ROWS),
            "colour": np.where(rng.random(ROWS) < 0.5, "red", "green"),
            "late": base > 1.0,
        }
    )


def import_people(workspace: Workspace, tmp_path: Path) -> str:
    people().to_csv(tmp_path / "people.csv", index=False)
    return import_now(workspace, tmp_path / "people.csv", "people")


def calm(page: DataPage, until: Until) -> None:
    until(lambda: not page.shell.bridge.pending)


def cell(page: DataPage, row: str, key: str) -> str:
    table = page.tabs.tab(ColumnsTab).table
    place = next(i for i, c in enumerate(table.rows.columns) if c.key == key)
    return table.rows.cell(table.rows.find(row), place).text


def test_a_column_is_shown_in_full_with_its_warnings(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    import_people(workspace, tmp_path)
    page = show(window, until)
    page.tabs.set_key("columns")
    calm(page, until)
    tab = page.tabs.tab(ColumnsTab)
    assert tab.table.selected_key() == "id"
    assert cell(page, "id", "odd") == "Identifier"
    assert tab.fact.text() == "6 columns, 1 warning"
    tab.table.select("size")
    assert tab.detail.name.text() == "size"
    shown = dict(tab.detail.values._shown)  # type: ignore[arg-type]
    assert shown["Mean"].replace("\u2212", "-") == f"{people()['size'].mean():.3f}"
    assert "Outliers, 1.5 IQR" in shown
    assert tab.detail.shape.isVisible()
    tab.table.select("colour")
    assert not tab.detail.shape.isVisible()
    assert tab.detail.top.chart is not None
    assert "red" in str(tab.detail.top.chart.table().rows)
    qtbot.keyClicks(tab.search, "mir")
    until(lambda: tab.table.rows.rowCount() == 1)
    assert tab.fact.text() == "1 of 6 columns, 1 warning"
    tab.search.clear()
    tab.which.set_key("odd")
    assert [c.name for c in tab.table.rows.rows()] == ["id"]


def test_a_target_shows_leaks_and_is_remembered(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    page = show(window, until)
    page.tabs.set_key("columns")
    calm(page, until)
    tab = page.tabs.tab(ColumnsTab)
    tab.table.select("late")
    tab.detail.target.click()
    until(lambda: cell(page, "size", "odd") == "Leaks the target")
    assert tab.target.key() == "late"
    tells = {name: float(cell(page, name, "tells")) for name in ("size", "mirror", "noise")}
    assert tells["size"] > 0.99
    assert tells["noise"] < 0.7
    assert cell(page, "late", "tells") == "target"
    assert cell(page, "late", "odd") == "Rare class"
    tab.table.select("mirror")
    assert [n.kind for n in tab.detail.odd.children() if hasattr(n, "kind")] == ["bad"]
    assert page.version is not None
    assert page.target_of(page.version) == "late"
    assert service.target_report(workspace, version_id, "late") is not None
    calm(page, until)
    tab.use_target("")
    calm(page, until)
    assert cell(page, "size", "odd") == ""
    assert not any(c.key == "tells" for c in tab.table.rows.columns)


def correlations_tab(page: DataPage) -> CorrelationsTab:
    tab = page.tabs.tab(CorrelationsTab)
    return tab


def test_correlations_are_measured_once_and_can_be_walked(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    page = show(window, until)
    assert service.correlations(workspace, version_id) is None  # nobody asked yet
    page.tabs.set_key("correlations")
    tab = correlations_tab(page)
    until(lambda: tab.found is not None and tab.states.state == "full")
    assert service.correlations(workspace, version_id) is not None
    assert tab.fact.text() == "6 columns, 2,000 rows"
    first = tab.list.rows.row(0)
    assert {first.first, first.second} == {"size", "mirror"}
    assert tab.list.rows.cell(0, 1).text == "\u22121.000"
    assert set(tab.matrix.names[:2]) == {"size", "mirror"}
    assert tab.matrix.names[0] != tab.matrix.names[1]
    text = tab.matrix.text_of(0, 1)
    assert "size" in text
    assert "\u22121.000, Pearson, 2,000 rows" in text
    tab.matrix.setFocus()
    qtbot.keyClick(tab.matrix, Qt.Key.Key_Right)
    assert tab.matrix.current == (0, 1)
    assert tab.matrix.accessibleDescription() == tab.said.text() == text
    assert tab.list.selected_key() in ("size\nmirror", "mirror\nsize")
    tab.measure._group.button(3).click()
    assert tab.measure.key() == Measure.CRAMERS_V.value
    assert set(tab.matrix.names) == {"colour", "late"}
    tab.measure._group.button(0).click()
    qtbot.keyClicks(tab.search, "noise")
    until(lambda: tab.list.rows.rowCount() == 5)
    page.tabs.set_key("columns")
    until(lambda: "Correlated" in cell(page, "size", "odd"))
    calm(page, until)
    jobs = [j for j in workspace.runner._seen.values() if j.kind == service.CORRELATE]
    assert len(jobs) <= 1


def test_the_matrix_scrolls_over_many_columns(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"a_long_measurement_name_{i:03d}": rng.normal(size=60) for i in range(120)})
    frame["late_twin"] = frame.iloc[:, 77] * 2
    frame.to_csv(tmp_path / "wide.csv", index=False)
    import_now(workspace, tmp_path / "wide.csv", "wide")
    page = show(window, until)
    page.tabs.set_key("correlations")
    tab = correlations_tab(page)
    until(lambda: tab.found is not None and tab.states.state == "full")
    assert tab.matrix.names[:2] == ["a_long_measurement_name_077", "late_twin"]
    assert tab.list.rows.rowCount() == 1000
    matrix = tab.matrix
    assert matrix.horizontalScrollBar().maximum() > 0
    last = len(matrix.names) - 1
    matrix.select(matrix.names[last], matrix.names[last - 1])
    assert matrix.verticalScrollBar().value() > 0
    corner = QPoint(matrix.viewport().width() - 20, matrix.viewport().height() - 8)
    at = matrix._cell_at(corner)
    assert at is not None
    assert at[0] > 60
    assert not matrix.grab().isNull()


def test_the_report_is_written_with_all_that_can_be_known(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    page = show(window, until)
    assert page.version is not None
    out = tmp_path / "people.html"
    page.remember_target(page.version, "late")
    page.menu.export_report(page.version, out)
    until(lambda: any(t.startswith("Exported the profile report") for t in toast_titles(window)))
    found = service.insight(workspace, version_id, "late")
    said = f"Exported the profile report, {len(found.warnings)} warnings. "
    assert any(title.startswith(said) for title in toast_titles(window))
    assert {w.title for w in found.warnings} >= {"Leaks the target", "Rare class", "Correlated", "Identifier"}
    text = out.read_text(encoding="utf-8")
    assert "Leaks the target" in text
    assert "Strongest pairs" in text
    assert service.correlations(workspace, version_id) is not None
    page.menu.export_report(page.version, tmp_path / "nowhere" / "x.html")
    until(lambda: any("cannot be written" in title for title in toast_titles(window)))


def test_a_workspace_for_reading_only_measures_nothing(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    page = show(window, until)
    workspace.read_only = "It is on a network drive."
    page.tabs.set_key("correlations")
    tab = correlations_tab(page)
    until(lambda: tab.states.state == "empty")
    page.tabs.set_key("columns")
    page.tabs.tab(ColumnsTab).use_target("late")
    calm(page, until)
    assert service.correlations(workspace, version_id) is None
    assert service.target_report(workspace, version_id, "late") is None


def test_a_job_that_ended_before_its_id_was_known_is_told_of_all_the_same(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    jobs = OwnJobs(window, window)
    heard: list[tuple[JobState, object]] = []
    jobs.moved.connect(lambda job, about: heard.append((job.state, about)))
    job, _ = service.correlate(workspace, version_id)
    workspace.wait(job.id, timeout=60)
    until(lambda: window.bridge.pending == 0)
    jobs.follow(job, version_id)  # as it was when it was started
    assert jobs.running(version_id)
    until(lambda: bool(heard) and heard[-1] == (JobState.SUCCEEDED, version_id))
    assert not jobs.running(version_id)


def test_an_error_about_another_version_is_not_shown(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    version_id = import_people(workspace, tmp_path)
    page = show(window, until)
    page.tabs.set_key("correlations")
    tab = page.tabs.tab(CorrelationsTab)
    until(lambda: tab.states.state == "full")
    tab._failed("another", AppError("The disk is full."))
    assert tab.states.state == "full"
    tab._failed(version_id, AppError("The disk is full."))
    assert tab.states.state == "error"
