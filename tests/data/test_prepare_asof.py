"""The point-in-time join equals `pandas.merge_asof`, and never sees what came later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.domain.data.prepare import JoinAsOf
from modelyard.tables.engine import QUIET
from modelyard.tables.prepare.bench import PrepareInput
from modelyard.tables.prepare.recipe import preview, write

EPOCH = pd.Timestamp("2024-03-01", tz="UTC")


def put(frame: pd.DataFrame, path: Path) -> Path:
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
    return path


def random_tables(seed: int, numbers: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two unsorted tables with many ties, missing times and missing keys; hours in one, seconds since in the other."""
    chance = np.random.default_rng(seed)
    sizes = int(chance.integers(1, 400)), int(chance.integers(1, 300))
    frames = []
    for size in sizes:
        ticks = pd.Series(chance.integers(0, 60, size)).astype(float).where(chance.random(size) > 0.1)
        at = ticks if numbers else EPOCH + pd.to_timedelta(ticks, unit="h")
        key = pd.Series(chance.choice(["a", "b", "c", "ä"], size), dtype=object).where(chance.random(size) > 0.1, None)
        frames.append(pd.DataFrame({"at": at, "key": key, "n": np.arange(size)}))
    left, right = frames
    return left, right.rename(columns={"at": "since", "n": "value"})


def expected(left: pd.DataFrame, right: pd.DataFrame, by: bool, strict: bool, tolerance: Any) -> list[Any]:
    """What pandas gives, in our order; rows without time or key, which pandas refuses or matches, match nothing."""
    good = left["at"].notna() & (left["key"].notna() if by else True)
    there = right[right["since"].notna() & (right["key"].notna() if by else True)]
    mine = left[good].sort_values("at", kind="stable")
    theirs = there.sort_values("since", kind="stable")
    more: dict[str, Any] = {"by": "key"} if by else {}
    merged = pd.merge_asof(
        mine, theirs if by else theirs.drop(columns="key"), left_on="at", right_on="since", direction="backward",
        allow_exact_matches=not strict, tolerance=tolerance, **more,
    )  # fmt: skip
    found = dict(zip(merged["n"], merged["value"], strict=True))
    return [found.get(n) for n in left["n"]]


@pytest.mark.parametrize("numbers", [True, False])
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("by", [True, False])
@pytest.mark.parametrize("limited", [True, False])
def test_equals_merge_asof(tmp_path: Path, numbers: bool, strict: bool, by: bool, limited: bool) -> None:
    for seed in range(5):
        left, right = random_tables(seed, numbers)
        tolerance = (7 if numbers else pd.Timedelta(hours=7)) if limited else None
        wanted = expected(left, right, by, strict, tolerance)
        inputs = {"facts": PrepareInput(put(right, tmp_path / "right.parquet"), "facts v1")}
        step = JoinAsOf(
            "facts",
            "at",
            "since",
            {"key": "key"} if by else {},
            strict,
            ("7" if numbers else "7 hours") if limited else "",
        )
        out = tmp_path / "out.parquet"
        write(put(left, tmp_path / "left.parquet"), inputs, [step], out, QUIET)
        found = pq.read_table(out).to_pylist()
        assert [r["n"] for r in found] == left["n"].tolist()
        for row, want in zip(found, wanted, strict=True):
            assert row["value"] == want if not pd.isna(want) else row["value"] is None, (seed, row, want)
            if row["since"] is not None:  # nothing from the future, ever
                assert row["since"] < row["at"] if strict else row["since"] <= row["at"]


def test_dates_and_their_tolerance(tmp_path: Path) -> None:
    days = [dt.date(2024, 1, d) for d in (10, 5, 20, 1)]
    left = put(pd.DataFrame({"day": days}), tmp_path / "left.parquet")
    right = pd.DataFrame({"day": [dt.date(2024, 1, 4), dt.date(2024, 1, 10)], "price": [1.0, 2.0]})
    inputs = {"prices": PrepareInput(put(right, tmp_path / "right.parquet"), "prices v1")}
    for tolerance, strict, wanted in (
        ("", False, [2.0, 1.0, 2.0, None]),
        ("", True, [1.0, 1.0, 2.0, None]),
        ("1 week", False, [2.0, 1.0, None, None]),
        ("6 days", True, [1.0, 1.0, None, None]),
        ("5 days", True, [None, 1.0, None, None]),
    ):
        step = JoinAsOf("prices", "day", "day", strictly_before=strict, tolerance=tolerance, columns=("price",))
        tried = preview(left, inputs, [step], QUIET)
        assert tried.fault is None
        assert [r[1] for r in tried.rows] == wanted, (tolerance, strict)
        missing = wanted.count(None)
        assert tried.effects[0].notes == (f"{missing:,} rows have nothing earlier in prices v1",)


def test_what_could_see_the_future_or_never_match_is_refused(tmp_path: Path) -> None:
    left = put(pd.DataFrame({"at": [EPOCH], "day": [dt.date(2024, 1, 1)], "text": ["x"]}), tmp_path / "l.parquet")
    right = pd.DataFrame({"day": [dt.date(2024, 1, 1)], "at": [EPOCH], "v": [1]})
    inputs = {"facts": PrepareInput(put(right, tmp_path / "r.parquet"), "facts v1")}
    for step, said in (
        (JoinAsOf("facts", "at", "day"), "a date counts from midnight on"),
        (JoinAsOf("facts", "text", "day"), "no before and after"),
        (JoinAsOf("facts", "at", "at", tolerance="soon"), "no span of time"),
        (JoinAsOf("facts", "at", "v"), "holds a whole number"),
        (JoinAsOf("facts", "at", ""), "No time column of facts v1"),
        (JoinAsOf("facts", "att", "at"), "Did you mean at?"),
    ):
        tried = preview(left, inputs, [step], QUIET)
        assert tried.fault is not None
        assert said in f"{tried.fault.message} {tried.fault.hint}"


def test_times_of_day(tmp_path: Path) -> None:
    left = pd.DataFrame({"time": pd.Series([dt.time(9), dt.time(12), dt.time(8), None], dtype="object")})
    right = pd.DataFrame({"time": pd.Series([dt.time(8, 30), dt.time(9)], dtype="object"), "shift": ["early", "day"]})
    inputs = {"shifts": PrepareInput(put(right, tmp_path / "right.parquet"), "shifts v1")}
    step = JoinAsOf("shifts", "time", "time", tolerance="2 hours", columns=("shift",))
    tried = preview(put(left, tmp_path / "left.parquet"), inputs, [step], QUIET)
    assert tried.fault is None
    assert [r[1] for r in tried.rows] == ["day", None, None, None]
