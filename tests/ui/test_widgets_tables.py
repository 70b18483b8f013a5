"""Tables: paging over a fake source of any length, sorting, ticks, keys, cell buttons."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import (
    Column,
    ColumnProfile,
    ColumnType,
    Histogram,
    ImportPreview,
    Page,
    ReadOptions,
)
from modelyard.ui.bridge import Bridge
from modelyard.ui.pages.data.importing.table import PreviewModel
from modelyard.ui.widgets.data_header import DataTable, bar_heights, describe, type_icon
from modelyard.ui.widgets.paged_model import PagedTableModel, display
from modelyard.ui.widgets.table import Table
from modelyard.ui.widgets.table_model import CELL, Cell, TableColumn

Until = Callable[[Callable[[], bool]], None]
COLUMNS = (Column("row", ColumnType.INTEGER), Column("name", ColumnType.TEXT))


class Source:
    """A table of `rows` rows that counts what it is asked and can be held back."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self.asked: list[int] = []
        self.threads: set[int] = set()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, offset: int, limit: int) -> Page:
        self.gate.wait(5)
        self.asked.append(offset)
        self.threads.add(threading.get_ident())
        count = min(limit, self.rows - offset)
        return Page(offset, COLUMNS, tuple((i, f"name {i}") for i in range(offset, offset + count)))


def model(bridge: Bridge, source: Source, **more: int) -> PagedTableModel:
    return PagedTableModel(bridge, source, source.rows, COLUMNS, bridge, **more)


def test_pages_come_from_a_worker_and_show_the_right_rows(bridge: Bridge, until: Until) -> None:
    source = Source(336_776)
    paged = model(bridge, source)
    assert paged.rowCount() == 336_776
    index = paged.index(250_123, 1)
    assert index.data() == ""
    until(lambda: index.data() == "name 250123")
    assert paged.index(250_123, 0).data(CELL).text == "250,123"
    assert threading.get_ident() not in source.threads
    assert len(source.asked) <= 4


def test_the_paged_model_keeps_qts_rules(bridge: Bridge, until: Until) -> None:
    paged = model(bridge, Source(60), page_rows=20)
    QAbstractItemModelTester(paged, QAbstractItemModelTester.FailureReportingMode.Fatal, bridge)
    paged.index(30, 0).data()
    until(lambda: paged.is_loaded(30))


def test_asking_never_blocks_and_a_page_is_asked_once(bridge: Bridge, until: Until) -> None:
    source = Source(10_000)
    source.gate.clear()
    paged = model(bridge, source)
    for _ in range(50):
        assert paged.index(0, 0).data() == ""
    source.gate.set()
    until(lambda: paged.is_loaded(0))
    assert source.asked == [0]


def test_only_the_pages_seen_last_are_kept(bridge: Bridge, until: Until) -> None:
    source = Source(10_000)
    paged = model(bridge, source, page_rows=100, keep=3)
    for page in range(6):
        paged.index(page * 100, 0).data()
        until(lambda page=page: paged.is_loaded(page * 100))  # type: ignore[misc]
        paged.index(0, 0).data()
        until(lambda: paged.is_loaded(0))
    assert len(paged.cached_pages) == 3
    assert 0 in paged.cached_pages
    assert 5 in paged.cached_pages


def test_a_fast_scroll_asks_for_where_it_ends_first(bridge: Bridge, until: Until) -> None:
    source = Source(100_000)
    paged = model(bridge, source, page_rows=100)
    for row in range(0, 90_000, 100):
        paged.index(row, 0).data()
    until(lambda: paged.is_loaded(89_900))
    assert source.asked[0] == 89_900
    assert len(source.asked) <= 4


def test_answers_for_a_former_source_are_ignored(bridge: Bridge, until: Until) -> None:
    old, new = Source(1000), Source(10)
    old.gate.clear()
    paged = model(bridge, old)
    paged.index(0, 0).data()
    until(lambda: bridge.pending == 1)
    paged.set_source(new, 10)
    old.gate.set()
    until(lambda: bridge.pending == 0)
    assert not paged.is_loaded(0)
    assert paged.rowCount() == 10
    paged.index(9, 1).data()
    until(lambda: paged.index(9, 1).data() == "name 9")


