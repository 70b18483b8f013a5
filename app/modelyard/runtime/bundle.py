"""A model bundle's tar, read with suspicion: only plain files with plain names come out of it."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from modelyard.core.errors import InputError, WorkspaceError
from modelyard.core.files import telling_full_disk

MANIFEST = "manifest.json"


def bundle_files(bundle: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    """Each file of a bundle: its relative name, its size in bytes, its content (valid until the next one).

    Raises `InputError` for a file that is no tar, is cut off, or holds links, devices or names that lead elsewhere.
    """
    try:
        with tarfile.open(bundle) as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                if member.isdir():
                    continue
                if not member.isreg() or name.is_absolute() or ".." in name.parts or "\\" in member.name:
                    raise _damaged(bundle, f"it holds {member.name!r}, which is no plain file")
                content = tar.extractfile(member)
                if content is None:
                    raise _damaged(bundle, f"{member.name!r} cannot be read")
                yield str(name), member.size, cast("IO[bytes]", _Reader(content, bundle))
    except FileNotFoundError as error:
        raise InputError(f"The model bundle {bundle} is gone.", "Register the version again.") from error
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(bundle, str(error)) from error


class _Reader:
    """A file inside a tar, which says `InputError` where the tar is cut off."""

    def __init__(self, file: IO[bytes], bundle: Path) -> None:
        self._file = file
        self._bundle = bundle

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise _damaged(self._bundle, str(error)) from error


def unpack_bundle(bundle: Path, target: Path) -> None:
    """Write a bundle's files under `target`, replacing what was there."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, _, content in bundle_files(bundle):
        path = target / name
        try:
            with telling_full_disk(target):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as sink:
                    shutil.copyfileobj(content, sink, 1 << 20)
        except (OSError, WorkspaceError):
            shutil.rmtree(target, ignore_errors=True)
            raise


def bundle_digest(bundle: Path) -> str:
    """The sha256 of a bundle's manifest.json, by which the server knows that it serves what was launched."""
    for name, _, content in bundle_files(bundle):
        if name == MANIFEST:
            return hashlib.sha256(content.read()).hexdigest()
    raise _damaged(bundle, f"it holds no {MANIFEST}")


def _damaged(bundle: Path, why: str) -> InputError:
    return InputError(
        f"The model bundle {bundle.name} is damaged: {why}.", "Verify the workspace or register the version again."
    )
