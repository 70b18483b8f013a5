"""Compressed files: gzip, and a ZIP with one table in it, unpacked in bounded memory before they are read."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from modelyard.core.errors import InputError, WorkspaceError
from modelyard.domain.jobs import JobContext
from modelyard.tables.engine import QUIET
from modelyard.tables.files import sniff

BLOCK = 1 << 20
SPARE_BYTES = 512 << 20
"""What unpacking leaves free on a disk."""
MAX_RATIO = 1100
"""No text shrinks further by deflate: at most 1032 to 1. What claims to is damaged or made to fill a disk."""
TABLES = (".csv", ".tsv", ".txt", ".tab", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".feather", ".arrow", "")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to read: itself, or what was unpacked from it. `size` is what all of it has, maybe an estimate."""

    path: Path
    size: int


def is_packed(path: Path) -> bool:
    """Whether a file is gzip, or a ZIP that is no workbook."""
    with path.open("rb") as file:
        head = file.read(4)
    return head.startswith(b"\x1f\x8b") or (head == b"PK\x03\x04" and zipfile.is_zipfile(path) and not _is_book(path))


def _is_book(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    return any(n.startswith(("xl/", "word/")) or n == "content.xml" for n in names)


def opened(path: Path, folder: Path, limit: int | None = None, ctx: JobContext = QUIET) -> Opened:
    """The file itself, or its content unpacked into `folder`: all of it, or at least `limit` bytes of a longer one.

    Raises InputError for a damaged archive or one with several tables, WorkspaceError where the disk is too small.
    """
    if not is_packed(path):
        return Opened(path, path.stat().st_size)
    try:
        if not zipfile.is_zipfile(path):
            inner = path.name[: -len(".gz")] if path.name.lower().endswith(".gz") else path.name
            with gzip.open(path, "rb") as file:
                return _unpack(file, folder / inner, path, path.stat().st_size, 0, limit, ctx)
        with zipfile.ZipFile(path) as archive:
            member = _member(path, archive)
            with _open_member(path, archive, member) as file:
                target = folder / (Path(member.filename).name or "table")
                return _unpack(file, target, path, member.compress_size, member.file_size, limit, ctx)
    except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError) as error:
        raise InputError(
            f"{path.name} is damaged: it cannot be unpacked to its end.", "Copy or make it again.", str(error)
        ) from error


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = [m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")]
    tables = [m for m in members if Path(m.filename).suffix.lower() in TABLES] or members
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise InputError(f"{path.name} is a ZIP archive without a file in it.", "Choose another file.")
    names = ", ".join(m.filename for m in tables[:5]) + (f" and {len(tables) - 5:,} more" if len(tables) > 5 else "")
    raise InputError(
        f"{path.name} holds {len(tables):,} tables: {names}.",
        "Unpack it and import one of them, or, when all are alike, give a pattern such as folder/*.csv.",
    )


def _open_member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> AbstractContextManager[IO[bytes]]:
    if member.flag_bits & 1:
        raise InputError(f"{path.name} is protected with a password.", "Unpack it, then import the file inside.")
    return archive.open(member)


def _unpack(
    file: IO[bytes] | gzip.GzipFile,
    target: Path,
    path: Path,
    packed: int,
    size: int,
    limit: int | None,
    ctx: JobContext,
) -> Opened:
    done = 0
    with target.open("wb") as out:
        while block := file.read(BLOCK):
            ctx.check_cancelled()
            done += len(block)
            if done > BLOCK + MAX_RATIO * max(packed, 1):
                raise InputError(
                    f"{path.name} is damaged: it unpacks to more than {MAX_RATIO:,} times its size.",
                    "Make the archive again.",
                )
            if done % (64 * BLOCK) < BLOCK and shutil.disk_usage(target.parent).free < SPARE_BYTES:
                raise WorkspaceError(
                    f"The disk that holds {target.parent} is too small to unpack {path.name}: "
                    f"{done >> 20:,} MB are unpacked, and less than {SPARE_BYTES >> 20} MB are free.",
                    "Nothing was changed. Free some space, then try again.",
                )
            out.write(block)
            ctx.progress(None if not size else 0.05 * min(done / size, 1.0), f"Unpacking {path.name}")
            if limit is not None and done >= limit and file.read(1):
                return Opened(target, max(size, done, _estimate(path, done, packed)))
    if not done:
        raise InputError(f"{path.name} is empty: it has 0 bytes once unpacked.", "Export the table again.")
    return Opened(target, done)


def _estimate(path: Path, done: int, packed: int) -> int:
    """The size of a gzip file's content: its last four bytes, which wrap at 4 GB, or three times the file."""
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return done
        file.seek(-4, 2)
        said = int.from_bytes(file.read(4), "little")
    return said if said >= done else 3 * packed


PREVIEW_BYTES = sniff.SCAN_LIMIT + 2 * BLOCK
"""What a preview unpacks: a little more than it looks at, so that it knows that this is not all."""
