"""Runs as a table in a file: every attribute, parameter, metric and tag that some run has is a column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from modelyard.core.errors import AppError
from modelyard.core.files import write_text
from modelyard.domain.experiments.runs import Run
from modelyard.services.experiments.find import run_rows
from modelyard.services.workspace import Workspace
from modelyard.store.experiments.numbers import plain_value

BATCH = 500
ATTRIBUTES = (
    "id",
    "experiment",
    "number",
    "name",
    "algorithm",
    "state",
    "task",
    "kind",
    "created",
    "started",
    "ended",
    "user",
    "fit_seconds",
    "size",
    "seed",
    "train_rows",
    "test_rows",
    "data_hash",
    "split_hash",
    "parent_id",
    "note",
    "error",
    "archived",
)
_FIELDS = {
    "experiment": "experiment_name",
    "created": "created_at",
    "started": "started_at",
    "ended": "ended_at",
    "user": "created_by",
    "size": "model_size",
    "archived": "archived_at",
}


def write_runs(workspace: Workspace, run_ids: Sequence[str], path: Path) -> int:
    """Write runs, in the order given, to a .csv or .json file; returns how many were there.

    Times are UTC in ISO 8601, durations seconds, sizes bytes. NaN and the infinities are their names, as neither
    format has numbers for them. Raises `AppError` when the file cannot be written.
    """
    rows = [row for batch in _batches(workspace, run_ids) for row in batch]
    text = _csv(rows) if path.suffix.lower() == ".csv" else json.dumps(rows, indent=1, ensure_ascii=False, default=str)
    try:
        write_text(path, text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(f"{path} cannot be written: {reason}.", "Choose another folder.") from error
    return len(rows)


def _batches(workspace: Workspace, run_ids: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(run_ids), BATCH):
        yield [_row(run) for run in run_rows(workspace, run_ids[at : at + BATCH])]


def _row(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = {key: _value(getattr(run, _FIELDS.get(key, key))) for key in ATTRIBUTES}
    made["algorithm"] = run.algorithm_name or run.algorithm
    return {**made, "params": plain_value(run.params), "metrics": plain_value(run.metrics), "tags": dict(run.tags)}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else plain_value(value)


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    names = [f"{part}.{key}" for part in ("params", "metrics", "tags")
             for key in dict.fromkeys(k for row in rows for k in row[part])]  # fmt: skip
    file = io.StringIO()
    writer = csv.DictWriter(file, [*ATTRIBUTES, *names], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        flat = {f"{part}.{key}": _cell(value) for part in ("params", "metrics", "tags")
                for key, value in row[part].items()}  # fmt: skip
        writer.writerow({**row, **flat})
    return file.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, bool | dict | list) else value
