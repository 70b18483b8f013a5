"""What a run said about its hold-out rows, kept as a Parquet file: for comparisons, segments and the worst rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core.codec import from_json, to_json
from modelyard.core.errors import InputError
from modelyard.domain.experiments.spec import Task
from modelyard.training.evaluation.metrics import Judged
from modelyard.training.fit import Prediction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FACTS = b"modelyard"


@dataclass(frozen=True, slots=True)
class _Facts:
    task: Task
    classes: tuple[str, ...]
    border: float = 0.0


@dataclass(frozen=True, slots=True)
class HoldOut:
    """Hold-out rows and what a run says about them. `rows` are positions in the dataset version, ascending."""

    rows: NDArray[np.int64]
    judged: Judged
    classes: tuple[str, ...]


def write_predictions(path: Path, hold_out: HoldOut) -> None:
    """Write a column `row`, then by task: `actual` and `predicted` (class texts or numbers), `score` and `flagged`, or
    `cluster`. Classes have a column of probabilities each, `probability of …`, a yes/no question that of yes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    judged, prediction = hold_out.judged, hold_out.judged.prediction
    columns: dict[str, Any] = {"row": hold_out.rows}
    if judged.task.classifies:
        assert prediction.probabilities is not None
        names = pa.array(hold_out.classes, pa.string())
        columns["actual"] = pa.DictionaryArray.from_arrays(pa.array(judged.y, pa.int16()), names)
        columns["predicted"] = pa.DictionaryArray.from_arrays(pa.array(prediction.values, pa.int16()), names)
        for code, name in list(enumerate(hold_out.classes))[1 if judged.task is Task.BINARY else 0 :]:
            columns[f"probability of {name}"] = prediction.probabilities[:, code]
    elif judged.task is Task.REGRESSION:
        columns |= {"actual": judged.y, "predicted": prediction.values}
    elif judged.task is Task.ANOMALY:
        columns |= {"score": prediction.values, "flagged": prediction.flagged}
    else:
        columns["cluster"] = prediction.values
    facts = _Facts(judged.task, hold_out.classes, prediction.border)
    table = pa.table(columns).replace_schema_metadata({_FACTS: to_json(facts)})
    pq.write_table(table, path, compression="zstd")


def read_predictions(path: Path) -> HoldOut:
    """What `write_predictions` wrote. Raises `InputError` for another file."""
    import numpy as np
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    if _FACTS not in metadata:
        raise InputError("This file holds no predictions of a run.", "Train the run again.")
    facts = from_json(metadata[_FACTS], _Facts)

    def column(name: str) -> NDArray[Any]:
        return np.asarray(table.column(name).to_numpy())

    y: NDArray[Any] | None = None
    if facts.task.classifies:
        y = _codes(table.column("actual"))
        probabilities = _probabilities(table, facts)
        prediction = Prediction(_codes(table.column("predicted")), probabilities)
    elif facts.task is Task.REGRESSION:
        y, prediction = column("actual"), Prediction(column("predicted"))
    elif facts.task is Task.ANOMALY:
        prediction = Prediction(column("score"), flagged=column("flagged"), border=facts.border)
    else:
        prediction = Prediction(column("cluster"))
    judged = Judged(facts.task, y, prediction, len(facts.classes))
    return HoldOut(column("row"), judged, facts.classes)


def _codes(column: Any) -> NDArray[np.int16]:
    import numpy as np

    return np.asarray(column.combine_chunks().indices.to_numpy(), dtype=np.int16)


def _probabilities(table: Any, facts: _Facts) -> NDArray[np.float64]:
    import numpy as np

    if facts.task is Task.BINARY:
        yes = np.asarray(table.column(f"probability of {facts.classes[1]}").to_numpy())
        return np.column_stack([1.0 - yes, yes])
    return np.column_stack([table.column(f"probability of {name}").to_numpy() for name in facts.classes])
