"""The Table tab: filter, order, search, columns, copying and export, as a person uses them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from modelyard.domain.data.datasets import ColumnProfile, ColumnType
from modelyard.domain.data.table import RowQuery
from modelyard.jobs.pool import LightPool
from modelyard.services.workspace import Workspace, create_workspace, open_workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.page import DataPage
from modelyard.ui.pages.data.table.completion import complete
from modelyard.ui.pages.data.table.copying import MAX_CELLS, plain_text, tab_separated
from modelyard.ui.pages.data.table.export_dialog import ExportDialog
from modelyard.ui.pages.data.table_tab import TableTab
from modelyard.ui.workspaces import Workspaces
from tests.ui.data_support import Until, import_now, show, toast_titles, weather_lines, write_weather

ROWS = 3000


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace folder with the weather in it, imported once for all tests here."""
    folder = tmp_path_factory.mktemp("table")
    workspace = create_workspace(folder / "lab.modelyard", actor="Ana")
    try:
        import_now(workspace, write_weather(folder / "weather.csv", ROWS, faults=False), "weather")
    finally:
        workspace.close()
    return folder / "lab.modelyard"


@pytest.fixture
def workspace(window: MainWindow, pool: LightPool, lab: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(lab, tmp_path / "lab.modelyard")
    made = open_workspace(tmp_path / "lab.modelyard")
    window.workspaces = Workspaces(window, window.bridge, pool)
    window.workspaces.use(made)
    try:
        yield made
    finally:
        window.set_workspace(None)
        window.bridge.attach(pool)
        made.close()


@pytest.fixture
def page(window: MainWindow, workspace: Workspace, until: Until) -> DataPage:
    return show(window, until)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    import io

    return pd.read_csv(io.StringIO("\n".join(weather_lines(ROWS))))


def _texts(tab: TableTab, rows: int = 5) -> list[list[str]]:
    assert tab.model is not None
    sections = tab.table.shown_sections()
    return [[str(tab.model.index(row, i).data()) for i in sections] for row in range(min(rows, tab.model.rowCount()))]


def _settled(tab: TableTab) -> bool:
    return not tab.finder.running and tab.model is not None and (tab.model.rowCount() == 0 or tab.model.is_loaded(0))


def test_a_filter_shows_the_rows_that_pass_and_says_how_many(
    page: DataPage, until: Until, qtbot: Any, frame: pd.DataFrame
) -> None:
    tab = page.table_tab
    qtbot.keyClicks(tab.filter, "hour >= 12 && origin == 'JFK'")
    until(lambda: tab.query.where != "" and _settled(tab))
    passing = frame[(frame["hour"] >= 12) & (frame["origin"] == "JFK")]
    assert tab.count.text() == f"{len(passing):,} of 3,000 rows"
    assert [[row[0], int(row[1]), float(row[2])] for row in _texts(tab)] == [
        [r.origin, r.hour, r.temp] for r in passing.head(5).itertuples()
    ]
    until(lambda: tab.place.text().startswith("Rows 1 to "))
    qtbot.keyClick(tab.filter, Qt.Key.Key_Escape)  # the list, if there is one
    qtbot.keyClick(tab.filter, Qt.Key.Key_Escape)
    until(lambda: tab.query.plain and _settled(tab))
    assert tab.count.text() == "3,000 rows"
    qtbot.keyClick(tab.filter, Qt.Key.Key_Down)  # what was asked before
    assert tab.filter.list.isVisible()
    qtbot.keyClick(tab.filter, Qt.Key.Key_Return)
    until(lambda: tab.query.where == "hour >= 12 && origin == 'JFK'" and _settled(tab))


def test_a_mistake_is_marked_and_the_rows_stay(page: DataPage, until: Until, qtbot: Any) -> None:
    tab = page.table_tab
    qtbot.keyClicks(tab.filter, "temp < 1")
    until(lambda: tab.query.where == "temp < 1" and _settled(tab))
    qtbot.keyClicks(tab.filter, " and hourr > 3")
    until(lambda: tab.error.isVisible() and "hourr" in tab.error.message.text())
    assert tab.error.message.text() == "There is no column hourr."
    assert tab.error.hint.text() == "Did you mean hour?"
    assert tab.filter.mark is not None
    assert tab.filter.text()[slice(*tab.filter.mark)] == "hourr"
    assert tab.filter.property("invalid")
    assert tab.query.where == "temp < 1"
    assert tab.count.text() == "4 of 3,000 rows"
    tab.filter.grab()
    tab.filter.clear()
    until(lambda: tab.query.plain and not tab.error.isVisible())
    assert not tab.filter.property("invalid")


PROFILES = (
    ColumnProfile("carrier", ColumnType.TEXT, 10, 0, 3, top=(("UA", 6), ("US", 3), ("B'6", 1))),
    ColumnProfile("dep delay", ColumnType.INTEGER, 10, 0, 3),
    ColumnProfile("car", ColumnType.INTEGER, 10, 0, 2, top=(("1", 6), ("2", 4))),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ca", ["carrier", "car"]),
        ("dep", ['"dep delay"']),
        ('"de', ['"dep delay"']),
        ("carrier = 'U", ["'UA'", "'US'"]),
        ("carrier = ", ["'UA'", "'US'", "'B''6'"]),
        ("carrier IN ('UA', ", ["'UA'", "'US'", "'B''6'"]),
        ("car = ", ["1", "2"]),
        ("carrier = 'UA' a", ["AND"]),
        ("'text ca", []),
        ("12", []),
    ],
)
def test_completion_knows_what_fits(text: str, expected: list[str]) -> None:
    found = complete(text, len(text), PROFILES)
    texts = [c.text for c in found.candidates]
    assert texts[: len(expected)] == expected
    if not expected:
        assert texts == []


