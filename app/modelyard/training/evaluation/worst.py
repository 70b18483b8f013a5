"""The hold-out rows a run is most wrong about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modelyard.core.errors import InputError
from modelyard.domain.experiments.segments import WorstRow
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.influence import losses
from modelyard.training.predictions import HoldOut

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def worst(hold_out: HoldOut, count: int) -> tuple[WorstRow, ...]:
    """The rows with the largest loss, the worst first, without the table's cells. Raises `InputError` for clusters."""
    import numpy as np

    loss = _loss(hold_out)
    order = np.lexsort((hold_out.rows, -loss))[:count]
    return tuple(_row(hold_out, int(i), float(loss[i])) for i in order)


def _loss(hold_out: HoldOut) -> NDArray[np.float64]:
    import numpy as np

    judged, said = hold_out.judged, hold_out.judged.prediction
    if judged.y is not None and said.probabilities is not None:
        return losses(judged.y, said.probabilities)[0]
    if judged.y is not None:
        return np.asarray(np.abs(judged.y - said.values), dtype=np.float64)
    if judged.task is Task.ANOMALY:
        return np.asarray(said.values, dtype=np.float64)
    raise InputError("No row is wrong about its cluster.", "Look at a run with a target.")


def _row(hold_out: HoldOut, i: int, loss: float) -> WorstRow:
    judged, said, classes = hold_out.judged, hold_out.judged.prediction, hold_out.classes
    row = int(hold_out.rows[i])
    if judged.y is None:
        return WorstRow(row, None, float(said.values[i]), None, loss)
    if said.probabilities is None:
        return WorstRow(row, float(judged.y[i]), float(said.values[i]), None, loss)
    actual = int(judged.y[i])
    shown = float(said.probabilities[i, actual])
    return WorstRow(row, classes[actual], classes[int(said.values[i])], shown, loss)
