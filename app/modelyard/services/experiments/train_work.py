"""What a training job does in its child process: read rows, fit, freeze the monitoring reference, write files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modelyard.core import codec
from modelyard.domain.data.datasets import Column, ColumnType
from modelyard.domain.experiments.evaluation import Evaluation
from modelyard.domain.experiments.spec import AlgorithmSpec, ExperimentSpec, SplitKind
from modelyard.domain.jobs import JobContext, Part
from modelyard.domain.models import InputField, Signature
from modelyard.domain.monitoring import Reference

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from modelyard.training.fit import FitResult
    from modelyard.training.leaks import FeatureWarning

SAMPLE_ROWS = 5000
"""Hold-out rows kept with a run, for the parity check at registration and for trying a model out."""

MOST_CATEGORIES = 255


@dataclass(frozen=True, slots=True)
class TrainTask:
    """Everything the child needs; paths are where it reads the table and a stored split, and writes the run's files."""

    table: str
    columns: tuple[Column, ...]
    spec: ExperimentSpec
    algorithm: AlgorithmSpec
    model_path: str
    record_path: str
    sample_path: str
    split_path: str = ""


@dataclass(frozen=True, slots=True)
class TrainOutcome:
    """What the run's row in the database gets."""

    params: dict[str, Any]
    metrics: dict[str, float]
    evaluation: Evaluation
    fit_seconds: float
    train_rows: int
    test_rows: int
    missing_target: int
    split_hash: str
    environment: dict[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What registration needs besides the fitted pipeline: the signature and the monitoring reference."""

    signature: Signature
    reference: Reference


def train(context: JobContext, task: TrainTask) -> TrainOutcome:
    """Fit one algorithm and write its model (skops), record (JSON) and hold-out sample (Parquet)."""
    from modelyard.artifacts.bundle import write_pipeline
    from modelyard.training.fit import fit_run

    context.progress(0.0, "Reading rows")
    frame, columns = _rows(task.table, task.columns, task.spec)
    where = f" where {task.spec.where}" if task.spec.where else ""
    context.log(f"Read {len(frame):,} rows{where}, {len(columns)} columns")
    frame, hold_out = _held_out(frame, task)
    result = fit_run(Part(context, 0.05, 0.9), frame, columns, task.spec, task.algorithm, hold_out=hold_out)
    context.log(f"Learned from {result.train_rows:,} rows in {result.fit_seconds:.2f} s: {_params(result.params)}")
    context.log(f"Judged on {result.test_rows:,} rows: {_metrics(result.metrics)}")
    context.progress(0.92, "Keeping the model")
    write_pipeline(result.pipeline, Path(task.model_path))
    context.check_cancelled()
    record = _record(frame, task.spec, result)
    Path(task.record_path).write_text(codec.to_json(record), encoding="utf-8")
    _sample(frame, result).to_parquet(task.sample_path, index=False)
    return TrainOutcome(
        params=result.params,
        metrics=result.metrics,
        evaluation=result.evaluation,
        fit_seconds=result.fit_seconds,
        train_rows=result.train_rows,
        test_rows=result.test_rows,
        missing_target=result.missing_target,
        split_hash=result.split_hash,
        environment=result.environment,
        warnings=result.warnings,
    )


def _params(params: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in params.items()) or "no parameters"


def _metrics(metrics: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.4f}" for name, value in metrics.items())


def check_features(
    context: JobContext, table: str, columns: tuple[Column, ...], spec: ExperimentSpec
) -> tuple[FeatureWarning, ...]:
    """Warn of leaking, constant and identifier-like features before anything is trained."""
    from modelyard.training.leaks import check_features as check

    frame, types = _rows(table, columns, spec)
    return check(frame, types, spec.target, spec.features, spec.positive, spec.seed)


def _rows(table: str, columns: tuple[Column, ...], spec: ExperimentSpec) -> tuple[pd.DataFrame, dict[str, ColumnType]]:
    from modelyard.tables.frames import read_frame

    wanted = [spec.target, *spec.features]
    if spec.split.kind is SplitKind.TIME and spec.split.time_column:
        wanted.append(spec.split.time_column)
    types = {c.name: c.type for c in columns if c.name in wanted}
    return read_frame(Path(table), list(types), spec.where), types


def _held_out(frame: pd.DataFrame, task: TrainTask) -> tuple[pd.DataFrame, NDArray[np.bool_] | None]:
    """The rows that a stored split puts on a side, and which of them only judge; all rows without such a split."""
    if not task.split_path:
        return frame, None
    from modelyard.tables.frames import matching_rows
    from modelyard.tables.splits import read_split

    side = read_split(Path(task.split_path))[matching_rows(Path(task.table), task.spec.where)]
    return frame[side >= 0].reset_index(drop=True), side[side >= 0] == 1


def _record(frame: pd.DataFrame, spec: ExperimentSpec, result: FitResult) -> RunRecord:
    from modelyard.drift.bins import freeze, freeze_score
    from modelyard.training.features import prepare_frame

    training = prepare_frame(frame.iloc[result.train_index], result.features)
    fields = tuple(_field(name, kind, training[name]) for name, kind in result.features.items())
    bins = tuple(freeze(name, training[name].to_numpy(), _kind(kind)) for name, kind in result.features.items())
    reference = Reference(result.train_rows, bins, freeze_score(result.test_score), result.metrics)
    return RunRecord(Signature(fields, spec.target, result.classes), reference)


def _kind(kind: ColumnType) -> str:
    return "numeric" if kind.numeric or kind is ColumnType.BOOLEAN else "category"


def _field(name: str, kind: ColumnType, values: pd.Series[Any]) -> InputField:
    if _kind(kind) == "numeric":
        return InputField(name, kind, minimum=_number(values.min()), maximum=_number(values.max()))
    known = values.dropna().astype(str).value_counts().index[:MOST_CATEGORIES]
    return InputField(name, kind, categories=tuple(sorted(known)))


def _number(value: Any) -> float | None:
    return None if value != value else float(value)


def _sample(frame: pd.DataFrame, result: FitResult) -> pd.DataFrame:
    """The first hold-out rows as the pipeline takes them, with the actual class and the score."""
    from modelyard.training.features import prepare_frame

    sample = prepare_frame(frame.iloc[result.test_index[:SAMPLE_ROWS]], result.features)
    return sample.assign(_actual=result.test_target[:SAMPLE_ROWS], _score=result.test_score[:SAMPLE_ROWS])
