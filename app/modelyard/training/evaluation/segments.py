"""Quality and fairness by the values, or the ranges, of a column."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from modelyard.core.errors import InputError
from modelyard.domain.experiments.metrics import metric
from modelyard.domain.experiments.segments import Rate, Segment, Segments
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.intervals import intervals, wilson
from modelyard.training.evaluation.metrics import Judged, metric_value
from modelyard.training.fit import Prediction
from modelyard.training.target import class_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

FEWEST_ROWS = 30
MOST_SEGMENTS = 20
RANGES = 5


def segments(judged: Judged, column: pd.Series, key: str, seed: int = 0, fewest: int = FEWEST_ROWS) -> Segments:
    """How a run does on the rows of each value of `column`, which has one value a hold-out row.

    Numbers and dates with more than 20 different values are cut into 5 ranges with about as many rows each; of other
    columns the 20 most frequent values are looked at. Missing is a value. Raises `InputError` for what judges clusters.
    """
    if judged.task is Task.CLUSTERING:
        raise InputError("Clusters are judged as a whole.", "Look at a run with a target.")
    labels, codes = _cut(column)
    whole = _segment("All rows", judged, judged, key, seed, None)
    found, small = [], 0
    for code, label in enumerate(labels):
        rows = (codes == code).nonzero()[0]
        if len(rows) < fewest:
            small += len(rows)
            continue
        found.append(_segment(label, rows_of(judged, rows), judged, key, seed, whole.value))
    small += int((codes < 0).sum())
    return Segments(str(column.name), key, whole, tuple(found), fewest, small)


def rows_of(judged: Judged, rows: NDArray[np.int64]) -> Judged:
    """Some of the rows, with what is said about them."""
    said = judged.prediction
    return Judged(
        judged.task,
        None if judged.y is None else judged.y[rows],
        Prediction(
            said.values[rows],
            None if said.probabilities is None else said.probabilities[rows],
            None if said.flagged is None else said.flagged[rows],
            said.border,
        ),
        judged.classes,
    )


def _segment(label: str, part: Judged, whole: Judged, key: str, seed: int, overall: float | None) -> Segment:
    rows = len(part.prediction.values)
    value = metric_value(key, part)
    known = not math.isnan(value)
    sign = 1.0 if metric(key).greater else -1.0
    return Segment(
        label=label,
        rows=rows,
        share=rows / len(whole.prediction.values),
        value=value if known else None,
        interval=intervals(part, {key: value}, seed).get(key) if known else None,
        gap=sign * (overall - value) if known and overall is not None else None,
        **(_rates(part) if part.task is Task.BINARY else {}),
    )


def _rates(part: Judged) -> dict[str, Rate | None]:
    assert part.y is not None
    yes, said = part.y == 1, part.prediction.values == 1
    return {
        "positives": _rate(int(yes.sum()), len(yes)),
        "recall": _rate(int((yes & said).sum()), int(yes.sum())),
        "false_alarms": _rate(int((~yes & said).sum()), int((~yes).sum())),
    }


def _rate(hits: int, rows: int) -> Rate | None:
    return Rate(hits / rows, wilson(hits, rows), rows) if rows else None


def _cut(column: pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    """The segments' names, and each row's place among them, -1 for none of them."""
    import numpy as np
    import pandas as pd

    kind = pd.api.types
    ordered = kind.is_numeric_dtype(column) or kind.is_datetime64_any_dtype(column)
    if ordered and not kind.is_bool_dtype(column) and column.nunique() > MOST_SEGMENTS:
        labels, codes = _ranges(column)
    else:
        counts = column.value_counts()
        values = list(counts.index[:MOST_SEGMENTS])
        labels = [_text(value) for value in values]
        codes = np.asarray(pd.Categorical(column, categories=values).codes, dtype=np.int64)
    missing = column.isna().to_numpy()
    if missing.any():
        codes = np.where(missing, len(labels), codes)
        labels = [*labels, "missing"]
    return labels, codes


def _ranges(column: pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    import numpy as np

    present = np.sort(column.dropna().to_numpy())
    cuts = np.unique(present[(np.arange(1, RANGES) * len(present)) // RANGES])
    cuts = cuts[cuts > present[0]]
    values = column.to_numpy()
    codes = np.searchsorted(cuts, values, side="right").astype(np.int64)
    edges = [_text(cut) for cut in cuts]
    labels = [f"below {edges[0]}"] if edges else ["all"]
    labels += [f"{low} to below {high}" for low, high in pairwise(edges)]
    return labels + ([f"{edges[-1]} and above"] if edges else []), codes


def _text(value: Any) -> str:
    import numpy as np
    import pandas as pd

    if isinstance(value, (np.datetime64, pd.Timestamp)):
        stamp = pd.Timestamp(value)
        return stamp.strftime("%Y-%m-%d") if stamp == stamp.normalize() else stamp.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (float, np.floating)) and not float(value).is_integer():
        return f"{float(value):.4g}"
    return class_text(value)
