"""Comparing tables: columns, rows with and without a key, distributions; numbers against pandas and NumPy."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from modelyard.core.errors import CancelledError, InputError
from modelyard.domain.data.compare import ColumnState
from modelyard.domain.data.datasets import ColumnType
from modelyard.tables.comparison.columns import Side, compare_columns, side, unique
from modelyard.tables.comparison.distributions import distributions
from modelyard.tables.comparison.rows import compare_rows, export_differences
from modelyard.tables.engine import QUIET


def _side(folder: Path, name: str, frame: pd.DataFrame) -> Side:
    path = folder / f"{name}.parquet"
    frame.to_parquet(path, index=False)
    return side(path, name)


def _orders(rows: int = 5000, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.arange(rows),
            "shop": random.choice(np.array(["north", "south", None], dtype=object), rows, p=[0.6, 0.3, 0.1]),
            "amount": np.where(random.random(rows) < 0.05, np.nan, random.normal(50, 12, rows).round(2)),
            "items": random.integers(1, 9, rows),
            "paid": random.random(rows) < 0.4,
            "at": pd.Timestamp("2024-01-01", tz="UTC") + pd.to_timedelta(random.integers(0, 86_400 * 90, rows), "s"),
        }
    )


def _changed(frame: pd.DataFrame) -> pd.DataFrame:
    after = frame.iloc[120:].copy()
    after.loc[after["id"] % 40 == 0, "amount"] = after["amount"] + 1
    after.loc[after["id"] % 100 == 0, "shop"] = None
    after.loc[after["id"] == 333, "items"] = 99
    more = _orders(200, 2)
    more["id"] += 10_000
    return pd.concat([after, more], ignore_index=True).sample(frac=1.0, random_state=3)


def _different(left: pd.Series, right: pd.Series) -> pd.Series:
    return ~((left == right) | (left.isna() & right.isna()))


def test_rows_by_key_agree_with_pandas(tmp_path: Path) -> None:
    before = _orders()
    after = _changed(before)
    left, right = _side(tmp_path, "orders v1", before), _side(tmp_path, "orders v2", after)
    found = compare_rows(left, right, ["id"], QUIET)
    both = before.merge(after, on="id", suffixes=("_l", "_r"))
    cells = {name: int(_different(both[f"{name}_l"], both[f"{name}_r"]).sum()) for name in before if name != "id"}
    rows = pd.concat([_different(both[f"{n}_l"], both[f"{n}_r"]) for n in cells], axis=1).any(axis=1)
    counts = found.counts
    assert found.changed_cells == {n: c for n, c in cells.items() if c}
    assert cells["amount"] > 50
    assert counts.changed == int(rows.sum())
    assert (counts.added, counts.removed) == (200, 120)
    assert counts.same == len(both) - counts.changed
    assert (counts.left, counts.right) == (5000, 5080)
    by_change = Counter(d.change for d in found.differences)
    assert by_change == {"added": 200, "removed": 120, "changed": min(200, counts.changed)}
    names = found.compared
    item = next(d for d in found.differences if d.after[names.index("id")] == "333")
    assert item.changed == (names.index("items"),)
    assert item.after[names.index("items")] == "99"
    assert item.before[names.index("items")] == str(before.loc[333, "items"])


def test_whole_rows_are_a_multiset(tmp_path: Path) -> None:
    before = pd.DataFrame({"x": [1, 1, 1, 2, 3, None], "y": ["a", "a", "a", "b", None, "c"]})
    after = pd.DataFrame({"x": [1, 2, 2, 3, None], "y": ["a", "b", "b", None, "c"]})
    left, right = _side(tmp_path, "v1", before), _side(tmp_path, "v2", after)
    found = compare_rows(left, right, [], QUIET)
    assert (found.counts.added, found.counts.removed, found.counts.changed, found.counts.same) == (1, 2, 0, 4)
    assert [(d.change, d.count, d.before, d.after) for d in found.differences] == [
        ("added", 1, (None, None), ("2", "b")),
        ("removed", 2, ("1", "a"), (None, None)),
    ]


def test_whole_rows_of_a_large_table_agree_with_counter(tmp_path: Path) -> None:
    before = _orders(20_000).drop(columns=["id", "at", "amount"])
    after = before.sample(frac=0.9, random_state=1, replace=True)
    left, right = _side(tmp_path, "v1", before), _side(tmp_path, "v2", after)
    counters = [Counter(map(str, f.fillna("-").itertuples(index=False, name=None))) for f in (before, after)]
    found = compare_rows(left, right, [], QUIET).counts
    assert found.added == (counters[1] - counters[0]).total() > 0
    assert found.removed == (counters[0] - counters[1]).total() > 0


def test_a_key_that_is_not_unique_names_an_example(tmp_path: Path) -> None:
    left = _side(tmp_path, "pets v1", pd.DataFrame({"name": ["rex", "tom", "rex", "rex"], "day": [1, 1, 1, 2]}))
    right = _side(tmp_path, "pets v2", pd.DataFrame({"name": ["rex", "tom"], "day": [1, 1]}))
    with pytest.raises(InputError, match=r"pets v1 .* 1 key is .* in 3 rows; name rex is there 3 times") as caught:
        compare_rows(left, right, ["name"], QUIET)
    assert "Add columns to the key" in caught.value.hint
    with pytest.raises(InputError, match=r"name rex, day 1 is there 2 times"):
        compare_rows(right, left, ["name", "day"], QUIET)
    with pytest.raises(InputError, match=r"pets v1 has no column 'size'"):
        compare_rows(left, right, ["size"], QUIET)


def test_a_key_with_missing_values_is_refused(tmp_path: Path) -> None:
    left = _side(tmp_path, "pets v1", pd.DataFrame({"name": ["rex", None]}))
    with pytest.raises(InputError, match="missing in 1 row of pets v1"):
        compare_rows(left, left, ["name"], QUIET)


def test_columns_added_removed_retyped_and_renamed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": [1, 2, 3], "size": [1, 2, 3], "old": ["a", None, "b"], "gone": [1.0, 2.0, 3.5]})
    after = frame.rename(columns={"old": "fresh"}).drop(columns="gone").assign(size=[1.0, 2.5, 3.0], more=["x"] * 3)
    left, right = _side(tmp_path, "v1", frame), _side(tmp_path, "v2", after)
    found = {c.name: c for c in compare_columns(left, right, QUIET)}
    assert {n: c.state for n, c in found.items()} == {
        "id": ColumnState.SAME,
        "size": ColumnState.RETYPED,
        "fresh": ColumnState.RENAMED,
        "more": ColumnState.ADDED,
        "gone": ColumnState.REMOVED,
    }
    assert found["fresh"].before == "old"
    assert (found["size"].left, found["size"].right) == (ColumnType.INTEGER, ColumnType.NUMBER)
    rows = compare_rows(left, right, ["id"], QUIET)
    assert rows.changed_cells == {"size": 1}
    other = _side(tmp_path, "v3", after.assign(fresh=pd.Series(["b", None, "a"], dtype=object)))
    states = {c.name: c.state for c in compare_columns(left, other, QUIET)}
    assert (states["fresh"], states["old"]) == (ColumnState.ADDED, ColumnState.REMOVED)


def test_values_of_different_types_are_compared_as_numbers_dates_or_text(tmp_path: Path) -> None:
    day = pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02"]))
    left = _side(tmp_path, "v1", pd.DataFrame({"id": [1, 2], "day": day.dt.date, "code": [7, 8]}))
    right = _side(
        tmp_path, "v2", pd.DataFrame({"id": [1, 2], "day": day.dt.tz_localize("UTC"), "code": ["7", "eight"]})
    )
    found = compare_rows(left, right, ["id"], QUIET)
    assert found.changed_cells == {"code": 1}


def test_numeric_distribution_counts_agree_with_numpy(tmp_path: Path) -> None:
    before, after = _orders(), _changed(_orders())
    left, right = _side(tmp_path, "v1", before), _side(tmp_path, "v2", after)
    found = {d.name: d for d in distributions(left, right, ["amount", "items", "paid", "shop", "at"], QUIET)}
    for counts in (found["amount"].measured, found["amount"].shown):
        edges = [-np.inf, *counts.edges, np.inf]
        for frame, seen in ((before, counts.left), (after, counts.right)):
            expected, _ = np.histogram(frame["amount"].dropna(), edges)
            assert seen == (*expected, frame["amount"].isna().sum())
        assert len(counts.labels) == len(counts.left)
    deciles = before["amount"].quantile(np.arange(1, 10) / 10, interpolation="lower")
    assert list(found["amount"].measured.edges) == pytest.approx(list(deciles), abs=0.1)
    items = found["items"].measured
    assert items.left[:-1] == tuple(before["items"].value_counts().sort_index())
    assert items.labels[:3] == ("up to 1", "2", "3")
    shops = found["shop"].measured
    assert shops.labels == ("north", "south", "other", "missing")
    assert shops.left == (*before["shop"].value_counts()[["north", "south"]], 0, before["shop"].isna().sum())
    assert sum(found["at"].measured.right) == len(after)
    assert found["paid"].measured.labels[:2] == ("false", "true")


def test_a_constant_that_changes_and_a_spike_that_vanishes_show(tmp_path: Path) -> None:
    spike = np.concatenate([np.zeros(950), np.arange(1, 51)])
    left = _side(tmp_path, "v1", pd.DataFrame({"c": [5.0] * 1000, "s": spike, "n": [np.nan] * 1000}))
    right = _side(tmp_path, "v2", pd.DataFrame({"c": [5.5] * 1000, "s": spike + 1, "n": [1.0] * 1000}))
    found = {d.name: d.measured for d in distributions(left, right, ["c", "s", "n"], QUIET)}
    assert found["c"].left != found["c"].right
    assert found["s"].left[:2] == (0, 950) or found["s"].left[0] == 950
    assert found["s"].left != found["s"].right
    assert found["n"].left[-1] == 1000
    assert found["n"].right[-1] == 0


@pytest.mark.parametrize("key", [["id"], []])
def test_the_export_has_every_differing_row(tmp_path: Path, key: list[str]) -> None:
    before = _orders()
    after = _changed(before)
    left, right = _side(tmp_path, "v1", before), _side(tmp_path, "v2", after)
    counts = compare_rows(left, right, key, QUIET).counts
    out = tmp_path / "out.csv"
    written = export_differences(left, right, key, out, QUIET)
    table = pd.read_csv(out)
    assert written == len(table) == counts.added + counts.removed + counts.changed
    assert table["change"].value_counts().to_dict() == {
        k: n for k in ("added", "removed", "changed") if (n := getattr(counts, k))
    }
    if key:
        row = table[table["id"] == 333].iloc[0]
        assert (row["items before"], row["items after"]) == (before.loc[333, "items"], 99)
    assert [p.name for p in tmp_path.glob(".*")] == []


def test_empty_tables_and_odd_names(tmp_path: Path) -> None:
    frame = pd.DataFrame({'a "b"': [1, 2], "c, d'": ["x", "y"]})
    left, right = _side(tmp_path, "v1", frame), _side(tmp_path, "v2", frame.iloc[:0])
    found = compare_rows(left, right, ['a "b"'], QUIET)
    assert (found.counts.removed, found.counts.same) == (2, 0)
    counted = distributions(left, right, ['a "b"', "c, d'"], QUIET)
    assert [sum(d.measured.right) for d in counted] == [0, 0]
    lone = _side(tmp_path, "v3", pd.DataFrame({"z": [1]}))
    with pytest.raises(InputError, match="no column in common"):
        compare_rows(left, lone, [], QUIET)


def test_unique_means_never_missing_too(tmp_path: Path) -> None:
    one = _side(tmp_path, "v1", pd.DataFrame({"a": [1, 2, 2], "b": [1, 1, 2], "c": [1, 2, None]}))
    assert [unique(one, k, QUIET) for k in (["a"], ["a", "b"], ["c"])] == [False, True, False]


def test_a_comparison_stops_when_asked(tmp_path: Path) -> None:
    class Stopping:
        """Asks to stop at the first report of progress."""

        def __init__(self) -> None:
            self.flag = threading.Event()

        def progress(self, fraction: float | None, text: str = "") -> None:
            self.flag.set()

        def log(self, text: str) -> None:
            """Nothing."""

        def cancelled(self) -> bool:
            return self.flag.is_set()

        def check_cancelled(self) -> None:
            if self.flag.is_set():
                raise CancelledError

    one = _side(tmp_path, "v1", _orders())
    with pytest.raises(CancelledError):
        compare_rows(one, one, ["id"], Stopping())