def test_completion_is_put_in_where_it_belongs(page: DataPage, until: Until, qtbot: Any) -> None:
    tab = page.table_tab
    tab.filter.setFocus()
    qtbot.keyClicks(tab.filter, "ori")
    until(lambda: tab.filter.list.isVisible())
    qtbot.keyClick(tab.filter, Qt.Key.Key_Down)
    qtbot.keyClick(tab.filter, Qt.Key.Key_Return)
    assert tab.filter.text() == "origin "
    qtbot.keyClicks(tab.filter, "= 'J")
    until(lambda: tab.filter.list.isVisible())
    tab.filter.list.grab()
    qtbot.keyClick(tab.filter, Qt.Key.Key_Tab)
    assert tab.filter.text() == "origin = 'JFK'"
    until(lambda: tab.query.where == "origin = 'JFK'" and _settled(tab))
    assert tab.count.text() == "1,000 of 3,000 rows"


def test_the_head_sorts_up_down_and_not_at_all(page: DataPage, until: Until, qtbot: Any, frame: pd.DataFrame) -> None:
    tab = page.table_tab
    head = tab.table.head

    def click(section: int, shift: bool = False) -> None:
        place = QPoint(head.sectionViewportPosition(section) + 20, 12)
        modifier = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, modifier, place)

    def sort() -> list[tuple[str, bool]]:
        return [(k.column, k.descending) for k in tab.query.sort]

    click(3)
    until(lambda: sort() == [("gust", False)] and _settled(tab))
    ordered = frame.sort_values("gust", kind="stable")
    assert [float(row[2]) for row in _texts(tab)] == ordered["temp"].head(5).tolist()
    tab.table.head.grab()
    tab.go_to(ROWS - 1)
    until(lambda: tab.model is not None and tab.model.is_loaded(ROWS - 1))
    assert tab.model is not None
    assert tab.model.index(ROWS - 1, 3).data() == "missing"
    click(3)
    until(lambda: sort() == [("gust", True)] and _settled(tab))
    assert float(_texts(tab)[0][3]) == frame["gust"].max()
    click(3)
    until(lambda: sort() == [] and _settled(tab))
    tab.sort_by("rain", False, True)
    until(lambda: sort() == [("rain", True)] and _settled(tab))
    tab.sort_by("hour", True)
    until(lambda: sort() == [("rain", True), ("hour", False)] and _settled(tab))
    ordered = frame.sort_values("hour", kind="stable").sort_values("rain", ascending=False, kind="stable")
    assert [float(row[2]) for row in _texts(tab)] == ordered["temp"].head(5).tolist()
    head.sectionDoubleClicked.emit(1)  # a double click opens the profile and sorts nothing
    assert page.tabs.key() == "columns"


