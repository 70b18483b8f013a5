"""The Models page: versions on the line, aliases that move and come back, lineage, card, export, the empty state."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QLabel, QMenu

from modelyard.services import models
from modelyard.services.data import datasets
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.deployments.launch_dialog import LaunchDialog
from modelyard.ui.pages.experiments.register_dialog import RegisterDialog
from modelyard.ui.pages.models import ModelsPage, words
from modelyard.ui.pages.models.lineage import NodeButton
from modelyard.ui.widgets.button import Button
from modelyard.ui.widgets.states import EmptyState, ErrorState
from tests.ui.models_workspace import registered, show, toasts, trained

__all__ = ["registered", "trained"]

Until = Callable[[Callable[[], bool]], None]


def opened(window: MainWindow, workspace: Workspace, until: Until, target: object = None) -> ModelsPage:
    """The page with a version on it."""
    page = show(window, workspace, "models", target)
    assert isinstance(page, ModelsPage)
    until(lambda: page.states.state == "full" and page.detail.version is not None)
    return page


# --- before there is a model (runs first: the other tests register) ------------------------------------------------


def test_without_runs_the_page_leads_to_an_experiment(window: MainWindow, until: Until, tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "empty.modelyard", role="cli")
    try:
        page = show(window, workspace, "models")
        until(lambda: page.states.state == "empty")
        state = page.states.currentWidget()
        assert isinstance(state, EmptyState)
        assert state.title.text() == "No models yet"
        assert "Train some runs" in state.text.text()
        window.set_workspace(None)
    finally:
        workspace.close()


def test_with_runs_the_best_one_is_offered(window: MainWindow, trained: Workspace, until: Until) -> None:
    best = experiments.best_run(experiments.runs(trained))
    assert best is not None
    page = show(window, trained, "models")
    until(lambda: page.states.state == "empty")
    state = page.states.currentWidget()
    assert isinstance(state, EmptyState)
    assert f"Run {best.number} of payments" in state.text.text()
    button = state.findChild(Button)
    assert button is not None
    assert button.text() == f"Register run {best.number}"
    button.click()
    dialog = window.findChild(RegisterDialog)
    assert dialog is not None
    dialog.reject()


# --- versions -----------------------------------------------------------------------------------------------------


def test_versions_stand_newest_first_with_alias_and_score(
    window: MainWindow, registered: Workspace, until: Until
) -> None:
    page = opened(window, registered, until)
    rows = [item.row for item in page.panel.rail.items]
    known = models.versions(registered)
    assert [r.title for r in rows] == ["v2", "v1"]
    assert [r.tags for r in rows] == [(), ("champion",)]
    assert [r.right[0][0] for r in rows] == [f"{v.metrics['roc_auc']:.3f}" for v in known]
    assert (page.title, page.fact) == ("payments", "2 versions")


def test_a_version_shows_its_check_its_columns_and_its_card(
    window: MainWindow, registered: Workspace, until: Until
) -> None:
    version = models.find_version(registered, "payments", "2")
    page = opened(window, registered, until, version.id)
    said = [label.text() for label in page.detail.facts.findChildren(QLabel)]
    compared = f"{version.parity.rows + version.parity.edge_rows:,} rows"
    assert any(text.startswith("Equal to scikit-learn") and text.endswith(compared) for text in said)
    table = page.detail.inputs.rows
    columns = {table.cell(i, 0).text: table.cell(i, 2).text for i in range(table.rowCount())}
    assert list(columns) == ["amount", "age", "region", "vip"]
    assert columns["region"] == "east, north, south"
    low, high = columns["age"].split(" to ")
    assert 18 <= int(low) < int(high) <= 90
    shown = page.detail.markdown.toPlainText()
    assert "payments v2" in shown
    assert "Less regularised" in shown
    assert f"{version.metrics['roc_auc']:.4f}" in shown


def test_numbers_are_written_as_people_write_them() -> None:
    assert words.difference(3.3e-16) == "4e\u221216"
    assert words.difference(9.7e-16) == "1e\u221215"
    assert words.difference(0.0) == "0"
    assert words.number(-43.0) == "\u221243"
    assert words.number(1301.0) == "1,301"


def test_choosing_in_the_rail_shows_the_version(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = opened(window, registered, until)
    first = models.find_version(registered, "payments", "1")
    page.panel.rail.items[1].click()
    until(lambda: page.detail.title.text() == "v1")
    assert page.detail.version is not None
    assert page.detail.version.id == first.id


def test_the_lineage_leads_to_the_run_and_to_the_data(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = opened(window, registered, until)
    version = page.detail.version
    assert version is not None
    nodes = {b.node.page: b for b in page.detail.lineage.findChildren(NodeButton)}
    assert nodes["data"].node.title == datasets.versions(registered)[0].label
    assert nodes["data"].node.fact == "300 rows"
    assert nodes["experiments"].node.title == f"Run {version.run_number}"
    nodes["experiments"].click()
    assert window.current_page == "experiments"


def test_versions_are_compared_by_their_runs(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = opened(window, registered, until)
    assert page.panel.compare.isVisible()
    page.panel.compare.click()
    assert window.current_page == "experiments"
    until(lambda: window.page("experiments").title == "Compare 2 runs")


def test_a_version_that_is_gone_says_so(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = show(window, registered, "models", "no-such-version")
    until(lambda: page.states.state == "error")
    state = page.states.currentWidget()
    assert isinstance(state, ErrorState)
    assert "not in the workspace any more" in state.text.text()


# --- what can be done ----------------------------------------------------------------------------------------------


def alias_action(menu: QMenu, text: str) -> None:
    """Choose a line of an alias menu."""
    next(a for a in menu.actions() if a.text().startswith(text)).trigger()


def test_an_alias_moves_and_undo_brings_it_back(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = opened(window, registered, until)

    def champion() -> int:
        return models.find_version(registered, "payments", "champion").number

    assert champion() == 1
    alias_action(page.panel.alias_menu("champion"), "v2")
    until(lambda: champion() == 2 and page.panel.holder("champion").number == 2)
    until(lambda: "champion is now payments v2" in toasts(window))
    window.undo()
    until(lambda: champion() == 1 and page.panel.holder("champion").number == 1)


def test_a_new_alias_is_taken_away_by_undo(window: MainWindow, registered: Workspace, until: Until) -> None:
    page = opened(window, registered, until)
    assert page.panel.moves["challenger"].text() == "Set"
    alias_action(page.panel.alias_menu("challenger"), "v2")
    until(lambda: page.panel.holder("challenger") is not None)
    assert page.panel.moves["challenger"].text() == "Move"
    until(lambda: "challenger is now payments v2" in toasts(window))
    window.undo()
    until(lambda: page.panel.holder("challenger") is None)


def test_launch_opens_the_dialog_on_this_version(window: MainWindow, registered: Workspace, until: Until) -> None:
    version = models.find_version(registered, "payments", "2")
    page = opened(window, registered, until, version.id)
    page.detail.launch.click()
    until(lambda: window.findChild(LaunchDialog) is not None)
    dialog = window.findChild(LaunchDialog)
    until(lambda: dialog.chosen() is not None)
    assert dialog.chosen().id == version.id
    dialog.reject()


def test_the_bundle_is_written_as_a_folder_and_as_a_tar(
    window: MainWindow, registered: Workspace, until: Until, tmp_path: Path
) -> None:
    page = opened(window, registered, until)
    version = page.detail.version
    assert version is not None
    page.export_to(version, tmp_path / "out")
    page.export_to(version, tmp_path / "out.tar")
    until(lambda: toasts(window).count(f"{version.label} was exported") == 2)
    assert (tmp_path / "out" / "card.md").read_text("utf-8") == models.card(registered, version.id)
    with tarfile.open(tmp_path / "out.tar") as tar:
        in_tar = sorted(tar.getnames())
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file()]
    assert in_tar == sorted(p.relative_to(tmp_path / "out").as_posix() for p in files)
    assert "MLmodel" in in_tar


def test_a_folder_that_holds_something_is_refused(
    window: MainWindow, registered: Workspace, until: Until, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("keep me", "utf-8")
    page = opened(window, registered, until)
    assert page.detail.version is not None
    page.export_to(page.detail.version, tmp_path)
    until(lambda: any("is not empty" in text for text in toasts(window)))
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["mine.txt"]
