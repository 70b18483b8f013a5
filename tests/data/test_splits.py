"""Stored splits: what each method promises, on the flights and on awkward columns."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.splits import SplitCounts, SplitDefinition, SplitMethod
from modelyard.tables.splits import make_split, read_split
from tests.data.tables_support import FLIGHT_ROWS, FLIGHTS, Context


def _made(parquet: Path, out: Path, **definition: object) -> tuple[SplitCounts, np.ndarray]:
    counts = make_split(parquet, SplitDefinition(**definition), out, Context())  # type: ignore[arg-type]
    return counts, read_split(out)


def _table(path: Path, **columns: Sequence[object]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_random_holds_out_the_share_and_is_repeatable(tmp_path: Path) -> None:
    counts, side = _made(FLIGHTS, tmp_path / "a.parquet", hold_out=0.25, seed=7)
    assert (counts.hold_out, counts.training, counts.left_out) == (84_194, FLIGHT_ROWS - 84_194, 0)
    assert (side == 1).sum() == counts.hold_out
    _made(FLIGHTS, tmp_path / "b.parquet", hold_out=0.25, seed=7)
    _, other = _made(FLIGHTS, tmp_path / "c.parquet", hold_out=0.25, seed=8)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert abs((other[side == 1] == 1).mean() - 0.25) < 0.01


def test_stratified_keeps_each_share_missing_too(tmp_path: Path) -> None:
    counts, side = _made(FLIGHTS, tmp_path / "s.parquet", method=SplitMethod.STRATIFIED, column="late", hold_out=0.2)
    frame = pd.read_parquet(FLIGHTS, columns=["late"])
    frame["held"] = side == 1
    found = frame.groupby("late", dropna=False)["held"].agg(["sum", "size"])
    assert list(found["sum"]) == [round(0.2 * size) for size in found["size"]]
    assert (counts.values, counts.left_out) == (3, 0)


def test_a_stratum_of_one_row_is_trained_on(tmp_path: Path) -> None:
    parquet = _table(tmp_path / "t.parquet", kind=["a"] * 9 + ["rare"])
    _, side = _made(parquet, tmp_path / "s.parquet", method=SplitMethod.STRATIFIED, column="kind", hold_out=0.3)
    assert side[9] == 0
    assert (side == 1).sum() == 3


def test_groups_stay_whole_and_come_close_to_the_share(tmp_path: Path) -> None:
    counts, side = _made(FLIGHTS, tmp_path / "g.parquet", method=SplitMethod.GROUP, column="tailnum", hold_out=0.2)
    tail = pd.read_parquet(FLIGHTS, columns=["tailnum"])["tailnum"]
    assert (side[tail.isna()] == -1).all()
    sides = pd.Series(side[tail.notna()]).groupby(tail[tail.notna()].to_numpy()).nunique()
    assert sides.max() == 1
    assert counts.left_out == int(tail.isna().sum()) == 2512
    assert counts.share == pytest.approx(0.2, abs=0.001)
    assert counts.values == tail.nunique()


def test_time_holds_out_the_latest_rows(tmp_path: Path) -> None:
    counts, side = _made(FLIGHTS, tmp_path / "t.parquet", method=SplitMethod.TIME, column="time_hour", hold_out=0.2)
    hour = pd.read_parquet(FLIGHTS, columns=["time_hour"])["time_hour"]
    assert hour[side == 0].max() < hour[side == 1].min()
    assert counts.begins[:13] == str(hour[side == 1].min())[:13]
    assert counts.share == pytest.approx(0.2, abs=0.001)


def test_rows_without_a_time_are_on_neither_side(tmp_path: Path) -> None:
    parquet = _table(tmp_path / "t.parquet", day=[3, None, 1, 2, None, 4])
    counts, side = _made(parquet, tmp_path / "s.parquet", method=SplitMethod.TIME, column="day", hold_out=0.25)
    assert list(side) == [0, -1, 0, 0, -1, 1]
    assert (counts.begins, counts.left_out) == ("4", 2)


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (SplitDefinition(hold_out=1.0), "cannot be 1"),
        (SplitDefinition(SplitMethod.GROUP), "No column is chosen"),
        (SplitDefinition(SplitMethod.GROUP, column="tailnumber"), "no column tailnumber"),
        (SplitDefinition(SplitMethod.STRATIFIED, column="tailnum"), "4,044 different values"),
        (SplitDefinition(SplitMethod.TIME, column="year"), "same year"),
    ],
)
def test_what_cannot_be_divided_is_explained(definition: SplitDefinition, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_split(FLIGHTS, definition, None, Context())


def test_cancelling_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        make_split(FLIGHTS, SplitDefinition(), tmp_path / "s.parquet", Context(stop_at=0.1))
    assert list(tmp_path.iterdir()) == []
