"""Lists of 10,000 runs: shown, filtered, compared through the service; MLflow's search of 1,000 runs beside ours."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from modelyard.domain.experiments.find import RunQuery
from modelyard.services.experiments import compare, find
from modelyard.services.workspace import Workspace, create_workspace, open_workspace
from tests.bench.measure import Figure
from tests.bench.runs_window import in_window
from tests.experiments.runs_support import add_experiment, add_runs

RUNS, PEER_RUNS, NAMES, COMPARED, TIMES = 10_000, 1_000, 20, 100, 9
ROWS_IN_SIGHT = 40
FILTERS = (
    'm7 > 0.9 and state != "archived"',
    'params.p3 = "gini" or p5 > 400',
    'tags.team = "a" and algorithm like "%forest%" and started > 2026-11-01',
)
SEARCH = "m7 > 0.5"


def runs(folder: Path, kept: Path) -> Iterator[Figure]:
    """The three bars on 10,000 runs of 20 parameters, 20 metrics and two tags, then the peer."""
    workspace = _workspace(folder / "runs", _given(RUNS))
    try:
        yield from _bars(workspace)
    finally:
        workspace.close()
    yield from in_window(folder / "window", folder / "runs", FILTERS[0], COMPARED)
    yield from _beside_mlflow(folder, kept)


def _workspace(folder: Path, given: list[dict[str, Any]]) -> Workspace:
    """A workspace with these runs, opened again as on another day: like the peer's store it is no longer written."""
    workspace = create_workspace(folder, actor="bench", role="cli")
    try:
        add_runs(workspace, add_experiment(workspace, "bench"), given)
    finally:
        workspace.close()
    return open_workspace(folder, actor="bench", role="cli")


def _given(count: int) -> list[dict[str, Any]]:
    """Runs as heavy as trained ones: settings of 1.5 KB and 60 packages each."""
    rng = random.Random(1)
    packages = {f"package-{i}": "1.2.3" for i in range(60)}
    choices = (rng.random, lambda: rng.randrange(500), lambda: rng.choice(["gini", "entropy"]))
    return [
        {
            "params": {f"p{j}": choices[j % 3]() if j != 3 else rng.choice(["gini", "entropy"]) for j in range(NAMES)},
            "metrics": {f"m{j}": rng.random() for j in range(NAMES)},
            "tags": {"team": rng.choice("abc"), "owner": rng.choice(["ana", "ben"])},
            "spec": {"where": "x" * 1500},
            "details": {"packages": packages},
            "algorithm": rng.choice(["random_forest", "logistic_regression"]),
        }
        for _ in range(count)
    ]


def _seconds(call: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    found, result = [], None
    for _ in range(times):
        began = time.perf_counter()
        result = call()
        found.append(time.perf_counter() - began)
    return statistics.median(found), result


def _bars(workspace: Workspace) -> Iterator[Figure]:
    def show(query: RunQuery) -> Any:
        fields = find.run_fields(workspace)
        found = find.find_runs(workspace, query, fields)
        return fields, found, find.run_rows(workspace, found.ids[:ROWS_IN_SIGHT])

    seconds, (fields, found, rows) = _seconds(lambda: show(RunQuery()))
    assert (found.total, len(rows), len(fields.metrics), len(fields.params)) == (RUNS, ROWS_IN_SIGHT, NAMES, NAMES)
    yield Figure(f"{RUNS:,} runs shown, newest first, with every column's name", seconds, bar=0.15)
    seconds, _ = _seconds(lambda: show(RunQuery(sort="metrics.m7")))
    yield Figure("  sorted by a metric", seconds)
    for text in FILTERS:

        def filtered(text: str = text) -> Any:
            passed = find.find_runs(workspace, RunQuery(text), fields)
            return passed, find.run_rows(workspace, passed.ids[:ROWS_IN_SIGHT])

        seconds, (passed, _) = _seconds(filtered)
        yield Figure(f"  filter {text[:44]}", seconds, bar=0.1, note=f"{passed.matched:,} runs pass")
    seconds, grouped = _seconds(lambda: find.find_runs(workspace, RunQuery(group="tags.team", metric="m7"), fields))
    yield Figure("  grouped by a tag", seconds, note=f"{len(grouped.groups)} groups")
    some = random.Random(2).sample(found.ids, COMPARED)
    seconds, _ = _seconds(lambda: compare.comparison(workspace, some))
    yield Figure(f"  {COMPARED} of them compared", seconds, bar=1.0)


def _beside_mlflow(folder: Path, kept: Path) -> Iterator[Figure]:
    """The same 1,000 runs in MLflow's SQLite store, asked by its own code in this process; whole runs come back."""
    from mlflow.entities import ViewType

    given = _given(PEER_RUNS)
    store, experiment_id = _mlflow(kept, given)

    def theirs_asked() -> Any:
        return store.search_runs([experiment_id], "metrics." + SEARCH, ViewType.ACTIVE_ONLY, PEER_RUNS)

    workspace = _workspace(folder / "peer", given)
    try:
        every, found = _seconds(lambda: store.search_runs([experiment_id], "", ViewType.ACTIVE_ONLY, PEER_RUNS), 3)
        assert len(found) == PEER_RUNS
        theirs, found = _seconds(theirs_asked, 3)

        def shown(text: str) -> Any:
            passed = find.find_runs(workspace, RunQuery(text))
            return passed, find.run_rows(workspace, passed.ids[:ROWS_IN_SIGHT])

        ours, _ = _seconds(lambda: shown(""))
        yield Figure(f"{PEER_RUNS:,} runs searched, a page read", ours, bar=every / 50, peer="MLflow's search_runs",
                     peer_value=every)  # fmt: skip
        ours, (passed, _) = _seconds(lambda: shown(SEARCH))
        assert passed.matched == len(found)
        yield Figure(f"  … those with {SEARCH}", ours, bar=theirs / 50, peer="MLflow's search_runs", peer_value=theirs)
        ours, _ = _seconds(lambda: find.run_rows(workspace, find.find_runs(workspace, RunQuery()).ids))
        yield Figure("  … all of them, every run read whole", ours, peer="MLflow's search_runs", peer_value=every)
    finally:
        workspace.close()


def _mlflow(kept: Path, given: list[dict[str, Any]]) -> tuple[Any, str]:
    """MLflow's own store with these runs, made once; that takes it a minute."""
    from mlflow.entities import Metric, Param, RunTag
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    file = kept / f"mlflow-{PEER_RUNS}.db"
    done = file.with_suffix(".done")
    if not done.exists():
        file.unlink(missing_ok=True)
    store = SqlAlchemyStore(f"sqlite:///{file}", str(kept / "mlflow-artifacts"))
    if not done.exists():
        experiment_id = store.create_experiment("bench")
        for number, run in enumerate(given):
            made = store.create_run(experiment_id, "bench", number, [RunTag(k, v) for k, v in run["tags"].items()], "")
            store.log_batch(
                made.info.run_id,
                [Metric(key, value, 0, 0) for key, value in run["metrics"].items()],
                [Param(key, str(value)) for key, value in run["params"].items()],
                [],
            )
        done.touch()
    return store, store.get_experiment_by_name("bench").experiment_id
