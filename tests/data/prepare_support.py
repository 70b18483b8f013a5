"""What the tests of recipes share: a table that is meant to break them, and each step done twice and compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.prepare import (
    PreparePreview,
    Step,
)
from modelyard.tables.engine import QUIET
from modelyard.tables.prepare.bench import PrepareInput
from modelyard.tables.prepare.recipe import preview, write

ROWS = 2000
Inputs = dict[str, PrepareInput]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Missing values, repeats, ties, negative zero, long text, letters beyond ASCII, empty text, odd column names."""
    chance: Any = np.random.default_rng(7)
    where: Any = np.where
    objects: Any = object
    number = np.round(chance.normal(10, 4, ROWS), 2)
    number[::97] = 1e6
    number[5] = -0.0
    text = chance.choice(["a-1-x", "b-2", "ß-3-é-z", "", "c", "no dash"], ROWS, p=[0.5, 0.3, 0.1, 0.05, 0.04, 0.01])
    days = [dt.date(2023, 12, 28) + dt.timedelta(days=int(d)) for d in chance.integers(0, 400, ROWS)]
    instants = pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(chance.integers(0, 10**7, ROWS), "s")
    return pd.DataFrame(
        {
            "whole": pd.array(where(chance.random(ROWS) < 0.1, None, chance.integers(-5, 20, ROWS)), dtype="Int64"),
            "number": pd.Series(where(chance.random(ROWS) < 0.15, np.nan, number)),
            "text": pd.Series(where(chance.random(ROWS) < 0.05, None, text), dtype=objects),
            "as text": pd.Series(chance.choice(["1", "2.5", " 3 ", "x", "", "1e3", "007"], ROWS), dtype=objects),
            'odd "name"; --': pd.array(chance.integers(0, 3, ROWS), dtype="Int64"),
            "flag": pd.Series(where(chance.random(ROWS) < 0.1, None, chance.random(ROWS) < 0.5), dtype=objects),
            "day": pd.Series(days),
            "at": pd.Series(instants),
            "dates": pd.Series(chance.choice(["31.12.2023", "01.02.2024", "30.02.2024", "soon"], ROWS), dtype=objects),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def table(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(frame, tmp_path_factory.mktemp("prepare") / "hostile.parquet")


def put(frame: pd.DataFrame, path: Path) -> Path:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, row_group_size=300)
    return path


def done(table: Path, steps: Sequence[Step], folder: Path, inputs: Inputs | None = None) -> pd.DataFrame:
    """The written result; the preview must show the same first rows and count the same."""
    out = folder / "out.parquet"
    columns, rows, effects = write(table, inputs or {}, steps, out, QUIET)
    found = pq.read_table(out)
    assert found.num_rows == rows
    assert found.column_names == [c.name for c in columns]
    tried = preview(table, inputs or {}, steps, QUIET)
    assert tried.fault is None
    assert tried.effects == effects
    assert tried.columns == columns
    assert tried.row_count == rows
    first = [tuple(r.values()) for r in found.slice(0, 500).to_pylist()]
    assert [_plain(r) for r in tried.rows] == [_plain(r) for r in first]
    return found.to_pandas(date_as_object=False, integer_object_nulls=True)


def _plain(row: Sequence[object]) -> tuple[object, ...]:
    return tuple(v.astimezone(dt.UTC) if isinstance(v, dt.datetime) else v for v in row)


def same(found: pd.Series, expected: Any) -> None:
    """Equal values in the same order, missing equal to missing, floats to 12 digits."""
    left, right = list(found), list(expected)
    assert len(left) == len(right)
    for a, b in zip(left, right, strict=True):
        if pd.isna(a) or pd.isna(b):
            assert pd.isna(a) == pd.isna(b), (a, b)
        elif isinstance(a, float) or isinstance(b, float):
            assert a == pytest.approx(b, rel=1e-12, abs=1e-12)
        else:
            assert a == b, (a, b)


def fault(table: Path, step: Step, inputs: Inputs | None = None) -> str:
    """What is wrong with a step, by the preview and by writing alike."""
    tried: PreparePreview = preview(table, inputs or {}, [step], QUIET)
    assert tried.fault is not None
    assert tried.fault.number == 1
    with pytest.raises(InputError, match=r"^Step 1, ") as raised:
        write(table, inputs or {}, [step], table.with_name("never.parquet"), QUIET)
    assert raised.value.message.endswith(tried.fault.message)
    return f"{tried.fault.message} {tried.fault.hint}"
