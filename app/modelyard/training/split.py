"""The hold-out: which rows a run learns from, and which only judge it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from modelyard.core.codec import to_json
from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import SplitKind, SplitSpec

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def split(
    frame: pd.DataFrame,
    target: NDArray[np.int8],
    spec: SplitSpec,
    seed: int,
    hold_out: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.int64], str]:
    """Row positions to train on, row positions to test on (both ascending), and a hash that names the division.

    `target` holds 0/1, one a row of `frame`. At random: stratified by the target, so both classes keep their share.
    By time: the latest rows; rows with the same time as the border stay together on the side that comes closer to the
    asked share. Stored: the rows that `hold_out` says. The same rows, spec and seed give the same division and hash on
    every machine.

    Raises `InputError` when the share is not between 0 and 1, when a row has no time, or when either side would be
    empty or lack a class.
    """
    import numpy as np

    if not 0.0 < spec.test_share < 1.0:
        raise InputError(f"The hold-out cannot be {spec.test_share:g} of the rows.", "Choose a share between 0 and 1.")
    if len(frame) != len(target):
        raise ValueError("target and frame differ in length")
    if spec.kind is SplitKind.STORED:
        if hold_out is None or len(hold_out) != len(frame):
            raise ValueError("a stored split needs the side of every row")
        in_test = hold_out
    elif spec.kind is SplitKind.TIME:
        in_test = _latest(frame, spec)
    else:
        in_test = _random(target, spec.test_share, seed)
    for side, rows in (("hold-out", target[in_test]), ("training part", target[~in_test])):
        if len(np.unique(rows)) < 2:
            raise InputError(
                f"The {side} would have {len(rows):,} rows of a single class, so nothing could be judged.",
                "Choose another share, another kind of hold-out, or more rows.",
            )
    rule = {"kind": spec.kind, "test_share": spec.test_share, "time_column": spec.time_column}
    digest = hashlib.sha256(to_json([rule, seed, len(frame)]).encode())
    digest.update(np.packbits(in_test).tobytes())
    return np.flatnonzero(~in_test), np.flatnonzero(in_test), digest.hexdigest()


def _random(target: NDArray[np.int8], share: float, seed: int) -> NDArray[np.bool_]:
    """A stratified draw; each class gives its share, at least one row and not all."""
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(seed))
    in_test = np.zeros(len(target), dtype=bool)
    for value in (0, 1):
        rows = np.flatnonzero(target == value)
        if len(rows) < 2:
            raise InputError(
                f"Only {len(rows)} row has one of the two target values; training and hold-out need one each.",
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
