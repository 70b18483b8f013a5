"""The import dialog on a database, and reading a dataset's source again from the Data page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.sources import DatabaseKind
from modelyard.services.data import datasets
from modelyard.services.data import refresh as data_refresh
from modelyard.services.data import secrets as data_secrets
from modelyard.services.data import sources as data_sources
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.importing.connection_dialog import ConnectionDialog
from modelyard.ui.pages.data.importing.dialog import ImportDialog
from tests.database_servers import PASSWORD, Server
from tests.ui.data_support import (
    Until,
    data_page,
    import_now,
    rows_shown,
    show,
    toast_titles,
    weather_lines,
    write_weather,
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A SQLite file with two tables and a view."""
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, total REAL)")
        rows = [(f"c{i % 7}", i * 1.5) for i in range(1200)]
        database.executemany("INSERT INTO orders (customer, total) VALUES (?, ?)", rows)
        database.execute("CREATE TABLE customers (name TEXT)")
        database.execute("INSERT INTO customers VALUES ('c1')")
        database.execute("CREATE VIEW large AS SELECT * FROM orders WHERE total > 900")
        database.commit()
    return path


def connect(workspace: Workspace, shop: Path, name: str = "Shop") -> str:
    """A saved connection; returns its id."""
    url = data_sources.connection_url(DatabaseKind.SQLITE, database=str(shop))
    return data_sources.add_connection(workspace, name, url)[0].id


def open_database(window: MainWindow, until: Until) -> ImportDialog:
    """The dialog with its database in front, its tables read."""
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state in ("full", "empty"))
    dialog = page.open_import(source="database")
    until(lambda: len(dialog.sources.database.tables.rows()) == 3)
    return dialog


def menu_of(window: MainWindow) -> dict[str, Any]:
    """The actions of the menu of the version in front, those of Refresh every… too, by their text."""
    page = data_page(window)
    assert page.version is not None
    menu = QMenu(page)
    page.refreshing.fill_menu(menu, page.version, False)
    found = {a.text(): a for a in menu.actions() if a.text()}
    sub = next(m for m in menu.findChildren(QMenu) if m.title() == "Refresh every…")
    found |= {a.text(): a for a in sub.actions()}
    return found


def test_a_connection_is_added_tested_and_its_table_imported(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, shop: Path
) -> None:
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    dialog = page.open_import()
    dialog.sources.list._items[1].click()
    panel = dialog.sources.database
    until(lambda: panel.connection_field.message.text() == "Add a connection to a database first.")
    assert dialog.facts.text() == "Add a connection first."
    panel.add.click()
    form = window.findChildren(ConnectionDialog)[0]
    assert form.facts.text() == "Choose the database file."
    form._file_entered(str(shop.with_name("gone.db")))
    form.test.click()
    until(lambda: form.note.kind == "bad")
    form._file_entered(str(shop))
    form.test.click()
    until(lambda: form.note.kind == "ok")
    assert "SQLite" in form.note.label.text()
    form.name.setText("Shop")
    form._changed()
    form.primary.click()
    until(lambda: [r.text for r in panel.tables.rows()] == ["customers", "large", "orders"])
    assert dialog.facts.text() == "Choose a table first."
    qtbot.keyClicks(panel.search, "ord")
    until(lambda: [r.text for r in panel.tables.rows()] == ["orders"])
    panel.tables._items[0].click()
    until(lambda: dialog.preview is not None)
    assert dialog.name.text() == "orders"
    assert [(c.name, c.type) for c in dialog.table.rows.columns] == [
        ("id", ColumnType.INTEGER), ("customer", ColumnType.TEXT), ("total", ColumnType.NUMBER),
    ]  # fmt: skip
    dialog.submit()
    until(lambda: rows_shown(page))
    assert page.head.fact.text() == "1,200 rows, 3 columns."
    assert {row[0]: row[1] for row in page.panel.facts._shown}["Source"] == "orders from Shop"


