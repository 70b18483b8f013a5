"""The import dialog, from a file on the disk to a dataset on the page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from modelyard.domain.data.datasets import ColumnType, ImportRequest, Misfit, ProblemKind, ReadOptions
from modelyard.jobs.pool import LightPool
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace
from modelyard.ui import workspaces
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.pages.data.importing.target import name_of
from modelyard.ui.pages.data.versions.rejected_tab import RejectedTab
from modelyard.ui.workspaces import Workspaces
from tests.ui.data_support import (
    Until,
    choose,
    data_page,
    dialogs,
    import_now,
    mime,
    open_on,
    rows_shown,
    show,
    toast_titles,
    write_weather,
)

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def test_first_import_makes_a_workspace_and_shows_the_rows(
    window: MainWindow, pool: LightPool, until: Until, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspaces, "base_folder", lambda: tmp_path)
    window.workspaces = Workspaces(window, window.bridge, pool)
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    until(lambda: len(dialogs(window)) == 1)
    dialog = dialogs(window)[0]
    assert window.workspace.path == tmp_path / "my-workspace.modelyard"
    assert not dialog.primary.isEnabled()
    assert dialog.facts.text() == "Choose a file first."
    dialog.set_file(write_weather(tmp_path / "weather.csv"))
    until(lambda: dialog.preview is not None)
    assert dialog.name.text() == "weather"
    dialog.note.setText("Hourly weather")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page = data_page(window)
    until(lambda: rows_shown(page))
    assert not dialogs(window)
    assert page.head.title.text() == "weather"
    assert page.head.fact.text() == "297 rows, 5 columns. Hourly weather."
    assert [t.text for t in page.list.list.rows()] == ["weather"]
    opened_workspace = window.workspace
    window.set_workspace(None)
    window.bridge.attach(pool)
    opened_workspace.close()


def test_preview_shows_types_rows_and_what_is_wrong(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv"))
    model = dialog.table.rows
    types = {c.name: c.type for c in model.columns}
    assert types == {
        "origin": ColumnType.TEXT, "hour": ColumnType.INTEGER, "temp": ColumnType.NUMBER, "gust": ColumnType.NUMBER,
        "rain": ColumnType.BOOLEAN,
    }  # fmt: skip
    assert [model.index(0, i).data() for i in range(5)] == ["EWR", "0", "0", "20", "yes"]
    assert model.index(1, 3).data() == "empty"
    assert dialog.pane.fact.text() == "300 rows, 5 columns"
    problems = [p.title for p in dialog.problems.problems]
    assert any("2 rows" in p for p in problems)
    assert any("hour" in p for p in problems)
    assert dialog.facts.text() == "297 rows will be imported,"
    assert dialog.aside.text() == "3 left out"
    assert dialog.primary.isEnabled()


def test_another_type_is_previewed_and_imported(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv"))
    menu = dialog.table.type_menu(1)
    assert [a.text() for a in menu.actions() if a.isChecked()] == ["Integer"]
    next(a for a in menu.actions() if a.text() == "Text").trigger()
    menu.deleteLater()
    until(lambda: dialog.table.rows.columns[1].type is ColumnType.TEXT)
    assert dialog.aside.text() == "2 left out"
    dialog.submit()
    page = data_page(window)
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "weather")
    assert version.columns[1].type is ColumnType.TEXT
    assert (version.rows, version.rejected) == (298, 2)


def test_text_options_change_the_preview(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes("Ort;Preis\nKöln;1,5\nBonn;2,25\n".encode("cp1252"))
    dialog = open_on(window, until, path)
    options = dialog.sources.file.form
    assert options.delimiter.select.currentText() == "Semicolon (detected)"
    assert options.decimal.select.currentText() == "Comma (detected)"
    assert [dialog.table.rows.index(0, i).data() for i in (0, 1)] == ["Köln", "1.5"]
    options.header.click()
    until(lambda: dialog.table.rows.rowCount() == 3)
    assert not options.header.isChecked()
    assert dialog.table.rows.columns[0].name != "Ort"
    options.header.click()
    choose(options.delimiter.select, "|")
    until(lambda: len(dialog.table.rows.columns) == 1 and dialog.table.rows.columns[0].name == "Ort;Preis")
    assert options.delimiter.select.currentText() == "Vertical bar"


BAD = {
    "empty.csv": (b"", "is empty"),
    "header.csv": (b"a,b,c\n", "no rows"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "is a picture"),
    "binary.csv": (bytes(range(256)) * 400, "binary"),
    "broken.parquet": (b"PAR1" + b"\x00" * 100, "broken.parquet"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_answered_with_a_sentence(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path, name: str
) -> None:
    content, words = BAD[name]
    (tmp_path / name).write_bytes(content)
    dialog = open_on(window, until, tmp_path / name)
    assert dialog.states.state == "error"
    error = dialog.states.currentWidget()
    assert words in error.text.text()  # type: ignore[union-attr]
    assert not dialog.primary.isEnabled()
    assert dialog.facts.text() == "Choose another source, or change how it is read."
    dialog.set_file(write_weather(tmp_path / "good.csv"))
    until(lambda: dialog.states.state == "full")
    assert dialog.primary.isEnabled()


def test_a_file_that_goes_away_after_the_preview_is_told_in_the_dialog(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv")
    dialog = open_on(window, until, path)
    path.unlink()
    dialog.submit()
    until(lambda: "There is no file" in dialog.facts.text())
    assert dialog.primary.isVisible()
    assert dialog.content.isEnabled()
    assert datasets.list_datasets(workspace) == []


def test_a_name_that_is_taken_becomes_a_new_version(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "first.csv", 300), "weather")
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv", 320))
    assert dialog.save_as.currentText() == "New version of weather"
    dialog.save_as.set_key("new")
    dialog.save_as.activated.emit(0)
    assert "There is a dataset weather already" in dialog.target.name_field.message.text()
    assert not dialog.primary.isEnabled()
    dialog.name.selectAll()
    qtbot.keyClicks(dialog.name, "weather 2")
    assert dialog.primary.isEnabled()
    dialog.save_as.set_key("weather")
    dialog.save_as.activated.emit(1)
    dialog.submit()
    page = data_page(window)
    until(lambda: page.version is not None and page.version.number == 2 and rows_shown(page))
    assert page.head.tag.text == "v2"
    assert [v.number for v in datasets.versions(workspace)] == [2, 1]


def test_the_same_content_adds_no_version(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv")
    import_now(workspace, path, "weather")
    dialog = open_on(window, until, path)
    dialog.submit()
    until(lambda: any("has not changed" in t for t in toast_titles(window)))
    assert len(datasets.versions(workspace)) == 1
    import_now(workspace, write_weather(tmp_path / "longer.csv", 310), "weather")
    open_on(window, until, path).submit()
    until(lambda: any("weather v1 holds these rows already" in t for t in toast_titles(window)))
    assert len(datasets.versions(workspace)) == 2


def test_a_drop_on_a_dataset_asks_for_a_new_version_of_it(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "a.csv"), "weather")
    page = show(window, until)
    row = page.list.list.widget().findChildren(type(page.list.list.items[0]))[0]
    place = row.mapTo(page.list, QPoint(20, 10))
    carried = mime(write_weather(tmp_path / "b.csv", 310))
    QApplication.sendEvent(page.list, QDragEnterEvent(place, COPY, carried, LEFT, PLAIN))
    QApplication.sendEvent(page.list, QDropEvent(QPointF(place), COPY, carried, LEFT, PLAIN))
    dialog = dialogs(window)[0]
    assert dialog.accessibleName() == "Import a new version of weather"
    until(lambda: dialog.preview is not None)
    assert dialog.name.text() == "weather"
    assert not dialog.name.isEnabled()


def test_cancelling_keeps_nothing(window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    lines = os.linesep.join(f"{i},{i * 7 % 1000},name {i % 5000}" for i in range(600_000))
    path.write_text(f"id,value,name\n{lines}\n", encoding="utf-8")
    dialog = open_on(window, until, path)
    dialog.submit()
    until(lambda: dialog.job is not None)
    assert not dialog.content.isEnabled()
    assert dialog.background.isVisible()
    dialog.cancel_import.click()
    until(lambda: dialog.job is None)
    assert dialog.facts.text() == "The import was cancelled. Nothing was kept."
    assert dialog.primary.isEnabled()
    assert datasets.list_datasets(workspace) == []
    assert list((workspace.path / "blobs").rglob("*.parquet")) == []


def test_an_import_goes_on_in_the_background(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv"))
    dialog.submit()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    until(lambda: not dialogs(window))
    page = data_page(window)
    until(lambda: rows_shown(page))
    assert any("Imported weather v1" in t for t in toast_titles(window))


def test_names_are_made_from_files() -> None:
    assert name_of(Path("/x/nyc-flights.csv")) == "nyc-flights"
    assert name_of(Path("/x/table.csv.gz")) == "table"
    assert name_of(Path("/x/Umsätze (2024)!.parquet")) == "Umsätze -2024"
    assert name_of(Path("/x/().csv")) == "table"


def _settle(dialog: ImportDialog, until: Until, column: str, kind: ProblemKind, choice: str) -> None:
    select = dialog.problems.select_of(column, kind)
    assert select is not None
    choose(select, choice)
    until(lambda: not dialog.reader.reading)


def _shown(dialog: ImportDialog, column: str, kind: ProblemKind) -> str:
    select = dialog.problems.select_of(column, kind)
    return "" if select is None else select.currentText()


def test_values_are_set_to_missing_or_kept_as_text_and_the_choice_can_be_taken_back(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv"))
    misfits = ("hour", ProblemKind.MISFITS)
    assert _shown(dialog, *misfits) == "Keep the rows aside"
    _settle(dialog, until, *misfits, "missing")
    until(lambda: dialog.aside.text() == "2 left out")
    assert _shown(dialog, *misfits) == "Set to missing"
    assert dialog.facts.text() == "298 rows will be imported,"
    row = next(r for r in range(dialog.table.rows.rowCount()) if dialog.table.rows.index(r, 1).data() == "empty")
    assert dialog.table.rows.index(row, 2).data() == "1.5"
    _settle(dialog, until, *misfits, "text")
    until(lambda: dialog.table.rows.columns[1].type is ColumnType.TEXT)
    assert _shown(dialog, *misfits) == "Keep the column as text"
    assert dialog.aside.text() == "2 left out"
    _settle(dialog, until, *misfits, "aside")
    until(lambda: dialog.aside.text() == "3 left out")
    assert dialog.table.rows.columns[1].type is ColumnType.INTEGER
    assert dialog.sources.file.options() == ReadOptions()
    _settle(dialog, until, *misfits, "missing")
    until(lambda: any("Set to missing" in p.text for p in dialog.problems.problems))
    dialog.submit()
    page = data_page(window)
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "weather")
    assert (version.rows, version.rejected, version.set_missing) == (298, 2, {"hour": 1})
    assert page.head.aside.text == "2 rows kept aside, 1 value set to missing"
    assert ("Missing", "1 × hour") in page.panel.facts._shown
    window.go("data", (version.id, "rejected"))
    rejected = page.tabs.tab(RejectedTab)
    table = rejected.table
    until(lambda: table.rows.rowCount() == 3)
    assert [table.rows.cell(2, c).text for c in range(4)] == [
        "80", "hour", "Set to missing: not a whole number", "noon",
    ]  # fmt: skip


def test_an_odd_value_is_set_to_missing_in_its_column_and_the_choice_can_be_taken_back(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "wind.csv"
    speeds = [1048.4 if i == 77 else i % 60 / 2 for i in range(300)]
    path.write_text("speed,other\n" + "".join(f"{s},{s}\n" for s in speeds), encoding="utf-8")
    dialog = open_on(window, until, path)
    for column in ("speed", "other"):
        assert _shown(dialog, column, ProblemKind.ODD) == "Keep the value"
    _settle(dialog, until, "speed", ProblemKind.ODD, "missing")
    until(lambda: any(p.title == "speed: 1048.4 set to missing" for p in dialog.problems.problems))
    assert _shown(dialog, "speed", ProblemKind.ODD) == "Set to missing"
    assert dialog.facts.text() == "300 rows will be imported"
    _settle(dialog, until, "speed", ProblemKind.ODD, "keep")
    until(lambda: sum("has one odd value" in p.title for p in dialog.problems.problems) == 2)
    assert dialog.sources.file.options() == ReadOptions()
    _settle(dialog, until, "speed", ProblemKind.ODD, "missing")
    until(lambda: any(p.title == "speed: 1048.4 set to missing" for p in dialog.problems.problems))
    dialog.submit()
    page = data_page(window)
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "wind")
    shown = datasets.rows(workspace, version.id, 77, 1).rows[0]
    assert (version.rows, version.rejected, shown) == (300, 0, (None, 1048.4))


def test_columns_are_left_out_by_a_problem_or_in_their_head(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv", faults=False))
    empty = ("gust", ProblemKind.EMPTY)
    _settle(dialog, until, *empty, "out")
    until(lambda: dialog.table.rows.out == ("gust",))
    assert _shown(dialog, *empty) == "Leave the column out"
    assert dialog.pane.fact.text() == "300 rows, 4 columns, 1 left out"
    assert dialog.table.rows.texts(0)[3] == ("20.0", True)
    menu = dialog.table.type_menu(4)
    next(a for a in menu.actions() if a.text() == "Leave the column out").trigger()
    menu.deleteLater()
    until(lambda: dialog.table.rows.out == ("gust", "rain"))
    _settle(dialog, until, *empty, "keep")
    until(lambda: dialog.table.rows.out == ("rain",))
    assert _shown(dialog, *empty) == "Keep the column"
    dialog.submit()
    page = data_page(window)
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "weather")
    assert [c.name for c in version.columns] == ["origin", "hour", "temp", "gust"]
    assert ("Left out", "rain") in page.panel.facts._shown


def test_a_version_with_nothing_but_missing_values_has_the_tab(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("hour\n1\nnoon\n3\n", encoding="utf-8")
    options = ReadOptions(types={"hour": ColumnType.INTEGER}, misfits={"hour": Misfit.MISSING})
    job, _ = datasets.import_file(workspace, ImportRequest(str(path), "hours", options))
    version_id = str(workspace.wait(job.id, timeout=60).result["version_id"])
    page = show(window, until, version_id)
    window.go("data", (version_id, "rejected"))
    rejected = page.tabs.tab(RejectedTab)
    until(lambda: rejected.table.rows.rowCount() == 1)
    assert rejected.fact.text() == "Set to missing were values of hour (1)."
    assert not page.tabs.bar._find("rejected").button.isHidden()


def test_an_earlier_import_comes_back_with_its_choices(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv")
    types, misfits = {"hour": ColumnType.INTEGER}, {"hour": Misfit.MISSING}
    options = ReadOptions(types=types, misfits=misfits, leave_out=("gust",))
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state in ("full", "empty"))
    dialog = page.imports.reopen(ImportRequest(str(path), "weather", options))
    until(lambda: dialog.preview is not None and not dialog.reader.reading)
    assert _shown(dialog, "hour", ProblemKind.MISFITS) == "Set to missing"
    assert _shown(dialog, "gust", ProblemKind.EMPTY) == "Leave the column out"
    assert dialog.sources.file.options().leave_out == ("gust",)


def test_nothing_is_asked_for_columns_where_each_file_is_a_dataset(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    files = [write_weather(tmp_path / name) for name in ("alpha.csv", "omega9.txt")]
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state in ("full", "empty"))
    dialog = page.imports.open(files)
    until(lambda: dialog.preview is not None)
    assert dialog.sources.file.each()
    assert dialog.problems.problems
    assert dialog.problems.select_of("hour", ProblemKind.MISFITS) is None
    assert not dialog.table.types.editable
