"""Aggregates and joins of a recipe against pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from modelyard.domain.data.prepare import (
    Aggregate,
    AggregateFunction,
    Aggregation,
    JoinDataset,
    JoinHow,
)
from modelyard.tables.prepare.bench import PrepareInput
from tests.data.prepare_support import ROWS, Inputs, done, fault, put, same


def test_aggregate(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    functions = [f for f in AggregateFunction if f is not AggregateFunction.COUNT_DISTINCT]
    values = [Aggregation(f, "number") for f in functions]
    values += [Aggregation(AggregateFunction.COUNT_DISTINCT, "text", "texts"), Aggregation(), Aggregation(
        AggregateFunction.SUM, "whole"), Aggregation(AggregateFunction.FIRST, "text")]  # fmt: skip
    found = done(table, [Aggregate(("whole", "flag"), tuple(values))], tmp_path)
    groups = frame.groupby(["whole", "flag"], dropna=False, sort=False)
    order = groups["at"].size().reset_index()
    same(found["whole"], order["whole"])
    same(found["flag"], order["flag"])
    for f in functions:
        same(found[f"number_{f.value}"], groups["number"].agg(f.value))
    same(found["texts"], groups["text"].nunique())
    same(found["rows"], groups.size())
    same(found["text_first"], groups["text"].first())
    same(found["whole_sum"], groups["whole"].sum(min_count=1))
    one = done(table, [Aggregate((), (Aggregation(), Aggregation(AggregateFunction.MEAN, "number")))], tmp_path)
    assert one["rows"].tolist() == [ROWS]
    assert one["number_mean"][0] == pytest.approx(frame["number"].mean(), rel=1e-13)
    assert "sum needs numbers" in fault(table, Aggregate((), (Aggregation(AggregateFunction.SUM, "text"),)))
    assert "nothing to aggregate" in fault(table, Aggregate())


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Inputs]:
    frame = pd.DataFrame(
        {
            "key": pd.array([3, 1, None, 7, 99, 0], dtype="Int64"),
            "text": pd.Series(["c", "a", "none", None, "far", "null"], dtype=object),
            "weight": [0.5, 1.5, 2.5, 3.5, 4.5, 5.5],
        }
    )
    path = put(frame, tmp_path_factory.mktemp("other") / "other.parquet")
    return frame, {"other": PrepareInput(path, "other v1")}


@pytest.mark.parametrize("how", [JoinHow.LEFT, JoinHow.INNER, JoinHow.RIGHT, JoinHow.FULL])
def test_joins(
    table: Path, frame: pd.DataFrame, other: tuple[pd.DataFrame, Inputs], tmp_path: Path, how: JoinHow
) -> None:
    right, inputs = other
    found = done(table, [JoinDataset("other", {"whole": "key"}, how)], tmp_path, inputs)
    assert list(found.columns)[-2:] == ["text_right", "weight"]
    ours = frame[["whole", "at"]].assign(place=range(ROWS))
    known = right.dropna(subset=["key"]).assign(there=range(5))  # missing keys match nothing, unlike in pandas
    wanted = ours.merge(known, left_on="whole", right_on="key", how="outer", indicator=True)
    sides = {"left": ["both", "left_only"], "inner": ["both"], "right": ["both", "right_only"],
             "full": ["both", "left_only", "right_only"]}[how.value]  # fmt: skip
    wanted = wanted[wanted["_merge"].isin(sides)].sort_values(["place", "there"], kind="stable")
    if how in (JoinHow.RIGHT, JoinHow.FULL):
        found = found[found["weight"] != 2.5]  # their row without a key
    same(found["at"], wanted["at"])
    same(found["weight"], wanted["weight"])
    same(found["text_right"], wanted["text"])
    same(found["whole"], wanted["whole"].fillna(wanted["key"]))


def test_joins_that_only_select(
    table: Path, frame: pd.DataFrame, other: tuple[pd.DataFrame, Inputs], tmp_path: Path
) -> None:
    right, inputs = other
    there = frame["whole"].isin(right["key"].dropna())
    for how, wanted in ((JoinHow.SEMI, frame[there]), (JoinHow.ANTI, frame[~there])):
        found = done(table, [JoinDataset("other", {"whole": "key"}, how)], tmp_path, inputs)
        assert list(found.columns) == list(frame.columns)
        same(found["at"], wanted["at"])


def test_what_would_multiply_rows_is_refused_unless_allowed(table: Path, frame: pd.DataFrame, tmp_path: Path) -> None:
    right = pd.DataFrame({"key": pd.array([1, 1, 2, 500, 500], dtype="Int64"), "v": [1, 2, 3, 4, 5]})
    inputs = {"other": PrepareInput(put(right, tmp_path / "right.parquet"), "other v1")}
    said = fault(table, JoinDataset("other", {"whole": "key"}), inputs)
    assert "other v1 has several rows for one key" in said
    assert "2 rows with key = 1" in said
    found = done(table, [JoinDataset("other", {"whole": "key"}, multiply=True)], tmp_path, inputs)
    wanted = frame.merge(right, left_on="whole", right_on="key", how="left")
    same(found["v"], wanted["v"])
    same(found["at"], wanted["at"])
    only_far = put(right[right["key"] == 500], tmp_path / "far.parquet")
    done(table, [JoinDataset("far", {"whole": "key"})], tmp_path, {"far": PrepareInput(only_far, "far v1")})


def test_joins_that_cannot_be(table: Path, other: tuple[pd.DataFrame, Inputs]) -> None:
    inputs = other[1]
    assert "never match" in fault(table, JoinDataset("other", {"text": "key"}), inputs)
    assert "other v1 has no column kee. Did you mean key?" in fault(
        table, JoinDataset("other", {"whole": "kee"}), inputs
    )
    assert "no dataset elsewhere" in fault(table, JoinDataset("elsewhere", {"whole": "key"}), inputs)
    assert "No keys" in fault(table, JoinDataset("other"), inputs)
    assert "Choose another suffix" in fault(table, JoinDataset("other", {"whole": "key"}, suffix=""), inputs)
