"""How well each column alone tells a target: two classes, up to 20 classes, or a quantity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.data.warnings import Alone, TargetReport
from modelyard.domain.jobs import JobContext
from modelyard.training.features import usable_features
from modelyard.training.leaks import FEWEST_ROWS
from modelyard.training.target import class_text, encode_target
from modelyard.training.telling import accuracy_alone, auc_alone, lone_column, r2_alone

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST_CLASSES = 20


def tell_alone(
    context: JobContext, frame: pd.DataFrame, columns: Mapping[str, ColumnType], target: str, seed: int = 0
) -> TargetReport:
    """Fit a small model of each column to one half of the rows, and measure on the other half; best first.

    Two classes: ROC AUC. Up to 20: the share of the errors of always guessing the most frequent class that is avoided.
    A quantity: R². Rows without a target are left out.
    """
    import numpy as np

    present = frame[frame[target].notna()]
    values = present[target]
    classes = _classes(values)
    kind = columns[target]
    distinct = int(values.nunique())
    quantity = kind.numeric and distinct > MOST_CLASSES

    def report(measure: str, alone: list[Alone], problem: str = "") -> TargetReport:
        ordered = tuple(sorted(alone, key=lambda a: -a.value))
        return TargetReport(target, measure, ordered, classes, len(present), problem)

    if len(present) < FEWEST_ROWS:
        return report("", [], f"{target} has a value in only {len(present):,} rows; {FEWEST_ROWS} are needed.")
    if distinct < 2:
        return report("", [], f"{target} has only one value, so there is nothing to tell apart.")
    if not quantity and distinct > MOST_CLASSES:
        text = f"{target} has {distinct:,} different values, too many for classes, and they are no numbers."
        return report("", [], text)
    half = np.random.Generator(np.random.PCG64(seed)).permutation(len(present)) < len(present) // 2
    measure = "r2" if quantity else "auc" if distinct == 2 else "accuracy"
    y = _encoded(values, measure)
    if y is None or len(np.unique(y[half])) < 2 or len(np.unique(y[~half])) < 2:
        return report("", [], f"The rows of one class of {target} are too few to look at.")
    usable, _ = usable_features({n: k for n, k in columns.items() if n != target})
    tell = {"auc": auc_alone, "accuracy": accuracy_alone, "r2": r2_alone}
    found = []
    for i, (name, column_kind) in enumerate(usable.items()):
        context.check_cancelled()
        context.progress(i / len(usable), f"Looking at {name}")
        column, numeric = lone_column(present, name, column_kind)
        value = tell[measure](column, numeric, y, half)
        found.append(Alone(name, value))
    return report(measure, found)


def _classes(values: pd.Series) -> tuple[tuple[str, int], ...]:
    counts = values.value_counts()
    pairs = [(class_text(value), int(n)) for value, n in counts.head(MOST_CLASSES).items()]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _encoded(values: pd.Series, measure: str) -> NDArray[Any] | None:
    import numpy as np

    if measure == "auc":
        try:
            return encode_target(values).values
        except InputError:
            return None
    if measure == "accuracy":
        codes: NDArray[Any] = values.astype("object").map(class_text).astype("category").cat.codes.to_numpy()
        return codes
    numbers = values.to_numpy(dtype=np.float64)
    largest = float(np.abs(numbers).max())
    return numbers / largest if 0 < largest < np.inf else None
