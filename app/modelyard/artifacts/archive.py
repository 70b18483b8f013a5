"""A bundle as one file: a tar whose bytes depend on the content only."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path, PurePosixPath

from modelyard.core.errors import InputError

MOST_FILES = 1_000


def pack(folder: Path, target: Path) -> Path:
    """Write the files of `folder` to the tar `target` and return it.

    Names are sorted; times, owners and modes are fixed: equal content gives equal bytes. Raises `InputError` for a
    link or a special file.
    """
    paths = sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).as_posix())
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as tar:
        for path in paths:
            name = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise InputError(f"The bundle holds {name!r}, which is no plain file.", "Register the version again.")
            if path.is_dir():
                continue
            member = tarfile.TarInfo(name)
            member.size = path.stat().st_size
            member.mode = 0o644
            with path.open("rb") as file:
                tar.addfile(member, file)
    return target


def unpack(source: Path, folder: Path) -> Path:
    """Write the files of the tar `source` into the new or empty `folder` and return it.

    Raises `InputError` for a file that is no tar or is cut off, for links, devices, absolute names, names that lead
    out of the folder, two files of one name, or more than 1,000 files; the folder is left empty then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise InputError(f"The folder {folder} is not empty.", "Choose another one.")
    try:
        with tarfile.open(source, "r:") as tar:
            _extract(tar, folder)
    except (tarfile.TarError, EOFError, InputError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        if isinstance(error, (InputError, OSError)) and not isinstance(error, tarfile.TarError):
            raise
        raise InputError(
            f"The model bundle {source.name} is damaged.", "Register the version again.", repr(error)
        ) from error
    return folder


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    seen: set[str] = set()
    for member in tar:
        name = PurePosixPath(member.name)
        parts = name.parts
        if member.isdir():
            continue
        unsafe = not parts or name.is_absolute() or ".." in parts or "\\" in member.name or ":" in member.name
        if not member.isreg() or unsafe or str(name).casefold() in seen or len(seen) >= MOST_FILES:
            raise InputError(
                f"The model bundle holds {member.name[:100]!r}, which does not belong in one.", "Do not use this file."
            )
        seen.add(str(name).casefold())
        content = tar.extractfile(member)
        if content is None:
            raise tarfile.ReadError("a member has no content")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
        if path.stat().st_size != member.size:
            raise tarfile.ReadError("the file is cut off")
