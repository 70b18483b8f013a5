"""What applying a recipe does in its child process: write the prepared rows to Parquet and profile them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from modelyard.domain.data.datasets import ImportResult, TableProfile
from modelyard.domain.data.prepare import PreparePreview, Step, StepEffect
from modelyard.domain.jobs import JobContext, Part
from modelyard.store.data.prepare_codec import steps_from_builtins
from modelyard.tables.prepare.bench import PrepareInput
from modelyard.tables.prepare.recipe import preview, write
from modelyard.tables.profiles.profile import profile_table


@dataclass(frozen=True, slots=True)
class PrepareTask:
    """The table, the joined ones as (path, label), the steps as JSON, where the rows go, and where to spill."""

    table: str
    inputs: dict[str, tuple[str, str]]
    steps: str
    out: str
    work: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was written."""

    result: ImportResult
    profile: TableProfile
    effects: tuple[StepEffect, ...]


def try_table(
    context: JobContext,
    table: str,
    inputs: dict[str, PrepareInput],
    steps: tuple[Step, ...],
    upto: int | None,
    rows: int,
    sample: int,
) -> PreparePreview:
    """Try steps, as `tables.prepare.preview` does."""
    return preview(Path(table), inputs, steps, context, upto=upto, rows=rows, sample=sample)


def prepare_table(context: JobContext, task: PrepareTask) -> Prepared:
    """Apply the steps, then profile the result. Raises what `tables.prepare.write` raises."""
    out, steps = Path(task.out), steps_from_builtins(json.loads(task.steps))
    inputs = {ref: PrepareInput(Path(path), label) for ref, (path, label) in task.inputs.items()}
    found = write(Path(task.table), inputs, steps, out, Part(context, 0.0, 0.75), Path(task.work))
    columns, rows, effects = found
    context.check_cancelled()
    profile = profile_table(out, Part(context, 0.75, 0.95))
    return Prepared(ImportResult(rows, columns, 0, out.stat().st_size), profile, effects)
