"""Cross-validation: the training rows cut into folds, the same ones on every machine."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST_FOLDS = 2
MOST_FOLDS = 20

Rows = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Positions to learn from and positions to judge by, both ascending."""


def dealt(classes: NDArray[Any], count: int, seed: int) -> tuple[Rows, ...]:
    """Folds at random, each with its share of every class; without classes all rows are of one."""
    import numpy as np

    _enough(len(classes), count, "training rows")
    generator = np.random.Generator(np.random.PCG64(seed))
    fold = np.empty(len(classes), dtype=np.int64)
    given = 0
    for value in np.unique(classes):
        rows = generator.permutation(np.flatnonzero(classes == value))
        fold[rows] = (given + np.arange(len(rows))) % count
        given += len(rows)
    return _pairs(fold, count)


def grouped(values: pd.Series, count: int, seed: int) -> tuple[Rows, ...]:
    """Folds of whole groups, of about the same number of rows: the largest first, each to the smallest fold so far."""
    import numpy as np

    groups, sizes = _numbered(values)
    _enough(len(sizes), count, f"groups in {values.name!r}")
    drawn = np.random.Generator(np.random.PCG64(seed)).permutation(len(sizes))
    total = np.zeros(count, dtype=np.int64)
    fold = np.empty(len(sizes), dtype=np.int64)
    for group in drawn[np.argsort(-sizes[drawn], kind="stable")]:
        fold[group] = int(np.argmin(total))
        total[fold[group]] += sizes[group]
    return _pairs(fold[groups], count)


def forward(times: pd.Series, count: int) -> tuple[Rows, ...]:
    """Folds in time: each is judged on the next part of the rows, learning from all earlier ones (a growing window).

    The rows are cut into `count` + 1 parts; rows of the same time stay together.
    """
    import numpy as np

    order, sizes = _numbered(times)
    _enough(len(sizes), count + 1, f"different values of {times.name!r}")
    ends = np.cumsum(sizes)
    cuts: list[int] = []
    for part in range(1, count + 1):
        first, last = (cuts[-1] if cuts else 0) + 1, len(sizes) - (count + 1 - part)
        nearest = 1 + int(np.argmin(np.abs(ends - len(order) * part / (count + 1))))
        cuts.append(min(max(nearest, first), last))
    borders = [*cuts, len(sizes)]
    return tuple(
        (np.flatnonzero(order < begin), np.flatnonzero((order >= begin) & (order < end)))
        for begin, end in pairwise(borders)
    )


def _numbered(values: pd.Series) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each row's place among the different values in order, and how many rows each has."""
    import numpy as np
    import pandas as pd

    missing = int(values.isna().sum())
    if missing:
        raise InputError(
            f"{missing:,} of {len(values):,} training rows have no value in {values.name!r}, so they are in no fold.",
            f"Choose another column for the folds, or leave these rows out with the filter: {values.name} IS NOT NULL.",
        )
    codes, different = pd.factorize(values, sort=True)
    return np.asarray(codes, dtype=np.int64), np.bincount(codes, minlength=len(different))


def _enough(available: int, wanted: int, what: str) -> None:
    if available < wanted:
        raise InputError(f"There are only {available:,} {what}, too few for the folds.", "Choose fewer folds.")


def _pairs(fold: NDArray[np.int64], count: int) -> tuple[Rows, ...]:
    import numpy as np

    return tuple((np.flatnonzero(fold != i), np.flatnonzero(fold == i)) for i in range(count))
