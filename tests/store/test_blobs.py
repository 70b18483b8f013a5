"""Blobs: named by content, never half there, collected only when nothing names them."""

import hashlib
import os
from pathlib import Path

import pytest

from modelyard.core.errors import NotFoundError, WorkspaceError
from modelyard.store.blobs import BlobStore


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def test_adopted_file_is_found_by_its_hash(blobs: BlobStore) -> None:
    staged = blobs.stage(".bin")
    staged.write_bytes(b"flights")
    digest = blobs.adopt(staged)
    assert digest == hashlib.sha256(b"flights").hexdigest()
    assert blobs.path(digest).read_bytes() == b"flights"
    assert blobs.path(digest) == blobs.root / digest[:2] / digest[2:]
    assert not staged.exists()
    blobs.verify(digest)


def test_same_content_is_kept_once(blobs: BlobStore) -> None:
    assert blobs.add_bytes(b"x") == blobs.add_bytes(b"x")
    assert len(list(blobs)) == 1


def test_altered_blob_is_noticed(blobs: BlobStore) -> None:
    digest = blobs.add_bytes(b"x")
    path = blobs.path(digest)
    path.chmod(0o644)
    path.write_bytes(b"y")
    with pytest.raises(WorkspaceError, match="altered"):
        blobs.verify(digest)


def test_missing_blob_is_explained(blobs: BlobStore) -> None:
    with pytest.raises(NotFoundError, match="lost a file"):
        blobs.path("0" * 64)


def test_collector_spares_the_living_and_the_young(blobs: BlobStore) -> None:
    live, orphan, young = (blobs.add_bytes(c) for c in (b"live", b"orphan", b"young"))
    for digest in (live, orphan):
        os.utime(blobs.path(digest), (1, 1))
    assert blobs.collect({live}) == len(b"orphan")
    assert set(blobs) == {live, young}


def test_content_adopted_again_counts_as_young(blobs: BlobStore) -> None:
    digest = blobs.add_bytes(b"again")
    os.utime(blobs.path(digest), (1, 1))
    assert blobs.add_bytes(b"again") == digest
    assert blobs.collect(set()) == 0


def test_staged_files_of_dead_processes_are_cleaned(blobs: BlobStore) -> None:
    mine = blobs.stage()
    mine.write_bytes(b"mine")
    dead = blobs.temporary / "999999999-abc"
    dead.write_bytes(b"dead")
    folder = blobs.temporary / "999999999-folder"
    folder.mkdir()
    (folder / "file").write_bytes(b"dead")
    blobs.clean_temporary({os.getpid()})
    assert list(blobs.temporary.iterdir()) == [mine]
