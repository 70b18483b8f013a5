"""What a run recorded besides what lists show: details, tags, files, logged values."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from modelyard.core.errors import NotFoundError
from modelyard.core.files import replace_file, telling_full_disk, writable
from modelyard.domain.experiments.runs import MetricPoint, RunDetails, RunFile
from modelyard.domain.experiments.spec import ExperimentSpec
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import logged, runs

KEPT = ("model.skops", "signature and reference.json", "sample of hold-out rows.parquet", "predictions.parquet")
"""What the files are called that training keeps of a run."""


def spec(workspace: Workspace, run_id: str) -> ExperimentSpec | None:
    """The settings a run was started with; None of a run from outside."""
    return runs.spec_if_any(workspace.database, run_id)


def details(workspace: Workspace, run_id: str) -> RunDetails:
    """Folds, warnings, packages, resources and the like."""
    return runs.details(workspace.database, run_id)


def tags(workspace: Workspace, run_id: str) -> dict[str, str]:
    """A run's tags; the value of a plain word is empty."""
    return logged.tags(workspace.database, run_id)


def files(workspace: Workspace, run_id: str) -> list[RunFile]:
    """The files of a run: those that training kept, then those that a script logged, by path."""
    kept = runs.run_blobs(workspace.database, run_id)
    blobs = (*kept, runs.predictions_blob(workspace.database, run_id))
    own = [RunFile(name, b, workspace.blobs.size(b)) for name, b in zip(KEPT, blobs, strict=True) if b is not None]
    return own + logged.files(workspace.database, run_id)


def histories(workspace: Workspace, run_id: str) -> list[str]:
    """The metrics of which more than one value was logged."""
    return logged.histories(workspace.database, run_id)


def points(workspace: Workspace, run_id: str, key: str = "") -> list[MetricPoint]:
    """The logged values of a run's metrics, or of one, by metric and step."""
    return logged.points(workspace.database, run_id, key)


def has_predictions(workspace: Workspace, run_id: str) -> bool:
    """Whether a run kept what it said about its hold-out rows."""
    return runs.predictions_blob(workspace.database, run_id) is not None


def file_path(workspace: Workspace, run_id: str, path: str) -> Path:
    """Where the content of a run's file lies; it must not be changed. Raises `NotFoundError`."""
    found = next((f for f in files(workspace, run_id) if f.path == path), None)
    if found is None:
        raise NotFoundError(f"The run has no file {path}.", "List its files again.")
    return workspace.blobs.path(found.blob)


def save_file(workspace: Workspace, run_id: str, path: str, target: Path) -> Path:
    """Copy a run's file to somewhere else. Raises `NotFoundError`, `AppError` where it cannot be written."""
    source = file_path(workspace, run_id, path)
    target = writable(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with telling_full_disk(target.parent):
            shutil.copyfile(source, temporary)
            replace_file(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    return target
