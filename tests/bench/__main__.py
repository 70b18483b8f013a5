"""`python -m tests.bench [NAME …]`: every bar with its figure and its ratio to a peer or a floor in the same run."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import KEPT

NAMES = (
    "paint", "import", "launch", "pauses", "demo", "large", "table", "profile", "search", "runs", "client", "estimate",
)  # fmt: skip


def main() -> int:
    """Run the benchmarks named, or all; 1 when a bar was missed."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one or more of {', '.join(NAMES)}; all by default")
    wanted = parser.parse_args().name or list(NAMES)
    if unknown := sorted(set(wanted) - set(NAMES)):
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory(prefix="modelyard-bench-") as folder:
        _isolate(Path(folder))
        missed = sum(_show(figure) for figure in _figures(wanted, Path(folder)))
    print(f"\n{missed} bars missed." if missed else "\nEvery bar is held.")
    return 1 if missed else 0


def _isolate(folder: Path) -> None:
    """Settings and caches of its own, and compiled modules as any installation has them."""
    os.environ["MODELYARD_CONFIG_DIR"] = str(folder / "config")
    os.environ["MODELYARD_CACHE_DIR"] = str(folder / "cache")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _figures(wanted: list[str], folder: Path) -> Iterator[object]:
    from tests.bench import measure

    KEPT.mkdir(parents=True, exist_ok=True)

    if "paint" in wanted:
        yield from measure.first_paint()
    if {"import", "launch", "pauses"} & set(wanted):
        yield from _in_window(wanted, folder)
    if "demo" in wanted:
        yield from measure.demo(folder / "demo.modelyard")
    if "large" in wanted:
        from tests.bench.large import large

        yield from large(folder)
    if "table" in wanted:
        yield from _table(folder)
    if "profile" in wanted:
        from tests.bench.profile import profile

        yield from profile(KEPT)
    if "search" in wanted:
        from tests.bench.search import searches

        yield from searches(folder)
    if "runs" in wanted:
        from tests.bench.runs import runs

        yield from runs(folder, KEPT)
    if "client" in wanted:
        from tests.bench.client import client

        yield from client(folder)
    if "estimate" in wanted:
        from tests.bench.estimate import estimates

        yield from estimates(folder)


def _in_window(wanted: list[str], folder: Path) -> Iterator[object]:
    from modelyard.services import sample
    from tests.bench import measure
    from tests.bench.flights import FlightsWindow

    csv = folder / "flights.csv"
    sample.write_flights_csv(csv)
    window = FlightsWindow(folder)
    try:
        window.create()
        window.settle(3)
        if "pauses" in wanted:  # first, while no page was visited
            yield from measure.pauses(window, csv)
        if "import" in wanted:
            yield from measure.import_and_show(window, csv)
        if "launch" in wanted:
            runs = window.train(sample.flights_spec(window.import_flights(csv), "bench"))
            yield from measure.launches(window, runs)
    finally:
        window.close()


def _table(folder: Path) -> Iterator[object]:
    from tests.bench.flights import FlightsWindow
    from tests.bench.table import table

    (folder / "table").mkdir()
    window = FlightsWindow(folder / "table")
    try:
        window.create()
        window.settle(1)
        yield from table(window, KEPT)
    finally:
        window.close()


def _show(figure: object) -> bool:
    """Print one line; True when its bar was missed."""
    from tests.bench.measure import Figure

    assert isinstance(figure, Figure)
    amount = f"{figure.value:.3g} {figure.unit}".strip()
    bar = "" if figure.bar is None else f"bar {figure.bar:g} {figure.unit}".strip()
    mark = {True: "held", False: "MISSED", None: ""}[figure.held]
    peer = ""
    if figure.peer_value:
        peer = f"{figure.value / figure.peer_value:.2f} × {figure.peer} ({figure.peer_value:.3g} {figure.unit})"
    print(f"{figure.name:62} {amount:>11}  {bar:12} {mark:7} {peer or figure.note}", flush=True)
    return figure.held is False


if __name__ == "__main__":
    sys.exit(main())
