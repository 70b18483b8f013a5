"""Early warnings about features: leaks of the target, identifiers, constants; `bad_targets` has those of targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.experiments.spec import Task
from modelyard.training.features import MOST_CATEGORIES, prepare_frame, usable_features
from modelyard.training.target import encode_target

if TYPE_CHECKING:
    import pandas as pd

SAMPLE_ROWS = 20_000
FEWEST_ROWS = 40


class WarningKind(StrEnum):
    """What is odd about a feature, or about the target, worst first."""

    LEAK = "leak"
    TARGET = "target"
    IDENTIFIER = "identifier"
    EMPTY = "empty"
    CONSTANT = "constant"
    MANY_VALUES = "many_values"


@dataclass(frozen=True, slots=True)
class FeatureWarning:
    """Something to look at before training. `text` is a sentence or two; `severity` is "bad", "warn" or "info"."""

    feature: str
    kind: WarningKind
    severity: str
    text: str


def check_features(
    frame: pd.DataFrame,
    columns: Mapping[str, ColumnType],
    target: str,
    features: tuple[str, ...],
    positive: str | None = None,
    seed: int = 0,
    task: Task = Task.BINARY,
) -> tuple[FeatureWarning, ...]:
    """What is odd about the chosen features, worst first; looks at 20,000 rows at most.

    A leak is a feature that alone tells the target on rows it was not fitted to: as a transformation of the target does
    (arrival delay for "late"). For a yes/no question that is a ROC AUC of 0.99, for classes 98 % of the errors avoided
    that guessing the most frequent makes, for a number an R² of 0.99. A target that cannot be learned gives no leak
    warnings, and neither does a task without one.
    """
    import numpy as np

    kept, _ = usable_features({name: columns[name] for name in features if name in columns})
    found: list[FeatureWarning] = []
    if len(frame) > SAMPLE_ROWS:
        rows = np.random.Generator(np.random.PCG64(seed)).permutation(len(frame))[:SAMPLE_ROWS]
        frame = frame.iloc[np.sort(rows)]
    for name, kind in kept.items():
        column = prepare_frame(frame, {name: kind})[name]
        found += _shape(name, kind, column)
    if task.supervised:
        found += _leaks(frame, kept, target, positive, seed, task)
    order = list(WarningKind)
    return tuple(sorted(found, key=lambda w: order.index(w.kind)))


def _shape(name: str, kind: ColumnType, column: pd.Series) -> list[FeatureWarning]:
    """What the column alone tells: nothing in it, one value, a value for every row, many values."""
    present = column.dropna()
    distinct = present.nunique()
    if present.empty:
        return [FeatureWarning(name, WarningKind.EMPTY, "warn", f"{name} has no values.")]
    if distinct == 1 and len(present) == len(column):
        text = f"{name} has the same value in all rows, so it tells nothing."
        return [FeatureWarning(name, WarningKind.CONSTANT, "warn", text)]
    discrete = kind in (ColumnType.TEXT, ColumnType.INTEGER)
    if discrete and len(present) >= FEWEST_ROWS and distinct >= 0.98 * len(present):
        text = f"Nearly every row has its own {name}. It looks like an identifier, which a model can only memorise."
        return [FeatureWarning(name, WarningKind.IDENTIFIER, "warn", text)]
    if kind is ColumnType.TEXT and distinct > MOST_CATEGORIES:
        text = f"{name} has {distinct:,} different values in the sample. Rare ones are treated as one."
        return [FeatureWarning(name, WarningKind.MANY_VALUES, "info", text)]
    return []


@dataclass(frozen=True, slots=True)
class _Leak:
    """When a column tells a target of one task too well, and how that is said."""

    measure: str
    least: float
    name: str


_LEAKS = {
    Task.BINARY: _Leak("auc_alone", 0.99, "ROC AUC {:.3f}"),
    Task.MULTICLASS: _Leak("accuracy_alone", 0.98, "{:.1%} of the errors of guessing avoided"),
    Task.REGRESSION: _Leak("r2_alone", 0.99, "R² {:.3f}"),
}


def _leaks(
    frame: pd.DataFrame, kept: Mapping[str, ColumnType], target: str, positive: str | None, seed: int, task: Task
) -> list[FeatureWarning]:
    """Features that tell the target almost by themselves."""
    import numpy as np

    from modelyard.training import telling

    try:
        encoded = encode_target(frame[target], positive, task)
    except InputError:
        return []
    y = encoded.values
    half = np.random.Generator(np.random.PCG64(seed)).permutation(len(y)) < len(y) // 2
    if len(y) < FEWEST_ROWS or any(len(np.unique(part)) < 2 for part in (y[half], y[~half])):
        return []
    leak = _LEAKS[task]
    tell = getattr(telling, leak.measure)
    found = []
    rows = frame[encoded.keep]
    for name, kind in kept.items():
        column, numeric = telling.lone_column(rows, name, kind)
        value = tell(column, numeric, y, half)
        if value >= leak.least:
            text = (
                f"{name} alone tells {target} almost perfectly ({leak.name.format(value)}). It is probably known only "
                "afterwards. Leave it out unless it is known when the prediction is made."
            )
            found.append(FeatureWarning(name, WarningKind.LEAK, "bad", text))
    return found
