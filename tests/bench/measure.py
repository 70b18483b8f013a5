"""What the benchmarks measure. Each returns its figures; `__main__` prints them beside their bars and their floors."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from modelyard.domain.deployments import Deployment, LaunchRequest
from modelyard.domain.experiments.runs import Run
from modelyard.domain.jobs import Job
from modelyard.services import activity, deployments, models, sample
from modelyard.services.experiments import runs as experiments
from tests.bench.flights import FlightsWindow, wait_until
from tests.bench.heartbeat import Heartbeat

PAGES = ("data", "experiments", "models", "deployments", "monitoring", "activity")
LEARNERS = ("logistic_regression", "random_forest", "hist_gradient_boosting")
PARITY_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: what, how much, the bar it is held against, and the same of a peer or floor."""

    name: str
    value: float
    unit: str = "s"
    bar: float | None = None
    peer: str = ""
    peer_value: float | None = None
    note: str = ""

    @property
    def held(self) -> bool | None:
        """Whether the bar is held; None without one."""
        return None if self.bar is None else self.value <= self.bar


def median(measure: Callable[[], float], times: int) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


# --- start --------------------------------------------------------------------------------------------------------
PAINT = """
import os, time
from pathlib import Path
from PySide6.QtCore import QTimer
from modelyard.core.settings import Settings
from modelyard.ui.application import make_application
from modelyard.ui.bridge import Bridge
from modelyard.ui.main_window import MainWindow
settings = Settings(theme="light", path=Path(os.devnull))
app = make_application(["modelyard"], settings)
window = MainWindow(Bridge(app), settings)
def painted():
    print(time.time() - float(os.environ["BEGAN"]), flush=True)
    os._exit(0)
window.after_first_paint = painted
window.go("home")
window.show()
app.exec()
"""
BARE = """
import os, time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(os.environ["BEGAN"]), flush=True)
        os._exit(0)
app = QApplication([])
window = Window()
window.setCentralWidget(QLabel("Modelyard"))
window.show()
app.exec()
"""


def first_paint(times: int = 9) -> Iterator[Figure]:
    """From the start of the process to the first painted window, files in the cache; beside a bare Qt window."""

    def start(code: str) -> float:
        told = {**os.environ, "BEGAN": repr(time.time())}
        done = subprocess.run([sys.executable, "-c", code], env=told, capture_output=True, text=True, check=True)
        return float(done.stdout)

    start(PAINT)  # fills the file cache
    bare, ours = median(lambda: start(BARE), times), median(lambda: start(PAINT), times)
    yield Figure("First paint of the window", ours, bar=0.7, peer="bare Qt window", peer_value=bare)


# --- import -------------------------------------------------------------------------------------------------------
def import_and_show(window: FlightsWindow, csv: Path, times: int = 3) -> Iterator[Figure]:
    """A CSV of 34 MB imported, profiled and on the screen; beside pandas reading it, writing it and describing it."""
    from modelyard.domain.data.datasets import ImportRequest
    from modelyard.services.data import datasets

    def ours() -> float:
        name = f"flights-{time.monotonic_ns()}"
        window.window.go("data")
        page: Any = window.window.page("data")
        began = time.perf_counter()
        job = window.job(lambda: datasets.import_file(window.workspace, ImportRequest(str(csv), name)))
        window.window.go("data", job.result["version_id"])
        wait_until(lambda: page.version is not None and page.version.id == job.result["version_id"], 30)
        wait_until(lambda: page.table_tab.model is not None and page.table_tab.model.is_loaded(0), 30)
        seconds = time.perf_counter() - began
        window.settle()
        return seconds

    def pandas() -> float:
        code = (
            "import sys, pandas as pd; t = pd.read_csv(sys.argv[1], parse_dates=['time_hour']);"
            "t.to_parquet(sys.argv[2], compression='zstd'); t.describe(include='all')"
        )
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, str(csv), str(window.folder / "peer.parquet")], check=True)
        return time.perf_counter() - began

    name = f"Import, profile and show {csv.stat().st_size / 1e6:.0f} MB of CSV"
    yield Figure(name, median(ours, times), bar=4.0, peer="pandas script", peer_value=median(pandas, times))


# --- launch and predictions ---------------------------------------------------------------------------------------
def launches(window: FlightsWindow, runs: list[Run]) -> Iterator[Figure]:
    """Each algorithm registered, its image built, its container launched by a click, and asked 2,000 rows."""
    from modelyard.runtime.engine import connect

    floor = median(lambda: _bare_container(connect()), 3)
    for run in runs:
        if run.algorithm in LEARNERS:
            yield from _launched(window, run, floor)


def _launched(window: FlightsWindow, run: Run, floor: float) -> Iterator[Figure]:
    name = run.algorithm_name.lower()
    version = models.version(window.workspace, _registered(window, run))
    found, seconds, job = _launch(window, f"bench-{run.algorithm.replace('_', '-')}", version.id)
    built = _built_in(window, job)
    scorer = f"scorer {version.scorer}"
    yield Figure(f"Launch to first 200, {name}", seconds, "s", 2.5, "bare container", floor, scorer)
    if built is not None:
        yield Figure(f"Model image, {name}", built, bar=1.0)
    yield from _asked(window, found, version.id, name)
    window.job(lambda: deployments.delete(window.workspace, found.id))


