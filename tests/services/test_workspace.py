"""Workspaces: made, opened, refused with a sentence, shared between processes, moved."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from modelyard.core.changes import Changes, Kind
from modelyard.core.errors import ConflictError, NotFoundError, WorkspaceError
from modelyard.domain.data.datasets import ImportRequest
from modelyard.domain.jobs import JobState
from modelyard.services import activity
from modelyard.services.data import datasets
from modelyard.services.workspace import (
    check,
    collect_garbage,
    create_workspace,
    find_workspace,
    open_workspace,
    read_info,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    file = tmp_path / "pets.csv"
    file.write_text("name,legs\n" + "".join(f"pet{i},{i % 5}\n" for i in range(200)), encoding="utf-8")
    return file


def test_made_workspace_opens_again_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "lab.modelyard"
    made = create_workspace(path, actor="ana")
    assert made.name == "lab"
    assert made.owns_work
    made.close()
    opened = open_workspace(path, actor="ben")
    assert opened.info == made.info
    assert [e.action for e in activity.audit(opened)] == ["workspace.create"]
    assert check(opened, blobs=True) == []
    opened.close()


def test_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError, match="not empty"):
        create_workspace(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.doc"]


def test_folder_that_is_none_is_explained(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="not a Modelyard workspace"):
        open_workspace(tmp_path)


def test_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lab"
    create_workspace(path).close()
    info = json.loads((path / "workspace.json").read_text(encoding="utf-8"))
    (path / "workspace.json").write_text(json.dumps(info | {"format": 99}), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="newer Modelyard"):
        open_workspace(path)


def test_moved_workspace_works(tmp_path: Path, csv: Path) -> None:
    workspace = create_workspace(tmp_path / "here")
    job, _ = datasets.import_file(workspace, ImportRequest(str(csv), "pets"))
    version_id = workspace.wait(job.id).result["version_id"]
    workspace.close()
    shutil.move(tmp_path / "here", tmp_path / "there")
    moved = open_workspace(tmp_path / "there")
    assert datasets.rows(moved, version_id, 198, 10).rows == (("pet198", 3), ("pet199", 4))
    assert check(moved, blobs=True) == []
    moved.close()


def test_workspace_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    create_workspace(tmp_path / "lab").close()
    assert find_workspace(tmp_path / "lab" / "blobs") == tmp_path / "lab"
    assert find_workspace(tmp_path) is None
    assert read_info(tmp_path / "lab").name == "lab"


def test_garbage_is_collected_and_what_is_used_is_not(tmp_path: Path, csv: Path) -> None:
    workspace = create_workspace(tmp_path / "lab")
    job, _ = datasets.import_file(workspace, ImportRequest(str(csv), "pets"))
    workspace.wait(job.id)
    orphan = workspace.blobs.add_bytes(b"orphan")
    for digest in workspace.blobs:
        os.utime(workspace.blobs.path(digest), (1, 1))
    assert collect_garbage(workspace) == len(b"orphan")
    assert orphan not in set(workspace.blobs)
    assert check(workspace, blobs=True) == []
    workspace.close()


def test_lost_file_is_reported(tmp_path: Path, csv: Path) -> None:
    workspace = create_workspace(tmp_path / "lab")
    job, _ = datasets.import_file(workspace, ImportRequest(str(csv), "pets"))
    version = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
    workspace.blobs.path(version.content_hash).unlink()
    assert ["lost a file" in problem for problem in check(workspace)] == [True]
    workspace.close()


def test_command_beside_an_open_workspace_is_run_by_it_and_seen_within_a_second(tmp_path: Path, csv: Path) -> None:
    workspace = create_workspace(tmp_path / "lab", actor="window")
    heard: list[tuple[float, Changes]] = []
    workspace.subscribe(lambda changes: heard.append((time.monotonic(), changes)))
    jobs: list[tuple[str, JobState]] = []
    workspace.runner.subscribe(lambda job: jobs.append((job.created_by, job.state)))
    done = subprocess.run(
        [sys.executable, "-m", "modelyard", "data", "import", str(csv), "--workspace", str(workspace.path), "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "app"), "MODELYARD_USER": "cli"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ended = time.monotonic()
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["rows"] == 200
    assert workspace.job(activity.jobs(workspace)[0].id).pid == os.getpid()
    while not any(Kind.DATASET in {k for k, _ in c.items} for _, c in heard):
        assert time.monotonic() < ended + 1.0, "the window did not see the import within a second"
        time.sleep(0.01)
    assert ("cli", JobState.SUCCEEDED) in jobs
    assert datasets.list_datasets(workspace)[0].name == "pets"
    workspace.close()


def test_identical_content_is_one_version(tmp_path: Path, csv: Path) -> None:
    workspace = create_workspace(tmp_path / "lab")
    first = workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "pets"))[0].id).result
    second = workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "pets"))[0].id).result
    assert (first["unchanged"], second["unchanged"]) == (False, True)
    assert first["version_id"] == second["version_id"]
    csv.write_text(csv.read_text(encoding="utf-8") + "pet200,0\n", encoding="utf-8")
    third = workspace.wait(datasets.import_file(workspace, ImportRequest(str(csv), "pets"))[0].id).result
    assert third["number"] == 2
    assert [v.rows for v in datasets.versions(workspace)] == [201, 200]
    workspace.close()
