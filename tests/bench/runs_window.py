"""The list of 10,000 runs in the real window: shown, filtered, sorted, and 100 of them compared."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.flights import FlightsWindow, wait_until
from tests.bench.heartbeat import Heartbeat
from tests.bench.measure import Figure

TIMES = 5
AWAY = 0.05
"""For what comes while somebody types; the others begin with a click, whose page is made and painted."""


def in_window(settings: Path, workspace: Path, filter_text: str, compared: int) -> Iterator[Figure]:
    """From a click to what is on the screen, and for how long the window's thread was away meanwhile."""
    window = FlightsWindow(settings)
    try:
        window.window.workspaces.open(workspace)
        wait_until(lambda: window.workspace is not None, 30, "an open workspace")
        window.window.go("experiments")
        window.settle(2)
        yield from _figures(window, filter_text, compared)
    finally:
        window.close()


def _figures(window: FlightsWindow, filter_text: str, compared: int) -> Iterator[Figure]:
    page: Any = window.window.page("experiments")
    view, beat = page.runs_view, Heartbeat()
    ids = list(view.listing.found.ids)
    some = random.Random(2).sample(ids, compared)

    def timed(name: str, bar: float | None, prepare: Callable[[], Any], act: Callable[[], Any],
              done: Callable[[], bool], blocked: float | None = None) -> Iterator[Figure]:  # fmt: skip
        found, away = [], []
        for _ in range(TIMES):
            prepare()
            window.settle(0.3)
            with beat.phase(name) as phase:
                began = time.perf_counter()
                act()
                wait_until(done, 60, name, every=2)
                found.append(time.perf_counter() - began)
            away.append(phase.longest_ours)
        note = f"longest {max(found):.3g} s"
        yield Figure(f"In the window: {name}", statistics.median(found), bar=bar, note=note)
        yield Figure("  the window's thread was away at most", statistics.median(away), bar=blocked)

    before: list[Any] = [None]

    def listed() -> bool:
        """Whether the rows that were read anew are there; names for columns follow."""
        return view.isVisible() and view.listing is not before[0]

    def passing(text: str) -> bool:
        return view.asked.text == text and not window.bridge.pending

    def compared_shown() -> bool:
        compare = page._compare_view
        return bool(compare is not None and compare.isVisible() and not window.bridge.pending
                    and compare.states.state == "full")  # fmt: skip

    def to_list() -> None:
        window.window.go("experiments")
        wait_until(lambda: view.isVisible() and not window.bridge.pending, 30, "the list")
        if view.asked.text:
            view.bar.filtered.emit("")

    def away() -> None:
        window.window.go("home")
        before[0] = view.listing

    yield from timed(f"{len(ids):,} runs shown", 0.15, away, lambda: window.window.go("experiments"), listed)
    yield from timed(f"filter {filter_text[:40]}", 0.1, to_list, lambda: view.bar.filtered.emit(filter_text),
                     lambda: passing(filter_text), AWAY)  # fmt: skip
    yield from timed(f"{compared} of them compared", 1.0, to_list, lambda: page._open_compare(some), compared_shown)