def _registered(window: FlightsWindow, run: Run) -> str:
    job = window.job(lambda: models.register(window.workspace, run.id, f"bench-{run.algorithm.replace('_', '-')}"))
    return str(job.result["version_id"])


def _launch(window: FlightsWindow, name: str, version_id: str) -> tuple[Deployment, float, Job]:
    began = time.perf_counter()
    job = window.job(lambda: deployments.launch(window.workspace, LaunchRequest(name, version_id)))
    return deployments.get(window.workspace, job.result["deployment_id"]), time.perf_counter() - began, job


def _built_in(window: FlightsWindow, job: Job) -> float | None:
    for line in activity.job_log(window.workspace, job.id):
        if found := re.search(r"Built the model's image in ([\d.]+) s", line.text):
            return float(found[1])
    return None


def _asked(window: FlightsWindow, found: Deployment, version_id: str, name: str) -> Iterator[Figure]:
    columns, rows, scores = models.sample_rows(window.workspace, version_id, PARITY_ROWS)
    with deployments.client(window.workspace, found) as client:
        given = np.array(client.predict(columns, rows, monitor=False))[:, 1]
        worst = float(np.abs(given - np.array(scores)).max())
        one = median(lambda: _timed(lambda: client.predict(columns, rows[:1], monitor=False)), 200)
        ping = median(lambda: _timed(lambda: client._request("GET", "/ping")), 200)
    yield Figure(f"Difference from scikit-learn on {len(rows):,} rows, {name}", worst, "", 1e-12)
    yield Figure(f"One row answered, {name}", one * 1000, "ms", peer="/ping", peer_value=ping * 1000)


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _bare_container(client: Any) -> float:
    """Make, start and end a container of the runtime image that does nothing."""
    from modelyard.runtime.image import ensure_runtime_image
    from modelyard.tables.engine import QUIET

    image = ensure_runtime_image(client, QUIET)
    began = time.perf_counter()
    container = client.containers.create(image, ["-c", "pass"], entrypoint="python3")
    try:
        container.start()
        container.wait(timeout=60)
        return time.perf_counter() - began
    finally:
        container.remove(force=True)


# --- the window's thread ------------------------------------------------------------------------------------------
def pauses(window: FlightsWindow, csv: Path, lives: int = 3) -> Iterator[Figure]:
    """Whole lives with the heartbeat on: the longest pause of the window's thread in each stage, the median life's."""
    heartbeat = Heartbeat()
    with heartbeat.phase("first visits of six pages"):
        for page in PAGES:
            window.window.go(page)
            window.settle(0.3)
    for life in range(lives):
        _live(window, csv, heartbeat, f"life-{life}")
    stages = dict.fromkeys(phase.name for phase in heartbeat.phases)
    for name in stages:
        found = [phase.longest_ours * 1000 for phase in heartbeat.phases if phase.name == name]
        wall = [round(phase.longest.seconds * 1000) for phase in heartbeat.phases if phase.name == name]
        note = f"worst {max(found):.0f} ms; with what other programs took {', '.join(map(str, wall))} ms"
        bar = None if name.startswith("first visits") else 50.0
        yield Figure(f"Longest pause, {name}", statistics.median(found), "ms", bar, note=note)


def _live(window: FlightsWindow, csv: Path, heartbeat: Heartbeat, name: str) -> None:
    with heartbeat.phase("import"):
        version_id = window.import_flights(csv, name)
    with heartbeat.phase("training four runs"):
        runs = window.train(sample.flights_spec(version_id, name))
    best = experiments.best_run(runs)
    assert best is not None
    with heartbeat.phase("registration"):
        model_id = window.register(best.id, name)
    with heartbeat.phase("launch"):
        found = window.launch(model_id, name)
    with heartbeat.phase("nine months of traffic collected"):
        window.replay(found.id, version_id)
    with heartbeat.phase("late labels"):
        window.labels(found.id, version_id)
    with heartbeat.phase("report of 250,000 predictions"):
        window.report()
    window.job(lambda: deployments.delete(window.workspace, found.id))


# --- everything ---------------------------------------------------------------------------------------------------
def demo(folder: Path) -> Iterator[Figure]:
    """`modelyard demo` as a user types it, then its deployment deleted."""
    command = [sys.executable, "-m", "modelyard"]
    began = time.perf_counter()
    subprocess.run([*command, "--json", "demo", str(folder)], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - began
    end = ["deployments", "delete", "late-arrival-live", "--yes", "--workspace", str(folder)]
    subprocess.run([*command, *end], check=True, stdout=subprocess.DEVNULL)
    yield Figure("modelyard demo", seconds, bar=180.0)