def test_a_page_that_cannot_be_read_is_reported_once(bridge: Bridge, until: Until) -> None:
    errors: list[object] = []

    def broken(offset: int, limit: int) -> Page:
        raise InputError("v3.parquet is missing.", "It may have been moved.")

    paged = PagedTableModel(bridge, broken, 100, COLUMNS, bridge)
    paged.failed.connect(errors.append)
    paged.index(0, 0).data()
    until(lambda: bool(errors))
    paged.index(0, 0).data()
    until(lambda: bridge.pending == 0)
    assert len(errors) == 1


@pytest.mark.parametrize(
    ("value", "type_", "text", "tone"),
    [
        (None, ColumnType.TEXT, "missing", "text3"),
        (float("nan"), ColumnType.NUMBER, "missing", "text3"),
        (1234567, ColumnType.INTEGER, "1,234,567", "text"),
        (-6, ColumnType.INTEGER, "\u22126", "text"),
        (10.357, ColumnType.NUMBER, "10.357", "text"),
        (True, ColumnType.BOOLEAN, "yes", "text"),
        (False, ColumnType.BOOLEAN, "no", "text3"),
        (date(2013, 4, 1), ColumnType.DATE, "2013-04-01", "text"),
        (datetime(2013, 4, 1, 5, 15, tzinfo=UTC), ColumnType.DATETIME, "2013-04-01 05:15:00+00:00", "text"),
    ],
)
def test_values_are_written_for_people(value: object, type_: ColumnType, text: str, tone: str) -> None:
    assert display(value, type_) == (text, tone)


def test_the_data_table_scrolls_through_all_rows_without_loading_them(bridge: Bridge, qtbot: Any, until: Until) -> None:
    source = Source(336_776)
    table = DataTable("Rows")
    qtbot.addWidget(table)
    table.resize(600, 400)
    paged = PagedTableModel(bridge, source, source.rows, COLUMNS, table)
    table.set_model(paged)
    table.show()
    qtbot.waitExposed(table)
    until(lambda: bool(source.asked))
    bar = table.verticalScrollBar()
    for step in range(11):
        bar.setValue(bar.maximum() * step // 10)
        table.viewport().repaint()
        first, last = table.visible_rows()
        until(lambda first=first, last=last: paged.is_loaded(first) and paged.is_loaded(last))  # type: ignore[misc]
    assert table.visible_rows()[1] == 336_775
    assert len(source.asked) < 50


def test_the_head_draws_histograms_and_tells_of_a_column(house: Any) -> None:
    profile = ColumnProfile("dep_delay", ColumnType.INTEGER, 336_776, 8255, 527, -43, 1301, 12.6, 40.2,
                            (-9.0, -5.0, -2.0, 11.0, 88.0), (), Histogram((0.0, 1.0, 2.0), (3, 4)))  # fmt: skip
    assert bar_heights(profile) == [3, 4]
    text = describe(profile)
    assert "8,255 missing (2.5\u00a0%)" in text
    assert "527 different values" in text
    assert type_icon(profile) == "num"
    words = ColumnProfile("carrier", ColumnType.TEXT, 10, 0, 2, top=(("UA", 6), ("AA", 4)))
    assert bar_heights(words) == [6, 4]
    assert type_icon(words) == "cat"


# --- the table of objects ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    id: str
    score: float | None = None
    name: str = ""


COLS = [
    TableColumn("name", "Name", lambda r: r.name or r.id, sort=lambda r: r.name or r.id),
    TableColumn("score", "Score", lambda r: Cell(str(r.score), bar=r.score), 90, right=True, sort=lambda r: r.score),
    TableColumn("do", "", lambda r: Cell(button="Retry"), 90, right=True),
]


def shown(table: Table) -> list[str]:
    return [table.rows.key_at(i) for i in range(table.rows.rowCount())]


@pytest.fixture
def table(house: Any, qtbot: Any) -> Table:
    made = Table(COLS, lambda r: r.id, "Things", ticks=True)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.set_rows([Row("a", 0.5), Row("b", None), Row("c", 0.9), Row("d", 0.1)])
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_model_of_objects_keeps_qts_rules(table: Table) -> None:
    QAbstractItemModelTester(table.rows, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    table.set_rows([Row("c"), Row("e", 1.0), Row("a", 0.2)])
    table.rows.sort(2, Qt.SortOrder.DescendingOrder)
    assert shown(table) == ["e", "a", "c"]


def test_sorting_puts_missing_values_last_and_keeps_selection_and_ticks(table: Table, qtbot: Any) -> None:
    table.select("c")
    table.set_ticked(["a", "d"])
    table._head_clicked(2)
    assert shown(table) == ["c", "a", "d", "b"]
    table._head_clicked(2)
    assert shown(table) == ["d", "a", "c", "b"]
    assert table.selected_key() == "c"
    assert table.ticked() == ["d", "a"]


def test_new_rows_keep_the_order_and_selection_and_lose_ticks_of_what_went(table: Table) -> None:
    table.select("c")
    table.set_ticked(["a", "c"])
    heard: list[set[str]] = []
    table.ticks_changed.connect(heard.append)
    table.set_rows([Row("x", 1.0), Row("c", 0.8)])
    assert table.selected_key() == "c"
    assert table.ticked() == ["c"]
    assert heard == [{"c"}]


def test_keys_tick_open_and_select_all(table: Table, qtbot: Any) -> None:
    opened: list[str] = []
    table.row_opened.connect(opened.append)
    table.setFocus()
    table.select("a")
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.ticked() == ["b"]
    assert opened == ["b"]
    assert table.tick_state() is None
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.tick_state() is True
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert table.tick_state() is False


def test_a_click_on_a_cell_button_acts_and_does_not_select(table: Table, qtbot: Any) -> None:
    pressed: list[tuple[str, str]] = []
    table.button_clicked.connect(pressed.append)
    rect = table.visualRect(table.rows.index(2, 3))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 20, rect.center().y()))
    assert pressed == [("c", "do")]
    assert table.selected_key() == ""
    tick = table.visualRect(table.rows.index(1, 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=tick.center())
    assert table.ticked() == ["b"]


def test_an_empty_table_can_be_walked_over(house: Any, qtbot: Any) -> None:
    empty = Table(COLS, lambda r: r.id, "Things")
    qtbot.addWidget(empty)
    empty.set_rows([])
    empty.show()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Down):
        qtbot.keyClick(empty, key)
    assert empty.selected_key() == ""
    assert isinstance(empty, QWidget)


