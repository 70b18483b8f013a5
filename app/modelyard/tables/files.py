"""The files that a path or a pattern such as flights_*.csv names."""

from __future__ import annotations

import re
from pathlib import Path

from modelyard.core.errors import InputError

MAX_FILES = 1000


def has_pattern(path: Path) -> bool:
    """Whether a path is a pattern rather than the name of a file that exists: `*`, `?` or `[…]` in its parts."""
    return any(c in str(path) for c in "*?[") and not path.exists()


def matching(path: Path) -> tuple[Path, ...]:
    """The files of a pattern, in the order a person would list them (2 before 10); a plain path names itself.

    Raises InputError when none matches, or more than `MAX_FILES`.
    """
    path = path.expanduser()
    if not has_pattern(path):
        return (path,)
    folder = Path(path.anchor) if path.anchor else Path()
    parts = list(path.parts[1:] if path.anchor else path.parts)
    while parts and not any(c in parts[0] for c in "*?["):
        folder /= parts.pop(0)
    found = sorted((p for p in folder.glob("/".join(parts)) if p.is_file()), key=_natural)
    if not found:
        raise InputError(
            f"No file matches {path}.", "Check the folder and the pattern: * stands for any letters, ? for one."
        )
    if len(found) > MAX_FILES:
        raise InputError(
            f"{len(found):,} files match {path}; at most {MAX_FILES:,} are read as one table.",
            "Write a narrower pattern, or join the files first.",
        )
    return tuple(found)


def _natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", str(path))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts)
