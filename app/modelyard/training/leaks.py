"""Early warnings about features: leaks of the target, identifiers, constants, columns that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.training.features import MOST_CATEGORIES, NUMERIC_TYPES, prepare_frame, usable_features
from modelyard.training.target import encode_target

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

SAMPLE_ROWS = 20_000
FEWEST_ROWS = 40
LEAK_AUC = 0.99


class WarningKind(StrEnum):
    """What is odd about a feature, worst first."""

    LEAK = "leak"
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
) -> tuple[FeatureWarning, ...]:
    """What is odd about the chosen features, worst first; looks at 20,000 rows at most.

    A leak is a feature that alone separates the classes with a ROC AUC of 0.99 or more on rows it was not fitted to:
    as a transformation of the target does (arrival delay for "late"). An unusable target gives no leak warnings.
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
    found += _leaks(frame, kept, target, positive, seed)
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


def _leaks(
    frame: pd.DataFrame, kept: Mapping[str, ColumnType], target: str, positive: str | None, seed: int
) -> list[FeatureWarning]:
    """Features that tell the target almost by themselves."""
    import numpy as np

    try:
        encoded = encode_target(frame[target], positive)
    except InputError:
        return []
    y = encoded.values
    half = np.random.Generator(np.random.PCG64(seed)).permutation(len(y)) < len(y) // 2
    if len(y) < FEWEST_ROWS or any(len(np.unique(part)) < 2 for part in (y[half], y[~half])):
        return []
    found = []
    rows = frame[encoded.keep]
    for name, kind in kept.items():
        column = prepare_frame(rows, {name: kind})[name]
        auc = auc_alone(column, kind in NUMERIC_TYPES, y, half)
        if auc >= LEAK_AUC:
            text = (
                f"{name} alone tells {target} almost perfectly (ROC AUC {auc:.3f}). It is probably known only "
                "afterwards. Leave it out unless it is known when the prediction is made."
            )
            found.append(FeatureWarning(name, WarningKind.LEAK, "bad", text))
    return found


def auc_alone(column: pd.Series, numeric: bool, y: NDArray[np.int8], half: NDArray[np.bool_]) -> float:
    """ROC AUC on one half of the rows of a small model of this column, fitted to the other half."""
    from sklearn.metrics import roc_auc_score
    from sklearn.tree import DecisionTreeClassifier

    if numeric:
        x = column.to_numpy().reshape(-1, 1)
        tree = DecisionTreeClassifier(max_leaf_nodes=32, min_samples_leaf=5, random_state=0).fit(x[half], y[half])
        score = tree.predict_proba(x[~half])[:, 1]
    else:
        text = column.fillna("")
        mean = float(y[half].mean())
        sums = _group(text[half], y[half])
        rate = (sums["sum"] + mean) / (sums["count"] + 1)
        score = text[~half].map(rate).fillna(mean).to_numpy(dtype=float)
    return float(roc_auc_score(y[~half], score))


def _group(text: pd.Series, y: NDArray[np.int8]) -> pd.DataFrame:
    import pandas as pd

    return pd.Series(y, index=text.index).groupby(text).agg(["sum", "count"])
