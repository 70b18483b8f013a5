"""Whether a fast scorer gives what scikit-learn gives: on validation rows, and on rows made to be awkward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from modelyard.artifacts.compiler import UNSEEN, Compiled
from modelyard.domain.data.datasets import ColumnType
from modelyard.domain.models import InputField, Parity
from modelyard_server.bundle import InputSpec
from modelyard_server.predictor import Scorer
from modelyard_server.schema import LARGEST
from modelyard_server.scorers.preprocess import Number
from modelyard_server.scorers.sklearn import frame

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

TOLERANCE = 1e-12
MOST_ROWS = 5_000
MOST_THRESHOLDS = 100
MOST_CATEGORIES = 300
NUMERIC = (ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.NUMBER)

Values = dict[str, list[Any]]


def compare(pipeline: Any, compiled: Compiled, scorer: Scorer, inputs: Sequence[InputField], rows: Values) -> Parity:
    """The largest absolute difference of the positive class's probability over `rows` and edge rows made from them."""
    import numpy as np

    count = _length(rows)
    edges = edge_rows(compiled, inputs, rows)
    everything = {name: rows[name] + edges[name] for name in rows}
    total = _length(everything)
    with np.errstate(all="ignore"):
        try:
            expected = reference_scores(pipeline, inputs, everything)
        except ValueError as error:  # scaling made a huge number infinite, which trees refuse
            return Parity("sklearn", count, total - count, 1.0, f"scikit-learn refused an edge row: {error}")
        given = np.array(scorer.score(everything, total))
        difference = np.abs(given - expected)
    if not np.isfinite(difference).all():
        return Parity("sklearn", count, total - count, 1.0, "The fast scorer gave no number for some edge rows.")
    largest = float(difference.max()) if total else 0.0
    if total == 0 or largest > TOLERANCE:
        reason = f"The fast scorer differed from scikit-learn by {largest:.1e}; {TOLERANCE:.0e} is allowed."
        return Parity("sklearn", count, total - count, largest, reason if total else "There were no rows to compare.")
    return Parity(compiled.kind, count, total - count, largest)


def reference_scores(pipeline: Any, inputs: Sequence[InputField], rows: Values) -> NDArray[np.float64]:
    """What scikit-learn gives: (rows,)."""
    scores: NDArray[np.float64] = pipeline.predict_proba(frame(specs(inputs), rows))[:, 1]
    return scores


def specs(inputs: Sequence[InputField]) -> tuple[InputSpec, ...]:
    """The schema as the server knows it."""
    return tuple(
        InputSpec(f.name, f.type.value, f.required, f.nullable, f.minimum, f.maximum, f.categories) for f in inputs
    )


def validation_rows(table: pd.DataFrame, inputs: Sequence[InputField]) -> Values:
    """Up to 5,000 rows, evenly spaced, as the server's columns: floats or text, None for missing.

    Numbers that do not fit into single precision count as missing, as they do in training.
    """
    import numpy as np

    if len(table) > MOST_ROWS:
        table = table.iloc[np.linspace(0, len(table) - 1, MOST_ROWS).astype(int)]
    rows: Values = {}
    for field in inputs:
        series = table[field.name]
        if field.type in NUMERIC:
            values = series.to_numpy(dtype=np.float64, na_value=np.nan)
            rows[field.name] = [v if abs(v) <= LARGEST else None for v in values.tolist()]
        else:
            rows[field.name] = [None if absent else str(v) for v, absent in zip(series, series.isna(), strict=True)]
    return rows


def edge_rows(compiled: Compiled, inputs: Sequence[InputField], rows: Values) -> Values:
    """Rows that differ from real ones in one column, which holds an awkward value; and one with everything missing."""
    made: Values = {field.name: [] for field in inputs}
    count = _length(rows)
    if count == 0:
        return made
    turn = 0
    for field in inputs:
        for value in _awkward(compiled, field, rows[field.name]):
            for other in inputs:
                made[other.name].append(value if other is field else rows[other.name][turn % count])
            turn += 1
    for field in inputs:
        made[field.name].append(None)
    return made


def _awkward(compiled: Compiled, field: InputField, seen: list[Any]) -> Iterator[Any]:
    yield None
    if field.type not in NUMERIC:
        known = [
            v for step in compiled.preprocess.steps if step.input == field.name for v in getattr(step, "codes", ())
        ]
        yield from (UNSEEN, "", "missing", "nan", "None", " ", "é", "x" * 1000)
        yield from known[:MOST_CATEGORIES]
        return
    yield from (0.0, -0.0, 1.0, -1.0, 5e-324, 1e-12, 1e6, -1e6, 2.0**31, 2.0**53 + 2, -(2.0**63), 1e30, -1e30)
    yield from (LARGEST, -LARGEST)
    present = [v for v in seen if v is not None]
    if present:
        yield from (min(present), max(present), min(present) - 1, max(present) + 1)
    yield from _thresholds(compiled, field.name)


def _thresholds(compiled: Compiled, name: str) -> Iterator[float]:
    """Values at the splits on this column, and the next ones above and below, in double and single precision."""
    import numpy as np

    if "thresholds" not in compiled.arrays:
        return
    offsets, thresholds = compiled.arrays["offsets"], compiled.arrays["thresholds"]
    for step in compiled.preprocess.steps:
        if not isinstance(step, Number) or step.input != name:
            continue
        mine = thresholds[offsets[step.column] : offsets[step.column + 1]]
        if len(mine) > MOST_THRESHOLDS:
            mine = mine[np.linspace(0, len(mine) - 1, MOST_THRESHOLDS).astype(int)]
        values = mine * (1.0 if step.scale is None else step.scale) + (step.shift or 0.0)
        single = values.astype(np.float32)
        near = [values, np.nextafter(values, np.inf), np.nextafter(values, -np.inf)]
        near += [np.nextafter(single, np.float32(np.inf)), np.nextafter(single, np.float32(-np.inf)), single]
        for value in np.concatenate([n.astype(np.float64) for n in near]).tolist():
            if abs(value) <= LARGEST:
                yield value


def _length(rows: Values) -> int:
    return len(next(iter(rows.values()), []))
