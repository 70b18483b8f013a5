"""Tables with the same rows in files of another layout, and tables that only look alike."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from modelyard.domain.data.datasets import DatasetVersion, ImportRequest, ImportResult
from modelyard.domain.data.sources import Source
from modelyard.services.data import datasets
from modelyard.services.data.commit import NewVersion, commit_version
from modelyard.services.workspace import create_workspace
from modelyard.tables.same import same_rows
from tests.data.tables_support import FLIGHTS


def _copy(path: Path, table: pa.Table, group: int) -> Path:
    pq.write_table(table, path, row_group_size=group)
    return path


@pytest.fixture(scope="module")
def flights() -> pa.Table:
    return pq.read_table(FLIGHTS)


def test_another_layout_is_the_same(tmp_path: Path, flights: pa.Table) -> None:
    one, other = _copy(tmp_path / "a", flights, 32_768), _copy(tmp_path / "b", flights, 10_000)
    assert one.read_bytes() != other.read_bytes()
    assert same_rows(one, other)


def test_one_value_one_order_or_one_name_is_a_difference(tmp_path: Path) -> None:
    table = pa.table({"a": [1, 2, 3, None], "b": ["x", "y", None, "x"]})
    one = _copy(tmp_path / "one", table, 2)
    others = [
        pa.table({"a": [1, 2, 3, None], "b": ["x", "y", "", "x"]}),
        pa.table({"a": [2, 1, 3, None], "b": ["y", "x", None, "x"]}),
        pa.table({"a": [1, 2, 3, None], "c": ["x", "y", None, "x"]}),
        pa.table({"a": [1.0, 2.0, 3.0, None], "b": ["x", "y", None, "x"]}),
        table.slice(0, 3),
    ]
    for number, other in enumerate(others):
        assert not same_rows(one, _copy(tmp_path / str(number), other, 2)), number
    assert same_rows(one, _copy(tmp_path / "again", table, 3))


def test_a_version_in_another_layout_is_not_made_twice(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "lab", actor="ana")
    try:
        job = datasets.import_file(workspace, ImportRequest(str(FLIGHTS), "flights"))[0]
        first = datasets.version(workspace, workspace.wait(job.id).result["version_id"])
        staged = workspace.blobs.stage(".parquet")
        _copy(staged, pq.read_table(workspace.blobs.path(first.content_hash)), 50_000)
        digest = workspace.blobs.adopt(staged)
        assert digest != first.content_hash
        new = NewVersion(
            "flights", digest, _result(first), datasets.profile(workspace, first.id), "again", _source(first)
        )
        result, _ = commit_version(workspace, "ana", new)
        assert (result["unchanged"], result["version_id"]) == (True, first.id)
        assert len(datasets.versions(workspace)) == 1
    finally:
        workspace.close()


def test_a_lost_file_does_not_stop_the_next_import(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "lab", actor="ana")
    file = tmp_path / "pets.csv"
    try:
        numbers = []
        for legs in (4, 2):
            file.write_text(f"name,legs\nrex,{legs}\n", encoding="utf-8")
            job = datasets.import_file(workspace, ImportRequest(str(file), "pets"))[0]
            numbers.append(workspace.wait(job.id).result["number"])
            blob = workspace.blobs.path(datasets.versions(workspace)[0].content_hash)
            if legs == 4:
                blob.unlink()
        assert numbers == [1, 2]
    finally:
        workspace.close()


def _result(version: DatasetVersion) -> ImportResult:
    return ImportResult(version.rows, version.columns, 0, 0)


def _source(version: DatasetVersion) -> Source:
    return Source(path=version.source)
