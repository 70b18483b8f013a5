"""The window's thread answers while work goes on. The bound is generous: the figures are in the benchmarks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from modelyard.domain.experiments.spec import AlgorithmSpec
from modelyard.services import sample
from modelyard.services.experiments import runs as experiments
from tests.bench.flights import FlightsWindow, wait_until
from tests.bench.heartbeat import Heartbeat

BOUND = 0.25
FIRST_DAYS = "month = 4 AND day <= 10 AND dep_delay IS NOT NULL"


def passed(end: float) -> bool:
    return time.monotonic() > end


def test_a_blocked_thread_is_seen_and_told_from_a_busy_one(qapp: QApplication) -> None:
    heartbeat = Heartbeat()

    def compute() -> None:
        end = time.thread_time() + 0.2
        while time.thread_time() < end:
            pass

    for act in (lambda: time.sleep(0.2), compute):
        with heartbeat.phase(act.__name__):
            QTimer.singleShot(20, act)
            end = time.monotonic() + 0.4
            wait_until(partial(passed, end), 5)
    slept, computed = heartbeat.phases
    assert slept.longest.seconds >= 0.19
    assert slept.longest.own < 0.1
    assert slept.longest_ours > 0.15
    assert computed.longest.own > 0.19
    assert computed.longest_ours > 0.15


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[FlightsWindow]:
    made = FlightsWindow(tmp_path)
    yield made
    made.close()


@pytest.mark.timeout(240)
def test_work_leaves_the_window_free(window: FlightsWindow, tmp_path: Path) -> None:
    csv = tmp_path / "flights.csv"
    duckdb.sql(f"SELECT * FROM '{sample.flights_file()}' WHERE month IN (1, 4)").write_csv(str(csv))
    heartbeat = Heartbeat()
    window.create()
    window.settle(2)
    with heartbeat.phase("import"):
        version = window.import_flights(csv)
    algorithms = (AlgorithmSpec("logistic_regression"), AlgorithmSpec("hist_gradient_boosting"))
    with heartbeat.phase("training"):
        runs = window.train(replace(sample.flights_spec(version), algorithms=algorithms, where="month = 1"))
    best = experiments.best_run(runs)
    assert best is not None
    with heartbeat.phase("registration"):
        model = window.register(best.id)
    with heartbeat.phase("launch"):
        found = window.launch(model)
    with heartbeat.phase("traffic"):
        window.replay(found.id, version, FIRST_DAYS)
    with heartbeat.phase("labels"):
        window.labels(found.id, version, FIRST_DAYS)
    assert window.problems == []
    assert all(phase.ticks > 20 for phase in heartbeat.phases)
    stalls = {phase.name: round(phase.longest_ours, 3) for phase in heartbeat.phases}
    assert max(stalls.values()) < BOUND, stalls
