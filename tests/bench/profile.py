"""How long 10 million rows of 20 columns take to profile, beside DuckDB's SUMMARIZE, and how much memory.

`python -m tests.bench.profile` prints the median of three, the ratio and the peak; `profile_large` is for the whole
bench.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import time
from pathlib import Path
from typing import Any

ROWS = 10_000_000
BAR_SECONDS = 20.0
BAR_MEGABYTES = 1500.0
TIMES = 3


def make_table(path: Path, rows: int = ROWS) -> Path:
    """The sample's flights again and again with a running number: 21 columns; made once."""
    import duckdb

    from modelyard.core.paths import resources_dir

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        flights = str(resources_dir() / "samples" / "flights.parquet")
        connection = duckdb.connect()
        connection.execute("SET memory_limit = '3GB'")
        connection.execute(
            f"COPY (SELECT row_number() OVER () AS row_id, f.* FROM range({-(-rows // 336_776)}) t(k), "
            f"read_parquet('{flights}') f LIMIT {rows}) TO '{part}' "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)"
        )
        os.replace(part, path)
    return path


def _profile(path: str) -> tuple[float, float]:
    """In a process of its own: seconds, and the peak of its memory in MB."""
    from modelyard.tables.engine import QUIET
    from modelyard.tables.profile import profile_table

    began = time.perf_counter()
    found = profile_table(Path(path), QUIET)
    assert found.columns[0].distinct == found.rows
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _summarize(path: str) -> tuple[float, float]:
    import duckdb

    began = time.perf_counter()
    duckdb.connect().execute(f"SUMMARIZE FROM read_parquet('{path}')").fetchall()
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _apart(function: Any, path: Path) -> tuple[float, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, megabytes = pool.apply(function, (str(path),))
    return seconds, megabytes


def profile_large(folder: Path, times: int = TIMES) -> tuple[float, float, float]:
    """Median seconds, peak MB, and the median seconds of DuckDB's SUMMARIZE (approximate distinct and quantiles)."""
    table = make_table(folder / "ten-million-rows.parquet")
    runs = [_apart(_profile, table) for _ in range(times)]
    floor = [_apart(_summarize, table)[0] for _ in range(times)]
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs), statistics.median(floor)


def main() -> int:
    """Print the figures; 1 when a bar was missed."""
    from modelyard.core.paths import cache_dir

    seconds, megabytes, floor = profile_large(cache_dir() / "bench")
    print(f"Profile of {ROWS:,} rows: {seconds:.1f} s (bar {BAR_SECONDS:.0f} s), peak {megabytes:,.0f} MB")
    print(f"DuckDB SUMMARIZE of the same: {floor:.1f} s; ratio {seconds / floor:.2f}")
    return int(seconds > BAR_SECONDS or megabytes > BAR_MEGABYTES)


if __name__ == "__main__":
    raise SystemExit(main())
