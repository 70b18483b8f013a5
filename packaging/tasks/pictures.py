"""What the demo's workspace is given for the screenshots: more versions and rules, and more experiments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

FLOWN = """\
name: Flights that flew
description: Flights that arrived, with their speed in miles an hour
steps:
  - step: filter_rows
    where: arr_delay IS NOT NULL
  - step: add_column
    name: speed
    formula: round(distance / air_time * 60)
  - step: drop_columns
    columns: [year]
"""
CARRIERS = """\
name: Carriers by month
description: How late each carrier was
steps:
  - step: aggregate
    by: [carrier, month]
    values:
      - {function: count, name: flights}
      - {function: mean, column: arr_delay, name: mean_delay}
      - {function: max, column: arr_delay, name: worst_delay}
"""


KNOWN = "dep_delay,sched_dep_time,hour,distance,carrier,origin,dest"
LATEST = ["--version", "1", "--time-column", "time_hour", "--where", "month <= 3"]


def commands(folder: Path) -> Iterator[list[str]]:
    """The commands, as they are typed; `folder` takes the recipes' texts."""
    yield from (["data", *words] for words in _data(folder))
    yield from (["experiments", "run", "flights", *LATEST, *words] for words in _experiments())


def _experiments() -> Iterator[list[str]]:
    delay = ["--name", "arrival-delay", "--target", "arr_delay", "--features", KNOWN]
    yield [*delay, "--algorithm", "baseline", "--algorithm", "ridge", "--algorithm", "hist_gradient_boosting"]
    origin = ["--name", "which-airport", "--target", "origin", "--features", "carrier,dest,distance,dep_time,hour"]
    yield [*origin, "--algorithm", "baseline", "--algorithm", "random_forest"]
    late = ["--name", "late-arrival", "--target", "late", "--features", KNOWN]
    more = ["logistic_regression:C=0.1", "logistic_regression:C=0.01", "random_forest:n_estimators=40,max_depth=10",
            "hist_gradient_boosting:max_iter=60,learning_rate=0.05", "extra_trees"]  # fmt: skip
    yield [*late, *(word for one in more for word in ("--algorithm", one))]
    searched = ["--algorithm", "hist_gradient_boosting", "--search", "tpe", "--trials", "10", "--folds", "3"]
    yield [*late, *searched]  # the newest experiment is the one shown


def _data(folder: Path) -> Iterator[list[str]]:
    for name, text in (("flown", FLOWN), ("carriers", CARRIERS)):
        file = folder / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        yield ["recipes", "save", str(file)]
    yield ["quality", "suggest", "flights", "--add"]
    yield ["quality", "add", "flights", "range", "--column", "dep_delay", "--min", "-60", "--max", "720"]
    yield ["quality", "check", "flights"]
    yield ["recipes", "apply", "Flights that flew", "--to", "flights", "--note", "Only flights that arrived"]
    yield ["recipes", "apply", "Carriers by month", "--to", "flights", "--name", "monthly-delays"]
    yield ["recipes", "apply", "Carriers by month", "--to", "flights:1", "--name", "first-try"]
    yield ["delete", "first-try", "--yes"]
    yield ["tag", "flights:1", "training"]
    yield ["splits", "create", "flights", "main", "--method", "time", "--column", "time_hour"]
    yield ["splits", "create", "flights", "by-aircraft", "--method", "group", "--column", "tailnum"]
