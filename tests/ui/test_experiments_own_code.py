"""Own code in the window: read, agreed to, added to the algorithms, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from modelyard.services.experiments import own_code
from modelyard.services.workspace import Workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments.new.algorithms import AlgorithmRow
from modelyard.ui.pages.experiments.new.dialog import NewExperimentDialog
from tests.experiments.test_own_code import GOOD
from tests.ui.experiments_workspace import import_table, show

LONG = 300_000


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = import_table(tmp_path)
    yield made
    made.close()


def opened(qtbot: Any, window: MainWindow, workspace: Workspace) -> NewExperimentDialog:
    """The dialog, once it knows what there is; its check of the features goes on."""
    page = show(window, workspace)
    qtbot.waitUntil(lambda: page._snapshot is not None, timeout=LONG)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = (d for d in window.findChildren(NewExperimentDialog) if d.isVisible())
    qtbot.waitUntil(lambda: bool(dialog._offer.datasets), timeout=LONG)
    return dialog


def _own(dialog: NewExperimentDialog) -> list[AlgorithmRow]:
    return [row for row in dialog.algorithms.rows if row.algorithm.key.startswith("own:")]


def _choose(monkeypatch: pytest.MonkeyPatch, qtbot: Any, dialog: NewExperimentDialog, file: Path) -> Any:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    dialog.own_code.click()
    qtbot.waitUntil(lambda: dialog.own_code.dialog is not None and dialog.own_code.dialog.isVisible(), timeout=LONG)
    return dialog.own_code.dialog


@pytest.mark.timeout(600)
def test_a_file_is_read_agreed_to_and_used(
    qtbot: Any, window: MainWindow, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, marker = tmp_path / "nearest.py", tmp_path / "ran"
    file.write_text(f"open({str(marker)!r}, 'w').close()\n{GOOD}", encoding="utf-8")
    dialog = opened(qtbot, window, workspace)
    chosen = {spec.key for spec in dialog.algorithms.specs()}
    asking = _choose(monkeypatch, qtbot, dialog, file)
    assert asking.text.toPlainText() == file.read_text(encoding="utf-8")
    assert asking.text.isReadOnly()
    assert "can read and delete files" in asking.meaning.label.text()
    assert not asking.primary.isEnabled()
    assert asking.facts.text() == "Read the file, then tick that you trust it"
    assert not marker.exists()
    asking.trust.setChecked(True)
    asking.primary.click()
    assert not asking.primary.isEnabled()
    qtbot.waitUntil(lambda: bool(_own(dialog)), timeout=LONG)
    qtbot.waitUntil(lambda: _own(dialog)[0].box.isChecked(), timeout=LONG)
    assert marker.exists()
    (row,) = _own(dialog)
    assert {spec.key for spec in dialog.algorithms.specs()} == chosen | {row.algorithm.key}
    assert list(row.form.inputs) == ["power", "steps", "robust", "name"]
    row.form.inputs["name"].set_value("y, z")
    row.form.inputs["steps"].set_value(-4)
    assert row.form.params() == {"name": "y, z", "steps": -4}
    assert row.form.problem() == ""
    row.form.set_params({})
    assert row.form.inputs["name"].value() == "x"
    dialog.search.method.set_key("tpe")
    assert row.search_ranges() == {}
    power = row.ranges.inputs["power"]
    assert not power.box.isChecked()
    power.box.setChecked(True)
    assert row.problem() == "Power: A number"
    power.low.setText("0.5")
    power.high.setText("4")
    assert (row.problem(), row.search_ranges()["power"].high) == ("", 4.0)
    monkeypatch.setenv("MODELYARD_CONFIG_DIR", str(tmp_path / "elsewhere"))  # as on another computer
    dialog.own_code._read()
    qtbot.waitUntil(lambda: not _own(dialog)[0].box.isEnabled(), timeout=LONG)
    (row,) = _own(dialog)
    assert (row.fact.text(), row.link.text()) == ("not agreed to on this computer", "Read")
    row.link.click()
    qtbot.waitUntil(lambda: dialog.own_code.dialog is not asking, timeout=LONG)
    again = dialog.own_code.dialog
    assert again.text.toPlainText() == file.read_text(encoding="utf-8")
    again.trust.setChecked(True)
    again.primary.click()
    qtbot.waitUntil(lambda: _own(dialog)[0].box.isChecked(), timeout=LONG)
    (row,) = _own(dialog)
    row.remove.click()
    qtbot.waitUntil(lambda: not _own(dialog), timeout=LONG)
    assert {spec.key for spec in dialog.algorithms.specs()} == chosen
    window.undo()
    qtbot.waitUntil(lambda: len(_own(dialog)) == 1, timeout=LONG)
    dialog.reject()


def test_a_file_that_is_no_python_cannot_be_agreed_to(
    qtbot: Any, window: MainWindow, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "broken.py"
    file.write_text("class X(:", encoding="utf-8")
    dialog = opened(qtbot, window, workspace)
    asking = _choose(monkeypatch, qtbot, dialog, file)
    assert asking.failure.label.text().startswith("The file is no Python in line 1.")
    assert not asking.trust.isVisible()
    assert not asking.primary.isEnabled()
    asking.reject()
    assert own_code.listed(workspace) == []
    dialog.reject()
