"""Permutation importance: what a metric loses when one feature is shuffled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modelyard.domain.experiments.evaluation import Importance
from modelyard.domain.experiments.metrics import metric
from modelyard.domain.experiments.own_code import is_own
from modelyard.domain.experiments.spec import Task
from modelyard.domain.jobs import JobContext
from modelyard.training.catalogue import ENSEMBLES
from modelyard.training.catalogue.cost import Load, answer_seconds, fit_seconds
from modelyard.training.evaluation.metrics import Judged, metric_value
from modelyard.training.fit import Prediction, predict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

IMPORTANCE_ROWS = 4000
FEWEST_ROWS = 500
IMPORTANCE_REPEATS = 5
WORTH = 0.07
"""The share of a fit's time that importance may take, and a second in any case."""


def rows_worth(key: str, task: Task, params: Mapping[str, Any], learned: int, features: int, load: Load) -> int:
    """How many rows importance looks at: 4,000, or fewer, down to 500, where answering them all would take longer than
    it is worth. Measured laws decide, not the clock, so that a run made again looks at the same rows."""
    if key in ENSEMBLES or is_own(key):  # nobody measured these
        return IMPORTANCE_ROWS
    shuffles = max(1, features) * IMPORTANCE_REPEATS
    each = answer_seconds(key, task, params, learned, IMPORTANCE_ROWS, load) / IMPORTANCE_ROWS
    worth = max(1.0, WORTH * fit_seconds(key, task, params, learned, load))
    return int(min(IMPORTANCE_ROWS, max(FEWEST_ROWS, worth / max(each * shuffles, 1e-12))))


def permutation_importance(
    pipeline: Any,
    frame: pd.DataFrame,
    y: NDArray[Any],
    seed: int,
    context: JobContext | None = None,
    most_rows: int = IMPORTANCE_ROWS,
    task: Task = Task.BINARY,
    key: str = "roc_auc",
    classes: int = 2,
    cores: int = 1,
) -> tuple[Importance, ...]:
    """How much a metric gets worse when one feature is shuffled (Breiman 2001), the largest loss first.

    `frame` holds the feature columns of hold-out rows; at most `most_rows` of them, drawn with `seed`, are used. Empty
    where the metric is not defined on them. The shuffles are those of `sklearn.inspection.permutation_importance`, but
    all of a feature's are answered at once, and only what is made of the feature is prepared anew. Raises
    `CancelledError` when the job was asked to stop.
    """
    import numpy as np

    if len(frame) > most_rows:
        rows = np.sort(np.random.Generator(np.random.PCG64(seed)).permutation(len(frame))[:most_rows])
        frame, y = frame.iloc[rows], y[rows]
    asked = _Rows(pipeline, frame)

    def scores(inputs: Any) -> NDArray[np.float64]:
        if context is not None:
            context.check_cancelled()
        found = predict(task, asked.model, inputs, classes, cores)
        parts = range(0, len(found.values), len(y))
        return np.array([metric_value(key, Judged(task, y, _part(found, at, len(y)), classes)) for at in parts])

    whole = float(scores(asked.inputs)[0])
    if math.isnan(whole):
        return ()
    sign = 1.0 if metric(key).greater else -1.0
    orders = _orders(len(y), seed)
    losses = {str(name): sign * (whole - scores(asked.shuffled(name, orders))) for name in frame.columns}
    found = (Importance(name, float(lost.mean()), float(lost.std())) for name, lost in losses.items())
    return tuple(sorted(found, key=lambda i: (-i.mean, i.feature)))


def _orders(rows: int, seed: int) -> list[NDArray[np.int64]]:
    """The orders that scikit-learn would shuffle each feature in."""
    import numpy as np

    first = np.random.RandomState(seed).randint(np.iinfo(np.int32).max + 1)
    state, order = np.random.RandomState(first), np.arange(rows)
    places, found = np.arange(rows), []
    for _ in range(IMPORTANCE_REPEATS):
        state.shuffle(order)
        places = places[order]  # it shuffles what the repeat before has shuffled
        found.append(places)
    return found


def _part(found: Prediction, at: int, rows: int) -> Prediction:
    chances = found.probabilities
    return Prediction(found.values[at : at + rows], None if chances is None else chances[at : at + rows])


class _Rows:
    """Rows as a pipeline's model takes them. `inputs` are the rows as they are, for `model`.

    A pipeline that prepares in parts by column prepares each part by itself; any other takes the whole frame each time.
    """

    def __init__(self, pipeline: Any, frame: pd.DataFrame) -> None:
        from sklearn.compose import ColumnTransformer

        self._frame = frame
        steps = getattr(pipeline, "named_steps", {})
        prepare: Any = steps.get("prepare")
        self._in_parts = isinstance(prepare, ColumnTransformer) and list(steps) == ["prepare", "model"]
        if not self._in_parts:
            self.model, self.inputs = pipeline, frame
            return
        self.model, self.inputs = steps["model"], prepare.transform(frame)
        self._blocks = []
        for name, part, columns in prepare.transformers_:
            place = prepare.output_indices_[name]
            if place.stop > place.start:
                self._blocks.append((part, list(columns), self.inputs[:, place]))

    def shuffled(self, feature: str, orders: list[NDArray[np.int64]]) -> Any:
        """The rows once for each order, with that feature in it."""
        if not self._in_parts:
            return self._columns(feature, list(self._frame.columns), orders)
        made = []
        for part, columns, block in self._blocks:
            if feature in columns:
                values = self._columns(feature, columns, orders)
                made.append(values.to_numpy() if part == "passthrough" else part.transform(values))
            else:
                made.append(_stacked([block] * len(orders)))
        return _beside(made, sparse=hasattr(self.inputs, "nnz"))

    def _columns(self, feature: str, columns: list[str], orders: list[NDArray[np.int64]]) -> pd.DataFrame:
        import numpy as np
        import pandas as pd

        rows = np.tile(np.arange(len(self._frame)), len(orders))
        shuffled = self._frame[feature].to_numpy()[np.concatenate(orders)]
        taken = self._frame[columns].take(rows).reset_index(drop=True)
        return taken.assign(**{feature: pd.Series(shuffled, dtype=self._frame[feature].dtype)})


def _stacked(blocks: list[Any]) -> Any:
    """Blocks of the same columns, one below the other."""
    import numpy as np
    from scipy import sparse

    return sparse.vstack(blocks, format="csr") if sparse.issparse(blocks[0]) else np.vstack(blocks)


def _beside(blocks: list[Any], sparse: bool) -> Any:
    """Blocks of the same rows, side by side, in the form that the model was fitted on."""
    import numpy as np
    from scipy import sparse as matrices

    if sparse:
        return matrices.hstack(blocks, format="csr")
    return np.hstack([b.toarray() if matrices.issparse(b) else b for b in blocks])
