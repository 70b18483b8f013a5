"""Files as sources: names and patterns, pasted text, and why an import was stopped."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from modelyard.core import codec
from modelyard.core.clock import new_id
from modelyard.core.errors import InputError, TooManyRejectedError
from modelyard.core.paths import cache_dir
from modelyard.domain.data.datasets import ImportResult, ReadOptions, TooManyRejected
from modelyard.domain.data.sources import Source, SourceKind
from modelyard.domain.jobs import Job

PASTED_SECONDS = 24 * 3600
"""Pasted text that was not imported is kept for a day."""


def paste(text: str) -> Path:
    """Keep pasted text as a file that can be previewed and imported; it is removed once imported, or after a day."""
    if not text.strip():
        raise InputError("There is no text to paste.", "Copy some rows of a table first, with their column names.")
    path = kept("pasted")
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return path


def kept(name: str) -> Path:
    """A new place for text that comes from no file; what is older than a day there is removed."""
    folder = _pasted()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > PASTED_SECONDS:
            old.unlink(missing_ok=True)
    return folder / f"{name}-{new_id()}.txt"


def is_pasted(path: str | Path) -> bool:
    """Whether `paste` made this file."""
    return Path(path).parent == _pasted()


def forget_pasted(path: str) -> None:
    """Remove a pasted text that was imported; any other file is left alone."""
    if is_pasted(path):
        Path(path).unlink(missing_ok=True)


def _pasted() -> Path:
    return cache_dir().absolute() / "pasted"


def has_pattern(path: str | Path) -> bool:
    """Whether a path is a pattern such as flights_*.csv rather than the name of a file that exists."""
    from modelyard.tables.files.paths import has_pattern as found

    return found(Path(path))


def source_of(path: str, options: ReadOptions) -> Source:
    """What is needed to read the rows again."""
    if is_pasted(path):
        return Source(SourceKind.CLIPBOARD, "", options)
    return Source(SourceKind.PATTERN if has_pattern(path) else SourceKind.FILE, path, options)


def check_rejected(name: str, result: ImportResult, allowed: float) -> None:
    """Raise TooManyRejectedError when more than the share `allowed` of the rows did not fit."""
    total = result.rows + result.rejected
    if not result.rejected or result.rejected <= allowed * total:
        return
    top = sorted(result.rejected_reasons.items(), key=lambda item: -item[1])
    reasons = ", ".join(f"{count:,} × {reason}" for reason, count in top[:3])
    more = f", and {len(top) - 3:,} more reasons" if len(top) > 3 else ""
    raise TooManyRejectedError(
        f"{result.rejected:,} of the {total:,} rows of {name} do not fit ({result.rejected / total:.1%}, "
        f"allowed are {allowed:.1%}): {reasons}{more}. Nothing was imported.",
        "Change how the file is read, or allow more rows to be kept aside.",
        codec.to_json(TooManyRejected(result.rejected, total, allowed, dict(top))),
    )


def too_many_rejected(job: Job) -> TooManyRejected | None:
    """Why an import's job was stopped, when it was for rows that did not fit."""
    if job.error is None or not job.error.details.startswith('{"rejected"'):
        return None
    try:
        return codec.from_json(job.error.details, TooManyRejected)
    except msgspec.MsgspecError:
        return None
