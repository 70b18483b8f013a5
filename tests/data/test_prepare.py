"""Each step of a recipe against pandas, on data that is meant to break it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.prepare import (
    AddColumn,
    Aggregate,
    AggregateFunction,
    Aggregation,
    ChangeType,
    DatePart,
    DateParts,
    DropColumns,
    DropDuplicates,
    FillMethod,
    FillMissing,
    FilterRows,
    GroupRare,
    HandleOutliers,
    Keep,
    KeepColumns,
    OutlierAction,
    OutlierMethod,
    ParseDates,
    RenameColumns,
    SortRows,
    SplitText,
)
from modelyard.tables.engine import QUIET
from modelyard.tables.prepare.recipe import preview, write
from tests.data.prepare_support import ROWS, done, fault, put, same
from tests.data.tables_support import FLIGHTS, Context


# --- columns --------------------------------------------------------------------------------------------------------
def test_columns_are_kept_dropped_and_renamed(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    odd = 'odd "name"; --'
    steps = [
        DropColumns(("flag", "at")),
        RenameColumns({"whole": "number", "number": "whole", odd: "plain"}),
        KeepColumns(("plain", "whole", "number")),
    ]
    found = done(table, steps, tmp_path)
    assert list(found.columns) == ["plain", "whole", "number"]
    same(found["plain"], frame[odd])
    same(found["whole"], frame["number"])
    same(found["number"], frame["whole"])


def test_columns_that_are_not_there_or_clash_are_named(table: Path) -> None:
    assert "no column nuber. Did you mean number?" in fault(table, KeepColumns(("nuber",)))
    assert "text is named twice" in fault(table, DropColumns(("text", "text")))
    assert "drop every column" in fault(table, DropColumns(tuple(pq.read_schema(table).names)))
    assert "text is a column already" in fault(table, RenameColumns({"number": "text"}))
    assert "differs from the column text by case only" in fault(table, RenameColumns({"number": "TEXT"}))
    assert "No column is chosen" in fault(table, KeepColumns())
    assert "new column has no name" in fault(table, RenameColumns({"number": " "}))


def test_types_change_strictly_and_losses_are_counted(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    found = done(table, [ChangeType(("as text",), ColumnType.NUMBER)], tmp_path)
    expected = {"1": 1.0, "2.5": 2.5, " 3 ": 3.0, "1e3": 1000.0, "007": 7.0}
    same(found["as text"], [expected.get(t) for t in frame["as text"]])
    tried = preview(table, {}, [ChangeType(("as text",), ColumnType.NUMBER)], QUIET)
    assert tried.effects[0].emptied == int(frame["as text"].isin(["x", ""]).sum()) > 0
    found = done(table, [ChangeType(("number",), ColumnType.INTEGER)], tmp_path)
    same(found["number"], [None if pd.isna(v) or v != int(v) else int(v) for v in frame["number"]])
    found = done(table, [ChangeType(("at",), ColumnType.DATE)], tmp_path)
    same(found["at"].dt.date, frame["at"].dt.date)
    found = done(
        table, [ChangeType(("flag",), ColumnType.INTEGER), ChangeType(("flag",), ColumnType.BOOLEAN)], tmp_path
    )
    same(found["flag"], frame["flag"])
    assert "cannot become a date" in fault(table, ChangeType(("whole",), ColumnType.DATE))


# --- rows -----------------------------------------------------------------------------------------------------------
def test_filter_keeps_order_and_drops_what_is_unknown(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    where = "number > 8 AND text IN ('a-1-x', 'b-2', 'c', '', 'no dash', 'q', 'r', 's', 't', 'u', 'v', 'w')"
    found = done(table, [FilterRows(where)], tmp_path)
    wanted = frame[(frame["number"] > 8) & frame["text"].isin(["a-1-x", "b-2", "c", "", "no dash"])]
    same(found["number"], wanted["number"])
    same(found["at"], wanted["at"])
    assert "nuber" in fault(table, FilterRows("nuber > 3"))
    assert "no condition" in fault(table, FilterRows("  "))
    for text in ("1) OR (1=1", "(SELECT 1) = 1", "number > 3; DROP TABLE x", f"text = read_text('{table}')"):
        fault(table, FilterRows(text))


def test_no_row_left_is_said(table: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No row is left"):
        write(table, {}, [FilterRows("number < -1e9")], tmp_path / "x.parquet", QUIET)
    tried = preview(table, {}, [FilterRows("number < -1e9"), Aggregate((), (Aggregation(),))], QUIET)
    assert tried.rows == ((0,),)


@pytest.mark.parametrize("descending", [False, True])
def test_sort_is_stable_with_missing_last(table: Path, frame: pd.DataFrame, tmp_path: Path, descending: bool) -> None:
    found = done(table, [SortRows(("whole", "text"), descending)], tmp_path)
    wanted = frame.sort_values(["whole", "text"], ascending=not descending, kind="stable", na_position="last")
    for name in ("whole", "text", "at"):
        same(found[name], wanted[name])


@pytest.mark.parametrize("keep", list(Keep))
def test_duplicates(table: Path, frame: pd.DataFrame, tmp_path: Path, keep: Keep) -> None:
    for columns in (("whole", "text"), ("number",)):
        found = done(table, [DropDuplicates(columns, keep)], tmp_path)
        wanted = frame.drop_duplicates(list(columns), keep=keep.value)
        same(found["at"], wanted["at"])
    twice = put(pd.concat([frame, frame]), tmp_path / "twice.parquet")
    found = done(twice, [DropDuplicates(keep=keep)], tmp_path)
    assert len(found) == len(frame.drop_duplicates())


# --- values ---------------------------------------------------------------------------------------------------------
def test_missing_values_are_filled(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    whole = frame["whole"].astype(float)
    for method, fill in ((FillMethod.MEAN, "mean"), (FillMethod.MEDIAN, "median")):
        found = done(table, [FillMissing(("number", "whole"), method)], tmp_path)
        same(found["number"], frame["number"].fillna(getattr(frame["number"], fill)()))
        same(found["whole"], whole.fillna(getattr(whole, fill)()))
    found = done(table, [FillMissing(("text", "whole"), FillMethod.MODE)], tmp_path)
    same(found["text"], frame["text"].fillna(frame["text"].mode()[0]))
    same(found["whole"], frame["whole"].fillna(frame["whole"].mode()[0]))
    found = done(table, [FillMissing(("number",), value=-1), FillMissing(("text",), value="it's")], tmp_path)
    same(found["number"], frame["number"].fillna(-1))
    same(found["text"], frame["text"].fillna("it's"))
    found = done(table, [FillMissing(("flag",), value=True), FillMissing(("whole",), value="7")], tmp_path)
    same(found["flag"], frame["flag"].fillna(True))
    same(found["whole"], frame["whole"].fillna(7))
    tried = preview(table, {}, [FillMissing(("number", "text"), FillMethod.MODE)], QUIET)
    assert tried.effects[0].changed == int(frame[["number", "text"]].isna().sum().sum())
    assert "is not a whole number" in fault(table, FillMissing(("whole",), value="many"))
    assert "the mean needs numbers" in fault(table, FillMissing(("text",), FillMethod.MEAN))
    assert "no value to fill" in fault(table, FillMissing(("whole",)))


def test_forward_fill_in_order_and_within_groups(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    found = done(table, [FillMissing(("number", "text"), FillMethod.FORWARD)], tmp_path)
    same(found["number"], frame["number"].ffill())
    same(found["text"], frame["text"].ffill())
    found = done(table, [FillMissing(("number",), FillMethod.FORWARD, order_by=("at",), by=("whole",))], tmp_path)
    ordered = frame.sort_values("at", kind="stable")
    filled = ordered.groupby("whole", dropna=False)["number"].ffill().reindex(frame.index)
    same(found["number"], filled)


@pytest.mark.parametrize("action", list(OutlierAction))
@pytest.mark.parametrize("method", [OutlierMethod.IQR, OutlierMethod.Z_SCORE])
def test_outliers(
    table: Path, frame: pd.DataFrame, tmp_path: Path, method: OutlierMethod, action: OutlierAction
) -> None:
    number: Any = frame["number"]
    if method is OutlierMethod.IQR:
        low, high = number.quantile(0.25), number.quantile(0.75)
        low, high = low - 2 * (high - low), high + 2 * (high - low)
    else:
        low, high = number.mean() - 2 * number.std(), number.mean() + 2 * number.std()
    step = HandleOutliers(("number",), method, action, factor=2)
    found = done(table, [step], tmp_path)
    out = (number < low) | (number > high)
    assert out.sum() > 3
    if action is OutlierAction.CLIP:
        same(found["number"], number.clip(low, high))
        assert preview(table, {}, [step], QUIET).effects[0].changed == int(out.sum())
    else:
        same(found["at"], frame.loc[~out, "at"])


def test_isolation_forest_is_scikit_learns(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    from sklearn.ensemble import IsolationForest

    columns = ("number", "whole")
    step = HandleOutliers(columns, OutlierMethod.ISOLATION_FOREST, OutlierAction.DROP, share=0.05, seed=3)
    found = done(table, [step], tmp_path)
    values: Any = frame[list(columns)].astype(float)
    values = values.fillna(values.median()).to_numpy()
    kept = IsolationForest(contamination=0.05, random_state=3).fit(values).predict(values) == 1
    same(found["at"], frame.loc[kept, "at"])
    clip = HandleOutliers(columns, OutlierMethod.ISOLATION_FOREST, OutlierAction.CLIP)
    assert "nothing to clip to" in fault(table, clip)
    assert "0 to 0.5" in fault(table, HandleOutliers(columns, step.method, step.action, share=0.7))


def test_text_is_split(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    found = done(table, [SplitText("text", ("one", "two", "rest"), "-")], tmp_path)
    wanted = frame["text"].str.split("-", n=2, expand=True)
    for at, name in enumerate(("one", "two", "rest")):
        same(found[name], wanted[at])
    found = done(table, [SplitText("text", ("letter", "digit"), pattern=r"^(\w)-(\d)", keep_original=False)], tmp_path)
    wanted = frame["text"].str.extract(r"^([a-z])-(\d)")
    ours = found[found["letter"].notna()]
    same(ours["digit"], wanted[1].dropna())
    assert "text" not in found
    assert "1 groups in brackets, for 2" in fault(table, SplitText("text", ("a", "b"), pattern="(x)"))
    assert "regular expression" in fault(table, SplitText("text", ("a",), pattern="(x"))
    assert "separator or by a pattern" in fault(table, SplitText("text", ("a",)))


def test_rare_values_are_grouped(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    shares = frame["text"].value_counts(normalize=True)
    rare = set(shares[shares < 0.06].index)
    found = done(table, [GroupRare(("text",), min_share=0.06, other="weiß nicht")], tmp_path)
    same(found["text"], frame["text"].map(lambda t: "weiß nicht" if t in rare else t))
    counts = frame["text"].value_counts()
    found = done(table, [GroupRare(("text",), min_count=int(counts.iloc[2]))], tmp_path)
    same(found["text"], frame["text"].map(lambda t: "other" if t in set(counts[3:].index) else t))
    assert "no limit" in fault(table, GroupRare(("text",)))
    assert "holds no text" in fault(table, GroupRare(("number",), min_count=2))


def test_formulas(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    steps = [
        AddColumn("ratio", "number / whole"),
        AddColumn("long", "CASE WHEN length(text) > 3 THEN upper(text) ELSE 'short' END"),
        AddColumn("whole", "whole * 2"),
    ]
    found = done(table, steps, tmp_path)
    ratio = frame["number"] / frame["whole"].astype(float)
    same(found["ratio"], ratio.where(np.isfinite(ratio)))
    same(found["whole"], frame["whole"] * 2)
    assert "There is no formula" in fault(table, AddColumn("x", ""))
    assert "by case only" in fault(table, AddColumn("TEXT", "1"))
    assert "compute" in fault(table, AddColumn("x", "CAST(text AS INTEGER)"))


def test_dates_are_read_and_taken_apart(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    step = ParseDates(("dates",), "%d.%m.%Y")
    found = done(table, [step], tmp_path)
    wanted = pd.to_datetime(frame["dates"], format="%d.%m.%Y", errors="coerce")
    same(found["dates"], wanted)
    assert preview(table, {}, [step], QUIET).effects[0].emptied == int(wanted.isna().sum())
    parts = [p for p in DatePart if p not in (DatePart.HOUR, DatePart.MINUTE, DatePart.SECOND)]
    found = done(table, [DateParts("day", tuple(parts)), DateParts("at", tuple(DatePart))], tmp_path)
    for column in ("day", "at"):
        values = pd.to_datetime(frame[column]).dt
        expected = {
            "year": values.year, "quarter": values.quarter, "month": values.month, "week": values.isocalendar().week,
            "day": values.day, "weekday": values.day_of_week + 1, "day_of_year": values.day_of_year,
            "weekend": values.day_of_week >= 5,
        }  # fmt: skip
        for part, series in expected.items():
            same(found[f"{column}_{part}"], series)
    same(found["at_hour"], frame["at"].dt.hour)
    same(found["at_second"], frame["at"].dt.second)
    assert "has no hour" in fault(table, DateParts("day", (DatePart.HOUR,)))
    assert "Unrecognized format" in fault(table, ParseDates(("dates",), "%Q"))


# --- the whole ------------------------------------------------------------------------------------------------------
def test_the_faulty_step_is_named_and_the_rows_before_it_stay(table: Path, frame: pd.DataFrame) -> None:
    steps = [FilterRows("number > 0"), KeepColumns(("nmber",)), DropColumns(("text",))]
    tried = preview(table, {}, steps, QUIET)
    assert tried.fault is not None
    assert (tried.fault.number, tried.fault.hint) == (2, "Did you mean number?")
    assert tried.shown_step == 1
    assert tried.row_count == int((frame["number"] > 0).sum())
    assert len(tried.effects) == 1


def test_steps_that_are_off_do_nothing(table: Path, tmp_path: Path) -> None:
    steps = [FilterRows("nonsense !", disabled=True), KeepColumns(("text",))]
    assert len(done(table, steps, tmp_path)) == ROWS
    with pytest.raises(InputError, match="no step that is switched on"):
        write(table, {}, steps[:1], tmp_path / "x.parquet", QUIET)


def test_a_preview_of_a_part_says_so(table: Path, frame: pd.DataFrame) -> None:
    tried = preview(table, {}, [FilterRows("number > 10")], QUIET, sample=700, rows=5)
    assert (tried.total, tried.sampled, len(tried.rows)) == (ROWS, 700, 5)
    assert tried.row_count == int((frame["number"][:700] > 10).sum())
    assert tried.step_columns[0] == tried.step_columns[1]


def test_equal_input_and_steps_give_equal_bytes(tmp_path: Path) -> None:
    steps = [
        AddColumn("speed", "distance / air_time * 60"),
        FillMissing(("speed",), FillMethod.MEAN),
        HandleOutliers(("speed",), OutlierMethod.Z_SCORE, factor=3),
        Aggregate(("carrier", "origin", "month", "day"), (Aggregation(AggregateFunction.MEAN, "speed"),
                                                          Aggregation(AggregateFunction.STD, "speed"))),
    ]  # fmt: skip
    contents = set()
    for number in range(3):
        out = tmp_path / f"{number}.parquet"
        write(FLIGHTS, {}, steps, out, QUIET)
        contents.add(out.read_bytes())
    assert len(contents) == 1


def test_writing_stops_when_asked_to(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        write(
            FLIGHTS,
            {},
            [SortRows(("distance",)), SortRows(("dep_time",))],
            tmp_path / "x.parquet",
            Context(stop_at=0.4),
        )


def test_every_type_and_huge_numbers_pass_the_steps_that_learn(tmp_path: Path) -> None:
    times = [dt.time(1, 2, 3, 4), None, dt.time(1, 2, 3, 4), dt.time(23, 59)]
    frame = pd.DataFrame(
        {
            "huge": [1.7e308, -1.7e308, None, 1.7e308],
            "big": pd.array([2**63 - 1, -(2**63), None, 5], dtype="Int64"),
            "flag": pd.Series([True, None, True, False], dtype="object"),
            "day": pd.Series([dt.date(2024, 2, 29), None, dt.date(2024, 2, 29), dt.date(1, 1, 1)], dtype="object"),
            "time": pd.Series(times, dtype="object"),
            "at": pd.Series([pd.Timestamp("2024-02-29 01:02:03.000004", tz="UTC"), None] * 2),
            "fraction": [0.1, None, 0.1, 1e-300],
        }
    )
    table = put(frame, tmp_path / "types.parquet")
    columns = ("big", "flag", "day", "time", "at", "fraction")
    found = done(table, [FillMissing(columns, FillMethod.MODE)], tmp_path)
    for name in ("flag", "fraction"):
        same(found[name], frame[name].fillna(frame[name][0]))
    assert list(found["time"]) == [times[0], times[0], times[2], times[3]]
    assert found["at"].nunique() == 1
    clipped = done(table, [HandleOutliers(("huge", "big"), OutlierMethod.IQR)], tmp_path)
    same(clipped["huge"], frame["huge"])
    same(clipped["big"], frame["big"])
    filled = done(table, [FillMissing(("huge",), FillMethod.MEAN)], tmp_path)
    assert np.isfinite(filled["huge"].dropna()).all()
    parts = done(table, [DateParts("time", (DatePart.HOUR, DatePart.SECOND))], tmp_path)
    same(parts["time_second"], [3, None, 3, 0])
