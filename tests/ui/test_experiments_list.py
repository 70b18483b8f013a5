"""The list of runs that were not trained here: from scripts, in families, searches, and ten thousand of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from modelyard.core import clock, codec
from modelyard.domain.experiments.find import FoundRuns, RunGroup
from modelyard.domain.experiments.runs import ResourceSample, RunState
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Limits, SearchSpec
from modelyard.domain.jobs import Job, JobState
from modelyard.services.experiments import find
from modelyard.services.workspace import Workspace, create_workspace
from modelyard.store.tables import trials
from modelyard.ui.main_window import MainWindow
from modelyard.ui.pages.experiments.reading import ALL
from modelyard.ui.pages.experiments.runs.lines import first_of, lines
from modelyard.ui.pages.experiments.runs.view import RunsView
from modelyard.ui.widgets.lazy_model import PAGE_ROWS
from tests.bench.heartbeat import Heartbeat
from tests.experiments.runs_support import add_experiment, add_runs
from tests.ui.experiments_workspace import show

Until = Callable[[Callable[[], bool]], None]
MANY = 10_000
BOUND = 0.25


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace without data."""
    made = create_workspace(tmp_path / "runs.modelyard", role="cli", actor="Ana")
    yield made
    made.close()


def listed(window: MainWindow, workspace: Workspace, until: Until) -> RunsView:
    """The list, shown."""
    page = show(window, workspace)
    view = page.runs_view
    until(lambda: page.states.state == "full" and view.table.rows.rowCount() > 0)
    return view


def column(view: RunsView, key: str) -> list[str]:
    """What a column says on the lines in view."""
    at = [c.key for c in view.table.rows.columns].index(key)
    return [view.table.rows.cell(i, at).text for i in range(min(40, view.table.rows.rowCount()))]


# --- from scripts -------------------------------------------------------------------------------------------------


def test_runs_of_scripts_show_their_names_and_their_own_metrics(
    window: MainWindow, workspace: Workspace, until: Until
) -> None:
    given = [
        {"algorithm": "", "kind": "logged", "name": f"try {n}", "params": {"depth": n, "lr": 0.1},
         "metrics": {"val_loss": 0.5 - n / 10, "odd one.x": 12345.678 * n}, "fit_seconds": None, "model_size": None,
         "spec": None, "tags": {"team": "a"} if n == 2 else {}}
        for n in range(3)
    ]  # fmt: skip
    given.append({**given[0], "name": "broken", "metrics": {"val_loss": float("nan")}, "state": "failed", "error": "x"})
    add_runs(workspace, add_experiment(workspace, "notebook"), given)
    view = listed(window, workspace, until)
    keys = [c.key for c in view.table.rows.columns]
    assert "algorithm" not in keys
    assert {"name", "tags", "params.depth", "metrics.val_loss", "metrics.odd one.x"} <= set(keys)
    assert "params.lr" not in keys
    assert "size" not in keys
    assert "notebook" in window.header.title.text()
    until(lambda: "val_loss" in view.table.context.greatest)
    losses = dict(zip(column(view, "name"), column(view, "metrics.val_loss"), strict=True))
    assert losses == {"try 0": "0.5", "try 1": "0.4", "try 2": "0.3", "broken": "not a number"}
    view.ask(replace(view.asked, sort="metrics.odd one.x", descending=True))
    until(lambda: column(view, "name") == ["try 2", "try 1", "try 0", "broken"])
    assert view.table.rows.cell(0, keys.index("metrics.odd one.x")).text == "24,691"
    menu = QMenu()
    window.page("experiments").deeds.fill_menu(view.run(view.table.rows.key_at(0)), menu)  # type: ignore[attr-defined]
    offered = {a.text(): a for a in menu.actions()}
    assert "New experiment from this run" not in offered
    assert not offered["Register model"].isEnabled()


def test_the_best_is_that_of_runs_judged_on_the_same_rows(
    window: MainWindow, workspace: Workspace, until: Until
) -> None:
    spec = codec.to_builtins(ExperimentSpec("late", "", "paid", ("a",), ()))
    rows = [("rows", spec), ("rows", spec), ("rows", spec), ("rows", {**spec, "where": "a > 1"}), ("more", spec),
            ("more", spec), ("", None)]  # fmt: skip
    scores = (0.7, 0.8, 0.9, 0.99, 0.6, 0.65, 0.95)
    given = [
        {
            "split_hash": split,
            "data_hash": "data",
            "spec": own,
            "metrics": {"roc_auc": score},
            "kind": "training" if split else "logged",
        }
        for (split, own), score in zip(rows, scores, strict=True)
    ]
    add_runs(workspace, add_experiment(workspace, "late"), given)
    view = listed(window, workspace, until)
    until(lambda: bool(view.table.context.judged))
    at = [c.key for c in view.table.rows.columns].index("metrics.roc_auc")
    cells = {number: view.table.rows.cell(row, at) for row, number in enumerate(column(view, "number"))}
    assert {number for number, cell in cells.items() if cell.weight == 600} == {"3", "6"}
    assert {number for number, cell in cells.items() if cell.icon == "split"} == {"4", "5", "6", "7"}
    assert "best of 3 runs on the same test rows" in cells["3"].tip
    assert "Other test rows" in cells["4"].tip
    assert "script" in cells["7"].tip
    assert cells["4"].bar is None
    window.go("experiments", (ALL,))
    until(lambda: view.listing is not None and view.listing.place == ALL and not view.table.context.elsewhere)


