"""The sources of the import dialog: options of files, several files, the clipboard, rows that do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.sources import SourceKind
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.activity import ActivityPage
from modelyard.ui.pages.data.importing import file_set
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from modelyard.ui.pages.data.importing.lines_dialog import LinesDialog
from modelyard.ui.pages.data.importing.target import name_of
from modelyard.ui.toasts import Toast
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


def cells(dialog: ImportDialog, row: int = 0) -> list[str]:
    """A row of the preview as it is shown."""
    model = dialog.table.rows
    return [model.index(row, c).data() for c in range(model.columnCount())]


def types(dialog: ImportDialog) -> dict[str, ColumnType]:
    """The types in the head of the preview."""
    return {c.name: c.type for c in dialog.table.rows.columns}


def write_misfits(path: Path, rows: int = 200, misfits: int = 60) -> Path:
    """Hours of which every third is a word; as a number, `misfits` rows do not fit."""
    lines = [f"{i},{'noon' if i % 3 == 0 and i < 3 * misfits else i % 24}" for i in range(rows)]
    path.write_text("id,hour\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def stopped_dialog(window: MainWindow, until: Until, path: Path) -> ImportDialog:
    """The dialog on a file of which more rows than allowed do not fit the type that was chosen."""
    dialog = open_on(window, until, path)
    dialog.panel.set_type("hour", ColumnType.INTEGER)
    until(lambda: types(dialog)["hour"] is ColumnType.INTEGER and not dialog.reader.reading)
    return dialog


# --- options ----------------------------------------------------------------------------------------------------
def test_dates_thousands_and_words_for_missing_change_the_preview(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("day;sum\n03.04.2013;1.234,5\n05.04.2013;k. A.\n", encoding="utf-8")
    dialog = open_on(window, until, path)
    form = dialog.sources.file.form
    choose(form.dates.select, "%d.%m.%Y")
    choose(form.decimal.select, ",")
    choose(form.thousands.select, ".")
    form.more.button.click()
    qtbot.keyClicks(form.nulls, "k. A.")
    until(lambda: types(dialog) == {"day": ColumnType.DATE, "sum": ColumnType.NUMBER})
    until(lambda: not dialog.reader.reading)
    assert [cells(dialog, 0), cells(dialog, 1)] == [["2013-04-03", "1234.5"], ["2013-04-05", "empty"]]
    dialog.submit()
    until(lambda: not dialogs(window))
    found = datasets.find_version(workspace, "sales")
    assert datasets.rows(workspace, found.id, 0, 2).rows[0][1] == 1234.5
    assert found.read_options.date_format == "%d.%m.%Y"


def test_an_own_pattern_and_a_wrong_one(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    path = tmp_path / "days.csv"
    path.write_text("day,n\n2013/Dec/31,1\n2014/Jan/02,2\n", encoding="utf-8")
    dialog = open_on(window, until, path)
    dates = dialog.sources.file.form.dates
    choose(dates.select, "own")
    qtbot.keyClicks(dates.edit, "Year")
    assert "A pattern has parts" in dates.message.text()
    dates.edit.clear()
    qtbot.keyClicks(dates.edit, "%Y/%b/%d")
    assert not dates.message.isVisible()
    until(lambda: types(dialog)["day"] is ColumnType.DATE and not dialog.reader.reading)
    assert cells(dialog) == ["2013-12-31", "1"]


def test_only_options_that_apply_are_shown(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    import pandas as pd

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        frame.to_excel(book, sheet_name="First", index=False)
        frame.assign(c=[1.5, 2.5]).to_excel(book, sheet_name="Second", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    dialog = open_on(window, until, tmp_path / "t.parquet")
    form = dialog.sources.file.form

    def visible() -> set[str]:
        found = {"delimiter", "encoding", "decimal", "dates", "header", "sheet_field"}
        return {name for name in found if getattr(form, name).isVisibleTo(form)}

    assert visible() == set()
    assert form.own_note.text() == "A Parquet file says itself how it is to be read."
    dialog.set_file(tmp_path / "book.xlsx")
    until(lambda: "sheet_field" in visible() and form.sheet.count() == 2)
    assert visible() == {"sheet_field", "header"}
    choose(form.sheet, "Second")
    until(lambda: list(types(dialog)) == ["a", "b", "c"])
    dialog.submit()
    until(lambda: not dialogs(window))
    assert datasets.find_version(workspace, "book").read_options.sheet == "Second"


def test_a_typed_path_is_read_and_a_wrong_one_is_told(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_weather(tmp_path / "weather.csv"))
    box = dialog.sources.file.box.name
    box.setFocus()
    until(lambda: box.text() == str(tmp_path / "weather.csv"))
    box.selectAll()
    qtbot.keyClicks(box, str(tmp_path / "nothing.csv"))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    until(lambda: dialog.states.state == "error")
    write_weather(tmp_path / "nothing.csv", 320)
    dialog.states.retry.emit()
    until(lambda: dialog.states.state == "full")
    assert dialog.pane.fact.text() == "320 rows, 5 columns"
    assert dialog.name.text() == "nothing"


# --- types and lines --------------------------------------------------------------------------------------------
def test_what_a_type_would_lose_is_told_with_its_lines(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = open_on(window, until, write_misfits(tmp_path / "hours.csv", 200, 3))
    dialog.table.type_menu(1).actions()[3].trigger()  # Text
    until(lambda: types(dialog)["hour"] is ColumnType.TEXT and not dialog.reader.reading)
    assert not dialog.aside.text()
    dialog.panel.set_type("hour", ColumnType.INTEGER)
    until(lambda: any("hour as a whole number" in p.title for p in dialog.problems.problems))
    problem = dialog.problems.problems[0]
    assert problem.title == "hour as a whole number: 3 of 200 rows do not fit"
    assert problem.text.startswith("Lines 2, 5, 8.")
    assert (dialog.facts.text(), dialog.aside.text()) == ("197 rows will be imported,", "3 left out")
    dialog.problems.show_lines.emit(problem)
    lines = window.findChildren(LinesDialog)[0]
    until(lambda: bool(lines.lines.toPlainText()))
    assert lines.lines.toPlainText().splitlines() == ["2   0,noon", "5   3,noon", "8   6,noon"]
    lines.reject()
    assert datasets.list_datasets(workspace) == []


def test_the_dates_of_one_column_are_set_in_its_head(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("us,eu\n02/01/2013,02.01.2013\n03/02/2013,03.02.2013\n", encoding="utf-8")
    dialog = open_on(window, until, path)
    dialog.table.format_chosen.emit("us", ColumnType.DATE, "%m/%d/%Y")
    until(lambda: types(dialog)["us"] is ColumnType.DATE and not dialog.reader.reading)
    dialog.table.format_chosen.emit("eu", ColumnType.DATE, "%d.%m.%Y")
    until(lambda: types(dialog)["eu"] is ColumnType.DATE and not dialog.reader.reading)
    assert cells(dialog) == ["2013-02-01", "2013-01-02"]


# --- several files ----------------------------------------------------------------------------------------------
def test_several_files_become_one_table(window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path) -> None:
    paths = [write_weather(tmp_path / f"weather_{n}.csv", 100 + n, faults=False) for n in (1, 2, 10)]
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    assert page.drop_files([str(p) for p in paths])
    dialog = dialogs(window)[0]
    until(lambda: dialog.preview is not None)
    assert dialog.sources.file.mode.currentText() == "One table from 3 files"
    assert dialog.name.text() == "weather"
    until(lambda: dialog.facts.text() == "313 rows will be imported")
    dialog.submit()
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "weather")
    assert version.rows == 313
    assert version.source_spec["kind"] == SourceKind.PATTERN
    assert {row[0]: row[1] for row in page.panel.facts._shown}["Source"] == "weather_*.csv"


def test_several_files_become_a_dataset_each(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    window.go("home")
    paths = [write_weather(tmp_path / f"{name}.csv", 200 + n) for n, name in enumerate(("one", "two"))]
    window.import_files([str(p) for p in paths])
    until(lambda: len(dialogs(window)) == 1)
    assert window.current_page == "data"
    dialog = dialogs(window)[0]
    until(lambda: dialog.preview is not None)
    assert dialog.sources.file.mode.currentText() == "2 datasets, one a file"
    assert dialog.facts.text() == "2 datasets will be imported"
    assert not dialog.name.isEnabled()
    choose(dialog.sources.file.shown, str(paths[1]))
    until(lambda: dialog.pane.fact.text() == "201 rows, 5 columns")
    dialog.submit()
    until(lambda: not dialogs(window))
    assert {d.name: d.rows for d in datasets.list_datasets(workspace)} == {"one": 197, "two": 198}


def test_a_drop_of_parts_on_a_dataset_is_one_new_version(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "old.csv", 90, faults=False), "weather")
    page = show(window, until)
    paths = [write_weather(tmp_path / f"w{n}.csv", 100, faults=False) for n in (1, 2)]
    page.list.dropped.emit([str(p) for p in paths], "weather")
    dialog = dialogs(window)[0]
    until(lambda: dialog.preview is not None and dialog.facts.text() == "200 rows will be imported")
    assert dialog.save_as.currentText() == "New version of weather"
    dialog.submit()
    until(lambda: not dialogs(window))
    assert [(v.number, v.rows) for v in datasets.versions(workspace)] == [(2, 200), (1, 90)]


def test_a_pattern_names_exactly_the_files(tmp_path: Path) -> None:
    def files(*names: str) -> list[Path]:
        for name in names:
            (tmp_path / name).touch()
        return [tmp_path / name for name in names]

    assert file_set.pattern_of(files("a_1.csv", "a_12.csv")) == str(tmp_path / "a_*.csv")
    files("a_13.csv")
    assert file_set.pattern_of(files("a_1.csv", "a_12.csv")) == ""
    assert file_set.pattern_of(files("b1.csv", "b2.csv")) == str(tmp_path / "b*.csv")
    files("b3.csv")
    assert file_set.pattern_of(files("b1.csv", "b2.csv")) == str(tmp_path / "b[12].csv")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b2.csv").touch()
    assert file_set.pattern_of([tmp_path / "b1.csv", tmp_path / "sub" / "b2.csv"]) == ""
    assert file_set.alike([Path("flights_1.csv"), Path("flights_2.csv")])
    assert not file_set.alike([Path("one.csv"), Path("two.csv")])
    assert not file_set.alike([Path("flights_1.csv"), Path("flights_1.parquet")])
    assert name_of(Path("/x/flights_*.csv.gz")) == "flights"
    assert name_of(Path("/x/b[12].csv")) == "b"


# --- clipboard --------------------------------------------------------------------------------------------------
def test_cells_of_a_spreadsheet_are_pasted(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELYARD_CACHE_DIR", str(tmp_path / "cache"))
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    QGuiApplication.clipboard().setText("a word")
    page.paste()
    assert not dialogs(window)
    assert "The clipboard holds no table" in toast_titles(window)[-1]
    QGuiApplication.clipboard().setText("name\tsize\nAnn\t1,5\nBen\t2,25\n")
    page.list.filter.clearFocus()
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    until(lambda: len(dialogs(window)) == 1)
    dialog = dialogs(window)[0]
    until(lambda: dialog.preview is not None)
    assert cells(dialog) == ["Ann", "1.5"]
    assert dialog.name.text() == "pasted"
    QGuiApplication.clipboard().setText("name\tsize\nAnn\t1,5\nBen\t2,25\nCem\t3,5\n")
    dialog.setFocus()
    qtbot.keyClick(dialog, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    until(lambda: dialog.facts.text() == "3 rows will be imported")
    dialog.submit()
    until(lambda: rows_shown(page))
    version = datasets.find_version(workspace, "pasted")
    assert version.source_spec["kind"] == SourceKind.CLIPBOARD
    assert datasets.rows(workspace, version.id, 0, 3).rows[2] == ("Cem", 3.5)
    assert list((tmp_path / "cache").rglob("pasted-*")) == []


def test_copied_files_are_pasted_as_files(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    QGuiApplication.clipboard().setMimeData(mime(write_weather(tmp_path / "weather.csv")))
    page.paste()
    dialog = dialogs(window)[0]
    until(lambda: dialog.preview is not None)
    assert dialog.panel is dialog.sources.file
    QGuiApplication.clipboard().setText("")
    dialog.sources.list._items[2].click()
    until(lambda: dialog.states.state == "empty")
    assert dialog.facts.text() == "Copy a table first."
    assert not dialog.primary.isEnabled()


# --- too many rows that do not fit ------------------------------------------------------------------------------
def test_too_many_misfits_stop_and_can_be_imported_anyway(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = stopped_dialog(window, until, write_misfits(tmp_path / "hours.csv"))
    until(lambda: dialog.aside.text() == "60 left out")
    dialog.submit()
    until(lambda: dialog.anyway.isVisible())
    assert "60 of the 200 rows" in dialog.facts.text()
    assert not dialog.primary.isVisible()
    assert datasets.list_datasets(workspace) == []
    assert not any("failed" in t for t in toast_titles(window))
    dialog.change.click()
    assert dialog.primary.isVisible()
    dialog.submit()
    until(lambda: dialog.anyway.isVisible())
    dialog.anyway.click()
    until(lambda: not dialogs(window))
    version = datasets.find_version(workspace, "hours")
    assert (version.rows, version.rejected) == (140, 60)


def test_what_was_stopped_in_the_background_offers_the_choice(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    dialog = stopped_dialog(window, until, write_misfits(tmp_path / "hours.csv"))
    dialog.submit()
    dialog.reject()
    until(lambda: not dialogs(window))
    until(lambda: any("failed" in t for t in toast_titles(window)))
    toast: Toast = window.toasts.items[-1]
    assert [a.text for a in toast._actions] == ["Import anyway", "Change options", "Show in Activity"]
    toast._actions[1].run()
    again = dialogs(window)[0]
    until(lambda: again.preview is not None)
    assert types(again)["hour"] is ColumnType.INTEGER
    again.reject()
    window.go("activity")
    activity_page = window.page("activity")
    assert isinstance(activity_page, ActivityPage)
    jobs = activity_page.jobs
    job = activity.jobs(workspace)[0]
    until(lambda: jobs.table.select(job.id))
    until(lambda: jobs.anyway.isVisible())
    until(lambda: "60 × " in jobs.log.toPlainText())
    assert '"rejected"' not in jobs.log.toPlainText()
    jobs.anyway.click()
    until(lambda: [d.name for d in datasets.list_datasets(workspace)] == ["hours"])
    QApplication.processEvents()
    assert datasets.find_version(workspace, "hours").rejected == 60
