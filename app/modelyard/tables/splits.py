"""Stored splits: every row of a table is for training, in the hold-out, or on neither side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.core.files import sync_file
from modelyard.domain.data.splits import SplitCounts, SplitDefinition, SplitMethod
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import explain
from modelyard.tables.expression import column_types, known
from modelyard.tables.pages import values_of
from modelyard.tables.profiles.profile import show
from modelyard.tables.types import column_type

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

COLUMN = "hold_out"
MOST_STRATA = 1_000
"""More values than this are no classes: each would have too few rows for a share."""


def make_split(parquet: Path, definition: SplitDefinition, out: Path | None, ctx: JobContext) -> SplitCounts:
    """Divide the rows of a table; write the sides to `out`, a Parquet file of one boolean column in row order.

    True is the hold-out, False training, null neither: without a group, or without a time. The same table and
    definition give the same bytes. Without `out` only the counts are found. Raises InputError for a share or column
    that cannot be used, or when a side would be empty; CancelledError.
    """
    import numpy as np

    if not 0.0 < definition.hold_out < 1.0:
        raise InputError(
            f"The hold-out cannot be {definition.hold_out:g} of the rows.", "Choose a share between 0 and 1."
        )
    if definition.seed < 0:
        raise InputError(f"The seed is {definition.seed:,}.", "Use a whole number from 0 on.")
    ctx.progress(0.1, "Reading rows")
    codes, values = _codes(parquet, definition)
    ctx.check_cancelled()
    ctx.progress(0.5, "Dividing rows")
    side, facts = _divide(codes, values, definition)
    hold_out, training = int(np.sum(side == 1)), int(np.sum(side == 0))
    if not hold_out or not training:
        empty = "hold-out" if not hold_out else "training part"
        raise InputError(f"The {empty} would have no rows.", "Choose another share or another column.")
    counts = SplitCounts(training, hold_out, len(side) - training - hold_out, **facts)
    if out is not None:
        ctx.progress(0.8, "Keeping the division")
        _write(side, out)
    ctx.progress(1.0)
    return counts


def read_split(path: Path) -> NDArray[np.int8]:
    """Each row's side: 1 in the hold-out, 0 for training, -1 on neither."""
    import numpy as np
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        column = pq.read_table(path, memory_map=True).column(COLUMN)
    except Exception as error:
        raise explain(error, path) from error
    import pyarrow as pa

    return np.asarray(pc.fill_null(column.cast(pa.int8()), -1).to_numpy(), dtype=np.int8)


def _codes(parquet: Path, definition: SplitDefinition) -> tuple[NDArray[np.int64], pa.Array | None]:
    """For each row the position of its value among the different ones, -1 where it is missing; and these values."""
    import numpy as np
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    types = column_types(parquet)
    if definition.method is SplitMethod.RANDOM:
        return np.zeros(pq.read_metadata(parquet).num_rows, dtype=np.int64), None
    if not definition.column:
        raise InputError("No column is chosen to divide by.", "Choose one.")
    known(definition.column, types)
    try:
        column = pq.read_table(parquet, columns=[definition.column], memory_map=True).column(0).combine_chunks()
    except Exception as error:
        raise explain(error, parquet) from error
    encoded = column.dictionary_encode()
    return np.asarray(pc.fill_null(encoded.indices, -1).to_numpy(), dtype=np.int64), encoded.dictionary


def _divide(
    codes: NDArray[np.int64], values: pa.Array | None, definition: SplitDefinition
) -> tuple[NDArray[np.int8], dict[str, Any]]:
    import numpy as np

    if definition.method is SplitMethod.TIME:
        assert values is not None
        return _latest(codes, values, definition)
    generator = np.random.Generator(np.random.PCG64(definition.seed))
    if definition.method is SplitMethod.GROUP:
        assert values is not None
        return _by_group(codes, len(values), definition, generator)
    side = np.zeros(len(codes), dtype=np.int8)
    if definition.method is SplitMethod.RANDOM:
        side[generator.permutation(len(codes))[: _quota(len(codes), definition.hold_out)]] = 1
        return side, {}
    return _stratified(codes, definition, generator)


