"""What a training job does in its child process: read rows, fit, freeze the monitoring reference, write files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.core.files import disk_full, disk_full_error
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, Role, SplitKind, Task
from modelyard.domain.jobs import JobContext, Part
from modelyard.domain.models import InputField, Signature
from modelyard.domain.monitoring import FeatureBins, Reference
from modelyard.training.own_code import needs_code

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from modelyard.training.leaks import FeatureWarning
    from modelyard.training.predictions import HoldOut
    from modelyard.training.problem import Problem
    from modelyard.training.run import FitResult, RunOutcome

SAMPLE_ROWS = 5000
"""Hold-out rows kept with a run, for the parity check at registration and for trying a model out."""

MOST_CATEGORIES = 255


@dataclass(frozen=True, slots=True)
class TrainTask:
    """Everything the child needs; paths are where it reads the table and a stored split, and writes the run's files.
    `code` is the own code of the algorithm and of its members."""

    table: str
    columns: tuple[Column, ...]
    spec: ExperimentSpec
    algorithm: AlgorithmSpec
    model_path: str
    record_path: str
    sample_path: str
    predictions_path: str
    split_path: str = ""
    members: tuple[tuple[str, ExperimentSpec, AlgorithmSpec], ...] = ()
    code: tuple[OwnSource, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What registration needs besides the fitted pipeline: the signature and the monitoring reference."""

    signature: Signature
    reference: Reference


@needs_code
def train(context: JobContext, task: TrainTask) -> RunOutcome:
    """Fit one algorithm and write its model (skops), record (JSON), hold-out sample and predictions (Parquet)."""
    from modelyard.training.run import Member, fit_run

    context.progress(0.0, "Reading rows")
    frame, columns = _rows(task.table, task.columns, task.spec)
    where = f" where {task.spec.where}" if task.spec.where else ""
    context.log(f"Read {len(frame):,} rows{where}, {len(columns)} columns")
    frame, hold_out = _held_out(frame, task)
    members = tuple(Member(*one) for one in task.members)
    result = fit_run(
        Part(context, 0.05, 0.9), frame, columns, task.spec, task.algorithm, hold_out=hold_out, members=members
    )
    outcome = result.outcome
    context.log(f"Learned from {outcome.train_rows:,} rows in {outcome.fit_seconds:.2f} s: {_params(outcome.params)}")
    context.log(f"Judged on {outcome.test_rows:,} rows: {_metrics(outcome.metrics)}")
    context.progress(0.92, "Keeping the model")
    try:
        _keep(context, task, result)
    except OSError as error:
        if disk_full(error):
            raise disk_full_error(Path(task.model_path).parent, error) from error
        raise
    return outcome


def _keep(context: JobContext, task: TrainTask, result: FitResult) -> None:
    """Write a run's files."""
    from modelyard.artifacts.bundle import write_pipeline
    from modelyard.training.predictions import write_predictions

    write_pipeline(result.pipeline, Path(task.model_path))
    context.check_cancelled()
    record = _record(task.spec, result)
    Path(task.record_path).write_text(codec.to_json(record), encoding="utf-8")
    _sample(result, record.signature.score_column).to_parquet(task.sample_path, index=False)
    write_predictions(Path(task.predictions_path), _predictions(task, result))


def problem_of(context: JobContext, task: TrainTask) -> tuple[Problem, pd.DataFrame]:
    """The rows of a task ready to learn from, and the frame they are of."""
    from modelyard.training.problem import make_problem

    frame, columns = _rows(task.table, task.columns, task.spec)
    frame, hold_out = _held_out(frame, task)
    return make_problem(context, frame, columns, task.spec, hold_out), frame


def _params(params: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in params.items()) or "no parameters"


def _metrics(metrics: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())


def check_features(
    context: JobContext, table: str, columns: tuple[Column, ...], spec: ExperimentSpec
) -> tuple[FeatureWarning, ...]:
    """Warn of leaking, constant and identifier-like features, and of a bad target, before anything is trained."""
    from modelyard.training.bad_targets import check_target
    from modelyard.training.leaks import check_features as check

    frame, types = _rows(table, columns, spec)
    used = tuple(name for name in spec.features if spec.roles.get(name) is not Role.IGNORED)
    found = check(frame, types, spec.target, used, spec.positive, spec.seed, spec.task)
    target = types.get(spec.target)
    return found if target is None else (*check_target(frame[spec.target], target, spec.task), *found)


