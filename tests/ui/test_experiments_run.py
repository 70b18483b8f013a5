"""A run's own page: its tabs by task, threshold, segments, predictions, trials, files, tags, reproduce."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from PySide6.QtCore import Qt
from sklearn.metrics import confusion_matrix

from modelyard.core.errors import AppError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.experiments.runs import LoggedModel, RegisteredVersion, Run, RunDetails, RunKind
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, FoldSpec, SearchMethod, SearchSpec, Task
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.experiments import record
from modelyard.services.experiments import runs as experiments
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.experiments.runs import predictions_blob
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments.run import files as files_tab
from modelyard.ui.pages.experiments.run import predictions as predictions_tab
from modelyard.ui.pages.experiments.run.importance import ImportanceTab
from modelyard.ui.pages.experiments.run.origins import model_rows
from modelyard.ui.pages.experiments.run.overview import BinaryBoard, OverviewTab
from modelyard.ui.pages.experiments.run.tags_note import parsed_tag
from modelyard.ui.pages.experiments.run.unfinished import UnfinishedState
from modelyard.ui.pages.experiments.run.view import RunView
from tests.ui.experiments_workspace import show

Until = Callable[[Callable[[], bool]], None]
ROWS = 900
FEATURES = ("amount", "age", "region")


def write_table(path: Path) -> None:
    """900 rows: `paid` follows `amount`, in the south with more noise; `price` is a quantity."""
    rng = random.Random(3)
    lines = ["amount,age,region,paid,price"]
    for _ in range(ROWS):
        amount, region = rng.uniform(0, 100), rng.choice(("north", "south", "east"))
        paid = amount + rng.gauss(0, 40 if region == "south" else 15) > 55
        lines.append(
            f"{amount:.2f},{rng.randint(18, 90)},{region},{str(paid).lower()},{3 * amount + rng.gauss(0, 5):.2f}"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A yes/no run, one that failed, a regression, k-means and a search of four trials."""
    folder = tmp_path_factory.mktemp("run")
    write_table(folder / "payments.csv")
    workspace = create_workspace(folder / "payments.modelyard", role="cli", actor="Ana")
    workspace.wait(datasets.import_file(workspace, ImportRequest(str(folder / "payments.csv"), "payments"))[0].id)
    version = datasets.versions(workspace)[0].id

    def train(name: str, target: str, key: str, params: dict[str, Any] | None = None, **more: Any) -> None:
        spec = ExperimentSpec(name, version, target, FEATURES, (AlgorithmSpec(key, params or {}),), **more)
        started, _ = experiments.start(workspace, spec)
        try:
            workspace.wait(str(started[0].job_id), timeout=240)
        except AppError:
            assert name == "broken"

    train("yesno", "paid", "logistic_regression", folds=FoldSpec(count=3))
    train("broken", "paid", "logistic_regression", where="amount < 1 AND paid = false")
    train("price", "price", "ridge", task=Task.REGRESSION, metric="rmse")
    train("groups", "", "k_means", task=Task.CLUSTERING, metric="silhouette")
    search = SearchSpec(SearchMethod.RANDOM, trials=4, prune=False)
    train("search", "paid", "logistic_regression", search=search, folds=FoldSpec(count=2))
    yield workspace
    workspace.close()


def run_of(workspace: Workspace, name: str) -> Run:
    """The first run of an experiment."""
    return min((r for r in experiments.runs(workspace) if r.experiment_name == name), key=lambda r: r.number)


def opened(window: MainWindow, workspace: Workspace, until: Until, name: str) -> tuple[RunView, Run]:
    """The page of an experiment's first run."""
    run = run_of(workspace, name)
    page = show(window, workspace, ("run", run.id))
    until(lambda: page._run_view is not None and page._run_view.facts is not None)
    view: RunView = page._run_view
    until(lambda: view.facts is not None and view.facts.run.id == run.id)
    return view, run


def tabs_of(view: RunView) -> list[str]:
    """The tabs that are there."""
    return [e.key for e in view.tabs.bar._entries if not e.button.isHidden()]


def said(workspace: Workspace, run: Run) -> pd.DataFrame:
    """The predictions of a run joined with its rows."""
    blob = predictions_blob(workspace.database, run.id)
    assert blob is not None
    found = parquet.read_table(workspace.blobs.path(blob)).to_pandas()
    version = datasets.version(workspace, run.dataset_version_id)
    table = parquet.read_table(workspace.blobs.path(version.content_hash)).to_pandas()
    return pd.concat([found, table.loc[found["row"]].reset_index(drop=True)], axis=1)