def test_a_query_is_previewed_and_one_that_writes_is_refused(
    window: MainWindow, workspace: Workspace, until: Until, shop: Path
) -> None:
    connect(workspace, shop)
    dialog = open_database(window, until)
    panel = dialog.sources.database
    panel.what._group.buttons()[1].click()
    assert dialog.facts.text() == "Write a query first."
    panel.query.setPlainText("SELECT customer, count(*) AS n FROM orders GROUP BY customer ORDER BY customer")
    until(lambda: dialog.preview is not None)
    assert [dialog.table.rows.index(0, c).data() for c in (0, 1)] == ["c0", "172"]
    assert dialog.name.text() == "Shop"
    panel.query.setPlainText("DELETE FROM orders")
    until(lambda: dialog.states.state == "error")
    assert not dialog.primary.isEnabled()
    with closing(sqlite3.connect(shop)) as database:
        assert database.execute("SELECT count(*) FROM orders").fetchone() == (1200,)
    panel.query.setPlainText("SELECT name FROM customers")
    until(lambda: dialog.states.state == "full" and not dialog.reader.reading)
    assert dialog.primary.isEnabled()


def test_a_connection_is_changed_and_removed(
    window: MainWindow, workspace: Workspace, until: Until, shop: Path
) -> None:
    kept = connect(workspace, shop)
    dialog = open_database(window, until)
    panel = dialog.sources.database
    panel.edit.click()
    form = window.findChildren(ConnectionDialog)[0]
    assert (form.name.text(), form.file.name.path) == ("Shop", str(shop))
    form.name.setText("Store")
    form._changed()
    form.primary.click()
    until(lambda: panel.connection.currentText() == "Store")
    assert [c.id for c in data_sources.connections(workspace)] == [kept]
    panel.remove.click()
    from modelyard.ui.dialogs import ConfirmDialog

    until(lambda: bool(window.findChildren(ConfirmDialog)))
    window.findChildren(ConfirmDialog)[0].primary.click()
    until(lambda: not data_sources.connections(workspace))
    until(lambda: panel.chosen() is None and dialog.facts.text() == "Add a connection first.")


def test_a_server_asks_for_its_password_and_says_where_it_goes(
    window: MainWindow, workspace: Workspace, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_secrets, "keyring_state", lambda: "This system has no keyring.")
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    dialog = page.open_import(source="database")
    panel = dialog.sources.database
    until(lambda: panel.keyring == "This system has no keyring.")
    panel.add.click()
    form = window.findChildren(ConnectionDialog)[0]
    form.kind._group.buttons()[1].click()
    assert not form.file_field.isVisible()
    assert form.port.value() == 5432
    assert form.password_field.message.text().startswith("This system has no keyring. It is asked for again")
    form.kind._group.buttons()[2].click()
    assert form.port.value() == 3306
    form.host.setText("127.0.0.1")
    form.port.setValue(1)  # nobody listens there
    form.user.setText("ana")
    form.password.setText("secret-7391")
    form.test.click()
    until(lambda: form.note.kind == "bad")
    assert "secret-7391" not in form.note.label.text()
    form.name.setText("Warehouse")
    form._changed()
    form.primary.click()
    until(lambda: panel.connection.currentText() == "Warehouse")
    until(lambda: bool(panel._problem))
    assert panel.retry.isVisible()
    assert "secret-7391" not in data_sources.connections(workspace)[0].url