def _quota(rows: int, share: float) -> int:
    """The rows of a share: at least one of two, and not all."""
    return min(max(round(rows * share), 1), rows - 1) if rows > 1 else 0


def _stratified(
    codes: NDArray[np.int64], definition: SplitDefinition, generator: np.random.Generator
) -> tuple[NDArray[np.int8], dict[str, Any]]:
    import numpy as np

    strata = np.unique(codes)
    if len(strata) > MOST_STRATA:
        raise InputError(
            f"{definition.column} has {len(strata):,} different values; at most {MOST_STRATA:,} can be strata.",
            "Choose a column with classes, or split by group.",
        )
    side = np.zeros(len(codes), dtype=np.int8)
    places = np.argsort(codes, kind="stable")
    for rows in np.split(places, np.searchsorted(codes[places], strata[1:])):
        side[generator.permutation(rows)[: _quota(len(rows), definition.hold_out)]] = 1
    return side, {"values": len(strata), "hold_out_values": len(np.unique(codes[side == 1]))}


def _by_group(
    codes: NDArray[np.int64], groups: int, definition: SplitDefinition, generator: np.random.Generator
) -> tuple[NDArray[np.int8], dict[str, Any]]:
    """Whole groups in random order: each joins the hold-out while that brings it closer to the wanted share."""
    import numpy as np

    if groups < 2:
        what = f"{definition.column} has {'only one' if groups else 'no'} value, so nothing can be told apart by it."
        raise InputError(what, "Choose a column with several groups.")
    sizes = np.bincount(codes[codes >= 0], minlength=groups)
    wanted, chosen, held = definition.hold_out * sizes.sum(), np.zeros(groups, dtype=bool), 0
    for group in generator.permutation(groups):
        if abs(held + sizes[group] - wanted) < abs(held - wanted):
            chosen[group] = True
            held += int(sizes[group])
    if not held:
        chosen[int(np.argmin(sizes))] = True
    side = np.where(codes < 0, -1, chosen[codes].astype(np.int8)).astype(np.int8)
    return side, {"values": groups, "hold_out_values": int(chosen.sum())}


def _latest(
    codes: NDArray[np.int64], values: pa.Array, definition: SplitDefinition
) -> tuple[NDArray[np.int8], dict[str, Any]]:
    """The latest rows; those of the same time as the border stay together on the side that comes closer."""
    import numpy as np
    import pyarrow.compute as pc

    if len(values) < 2:
        what = f"All rows have the same {definition.column}" if len(values) else f"No row has a {definition.column}"
        raise InputError(f"{what}, so none is later.", "Choose another column.")
    order = np.asarray(pc.sort_indices(values).to_numpy(), dtype=np.int64)
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[order] = np.arange(len(values))
    rank[-1] = -1  # what a missing time's code of -1 points to
    ranks = rank[codes]
    counts = np.bincount(ranks[ranks >= 0], minlength=len(values))
    tail = counts[::-1].cumsum()[::-1]
    begin = 1 + int(np.argmin(np.abs(tail[1:] - tail[0] * definition.hold_out)))
    side = np.where(ranks < 0, -1, (ranks >= begin).astype(np.int8)).astype(np.int8)
    import pyarrow as pa

    first = values_of(pa.chunked_array([values.slice(int(order[begin]), 1)]), column_type(values.type))[0]
    return side, {"values": len(values), "hold_out_values": len(values) - begin, "begins": show(first)}


def _write(side: NDArray[np.int8], out: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table({COLUMN: pa.array(side == 1, mask=side < 0)})
    pq.write_table(table, out, compression="zstd", row_group_size=1 << 20, store_schema=False)
    sync_file(out)
