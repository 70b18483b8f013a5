"""The hold-out: which rows a run learns from, and which only judge it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from modelyard.core.codec import to_json
from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import SplitKind, SplitSpec

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def split(
    frame: pd.DataFrame,
    classes: NDArray[Any] | None,
    spec: SplitSpec,
    seed: int,
    hold_out: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
    """Row positions to train on, row positions to test on (both ascending), and a hash that names the division.

    `classes` holds each row's class number from 0, None without classes. At random: stratified by class, so that each
    keeps its share. By time: the latest rows; rows with the same time as the border stay together on the side that
    comes closer to the asked share. Stored: the rows that `hold_out` says. The same rows, spec and seed give the same
    division and hash on every machine.

    Raises `InputError` when the share is not between 0 and 1, when a row has no time, or when either side would have
    no two rows or a single class.
    """
    import numpy as np

    if not 0.0 < spec.test_share < 1.0:
        raise InputError(f"The hold-out cannot be {spec.test_share:g} of the rows.", "Choose a share between 0 and 1.")
    if classes is not None and len(frame) != len(classes):
        raise ValueError("classes and frame differ in length")
    if spec.kind is SplitKind.STORED:
        if hold_out is None or len(hold_out) != len(frame):
            raise ValueError("a stored split needs the side of every row")
        in_test = hold_out
    elif spec.kind is SplitKind.TIME:
        in_test = _latest(frame, spec)
    else:
        in_test = _random(np.zeros(len(frame), dtype=np.int8) if classes is None else classes, spec.test_share, seed)
    _check_sides(classes, in_test)
    rule = {"kind": spec.kind, "test_share": spec.test_share, "time_column": spec.time_column}
    digest = hashlib.sha256(to_json([rule, seed, len(frame)]).encode())
    digest.update(np.packbits(in_test).tobytes())
    return np.flatnonzero(~in_test), np.flatnonzero(in_test), digest.hexdigest()


def _check_sides(classes: NDArray[Any] | None, in_test: NDArray[np.bool_]) -> None:
    """Two rows at least on each side, and of more than one class."""
    import numpy as np

    for side, chosen in (("hold-out", in_test), ("training part", ~in_test)):
        rows = int(chosen.sum())
        few = classes is None and rows < 2
        if few or (classes is not None and len(np.unique(classes[chosen])) < 2):
            what = f"{rows:,} rows" if few else f"{rows:,} rows of a single class"
            raise InputError(
                f"The {side} would have {what}, so nothing could be judged.",
                "Choose another share, another kind of hold-out, or more rows.",
            )


def _random(classes: NDArray[Any], share: float, seed: int) -> NDArray[np.bool_]:
    """A stratified draw; each class gives its share, at least one row and not all."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    in_test = np.zeros(len(classes), dtype=bool)
    for value in np.unique(classes):
        rows = np.flatnonzero(classes == value)
        if len(rows) < 2:
            raise InputError(
                "Only 1 row has one of the target's values; training and hold-out need one each.",
                "Choose other rows or another target.",
            )
        count = min(max(round(len(rows) * share), 1), len(rows) - 1)
        in_test[generator.permutation(rows)[:count]] = True
    return in_test


def _latest(frame: pd.DataFrame, spec: SplitSpec) -> NDArray[np.bool_]:
    """The latest rows by the time column, which may hold dates, instants or numbers."""
    import numpy as np
    import pandas as pd

    name = spec.time_column
    if not name or name not in frame.columns:
        raise InputError(
            f"The table has no column called {name!r} to order the rows by." if name else "No time column is chosen.",
            "Choose a column with dates, times or numbers.",
        )
    times = frame[name]
    missing = int(times.isna().sum())
    if missing:
        raise InputError(
            f"{missing:,} of {len(times):,} rows have no value in {name!r}, so they cannot be ordered by it.",
            f"Choose another time column, or leave these rows out with the filter: {name} IS NOT NULL.",
        )
    # Dates as Python objects and text that sorts (ISO 8601) factorise as well as instants and numbers.
    order, values = pd.factorize(times, sort=True)
    counts = np.bincount(order, minlength=len(values))
    tail = counts[::-1].cumsum()[::-1]
    if len(values) < 2:
        raise InputError(f"All rows have the same {name!r}, so none is later.", "Choose another time column.")
    # tail[i] rows are in the hold-out when it begins at the i-th value; the first value stays in training.
    begin = 1 + int(np.argmin(np.abs(tail[1:] - len(times) * spec.test_share)))
    return np.asarray(order >= begin)