def test_a_search_goes_from_find_to_find(page: DataPage, until: Until, qtbot: Any) -> None:
    tab = page.table_tab
    tab.search_button.click()
    until(lambda: tab.search.isVisible())
    qtbot.keyClicks(tab.search.field, "74.5")
    until(lambda: tab.searching.finder.count > 0 and not tab.searching.finder.running)
    expected = [i for i in range(ROWS) if "74.5" in str(i / 4) or (i % 10 == 0 and "74.5" in f"{20 + i / 10:.1f}")]
    assert tab.searching.finder.count == len(expected)
    until(lambda: tab.table.currentIndex().row() == expected[0])
    assert tab.search.count.text() == f"1 of {len(expected)} rows"
    qtbot.keyClick(tab.search.field, Qt.Key.Key_Return)
    assert tab.table.currentIndex().row() == expected[1]
    qtbot.keyClick(tab.search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(tab.search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert tab.table.currentIndex().row() == expected[-1]
    until(lambda: tab.model is not None and tab.model.is_loaded(expected[-1]))
    tab.table.grab()
    tab.search.field.setText("no such thing")
    until(lambda: tab.search.count.text() == "Not found")
    qtbot.keyClick(tab.search.field, Qt.Key.Key_Escape)
    assert not tab.search.isVisible()


def test_a_search_looks_only_at_the_rows_of_the_filter_in_their_order(
    page: DataPage, until: Until, frame: pd.DataFrame
) -> None:
    tab = page.table_tab
    tab.sort_by("temp", False, True)
    until(lambda: bool(tab.query.sort) and _settled(tab))
    tab.filter.setText("hour < 6")
    until(lambda: tab.query.where == "hour < 6" and _settled(tab))
    tab.search.open_search()
    tab.search.field.setText("ewr")
    until(lambda: tab.searching.finder.count > 0 and not tab.searching.finder.running)
    shown = frame[frame["hour"] < 6].sort_values("temp", ascending=False, kind="stable").reset_index(drop=True)
    places = shown.index[shown["origin"] == "EWR"].tolist()
    assert tab.searching.finder.count == len(places)
    assert tab.table.currentIndex().row() == places[0]
    tab.searching.move(1)
    assert tab.table.currentIndex().row() == places[1]


def test_cells_are_selected_and_copied(page: DataPage, until: Until, qtbot: Any) -> None:
    tab = page.table_tab
    table = tab.table
    clipboard = QGuiApplication.clipboard()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

    def middle(row: int, column: int) -> QPoint:
        return table.visualRect(tab.model.index(row, column)).center()  # type: ignore[union-attr]

    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(1, 1))
    qtbot.keyClick(table, Qt.Key.Key_C, control)
    assert clipboard.text() == "1"
    qtbot.keyClick(table, Qt.Key.Key_Down, shift)
    qtbot.keyClick(table, Qt.Key.Key_Right, shift)
    qtbot.keyClick(table, Qt.Key.Key_C, control)
    assert clipboard.text() == "1\t0.25\n2\t0.5"
    qtbot.keyClick(table, Qt.Key.Key_C, control | shift)
    assert clipboard.text() == "hour\ttemp\n1\t0.25\n2\t0.5"
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(0, 0))
    qtbot.mouseMove(table.viewport(), middle(1, 1))
    table.mouseMoveEvent(_drag(table, middle(2, 1)))
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=middle(2, 1))
    assert table.selection() == (0, 2, 0, 1)
    table.grab()
    qtbot.keyClick(table, Qt.Key.Key_A, control)
    assert table.selection() == (0, ROWS - 1, 0, 4)
    qtbot.keyClick(table, Qt.Key.Key_C, control | shift)
    until(lambda: clipboard.text().count("\n") == ROWS)
    assert clipboard.text().splitlines()[:2] == ["origin\thour\ttemp\tgust\train", "EWR\t0\t0\t20\ttrue"]


def _drag(table: Any, place: QPoint) -> Any:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    where = QPointF(place)
    return QMouseEvent(QEvent.Type.MouseMove, where, QPointF(table.viewport().mapToGlobal(place)), left, left, none)


def test_copied_text_survives_a_spreadsheet() -> None:
    text = tab_separated([["a\tb", 'say "x"', None], [True, 1.5, 7]], ["one", "two", "three"])
    assert text == 'one\ttwo\tthree\n"a\tb"\t"say ""x"""\t\ntrue\t1.5\t7'
    assert (plain_text(-3), plain_text(2.0), tab_separated([["a\nb"]])) == ("-3", "2", "a\nb")


