"""An import that was stopped for rows that do not fit, and the choice to go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from modelyard.core.errors import AppError, ConflictError
from modelyard.domain.data.datasets import ColumnType, ImportRequest, ReadOptions
from modelyard.domain.jobs import JobState
from modelyard.services import activity
from modelyard.services.data import anyway as data_anyway
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace, create_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = create_workspace(tmp_path / "lab.modelyard", actor="Ana", role="cli")
    yield made
    made.close()


def test_the_same_import_with_every_row_that_does_not_fit_left_out(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text("hour\n" + "".join(f"{'noon' if i % 4 == 0 else i}\n" for i in range(100)), encoding="utf-8")
    options = ReadOptions(types={"hour": ColumnType.INTEGER})
    job, _ = datasets.import_file(workspace, ImportRequest(str(path), "hours", options, "the note", 0.1))
    with pytest.raises(AppError, match="25 of the 100 rows"):
        workspace.wait(job.id, timeout=60)
    assert datasets.list_datasets(workspace) == []
    again, _ = data_anyway.import_anyway(workspace, job.id)
    assert workspace.wait(again.id, timeout=60).state is JobState.SUCCEEDED
    version = datasets.find_version(workspace, "hours")
    assert (version.rows, version.rejected, version.note) == (75, 25, "the note")
    entry = next(e for e in activity.audit(workspace) if e.action == "dataset.import.anyway")
    assert (entry.actor, entry.subject) == ("Ana", "hours")
    with pytest.raises(ConflictError, match="was not stopped"):
        data_anyway.import_anyway(workspace, again.id)
