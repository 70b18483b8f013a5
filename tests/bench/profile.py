"""How long 10 million rows of 21 columns take to profile, beside DuckDB's SUMMARIZE, and how much memory."""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure
from tests.bench.table import ten_million
from tests.data.tables_support import peak_memory

BAR_SECONDS = 20.0
BAR_GIGABYTES = 1.5
TIMES = 3


def _profile(path: str) -> tuple[float, float]:
    """In a process of its own: seconds, and the peak of its memory in MB."""
    from modelyard.tables.engine import QUIET
    from modelyard.tables.profiles.profile import profile_table

    began = time.perf_counter()
    found = profile_table(Path(path), QUIET)
    assert found.columns[0].distinct == found.rows
    return time.perf_counter() - began, peak_memory() / 1e6


def _summarize(path: str) -> tuple[float, float]:
    import duckdb

    began = time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SUMMARIZE FROM read_parquet('{path}')").fetchall()
    return time.perf_counter() - began, peak_memory() / 1e6


def _apart(function: Any, path: Path) -> tuple[float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, megabytes = pool.apply(function, (str(path),))
    return seconds, megabytes


def profile(folder: Path, times: int = TIMES) -> Iterator[Figure]:
    """Median seconds and peak memory of the profile, beside DuckDB's SUMMARIZE with its approximate figures."""
    rows = ten_million(folder)
    runs = [_apart(_profile, rows) for _ in range(times)]
    floor = statistics.median(_apart(_summarize, rows)[0] for _ in range(times))
    seconds = statistics.median(r[0] for r in runs)
    yield Figure("Profile of 10 million rows", seconds, "s", BAR_SECONDS, "DuckDB's SUMMARIZE", floor)
    yield Figure("Most memory of that process", max(r[1] for r in runs) / 1000, "GB", BAR_GIGABYTES)
