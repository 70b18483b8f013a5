"""A CSV of 1 GB: the sample's flights again and again with a running number; beside DuckDB's own COPY of it."""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import KEPT
from tests.bench.measure import Figure

COPIES = 29
MEMORY_BAR_GB = 1.5
RATIO_BAR = 1.3

PEER = """
import sys, duckdb
connection = duckdb.connect()
connection.execute("SET enable_progress_bar = false")
connection.execute(
    f"COPY (FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)"
)
"""
OURS = """
import sys, time
from pathlib import Path
from modelyard.domain.data.datasets import ReadOptions
from modelyard.tables.engine import QUIET
from modelyard.tables.files.read import import_file
out = Path(sys.argv[2])
import_file(Path(sys.argv[1]), ReadOptions(), out, out.with_suffix(".rejects"), QUIET)
"""

WATCH = """
import os, select, sys, psutil
watched, most = psutil.Process(int(sys.argv[1])), 0
while not select.select([sys.stdin], [], [], 0.05)[0]:
    total = watched.memory_info().rss
    for child in watched.children(recursive=True):
        if child.pid != os.getpid():
            try:
                total += child.memory_info().rss
            except psutil.Error:
                pass
    most = max(most, total)
print(most)
"""
"""Adds up what processes hold, pages they share counted in each; 20 times a second until told to stop."""


def large_csv() -> Path:
    """The file, made once."""
    import duckdb

    from modelyard.services.sample import flights_file

    path = KEPT / "large-flights.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with duckdb.connect() as db:
            db.execute("SET TimeZone = 'UTC'")
            rows = f"SELECT row_number() OVER () AS row, f.* FROM range({COPIES}), '{flights_file()}' AS f"
            db.execute(f"COPY ({rows}) TO '{part}' (HEADER)")
        part.replace(path)
    return path


def large(folder: Path, times: int = 3) -> Iterator[Figure]:
    """Seconds of our import and of DuckDB's, in turn; then one in the window: its pauses, and all processes' memory."""
    path = large_csv()
    gigabytes = path.stat().st_size / 1e9
    ours: list[float] = []
    peer: list[float] = []
    for _ in range(times):
        peer.append(_seconds(PEER, path, folder / "peer.parquet"))
        ours.append(_seconds(OURS, path, folder / "ours.parquet"))
    mine, theirs = statistics.median(ours), statistics.median(peer)
    name = f"Import {gigabytes:.2f} GB of CSV, without the profile"
    yield Figure(name, mine, "s", RATIO_BAR * theirs, "DuckDB's COPY", theirs)
    yield from _in_window(folder / "large", path)


def _seconds(code: str, path: Path, out: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(path), str(out)], check=True)
    return time.perf_counter() - began


def _in_window(folder: Path, path: Path) -> Iterator[Figure]:
    from modelyard.domain.data.datasets import ImportRequest
    from modelyard.services.data import datasets
    from tests.bench.flights import FlightsWindow
    from tests.bench.heartbeat import Heartbeat

    folder.mkdir()
    window = FlightsWindow(folder)
    heartbeat = Heartbeat()
    try:
        window.create()
        window.window.go("data")
        window.settle(2)
        with _most_memory() as seen, heartbeat.phase("large") as phase:
            began = time.perf_counter()
            window.job(lambda: datasets.import_file(window.workspace, ImportRequest(str(path), "large")), 900)
            seconds = time.perf_counter() - began
    finally:
        window.close()
    yield Figure("The same in the window, profiled and shown", seconds, "s")
    yield Figure("Most memory of the window and all its processes meanwhile", seen[0] / 1e9, "GB", MEMORY_BAR_GB)
    note = f"with what other programs took {phase.longest.seconds * 1000:.0f} ms"
    yield Figure("Longest pause of the window meanwhile", phase.longest_ours * 1000, "ms", 50.0, note=note)


@contextlib.contextmanager
def _most_memory() -> Iterator[list[int]]:
    """The most memory this process and its children hold while the block runs, as a process of its own sees it."""
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCH, str(os.getpid())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    seen: list[int] = []
    try:
        yield seen
    finally:
        answer, _ = watcher.communicate("stop")
        seen.append(int(answer))
