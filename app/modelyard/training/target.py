"""The target column as numbers: 0 and 1, class numbers, or a quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.core.words import counted
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task
from modelyard.domain.experiments.target import positive_class, target_problem

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


LARGEST = 1e100
"""The squares of larger numbers, summed over rows, come near the end of what a computer's numbers hold."""


@dataclass(frozen=True, slots=True)
class EncodedTarget:
    """A target as numbers: `keep` marks the rows that have one; `values` are those of the kept rows only.

    `values` are 0/1 (int8) for a yes/no question, class numbers (int64) for classes, float64 for a quantity. `classes`
    are the values as text: (no, yes), all classes in order, or none. `missing` is how many rows were left out.
    """

    values: NDArray[Any]
    keep: NDArray[np.bool_]
    classes: tuple[str, ...]
    missing: int


def class_text(value: Any) -> str:
    """A target value as people and files write it: "true", "1", "2.5", "yes"."""
    if isinstance(value, (bool,)) or type(value).__name__ in ("bool_", "bool"):
        return "true" if value else "false"
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def encode_target(series: pd.Series, positive: str | None = None, task: Task = Task.BINARY) -> EncodedTarget:
    """The target as numbers for a supervised task, rows without one left out and counted.

    For a yes/no question `positive` is the value that counts as yes, as text; None picks true, 1 or yes, else the rarer
    class. Classes are in the order of their numbers, where all are numbers, else of their texts. Raises `InputError`
    where the column cannot be learned as that task.
    """
    if task is Task.REGRESSION:
        return _quantity(series)
    counts = _counts(series)
    name = str(series.name)
    _refuse(target_problem(name, task, _kind(series), len(series), len(counts), counts))
    missing = len(series) - sum(n for _, n in counts)
    texts = [text for text, _ in counts]
    if task is Task.MULTICLASS:
        classes = tuple(sorted(texts, key=_order(texts)))
    else:
        if positive is not None and positive not in texts:
            raise InputError(f"{name} has no value {positive}.", f"Its values are {texts[0]} and {texts[1]}.")
        yes = positive if positive is not None else positive_class(counts)
        classes = (next(text for text in texts if text != yes), yes)
    keep = series.notna().to_numpy()
    return EncodedTarget(_numbered(series[keep], classes, task), keep, classes, missing)


def _numbered(kept: pd.Series, classes: tuple[str, ...], task: Task) -> NDArray[Any]:
    """Each value's place among the classes. Target encoding of several classes takes no small integers."""
    import numpy as np
    import pandas as pd

    codes, values = pd.factorize(kept)
    places = {text: place for place, text in enumerate(classes)}
    kind = np.int8 if task is Task.BINARY else np.int64
    number = np.array([places[class_text(value)] for value in values], dtype=kind)
    encoded: NDArray[Any] = number[codes]
    return encoded


def _quantity(series: pd.Series) -> EncodedTarget:
    import numpy as np

    name = str(series.name)
    keep = series.notna().to_numpy()
    kind = _kind(series)
    try:
        values = series[keep].to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        kind, values = ColumnType.TEXT, np.arange(2.0)
    distinct = len(np.unique(values))
    counts = [(class_text(values[0]), len(values))] if len(values) else []
    _refuse(target_problem(name, Task.REGRESSION, kind, len(series), distinct, counts))
    endless = int((~np.isfinite(values)).sum())
    huge = int((np.abs(values) > LARGEST).sum())
    if huge:
        what = "infinite" if endless else f"beyond {LARGEST:g}"
        raise InputError(
            f"{name} is {what} in {endless or huge:,} of {counted(len(values), 'row')}, which no model can learn.",
            "Leave these rows out with a filter, or set them to missing in a recipe.",
        )
    return EncodedTarget(values, keep, (), int((~keep).sum()))


def _kind(series: pd.Series) -> ColumnType:
    """What the values are, as far as a target asks: numbers, yes and no, dates, or text."""
    from pandas.api import types

    if types.is_bool_dtype(series):
        return ColumnType.BOOLEAN
    if types.is_numeric_dtype(series):
        return ColumnType.NUMBER
    return ColumnType.DATETIME if types.is_datetime64_any_dtype(series) else ColumnType.TEXT


def _refuse(problem: str) -> None:
    if problem:
        message, _, hint = problem.partition(". ")
        raise InputError(message.rstrip(".") + ".", hint)


def _order(texts: list[str]) -> Any:
    """The key that sorts classes: as numbers if all are."""
    try:
        for text in texts:
            float(text)
    except ValueError:
        return str
    return float


def _counts(series: pd.Series) -> list[tuple[str, int]]:
    """(value as text, rows), most frequent first, then by text."""
    counts: dict[str, int] = {}
    for value, rows in series.value_counts(dropna=True).items():
        text = class_text(value)
        counts[text] = counts.get(text, 0) + int(rows)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
