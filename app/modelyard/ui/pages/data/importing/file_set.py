"""Several files as one: the pattern that names exactly them, and whether they look like parts of one table."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

ALIKE = 3
"""Names that share this many letters at the beginning or the end look like parts of one table."""


def _ends(names: Sequence[str]) -> tuple[str, str]:
    """The letters that all names begin with, and those that the rest of them ends with."""
    start = _shared(names)
    return start, _shared([n[len(start) :][::-1] for n in names])[::-1]


def _shared(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    return first[: next((i for i, c in enumerate(first) if last[i : i + 1] != c), len(first))]


def pattern_of(paths: Sequence[Path]) -> str:
    """A pattern that names these files and no others; "" where none does (they lie apart, or others are alike)."""
    if len({p.parent for p in paths}) != 1 or len(paths) < 2:
        return ""
    folder, names = paths[0].parent, sorted(p.name for p in paths)
    start, end = _ends(names)
    wide = (start.rstrip("0123456789"), end.lstrip("0123456789"))  # a number is one thing: flights_*, not flights_1*
    candidates = [_starred(wide[0], "*", wide[1]), _starred(start, "*", end)]
    middles = [n[len(start) : len(n) - len(end)] for n in names]
    if len({len(m) for m in middles}) == 1:
        letters = [sorted(set(column)) for column in zip(*middles, strict=True)]
        if not any(c in "[]!-*?" for column in letters for c in column):
            classes = "".join(c[0] if len(c) == 1 else f"[{''.join(c)}]" for c in letters)
            candidates.append(_starred(start, classes, end))
    wanted = sorted(paths)
    for name in candidates:
        if sorted(p for p in folder.glob(name) if p.is_file()) == wanted:
            return str(Path(glob.escape(str(folder))) / name)
    return ""


def _starred(start: str, middle: str, end: str) -> str:
    return f"{glob.escape(start)}{middle}{glob.escape(end)}"


def alike(paths: Sequence[Path]) -> bool:
    """Whether their names say that they are parts of one table: one suffix, and a common beginning or end."""
    if len({p.suffix.lower() for p in paths}) != 1:
        return False
    start, end = _ends([p.stem for p in paths])
    return len(start) >= ALIKE or len(end) >= ALIKE
