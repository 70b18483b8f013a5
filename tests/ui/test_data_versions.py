"""Versions in the window: notes, tags, names, compare, restore, delete and the recycle bin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modelyard.services.data import bin as data_bin
from modelyard.services.data import datasets
from modelyard.services.data import versions as data_versions
from modelyard.services.workspace import Workspace
from modelyard.ui.dialogs import ConfirmDialog
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data import DataPage
from modelyard.ui.pages.data.compare.dialog import CompareDialog
from modelyard.ui.pages.data.prepare import PrepareTab
from modelyard.ui.pages.data.versions.dialogs import NoteDialog, RenameDialog, TagDialog
from modelyard.ui.pages.data.versions.recycle_bin import VersionBinDialog
from modelyard.ui.widgets.dialog import Dialog
from tests.ui.data_support import Until, import_now, rows_shown, show, toast_titles, write_weather


@pytest.fixture
def weather(workspace: Workspace, tmp_path: Path) -> tuple[str, str]:
    """Two versions; the second has 60 rows more."""
    first = import_now(workspace, write_weather(tmp_path / "a.csv", 300, faults=False), "weather", "First")
    second = import_now(workspace, write_weather(tmp_path / "b.csv", 360, faults=False), "weather", "More")
    return first, second


def _open(window: MainWindow, kind: type[Any]) -> list[Any]:
    return [d for d in window.findChildren(kind) if d.isVisible()]


def _only(window: MainWindow, until: Until, kind: type[Any]) -> Any:
    until(lambda: len(_open(window, kind)) == 1)
    return _open(window, kind)[0]


def _said(window: MainWindow, text: str) -> bool:
    return any(title.startswith(text) for title in toast_titles(window))


def _rail(page: DataPage) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(i.row.title, i.row.note, i.row.tags) for i in page.panel.rail.items]


def test_t_tags_and_undo_takes_it_back(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until, qtbot: Any
) -> None:
    data_versions.add_tag(workspace, weather[0], "good")
    page = show(window, until, weather[1])
    until(lambda: page.version is not None and page.version.id == weather[1])
    page.setFocus()
    page.list.list.setFocus()
    page.deeds._shortcuts[0].activated.emit()
    dialog = _only(window, until, TagDialog)
    assert not dialog.primary.isEnabled()
    dialog.tag.setEditText("good")
    assert dialog.field.message.text() == "Moves here from v1"
    dialog.submit()
    until(lambda: not _open(window, TagDialog))
    until(lambda: _rail(page) == [("v2", "More", ("good",)), ("v1", "First", ())])
    until(lambda: _said(window, "weather v2 is now good"))
    window.undo()
    until(lambda: _rail(page) == [("v2", "More", ()), ("v1", "First", ("good",))])
    page.deeds.untag(datasets.version(workspace, weather[0]), "good")
    until(lambda: _rail(page)[1] == ("v1", "First", ()))


def test_notes_and_names_change_with_undo(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until
) -> None:
    page = show(window, until, weather[1])
    page.deeds.note()
    dialog = _only(window, until, NoteDialog)
    dialog.text.setPlainText("Sixty rows more")
    dialog.submit()
    until(lambda: _rail(page)[0][1] == "Sixty rows more")
    window.undo()
    until(lambda: _rail(page)[0][1] == "More")
    page.deeds.rename()
    dialog = _only(window, until, RenameDialog)
    assert dialog.facts.text() == "Nothing is changed"
    dialog.name.setText("no/slash")
    dialog.submit()
    until(lambda: "cannot be the name" in dialog.failure.accessibleName() or not dialog.failure.isHidden())
    dialog.name.setText("winds")
    dialog.text.setPlainText("A row an hour")
    dialog.submit()
    until(lambda: [r.text for r in page.list.list.rows()] == ["winds"])
    until(lambda: page.head.title.text() == "winds" and "A row an hour" in page.head.fact.text())
    window.undo()
    until(lambda: [r.text for r in page.list.list.rows()] == ["weather"])
    until(lambda: page.datasets[0].description == "")


def test_two_versions_are_compared_as_soon_as_the_dialog_opens(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until, tmp_path: Path
) -> None:
    page = show(window, until, weather[1])
    page.head.compare_button.click()
    dialog = _only(window, until, CompareDialog)
    until(lambda: dialog.found is not None and dialog.states.state == "full")
    assert (dialog.left.key(), dialog.right.key()) == weather
    assert dialog.key.currentText() == "temp"
    assert dialog.summary.text() == "60 rows added, 0 removed, 0 changed; the same columns."
    assert dialog.rows_view.table.rows.rowCount() == 60
    assert dialog.columns_view.table.rows.rowCount() == 5
    assert dialog.drift_view.chart.chart is not None
    out = tmp_path / "out.csv"
    dialog.export(out)
    until(lambda: _said(window, "Exported 60 rows"))
    assert len(out.read_text(encoding="utf-8").splitlines()) == 61
    dialog.key.setEditText("hour")
    dialog._key_chosen()
    until(lambda: dialog.states.state == "error")
    until(lambda: any("does not tell the rows" in w.text() for w in _labels(dialog)))
    dialog.key.setEditText("")
    dialog._key_chosen()
    until(lambda: dialog.found is not None and dialog.found.key == () and dialog.states.state == "full")
    assert dialog.summary.text() == "60 rows added, 0 removed; the same columns."
    dialog.swap.click()
    until(lambda: dialog.summary.text() == "0 rows added, 60 removed, 0 changed; the same columns.")
    assert dialog.width() <= window.width()
    dialog.reject()


def _labels(dialog: Dialog) -> list[Any]:
    from PySide6.QtWidgets import QLabel

    return [w for w in dialog.findChildren(QLabel) if w.isVisible()]


def test_an_old_version_is_restored_and_undone(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until
) -> None:
    page = show(window, until, weather[0])
    until(lambda: page.version is not None and page.version.id == weather[0])
    page.deeds.restore()
    until(lambda: _rail(page)[0] == ("v3", "Restored from v1", ()))
    until(lambda: page.version is not None and page.version.number == 3)
    until(lambda: not page.panel.made.isHidden())
    assert [r[1] for r in page.panel.origins._shown] == ["weather v1", "weather v2"]
    window.undo()
    until(lambda: [r[0] for r in _rail(page)] == ["v2", "v1"])
    until(lambda: page.version is not None and page.version.id == weather[1])
    page.deeds.restore()
    until(lambda: _said(window, "weather v2 is the newest version of weather already"))


def test_a_version_goes_to_the_bin_and_comes_back(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until
) -> None:
    page = show(window, until, weather[1])
    until(lambda: page.version is not None and page.version.id == weather[1])
    assert page.list.bin.isHidden()
    page.deeds.delete()
    question = _only(window, until, ConfirmDialog)
    words = [w.text() for w in _labels(question)]
    assert "Delete weather v2?" in words
    assert "v2, 360 rows" in words
    question.submit()
    until(lambda: [r[0] for r in _rail(page)] == ["v1"])
    until(lambda: not page.list.bin.isHidden())
    assert page.list.bin.text().startswith("Recycle bin  1, ")
    window.undo()
    until(lambda: [r[0] for r in _rail(page)] == ["v2", "v1"])
    until(lambda: page.list.bin.isHidden())


def test_a_dataset_asks_for_its_name_and_the_bin_frees_its_space(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until
) -> None:
    page = show(window, until, weather[1])
    page.deeds.delete_dataset()
    question = _only(window, until, ConfirmDialog)
    assert not question.primary.isEnabled()
    question.field.setText("weather")
    assert question.primary.isEnabled()
    question.submit()
    until(lambda: page.states.state == "empty")
    until(lambda: "data.bin" in window.header.buttons)
    window.header.buttons["data.bin"].click()
    dialog = _only(window, until, VersionBinDialog)
    until(lambda: [e.label for e in dialog.entries] == ["weather"])
    until(lambda: dialog.restore_button.isEnabled())
    dialog.restore_button.click()
    until(lambda: dialog.states.state == "empty")
    until(lambda: rows_shown(page))
    data_bin_ids = [v.id for v in datasets.versions(workspace)]
    window.bridge.perform(lambda: data_bin.delete(workspace, data_bin_ids))
    until(lambda: len(dialog.entries) == 1)
    dialog.submit()
    question = _only(window, until, ConfirmDialog)
    question.submit()
    until(lambda: dialog.states.state == "empty")
    until(lambda: _said(window, "Freed "))
    assert list(workspace.blobs) == []
    dialog.reject()


def test_the_menu_offers_what_the_keys_do(
    window: MainWindow, workspace: Workspace, weather: tuple[str, str], until: Until
) -> None:
    page = show(window, until, weather[0])
    until(lambda: page.version is not None and page.version.id == weather[0])
    version = datasets.version(workspace, weather[0])
    menu = QMenu(page)
    page.deeds.add_to_menu(menu, version, read_only=False)
    page.deeds.add_delete(menu, version, read_only=False)
    offered = [a.text() for a in menu.actions() if not a.isSeparator()]
    assert offered[-2:] == ["Delete v1", "Delete dataset"]
    assert {
        "Compare versions",
        "Tag version",
        "Edit note",
        "Restore v1 as the newest version",
        "Rename dataset",
    } <= set(offered)
    menu.deleteLater()
    assert [s.key().toString() for s in page.deeds._shortcuts] == ["T", "F2", "Del"]
    page.deeds._focus_moved(None, page.tabs.tab(PrepareTab))
    assert [s.isEnabled() for s in page.deeds._shortcuts] == [True, True, False]
    page.deeds._focus_moved(None, page.list.list)
    assert all(s.isEnabled() for s in page.deeds._shortcuts)
    assert all(s.context() is Qt.ShortcutContext.WidgetWithChildrenShortcut for s in page.deeds._shortcuts)
