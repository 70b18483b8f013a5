"""Writing files so that a crash leaves either the old content or the new one."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from modelyard.core.errors import InputError, WorkspaceError


def sync_dir(path: Path) -> None:
    """Flush a folder's entries to disk, where the system can."""
    if os.name == "nt":
        return
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_file(path: Path) -> None:
    """Flush a file's content to disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def replace_file(source: Path, target: Path) -> None:
    """Sync `source` and rename it over `target`, both on one file system."""
    sync_file(source)
    os.replace(source, target)
    sync_dir(target.parent)


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a small text file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)
    replace_file(temporary, path)


def writable(path: Path) -> Path:
    """The absolute path of a file that somebody wants written. Raises InputError where none can be."""
    path = path.expanduser().absolute()
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Choose a folder that is there.")
    if path.is_dir():
        raise InputError(f"{path} is a folder.", "Choose the name of a file.")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"You may not write to {path.parent}.", "Choose another folder.")
    return path


def disk_full(error: BaseException) -> bool:
    """Whether an error, or what caused it, says that a disk or a quota is full."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        text = str(seen).lower()
        if "no space left on device" in text or "database or disk is full" in text:
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def disk_full_error(path: Path, error: BaseException) -> WorkspaceError:
    """The sentence for a full disk."""
    return WorkspaceError(
        f"The disk that holds {path} is full.",
        "Nothing was changed. Free some space, then try again.",
        repr(error),
    )


@contextmanager
def telling_full_disk(path: Path) -> Iterator[None]:
    """Within it, a full disk, which holds `path`, is told as a `WorkspaceError`; any other error stays as it is."""
    try:
        yield
    except OSError as error:
        if disk_full(error):
            raise disk_full_error(path, error) from error
        raise


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Within it, what keeps `path` from being written is told: a full disk as a `WorkspaceError`, else `InputError`."""
    try:
        with telling_full_disk(path):
            yield
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.", "Choose another folder.") from error