def test_a_store_of_mlflow_that_is_dropped_becomes_runs(
    window: MainWindow, workspace: Workspace, until: Until, tmp_path: Path
) -> None:
    run = tmp_path / "mlruns" / "1" / ("a" * 32)
    (run / "metrics").mkdir(parents=True)
    (run / "metrics" / "acc").write_text("1700000000000 0.5 0\n")
    (run.parent / "meta.yaml").write_text("name: night\nexperiment_id: '1'\n")
    (run / "meta.yaml").write_text(f"run_id: {'a' * 32}\nrun_name: early\nstatus: 3\n")
    page = show(window, workspace)
    until(lambda: page.states.state == "empty")
    assert "experiments.import_mlflow" in [a.id for a in page.actions() if a.in_header]
    assert not page.drop_files([str(tmp_path / "nothing")])
    assert page.drop_files([str(tmp_path)])
    view = page.runs_view
    until(lambda: page.states.state == "full" and view.table.rows.rowCount() == 1 and column(view, "name") == ["early"])
    until(lambda: any("1 run imported" in toast.text.text() for toast in window.toasts.items))
    assert column(view, "metrics.acc") == ["0.5"]


# --- families -----------------------------------------------------------------------------------------------------


def test_child_runs_fold_below_their_parent(qtbot: Any, window: MainWindow, workspace: Workspace, until: Until) -> None:
    parent = clock.new_id()
    given: list[dict[str, Any]] = [{"id": parent, "metrics": {"roc_auc": 0.7}}]
    given += [{"parent_id": parent, "metrics": {"roc_auc": 0.8 + n / 100}} for n in range(3)]
    given += [{"metrics": {"roc_auc": 0.6}}]
    given = [{"id": clock.new_id(), "parent_id": None, **one} for one in given]
    add_runs(workspace, add_experiment(workspace, "family"), given)
    view = listed(window, workspace, until)
    assert column(view, "number") == ["1", "5"]
    view.table.setFocus()
    view.table.select(parent)
    qtbot.keyClick(view.table, Qt.Key.Key_Right)
    until(lambda: column(view, "number") == ["1", "4", "3", "2", "5"])
    at = [c.key for c in view.table.rows.columns].index("algorithm")
    assert view.table.rows.cell(0, at).icon == "chev-d"
    assert view.table.rows.cell(1, at).indent > 0
    qtbot.keyClick(view.table, Qt.Key.Key_Left)
    assert column(view, "number") == ["1", "5"]
    qtbot.keyClicks(view.filter, "roc_auc > 0.81")
    until(lambda: column(view, "number") == ["1", "4"])
    assert view.bar.shown.text() == "1 of 5 runs"
    assert view.table.rows.cell(0, at).tone == "text3"  # there for its child's sake


# --- a search -----------------------------------------------------------------------------------------------------


def test_a_search_shows_its_best_trial_and_goes_on(
    qtbot: Any, window: MainWindow, workspace: Workspace, until: Until
) -> None:
    spec = ExperimentSpec("late", "", "paid", ("a",), (AlgorithmSpec("random_forest"),), search=SearchSpec(trials=40),
                          limits=Limits(1, 4_000_000_000))  # fmt: skip
    began = clock.now() - timedelta(minutes=4)
    common = {"spec": codec.to_builtins(spec), "kind": "search", "started_at": began, "ended_at": None,
              "job_id": None}  # fmt: skip
    given = [{**common, "state": "running"}, {**common, "state": "queued"}, {**common, "state": "paused"}]
    given.append({**common, "kind": "training", "state": "finished", "metrics": {"roc_auc": 0.93}})
    ids = add_runs(workspace, add_experiment(workspace, "late"), given)
    values = [0.90, 0.92, 0.945, 0.91]
    with workspace.database.bookkeeping() as write:
        write.execute(sa.insert(trials), [
            {"run_id": ids[0], "number": n, "state": "finished", "params": {}, "value": v, "folds": [v],
             "started_at": began, "seconds": 1.0, "text": ""} for n, v in enumerate(values)
        ])  # fmt: skip
    view = listed(window, workspace, until)
    card = view.running
    assert card.title.text() == "Search for the best random forest"
    assert card.best.text() == "Best ROC AUC 0.9450 in trial 3"
    assert card.memory.text() == "Memory up to 4\u00a0GB"
    card._usage = {ids[0]: ResourceSample(1.0, 0.94, 1_420_000_000)}.get
    until(lambda: card.memory.text() == "Memory 1.4 of 4\u00a0GB" and card.cores.text() == "0.9 of 1 cores")
    assert card.queued.text() == "1 run waits"
    assert card.chart.isVisible()
    assert column(view, "state")[:3] == ["Running", "Paused", "Queued"]
    job = Job("j", "experiments.search", "Search", JobState.RUNNING, {"run_id": ids[0]}, began, "Ana", 0.575,
              "trial 23 of 40")  # fmt: skip
    run = view.run(ids[0])
    assert run is not None
    view.update_run(replace(run, job_id=job.id))
    window.page("experiments").on_job(job)
    assert card.percent.text() == "57\u00a0%"
    assert card.progress_text.text() == "trial 23 of 40, about 3\u00a0min left"
    assert card.pause_button.text() == "Pause"
    asked: list[object] = []
    card.pause.connect(asked.append)
    card.pause.disconnect(window.page("experiments").deeds.pause)  # type: ignore[attr-defined]
    qtbot.mouseClick(card.pause_button, Qt.MouseButton.LeftButton)
    assert asked == [ids[0]]
    assert not card.pause_button.isEnabled()
    paused = [replace(run, state=RunState.PAUSED) if r.id == run.id else r for r in view.listing.under_way]  # type: ignore[union-attr]
    card.show_runs([r for r in paused if r.state is RunState.PAUSED], {}, None, spec)
    assert card.pause_button.text() == "Resume"
    assert card.pause_button.isEnabled()
    card.show_runs([replace(run, state=RunState.PAUSED, fraction=1.0)], dict(view.listing.trials), None, spec)  # type: ignore[union-attr]
    assert card.percent.text() == "10\u00a0%"  # 4 of 40 trials, though the job has ended


