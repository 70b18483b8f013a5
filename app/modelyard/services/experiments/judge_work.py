"""What judging finished runs does in a child process: it reads predictions and, where needed, fits again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.domain.experiments.evaluation import Curve, LearningCurve
from modelyard.domain.experiments.segments import Segments, WorstRow, WorstRows
from modelyard.domain.experiments.significance import Differences
from modelyard.domain.jobs import JobContext
from modelyard.services.experiments.train_work import TrainTask, problem_of
from modelyard.training.own_code import needs_code

if TYPE_CHECKING:
    from modelyard.training.predictions import HoldOut


def _read(predictions: str) -> HoldOut:
    from modelyard.training.predictions import read_predictions

    return read_predictions(Path(predictions))


def differences(
    context: JobContext, predictions: dict[str, str], metric: str, seed: int, called: dict[str, str]
) -> Differences:
    """Whether runs differ really; `predictions` are files by run id."""
    from modelyard.training.evaluation.compare import differences as compare

    found = {}
    for done, (run_id, path) in enumerate(predictions.items()):
        context.check_cancelled()
        context.progress(done / (len(predictions) + 1), f"Reading {called[run_id]}")
        found[run_id] = _read(path)
    return compare(found, metric, seed, called)


def segments(context: JobContext, predictions: str, table: str, column: str, metric: str, seed: int) -> Segments:
    """Quality by a column of the table, which need not be a feature."""
    from modelyard.tables.frames import read_frame
    from modelyard.training.evaluation.segments import segments as judge

    hold_out = _read(predictions)
    context.check_cancelled()
    values = read_frame(Path(table), [column])[column].iloc[hold_out.rows]
    return judge(hold_out.judged, values, metric, seed)


def worst_rows(context: JobContext, predictions: str, table: str, count: int) -> WorstRows:
    """The rows a run is most wrong about, with the table's cells."""
    from dataclasses import replace

    from modelyard.tables.pages import TableReader
    from modelyard.training.evaluation.worst import worst

    found = worst(_read(predictions), count)
    with TableReader(Path(table)) as reader:
        # In the table's order, so that each part of the file is decoded once.
        cells = {}
        for one in sorted(found, key=lambda w: w.row):
            context.check_cancelled()
            cells[one.row] = reader.read_page(one.row, 1).rows[0]
        rows: tuple[WorstRow, ...] = tuple(replace(one, cells=cells[one.row]) for one in found)
        return WorstRows(reader.columns, rows)


def gain(context: JobContext, predictions: str) -> Curve:
    """The gain curve of a yes/no question."""
    from modelyard.training.evaluation.curves import gain as curve

    judged = _read(predictions).judged
    assert judged.y is not None
    assert judged.prediction.probabilities is not None
    return curve(judged.y, judged.prediction.probabilities[:, 1])


@needs_code
def learning_curve(context: JobContext, task: TrainTask) -> LearningCurve:
    """Fit a run's algorithm to growing shares of its training rows."""
    from modelyard.domain.jobs import Part
    from modelyard.training.evaluation.learning import learning_curve as curve
    from modelyard.training.run import Member

    problem, _ = problem_of(Part(context, 0.0, 0.05), task)
    members = tuple(Member(*one) for one in task.members)
    return curve(Part(context, 0.05, 1.0), problem, task.spec, task.algorithm, members)
