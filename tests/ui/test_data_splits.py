"""The Splits tab, its dialog, and what a stored split changes for a new experiment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modelyard.domain.data.splits import SplitMethod, SplitRequest
from modelyard.domain.experiments.spec import SplitKind
from modelyard.jobs.pool import LightPool
from modelyard.services.data import splits as data_splits
from modelyard.services.workspace import Workspace
from modelyard.ui.dialogs import ConfirmDialog
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.data.splits.dialog import SplitDialog
from modelyard.ui.pages.data.splits.tab import SplitsTab
from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog
from tests.ui.data_support import Until, data_page, import_now, opened, show, write_weather


@pytest.fixture
def workspace(window: MainWindow, pool: LightPool, tmp_path: Path) -> Iterator[Workspace]:
    with opened(window, pool, tmp_path / "lab.modelyard") as made:
        import_now(made, write_weather(tmp_path / "weather.csv", faults=False), "weather")
        yield made


def _tab(window: MainWindow, until: Until) -> SplitsTab:
    page = show(window, until)
    page.tabs.set_key("splits")
    tab = page.tabs.tab(SplitsTab)
    until(lambda: tab.states.state == "empty")
    return tab


def _choose(qtbot: Any, dialog: SplitDialog, method: SplitMethod) -> None:
    button = dialog.method._group.button(list(SplitMethod).index(method))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_split_is_made_shown_and_deleted(qtbot: Any, window: MainWindow, workspace: Workspace, until: Until) -> None:
    tab = _tab(window, until)
    dialog = tab.open_dialog()
    assert dialog is not None
    until(lambda: "240 rows to train, 60 held out" in dialog.note.label.text())
    _choose(qtbot, dialog, SplitMethod.GROUP)
    assert not dialog.primary.isEnabled()
    dialog.column.set_key("origin")
    dialog.share.setValue(40)
    until(lambda: "1 of 3 groups" in dialog.note.label.text())
    dialog.name.setText("by airport")
    until(dialog.primary.isEnabled)
    dialog.primary.click()
    until(lambda: tab.states.state == "full")
    (made,) = data_splits.splits(workspace)
    assert (made.name, made.definition.method, made.definition.column) == ("by airport", SplitMethod.GROUP, "origin")
    assert (made.counts.training, made.counts.hold_out) == (200, 100)
    menu = QMenu(tab)
    tab._menu(made, menu)
    menu.actions()[-1].trigger()
    confirm = window.findChild(ConfirmDialog)
    assert "by airport" in confirm.accessibleName()
    confirm.primary.click()
    until(lambda: tab.states.state == "empty")


def test_what_cannot_be_divided_is_said_before(
    window: MainWindow, workspace: Workspace, until: Until, qtbot: Any
) -> None:
    tab = _tab(window, until)
    dialog = tab.open_dialog()
    assert dialog is not None
    _choose(qtbot, dialog, SplitMethod.TIME)
    until(lambda: "held out" in dialog.note.label.text())
    assert not dialog.seed_field.isVisible()
    dialog.name.clear()
    assert dialog.facts.text() == "Give the split a name"
    dialog.reject()


def test_a_new_experiment_takes_the_stored_split(window: MainWindow, workspace: Workspace, until: Until) -> None:
    version_id = data_page_version(window, until)
    request = SplitRequest(version_id, "main")
    workspace.wait(data_splits.create_split(workspace, request)[0].id, timeout=30)
    window.go("experiments")
    dialog = NewExperimentDialog(window)
    window.open_dialog(dialog)
    until(lambda: dialog.hold_out.kind.key() == "stored")
    until(lambda: dialog.hold_out.stored.count() == 1)
    spec = dialog.spec().split
    assert (spec.kind, spec.name, spec.test_share) == (SplitKind.STORED, "main", 0.2)
    assert not dialog.hold_out.share_field.isVisible()
    dialog.reject()


def data_page_version(window: MainWindow, until: Until) -> str:
    show(window, until)
    version = data_page(window).version
    assert version is not None
    return version.id