def _rows(table: str, columns: tuple[Column, ...], spec: ExperimentSpec) -> tuple[pd.DataFrame, dict[str, ColumnType]]:
    from modelyard.tables.frames import read_frame

    wanted = {spec.target, *spec.features, spec.folds.column if spec.folds else ""}
    if spec.split.kind is SplitKind.TIME and spec.split.time_column:
        wanted.add(spec.split.time_column)
    types = {c.name: c.type for c in columns if c.name in wanted}
    return read_frame(Path(table), list(types), spec.where), types


def _held_out(frame: pd.DataFrame, task: TrainTask) -> tuple[pd.DataFrame, NDArray[np.bool_] | None]:
    """The rows that a stored split puts on a side, and which of them only judge; all rows without such a split."""
    if not task.split_path:
        return frame, None
    from modelyard.tables.frames import matching_rows

    side = _sides(task)[matching_rows(Path(task.table), task.spec.where)]
    return frame[side >= 0].reset_index(drop=True), side[side >= 0] == 1


def _sides(task: TrainTask) -> NDArray[np.int8]:
    from modelyard.tables.splits import read_split

    return read_split(Path(task.split_path))


def _dataset_rows(task: TrainTask, positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions in the frame that was trained on as positions in the dataset version."""
    from modelyard.tables.frames import matching_rows

    if not task.spec.where and not task.split_path:
        return positions
    rows = matching_rows(Path(task.table), task.spec.where)
    if task.split_path:
        rows = rows[_sides(task)[rows] >= 0]
    return rows[positions]


def _predictions(task: TrainTask, result: FitResult) -> HoldOut:
    from modelyard.training.evaluation.metrics import Judged
    from modelyard.training.predictions import HoldOut

    problem = result.problem
    judged = Judged(problem.task, problem.target(problem.test), result.prediction, len(problem.classes))
    return HoldOut(_dataset_rows(task, problem.positions[problem.test]), judged, problem.classes)


def _record(spec: ExperimentSpec, result: FitResult) -> RunRecord:
    from modelyard.drift.bins import freeze

    problem = result.problem
    training = problem.inputs.iloc[problem.train]
    fields = tuple(_field(name, kind, training[name]) for name, kind in problem.features.items())
    # Dates move on by themselves, so that they drift says nothing.
    steady = {n: k for n, k in problem.features.items() if _kind(k) == "numeric" or k is ColumnType.TEXT}
    bins = tuple(freeze(name, training[name].to_numpy(), _kind(kind)) for name, kind in steady.items())
    reference = Reference(len(problem.train), bins, _prediction_bins(result), result.outcome.metrics)
    return RunRecord(Signature(fields, spec.target, problem.classes, task=spec.task), reference)


def _prediction_bins(result: FitResult) -> FeatureBins:
    """Bins of what is predicted: the probability of yes, a number, a class or a cluster."""
    from modelyard.drift.bins import freeze, freeze_score

    task, values = result.problem.task, result.prediction.values
    if task is Task.BINARY:
        return freeze_score(_score(result))
    if task is Task.MULTICLASS:
        return freeze("prediction", [result.problem.classes[code] for code in values], "category")
    return freeze("prediction", values, "category" if task is Task.CLUSTERING else "numeric")


def _score(result: FitResult) -> NDArray[np.float64]:
    """The probability of yes, or what is predicted."""
    found = result.prediction.probabilities
    return result.prediction.values if found is None or result.problem.task is not Task.BINARY else found[:, 1]


def _kind(kind: ColumnType) -> str:
    return "numeric" if kind.numeric or kind is ColumnType.BOOLEAN else "category"


def _field(name: str, kind: ColumnType, values: pd.Series[Any]) -> InputField:
    if _kind(kind) == "numeric":
        return InputField(name, kind, minimum=_number(values.min()), maximum=_number(values.max()))
    if kind is not ColumnType.TEXT:
        return InputField(name, kind)
    known = values.value_counts().index[:MOST_CATEGORIES]
    return InputField(name, kind, categories=tuple(sorted(map(str, known))))


def _number(value: Any) -> float | None:
    return None if value != value else float(value)


def _sample(result: FitResult, score: str) -> pd.DataFrame:
    """The first hold-out rows as the pipeline takes them, with the score in a column of that name."""
    sample = result.problem.inputs.iloc[result.problem.test[:SAMPLE_ROWS]].copy()
    sample[score] = _score(result)[:SAMPLE_ROWS]
    return sample