def test_columns_are_hidden_moved_and_remembered(
    page: DataPage, qtbot: Any, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    tab = page.table_tab
    tab.columns_button.click()
    popup = tab.arrangement.popup
    assert popup is not None
    assert popup.count.text() == "5 of 5 shown"
    popup.search.setText("te")
    until(lambda: popup.list.item(0).isHidden())
    assert [popup.list.item(i).isHidden() for i in range(5)] == [True, True, False, True, True]
    popup.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert tab.shown_columns() == ["origin", "hour", "gust", "rain"]
    assert _texts(tab, 1) == [["EWR", "0", "20", "yes"]]
    popup.list.setCurrentRow(4)
    QApplication.sendEvent(popup.list, _key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier))
    assert tab.shown_columns() == ["origin", "hour", "rain", "gust"]
    for i in range(5):
        popup.list.setCurrentRow(i)
        popup.list.item(i).setCheckState(Qt.CheckState.Unchecked)
    assert len(tab.shown_columns()) == 1  # never none
    qtbot.mouseClick(tab.table.viewport(), Qt.MouseButton.LeftButton)
    assert not popup.isVisible()
    tab.arrangement.set_columns(["rain", "origin", "hour", "temp", "gust"], ["temp"])
    tab.table.setColumnWidth(tab.table.head.logicalIndex(1), 199)
    tab.table.grab()
    import_now(workspace, write_weather(tmp_path / "other.csv", 60, faults=False), "weather", "a new version")
    until(lambda: page.version is not None and page.version.number == 2 and tab.version_id == page.version.id)
    assert tab.shown_columns() == ["rain", "origin", "hour", "gust"]
    assert tab.table.columnWidth(0) == 199
    assert page.saved()["columns"][page.version.dataset_id]["hidden"] == ["temp"]  # type: ignore[union-attr]
    tab.show_column("temp")
    assert "temp" in tab.shown_columns()


def _key(key: Qt.Key, modifier: Qt.KeyboardModifier) -> Any:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    return QKeyEvent(QEvent.Type.KeyPress, key, modifier)


def test_the_rows_shown_are_exported(
    page: DataPage, window: MainWindow, until: Until, tmp_path: Path, frame: pd.DataFrame
) -> None:
    tab = page.table_tab
    tab.sort_by("temp", False, True)
    until(lambda: bool(tab.query.sort) and _settled(tab))
    tab.filter.setText("origin = 'LGA'")
    until(lambda: tab.query.where != "" and _settled(tab))
    tab.arrangement.set_columns(["temp", "origin", "hour", "gust", "rain"], ["gust", "rain"])
    tab.export_button.click()
    dialogs = [d for d in window.findChildren(ExportDialog) if d.isVisible()]
    assert len(dialogs) == 1
    dialog = dialogs[0]
    assert dialog.which.currentText() == "The 1,000 rows shown"
    assert dialog.names.currentText() == "The 3 columns shown, in their order"
    dialog.form.setCurrentIndex(1)
    assert dialog.path.text().endswith("weather-v1.xlsx")
    dialog.path.setText(str(tmp_path / "none" / "lga.xlsx"))
    dialog.submit()
    until(lambda: "no folder" in dialog.file.message.text())
    assert dialog.isVisible()
    dialog.form.setCurrentIndex(0)
    out = tmp_path / "lga.csv"
    dialog.path.setText(str(out))
    dialog.submit()
    until(lambda: out.exists() and any(t.startswith("Exported 1,000 rows") for t in toast_titles(window)))
    found = pd.read_csv(out)
    expected = frame[frame["origin"] == "LGA"].sort_values("temp", ascending=False, kind="stable")
    assert found.columns.tolist() == ["temp", "origin", "hour"]
    assert found["temp"].tolist() == expected["temp"].tolist()
    assert found["hour"].tolist() == expected["hour"].tolist()


