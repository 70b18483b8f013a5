"""Controls, states, texts and the settings file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from modelyard.core.clock import now
from modelyard.core.errors import AppError
from modelyard.core.settings import Settings, load_settings
from modelyard.domain.jobs import LogLine
from modelyard.ui import texts
from modelyard.ui.icons import icon, icon_pixmap
from modelyard.ui.theme import Theme, theme
from modelyard.ui.widgets.button import KINDS, Button, Switch
from modelyard.ui.widgets.card import Card
from modelyard.ui.widgets.chip import CHIPS, AliasTag, Chip, Tag
from modelyard.ui.widgets.flow import FlowLayout
from modelyard.ui.widgets.form_field import FormField, Select
from modelyard.ui.widgets.kpi import FigureStrip
from modelyard.ui.widgets.labels import ElidedLabel, Label
from modelyard.ui.widgets.log_view import LogView
from modelyard.ui.widgets.nav_list import NavList, NavRow
from modelyard.ui.widgets.note import NOTES, Note
from modelyard.ui.widgets.progress import ProgressBar
from modelyard.ui.widgets.rail_list import RailList, RailRow
from modelyard.ui.widgets.search_field import SearchField
from modelyard.ui.widgets.segment import Segment
from modelyard.ui.widgets.side_panel import KeyValues, SidePanel
from modelyard.ui.widgets.states import EmptyState, ErrorState, LoadingState, StateStack
from modelyard.ui.widgets.tabs import Tabs

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def holder(house: Any, qtbot: Any) -> QWidget:
    made = QWidget()
    made.setLayout(QVBoxLayout())
    made.resize(400, 300)
    qtbot.addWidget(made)
    return made


def test_every_token_exists_in_both_themes_and_every_icon_renders(house: Any) -> None:
    own = Theme()
    for name in ("light", "dark"):
        own.name = name
        assert own.color("accent").isValid()
        assert own.color("scrim").alpha() < 255
        assert len(own.palette_list("categorical")) >= 6
    assert set(own._all["light"]) == set(own._all["dark"])
    sheet = own._sheet()
    assert "@" not in sheet.split("*/")[1]
    from modelyard.core.paths import resources_dir

    for path in (resources_dir() / "icons").glob("*.svg"):
        image = icon_pixmap(path.stem, "text", 16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), path.stem


def test_an_icon_changes_its_colour_with_the_theme(house: Any) -> None:
    same = icon("check", "text")
    light = same.pixmap(16).toImage()
    theme().apply("dark")
    dark = same.pixmap(16).toImage()
    theme().apply("light")
    assert light != dark


def test_icons_are_sharp_on_dense_screens(house: Any) -> None:
    pixmap = icon_pixmap("home", "text", 16, 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (32, 2.0)


def test_the_shipped_fonts_are_used(house: Any) -> None:
    assert theme().family == "Inter"
    assert theme().mono_family == "JetBrains Mono"
    assert theme().font("title").weight() == 600


def test_a_disabled_button_says_why(holder: QWidget) -> None:
    button = Button("Promote", "arrow-up", "primary", holder, tip="Make it champion")
    button.set_reason("Not approved yet")
    assert not button.isEnabled()
    assert button.toolTip() == "Not approved yet"
    assert button.accessibleDescription() == "Not approved yet"
    button.set_reason("")
    assert button.isEnabled()
    assert button.toolTip() == "Make it champion"


def test_every_kind_paints_in_both_themes(holder: QWidget, qtbot: Any) -> None:
    layout = holder.layout()
    assert layout is not None
    for widget in (
        *(Button("Import", "import", kind, holder) for kind in KINDS),
        *(Chip("Running", kind, holder) for kind in CHIPS),
        *(Note("One sentence.", kind, holder) for kind in NOTES),
        AliasTag("champion", holder), AliasTag("challenger", holder), Tag("gold", holder, icon="tag"),
        Switch("Follow", True, holder), ProgressBar(0.5, holder), ProgressBar(None, holder),
    ):  # fmt: skip
        layout.addWidget(widget)
    holder.show()
    pictures = []
    for mode in ("light", "dark"):
        theme().apply(mode)
        pictures.append(holder.grab().toImage())
    theme().apply("light")
    assert pictures[0] != pictures[1]


def test_a_segment_is_exclusive_and_moves_with_arrows(holder: QWidget, qtbot: Any) -> None:
    segment = Segment([("a", "All"), ("r", "Running 2"), ("f", "Failed 1")], "Which", holder)
    heard: list[object] = []
    segment.chosen.connect(heard.append)
    holder.show()
    segment._group.button(0).setFocus()
    qtbot.keyClick(segment._group.button(0), Qt.Key.Key_Right)
    assert segment.key() == "r"
    assert heard == ["r"]
    segment.set_choices([("a", "All"), ("r", "Running 3"), ("f", "Failed 1")])
    assert segment.key() == "r"
    assert segment._group.button(1).text() == "Running 3"
    segment.set_choices([("x", "Other"), ("y", "More")])
    assert segment.key() == "x"


def test_tabs_show_their_page_and_count(holder: QWidget, qtbot: Any) -> None:
    tabs = Tabs(holder)
    pages = [QWidget(tabs) for _ in range(3)]
    for name, page in zip("abc", pages, strict=True):
        tabs.add(name, name.upper(), page)
    tabs.bar.set_count("b", "3")
    tabs.set_key("b")
    assert tabs.stack.currentWidget() is pages[1]
    holder.show()
    button = tabs.bar._find("b").button
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Right)
    assert tabs.key() == "c"
    assert tabs.stack.currentWidget() is pages[2]


def test_a_page_that_is_added_for_later_is_made_once_when_its_tab_is_chosen(holder: QWidget) -> None:
    tabs = Tabs(holder)
    made: list[QLabel] = []

    def make() -> QWidget:
        made.append(QLabel("late", tabs))
        return made[-1]

    tabs.add("first", "First", QLabel("now", tabs))
    tabs.add_later("late", "Late", make)
    assert made == []
    tabs.set_key("late")
    assert tabs.stack.currentWidget() is made[0]
    tabs.set_key("first")
    tabs.set_key("late")
    assert tabs.widget("late") is made[0]
    assert len(made) == 1


def test_a_search_field_waits_for_a_pause_and_clears_on_escape(holder: QWidget, qtbot: Any, until: Until) -> None:
    field = SearchField("Filter jobs", holder)
    heard: list[object] = []
    field.filtered.connect(heard.append)
    holder.show()
    qtbot.keyClicks(field, "imp")
    assert heard == []
    until(lambda: heard == ["imp"])
    qtbot.keyClicks(field, "ort")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == ["imp", "import"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert heard[-1] == ""
    assert field.text() == ""


def test_a_form_field_shows_its_error_in_place_of_the_hint(holder: QWidget) -> None:
    edit = QLineEdit(holder)
    port = FormField(
        "Port", edit, "1024 to 65535", holder, check=lambda: "" if edit.text() == "8504" else "Port 8503 is taken"
    )
    assert port.validate() == "Port 8503 is taken"
    assert edit.property("invalid") is True
    assert port.message.text() == "Port 8503 is taken"
    assert edit.accessibleDescription() == "Port 8503 is taken"
    edit.setText("8504")
    assert port.validate() == ""
    assert edit.property("invalid") is False
    assert port.message.text() == "1024 to 65535"


def test_a_select_keeps_its_choice_when_the_choices_change(holder: QWidget) -> None:
    select = Select([("a", "A"), ("b", "B")], holder, name="Which")
    select.set_key("b")
    heard: list[int] = []
    select.currentIndexChanged.connect(heard.append)
    select.set_choices([("x", "X"), ("b", "B")])
    assert select.key() == "b"
    assert heard == []


def test_a_select_without_room_ends_in_an_ellipsis_with_the_whole_as_tooltip(holder: QWidget) -> None:
    long = "a very long name of a dataset that does not fit"
    select = Select([("a", long), ("b", "B")], holder)
    select.setFixedSize(140, 30)
    seen = select.grab().toImage()
    assert select.toolTip() == long
    some = [select.fontMetrics().elidedText(long, Qt.TextElideMode.ElideRight, room) for room in range(60, 140)]
    same = [Select([("a", text)], holder) for text in dict.fromkeys(some)]
    for each in same:
        each.setFixedSize(140, 30)
    assert seen in [each.grab().toImage() for each in same]
    select.set_key("b")
    select.grab()
    assert select.toolTip() == ""


def test_a_long_text_ends_in_an_ellipsis_with_the_whole_as_tooltip(holder: QWidget) -> None:
    long = "a very long name of a dataset that does not fit"
    label, short, cut = ElidedLabel(long, parent=holder), ElidedLabel(parent=holder), Label(long, parent=holder)
    short.setText(label.fontMetrics().elidedText(long, Qt.TextElideMode.ElideRight, 80))
    for each in (label, short, cut):
        each.resize(80, 18)
    holder.show()
    assert label.grab().toImage() == short.grab().toImage()
    assert label.grab().toImage() != cut.grab().toImage()
    assert (label.text(), label.toolTip()) == (long, long)
    heard = QAccessible.queryAccessibleInterface(label)
    assert heard.text(QAccessible.Text.Name) == long
    label.setText(long + "!")
    label.grab()
    assert label.toolTip() == heard.text(QAccessible.Text.Name) == long + "!"
    label.resize(900, 18)
    label.grab()
    assert label.toolTip() == ""
    label.setToolTip("Docker is not there")
    label.resize(80, 18)
    label.grab()
    assert label.toolTip() == "Docker is not there", "what somebody else set stays"


def test_states_follow_each_other_and_loading_waits(holder: QWidget, until: Until) -> None:
    stack = StateStack(QWidget(), holder)
    holder.show()
    retried: list[int] = []
    stack.retry.connect(lambda: retried.append(1))
    stack.show_loading("Reading")
    assert stack.state == "full"  # nothing flashes when the answer comes within 200 ms
    until(lambda: stack.state == "loading")
    assert isinstance(stack.currentWidget(), LoadingState)
    stack.show_error("The preview could not be read", AppError("v3.parquet is missing.", "Locate it.", "errno 2"))
    error = stack.currentWidget()
    assert isinstance(error, ErrorState)
    error._copy()
    assert "errno 2" in QGuiApplication.clipboard().text()
    error.retry.emit()
    assert retried == [1]
    stack.show_empty(EmptyState("data", "No datasets yet", "Import one.", stack))
    assert stack.state == "empty"
    stack.show_full()
    assert stack.state == "full"
    assert stack.count() == 1


def test_lists_are_walked_by_arrows(holder: QWidget, qtbot: Any) -> None:
    nav = NavList("Models", holder)
    nav.set_rows([NavRow("a", "late-arrival", "4 versions", "models"), NavRow("b", "delay-minutes")])
    rail = RailList("Versions", holder)
    rail.set_rows([RailRow("4", "v4", tags=("challenger",), lines=("run 31",), right=(("0.945", "text", ""),)),
                   RailRow("3", "v3", tags=("champion",), dot="accent")])  # fmt: skip
    layout = holder.layout()
    assert layout is not None
    layout.addWidget(nav)
    layout.addWidget(rail)
    holder.show()
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    for widget, keys in ((nav, ("a", "b")), (rail, ("4", "3"))):
        heard: list[object] = []
        widget.chosen.connect(heard.append)
        widget.set_key(keys[0])
        widget.items[0].setFocus()
        qtbot.keyClick(widget.items[0], Qt.Key.Key_Down)
        assert widget.key() == keys[1]
        assert heard == [keys[1]]
    nav.set_rows([NavRow("b", "delay-minutes"), NavRow("c", "other")])
    assert nav.key() == "b"
    wanted: list[str] = []
    rail.menu_wanted.connect(lambda key, _place: wanted.append(key))
    place = rail.items[1].rect().center()
    QApplication.sendEvent(
        rail.items[1], QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, rail.items[1].mapToGlobal(place))
    )
    assert wanted == ["3"]


def test_a_log_appends_and_follows(holder: QWidget) -> None:
    log = LogView("Log", holder)
    log.resize(300, 80)
    holder.show()
    lines = [(texts.clock_time(LogLine(now(), "").at), f"line {i}", "text") for i in range(50)]
    log.set_lines(lines[:40])
    log.set_lines(lines)
    assert log.toPlainText().count("\n") == 49
    assert log.verticalScrollBar().value() == log.verticalScrollBar().maximum()
    log.set_lines(lines[:2])
    assert log.toPlainText().count("\n") == 1


def test_panels_and_figures_hold_what_they_are_given(holder: QWidget) -> None:
    panel = SidePanel(holder)
    section = panel.add_section("Stored as", "checked 3 Jan")
    values = KeyValues(section)
    values.set_rows([("Size", "5.1 MB"), ("Hash", "9c41f7…e2a8", "mono")])
    section.body.addWidget(values)
    strip = FigureStrip([("p50", "p50"), ("errors", "Errors")], holder)
    strip.set("errors", "0.11\u00a0%", "limit 0.5")
    assert strip.figures["errors"].accessibleName() == "Errors 0.11\u00a0% limit 0.5"
    card = Card("Containers", "3 of 3 answer", holder)
    card.set_fact("")
    assert card.fact.isHidden()
    flow_holder = QWidget(holder)
    flow = FlowLayout(flow_holder)
    for word in ("one", "two", "three", "four"):
        flow.addWidget(Label(word * 5, parent=flow_holder))
    assert flow.heightForWidth(60) > flow.heightForWidth(2000)


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (texts.probability(0.99996), "> 99.9\u00a0%"), (texts.probability(0.0001), "< 0.1\u00a0%"),
        (texts.probability(0.9991), "99.9\u00a0%"), (texts.probability(1.0), "100\u00a0%"),
        (texts.size(336_776), "337\u00a0KB"), (texts.size(2_200_000), "2.2\u00a0MB"),
        (texts.size(999), "999\u00a0bytes"),
        (texts.size(999_600), "1.0\u00a0MB"), (texts.duration(0.0043), "4.3\u00a0ms"),
        (texts.duration(13.84), "13.8\u00a0s"), (texts.duration(108), "1\u00a0min 48\u00a0s"),
        (texts.duration(7500), "2\u00a0h 05\u00a0min"), (texts.percent(0.57), "57\u00a0%"),
        (texts.counted(1, "run", "runs"), "1 run"), (texts.counted(1234, "run", "runs"), "1,234 runs"),
        (texts.score(None), "–"), (texts.score(0.94512), "0.9451"), (texts.score(-0.5, 1), "\u22120.5"),
        (texts.ago(now() - timedelta(minutes=52, seconds=1)), "52\u00a0min"),
        (texts.ago(now() - timedelta(days=1, seconds=1)), "1 day"), (texts.ago(now()), "now"),
    ],
)  # fmt: skip
def test_numbers_and_times_are_written_for_people(made: str, wanted: str) -> None:
    assert made == wanted


# --- the settings file ------------------------------------------------------------------------------------------------


def test_settings_survive_and_know_their_limits(tmp_path: Path) -> None:
    path = tmp_path / "new" / "settings.json"
    settings = load_settings(path)
    settings.theme, settings.text_size, settings.user_name = "dark", 125, "Ana"
    settings.page("activity")["tab"] = "audit"
    for number in range(12):
        settings.add_recent(tmp_path / f"{number}.modelyard")
    settings.add_recent(tmp_path / "5.modelyard")
    settings.save()
    again = load_settings(path)
    assert again == settings
    assert again.recent[0].endswith("5.modelyard")
    assert len(again.recent) == 10
    assert again.actor() == "Ana"
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["{", "[]", "\x00\x01", '"text"'])
def test_a_broken_settings_file_is_set_aside_and_nothing_is_lost(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    assert load_settings(path) == Settings()
    assert (tmp_path / "settings.json.broken").read_text(encoding="utf-8") == content


def test_wrong_values_fall_back_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    values = {"version": 99, "theme": "pink", "text_size": 900, "row_height": "tall", "user_name": "Ben",
              "recent": [1, "/a"], "pages": {"data": {"x": 1}, "odd": 3}, "unknown": True}  # fmt: skip
    path.write_text(json.dumps(values), encoding="utf-8")
    settings = load_settings(path)
    assert (settings.theme, settings.text_size, settings.row_height) == ("system", 150, 32)
    assert (settings.user_name, settings.recent, settings.pages) == ("Ben", ["/a"], {"data": {"x": 1}})


def test_a_button_keeps_its_height_beside_lower_things(holder: QWidget, qtbot: Any) -> None:
    from PySide6.QtWidgets import QHBoxLayout

    from modelyard.ui.widgets.labels import KeyCap

    row = QHBoxLayout()
    big, small = Button("Import dataset", parent=holder), Button("Columns", parent=holder, small=True)
    for widget in (big, small, KeyCap("Ctrl I", holder)):
        row.addWidget(widget)
    layout = holder.layout()
    assert isinstance(layout, QVBoxLayout)
    layout.addStretch(1)
    layout.addLayout(row)
    holder.show()
    qtbot.waitExposed(holder)
    assert (big.height(), small.height()) == (30, 26)