def test_a_password_that_is_not_known_is_asked_for(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, postgres: Server,
    monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr(data_secrets, "keyring_state", lambda: "This system has no keyring.")
    postgres.execute("", "DROP TABLE IF EXISTS asked", "CREATE TABLE asked AS SELECT 7 AS seven")
    added, _ = data_sources.add_connection(workspace, "Asking", postgres.url("postgres"))
    window.go("data")
    page = data_page(window)
    until(lambda: page.states.state == "empty")
    dialog = page.open_import(source="database")
    panel = dialog.sources.database
    until(lambda: panel.password_part.isVisible())
    assert dialog.facts.text() == "Give the password first."
    assert panel.password_field.message.text() == "This system has no keyring."
    qtbot.keyClicks(panel.password, "wrong")
    panel.unlock.click()
    until(lambda: panel.other_password.isVisible())
    assert "does not let ana in" in panel.tables_note.text()
    panel.other_password.click()
    assert panel.password_part.isVisible()
    panel.password.setText(PASSWORD)  # it has letters that the test library cannot type
    qtbot.keyClick(panel.password, Qt.Key.Key_Return)
    until(lambda: any(r.text == "asked" for r in panel.tables.rows()))
    next(i for i in panel.tables._items if i.row.text == "asked").click()
    until(lambda: dialog.preview is not None)
    assert dialog.table.rows.index(0, 0).data() == "7"
    data_secrets.forget(added)


# --- refresh ----------------------------------------------------------------------------------------------------
def test_a_file_is_read_again_from_the_menu(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv", 300, faults=False)
    import_now(workspace, path, "weather")
    page = show(window, until)
    menu_of(window)["Refresh from source"].trigger()
    until(lambda: any("weather: nothing has changed" in t for t in toast_titles(window)))
    assert len(datasets.versions(workspace)) == 1
    path.write_text("\n".join(weather_lines(1504)) + "\n", encoding="utf-8")
    menu_of(window)["Refresh from source"].trigger()
    until(lambda: any("weather v2: 1,204 new rows" in t for t in toast_titles(window)))
    until(lambda: page.version is not None and page.version.number == 2 and rows_shown(page))
    path.unlink()
    menu_of(window)["Refresh from source"].trigger()
    until(lambda: any("Refresh weather failed" in t for t in toast_titles(window)))
    assert len(datasets.versions(workspace)) == 2


def test_a_schedule_is_set_and_shown_with_its_next_time(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    import_now(workspace, write_weather(tmp_path / "weather.csv"), "weather")
    page = show(window, until)

    def facts() -> dict[str, str]:
        return {row[0]: row[1] for row in page.panel.facts._shown}

    actions = menu_of(window)
    assert actions["Off"].isChecked()
    actions["Day"].trigger()
    until(lambda: "Refresh" in facts())
    assert facts()["Refresh"].startswith("every day, next ")
    assert page.version is not None
    found = data_refresh.refresh_of(workspace, page.version.dataset_id)
    assert found is not None
    assert found.minutes == 24 * 60
    actions = menu_of(window)
    assert next(a for t, a in actions.items() if t.startswith("Day, next ")).isChecked()
    actions["Off"].trigger()
    until(lambda: "Refresh" not in facts())
    assert data_refresh.refresh_of(workspace, page.version.dataset_id) is None


def test_what_was_pasted_cannot_be_read_again(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELYARD_CACHE_DIR", str(tmp_path / "cache"))
    import_now(workspace, datasets.paste("a\tb\n1\t2\n"), "pasted")
    page = show(window, until)
    actions = menu_of(window)
    refused = next(a for t, a in actions.items() if t.startswith("Refresh from source"))
    assert refused.text() == "Refresh from source (It was pasted from the clipboard)"
    assert not refused.isEnabled()
    assert page.panel.facts._shown[3][1] == "pasted text"


def test_f5_reads_the_page_and_not_the_source(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any, tmp_path: Path
) -> None:
    path = write_weather(tmp_path / "weather.csv", faults=False)
    import_now(workspace, path, "weather")
    show(window, until)
    path.write_text("\n".join(weather_lines(400)) + "\n", encoding="utf-8")
    qtbot.keyClick(window, Qt.Key.Key_F5)
    until(lambda: not window.bridge.pending)
    assert len(datasets.versions(workspace)) == 1
