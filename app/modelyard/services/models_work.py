"""What registration does in its child process: load the run's pipeline, build and check the bundle, pack it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from modelyard.core import codec
from modelyard.domain.experiments.own_code import OwnSource
from modelyard.domain.jobs import JobContext, Part
from modelyard.domain.models import Parity
from modelyard.services.experiments.train_work import RunRecord
from modelyard.training.own_code import needs_code


@dataclass(frozen=True, slots=True)
class RegisterTask:
    """Everything the child needs; `folder` and `archive` are where it writes the bundle and its tar."""

    model_name: str
    number: int
    algorithm_name: str
    metrics: dict[str, float]
    author: str
    note: str
    model_path: str
    record_path: str
    sample_path: str
    folder: str
    archive: str
    facts: dict[str, str] = field(default_factory=dict)
    code: tuple[OwnSource, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterOutcome:
    """How the version will be served, and how exactly that equals scikit-learn."""

    scorer: str
    parity: Parity


@needs_code
def register_bundle(context: JobContext, task: RegisterTask) -> RegisterOutcome:
    """Write the bundle and pack it into one deterministic tar."""
    import pandas as pd

    from modelyard.artifacts.archive import pack
    from modelyard.artifacts.bundle import build_bundle, read_pipeline
    from modelyard.artifacts.request import BundleRequest

    context.progress(0.0, "Loading the run's model")
    pipeline = read_pipeline(Path(task.model_path))
    record = codec.from_json(Path(task.record_path).read_bytes(), RunRecord)
    request = BundleRequest(
        model_name=task.model_name,
        version=task.number,
        signature=record.signature,
        algorithm_name=task.algorithm_name,
        metrics=task.metrics,
        reference=record.reference,
        validation=pd.read_parquet(task.sample_path),
        facts=task.facts,
        note=task.note,
        author=task.author,
        code=task.code,
    )
    info = build_bundle(pipeline, request, Path(task.folder), Part(context, 0.1, 0.9))
    context.check_cancelled()
    context.progress(0.95, "Packing")
    pack(Path(task.folder), Path(task.archive))
    return RegisterOutcome(info.scorer, info.parity)