# --- ten thousand -------------------------------------------------------------------------------------------------


@pytest.mark.timeout(240)
def test_ten_thousand_runs_are_read_as_they_come_into_view(
    qtbot: Any, window: MainWindow, workspace: Workspace, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [{"params": {"n_estimators": n % 50, "max_depth": n % 7}, "metrics": {"roc_auc": 0.5 + n / (2 * MANY)}}
             for n in range(MANY)]  # fmt: skip
    add_runs(workspace, add_experiment(workspace, "many"), given)
    read: list[int] = []
    whole = find.run_rows

    def counting(space: Workspace, ids: Any) -> Any:
        read.append(len(ids))
        return whole(space, ids)

    view = listed(window, workspace, until)
    until(lambda: bool(view.bar.fields.metrics))
    view.table.rows._fetch = lambda ids: counting(workspace, ids)
    assert view.table.rows.rowCount() == MANY
    assert column(view, "number")[:2] == ["10000", "9999"]
    heartbeat = Heartbeat()
    with heartbeat.phase("scroll"):
        bar = view.table.verticalScrollBar()
        bar.setValue(bar.maximum())
        until(lambda: view.table.run_at(MANY - 1) is not None)
    assert sum(read) <= 4 * PAGE_ROWS
    with heartbeat.phase("filter"):
        qtbot.keyClicks(view.filter, "roc_auc >= 0.75 and max_depth = 3")
        until(lambda: view.table.rows.rowCount() < 1000)
    assert view.table.rows.rowCount() == sum(n % 7 == 3 and n >= MANY / 2 for n in range(MANY))
    with heartbeat.phase("select"):
        view.table.setFocus()
        qtbot.keyClick(view.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.foot.compare_button.toolTip() == "At most 100 runs can be compared"
    stalls = {phase.name: round(phase.longest_ours, 3) for phase in heartbeat.phases}
    assert max(stalls.values()) < BOUND, stalls


# --- lines --------------------------------------------------------------------------------------------------------


def test_what_goes_on_stands_above_with_its_children() -> None:
    found = FoundRuns(("a", "b", "c", "d"), 4, 4, parents={"d": "c"})
    assert first_of(found, ["c"]).ids == ("c", "d", "a", "b")
    assert first_of(found, ["b", "a"]).ids == ("b", "a", "c", "d")


def test_groups_fold() -> None:
    groups = (RunGroup("x", 0, 2), RunGroup("y", 2, 3))
    grouped = FoundRuns(("a", "b", "e", "d", "c"), 5, 5, groups=groups)
    assert lines(grouped, {"group:x"}).keys == ("group:x", "group:y", "e", "d", "c")


def test_suggestions_end_in_a_word_on_the_best(window: MainWindow, workspace: Workspace, until: Until) -> None:
    (run_id,) = add_runs(workspace, add_experiment(workspace, "late"), [{"algorithm": "random_forest"}])
    listed(window, workspace, until)
    page: Any = window.page("experiments")
    job = Job("j", "experiments.suggest", "Suggest", JobState.RUNNING, {"runs": [run_id]}, clock.now(), "Ana")
    page.on_job(job)
    page.on_job(replace(job, state=JobState.SUCCEEDED, result={"best": run_id, "runs": [run_id]}))
    until(lambda: len(window.toasts.items) == 1)
    toast = window.toasts.items[0]
    assert toast.title.text() == "Suggestions for late are ready"
    assert toast.text.text() == "Best by folds: Run 1, random forest"
    page.on_job(replace(job, state=JobState.SUCCEEDED, result={"best": None, "runs": [run_id]}))
    assert window.toasts.items[-1].title.text() == "Nothing to suggest"
