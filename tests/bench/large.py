"""A CSV of 1 GB: the sample's flights again and again with a running number; beside DuckDB's own COPY of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from modelyard.core.paths import cache_dir
from tests.bench.measure import Figure, median

COPIES = 29
MEMORY_BAR_GB = 1.5
RATIO_BAR = 1.3

PEER = """
import sys, duckdb
duckdb.connect().execute(
    f"COPY (FROM read_csv('{sys.argv[1]}')) TO '{sys.argv[2]}' (FORMAT parquet, COMPRESSION zstd)"
)
"""
OURS = """
import sys, time
from pathlib import Path
from modelyard.domain.data import ReadOptions
from modelyard.tables.engine import QUIET
from modelyard.tables.read import import_file
out = Path(sys.argv[2])
import_file(Path(sys.argv[1]), ReadOptions(), out, out.with_suffix(".rejects"), QUIET)
"""


def large_csv() -> Path:
    """The file, made once, in the cache folder."""
    import duckdb

    from modelyard.services.sample import flights_file

    path = cache_dir() / "large-flights.csv"
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
    """Seconds of our import and of DuckDB's, in turn; then the most memory all our processes had at once."""
    path = large_csv()
    gigabytes = path.stat().st_size / 1e9
    ours: list[float] = []
    peer: list[float] = []
    for _ in range(times):
        peer.append(_seconds(PEER, path, folder / "peer.parquet"))
        ours.append(_seconds(OURS, path, folder / "ours.parquet"))
    mine, theirs = (median(iter(found).__next__, times) for found in (ours, peer))
    name = f"Import {gigabytes:.2f} GB of CSV, without the profile"
    yield Figure(name, mine, "s", RATIO_BAR * theirs, "DuckDB's COPY", theirs)
    yield Figure("Most memory of all processes meanwhile", _peak(path, folder) / 1e9, "GB", MEMORY_BAR_GB)


def _seconds(code: str, path: Path, out: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(path), str(out)], check=True)
    return time.perf_counter() - began


def _peak(path: Path, folder: Path) -> int:
    """The most memory of the command line and all its children during a whole import, sampled 20 times a second."""
    workspace = folder / "large.modelyard"
    command = [sys.executable, "-m", "modelyard"]
    subprocess.run([*command, "workspace", "create", str(workspace)], check=True, stdout=subprocess.DEVNULL)
    told = [*command, "--workspace", str(workspace), "data", "import", str(path), "--name", "large"]
    done = subprocess.Popen(told, stdout=subprocess.DEVNULL, env=dict(os.environ))
    seen = 0
    watched = psutil.Process(done.pid)
    while done.poll() is None:
        seen = max(seen, _resident(watched))
        time.sleep(0.05)
    if done.returncode:
        raise RuntimeError(f"The import ended with {done.returncode}.")
    return seen


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += int(one.memory_info().rss)
    except psutil.NoSuchProcess:
        return total
    return total
