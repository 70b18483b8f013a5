"""The files that a path or a pattern such as flights_*.csv names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from modelyard.core.errors import InputError

MAX_FILES = 1000


def exists(path: Path) -> bool:
    """Whether there is such a file or folder; of a name that is too long for the system there is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def has_pattern(path: Path) -> bool:
    """Whether a path is a pattern rather than the name of a file that exists: `*`, `?` or `[…]` in its parts."""
    return any(c in str(path) for c in "*?[") and not exists(path)


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


def same_names(first: Sequence[str], first_name: str, other: Sequence[str], name: str) -> None:
    """Raise InputError where a file's columns are not those of the first one; their order may differ."""
    missing = [n for n in first if n not in other]
    extra = [n for n in other if n not in first]
    if not missing and not extra:
        return
    said = [f"it has no column {_listed(missing)}"] if missing else []
    said += [f"it has a column {_listed(extra)} that {first_name} has not"] if extra else []
    raise InputError(
        f"{name} does not have the columns of {first_name}: {' and '.join(said)}.",
        "Files are read as one table when their columns have the same names. Narrow the pattern or rename the columns.",
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5:,} more" if len(names) > 5 else "")


def _natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", str(path))
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts)
