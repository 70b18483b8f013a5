"""Partial dependence: what a model predicts on average when one feature is set to a value (Friedman 2001)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.evaluation import Dependence
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.training.evaluation.tasks import drawn
from modelyard.training.features import NUMERIC_TYPES
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
    cores: int = 1,
) -> tuple[Dependence, ...]:
    """The dependence on each of `features`, averaged over at most 200 rows of `frame` drawn with a seed.

    Numbers and dates are set to 15 quantiles of theirs from 5 to 95 %, categories to their 12 most frequent values. A
    yes/no question has one line, the probability of yes; of several classes at most the first 10 have one. Features
    without two values, and free text, are left out. Raises `CancelledError` when the job was asked to stop.
    """
    import pandas as pd

    rows = frame.iloc[drawn(len(frame), seed, ROWS)]
    found = []
    for name, kind in features.items():
        context.check_cancelled()
        values = _values(frame[name], kind)
        if len(values) < 2:
            continue
        numeric = kind in NUMERIC_TYPES
        tried = pd.concat([rows] * len(values), ignore_index=True)
        tried[name] = _repeated(values, numeric, len(rows))
        lines = _lines(task, pipeline, tried, classes, cores).reshape(len(values), len(rows), -1).mean(axis=1)
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
    """The values to try: as numbers, or as the texts that a pipeline takes; none of free text."""
    import numpy as np

    present = column.dropna()
    if kind is ColumnType.TEXT:
        counts = present.value_counts()
        return list(counts.index[:CATEGORIES]) if len(counts) <= len(present) / 2 else []
    different = np.unique(present.to_numpy())
    if len(different) <= NUMBERS:
        return list(different)
    ordered = np.sort(present.to_numpy())
    places = np.linspace(0.05, 0.95, NUMBERS) * (len(ordered) - 1)
    return list(np.unique(ordered[places.round().astype(np.int64)]))


def _repeated(values: list[Any], numeric: bool, times: int) -> NDArray[Any]:
    """Each value so many times, one value after the other."""
    import numpy as np

    return np.repeat(np.array(values, dtype=np.float64 if numeric else object), times)


def _named(task: Task, classes: tuple[str, ...]) -> tuple[str, ...]:
    if task is Task.BINARY:
        return (classes[1],)
    return classes[:MOST_CLASSES] if task is Task.MULTICLASS else ()


def _lines(task: Task, pipeline: Any, frame: pd.DataFrame, classes: tuple[str, ...], cores: int) -> NDArray[np.float64]:
    """(rows, lines) of what is predicted."""
    import numpy as np

    found = predict(task, pipeline, frame, len(classes), cores)
    if found.probabilities is None:
        return np.asarray(found.values, dtype=np.float64)[:, None]
    return found.probabilities[:, 1:2] if task is Task.BINARY else found.probabilities[:, :MOST_CLASSES]
