"""What a run said about its hold-out rows, beside those rows, the worst answers first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from modelyard.core.errors import NotFoundError
from modelyard.core.files import writable
from modelyard.domain.data.versions import check_kept
from modelyard.services.data import datasets
from modelyard.services.experiments import record, runs
from modelyard.services.workspace import Workspace
from modelyard.store.experiments import runs as store

if TYPE_CHECKING:
    from modelyard.tables.judged import JudgedRows


def judged_rows(workspace: Workspace, run_id: str, wrong_only: bool = False) -> JudgedRows:
    """The hold-out rows of a run, for any thread; close them when done. `wrong_only` leaves out right answers.

    Raises `NotFoundError` for a run that kept no predictions, `InputError` where its data was purged.
    """
    from modelyard.tables.judged import JudgedRows

    run, spec = runs.run(workspace, run_id), record.spec(workspace, run_id)
    blob = store.predictions_blob(workspace.database, run_id)
    if blob is None or spec is None:
        raise NotFoundError(f"Run {run.number} kept no predictions.", "Train it again.")
    version = datasets.version(workspace, spec.dataset_version_id)
    check_kept(version)
    table = workspace.blobs.path(version.content_hash)
    return JudgedRows(workspace.blobs.path(blob), table, spec.target, wrong_only)


def export_predictions(workspace: Workspace, run_id: str, path: Path, wrong_only: bool = False) -> tuple[Path, int]:
    """Write a run's hold-out rows with its answers to a CSV file, the worst first; returns it and how many rows."""
    path = writable(path)
    found = judged_rows(workspace, run_id, wrong_only)
    try:
        return path, found.export(path)
    finally:
        found.close()
