"""What logging costs a script, beside MLflow's own client in the same run: both write SQLite in this process."""

from __future__ import annotations

import os
import statistics
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.measure import Figure

RUNS = 40
POINTS = 200
MANY_POINTS = 50_000
RUN_TIMES = 20
METRIC_TIMES = 100
PARAMS = {f"p{i}": i for i in range(20)}
METRICS = {f"m{i}": i / 7 for i in range(20)}


def client(folder: Path) -> Iterator[Figure]:
    """One run of 20 parameters and 20 metrics, and one `log_metric`: the bars say how many times as fast as MLflow."""
    ours_run, ours_metric, ours_kept = _ours(folder / "client.modelyard")
    theirs_run, theirs_metric = _theirs(folder / "mlflow.db")
    run_bar, metric_bar = theirs_run / RUN_TIMES, theirs_metric / METRIC_TIMES
    yield Figure("Client: a run of 20 parameters and 20 metrics", ours_run, "ms", run_bar, "MLflow", theirs_run)
    yield Figure("Client: log_metric", ours_metric, "µs", metric_bar, "MLflow", theirs_metric)
    yield Figure("Client: log_metric with its write", ours_kept, "µs", metric_bar, "MLflow", theirs_metric)


def _ours(path: Path) -> tuple[float, float, float]:
    from modelyard.client import start_run
    from modelyard.client.session import close_all
    from modelyard.services.workspace import create_workspace

    create_workspace(path, role="cli").close()

    def one() -> None:
        with start_run("bench", workspace=path) as run:
            run.log_params(PARAMS)
            run.log_metrics(METRICS)

    run_time = _median(one)
    with start_run("bench", workspace=path) as run:
        began = time.perf_counter()
        for step in range(MANY_POINTS):
            run.log_metric("loss", step / 7, step=step)
        logged = time.perf_counter() - began
        run.flush()
        kept = time.perf_counter() - began
    close_all()
    return run_time * 1e3, logged / MANY_POINTS * 1e6, kept / MANY_POINTS * 1e6


def _theirs(path: Path) -> tuple[float, float]:
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlflow

        mlflow.set_tracking_uri(f"sqlite:///{path}")
        mlflow.set_experiment("bench")

        def one() -> None:
            with mlflow.start_run():
                mlflow.log_params(PARAMS)
                mlflow.log_metrics(METRICS)

        run_time = _median(one)
        with mlflow.start_run():
            began = time.perf_counter()
            for step in range(POINTS):
                mlflow.log_metric("loss", step / 7, step=step)
            metric = (time.perf_counter() - began) / POINTS
    return run_time * 1e3, metric * 1e6


def _median(function: Callable[[], None]) -> float:
    """The median of many calls, after two that open and compile."""
    function()
    function()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return statistics.median(times)
