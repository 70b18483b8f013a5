"""The Data stage's service over real files."""

from dataclasses import replace
from pathlib import Path

import pytest

from modelyard.core.errors import InputError
from modelyard.domain.data.datasets import ColumnType, ImportRequest, ReadOptions
from modelyard.services.data import datasets
from modelyard.services.workspace import Workspace, create_workspace


@pytest.fixture
def workspace(tmp_path: Path):
    made = create_workspace(tmp_path / "lab", actor="ana")
    yield made
    made.close()


def _import(workspace: Workspace, file: Path, **options: object) -> str:
    request = ImportRequest(str(file), "pets", ReadOptions(**options), "first")  # type: ignore[arg-type]
    version_id: str = workspace.wait(datasets.import_file(workspace, request)[0].id).result["version_id"]
    return version_id


def test_rows_that_do_not_fit_are_kept_aside_and_exported(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "pets.csv"
    lines = [f"pet{i},{i % 5}" for i in range(3000)]
    lines[999] = "pet999,many"
    lines[1999] = "pet1999,1,extra"
    file.write_text("name,legs\n" + "\n".join(lines) + "\n", encoding="utf-8")
    version = datasets.version(workspace, _import(workspace, file, types={"legs": ColumnType.INTEGER}))
    assert (version.rows, version.rejected) == (2998, 2)
    rejected = datasets.rejected_rows(workspace, version.id)
    assert [r.line for r in rejected] == [1001, 2001]
    assert rejected[0].column == "legs"
    assert "many" in rejected[0].text
    assert len(datasets.rejected_rows(workspace, version.id, limit=1)) == 1
    out = tmp_path / "aside.csv"
    assert datasets.export_rejected(workspace, version.id, out) == 2
    assert "pet1999" in out.read_text(encoding="utf-8")


def test_failed_import_leaves_nothing(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "pets.csv"
    file.write_bytes(bytes(range(256)) * 100)
    job, _ = datasets.import_file(workspace, ImportRequest(str(file), "pets"))
    with pytest.raises(Exception, match=r"pets\.csv"):
        workspace.wait(job.id)
    assert datasets.list_datasets(workspace) == []
    assert list(workspace.blobs) == []
    assert list(workspace.blobs.temporary.iterdir()) == []


def test_version_profile_pages_and_target(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "pets.csv"
    file.write_text("name,tame\n" + "".join(f"pet{i},{i % 4 == 0}\n" for i in range(400)), encoding="utf-8")
    version_id = _import(workspace, file)
    assert datasets.profile(workspace, version_id).rows == 400
    found = datasets.profile(workspace, version_id).column("name")
    assert found is not None
    assert found.distinct == 400
    assert datasets.rows(workspace, version_id, 398, 10).rows == (("pet398", False), ("pet399", False))
    summary = datasets.target_summary(workspace, version_id, "tame")
    assert summary.problem == ""
    assert dict(summary.classes) == {"true": 100, "false": 300}
    assert datasets.check_where(workspace, version_id, "tame") == 100
    with pytest.raises(InputError, match="legs"):
        datasets.check_where(workspace, version_id, "legs > 2")


@pytest.mark.parametrize("name", ["", "  ", "../up", "a/b", "x" * 81])
def test_impossible_names_are_refused(workspace: Workspace, tmp_path: Path, name: str) -> None:
    file = tmp_path / "pets.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError):
        datasets.import_file(workspace, ImportRequest(str(file), name))


def test_too_many_rejected_rows_stop_an_import(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "pets.csv"
    file.write_text("name,legs\n" + "cat,4\n" * 60 + "dog\n" * 40, encoding="utf-8")
    request = ImportRequest(str(file), "pets", max_rejected=0.1)
    job, _ = datasets.import_file(workspace, request)
    with pytest.raises(Exception, match=r"40 of the 100 rows of pets.csv do not fit .*Nothing was imported"):
        workspace.wait(job.id)
    stopped = datasets.too_many_rejected(workspace.job(job.id))
    assert stopped is not None
    assert (stopped.rejected, stopped.total, stopped.reasons) == (40, 100, {"Too few values": 40})
    assert (datasets.list_datasets(workspace), list(workspace.blobs)) == ([], [])
    job, _ = datasets.import_file(workspace, replace(request, max_rejected=1.0))
    version = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
    assert (version.rows, version.rejected) == (60, 40)


def test_pasted_text_and_patterns_say_where_they_come_from(workspace: Workspace, tmp_path: Path) -> None:
    path = datasets.paste("name\tlegs\ncat\t4\nbird\t2\n")
    assert datasets.preview_import(path).rows == (("cat", 4), ("bird", 2))
    job, _ = datasets.import_file(workspace, ImportRequest(str(path), "pasted"))
    version = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
    assert (version.source_spec["kind"], version.source, path.exists()) == ("clipboard", "pasted text", False)
    for i in range(2):
        (tmp_path / f"p{i}.csv").write_text(f"name,legs\ncat{i},4\n", encoding="utf-8")
    job, _ = datasets.import_file(workspace, ImportRequest(str(tmp_path / "p*.csv"), "many"))
    version = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
    assert (version.source_spec["kind"], version.rows) == ("pattern", 2)
    assert version.source_spec["path"] == str(tmp_path / "p*.csv")
    with pytest.raises(InputError, match=r"There is no text to paste"):
        datasets.paste(" \n")
