"""Numbers that lie far from all others of their column, such as 9999 where a sensor had nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.tables.engine import connect
from modelyard.tables.files.layout import Sample
from modelyard.tables.files.typed import converted, kept_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_DIFFERENT = 20
FAR = 10
LISTED = 100


@dataclass(frozen=True, slots=True)
class Odd:
    """An odd value of a column and its neighbour; in how many rows it stands, the first positions, its texts."""

    column: Column
    value: float
    near: float
    count: int
    positions: tuple[int, ...]
    words: tuple[str, ...]


def sample_odd(sample: Sample, types: Sequence[ColumnType]) -> list[Odd]:
    """The odd values of a sample's number columns, at most one a column."""
    layout = sample.layout
    numbers = [c for c in kept_columns(layout, types) if c[2] in (ColumnType.INTEGER, ColumnType.NUMBER)]
    if not numbers or not sample.cleaned.lines:
        return []
    rows = converted(layout, types, layout.source(sample.copy, clean=True), number=True)
    found = []
    with connect() as connection:
        wanted = ", ".join(f"t{i}::DOUBLE AS t{i}" for i, _, _ in numbers)
        values = connection.execute(f"SELECT {wanted} FROM ({rows}) WHERE bad = 0").fetchnumpy()
        for i, name, kind in numbers:
            pair = odd_value(_plain(values[f"t{i}"]))
            if pair is None:
                continue
            asked = f"SELECT n, trim(c{i}) FROM ({rows}) WHERE bad = 0 AND t{i} = ?::DOUBLE ORDER BY n"
            places = connection.execute(asked, [pair[0]]).fetchall()
            words = tuple(sorted({text for _, text in places}))
            first = tuple(int(n) for n, _ in places[:LISTED])
            found.append(Odd(Column(name, kind), *pair, len(places), first, words))
    return found


def odd_value(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """The value at one end that is odd, and the one next to it.

    A value is odd where its distance from the next one is more than ten times that one's distance from the median, in
    a column with at least 20 different values. The higher end comes first.
    """
    import numpy as np

    different = np.unique(values)
    if len(different) < FEWEST_DIFFERENT:
        return None
    middle = float(np.median(values))
    for value, near in ((different[-1], different[-2]), (different[0], different[1])):
        if abs(value - near) > FAR * abs(near - middle) > 0:
            return float(value), float(near)
    return None


def _plain(values: Any) -> NDArray[np.float64]:
    import numpy as np

    present = np.ma.compressed(values)
    return np.asarray(present[np.isfinite(present)], dtype=np.float64)