def test_a_filter_stays_for_the_next_version_and_goes_with_another_dataset(
    page: DataPage, window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    tab = page.table_tab
    tab.filter.setText("origin = 'JFK'")
    until(lambda: tab.query.where != "" and _settled(tab))
    import_now(workspace, write_weather(tmp_path / "next.csv", 90, faults=False), "weather", "shorter")
    until(lambda: page.version is not None and page.version.number == 2 and tab.version_id == page.version.id)
    until(lambda: tab.count.text() == "30 of 90 rows" and _settled(tab))
    other = import_now(workspace, write_weather(tmp_path / "next.csv", 60, faults=False), "other")
    window.go("data", other)
    until(lambda: page.version is not None and page.version.id == other and tab.version_id == other)
    assert (tab.filter.text(), tab.count.text()) == ("", "60 rows")


def test_go_to_row_limits_of_excel_and_clipboard_and_stopping(
    page: DataPage, window: MainWindow, until: Until, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = page.table_tab
    # the field for a row's number stands behind the place
    assert not tab.jump.isVisible()
    qtbot.mouseClick(tab.place, Qt.MouseButton.LeftButton)
    assert tab.jump.isVisible()
    assert not tab.place.isVisible()
    qtbot.keyClick(tab.jump, Qt.Key.Key_Escape)
    assert tab.place.isVisible()
    tab.ask_row()
    qtbot.keyClicks(tab.jump, "2500")
    qtbot.keyClick(tab.jump, Qt.Key.Key_Return)
    until(lambda: tab.place.text().startswith("Rows 2,500 to "))
    assert not tab.jump.isVisible()
    # what Excel cannot hold
    monkeypatch.setattr("modelyard.ui.pages.data.table.export_dialog.MOST", 2999)
    dialog = page.table_exports.ask()
    assert dialog is not None
    dialog.form.setCurrentIndex(1)
    assert "Too many rows for Excel" in dialog.facts.text()
    assert not dialog.primary.isEnabled()
    dialog.form.setCurrentIndex(2)
    assert dialog.primary.isEnabled()
    dialog.reject()
    # what is too much for the clipboard
    monkeypatch.setattr("modelyard.ui.pages.data.table.actions.MAX_CELLS", 100)
    assert MAX_CELLS == 500_000
    QGuiApplication.clipboard().setText("before")
    page.table_tab.table.selectAll()
    page.table_tab.cells.copy()
    assert QGuiApplication.clipboard().text() == "before"
    assert toast_titles(window)[0].startswith("Nothing was copied. 15,000 cells are selected")
    # work that takes long
    tab.filter.setText("temp > 700")
    until(lambda: tab.query.where == "temp > 700" and _settled(tab))
    tab.filter.show_text("temp > 1")
    tab.apply(type(tab.query)("temp > 1"))
    tab.finder._tick()  # as if a second had passed
    if tab.finder.running:
        assert tab.busy.isVisible()
        assert tab.busy.text.text() == "Looking through 3,000 rows"
        tab._stop()
        assert not tab.busy.isVisible()
        assert tab.filter.text() == "temp > 700"
        assert tab.query.where == "temp > 700"
    # Ctrl F
    assert page.primary_filter() is page.table_tab.filter
    page.tabs.set_key("columns")
    assert page.primary_filter() is not page.table_tab.filter


def test_pinned_columns_stay_when_the_others_are_scrolled(page: DataPage, window: MainWindow, qtbot: Any) -> None:
    tab = page.table_tab
    table, head = tab.table, tab.table.head
    for section in range(5):
        table.setColumnWidth(section, 260)
    tab.arrangement.pin(1)
    assert head.pinned_width() == 0  # nothing is scrolled
    before = table.grab().toImage()
    bar = table.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert head.pinned_width() == 260
    after = table.grab().toImage()
    left = before.copy(0, 0, 250, before.height())
    assert after.copy(0, 0, 250, after.height()) == left
    assert after != before
    place = QPoint(100, table.visualRect(tab.model.index(2, 0)).center().y())  # type: ignore[union-attr]
    assert (table.indexAt(place).row(), table.indexAt(place).column()) == (2, 0)
    assert table.visualRect(tab.model.index(2, 0)).x() == 0  # type: ignore[union-attr]
    assert head.section_at(QPoint(100, 10)) == 0
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (table.currentIndex().column(), bar.value()) == (0, bar.maximum())
    table.scrollTo(tab.model.index(2, 1))  # type: ignore[union-attr]
    assert table.columnViewportPosition(1) >= 260
    tab.arrangement.pin(0)
    assert head.pinned_width() == 0


def test_work_stops_with_the_page_and_goes_on_with_it(page: DataPage, window: MainWindow, until: Until) -> None:
    tab = page.table_tab
    tab.filter.show_text("temp > 700")
    tab.apply(RowQuery("temp > 700"))
    assert tab.finder.running
    window.go("experiments")
    assert not tab.finder.running
    assert tab.query.plain
    window.go("data")
    until(lambda: tab.query.where == "temp > 700" and _settled(tab))
    assert tab.count.text() == "199 of 3,000 rows"
