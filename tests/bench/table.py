"""The Table tab on a version of 10 million rows and 21 columns, in the real window: show, jump, filter, sort, find."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from modelyard.core.paths import resources_dir
from modelyard.tables.engine import connect, literal, parquet_source
from modelyard.tables.files.layout import COPY_OPTIONS
from tests.bench.flights import FlightsWindow, wait_until
from tests.bench.heartbeat import Heartbeat
from tests.bench.measure import Figure

ROWS = 10_000_000
TIMES = 5
FILTER = "dep_delay > 60 and carrier in ('UA','AA')"
BLOCKED = 0.05


def ten_million(folder: Path) -> Path:
    """The flights, again and again, with a number of their own; in row groups as an import writes them."""
    path = folder / "flights-10m.parquet"
    if not path.exists():
        source = parquet_source(resources_dir() / "samples" / "flights.parquet", True)
        numbered = "(i * 336776 + file_row_number + 1)::BIGINT AS id, * EXCLUDE (i, file_row_number)"
        with connect() as connection:
            connection.execute(
                f"COPY (SELECT {numbered} FROM range(30) r(i), {source} LIMIT {ROWS}) TO {literal(path)} {COPY_OPTIONS}"
            )
    return path


def table(window: FlightsWindow, folder: Path) -> Iterator[Figure]:
    """Every bar of the Table tab."""
    from modelyard.domain.data.datasets import ImportRequest
    from modelyard.services.data import datasets

    window.window.go("data")
    path = ten_million(folder)
    big = ImportRequest(str(path), "flights-10m")
    version = window.job(lambda: datasets.import_file(window.workspace, big), 900).result["version_id"]
    small = window.import_flights(resources_dir() / "samples" / "flights.parquet", "flights-small")
    page: Any = window.window.page("data")
    tab = page.table_tab
    beat = Heartbeat()

    def loaded() -> bool:
        first, last = tab.table.visible_rows()
        return bool(tab.model is not None and tab.model.is_loaded(first) and tab.model.is_loaded(last))

    def showing(version_id: str) -> bool:
        return tab.version_id == version_id and loaded()

    def timed(name: str, bar: float | None, prepare: Callable[[], Any], act: Callable[[], Any],
              done: Callable[[], bool], times: int = TIMES, peer: str = "") -> Iterator[Figure]:  # fmt: skip
        found, pauses = [], []
        for _ in range(times):
            prepare()
            window.settle(0.1)
            with beat.phase(name) as phase:
                began = time.perf_counter()
                act()
                wait_until(done, 300, name)
                found.append(time.perf_counter() - began)
            pauses.append(phase.longest_ours)
        floor = statistics.median(_alone(path, peer) for _ in range(times)) if peer else None
        yield Figure(f"Table, 10 million rows: {name}", statistics.median(found), bar=bar, peer="DuckDB alone",
                     peer_value=floor, note=f"longest {max(found):.3g} s")  # fmt: skip
        yield Figure(f"  the window's thread was away at most, {name}", max(pauses), bar=BLOCKED)

    def show(which: str) -> None:
        page.activate(which)

    def shown_small() -> None:
        show(small)
        wait_until(lambda: showing(small), 60, "the small table")

    yield from timed("shown", 0.3, shown_small, lambda: show(version), lambda: showing(version))
    yield from timed("last row", 0.3, lambda: _top(tab, loaded), lambda: tab.go_to(ROWS - 1),
                     lambda: tab.table.first_row() > ROWS - 100 and loaded())  # fmt: skip

    def plain() -> None:
        tab.filter.clear()
        tab.clear_sort()
        wait_until(lambda: tab.query.plain and not tab.finder.running and loaded(), 60, "all rows")

    def filtered(text: str) -> None:
        tab.filter.setText(text)
        tab.filter._send()

    yield from timed("filtered", 1.0, plain, lambda: filtered(FILTER), lambda: bool(tab.query.where) and loaded(),
                     peer=f"WHERE {FILTER}")  # fmt: skip
    yield from timed("last row of the filtered", 0.3, lambda: _top(tab, loaded),
                     lambda: tab.go_to(tab.model.rowCount() - 1),
                     lambda: tab.table.first_row() > 1000 and loaded())  # fmt: skip
    yield from timed("sorted by a number", None, plain, lambda: tab.sort_by("dep_delay"),
                     lambda: bool(tab.query.sort) and loaded(), 3,
                     peer="ORDER BY dep_delay, file_row_number")  # fmt: skip
    yield from timed("last row of the sorted", 0.3, lambda: _top(tab, loaded), lambda: tab.go_to(ROWS - 1),
                     lambda: tab.table.first_row() > ROWS - 100 and loaded())  # fmt: skip
    yield from timed("sorted by a text", None, plain, lambda: tab.sort_by("tailnum"),
                     lambda: bool(tab.query.sort) and loaded(), 3,
                     peer="ORDER BY tailnum, file_row_number")  # fmt: skip
    plain()
    finder = tab.searching.finder
    yield from timed("first find of a text", 1.0, finder.clear, lambda: tab.searching._search("n14228"),
                     lambda: finder.count > 0, 3)  # fmt: skip
    yield from timed("every find of a text", None, finder.clear, lambda: tab.searching._search("n14228"),
                     lambda: not finder.running, 3)  # fmt: skip


def _alone(path: Path, tail: str) -> float:
    """How long DuckDB takes to find the row numbers and nothing else."""
    with connect() as connection:
        began = time.perf_counter()
        connection.sql(f"SELECT file_row_number FROM {parquet_source(path, True)} {tail}").to_arrow_table()
        return time.perf_counter() - began


def _top(tab: Any, loaded: Callable[[], bool]) -> None:
    """Back to the first row, with no page of another place kept."""
    tab.model.set_source(tab.model._fetch, tab.model.rowCount())
    tab.go_to(0)
    wait_until(loaded, 30, "the first rows")