# --- tabs and figures ---------------------------------------------------------------------------------------------


def test_a_run_has_the_tabs_it_has_something_for(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, _ = opened(window, lab, until, "yesno")
    assert tabs_of(view)[:4] == ["overview", "record", "importance", "segments"]
    assert "trials" not in tabs_of(view)
    assert "history" not in tabs_of(view)
    window.go("experiments", ("run", run_of(lab, "groups").id))
    until(lambda: view.facts is not None and view.facts.run.experiment_name == "groups")
    assert not {"curves", "segments"} & set(tabs_of(view))
    window.go("experiments", ("run", run_of(lab, "search").id))
    until(lambda: view.facts is not None and view.facts.run.experiment_name == "search")
    assert "trials" in tabs_of(view)


def test_the_strip_says_how_sure_each_metric_is(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, run = opened(window, lab, until, "yesno")
    strip = view.tabs.tab(OverviewTab).strip.figures
    low, high = run.intervals["roc_auc"]
    value = run.metrics["roc_auc"]
    assert strip["roc_auc"].value.text() == f"{value:.4f}"
    assert strip["roc_auc"].fact.text() == f"±{max(value - low, high - value):.3f}"
    assert f"{low:.4f} to {high:.4f}" in strip["roc_auc"].toolTip()


@pytest.mark.parametrize(
    ("name", "charts", "figure"),
    [
        ("price", {"predicted_actual", "residual_histogram", "error_quantiles"}, "rmse"),
        ("groups", {"cluster_points", "cluster_sizes"}, "clusters"),
    ],
)
def test_other_tasks_have_their_own_charts(
    window: MainWindow, lab: Workspace, until: Until, name: str, charts: set[str], figure: str
) -> None:
    view, _ = opened(window, lab, until, name)
    board: Any = view.tabs.tab(OverviewTab).board
    assert {kind for kind, card in board.cards.items() if card.isVisible()} == charts
    assert figure in view.tabs.tab(OverviewTab).strip.figures


def test_an_ensemble_names_the_runs_it_is_of(window: MainWindow, lab: Workspace, until: Until) -> None:
    first = run_of(lab, "yesno")
    spec = record.spec(lab, first.id)
    assert spec is not None
    other, _ = experiments.start(lab, replace(spec, algorithms=(AlgorithmSpec("baseline"),), folds=None))
    lab.wait(str(other[0].job_id), timeout=240)
    together = AlgorithmSpec("voting", {}, (first.id, other[0].id))
    both, _ = experiments.start(lab, replace(spec, name="both", algorithms=(together,), folds=None))
    lab.wait(str(both[0].job_id), timeout=240)
    view, _ = opened(window, lab, until, "both")
    rows = view.side.parameters._shown
    assert [row[0] for row in rows[:2]] == ["yesno, Run 1", f"yesno, Run {other[0].number}"]
    view.side.parameters.linked.emit("yesno, Run 1")
    until(lambda: view.facts is not None and view.facts.run.id == first.id)


def test_moving_the_threshold_moves_the_matrix_and_the_figures(
    qtbot: Any, window: MainWindow, lab: Workspace, until: Until
) -> None:
    view, run = opened(window, lab, until, "yesno")
    overview = view.tabs.tab(OverviewTab)
    board = overview.board
    assert isinstance(board, BinaryBoard)
    until(lambda: board.card.view._image is not None)
    board.card.view.setFocus()
    for _ in range(10):
        qtbot.keyClick(board.card.view, Qt.Key.Key_Left)
        until(lambda: not board.card.view.busy)
    assert board.threshold == pytest.approx(0.4)
    assert board.confusion.fact.text() == "threshold 0.40"
    rows = said(lab, run)
    truth, score = rows["actual"] == "true", rows["probability of true"] >= 0.4
    _, fp, fn, tp = confusion_matrix(truth, score).ravel()
    assert overview.strip.figures["precision"].value.text() == f"{tp / (tp + fp):.3f}"
    assert overview.strip.figures["recall"].value.text() == f"{tp / (tp + fn):.3f}"
    assert overview.strip.figures["recall"].fact.text() == "at 0.40"
    figures = board.decisions.row.figures
    assert figures["flagged"].value.text() == str(tp + fp)
    assert figures["alarms"].value.text() == str(fp)
    assert figures["missed"].value.text() == str(fn)
    assert figures["cost"].value.text() == str(fp + fn)


def test_what_mistakes_cost_decides_the_best_threshold_and_is_kept(
    qtbot: Any, window: MainWindow, lab: Workspace, until: Until
) -> None:
    view, run = opened(window, lab, until, "yesno")
    board = view.tabs.tab(OverviewTab).board
    assert isinstance(board, BinaryBoard)
    card = board.decisions
    card.miss.clear()
    qtbot.keyClicks(card.miss, "20")
    qtbot.keyClick(card.miss, Qt.Key.Key_Return)
    card.least.click()
    rows = said(lab, run)
    truth, score = rows["actual"] == "true", rows["probability of true"]
    costs = {t / 100: ((score >= t / 100) & ~truth).sum() + 20 * ((score < t / 100) & truth).sum() for t in range(101)}
    assert costs[round(board.threshold, 2)] == min(costs.values())
    assert board.threshold < 0.5
    assert card.row.figures["cost"].value.text() == f"{min(costs.values()):,}"
    qtbot.keyClicks(card.miss, "x")
    qtbot.keyClick(card.miss, Qt.Key.Key_Return)
    assert card.miss.property("invalid")
    assert card.costs == (1.0, 20.0)
    assert window.settings.page("experiments")["costs"][run.experiment_id] == (1.0, 20.0)


def test_a_failed_run_says_why_on_its_page(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, run = opened(window, lab, until, "broken")
    state = view.tabs.tab(OverviewTab).states.currentWidget()
    assert isinstance(state, UnfinishedState)
    assert state.title.text() == "Run 1 failed"
    assert state.text.text() == " ".join(run.error.splitlines())


# --- looking closer -----------------------------------------------------------------------------------------------


def test_segments_are_measured_once_and_are_right(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, run = opened(window, lab, until, "yesno")
    card = view.tabs.tab(OverviewTab).segments
    until(lambda: card.table.rows.rowCount() == 3)
    rows = said(lab, run)
    for line in card.table.rows.rows():
        mine = rows[rows["region"] == line.segment.label]
        yes = mine[mine["actual"] == "true"]
        assert line.segment.rows == len(mine)
        assert line.segment.recall.value == pytest.approx((yes["predicted"] == "true").mean())
    spots = next(i for i, c in enumerate(card.table.rows.columns) if c.key == "spot")
    for row in range(3):
        cell = card.table.rows.cell(row, spots)
        low, high = cell.interval
        assert 0 <= low < cell.spot < high <= 1
    assert card.first.key() == "region"
    window.go("experiments", ("run", run_of(lab, "price").id))
    until(lambda: view.facts is not None and view.facts.run.experiment_name == "price")
    window.go("experiments", ("run", run.id))
    until(lambda: view.facts is not None and view.facts.run.id == run.id and card.demand.state == "full")
    assert [j.title for j in activity.jobs(lab)].count("Segments of yesno run 1") == 1


def test_the_dependence_on_any_feature_is_found_out_and_kept(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, _ = opened(window, lab, until, "yesno")
    view.tabs.set_key("importance")
    tab = view.tabs.tab(ImportanceTab)
    until(lambda: tab.dependence.chart is not None)
    assert tab.feature.key() == "amount"
    tab.feature.set_key("age")
    until(
        lambda: (
            tab.demand.state == "full"
            and tab.dependence.chart is not None
            and "age" in tab.dependence.chart.description
        )
    )


def test_predictions_have_the_worst_first_and_can_be_exported(
    window: MainWindow, lab: Workspace, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, run = opened(window, lab, until, "yesno")
    view.tabs.set_key("predictions")
    tab = view.tabs.tab(predictions_tab.PredictionsTab)
    until(lambda: tab.rows is not None and tab.table.model() is not None)
    rows = said(lab, run)
    wrong = int((rows["actual"] != rows["predicted"]).sum())
    assert tab.fact.text() == f"{wrong} of {len(rows)} wrong, the worst answers first"
    tab.which.set_key("wrong")
    tab.which.chosen.emit("wrong")
    until(lambda: tab.rows is not None and tab.rows.rows == wrong)
    model: Any = tab.table.model()
    model.index(0, 0).data()
    until(lambda: model.is_loaded(0))
    right = rows["probability of true"].where(rows["actual"] == "true", 1 - rows["probability of true"])
    worst = rows.iloc[int(right.to_numpy().argmin())]
    assert model.value(0, 0) == worst["actual"]
    assert model.value(0, 2) == pytest.approx(worst["probability of true"], rel=1e-4)
    target = tmp_path / "wrong.csv"
    monkeypatch.setattr(predictions_tab, "ask_save", lambda *_: target)
    tab.export.click()
    until(target.exists)
    written = pd.read_csv(target)
    assert len(written) == wrong
    assert written["loss"].is_monotonic_decreasing
    assert written["amount"].iloc[0] == pytest.approx(worst["amount"])


def test_a_trial_can_be_kept_as_a_run(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, run = opened(window, lab, until, "search")
    view.tabs.set_key("trials")
    tab: Any = view.tabs.widget("trials")
    until(lambda: tab.table.rows.rowCount() == 4)
    assert tab.card.fact.text() == "4 finished"
    assert tab.keep.toolTip() == "Select a trial first"
    tab.table.select("2")
    tab.keep.click()
    until(lambda: any(r.parent_id == run.id for r in experiments.runs(lab)))
    kept = next(r for r in experiments.runs(lab) if r.parent_id == run.id)
    assert kept.kind is RunKind.TRAINING
    lab.wait(str(kept.job_id), timeout=120)


def test_files_are_shown_and_saved(
    window: MainWindow, lab: Workspace, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, run = opened(window, lab, until, "price")
    view.tabs.set_key("files")
    tab = view.tabs.tab(files_tab.FilesTab)
    name = "signature and reference.json"
    tab.table.select(name)
    until(lambda: tab.states.state == "full" and "signature" in tab.text.toPlainText())
    target = tmp_path / "model.skops"
    monkeypatch.setattr(files_tab, "ask_save", lambda *_: target)
    tab.table.select("model.skops")
    tab.save.click()
    until(target.exists)
    assert target.read_bytes() == record.file_path(lab, run.id, "model.skops").read_bytes()


# --- the panel ----------------------------------------------------------------------------------------------------


def test_tags_and_the_note_are_changed_where_they_stand(
    qtbot: Any, window: MainWindow, lab: Workspace, until: Until
) -> None:
    view, run = opened(window, lab, until, "yesno")
    notes = view.side.notes
    notes.add.click()
    qtbot.keyClicks(notes.field, "team = growth")
    qtbot.keyClick(notes.field, Qt.Key.Key_Return)
    until(lambda: record.tags(lab, run.id) == {"team": "growth"})
    notes.note.setFocus()
    qtbot.keyClicks(notes.note, "Good in the north")
    qtbot.keyClick(notes.note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    until(lambda: experiments.run(lab, run.id).note == "Good in the north")
    until(lambda: view.facts is not None and view.facts.tags == {"team": "growth"})
    notes._remove("team")
    until(lambda: record.tags(lab, run.id) == {})


def test_a_tag_may_have_a_value() -> None:
    assert parsed_tag(" keep ") == ("keep", "")
    assert parsed_tag("team = growth=fast") == ("team", "growth=fast")


def test_running_again_says_that_it_is_the_same(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, _ = opened(window, lab, until, "price")
    assert not view.side.again.chip.isVisible()
    view.side.again.button.click()
    until(lambda: view.side.again.chip.text == "Same result")
    assert "bit for bit" in view.side.again.text.text()


def test_the_packages_are_a_lock_file(window: MainWindow, lab: Workspace, until: Until) -> None:
    view, _ = opened(window, lab, until, "yesno")
    assert ("Lock file", "requirements.lock", "link") in view.side.environment._shown
    assert view.side.data._shown[0][3:] == ("ok", "unchanged")


def test_registered_models_and_their_aliases_are_said() -> None:
    version = RegisteredVersion("churn", "3", ("champion",), "Production")
    model = LoggedModel("model", "model", kind="skops", versions=(version, RegisteredVersion("bare")))
    rows = [("model", "skops"), ("churn v3", "champion, Production"), ("bare", "no versions")]
    assert model_rows(RunDetails(models=(model,))) == rows