def test_a_fault_in_a_cell_is_reported_once_and_the_window_lives_on(
    qtbot: Any, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))

    def faulty(row: int) -> Cell:
        raise TypeError(f"cannot format {row}")

    columns = [TableColumn("good", "Good", str, 80), TableColumn("bad", "Bad", faulty, 80)]
    table = Table(columns, str, "Things")
    qtbot.addWidget(table)
    table.resize(300, 200)
    table.set_rows([1, 2])
    table.show()
    until(lambda: bool(caught))  # the window painted; without the guard the process had ended
    table.viewport().repaint()
    assert [str(error) for error in caught] == ["cannot format 1"]
    assert [[table.rows.cell(row, column).text for column in range(2)] for row in range(2)] == [["1", "?"], ["2", "?"]]


def test_a_fault_in_a_page_of_a_long_table_is_reported_once(
    bridge: Bridge, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))
    broken = PagedTableModel(bridge, lambda offset, limit: Page(offset, COLUMNS, ((7,), (8,))), 2, COLUMNS, bridge)
    broken.index(0, 0).data()
    until(lambda: broken.is_loaded(0))
    shown = [[broken.index(row, column).data() for column in range(2)] for row in range(2)]
    assert shown == [["7", "?"], ["8", "?"]]
    assert [type(error) for error in caught] == [IndexError]
    assert broken.index(0, 1).data(CELL).tone == "bad-text"


def test_a_fault_in_the_preview_of_a_file_is_reported_once(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Odd:
        def __str__(self) -> str:
            raise ValueError("no text")

    caught: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(str(error)))
    model = PreviewModel()
    model.show(ImportPreview(ReadOptions(), COLUMNS, ((1, Odd()), (2, "b")), 10, 2, True))
    assert [model.texts(row)[1][0] for row in range(2)] == ["?", "b"]
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None
    assert caught == ["no text", "no text"]  # of the row and of its tip, each once
    model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert len(caught) == 2
