"""Content-addressed, immutable files: `blobs/ab/cdef…`, named by their sha256.

A file is written in `blobs/tmp`, synced, then renamed into place; the row that names it is committed afterwards. So a
crash leaves at most an orphan, which `collect` removes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from modelyard.core import clock
from modelyard.core.errors import NotFoundError, WorkspaceError
from modelyard.core.files import sync_dir, sync_file, telling_full_disk

ORPHAN_SECONDS = 3600.0
"""A blob without a row is left alone for this long: its row may be about to be committed."""


def file_hash(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class BlobStore:
    """The blobs of one workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / "tmp"

    def stage(self, suffix: str = "") -> Path:
        """A path to write a new file or folder at; give it to `adopt`, or leave it to be cleaned up."""
        self.temporary.mkdir(parents=True, exist_ok=True)
        return self.temporary / f"{os.getpid()}-{clock.new_id()}{suffix}"

    def adopt(self, staged: Path) -> str:
        """Take a staged file into the store and return its hash. Content that is there already is kept as it is."""
        with telling_full_disk(self.root):
            digest = file_hash(staged)
            target = self._path(digest)
            now = time.time_ns()  # the system's own time of a change is some milliseconds late
            try:
                # the touch tells `remove` that somebody is about to name this blob; see there
                os.utime(target, ns=(now, now))
                staged.unlink()
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                sync_file(staged)
                os.utime(staged, ns=(now, now))
                staged.chmod(0o444)
                os.replace(staged, target)
                sync_dir(target.parent)
        return digest

    def add_bytes(self, content: bytes) -> str:
        """Store some bytes and return their hash."""
        staged = self.stage()
        try:
            with telling_full_disk(self.root):
                staged.write_bytes(content)
        except (OSError, WorkspaceError):
            staged.unlink(missing_ok=True)
            raise
        return self.adopt(staged)

    def path(self, digest: str) -> Path:
        """Where a blob is. Raises `NotFoundError` when it is missing."""
        path = self._path(digest)
        if not path.exists():
            raise NotFoundError(
                f"The workspace has lost a file ({digest[:12]}…).", "Restore its folder from a copy.", str(path)
            )
        return path

    def size(self, digest: str) -> int:
        """A blob's bytes; 0 when it is missing."""
        path = self._path(digest)
        return path.stat().st_size if path.exists() else 0

    def verify(self, digest: str) -> None:
        """Raises `WorkspaceError` when a blob's content is not what its name says."""
        if file_hash(self.path(digest)) != digest:
            raise WorkspaceError(
                f"A file of the workspace was altered outside Modelyard ({digest[:12]}…).",
                "Restore its folder from a copy.",
            )

    def __iter__(self) -> Iterator[str]:
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.iterdir()):
                yield folder.name + file.name

    def collect(self, live: Collection[str], older_than: float = ORPHAN_SECONDS) -> int:
        """Remove blobs that no row names and that are older than some seconds; returns the bytes freed."""
        freed, now = 0, time.time()
        for digest in self:
            path = self._path(digest)
            stat = path.stat()
            if digest not in live and now - stat.st_mtime >= older_than:
                path.chmod(0o644)
                path.unlink()
                freed += stat.st_size
        return freed

    def remove(self, digests: Mapping[str, float | None]) -> tuple[int, int]:
        """Remove blobs at once; returns the bytes freed and how many were left because somebody may want them.

        Call inside a write transaction that found no row naming them: rows are only committed in turn. Whoever adopts
        the same content meanwhile either has touched the blob already, and it is put back if that was at or after
        the given time (seconds since 1970; None when nobody can be at work), or finds it gone and brings a copy.
        A crash in between leaves the blob, or a temporary file that `clean_temporary` removes.
        """
        freed = left = 0
        self.temporary.mkdir(parents=True, exist_ok=True)
        for digest, touched_since in digests.items():
            path, aside = self._path(digest), self.stage(".removed")
            try:
                if touched_since is not None and path.stat().st_mtime >= touched_since:
                    left += 1
                    continue
                path.rename(aside)
            except FileNotFoundError:  # removed before, or by somebody else
                continue
            stat = aside.stat()
            if touched_since is not None and stat.st_mtime >= touched_since and not path.exists():
                aside.rename(path)  # touched between the two looks
                left += 1
                continue
            aside.chmod(0o644)
            aside.unlink()
            freed += stat.st_size
        return freed, left

    def clean_temporary(self, alive: Collection[int]) -> None:
        """Remove staged files whose process is not among the living ones."""
        if not self.temporary.exists():
            return
        for path in self.temporary.iterdir():
            owner = path.name.split("-", 1)[0]
            if not (owner.isdigit() and int(owner) in alive):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self.root / digest[:2] / digest[2:]
