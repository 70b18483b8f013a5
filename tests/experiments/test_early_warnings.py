"""Early warnings of every task: leaks, and targets that can hardly be learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task
from modelyard.training.bad_targets import check_target
from modelyard.training.leaks import WarningKind, check_features

ROWS = 3000


def told(task: Task) -> tuple[pd.DataFrame, dict[str, ColumnType]]:
    """A target, what was made of it afterwards as number, text and date, and an honest column."""
    generator = np.random.default_rng(1)
    amount = np.clip(generator.normal(size=ROWS), -2, 2)
    place = np.digitize(amount, [-0.5, 0.7]) if task is Task.MULTICLASS else (amount > 0.3).astype(int)
    target = pd.Series(amount) if task is Task.REGRESSION else pd.Series(np.array(["a", "b", "c"], dtype=object)[place])
    step = np.floor(amount * 8) if task is Task.REGRESSION else place
    frame = pd.DataFrame({"target": target, "after": step * 3.0 + generator.random(ROWS)})
    frame["word"] = pd.Series([f"w{value:g}" for value in step], dtype=object)
    frame["paid"] = pd.Timestamp("2020-01-01", tz="UTC") + pd.to_timedelta(step * 50, unit="D")
    frame["honest"] = amount + generator.normal(size=ROWS)
    types = {
        "after": ColumnType.NUMBER,
        "word": ColumnType.TEXT,
        "paid": ColumnType.DATETIME,
        "honest": ColumnType.NUMBER,
    }
    return frame, types


@pytest.mark.parametrize(
    "task, words", [(Task.BINARY, "ROC AUC 1.000"), (Task.MULTICLASS, "errors"), (Task.REGRESSION, "R²")]
)
def test_leaks_of_every_task_are_found_and_honest_columns_are_not(task, words):
    frame, types = told(task)
    found = check_features(frame, types, "target", tuple(types), task=task)
    assert {w.feature for w in found if w.kind is WarningKind.LEAK} == {"after", "word", "paid"}
    assert all(words in w.text for w in found if w.kind is WarningKind.LEAK)


def test_without_a_target_nothing_can_leak():
    frame, types = told(Task.BINARY)
    assert check_features(frame, types, "", tuple(types), task=Task.ANOMALY) == ()


def column(values: object) -> pd.Series:
    return pd.Series(values, name="y")


GENERATOR = np.random.default_rng(2)


@pytest.mark.parametrize(
    "series, kind, task, words",
    [
        (column(["no"] * 4990 + ["yes"] * 10), ColumnType.TEXT, Task.BINARY, ["99.80%", "yes (10)"]),
        (column(["a"] * 500 + ["b"] * 400 + ["c"] * 3), ColumnType.TEXT, Task.MULTICLASS, ["c (3)"]),
        (column([f"r{i}" for i in range(100)]), ColumnType.TEXT, Task.MULTICLASS, ["its own y"]),
        (column(["yes", "Yes ", "no"] * 40), ColumnType.TEXT, Task.MULTICLASS, ["'yes' and 'Yes ', which differ only"]),
        (column(range(5000)), ColumnType.INTEGER, Task.REGRESSION, ["its own y"]),
        (column([1.0, 2.0, 3.0] * 50), ColumnType.NUMBER, Task.REGRESSION, ["only 3 different values"]),
        (
            column([0.0] * 4990 + [*range(1, 16)]),
            ColumnType.NUMBER,
            Task.REGRESSION,
            ["99.70% of the rows have the same"],
        ),
        (column(GENERATOR.lognormal(0, 2.5, 5000)), ColumnType.NUMBER, Task.REGRESSION, ["very large values"]),
        (column(-GENERATOR.lognormal(0, 2.5, 5000)), ColumnType.NUMBER, Task.REGRESSION, ["very small values"]),
        (column(GENERATOR.normal(size=5000)), ColumnType.NUMBER, Task.REGRESSION, []),
        (column(GENERATOR.exponential(size=5000)), ColumnType.NUMBER, Task.REGRESSION, []),
        (column(["no"] * 900 + ["yes"] * 100 + [None] * 9), ColumnType.TEXT, Task.BINARY, []),
        (column(["a"] * 10), ColumnType.TEXT, Task.BINARY, []),
        (column([None] * 100), ColumnType.TEXT, Task.BINARY, []),
        (column(range(5000)), ColumnType.INTEGER, Task.CLUSTERING, []),
    ],
)
def test_bad_targets_are_pointed_out_and_good_ones_are_not(series, kind, task, words):
    found = check_target(series, kind, task)
    assert len(found) == len(words)
    assert all(word in warning.text for word, warning in zip(words, found, strict=True))
    assert all((w.feature, w.kind, w.severity) == ("y", WarningKind.TARGET, "warn") for w in found)
