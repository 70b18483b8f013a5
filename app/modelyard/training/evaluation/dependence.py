"""Partial dependence: what a model predicts on average when one feature is set to a value (Friedman 2001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.evaluation import Dependence
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.training.evaluation.tasks import drawn
from modelyard.training.fit import predict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

ROWS = 200
FEATURES = 6
NUMBERS = 15
CATEGORIES = 12
MOST_CLASSES = 10


def partial_dependence(
    context: JobContext,
    task: Task,
    pipeline: Any,
    frame: pd.DataFrame,
    features: dict[str, ColumnType],
    classes: tuple[str, ...],
    seed: int,
) -> tuple[Dependence, ...]:
    """The dependence on each of `features`, averaged over at most 200 rows of `frame` drawn with a seed.

    Numbers are set to 15 quantiles of theirs from 5 to 95 %, categories to their 12 most frequent values. A yes/no
    question has one line, the probability of yes; of several classes at most the first 10 have one. Features without
    two values are left out. Raises `CancelledError` when the job was asked to stop.
    """
    import pandas as pd

    rows = frame.iloc[drawn(len(frame), seed, ROWS)]
    found = []
    for name, kind in features.items():
        context.check_cancelled()
        values = _values(frame[name], kind)
        if len(values) < 2:
            continue
        tried = pd.concat([rows.assign(**{name: _filled(value, kind, rows)}) for value in values], ignore_index=True)
        lines = _lines(task, pipeline, tried, classes).reshape(len(values), len(rows), -1).mean(axis=1)
        numeric = kind is not ColumnType.TEXT
        found.append(
            Dependence(
                feature=name,
                x=tuple(float(v) for v in values) if numeric else (),
                labels=() if numeric else tuple(str(v) for v in values),
                y=tuple(tuple(float(v) for v in line) for line in lines.T),
                classes=_named(task, classes),
            )
        )
    return tuple(found)


def _values(column: pd.Series, kind: ColumnType) -> list[Any]:
    import numpy as np

    present = column.dropna()
    if kind is ColumnType.TEXT:
        return list(present.value_counts().index[:CATEGORIES])
    numbers = present.to_numpy(dtype=np.float64)
    different = np.unique(numbers)
    if len(different) <= NUMBERS:
        return list(different)
    return list(np.unique(np.quantile(numbers, np.linspace(0.05, 0.95, NUMBERS), method="nearest")))


def _filled(value: Any, kind: ColumnType, rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    return pd.Series([value] * len(rows), index=rows.index, dtype=object if kind is ColumnType.TEXT else float)


def _named(task: Task, classes: tuple[str, ...]) -> tuple[str, ...]:
    if task is Task.BINARY:
        return (classes[1],)
    return classes[:MOST_CLASSES] if task is Task.MULTICLASS else ()


def _lines(task: Task, pipeline: Any, frame: pd.DataFrame, classes: tuple[str, ...]) -> NDArray[np.float64]:
    """(rows, lines) of what is predicted."""
    import numpy as np

    found = predict(task, pipeline, frame, len(classes))
    if found.probabilities is None:
        return np.asarray(found.values, dtype=np.float64)[:, None]
    return found.probabilities[:, 1:2] if task is Task.BINARY else found.probabilities[:, :MOST_CLASSES]
